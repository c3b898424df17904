//! Stage 1, confirmation (004 §5.1): the specialist, or the tick for him, confirms within one working day that the
//! application is accepted. The notification follows from the request, the confirmation and the rules of the day; its
//! digest is in the journal.

pub mod notices;
pub mod refusal;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::deadline::{Limit, due};
use crate::domain::defect::Code;
use crate::domain::event::{Events, Line};
use crate::domain::money::Amount;
use crate::domain::notice::{NoticeKind, Subject, acceptance, digest};
use crate::domain::person::Role;
use crate::domain::time::Moment;
use crate::store::installation::Keys;
use crate::store::queue::{self, Arrived, Confirmed, Joining, Span};
use crate::store::request::{self, StoredRequest};
use crate::store::texts::Texts;
use crate::store::{Row, StoreError, Writing, notice};

use super::{Acting, Office, StageError};

/// Requests that are in hand at a time.
const CHUNK: i64 = 16_384;

/// Confirms everything that is registered; how many, and what arrived, for a forming right after. The tick does it in mode
/// `automatic`.
pub async fn confirm_all(office: &Office<'_>) -> Result<(u64, Arrived), StageError> {
    let mut tx = office.writing(&Acting::System).await?;
    let mut work = Work::begin(office, &mut tx).await?;
    let mut spans = Vec::new();
    let left = queue::left(&mut tx.conn).await?;
    let note_left = |r: Row<'_>| {
        let (service, first) = (r.int(1)?, r.int(0)?);
        spans.push(Span { service, first, last: first });
        work.note(&Unconfirmed::read(r)?)
    };
    tx.conn.rows_for_keys("request_left_unconfirmed", Vec::new(), left, note_left).await?;
    let arrivals = queue::arrivals(&mut tx.conn).await?;
    let mut confirmed: BTreeMap<i64, Confirmed> = BTreeMap::new();
    for span in &arrivals {
        confirmed.insert(span.service, Confirmed::of(&mut tx.conn, span.service, span.first).await?);
    }
    let (mut joining, mut arrived) = (Joining::default(), Arrived::default());
    arrived.reserve(&arrivals);
    let (mut first, end) =
        (arrivals.iter().map(|s| s.first).min().unwrap_or(0), arrivals.iter().map(|s| s.last).max().unwrap_or(-1));
    let mut telling = None;
    while first <= end {
        let last = end.min(first + CHUNK - 1);
        let mut chunk = Chunk::default();
        tx.conn
            .stream("request_arrived", &[first, last], |r| {
                let (id, service, refused) = queue::arriving(r)?;
                let before = confirmed.get(&service).is_some_and(|c| c.has(id));
                let joins = !refused && !before;
                joining.next(service, id, joins);
                arrived.push(service, r, before || joins)?;
                if joins {
                    let claim = Claim { service, registered_at: r.moment(1)?, amount: r.amount(19)? };
                    chunk.0.push(id, claim, [r.str(2)?, r.str(8)?, r.str(9)?]);
                }
                Ok(())
            })
            .await?;
        // the letters' digests are computed while the next requests are read
        work.take(telling.take()).await?;
        tx.keep(&mut work.events);
        telling = Some(work.telling(chunk));
        first = last + 1;
    }
    work.take(telling).await?;
    spans.extend(joining.finish());
    let (count, head) = work.save(tx, &spans).await?;
    Ok((count, arrived.as_of(head)))
}

/// Confirms these requests on the specialist's word; one confirmed by the same person already is a quiet repeat.
pub async fn confirm(office: &Office<'_>, actor: &Acting, requests: &[i64]) -> Result<u64, StageError> {
    actor.require(&[Role::Specialist])?;
    if office.settings.eds.required {
        return Err(StageError::refuse("eds", Code::SignatureNeeded, "notice", "eds.required"));
    }
    let mut tx = office.writing(actor).await?;
    let keys = Keys::load(&mut tx.conn).await?;
    let mut work = Work::begin(office, &mut tx).await?;
    let mut spans: Vec<Span> = Vec::new();
    for id in requests {
        let stored = request::one(&mut tx.conn, *id).await?;
        let stored = stored.ok_or_else(|| StageError::refuse("request", Code::NotFound, id, ""))?;
        let open = stored.confirmed_at.is_none() && !stored.standing.refused;
        if !open || spans.iter().any(|s| s.first == *id) {
            repeat(&tx, &stored, open)?;
            continue;
        }
        let service = keys.service(&stored.service);
        work.note(&Unconfirmed::of(service, &stored))?;
        spans.push(Span { service, first: *id, last: *id });
    }
    Ok(work.save(tx, &spans).await?.0)
}

/// Lets pass what the same person confirmed before, or names twice; refuses everything else.
fn repeat(tx: &Writing, r: &StoredRequest, open: bool) -> Result<(), StageError> {
    if open || !r.standing.refused && r.confirmed_by.as_deref() == Some(&tx.actor) {
        return Ok(());
    }
    let value = format!("{}: {}", r.number, r.standing.status().word());
    Err(StageError::refuse("request", Code::IllegalState, value, "registered"))
}

/// What a confirmation says of a request beside its number and its recipient's BIN and name.
#[derive(Clone, Copy)]
struct Claim {
    service: i64,
    registered_at: Moment,
    amount: Amount,
}

