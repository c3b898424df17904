//! The report of deadlines (004 §5: confirm, form, sign, send, each in its time): every step that is due in a period, whether
//! it was in time, and if not, whether the department, the lack of plan or a hold is the cause.

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::binds;
use crate::domain::batch::BatchStatus;
use crate::domain::money::Amount;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::standing::STOPS;
use crate::domain::stop::Stops;
use crate::domain::time::Moment;
use crate::store::batch::{self, StoredBatch};
use crate::store::request::{self, StoredRequest};
use crate::store::{Conn, order, stop};

use super::Period;
use crate::stage::{Office, StageError};

/// A step of the procedure, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Confirm,
    Form,
    Sign,
    Dispatch,
}

/// Why a step may be late without the department's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Excuse {
    Hold,
    Plan,
}

/// What a step owes, and whether it was in time. There are two of them a request, and all of a period are held to be put in
/// order, so it is small: 24 bytes.
struct Step {
    due: Moment,
    /// When it was done; [`OPEN`] where it was not.
    done: Moment,
    /// Place among the items.
    item: u32,
    /// Place among the services.
    service: u16,
    what: What,
    excuse: Option<Excuse>,
}

/// Steps of batches beside those of their orders' requests.
const BATCHES: usize = 1 << 14;
/// No moment of a step that was done.
const OPEN: Moment = Moment::from_micros(i64::MIN);
const _: () = assert!(size_of::<Step>() == 24, "a step is small");

/// The names of requests and batches, one behind the other, each behind its length.
#[derive(Default)]
struct Items {
    bytes: Vec<u8>,
}

impl Items {
    /// Adds a name; its place, which is greater than those before.
    fn add(&mut self, name: &str) -> u32 {
        let place = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        let name = &name.as_bytes()[..name.len().min(usize::from(u8::MAX))];
        self.bytes.push(name.len() as u8);
        self.bytes.extend_from_slice(name);
        place
    }

    fn get(&self, place: u32) -> String {
        let rest = self.bytes.get(place as usize..).unwrap_or_default();
        let (length, rest) = rest.split_first().unwrap_or((&0, rest));
        let name = rest.get(..usize::from(*length)).unwrap_or_default();
        String::from_utf8_lossy(name).into_owned()
    }
}

/// Every deadline of a period, by when it is due.
pub async fn deadlines(office: &Office<'_>, conn: &mut Conn, now: Moment, period: Period) -> Result<Sheet, StageError> {
    let columns = ["step", "service", "item", "due", "done", "lateness", "cause"];
    let mut sheet = Sheet::new(&columns, &columns[..]);
    let formed = order::first_formed(conn).await?;
    // what grows is copied as often as it doubles, and lies there twice meanwhile: room for those of batches, too
    let all = Vec::with_capacity(if period.is_whole() { formed.len() * 2 + BATCHES } else { 0 });
    let mut steps = Steps { office, period, services: Vec::new(), items: Items::default(), all };
    let released: HashSet<i64> = conn.rows("requests_once_held", binds![], |r| r.int(0)).await?.into_iter().collect();
    let stops = stop::stops(conn).await?;
    request::each(conn, |r| {
        let first = formed.binary_search_by_key(&r.id, |(id, _)| *id).ok().map(|place| formed[place].1);
        let was_held = released.contains(&r.id) || was_stopped(office, &stops, &r);
        steps.of_request(&r, first, was_held);
        Ok(())
    })
    .await?;
    for b in batch::all(conn).await? {
        steps.of_batch(&b, &stops);
    }
    drop((formed, released));
    // in place, the last first: of steps that are due together those of the earlier request come first. Taken from the end,
    // so that what is told already makes room for the rows
    steps.all.sort_unstable_by_key(|s| Reverse((s.due, s.item, s.what)));
    while let Some(s) = steps.all.pop() {
        let (service, item) = (&steps.services[usize::from(s.service)], steps.items.get(s.item));
        sheet.rows.push(row(&s, service.clone(), item, now));
        if steps.all.len() < steps.all.capacity() / 2 {
            steps.all.shrink_to_fit();
        }
    }
    Ok(sheet)
}

