//! The only way to commit a change: with its events, its actor and its moment, in one chained link. A silent write
//! cannot be expressed. The chain's order is the order of the writers, who wait for each other.

use std::io::Write;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::domain::batch::hex;
use crate::domain::event::{Event, Events, Link};
use crate::domain::time::Moment;

use super::{Conn, Db, Row, StoreError};
use crate::binds;

/// The rules that a change is judged by: their fingerprint and, for the first time, the files themselves.
#[derive(Clone, Debug)]
pub struct RulesInForce {
    /// SHA-256 over the rule files.
    pub fingerprint: [u8; 32],
    /// The rule files, zstd.
    pub bundle: Vec<u8>,
}

/// Where the journal stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stands {
    /// Its head, `None` while it is empty.
    pub head: Option<[u8; 32]>,
    /// The moment of the last change that binds.
    pub last: Option<Moment>,
}

/// A transaction that only reads, and the moment at which it looks.
#[derive(Debug)]
pub struct Reading {
    /// The transaction.
    pub conn: Conn,
    /// The command's moment.
    pub moment: Moment,
    /// The journal's head, `None` while it is empty.
    pub head: Option<[u8; 32]>,
}

/// A transaction that changes, its moment and who acts.
#[derive(Debug)]
pub struct Writing {
    /// The transaction.
    pub conn: Conn,
    /// The moment of the change: on the machine's clock read after the other writers were done.
    pub moment: Moment,
    /// Who acts: a person's name or `system`.
    pub actor: String,
    /// The rules' key in the database.
    pub rules_id: i64,
    rules: [u8; 32],
    seq: i64,
    previous: [u8; 32],
    body: Body,
}

impl Reading {
    /// Over a transaction in which the journal stands so.
    pub fn of(conn: Conn, stands: Stands, clock: Clock) -> Self {
        Reading { conn, moment: clock.now(stands.last), head: stands.head }
    }
}

impl Db {
    /// Begins to read.
    pub async fn reading(&self, clock: Clock) -> Result<Reading, StoreError> {
        let mut conn = self.read().await?;
        let read = |r: Row<'_>| Ok(Stands { head: Some(r.digest(0)?), last: r.opt_moment(1)? });
        let stands = conn.row("journal_stands", binds![], read).await?;
        Ok(Reading::of(conn, stands.unwrap_or_default(), clock))
    }

    /// Refuses a clock that stands before the last recorded change.
    pub async fn check_clock(&self, clock: Clock) -> Result<(), StoreError> {
        let mut conn = self.read().await?;
        let last = last_change(&mut conn).await?;
        not_behind(clock.now(last), last)
    }

    /// Begins to change. Waits for other writers; refuses a clock that stands before the last recorded change,
    /// unless `free` (an act that binds no later moment).
    pub async fn writing(
        &self,
        clock: Clock,
        actor: &str,
        rules: &RulesInForce,
        free: bool,
    ) -> Result<Writing, StoreError> {
        let mut conn = self.begin().await?;
        let last = last_change(&mut conn).await?;
        let moment = clock.now(last);
        if !free {
            not_behind(moment, last)?;
        }
        let head = conn.row("journal_head", binds![], |r| Ok((r.int(0)?, r.digest(2)?))).await?;
        let (seq, previous) = head.map_or((1, [0; 32]), |(seq, hash)| (seq + 1, hash));
        let rules_id = rules_id(&mut conn, rules, moment).await?;
        Ok(Writing {
            conn,
            moment,
            actor: actor.to_owned(),
            rules_id,
            rules: rules.fingerprint,
            seq,
            previous,
            body: Body::default(),
        })
    }
}

impl Writing {
    /// The hash of the last link before this change: the chain head to note on what is handed out.
    pub const fn head(&self) -> [u8; 32] {
        self.previous
    }

    /// Keeps the change together with its events; the chain's head after it. Without any event nothing has changed and
    /// nothing is kept.
    pub async fn commit(self, events: &Events) -> Result<[u8; 32], StoreError> {
        self.commit_as(events, true).await
    }

