//! Reports (004: who, what, when and why, for the head, the ministry and the auditor). Each is a table of facts with the
//! moment, the rules' fingerprint and the journal's head that it was made from.

pub mod listing;
pub mod now;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use crate::binds;
use crate::domain::batch::BatchStatus;
use crate::domain::budget::BudgetLine;
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::standing::STOPS;
use crate::domain::stop::Stops;
use crate::domain::time::Moment;
use crate::store::batch::{self, StoredBatch};
use crate::store::order::{self, ListedOrder};
use crate::store::request::{self, StoredRequest};
use crate::store::{Conn, journal, stop};

use super::{Office, StageError};
use listing::places;

/// First and last day of a report, both included; open where `None`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// Whether the day of a moment is in it.
    pub fn holds(&self, office: &Office<'_>, moment: Moment) -> bool {
        let day = office.day(moment);
        self.from.is_none_or(|f| f <= day) && self.to.is_none_or(|t| day <= t)
    }
}

/// All requests of a period with where their money stands.
pub async fn register(office: &Office<'_>, conn: &mut Conn, now: Moment, period: Period) -> Result<Sheet, StageError> {
    let mut all = listing::standing(office, conn, now).await?;
    all.retain(|r| period.holds(office, r.registered_at));
    let mut sheet = listing::requests(&all, None);
    sheet.shown = vec!["number", "registered_at", "recipient_name", "status", "amount", "paid"];
    Ok(sheet)
}

/// The waiting list as it is published: number, day, place and sum; who applied is not published.
pub async fn waiting_list(
    office: &Office<'_>,
    conn: &mut Conn,
    now: Moment,
    period: Period,
) -> Result<Sheet, StageError> {
    let columns = ["budget_line", "service", "queue_position", "number", "registered_at", "amount", "rest"];
    let mut sheet = Sheet::new(&columns, &["service", "queue_position", "number", "registered_at", "amount", "rest"]);
    let all = listing::standing(office, conn, now).await?;
    let places = places(&all);
    let mut rows: Vec<(&StoredRequest, i64)> =
        all.iter().filter_map(|r| places.get(&r.id).map(|place| (r, *place))).collect();
    rows.sort_by(|a, b| (&a.0.service, a.1).cmp(&(&b.0.service, b.1)));
    for (r, place) in rows.into_iter().filter(|(r, _)| period.holds(office, r.registered_at)) {
        sheet.rows.push(vec![
            Cell::text(line_of(office, &r.service, None)),
            Cell::Word("service", r.service.clone()),
            Cell::Int(place),
            Cell::Text(r.number.clone()),
            Cell::Moment(r.registered_at),
            Cell::Money(r.standing.amount),
            Cell::Money(r.standing.rest()),
        ]);
    }
    Ok(sheet)
}

/// The budget line of a service, on a day or the last one known.
fn line_of(office: &Office<'_>, service: &str, day: Option<NaiveDate>) -> Option<String> {
    let service = office.rules.service(service)?;
    let line: Option<BudgetLine> = match day {
        Some(day) => service.line_on(day),
        None => service.budget_lines.last().map(|d| d.value),
    };
    line.map(|l| l.to_string())
}

/// Orders that were paid in a period.
pub async fn payments(office: &Office<'_>, conn: &mut Conn, period: Period) -> Result<Sheet, StageError> {
    let all = order::all(conn).await?;
    let paid =
        |o: &&ListedOrder| o.order.status == OrderStatus::Paid && o.paid_at.is_some_and(|at| period.holds(office, at));
    let mut sheet = listing::orders(all.iter().filter(paid));
    sheet.shown = vec!["reference", "request", "payee_name", "amount", "value_date", "treasury_reference"];
    Ok(sheet)
}

/// Places of the sums of `conservation`.
const WAITING: usize = 2;
const HELD: usize = 3;

/// Where every tenge that was asked for is, by service and line.
pub async fn conservation(office: &Office<'_>, conn: &mut Conn, now: Moment) -> Result<Sheet, StageError> {
    let columns = [
        "service",
        "budget_line",
        "requested",
        "registered",
        "waiting",
        "held",
        "in_flight",
        "paid",
        "refused",
        "withdrawn",
    ];
    let mut sheet = Sheet::new(&columns, &columns[..]);
    let rows = conn
        .rows("conservation", binds![], |r| {
            let sums: Result<Vec<Amount>, _> = (1..9).map(|i| r.amount(i)).collect();
            Ok((r.text(0)?, sums?))
        })
        .await?;
    let stopped = listing::stopped_services(office, &stop::stops(conn).await?, now);
    for (service, mut sums) in rows {
        if stopped.contains(service.as_str()) {
            // what waits is held: its line is stopped
            sums[HELD] = sums[HELD].checked_add(sums[WAITING]).unwrap_or(Amount::MAX);
            sums[WAITING] = Amount::ZERO;
        }
        let line = line_of(office, &service, Some(office.day(now))).or_else(|| line_of(office, &service, None));
        let mut row = vec![Cell::Word("service", service), Cell::text(line)];
        row.extend(sums.into_iter().map(Cell::Money));
        sheet.rows.push(row);
    }
    Ok(sheet)
}

