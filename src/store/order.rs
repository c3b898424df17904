//! Payment orders in the database.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use crate::binds;
use crate::domain::budget::BudgetLine;
use crate::domain::money::Amount;
use crate::domain::order::{A_YEAR, OrderFacts, OrderNumber, OrderStatus, payee_of_line};
use crate::domain::statement::{Answered, Candidate, Outcome};
use crate::domain::time::Moment;

use super::batch::{self, Keys};
use super::bulk::Cell;
use super::piece::Facts;
use super::{Conn, Row, StoreError, Value, Writing};

/// An order with its state.
#[derive(Clone, Debug)]
pub struct StoredOrder {
    /// Its key.
    pub id: i64,
    /// The key of its request.
    pub request_id: i64,
    /// What the head signs.
    pub facts: OrderFacts,
    /// Where it stands.
    pub status: OrderStatus,
}

/// An order with all that people ask about it.
#[derive(Clone, Debug)]
pub struct ListedOrder {
    /// The order.
    pub order: StoredOrder,
    /// Name of the service.
    pub service: String,
    /// Budget line that pays.
    pub line: BudgetLine,
    /// Its batch.
    pub batch: i64,
    /// When it was formed and sent to the head.
    pub formed_at: Moment,
    /// Last moment for the signature.
    pub sign_due: Moment,
    /// When it was signed.
    pub signed_at: Option<Moment>,
    /// Last moment for sending it to the treasury.
    pub dispatch_due: Option<Moment>,
    /// When it was sent.
    pub dispatched_at: Option<Moment>,
    /// When we learnt that it was paid.
    pub paid_at: Option<Moment>,
    /// When it was declined, rejected or returned.
    pub ended_at: Option<Moment>,
    /// Why.
    pub reason: Option<String>,
    /// The day the treasury names.
    pub value_date: Option<NaiveDate>,
    /// The treasury's reference.
    pub treasury_ref: Option<String>,
    /// The rejected or returned order before it.
    pub replaces: Option<OrderNumber>,
}

/// The number that a key stands for.
pub fn number(key: i64) -> Result<OrderNumber, StoreError> {
    OrderNumber::of_key(key).ok_or_else(|| StoreError::inconsistent("payment_order", "id", key))
}

/// The key of a number.
pub fn key(number: OrderNumber) -> Result<i64, StoreError> {
    number.key().ok_or_else(|| StoreError::inconsistent("payment_order", "id", number))
}

/// The number of a year's next order.
pub async fn next_number(conn: &mut Conn, year: i32) -> Result<i64, StoreError> {
    let before = i64::from(year) * A_YEAR;
    Ok(conn.number("order_next_number", binds![before, before + A_YEAR]).await? - before)
}

fn status(code: i64) -> Result<OrderStatus, StoreError> {
    OrderStatus::from_code(code).ok_or_else(|| StoreError::inconsistent("payment_order", "status", code))
}

/// An order's row of numbers.
#[derive(Clone, Copy, Debug)]
pub struct OrderRow {
    /// Its key.
    pub id: i64,
    /// The key of its request.
    pub request_id: i64,
    /// What is paid.
    pub amount: Amount,
    /// Its batch.
    pub batch: i64,
    /// Where it stands.
    pub status: OrderStatus,
}

/// The rows of the orders with these keys, by their number, declined ones among them.
pub async fn between(conn: &mut Conn, keys: Keys) -> Result<Vec<OrderRow>, StoreError> {
    let of_batches = conn.rows("orders_statuses", binds![], |r| Ok((r.int(0)?, status(r.int(1)?)?))).await?;
    let of_batches: BTreeMap<i64, OrderStatus> = of_batches.into_iter().collect();
    let mut answers = Vec::new();
    conn.stream("answers_between", &[keys.first * 8, keys.last * 8 + 7], |r| {
        answers.push(r.int(0)?);
        Ok(())
    })
    .await?;
    let mut answers = answers.into_iter().peekable();
    let mut rows = Vec::new();
    conn.stream("orders_between", &[keys.first, keys.last], |r| {
        let (id, batch) = (r.int(0)?, r.int(3)?);
        let mut own = r.opt_int(4)?.map(status).transpose()?;
        // the last answer counts: a return comes after the payment; a declined order has none
        while let Some(answer) = answers.next_if(|a| *a <= id * 8 + 7) {
            if answer / 8 == id && own != Some(OrderStatus::Declined) {
                own = Some(status(answer % 8)?);
            }
        }
        let standing = own.or_else(|| of_batches.get(&batch).copied());
        let status = standing.ok_or_else(|| StoreError::inconsistent("payment_order", "batch", batch))?;
        rows.push(OrderRow { id, request_id: r.int(1)?, amount: r.amount(2)?, batch, status });
        Ok(())
    })
    .await?;
    Ok(rows)
}

