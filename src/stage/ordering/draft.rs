//! The orders of a batch on their way into the database, a chunk at a time: while one chunk is made in a thread of its own,
//! the one before is stored and what the next one needs is read.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::binds;
use crate::domain::event::{Events, Line};
use crate::domain::ident::{Bic, Bin, Iban};
use crate::domain::manifest::{Form, ManifestHead, Records};
use crate::domain::money::Amount;
use crate::domain::order::{OrderFacts, OrderNumber, line_digest};
use crate::domain::rules::Service;
use crate::domain::template::fill;
use crate::stage::StageError;
use crate::store::manifest;
use crate::store::order::{self, Before, NewOrder};
use crate::store::piece::{PIECE, Packer};
use crate::store::request::{self, Sources};
use crate::store::{StoreError, Writing};

/// Orders that are in hand at a time: whole pieces.
const CHUNK: usize = 8 * PIECE;

/// What the orders of a chunk are made of.
struct Wanted {
    /// The requests' keys and the sums, in the order of the list.
    orders: Vec<(i64, Amount)>,
    /// What was read with the list, and what was read for this chunk alone.
    sources: [Arc<Sources>; 2],
    before: HashMap<i64, Before>,
}

/// The orders of a chunk.
struct Made {
    rows: Vec<NewOrder>,
    /// Their events.
    lines: String,
    /// How many come from each file.
    files: HashMap<i64, i64>,
}

/// The manifest as it grows: its digest, and the sheets that it names.
struct Bound {
    form: Form,
    hash: Sha256,
    records: Records,
    sheets: String,
}

impl Bound {
    fn begin(head: &ManifestHead<'_>) -> Self {
        let (form, mut text) = (Form::of(head.orders), String::new());
        head.write(form, &mut text);
        let (hash, records) = (Sha256::new_with_prefix(text.as_bytes()), Records::begin(form));
        Bound { form, hash, records, sheets: String::new() }
    }

    /// Takes what was recorded since the last call.
    fn bind(&mut self) {
        let text = self.records.take();
        self.put(&text);
    }

    fn put(&mut self, text: &str) {
        self.hash.update(text.as_bytes());
        if self.form == Form::Sheets {
            self.sheets.push_str(text);
        }
    }

    /// The manifest's SHA-256, and the sheets where it names some.
    fn end(mut self) -> ([u8; 32], Option<String>) {
        let rest = std::mem::replace(&mut self.records, Records::begin(self.form)).end();
        self.put(&rest);
        (self.hash.finalize().into(), (self.form == Form::Sheets).then_some(self.sheets))
    }
}

/// Makes orders without the database; the manifest's digest grows with them.
pub(super) struct Maker {
    service: Service,
    /// The batch's number as events name it.
    batch: String,
    today: NaiveDate,
    sandbox: bool,
    next: OrderNumber,
    manifest: Bound,
    packer: Packer,
}

impl Maker {
    /// For a batch with this head, whose first order gets this number.
    pub fn begin(service: Service, sandbox: bool, head: &ManifestHead<'_>, next: OrderNumber) -> Self {
        let manifest = Bound::begin(head);
        let (batch, today, packer) = (head.batch.to_string(), head.date, Packer::begin());
        Maker { service, batch, today, sandbox, next, manifest, packer }
    }

    fn make(mut self, wanted: Wanted) -> (Self, Result<Made, StoreError>) {
        let made = self.chunk(wanted);
        (self, made)
    }

    fn chunk(&mut self, wanted: Wanted) -> Result<Made, StoreError> {
        let Wanted { orders, sources, before } = wanted;
        let mut made = Made { rows: Vec::with_capacity(orders.len()), lines: String::new(), files: HashMap::new() };
        for piece in orders.chunks(PIECE) {
            let (first, mut last, mut lines) = (order::key(self.next)?, 0, String::with_capacity(PIECE * 300));
            for (id, amount) in piece {
                let source = sources.iter().find_map(|s| s.get(*id));
                let (file, source) = source.ok_or_else(|| StoreError::inconsistent("request", "id", id))?;
                *made.files.entry(file).or_default() += 1;
                let number = self.next;
                last = order::key(number)?;
                self.next.number += 1;
                let facts = self.facts(number, source, *amount)?;
                let begin = lines.len();
                facts.write_line(&mut lines);
                let line = &lines[begin..];
                let digest = line_digest(line);
                self.manifest.records.order(line, Some(&digest));
                Line::begin(&mut made.lines, "order-formed")
                    .plain("order", line.split('\t').next().unwrap_or_default())
                    .plain("batch", &self.batch)
                    .text("service", &self.service.name)
                    .text("number", &facts.request)
                    .amount("amount", *amount)
                    .digest("digest", &digest)
                    .end();
                lines.push('\n');
                let before = before.get(id).copied().unwrap_or_default();
                made.rows.push(NewOrder { id: last, request_id: *id, amount: *amount, before });
            }
            self.manifest.bind();
            self.packer.put(first, last, lines);
        }
        Ok(made)
    }

