//! The manifest of a batch, made from the pieces that hold its orders' facts, a thousand orders at a time: a million
//! orders are signed in the memory of a thousand.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use crate::binds;
use crate::domain::batch::{Manifest, ManifestHead, Payer, write_order};
use crate::domain::money::Amount;
use crate::domain::order::{OrderFacts, line_digest};
use crate::domain::time::Moment;

use super::batch::{Keys, StoredBatch};
use super::piece::{self, Piece, Stored};
use super::{Conn, StoreError};

/// What stands before the orders, and the keys of those that are left out.
async fn begin(conn: &mut Conn, batch: &StoredBatch, until: Moment) -> Result<(String, BTreeSet<i64>), StoreError> {
    let binds = binds![batch.keys.first, batch.keys.last, until];
    let sums = conn.row("orders_kept", binds, |r| Ok((r.int(0)?, r.amount(1)?))).await?;
    let (orders, total) = sums.unwrap_or((0, Amount::ZERO));
    let out = conn.rows("orders_left_out", binds![batch.number, until], |r| r.int(0)).await?;
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

/// The manifest of what was not declined at `until`, `None` where a line of it cannot be read, and the SHA-256 of its
/// bytes, which is taken while the lines are read.
pub async fn whole(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
) -> Result<(Option<Manifest>, [u8; 32]), StoreError> {
    let payer = Payer::parse(&batch.payer).ok_or_else(|| StoreError::inconsistent("batch", "payer", &batch.payer))?;
    let (head, out) = begin(conn, batch, until).await?;
    let kept = Kept { keys: batch.keys, out };
    let (to_reader, stored) = channel();
    let (to_hasher, pieces) = channel();
    let reading = spawn_blocking({
        let kept = kept.clone();
        move || read(&kept, &stored, &to_hasher)
    });
    let hashing = spawn_blocking(move || hash(&head, &kept, &pieces));
    // where the reader has ended, it says why
    piece::each(conn, batch.keys, |piece| drop(to_reader.send(piece))).await?;
    drop(to_reader);
    let orders = reading.await.map_err(std::io::Error::other)??;
    let digest = hashing.await.map_err(std::io::Error::other)?;
    let (number, service, line, date) = (batch.number, batch.service.clone(), batch.line, batch.date);
    Ok((orders.map(|orders| Manifest { batch: number, service, line, date, payer, orders }), digest))
}

/// Which orders of the pieces belong to a manifest.
#[derive(Clone)]
struct Kept {
    keys: Keys,
    out: BTreeSet<i64>,
}

impl Kept {
    fn lines<'p>(&self, piece: &'p Piece) -> impl Iterator<Item = &'p str> {
        piece.lines().filter(|(key, _)| self.keys.has(*key) && !self.out.contains(key)).map(|(_, line)| line)
    }
}

/// Unpacks the pieces, hands them on, and reads their orders; `None` where a line cannot be read.
fn read(
    kept: &Kept,
    stored: &Receiver<Stored>,
    hand_on: &Sender<Arc<Piece>>,
) -> Result<Option<Vec<OrderFacts>>, StoreError> {
    let mut orders = Some(Vec::new());
    for piece in stored {
        let piece = Arc::new(piece.read()?);
        let _ = hand_on.send(Arc::clone(&piece));
        for line in kept.lines(&piece) {
            match (OrderFacts::parse_line(line), &mut orders) {
                (Some(facts), Some(all)) => all.push(facts),
                _ => orders = None,
            }
        }
    }
    Ok(orders)
}

fn hash(head: &str, kept: &Kept, pieces: &Receiver<Arc<Piece>>) -> [u8; 32] {
    let (mut hash, mut text) = (Sha256::new_with_prefix(head.as_bytes()), String::new());
    for piece in pieces {
        text.clear();
        kept.lines(&piece).for_each(|line| write_order(&mut text, line, &line_digest(line)));
        hash.update(text.as_bytes());
    }
    hash.finalize().into()
}
