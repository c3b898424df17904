//! Brings a database to the schema of this program. The schema's files are one for both engines; a file that truly
//! differs lies under `sqlite/` or `postgres/` with the same number.

use std::borrow::Cow;

use include_dir::{Dir, include_dir};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::{Db, StoreError};

static SCHEMA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sql/schema");

impl Db {
    /// Applies what is missing; a database already there is left as it is.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let done = match self {
            Db::Sqlite { pool, .. } => migrator(true).run(pool).await,
            Db::Postgres { pool, .. } => migrator(false).run(pool).await,
        };
        done.map_err(|e| StoreError::NotReady(format!("the schema could not be brought up to date: {e}")))
    }
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
