//! Who waits: what arrived and was not looked at, what was confirmed, and what is left open. Requests come, are confirmed
//! and are paid by the hundred thousand together; what they share is one row, and only what is left behind has its own.

use std::collections::{BTreeMap, HashSet};

use crate::binds;
use crate::domain::forming::Waiting;
use crate::domain::money::Amount;
use crate::domain::time::Moment;

use super::request::Sources;
use super::{Conn, Row, StoreError, Value, Writing};

/// Requests of one service by their keys: all of the service's from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The service's key.
    pub service: i64,
    /// Key of the first request.
    pub first: i64,
    /// Key of the last.
    pub last: i64,
}

/// Notes that requests of this service are new, among these keys.
pub async fn arrive(tx: &mut Writing, span: Span) -> Result<(), StoreError> {
    tx.conn.execute("arrival_note", binds![span.service, span.first, span.last]).await?;
    Ok(())
}

/// What no forming has looked at yet, by service.
pub async fn arrivals(conn: &mut Conn) -> Result<Vec<Span>, StoreError> {
    let span = |r: Row<'_>| Ok(Span { service: r.int(0)?, first: r.int(1)?, last: r.int(2)? });
    conn.rows("arrivals", binds![], span).await
}

/// Which requests of a service are confirmed, from a key on.
#[derive(Clone, Debug, Default)]
pub struct Confirmed(Vec<(i64, i64)>);

impl Confirmed {
    /// Those of a service that a confirmation names which reaches as far as `from`.
    pub async fn of(conn: &mut Conn, service: i64, from: i64) -> Result<Self, StoreError> {
        let spans = conn.rows("confirmations_from", binds![service, from], |r| Ok((r.int(0)?, r.int(1)?))).await?;
        Ok(Confirmed(spans))
    }

    /// Whether a request of the service is confirmed.
    pub fn has(&self, request: i64) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= request);
        after > 0 && self.0[after - 1].1 >= request
    }
}

/// Keeps confirmations made at this moment by this actor; `form_due` and the letters' run by service.
pub async fn confirm(tx: &mut Writing, spans: &[Span], terms: &BTreeMap<i64, (Moment, i64)>) -> Result<(), StoreError> {
    let columns = &["service_id", "first", "last", "at", "person", "form_due", "letter_run"];
    let (moment, actor) = (tx.moment, tx.actor.clone());
    let mut values: Vec<Value<'_>> = Vec::with_capacity(spans.len() * columns.len());
    for span in spans {
        let terms = terms.get(&span.service);
        let (due, run) = terms.ok_or_else(|| StoreError::inconsistent("confirmation", "service_id", span.service))?;
        values.extend(binds![span.service, span.first, span.last, moment, &actor, *due, *run]);
    }
    tx.conn.insert_many("confirmation", columns, values).await
}

/// Joins requests that are confirmed together into spans: a request of the same service that is not of them parts two.
#[derive(Debug, Default)]
pub struct Joining {
    open: BTreeMap<i64, Span>,
    /// What is joined, but for what may still grow.
    done: Vec<Span>,
}

impl Joining {
    /// The next request of a service in the order of keys, and whether it is one of them.
    pub fn next(&mut self, service: i64, request: i64, joins: bool) {
        match (joins, self.open.get_mut(&service)) {
            (true, Some(span)) => span.last = request,
            (true, None) => {
                self.open.insert(service, Span { service, first: request, last: request });
            }
            (false, _) => self.done.extend(self.open.remove(&service)),
        }
    }

    /// Every span.
    pub fn finish(mut self) -> Vec<Span> {
        self.done.extend(self.open.into_values());
        self.done.sort_by_key(|span| (span.service, span.first));
        self.done
    }
}

/// A request that forming looks at.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// What stands in the waiting list.
    pub waiting: Waiting,
    /// Whether it gets money when its turn comes: confirmed, not held, its recipient not stopped.
    pub ready: bool,
    /// Whether it is refused: nothing is open any more.
    pub refused: bool,
    /// Whether it is confirmed.
    pub confirmed: bool,
    /// Whether a hold of its own keeps it from money.
    pub held: bool,
    /// Whether no forming has looked at it before.
    pub arrived: bool,
}

fn candidate(r: Row<'_>, confirmed: bool, arrived: bool) -> Result<Candidate, StoreError> {
    let (held, refused, stopped) = (r.int(5)? != 0, r.int(6)? == 1, r.int(7)? == 1);
    let waiting = Waiting {
        id: r.int(0)?,
        registered_at: r.moment(1)?,
        number: r.str(2)?.into(),
        rest: r.amount(3)?,
        short: r.opt_int(4)?.is_some(),
    };
    Ok(Candidate { waiting, ready: confirmed && !refused && !stopped && !held, refused, confirmed, held, arrived })
}

