//! What the lines of a statement lead to: which orders they answer, what is unpaid after that, what is open and free again,
//! and what the journal and the letters say of it. Nothing is written, so that the next lines can be judged while the
//! effect of these is stored.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::domain::event::Line;
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::request::Hold;
use crate::domain::statement::{Outcome, StatementLine};
use crate::store::notice::{LetterRun, Letters, PaidOrder};
use crate::store::order::Answerable;
use crate::store::statement::NewDifference;
use crate::store::{Conn, StoreError};

use super::matching::{Answers, Given, answer};
use super::so_far::SoFar;

/// An answer to an order.
#[derive(Debug)]
pub(super) struct Answer {
    /// The order's key.
    pub order: i64,
    pub status: OrderStatus,
    pub reason: String,
    pub value_date: NaiveDate,
    pub reference: String,
    /// Line in the file.
    pub line: u64,
    /// Of a paid order: what of its request is unpaid after it.
    pub rest: Option<Amount>,
}

/// What some lines of a statement lead to.
#[derive(Debug)]
pub(super) struct Judged {
    /// How many lines.
    pub rows: u64,
    /// The answers, by their orders.
    pub answers: Vec<Answer>,
    /// What the journal says of them, in the same order, once it is told.
    pub telling: Telling,
    /// The lines that answer nothing, in the order of the file.
    pub breaks: Vec<NewDifference>,
    /// The batches of the orders that were answered.
    pub batches: BTreeSet<i64>,
    /// Requests that are open again, with the hold that they come under.
    pub open_again: Vec<(i64, i64)>,
    /// Orders whose sums the plan gets back: key, year, sum.
    pub freed: Vec<(i64, i32, Amount)>,
}

/// Judges the lines of a file's statements one after the other.
#[derive(Debug)]
pub(super) struct Judge {
    conn: Conn,
    run: LetterRun,
    so_far: SoFar,
}

impl Judge {
    /// Over a connection that sees what was stored before the file, for letters of this run.
    pub fn new(conn: Conn, run: LetterRun) -> Self {
        Judge { conn, run, so_far: SoFar::default() }
    }

    /// The lines of another statement follow.
    pub fn next_statement(&mut self) {
        self.so_far.next_statement();
    }

