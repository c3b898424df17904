//! The orders that a payment file carries (004 §5.4), one after the other and as often as somebody goes through them: the
//! writer of a file and the reader that holds it against what was signed each go their own way, and a million orders need
//! not lie in memory.

use super::money::Amount;
use super::order::OrderFacts;

/// Why an order cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// Orders in the manifest's order.
pub trait Orders: Sync {
    /// How many.
    fn count(&self) -> usize;
    /// Their sum, or `None` past what fits.
    fn total(&self) -> Option<Amount>;
    /// Begins before the first one.
    fn pass(&self) -> Box<dyn Pass + '_>;
}

/// One way through the orders.
pub trait Pass {
    /// The next one, which is there until the one after it is asked for; nothing after the last.
    ///
    /// # Errors
    /// [`Unreadable`]: the facts are not what this program writes.
    fn next(&mut self) -> Result<Option<&OrderFacts>, Unreadable>;
}

/// Orders that lie in memory.
impl Orders for Vec<&OrderFacts> {
    fn count(&self) -> usize {
        self.len()
    }

    fn total(&self) -> Option<Amount> {
        Amount::sum(self.iter().map(|o| o.amount))
    }

    fn pass(&self) -> Box<dyn Pass + '_> {
        Box::new(self.iter())
    }
}

impl Pass for std::slice::Iter<'_, &OrderFacts> {
    fn next(&mut self) -> Result<Option<&OrderFacts>, Unreadable> {
        Ok(Iterator::next(self).copied())
    }
}
