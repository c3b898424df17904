//! Copies of the whole database (`backup`) and bringing one back (`restore`). A copy is one state of the database, taken
//! while others write. Brought back, it has forgotten what happened since: nothing leaves for the treasury until its
//! statements have told it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::time::Moment;
use crate::format::copy_file::{self, CopyFault, Field, Head, Kind, Part, Shape, Writer};
use crate::store::catalogue::{self, Table};
use crate::store::replacement::{Filling, Place};
use crate::store::restoration::{self, NewRestoration};
use crate::store::{Db, Reading, StoreError, Value, installation, journal, migrate};

use super::{Acting, Office, StageError};

/// Rows that are stored at once, and about how many bytes of them.
const PIECE_ROWS: usize = 400;
const PIECE_BYTES: usize = 4 << 20;

/// A backup that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What its head says.
    pub head: Head,
    /// SHA-256 of all but its last 32 bytes, which are this.
    pub sha256: [u8; 32],
    /// Its length in bytes.
    pub length: u64,
    /// How many tables.
    pub tables: u64,
    /// How many rows.
    pub rows: u64,
}

/// Copies one state of the database into a new file: written under another name, synced, then renamed.
pub async fn backup(db: &Db, reading: Reading, file: &Path) -> Result<Written, StageError> {
    if file.exists() {
        return Err(StageError::refuse("file", Code::AlreadyExists, file.display(), ""));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let part = file.with_file_name(format!(".{name}.part"));
    let written = write(db, reading, &part).await;
    let placed = written.and_then(|written| {
        if file.exists() {
            return Err(StageError::refuse("file", Code::AlreadyExists, file.display(), ""));
        }
        fs::rename(&part, file).map_err(StageError::io(file))?;
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|f| f.sync_all()).map_err(StageError::io(folder))?;
        Ok(written)
    });
    if placed.is_err() {
        let _ = fs::remove_file(&part);
    }
    placed
}

async fn write(db: &Db, reading: Reading, part: &PathBuf) -> Result<Written, StageError> {
    let Reading { mut conn, moment, head } = reading;
    let schema = catalogue::schema(&mut conn).await?.unwrap_or_default();
    let links = conn.row("journal_head", crate::binds![], |r| r.int(0)).await?.unwrap_or_default();
    let profile = installation::profile(&mut conn).await?;
    let head = Head {
        schema,
        created: moment.rfc3339_utc(),
        engine: db.engine().to_owned(),
        profile: profile.unwrap_or_default(),
        links,
        head: head.unwrap_or_default(),
    };
    let io = || StageError::io(part);
    let out = BufWriter::with_capacity(1 << 18, File::create(part).map_err(io())?);
    let mut writer = Writer::new(out, &head).map_err(io())?;
    let (mut tables, mut rows) = (0, 0);
    for table in catalogue::tables(&mut conn).await? {
        writer.table(&shape(&table)).map_err(io())?;
        let take = |values: Vec<Value<'static>>| {
            let fields: Vec<Field> = values.into_iter().map(field).collect();
            Ok(writer.row(&fields)?)
        };
        catalogue::each_row(&mut conn, &table, take).await?;
        tables += 1;
        rows += writer.end().map_err(io())?;
    }
    let (mut out, sha256, length) = writer.finish().map_err(io())?;
    out.flush().and_then(|()| out.get_ref().sync_all()).map_err(io())?;
    Ok(Written { head, sha256, length, tables, rows })
}

fn shape(table: &Table) -> Shape {
    let kind = |kind| match kind {
        catalogue::Kind::Int => Kind::Int,
        catalogue::Kind::Text => Kind::Text,
        catalogue::Kind::Bytes => Kind::Bytes,
    };
    Shape { name: table.name.clone(), columns: table.columns.iter().map(|(n, k)| (n.clone(), kind(*k))).collect() }
}

fn field(value: Value<'static>) -> Field {
    match value {
        Value::Int(Some(value)) => Field::Int(value),
        Value::Text(Some(text)) => Field::Text(text.into_owned()),
        Value::Bytes(Some(bytes)) => Field::Bytes(bytes.into_owned()),
        Value::Int(None) | Value::Text(None) | Value::Bytes(None) => Field::Null,
    }
}

/// A field as a value of its column; `None` where it is of another kind.
fn value(field: Field, kind: Kind) -> Option<Value<'static>> {
    Some(match (field, kind) {
        (Field::Null, Kind::Int) => Value::Int(None),
        (Field::Null, Kind::Text) => Value::Text(None),
        (Field::Null, Kind::Bytes) => Value::Bytes(None),
        (Field::Int(value), Kind::Int) => Value::from(value),
        (Field::Text(text), Kind::Text) => Value::from(text),
        (Field::Bytes(bytes), Kind::Bytes) => Value::from(bytes),
        _ => return None,
    })
}

/// A backup that was found whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What its head says.
    pub head: Head,
    /// Its digest.
    pub sha256: [u8; 32],
    length: u64,
}

