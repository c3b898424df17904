//! Putting another database into the place of the configured one (`restore`). The new one grows beside the old one and is
//! put into its place in one step that either happened or did not; the old one keeps standing under another name. On
//! SQLite a lock file beside the database keeps others out, on PostgreSQL nobody may be at work, and the old journal must
//! not have moved in the meantime.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use super::catalogue::{self, Table};
use super::db::{Conn, Value, WRITER_LOCK};
use super::limits::Limits;
use super::year::Years;
use super::{Db, StoreError};

/// The schema that grows on PostgreSQL.
const GROWING: &str = "qazyna_restoring";
/// The high half of every advisory lock of ours.
const LOCKS: &str = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND CAST(classid AS BIGINT) = 29025
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()";

/// Waits while a restore is at work on this file, then keeps the next one out. A folder that takes no lock file takes no
/// restore either.
pub(super) async fn gate(path: &Path) -> Result<Option<File>, StoreError> {
    let Ok(file) = gate_file(path) else { return Ok(None) };
    let locked = tokio::task::spawn_blocking(move || file.lock_shared().map(|()| file)).await;
    Ok(Some(locked.map_err(std::io::Error::other)??))
}

fn gate_file(path: &Path) -> std::io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(beside(path, ".lock"))
}

/// The path with something behind its name.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(end);
    name.into()
}

/// The configured database, kept for whoever replaces it.
#[derive(Debug)]
pub enum Place {
    /// A file, and the lock that keeps others out.
    Sqlite {
        /// The database.
        path: PathBuf,
        /// Held until the end.
        gate: File,
    },
    /// A schema of a server.
    Postgres {
        /// Its address.
        url: String,
        /// Its name.
        schema: String,
    },
}

/// What became of the last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swapped {
    /// Done; what was there stands under this name now.
    Done(Option<String>),
    /// Somebody began to work meanwhile; nothing was changed.
    InUse,
}

impl Place {
    /// Keeps others out; `None` where somebody is at work.
    pub async fn take(url: &str, base: &Path) -> Result<Option<Self>, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = base.join(path.trim_start_matches("//"));
            let gate = gate_file(&path)?;
            return match gate.try_lock() {
                Ok(()) => Ok(Some(Place::Sqlite { path, gate })),
                Err(fs::TryLockError::WouldBlock) => Ok(None),
                Err(fs::TryLockError::Error(error)) => Err(error.into()),
            };
        }
        let mut server = connect(url).await?;
        let schema: Option<String> =
            sqlx::query_scalar("SELECT CAST(current_schema() AS TEXT)").fetch_one(&mut server).await?;
        let busy: i64 = sqlx::query_scalar(LOCKS).fetch_one(&mut server).await?;
        server.close().await?;
        let schema = schema.ok_or_else(|| StoreError::NotReady("the server has no schema to work in".to_owned()))?;
        Ok((busy == 0).then(|| Place::Postgres { url: url.to_owned(), schema }))
    }

    /// What stands there now; `None` where nothing does.
    pub async fn present(&self) -> Result<Option<Db>, StoreError> {
        match self {
            Place::Sqlite { path, .. } if !path.exists() => Ok(None),
            Place::Sqlite { path, .. } => Ok(Some(Db::open_file(path.clone(), false, None, &Limits::default())?)),
            Place::Postgres { url, .. } => Ok(Some(Db::open(url, Path::new("."), false).await?)),
        }
    }

    fn growing(path: &Path) -> PathBuf {
        beside(path, ".restoring")
    }

    /// A new database beside it with the schema up to this number; what an earlier attempt left is taken away.
    pub async fn fresh(&self, schema: i64) -> Result<Filling, StoreError> {
        let db = match self {
            Place::Sqlite { path, .. } => {
                let growing = Self::growing(path);
                remove(&growing)?;
                Db::open_file(growing, true, None, &Limits::default())?
            }
            Place::Postgres { url, .. } => {
                let mut server = connect(url).await?;
                run(&mut server, format!("DROP SCHEMA IF EXISTS {GROWING} CASCADE")).await?;
                run(&mut server, format!("CREATE SCHEMA {GROWING}")).await?;
                server.close().await?;
                let mark = if url.contains('?') { '&' } else { '?' };
                Db::open(&format!("{url}{mark}options[search_path]={GROWING}"), Path::new("."), false).await?
            }
        };
        db.migrate_to(schema).await?;
        Filling::begin(db).await
    }

    /// Takes away what grew: the restore is refused.
    pub async fn give_up(self) -> Result<(), StoreError> {
        match &self {
            Place::Sqlite { path, .. } => remove(&Self::growing(path))?,
            Place::Postgres { url, .. } => {
                let mut server = connect(url).await?;
                run(&mut server, format!("DROP SCHEMA IF EXISTS {GROWING} CASCADE")).await?;
                server.close().await?;
            }
        }
        Ok(())
    }

    /// Puts what grew into the place. `head` is the journal's head that was there at the beginning, `stamp` stands in the
    /// name that what was there gets.
    pub async fn swap(self, head: Option<[u8; 32]>, stamp: &str) -> Result<Swapped, StoreError> {
        match self {
            Place::Sqlite { path, gate } => {
                let done = swap_files(&path, stamp)?;
                drop(gate);
                Ok(Swapped::Done(done))
            }
            Place::Postgres { url, schema } => swap_schemas(&url, &schema, head, stamp).await,
        }
    }
}