    fn facts(&self, number: OrderNumber, source: [&str; 10], amount: Amount) -> Result<OrderFacts, StoreError> {
        let wrong = |column, value: &str| StoreError::inconsistent("request", column, value);
        let [request, bin, name, account, bic, kbe, ..] = source;
        Ok(OrderFacts {
            number,
            date: self.today,
            purpose: purpose(&self.service, source, self.sandbox),
            amount,
            payee_bin: Bin::parse(bin).map_err(|_| wrong("recipient_bin", bin))?,
            account: Iban::parse(account).map_err(|_| wrong("account", account))?,
            bank_bic: Bic::parse(bic).map_err(|_| wrong("bank_bic", bic))?,
            kbe: self.service.kbe_payee.clone().unwrap_or_else(|| kbe.to_owned()),
            knp: self.service.knp.clone(),
            request: request.to_owned(),
            payee_name: name.to_owned(),
        })
    }
}

/// Reads for the maker and stores what it made.
pub(super) struct Draft<'a> {
    batch: i64,
    service: i64,
    /// Requests that a forming has looked at before: only they can have had an order.
    old: &'a HashSet<i64>,
    /// What was read with the waiting list.
    sources: Arc<Sources>,
    files: BTreeMap<i64, i64>,
}

impl<'a> Draft<'a> {
    /// For a batch of this service, both by their keys.
    pub fn new(batch: i64, service: i64, old: &'a HashSet<i64>, sources: Sources) -> Self {
        Draft { batch, service, old, sources: Arc::new(sources), files: BTreeMap::new() }
    }

    /// Writes all orders: rows, facts, events; the SHA-256 of the manifest.
    pub async fn write(
        mut self,
        tx: &mut Writing,
        maker: Maker,
        orders: &[(i64, Amount)],
        events: &mut Events,
    ) -> Result<[u8; 32], StageError> {
        let mut idle = Some(maker);
        let mut making = None;
        for chunk in orders.chunks(CHUNK) {
            let wanted = self.wanted(tx, chunk).await?;
            let before = match making.take() {
                Some(work) => Some(finished(work, &mut idle).await?),
                None => None,
            };
            making = idle.take().map(|maker| tokio::task::spawn_blocking(|| maker.make(wanted)));
            if let Some(made) = before {
                self.store(tx, made, events).await?;
            }
        }
        if let Some(work) = making.take() {
            let made = finished(work, &mut idle).await?;
            self.store(tx, made, events).await?;
        }
        let values = self.files.iter().flat_map(|(file, count)| binds![self.batch, *file, *count]).collect();
        tx.conn.insert_many("batch_file", &["batch", "file_id", "orders"], values).await?;
        let maker = idle.ok_or_else(|| StoreError::from(io::Error::other("the making of orders broke off")))?;
        maker.packer.store(tx).await?;
        let (digest, sheets) = maker.manifest.end();
        if let Some(sheets) = sheets {
            manifest::keep_sheets(tx, self.batch, &sheets).await?;
        }
        Ok(digest)
    }

    async fn wanted(&self, tx: &mut Writing, chunk: &[(i64, Amount)]) -> Result<Wanted, StoreError> {
        let ids: Vec<i64> = chunk.iter().map(|(id, _)| *id).collect();
        let had: Vec<i64> = ids.iter().copied().filter(|id| self.old.contains(id)).collect();
        let before = order::before(&mut tx.conn, &had).await?;
        let more: Vec<i64> = ids.into_iter().filter(|id| !self.sources.has(*id)).collect();
        let more = request::for_orders(&mut tx.conn, self.service, &more).await?;
        Ok(Wanted { orders: chunk.to_vec(), sources: [Arc::clone(&self.sources), Arc::new(more)], before })
    }

    async fn store(&mut self, tx: &mut Writing, made: Made, events: &mut Events) -> Result<(), StoreError> {
        order::insert(tx, self.batch, &made.rows).await?;
        events.add_lines(&made.lines, made.rows.len() as u64);
        tx.keep(events);
        for (file, count) in made.files {
            *self.files.entry(file).or_default() += count;
        }
        Ok(())
    }
}

type Making = tokio::task::JoinHandle<(Maker, Result<Made, StoreError>)>;

/// Waits for a chunk; the maker is idle again.
async fn finished(work: Making, idle: &mut Option<Maker>) -> Result<Made, StoreError> {
    let (maker, made) = work.await.map_err(io::Error::other)?;
    *idle = Some(maker);
    made
}

/// The purpose of the payment from the service's template; in the sandbox it says that it is a sample.
fn purpose(service: &Service, source: [&str; 10], sandbox: bool) -> String {
    let [number, _, _, _, _, _, agreement_no, agreement, from, to] = source;
    let text = fill(&service.purpose, |name| match name {
        "agreement_date" => for_people(agreement),
        "period_from" => for_people(from),
        "period_to" => for_people(to),
        "agreement_no" => agreement_no.to_owned(),
        "number" => number.to_owned(),
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