    /// Judges the next lines of the statement of this key.
    pub async fn judge(&mut self, statement: i64, lines: &[StatementLine<'_>]) -> Result<Judged, StoreError> {
        let answers = answer(&mut self.conn, statement, lines, &self.so_far).await?;
        let so_far = &self.so_far;
        let mut letters = self.run.letters(&mut self.conn, &paid_requests(&answers), |r| so_far.paid(r)).await?;
        let mut given: Vec<(&Given<'_>, Option<Amount>)> = Vec::with_capacity(answers.given.len());
        for one in &answers.given {
            let rest = rest(&mut letters, one, answers.order(one));
            given.push((one, rest));
        }
        for one in &answers.given {
            self.note(one, answers.order(one), &letters);
        }
        // in the order of their keys: the database is filled at its end
        given.sort_by_key(|(given, _)| answers.order(given).candidate.id);
        let mut judged = Judged {
            rows: lines.len() as u64,
            answers: Vec::with_capacity(given.len()),
            telling: Telling { letters, notes: Vec::with_capacity(given.len()) },
            breaks: Vec::new(),
            batches: BTreeSet::new(),
            open_again: Vec::new(),
            freed: Vec::new(),
        };
        for (one, rest) in given {
            judged.add(answers.order(one), one.line, rest);
        }
        judged.breaks = answers.breaks;
        Ok(judged)
    }

    /// Notes what the next lines must know of this one.
    fn note(&mut self, given: &Given<'_>, order: &Answerable, letters: &Letters) {
        let (request, sum) = (order.request_id, order.candidate.amount);
        self.so_far.note(order.candidate.id, given.line.outcome);
        match given.line.outcome {
            Outcome::Paid if letters.is_part(request) => self.so_far.paid_in_part(request, sum),
            Outcome::Returned if given.before == OrderStatus::Paid => self.so_far.came_back(request, sum),
            _ => {}
        }
    }
}

impl Judged {
    fn add(&mut self, order: &Answerable, line: &StatementLine<'_>, rest: Option<Amount>) {
        let (id, number, amount) = (order.candidate.id, order.candidate.number, order.candidate.amount);
        self.batches.insert(order.batch);
        let hold = match line.outcome {
            Outcome::Paid => None,
            Outcome::Rejected => Some(Hold::Rejected),
            Outcome::Returned => Some(Hold::Returned),
        };
        self.open_again.extend(hold.map(|hold| (order.request_id, hold.bit())));
        // what was returned after its budget year is not free again
        if hold.is_some() && (line.outcome == Outcome::Rejected || line.value_date.year() <= number.year) {
            self.freed.push((id, number.year, amount));
        }
        self.answers.push(Answer {
            order: id,
            status: line.outcome.status(),
            reason: line.reason.clone().into_owned(),
            value_date: line.value_date,
            reference: line.treasury_reference.clone().into_owned(),
            line: line.line,
            rest,
        });
        self.telling.notes.push(Note::of(order, line, rest));
    }
}

/// The requests of which these lines say that they were paid, with the sums.
fn paid_requests(answers: &Answers<'_>) -> Vec<(i64, Amount)> {
    let paid = answers.given.iter().filter(|given| given.line.outcome == Outcome::Paid);
    paid.map(|given| answers.order(given)).map(|order| (order.request_id, order.candidate.amount)).collect()
}

/// Of a paid order: what of its request is unpaid after it, which counts the lines in the order of the file.
fn rest(letters: &mut Letters, given: &Given<'_>, order: &Answerable) -> Option<Amount> {
    if given.line.outcome == Outcome::Paid {
        return letters.rest(order.request_id, order.candidate.amount);
    }
    if given.before == OrderStatus::Paid {
        letters.came_back(order.request_id, order.candidate.amount);
    }
    None
}

/// What the journal is going to say of answers: the letters' digests are made for it.
#[derive(Debug)]
pub(super) struct Telling {
    letters: Letters,
    notes: Vec<Note>,
}

/// What the journal says of an answer.
#[derive(Debug)]
struct Note {
    order: PaidOrder,
    outcome: Outcome,
    line: u64,
    reason: String,
    /// Of a paid order: what of its request is unpaid after it.
    rest: Option<Amount>,
}

impl Note {
    fn of(order: &Answerable, line: &StatementLine<'_>, rest: Option<Amount>) -> Self {
        let order = PaidOrder {
            request_id: order.request_id,
            request: order.request.clone(),
            recipient: (order.payee_name.clone(), order.candidate.payee_bin.clone()),
            number: order.candidate.number,
            amount: order.candidate.amount,
            account: order.candidate.account.clone(),
            paid_on: line.value_date,
        };
        Note { order, outcome: line.outcome, line: line.line, reason: line.reason.clone().into_owned(), rest }
    }
}

impl Telling {
    /// The events of the answers, a line each; with `eds` the letters wait for an electronic signature.
    pub fn tell(&self, statement: &str, eds: bool) -> String {
        let mut lines = String::with_capacity(self.notes.len() * 200);
        for note in &self.notes {
            let kind = match note.outcome {
                Outcome::Paid => "order-paid",
                Outcome::Rejected => "order-rejected",
                Outcome::Returned => "order-returned",
            };
            let mut line = Line::begin(&mut lines, kind);
            line.plain("order", &note.order.number.to_string())
                .plain("value_date", &note.order.paid_on.to_string())
                .plain("by", "statement")
                .text("statement", statement)
                .plain("line", &note.line.to_string())
                .text("reason", &note.reason);
            if note.outcome == Outcome::Paid {
                match note.rest.and_then(|rest| self.letters.digest(&note.order, rest)) {
                    Some(digest) => line.digest("notice", &digest),
                    None => line.plain("notice", ""),
                };
                if eds {
                    line.plain("eds", "awaited");
                }
            }
            line.end();
        }
        lines
    }
}
