//! Which orders the lines of a statement mean, and what each line leads to. Nothing is written.

use std::collections::{HashMap, HashSet};

use crate::domain::order::OrderStatus;
use crate::domain::statement::{Answered, Judged, Outcome, StatementLine, judge};
use crate::store::order::{self, Answerable};
use crate::store::statement::NewDifference;
use crate::store::{Conn, StoreError};

use super::so_far::SoFar;

/// A line that answers an order.
pub struct Given<'a> {
    /// The order's place among those that are known.
    pub order: usize,
    /// Where the order stood before this line.
    pub before: OrderStatus,
    /// The line.
    pub line: &'a StatementLine<'a>,
}

/// What some lines of a statement mean.
pub struct Answers<'a> {
    /// The orders that may be meant, as they stand after these lines.
    pub orders: Vec<Answerable>,
    /// The lines that fit, in the order of the file.
    pub given: Vec<Given<'a>>,
    /// The lines that do not, in the order of the file.
    pub breaks: Vec<NewDifference>,
}

impl Answers<'_> {
    /// The order that a line answers.
    pub fn order(&self, given: &Given<'_>) -> &Answerable {
        &self.orders[given.order]
    }
}

/// The payment's whole identity of a line that names no order: payee, account and sum in tiyn. Money that came back names
/// its order, or leads to none.
fn identity<'l>(line: &'l StatementLine<'_>) -> Option<(&'l str, &'l str, i64)> {
    let (bin, account) = (line.payee_bin.as_ref(), line.payee_account.as_ref());
    let whole = line.order == Answered::Unnamed && !bin.is_empty() && !account.is_empty();
    (whole && line.outcome != Outcome::Returned).then_some((bin, account, line.amount.tiyn()))
}

/// The places of the orders that wait for an answer, by payee, account and sum.
fn by_identity(orders: &[Answerable]) -> HashMap<(String, String, i64), Vec<usize>> {
    let waits = |o: &Answerable| matches!(o.candidate.status, OrderStatus::Dispatched | OrderStatus::OutcomeUnknown);
    let mut places: HashMap<_, Vec<usize>> = HashMap::new();
    for (place, Answerable { candidate, .. }) in orders.iter().enumerate().filter(|(_, o)| waits(o)) {
        let key = (candidate.payee_bin.clone(), candidate.account.clone(), candidate.amount.tiyn());
        places.entry(key).or_default().push(place);
    }
    places
}

/// Judges lines one after the other; a line sees what the lines before it did, of those that were judged before by `so_far`.
pub async fn answer<'a>(
    conn: &mut Conn,
    statement: i64,
    lines: &'a [StatementLine<'a>],
    so_far: &SoFar,
) -> Result<Answers<'a>, StoreError> {
    let references: Vec<Answered> = lines.iter().map(|l| l.order).collect();
    let mut orders = order::candidates(conn, &references, Some(statement)).await?;
    let unnamed: HashSet<(i64, &str)> = lines.iter().filter_map(identity).map(|(_, at, sum)| (sum, at)).collect();
    if !unnamed.is_empty() {
        let known: HashSet<i64> = orders.iter().map(|o| o.candidate.id).collect();
        let open = order::open_of(conn, &unnamed).await?;
        orders.extend(open.into_iter().filter(|o| !known.contains(&o.candidate.id)));
    }
    orders.iter_mut().for_each(|order| so_far.apply(order));
    // by number within a year, because a line may leave the year out
    orders.sort_by_key(|o| (o.candidate.number.number, o.candidate.number.year));
    let of_identity = if unnamed.is_empty() { HashMap::new() } else { by_identity(&orders) };
    let (mut given, mut breaks) = (Vec::with_capacity(lines.len()), Vec::new());
    for line in lines {
        let number = line.order.number();
        let first = orders.partition_point(|o| o.candidate.number.number < number);
        let same = orders[first..].iter().take_while(|o| o.candidate.number.number == number);
        let meant: Vec<usize> = match identity(line) {
            Some((bin, account, sum)) => {
                let key = (bin.to_owned(), account.to_owned(), sum);
                of_identity.get(&key).cloned().unwrap_or_default()
            }
            None => (first..)
                .zip(same)
                .filter(|(_, o)| !matches!(line.order, Answered::Full(n) if n != o.candidate.number))
                .map(|(place, _)| place)
                .collect(),
        };
        let candidates: Vec<_> = meant.iter().map(|place| &orders[*place].candidate).collect();
        match judge(line, &candidates) {
            Judged::Answers(place) => {
                let order = &mut orders[meant[place]].candidate;
                given.push(Given { order: meant[place], before: order.status, line });
                order.status = line.outcome.status();
                order.answered.push(line.outcome);
            }
            Judged::Break(kind, expected, found) => {
                let order_number = match candidates.as_slice() {
                    [one] => one.number.to_string(),
                    _ if line.order.number() == 0 => String::new(),
                    _ => line.order_text.to_owned(),
                };
                breaks.push(NewDifference { kind, order_number, expected, found, line: line.line });
            }
        }
    }
    Ok(Answers { orders, given, breaks })
}
