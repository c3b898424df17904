//! Stage 2, ordering (004 §5.2): within two working days of the confirmation payment orders are formed according to
//! the financing plan and sent to the head. One service and budget line is one transaction and at most one batch.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::binds;
use crate::domain::batch::{Manifest, hex, sha256};
use crate::domain::budget::BudgetLine;
use crate::domain::deadline::due;
use crate::domain::event::Events;
use crate::domain::forming::{Forming, form};
use crate::domain::ident::{Bic, Bin, Iban};
use crate::domain::money::Amount;
use crate::domain::order::{OrderFacts, OrderNumber};
use crate::domain::plan::LinePlan;
use crate::domain::rules::Service;
use crate::domain::template::fill;
use crate::store::installation::Keys;
use crate::store::order::{self, NewOrder};
use crate::store::{StoreError, Value, Writing, plan, request, stop};

use super::{Acting, Office, StageError};

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

/// Forms what the plan allows for every service in the order of their names.
pub async fn form_all(office: &Office<'_>) -> Result<Vec<Formed>, StageError> {
    let mut formed = Vec::new();
    for service in &office.rules.services {
        formed.extend(form_service(office, service).await?);
    }
    Ok(formed)
}

async fn form_service(office: &Office<'_>, service: &Service) -> Result<Option<Formed>, StageError> {
    let mut tx = office.writing(&Acting::System).await?;
    let mut keys = Keys::load(&mut tx.conn).await?;
    let today = office.day(tx.moment);
    let Some(line) = service.line_on(today) else { return Ok(None) };
    if stop::stops(&mut tx.conn).await?.on_line(line).is_some() {
        return Ok(None);
    }
    let waiting = request::waiting(&mut tx.conn, keys.service(&service.name)).await?;
    if waiting.is_empty() {
        return Ok(None);
    }
    let line_id = keys.line_or_new(&mut tx.conn, line).await?;
    let plans = plan::of_year(&mut tx.conn, &keys, today.year(), None).await?;
    let ceiling = plans.get(&line_id).map_or(Amount::ZERO, |p: &LinePlan| p.ceiling(today, today.month()));
    let live = plan::live(&mut tx.conn, line_id, today.year()).await?;
    let available = ceiling.checked_sub(live).unwrap_or(Amount::ZERO);
    let policy = office.settings.queue_policy.unwrap_or(service.queue_policy);
    let newly_short: BTreeMap<i64, String> =
        waiting.iter().filter(|w| !w.short).map(|w| (w.id, w.number.clone())).collect();
    let decided = form(waiting, available, policy);
    let mut events = Events::new();
    note_short(&mut tx, service, &decided, &newly_short, &mut events).await?;
    let formed = if decided.orders.is_empty() {
        None
    } else {
        Some(save(office, &mut tx, service, (line, line_id), &decided, &keys, &mut events).await?)
    };
    tx.commit(&events).await?;
    Ok(formed)
}

/// Marks once what found no money, so that a late order is explained by the lack of plan.
async fn note_short(
    tx: &mut Writing,
    service: &Service,
    decided: &Forming,
    newly: &BTreeMap<i64, String>,
    events: &mut Events,
) -> Result<(), StageError> {
    let short: Vec<i64> = decided.short.iter().copied().filter(|id| newly.contains_key(id)).collect();
    for id in &short {
        events.add("request-short", &[("service", &service.name), ("number", &newly[id])]);
    }
    let moment = tx.moment;
    let values: Vec<Value<'_>> = short.iter().map(|id| Value::from(*id)).collect();
    tx.conn.execute_rows("request_short", binds![moment], 1, values).await?;
    Ok(())
}

