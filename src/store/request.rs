//! Applications in the database.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use smol_str::SmolStr;

use crate::binds;
use crate::domain::money::{Amount, Rate};
use crate::domain::notice::Subject;
use crate::domain::request::{Checked, Standing};
use crate::domain::seen::key_of;
use crate::domain::time::Moment;

use super::bulk::Cell;
use super::installation::Keys;
use super::texts::Texts;
use super::{Conn, Row, StoreError, Value, Writing};

/// A request with everything that is stored of it.
#[derive(Clone, Debug)]
pub struct StoredRequest {
    /// Its key.
    pub id: i64,
    /// Name of the service.
    pub service: String,
    /// Number given by the portal.
    pub number: String,
    /// When the portal registered it.
    pub registered_at: Moment,
    /// As the deadlines count it.
    pub effective_at: Moment,
    /// Last moment for the confirmation.
    pub confirm_due: Moment,
    /// The recipient's BIN.
    pub bin: String,
    /// The recipient's name.
    pub name: String,
    /// The account in force.
    pub account: String,
    /// The bank in force.
    pub bic: String,
    /// КБе.
    pub kbe: String,
    /// What the sum was computed from.
    pub base: Amount,
    /// At which rate.
    pub rate: Rate,
    /// Number of the agreement.
    pub agreement_no: String,
    /// Date of the agreement.
    pub agreement_date: NaiveDate,
    /// First day of the period.
    pub period_from: NaiveDate,
    /// Last day of the period.
    pub period_to: NaiveDate,
    /// When it was confirmed.
    pub confirmed_at: Option<Moment>,
    /// By whom.
    pub confirmed_by: Option<String>,
    /// Last moment for the order.
    pub form_due: Option<Moment>,
    /// First forming that found no money for it.
    pub short_at: Option<Moment>,
    /// The ground of its refusal.
    pub refusal: Option<String>,
    /// When it was refused.
    pub refused_at: Option<Moment>,
    /// Its sums and marks.
    pub standing: Standing,
}

impl StoredRequest {
    /// What the request contributes to its letters.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            service: &self.service,
            number: &self.number,
            registered_at: self.registered_at,
            recipient: &self.name,
            bin: &self.bin,
            amount: self.standing.amount,
        }
    }
}

fn stored(r: Row<'_>) -> Result<StoredRequest, StoreError> {
    let (confirmed_at, refusal) = (r.opt_moment(19)?, r.opt_text(23)?);
    Ok(StoredRequest {
        id: r.int(0)?,
        service: r.text(1)?,
        number: r.text(2)?,
        registered_at: r.moment(3)?,
        effective_at: r.moment(4)?,
        confirm_due: r.moment(5)?,
        bin: r.text(6)?,
        name: r.text(7)?,
        account: r.text(8)?,
        bic: r.text(9)?,
        kbe: r.text(10)?,
        base: r.amount(11)?,
        rate: Rate::from_parts(r.int(12)?),
        agreement_no: r.text(14)?,
        agreement_date: r.date(15)?,
        period_from: r.date(16)?,
        period_to: r.date(17)?,
        confirmed_by: r.opt_text(20)?,
        form_due: r.opt_moment(21)?,
        short_at: r.opt_moment(22)?,
        refused_at: r.opt_moment(24)?,
        standing: Standing {
            amount: r.amount(13)?,
            ordered: r.amount(26)?,
            paid: r.amount(27)?,
            withdrawn: r.amount(25)?,
            confirmed: confirmed_at.is_some(),
            refused: refusal.is_some(),
            holds: r.int(18)?,
        },
        confirmed_at,
        refusal,
    })
}

/// Every request, in the order of intake.
pub async fn each(
    conn: &mut Conn,
    mut take: impl FnMut(StoredRequest) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    conn.each("request_all", binds![], |row| take(stored(row)?)).await
}

/// A request that waits for money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// When the portal registered it.
    pub registered_at: Moment,
    /// Number given by the portal.
    pub number: SmolStr,
    /// Its key.
    pub id: i64,
    /// What was asked for.
    pub amount: Amount,
    /// What no order covers.
    pub rest: Amount,
}