/// The same with their facts.
pub async fn of_batch(conn: &mut Conn, keys: Keys) -> Result<Vec<StoredOrder>, StoreError> {
    let rows = between(conn, keys).await?;
    let (mut facts, mut orders) = (Facts::default(), Vec::with_capacity(rows.len()));
    for OrderRow { id, request_id, status, .. } in rows {
        orders.push(StoredOrder { id, request_id, facts: facts.of(conn, id).await?, status });
    }
    Ok(orders)
}

/// Orders that are fetched at a time.
const PIECE: i64 = 5_000;

/// Every order by its number, also one that no batch should have.
pub async fn each(conn: &mut Conn, mut take: impl FnMut(ListedOrder)) -> Result<(), StoreError> {
    let mut after = -1;
    while let Some(first) = conn.row("order_key_after", binds![after], |r| r.opt_int(0)).await?.flatten() {
        after = first.saturating_add(PIECE - 1);
        each_of(conn, Keys { first, last: after }, &mut take).await?;
    }
    Ok(())
}

/// Every order of these keys by its number.
pub async fn each_of(conn: &mut Conn, keys: Keys, mut take: impl FnMut(ListedOrder)) -> Result<(), StoreError> {
    let (mut facts, mut first) = (Facts::default(), keys.first);
    while first <= keys.last {
        let last = keys.last.min(first + PIECE - 1);
        for (id, make) in conn.rows("orders_listed", binds![first, last], listed).await? {
            take(make(facts.of(conn, id).await?));
        }
        first = last + 1;
    }
    Ok(())
}

/// The order of this number.
pub async fn one(conn: &mut Conn, number: OrderNumber) -> Result<Option<ListedOrder>, StoreError> {
    let (key, mut found) = (key(number)?, None);
    each_of(conn, Keys { first: key, last: key }, |order| found = Some(order)).await?;
    Ok(found)
}

/// When the first order of each request was formed, by the request's key.
pub async fn first_formed(conn: &mut Conn) -> Result<Vec<(i64, Moment)>, StoreError> {
    conn.rows("orders_first_formed", binds![], |r| Ok((r.int(0)?, r.moment(1)?))).await
}

fn listed(r: Row<'_>) -> Result<(i64, impl FnOnce(OrderFacts) -> ListedOrder + use<>), StoreError> {
    let (id, request_id, status, code) = (r.int(0)?, r.int(1)?, status(r.int(4)?)?, r.text(6)?);
    let line = BudgetLine::parse(&code).ok_or_else(|| StoreError::inconsistent("budget_line", "code", code))?;
    let (service, batch) = (r.text(5)?, r.int(3)?);
    let (sign_due, signed_at, dispatch_due) = (r.moment(7)?, r.opt_moment(8)?, r.opt_moment(9)?);
    let (dispatched_at, paid_at, ended_at) = (r.opt_moment(10)?, r.opt_moment(11)?, r.opt_moment(12)?);
    let (reason, value_date, treasury_ref) = (r.opt_text(13)?, r.opt_date(14)?, r.opt_text(15)?);
    let replaces = r.opt_int(16)?.map(number).transpose()?;
    let formed_at = r.moment(17)?;
    let make = move |facts| ListedOrder {
        order: StoredOrder { id, request_id, facts, status },
        service,
        line,
        batch,
        formed_at,
        sign_due,
        signed_at,
        dispatch_due,
        dispatched_at,
        paid_at,
        ended_at,
        reason,
        value_date,
        treasury_ref,
        replaces,
    };
    Ok((id, make))
}