    /// As [`Writing::commit`], but binds no later moment: people and set-up under a simulated clock.
    pub async fn commit_free(self, events: &Events) -> Result<[u8; 32], StoreError> {
        self.commit_as(events, false).await
    }

    /// Takes over the events so far where they have grown large. They count only with the commit.
    pub fn keep(&mut self, events: &mut Events) {
        if events.bytes().len() >= PIECE {
            self.body.put(events.hand_over());
        }
    }

    async fn commit_as(mut self, events: &Events, binding: bool) -> Result<[u8; 32], StoreError> {
        if events.is_empty() {
            return Ok(self.previous);
        }
        let link = Link {
            seq: self.seq,
            at: self.moment,
            binding,
            actor: &self.actor,
            rules: &self.rules,
            previous: &self.previous,
        };
        let (digest, body) = self.body.finish(events.bytes())?;
        let hash = link.hash_of(&digest);
        let count = i64::try_from(events.count()).unwrap_or(i64::MAX);
        let values = binds![self.seq, self.moment, binding, &self.actor, self.rules_id, count, &self.previous, &hash];
        let columns = &["seq", "at", "binding", "actor", "rules_id", "events", "previous", "hash", "body"];
        self.conn.insert_large("journal", columns, &values, &body.0).await?;
        self.conn.commit().await?;
        Ok(hash)
    }
}

/// Bytes of events that are worth a journey to another thread.
const PIECE: usize = 1 << 18;
/// Pieces that may wait for it.
const WAITING: usize = 4;

/// A body on its way into the journal. A large one is packed and digested by a thread of its own while the next events
/// are made, and never lies in memory as a whole.
#[derive(Debug, Default)]
struct Body {
    packer: Option<(SyncSender<Vec<u8>>, Packer)>,
}

type Packer = JoinHandle<std::io::Result<Packed>>;

/// The digest of a body, and the body packed.
type Packed = ([u8; 32], Pieces);

/// Packed bytes in pieces: in one piece of memory they would be copied as often as it doubles, and lie there twice.
#[derive(Debug, Default)]
struct Pieces(Vec<Vec<u8>>);