/// The waiting lists by service, each in its order; stops of recipients count, those of budget lines do not.
pub async fn waiting(conn: &mut Conn) -> Result<BTreeMap<String, Vec<Waiting>>, StoreError> {
    let mut lists: BTreeMap<String, Vec<Waiting>> = BTreeMap::new();
    conn.each("requests_waiting", binds![], |r| {
        let rest = r.amount(5)?;
        if rest > Amount::ZERO {
            let number = SmolStr::from(r.text(2)?);
            let one = Waiting { registered_at: r.moment(1)?, number, id: r.int(3)?, amount: r.amount(4)?, rest };
            let service = r.text(0)?;
            match lists.get_mut(&service) {
                Some(list) => list.push(one),
                None => drop(lists.insert(service, vec![one])),
            }
        }
        Ok(())
    })
    .await?;
    for list in lists.values_mut() {
        list.sort_by(|a, b| (a.registered_at, a.number.as_bytes()).cmp(&(b.registered_at, b.number.as_bytes())));
    }
    Ok(lists)
}

/// The request of this key.
pub async fn one(conn: &mut Conn, id: i64) -> Result<Option<StoredRequest>, StoreError> {
    Ok(some(conn, &[id]).await?.pop())
}

/// The requests of these keys, by their keys.
pub async fn some(conn: &mut Conn, ids: &[i64]) -> Result<Vec<StoredRequest>, StoreError> {
    let keys = ids.iter().map(|id| Value::from(*id)).collect();
    conn.rows_for_keys("requests_some", binds![], keys, stored).await
}

/// The requests whose keys this statement finds with these values, so many at most, by their keys.
pub(super) async fn some_found(
    conn: &mut Conn,
    keys: &'static str,
    found_by: (Vec<Value<'_>>, i64),
) -> Result<Vec<StoredRequest>, StoreError> {
    conn.rows_for_found("requests_some", keys, found_by, stored).await
}

/// Keys and services of the requests that bear this number.
pub async fn by_number(conn: &mut Conn, number: &str) -> Result<Vec<(i64, String)>, StoreError> {
    conn.rows("request_by_number", binds![number], |r| Ok((r.int(0)?, r.text(1)?))).await
}

/// What is stored under a number: for telling a repeat from a conflict.
#[derive(Clone, Debug)]
pub struct Known {
    /// The number.
    pub number: String,
    /// Digest of the row as it came.
    pub content: [u8; 32],
    /// When it was registered.
    pub registered_at: Moment,
    /// The recipient's BIN.
    pub bin: String,
    /// The sum.
    pub amount: Amount,
}

/// What is stored under these numbers of a service.
pub async fn known(conn: &mut Conn, service: i64, numbers: &[&str]) -> Result<Vec<Known>, StoreError> {
    let keys = numbers.iter().map(|n| Value::from(*n)).collect();
    conn.rows_for_keys("request_known", binds![service], keys, |r| {
        Ok(Known {
            number: r.text(0)?,
            content: r.digest(1)?,
            registered_at: r.moment(2)?,
            bin: r.text(3)?,
            amount: r.amount(4)?,
        })
    })
    .await
}

/// A stored claim: service, BIN, agreement and period.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What finds it.
    pub key: i64,
    /// Name of the service.
    pub service: String,
    /// The recipient's BIN.
    pub bin: String,
    /// Number of the agreement.
    pub agreement_no: String,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
}

/// Service and number of the first requests that claim the same as this one for days of its period.
pub async fn of_same_claim(conn: &mut Conn, r: &StoredRequest) -> Result<Vec<(String, String)>, StoreError> {
    const MOST: i64 = 20;
    let binds = binds![r.id, &r.bin, &r.agreement_no, r.period_from, r.period_to, MOST];
    conn.rows("requests_of_same_claim", binds, |row| Ok((row.text(0)?, row.text(1)?))).await
}

/// The stored claims that may be the same as these.
pub async fn claims(conn: &mut Conn, claims: &[i64]) -> Result<Vec<Claim>, StoreError> {
    let keys = claims.iter().map(|c| Value::from(*c)).collect();
    conn.rows_for_keys("request_claims", binds![], keys, |r| {
        Ok(Claim {
            key: r.int(5)?,
            service: r.text(0)?,
            bin: r.text(1)?,
            agreement_no: r.text(2)?,
            from: r.date(3)?,
            to: r.date(4)?,
        })
    })
    .await
}

/// The [keys](number_key) of all numbers stored.
pub async fn number_keys(conn: &mut Conn, keys: &Keys, mut take: impl FnMut(u64)) -> Result<(), StoreError> {
    conn.stream("request_numbers", &[], |r| {
        take(number_key(keys.service_name(r.int(0)?), r.str(1)?));
        Ok(())
    })
    .await
}

/// The claims of all requests stored.
pub async fn claim_keys(conn: &mut Conn, mut take: impl FnMut(i64)) -> Result<(), StoreError> {
    conn.stream("request_claim_keys", &[], |r| {
        take(r.int(0)?);
        Ok(())
    })
    .await
}

