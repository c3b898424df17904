//! Letters on their way out to recipients, by channel: put out once for each link of the journal, tried again where a channel
//! fails, given up after many tries. Nothing here is for the journal: a letter is made whether or not somebody carries it.

use crate::binds;
use crate::domain::notice::NoticeKind;
use crate::domain::time::Moment;

use super::bulk::Cell;
use super::{Conn, Db, Row, StoreError};

/// A letter of a channel: the journal's link that made it and its place there name it for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// `folder`, `webhook` or `mail`.
    pub channel: String,
    /// The link.
    pub link: i64,
    /// Which event of the link.
    pub place: i64,
    /// Which letter.
    pub kind: NoticeKind,
    /// `SERVICE/NUMBER` of the request, or the number of the order of a result.
    pub subject: String,
    /// How often it was tried.
    pub tries: i64,
}

impl Outgoing {
    /// A name that is the same at every try.
    pub fn name(&self) -> String {
        format!("{}-{}-{}", self.channel, self.link, self.place)
    }
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is there.
    Done,
    /// It is tried again then.
    Again(Moment, String),
    /// Nobody tries it again by itself.
    GivenUp(String),
}

/// A letter that is not there yet.
#[derive(Clone, Debug)]
pub struct Open {
    /// Which.
    pub letter: Outgoing,
    /// Whether it was given up.
    pub given_up: bool,
    /// When it is tried next.
    pub next_at: Moment,
    /// What was wrong at the last try.
    pub error: String,
}

fn outgoing(r: &Row<'_>) -> Result<Outgoing, StoreError> {
    let word = r.text(3)?;
    Ok(Outgoing {
        channel: r.text(0)?,
        link: r.int(1)?,
        place: r.int(2)?,
        kind: NoticeKind::from_word(&word).ok_or_else(|| StoreError::inconsistent("outgoing", "kind", word))?,
        subject: r.text(4)?,
        tries: r.int(5)?,
    })
}

/// The last link whose letters were put out for a channel; nothing where the channel is new.
pub async fn cursor(conn: &mut Conn, channel: &str) -> Result<Option<i64>, StoreError> {
    conn.row("outgoing_cursor", binds![channel], |r| r.int(0)).await
}

/// At most so many letters that are due.
pub async fn due(conn: &mut Conn, now: Moment, most: i64) -> Result<Vec<Outgoing>, StoreError> {
    conn.rows("outgoing_due", binds![now, most], |r| outgoing(&r)).await
}

/// Every letter that waits or was given up; those first.
pub async fn open(conn: &mut Conn) -> Result<Vec<Open>, StoreError> {
    conn.rows("outgoing_open", binds![], |r| {
        Ok(Open {
            letter: outgoing(&r)?,
            given_up: r.int(6)? == 2,
            next_at: r.moment(7)?,
            error: r.opt_text(8)?.unwrap_or_default(),
        })
    })
    .await
}

impl Db {
    /// A channel that is new begins after this link.
    pub async fn begin_channel(&self, channel: &str, link: i64) -> Result<(), StoreError> {
        self.aside(vec![("outgoing_cursor_begin", binds![channel, link])]).await.map(|_| ())
    }

    /// Puts out the letters of the links from one to another; nothing where another program did it first.
    pub async fn put_out(
        &self,
        channel: &str,
        (from, to): (i64, i64),
        letters: &[Outgoing],
        now: Moment,
    ) -> Result<bool, StoreError> {
        let mut conn = self.begin_aside().await?;
        if conn.execute("outgoing_cursor_move", binds![channel, from, to]).await? == 0 {
            return Ok(false);
        }
        let columns = &["channel", "link", "place", "kind", "subject", "tries", "state", "next_at"];
        let row = |one: &Outgoing| {
            let (kind, at) = (one.kind.word(), now.micros());
            (one.link, one.place, kind, one.subject.clone(), at)
        };
        let rows: Vec<_> = letters.iter().map(row).collect();
        let cells = rows.iter().map(|(link, place, kind, subject, at)| {
            let (text, int) = (Cell::Text, Cell::Int);
            [text(channel), int(*link), int(*place), text(kind), text(subject), int(0), int(0), int(*at)]
        });
        conn.insert_rows("outgoing", columns, cells).await?;
        conn.commit().await?;
        Ok(true)
    }

    /// Takes a letter for a try; whether nobody else has it.
    pub async fn claim_letter(&self, one: &Outgoing, now: Moment, until: Moment) -> Result<bool, StoreError> {
        let binds = binds![&one.channel, one.link, one.place, now, until];
        Ok(self.aside(vec![("outgoing_claim", binds)]).await? > 0)
    }

    /// Notes what became of a try.
    pub async fn letter_ended(&self, one: &Outgoing, ended: &Ended, now: Moment) -> Result<(), StoreError> {
        let (state, next, error) = match ended {
            Ended::Done => (1, now, None),
            Ended::Again(next, error) => (0, *next, Some(error.as_str())),
            Ended::GivenUp(error) => (2, now, Some(error.as_str())),
        };
        let binds = binds![&one.channel, one.link, one.place, state, next, error];
        self.aside(vec![("outgoing_ended", binds)]).await.map(|_| ())
    }

    /// Everything that was given up is tried again; how many.
    pub async fn retry_letters(&self, now: Moment) -> Result<u64, StoreError> {
        self.aside(vec![("outgoing_retry", binds![now])]).await
    }
}
