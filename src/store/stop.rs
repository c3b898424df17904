//! Stops in the database, and what they stop.

use std::collections::BTreeMap;

use crate::binds;
use crate::domain::image::StopImage;
use crate::domain::money::Amount;
use crate::domain::stop::{Ended, Stop, Stops, Subject};

use super::{Conn, Row, StoreError, Writing};

/// A stop with its key.
pub type StoredStop = (i64, Stop);

fn stored(r: Row<'_>) -> Result<StoredStop, StoreError> {
    let subject = r.text(1)?;
    let subject = Subject::parse(&subject).map_err(|_| StoreError::inconsistent("stop", "subject", subject))?;
    let ended = match (r.opt_moment(5)?, r.opt_text(6)?) {
        (Some(at), Some(by)) => Some(Ended { at, by, reason: r.opt_text(7)?.unwrap_or_default() }),
        _ => None,
    };
    Ok((r.int(0)?, Stop { subject, reason: r.text(2)?, since: r.moment(3)?, by: r.text(4)?, ended }))
}

/// Every stop there ever was, in the order in which they came.
pub async fn all(conn: &mut Conn) -> Result<Vec<StoredStop>, StoreError> {
    conn.rows("stop_all", binds![], stored).await
}

/// The same, by subject.
pub async fn stops(conn: &mut Conn) -> Result<Stops, StoreError> {
    Ok(Stops::new(all(conn).await?.into_iter().map(|(_, stop)| stop)))
}

/// The same as images of what the journal describes.
pub async fn images(conn: &mut Conn) -> Result<Vec<(i64, StopImage)>, StoreError> {
    let image = |(id, stop): StoredStop| {
        let Stop { reason, since, by, ended, .. } = stop;
        (id, StopImage { subject: stop.subject.to_string(), reason, since, by, ended })
    };
    Ok(all(conn).await?.into_iter().map(image).collect())
}

/// Enters a stop from this moment on.
pub async fn insert(tx: &mut Writing, subject: &Subject, reason: &str) -> Result<(), StoreError> {
    let (moment, actor) = (tx.moment, tx.actor.clone());
    tx.conn.execute("stop_insert", binds![subject.to_string(), reason, moment, actor]).await?;
    Ok(())
}

/// Ends a stop at this moment.
pub async fn end(tx: &mut Writing, id: i64, reason: &str) -> Result<(), StoreError> {
    let (moment, actor) = (tx.moment, tx.actor.clone());
    tx.conn.execute("stop_end", binds![id, moment, actor, reason]).await?;
    Ok(())
}

/// How many requests, and how much money of them.
pub type Sums = BTreeMap<String, (i64, Amount)>;

/// What waits for a stopped recipient, by BIN.
pub async fn held_by_recipient(conn: &mut Conn) -> Result<Sums, StoreError> {
    let rows = conn.rows("stop_held_recipients", binds![], |r| Ok((r.text(0)?, (r.int(1)?, r.amount(2)?)))).await?;
    Ok(rows.into_iter().collect())
}

/// Confirmed requests with something left to pay, by service: what a stop of its line holds.
pub async fn open_by_service(conn: &mut Conn) -> Result<Sums, StoreError> {
    let rows = conn.rows("stop_held_services", binds![], |r| Ok((r.text(0)?, (r.int(1)?, r.amount(2)?)))).await?;
    Ok(rows.into_iter().collect())
}

/// Live orders that are not yet paid of a recipient or a line: reference, batch, code of the status.
pub async fn live_orders(conn: &mut Conn, subject: &Subject) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let name = match subject {
        Subject::Recipient(_) => "stop_orders_of_recipient",
        Subject::Line(_) => "stop_orders_of_line",
    };
    conn.rows(name, binds![subject.to_string()], |r| Ok((format!("{}-{}", r.int(0)?, r.int(1)?), r.int(2)?, r.int(3)?)))
        .await
}

/// Orders of a batch that await the signature and whose recipient is stopped: reference, BIN, the stop's reason.
pub async fn of_batch(conn: &mut Conn, batch: i64) -> Result<Vec<(String, String, String)>, StoreError> {
    conn.rows("stop_of_batch", binds![batch], |r| Ok((format!("{}-{}", r.int(0)?, r.int(1)?), r.text(2)?, r.text(3)?)))
        .await
}
