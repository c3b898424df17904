//! No tiyn comes from nowhere and none is lost: what was claimed is registered, waiting, held, on its way, paid,
//! refused or withdrawn. The requests say the one half, the payment orders the other.

use super::money::Amount;
use super::order::OrderStatus;
use super::standing::Standing;

/// Where the money claimed under one service is, in tiyn; wide enough for any number of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conservation {
    /// Claimed by all requests.
    pub requested: i128,
    /// Not yet confirmed.
    pub registered: i128,
    /// Confirmed and in the waiting list.
    pub waiting: i128,
    /// Confirmed and on hold.
    pub held: i128,
    /// In live orders that are not yet paid.
    pub in_flight: i128,
    /// In paid orders.
    pub paid: i128,
    /// Not covered by any order when the request was refused.
    pub refused: i128,
    /// Withdrawn by the recipients.
    pub withdrawn: i128,
}

impl Conservation {
    /// Adds what a request claims, and what of it no live order covers.
    pub fn add_request(&mut self, r: &Standing) {
        let wide = |a: Amount| i128::from(a.tiyn());
        let rest = wide(r.amount) - wide(r.ordered) - wide(r.withdrawn);
        self.requested += wide(r.amount);
        self.withdrawn += wide(r.withdrawn);
        *match () {
            () if r.refused => &mut self.refused,
            () if !r.confirmed => &mut self.registered,
            () if r.holds != 0 => &mut self.held,
            () => &mut self.waiting,
        } += rest;
    }

    /// Adds what an order covers.
    pub fn add_order(&mut self, status: OrderStatus, amount: Amount) {
        if status == OrderStatus::Paid {
            self.paid += i128::from(amount.tiyn());
        } else if status.is_live() {
            self.in_flight += i128::from(amount.tiyn());
        }
    }

    /// Where everything is, added up.
    pub fn accounted(&self) -> i128 {
        self.registered + self.waiting + self.held + self.in_flight + self.paid + self.refused + self.withdrawn
    }

    /// Whether everything that was claimed is somewhere.
    pub fn adds_up(&self) -> bool {
        self.requested == self.accounted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_without_its_request_breaks_the_sum() {
        let standing = |amount, ordered| Standing {
            amount: Amount::from_tiyn(amount),
            ordered: Amount::from_tiyn(ordered),
            paid: Amount::ZERO,
            withdrawn: Amount::from_tiyn(5),
            confirmed: true,
            refused: false,
            holds: 0,
        };
        let mut sums = Conservation::default();
        sums.add_request(&standing(100, 60));
        sums.add_order(OrderStatus::Paid, Amount::from_tiyn(20));
        sums.add_order(OrderStatus::Dispatched, Amount::from_tiyn(40));
        sums.add_order(OrderStatus::Returned, Amount::from_tiyn(40));
        assert_eq!((sums.waiting, sums.in_flight, sums.paid, sums.withdrawn), (35, 40, 20, 5));
        assert!(sums.adds_up());
        sums.add_order(OrderStatus::Signed, Amount::from_tiyn(1));
        assert!(!sums.adds_up());
    }
}
