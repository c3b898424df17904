//! The manifest of a batch, made from the pieces that hold its orders' facts, a thousand orders at a time: a million
//! orders are signed in the memory of a thousand.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use crate::binds;
use crate::domain::batch::{Heading, ManifestHead, Payer, write_order};
use crate::domain::carried::{Orders, Pass, Unreadable};
use crate::domain::money::Amount;
use crate::domain::order::{OrderFacts, amount_of_line, line_digest};
use crate::domain::time::Moment;

use super::batch::{Keys, StoredBatch};
use super::piece::{self, Piece, Stored};
use super::{Conn, StoreError};

/// What stands before the orders, and the keys of those that are left out.
async fn begin(conn: &mut Conn, batch: &StoredBatch, until: Moment) -> Result<(String, BTreeSet<i64>), StoreError> {
    let binds = binds![batch.keys.first, batch.keys.last, until];
    let sums = conn.row("orders_kept", binds, |r| Ok((r.int(0)?, r.amount(1)?))).await?;
    let (orders, total) = sums.unwrap_or((0, Amount::ZERO));
    let binds = binds![batch.number, until, batch.keys.first, batch.keys.last];
    let out = conn.rows("orders_left_out", binds, |r| r.int(0)).await?;
    let (service, line, date) = (&batch.service, batch.line, batch.date);
    let mut head = String::new();
    ManifestHead { batch: batch.number, service, line, date, payer: &batch.payer, orders, total }.write(&mut head);
    Ok((head, out.into_iter().collect()))
}