/// The keys of what a forming has left open, first of all: a database that does not know how few they are would rather
/// read every request.
pub async fn left(conn: &mut Conn) -> Result<Vec<Value<'static>>, StoreError> {
    conn.rows("unfinished", binds![], |r| Ok(Value::from(r.int(0)?))).await
}

/// Key, service and whether it is refused, of a row of `request_arrived`.
pub fn arriving(r: Row<'_>) -> Result<(i64, i64, bool), StoreError> {
    Ok((r.int(0)?, r.int(18)?, r.int(6)? == 1))
}

/// Bytes of texts that are kept of what arrived: beyond that an order's request is read again when the order is formed.
const KEPT: usize = 1 << 24;

/// The requests of one service that arrived, and what orders take from them, as far as that is little enough to be kept.
#[derive(Debug, Default)]
struct OfService {
    candidates: Vec<Candidate>,
    sources: Sources,
}

impl OfService {
    /// Takes a row that begins with the columns of `candidates_arrived`; `keep`: also what an order takes from it.
    fn push(&mut self, r: Row<'_>, confirmed: bool, keep: bool) -> Result<(), StoreError> {
        let candidate = candidate(r, confirmed, true)?;
        if keep {
            let mut texts = [r.str(2)?; 10];
            for (i, text) in (8..).zip(&mut texts[1..]) {
                *text = r.str(i)?;
            }
            self.sources.push(candidate.waiting.id, r.int(17)?, texts);
        }
        self.candidates.push(candidate);
        Ok(())
    }
}

/// Requests that are kept between a confirmation and a forming: of more the memory is worth more than the time.
const KEPT_REQUESTS: i64 = 1 << 18;

/// What arrived as the confirmation read it, for a forming right after: it need not be read once more where nothing was
/// written since, as the head of the journal's chain tells.
#[derive(Debug, Default)]
pub struct Arrived {
    head: Option<[u8; 32]>,
    services: BTreeMap<i64, OfService>,
    /// Bytes of texts that are kept of all of them.
    bytes: usize,
    /// More arrived than is kept.
    too_many: bool,
}

impl Arrived {
    /// Makes room for what these spans hold, where that is not more than is kept.
    pub fn reserve(&mut self, arrivals: &[Span]) {
        let first = arrivals.iter().map(|span| span.first).min().unwrap_or(0);
        let last = arrivals.iter().map(|span| span.last).max().unwrap_or(-1);
        if last - first >= KEPT_REQUESTS {
            self.too_many = true;
            return;
        }
        for span in arrivals {
            let room = usize::try_from(span.last - span.first + 1).unwrap_or(0);
            self.services.entry(span.service).or_default().candidates.reserve(room);
        }
    }

    /// Takes a row of `request_arrived` of this service.
    pub fn push(&mut self, service: i64, r: Row<'_>, confirmed: bool) -> Result<(), StoreError> {
        if self.too_many {
            return Ok(());
        }
        let of = self.services.entry(service).or_default();
        let before = of.sources.bytes();
        of.push(r, confirmed, self.bytes < KEPT)?;
        self.bytes += of.sources.bytes() - before;
        Ok(())
    }

    /// It stands as long as the journal's head is this one.
    pub const fn as_of(mut self, head: [u8; 32]) -> Self {
        self.head = if self.too_many { None } else { Some(head) };
        self
    }

    /// A change of the caller's own, which concerns no other service, moved the head from what it was to this one.
    pub fn moved(&mut self, from: [u8; 32], to: [u8; 32]) {
        if self.head == Some(from) {
            self.head = Some(to);
        }
    }

    /// What is known of a service, where the journal's head is still the same; all is let go where it is not.
    fn take(&mut self, service: i64, head: [u8; 32]) -> Option<OfService> {
        if self.head != Some(head) {
            *self = Arrived::default();
            return None;
        }
        Some(self.services.remove(&service).unwrap_or_default())
    }
}

/// The requests of a service on which something may be open, and what orders take from those that arrived, as far as that
/// is little enough to be kept. What is known of `arrived` since the journal's `head` is not read again.
pub async fn candidates(
    conn: &mut Conn,
    service: i64,
    (arrived, head): (&mut Arrived, [u8; 32]),
) -> Result<(Vec<Candidate>, Sources), StoreError> {
    let left = left(conn).await?;
    let mut found = conn
        .rows_for_keys("candidates_left", binds![service], left, |r| candidate(r, r.opt_int(8)?.is_some(), false))
        .await?;
    let of = match arrived.take(service, head) {
        Some(known) => known,
        None => read_arrived(conn, service).await?,
    };
    if found.is_empty() {
        found = of.candidates;
    } else {
        found.extend(of.candidates);
    }
    Ok((found, of.sources))
}

