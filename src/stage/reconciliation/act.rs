//! What acts of reconciliation are made from: with a recipient, everything that was accepted, paid and returned; with the
//! treasury, every order that went to it in a period and what it answered (004 §5.4).

use chrono::NaiveDate;

use crate::binds;
use crate::domain::act::{Entry, Movement};
use crate::domain::defect::Code;
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::statement::Outcome;
use crate::store::order::{self, ListedOrder};
use crate::store::{Conn, StoreError, request};

use super::super::{Office, StageError};

/// What the treasury said of an order.
#[derive(Clone, Debug)]
pub struct Said {
    /// What happened.
    pub outcome: Outcome,
    /// The day on which the money moved.
    pub value_date: NaiveDate,
    /// Its own reference.
    pub reference: Option<String>,
    /// Number of the statement.
    pub statement: Option<String>,
}

/// What it said, in the order of coming.
async fn said(conn: &mut Conn, order: i64) -> Result<Vec<Said>, StoreError> {
    conn.rows("answers_of_order", binds![order], |r| {
        let code = r.int(0)?;
        let outcome = OrderStatus::from_code(code).and_then(Outcome::of_status);
        Ok(Said {
            outcome: outcome.ok_or_else(|| StoreError::inconsistent("answer", "id", code))?,
            value_date: r.date(3)?,
            reference: r.opt_text(4)?,
            statement: r.opt_text(7)?,
        })
    })
    .await
}

/// The orders that went to the treasury on these days, each with its answers.
pub async fn with_treasury(
    office: &Office<'_>,
    conn: &mut Conn,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(ListedOrder, Vec<Said>)>, StageError> {
    let sent = |o: &ListedOrder| o.dispatched_at.is_some_and(|at| (from..=to).contains(&office.day(at)));
    let (mut all, mut found) = (Vec::new(), Vec::new());
    order::each(conn, |o| all.extend(sent(&o).then_some(o))).await?;
    for order in all {
        let answers = said(conn, order.order.id).await?;
        found.push((order, answers));
    }
    Ok(found)
}

/// Everything that moved the balance with a recipient, by day, and the recipient's name.
///
/// # Errors
/// Nobody of this BIN ever applied.
pub async fn with_recipient(
    office: &Office<'_>,
    conn: &mut Conn,
    bin: &str,
) -> Result<(String, Vec<Entry>), StageError> {
    let mut entries = Vec::new();
    let mut name = None;
    request::each(conn, |r| {
        if r.bin != bin {
            return Ok(());
        }
        // the name that came last
        name = Some(r.name);
        let Some(confirmed) = r.confirmed_at.filter(|_| !r.standing.refused) else { return Ok(()) };
        let amount = Amount::from_tiyn(r.standing.amount.tiyn() - r.standing.withdrawn.tiyn());
        if amount > Amount::ZERO {
            entries.push(Entry {
                on: office.day(confirmed),
                what: Movement::Accepted,
                document: r.number,
                reference: String::new(),
                amount,
            });
        }
        Ok(())
    })
    .await?;
    let name = name.ok_or_else(|| StageError::refuse("recipient", Code::NotFound, bin, ""))?;
    let mut all = Vec::new();
    order::each(conn, |o| all.extend((o.order.facts.payee_bin.as_str() == bin).then_some(o))).await?;
    for order in all {
        let (facts, answers) = (&order.order.facts, said(conn, order.order.id).await?);
        let entry = |on, what, said: &Said| Entry {
            on,
            what,
            document: facts.number.to_string(),
            reference: said.reference.clone().unwrap_or_default(),
            amount: facts.amount,
        };
        for answer in &answers {
            match answer.outcome {
                Outcome::Paid => entries.push(entry(answer.value_date, Movement::Paid, answer)),
                Outcome::Rejected => {}
                Outcome::Returned => {
                    // the treasury may tell of the return alone: the money went before it came back
                    if !answers.iter().any(|a| a.outcome == Outcome::Paid) {
                        entries.push(entry(answer.value_date, Movement::Paid, answer));
                    }
                    entries.push(entry(answer.value_date, Movement::Returned, answer));
                }
            }
        }
    }
    entries.sort();
    Ok((name, entries))
}
