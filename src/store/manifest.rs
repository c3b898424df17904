//! The manifest of a batch, made from the pieces that hold its orders' facts, a thousand orders at a time: a million
//! orders are signed in the memory of a thousand. Where it names sheets, these are kept beside the batch as they were when
//! the orders were formed, so that signing reads no order; whatever leaves is held against the orders themselves.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use crate::binds;
use crate::domain::batch::Payer;
use crate::domain::manifest::{Form, Heading, ManifestHead, Records};
use crate::domain::money::Amount;
use crate::domain::time::Moment;

use super::batch::{Keys, StoredBatch};
use super::piece::{self, Stored};
use super::signed::{Kept, SignedOrders, Sums};
use super::{Conn, StoreError, Writing};

/// How a manifest begins.
struct Begun {
    /// What stands before the orders.
    head: String,
    form: Form,
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
    let form = if sheets(conn, batch.number).await?.is_some() { Form::of(orders) } else { Form::Orders };
    let head = head(batch, form, orders, total);
    let sums = Sums { count: usize::try_from(orders).unwrap_or(0), total: Some(total) };
    Ok(Begun { head, form, out: out.into_iter().collect(), sums })
}

fn head(batch: &StoredBatch, form: Form, orders: i64, total: Amount) -> String {
    let (service, line, date) = (&batch.service, batch.line, batch.date);
    let mut head = String::new();
    ManifestHead { batch: batch.number, service, line, date, payer: &batch.payer, orders, total }
        .write(form, &mut head);
    head
}

/// The sheets that are kept of a batch. `None`: its manifest never named any.
async fn sheets(conn: &mut Conn, batch: i64) -> Result<Option<String>, StoreError> {
    conn.row("sheets_of", binds![batch], |r| r.text(0)).await
}

/// Those that its manifest names now.
async fn named(conn: &mut Conn, batch: &StoredBatch) -> Result<Option<String>, StoreError> {
    Ok(sheets(conn, batch.number).await?.filter(|_| Form::of(batch.orders) == Form::Sheets))
}

/// Keeps the sheets of a batch that is being formed, where its manifest names some.
pub async fn keep_sheets(tx: &mut Writing, batch: i64, sheets: &str) -> Result<(), StoreError> {
    tx.conn.execute("sheets_insert", binds![batch, sheets]).await?;
    Ok(())
}

/// Parts of a manifest that wait to be taken, at most.
const WAITING: usize = 4;

/// The manifest of what was not declined at `until`: the moment of the signature gives what was signed, the end of time
/// what would be signed now. Gives its bytes in parts to `take`, while a thread of its own makes the next ones of the orders.
pub async fn parts(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
    mut take: impl FnMut(&str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let Begun { head, form, out, .. } = begin(conn, batch, until).await?;
    take(&head)?;
    records(conn, batch, (Records::begin(form), out), take).await
}

/// The lines of the sheets that the manifest names, in parts as [`parts`]; nothing where the orders stand in it.
pub async fn orders_of_sheets(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
    take: impl FnMut(&str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let Begun { form, out, .. } = begin(conn, batch, until).await?;
    match form {
        Form::Orders => Ok(()),
        Form::Sheets => records(conn, batch, (Records::beside(), out), take).await,
    }
}

/// The manifest as it was formed, or made anew after a decline: of sheets those that are kept, of orders [`parts`].
pub async fn as_formed(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
    mut take: impl FnMut(&str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    match named(conn, batch).await? {
        Some(sheets) => {
            take(&head(batch, Form::Sheets, batch.orders, batch.total))?;
            take(&sheets)
        }
        None => parts(conn, batch, until, take).await,
    }
}

async fn records(
    conn: &mut Conn,
    batch: &StoredBatch,
    (records, out): (Records, BTreeSet<i64>),
    mut take: impl FnMut(&str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let (to_writer, packed) = channel();
    let (to_taker, texts) = sync_channel(WAITING);
    let keys = batch.keys;
    let writing = spawn_blocking(move || write_records(&packed, records, (keys, &out), &to_taker));
    // where the writer has ended, it says why
    piece::each(conn, keys, |piece| drop(to_writer.send(piece))).await?;
    drop(to_writer);
    let taken = texts.iter().try_for_each(|text: String| take(&text));
    drop(texts);
    writing.await.map_err(std::io::Error::other)??;
    taken
}

/// Writes what a manifest says of the orders of the pieces, a text a piece, until nobody takes them any more.
fn write_records(
    packed: &Receiver<Stored>,
    mut records: Records,
    (keys, out): (Keys, &BTreeSet<i64>),
    to_taker: &SyncSender<String>,
) -> Result<(), StoreError> {
    for stored in packed {
        let piece = stored.read()?;
        for (_, line) in piece.lines().filter(|(key, _)| keys.has(*key) && !out.contains(key)) {
            records.order(line, None);
        }
        if to_taker.send(records.take()).is_err() {
            return Ok(());
        }
    }
    // who takes no more has said why
    let _ = to_taker.send(records.end());
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

/// Whether the sheets that are kept, where the manifest names some, are those that its digest was made over.
pub async fn sheets_agree(conn: &mut Conn, batch: &StoredBatch) -> Result<bool, StoreError> {
    let Some(sheets) = named(conn, batch).await? else { return Ok(true) };
    let head = head(batch, Form::Sheets, batch.orders, batch.total);
    let kept: [u8; 32] = Sha256::new_with_prefix(head).chain_update(sheets).finalize().into();
    Ok(kept == batch.manifest_sha256)
}

/// Makes the manifest anew of what is not declined, and its sheets; its SHA-256.
pub async fn remake(tx: &mut Writing, batch: &StoredBatch) -> Result<[u8; 32], StoreError> {
    let Begun { head, form, out, .. } = begin(&mut tx.conn, batch, Moment::END).await?;
    let (mut hash, mut sheets) = (Sha256::new_with_prefix(head.as_bytes()), String::new());
    records(&mut tx.conn, batch, (Records::begin(form), out), |text| {
        hash.update(text.as_bytes());
        if form == Form::Sheets {
            sheets.push_str(text);
        }
        Ok(())
    })
    .await?;
    tx.conn.execute("sheets_remade", binds![batch.number, &sheets]).await?;
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
    let Begun { head, form, out, sums } = begin(conn, batch, until).await?;
    let mut packed = Vec::new();
    piece::each(conn, batch.keys, |piece| packed.push(piece)).await?;
    let (service, line, orders) = (batch.service.clone(), batch.line, sums.count);
    let heading = Heading { batch: batch.number, service, line, payer, orders };
    let orders = SignedOrders::new((head, form), Kept { keys: batch.keys, out, only }, packed, sums)?;
    Ok(Signed { heading, orders })
}
