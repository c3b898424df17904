//! Statements and differences in the database.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

use crate::binds;
use crate::domain::money::Amount;
use crate::domain::statement::BreakKind;
use crate::domain::time::Moment;

use super::order::runs;
use super::{Conn, Row, StoreError, Value, Writing};

/// A statement as it is stored.
#[derive(Clone, Debug)]
pub struct StoredStatement {
    /// Its key.
    pub id: i64,
    /// SHA-256 of its rows.
    pub content: [u8; 32],
    /// Rows of its file that were wrong.
    pub refused: i64,
    /// Rows that answered an order.
    pub matched: i64,
    /// When it came.
    pub imported_at: Moment,
}

/// The statement of this number and year.
pub async fn one(conn: &mut Conn, number: &str, year: i32) -> Result<Option<StoredStatement>, StoreError> {
    conn.row("statement_one", binds![number, year], |r| {
        Ok(StoredStatement {
            id: r.int(0)?,
            content: r.digest(1)?,
            refused: r.int(2)?,
            matched: r.int(3)?,
            imported_at: r.moment(4)?,
        })
    })
    .await
}

/// A statement to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewStatement<'a> {
    /// Its key.
    pub id: i64,
    /// Its number.
    pub number: &'a str,
    /// Its date.
    pub date: NaiveDate,
    /// SHA-256 of its rows.
    pub content: &'a [u8; 32],
    /// How many rows it has, and how many rows of its file were wrong.
    pub rows: (i64, i64),
    /// Its rows, canonical, a line each, packed.
    pub body: &'a [u8],
}

/// Stores a statement of which no row is taken yet.
pub async fn insert(tx: &mut Writing, new: NewStatement<'_>) -> Result<(), StoreError> {
    let columns =
        &["id", "number", "year", "date", "imported_at", "content", "row_count", "refused", "matched", "body"];
    let NewStatement { id, number, date, content, rows: (rows, refused), body } = new;
    let values = binds![id, number, date.year(), date, tx.moment, content, rows, refused, 0i64];
    tx.conn.insert_large("statement", columns, &values, &[body]).await
}

/// The rows of a statement, canonical, a line each, packed.
pub async fn body(conn: &mut Conn, id: i64) -> Result<Vec<u8>, StoreError> {
    let body = conn.row("statement_body", binds![id], |r| r.bytes(0)).await?;
    body.ok_or_else(|| StoreError::inconsistent("statement", "id", id))
}

/// A statement as it is listed.
#[derive(Clone, Debug)]
pub struct ListedStatement {
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: NaiveDate,
    /// When it was imported.
    pub imported_at: Moment,
    /// How many rows.
    pub rows: i64,
    /// Rows that answered an order.
    pub matched: i64,
}

/// Every statement in the order of import.
pub async fn all(conn: &mut Conn) -> Result<Vec<ListedStatement>, StoreError> {
    conn.rows("statement_all", binds![], |r| {
        Ok(ListedStatement {
            number: r.text(1)?,
            date: r.date(2)?,
            imported_at: r.moment(3)?,
            rows: r.int(4)?,
            matched: r.int(6)?,
        })
    })
    .await
}

/// What a letter about a payment needs of its request beside what its order says: number, recipient's name and BIN.
#[derive(Clone, Copy, Debug)]
pub struct LetterSubject {
    /// The service's key.
    pub service: i64,
    /// When it was registered.
    pub registered_at: Moment,
    /// The sum claimed.
    pub amount: Amount,
    /// What was not withdrawn, and not paid as far as that is known.
    pub unpaid: Amount,
}

/// The subjects of letters, sorted by the request's key.
#[derive(Clone, Debug, Default)]
pub struct Subjects(Vec<(i64, LetterSubject)>);

impl Subjects {
    /// That of this request.
    pub fn of(&self, request: i64) -> Option<&LetterSubject> {
        self.place(request).map(|place| &self.0[place].1)
    }

    /// That of this request, to be changed.
    pub fn of_mut(&mut self, request: i64) -> Option<&mut LetterSubject> {
        self.place(request).map(|place| &mut self.0[place].1)
    }

    fn place(&self, request: i64) -> Option<usize> {
        self.0.binary_search_by_key(&request, |(key, _)| *key).ok()
    }
}

