//! That a batch in several files is the batch, each order once, and each file within the limits of its layout.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::tests::order as named;
use super::*;
use crate::config::layouts;
use crate::domain::ident::Bic;
use crate::domain::parts::{Part, PartFault, part};

fn order(number: i64) -> OrderFacts {
    named(number, "ТОО", "Субсидия")
}

fn parted(orders: &[OrderFacts], layout: &Layout) -> Result<Vec<Part>, PartFault> {
    let orders: Vec<&OrderFacts> = orders.iter().collect();
    part(&mut *orders.pass(), layout)
}

proptest! {
    #[test]
    fn each_order_is_in_one_part_that_keeps_the_limits_and_could_not_have_held_the_next(
        sums in proptest::collection::vec((1_i64..5_000, 0_usize..3), 1..60),
        most_orders in proptest::option::of(1_u64..8),
        most_sum in proptest::option::of(5_000_i64..20_000),
        by_bank: bool,
    ) {
        let banks = ["HSBKKZKX", "CASPKZKA", "KCJBKZKX"].map(|bic| Bic::parse(bic).unwrap());
        let orders: Vec<OrderFacts> = (1..).zip(&sums).map(|(number, (sum, bank))| OrderFacts {
            amount: Amount::from_tiyn(*sum),
            bank_bic: banks[*bank].clone(),
            ..order(number)
        }).collect();
            let most_sum = most_sum.map(Amount::from_tiyn);
        let layout = Layout { most_orders, most_sum, by_bank, ..layouts::usual("csv") };
        let parts = parted(&orders, &layout).unwrap();
        let of = |key: i64| orders.iter().find(|o| o.number.key() == Some(key)).unwrap();
        let all: Vec<i64> = parts.iter().flat_map(|part| part.keys.iter().copied()).collect();
        let mut sorted = all.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, orders.iter().map(|o| o.number.key().unwrap()).collect::<Vec<_>>());
        for part in &parts {
            prop_assert_eq!(Amount::sum(part.keys.iter().map(|key| of(*key).amount)), Some(part.total));
            prop_assert!(part.keys.len() as u64 <= most_orders.unwrap_or(u64::MAX));
            prop_assert!(part.total <= most_sum.unwrap_or(Amount::MAX));
            let banks: BTreeSet<&str> = part.keys.iter().map(|key| of(*key).bank_bic.as_str()).collect();
            prop_assert!(!by_bank || banks.len() == 1);
        }
        for two in parts.windows(2) {
            let first = of(*two[1].keys.first().unwrap());
            let full = Some(two[0].keys.len() as u64) == most_orders
                || most_sum.is_some_and(|most| two[0].total.checked_add(first.amount).unwrap() > most);
            let other_bank = by_bank && of(*two[0].keys.first().unwrap()).bank_bic != first.bank_bic;
            prop_assert!(full || other_bank);
        }
    }
}

#[test]
fn an_order_that_is_more_than_a_file_may_hold_is_named() {
    let [most, more] = [500, 501].map(Amount::from_tiyn);
    let orders = [(1, most), (2, more)].map(|(number, amount)| OrderFacts { amount, ..order(number) });
    let layout = Layout { most_sum: Some(most), ..layouts::usual("csv") };
    let fault = parted(&orders, &layout).unwrap_err();
    assert_eq!(fault, PartFault::TooLarge { order: orders[1].number, amount: more, most });
}
