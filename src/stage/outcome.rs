//! What happened outside (004 §5.4): the hand-over with its receipt, an outcome that nobody knows, and its resolution
//! on two people's word. An unknown outcome is never sent again by itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::binds;
use chrono::NaiveDate;

use crate::domain::batch::{BatchStatus, hex};
use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::order::{OrderNumber, OrderStatus};
use crate::domain::person::Role;
use crate::store::batch::{self, StoredBatch};
use crate::store::notice::{self, Letters, PaidOrder};
use crate::store::order::{self, NewAnswer, StoredOrder};
use crate::store::{Writing, restoration};

use super::{Acting, Office, StageError, illegal_batch, load_batch, must_say, refuse_unreconciled};

/// Records that the file was handed to the treasury and what it gave for it; dispatches what is not yet dispatched.
pub async fn hand_over(office: &Office<'_>, actor: &Acting, number: i64, receipt: &str) -> Result<(), StageError> {
    actor.require(&[Role::Finance])?;
    must_say("receipt", receipt)?;
    let mut tx = office.writing(actor).await?;
    let b = load_batch(&mut tx.conn, number).await?;
    actor.refuse_signer(&b)?;
    let unknown = b.status == BatchStatus::OutcomeUnknown;
    let of_copy = if unknown { of_copy(&mut tx, &b).await? } else { OfCopy::default() };
    if b.receipt.as_deref() == Some(receipt) && (!unknown || of_copy.dispatched && !of_copy.written) {
        return Ok(());
    }
    refuse_unreconciled(&mut tx.conn).await?;
    if b.status != BatchStatus::Exported && !of_copy.written {
        return Err(illegal_batch(&b, BatchStatus::Exported.word()));
    }
    let mut events = Events::new();
    events.add("batch-handed-over", &[("batch", &number), ("receipt", &receipt)]);
    batch::dispatch(&mut tx, number, &mut events).await?;
    // the outcome of the others stays unknown
    tx.conn.execute(if unknown { "batch_receipt" } else { "batch_handed_over" }, binds![number, receipt]).await?;
    tx.commit(&events).await?;
    Ok(())
}

/// Records that nobody knows whether the treasury has the file.
pub async fn unknown(office: &Office<'_>, actor: &Acting, number: i64, reason: &str) -> Result<(), StageError> {
    actor.require(&[Role::Finance])?;
    must_say("reason", reason)?;
    let mut tx = office.writing(actor).await?;
    let b = load_batch(&mut tx.conn, number).await?;
    actor.refuse_signer(&b)?;
    let of_copy = of_copy(&mut tx, &b).await?;
    let copy_out = of_copy.written || of_copy.dispatched;
    if b.status == BatchStatus::OutcomeUnknown && b.unknown_reason.as_deref() == Some(reason) && !copy_out {
        return Ok(());
    }
    let out = match b.status {
        BatchStatus::Exported | BatchStatus::HandedOver => true,
        // a copy of some orders is lost as well
        BatchStatus::OutcomeUnknown => copy_out,
        BatchStatus::Signed => may_have_left(&mut tx, &b).await?,
        _ => false,
    };
    if !out {
        return Err(illegal_batch(&b, "exported, handed-over"));
    }
    let mut events = Events::new();
    batch::dispatch(&mut tx, number, &mut events).await?;
    let count = tx.conn.number("orders_under_way", binds![number]).await?;
    tx.conn.execute("orders_unknown", binds![number]).await?;
    tx.conn.execute("batch_unknown", binds![number, reason]).await?;
    events.add("batch-outcome-unknown", &[("batch", &number), ("orders", &count), ("reason", &reason)]);
    tx.commit(&events).await?;
    Ok(())
}

/// Where the orders of a numbered copy stand whose file is written.
#[derive(Clone, Copy, Debug, Default)]
struct OfCopy {
    /// Some wait for the finance specialist to hand the file over.
    written: bool,
    /// Some are with the treasury.
    dispatched: bool,
}

async fn of_copy(tx: &mut Writing, b: &StoredBatch) -> Result<OfCopy, StageError> {
    if b.copy < 2 || tx.conn.number("copy_written", binds![b.number, b.copy]).await? == 0 {
        return Ok(OfCopy::default());
    }
    let orders = order::between(&mut tx.conn, b.keys).await?;
    let any = |status| orders.iter().any(|o| o.status == status);
    Ok(OfCopy { written: any(OrderStatus::Signed), dispatched: any(OrderStatus::Dispatched) })
}

/// Whether a signed batch may have left before a copy of the database was brought back that does not know it.
async fn may_have_left(tx: &mut Writing, b: &StoredBatch) -> Result<bool, StageError> {
    let last = restoration::last(&mut tx.conn).await?;
    Ok(last.is_some_and(|r| r.ended_at.is_none() || b.signed_at.is_some_and(|at| at <= r.at)))
}

/// What two people found out about an unknown outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// The treasury paid.
    Paid,
    /// The treasury never got it: it is exported again as a numbered copy.
    NotReceived,
}

impl Resolution {
    /// The word of the database.
    pub const fn word(self) -> &'static str {
        match self {
            Resolution::Paid => "paid",
            Resolution::NotReceived => "not-received",
        }
    }
}

