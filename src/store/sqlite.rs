//! The embedded engine through `rusqlite`: a statement runs in the caller's own thread and reads its values where they
//! lie. Measured against a driver that hands each row and value to another thread, an import of 100,000 requests took
//! half the time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::blob::ZeroBlob;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags, Statement, ToSql};
use tokio::sync::OwnedMutexGuard;

use super::{Row, StoreError, Value};

/// Statements that a connection keeps prepared.
const PREPARED: usize = 128;

/// Connections to one file: as many readers as are asked for, one writer at a time.
#[derive(Clone, Debug)]
pub struct Pool {
    path: PathBuf,
    patience: Duration,
    idle: Arc<Mutex<Vec<Connection>>>,
    writer: Arc<tokio::sync::Mutex<()>>,
}

impl Pool {
    /// Opens the file, or makes it with `create`. A writer waits for another for `patience` before it is told.
    pub fn open(path: &Path, create: bool, patience: Duration) -> Result<Self, StoreError> {
        let pool = Pool { path: path.to_owned(), patience, idle: Arc::default(), writer: Arc::default() };
        let first = pool.connect(create)?;
        pool.put_back(first);
        Ok(pool)
    }

    fn connect(&self, create: bool) -> Result<Connection, StoreError> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        flags.set(OpenFlags::SQLITE_OPEN_CREATE, create);
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(self.patience)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        if create {
            // counts for a new file alone: fewer and larger pages, each of which costs two writes and a look-up
            connection.execute_batch("PRAGMA page_size = 16384;")?;
        }
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384;",
        )?;
        Ok(connection)
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.connect(false), Ok)
    }

    fn put_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    /// A transaction that sees one state of the file.
    pub fn read(&self) -> Result<Session, StoreError> {
        let connection = self.take()?;
        connection.execute_batch("BEGIN")?;
        Ok(Session { connection: Some(connection), pool: self.clone(), _turn: None })
    }

    /// A transaction that may change. Waits for other writers of this program and of others, within the pool's patience.
    pub async fn write(&self) -> Result<Session, StoreError> {
        let turn = tokio::time::timeout(self.patience, Arc::clone(&self.writer).lock_owned()).await;
        let turn = turn.map_err(|_| StoreError::writers(self.patience))?;
        let connection = self.take()?;
        let begun = tokio::task::spawn_blocking(move || {
            let begun = connection.execute_batch("BEGIN IMMEDIATE");
            begun.map(|()| connection)
        });
        let connection = begun.await.map_err(std::io::Error::other)?.map_err(|e| self.busy(e))?;
        Ok(Session { connection: Some(connection), pool: self.clone(), _turn: Some(turn) })
    }

    fn busy(&self, error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::writers(self.patience),
            _ => StoreError::Sqlite(error),
        }
    }

    /// Closes what is idle.
    pub fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A transaction. Dropped without a commit, it changes nothing.
#[derive(Debug)]
pub struct Session {
    /// Empty only once it has ended.
    connection: Option<Connection>,
    pool: Pool,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Session {
    fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or_else(|| StoreError::NotReady("the transaction has ended".to_owned()))
    }

    /// Runs a statement; how many rows it changed.
    pub fn execute(&self, text: &str, binds: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut statement = self.connection()?.prepare_cached(text)?;
        bind(&mut statement, binds)?;
        Ok(statement.raw_execute().map_err(refused)? as u64)
    }

    /// Runs a statement that inserts a row, then writes this large last column of it in its place: bound as a value, it
    /// would be copied twice on its way.
    pub fn insert_large(
        &self,
        text: &str,
        binds: &[Value<'_>],
        (table, column): (&str, &str),
        body: &[impl AsRef<[u8]>],
    ) -> Result<(), StoreError> {
        let connection = self.connection()?;
        let mut statement = connection.prepare_cached(text)?;
        bind(&mut statement, binds)?;
        let length = i32::try_from(body.iter().map(|piece| piece.as_ref().len()).sum::<usize>())
            .map_err(std::io::Error::other)?;
        statement.raw_bind_parameter(binds.len() + 1, ZeroBlob(length))?;
        statement.raw_execute().map_err(refused)?;
        let mut place = connection.blob_open(MAIN_DB, table, column, connection.last_insert_rowid(), false)?;
        let mut written = 0;
        for piece in body.iter().map(AsRef::as_ref) {
            place.write_all_at(piece, written)?;
            written += piece.len();
        }
        Ok(place.close()?)
    }

    /// Runs a statement and gives each row as it comes.
    pub fn each(
        &self,
        text: &str,
        binds: &[Value<'_>],
        mut take: impl FnMut(Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection()?.prepare_cached(text)?;
        bind(&mut statement, binds)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(refused)? {
            take(Row::Sqlite(row))?;
        }
        Ok(())
    }

    /// Runs a statement once for each row of `width` values; how many rows it changed.
    pub fn execute_each(&self, text: &str, width: usize, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut statement = self.connection()?.prepare_cached(text)?;
        let mut changed = 0;
        for row in values.chunks_exact(width) {
            bind(&mut statement, row)?;
            changed += statement.raw_execute().map_err(refused)? as u64;
        }
        Ok(changed)
    }

    /// Keeps more of the file at hand until the connection ends: for who jumps about in a large index.
    pub fn widen(&self) -> Result<(), StoreError> {
        Ok(self.connection()?.execute_batch("PRAGMA cache_size = -65536")?)
    }

    /// Ends the transaction and keeps what it did.
    pub fn commit(mut self) -> Result<(), StoreError> {
        self.connection()?.execute_batch("COMMIT").map_err(refused)?;
        if let Some(connection) = self.connection.take() {
            self.pool.put_back(connection);
        }
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take()
            && connection.execute_batch("ROLLBACK").is_ok()
        {
            self.pool.put_back(connection);
        }
    }
}

fn bind(statement: &mut Statement<'_>, binds: &[Value<'_>]) -> Result<(), StoreError> {
    for (i, value) in (1..).zip(binds) {
        statement.raw_bind_parameter(i, value)?;
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Int(Some(v)) => ValueRef::Integer(*v),
            Value::Text(Some(v)) => ValueRef::Text(v.as_bytes()),
            Value::Bytes(Some(v)) => ValueRef::Blob(v),
            Value::Int(None) | Value::Text(None) | Value::Bytes(None) => ValueRef::Null,
        }))
    }
}

/// Tells a refusal of a guard or of a unique key from a fault of the driver.
fn refused(error: rusqlite::Error) -> StoreError {
    let text = error.to_string();
    if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) && !text.contains("FOREIGN KEY") {
        return StoreError::Conflict(text);
    }
    StoreError::Sqlite(error)
}
