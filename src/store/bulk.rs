//! Many rows at once: `COPY` on PostgreSQL, many rows a statement on SQLite.

use std::fmt::Write;

use sqlx::AssertSqlSafe;

use super::StoreError;
use crate::domain::order::escape_into;

use super::db::{Conn, Value, refused};

/// Rows a statement on SQLite; more binds gain nothing and the limit is 32 766 values.
const SQLITE_ROWS: usize = 200;
/// Stands in a statement for a list of keys.
const KEYS: &str = "{keys}";
/// Stands in a statement for rows of values.
const ROWS: &str = "{rows}";
/// Bytes a message of `COPY`.
const COPY_CHUNK: usize = 1 << 18;

impl Conn {
    /// Inserts rows of `columns.len()` values each, laid end to end in `values`, in key order where the caller can.
    pub async fn insert_many(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        values: Vec<Value<'_>>,
    ) -> Result<(), StoreError> {
        if values.is_empty() {
            return Ok(());
        }
        match self {
            Conn::Sqlite(tx) => {
                let width = columns.len();
                let mut rest = values.into_iter().peekable();
                let mut full = String::new();
                while rest.peek().is_some() {
                    let chunk: Vec<Value<'_>> = rest.by_ref().take(width * SQLITE_ROWS).collect();
                    let rows = chunk.len() / width;
                    if rows < SQLITE_ROWS || full.is_empty() {
                        full = insert_text(table, columns, rows);
                    }
                    let mut query = sqlx::query(AssertSqlSafe(full.clone()));
                    for value in chunk {
                        query = match value {
                            Value::Int(v) => query.bind(v),
                            Value::Text(v) => query.bind(v.map(|t| t.into_owned())),
                            Value::Bytes(v) => query.bind(v.map(|t| t.into_owned())),
                        };
                    }
                    query.execute(&mut **tx).await.map_err(refused)?;
                }
            }
            Conn::Postgres(tx) => {
                let mut copy = tx.copy_in_raw(&format!("COPY {table} ({}) FROM STDIN", columns.join(","))).await?;
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
}

fn insert_text(table: &str, columns: &[&str], rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns.len()].join(","));
    format!("INSERT INTO {table} ({}) VALUES {}", columns.join(","), vec![row.as_str(); rows].join(","))
}

fn copy_line(out: &mut String, row: &[Value<'_>]) {
    for (i, value) in row.iter().enumerate() {
        if i > 0 {
            out.push('\t');
        }
        match value {
            Value::Int(Some(v)) => {
                let _ = write!(out, "{v}");
            }
            // `COPY` wants the escapes of the journal
            Value::Text(Some(v)) => escape_into(out, v),
            Value::Bytes(Some(v)) => {
                out.push_str("\\\\x");
                out.push_str(&crate::domain::batch::hex(v));
            }
            Value::Int(None) | Value::Text(None) | Value::Bytes(None) => out.push_str("\\N"),
        }
    }
    out.push('\n');
}

/// Keys or rows a statement that is widened by [`Conn::rows_for_keys`] or [`Conn::execute_rows`].
const WIDTH: usize = 400;

impl Conn {
    /// The text of a statement with `mark` replaced by `rows` groups of `width` values. `first` values stand before
    /// them, each named once and in order: on SQLite, where looking up a named value among thousands is slow, every
    /// value is then a plain `?`.
    fn widened(
        &self,
        name: &'static str,
        mark: &str,
        first: usize,
        rows: usize,
        width: usize,
    ) -> Result<String, StoreError> {
        let sqlite = matches!(self, Conn::Sqlite(_));
        let mut groups = String::with_capacity(rows * width * 6);
        for row in 0..rows {
            groups.push_str(if row > 0 { "," } else { "" });
            groups.push_str(if mark == ROWS { "(" } else { "" });
            for column in 0..width {
                groups.push_str(if column > 0 { "," } else { "" });
                if sqlite {
                    groups.push('?');
                } else {
                    let _ = write!(groups, "${}", first + row * width + column + 1);
                }
            }
            groups.push_str(if mark == ROWS { ")" } else { "" });
        }
        let mut text = super::statements::sql(name)?.text.to_owned();
        if sqlite {
            for n in (1..=first).rev() {
                text = text.replace(&format!("${n}"), "?");
            }
        }
        Ok(text.replace(mark, &groups))
    }

    /// Runs a statement whose `{keys}` stands for a list of keys, as often as the keys need.
    pub async fn rows_for_keys<T>(
        &mut self,
        name: &'static str,
        first: Vec<Value<'_>>,
        keys: Vec<Value<'_>>,
        mut map: impl FnMut(super::Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        let text = self.widened(name, KEYS, first.len(), WIDTH, 1)?;
        for chunk in keys.chunks(WIDTH) {
            let mut binds = first.clone();
            binds.extend_from_slice(chunk);
            // the last key again: one prepared statement serves every length
            binds.extend(std::iter::repeat_n(chunk[chunk.len() - 1].clone(), WIDTH - chunk.len()));
            found.extend(self.rows_wide(text.clone(), binds, &mut map).await?);
        }
        Ok(found)
    }

    /// Runs a changing statement whose `{keys}` stands for a list of keys, as often as the keys need.
    pub async fn execute_for_keys(&mut self, name: &'static str, keys: Vec<Value<'_>>) -> Result<u64, StoreError> {
        let mut changed = 0;
        for chunk in keys.chunks(WIDTH) {
            let text = self.widened(name, KEYS, 0, chunk.len(), 1)?;
            changed += self.execute_wide(text, chunk.to_vec()).await?;
        }
        Ok(changed)
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
        for chunk in values.chunks(width * WIDTH) {
            let mut binds = first.clone();
            binds.extend_from_slice(chunk);
            let text = self.widened(name, ROWS, first.len(), chunk.len() / width, width)?;
            changed += self.execute_wide(text, binds).await?;
        }
        Ok(changed)
    }
}