/// The manifest of what was not declined at `until`: the moment of the signature gives what was signed, the end of time
/// what would be signed now. Gives its bytes in parts to `take`.
pub async fn parts(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
    mut take: impl FnMut(&str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let (mut text, out) = begin(conn, batch, until).await?;
    take(&text)?;
    let mut done = Ok(());
    let each = |stored: Stored| {
        if done.is_ok() {
            done = stored.read().and_then(|piece| {
                text.clear();
                for (_, line) in piece.lines().filter(|(key, _)| batch.keys.has(*key) && !out.contains(key)) {
                    write_order(&mut text, line, &line_digest(line));
                }
                take(&text)
            });
        }
    };
    piece::each(conn, batch.keys, each).await?;
    done
}

/// SHA-256 of the manifest of what was not declined at `until`.
pub async fn digest(conn: &mut Conn, batch: &StoredBatch, until: Moment) -> Result<[u8; 32], StoreError> {
    let mut hash = Sha256::new();
    parts(conn, batch, until, |text| {
        hash.update(text.as_bytes());
        Ok(())
    })
    .await?;
    Ok(hash.finalize().into())
}

/// The orders of a signed batch that one file carries: packed as they are stored, unpacked a thousand at a time by each
/// who goes through them.
#[derive(Debug)]
pub struct SignedOrders {
    kept: Kept,
    pieces: Vec<Stored>,
    count: usize,
    total: Option<Amount>,
}

/// What the head signed of a batch, as a payment file needs it.
#[derive(Debug)]
pub struct Signed {
    /// Beside the orders.
    pub heading: Heading,
    /// The orders of the file.
    pub orders: SignedOrders,
    /// SHA-256 of the manifest's bytes, taken from these very pieces: what was signed only if it is the signature's.
    pub digest: [u8; 32],
}

/// Fetches what was not declined at `until`, the moment of the signature. A file carries all of it, or of a copy `only`
/// the orders of these keys.
pub async fn signed(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
    only: Option<BTreeSet<i64>>,
) -> Result<Signed, StoreError> {
    let payer = Payer::parse(&batch.payer).ok_or_else(|| StoreError::inconsistent("batch", "payer", &batch.payer))?;
    let (head, out) = begin(conn, batch, until).await?;
    let kept = Arc::new(Kept { keys: batch.keys, out, only });
    let (to_hasher, stored) = channel::<Stored>();
    let hashing = spawn_blocking({
        let kept = Arc::clone(&kept);
        move || Hashed::of(&head, &kept, stored)
    });
    // where the hasher has ended, it says why
    piece::each(conn, batch.keys, |piece| drop(to_hasher.send(piece))).await?;
    drop(to_hasher);
    let hashed = hashing.await.map_err(std::io::Error::other)??;
    let kept = Arc::into_inner(kept).ok_or_else(|| std::io::Error::other("the digest of the orders broke off"))?;
    let Hashed { pieces, signed, count, total, digest } = hashed;
    let heading =
        Heading { batch: batch.number, service: batch.service.clone(), line: batch.line, payer, orders: signed };
    Ok(Signed { heading, orders: SignedOrders { kept, pieces, count, total }, digest })
}

/// Which orders of the pieces belong to a manifest, and which of these to the file.
#[derive(Debug)]
struct Kept {
    keys: Keys,
    out: BTreeSet<i64>,
    only: Option<BTreeSet<i64>>,
}

impl Kept {
    fn is_signed(&self, key: i64) -> bool {
        self.keys.has(key) && !self.out.contains(&key)
    }

    fn is_carried(&self, key: i64) -> bool {
        self.is_signed(key) && self.only.as_ref().is_none_or(|only| only.contains(&key))
    }
}

/// Pieces that were unpacked once.
struct Hashed {
    pieces: Vec<Stored>,
    /// How many orders were signed.
    signed: usize,
    /// How many the file carries, and their sum.
    count: usize,
    total: Option<Amount>,
    digest: [u8; 32],
}

impl Hashed {
    fn of(head: &str, kept: &Kept, stored: Receiver<Stored>) -> Result<Self, StoreError> {
        let (mut hash, mut text) = (Sha256::new_with_prefix(head.as_bytes()), String::new());
        let (mut pieces, mut signed, mut count, mut total) = (Vec::new(), 0, 0, Some(Amount::ZERO));
        for packed in stored {
            let piece = packed.read()?;
            text.clear();
            for (key, line) in piece.lines().filter(|(key, _)| kept.is_signed(*key)) {
                write_order(&mut text, line, &line_digest(line));
                signed += 1;
                if kept.is_carried(key) {
                    count += 1;
                    total = total.and_then(|sum| sum.checked_add(amount_of_line(line)?));
                }
            }
            hash.update(text.as_bytes());
            pieces.push(packed);
        }
        Ok(Hashed { pieces, signed, count, total, digest: hash.finalize().into() })
    }
}

impl Orders for SignedOrders {
    fn count(&self) -> usize {
        self.count
    }

    fn total(&self) -> Option<Amount> {
        self.total
    }

    fn pass(&self) -> Box<dyn Pass + '_> {
        Box::new(Unpacking { of: self, next: 0, piece: None, key: 0, facts: None })
    }
}

/// One way through the pieces.
struct Unpacking<'a> {
    of: &'a SignedOrders,
    /// The next piece.
    next: usize,
    /// The one that is unpacked, and the key of its next order.
    piece: Option<Piece>,
    key: i64,
    facts: Option<OrderFacts>,
}

impl Unpacking<'_> {
    /// Unpacks the next piece; whether there is one.
    fn unpack(&mut self) -> Result<bool, Unreadable> {
        let packed = self.of.pieces.get(self.next);
        let piece = packed.map(Stored::read).transpose().map_err(|fault| Unreadable(fault.to_string()))?;
        self.next += 1;
        self.key = piece.as_ref().map_or(0, Piece::first);
        self.piece = piece;
        Ok(self.piece.is_some())
    }
}

impl Pass for Unpacking<'_> {
    fn next(&mut self) -> Result<Option<&OrderFacts>, Unreadable> {
        loop {
            let key = self.key;
            let Some(line) = self.piece.as_ref().and_then(|piece| piece.line(key)) else {
                if self.unpack()? {
                    continue;
                }
                return Ok(None);
            };
            self.key += 1;
            if !self.of.kept.is_carried(key) {
                continue;
            }
            match &mut self.facts {
                Some(facts) => facts.read_line(line),
                none => OrderFacts::parse_line(line).map(|facts| *none = Some(facts)),
            }
            .ok_or_else(|| Unreadable(line.to_owned()))?;
            return Ok(self.facts.as_ref());
        }
    }
}