async fn read_arrived(conn: &mut Conn, service: i64) -> Result<OfService, StoreError> {
    let mut of = OfService::default();
    for span in arrivals(conn).await?.into_iter().filter(|s| s.service == service) {
        let confirmed = Confirmed::of(conn, service, span.first).await?;
        // room for all of them at once: what is not used is no memory, what grows is copied
        of.candidates.reserve(usize::try_from(span.last - span.first + 1).unwrap_or(0));
        conn.stream("candidates_arrived", &[service, span.first, span.last], |r| {
            let keep = of.sources.bytes() < KEPT;
            of.push(r, confirmed.has(r.int(0)?), keep)
        })
        .await?;
    }
    Ok(of)
}

/// The waiting list of a service, in its order by the instant of registration.
pub async fn waiting(conn: &mut Conn, service: i64) -> Result<Vec<Waiting>, StoreError> {
    let (all, _) = candidates(conn, service, (&mut Arrived::default(), [0; 32])).await?;
    let mut list: Vec<Waiting> =
        all.into_iter().filter(|c| c.ready && c.waiting.rest > Amount::ZERO).map(|c| c.waiting).collect();
    list.sort_by(|a, b| a.place().cmp(&b.place()));
    Ok(list)
}

/// What a forming leaves behind of what it looked at.
#[derive(Debug, Default)]
pub struct LookedAt {
    /// Requests that arrived and stay open.
    left: Vec<i64>,
    /// Requests that were open and are not any more.
    done: Vec<i64>,
}

impl LookedAt {
    /// Of these candidates, when the forming found no money for the requests of these keys, or not for all of each.
    pub fn of(candidates: &[Candidate], short: &HashSet<i64>) -> Self {
        let mut looked = LookedAt::default();
        for c in candidates {
            let id = c.waiting.id;
            let to_pay = !c.held && c.waiting.rest > Amount::ZERO && (!c.ready || short.contains(&id));
            let open = !c.refused && (!c.confirmed || to_pay);
            match (open, c.arrived) {
                (true, true) => looked.left.push(id),
                (false, false) => looked.done.push(id),
                _ => {}
            }
        }
        looked
    }

    /// Notes it for this service.
    pub async fn save(self, tx: &mut Writing, service: i64) -> Result<(), StoreError> {
        let values = |keys: Vec<i64>| keys.into_iter().map(Value::from).collect();
        tx.conn.insert_many("unfinished", &["request_id"], values(self.left)).await?;
        tx.conn.execute_for_keys("unfinished_end", values(self.done)).await?;
        tx.conn.execute("arrival_end", binds![service]).await?;
        Ok(())
    }
}

/// A request whose holds have ended stands in the waiting list again.
pub async fn release(tx: &mut Writing, request: i64) -> Result<(), StoreError> {
    tx.conn.execute_rows("unfinished_begin", binds![], 1, binds![request]).await?;
    Ok(())
}

/// Requests of which something is open again, because an order of theirs came to nothing; with the bits of new holds.
pub async fn reopen(tx: &mut Writing, requests: &[(i64, i64)]) -> Result<(), StoreError> {
    let free = requests.iter().filter(|(_, bits)| *bits == 0);
    tx.conn.execute_rows("unfinished_begin", binds![], 1, free.map(|(id, _)| Value::from(*id)).collect()).await?;
    let mut holds: BTreeMap<i64, i64> = BTreeMap::new();
    for (id, bits) in requests.iter().filter(|(_, bits)| *bits != 0) {
        *holds.entry(*id).or_default() |= bits;
    }
    let values = holds.into_iter().flat_map(|(id, bits)| binds![id, bits]).collect();
    tx.conn.execute_rows("request_hold", binds![], 2, values).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrived_is_known_while_the_head_is_the_same_and_there_is_not_too_much_of_it() {
        let (head, other) = ([1; 32], [2; 32]);
        let arrived = |requests| {
            let mut arrived = Arrived::default();
            arrived.reserve(&[Span { service: 1, first: 10, last: 9 + requests }]);
            arrived.as_of(head)
        };
        assert!(arrived(KEPT_REQUESTS).take(1, head).is_some());
        assert!(arrived(KEPT_REQUESTS + 1).take(1, head).is_none(), "of more nothing is kept");
        let mut moved = arrived(5);
        moved.moved(head, other);
        assert!(moved.take(1, other).is_some());
        let mut stale = arrived(5);
        stale.moved(other, head);
        assert!(stale.take(1, other).is_none());
        assert!(stale.take(1, head).is_none(), "what was let go does not come back");
    }
}