/// The journal: a row an event.
pub async fn journal(office: &Office<'_>, conn: &mut Conn, period: Period) -> Result<Sheet, StageError> {
    let columns = ["link", "at", "actor", "event", "facts", "rules", "hash"];
    let mut sheet = Sheet::new(&columns, &["link", "at", "actor", "event", "facts"]);
    let mut after = 0;
    loop {
        let page = journal::page(conn, after, 100).await?;
        let Some(last) = page.last() else { return Ok(sheet) };
        after = last.seq;
        for link in page.iter().filter(|l| period.holds(office, l.at)) {
            for event in link.events().unwrap_or_default() {
                sheet.rows.push(vec![
                    Cell::Int(link.seq),
                    Cell::Moment(link.at),
                    Cell::Text(link.actor.clone()),
                    Cell::Word("journal", event.kind),
                    Cell::Facts(event.fields),
                    Cell::Text(crate::domain::batch::hex(&link.rules)),
                    Cell::Text(crate::domain::batch::hex(&link.hash)),
                ]);
            }
        }
    }
}

/// What a step of the procedure owes, and whether it was in time.
struct Step<'a> {
    step: &'static str,
    service: &'a str,
    item: String,
    due: Moment,
    done: Option<Moment>,
    /// Why it may be late without the department's fault.
    excuse: Option<&'static str>,
}

/// Every deadline of a period: what is due, what is late, and whether the department, the lack of plan or a hold is
/// the cause.
pub async fn deadlines(office: &Office<'_>, conn: &mut Conn, now: Moment, period: Period) -> Result<Sheet, StageError> {
    let columns = ["step", "service", "item", "due", "done", "lateness", "cause"];
    let mut sheet = Sheet::new(&columns, &columns[..]);
    let requests = request::all(conn).await?;
    let orders = order::all(conn).await?;
    let batches = batch::all(conn).await?;
    let released: HashSet<i64> = conn.rows("requests_once_held", binds![], |r| r.int(0)).await?.into_iter().collect();
    let stops = stop::stops(conn).await?;
    let mut first_order: HashMap<i64, Moment> = HashMap::new();
    for o in &orders {
        first_order.entry(o.order.request_id).or_insert(o.formed_at);
    }
    let mut steps: Vec<Step<'_>> = Vec::new();
    for r in &requests {
        let was_held = released.contains(&r.id) || was_stopped(office, &stops, r);
        request_steps(r, first_order.get(&r.id).copied(), was_held, &mut steps);
    }
    for b in &batches {
        batch_steps(b, &stops, &mut steps);
    }
    steps.retain(|s| period.holds(office, s.due));
    steps.sort_by_key(|s| s.due);
    for s in steps {
        let late = s.done.unwrap_or(now) > s.due;
        let lateness = match (s.done, late) {
            (_, true) => "late",
            (Some(_), false) => "on-time",
            (None, false) => "open",
        };
        let cause = if late { s.excuse.unwrap_or("department") } else { "none" };
        sheet.rows.push(vec![
            Cell::Word("step", s.step.to_owned()),
            Cell::Word("service", s.service.to_owned()),
            Cell::Text(s.item),
            Cell::Moment(s.due),
            Cell::moment(s.done),
            Cell::Word("lateness", lateness.to_owned()),
            Cell::Word("cause", cause.to_owned()),
        ]);
    }
    Ok(sheet)
}

/// Whether a stop stood between the confirmation of a request and the last moment for its order.
fn was_stopped(office: &Office<'_>, stops: &Stops, r: &StoredRequest) -> bool {
    let (Some(from), Some(to)) = (r.confirmed_at, r.form_due) else { return false };
    let line = office.rules.service(&r.service).and_then(|s| s.line_on(office.day(to)));
    let of_line = line.map_or(&[][..], |line| stops.of_line(line));
    of_line.iter().chain(stops.of_recipient(&r.bin)).any(|stop| stop.stood(from, to))
}

