//! Notifications in the database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::binds;
use crate::domain::money::Amount;
use crate::domain::notice::{Facts, NoticeKind, Payment, Subject, acceptance, digest, templates_digest};
use crate::domain::order::OrderNumber;
use crate::domain::rules::Rules;
use crate::domain::time::Moment;

use super::eds;
use super::installation::Keys;
use super::order::number;
use super::piece::Facts as PieceFacts;
use super::request::StoredRequest;
use super::statement::{Subjects, subjects};
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

impl StoredNotice {
    /// The name of what is signed when somebody signs this letter of the request.
    pub fn signed_as(&self, r: &StoredRequest) -> String {
        match self.kind {
            NoticeKind::Acceptance => eds::of_acceptance(&r.service, &r.number),
            NoticeKind::Refusal => eds::of_refusal(&r.service, &r.number),
            NoticeKind::Result => {
                let facts = Facts::parse(&self.fields).unwrap_or_default();
                OrderNumber::parse(facts.get("order")).map(eds::of_result).unwrap_or_default()
            }
        }
    }
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
    let made = |kind, at, rules_id, fields: String, templates: &[u8; 32]| StoredNotice {
        kind,
        at,
        rules_id,
        digest: digest(kind, &r.subject(), &fields, templates),
        fields,
    };
    let accepted = conn.rows("acceptance_of_request", binds![r.id], |row| {
        let (at, facts) = (row.moment(0)?, acceptance(row.moment(0)?, row.moment(1)?, &row.text(2)?));
        Ok(made(NoticeKind::Acceptance, at, row.int(3)?, facts.text(), &row.digest(4)?))
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
        all.push(made(NoticeKind::Result, at, rules_id, payment.text(), &templates));
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

/// Notes that the letters of these paid orders wait for a person's electronic signature (004 §8.10).
pub async fn await_signatures(tx: &mut Writing, orders: &[i64]) -> Result<(), StoreError> {
    tx.conn.insert_many("result_unsigned", &["id"], orders.iter().map(|id| Value::from(*id)).collect()).await
}

/// The letters of these orders wait no longer: they were signed, or the money came back.
pub async fn no_longer(tx: &mut Writing, orders: &[i64]) -> Result<(), StoreError> {
    let keys = orders.iter().map(|id| Value::from(*id)).collect();
    tx.conn.execute_for_keys("result_no_longer", keys).await?;
    Ok(())
}

/// A paid order whose letter waits for a signature.
#[derive(Clone, Copy, Debug)]
pub struct UnsignedResult {
    /// Its number.
    pub order: OrderNumber,
    /// Key of its request.
    pub request_id: i64,
    /// What was paid.
    pub amount: Amount,
}

/// Every paid order whose letter waits for a signature, by its key.
pub async fn unsigned_results(conn: &mut Conn) -> Result<Vec<UnsignedResult>, StoreError> {
    conn.rows("results_unsigned", binds![], |r| {
        Ok(UnsignedResult { order: number(r.int(0)?)?, request_id: r.int(1)?, amount: r.amount(2)? })
    })
    .await
}

/// An order of which it was learnt that it is paid.
#[derive(Clone, Debug)]
pub struct PaidOrder {
    /// The key of its request.
    pub request_id: i64,
    /// The number of its request.
    pub request: String,
    /// Who was paid: name and BIN of the request's recipient.
    pub recipient: (String, String),
    /// Its number.
    pub number: OrderNumber,
    /// Its sum.
    pub amount: Amount,
    /// Where the money went.
    pub account: String,
    /// The day on which it went.
    pub paid_on: NaiveDate,
}

/// What the result's letters of one change have in common (004 §3, §8.10).
#[derive(Clone, Debug)]
pub struct LetterRun {
    templates: [u8; 32],
    specialist: String,
    services: BTreeMap<i64, String>,
}

impl LetterRun {
    /// Of letters that this person signs, made from templates of this digest.
    pub async fn begin(conn: &mut Conn, specialist: String, templates: [u8; 32]) -> Result<Self, StoreError> {
        let services = Keys::load(conn).await?.services().map(|(name, key)| (key, name.to_owned())).collect();
        Ok(LetterRun { templates, specialist, services })
    }

    /// Letters for payments of these requests, before they are stored. `so_far` is what was paid of a request, less what
    /// came back, in tiyn, that this connection does not see.
    pub async fn letters(
        &self,
        conn: &mut Conn,
        paid: &[(i64, Amount)],
        so_far: impl Fn(i64) -> i64,
    ) -> Result<Letters, StoreError> {
        let ids: BTreeSet<i64> = paid.iter().map(|(request, _)| *request).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let mut subjects = subjects(conn, &ids).await?;
        // an order that covers all that was claimed is the only one: nothing can have been paid before
        let whole = |request, amount: Amount| subjects.of(request).is_none_or(|s| s.unpaid == amount);
        let parts: BTreeSet<i64> = paid.iter().filter(|(r, amount)| !whole(*r, *amount)).map(|(r, _)| *r).collect();
        let keys = parts.iter().map(|request| Value::from(*request)).collect();
        let before = conn.rows_for_keys("paid_before", binds![], keys, |r| Ok((r.int(0)?, r.amount(1)?)));
        for (request, sum) in before.await? {
            if let Some(s) = subjects.of_mut(request) {
                s.unpaid = Amount::from_tiyn(s.unpaid.tiyn() - sum.tiyn() - so_far(request));
            }
        }
        Ok(Letters { of: self.clone(), subjects, parts })
    }
}

/// Letters on their way.
#[derive(Debug)]
pub struct Letters {
    of: LetterRun,
    subjects: Subjects,
    /// Requests of which an order pays only a part.
    parts: BTreeSet<i64>,
}

impl Letters {
    /// Of the person who acts, for payments of these requests, before they are stored; there are no others in this change.
    /// With the key of what they have in common.
    pub async fn begin(tx: &mut Writing, rules: &Rules, paid: &[(i64, Amount)]) -> Result<(Self, i64), StoreError> {
        let templates = templates_digest(rules, NoticeKind::Result);
        let run = if paid.is_empty() { 0 } else { begin_run(tx, &templates).await? };
        let of = LetterRun::begin(&mut tx.conn, tx.actor.clone(), templates).await?;
        Ok((of.letters(&mut tx.conn, paid, |_| 0).await?, run))
    }

    /// Whether an order among these payments pays only a part of this request.
    pub fn is_part(&self, request: i64) -> bool {
        self.parts.contains(&request)
    }

    /// What of the request is unpaid after this payment, the payments told before among them.
    pub fn rest(&mut self, request: i64, paid: Amount) -> Option<Amount> {
        let subject = self.subjects.of_mut(request)?;
        subject.unpaid = Amount::from_tiyn(subject.unpaid.tiyn() - paid.tiyn());
        Some(subject.unpaid)
    }

    /// A payment of the request came back.
    pub fn came_back(&mut self, request: i64, paid: Amount) {
        if let Some(subject) = self.subjects.of_mut(request) {
            subject.unpaid = Amount::from_tiyn(subject.unpaid.tiyn() + paid.tiyn());
        }
    }

    /// The digest of a letter.
    pub fn digest(&self, order: &PaidOrder, rest: Amount) -> Option<[u8; 32]> {
        let of = self.subjects.of(order.request_id)?;
        let payment = Payment {
            order: order.number,
            amount: order.amount,
            paid_on: order.paid_on,
            account: &order.account,
            rest,
            specialist: &self.of.specialist,
        };
        let service = self.of.services.get(&of.service)?;
        let (number, (recipient, bin)) = (&order.request, &order.recipient);
        let subject = Subject { service, number, registered_at: of.registered_at, recipient, bin, amount: of.amount };
        Some(digest(NoticeKind::Result, &subject, &payment.text(), &self.of.templates))
    }
}
