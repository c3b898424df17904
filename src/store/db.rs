//! One database of two engines: opening, transactions, running a named statement, reading a row.

use std::borrow::Cow;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{Connection, Postgres, Transaction};

use super::StoreError;
use super::copied::Copied;
use super::lease::is_lock_timeout;
use super::limits::Limits;
use super::row::Row;
use super::sqlite::{Pool, Session};
use super::statements::sql;
use crate::faults::{Step, step};

/// The advisory lock that makes writers on PostgreSQL wait for each other: the journal is one chain.
pub(super) const WRITER_LOCK: i64 = 0x7161_7a79_0001;

/// A connection that was idle for longer is asked whether it is still there.
const FRESH: Duration = Duration::from_secs(1);

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// The embedded one: a file.
    Sqlite {
        /// Connections to it.
        pool: Pool,
        /// Where it lies.
        path: PathBuf,
        /// Held while it is open, so that no restore puts another file into its place.
        gate: Option<Arc<File>>,
        /// How long it waits.
        limits: Limits,
    },
    /// A server.
    Postgres {
        /// Connections to it.
        pool: PgPool,
        /// Its address, for a second connection that holds a lease.
        url: String,
        /// How long it waits.
        limits: Limits,
    },
}

impl Db {
    /// Opens `sqlite:PATH` (relative paths count from `base`) or `postgres://…`. With `create`, a missing SQLite
    /// file is made; without, it is an error that says so.
    pub async fn open(url: &str, base: &Path, create: bool) -> Result<Self, StoreError> {
        Self::open_within(url, base, create, &Limits::default()).await
    }

    /// As [`Db::open`], with these waiting times.
    pub async fn open_within(url: &str, base: &Path, create: bool, limits: &Limits) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = base.join(path.trim_start_matches("//"));
            if !create && !path.exists() {
                return Err(StoreError::NotReady(format!(
                    "there is no database at `{}`; `qazyna init DIR` makes one",
                    path.display()
                )));
            }
            let gate = super::replacement::gate(&path).await?;
            return Db::open_file(path, create, gate, limits);
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let pool = PgPoolOptions::new().max_connections(limits.connections).acquire_timeout(limits.connect);
            // a connection that was used just now is there: to ask it first would be a journey more for every page
            let pool = pool.test_before_acquire(false).before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for < FRESH { Ok(true) } else { connection.ping().await.map(|()| true) }
                })
            });
            let pool = match pool.connect_with(limits.options(url)?).await {
                // a pool only says that it waited; one connection says what for
                Err(sqlx::Error::PoolTimedOut) => {
                    return Err(limits.connection(url).await.err().unwrap_or(StoreError::Silent(limits.connect)));
                }
                pool => pool?,
            };
            return Ok(Db::Postgres { pool, url: url.to_owned(), limits: limits.clone() });
        }
        Err(StoreError::NotReady(format!(
            "`{url}` names no database that qazyna knows; expected `sqlite:PATH` or `postgres://…`"
        )))
    }

    /// Opens a file, with the lock that keeps a restore away.
    pub(super) fn open_file(
        path: PathBuf,
        create: bool,
        gate: Option<File>,
        limits: &Limits,
    ) -> Result<Self, StoreError> {
        let pool = Pool::open(&path, create, limits.on_file())?;
        Ok(Db::Sqlite { pool, path, gate: gate.map(Arc::new), limits: limits.clone() })
    }

    /// The same database over connections of their own, for a thread that drives them itself.
    pub async fn for_another_thread(&self) -> Result<Self, StoreError> {
        match self {
            Db::Sqlite { path, gate, limits, .. } => {
                let pool = Pool::open(path, false, limits.on_file())?;
                Ok(Db::Sqlite { pool, path: path.clone(), gate: gate.clone(), limits: limits.clone() })
            }
            Db::Postgres { url, limits, .. } => Self::open_within(url, Path::new(""), false, limits).await,
        }
    }

    /// A transaction that sees one state of the database and changes nothing.
    pub async fn read(&self) -> Result<Conn, StoreError> {
        Ok(match self {
            Db::Sqlite { pool, .. } => Conn::Sqlite(pool.read()?),
            Db::Postgres { pool, .. } => {
                Conn::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A transaction that may change: writers wait for each other on both engines.
    pub(super) async fn begin(&self) -> Result<Conn, StoreError> {
        Ok(match self {
            Db::Sqlite { pool, .. } => Conn::Sqlite(pool.write().await?),
            Db::Postgres { pool, limits, .. } => {
                let mut tx = pool.begin().await?;
                let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(WRITER_LOCK);
                lock.execute(&mut *tx).await.map_err(|e| busy(e, limits))?;
                // rows written in this transaction have no statistics yet, and every look-up of a writer has an index
                sqlx::query("SET LOCAL enable_seqscan = off").execute(&mut *tx).await?;
                Conn::Postgres(tx)
            }
        })
    }

    /// `sqlite` or `postgresql`.
    pub const fn engine(&self) -> &'static str {
        match self {
            Db::Sqlite { .. } => "sqlite",
            Db::Postgres { .. } => "postgresql",
        }
    }

    /// How the database sorts text: SQLite by its bytes, PostgreSQL as its cluster was made.
    pub async fn collation(&self) -> Result<String, StoreError> {
        let sql = "SELECT datcollate::text FROM pg_database WHERE datname = current_database()";
        Ok(match self {
            Db::Sqlite { .. } => "BINARY".to_owned(),
            Db::Postgres { pool, .. } => sqlx::query_scalar(sql).fetch_one(pool).await?,
        })
    }

    /// Ends all connections.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { pool, .. } => pool.close(),
            Db::Postgres { pool, .. } => pool.close().await,
        }
    }
}

