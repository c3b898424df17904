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
use super::{Conn, StoreError, piece};

/// The manifest of what was not declined at `until`: the moment of the signature gives what was signed, the end of time
/// what would be signed now. Gives its bytes in parts to `take`, each with the orders in it.
pub async fn parts(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
    mut take: impl FnMut(&str, &[&str]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let (first, last) = (batch.keys.first, batch.keys.last);
    let sums = conn.row("orders_kept", binds![first, last, until], |r| Ok((r.int(0)?, r.amount(1)?))).await?;
    let (orders, total) = sums.unwrap_or((0, Amount::ZERO));
    let out = conn.rows("orders_left_out", binds![batch.number, until], |r| r.int(0)).await?;
    let out: BTreeSet<i64> = out.into_iter().collect();
    let (service, line, date) = (&batch.service, batch.line, batch.date);
    let mut text = String::new();
    ManifestHead { batch: batch.number, service, line, date, payer: &batch.payer, orders, total }.write(&mut text);
    take(&text, &[])?;
    let mut key = first;
    while key <= last {
        let held = piece::holding(conn, key).await?;
        let held =
            held.ok_or_else(|| StoreError::inconsistent("order_piece", "first", format!("no facts of {key}")))?;
        text.clear();
        let mut lines = Vec::with_capacity(piece::PIECE);
        let begin = key;
        for (own, line) in held.lines().filter(|(own, _)| (begin..=last).contains(own)) {
            key = own + 1;
            if !out.contains(&own) {
                write_order(&mut text, line, &line_digest(line));
                lines.push(line);
            }
        }
        take(&text, &lines)?;
    }
    Ok(())
}

/// SHA-256 of the manifest of what was not declined at `until`.
pub async fn digest(conn: &mut Conn, batch: &StoredBatch, until: Moment) -> Result<[u8; 32], StoreError> {
    let mut hash = Sha256::new();
    parts(conn, batch, until, |text, _| {
        hash.update(text.as_bytes());
        Ok(())
    })
    .await?;
    Ok(hash.finalize().into())
}

/// The manifest of what was not declined at `until`, `None` where a line of it cannot be read, and the SHA-256 of its
/// bytes.
pub async fn whole(
    conn: &mut Conn,
    batch: &StoredBatch,
    until: Moment,
) -> Result<(Option<Manifest>, [u8; 32]), StoreError> {
    let payer = Payer::parse(&batch.payer).ok_or_else(|| StoreError::inconsistent("batch", "payer", &batch.payer))?;
    let (mut hash, mut orders) = (Sha256::new(), Some(Vec::new()));
    parts(conn, batch, until, |text, lines| {
        hash.update(text.as_bytes());
        let read = lines.iter().map(|line| OrderFacts::parse_line(line)).collect::<Option<Vec<_>>>();
        orders = orders.take().zip(read).map(|(mut all, read)| {
            all.extend(read);
            all
        });
        Ok(())
    })
    .await?;
    let (number, service) = (batch.number, batch.service.clone());
    let (line, date) = (batch.line, batch.date);
    let manifest = orders.map(|orders| Manifest { batch: number, service, line, date, payer, orders });
    Ok((manifest, hash.finalize().into()))
}
