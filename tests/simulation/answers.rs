//! The model's treasury: what a line of a statement means, and what is missing.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::days::Moment;
use super::model::{BatchStatus, Commits, Cut, Model, REJECTED, RETURNED, Status};

/// A line of a statement.
#[derive(Clone, Debug)]
pub struct Line {
    /// `YYYY-N` or `N`.
    pub order: String,
    pub amount: i64,
    pub bin: String,
    pub account: String,
    pub outcome: Status,
    pub value_date: NaiveDate,
    pub text: String,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement {
    pub number: String,
    pub date: NaiveDate,
    pub lines: Vec<Line>,
}

impl Model {
    /// Takes in a statement; false where it contradicts one that is there.
    pub fn answer(&mut self, statement: &Statement, now: Moment, commits: &mut Commits) -> Result<bool, Cut> {
        let rows: Vec<String> = statement.lines.iter().map(|l| l.text.clone()).collect();
        let year = statement.date.year();
        let known = self.statements.iter().find(|s| (&s.0, s.1) == (&statement.number, year));
        if let Some(known) = known {
            return Ok(known.2 == rows);
        }
        self.commit(now, commits)?;
        self.statements.push((statement.number.clone(), year, rows));
        let mut answered = BTreeSet::new();
        let mut touched = BTreeSet::new();
        for line in &statement.lines {
            match self.meant(line, &answered) {
                Ok(order) => {
                    answered.insert((order, line.outcome));
                    touched.insert(self.orders[order].batch);
                    self.settle(order, line);
                }
                Err((kind, order)) => self.breaks.push((kind, order, false)),
            }
        }
        for batch in touched {
            let open = self.members(batch).any(|o| {
                let s = self.orders[o].status;
                s.live() && s != Status::Paid
            });
            let b = &mut self.batches[batch];
            let out = matches!(b.status, BatchStatus::Exported | BatchStatus::HandedOver | BatchStatus::Unknown);
            if out && !open {
                b.status = BatchStatus::Settled;
            }
        }
        Ok(true)
    }

    fn settle(&mut self, order: usize, line: &Line) {
        let (o, hold) = (&mut self.orders[order], &mut 0);
        o.status = line.outcome;
        match line.outcome {
            Status::Rejected => *hold = REJECTED,
            Status::Returned => {
                *hold = RETURNED;
                o.late_return = line.value_date.year() > o.year;
            }
            _ => {}
        }
        let request = o.request;
        self.requests[request].holds |= *hold;
    }

    /// The order that a line answers, or the kind of its break and the order it names.
    fn meant(&self, line: &Line, answered: &BTreeSet<(usize, Status)>) -> Result<usize, (&'static str, String)> {
        let named: Vec<usize> = (0..self.orders.len())
            .filter(|o| {
                let order = &self.orders[*o];
                order.reference() == line.order || order.number.to_string() == line.order
            })
            .collect();
        let fits = |o: &usize| {
            let order = &self.orders[*o];
            order.amount == line.amount && order.bin == line.bin && order.account == line.account
        };
        let shown = if let [one] = named[..] { self.orders[one].reference() } else { line.order.clone() };
        let fitting: Vec<usize> = named.iter().copied().filter(fits).collect();
        let order = match (&named[..], &fitting[..]) {
            ([one], _) | (_, [one]) => *one,
            _ => return Err(("unknown-order", shown)),
        };
        let o = &self.orders[order];
        let kind = match o.status {
            _ if o.amount != line.amount => "amount-differs",
            _ if o.bin != line.bin || o.account != line.account => "payee-differs",
            Status::Awaiting | Status::Declined | Status::Signed => "not-dispatched",
            _ if answered.contains(&(order, line.outcome)) => "duplicate-line",
            Status::Dispatched | Status::Unknown => return Ok(order),
            Status::Paid if line.outcome == Status::Returned => return Ok(order),
            _ => "already-settled",
        };
        Err((kind, shown))
    }

    /// Kind and order of every open break at this moment.
    pub fn open_breaks(&self, now: Moment) -> Vec<(String, String)> {
        let open = self.breaks.iter().filter(|b| !b.2).map(|b| (b.0.to_owned(), b.1.clone()));
        let mut unanswered: Vec<_> = self
            .orders
            .iter()
            .filter(|o| matches!(o.status, Status::Dispatched | Status::Unknown))
            .filter(|o| o.dispatched.is_some_and(|at| now > self.days.due(at, 2)))
            .map(|o| ((o.year, o.number), o.reference()))
            .filter(|(_, reference)| !self.explained.contains(reference))
            .collect();
        unanswered.sort();
        open.chain(unanswered.into_iter().map(|(_, r)| ("not-answered".to_owned(), r))).collect()
    }
}
