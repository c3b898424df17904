//! Copies brought back, and what is still missing before orders may leave again.

use chrono::NaiveDate;

use crate::binds;
use crate::domain::batch::hex;
use crate::domain::event::Events;
use crate::domain::image::RestorationImage;
use crate::domain::time::Moment;

use super::{Conn, StoreError, Writing};

/// A copy brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restoration {
    /// Its key.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// The day: a statement of it or later is awaited.
    pub day: NaiveDate,
    /// Since when orders may leave again.
    pub ended_at: Option<Moment>,
}

/// What is missing before orders may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The day of the restore.
    pub day: NaiveDate,
    /// Whether a statement of that day or later came since.
    pub statement: bool,
    /// Open breaks of the statements that came since.
    pub breaks: Vec<i64>,
}

impl Missing {
    /// What is missing, in the words of lists and files.
    pub fn shown(&self) -> String {
        let statement = (!self.statement).then(|| format!("statement_date ≥ {}", self.day));
        let breaks = self.breaks.iter().take(20).map(|id| format!("B{id}"));
        statement.into_iter().chain(breaks).collect::<Vec<_>>().join(", ")
    }
}

/// The last restore.
pub async fn last(conn: &mut Conn) -> Result<Option<Restoration>, StoreError> {
    conn.row("restoration_last", binds![], |r| {
        Ok(Restoration { id: r.int(0)?, at: r.moment(1)?, day: r.date(2)?, ended_at: r.opt_moment(3)? })
    })
    .await
}

/// What is missing before orders may leave; `None` where nothing was brought back, or all was reconciled since.
pub async fn missing(conn: &mut Conn) -> Result<Option<Missing>, StoreError> {
    let Some(open) = last(conn).await?.filter(|r| r.ended_at.is_none()) else { return Ok(None) };
    // one of a day that had not come yet when it came tells nothing; a day more leaves room for the department's zone
    let told = conn.rows("restoration_statements", binds![open.id], |r| Ok((r.date(0)?, r.moment(1)?))).await?;
    let had_come =
        |(date, at): &(NaiveDate, Moment)| at.date(chrono_tz::UTC).succ_opt().is_none_or(|latest| *date <= latest);
    let statement = told.iter().any(had_come);
    let breaks = conn.rows("restoration_breaks", binds![open.id], |r| r.int(0)).await?;
    Ok(Some(Missing { day: open.day, statement, breaks }))
}

/// A restore to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct NewRestoration {
    /// Its day in the department's zone.
    pub day: NaiveDate,
    /// SHA-256 of the file.
    pub copy: [u8; 32],
    /// The journal's head in it.
    pub copy_head: [u8; 32],
    /// The journal's head in the database that it replaces.
    pub replaced_head: Option<[u8; 32]>,
}

/// Records a restore with its event.
pub async fn insert(tx: &mut Writing, new: &NewRestoration, events: &mut Events) -> Result<(), StoreError> {
    let (moment, actor) = (tx.moment, tx.actor.clone());
    let replaced = new.replaced_head.map(|h| h.to_vec());
    let replaced_hex = new.replaced_head.map_or_else(String::new, |h| hex(&h));
    let binds =
        binds![moment, new.day, actor, &new.copy, &new.copy_head, super::Value::Bytes(replaced.map(Into::into))];
    tx.conn.execute("restoration_insert", binds).await?;
    let fields: [(&str, &dyn std::fmt::Display); 4] = [
        ("day", &new.day),
        ("copy", &hex(&new.copy)),
        ("copy_head", &hex(&new.copy_head)),
        ("replaced_head", &replaced_hex),
    ];
    events.add("database-restored", &fields);
    Ok(())
}

/// Lets orders leave again where nothing is missing any more.
pub async fn reconcile(tx: &mut Writing, events: &mut Events) -> Result<(), StoreError> {
    let done = |m: &Missing| m.statement && m.breaks.is_empty();
    if missing(&mut tx.conn).await?.as_ref().is_some_and(done) {
        let moment = tx.moment;
        tx.conn.execute("restoration_end", binds![moment]).await?;
        events.add("database-reconciled", &[]);
    }
    Ok(())
}

/// Every restore as what the journal describes.
pub async fn images(conn: &mut Conn) -> Result<Vec<(i64, RestorationImage)>, StoreError> {
    conn.rows("restoration_all", binds![], |r| {
        let image = RestorationImage {
            at: r.moment(1)?,
            day: r.date(2)?,
            by: r.text(3)?,
            copy: r.digest(4)?,
            copy_head: r.digest(5)?,
            replaced_head: r.opt_bytes(6)?,
            ended_at: r.opt_moment(7)?,
        };
        Ok((r.int(0)?, image))
    })
    .await
}
