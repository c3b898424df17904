//! One tick at a time: a file lock beside the SQLite database, an advisory lock on PostgreSQL. Both die with their
//! process and neither knows the clock.

use std::fs::File;

use sqlx::{Connection, PgConnection};

use super::{Db, StoreError};

/// The advisory lock of the tick.
const TICK_LOCK: i64 = 0x7161_7a79_0002;

/// Held while a tick is at work; ends with its drop.
#[derive(Debug)]
pub enum Lease {
    /// The lock file.
    File(File),
    /// The connection that holds the lock.
    Connection(Box<PgConnection>),
}

impl Db {
    /// Waits until no other tick is at work, then holds the lease.
    pub async fn lease(&self) -> Result<Lease, StoreError> {
        match self {
            Db::Sqlite { path, .. } => {
                let mut name = path.clone().into_os_string();
                name.push(".tick.lock");
                let locked = tokio::task::spawn_blocking(move || -> std::io::Result<File> {
                    let file = File::options().create(true).truncate(false).write(true).open(name)?;
                    file.lock()?;
                    Ok(file)
                })
                .await
                .map_err(std::io::Error::other)??;
                Ok(Lease::File(locked))
            }
            Db::Postgres { url, .. } => {
                let mut connection = PgConnection::connect(url).await?;
                sqlx::query("SELECT pg_advisory_lock($1)").bind(TICK_LOCK).execute(&mut connection).await?;
                Ok(Lease::Connection(Box::new(connection)))
            }
        }
    }
}
