//! Many rows at once. On SQLite a prepared statement runs once a row, because handing over a row costs no more there
//! than a place in a longer statement; on PostgreSQL rows go in by `COPY` and keys as arrays, because every statement is
//! a journey.

use std::borrow::Cow;

use futures_util::TryStreamExt;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Postgres};

use super::StoreError;
use crate::domain::digits::{push_hex, push_int};
use crate::domain::order::escape_into;
use crate::faults::{Step, step};

use super::db::{Conn, Value, refused};
use super::row::Row;
use super::statements::sql;

/// Stands in a statement for a list of keys.
const KEYS: &str = "IN ({keys})";
/// Stands in a statement for rows of values.
const ROWS: &str = "(VALUES {rows}) AS v";
/// Bytes a message of `COPY`.
const COPY_CHUNK: usize = 1 << 18;
/// Values bound to a statement one after the other on SQLite before the next are put together.
const AT_HAND: usize = 1 << 10;
/// Rows a statement on PostgreSQL.
const WIDTH: usize = 10_000;

/// A value that is there, where it lies: of the rows of a large file nothing is copied before it is bound or sent.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    /// BIGINT.
    Int(i64),
    /// A BIGINT that may be missing.
    Opt(Option<i64>),
    /// TEXT.
    Text(&'a str),
    /// A TEXT that may be missing.
    OptText(Option<&'a str>),
    /// BYTEA.
    Bytes(&'a [u8]),
}

impl Conn {
    /// As [`Conn::insert_many`], for rows whose values are put together one row at a time.
    pub async fn insert_rows<'a, const N: usize>(
        &mut self,
        table: &str,
        columns: &[&str; N],
        rows: impl ExactSizeIterator<Item = [Cell<'a>; N]>,
    ) -> Result<(), StoreError> {
        if rows.len() == 0 {
            return Ok(());
        }
        step(Step::Change(table));
        match self {
            Conn::Sqlite(tx) => {
                let text = insert_text(table, columns);
                let mut values = Vec::with_capacity(AT_HAND + N);
                for row in rows {
                    values.extend(row.map(|cell| match cell {
                        Cell::Int(v) => Value::Int(Some(v)),
                        Cell::Opt(v) => Value::Int(v),
                        Cell::Text(v) => Value::Text(Some(Cow::Borrowed(v))),
                        Cell::OptText(v) => Value::from(v),
                        Cell::Bytes(v) => Value::Bytes(Some(Cow::Borrowed(v))),
                    }));
                    if values.len() >= AT_HAND {
                        tx.execute_each(&text, N, &values)?;
                        values.clear();
                    }
                }
                tx.execute_each(&text, N, &values)?;
            }
            Conn::Postgres(tx) => {
                let mut copy = tx.copy_in_raw(&copy_text(table, columns)).await?;
                let mut out = String::with_capacity(COPY_CHUNK + 4096);
                for row in rows {
                    for (i, cell) in row.into_iter().enumerate() {
                        if i > 0 {
                            out.push('\t');
                        }
                        copy_cell(&mut out, cell);
                    }
                    out.push('\n');
                    if out.len() >= COPY_CHUNK {
                        copy.send(out.as_bytes()).await?;
                        out.clear();
                    }
                }
                copy.send(out.as_bytes()).await?;
                copy.finish().await.map_err(refused)?;
            }
        }
        Ok(())
    }

    /// Inserts rows of `columns.len()` values each, laid end to end in `values`, in key order where the caller can.
    pub async fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        values: Vec<Value<'_>>,
    ) -> Result<(), StoreError> {
        if values.is_empty() {
            return Ok(());
        }
        step(Step::Change(table));
        match self {
            Conn::Sqlite(tx) => {
                let text = insert_text(table, columns);
                tx.execute_each(&text, columns.len(), &values)?;
            }
            Conn::Postgres(tx) => {
                let mut copy = tx.copy_in_raw(&copy_text(table, columns)).await?;
                let mut out = String::with_capacity(COPY_CHUNK + 4096);
                for row in values.chunks(columns.len()) {
                    copy_line(&mut out, row);
                    if out.len() >= COPY_CHUNK {
                        copy.send(out.as_bytes()).await?;
                        out.clear();
                    }
                }
                copy.send(out.as_bytes()).await?;
                copy.finish().await.map_err(refused)?;
            }
        }
        Ok(())
    }

    /// Inserts one row of these values and, in its last column, of bytes in pieces that may be long: they go to where they
    /// will lie without being put together, so that no copies of them stand in memory.
    pub async fn insert_large<const N: usize>(
        &mut self,
        table: &str,
        columns: &[&str; N],
        values: &[Value<'_>],
        body: &[impl AsRef<[u8]>],
    ) -> Result<(), StoreError> {
        debug_assert_eq!(values.len() + 1, N, "values of `{table}`");
        step(Step::Change(table));
        match self {
            Conn::Sqlite(tx) => tx.insert_large(&insert_text(table, columns), values, (table, columns[N - 1]), body),
            Conn::Postgres(tx) => {
                // the binary form, because in the other each byte would be two letters to be read again
                let mut copy = tx.copy_in_raw(&format!("{} (FORMAT binary)", copy_text(table, columns))).await?;
                let long = body.iter().map(|piece| piece.as_ref().len()).sum();
                copy.send(binary_head(values, long)?).await?;
                for bytes in body.iter().flat_map(|piece| piece.as_ref().chunks(COPY_CHUNK)) {
                    copy.send(bytes).await?;
                }
                copy.send((-1_i16).to_be_bytes().as_slice()).await?;
                copy.finish().await.map_err(refused)?;
                Ok(())
            }
        }
    }

    /// Runs a statement whose `{keys}` stands for a list of keys (or `{rows}` for one key a row), as often as the keys
    /// need; where a key is given twice, a row may come twice.
    pub async fn rows_for_keys<T>(
        &mut self,
        name: &'static str,
        first: Vec<Value<'_>>,
        keys: Vec<Value<'_>>,
        mut map: impl FnMut(Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        match self {
            Conn::Sqlite(tx) => {
                let text = one_row(sql(name)?.sqlite, first.len(), 1);
                let mut binds = first;
                for key in keys {
                    binds.push(key);
                    tx.each(&text, &binds, |row| {
                        found.push(map(row)?);
                        Ok(())
                    })?;
                    binds.pop();
                }
            }
            Conn::Postgres(tx) => {
                for chunk in keys.chunks(WIDTH) {
                    let text = of_arrays(sql(name)?.text, first.len(), chunk, 1);
                    let query = arrays(scalars(sqlx::query(AssertSqlSafe(text)), &first), chunk, 1);
                    let mut stream = query.fetch(&mut **tx);
                    while let Some(row) = stream.try_next().await.map_err(refused)? {
                        found.push(map(Row::Postgres(&row))?);
                    }
                }
            }
        }
        Ok(found)
    }

    /// The same for at most so many keys that another statement finds, whose values these are, without its last: one journey
    /// instead of two. How many stands in the text, because a server that does not know it plans anew each time.
    pub async fn rows_for_found<T>(
        &mut self,
        name: &'static str,
        keys: &'static str,
        (binds, most): (Vec<Value<'_>>, i64),
        mut map: impl FnMut(Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        let (text, keys, most, last) = (sql(name)?, sql(keys)?, most.to_string(), binds.len() + 1);
        match self {
            Conn::Sqlite(tx) => {
                let text = text
                    .sqlite
                    .replace(KEYS, &format!("IN (\n{})", unended(keys.sqlite).replace(&format!("?{last}"), &most)));
                tx.each(&text, &binds, |row| {
                    found.push(map(row)?);
                    Ok(())
                })?;
            }
            Conn::Postgres(tx) => {
                let text = text.text.replace(
                    KEYS,
                    &format!("= ANY(ARRAY(\n{}))", unended(keys.text).replace(&format!("${last}"), &most)),
                );
                let mut stream = scalars(sqlx::query(AssertSqlSafe(text)), &binds).fetch(&mut **tx);
                while let Some(row) = stream.try_next().await.map_err(refused)? {
                    found.push(map(Row::Postgres(&row))?);
                }
            }
        }
        Ok(found)
    }

    /// Runs a changing statement whose `{keys}` stands for a list of keys, as often as the keys need.
    pub async fn execute_for_keys(&mut self, name: &'static str, keys: Vec<Value<'_>>) -> Result<u64, StoreError> {
        self.execute_rows(name, Vec::new(), 1, keys).await
    }

    /// Runs a changing statement whose `{rows}` stands for rows of `width` values (`column1`, `column2`, …), as often
    /// as the rows need; how many rows it changed.
    pub async fn execute_rows(
        &mut self,
        name: &'static str,
        first: Vec<Value<'_>>,
        width: usize,
        values: Vec<Value<'_>>,
    ) -> Result<u64, StoreError> {
        let mut changed = 0;
        if !values.is_empty() {
            step(Step::Change(name));
        }
        match self {
            Conn::Sqlite(tx) => {
                let text = one_row(sql(name)?.sqlite, first.len(), width);
                let mut binds = first;
                let before = binds.len();
                let mut rest = values.into_iter();
                while rest.len() > 0 {
                    binds.truncate(before);
                    binds.extend(rest.by_ref().take(width));
                    changed += tx.execute(&text, &binds)?;
                }
            }
            Conn::Postgres(tx) => {
                for chunk in values.chunks(width * WIDTH) {
                    let text = of_arrays(sql(name)?.text, first.len(), chunk, width);
                    let query = arrays(scalars(sqlx::query(AssertSqlSafe(text)), &first), chunk, width);
                    changed += query.execute(&mut **tx).await.map_err(refused)?.rows_affected();
                }
            }
        }
        Ok(changed)
    }
}

/// A statement that stands in another.
fn unended(text: &str) -> &str {
    text.trim().trim_end_matches(';')
}

/// The statement for one key or row after `first` values.
pub fn one_row(text: &str, first: usize, width: usize) -> String {
    let places: Vec<String> = (1..=width).map(|n| format!("?{}", first + n)).collect();
    let places = places.join(",");
    text.replace(KEYS, &format!("IN ({places})")).replace(ROWS, &format!("(VALUES ({places})) AS v"))
}

/// The statement for arrays of keys or columns after `first` values; their types are those of the first row.
pub fn of_arrays(text: &str, first: usize, values: &[Value<'_>], width: usize) -> String {
    let kind = |v: &Value<'_>| match v {
        Value::Int(_) => "bigint[]",
        Value::Text(_) => "text[]",
        Value::Bytes(_) => "bytea[]",
    };
    let places: Vec<String> =
        (1..).zip(values.iter().take(width)).map(|(n, v)| format!("${}::{}", first + n, kind(v))).collect();
    let names: Vec<String> = (1..=width).map(|n| format!("column{n}")).collect();
    let (places, names) = (places.join(","), names.join(","));
    text.replace(KEYS, &format!("= ANY({places})")).replace(ROWS, &format!("unnest({places}) AS v({names})"))
}

type Asked<'q> = Query<'q, Postgres, PgArguments>;

fn scalars<'q>(mut query: Asked<'q>, values: &[Value<'_>]) -> Asked<'q> {
    for value in values {
        query = match value {
            Value::Int(v) => query.bind(*v),
            Value::Text(v) => query.bind(v.as_deref().map(str::to_owned)),
            Value::Bytes(v) => query.bind(v.as_deref().map(<[u8]>::to_vec)),
        };
    }
    query
}

/// Binds rows of `width` values as an array a column.
fn arrays<'q>(mut query: Asked<'q>, values: &[Value<'_>], width: usize) -> Asked<'q> {
    for column in 0..width {
        let cells = || values.iter().skip(column).step_by(width);
        query = match values.get(column) {
            Some(Value::Text(_)) => {
                let one = |v: &Value<'_>| if let Value::Text(t) = v { t.as_deref().map(str::to_owned) } else { None };
                query.bind(cells().map(one).collect::<Vec<Option<String>>>())
            }
            Some(Value::Bytes(_)) => {
                let one = |v: &Value<'_>| if let Value::Bytes(b) = v { b.as_deref().map(<[u8]>::to_vec) } else { None };
                query.bind(cells().map(one).collect::<Vec<Option<Vec<u8>>>>())
            }
            _ => {
                let one = |v: &Value<'_>| if let Value::Int(n) = v { *n } else { None };
                query.bind(cells().map(one).collect::<Vec<Option<i64>>>())
            }
        };
    }
    query
}

fn insert_text(table: &str, columns: &[&str]) -> String {
    format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(","), vec!["?"; columns.len()].join(","))
}

fn copy_text(table: &str, columns: &[&str]) -> String {
    format!("COPY {table} ({}) FROM STDIN", columns.join(","))
}

fn copy_line(out: &mut String, row: &[Value<'_>]) {
    for (i, value) in row.iter().enumerate() {
        if i > 0 {
            out.push('\t');
        }
        match value {
            Value::Int(Some(v)) => copy_cell(out, Cell::Int(*v)),
            Value::Text(Some(v)) => copy_cell(out, Cell::Text(v)),
            Value::Bytes(Some(v)) => copy_cell(out, Cell::Bytes(v)),
            Value::Int(None) | Value::Text(None) | Value::Bytes(None) => out.push_str("\\N"),
        }
    }
    out.push('\n');
}

/// What stands in a binary `COPY` of one row before the `long` bytes of its last column.
fn binary_head(values: &[Value<'_>], long: usize) -> Result<Vec<u8>, StoreError> {
    let mut out = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
    let too_long = |_| StoreError::inconsistent("a row", "its length", "2 GiB or more");
    let length = |bytes: usize| i32::try_from(bytes).map(i32::to_be_bytes).map_err(too_long);
    out.extend(i16::try_from(values.len() + 1).map_err(too_long)?.to_be_bytes());
    for value in values {
        let number;
        let bytes: Option<&[u8]> = match value {
            Value::Int(v) => {
                number = v.map(i64::to_be_bytes);
                number.as_ref().map(<[u8; 8]>::as_slice)
            }
            Value::Text(v) => v.as_deref().map(str::as_bytes),
            Value::Bytes(v) => v.as_deref(),
        };
        match bytes {
            Some(bytes) => {
                out.extend(length(bytes.len())?);
                out.extend(bytes);
            }
            None => out.extend((-1_i32).to_be_bytes()),
        }
    }
    out.extend(length(long)?);
    Ok(out)
}

fn copy_cell(out: &mut String, cell: Cell<'_>) {
    match cell {
        Cell::Int(v) | Cell::Opt(Some(v)) => push_int(out, v),
        Cell::Opt(None) | Cell::OptText(None) => out.push_str("\\N"),
        // `COPY` wants the escapes of the journal
        Cell::Text(v) | Cell::OptText(Some(v)) => escape_into(out, v),
        Cell::Bytes(v) => {
            out.push_str("\\\\x");
            push_hex(out, v);
        }
    }
}
