//! The plan's documents, and the guard that no two writers can pass together.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::binds;
use crate::domain::money::Amount;
use crate::domain::plan::{LinePlan, Months, PlanEntry, PlanKind};

use super::installation::Keys;
use super::{Conn, Row, StoreError, Value, Writing};

/// A document as it is stored.
#[derive(Clone, Debug)]
pub struct StoredDocument {
    /// Its key.
    pub id: i64,
    /// SHA-256 of its rows.
    pub content: [u8; 32],
    /// Day on which it came.
    pub imported_on: NaiveDate,
}

/// What names a document of the plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentKey {
    /// Budget year.
    pub year: i32,
    /// Which plan.
    pub kind: PlanKind,
    /// Treasury code of the institution.
    pub institution: String,
    /// Its number.
    pub document_no: String,
}

/// The document of this key, if it was ever imported.
pub async fn document(conn: &mut Conn, key: &DocumentKey) -> Result<Option<StoredDocument>, StoreError> {
    let binds = binds![key.year, key.kind.word(), &key.institution, &key.document_no];
    let map = |r: Row<'_>| Ok(StoredDocument { id: r.int(0)?, content: r.digest(1)?, imported_on: r.date(2)? });
    conn.row("plan_document", binds, map).await
}

/// Stores a document with its sums per line.
pub async fn insert_document(
    tx: &mut Writing,
    keys: &mut Keys,
    key: &DocumentKey,
    date: NaiveDate,
    today: NaiveDate,
    content: &[u8; 32],
    entries: &[PlanEntry],
) -> Result<(), StoreError> {
    let id = tx.conn.number("plan_document_next", binds![]).await?;
    let moment = tx.moment;
    let binds = binds![id, key.year, key.kind.word(), &key.institution, &key.document_no, date, today, moment, content];
    tx.conn.execute("plan_document_insert", binds).await?;
    let mut values: Vec<Value<'_>> = Vec::new();
    for entry in entries {
        let line = keys.line_or_new(&mut tx.conn, entry.line).await?;
        for (month, amount) in (1i64..).zip(entry.months) {
            values.extend(binds![id, line, month, amount]);
        }
    }
    tx.conn.insert_many("plan_row", &["document_id", "line_id", "month", "amount"], values).await
}

/// The plans of a year, by the key of their line, with documents imported on or before `as_of`.
pub async fn of_year(
    conn: &mut Conn,
    keys: &Keys,
    year: i32,
    as_of: Option<NaiveDate>,
) -> Result<BTreeMap<i64, LinePlan>, StoreError> {
    in_force(conn, keys, year, as_of, NaiveDate::max).await
}

/// The plans of a year as the treasury has them: each document in force from its own date, whenever it was imported.
pub async fn by_documents(conn: &mut Conn, keys: &Keys, year: i32) -> Result<BTreeMap<i64, LinePlan>, StoreError> {
    in_force(conn, keys, year, None, |dated, _| dated).await
}

/// The plans of a year; `from` tells from when a document is in force, by its date and the day of its import.
async fn in_force(
    conn: &mut Conn,
    keys: &Keys,
    year: i32,
    as_of: Option<NaiveDate>,
    from: fn(NaiveDate, NaiveDate) -> NaiveDate,
) -> Result<BTreeMap<i64, LinePlan>, StoreError> {
    let last = as_of.map_or_else(|| "9999-12-31".to_owned(), |d| d.to_string());
    let rows = conn
        .rows("plan_rows_of_year", binds![year, last], |r| {
            let word = r.text(1)?;
            let kind =
                PlanKind::from_word(&word).ok_or_else(|| StoreError::inconsistent("plan_document", "kind", word))?;
            Ok((r.int(0)?, kind, from(r.date(2)?, r.date(3)?), r.int(4)?, r.int(5)?, r.amount(6)?))
        })
        .await?;
    let mut entries: BTreeMap<(i64, i64), PlanEntry> = BTreeMap::new();
    for (document, kind, in_force, line_id, month, amount) in rows {
        let line = keys.line_of(line_id)?;
        let empty = || PlanEntry { kind, line, in_force, months: Months::default() };
        let entry = entries.entry((line_id, document)).or_insert_with(empty);
        let place = usize::try_from(month - 1).ok().and_then(|i| entry.months.get_mut(i));
        *place.ok_or_else(|| StoreError::inconsistent("plan_row", "month", month))? = amount;
    }
    let mut plans: BTreeMap<i64, Vec<PlanEntry>> = BTreeMap::new();
    for ((line, _), entry) in entries {
        plans.entry(line).or_default().push(entry);
    }
    Ok(plans.into_iter().map(|(line, entries)| (line, LinePlan::new(entries))).collect())
}

/// The sum that lives against a line and year, by the guard's own account.
pub async fn live(conn: &mut Conn, line: i64, year: i32) -> Result<Amount, StoreError> {
    conn.number("balance_live", binds![line, year]).await.map(Amount::from_tiyn)
}

/// Takes `sum` out of the plan's rest: the database recomputes the ceiling from the stored plan for `day` and refuses
/// what would go past it, whoever else is writing.
pub async fn reserve(
    tx: &mut Writing,
    line: i64,
    year: i32,
    month: u32,
    day: NaiveDate,
    sum: Amount,
) -> Result<(), StoreError> {
    tx.conn.execute("balance_begin", binds![line, year]).await?;
    tx.conn.execute("balance_ceiling", binds![line, year, i64::from(month), day]).await?;
    let changed = tx.conn.execute("balance_take", binds![line, year, sum]).await?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict(format!("the plan of {year} would be exceeded by {sum}")))
    }
}

/// Gives `sum` back to the plan's rest.
pub async fn free(tx: &mut Writing, line: i64, year: i32, sum: Amount) -> Result<(), StoreError> {
    if tx.conn.execute("balance_free", binds![line, year, sum]).await? == 1 {
        Ok(())
    } else {
        Err(StoreError::inconsistent("budget_balance", "live", format!("less than {sum} of {year}")))
    }
}
