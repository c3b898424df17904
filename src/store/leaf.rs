//! The requests as people leaf through them and work on them: a page at a time, and what people did to one.

use crate::binds;
use crate::domain::time::Moment;

use super::request::{self, StoredRequest};
use super::{Conn, Row, StoreError, Value};

/// A part of the requests, as somebody leafs through them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// All of them, the newest first, before this key.
    Before(i64),
    /// Those that wait for a confirmation, the most urgent first, after this one: when it is due, its key.
    Registered(Moment, i64),
    /// Those that are on hold, after this key.
    Held(i64),
}

impl Leaf {
    /// The statement that finds the keys of its requests, and its values but for how many are wanted.
    fn keys(self) -> (&'static str, Vec<Value<'static>>) {
        match self {
            Leaf::Before(key) => ("requests_page", binds![key]),
            Leaf::Registered(due, key) => ("requests_page_registered", binds![due, key]),
            Leaf::Held(key) => ("requests_page_held", binds![key]),
        }
    }
}

/// At most so many requests of a part, in its order. What is settled costs nothing but in [`Leaf::Before`], where each page
/// costs the same however long the history is.
pub async fn leaf(conn: &mut Conn, leaf: Leaf, most: i64) -> Result<Vec<StoredRequest>, StoreError> {
    let (keys, binds) = leaf.keys();
    let mut found = request::some_found(conn, keys, (binds, most)).await?;
    match leaf {
        Leaf::Before(_) => found.reverse(),
        Leaf::Registered(..) => found.sort_by_key(|r| (r.confirm_due, r.id)),
        Leaf::Held(_) => {}
    }
    Ok(found)
}

/// How many requests are on hold, counted no further than to `most`.
pub async fn held(conn: &mut Conn, most: i64) -> Result<usize, StoreError> {
    let (keys, mut binds) = Leaf::Held(0).keys();
    binds.push(most.into());
    Ok(conn.rows(keys, binds, |r| r.int(0)).await?.len())
}

/// The keys of the requests whose new requisites wait for a head.
pub async fn corrections_open(conn: &mut Conn) -> Result<Vec<i64>, StoreError> {
    conn.rows("corrections_open", binds![], |r| r.int(0)).await
}

/// New requisites that wait for a head.
#[derive(Clone, Debug)]
pub struct OpenCorrection {
    /// The account.
    pub account: String,
    /// The bank.
    pub bic: String,
    /// The recipient's document.
    pub document: String,
    /// Who proposed them.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Moment,
}

/// Those of a request, if there are some.
pub async fn correction(conn: &mut Conn, request: i64) -> Result<Option<OpenCorrection>, StoreError> {
    let read = |r: Row<'_>| {
        Ok(OpenCorrection {
            account: r.text(1)?,
            bic: r.text(2)?,
            document: r.text(3)?,
            proposed_by: r.text(4)?,
            proposed_at: r.moment(5)?,
        })
    };
    conn.row("correction_open", binds![request], read).await
}

/// What people did to a request.
#[derive(Clone, Debug)]
pub struct StoredAct {
    /// When.
    pub at: Moment,
    /// Who.
    pub person: String,
    /// What.
    pub act: String,
    /// How.
    pub content: String,
}

/// Everything that people did to a request, the oldest first.
pub async fn acts(conn: &mut Conn, request: i64) -> Result<Vec<StoredAct>, StoreError> {
    let read =
        |r: Row<'_>| Ok(StoredAct { at: r.moment(0)?, person: r.text(1)?, act: r.text(2)?, content: r.text(3)? });
    conn.rows("request_acts", binds![request], read).await
}