fn row(s: &Step, service: String, item: String, now: Moment) -> Vec<Cell> {
    let done = Some(s.done).filter(|done| *done != OPEN);
    let late = done.unwrap_or(now) > s.due;
    let lateness = match (done, late) {
        (_, true) => "late",
        (Some(_), false) => "on-time",
        (None, false) => "open",
    };
    let cause = match s.excuse {
        _ if !late => "none",
        None => "department",
        Some(Excuse::Hold) => "hold",
        Some(Excuse::Plan) => "plan",
    };
    let step = match s.what {
        What::Confirm => "confirm",
        What::Form => "form",
        What::Sign => "sign",
        What::Dispatch => "dispatch",
    };
    vec![
        Cell::Word("step", step.to_owned()),
        Cell::Word("service", service),
        Cell::Text(item),
        Cell::Moment(s.due),
        Cell::moment(done),
        Cell::Word("lateness", lateness.to_owned()),
        Cell::Word("cause", cause.to_owned()),
    ]
}

/// Whether a stop stood between the confirmation of a request and the last moment for its order.
fn was_stopped(office: &Office<'_>, stops: &Stops, r: &StoredRequest) -> bool {
    let (Some(from), Some(to)) = (r.confirmed_at, r.form_due) else { return false };
    let line = office.rules.service(&r.service).and_then(|s| s.line_on(office.day(to)));
    let of_line = line.map_or(&[][..], |line| stops.of_line(line));
    of_line.iter().chain(stops.of_recipient(&r.bin)).any(|stop| stop.stood(from, to))
}

/// The steps of a period.
struct Steps<'a> {
    office: &'a Office<'a>,
    period: Period,
    services: Vec<String>,
    items: Items,
    all: Vec<Step>,
}

impl Steps<'_> {
    fn add(&mut self, what: What, service: &str, item: u32, due: Moment, done: Option<Moment>, excuse: Option<Excuse>) {
        if !self.period.holds(self.office, due) {
            return;
        }
        let known = self.services.iter().position(|name| name == service);
        let place = known.unwrap_or_else(|| {
            self.services.push(service.to_owned());
            self.services.len() - 1
        });
        let service = u16::try_from(place).unwrap_or(u16::MAX);
        self.all.push(Step { due, done: done.unwrap_or(OPEN), item, service, what, excuse });
    }

    fn of_request(&mut self, r: &StoredRequest, formed: Option<Moment>, was_held: bool) {
        let confirmed = r.confirmed_at.or(r.refused_at);
        // who withdrew all of it waits for nothing
        if confirmed.is_none() && r.standing.rest() == Amount::ZERO {
            return;
        }
        let item = self.items.add(&r.number);
        self.add(What::Confirm, &r.service, item, r.confirm_due, confirmed, None);
        let Some(due) = r.form_due else { return };
        let over = r.refused_at.filter(|_| r.standing.refused);
        if formed.is_none() && over.is_none() && r.standing.rest() == Amount::ZERO {
            return;
        }
        let excuse = match r.short_at {
            _ if r.standing.holds & !STOPS != 0 || was_held => Some(Excuse::Hold),
            Some(at) if at <= due => Some(Excuse::Plan),
            _ => None,
        };
        self.add(What::Form, &r.service, item, due, formed.or(over), excuse);
    }

    fn of_batch(&mut self, b: &StoredBatch, stops: &Stops) {
        if b.status == BatchStatus::Declined {
            return;
        }
        let item = self.items.add(&b.number.to_string());
        let stopped = |from, to| stops.of_line(b.line).iter().any(|stop| stop.stood(from, to)).then_some(Excuse::Hold);
        let excuse = stopped(b.formed_at, b.sign_due);
        self.add(What::Sign, &b.service, item, b.sign_due, b.signed_at, excuse);
        if let Some((due, signed)) = b.dispatch_due.zip(b.signed_at) {
            let excuse = stopped(signed, due);
            self.add(What::Dispatch, &b.service, item, due, b.dispatched_at, excuse);
        }
    }
}

/// How many steps are late by the department's own cause.
pub fn late_by_department(deadlines: &Sheet) -> std::io::Result<usize> {
    let mut count = 0;
    for row in deadlines.rows.iter() {
        count += usize::from(matches!(row?.last(), Some(Cell::Word(_, cause)) if cause == "department"));
    }
    Ok(count)
}
