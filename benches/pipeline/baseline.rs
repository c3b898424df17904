//! What PostgreSQL alone takes for the same rows: the unit of every other figure.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use futures_util::TryStreamExt;
use qazyna::store::{Db, batch, piece};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolCopyExt};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgPool};
use tokio::runtime::Runtime;

use crate::way::Samples;

/// A PostgreSQL of this run's own, with fsync on. Ends with this process.
pub struct Server {
    address: String,
    runtime: Runtime,
    _keeper: Child,
}

impl Server {
    /// Starts it.
    pub fn start() -> Self {
        let mut keeper = Command::new("sh")
            .args([concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/postgres"), "durable"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut address = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut address).unwrap();
        if address.is_empty() {
            let mut why = String::new();
            let _ = keeper.stderr.take().unwrap().read_to_string(&mut why);
            panic!("{why}");
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Server { address: address.trim().to_owned(), runtime, _keeper: keeper }
    }

    /// The address of a new, empty database.
    pub fn fresh(&self) -> String {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let name = format!("qz_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let sql = format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'");
        self.runtime.block_on(async { self.connect(&self.address).await.execute(AssertSqlSafe(sql)).await.unwrap() });
        let (address, _) = self.address.rsplit_once('/').unwrap();
        format!("{address}/{name}")
    }

    async fn connect(&self, address: &str) -> PgConnection {
        PgConnectOptions::from_str(address).unwrap().disable_statement_logging().connect().await.unwrap()
    }

    /// C: `COPY` of the request file into a table with a primary key, in seconds.
    pub fn copy_in(&self, samples: &Samples) -> f64 {
        let address = self.fresh();
        let bytes = std::fs::read(samples.file("requests.csv")).unwrap();
        self.runtime.block_on(async {
            let pool = PgPool::connect(&address).await.unwrap();
            let table = "CREATE TABLE bare (service TEXT, number TEXT, registered_at TIMESTAMPTZ, recipient_bin TEXT,
                recipient_name TEXT, account TEXT, bank_bic TEXT, kbe TEXT, base_amount NUMERIC(18, 2),
                rate NUMERIC(7, 4), amount NUMERIC(18, 2), agreement_no TEXT, agreement_date DATE, period_from DATE,
                period_to DATE, PRIMARY KEY (service, number))";
            pool.execute(table).await.unwrap();
            let begun = Instant::now();
            let mut copy = pool.copy_in_raw("COPY bare FROM STDIN WITH (FORMAT csv, HEADER)").await.unwrap();
            for piece in bytes.chunks(1 << 18) {
                copy.send(piece).await.unwrap();
            }
            copy.finish().await.unwrap();
            let taken = begun.elapsed().as_secs_f64();
            pool.close().await;
            taken
        })
    }

    /// `COPY` out of the columns that stand in a pain.001 file, from a bare table of the same orders, in seconds.
    pub fn copy_out(&self, address: &str) -> f64 {
        let bare = self.fresh();
        self.runtime.block_on(async {
            let lines = order_lines(address).await;
            let pool = PgPool::connect(&bare).await.unwrap();
            let table = "CREATE TABLE bare (reference TEXT PRIMARY KEY, date DATE, request TEXT, amount NUMERIC(18, 2),
                payee_bin TEXT, account TEXT, bank_bic TEXT, kbe TEXT, knp TEXT, payee_name TEXT, purpose TEXT)";
            pool.execute(table).await.unwrap();
            // an order's line is written as `COPY` wants it
            let mut copy = pool.copy_in_raw("COPY bare FROM STDIN").await.unwrap();
            copy.send(lines.as_bytes()).await.unwrap();
            copy.finish().await.unwrap();
            let columns = "COPY bare (reference, amount, payee_bin, payee_name, account, bank_bic, kbe, knp, purpose)
                TO STDOUT";
            let begun = Instant::now();
            let mut pieces = pool.copy_out_raw(columns).await.unwrap();
            let mut bytes = 0;
            while let Some(piece) = pieces.try_next().await.unwrap() {
                bytes += piece.len();
            }
            assert!(bytes > 0, "there are orders");
            let taken = begun.elapsed().as_secs_f64();
            drop(pieces);
            pool.close().await;
            taken
        })
    }
}

/// The canonical lines of every order of a database.
async fn order_lines(address: &str) -> String {
    let db = Db::open(address, Path::new("."), false).await.unwrap();
    let mut conn = db.read().await.unwrap();
    let (mut lines, mut next) = (String::new(), 0);
    for batch in batch::all(&mut conn).await.unwrap() {
        next = batch.keys.first.max(next);
        while next <= batch.keys.last {
            for (key, line) in piece::holding(&mut conn, next).await.unwrap().unwrap().lines() {
                lines.push_str(line);
                lines.push('\n');
                next = key + 1;
            }
        }
    }
    drop(conn);
    db.close().await;
    lines
}