fn busy(error: sqlx::Error, limits: &Limits) -> StoreError {
    if is_lock_timeout(&error) { StoreError::writers(limits.on_server()) } else { StoreError::Driver(error) }
}

/// A transaction on either engine. Dropped without a commit, it changes nothing.
#[derive(Debug)]
pub enum Conn {
    /// On SQLite.
    Sqlite(Session),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// A value bound to a statement; the type stands also where the value is missing, because PostgreSQL asks for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<Cow<'a, str>>),
    /// BYTEA.
    Bytes(Option<Cow<'a, [u8]>>),
}

macro_rules! value_from {
    ($($from:ty => $to:expr),* $(,)?) => {
        $(impl<'a> From<$from> for Value<'a> {
            fn from(v: $from) -> Self { $to(v) }
        })*
    };
}
value_from! {
    i64 => |v| Value::Int(Some(v)),
    i32 => |v: i32| Value::Int(Some(v.into())),
    bool => |v: bool| Value::Int(Some(v.into())),
    Option<i64> => Value::Int,
    &'a str => |v| Value::Text(Some(Cow::Borrowed(v))),
    &'a String => |v: &'a String| Value::Text(Some(Cow::Borrowed(v))),
    String => |v| Value::Text(Some(Cow::Owned(v))),
    Option<&'a str> => |v: Option<&'a str>| Value::Text(v.map(Cow::Borrowed)),
    Option<String> => |v: Option<String>| Value::Text(v.map(Cow::Owned)),
    &'a [u8] => |v| Value::Bytes(Some(Cow::Borrowed(v))),
    &'a [u8; 32] => |v: &'a [u8; 32]| Value::Bytes(Some(Cow::Borrowed(v))),
    [u8; 32] => |v: [u8; 32]| Value::Bytes(Some(Cow::Owned(v.to_vec()))),
    Vec<u8> => |v| Value::Bytes(Some(Cow::Owned(v))),
    Option<Vec<u8>> => |v: Option<Vec<u8>>| Value::Bytes(v.map(Cow::Owned)),
    chrono::NaiveDate => |v: chrono::NaiveDate| Value::Text(Some(Cow::Owned(v.to_string()))),
    crate::domain::money::Amount => |v: crate::domain::money::Amount| Value::Int(Some(v.tiyn())),
    crate::domain::time::Moment => |v: crate::domain::time::Moment| Value::Int(Some(v.micros())),
    Option<crate::domain::time::Moment> => |v: Option<crate::domain::time::Moment>| Value::Int(v.map(|m| m.micros())),
}

/// The values for a statement's `$1`, `$2`, … in order.
#[macro_export]
macro_rules! binds {
    ($($v:expr),* $(,)?) => { vec![$($crate::store::Value::from($v)),*] };
}

macro_rules! bound {
    ($sql:expr, $binds:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $binds {
            query = match value {
                Value::Int(v) => query.bind(v),
                Value::Text(v) => query.bind(v.map(Cow::into_owned)),
                Value::Bytes(v) => query.bind(v.map(Cow::into_owned)),
            };
        }
        query
    }};
}

