//! The manifest of a batch, made from the pieces that hold its orders' facts, a thousand orders at a time: a million
//! orders are signed in the memory of a thousand.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use crate::binds;
use crate::domain::batch::{Heading, ManifestHead, Payer, write_order};
use crate::domain::money::Amount;
use crate::domain::order::line_digest;
use crate::domain::time::Moment;

use super::batch::{Keys, StoredBatch};
use super::piece::{self, PIECE, Stored};
use super::signed::{Kept, SignedOrders, Sums};
use super::{Conn, StoreError};

/// How a manifest begins.
struct Begun {
    /// What stands before the orders.
    head: String,
    /// The keys of those that are left out.
    out: BTreeSet<i64>,
    /// What it states of the rest.
    sums: Sums,
}

async fn begin(conn: &mut Conn, batch: &StoredBatch, until: Moment) -> Result<Begun, StoreError> {
    let binds = binds![batch.keys.first, batch.keys.last, until];
    let sums = conn.row("orders_kept", binds, |r| Ok((r.int(0)?, r.amount(1)?))).await?;
    let (orders, total) = sums.unwrap_or((0, Amount::ZERO));
    let binds = binds![batch.number, until, batch.keys.first, batch.keys.last];
    let out = conn.rows("orders_left_out", binds, |r| r.int(0)).await?;
    let (service, line, date) = (&batch.service, batch.line, batch.date);
    let mut head = String::new();
    ManifestHead { batch: batch.number, service, line, date, payer: &batch.payer, orders, total }.write(&mut head);
    let sums = Sums { count: usize::try_from(orders).unwrap_or(0), total: Some(total) };
    Ok(Begun { head, out: out.into_iter().collect(), sums })
}

/// Parts of a manifest that wait to be taken, at most.
const WAITING: usize = 4;

/// The manifest of what was not declined at `until`: the moment of the signature gives what was signed, the end of time
/// what would be signed now. Gives its bytes in parts to `take`, while a thread of its own makes the next ones.
pub async fn parts(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
    mut take: impl FnMut(&str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let Begun { head, out, .. } = begin(conn, batch, until).await?;
    take(&head)?;
    let (to_writer, packed) = channel();
    let (to_taker, texts) = sync_channel(WAITING);
    let keys = batch.keys;
    let writing = spawn_blocking(move || write_orders(&packed, keys, &out, &to_taker));
    // where the writer has ended, it says why
    piece::each(conn, keys, |piece| drop(to_writer.send(piece))).await?;
    drop(to_writer);
    let taken = texts.iter().try_for_each(|text: String| take(&text));
    drop(texts);
    writing.await.map_err(std::io::Error::other)??;
    taken
}

/// Writes the orders of the pieces as they stand in a manifest, a text a piece, until nobody takes them any more.
fn write_orders(
    packed: &Receiver<Stored>,
    keys: Keys,
    out: &BTreeSet<i64>,
    to_taker: &SyncSender<String>,
) -> Result<(), StoreError> {
    for stored in packed {
        let piece = stored.read()?;
        let mut text = String::with_capacity(PIECE * 512);
        for (_, line) in piece.lines().filter(|(key, _)| keys.has(*key) && !out.contains(key)) {
            write_order(&mut text, line, &line_digest(line));
        }
        if to_taker.send(text).is_err() {
            break;
        }
    }
    Ok(())
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

/// What the head signed of a batch, as a payment file needs it.
#[derive(Debug)]
pub struct Signed {
    /// Beside the orders.
    pub heading: Heading,
    /// The orders of the file. That they are what was signed is found out while they are written:
    /// [`SignedOrders::are_signed_by`].
    pub orders: SignedOrders,
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
    let Begun { head, out, sums } = begin(conn, batch, until).await?;
    let mut packed = Vec::new();
    piece::each(conn, batch.keys, |piece| packed.push(piece)).await?;
    let (service, line, orders) = (batch.service.clone(), batch.line, sums.count);
    let heading = Heading { batch: batch.number, service, line, payer, orders };
    let orders = SignedOrders::new(head, Kept { keys: batch.keys, out, only }, packed, sums)?;
    Ok(Signed { heading, orders })
}
