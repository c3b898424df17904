//! Batches, signatures and files in the database.

use chrono::NaiveDate;

use crate::binds;
use crate::domain::batch::{BatchStatus, SignatureRecord, hex};
use crate::domain::budget::BudgetLine;
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::time::Moment;

use super::{Conn, Row, StoreError, Writing};

/// A batch as it is stored.
#[derive(Clone, Debug)]
pub struct StoredBatch {
    /// Its number.
    pub number: i64,
    /// Day of forming.
    pub date: NaiveDate,
    /// Name of the service.
    pub service: String,
    /// Budget line that pays.
    pub line: BudgetLine,
    /// The line's key.
    pub line_id: i64,
    /// Where it stands.
    pub status: BatchStatus,
    /// How many orders, without the declined ones.
    pub orders: i64,
    /// Their sum.
    pub total: Amount,
    /// SHA-256 of its manifest.
    pub manifest_sha256: [u8; 32],
    /// When it was formed and sent to the head.
    pub formed_at: Moment,
    /// Last moment for the signature.
    pub sign_due: Moment,
    /// Who signed.
    pub signed_by: Option<String>,
    /// When.
    pub signed_at: Option<Moment>,
    /// Day of signing: the value date.
    pub value_date: Option<NaiveDate>,
    /// Last moment for sending it to the treasury.
    pub dispatch_due: Option<Moment>,
    /// Budget year.
    pub year: i64,
    /// The payer's line of the manifest.
    pub payer: String,
    /// When its first file was complete.
    pub exported_at: Option<Moment>,
    /// When it went to the treasury.
    pub dispatched_at: Option<Moment>,
    /// Number of the copy that is, or will be, with the treasury.
    pub copy: i64,
    /// The orders that the copy carries; `None` = all.
    pub copy_orders: Option<String>,
    /// What the treasury gave for it.
    pub receipt: Option<String>,
    /// Why its outcome was once unknown.
    pub unknown_reason: Option<String>,
    /// Its orders.
    pub keys: Keys,
}

fn stored(r: Row<'_>) -> Result<StoredBatch, StoreError> {
    let (code, status) = (r.text(3)?, r.int(4)?);
    Ok(StoredBatch {
        number: r.int(0)?,
        date: r.date(1)?,
        service: r.text(2)?,
        line: BudgetLine::parse(&code).ok_or_else(|| StoreError::inconsistent("budget_line", "code", code))?,
        status: BatchStatus::from_code(status).ok_or_else(|| StoreError::inconsistent("batch", "status", status))?,
        orders: r.int(5)?,
        total: r.amount(6)?,
        manifest_sha256: r.digest(7)?,
        sign_due: r.moment(8)?,
        signed_by: r.opt_text(9)?,
        signed_at: r.opt_moment(10)?,
        dispatch_due: r.opt_moment(11)?,
        year: r.int(12)?,
        payer: r.text(13)?,
        value_date: r.opt_date(14)?,
        exported_at: r.opt_moment(15)?,
        dispatched_at: r.opt_moment(16)?,
        copy: r.int(17)?,
        receipt: r.opt_text(18)?,
        line_id: r.int(19)?,
        formed_at: r.moment(20)?,
        unknown_reason: r.opt_text(21)?,
        copy_orders: r.opt_text(22)?,
        keys: Keys { first: r.int(23)?, last: r.int(24)? },
    })
}

/// Every batch by its number.
pub async fn all(conn: &mut Conn) -> Result<Vec<StoredBatch>, StoreError> {
    conn.rows("batch_all", binds![], stored).await
}

/// The batches on which something may be due.
pub async fn open(conn: &mut Conn) -> Result<Vec<StoredBatch>, StoreError> {
    conn.rows("batch_open", binds![], stored).await
}

/// A person's word on an unknown outcome that nobody seconded yet.
#[derive(Clone, Debug)]
pub struct Word {
    /// `paid` or `not-received`.
    pub outcome: String,
    /// The references of the orders that it is about; empty: of all.
    pub orders: String,
    /// Whose.
    pub person: String,
    /// How it was found out.
    pub reason: String,
}

/// The words on a batch that wait for a second person.
pub async fn words(conn: &mut Conn, number: i64) -> Result<Vec<Word>, StoreError> {
    let read =
        |r: Row<'_>| Ok(Word { outcome: r.text(1)?, orders: r.text(2)?, person: r.text(3)?, reason: r.text(4)? });
    conn.rows("resolution_open", binds![number], read).await
}

