//! Notifications in the database.

use crate::binds;
use crate::domain::notice::{Facts, NoticeKind, digest, templates_digest};
use crate::domain::rules::Rules;
use crate::domain::time::Moment;

use super::request::StoredRequest;
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
