//! Payment orders in the database.

use chrono::NaiveDate;

use crate::binds;
use crate::domain::budget::BudgetLine;
use crate::domain::ident::{Bic, Bin, Iban};
use crate::domain::order::{A_YEAR, OrderFacts, OrderNumber, OrderStatus};
use crate::domain::statement::{Answered, Candidate};
use crate::domain::time::Moment;

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

fn key(number: OrderNumber) -> Result<i64, StoreError> {
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

fn stored(r: Row<'_>) -> Result<StoredOrder, StoreError> {
    let (bin, account, bic) = (r.str(6)?, r.str(8)?, r.str(9)?);
    Ok(StoredOrder {
        id: r.int(0)?,
        request_id: r.int(14)?,
        facts: OrderFacts {
            number: number(r.int(0)?)?,
            date: r.date(3)?,
            request: r.text(4)?,
            amount: r.amount(5)?,
            payee_bin: Bin::parse(bin).map_err(|_| StoreError::inconsistent("payment_order", "payee_bin", bin))?,
            payee_name: r.text(7)?,
            account: Iban::parse(account).map_err(|_| StoreError::inconsistent("payment_order", "account", account))?,
            bank_bic: Bic::parse(bic).map_err(|_| StoreError::inconsistent("payment_order", "bank_bic", bic))?,
            kbe: r.text(10)?,
            knp: r.text(11)?,
            purpose: r.text(12)?,
        },
        status: status(r.int(13)?)?,
    })
}

/// The orders of a batch by their number, declined ones among them.
pub async fn of_batch(conn: &mut Conn, batch: i64) -> Result<Vec<StoredOrder>, StoreError> {
    let mut orders = Vec::new();
    conn.stream("orders_of_batch", &[batch], |r| {
        orders.push(stored(r)?);
        Ok(())
    })
    .await?;
    Ok(orders)
}

/// Every order by its number.
pub async fn all(conn: &mut Conn) -> Result<Vec<ListedOrder>, StoreError> {
    conn.rows("order_all", binds![], |r| {
        let code = r.text(16)?;
        let replaces = r.opt_int(27)?.map(number).transpose()?;
        Ok(ListedOrder {
            order: stored(r)?,
            service: r.text(15)?,
            line: BudgetLine::parse(&code).ok_or_else(|| StoreError::inconsistent("budget_line", "code", code))?,
            batch: r.int(17)?,
            sign_due: r.moment(18)?,
            signed_at: r.opt_moment(19)?,
            dispatch_due: r.opt_moment(20)?,
            dispatched_at: r.opt_moment(21)?,
            paid_at: r.opt_moment(22)?,
            ended_at: r.opt_moment(23)?,
            reason: r.opt_text(24)?,
            value_date: r.opt_date(25)?,
            treasury_ref: r.opt_text(26)?,
            replaces,
            formed_at: r.moment(28)?,
        })
    })
    .await
}

/// An order to be stored.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// The key of its request.
    pub request_id: i64,
    /// What the head signs.
    pub facts: OrderFacts,
    /// The key of the order that it replaces.
    pub replaces: Option<i64>,
}

const COLUMNS: [&str; 12] = [
    "id",
    "batch",
    "request_id",
    "amount",
    "payee_bin",
    "payee_name",
    "account",
    "bank_bic",
    "kbe",
    "knp",
    "purpose",
    "replaces",
];

/// Stores the orders of a batch, awaiting the head's signature.
pub async fn insert(tx: &mut Writing, batch: i64, orders: &[NewOrder]) -> Result<(), StoreError> {
    let mut values: Vec<Value<'_>> = Vec::with_capacity(orders.len() * COLUMNS.len());
    for new in orders {
        let f = &new.facts;
        values.extend(binds![
            key(f.number)?,
            batch,
            new.request_id,
            f.amount,
            f.payee_bin.as_str(),
            &f.payee_name,
            f.account.as_str(),
            f.bank_bic.as_str(),
            &f.kbe,
            &f.knp,
            &f.purpose,
            new.replaces
        ]);
    }
    tx.conn.insert_many("payment_order", &COLUMNS, values).await
}

/// The key of the order that a new one of these requests would replace.
pub async fn replaceable(conn: &mut Conn, requests: &[i64]) -> Result<Vec<(i64, i64)>, StoreError> {
    let keys = requests.iter().map(|id| Value::from(*id)).collect();
    conn.rows_for_keys("order_replaceable", binds![], keys, |r| Ok((r.int(0)?, r.int(1)?))).await
}

/// An order as the matching sees it, with its request and batch.
#[derive(Clone, Debug)]
pub struct Answerable {
    /// For the decision.
    pub candidate: Candidate,
    /// The key of its request.
    pub request_id: i64,
    /// Its batch.
    pub batch: i64,
}

/// Every order that one of these references may mean: a bare number means that of any year.
pub async fn candidates(conn: &mut Conn, references: &[Answered]) -> Result<Vec<Answerable>, StoreError> {
    let years = conn.rows("batch_years", binds![], |r| r.int(0)).await?;
    let mut keys: Vec<i64> = Vec::with_capacity(references.len());
    for reference in references {
        match reference {
            Answered::Full(number) => keys.extend(number.key()),
            Answered::Bare(number) => {
                let of_year = |y: &i64| OrderNumber { year: i32::try_from(*y).ok()?, number: *number }.key();
                keys.extend(years.iter().filter_map(of_year));
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    conn.rows_for_keys("order_candidates", binds![], keys.into_iter().map(Value::from).collect(), |r| {
        let id = r.int(0)?;
        Ok(Answerable {
            candidate: Candidate {
                id,
                number: number(id)?,
                amount: r.amount(1)?,
                payee_bin: r.text(2)?,
                account: r.text(3)?,
                status: status(r.int(4)?)?,
                answered: Vec::new(),
            },
            request_id: r.int(5)?,
            batch: r.int(6)?,
        })
    })
    .await
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
}

/// Stores answers at the moment of this change; an order that was answered so before is refused by the database.
pub async fn insert_answers(tx: &mut Writing, answers: &[NewAnswer<'_>]) -> Result<(), StoreError> {
    let columns = &["id", "at", "reason", "value_date", "treasury_ref", "statement_id", "statement_row"];
    let moment = tx.moment;
    let mut values: Vec<Value<'_>> = Vec::with_capacity(answers.len() * columns.len());
    for a in answers {
        let (statement, row) = a.statement.unzip();
        values.extend(binds![
            a.order * 8 + a.status.code(),
            moment,
            a.reason,
            a.value_date,
            a.reference,
            statement,
            row.map(|r| i64::try_from(r).unwrap_or(i64::MAX))
        ]);
    }
    tx.conn.insert_many("answer", columns, values).await
}