/// An order to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewOrder {
    /// Its key.
    pub id: i64,
    /// The key of its request.
    pub request_id: i64,
    /// What is paid.
    pub amount: Amount,
    /// Those that its request had before.
    pub before: Before,
}

/// Stores the rows of orders of a batch, awaiting the head's signature. Their facts go into pieces. A second order for the
/// same rest, decided from an older state, is refused by the database.
pub async fn insert(tx: &mut Writing, batch: i64, orders: &[NewOrder]) -> Result<(), StoreError> {
    let columns = &["id", "batch", "request_id", "nth", "amount", "replaces"];
    let row = |new: &NewOrder| {
        let (int, Before { count, replaced }) = (Cell::Int, new.before);
        [int(new.id), int(batch), int(new.request_id), int(count), int(new.amount.tiyn()), Cell::Opt(replaced)]
    };
    tx.conn.insert_rows("payment_order", columns, orders.iter().map(row)).await
}

/// What a request's new order must know of those before it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before {
    /// How many there were.
    pub count: i64,
    /// The key of the rejected or returned one that it replaces.
    pub replaced: Option<i64>,
}

/// The orders that these requests had before, by the request's key.
pub async fn before(conn: &mut Conn, requests: &[i64]) -> Result<HashMap<i64, Before>, StoreError> {
    let keys = requests.iter().map(|id| Value::from(*id)).collect();
    let read = |r: Row<'_>| Ok((r.int(0)?, Before { count: r.int(1)?, replaced: r.opt_int(2)? }));
    Ok(conn.rows_for_keys("orders_before", binds![], keys, read).await?.into_iter().collect())
}

/// An order as the matching sees it, with its request and batch.
#[derive(Clone, Debug)]
pub struct Answerable {
    /// For the decision.
    pub candidate: Candidate,
    /// The key of its request.
    pub request_id: i64,
    /// The number of its request.
    pub request: String,
    /// The payee's name.
    pub payee_name: String,
    /// Its batch.
    pub batch: i64,
}

/// Every order that one of these references may mean: a bare number means that of any year. Told beside each are the
/// answers that it got by this `statement` already.
pub async fn candidates(
    conn: &mut Conn,
    references: &[Answered],
    statement: Option<i64>,
) -> Result<Vec<Answerable>, StoreError> {
    let years = conn.rows("batch_years", binds![], |r| r.int(0)).await?;
    let mut keys: Vec<i64> = Vec::with_capacity(references.len());
    for reference in references {
        match reference {
            Answered::Full(number) => keys.extend(number.key()),
            Answered::Bare(number) => {
                let of_year = |y: &i64| OrderNumber { year: i32::try_from(*y).ok()?, number: *number }.key();
                keys.extend(years.iter().filter_map(of_year));
            }
            Answered::Unnamed | Answered::Foreign => {}
        }
    }
    keys.sort_unstable();
    keys.dedup();
    let mut found = Vec::with_capacity(keys.len());
    let mut facts = Facts::default();
    for near in runs(&keys) {
        let wanted = &mut near.iter().copied().peekable();
        let near = Keys { first: near[0], last: near.last().copied().unwrap_or_default() };
        let begun = found.len();
        for row in between(conn, near).await? {
            while wanted.next_if(|key| *key < row.id).is_some() {}
            if wanted.next_if_eq(&row.id).is_none() {
                continue;
            }
            found.push(answerable(conn, &mut facts, row).await?);
        }
        if let Some(statement) = statement {
            answered_by(conn, statement, near, &mut found[begun..]).await?;
        }
    }
    Ok(found)
}

/// An order as the matching sees it.
async fn answerable(conn: &mut Conn, facts: &mut Facts, row: OrderRow) -> Result<Answerable, StoreError> {
    let line = facts.line(conn, row.id).await?;
    let payee = payee_of_line(line).ok_or_else(|| StoreError::inconsistent("order_piece", "body", line))?;
    let candidate = Candidate {
        id: row.id,
        number: number(row.id)?,
        amount: row.amount,
        payee_bin: payee.bin.to_owned(),
        account: payee.account.to_owned(),
        status: row.status,
        answered: Vec::new(),
    };
    let (request, payee_name) = (payee.request.into_owned(), payee.name.into_owned());
    Ok(Answerable { candidate, request_id: row.request_id, request, payee_name, batch: row.batch })
}

