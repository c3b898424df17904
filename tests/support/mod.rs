//! A fresh database for a test, on each engine. PostgreSQL is never skipped: where it is missing the test fails and
//! says what to install.
#![allow(dead_code, reason = "no test file uses all of it")]

pub mod authority;
pub mod begun;
pub mod office;
pub mod payout;
pub mod process;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use qazyna::store::Db;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

/// The variable in which `tests/run` hands over the address of the cluster that serves the whole run.
const ADDRESS: &str = "QAZYNA_TEST_POSTGRES";

/// What a database runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// Both: a test of the store runs on each.
    pub const ALL: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
}

/// The address of a new, empty database; the one on SQLite is a file in `dir`. May be called in and out of a runtime.
pub fn fresh_url(engine: Engine, dir: &Path) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let name = format!("qz_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    match engine {
        Engine::Sqlite => format!("sqlite:{}", dir.join(name).with_extension("db").display()),
        Engine::Postgres => {
            let server = server();
            // text sorts the same as on SQLite
            create(format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'"));
            let (address, _) = server.rsplit_once('/').expect("an address that ends in a database");
            format!("{address}/{name}")
        }
    }
}

/// The address of a new database with everything that is in this one, which nobody may be using.
pub fn copied_url(engine: Engine, from: &str, dir: &Path) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let name = format!("qzc_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    match engine {
        Engine::Sqlite => {
            let path = dir.join(name).with_extension("db");
            let file = from.trim_start_matches("sqlite:");
            std::fs::copy(file, &path).expect("the database is a file");
            // what the last program did not bring into the file itself
            let beside = format!("{file}-wal");
            if Path::new(&beside).exists() {
                std::fs::copy(beside, format!("{}-wal", path.display())).expect("its log is a file");
            }
            format!("sqlite:{}", path.display())
        }
        Engine::Postgres => {
            let (address, old) = from.rsplit_once('/').expect("an address that ends in a database");
            create(format!("CREATE DATABASE {name} TEMPLATE {old}"));
            format!("{address}/{name}")
        }
    }
}

/// Drops a database of a test that makes very many; a file goes with its folder.
pub fn drop_url(engine: Engine, url: &str) {
    if engine == Engine::Postgres {
        let name = url.rsplit_once('/').expect("an address that ends in a database").1;
        create(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }
}

/// A new database with the schema in it.
pub async fn fresh_db(engine: Engine, dir: &Path) -> Db {
    let db = Db::open(&fresh_url(engine, dir), dir, true).await.expect("a new database opens");
    db.migrate().await.expect("the schema goes into a new database");
    db
}

/// Runs a statement behind the program's back; how many rows it changed, or what the engine says.
pub async fn run_sql(db: &Db, sql: &str) -> Result<u64, String> {
    match db {
        Db::Sqlite { path, .. } => {
            let connection = rusqlite::Connection::open(path).map_err(|e| e.to_string())?;
            connection.execute(sql, []).map(|n| n as u64).map_err(|e| e.to_string())
        }
        Db::Postgres { pool, .. } => {
            let done = pool.execute(AssertSqlSafe(sql.to_owned())).await;
            done.map(|r| r.rows_affected()).map_err(|e| e.to_string())
        }
    }
}

/// The only value of a statement that gives one row of bytes.
pub async fn bytes_of(db: &Db, sql: &str) -> Vec<u8> {
    match db {
        Db::Sqlite { path, .. } => rusqlite::Connection::open(path).unwrap().query_row(sql, [], |r| r.get(0)).unwrap(),
        Db::Postgres { pool, .. } => sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(pool).await.unwrap(),
    }
}

/// Runs one statement on the server in a thread of its own, because a runtime may already be at work in this one.
fn create(sql: String) {
    let work = async move {
        let mut server = PgConnectOptions::from_str(server())?.disable_statement_logging().connect().await?;
        sqlx::query(AssertSqlSafe(sql)).execute(&mut server).await?;
        PgConnection::close(server).await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let done = std::thread::spawn(move || runtime.block_on(work)).join().expect("no panic in the thread");
    done.unwrap_or_else(|e| panic!("no new database on `{}`: {e}", server()));
}

/// The server's address: that of `tests/run`, or else of a cluster of this process's own.
fn server() -> &'static str {
    static SERVER: OnceLock<(String, Option<Child>)> = OnceLock::new();
    let (address, _) = SERVER.get_or_init(|| match std::env::var(ADDRESS) {
        Ok(address) => (address, None),
        Err(_) => {
            let (address, keeper) = own_cluster();
            (address, Some(keeper))
        }
    });
    address
}

/// Starts a cluster that ends with this process: its keeper waits for the closing of the pipe that we hold.
fn own_cluster() -> (String, Child) {
    let mut keeper = Command::new("sh")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/postgres"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a shell");
    let mut address = String::new();
    let out = keeper.stdout.take().expect("its output is piped");
    BufReader::new(out).read_line(&mut address).expect("its output is text");
    if address.is_empty() {
        let mut why = String::new();
        let _ = keeper.stderr.take().expect("its errors are piped").read_to_string(&mut why);
        panic!("{why}");
    }
    (address.trim().to_owned(), keeper)
}

/// Fails unless `file` is valid by the XML schema `schema`, or where xmllint is missing.
pub fn validate(schema: &Path, file: &Path) {
    let done = Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(schema).arg(file).output();
    match done {
        Ok(done) => {
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "`{}` is not valid by `{}`: {said}", file.display(), schema.display());
        }
        Err(error) => {
            panic!("xmllint does not run ({error}), and no test runs without it: apt-get install libxml2-utils")
        }
    }
}
