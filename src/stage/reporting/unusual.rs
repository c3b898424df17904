//! What of a batch differs from the usual, for the head before the signature (004 §5.3): a recipient who never applied before,
//! an account that the recipient's application before did not have, an order in the place of one whose money did not arrive,
//! and the largest sum.

use std::collections::BTreeMap;

use crate::domain::money::Amount;
use crate::domain::order::OrderNumber;
use crate::store::order::ListedOrder;
use crate::store::{Conn, access, request};

use crate::stage::StageError;

/// Accounts of a batch that are compared at most: more than a region has recipients.
const MOST: usize = 500;

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusual {
    /// The first application of this recipient.
    First {
        /// The order.
        order: OrderNumber,
        /// Who.
        name: String,
    },
    /// Another account than in the application before.
    NewAccount {
        /// The order.
        order: OrderNumber,
        /// Who.
        name: String,
        /// The account of before.
        before: String,
    },
    /// In the place of a rejected or returned order.
    Replaces {
        /// The order.
        order: OrderNumber,
        /// The one before.
        old: OrderNumber,
    },
    /// The largest sum of the batch.
    Largest {
        /// The order.
        order: OrderNumber,
        /// Who.
        name: String,
        /// The sum.
        amount: Amount,
    },
}

/// What of these orders, live ones of one batch, differs from the usual; the gravest first. Each recipient and account is
/// told once.
pub async fn unusual(conn: &mut Conn, orders: &[ListedOrder]) -> Result<Vec<Unusual>, StageError> {
    let mut found = Vec::new();
    let mut accounts: BTreeMap<(&str, &str), &ListedOrder> = BTreeMap::new();
    for order in orders {
        let facts = &order.order.facts;
        let key = (facts.payee_bin.as_str(), facts.account.as_str());
        let first = accounts.entry(key).or_insert(order);
        if order.order.request_id < first.order.request_id {
            *first = order;
        }
    }
    for ((bin, account), order) in accounts.into_iter().take(MOST) {
        let (number, name) = (order.order.facts.number, order.order.facts.payee_name.clone());
        let before = access::requests_of(conn, bin, order.order.request_id, 1).await?;
        match before.first() {
            None => found.push(Unusual::First { order: number, name }),
            Some(id) => {
                let known = request::one(conn, *id).await?.map(|r| r.account).filter(|known| known != account);
                found.extend(known.map(|before| Unusual::NewAccount { order: number, name, before }));
            }
        }
    }
    found.sort_by_key(|one| matches!(one, Unusual::First { .. }));
    let replaces = orders.iter().filter_map(|o| Some((o.order.facts.number, o.replaces?)));
    found.extend(replaces.map(|(order, old)| Unusual::Replaces { order, old }));
    if let Some(largest) = orders.iter().max_by_key(|o| o.order.facts.amount).filter(|_| orders.len() > 1) {
        let facts = &largest.order.facts;
        let (order, name, amount) = (facts.number, facts.payee_name.clone(), facts.amount);
        found.push(Unusual::Largest { order, name, amount });
    }
    Ok(found)
}