/// A key of a number within its service, for telling that it was never there.
pub fn number_key(service: &str, number: &str) -> u64 {
    key_of((service, number))
}

const COLUMNS: [&str; 22] = [
    "id",
    "service_id",
    "number",
    "file_id",
    "registered_at",
    "effective_at",
    "confirm_due",
    "recipient_bin",
    "recipient_name",
    "account",
    "bank_bic",
    "kbe",
    "base_amount",
    "rate",
    "amount",
    "agreement_no",
    "agreement_date",
    "period_from",
    "period_to",
    "content",
    "claim",
    "holds",
];

/// A request to be stored.
#[derive(Clone, Debug)]
pub struct NewRequest<'a> {
    /// The checked row.
    pub checked: Checked<&'a str>,
    /// Date of the agreement and first and last day of the period, as they are written.
    pub dates: [&'a str; 3],
    /// Digest of the row.
    pub content: &'a [u8; 32],
    /// Finds possible duplicates.
    pub claim: i64,
    /// Bits of its holds.
    pub holds: i64,
}

impl NewRequest<'_> {
    fn cells(&self, id: i64, service: i64, file: i64) -> [Cell<'_>; COLUMNS.len()] {
        let a = &self.checked.application;
        let [agreement_date, period_from, period_to] = self.dates;
        [
            Cell::Int(id),
            Cell::Int(service),
            Cell::Text(a.number),
            Cell::Int(file),
            Cell::Int(a.registered_at.micros()),
            Cell::Int(self.checked.effective_at.micros()),
            Cell::Int(self.checked.confirm_due.micros()),
            Cell::Text(a.bin.as_str()),
            Cell::Text(a.name),
            Cell::Text(a.account.as_str()),
            Cell::Text(a.bic.as_str()),
            Cell::Text(a.kbe),
            Cell::Int(a.base.tiyn()),
            Cell::Int(a.rate.parts()),
            Cell::Int(a.amount.tiyn()),
            Cell::Text(a.agreement_no),
            Cell::Text(agreement_date),
            Cell::Text(period_from),
            Cell::Text(period_to),
            Cell::Bytes(self.content),
            Cell::Int(self.claim),
            Cell::Int(self.holds),
        ]
    }
}

/// Stores requests, all of services that are known, under the keys from `first_id` on, in this order.
pub async fn insert(
    tx: &mut Writing,
    keys: &Keys,
    file: i64,
    first_id: i64,
    requests: &[NewRequest<'_>],
) -> Result<(), StoreError> {
    let rows = requests.iter().enumerate().map(|(place, new)| {
        let service = keys.service(new.checked.application.service);
        new.cells(first_id + place as i64, service, file)
    });
    tx.conn.insert_rows("request", &COLUMNS, rows).await
}

/// What orders take from their requests, by the request's key: number, BIN, name, account, bank, КБе, number of the
/// agreement, its date, the first and the last day of the period, dates as `YYYY-MM-DD`; and the key of the file.
pub type Sources = Texts<i64, 10>;

/// What orders take from these requests of a service. Requests that came together are read as one range.
pub async fn for_orders(conn: &mut Conn, service: i64, ids: &[i64]) -> Result<Sources, StoreError> {
    let mut sources = Sources::default();
    if ids.is_empty() {
        return Ok(sources);
    }
    let mut take = |r: Row<'_>| {
        let mut texts = [""; 10];
        for (i, text) in (1..).zip(&mut texts) {
            *text = r.str(i)?;
        }
        sources.push(r.int(0)?, r.int(11)?, texts);
        Ok(())
    };
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    let (first, last) = (sorted.first().copied().unwrap_or(0), sorted.last().copied().unwrap_or(-1));
    if last - first < 4 * ids.len() as i64 {
        let mut wanted = sorted.into_iter().peekable();
        let wanted =
            |r: Row<'_>| if wanted.next_if_eq(&r.int(0)?).is_some() { take(r) } else { Ok::<(), StoreError>(()) };
        conn.stream("request_for_orders_between", &[service, first, last], wanted).await?;
    } else {
        let keys = ids.iter().map(|id| Value::from(*id)).collect();
        conn.rows_for_keys("request_for_orders", binds![], keys, take).await?;
    }
    sources.sort();
    Ok(sources)
}

/// Notes who did what to a request.
pub async fn act(tx: &mut Writing, request: i64, act: &str, content: &str) -> Result<(), StoreError> {
    let (moment, actor) = (tx.moment, tx.actor.clone());
    tx.conn.execute("request_act_insert", binds![request, moment, actor, act, content]).await?;
    Ok(())
}