/// Requests that are confirmed together, in the order of their keys.
#[derive(Default)]
struct Chunk(Texts<Claim, 3>);

/// What a confirmation says of a request.
struct Unconfirmed<'a> {
    service: i64,
    number: std::borrow::Cow<'a, str>,
    registered_at: Moment,
    bin: std::borrow::Cow<'a, str>,
    name: std::borrow::Cow<'a, str>,
    amount: Amount,
}

impl<'a> Unconfirmed<'a> {
    fn read(r: Row<'a>) -> Result<Self, StoreError> {
        Ok(Unconfirmed {
            service: r.int(1)?,
            number: r.str(2)?.into(),
            registered_at: r.moment(3)?,
            bin: r.str(4)?.into(),
            name: r.str(5)?.into(),
            amount: r.amount(6)?,
        })
    }

    fn of(service: i64, r: &'a StoredRequest) -> Self {
        let (number, bin, name) = (r.number.as_str().into(), r.bin.as_str().into(), r.name.as_str().into());
        Unconfirmed { service, number, registered_at: r.registered_at, bin, name, amount: r.standing.amount }
    }
}

/// What all confirmations of a service at one moment have in common.
struct Terms {
    service: String,
    form_due: Moment,
    /// The facts of the letter.
    facts: String,
}

/// What all confirmations at one moment have in common.
struct Common {
    /// By the service's key.
    terms: BTreeMap<i64, Terms>,
    templates: [u8; 32],
}

impl Common {
    /// Adds a confirmation's event with the digest of its letter to these lines.
    fn tell(&self, lines: &mut String, one: &Unconfirmed<'_>) -> Result<(), StoreError> {
        let terms = self.terms.get(&one.service);
        let terms = terms.ok_or_else(|| StoreError::inconsistent("request", "service_id", one.service))?;
        let subject = Subject {
            service: &terms.service,
            number: &one.number,
            registered_at: one.registered_at,
            recipient: &one.name,
            bin: &one.bin,
            amount: one.amount,
        };
        let digest = digest(NoticeKind::Acceptance, &subject, &terms.facts, &self.templates);
        Line::begin(lines, "request-confirmed")
            .text("service", &terms.service)
            .text("number", &one.number)
            .digest("notice", &digest)
            .end();
        Ok(())
    }

    /// The events of all of these.
    fn tell_all(&self, chunk: &Chunk) -> Result<Told, StoreError> {
        let (mut lines, mut count) = (String::with_capacity(chunk.0.bytes() * 3), 0);
        for (claim, [number, bin, name]) in chunk.0.iter() {
            let Claim { service, registered_at, amount } = claim;
            let (number, bin, name) = (number.into(), bin.into(), name.into());
            self.tell(&mut lines, &Unconfirmed { service, number, registered_at, bin, name, amount })?;
            count += 1;
        }
        Ok((lines, count))
    }
}

/// Lines of events, and how many.
type Told = (String, u64);
type Telling = tokio::task::JoinHandle<Result<Told, StoreError>>;

/// Confirmations on their way into the database.
struct Work {
    common: Arc<Common>,
    events: Events,
    count: u64,
}

impl Work {
    async fn begin(office: &Office<'_>, tx: &mut Writing) -> Result<Self, StageError> {
        let keys = Keys::load(&mut tx.conn).await?;
        let mut terms = BTreeMap::new();
        for (service, key) in keys.services() {
            let limit = office.rules.service(service).map_or(Limit::WorkingDays(2), |s| s.form_limit);
            let form_due = due(&office.rules.calendar, tx.moment, limit)?.due;
            let facts = acceptance(tx.moment, form_due, &tx.actor).text();
            terms.insert(key, Terms { service: service.to_owned(), form_due, facts });
        }
        let templates = crate::domain::notice::templates_digest(office.rules, NoticeKind::Acceptance);
        Ok(Work { common: Arc::new(Common { terms, templates }), events: Events::new(), count: 0 })
    }

    /// Notes one confirmation with the digest of its letter.
    fn note(&mut self, one: &Unconfirmed<'_>) -> Result<(), StoreError> {
        let mut lines = String::new();
        self.common.tell(&mut lines, one)?;
        self.add((lines, 1));
        Ok(())
    }

    fn add(&mut self, (lines, count): Told) {
        self.events.add_lines(&lines, count);
        self.count += count;
    }

    /// Tells the confirmations of a chunk in a thread of its own.
    fn telling(&self, chunk: Chunk) -> Telling {
        let common = Arc::clone(&self.common);
        tokio::task::spawn_blocking(move || common.tell_all(&chunk))
    }

    /// Takes what was told there, if something was.
    async fn take(&mut self, telling: Option<Telling>) -> Result<(), StoreError> {
        if let Some(telling) = telling {
            let told = telling.await.map_err(std::io::Error::other)??;
            self.add(told);
        }
        Ok(())
    }

    /// How many were confirmed, and the head of the journal's chain after it.
    async fn save(self, mut tx: Writing, spans: &[Span]) -> Result<(u64, [u8; 32]), StageError> {
        if !spans.is_empty() {
            let run = notice::begin_run(&mut tx, &self.common.templates).await?;
            let terms = self.common.terms.iter().map(|(key, terms)| (*key, (terms.form_due, run))).collect();
            queue::confirm(&mut tx, spans, &terms).await?;
        }
        let head = tx.commit(&self.events).await?;
        Ok((self.count, head))
    }
}