/// Writes the batch, its orders, and takes their sum out of the plan.
async fn save(
    office: &Office<'_>,
    tx: &mut Writing,
    service: &Service,
    (line, line_id): (BudgetLine, i64),
    decided: &Forming,
    keys: &Keys,
    events: &mut Events,
) -> Result<Formed, StageError> {
    let today = office.day(tx.moment);
    let batch = tx.conn.number("batch_next", binds![]).await?;
    let orders = new_orders(office, tx, service, decided, today).await?;
    let payer = office.rules.department.payer();
    let manifest = Manifest {
        batch,
        service: service.name.clone(),
        line,
        date: today,
        payer,
        orders: orders.iter().map(|o| o.facts.clone()).collect(),
    };
    let total = manifest.total().ok_or_else(|| StoreError::inconsistent("payment_order", "amount", "overflow"))?;
    let digest = sha256(&manifest.bytes());
    let sign_due = due(&office.rules.calendar, tx.moment, service.sign_limit)?.due;
    plan::reserve(tx, line_id, today.year(), today.month(), today, total).await?;
    let moment = tx.moment;
    let count = orders.len() as i64;
    let binds = binds![
        batch,
        keys.service(&service.name),
        line_id,
        today.year(),
        today,
        moment,
        manifest.payer.line(),
        count,
        total,
        &digest,
        sign_due
    ];
    tx.conn.execute("batch_insert", binds).await?;
    order::insert(tx, batch, &orders).await?;
    let sums: Vec<Value<'_>> = orders.iter().flat_map(|o| binds![o.request_id, o.facts.amount]).collect();
    tx.conn.execute_rows("request_ordered", binds![], 2, sums).await?;
    for new in &orders {
        note_order(service, batch, &new.facts, events);
        tx.keep(events);
    }
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
    Ok(Formed { batch, orders: orders.len() as u64, total })
}

fn note_order(service: &Service, batch: i64, facts: &OrderFacts, events: &mut Events) {
    events.add(
        "order-formed",
        &[
            ("order", &facts.number),
            ("batch", &batch),
            ("service", &service.name),
            ("number", &facts.request),
            ("amount", &facts.amount),
            ("digest", &hex(&facts.digest())),
        ],
    );
}

/// What an order takes from its request.
struct Source {
    number: String,
    bin: String,
    name: String,
    account: String,
    bic: String,
    kbe: String,
    agreement_no: String,
    dates: [NaiveDate; 3],
}

async fn new_orders(
    office: &Office<'_>,
    tx: &mut Writing,
    service: &Service,
    decided: &Forming,
    today: NaiveDate,
) -> Result<Vec<NewOrder>, StageError> {
    let ids: Vec<i64> = decided.orders.iter().map(|(id, _)| *id).collect();
    let keys: Vec<Value<'_>> = ids.iter().map(|id| Value::from(*id)).collect();
    let sources = tx
        .conn
        .rows_for_keys("request_for_orders", binds![], keys, |r| {
            let source = Source {
                number: r.text(1)?,
                bin: r.text(2)?,
                name: r.text(3)?,
                account: r.text(4)?,
                bic: r.text(5)?,
                kbe: r.text(6)?,
                agreement_no: r.text(7)?,
                dates: [r.date(8)?, r.date(9)?, r.date(10)?],
            };
            Ok((r.int(0)?, source))
        })
        .await?;
    let mut sources: BTreeMap<i64, Source> = sources.into_iter().collect();
    let replaced: BTreeMap<i64, i64> = order::replaceable(&mut tx.conn, &ids).await?.into_iter().collect();
    let year = today.year();
    let first = order::next_number(&mut tx.conn, year).await?;
    let mut orders = Vec::with_capacity(ids.len());
    for (number, (id, amount)) in (first..).zip(&decided.orders) {
        let source = sources.remove(id).ok_or_else(|| StoreError::inconsistent("request", "id", id))?;
        let purpose = purpose(service, &source, office.is_sandbox());
        orders.push(NewOrder {
            request_id: *id,
            replaces: replaced.get(id).copied(),
            facts: OrderFacts {
                number: OrderNumber { year, number },
                date: today,
                request: source.number,
                amount: *amount,
                payee_bin: Bin::parse(&source.bin)
                    .map_err(|_| StoreError::inconsistent("request", "recipient_bin", &source.bin))?,
                payee_name: source.name,
                account: Iban::parse(&source.account)
                    .map_err(|_| StoreError::inconsistent("request", "account", &source.account))?,
                bank_bic: Bic::parse(&source.bic)
                    .map_err(|_| StoreError::inconsistent("request", "bank_bic", &source.bic))?,
                kbe: service.kbe_payee.clone().unwrap_or(source.kbe),
                knp: service.knp.clone(),
                purpose,
            },
        });
    }
    Ok(orders)
}

/// The purpose of the payment from the service's template; in the sandbox it says that it is a sample.
fn purpose(service: &Service, source: &Source, sandbox: bool) -> String {
    let [agreement, from, to] = source.dates.map(|d| d.format("%d.%m.%Y").to_string());
    let text = fill(&service.purpose, |name| match name {
        "agreement_date" => agreement.clone(),
        "period_from" => from.clone(),
        "period_to" => to.clone(),
        "agreement_no" => source.agreement_no.clone(),
        "number" => source.number.clone(),
        other => format!("{{{other}}}"),
    });
    if sandbox { format!("ОБРАЗЕЦ. {text}") } else { text }
}