async fn connect(url: &str) -> Result<PgConnection, StoreError> {
    Ok(PgConnectOptions::from_str(url)?.application_name("qazyna").disable_statement_logging().connect().await?)
}

async fn run(server: &mut PgConnection, text: String) -> Result<(), StoreError> {
    server.execute(AssertSqlSafe(text)).await?;
    Ok(())
}

/// Removes a database that nobody needs, with what lies beside it.
fn remove(path: &Path) -> std::io::Result<()> {
    for end in ["", "-wal", "-shm", "-journal"] {
        match fs::remove_file(beside(path, end)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    Ok(())
}

/// Ends the use of a log beside a database: all of it is in the one file then. A broken file stays as it is.
fn fold(path: &Path) -> Result<(), StoreError> {
    let file = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    Ok(file.execute_batch("PRAGMA journal_mode = DELETE;")?)
}

/// Takes away second names of the living file, which a restore killed at the last moment leaves: whoever opened the file
/// by such a name would write past its log.
fn forget_second_names(path: &Path, folder: &Path) -> Result<(), StoreError> {
    let (living, name) = (fs::metadata(path)?, path.file_name().unwrap_or_default().to_string_lossy().into_owned());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let other = entry.file_name().to_string_lossy().starts_with(&format!("{name}.replaced-"));
        if other && entry.metadata().is_ok_and(|m| (m.dev(), m.ino()) == (living.dev(), living.ino())) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn swap_files(path: &Path, stamp: &str) -> Result<Option<String>, StoreError> {
    let growing = Place::growing(path);
    fold(&growing)?;
    File::open(&growing)?.sync_all()?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut aside = None;
    if path.exists() {
        let _ = fold(path);
        forget_second_names(path, folder)?;
        let names = (1..).map(|n| beside(path, &format!(".replaced-{stamp}-{n}")));
        let free = |name: &PathBuf| !name.exists() && !beside(name, "-wal").exists();
        let name = names.take(10_000).find(free).ok_or_else(|| std::io::Error::other("no free name"))?;
        // a log that could not be folded in would be taken for one of the new file
        for end in ["-wal", "-shm", "-journal"] {
            let log = beside(path, end);
            if log.exists() {
                fs::rename(&log, beside(&name, end))?;
            }
        }
        // a second name first: at every moment the place holds the old file or the new one
        if fs::hard_link(path, &name).is_err() {
            fs::copy(path, &name)?;
            File::open(&name)?.sync_all()?;
        }
        File::open(folder)?.sync_all()?;
        aside = Some(name.display().to_string());
    }
    fs::rename(&growing, path)?;
    File::open(folder)?.sync_all()?;
    Ok(aside)
}

async fn swap_schemas(url: &str, schema: &str, head: Option<[u8; 32]>, stamp: &str) -> Result<Swapped, StoreError> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut server = connect(url).await?;
    let mut tx = server.begin().await?;
    let ours: bool =
        sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)").bind(WRITER_LOCK).fetch_one(&mut *tx).await?;
    let busy: i64 = sqlx::query_scalar(LOCKS).fetch_one(&mut *tx).await?;
    if !ours || busy > 0 || journal_head(&mut tx, schema).await? != head {
        run(&mut tx, format!("DROP SCHEMA {GROWING} CASCADE")).await?;
        tx.commit().await?;
        return Ok(Swapped::InUse);
    }
    let taken: Vec<String> =
        sqlx::query_scalar("SELECT CAST(nspname AS TEXT) FROM pg_namespace").fetch_all(&mut *tx).await?;
    let mut names = (1..).map(|n| format!("replaced_{stamp}_{n}"));
    let aside = names.find(|name| !taken.contains(name)).unwrap_or_default();
    let there: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1",
    )
    .bind(schema)
    .fetch_one(&mut *tx)
    .await?;
    run(&mut tx, format!("ALTER SCHEMA {} RENAME TO {aside}", quoted(schema))).await?;
    run(&mut tx, format!("ALTER SCHEMA {GROWING} RENAME TO {}", quoted(schema))).await?;
    if there == 0 {
        run(&mut tx, format!("DROP SCHEMA {aside}")).await?;
    }
    tx.commit().await?;
    server.close().await?;
    Ok(Swapped::Done((there > 0).then_some(aside)))
}

