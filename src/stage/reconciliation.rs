//! Stage 5, reconciliation: what the treasury answered, what differs, and what somebody settled with a reason.

pub mod act;
pub mod execution;
pub mod explain;

use chrono::NaiveDate;

use crate::binds;
use crate::domain::deadline::due;
use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::order::OrderStatus;
use crate::domain::person::Role;
use crate::domain::statement::{Answered, BreakKind, Outcome};
use crate::domain::time::Moment;
use crate::store::order;
use crate::store::statement::{self, StoredDifference};
use crate::store::{Conn, restoration};

use super::{Acting, Office, StageError, must_say};

/// A break as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// `B7` for a line of a statement, `N2026-17` for an order without an answer.
    pub id: String,
    /// What kind.
    pub kind: BreakKind,
    /// The order.
    pub order_number: String,
    /// What we hold.
    pub expected: String,
    /// What the statement says; for a missing answer the moment until which it was waited for.
    pub found: String,
    /// Number of the statement.
    pub statement_no: Option<String>,
    /// Line in its file.
    pub line: Option<i64>,
    /// When it was settled, by whom, why.
    pub settled: Option<(Moment, String, String)>,
}

/// The state of the reconciliation.
#[derive(Clone, Debug, Default)]
pub struct Reconciliation {
    /// Lines of statements that answered an order.
    pub matched: i64,
    /// Open breaks.
    pub breaks: Vec<Break>,
    /// Settled breaks.
    pub settled: Vec<Break>,
}

/// Compares what we sent with what was answered: all statements, or those dated `date`, with the answers that were
/// missing at the end of that day.
pub async fn state(
    office: &Office<'_>,
    conn: &mut Conn,
    now: Moment,
    date: Option<NaiveDate>,
) -> Result<Reconciliation, StageError> {
    let statements = statement::all(conn).await?;
    let matched = statements.iter().filter(|s| date.is_none_or(|d| s.date == d)).map(|s| s.matched).sum();
    let stored = statement::differences(conn).await?;
    let explained: Vec<String> = stored
        .iter()
        .filter(|d| d.kind == BreakKind::NotAnswered && d.settled_at.is_some())
        .map(|d| d.order_number.clone())
        .collect();
    let zone = office.rules.calendar.zone();
    let until = match date.and_then(|d| d.succ_opt()).and_then(|d| d.and_hms_opt(0, 0, 0)) {
        Some(midnight) => now.min(Moment::at(midnight, zone)),
        None => now,
    };
    let mut result = Reconciliation { matched, ..Default::default() };
    for d in stored {
        if date.is_some_and(|day| d.statement_date != Some(day)) {
            continue;
        }
        let one = as_break(d);
        if one.settled.is_some() { result.settled.push(one) } else { result.breaks.push(one) }
    }
    let missing = unanswered(office, conn, until).await?;
    result.breaks.extend(missing.into_iter().filter(|b| !explained.contains(&b.order_number)));
    Ok(result)
}

/// The open breaks of this moment, as in [`state`]: a look at what is open alone, however many are settled.
pub async fn open(office: &Office<'_>, conn: &mut Conn, now: Moment) -> Result<Vec<Break>, StageError> {
    let mut breaks: Vec<Break> = statement::open_differences(conn).await?.into_iter().map(as_break).collect();
    let missing = unanswered(office, conn, now).await?;
    let numbers: Vec<&str> = missing.iter().map(|b| b.order_number.as_str()).collect();
    let explained = statement::explained(conn, &numbers).await?;
    breaks.extend(missing.into_iter().filter(|b| !explained.contains(&b.order_number)));
    Ok(breaks)
}

