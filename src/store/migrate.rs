//! Brings a database to the schema of this program. The schema's files are one for both engines; a file that truly
//! differs lies under `sqlite/` or `postgres/` with the same number.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use include_dir::{Dir, include_dir};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::{Db, StoreError};

static SCHEMA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sql/schema");

/// The list of what was applied, as `sqlx` keeps it: a database may have been made by it.
const APPLIED: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (
    version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL)";

impl Db {
    /// Applies what is missing; a database already there is left as it is. One that a later program has changed is
    /// refused.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.migrate_to(newest()).await
    }

    /// As [`Db::migrate`], but no further than the schema's file of this number.
    pub(super) async fn migrate_to(&self, last: i64) -> Result<(), StoreError> {
        match self {
            Db::Sqlite { path, limits, .. } => migrate_sqlite(path, last, limits.on_file()),
            Db::Postgres { pool, .. } if last == newest() && is_current_there(pool).await => Ok(()),
            Db::Postgres { pool, .. } => migrator(false).run_to(last, pool).await.map_err(|e| match e {
                MigrateError::VersionMissing(found) => later(found),
                other => not_done(&other),
            }),
        }
    }
}

/// Number of the last file of the schema that this program knows.
pub fn newest() -> i64 {
    migrator(true).iter().map(|m| m.version).max().unwrap_or_default()
}

fn later(found: i64) -> StoreError {
    StoreError::NotReady(format!(
        "the database has the schema {found:04}, this program knows it up to {:04}: a later version of qazyna has \
         worked with it; use that version, or restore a backup made before",
        newest()
    ))
}

fn not_done(fault: &dyn std::fmt::Display) -> StoreError {
    StoreError::NotReady(format!("the schema could not be brought up to date: {fault}"))
}

/// One transaction for all that is missing; a schema file that was applied and has changed since is refused.
fn migrate_sqlite(path: &Path, last: i64, patience: Duration) -> Result<(), StoreError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(patience)?;
    // a table that is rebuilt is gone for a moment, and others refer to it
    connection.pragma_update(None, "foreign_keys", false)?;
    if is_current(&connection) {
        return Ok(());
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(APPLIED)?;
    let applied: Option<i64> = tx.query_row("SELECT MAX(version) FROM _sqlx_migrations", [], |r| r.get(0))?;
    if let Some(found) = applied.filter(|found| *found > newest()) {
        return Err(later(found));
    }
    for migration in migrator(true).iter().filter(|m| m.version <= last) {
        let known = "SELECT checksum FROM _sqlx_migrations WHERE version = ?1";
        let applied: Option<Vec<u8>> = tx.query_row(known, [migration.version], |r| r.get(0)).optional()?;
        match applied {
            Some(checksum) if checksum == *migration.checksum => {}
            Some(_) => return Err(not_done(&format!("file {} is not the one that was applied", migration.version))),
            None => {
                tx.execute_batch(migration.sql.as_str()).map_err(|e| not_done(&e))?;
                let note = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                    VALUES (?1, ?2, 1, ?3, 0)";
                tx.execute(note, (migration.version, &*migration.description, &*migration.checksum))?;
            }
        }
    }
    Ok(tx.commit()?)
}

/// Whether every schema file is in the database as it is, and none besides. Only looks, because who only reads waits for no writer; any
/// doubt is left to the transaction that can change.
fn is_current(connection: &Connection) -> bool {
    let last = "SELECT MAX(version) FROM _sqlx_migrations";
    if connection.query_row(last, [], |r| r.get(0)) != Ok(newest()) {
        return false;
    }
    let known = "SELECT checksum FROM _sqlx_migrations WHERE version = ?1";
    let Ok(mut known) = connection.prepare(known) else { return false };
    let applied =
        |m: &Migration| known.query_row([m.version], |r| r.get::<_, Vec<u8>>(0)).is_ok_and(|c| c == *m.checksum);
    migrator(true).iter().all(applied)
}

/// The same on a server: one look, no lock and no write, so that a standby that only follows can be read too. Any doubt
/// is left to the migration.
async fn is_current_there(pool: &PgPool) -> bool {
    let applied = "SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version";
    let applied: Result<Vec<(i64, Vec<u8>)>, _> = sqlx::query_as(applied).fetch_all(pool).await;
    let known = migrator(false);
    applied.is_ok_and(|a| a.iter().map(|(v, c)| (*v, c.as_slice())).eq(known.iter().map(|m| (m.version, &*m.checksum))))
}

fn migrator(sqlite: bool) -> Migrator {
    let own = SCHEMA.get_dir(if sqlite { "sqlite" } else { "postgres" });
    let files = SCHEMA.files().chain(own.into_iter().flat_map(|d| d.files()));
    let mut migrations: Vec<Migration> = files
        .filter_map(|file| {
            let stem = file.path().file_stem()?.to_str()?;
            let (version, name) = stem.split_once('_')?;
            let mut text = file.contents_utf8()?.to_owned();
            if sqlite {
                text = text.replace("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY");
            }
            let sql = AssertSqlSafe(text).into_sql_str();
            Some(Migration::new(version.parse().ok()?, Cow::Borrowed(name), MigrationType::Simple, sql, false))
        })
        .collect();
    migrations.sort();
    Migrator::with_migrations(migrations)
}