/// The numbers of at most so many batches before this one, the newest first.
pub async fn before(conn: &mut Conn, number: i64, most: i64) -> Result<Vec<i64>, StoreError> {
    conn.rows("batches_page", binds![number, most], |r| r.int(0)).await
}

/// The batch of this number.
pub async fn one(conn: &mut Conn, number: i64) -> Result<Option<StoredBatch>, StoreError> {
    conn.row("batch_one", binds![number], stored).await
}

/// The keys of a batch's orders, which follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Of the first.
    pub first: i64,
    /// Of the last.
    pub last: i64,
}

impl Keys {
    /// Whether an order is one of them.
    pub fn has(self, key: i64) -> bool {
        (self.first..=self.last).contains(&key)
    }
}

/// The head's act over a batch.
pub async fn signature(
    conn: &mut Conn,
    batch: i64,
    value_date: NaiveDate,
) -> Result<Option<SignatureRecord>, StoreError> {
    conn.row("signature_of", binds![batch], |r| {
        Ok(SignatureRecord {
            signed_at: r.moment(0)?,
            signed_by: r.text(1)?,
            value_date,
            manifest_sha256: r.digest(2)?,
        })
    })
    .await
}

/// Stores the head's act.
pub async fn sign(
    tx: &mut Writing,
    batch: i64,
    record: &SignatureRecord,
    dispatch_due: Moment,
) -> Result<(), StoreError> {
    let binds = binds![batch, record.signed_at, &record.signed_by, &record.manifest_sha256];
    tx.conn.execute("signature_insert", binds).await?;
    let binds = binds![batch, record.signed_at, &record.signed_by, record.value_date, dispatch_due];
    tx.conn.execute("batch_sign", binds).await?;
    Ok(())
}

/// Marks the signed orders of a batch as dispatched.
pub async fn dispatch(tx: &mut Writing, number: i64, events: &mut Events) -> Result<(), StoreError> {
    let moment = tx.moment;
    let mut count = tx.conn.execute("orders_dispatch", binds![number, moment]).await?;
    if tx.conn.execute("batch_dispatched", binds![number, moment]).await? > 0 {
        count += tx.conn.number("orders_following", binds![number]).await?.unsigned_abs();
    }
    if count > 0 {
        events.add("batch-dispatched", &[("batch", &number), ("orders", &count)]);
    }
    Ok(())
}

/// A file that left, or is about to.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Its batch.
    pub batch: i64,
    /// The word of its format.
    pub format: String,
    /// Number of the copy.
    pub copy: i64,
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many orders it carries.
    pub orders: i64,
    /// Their sum.
    pub total: Amount,
    /// The folder it was first written to.
    pub folder: String,
    /// Whether it stood whole in its folder.
    pub complete: bool,
    /// The files that it is, where it is several: name, digest and count of the whole are of all of them together.
    pub parts: Vec<StoredPart>,
}

/// One file out of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPart {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many orders it carries.
    pub orders: i64,
    /// Their sum.
    pub total: Amount,
    /// Bytes of it among the packed ones.
    pub packed: usize,
}

/// A file as it stands in its folder.
#[derive(Clone, Copy, Debug)]
pub struct OneFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// SHA-256 of its bytes.
    pub sha256: &'a [u8; 32],
    /// How many orders it carries.
    pub orders: i64,
    /// Their sum.
    pub total: Amount,
    /// Bytes of it among the packed ones; `None`: all of them.
    pub packed: Option<usize>,
}

impl StoredFile {
    /// The files that stand in the folder: one, or the parts.
    pub fn files(&self) -> Vec<OneFile<'_>> {
        if self.parts.is_empty() {
            let StoredFile { name, sha256, orders, total, .. } = self;
            return vec![OneFile { name, sha256, orders: *orders, total: *total, packed: None }];
        }
        let parts = self.parts.iter().map(|part| OneFile {
            name: &part.name,
            sha256: &part.sha256,
            orders: part.orders,
            total: part.total,
            packed: Some(part.packed),
        });
        parts.collect()
    }
}

