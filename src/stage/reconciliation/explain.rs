//! Why the treasury's answer to an order is its answer: which line of which statement named it, by what, and what stands
//! against it.

use std::fmt::Display;

use chrono::NaiveDate;

use crate::binds;
use crate::domain::deadline::due;
use crate::domain::defect::Code;
use crate::domain::order::{OrderNumber, OrderStatus};
use crate::domain::statement::{Answered, Outcome, StatementLine};
use crate::domain::time::Moment;
use crate::format::statement::text::TextReader;
use crate::store::order::{self, ListedOrder};
use crate::store::{Conn, Row, StoreError, statement};

use super::super::{Office, StageError};
use super::{Break, state};

/// By what a line of a statement leads to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// The line names `YYYY-N`.
    Reference,
    /// The line names `N`; number, payee and sum leave this one order.
    NumberPayeeAmount,
    /// The line names no order; the whole identity of the payment (payee, account, sum) leaves this one.
    Identity,
    /// Two people's word on an unknown outcome.
    Resolution,
}

impl FoundBy {
    /// The word as it is written outside.
    pub const fn word(self) -> &'static str {
        match self {
            FoundBy::Reference => "reference",
            FoundBy::NumberPayeeAmount => "number-payee-amount",
            FoundBy::Identity => "identity",
            FoundBy::Resolution => "resolution",
        }
    }
}

/// What answered an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What happened.
    pub outcome: Outcome,
    /// When we learnt of it.
    pub at: Moment,
    /// The day on which the money moved.
    pub value_date: NaiveDate,
    /// Why it was rejected or returned.
    pub reason: String,
    /// The treasury's own reference.
    pub reference: Option<String>,
    /// Number and date of the statement, line in its file, and the order as it names it.
    pub statement: Option<(String, NaiveDate, i64, String)>,
    /// By what the line leads to the order.
    pub by: FoundBy,
}

/// An order and everything that was said of it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The order.
    pub order: ListedOrder,
    /// Its answers, in the order of coming.
    pub answers: Vec<Answer>,
    /// Breaks that name it, settled ones among them.
    pub breaks: Vec<Break>,
    /// Until when its answer is waited for, where it was sent and has none.
    pub due: Option<Moment>,
}

/// Explains an order.
///
/// # Errors
/// No such order.
pub async fn explain(
    office: &Office<'_>,
    conn: &mut Conn,
    now: Moment,
    number: OrderNumber,
) -> Result<Explanation, StageError> {
    let found = order::one(conn, number).await?;
    let order = found.ok_or_else(|| StageError::refuse("order", Code::NotFound, number, ""))?;
    let mut answers = Vec::new();
    for (mut answer, statement) in conn.rows("answers_of_order", binds![order.order.id], answer).await? {
        if let (Some(id), Some((_, _, _, named))) = (statement, &mut answer.statement) {
            let line = line_of(conn, id, &order, answer.outcome).await?;
            answer.by = match line.as_str() {
                Answered::UNNAMED => FoundBy::Identity,
                named if named == number.to_string() => FoundBy::Reference,
                _ => FoundBy::NumberPayeeAmount,
            };
            *named = line;
        }
        answers.push(answer);
    }
    let state = state(office, conn, now, None).await?;
    let named = |b: &Break| b.order_number == number.to_string() || b.order_number == number.number.to_string();
    let breaks: Vec<Break> = state.breaks.into_iter().chain(state.settled).filter(named).collect();
    let waits = matches!(order.order.status, OrderStatus::Dispatched | OrderStatus::OutcomeUnknown);
    let due = match order.dispatched_at.filter(|_| waits) {
        Some(sent) => Some(due(&office.rules.calendar, sent, office.settings.patience)?.due),
        None => None,
    };
    Ok(Explanation { order, answers, breaks, due })
}

/// An answer, and the key of its statement.
fn answer(r: Row<'_>) -> Result<(Answer, Option<i64>), StoreError> {
    let code = r.int(0)?;
    let outcome = OrderStatus::from_code(code).and_then(Outcome::of_status);
    let outcome = outcome.ok_or_else(|| StoreError::inconsistent("answer", "id", code))?;
    let statement = match (r.opt_text(7)?, r.opt_date(8)?, r.opt_int(5)?) {
        (Some(number), Some(date), Some(line)) => Some((number, date, line, String::new())),
        _ => None,
    };
    let answer = Answer {
        outcome,
        at: r.moment(1)?,
        reason: r.text(2)?,
        value_date: r.date(3)?,
        reference: r.opt_text(4)?,
        statement,
        by: FoundBy::Resolution,
    };
    Ok((answer, r.opt_int(6)?))
}

/// The order as the line of this statement names it that answered the order so.
async fn line_of(conn: &mut Conn, id: i64, of: &ListedOrder, outcome: Outcome) -> Result<String, StageError> {
    let (body, facts) = (statement::body(conn, id).await?, &of.order.facts);
    let mut named = String::new();
    let means = |line: &StatementLine<'_>| match line.order {
        Answered::Full(number) => number == facts.number,
        Answered::Bare(number) => {
            number == facts.number.number && line.amount == facts.amount && line.payee_bin == facts.payee_bin.as_str()
        }
        Answered::Unnamed => {
            let payee = (line.payee_bin.as_ref(), line.payee_account.as_ref());
            line.amount == facts.amount && payee == (facts.payee_bin.as_str(), facts.account.as_str())
        }
        Answered::Foreign => false,
    };
    let reader = TextReader::new(body.as_slice()).map_err(StoreError::from)?;
    reader
        .each(|row| {
            let line = StatementLine::parse(row, 1).filter(|line| line.outcome == outcome && means(line));
            if let Some(line) = line.filter(|_| named.is_empty()) {
                named = line.order_text.to_owned();
            }
        })
        .map_err(StoreError::from)?;
    Ok(named)
}

impl Display for FoundBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}
