//! How long the store waits before it says that something is wrong: nothing waits for ever.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};

use super::{Db, StoreError};

/// Waiting times, and the name under which a server sees this program's connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For a connection to come about.
    pub connect: Duration,
    /// For another writer to be done; `None`: a minute on a file, ten on a server, where imports are larger.
    pub patience: Option<Duration>,
    /// For one statement of a server.
    pub statement: Duration,
    /// The name of the connections.
    pub name: String,
    /// How many a server is asked for at most: one more than there are tasks that hold one while they wait for a second.
    pub connections: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connect: Duration::from_secs(20),
            patience: None,
            // an import of a million rows is many statements; confirming a million requests is one
            statement: Duration::from_secs(30 * 60),
            name: "qazyna".to_owned(),
            connections: 4,
        }
    }
}

impl Limits {
    /// For another writer on SQLite.
    pub(super) fn on_file(&self) -> Duration {
        self.patience.unwrap_or(Duration::from_secs(60))
    }

    /// For another writer on PostgreSQL.
    pub(super) fn on_server(&self) -> Duration {
        self.patience.unwrap_or(Duration::from_secs(10 * 60))
    }

    /// How this program connects to a server. The server ends what it hears nothing from: a machine that lost its
    /// power keeps no lock for longer than about a minute, a statement that never ends no longer than its limit.
    pub(super) fn options(&self, url: &str) -> Result<PgConnectOptions, StoreError> {
        let statement = self.statement.as_millis().to_string();
        let patience = self.on_server().as_millis().to_string();
        let options = PgConnectOptions::from_str(url)?.application_name(&self.name).disable_statement_logging();
        Ok(options.options([
            // a command's statements run once and are short: compiling them takes longer than running them
            ("jit", "off"),
            ("lock_timeout", &patience),
            ("statement_timeout", &statement),
            ("idle_in_transaction_session_timeout", &statement),
            ("tcp_keepalives_idle", "30"),
            ("tcp_keepalives_interval", "10"),
            ("tcp_keepalives_count", "3"),
        ]))
    }

    /// Connects once, within the limit.
    pub(super) async fn connection(&self, url: &str) -> Result<PgConnection, StoreError> {
        let options = self.options(url)?;
        self.within(self.connect, async { Ok(options.connect().await?) }).await
    }

    /// An answer of the server within `limit`, or a sentence that it did not come.
    pub(super) async fn within<T>(
        &self,
        limit: Duration,
        answer: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        tokio::time::timeout(limit, answer).await.unwrap_or(Err(StoreError::Silent(limit)))
    }
}

impl Db {
    /// Asks the server over a connection of its own whether it is there and still knows other connections of this
    /// name; a database on a file always is. An answer that refuses is an answer.
    pub async fn is_there(&self) -> Result<bool, StoreError> {
        let Db::Postgres { url, limits, .. } = self else { return Ok(true) };
        let others = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()";
        let asked = async {
            let mut connection = limits.options(url)?.connect().await?;
            let known: i64 = sqlx::query_scalar(others).bind(&limits.name).fetch_one(&mut connection).await?;
            connection.close().await?;
            Ok(known > 0)
        };
        match limits.within(limits.connect, asked).await {
            Err(StoreError::Driver(sqlx::Error::Database(_))) => Ok(true),
            other => other,
        }
    }
}
