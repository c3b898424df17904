//! Which orders the lines of a statement mean, and what each line leads to. Nothing is written.

use crate::domain::order::OrderStatus;
use crate::domain::statement::{Answered, Judged, StatementLine, judge};
use crate::store::order::{self, Answerable};
use crate::store::statement::NewDifference;
use crate::store::{StoreError, Writing};

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

/// Judges lines one after the other; a line sees what the lines before it did, those among them that are stored already.
pub async fn answer<'a>(
    tx: &mut Writing,
    statement: i64,
    lines: &'a [StatementLine<'a>],
) -> Result<Answers<'a>, StoreError> {
    let references: Vec<Answered> = lines.iter().map(|l| l.order).collect();
    let mut orders = order::candidates(&mut tx.conn, &references, Some(statement)).await?;
    // by number within a year, because a line may leave the year out
    orders.sort_by_key(|o| (o.candidate.number.number, o.candidate.number.year));
    let (mut given, mut breaks) = (Vec::with_capacity(lines.len()), Vec::new());
    for line in lines {
        let number = line.order.number();
        let first = orders.partition_point(|o| o.candidate.number.number < number);
        let same = orders[first..].iter().take_while(|o| o.candidate.number.number == number);
        let meant: Vec<usize> = (first..)
            .zip(same)
            .filter(|(_, o)| !matches!(line.order, Answered::Full(n) if n != o.candidate.number))
            .map(|(place, _)| place)
            .collect();
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
                    _ => line.order_text.to_owned(),
                };
                breaks.push(NewDifference { kind, order_number, expected, found, line: line.line });
            }
        }
    }
    Ok(Answers { orders, given, breaks })
}