/// The orders that wait for an answer and are of one of these sums, in tiyn, to one of these accounts: what a line may mean
/// that names no order. Only batches are looked at on which something is open.
pub async fn open_of(conn: &mut Conn, wanted: &HashSet<(i64, &str)>) -> Result<Vec<Answerable>, StoreError> {
    let sums: HashSet<i64> = wanted.iter().map(|(sum, _)| *sum).collect();
    let (mut facts, mut found) = (Facts::default(), Vec::new());
    for batch in batch::open(conn).await? {
        for row in between(conn, batch.keys).await? {
            let waits = matches!(row.status, OrderStatus::Dispatched | OrderStatus::OutcomeUnknown);
            if !waits || !sums.contains(&row.amount.tiyn()) {
                continue;
            }
            let one = answerable(conn, &mut facts, row).await?;
            if wanted.contains(&(one.candidate.amount.tiyn(), one.candidate.account.as_str())) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// Notes of orders between these keys, sorted by them, which answers they got by this statement.
async fn answered_by(conn: &mut Conn, statement: i64, keys: Keys, orders: &mut [Answerable]) -> Result<(), StoreError> {
    if orders.iter().all(|o| Outcome::of_status(o.candidate.status).is_none()) {
        return Ok(());
    }
    conn.stream("answers_of_statement", &[keys.first * 8, keys.last * 8 + 7, statement], |r| {
        let id = r.int(0)?;
        if let Ok(place) = orders.binary_search_by_key(&(id / 8), |o| o.candidate.id) {
            orders[place].candidate.answered.extend(Outcome::of_status(status(id % 8)?));
        }
        Ok(())
    })
    .await
}

/// Sorted keys in runs that are dense enough to be read as a range each.
pub fn runs(keys: &[i64]) -> Vec<&[i64]> {
    const GAP: i64 = 64;
    keys.chunk_by(|a, b| b - a <= GAP).collect()
}

/// What the treasury says of an order, or two people.
#[derive(Clone, Debug)]
pub struct NewAnswer<'a> {
    /// The order's key.
    pub order: i64,
    /// Paid, rejected or returned.
    pub status: OrderStatus,
    /// Why; may be empty.
    pub reason: &'a str,
    /// The day on which it happened.
    pub value_date: NaiveDate,
    /// The treasury's reference.
    pub reference: Option<&'a str>,
    /// The statement's key and the line in its file.
    pub statement: Option<(i64, u64)>,
    /// Of a paid order: what its letter has in common with others, and what it says of the request's rest.
    pub letter: Option<(i64, Amount)>,
}

/// Stores answers at the moment of this change; an order that was answered so before is refused by the database.
pub async fn insert_answers(tx: &mut Writing, answers: &[NewAnswer<'_>]) -> Result<(), StoreError> {
    let columns =
        &["id", "at", "reason", "value_date", "treasury_ref", "statement_id", "statement_row", "letter_run", "rest"];
    let at = tx.moment.micros();
    let days: BTreeSet<NaiveDate> = answers.iter().map(|a| a.value_date).collect();
    let dates: BTreeMap<NaiveDate, String> = days.into_iter().map(|day| (day, day.to_string())).collect();
    tx.conn.insert_rows("answer", columns, answers.iter().map(|a| cells(a, at, &dates))).await
}

fn cells<'a>(a: &'a NewAnswer<'_>, at: i64, dates: &'a BTreeMap<NaiveDate, String>) -> [Cell<'a>; 9] {
    let ((statement, row), (run, rest)) = (a.statement.unzip(), a.letter.unzip());
    [
        Cell::Int(a.order * 8 + a.status.code()),
        Cell::Int(at),
        Cell::Text(a.reason),
        Cell::OptText(dates.get(&a.value_date).map(String::as_str)),
        Cell::OptText(a.reference),
        Cell::Opt(statement),
        Cell::Opt(row.map(|r| i64::try_from(r).unwrap_or(i64::MAX))),
        Cell::Opt(run),
        Cell::Opt(rest.map(Amount::tiyn)),
    ]
}