/// The subjects of letters about these requests, whose keys are sorted; nothing is taken to be paid.
pub async fn subjects(conn: &mut Conn, requests: &[i64]) -> Result<Subjects, StoreError> {
    let mut subjects = Subjects::default();
    for near in runs(requests) {
        let mut wanted = near.iter().peekable();
        let last = near.last().copied().unwrap_or_default();
        conn.stream("subjects_between", &[near[0], last], |r| {
            let id = r.int(0)?;
            if wanted.next_if_eq(&&id).is_some() {
                let (amount, withdrawn) = (r.amount(3)?, r.amount(4)?);
                let unpaid = Amount::from_tiyn(amount.tiyn() - withdrawn.tiyn());
                subjects
                    .0
                    .push((id, LetterSubject { service: r.int(1)?, registered_at: r.moment(2)?, amount, unpaid }));
            }
            Ok(())
        })
        .await?;
    }
    Ok(subjects)
}

/// A difference to be stored.
#[derive(Clone, Debug)]
pub struct NewDifference {
    /// What kind.
    pub kind: BreakKind,
    /// The order as the statement names it.
    pub order_number: String,
    /// What we hold.
    pub expected: String,
    /// What the statement says.
    pub found: String,
    /// Line in the file.
    pub line: u64,
}

/// Stores the differences of a statement; the key of the first.
pub async fn insert_differences(tx: &mut Writing, statement: i64, new: &[NewDifference]) -> Result<i64, StoreError> {
    let first = tx.conn.number("difference_next", binds![]).await?;
    let moment = tx.moment;
    let columns = &["id", "kind", "order_number", "expected", "found", "statement_id", "line_no", "found_at"];
    let mut values: Vec<Value<'_>> = Vec::new();
    for (id, d) in (first..).zip(new) {
        let line = i64::try_from(d.line).unwrap_or(i64::MAX);
        values.extend(binds![id, d.kind.word(), &d.order_number, &d.expected, &d.found, statement, line, moment]);
    }
    tx.conn.insert_many("difference", columns, values).await?;
    Ok(first)
}

/// A difference as it is stored.
#[derive(Clone, Debug)]
pub struct StoredDifference {
    /// Its key.
    pub id: i64,
    /// What kind.
    pub kind: BreakKind,
    /// The order as the statement names it.
    pub order_number: String,
    /// What we hold.
    pub expected: String,
    /// What the statement says.
    pub found: String,
    /// Number of the statement.
    pub statement_no: Option<String>,
    /// Date of the statement.
    pub statement_date: Option<NaiveDate>,
    /// Line in its file.
    pub line: Option<i64>,
    /// When it was found.
    pub found_at: Moment,
    /// When it was settled.
    pub settled_at: Option<Moment>,
    /// By whom.
    pub settled_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Every difference in the order of finding.
pub async fn differences(conn: &mut Conn) -> Result<Vec<StoredDifference>, StoreError> {
    conn.rows("difference_all", binds![], difference).await
}

/// Those that nobody settled.
pub async fn open_differences(conn: &mut Conn) -> Result<Vec<StoredDifference>, StoreError> {
    conn.rows("difference_open", binds![], difference).await
}

/// Which of these orders, by their numbers, miss an answer that somebody explained.
pub async fn explained(conn: &mut Conn, orders: &[&str]) -> Result<HashSet<String>, StoreError> {
    let keys = orders.iter().map(|number| Value::from(*number)).collect();
    Ok(conn.rows_for_keys("differences_explained", binds![], keys, |r| r.text(0)).await?.into_iter().collect())
}

fn difference(r: Row<'_>) -> Result<StoredDifference, StoreError> {
    let word = r.text(1)?;
    Ok(StoredDifference {
        id: r.int(0)?,
        kind: BreakKind::from_word(&word).ok_or_else(|| StoreError::inconsistent("difference", "kind", word))?,
        order_number: r.text(2)?,
        expected: r.text(3)?,
        found: r.text(4)?,
        statement_no: r.opt_text(5)?,
        line: r.opt_int(6)?,
        found_at: r.moment(7)?,
        settled_at: r.opt_moment(8)?,
        settled_by: r.opt_text(9)?,
        reason: r.opt_text(10)?,
        statement_date: r.opt_date(11)?,
    })
}