/// Parts as the journal tells them: name, digest, orders, sum and packed bytes of each; empty where a file is one.
pub fn told(parts: &[StoredPart]) -> String {
    let one = |p: &StoredPart| format!("{} {} {} {} {}", p.name, hex(&p.sha256), p.orders, p.total, p.packed);
    parts.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn file(r: Row<'_>, batch: i64) -> Result<StoredFile, StoreError> {
    Ok(StoredFile {
        batch,
        format: r.text(0)?,
        copy: r.int(1)?,
        name: r.text(2)?,
        sha256: r.digest(3)?,
        orders: r.int(4)?,
        total: r.amount(5)?,
        folder: r.text(6)?,
        complete: r.int(7)? == 1,
        parts: Vec::new(),
    })
}

fn part(r: Row<'_>) -> Result<StoredPart, StoreError> {
    let packed = r.int(4)?;
    let packed = usize::try_from(packed).map_err(|_| StoreError::inconsistent("export_part", "packed", packed))?;
    Ok(StoredPart { name: r.text(0)?, sha256: r.digest(1)?, orders: r.int(2)?, total: r.amount(3)?, packed })
}

/// The parts of a file, in their order.
pub async fn parts_of(conn: &mut Conn, batch: i64, format: &str, copy: i64) -> Result<Vec<StoredPart>, StoreError> {
    conn.rows("parts_of", binds![batch, format, copy], part).await
}

/// The file of a batch in this format and copy.
pub async fn file_of(conn: &mut Conn, batch: i64, format: &str, copy: i64) -> Result<Option<StoredFile>, StoreError> {
    let mut found = conn.row("file_one", binds![batch, format, copy], |r| file(r, batch)).await?;
    if let Some(file) = &mut found {
        file.parts = parts_of(conn, batch, format, copy).await?;
    }
    Ok(found)
}

/// How a file is laid out, as the text of its configuration; empty: as usual.
pub async fn layout_of(conn: &mut Conn, file: &StoredFile) -> Result<String, StoreError> {
    let found = conn.row("layout_one", binds![file.batch, &file.format, file.copy], |r| r.text(0)).await?;
    Ok(found.unwrap_or_default())
}

/// Every file, by batch.
pub async fn files(conn: &mut Conn) -> Result<Vec<StoredFile>, StoreError> {
    let mut files = conn.rows("files_all", binds![], |r| file(r, r.int(8)?)).await?;
    let of = |r: Row<'_>| Ok((r.int(5)?, r.text(6)?, r.int(7)?, part(r)?));
    for (batch, format, copy, part) in conn.rows("parts_all", binds![], of).await? {
        let own = |file: &&mut StoredFile| file.batch == batch && file.format == format && file.copy == copy;
        if let Some(file) = files.iter_mut().find(own) {
            file.parts.push(part);
        }
    }
    Ok(files)
}

/// The bytes of a file, packed as they were stored.
pub async fn file_body(conn: &mut Conn, stored: &StoredFile) -> Result<Vec<u8>, StoreError> {
    let binds = binds![stored.batch, &stored.format, stored.copy];
    let packed = conn.row("file_body", binds, |r| r.bytes(0)).await?;
    packed.ok_or_else(|| StoreError::inconsistent("export_file", "body", "nothing"))
}

/// Stores a file's bytes, or those of its parts one after the other, packed by zstd, before it may leave.
pub async fn insert_file(
    tx: &mut Writing,
    file: &StoredFile,
    layout: &str,
    packed: Vec<Vec<u8>>,
) -> Result<(), StoreError> {
    if !layout.is_empty() {
        tx.conn.execute("layout_insert", binds![file.batch, &file.format, file.copy, layout]).await?;
    }
    for (number, part) in (1_i64..).zip(&file.parts) {
        let StoredPart { name, sha256, orders, total, packed } = part;
        let packed = i64::try_from(*packed).unwrap_or(i64::MAX);
        let binds = binds![file.batch, &file.format, file.copy, number, name, sha256, *orders, *total, packed];
        tx.conn.execute("part_insert", binds).await?;
    }
    let (moment, actor) = (tx.moment, tx.actor.clone());
    let columns = &[
        "id",
        "batch",
        "format",
        "copy",
        "name",
        "sha256",
        "orders",
        "total",
        "written_at",
        "written_by",
        "folder",
        "complete",
        "body",
    ];
    let values = binds![
        tx.conn.number("file_next", binds![]).await?,
        file.batch,
        &file.format,
        file.copy,
        &file.name,
        &file.sha256,
        file.orders,
        file.total,
        moment,
        actor,
        &file.folder,
        false
    ];
    tx.conn.insert_large("export_file", columns, &values, &packed).await
}
