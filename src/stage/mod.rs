//! The stages of a payment's way: each loads what it needs, lets a pure function of the domain decide, and saves the
//! decision with its events in one transaction. No stage calls another.

pub mod answers;
pub mod audit;
pub mod confirmation;
pub mod dispatch;
pub mod electronic;
pub mod intake;
pub mod ordering;
pub mod outcome;
pub mod people;
pub mod planning;
pub mod recipients;
pub mod reconciliation;
pub mod reporting;
pub mod requests;
pub mod safekeeping;
pub mod signing;
pub mod stops;

use chrono::NaiveDate;

use crate::clock::Clock;
use crate::config::settings::{Profile, Settings};
use crate::domain::calendar::OutsideCalendar;
use crate::domain::defect::{Code, Defect};
use crate::domain::person::Role;
use crate::domain::rules::Rules;
use crate::domain::time::Moment;
use crate::store::batch::StoredBatch;
use crate::store::journal::RulesInForce;
use crate::store::request::StoredRequest;
use crate::store::{Conn, Db, Limits, Reading, StoreError, Writing};

/// Why a stage did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The business refuses; nothing was changed.
    #[error("refused")]
    Refused(Vec<Defect>),
    /// The database failed, or another writer was first.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The disk failed.
    #[error("{path}: {source}")]
    Io {
        /// Which file or folder.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The working calendar does not reach so far.
    #[error(transparent)]
    Calendar(#[from] OutsideCalendar),
}

impl StageError {
    /// One refusal.
    pub fn refuse(subject: &str, code: Code, value: impl std::fmt::Display, expected: impl std::fmt::Display) -> Self {
        StageError::Refused(vec![Defect::new(subject, code, value, expected)])
    }

    /// A failure of the disk at this path.
    pub fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> StageError + '_ {
        move |source| StageError::Io { path: path.display().to_string(), source }
    }
}

/// What every stage works with.
#[derive(Clone, Copy, Debug)]
pub struct Office<'a> {
    /// The database.
    pub db: &'a Db,
    /// The command's clock.
    pub clock: Clock,
    /// The rules in force.
    pub rules: &'a Rules,
    /// The same, as the journal names and keeps them.
    pub in_force: &'a RulesInForce,
    /// The configuration.
    pub settings: &'a Settings,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acting {
    /// The program itself, on a schedule.
    System,
    /// An organisation that asks for money, in its cabinet.
    Recipient {
        /// Its BIN.
        bin: String,
    },
    /// A known person with the roles of the day.
    Person {
        /// The name.
        name: String,
        /// The roles held.
        roles: Vec<Role>,
    },
}

impl Acting {
    /// The name that stands in the journal.
    pub fn name(&self) -> &str {
        match self {
            Acting::System => "system",
            Acting::Recipient { bin } => bin,
            Acting::Person { name, .. } => name,
        }
    }

    /// Whether this role is held. The program itself holds none: what it may do it does through the tick alone.
    pub fn is(&self, role: Role) -> bool {
        matches!(self, Acting::Person { roles, .. } if roles.contains(&role))
    }

    /// Whether this organisation itself acts.
    pub fn speaks_for(&self, organisation: &str) -> bool {
        matches!(self, Acting::Recipient { bin } if bin == organisation)
    }

    /// Refuses who holds none of these roles.
    pub fn require(&self, wanted: &[Role]) -> Result<(), StageError> {
        if wanted.iter().any(|r| self.is(*r)) {
            return Ok(());
        }
        let words: Vec<&str> = wanted.iter().map(|r| r.word()).collect();
        Err(StageError::refuse("actor", Code::WrongRole, self.name(), words.join(", ")))
    }
}

impl Acting {
    /// Refuses who signed the batch: who signs does not carry the file to the treasury.
    pub fn refuse_signer(&self, batch: &StoredBatch) -> Result<(), StageError> {
        if batch.signed_by.as_deref() == Some(self.name()) {
            return Err(StageError::refuse("batch", Code::SamePerson, self.name(), "sign"));
        }
        Ok(())
    }
}

/// Refuses an act whose paper, reason or name says nothing.
fn must_say(subject: &str, text: &str) -> Result<(), StageError> {
    if text.trim().is_empty() {
        return Err(StageError::refuse(subject, Code::MissingValue, "", ""));
    }
    Ok(())
}

/// Refuses what leaves for the treasury while the statements since a restore are not reconciled.
async fn refuse_unreconciled(conn: &mut Conn) -> Result<(), StageError> {
    match crate::store::restoration::missing(conn).await? {
        Some(missing) => Err(StageError::refuse("batch", Code::NotReconciled, missing.day, missing.shown())),
        None => Ok(()),
    }
}

/// The batch of this number, or a refusal that names it.
async fn load_batch(conn: &mut Conn, number: i64) -> Result<StoredBatch, StageError> {
    let found = crate::store::batch::one(conn, number).await?;
    found.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))
}

/// A refusal because of a batch's state.
fn illegal_batch(batch: &StoredBatch, expected: &str) -> StageError {
    let value = format!("{}: {}", batch.number, batch.status.word());
    StageError::refuse("batch", Code::IllegalState, value, expected)
}

/// The request of this key, for an act that changes it.
async fn load_request(tx: &mut Writing, id: i64) -> Result<StoredRequest, StageError> {
    let found = crate::store::request::one(&mut tx.conn, id).await?;
    found.ok_or_else(|| StageError::refuse("request", Code::NotFound, id, ""))
}

/// A refusal because of a request's state.
fn illegal_request(r: &StoredRequest, expected: &str) -> StageError {
    let value = format!("{}: {}", r.number, r.standing.status().word());
    StageError::refuse("request", Code::IllegalState, value, expected)
}

/// Whether this person did the same to this request before.
async fn done_before(tx: &mut Writing, id: i64, act: &str, content: &str) -> Result<bool, StageError> {
    let acts = tx.conn.rows("request_acts", crate::binds![id], |r| Ok((r.text(1)?, r.text(2)?, r.text(3)?))).await?;
    let last = acts.into_iter().rev().find(|(_, a, _)| a == act);
    Ok(last.is_some_and(|(person, _, what)| person == tx.actor && what == content))
}

/// How long the store waits, as the configuration has it.
pub fn limits_of(settings: &Settings) -> Limits {
    let (connect, patience, statement) = (settings.connect, settings.writer_patience, settings.statement);
    Limits { connect, patience, statement, ..Limits::default() }
}

impl Office<'_> {
    /// Begins to change, as this actor.
    pub async fn writing(&self, actor: &Acting) -> Result<Writing, StageError> {
        Ok(self.db.writing(self.clock, actor.name(), self.in_force, false).await?)
    }

    /// Begins to read.
    pub async fn reading(&self) -> Result<Reading, StageError> {
        Ok(self.db.reading(self.clock).await?)
    }

    /// The day of a moment in the department's zone.
    pub fn day(&self, moment: Moment) -> NaiveDate {
        moment.date(self.rules.calendar.zone())
    }

    /// Whether money here is made up.
    pub fn is_sandbox(&self) -> bool {
        self.settings.profile == Profile::Sandbox
    }
}