fn request_steps<'a>(r: &'a StoredRequest, formed: Option<Moment>, was_held: bool, steps: &mut Vec<Step<'a>>) {
    let (service, item) = (r.service.as_str(), r.number.clone());
    let confirmed = r.confirmed_at.or(r.refused_at);
    // who withdrew all of it waits for nothing
    if confirmed.is_none() && r.standing.rest() == Amount::ZERO {
        return;
    }
    steps.push(Step {
        step: "confirm",
        service,
        item: item.clone(),
        due: r.confirm_due,
        done: confirmed,
        excuse: None,
    });
    let Some(due) = r.form_due else { return };
    let over = r.refused_at.filter(|_| r.standing.refused);
    if formed.is_none() && over.is_none() && r.standing.rest() == Amount::ZERO {
        return;
    }
    let excuse = match r.short_at {
        _ if r.standing.holds & !STOPS != 0 || was_held => Some("hold"),
        Some(at) if at <= due => Some("plan"),
        _ => None,
    };
    steps.push(Step { step: "form", service, item, due, done: formed.or(over), excuse });
}

fn batch_steps<'a>(b: &'a StoredBatch, stops: &Stops, steps: &mut Vec<Step<'a>>) {
    if b.status == BatchStatus::Declined {
        return;
    }
    let (service, item) = (b.service.as_str(), b.number.to_string());
    let stopped = |from, to| stops.of_line(b.line).iter().any(|stop| stop.stood(from, to)).then_some("hold");
    let excuse = stopped(b.formed_at, b.sign_due);
    let sign = Step { step: "sign", service, item: item.clone(), due: b.sign_due, done: b.signed_at, excuse };
    steps.push(sign);
    if let Some((due, signed)) = b.dispatch_due.zip(b.signed_at) {
        let excuse = stopped(signed, due);
        steps.push(Step { step: "dispatch", service, item, due, done: b.dispatched_at, excuse });
    }
}

/// How many steps are late by the department's own cause.
pub fn late_by_department(deadlines: &Sheet) -> usize {
    let own = |row: &&Vec<Cell>| matches!(row.last(), Some(Cell::Word(_, cause)) if cause == "department");
    deadlines.rows.iter().filter(own).count()
}

/// The sums of every money column, for the line under a report.
pub fn totals(sheet: &Sheet) -> BTreeMap<&'static str, Amount> {
    let mut totals = BTreeMap::new();
    for row in &sheet.rows {
        for (column, cell) in sheet.columns.iter().zip(row) {
            if let Cell::Money(amount) = cell {
                let sum: &mut Amount = totals.entry(*column).or_default();
                *sum = sum.checked_add(*amount).unwrap_or(Amount::MAX);
            }
        }
    }
    totals
}

/// A sum of a report that is not the one of the conservation of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unlike {
    /// Column of the report.
    pub column: &'static str,
    /// Its sum.
    pub sum: Amount,
    /// Column of the conservation.
    pub place: &'static str,
    /// Its sum there.
    pub should: Amount,
}

/// The first pair of columns, of a report and of the conservation, whose sums differ.
pub fn unlike(report: &Sheet, conserved: &Sheet, pairs: &[(&'static str, &'static str)]) -> Option<Unlike> {
    let (sums, should) = (totals(report), totals(conserved));
    let one = |(column, place): &(&'static str, &'static str)| {
        let sum = sums.get(column).copied().unwrap_or_default();
        let should = should.get(place).copied().unwrap_or_default();
        Unlike { column, sum, place, should }
    };
    pairs.iter().map(one).find(|pair| pair.sum != pair.should)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_that_is_a_tiyn_off_is_unlike_the_conservation() {
        let sheet = |column: &'static str, tiyn: &[i64]| Sheet {
            columns: vec![column],
            shown: Vec::new(),
            rows: tiyn.iter().map(|t| vec![Cell::Money(Amount::from_tiyn(*t))]).collect(),
        };
        let (conserved, pairs) = (sheet("paid", &[300]), [("amount", "paid")]);
        assert_eq!(unlike(&sheet("amount", &[100, 200]), &conserved, &pairs), None);
        let off = unlike(&sheet("amount", &[100, 201]), &conserved, &pairs).unwrap();
        assert_eq!((off.sum.tiyn(), off.should.tiyn(), off.place), (301, 300, "paid"));
        assert!(unlike(&sheet("amount", &[]), &conserved, &pairs).is_some(), "nothing is a sum, too");
    }
}