/// What became of a person's word on an unknown outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// It waits for the second person. Whoever said the contrary of the same orders last is named.
    Waiting(Vec<String>),
    /// It was the second word: carried out. Of so many orders of the batch the outcome is still unknown.
    Done(usize),
}

/// A person's word that nobody seconded yet.
struct Word {
    outcome: String,
    /// The references of the orders that it is about; empty: of all.
    orders: String,
    person: String,
}

impl Word {
    fn says(&self, outcome: Resolution, orders: &str) -> bool {
        self.outcome == outcome.word() && self.orders == orders
    }

    /// Whether it is about one of these orders.
    fn is_of(&self, chosen: &[StoredOrder]) -> bool {
        let named = |o: &StoredOrder| self.orders.split(' ').any(|order| order == o.facts.number.to_string());
        self.orders.is_empty() || chosen.iter().any(named)
    }
}

/// Who said something else of the same orders, and nothing since.
fn contrary(words: &[Word], outcome: Resolution, chosen: &[StoredOrder], actor: &str) -> Vec<String> {
    let mut last: BTreeMap<&str, &Word> = BTreeMap::new();
    last.extend(words.iter().filter(|w| w.person != actor && w.is_of(chosen)).map(|w| (w.person.as_str(), w)));
    last.into_values().filter(|w| w.outcome != outcome.word()).map(|w| w.person.clone()).collect()
}

/// Gives a person's word; the second one, of another person, carries it out. One of the two is a finance specialist,
/// the other a head or an auditor. `orders` empty means all whose outcome is unknown.
pub async fn resolve(
    office: &Office<'_>,
    actor: &Acting,
    number: i64,
    outcome: Resolution,
    orders: &[OrderNumber],
    reason: &str,
) -> Result<Resolved, StageError> {
    actor.require(&[Role::Finance, Role::Head, Role::Auditor])?;
    let mut tx = office.writing(actor).await?;
    let b = load_batch(&mut tx.conn, number).await?;
    let stored = order::of_batch(&mut tx.conn, b.keys).await?;
    let asked = references(orders);
    let unknown = |o: &StoredOrder| o.status == OrderStatus::OutcomeUnknown;
    if !stored.iter().any(|o| unknown(o) && (orders.is_empty() || orders.contains(&o.facts.number))) {
        let map = |r: crate::store::Row<'_>| Ok((r.text(0)?, r.text(1)?, r.text(2)?));
        let carried_out = tx.conn.rows("resolution_last", binds![number], map).await?;
        if carried_out.iter().any(|(o, list, p)| o == outcome.word() && *list == asked && *p == tx.actor) {
            return Ok(Resolved::Done(stored.iter().filter(|o| unknown(o)).count()));
        }
        if !stored.iter().any(unknown) {
            return Err(illegal_batch(&b, BatchStatus::OutcomeUnknown.word()));
        }
    }
    let chosen = choose(&stored, orders)?;
    if outcome == Resolution::NotReceived && of_copy(&mut tx, &b).await?.written {
        // its orders would go into the next copy as well
        let value = format!("{number}-copy{}: {}", b.copy, BatchStatus::Exported.word());
        return Err(StageError::refuse("batch", Code::IllegalState, value, BatchStatus::HandedOver.word()));
    }
    let word = |r: crate::store::Row<'_>| Ok(Word { outcome: r.text(1)?, orders: r.text(2)?, person: r.text(3)? });
    let words = tx.conn.rows("resolution_open", binds![number], word).await?;
    let contrary = contrary(&words, outcome, &chosen, &tx.actor);
    let same = |w: &&Word| w.says(outcome, &asked);
    if words.iter().filter(same).any(|w| w.person == tx.actor) {
        return Ok(Resolved::Waiting(contrary));
    }
    let people = crate::store::person::roles(&mut tx.conn).await?;
    let day = office.day(tx.moment);
    let is = |name: &str, wanted: &[Role]| {
        people.iter().any(|p| p.person == name && wanted.contains(&p.held.role) && p.held.on(day))
    };
    let pair = words.iter().filter(same).any(|w| {
        let second = [Role::Head, Role::Auditor];
        (is(&w.person, &[Role::Finance]) && is(&tx.actor, &second))
            || (is(&w.person, &second) && is(&tx.actor, &[Role::Finance]))
    });
    let (moment, by) = (tx.moment, tx.actor.clone());
    let binds = binds![number, outcome.word(), &asked, &by, moment, reason, i64::from(pair)];
    tx.conn.execute("resolution_insert", binds).await?;
    let mut events = Events::new();
    let fields: [(&str, &dyn std::fmt::Display); 4] =
        [("batch", &number), ("outcome", &outcome.word()), ("orders", &asked), ("reason", &reason)];
    events.add(if pair { "outcome-resolved" } else { "resolution-proposed" }, &fields);
    if pair {
        tx.conn.execute("resolution_use", binds![number, outcome.word(), &asked]).await?;
        carry_out(office, &mut tx, &b, outcome, &chosen, reason, &mut events).await?;
    }
    tx.commit(&events).await?;
    let left = stored.iter().filter(|o| unknown(o)).count() - chosen.len();
    Ok(if pair { Resolved::Done(left) } else { Resolved::Waiting(contrary) })
}

