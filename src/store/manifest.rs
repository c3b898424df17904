//! The manifest of a batch, made from the pieces that hold its orders' facts, a thousand orders at a time: a million
//! orders are signed in the memory of a thousand.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::binds;
use crate::domain::batch::{Manifest, ManifestHead, Payer, write_order};
use crate::domain::money::Amount;
use crate::domain::order::{OrderFacts, line_digest};
use crate::domain::time::Moment;

use super::batch::StoredBatch;
use super::piece::{self, Piece};
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

async fn held(conn: &mut Conn, key: i64) -> Result<Piece, StoreError> {
    let held = piece::holding(conn, key).await?;
    held.ok_or_else(|| StoreError::inconsistent("order_piece", "first", format!("no facts of {key}")))
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
    let mut key = batch.keys.first;
    while key <= batch.keys.last {
        let held = held(conn, key).await?;
        key = held.last() + 1;
        text.clear();
        for (own, line) in held.lines() {
            if batch.keys.has(own) && !out.contains(&own) {
                write_order(&mut text, line, &line_digest(line));
            }
        }
        take(&text)?;
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

/// The manifest of what was not declined at `until`, `None` where a line of it cannot be read, and the SHA-256 of its
/// bytes, which is taken while the lines are read.
pub async fn whole(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
) -> Result<(Option<Manifest>, [u8; 32]), StoreError> {
    let payer = Payer::parse(&batch.payer).ok_or_else(|| StoreError::inconsistent("batch", "payer", &batch.payer))?;
    let (head, out) = begin(conn, batch, until).await?;
    let mut pieces = Vec::new();
    let mut key = batch.keys.first;
    while key <= batch.keys.last {
        let held = held(conn, key).await?;
        key = held.last() + 1;
        pieces.push(held);
    }
    let kept = |piece: &Piece, take: &mut dyn FnMut(&str)| {
        let own = |(key, _): &(i64, &str)| batch.keys.has(*key) && !out.contains(key);
        piece.lines().filter(own).for_each(|(_, line)| take(line));
    };
    let (digest, orders) = std::thread::scope(|threads| {
        let hasher = threads.spawn(|| {
            let (mut hash, mut text) = (Sha256::new_with_prefix(head.as_bytes()), String::new());
            for piece in &pieces {
                text.clear();
                kept(piece, &mut |line| write_order(&mut text, line, &line_digest(line)));
                hash.update(text.as_bytes());
            }
            hash.finalize().into()
        });
        let mut orders = Some(Vec::new());
        for piece in &pieces {
            kept(piece, &mut |line| match (OrderFacts::parse_line(line), &mut orders) {
                (Some(facts), Some(all)) => all.push(facts),
                _ => orders = None,
            });
        }
        (hasher.join(), orders)
    });
    let digest = digest.map_err(|_| std::io::Error::other("the digest of the manifest broke off"))?;
    let (number, service, line, date) = (batch.number, batch.service.clone(), batch.line, batch.date);
    Ok((orders.map(|orders| Manifest { batch: number, service, line, date, payer, orders }), digest))
}
