//! Every table as the engine's own catalogue has it: what a backup copies and a restore fills, without a list here that
//! somebody could forget to lengthen.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;

use super::StoreError;
use super::db::{Conn, Value, refused};
use super::row::Row;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// BIGINT.
    Int,
    /// TEXT.
    Text,
    /// BYTEA.
    Bytes,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns in their order.
    pub columns: Vec<(String, Kind)>,
    /// The columns of its primary key.
    pub key: Vec<String>,
}

const SQLITE_COLUMNS: &str = "
    SELECT m.name, c.name, c.type, c.pk FROM sqlite_master m JOIN pragma_table_info(m.name) c ON 1 = 1
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> '_sqlx_migrations' ORDER BY m.name, c.cid";
const SQLITE_PARENTS: &str = "
    SELECT m.name, f.\"table\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f ON 1 = 1
    WHERE m.type = 'table'";
/// Tables that are no parts of another, with what their primary key is made of.
const POSTGRES_COLUMNS: &str = "
    SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), format_type(a.atttypid, NULL),
           CASE WHEN a.attnum = ANY (i.indkey) THEN CAST(1 AS BIGINT) ELSE 0 END
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname <> '_sqlx_migrations'
    ORDER BY c.relname, a.attnum";
const POSTGRES_PARENTS: &str = "
    SELECT CAST(c.relname AS TEXT), CAST(p.relname AS TEXT) FROM pg_constraint f
    JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid
    WHERE f.contype = 'f' AND f.connamespace = CAST(current_schema() AS regnamespace)";

impl Conn {
    /// Runs a text of one engine alone and gives each row as it comes.
    pub(super) async fn each_of(
        &mut self,
        text: String,
        mut take: impl FnMut(Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Conn::Sqlite(tx) => tx.each(&text, &[], take),
            Conn::Postgres(tx) => {
                let mut rows = sqlx::query(AssertSqlSafe(text)).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await.map_err(refused)? {
                    take(Row::Postgres(&row))?;
                }
                Ok(())
            }
        }
    }

    /// The same, all rows at once.
    pub(super) async fn rows_of<T>(
        &mut self,
        text: &str,
        mut map: impl FnMut(Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        let take = |row: Row<'_>| {
            found.push(map(row)?);
            Ok(())
        };
        self.each_of(text.to_owned(), take).await?;
        Ok(found)
    }

    /// Runs a text of one engine alone for what it does.
    pub(super) async fn run(&mut self, text: String) -> Result<(), StoreError> {
        match self {
            Conn::Sqlite(tx) => tx.execute(&text, &[]).map(|_| ()),
            Conn::Postgres(tx) => {
                sqlx::query(AssertSqlSafe(text)).execute(&mut **tx).await.map(|_| ()).map_err(refused)
            }
        }
    }
}

/// Every table of the schema, parents before their children.
pub async fn tables(conn: &mut Conn) -> Result<Vec<Table>, StoreError> {
    let (columns, parents) = match conn {
        Conn::Sqlite(_) => (SQLITE_COLUMNS, SQLITE_PARENTS),
        Conn::Postgres(_) => (POSTGRES_COLUMNS, POSTGRES_PARENTS),
    };
    let found = conn.rows_of(columns, |r| Ok((r.text(0)?, r.text(1)?, r.text(2)?, r.int(3)?))).await?;
    let mut left: BTreeMap<String, Table> = BTreeMap::new();
    for (name, column, word, key) in found {
        let kind = match word.to_ascii_uppercase().as_str() {
            "BIGINT" | "INTEGER" => Kind::Int,
            "TEXT" => Kind::Text,
            "BYTEA" => Kind::Bytes,
            other => {
                let what = format!("the column {name}.{column} is of the type `{other}`, which no backup holds");
                return Err(StoreError::NotReady(what));
            }
        };
        let empty = || Table { name: name.clone(), columns: Vec::new(), key: Vec::new() };
        let table = left.entry(name.clone()).or_insert_with(empty);
        if key > 0 {
            table.key.push(column.clone());
        }
        table.columns.push((column, kind));
    }
    let mut parents = conn.rows_of(parents, |r| Ok((r.text(0)?, r.text(1)?))).await?;
    parents.retain(|(child, parent)| child != parent);
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |name: &String| parents.iter().any(|(child, parent)| child == name && left.contains_key(parent));
        // tables that name each other in a ring cannot be filled one by one
        let Some(next) = left.keys().find(|name| !waits(name)).cloned() else {
            return Err(StoreError::NotReady("tables of the schema refer to each other in a ring".to_owned()));
        };
        ordered.extend(left.remove(&next));
    }
    Ok(ordered)
}

/// Hands on every row of a table, by its key, one at a time.
pub async fn each_row(
    conn: &mut Conn,
    table: &Table,
    mut take: impl FnMut(Vec<Value<'static>>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    let order = if table.key.is_empty() { String::new() } else { format!(" ORDER BY {}", table.key.join(", ")) };
    let text = format!("SELECT {} FROM {}{order}", names.join(", "), table.name);
    conn.each_of(text, |row| take(values(table, row)?)).await
}

fn values(table: &Table, row: Row<'_>) -> Result<Vec<Value<'static>>, StoreError> {
    let mut values = Vec::with_capacity(table.columns.len());
    for (i, (_, kind)) in table.columns.iter().enumerate() {
        values.push(match kind {
            Kind::Int => Value::Int(row.opt_int(i)?),
            Kind::Text => Value::from(row.opt_text(i)?),
            Kind::Bytes => Value::Bytes(row.opt_bytes(i)?.map(Into::into)),
        });
    }
    Ok(values)
}

/// Number of the schema's last file that was applied; `None` where none was.
pub async fn schema(conn: &mut Conn) -> Result<Option<i64>, StoreError> {
    let text = match conn {
        Conn::Sqlite(_) => "SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations'",
        Conn::Postgres(_) => {
            "SELECT 1 FROM pg_class WHERE relname = '_sqlx_migrations'
                              AND relnamespace = CAST(current_schema() AS regnamespace)"
        }
    };
    if conn.rows_of(text, |_| Ok(())).await?.is_empty() {
        return Ok(None);
    }
    let last = conn.rows_of("SELECT MAX(version) FROM _sqlx_migrations", |r| r.opt_int(0)).await?;
    Ok(last.into_iter().next().flatten())
}
