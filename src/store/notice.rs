//! Notifications in the database.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::binds;
use crate::domain::money::Amount;
use crate::domain::notice::{Facts, NoticeKind, Subject, digest, templates_digest};
use crate::domain::order::OrderNumber;
use crate::domain::rules::Rules;
use crate::domain::time::Moment;

use super::request::StoredRequest;
use super::statement::{LetterSubject, subjects};
use super::{Conn, StoreError, Value, Writing};

/// A notification to be stored.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// The key of its request.
    pub request_id: i64,
    /// Which letter.
    pub kind: NoticeKind,
    /// Its facts beside the request's, a line each.
    pub fields: String,
    /// What binds it.
    pub digest: [u8; 32],
}

impl NewNotice {
    /// A letter about a request.
    pub fn of(r: &StoredRequest, kind: NoticeKind, facts: &Facts, rules: &Rules) -> Self {
        let fields = facts.text();
        let digest = digest(kind, &r.subject(), &fields, &templates_digest(rules, kind));
        NewNotice { request_id: r.id, kind, fields, digest }
    }
}

/// Stores notifications made at the moment and by the rules of this change.
pub async fn insert(tx: &mut Writing, notices: &[NewNotice]) -> Result<(), StoreError> {
    let first = tx.conn.number("notice_next", binds![]).await?;
    let (at, rules) = (tx.moment, tx.rules_id);
    let mut values: Vec<Value<'_>> = Vec::with_capacity(notices.len() * 7);
    for (id, n) in (first..).zip(notices) {
        values.extend(binds![id, n.request_id, n.kind.word(), at, rules, &n.fields, &n.digest]);
    }
    tx.conn.insert_many("notice", &["id", "request_id", "kind", "at", "rules_id", "fields", "digest"], values).await
}

/// A notification as it is stored.
#[derive(Clone, Debug)]
pub struct StoredNotice {
    /// Which letter.
    pub kind: NoticeKind,
    /// When it was made.
    pub at: Moment,
    /// By which rules.
    pub rules_id: i64,
    /// Its facts beside the request's.
    pub fields: String,
    /// What binds it.
    pub digest: [u8; 32],
}

/// The notifications of a request, in their order.
pub async fn of_request(conn: &mut Conn, request: i64) -> Result<Vec<StoredNotice>, StoreError> {
    conn.rows("notices_of_request", binds![request], |r| {
        let word = r.text(1)?;
        Ok(StoredNotice {
            kind: NoticeKind::from_word(&word).ok_or_else(|| StoreError::inconsistent("notice", "kind", word))?,
            at: r.moment(2)?,
            rules_id: r.int(3)?,
            fields: r.text(4)?,
            digest: r.digest(5)?,
        })
    })
    .await
}

/// An order of which it was learnt that it is paid.
#[derive(Clone, Debug)]
pub struct PaidOrder {
    /// The order's key.
    pub id: i64,
    /// The key of its request.
    pub request_id: i64,
    /// Its number.
    pub number: OrderNumber,
    /// Its sum.
    pub amount: Amount,
    /// Where the money went.
    pub account: String,
    /// The day on which it went.
    pub paid_on: NaiveDate,
}

/// Makes and stores the result's letter (004 §3, §8.10) of every paid order, before their requests' sums are changed; the
/// letters' digests by the key of their order.
pub async fn results(
    tx: &mut Writing,
    rules: &Rules,
    paid: &[PaidOrder],
) -> Result<HashMap<i64, [u8; 32]>, StoreError> {
    let ids: Vec<i64> = paid.iter().map(|o| o.request_id).collect::<BTreeSet<_>>().into_iter().collect();
    let found = subjects(&mut tx.conn, &ids).await?;
    let mut subjects: BTreeMap<i64, LetterSubject> = found.into_iter().map(|s| (s.id, s)).collect();
    let templates = templates_digest(rules, NoticeKind::Result);
    let (mut notices, mut digests) = (Vec::with_capacity(paid.len()), HashMap::new());
    for order in paid {
        let Some(s) = subjects.get_mut(&order.request_id) else { continue };
        s.paid = Amount::from_tiyn(s.paid.tiyn() + order.amount.tiyn());
        let rest = Amount::from_tiyn(s.amount.tiyn() - s.withdrawn.tiyn() - s.paid.tiyn());
        let facts = Facts::new(&[
            ("order", &order.number),
            ("paid_amount", &order.amount),
            ("paid_on", &order.paid_on),
            ("account", &order.account),
            ("rest", &rest),
            ("specialist", &tx.actor),
        ]);
        let subject = Subject {
            service: &s.service,
            number: &s.number,
            registered_at: s.registered_at,
            recipient: &s.name,
            bin: &s.bin,
            amount: s.amount,
        };
        let fields = facts.text();
        let digest = digest(NoticeKind::Result, &subject, &fields, &templates);
        digests.insert(order.id, digest);
        notices.push(NewNotice { request_id: order.request_id, kind: NoticeKind::Result, fields, digest });
    }
    insert(tx, &notices).await?;
    Ok(digests)
}
