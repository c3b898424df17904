//! One program a stage at a time: a file lock beside the SQLite database, an advisory lock on PostgreSQL. Both die with
//! their process, so that a dead holder is replaced at once, and neither knows the clock.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use sqlx::{Connection, PgConnection};

use super::limits::Limits;
use super::{Db, StoreError};

/// The advisory locks of the stages: this one and those that follow it.
const FIRST_LOCK: i64 = 0x7161_7a79_0010;
/// Between two looks at a lock file: a wait in the system could not be ended by a signal.
const LOOK: Duration = Duration::from_millis(20);
/// How long a server is asked to wait for a lock before it is asked anew: a connection that hangs is found out.
const ASK: Duration = Duration::from_secs(5);

/// What a lease is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Files of the inbox.
    Inbox,
    /// The year's end, and confirmation.
    Confirmation,
    /// Forming of orders.
    Forming,
    /// Files for the treasury.
    Export,
}

impl Stage {
    /// All of them in working order.
    pub const ALL: [Stage; 4] = [Stage::Inbox, Stage::Confirmation, Stage::Forming, Stage::Export];

    /// Its name in logs, in metrics and in the name of its lock file.
    pub const fn word(self) -> &'static str {
        match self {
            Stage::Inbox => "inbox",
            Stage::Confirmation => "confirmation",
            Stage::Forming => "forming",
            Stage::Export => "export",
        }
    }

    const fn lock(self) -> i64 {
        FIRST_LOCK + self as i64
    }
}

/// Held while a stage is at work; ends with its drop.
#[derive(Debug)]
pub struct Lease {
    stage: Stage,
    held: Held,
}

#[derive(Debug)]
enum Held {
    /// The lock file, open.
    File { _file: File },
    /// The connection that holds the lock, and how long its server may take to answer.
    Connection(Box<PgConnection>, Duration),
}

impl Db {
    /// Waits until no other program is at work on this stage, then holds its lease. Dropping the wait ends it.
    pub async fn lease(&self, stage: Stage) -> Result<Lease, StoreError> {
        let held = match self {
            Db::Sqlite { path, .. } => Held::File { _file: lock_file(path, stage).await? },
            Db::Postgres { url, limits, .. } => {
                let connection = lock_on_server(url, limits, stage).await?;
                Held::Connection(Box::new(connection), limits.connect)
            }
        };
        Ok(Lease { stage, held })
    }
}

impl Lease {
    /// Before anything is done outside the database: fails where the lease was lost with its connection, because
    /// another program may hold it by now.
    pub async fn check(&mut self) -> Result<(), StoreError> {
        let Held::Connection(connection, limit) = &mut self.held else { return Ok(()) };
        let lost = |why: String| StoreError::LeaseLost { stage: self.stage.word(), why };
        match tokio::time::timeout(*limit, connection.ping()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(e)) => Err(lost(e.to_string())),
            Err(_) => Err(lost(format!("no answer within {} s", limit.as_secs()))),
        }
    }
}

async fn lock_file(database: &Path, stage: Stage) -> Result<File, StoreError> {
    let mut name = database.to_owned().into_os_string();
    name.push(format!(".{}.lock", stage.word()));
    let file = File::options().create(true).truncate(false).write(true).open(name)?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(LOOK).await,
            Err(TryLockError::Error(e)) => return Err(e.into()),
        }
    }
}

async fn lock_on_server(url: &str, limits: &Limits, stage: Stage) -> Result<PgConnection, StoreError> {
    let limits = Limits { patience: Some(ASK), ..limits.clone() };
    let mut connection = limits.connection(url).await?;
    loop {
        let lock = sqlx::query("SELECT pg_advisory_lock($1)").bind(stage.lock());
        let asked = async { Ok(lock.execute(&mut connection).await?) };
        match limits.within(ASK + limits.connect, asked).await {
            Ok(_) => return Ok(connection),
            Err(StoreError::Driver(e)) if is_lock_timeout(&e) => {}
            Err(other) => return Err(other),
        }
    }
}

/// Whether a server says that a lock did not come free in time.
pub(super) fn is_lock_timeout(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|e| e.code()).is_some_and(|code| code == "55P03")
}
