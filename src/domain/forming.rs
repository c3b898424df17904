//! Ordering against the plan (004 §5.2): who gets how much, decided from the waiting list and what is available alone.
//! No clock and no database: the same list and the same sum always give the same orders.

use smol_str::SmolStr;

use super::money::Amount;
use super::rules::QueuePolicy;
use super::time::Moment;

/// A confirmed request that waits for money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its key in the database.
    pub id: i64,
    /// When it was registered: its place in the list.
    pub registered_at: Moment,
    /// Its number: decides between requests of the same instant, as bytes. Of half a million that wait few are so long that
    /// they need a place of their own.
    pub number: SmolStr,
    /// What no live order covers.
    pub rest: Amount,
    /// Whether an earlier forming found no money for it.
    pub short: bool,
}

impl Waiting {
    /// The order of the waiting list: by the instant of registration, then by the number's bytes.
    pub fn place(&self) -> (Moment, &[u8]) {
        (self.registered_at, self.number.as_bytes())
    }
}

/// What was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forming {
    /// Orders to form: the request's key and the sum, in the order of the list.
    pub orders: Vec<(i64, Amount)>,
    /// Requests that got nothing or not all, because the plan was too short.
    pub short: Vec<i64>,
    /// What is left of the plan.
    pub left: Amount,
}

/// Gives `available` out, strictly from the head of the list. `list` need not be sorted.
pub fn form<'a>(list: impl IntoIterator<Item = &'a Waiting>, available: Amount, policy: QueuePolicy) -> Forming {
    let mut list: Vec<&Waiting> = list.into_iter().collect();
    list.sort_by(|a, b| a.place().cmp(&b.place()));
    let mut left = available.max(Amount::ZERO);
    let mut decided = Forming { orders: Vec::with_capacity(list.len()), ..Default::default() };
    let mut stopped = false;
    for waiting in list {
        let sum = match policy {
            _ if stopped => Amount::ZERO,
            QueuePolicy::Partial => left.min(waiting.rest),
            QueuePolicy::Wait if waiting.rest <= left => waiting.rest,
            QueuePolicy::Wait => Amount::ZERO,
        };
        if sum < waiting.rest {
            stopped = true;
            decided.short.push(waiting.id);
        }
        if sum > Amount::ZERO {
            left = Amount::from_tiyn(left.tiyn() - sum.tiyn());
            decided.orders.push((waiting.id, sum));
        }
    }
    decided.left = left;
    decided
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn waiting(id: i64, at: i64, number: &str, rest: i64) -> Waiting {
        Waiting {
            id,
            registered_at: Moment::from_micros(at),
            number: number.into(),
            rest: Amount::from_tiyn(rest),
            short: false,
        }
    }

    fn sums(formed: &Forming) -> Vec<(i64, i64)> {
        formed.orders.iter().map(|(id, sum)| (*id, sum.tiyn())).collect()
    }

    #[test]
    fn money_goes_strictly_from_the_head_of_the_list() {
        let list = vec![waiting(1, 20, "A", 50), waiting(2, 10, "B", 70), waiting(3, 10, "A", 30)];
        let partial = form(&list, Amount::from_tiyn(120), QueuePolicy::Partial);
        assert_eq!(sums(&partial), [(3, 30), (2, 70), (1, 20)]);
        assert_eq!((partial.short, partial.left), (vec![1], Amount::ZERO));
        let wait = form(&list, Amount::from_tiyn(80), QueuePolicy::Wait);
        assert_eq!(sums(&wait), [(3, 30)]);
        assert_eq!((wait.short, wait.left.tiyn()), (vec![2, 1], 50));
    }

    proptest! {
        #[test]
        fn never_past_the_plan_never_past_the_rest_and_never_out_of_turn(
            rests in proptest::collection::vec((1i64..1_000, 0i64..5), 0..40),
            available in -50i64..20_000,
            partial: bool,
        ) {
            let list: Vec<Waiting> = rests
                .iter()
                .enumerate()
                .map(|(i, (rest, at))| waiting(i as i64, *at, &format!("N{i}"), *rest))
                .collect();
            let policy = if partial { QueuePolicy::Partial } else { QueuePolicy::Wait };
            let formed = form(&list, Amount::from_tiyn(available), policy);
            let total: i64 = formed.orders.iter().map(|(_, s)| s.tiyn()).sum();
            prop_assert!(total <= available.max(0));
            prop_assert_eq!(total + formed.left.tiyn(), available.max(0));
            let mut sorted = list;
            sorted.sort_by(|a, b| a.place().cmp(&b.place()));
            for (i, (id, sum)) in formed.orders.iter().enumerate() {
                prop_assert_eq!(sorted[i].id, *id);
                prop_assert!(*sum <= sorted[i].rest);
                let last = i + 1 == formed.orders.len();
                prop_assert!(*sum == sorted[i].rest || (partial && last));
            }
            if let Some(next) = sorted.get(formed.orders.len()) {
                let reason = if partial { formed.left == Amount::ZERO } else { next.rest > formed.left };
                prop_assert!(reason, "the next in turn was passed over");
            }
        }
    }
}