impl Pieces {
    const SIZE: usize = 1 << 20;
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.0.last_mut() {
            Some(last) if last.len() < Self::SIZE => last.extend_from_slice(bytes),
            _ => self.0.push(bytes.to_vec()),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Body {
    fn put(&mut self, piece: Vec<u8>) {
        let (sender, _) = self.packer.get_or_insert_with(|| {
            let (sender, pieces) = sync_channel::<Vec<u8>>(WAITING);
            (sender, std::thread::spawn(move || pack(pieces.iter())))
        });
        // where the packer has failed, `finish` says why
        let _ = sender.send(piece);
    }

    fn finish(self, rest: &[u8]) -> std::io::Result<Packed> {
        let Some((sender, packer)) = self.packer else { return pack(std::iter::once(rest)) };
        let _ = sender.send(rest.to_vec());
        drop(sender);
        packer.join().map_err(|_| std::io::Error::other("the packing of the journal broke off"))?
    }
}

fn pack(pieces: impl Iterator<Item = impl AsRef<[u8]>>) -> std::io::Result<Packed> {
    let mut hash = Sha256::new();
    let mut packed = zstd::Encoder::new(Pieces::default(), 1)?;
    for piece in pieces {
        hash.update(piece.as_ref());
        packed.write_all(piece.as_ref())?;
    }
    Ok((hash.finalize().into(), packed.finish()?))
}

fn not_behind(now: Moment, last: Option<Moment>) -> Result<(), StoreError> {
    match last.filter(|l| *l > now) {
        Some(last) => Err(StoreError::ClockBehind { now, last }),
        None => Ok(()),
    }
}

/// Moment of the last recorded change that binds.
pub async fn last_change(conn: &mut Conn) -> Result<Option<Moment>, StoreError> {
    Ok(conn.row("journal_last_change", binds![], |r| r.opt_moment(0)).await?.flatten())
}

async fn rules_id(conn: &mut Conn, rules: &RulesInForce, moment: Moment) -> Result<i64, StoreError> {
    let known = conn.row("rules_id", binds![&rules.fingerprint], |r| r.int(0)).await?;
    if let Some(id) = known {
        return Ok(id);
    }
    conn.execute("rules_insert", binds![&rules.fingerprint, rules.bundle.as_slice(), moment]).await?;
    let id = conn.row("rules_id", binds![&rules.fingerprint], |r| r.int(0)).await?;
    id.ok_or_else(|| StoreError::inconsistent("rules", "fingerprint", hex(&rules.fingerprint)))
}

/// A link as it stands in the database.
#[derive(Clone, Debug)]
pub struct StoredLink {
    /// 1, 2, 3 …
    pub seq: i64,
    /// The change's moment.
    pub at: Moment,
    /// Whether it binds later moments.
    pub binding: bool,
    /// Who acted.
    pub actor: String,
    /// The rules' fingerprint.
    pub rules: [u8; 32],
    /// How many events.
    pub events: i64,
    /// Hash of the link before.
    pub previous: [u8; 32],
    /// Hash of this link.
    pub hash: [u8; 32],
    /// The events' canonical bytes; `None` where the stored bytes cannot be unpacked.
    pub body: Option<Vec<u8>>,
}

impl StoredLink {
    /// The events; `None` where the body is not what this program writes.
    pub fn events(&self) -> Option<Vec<Event>> {
        Event::parse_all(self.body.as_deref()?)
    }

    /// The hash that the link's facts give now.
    pub fn computed_hash(&self) -> Option<[u8; 32]> {
        Some(self.link().hash(self.body.as_deref()?))
    }

    /// The hash that the link's facts and this digest of its body give.
    pub fn hash_of(&self, body: &[u8; 32]) -> [u8; 32] {
        self.link().hash_of(body)
    }

    fn link(&self) -> Link<'_> {
        Link {
            seq: self.seq,
            at: self.at,
            binding: self.binding,
            actor: &self.actor,
            rules: &self.rules,
            previous: &self.previous,
        }
    }
}

/// The number of the last link; 0 while there is none.
pub async fn last_link(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(conn.row("journal_head", binds![], |r| r.int(0)).await?.unwrap_or(0))
}

/// A page of the journal after link `after`, oldest first.
pub async fn page(conn: &mut Conn, after: i64, count: i64) -> Result<Vec<StoredLink>, StoreError> {
    conn.rows("journal_page", binds![after, count], read_link).await
}

/// Gives every event, the oldest first, with its link, whose body is not there. What is no event is passed over: the audit
/// finds it.
pub async fn each_event(conn: &mut Conn, take: impl FnMut(&StoredLink, Event)) -> Result<(), StoreError> {
    each_event_after(conn, 0, i64::MAX, take).await
}

/// The same of at most so many links after this one.
pub async fn each_event_after(
    conn: &mut Conn,
    after: i64,
    most: i64,
    mut take: impl FnMut(&StoredLink, Event),
) -> Result<(), StoreError> {
    conn.each("journal_page", binds![after, most], |r| {
        let (link, packed) = (read_facts(r)?, r.bytes(8)?);
        let Ok(body) = zstd::Decoder::with_buffer(packed.as_slice()) else { return Ok(()) };
        let events = Event::each_of(std::io::BufReader::with_capacity(1 << 16, body));
        events.into_iter().flatten().flatten().for_each(|event| take(&link, event));
        Ok(())
    })
    .await
}

/// A link from the columns that both of its statements give.
pub(super) fn read_link(r: Row<'_>) -> Result<StoredLink, StoreError> {
    let body = zstd::decode_all(r.bytes(8)?.as_slice()).ok();
    Ok(StoredLink { body, ..read_facts(r)? })
}

/// A link without its body.
pub(super) fn read_facts(r: Row<'_>) -> Result<StoredLink, StoreError> {
    Ok(StoredLink {
        seq: r.int(0)?,
        at: r.moment(1)?,
        binding: r.int(2)? == 1,
        actor: r.text(3)?,
        rules: r.digest(4)?,
        events: r.int(5)?,
        previous: r.digest(6)?,
        hash: r.digest(7)?,
        body: None,
    })
}