impl Conn {
    /// Runs a named statement; how many rows it changed.
    pub async fn execute(&mut self, name: &'static str, binds: Vec<Value<'_>>) -> Result<u64, StoreError> {
        let statement = sql(name)?;
        debug_assert_eq!(statement.params, binds.len(), "binds of `{name}`");
        step(Step::Change(name));
        match self {
            Conn::Sqlite(tx) => tx.execute(statement.sqlite, &binds),
            Conn::Postgres(tx) => {
                let done = bound!(statement.text, binds).execute(&mut **tx).await;
                Ok(done.map_err(refused)?.rows_affected())
            }
        }
    }

    /// Prepares for changes that jump about in a large index.
    pub fn widen(&self) -> Result<(), StoreError> {
        match self {
            Conn::Sqlite(tx) => tx.widen(),
            Conn::Postgres(_) => Ok(()),
        }
    }

    /// Runs a named statement and gives each row as it comes.
    pub async fn each(
        &mut self,
        name: &'static str,
        binds: Vec<Value<'_>>,
        mut take: impl FnMut(Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = sql(name)?;
        debug_assert_eq!(statement.params, binds.len(), "binds of `{name}`");
        match self {
            Conn::Sqlite(tx) => tx.each(statement.sqlite, &binds, take),
            Conn::Postgres(tx) => {
                let mut stream = bound!(statement.text, binds).fetch(&mut **tx);
                while let Some(row) = stream.try_next().await.map_err(refused)? {
                    take(Row::Postgres(&row))?;
                }
                Ok(())
            }
        }
    }

    /// As [`Conn::each`] for a statement of many rows that wants numbers alone: on PostgreSQL by `COPY`, which hands
    /// over a row for half of what a row of a query costs.
    pub async fn stream(
        &mut self,
        name: &'static str,
        numbers: &[i64],
        mut take: impl FnMut(Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let tx = match self {
            Conn::Sqlite(_) => {
                return self.each(name, numbers.iter().map(|n| Value::from(*n)).collect(), take).await;
            }
            Conn::Postgres(tx) => tx,
        };
        let statement = sql(name)?;
        debug_assert_eq!(statement.params, numbers.len(), "numbers of `{name}`");
        let mut text = statement.text.trim().trim_end_matches(';').to_owned();
        for (n, number) in numbers.iter().enumerate().rev() {
            text = text.replace(&format!("${}", n + 1), &format!("({number})"));
        }
        let copy = format!("COPY (\n{text}\n) TO STDOUT (FORMAT binary)");
        let mut pieces = tx.copy_out_raw(&copy).await.map_err(refused)?;
        let (mut copied, mut taken) = (Copied::default(), Ok(()));
        // also after a fault everything is read, because the connection is of no use before the end
        while let Some(piece) = pieces.try_next().await.map_err(refused)? {
            if taken.is_ok() {
                taken = copied.take(&piece, &mut |row| take(Row::Copied(row)));
            }
        }
        taken.and_then(|()| copied.end())
    }

    /// Runs a named statement and maps each row as it comes.
    pub async fn rows<T>(
        &mut self,
        name: &'static str,
        binds: Vec<Value<'_>>,
        mut map: impl FnMut(Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each(name, binds, |row| {
            found.push(map(row)?);
            Ok(())
        })
        .await?;
        Ok(found)
    }

    /// The first row of a named statement, if there is one.
    pub async fn row<T>(
        &mut self,
        name: &'static str,
        binds: Vec<Value<'_>>,
        map: impl FnMut(Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(name, binds, map).await?.into_iter().next())
    }

    /// The only number of a named statement that always gives one row; a NULL counts as 0.
    pub async fn number(&mut self, name: &'static str, binds: Vec<Value<'_>>) -> Result<i64, StoreError> {
        Ok(self.row(name, binds, |r| r.opt_int(0)).await?.flatten().unwrap_or(0))
    }

    /// Ends the transaction and keeps what it did.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        step(Step::Commit);
        let done = match self {
            Conn::Sqlite(tx) => tx.commit(),
            Conn::Postgres(tx) => tx.commit().await.map_err(refused),
        };
        if done.is_ok() {
            step(Step::Committed);
        }
        done
    }
}

/// Tells a refusal of a guard or of a unique key from a fault of the driver.
pub(super) fn refused(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(e)
            if e.is_unique_violation() || e.is_check_violation() || e.message().contains("plan would be") =>
        {
            StoreError::Conflict(e.message().to_owned())
        }
        _ => StoreError::Driver(error),
    }
}
