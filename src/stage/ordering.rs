//! Stage 2, ordering (004 §5.2): within two working days of the confirmation payment orders are formed according to
//! the financing plan and sent to the head. One service and budget line is one transaction and at most one batch.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};

use crate::binds;
use crate::domain::batch::{ManifestHead, hex, write_order};
use crate::domain::budget::BudgetLine;
use crate::domain::deadline::due;
use crate::domain::event::Events;
use crate::domain::forming::{Forming, Waiting, form};
use crate::domain::ident::{Bic, Bin, Iban};
use crate::domain::money::Amount;
use crate::domain::order::{OrderFacts, OrderNumber, line_digest};
use crate::domain::plan::LinePlan;
use crate::domain::rules::Service;
use crate::domain::template::fill;
use crate::store::installation::Keys;
use crate::store::order::{self, NewOrder};
use crate::store::piece::{PIECE, Packer};
use crate::store::queue::{self, Candidate};
use crate::store::request::{self, Source};
use crate::store::{StoreError, Value, Writing, plan, stop};

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
    let service_id = keys.service(&service.name);
    let candidates = queue::candidates(&mut tx.conn, service_id).await?;
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
    let formed = if decided.orders.is_empty() {
        None
    } else {
        let old = candidates.iter().filter(|c| !c.arrived).map(|c| c.waiting.id).collect();
        Some(save(office, &mut tx, service, (line, line_id), (&decided, &old), &keys, &mut events).await?)
    };
    let covered = decided.orders.iter().map(|(id, _)| *id).filter(|id| !short.contains(id)).collect();
    queue::looked_at(&mut tx, service_id, &candidates, &covered).await?;
    tx.commit(&events).await?;
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
    (decided, old): (&Forming, &HashSet<i64>),
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
    let first = OrderNumber { year, number: order::next_number(&mut tx.conn, year).await? };
    let last = OrderNumber { year, number: first.number + count - 1 };
    let payer = office.rules.department.payer().line();
    let head = ManifestHead { batch, service: &service.name, line, date: today, payer: &payer, orders: count, total };
    let mut draft = Draft::begin(office, service, head, first);
    for chunk in decided.orders.chunks(CHUNK) {
        draft.write(tx, chunk, old, events).await?;
    }
    let digest = draft.finish(tx).await?;
    let (keys_of, moment) = ((order::key(first)?, order::key(last)?), tx.moment);
    let service_id = keys.service(&service.name);
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

/// Orders that are in hand at a time: whole pieces.
const CHUNK: usize = 8 * PIECE;

/// A batch on its way into the database: its manifest's digest grows with its orders.
struct Draft<'a> {
    service: &'a Service,
    batch: i64,
    today: NaiveDate,
    sandbox: bool,
    next: OrderNumber,
    manifest: Sha256,
    packer: Packer,
}

impl<'a> Draft<'a> {
    fn begin(office: &Office<'_>, service: &'a Service, head: ManifestHead<'_>, next: OrderNumber) -> Self {
        let mut text = String::new();
        head.write(&mut text);
        let manifest = Sha256::new_with_prefix(text.as_bytes());
        let (batch, today, sandbox) = (head.batch, head.date, office.is_sandbox());
        Draft { service, batch, today, sandbox, next, manifest, packer: Packer::begin() }
    }

    /// Writes the next orders: their rows, their facts, their events. `old` are the requests that were looked at before.
    async fn write(
        &mut self,
        tx: &mut Writing,
        chunk: &[(i64, Amount)],
        old: &HashSet<i64>,
        events: &mut Events,
    ) -> Result<(), StageError> {
        let ids: Vec<i64> = chunk.iter().map(|(id, _)| *id).collect();
        // only what a forming has looked at before can have had an order
        let had: Vec<i64> = ids.iter().copied().filter(|id| old.contains(id)).collect();
        let before = order::before(&mut tx.conn, &had).await?;
        let mut sources: HashMap<i64, Source> = HashMap::with_capacity(chunk.len());
        request::for_orders(&mut tx.conn, &ids, |id, source| {
            sources.insert(id, source);
        })
        .await?;
        let mut rows = Vec::with_capacity(chunk.len());
        for piece in chunk.chunks(PIECE) {
            let (first, mut last, mut lines) = (order::key(self.next)?, 0, String::with_capacity(piece.len() * 300));
            let mut records = String::with_capacity(piece.len() * 380);
            for (id, amount) in piece {
                let source = sources.remove(id).ok_or_else(|| StoreError::inconsistent("request", "id", id))?;
                let number = self.next;
                last = order::key(number)?;
                self.next.number += 1;
                let facts = self.facts(number, source, *amount)?;
                let begin = lines.len();
                facts.write_line(&mut lines);
                let digest = line_digest(&lines[begin..]);
                write_order(&mut records, &lines[begin..], &digest);
                lines.push('\n');
                self.note(&facts, &digest, events);
                rows.push(NewOrder {
                    number,
                    request_id: *id,
                    amount: *amount,
                    before: before.get(id).copied().unwrap_or_default(),
                });
            }
            self.manifest.update(records.as_bytes());
            self.packer.put(first, last, lines);
            tx.keep(events);
        }
        order::insert(tx, self.batch, &rows).await?;
        Ok(())
    }

    /// The manifest's digest, once every order is stored.
    async fn finish(self, tx: &mut Writing) -> Result<[u8; 32], StageError> {
        self.packer.store(tx).await?;
        Ok(self.manifest.finalize().into())
    }

    fn facts(&self, number: OrderNumber, source: Source, amount: Amount) -> Result<OrderFacts, StageError> {
        let wrong = |column, value: &str| StoreError::inconsistent("request", column, value);
        Ok(OrderFacts {
            number,
            date: self.today,
            purpose: purpose(self.service, &source, self.sandbox),
            amount,
            payee_bin: Bin::parse(&source.bin).map_err(|_| wrong("recipient_bin", &source.bin))?,
            account: Iban::parse(&source.account).map_err(|_| wrong("account", &source.account))?,
            bank_bic: Bic::parse(&source.bic).map_err(|_| wrong("bank_bic", &source.bic))?,
            kbe: self.service.kbe_payee.clone().unwrap_or(source.kbe),
            knp: self.service.knp.clone(),
            request: source.number,
            payee_name: source.name,
        })
    }

    fn note(&self, facts: &OrderFacts, digest: &[u8; 32], events: &mut Events) {
        events.add(
            "order-formed",
            &[
                ("order", &facts.number),
                ("batch", &self.batch),
                ("service", &self.service.name),
                ("number", &facts.request),
                ("amount", &facts.amount),
                ("digest", &hex(digest)),
            ],
        );
    }
}

/// The purpose of the payment from the service's template; in the sandbox it says that it is a sample.
fn purpose(service: &Service, source: &Source, sandbox: bool) -> String {
    let [agreement, from, to] = [&source.agreement_date, &source.period_from, &source.period_to].map(|d| for_people(d));
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

/// `2026-03-01` as `01.03.2026`.
fn for_people(date: &str) -> String {
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    [day, month, year].map(Option::unwrap_or_default).join(".")
}
