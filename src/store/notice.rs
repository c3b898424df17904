//! Notifications in the database.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::binds;
use crate::domain::money::Amount;
use crate::domain::notice::{Facts, NoticeKind, Payment, Subject, acceptance, digest, templates_digest};
use crate::domain::order::OrderNumber;
use crate::domain::rules::Rules;
use crate::domain::time::Moment;

use super::installation::Keys;
use super::order::{number, runs};
use super::piece::Facts as PieceFacts;
use super::request::StoredRequest;
use super::statement::{LetterSubject, subjects_between};
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

/// The notifications of a request, in the order of their making.
pub async fn of_request(conn: &mut Conn, r: &StoredRequest) -> Result<Vec<StoredNotice>, StoreError> {
    let mut all = conn
        .rows("notices_of_request", binds![r.id], |row| {
            let word = row.text(1)?;
            Ok(StoredNotice {
                kind: NoticeKind::from_word(&word).ok_or_else(|| StoreError::inconsistent("notice", "kind", word))?,
                at: row.moment(2)?,
                rules_id: row.int(3)?,
                fields: row.text(4)?,
                digest: row.digest(5)?,
            })
        })
        .await?;
    let made = |kind, at, rules_id, facts: &Facts, templates: &[u8; 32]| {
        let fields = facts.text();
        StoredNotice { kind, at, rules_id, digest: digest(kind, &r.subject(), &fields, templates), fields }
    };
    let accepted = conn.rows("acceptance_of_request", binds![r.id], |row| {
        let (at, facts) = (row.moment(0)?, acceptance(row.moment(0)?, row.moment(1)?, &row.text(2)?));
        Ok(made(NoticeKind::Acceptance, at, row.int(3)?, &facts, &row.digest(4)?))
    });
    all.extend(accepted.await?);
    let paid = conn.rows("results_of_request", binds![r.id], |row| {
        let run = (row.moment(0)?, row.text(5)?, row.int(6)?, row.digest(7)?);
        Ok((run, row.int(1)?, row.amount(2)?, row.date(3)?, row.amount(4)?))
    });
    let mut facts = PieceFacts::default();
    for ((at, specialist, rules_id, templates), order, amount, paid_on, rest) in paid.await? {
        let account = facts.account(conn, order).await?;
        let (order, account, specialist) = (number(order)?, account.as_str(), specialist.as_str());
        let payment = Payment { order, amount, paid_on, account, rest, specialist };
        all.push(made(NoticeKind::Result, at, rules_id, &payment.facts(), &templates));
    }
    all.sort_by_key(|n| n.at);
    Ok(all)
}

/// What the letters of this change have in common; the key under which it is kept.
pub async fn begin_run(tx: &mut Writing, templates: &[u8; 32]) -> Result<i64, StoreError> {
    let id = tx.conn.number("letter_run_next", binds![]).await?;
    let (actor, rules) = (tx.actor.clone(), tx.rules_id);
    tx.conn.execute("letter_run_insert", binds![id, actor, rules, templates]).await?;
    Ok(id)
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

/// The letter of a payment: what it says of the request's rest, and its digest.
#[derive(Clone, Copy, Debug)]
pub struct ResultLetter {
    /// What of the request is unpaid after it.
    pub rest: Amount,
    /// What binds the letter.
    pub digest: [u8; 32],
}

/// The result's letters (004 §3, §8.10) of these orders, before their answers are stored: the key of what they have in
/// common, and each by the key of its order.
pub async fn results(
    tx: &mut Writing,
    rules: &Rules,
    paid: &[PaidOrder],
) -> Result<(i64, HashMap<i64, ResultLetter>), StoreError> {
    if paid.is_empty() {
        return Ok((0, HashMap::new()));
    }
    let templates = templates_digest(rules, NoticeKind::Result);
    let run = begin_run(tx, &templates).await?;
    let ids: BTreeSet<i64> = paid.iter().map(|o| o.request_id).collect();
    let mut subjects: HashMap<i64, LetterSubject> = HashMap::with_capacity(ids.len());
    let ids: Vec<i64> = ids.into_iter().collect();
    let names = Keys::load(&mut tx.conn).await?;
    for near in runs(&ids) {
        subjects_between(&mut tx.conn, &names, near, |s| {
            subjects.insert(s.id, s);
        })
        .await?;
    }
    // an order that covers all that was claimed is the only one: nothing can have been paid before
    let whole = |o: &PaidOrder| {
        let subject = subjects.get(&o.request_id);
        subject.is_none_or(|s| s.amount.tiyn() - s.withdrawn.tiyn() == o.amount.tiyn())
    };
    let parts: BTreeSet<i64> = paid.iter().filter(|o| !whole(o)).map(|o| o.request_id).collect();
    let parts = parts.into_iter().map(Value::from).collect();
    for (id, sum) in tx.conn.rows_for_keys("paid_before", binds![], parts, |r| Ok((r.int(0)?, r.amount(1)?))).await? {
        if let Some(s) = subjects.get_mut(&id) {
            s.paid = sum;
        }
    }
    let mut letters = HashMap::with_capacity(paid.len());
    for order in paid {
        let Some(s) = subjects.get_mut(&order.request_id) else { continue };
        s.paid = Amount::from_tiyn(s.paid.tiyn() + order.amount.tiyn());
        let rest = Amount::from_tiyn(s.amount.tiyn() - s.withdrawn.tiyn() - s.paid.tiyn());
        let (number, amount, paid_on) = (order.number, order.amount, order.paid_on);
        let payment = Payment { order: number, amount, paid_on, account: &order.account, rest, specialist: &tx.actor };
        let subject = Subject {
            service: &s.service,
            number: &s.number,
            registered_at: s.registered_at,
            recipient: &s.name,
            bin: &s.bin,
            amount: s.amount,
        };
        let digest = digest(NoticeKind::Result, &subject, &payment.facts().text(), &templates);
        letters.insert(order.id, ResultLetter { rest, digest });
    }
    Ok((run, letters))
}