fn refused(file: &Path) -> impl Fn(CopyFault) -> StageError + '_ {
    move |fault| match fault {
        CopyFault::NotRecognised => StageError::refuse("file", Code::CopyBroken, file.display(), "qazyna backup"),
        CopyFault::Newer(version) => StageError::refuse("file", Code::CopyNewer, version, 1),
        CopyFault::Broken(why) => StageError::refuse("file", Code::CopyBroken, file.display(), why),
        CopyFault::Io(error) => StageError::io(file)(error),
    }
}

/// Reads a whole file against its digest and judges its versions, before anything is touched.
pub fn inspect(file: &Path) -> Result<Found, StageError> {
    let input = File::open(file).map_err(StageError::io(file))?;
    let length = input.metadata().map_err(StageError::io(file))?.len();
    let (head, sha256) = copy_file::check(input, length).map_err(refused(file))?;
    let newest = migrate::newest();
    if head.schema > newest {
        return Err(StageError::refuse("file", Code::CopyNewer, head.schema, newest));
    }
    Ok(Found { head, sha256, length })
}

/// Fills a new database beside the configured one with the rows of the file; how many tables and rows.
pub async fn fill(place: &Place, file: &Path, found: &Found) -> Result<(Db, u64, u64), StageError> {
    let input = File::open(file).map_err(StageError::io(file))?;
    let mut reader = copy_file::Reader::new(input, found.length).map_err(refused(file))?;
    let mut filling = place.fresh(found.head.schema).await?;
    let mut missing: Vec<String> = filling.tables().iter().map(|t| t.name.clone()).collect();
    let (mut tables, mut rows) = (0, 0);
    let broken = |why: String| refused(file)(CopyFault::Broken(why));
    let mut piece = Piece::default();
    while let Some(part) = reader.next_part().map_err(refused(file))? {
        match part {
            Part::Table(shape) => {
                let of_schema = filling.tables().iter().any(|t| {
                    t.name == shape.name && shape.columns.iter().all(|(name, _)| t.columns.iter().any(|c| c.0 == *name))
                });
                if !of_schema {
                    return Err(broken(format!("the schema {} has no such table `{}`", found.head.schema, shape.name)));
                }
                tables += 1;
                missing.retain(|name| *name != shape.name);
                piece.shape = Some(shape);
            }
            Part::Row(fields) => {
                rows += 1;
                if !piece.take(fields) {
                    return Err(broken("a value is not of its column's kind".to_owned()));
                }
                if piece.rows >= PIECE_ROWS || piece.bytes >= PIECE_BYTES {
                    piece.store(&mut filling).await?;
                }
            }
            Part::End => piece.store(&mut filling).await?,
        }
    }
    if !missing.is_empty() {
        return Err(broken(format!("it has no table `{}`", missing.join("`, `"))));
    }
    Ok((filling.finish().await?, tables, rows))
}

/// Rows of a table on their way in.
#[derive(Default)]
struct Piece {
    shape: Option<Shape>,
    values: Vec<Value<'static>>,
    rows: usize,
    bytes: usize,
}

impl Piece {
    fn take(&mut self, fields: Vec<Field>) -> bool {
        let columns = self.shape.iter().flat_map(|s| &s.columns);
        self.rows += 1;
        for (field, (_, kind)) in fields.into_iter().zip(columns) {
            self.bytes += match &field {
                Field::Text(text) => text.len(),
                Field::Bytes(bytes) => bytes.len(),
                Field::Null | Field::Int(_) => 8,
            };
            let Some(value) = value(field, *kind) else { return false };
            self.values.push(value);
        }
        true
    }

    async fn store(&mut self, filling: &mut Filling) -> Result<(), StoreError> {
        (self.rows, self.bytes) = (0, 0);
        let values = std::mem::take(&mut self.values);
        let Some(shape) = &self.shape else { return Ok(()) };
        let columns: Vec<&str> = shape.columns.iter().map(|(name, _)| name.as_str()).collect();
        filling.rows(&shape.name, &columns, values).await
    }
}

/// What is known of the database that will be replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Its journal's head.
    pub head: Option<[u8; 32]>,
    /// Its last recorded change.
    pub last: Option<Moment>,
    /// Whether people are known in it, so that they are asked who may.
    pub people: bool,
}

/// Looks at the database that will be replaced; an error where it cannot be read.
pub async fn look(db: &Db) -> Result<Before, StoreError> {
    let mut conn = db.read().await?;
    if catalogue::schema(&mut conn).await?.is_none() {
        return Ok(Before::default());
    }
    let head = conn.row("journal_head", crate::binds![], |r| r.digest(2)).await?;
    let last = journal::last_change(&mut conn).await?;
    let people = !crate::store::person::roles(&mut conn).await?.is_empty();
    Ok(Before { head, last, people })
}

/// Records in the new database that it was brought back; `office` works on it.
pub async fn record(
    office: &Office<'_>,
    actor: &Acting,
    found: &Found,
    replaced_head: Option<[u8; 32]>,
) -> Result<Moment, StageError> {
    let mut tx = office.writing(actor).await?;
    let (moment, day) = (tx.moment, office.day(tx.moment));
    let mut events = Events::new();
    let new = NewRestoration { day, copy: found.sha256, copy_head: found.head.head, replaced_head };
    restoration::insert(&mut tx, &new, &mut events).await?;
    tx.commit(&events).await?;
    Ok(moment)
}