/// The head of a schema's journal, `None` where there is none.
async fn journal_head(server: &mut PgConnection, schema: &str) -> Result<Option<[u8; 32]>, StoreError> {
    let there: Option<bool> =
        sqlx::query_scalar("SELECT true FROM pg_tables WHERE schemaname = $1 AND tablename = 'journal'")
            .bind(schema)
            .fetch_optional(&mut *server)
            .await?;
    if there.is_none() {
        return Ok(None);
    }
    let text = "SELECT hash FROM journal ORDER BY seq DESC LIMIT 1";
    let hash: Option<Vec<u8>> = sqlx::query_scalar(text).fetch_optional(&mut *server).await?;
    Ok(hash.and_then(|h| h.try_into().ok()))
}

/// A new database that takes rows.
#[derive(Debug)]
pub struct Filling {
    db: Db,
    conn: Conn,
    tables: Vec<Table>,
    guards: Vec<(String, String)>,
    years: Years,
}

impl Filling {
    /// Guards rest while rows come in as they stood: a ceiling may have been lowered below what lived already.
    async fn begin(db: Db) -> Result<Self, StoreError> {
        let mut conn = match &db {
            Db::Sqlite { pool, .. } => Conn::Sqlite(pool.write().await?),
            Db::Postgres { pool, .. } => Conn::Postgres(pool.begin().await?),
        };
        let tables = catalogue::tables(&mut conn).await?;
        let mut guards = Vec::new();
        if matches!(conn, Conn::Sqlite(_)) {
            let text = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
            guards = conn.rows_of(text, |r| Ok((r.text(0)?, r.text(1)?))).await?;
            for (name, _) in &guards {
                conn.run(format!("DROP TRIGGER {name}")).await?;
            }
        } else {
            for table in &tables {
                conn.run(format!("ALTER TABLE {} DISABLE TRIGGER USER", table.name)).await?;
            }
        }
        for table in tables.iter().rev() {
            conn.run(format!("DELETE FROM {}", table.name)).await?;
        }
        let years = Years::of(&mut conn).await?;
        Ok(Filling { db, conn, tables, guards, years })
    }

    /// The tables that it has, parents before their children.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Takes rows of a table, laid end to end in the order of these columns.
    pub async fn rows(&mut self, table: &str, columns: &[&str], values: Vec<Value<'_>>) -> Result<(), StoreError> {
        self.years.make(&mut self.conn, table, columns, &values).await?;
        self.conn.insert_many(table, columns, values).await
    }

    /// Wakes the guards, keeps the rows, and brings the schema up to this program's.
    pub async fn finish(mut self) -> Result<Db, StoreError> {
        for (_, text) in &self.guards {
            self.conn.run(text.clone()).await?;
        }
        self.years.guard(&mut self.conn).await?;
        if matches!(self.conn, Conn::Postgres(_)) {
            for table in &self.tables {
                let text = format!("ALTER TABLE {} ENABLE TRIGGER USER", table.name);
                self.conn.run(text).await?;
            }
        }
        self.conn.commit().await?;
        self.db.migrate().await?;
        Ok(self.db)
    }
}
