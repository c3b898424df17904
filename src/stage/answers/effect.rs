//! What the lines of a statement change: the new states, what is open and free again, the letters, the breaks, and the
//! events of all that.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Display;

use chrono::Datelike;

use crate::binds;
use crate::domain::event::{Events, Line};
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::request::Hold;
use crate::domain::statement::{Outcome, StatementLine};
use crate::stage::Office;
use crate::store::notice::{self, LetterRun, Letters, PaidOrder};
use crate::store::order::{self, Answerable, NewAnswer};
use crate::store::statement::{self, NewDifference};
use crate::store::{StoreError, Value, Writing, plan, queue};

use super::matching::{Answers, Given, answer};

/// The effect of a statement, some of its lines after the other.
pub struct Effect<'a> {
    statement: i64,
    number: &'a str,
    run: LetterRun,
    /// The batches of orders that were answered.
    batches: BTreeSet<i64>,
    /// Whether the letters of results wait for an electronic signature.
    eds: bool,
    told: Told,
}

/// How many lines led to what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// Lines that answered an order.
    pub matched: u64,
    /// Lines that became a break.
    pub breaks: u64,
}

impl<'a> Effect<'a> {
    /// Of a statement with this key and number.
    pub async fn begin(
        tx: &mut Writing,
        office: &Office<'_>,
        statement: i64,
        number: &'a str,
    ) -> Result<Self, StoreError> {
        let run = LetterRun::begin(tx, office.rules).await?;
        let eds = office.settings.eds.required;
        Ok(Effect { statement, number, run, batches: BTreeSet::new(), eds, told: Told::default() })
    }

    /// Judges the next lines and stores what follows from them.
    pub async fn take(
        &mut self,
        tx: &mut Writing,
        lines: &[StatementLine<'_>],
        events: &mut Events,
    ) -> Result<(), StoreError> {
        let answers = answer(tx, self.statement, lines).await?;
        self.told.matched += answers.given.len() as u64;
        self.told.breaks += answers.breaks.len() as u64;
        self.batches.extend(answers.given.iter().map(|given| answers.order(given).batch));
        self.save(tx, &answers, events).await?;
        free(tx, &answers).await?;
        self.keep_breaks(tx, &answers.breaks, events).await?;
        tx.keep(events);
        Ok(())
    }

    /// Settles the batches whose last open order was answered, once all lines are taken.
    pub async fn finish(self, tx: &mut Writing) -> Result<Told, StoreError> {
        let keys: Vec<Value<'_>> = self.batches.into_iter().map(Value::from).collect();
        tx.conn.execute_for_keys("batches_settle", keys).await?;
        Ok(self.told)
    }

    /// Stores the answers and what of their requests is open again, and tells them.
    async fn save(&mut self, tx: &mut Writing, answers: &Answers<'_>, events: &mut Events) -> Result<(), StoreError> {
        let mut letters = self.run.letters(tx, &paid_requests(answers)).await?;
        let mut given: Vec<(&Given<'_>, Option<Amount>)> =
            answers.given.iter().map(|given| (given, rest(&mut letters, given, answers.order(given)))).collect();
        // in the order of their keys: the database is filled at its end
        given.sort_by_key(|(given, _)| answers.order(given).candidate.id);
        let (mut new, mut notes) = (Vec::with_capacity(given.len()), Vec::with_capacity(given.len()));
        let mut open_again: Vec<(i64, i64)> = Vec::new();
        for (one, rest) in given {
            let (order, line) = (answers.order(one), one.line);
            match line.outcome {
                Outcome::Paid => {}
                Outcome::Rejected => open_again.push((order.request_id, Hold::Rejected.bit())),
                Outcome::Returned => open_again.push((order.request_id, Hold::Returned.bit())),
            }
            new.push(NewAnswer {
                order: order.candidate.id,
                status: line.outcome.status(),
                reason: &line.reason,
                value_date: line.value_date,
                reference: Some(&line.treasury_reference),
                statement: Some((self.statement, line.line)),
                letter: rest.map(|rest| (letters.run, rest)),
            });
            notes.push(Note::of(order, line, rest));
        }
        // the letters' digests are computed while the answers are stored
        let of = self.number.to_owned();
        let eds = self.eds;
        let telling = tokio::task::spawn_blocking(move || tell(&letters, &of, &notes, eds));
        order::insert_answers(tx, &new).await?;
        let with = |outcome: fn(OrderStatus) -> bool| -> Vec<i64> {
            new.iter().filter(|answer| outcome(answer.status)).map(|answer| answer.order).collect()
        };
        if self.eds {
            notice::await_signatures(tx, &with(|status| status == OrderStatus::Paid)).await?;
        }
        notice::no_longer(tx, &with(|status| status == OrderStatus::Returned)).await?;
        let told = telling.await.map_err(std::io::Error::other)?;
        events.add_lines(&told, new.len() as u64);
        queue::reopen(tx, &open_again).await
    }

    async fn keep_breaks(
        &self,
        tx: &mut Writing,
        breaks: &[NewDifference],
        events: &mut Events,
    ) -> Result<(), StoreError> {
        if breaks.is_empty() {
            return Ok(());
        }
        statement::insert_differences(tx, self.statement, breaks).await?;
        for d in breaks {
            let fields: [(&str, &dyn Display); 6] = [
                ("kind", &d.kind.word()),
                ("order", &d.order_number),
                ("expected", &d.expected),
                ("found", &d.found),
                ("statement", &self.number),
                ("line", &d.line),
            ];
            events.add("break-found", &fields);
        }
        Ok(())
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

/// What the journal says of an answer.
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
            number: order.candidate.number,
            amount: order.candidate.amount,
            account: order.candidate.account.clone(),
            paid_on: line.value_date,
        };
        Note { order, outcome: line.outcome, line: line.line, reason: line.reason.clone().into_owned(), rest }
    }
}

/// The events of answers, a line each.
fn tell(letters: &Letters, statement: &str, notes: &[Note], eds: bool) -> String {
    let mut lines = String::with_capacity(notes.len() * 200);
    for note in notes {
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
            match note.rest.and_then(|rest| letters.digest(&note.order, rest)) {
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

/// Gives the plan back what was rejected, or returned within its budget year by the return's value date.
async fn free(tx: &mut Writing, answers: &Answers<'_>) -> Result<(), StoreError> {
    let back = |given: &&Given<'_>| match given.line.outcome {
        Outcome::Paid => false,
        Outcome::Rejected => true,
        Outcome::Returned => given.line.value_date.year() <= answers.order(given).candidate.number.year,
    };
    let freed: Vec<_> = answers.given.iter().filter(back).map(|given| &answers.order(given).candidate).collect();
    let ids = || freed.iter().map(|order| order.id);
    let range = binds![ids().min().unwrap_or_default(), ids().max().unwrap_or_default()];
    let keys = ids().map(Value::from).collect();
    let lines = tx.conn.rows_for_keys("orders_for_answers", range, keys, |r| Ok((r.int(0)?, r.int(1)?)));
    let lines: HashMap<i64, i64> = lines.await?.into_iter().collect();
    let mut sums: BTreeMap<(i64, i32), i64> = BTreeMap::new();
    for order in freed {
        let line = lines.get(&order.id).copied().unwrap_or(-1);
        *sums.entry((line, order.number.year)).or_default() += order.amount.tiyn();
    }
    for ((line, year), sum) in sums {
        plan::free(tx, line, year, Amount::from_tiyn(sum)).await?;
    }
    Ok(())
}
