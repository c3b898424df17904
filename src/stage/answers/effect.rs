//! Stores what the lines of a statement lead to: the new states, what is open and free again, the letters, the breaks, and
//! the events of all that.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Display;

use crate::binds;
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::store::notice;
use crate::store::order::{self, NewAnswer};
use crate::store::statement::{self, NewDifference};
use crate::store::{StoreError, Value, Writing, plan, queue};

use super::judge::Judged;

/// The effect of a statement, some of its lines after the other.
pub struct Effect<'a> {
    statement: i64,
    number: &'a str,
    /// The key of what the file's letters have in common, once there is one.
    run: &'a mut Option<i64>,
    /// The digest of the letters' templates.
    templates: &'a [u8; 32],
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
    /// Of a statement with this key and number; `run` and `templates` are of its letters.
    pub fn begin(
        (statement, number): (i64, &'a str),
        run: &'a mut Option<i64>,
        templates: &'a [u8; 32],
        eds: bool,
    ) -> Self {
        Effect { statement, number, run, templates, batches: BTreeSet::new(), eds, told: Told::default() }
    }

    /// Stores what the next lines lead to.
    pub async fn take(&mut self, tx: &mut Writing, judged: Judged, events: &mut Events) -> Result<(), StoreError> {
        let Judged { answers, telling, breaks, batches, open_again, freed, .. } = judged;
        self.told.matched += answers.len() as u64;
        self.told.breaks += breaks.len() as u64;
        self.batches.extend(batches);
        // the letters' digests are computed while the answers are stored
        let (of, eds) = (self.number.to_owned(), self.eds);
        let telling = tokio::task::spawn_blocking(move || telling.tell(&of, eds));
        if self.run.is_none() && answers.iter().any(|answer| answer.rest.is_some()) {
            *self.run = Some(notice::begin_run(tx, self.templates).await?);
        }
        let run = self.run.unwrap_or_default();
        let new: Vec<NewAnswer<'_>> = answers
            .iter()
            .map(|answer| NewAnswer {
                order: answer.order,
                status: answer.status,
                reason: &answer.reason,
                value_date: answer.value_date,
                reference: Some(&answer.reference),
                statement: Some((self.statement, answer.line)),
                letter: answer.rest.map(|rest| (run, rest)),
            })
            .collect();
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
        queue::reopen(tx, &open_again).await?;
        free(tx, &freed).await?;
        self.keep_breaks(tx, &breaks, events).await?;
        tx.keep(events);
        Ok(())
    }

    /// Settles the batches whose last open order was answered, once all lines are taken.
    pub async fn finish(self, tx: &mut Writing) -> Result<Told, StoreError> {
        let keys: Vec<Value<'_>> = self.batches.into_iter().map(Value::from).collect();
        tx.conn.execute_for_keys("batches_settle", keys).await?;
        Ok(self.told)
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

/// Gives the plan back what was rejected, or returned within its budget year by the return's value date.
async fn free(tx: &mut Writing, freed: &[(i64, i32, Amount)]) -> Result<(), StoreError> {
    let ids = || freed.iter().map(|(order, ..)| *order);
    let range = binds![ids().min().unwrap_or_default(), ids().max().unwrap_or_default()];
    let keys = ids().map(Value::from).collect();
    let lines = tx.conn.rows_for_keys("orders_for_answers", range, keys, |r| Ok((r.int(0)?, r.int(1)?)));
    let lines: HashMap<i64, i64> = lines.await?.into_iter().collect();
    let mut sums: BTreeMap<(i64, i32), i64> = BTreeMap::new();
    for (order, year, amount) in freed {
        let line = lines.get(order).copied().unwrap_or(-1);
        *sums.entry((line, *year)).or_default() += amount.tiyn();
    }
    for ((line, year), sum) in sums {
        plan::free(tx, line, year, Amount::from_tiyn(sum)).await?;
    }
    Ok(())
}
