//! Forms 4-20 in the database, and what they are held against.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::binds;
use crate::domain::batch::sha256;
use crate::domain::execution::{Executed, Execution};
use crate::domain::image::{FormImage, FormKey};
use crate::domain::money::Amount;
use crate::domain::order::A_YEAR;
use crate::domain::time::Moment;

use super::audit::Seen;
use super::{Conn, StoreError, Writing};

/// A form as it is stored.
#[derive(Clone, Debug)]
pub struct StoredExecution {
    /// SHA-256 of its rows.
    pub content: [u8; 32],
    /// When it came.
    pub imported_at: Moment,
    /// Its rows.
    pub rows: Vec<Executed>,
}

/// The form of this institution and day.
///
/// # Errors
/// The database, or rows that are not those which came.
pub async fn one(conn: &mut Conn, institution: &str, date: NaiveDate) -> Result<Option<StoredExecution>, StoreError> {
    conn.row("execution_one", binds![institution, date], |r| {
        let (content, imported_at, body) = (r.digest(0)?, r.moment(1)?, r.text(2)?);
        let rows = Execution::rows_of(&body).filter(|_| sha256(body.as_bytes()) == content);
        let rows = rows.ok_or_else(|| StoreError::inconsistent("budget_execution", "lines", date))?;
        Ok(StoredExecution { content, imported_at, rows })
    })
    .await
}

/// The day of the newest form of this institution.
pub async fn newest(conn: &mut Conn, institution: &str) -> Result<Option<NaiveDate>, StoreError> {
    conn.row("execution_newest", binds![institution], |r| r.date(0)).await
}

/// Stores a form; the digest of its rows.
pub async fn insert(tx: &mut Writing, form: &Execution) -> Result<[u8; 32], StoreError> {
    let (lines, moment) = (form.text(), tx.moment);
    let content = sha256(lines.as_bytes());
    tx.conn.execute("execution_insert", binds![&form.institution, form.date, moment, content, lines]).await?;
    Ok(content)
}

/// By budget line's key: what the orders of a year paid to the end of `day`, less what came back.
pub async fn paid_to(conn: &mut Conn, year: i32, day: NaiveDate) -> Result<BTreeMap<i64, Amount>, StoreError> {
    let first = i64::from(year) * A_YEAR * 8;
    let last = first + A_YEAR * 8 - 1;
    let rows = conn.rows("executed_to", binds![first, last, day], |r| Ok((r.int(0)?, r.amount(1)?))).await?;
    Ok(rows.into_iter().collect())
}

/// A form as the audit sees it.
#[derive(Clone, Debug)]
pub struct SeenForm {
    /// What names it.
    pub key: FormKey,
    /// When it came, and the digest that stands beside its rows.
    pub image: FormImage,
    /// Its rows.
    pub lines: String,
}

/// Every form, whatever stands in its row.
pub async fn seen(conn: &mut Conn) -> Result<Vec<Seen<SeenForm>>, StoreError> {
    conn.rows("executions_seen", binds![], |r| {
        let read = || {
            let image = FormImage { at: r.moment(3)?, rows: r.digest(4)? };
            Ok(SeenForm { key: (r.text(1)?, r.text(2)?), image, lines: r.text(5)? })
        };
        Ok((r.int(0)?, read()))
    })
    .await
}