fn references(orders: &[OrderNumber]) -> String {
    let sorted: BTreeSet<&OrderNumber> = orders.iter().collect();
    sorted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The orders of the batch that are meant, each of unknown outcome.
fn choose(stored: &[StoredOrder], wanted: &[OrderNumber]) -> Result<Vec<StoredOrder>, StageError> {
    let unknown = |o: &&StoredOrder| o.status == OrderStatus::OutcomeUnknown;
    if wanted.is_empty() {
        return Ok(stored.iter().filter(unknown).cloned().collect());
    }
    let find = |number: &OrderNumber| {
        let found = stored.iter().find(|o| o.facts.number == *number);
        let order = found.ok_or_else(|| StageError::refuse("order", Code::NotFound, number, "batch"))?;
        if order.status == OrderStatus::OutcomeUnknown {
            return Ok(order.clone());
        }
        let value = format!("{number}: {}", order.status.word());
        Err(StageError::refuse("order", Code::IllegalState, value, "outcome-unknown"))
    };
    let numbers: BTreeSet<&OrderNumber> = wanted.iter().collect();
    numbers.into_iter().map(find).collect()
}

/// An order that two people found paid, on the day of their word.
fn paid(order: &StoredOrder, today: NaiveDate) -> PaidOrder {
    PaidOrder {
        request_id: order.request_id,
        request: order.facts.request.clone(),
        recipient: (order.facts.payee_name.clone(), order.facts.payee_bin.to_string()),
        number: order.facts.number,
        amount: order.facts.amount,
        account: order.facts.account.to_string(),
        paid_on: today,
    }
}

async fn carry_out(
    office: &Office<'_>,
    tx: &mut Writing,
    b: &StoredBatch,
    outcome: Resolution,
    chosen: &[StoredOrder],
    reason: &str,
    events: &mut Events,
) -> Result<(), StageError> {
    let today = office.day(tx.moment);
    let number = b.number;
    let before = order::of_batch(&mut tx.conn, b.keys).await?;
    let of_paid = chosen.iter().filter(|_| outcome == Resolution::Paid);
    let of_paid: Vec<(i64, Amount)> = of_paid.map(|o| (o.request_id, o.facts.amount)).collect();
    let (mut letters, run) = Letters::begin(tx, office.rules, &of_paid).await?;
    let eds = office.settings.eds.required;
    let mut answers = Vec::new();
    for order in chosen {
        let which = order.facts.number;
        match outcome {
            Resolution::Paid => {
                let status = OrderStatus::Paid;
                let rest = letters.rest(order.request_id, order.facts.amount);
                answers.push(NewAnswer {
                    order: order.id,
                    status,
                    reason,
                    value_date: today,
                    reference: None,
                    statement: None,
                    letter: rest.map(|rest| (run, rest)),
                });
                let digest = rest.and_then(|rest| letters.digest(&paid(order, today), rest));
                let letter = digest.map_or_else(String::new, |digest| hex(&digest));
                let fields: [(&str, &dyn std::fmt::Display); 5] = [
                    ("order", &which),
                    ("value_date", &today),
                    ("by", &"resolution"),
                    ("notice", &letter),
                    ("eds", &"awaited"),
                ];
                events.add("order-paid", if eds { &fields } else { &fields[..4] });
            }
            Resolution::NotReceived => {
                tx.conn.execute("order_resolve_not_received", binds![order.id]).await?;
                events.add("order-not-received", &[("order", &which)]);
            }
        }
    }
    order::insert_answers(tx, &answers).await?;
    if eds {
        let paid: Vec<i64> = answers.iter().map(|answer| answer.order).collect();
        notice::await_signatures(tx, &paid).await?;
    }
    let after = order::between(&mut tx.conn, b.keys).await?;
    if outcome == Resolution::NotReceived {
        // what an earlier resolution left for a copy that is not written yet goes with this one
        let left = before.iter().filter(|o| o.status == OrderStatus::Signed);
        let again: Vec<String> = left.chain(chosen).map(|o| o.facts.number.to_string()).collect();
        tx.conn.execute("batch_copy", binds![number, again.join(" ")]).await?;
    }
    let written = outcome == Resolution::Paid && of_copy(tx, b).await?.written;
    let any = |status| after.iter().any(|o| o.status == status);
    let status = match () {
        () if after.iter().all(|o| o.status.is_settled()) => BatchStatus::Settled,
        () if any(OrderStatus::OutcomeUnknown) => BatchStatus::OutcomeUnknown,
        () if any(OrderStatus::Signed) && !written => BatchStatus::Signed,
        () => BatchStatus::Exported,
    };
    tx.conn.execute("batch_status", binds![number, status.code()]).await?;
    if status != BatchStatus::OutcomeUnknown {
        tx.conn.execute("resolution_set_aside", binds![number]).await?;
    }
    events.add("batch-status", &[("batch", &number), ("status", &status.word())]);
    Ok(())
}
