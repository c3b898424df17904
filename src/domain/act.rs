//! An act of reconciliation with a recipient: what was accepted for payment, what was paid, what came back, and what is
//! left, in a period and before it (004 §5.4).

use chrono::NaiveDate;

use super::money::Amount;

/// What moves the balance between the department and a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Movement {
    /// An application was accepted: the department owes it.
    Accepted,
    /// The treasury paid an order.
    Paid,
    /// The money came back.
    Returned,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its day.
    pub on: NaiveDate,
    /// What it is.
    pub what: Movement,
    /// The application or the order.
    pub document: String,
    /// The treasury's reference, or nothing.
    pub reference: String,
    /// Its sum.
    pub amount: Amount,
}

/// What the department owes at both ends of a period, and what moved in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Owed before the first day.
    pub opening: Amount,
    /// Accepted in the period.
    pub accepted: Amount,
    /// Paid in it.
    pub paid: Amount,
    /// Come back in it.
    pub returned: Amount,
    /// Owed after the last day.
    pub closing: Amount,
}

/// The balance of a period, both days included; `None` past what fits.
pub fn balance(entries: &[Entry], from: NaiveDate, to: NaiveDate) -> Option<Balance> {
    let mut balance = Balance::default();
    for entry in entries.iter().filter(|entry| entry.on <= to) {
        let owed = |sum: Amount| match entry.what {
            Movement::Accepted | Movement::Returned => sum.checked_add(entry.amount),
            Movement::Paid => sum.checked_sub(entry.amount),
        };
        balance.closing = owed(balance.closing)?;
        if entry.on < from {
            balance.opening = owed(balance.opening)?;
            continue;
        }
        let sum = match entry.what {
            Movement::Accepted => &mut balance.accepted,
            Movement::Paid => &mut balance.paid,
            Movement::Returned => &mut balance.returned,
        };
        *sum = sum.checked_add(entry.amount)?;
    }
    Some(balance)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(u64::from(n))
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let what = prop_oneof![Just(Movement::Accepted), Just(Movement::Paid), Just(Movement::Returned)];
        let one = (0..60u32, what, 1..1_000_000i64).prop_map(|(on, what, tiyn)| Entry {
            on: day(on),
            what,
            document: String::new(),
            reference: String::new(),
            amount: Amount::from_tiyn(tiyn),
        });
        proptest::collection::vec(one, 0..40)
    }

    proptest! {
        #[test]
        fn what_is_owed_after_a_period_is_owed_before_the_next_and_nothing_is_lost(all in entries(), cut in 0..59u32) {
            let (first, second) = (balance(&all, day(0), day(cut)).unwrap(), balance(&all, day(cut + 1), day(60)).unwrap());
            let whole = balance(&all, day(0), day(60)).unwrap();
            prop_assert_eq!(first.opening, Amount::ZERO);
            prop_assert_eq!(first.closing, second.opening);
            prop_assert_eq!(second.closing, whole.closing);
            for b in [first, second, whole] {
                let moved = b.accepted.tiyn() - b.paid.tiyn() + b.returned.tiyn();
                prop_assert_eq!(b.opening.tiyn() + moved, b.closing.tiyn());
            }
            prop_assert_eq!(first.paid.tiyn() + second.paid.tiyn(), whole.paid.tiyn());
        }
    }
}