/// The orders that were waited for in vain until this moment, explained or not.
async fn unanswered(office: &Office<'_>, conn: &mut Conn, until: Moment) -> Result<Vec<Break>, StageError> {
    let orders = conn
        .rows("orders_unanswered", binds![], |r| Ok((order::number(r.int(0)?)?, r.amount(1)?, r.moment(3)?)))
        .await?;
    let mut missing = Vec::new();
    for (number, amount, dispatched) in orders {
        let limit = due(&office.rules.calendar, dispatched, office.settings.patience)?.due;
        if until > limit {
            missing.push(Break {
                id: format!("N{number}"),
                kind: BreakKind::NotAnswered,
                order_number: number.to_string(),
                expected: amount.to_string(),
                found: limit.rfc3339(office.rules.calendar.zone()),
                statement_no: None,
                line: None,
                settled: None,
            });
        }
    }
    Ok(missing)
}

/// A difference as people see it.
pub fn as_break(d: StoredDifference) -> Break {
    let id = match d.kind {
        BreakKind::NotAnswered => format!("N{}", d.order_number),
        _ => format!("B{}", d.id),
    };
    let settled = d.settled_at.map(|at| (at, d.settled_by.unwrap_or_default(), d.reason.unwrap_or_default()));
    Break {
        id,
        kind: d.kind,
        order_number: d.order_number,
        expected: d.expected,
        found: d.found,
        statement_no: d.statement_no,
        line: d.line,
        settled,
    }
}

/// Settles a break with a reason; the same person and reason again is a quiet repeat.
pub async fn settle(office: &Office<'_>, actor: &Acting, id: &str, reason: &str) -> Result<(), StageError> {
    actor.require(&[Role::Finance])?;
    must_say("reason", reason)?;
    let mut tx = office.writing(actor).await?;
    let moment = tx.moment;
    let now = state(office, &mut tx.conn, moment, None).await?;
    if let Some(before) = now.settled.iter().find(|b| b.id == id) {
        let same = before.settled.as_ref().is_some_and(|(_, who, why)| *who == tx.actor && why == reason);
        let settled = || StageError::refuse("break", Code::IllegalState, format!("{id}: settled"), "open");
        return if same { Ok(()) } else { Err(settled()) };
    }
    let Some(open) = now.breaks.iter().find(|b| b.id == id) else {
        return Err(StageError::refuse("break", Code::NotFound, id, ""));
    };
    refuse_to_pay_again(&mut tx.conn, open).await?;
    let by = tx.actor.clone();
    match id.strip_prefix('B').and_then(|n| n.parse::<i64>().ok()) {
        Some(key) => {
            tx.conn.execute("difference_settle", binds![key, moment, &by, reason]).await?;
        }
        None => {
            let next = tx.conn.number("difference_next", binds![]).await?;
            let binds = binds![next, &open.order_number, moment, &by, reason];
            tx.conn.execute("difference_settled_unanswered", binds).await?;
        }
    }
    let mut events = Events::new();
    events.add("break-settled", &[("id", &id), ("kind", &open.kind.word()), ("reason", &reason)]);
    restoration::reconcile(&mut tx, &mut events).await?;
    tx.commit(&events).await?;
    Ok(())
}

/// After a restore: what the treasury paid and this database still means to send is set right first, by two people's
/// word on its unknown outcome or by a decline. A break settled before that would let the same money leave again.
async fn refuse_to_pay_again(conn: &mut Conn, open: &Break) -> Result<(), StageError> {
    if open.kind != BreakKind::NotDispatched || open.found != Outcome::Paid.word() {
        return Ok(());
    }
    let guarded =
        restoration::missing(conn).await?.is_some_and(|m| m.breaks.iter().any(|b| format!("B{b}") == open.id));
    let Some(reference) = Answered::parse(&open.order_number).filter(|_| guarded) else { return Ok(()) };
    for order in order::candidates(conn, &[reference], None).await? {
        let (number, status) = (order.candidate.number, order.candidate.status);
        if matches!(status, OrderStatus::AwaitingSignature | OrderStatus::Signed) {
            let value = format!("{number}: {}", status.word());
            return Err(StageError::refuse("order", Code::IllegalState, value, "paid, declined"));
        }
    }
    Ok(())
}
