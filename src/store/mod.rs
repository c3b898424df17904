//! The only place that names SQLite or PostgreSQL. One SQL for both, in `sql/query/`, a file a table;
//! what truly differs (opening, locking, bulk loading) is one method each with a `match`.

pub mod access;
pub mod attachment;
pub mod audit;
pub mod batch;
pub mod bulk;
pub mod catalogue;
mod copied;
pub mod db;
pub mod eds;
pub mod execution;
pub mod installation;
pub mod journal;
pub mod leaf;
pub mod lease;
pub mod limits;
pub mod manifest;
pub mod migrate;
pub mod notice;
pub mod order;
pub mod outgoing;
pub mod person;
pub mod piece;
pub mod plan;
pub mod queue;
pub mod replacement;
pub mod request;
pub mod restoration;
pub mod row;
pub mod signed;
pub mod sqlite;
pub mod statement;
pub mod statements;
pub mod stop;
pub mod texts;
pub mod year;

use crate::domain::time::Moment;

pub use db::{Conn, Db, Value};
pub use journal::{Reading, Writing};
pub use lease::{Lease, Stage};
pub use limits::Limits;
pub use row::Row;

/// A fault of the database, never a refusal of the business.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another writer was first, or a guard of the database refused.
    #[error("the database refused: {0}")]
    Conflict(String),
    /// A stored value is not what the program ever writes.
    #[error(
        "the database holds `{value}` in {table}.{column}, which this program never writes; stop, and restore or ask"
    )]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
    /// A named statement is missing: a fault of this program.
    #[error("no SQL statement is named `{0}`")]
    UnknownStatement(&'static str),
    /// The clock stands before the last recorded change.
    #[error(
        "the clock says {}, but the last change was recorded at {}; set the clock right, nothing was changed",
        now.rfc3339_utc(),
        last.rfc3339_utc()
    )]
    ClockBehind {
        /// The moment of this command.
        now: Moment,
        /// The moment of the last change.
        last: Moment,
    },
    /// The database is not set up for this program.
    #[error("{0}")]
    NotReady(String),
    /// The lease of a stage ended while its holder was at work.
    #[error("the lease of `{stage}` was lost ({why}); nothing more was done, the next tick goes on")]
    LeaseLost {
        /// Which stage.
        stage: &'static str,
        /// What the driver says.
        why: String,
    },
    /// The server did not answer in time.
    #[error("the database did not answer within {} s; look at the server and at the network", .0.as_secs())]
    Silent(std::time::Duration),
    /// What PostgreSQL or its driver says.
    #[error("the database failed: {0}")]
    Driver(#[from] sqlx::Error),
    /// What SQLite says.
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// Files beside the database.
    #[error("the disk failed: {0}")]
    Io(#[from] std::io::Error),
}

impl StoreError {
    /// Whether a single stored value is at fault: the rest can still be read.
    pub fn is_of_a_value(&self) -> bool {
        use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
        match self {
            Self::Inconsistent { .. } | Self::Io(_) | Self::Driver(sqlx::Error::ColumnDecode { .. }) => true,
            Self::Sqlite(e) => matches!(
                e,
                FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..)
            ),
            _ => false,
        }
    }

    /// Another program wrote for longer than this one waits.
    fn writers(patience: std::time::Duration) -> Self {
        let seconds = patience.as_secs();
        let text = format!("another program has been writing for more than {seconds} s; try again when it is done");
        StoreError::Conflict(text)
    }

    /// A stored value that does not belong.
    pub fn inconsistent(table: &'static str, column: &'static str, value: impl ToString) -> Self {
        StoreError::Inconsistent { table, column, value: value.to_string() }
    }
}
