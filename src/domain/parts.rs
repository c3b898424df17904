//! Which orders of a batch go into which file, where the client that loads them takes fewer or less at a time than the batch has
//! (004 §5.4). No clock and no chance: the same orders and the same limits give the same files.

use std::collections::BTreeSet;

use super::carried::{Pass, Unreadable};
use super::ident::Bic;
use super::layout::Layout;
use super::money::Amount;
use super::order::{OrderFacts, OrderNumber};

/// The orders of one file out of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Their keys.
    pub keys: BTreeSet<i64>,
    /// Their sum.
    pub total: Amount,
}

/// Why a batch cannot be parted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartFault {
    /// The facts of an order.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// An order alone is more than a file may hold.
    #[error("{order}: {amount} is more than {most}")]
    TooLarge {
        /// Its number.
        order: OrderNumber,
        /// What it pays.
        amount: Amount,
        /// The most of a file.
        most: Amount,
    },
}

/// Parts the orders: bank by bank in the order in which they are first named, where the layout wants that, and in runs of the
/// manifest's order that hold as many and as much as a file may. Each order is in one part.
///
/// # Errors
/// [`PartFault`].
pub fn part(orders: &mut dyn Pass, layout: &Layout) -> Result<Vec<Part>, PartFault> {
    let mut banks: Vec<(Bic, Vec<Part>)> = Vec::new();
    while let Some(order) = orders.next()? {
        if let Some(most) = layout.most_sum.filter(|most| order.amount > *most) {
            return Err(PartFault::TooLarge { order: order.number, amount: order.amount, most });
        }
        let of_bank = |(bank, _): &(Bic, Vec<Part>)| !layout.by_bank || *bank == order.bank_bic;
        let place = banks.iter().position(of_bank).unwrap_or_else(|| {
            banks.push((order.bank_bic.clone(), Vec::new()));
            banks.len() - 1
        });
        add(&mut banks[place].1, order, layout)?;
    }
    Ok(banks.into_iter().flat_map(|(_, parts)| parts).collect())
}

/// Adds an order to the last of these parts, or to a new one where it does not fit.
fn add(parts: &mut Vec<Part>, order: &OrderFacts, layout: &Layout) -> Result<(), PartFault> {
    let key = order.number.key().ok_or_else(|| Unreadable(order.number.to_string()))?;
    if let Some(last) = parts.last_mut() {
        let more = last.total.checked_add(order.amount).filter(|sum| *sum <= layout.most_sum.unwrap_or(Amount::MAX));
        let room = layout.most_orders.is_none_or(|most| (last.keys.len() as u64) < most);
        if let Some(total) = more.filter(|_| room) {
            last.keys.insert(key);
            last.total = total;
            return Ok(());
        }
    }
    parts.push(Part { keys: BTreeSet::from([key]), total: order.amount });
    Ok(())
}
