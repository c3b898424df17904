//! One database of two engines: opening, transactions, running a named statement, reading a row.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::postgres::{PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Postgres, Row as _, Sqlite, Transaction};

use super::StoreError;
use super::statements::sql;

/// How long a writer on SQLite waits for another before it is told.
const SQLITE_PATIENCE: Duration = Duration::from_secs(60);
/// Between the records of a packed row: no stored text holds it, because control characters are refused at the door.
const RECORD: &str = "\u{1e}";
/// Between the fields of a packed record.
const FIELD: &str = "\u{1f}";
/// The advisory lock that makes writers on PostgreSQL wait for each other: the journal is one chain.
const WRITER_LOCK: i64 = 0x7161_7a79_0001;

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// The embedded one: a file.
    Sqlite {
        /// Connections to it.
        pool: SqlitePool,
        /// Where it lies.
        path: PathBuf,
    },
    /// A server.
    Postgres {
        /// Connections to it.
        pool: PgPool,
        /// Its address, for a second connection that holds a lease.
        url: String,
    },
}

impl Db {
    /// Opens `sqlite:PATH` (relative paths count from `base`) or `postgres://…`. With `create`, a missing SQLite
    /// file is made; without, it is an error that says so.
    pub async fn open(url: &str, base: &Path, create: bool) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = base.join(path.trim_start_matches("//"));
            if !create && !path.exists() {
                return Err(StoreError::NotReady(format!(
                    "there is no database at `{}`; `qazyna init DIR` makes one",
                    path.display()
                )));
            }
            let options = SqliteConnectOptions::new()
                .filename(&path)
                .create_if_missing(create)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(SQLITE_PATIENCE)
                .pragma("cache_size", "-65536")
                .disable_statement_logging();
            let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
            return Ok(Db::Sqlite { pool, path });
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options =
                sqlx::postgres::PgConnectOptions::from_str(url)?.application_name("qazyna").disable_statement_logging();
            // a command's statements run once and are short: compiling them takes longer than running them
            let options = options.options([("jit", "off")]);
            let pool = PgPoolOptions::new()
                .max_connections(4)
                .acquire_timeout(Duration::from_secs(20))
                .connect_with(options)
                .await?;
            return Ok(Db::Postgres { pool, url: url.to_owned() });
        }
        Err(StoreError::NotReady(format!(
            "`{url}` names no database that qazyna knows; expected `sqlite:PATH` or `postgres://…`"
        )))
    }

    /// A transaction that sees one state of the database and changes nothing.
    pub async fn read(&self) -> Result<Conn, StoreError> {
        Ok(match self {
            Db::Sqlite { pool, .. } => Conn::Sqlite(pool.begin().await?),
            Db::Postgres { pool, .. } => {
                Conn::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// A transaction that may change: writers wait for each other on both engines.
    pub(super) async fn begin(&self) -> Result<Conn, StoreError> {
        Ok(match self {
            Db::Sqlite { pool, .. } => Conn::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await.map_err(busy)?),
            Db::Postgres { pool, .. } => {
                let mut tx = pool.begin().await?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(WRITER_LOCK).execute(&mut *tx).await?;
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
            Db::Sqlite { pool, .. } => pool.close().await,
            Db::Postgres { pool, .. } => pool.close().await,
        }
    }
}

fn busy(error: sqlx::Error) -> StoreError {
    let text = error.to_string();
    if text.contains("locked") || text.contains("busy") {
        return StoreError::Conflict(format!(
            "another program has been writing for more than {} s; try again when it is done",
            SQLITE_PATIENCE.as_secs()
        ));
    }
    StoreError::Driver(error)
}

/// A transaction on either engine. Dropped without a commit, it changes nothing.
#[derive(Debug)]
pub enum Conn {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
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
        let done = match self {
            Conn::Sqlite(tx) => bound!(statement.text, binds).execute(&mut **tx).await.map(|r| r.rows_affected()),
            Conn::Postgres(tx) => bound!(statement.text, binds).execute(&mut **tx).await.map(|r| r.rows_affected()),
        };
        done.map_err(refused)
    }

    /// Runs a named statement and maps each row as it comes.
    pub async fn rows<T>(
        &mut self,
        name: &'static str,
        binds: Vec<Value<'_>>,
        mut map: impl FnMut(Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let statement = sql(name)?;
        debug_assert_eq!(statement.params, binds.len(), "binds of `{name}`");
        let mut found = Vec::new();
        match self {
            Conn::Sqlite(tx) => {
                let mut stream = bound!(statement.text, binds).fetch(&mut **tx);
                while let Some(row) = stream.try_next().await.map_err(refused)? {
                    found.push(map(Row::Sqlite(&row))?);
                }
            }
            Conn::Postgres(tx) => {
                let mut stream = bound!(statement.text, binds).fetch(&mut **tx);
                while let Some(row) = stream.try_next().await.map_err(refused)? {
                    found.push(map(Row::Postgres(&row))?);
                }
            }
        }
        Ok(found)
    }

    /// Runs a named statement whose rows are packed: many records in one text, `{r}` between records and `{f}` between
    /// the fields of one. Handing over a value costs more than reading it; this hands over a few hundred times less.
    pub async fn packed<T>(
        &mut self,
        name: &'static str,
        binds: Vec<Value<'_>>,
        mut map: impl FnMut(&[&str]) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let text = sql(name)?.text.replace("{r}", RECORD).replace("{f}", FIELD);
        let pages = self.rows_wide(text, binds, &mut |r| r.opt_text(0)).await?;
        let mut found = Vec::new();
        for page in pages.iter().flatten() {
            for record in page.split(RECORD) {
                let fields: Vec<&str> = record.split(FIELD).collect();
                found.push(map(&fields)?);
            }
        }
        Ok(found)
    }

    /// As [`Conn::rows`], with a text made by [`Conn::widened`].
    pub(super) async fn rows_wide<T>(
        &mut self,
        text: String,
        binds: Vec<Value<'_>>,
        map: &mut impl FnMut(Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        match self {
            Conn::Sqlite(tx) => {
                let rows = bound!(AssertSqlSafe(text), binds).fetch_all(&mut **tx).await.map_err(refused)?;
                rows.iter().map(|row| map(Row::Sqlite(row))).collect()
            }
            Conn::Postgres(tx) => {
                let rows = bound!(AssertSqlSafe(text), binds).fetch_all(&mut **tx).await.map_err(refused)?;
                rows.iter().map(|row| map(Row::Postgres(row))).collect()
            }
        }
    }

    /// As [`Conn::execute`], with a text made by [`Conn::widened`].
    pub(super) async fn execute_wide(&mut self, text: String, binds: Vec<Value<'_>>) -> Result<u64, StoreError> {
        let text = AssertSqlSafe(text);
        let done = match self {
            Conn::Sqlite(tx) => bound!(text, binds).execute(&mut **tx).await.map(|r| r.rows_affected()),
            Conn::Postgres(tx) => bound!(text, binds).execute(&mut **tx).await.map(|r| r.rows_affected()),
        };
        done.map_err(refused)
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
        match self {
            Conn::Sqlite(tx) => tx.commit().await,
            Conn::Postgres(tx) => tx.commit().await,
        }
        .map_err(refused)
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

/// A row of either engine; columns are counted from 0.
#[derive(Clone, Copy)]
pub enum Row<'r> {
    /// From SQLite.
    Sqlite(&'r SqliteRow),
    /// From PostgreSQL.
    Postgres(&'r PgRow),
}

macro_rules! column {
    ($self:expr, $i:expr) => {
        match $self {
            Row::Sqlite(row) => Ok(row.try_get($i)?),
            Row::Postgres(row) => Ok(row.try_get($i)?),
        }
    };
}

impl Row<'_> {
    /// A BIGINT.
    pub fn int(self, i: usize) -> Result<i64, StoreError> {
        column!(self, i)
    }

    /// A BIGINT that may be missing.
    pub fn opt_int(self, i: usize) -> Result<Option<i64>, StoreError> {
        column!(self, i)
    }

    /// A TEXT.
    pub fn text(self, i: usize) -> Result<String, StoreError> {
        column!(self, i)
    }

    /// A TEXT that may be missing.
    pub fn opt_text(self, i: usize) -> Result<Option<String>, StoreError> {
        column!(self, i)
    }

    /// A BYTEA.
    pub fn bytes(self, i: usize) -> Result<Vec<u8>, StoreError> {
        column!(self, i)
    }

    /// A SHA-256.
    pub fn digest(self, i: usize) -> Result<[u8; 32], StoreError> {
        let bytes = self.bytes(i)?;
        bytes.try_into().map_err(|b: Vec<u8>| StoreError::inconsistent("?", "digest", format!("{} bytes", b.len())))
    }

    /// A sum of money.
    pub fn amount(self, i: usize) -> Result<crate::domain::money::Amount, StoreError> {
        self.int(i).map(crate::domain::money::Amount::from_tiyn)
    }

    /// A moment.
    pub fn moment(self, i: usize) -> Result<crate::domain::time::Moment, StoreError> {
        self.int(i).map(crate::domain::time::Moment::from_micros)
    }

    /// A moment that may be missing.
    pub fn opt_moment(self, i: usize) -> Result<Option<crate::domain::time::Moment>, StoreError> {
        Ok(self.opt_int(i)?.map(crate::domain::time::Moment::from_micros))
    }

    /// A date.
    pub fn date(self, i: usize) -> Result<chrono::NaiveDate, StoreError> {
        let text = self.text(i)?;
        crate::domain::time::parse_date(&text).ok_or_else(|| StoreError::inconsistent("?", "date", text))
    }

    /// A date that may be missing.
    pub fn opt_date(self, i: usize) -> Result<Option<chrono::NaiveDate>, StoreError> {
        match self.opt_text(i)? {
            None => Ok(None),
            Some(text) => crate::domain::time::parse_date(&text)
                .map(Some)
                .ok_or_else(|| StoreError::inconsistent("?", "date", text)),
        }
    }
}
