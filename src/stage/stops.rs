//! Stops for a recipient (a court's ban, a debt) or a budget line: what waits stays in its place and gets no money until
//! the stop ends. Nothing is written into the requests, so that one that comes tomorrow is stopped like one of yesterday.

use std::collections::BTreeSet;

use crate::domain::budget::BudgetLine;
use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::person::Role;
use crate::domain::stop::{Stop, Subject, SubjectFault};
use crate::store::installation::Keys;
use crate::store::stop::{self, StoredStop};
use crate::store::{Conn, Writing};

use super::{Acting, Office, StageError, must_say};

/// What a new stop finds that it comes too late for: the head can still decline the one, the other is out of our hands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TooLate {
    /// Orders that await the signature: reference and batch.
    pub awaiting: Vec<(String, i64)>,
    /// Orders that are signed or with the treasury: reference and batch.
    pub signed: Vec<(String, i64)>,
}

/// A stop with what it holds back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The stop.
    pub stop: Stop,
    /// How many confirmed requests it holds; none where it has ended.
    pub requests: i64,
    /// Their money, as far as no order covers it.
    pub amount: Amount,
}

/// What a text names: a right BIN, or a budget line that the rules or the books know.
async fn subject(office: &Office<'_>, conn: &mut Conn, text: &str) -> Result<Subject, StageError> {
    let subject = Subject::parse(text).map_err(|fault| match fault {
        SubjectFault::Line => StageError::refuse("line", Code::BadCode, text, "AAA/PPP/SSS/EEE"),
        SubjectFault::Bin => StageError::refuse("bin", Code::BadBin, text, ""),
        SubjectFault::Iin => StageError::refuse("bin", Code::IinNotBin, text, ""),
    })?;
    if let Subject::Line(line) = &subject {
        let of_rules = office.rules.services.iter().flat_map(|s| s.budget_lines.iter().map(|d| d.value));
        let mut known: BTreeSet<BudgetLine> = of_rules.collect();
        known.extend(Keys::load(conn).await?.lines().map(|(line, _)| line));
        if !known.contains(line) {
            return Err(StageError::refuse("line", Code::NotFound, text, ""));
        }
    }
    Ok(subject)
}

/// The stops of a subject in the order in which they came.
async fn of_subject(tx: &mut Writing, subject: &Subject) -> Result<Vec<StoredStop>, StageError> {
    let mut found = stop::all(&mut tx.conn).await?;
    found.retain(|(_, stop)| stop.subject == *subject);
    Ok(found)
}

/// Enters a stop. One at a time for a subject: who ends a stop must know which one ends.
pub async fn add(office: &Office<'_>, actor: &Acting, text: &str, reason: &str) -> Result<TooLate, StageError> {
    actor.require(&[Role::Finance])?;
    must_say("reason", reason)?;
    let mut tx = office.writing(actor).await?;
    let subject = subject(office, &mut tx.conn, text).await?;
    let mut late = TooLate::default();
    for (reference, batch, status) in stop::live_orders(&mut tx.conn, &subject).await? {
        let awaits = OrderStatus::from_code(status) == Some(OrderStatus::AwaitingSignature);
        if awaits { &mut late.awaiting } else { &mut late.signed }.push((reference, batch));
    }
    if let Some((_, live)) = of_subject(&mut tx, &subject).await?.into_iter().find(|(_, s)| s.ended.is_none()) {
        if live.by == tx.actor && live.reason == reason {
            return Ok(late);
        }
        let found = format!("{subject}: {}, {}", live.by, live.reason);
        return Err(StageError::refuse("hold", Code::AlreadyExists, found, ""));
    }
    stop::insert(&mut tx, &subject, reason).await?;
    let mut events = Events::new();
    events.add("hold-added", &[("subject", &subject), ("kind", &subject.kind()), ("reason", &reason)]);
    tx.commit(&events).await?;
    Ok(late)
}

/// Ends a stop: what it held stands in its old place again.
pub async fn end(office: &Office<'_>, actor: &Acting, text: &str, reason: &str) -> Result<(), StageError> {
    actor.require(&[Role::Finance])?;
    let mut tx = office.writing(actor).await?;
    let subject = subject(office, &mut tx.conn, text).await?;
    let own = of_subject(&mut tx, &subject).await?;
    let Some((id, stop)) = own.last().filter(|(_, s)| s.ended.is_none()) else {
        let same = |e: &crate::domain::stop::Ended| e.by == tx.actor && e.reason == reason;
        if own.last().and_then(|(_, s)| s.ended.as_ref()).is_some_and(same) {
            return Ok(());
        }
        return Err(StageError::refuse("hold", Code::NotHeld, &subject, ""));
    };
    stop::end(&mut tx, *id, reason).await?;
    let mut events = Events::new();
    let kind = stop.subject.kind();
    events.add("hold-ended", &[("subject", &subject), ("kind", &kind), ("reason", &reason)]);
    tx.commit(&events).await?;
    Ok(())
}

/// Every stop there ever was, and what the standing ones hold back.
pub async fn list(office: &Office<'_>) -> Result<Vec<Standing>, StageError> {
    let mut reading = office.reading().await?;
    let today = office.day(reading.moment);
    let conn = &mut reading.conn;
    let recipients = stop::held_by_recipient(conn).await?;
    let services = stop::open_by_service(conn).await?;
    let mut all = Vec::new();
    for (_, stop) in stop::all(conn).await? {
        let (mut requests, mut tiyn) = (0, 0);
        let held = match &stop.subject {
            _ if stop.ended.is_some() => Vec::new(),
            Subject::Recipient(bin) => recipients.get(bin.as_str()).into_iter().collect(),
            Subject::Line(line) => {
                let paid_from = |name: &&String| office.rules.service(name).and_then(|s| s.line_on(today));
                services.iter().filter(|(name, _)| paid_from(name) == Some(*line)).map(|(_, sums)| sums).collect()
            }
        };
        for (count, amount) in held {
            requests += count;
            tiyn += amount.tiyn();
        }
        all.push(Standing { stop, requests, amount: Amount::from_tiyn(tiyn) });
    }
    Ok(all)
}
