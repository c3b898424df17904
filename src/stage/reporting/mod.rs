//! Reports (004: who, what, when and why, for the head, the ministry and the auditor). Each is a table of facts with the
//! moment, the rules' fingerprint and the journal's head that it was made from.

pub mod checks;
mod deadlines;
pub mod listing;
pub mod now;
pub mod unusual;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::binds;
use crate::domain::budget::BudgetLine;
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::time::Moment;
use crate::store::order::{self, ListedOrder};
use crate::store::{Conn, journal, stop};

use super::{Office, StageError};

pub use deadlines::{deadlines, late_by_department};

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

    /// Whether every day is in it.
    pub fn is_whole(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

/// All requests of a period with where their money stands.
pub async fn register(office: &Office<'_>, conn: &mut Conn, now: Moment, period: Period) -> Result<Sheet, StageError> {
    let mut sheet = listing::requests(office, conn, now, |r| period.holds(office, r.registered_at)).await?;
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
    for (service, list) in listing::waiting(office, conn, now).await? {
        let line = line_of(office, &service, None);
        for (place, waiting) in (1..).zip(list).filter(|(_, w)| period.holds(office, w.registered_at)) {
            sheet.rows.push(vec![
                Cell::text(line.clone()),
                Cell::Word("service", service.clone()),
                Cell::Int(place),
                Cell::Text(waiting.number.into()),
                Cell::Moment(waiting.registered_at),
                Cell::Money(waiting.amount),
                Cell::Money(waiting.rest),
            ]);
        }
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
    let paid =
        |o: &ListedOrder| o.order.status == OrderStatus::Paid && o.paid_at.is_some_and(|at| period.holds(office, at));
    let mut sheet = listing::orders_sheet();
    order::each(conn, |o| {
        if paid(&o) {
            sheet.rows.push(listing::order_row(&o));
        }
    })
    .await?;
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
    journal::each_event(conn, |link, event| {
        if period.holds(office, link.at) {
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
    })
    .await?;
    Ok(sheet)
}

/// The sums of every money column, for the line under a report.
pub fn totals(sheet: &Sheet) -> BTreeMap<&'static str, Amount> {
    let sum = |(place, column): (usize, &&'static str)| Some((*column, sheet.rows.column(place).sum?));
    sheet.columns.iter().enumerate().filter_map(sum).collect()
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
