//! Stage 2, ordering (004 §5.2): within two working days of the confirmation payment orders are formed according to
//! the financing plan and sent to the head. One service and budget line is one transaction and at most one batch.

mod draft;

use std::collections::HashSet;

use chrono::Datelike;

use crate::binds;
use crate::domain::batch::hex;
use crate::domain::budget::BudgetLine;
use crate::domain::deadline::due;
use crate::domain::event::Events;
use crate::domain::forming::{Forming, Waiting, form};
use crate::domain::manifest::ManifestHead;
use crate::domain::money::Amount;
use crate::domain::order::OrderNumber;
use crate::domain::plan::LinePlan;
use crate::domain::rules::Service;
use crate::store::installation::Keys;
use crate::store::order;
use crate::store::queue::{self, Arrived, Candidate, LookedAt};
use crate::store::request::Sources;
use crate::store::{StoreError, Value, Writing, plan, stop, year};

use super::{Acting, Office, StageError};
use draft::{Draft, Maker};

/// A batch that was formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formed {
    /// Its number.
    pub batch: i64,
    /// How many orders.
    pub orders: u64,
    /// Their sum.
    pub total: Amount,
}

/// Forms what the plan allows for every service in the order of their names; `arrived` is what a confirmation right before
/// read already.
pub async fn form_all(office: &Office<'_>, mut arrived: Arrived) -> Result<Vec<Formed>, StageError> {
    let mut formed = Vec::new();
    for service in &office.rules.services {
        formed.extend(form_service(office, service, &mut arrived).await?);
    }
    Ok(formed)
}

async fn form_service(
    office: &Office<'_>,
    service: &Service,
    arrived: &mut Arrived,
) -> Result<Option<Formed>, StageError> {
    let mut tx = office.writing(&Acting::System).await?;
    let mut keys = Keys::load(&mut tx.conn).await?;
    let today = office.day(tx.moment);
    let Some(line) = service.line_on(today) else { return Ok(None) };
    if stop::stops(&mut tx.conn).await?.on_line(line).is_some() {
        return Ok(None);
    }
    let service_id = keys.service(&service.name);
    let head = tx.head();
    let (candidates, sources) = queue::candidates(&mut tx.conn, service_id, (arrived, head)).await?;
    let in_turn = |c: &&Candidate| c.ready && c.waiting.rest > Amount::ZERO;
    if !candidates.iter().any(|c| in_turn(&c)) {
        return Ok(None);
    }
    let line_id = keys.line_or_new(&mut tx.conn, line).await?;
    let plans = plan::of_year(&mut tx.conn, &keys, today.year(), None).await?;
    let ceiling = plans.get(&line_id).map_or(Amount::ZERO, |p: &LinePlan| p.ceiling(today, today.month()));
    let live = plan::live(&mut tx.conn, line_id, today.year()).await?;
    let available = ceiling.checked_sub(live).unwrap_or(Amount::ZERO);
    let policy = office.settings.queue_policy.unwrap_or(service.queue_policy);
    let decided = form(candidates.iter().filter(in_turn).map(|c| &c.waiting), available, policy);
    let short: HashSet<i64> = decided.short.iter().copied().collect();
    let mut events = Events::new();
    note_short(&mut tx, service, &candidates, &short, &mut events).await?;
    let looked_at = LookedAt::of(&candidates, &short);
    let old = candidates.iter().filter(|c| !c.arrived).map(|c| c.waiting.id).collect();
    // a long list makes room for its orders
    drop((candidates, short));
    let formed = if decided.orders.is_empty() {
        None
    } else {
        Some(save(office, &mut tx, service, (line, line_id), (&decided, &old, sources), &keys, &mut events).await?)
    };
    looked_at.save(&mut tx, service_id).await?;
    arrived.moved(head, tx.commit(&events).await?);
    Ok(formed)
}

/// Marks once what found no money, so that a late order is explained by the lack of plan.
async fn note_short(
    tx: &mut Writing,
    service: &Service,
    candidates: &[Candidate],
    short: &HashSet<i64>,
    events: &mut Events,
) -> Result<(), StageError> {
    let mut newly: Vec<&Waiting> =
        candidates.iter().map(|c| &c.waiting).filter(|w| !w.short && short.contains(&w.id)).collect();
    newly.sort_by(|a, b| a.place().cmp(&b.place()));
    for waiting in &newly {
        events.add("request-short", &[("service", &service.name), ("number", &waiting.number)]);
    }
    let moment = tx.moment;
    let values: Vec<Value<'_>> = newly.iter().map(|w| Value::from(w.id)).collect();
    tx.conn.execute_rows("request_short", binds![moment], 1, values).await?;
    Ok(())
}

/// Takes the sum out of the plan, writes the orders a chunk at a time, and the batch that holds them.
async fn save(
    office: &Office<'_>,
    tx: &mut Writing,
    service: &Service,
    (line, line_id): (BudgetLine, i64),
    (decided, old, sources): (&Forming, &HashSet<i64>, Sources),
    keys: &Keys,
    events: &mut Events,
) -> Result<Formed, StageError> {
    let today = office.day(tx.moment);
    let year = today.year();
    let total = Amount::sum(decided.orders.iter().map(|(_, amount)| *amount));
    let total = total.ok_or_else(|| StoreError::inconsistent("payment_order", "amount", "overflow"))?;
    let sign_due = due(&office.rules.calendar, tx.moment, service.sign_limit)?.due;
    plan::reserve(tx, line_id, year, today.month(), today, total).await?;
    let count = decided.orders.len() as i64;
    let batch = tx.conn.number("batch_next", binds![]).await?;
    year::open(&mut tx.conn, year).await?;
    let first = OrderNumber { year, number: order::next_number(&mut tx.conn, year).await? };
    let last = OrderNumber { year, number: first.number + count - 1 };
    let payer = office.rules.department.payer().line();
    let head = ManifestHead { batch, service: &service.name, line, date: today, payer: &payer, orders: count, total };
    let service_id = keys.service(&service.name);
    let maker = Maker::begin(service.clone(), office.is_sandbox(), &head, first);
    let digest = Draft::new(batch, service_id, old, sources).write(tx, maker, &decided.orders, events).await?;
    let (keys_of, moment) = ((order::key(first)?, order::key(last)?), tx.moment);
    let binds = binds![
        batch, service_id, line_id, year, today, moment, &payer, count, total, &digest, sign_due, keys_of.0, keys_of.1
    ];
    tx.conn.execute("batch_insert", binds).await?;
    events.add(
        "batch-formed",
        &[
            ("batch", &batch),
            ("service", &service.name),
            ("line", &line),
            ("orders", &count),
            ("total", &total),
            ("manifest", &hex(&digest)),
        ],
    );
    Ok(Formed { batch, orders: count.unsigned_abs(), total })
}
