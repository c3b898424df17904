//! What people and programs read of requests, orders, batches and the plan: the lists of the outer contract.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};

use crate::binds;
use crate::domain::money::Amount;
use crate::domain::plan::{LinePlan, PlanKind};
use crate::domain::rules::Service;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::standing::{Hold, STOPS, Standing};
use crate::domain::stop::Stops;
use crate::domain::time::Moment;
use crate::store::Conn;
use crate::store::batch::{OneFile, StoredBatch, StoredFile};
use crate::store::installation::Keys;
use crate::store::order::ListedOrder;
use crate::store::request::{self, StoredRequest, Waiting};
use crate::store::{plan, stop};

use crate::stage::{Office, StageError};

/// Columns of `request list`.
const REQUESTS: [&str; 17] = [
    "service",
    "number",
    "status",
    "registered_at",
    "effective_at",
    "confirm_due",
    "confirmed_at",
    "form_due",
    "amount",
    "ordered",
    "paid",
    "withdrawn",
    "queue_position",
    "recipient_bin",
    "hold",
    "refusal",
    "recipient_name",
];

/// The place of each waiting request, from 1, in the waiting list of its budget line.
#[derive(Clone, Debug, Default)]
pub struct Places(Vec<(i64, i64)>);

impl Places {
    /// Of these lists.
    pub fn of<'a>(lists: impl Iterator<Item = &'a Vec<Waiting>>) -> Self {
        let of_list = |list: &'a Vec<Waiting>| list.iter().map(|w| w.id).zip(1..);
        let mut places: Vec<(i64, i64)> = lists.flat_map(of_list).collect();
        places.sort_unstable();
        Places(places)
    }

    /// The place of the request with this key, if it waits.
    pub fn at(&self, id: i64) -> Option<i64> {
        self.0.binary_search_by_key(&id, |(id, _)| *id).ok().map(|i| self.0[i].1)
    }
}

/// The waiting lists of the moment by service: to what the database says of recipients this adds the stops of budget lines,
/// because which line pays a service is a rule.
pub async fn waiting(
    office: &Office<'_>,
    conn: &mut Conn,
    now: Moment,
) -> Result<BTreeMap<String, Vec<Waiting>>, StageError> {
    let mut lists = request::waiting(conn).await?;
    let stopped = stopped_services(office, &stop::stops(conn).await?, now);
    lists.retain(|service, _| !stopped.contains(service.as_str()));
    Ok(lists)
}

/// The list of the requests that `wanted` asks for, as they stand with the stops of the moment.
pub async fn requests(
    office: &Office<'_>,
    conn: &mut Conn,
    now: Moment,
    wanted: impl Fn(&StoredRequest) -> bool,
) -> Result<Sheet, StageError> {
    let places = Places::of(waiting(office, conn, now).await?.values());
    let stopped = stopped_services(office, &stop::stops(conn).await?, now);
    let mut sheet = requests_sheet();
    request::each(conn, |mut r| {
        stop_line(&mut r, &stopped);
        if wanted(&r) {
            sheet.rows.push(request_row(&r, places.at(r.id)));
        }
        Ok(())
    })
    .await?;
    Ok(sheet)
}

/// The request of this key as it stands with the stops of the moment, and its row in the list.
pub async fn request(
    office: &Office<'_>,
    conn: &mut Conn,
    now: Moment,
    id: i64,
) -> Result<Option<(StoredRequest, Sheet)>, StageError> {
    let Some(mut r) = request::one(conn, id).await? else { return Ok(None) };
    stop_line(&mut r, &stopped_services(office, &stop::stops(conn).await?, now));
    let place = match r.standing.is_waiting() {
        true => Places::of(waiting(office, conn, now).await?.values()).at(id),
        false => None,
    };
    let mut sheet = requests_sheet();
    sheet.rows.push(request_row(&r, place));
    Ok(Some((r, sheet)))
}

fn stop_line(r: &mut StoredRequest, stopped: &BTreeSet<&str>) {
    if stopped.contains(r.service.as_str()) {
        r.standing.holds |= Hold::BlockedLine.bit();
    }
}

/// The services whose budget line of the day is stopped.
pub fn stopped_services<'a>(office: &Office<'a>, stops: &Stops, now: Moment) -> BTreeSet<&'a str> {
    let (today, lines) = (office.day(now), stops.lines());
    let stopped = |s: &&Service| s.line_on(today).is_some_and(|line| lines.contains(&line));
    office.rules.services.iter().filter(stopped).map(|s| s.name.as_str()).collect()
}

/// The hold to show: a stop where there is something left that it could stop.
fn shown(s: &Standing) -> Option<Hold> {
    let settled = s.refused || s.amount.tiyn() - s.withdrawn.tiyn() == s.paid.tiyn();
    Hold::first(if settled { s.holds & !STOPS } else { s.holds })
}

/// The list of requests, without any.
pub fn requests_sheet() -> Sheet {
    Sheet::new(&REQUESTS, &["number", "status", "registered_at", "amount", "paid", "queue_position", "hold"])
}

/// A request in the list of requests.
pub fn request_row(r: &StoredRequest, place: Option<i64>) -> Vec<Cell> {
    let s = &r.standing;
    let word = |family, word: Option<&str>| word.map_or(Cell::None, |w| Cell::Word(family, w.to_owned()));
    vec![
        Cell::Word("service", r.service.clone()),
        Cell::Text(r.number.clone()),
        Cell::Word("request-status", s.status().word().to_owned()),
        Cell::Moment(r.registered_at),
        Cell::Moment(r.effective_at),
        Cell::Moment(r.confirm_due),
        Cell::moment(r.confirmed_at),
        Cell::moment(r.form_due),
        Cell::Money(s.amount),
        Cell::Money(s.ordered),
        Cell::Money(s.paid),
        Cell::Money(s.withdrawn),
        Cell::int(place),
        Cell::Text(r.bin.clone()),
        word("hold", shown(s).map(Hold::word)),
        word("ground", r.refusal.as_deref()),
        Cell::Text(r.name.clone()),
    ]
}

/// Columns of `order list`.
const ORDERS: [&str; 25] = [
    "number",
    "reference",
    "date",
    "request",
    "service",
    "budget_line",
    "amount",
    "status",
    "batch",
    "payee_bin",
    "payee_name",
    "account",
    "bank_bic",
    "kbe",
    "knp",
    "purpose",
    "sign_due",
    "signed_at",
    "dispatch_due",
    "dispatched_at",
    "paid_at",
    "replaces",
    "reason",
    "value_date",
    "treasury_reference",
];

/// The list of orders, without any.
pub fn orders_sheet() -> Sheet {
    Sheet::new(&ORDERS, &["reference", "request", "amount", "status", "batch", "payee_bin", "replaces"])
}

/// An order in the list of orders.
pub fn order_row(o: &ListedOrder) -> Vec<Cell> {
    let f = &o.order.facts;
    vec![
        Cell::Int(f.number.number),
        Cell::Text(f.number.to_string()),
        Cell::Date(f.date),
        Cell::Text(f.request.clone()),
        Cell::Word("service", o.service.clone()),
        Cell::Text(o.line.to_string()),
        Cell::Money(f.amount),
        Cell::Word("order-status", o.order.status.word().to_owned()),
        Cell::Int(o.batch),
        Cell::Text(f.payee_bin.to_string()),
        Cell::Text(f.payee_name.clone()),
        Cell::Text(f.account.to_string()),
        Cell::Text(f.bank_bic.to_string()),
        Cell::Text(f.kbe.clone()),
        Cell::Text(f.knp.clone()),
        Cell::Text(f.purpose.clone()),
        Cell::Moment(o.sign_due),
        Cell::moment(o.signed_at),
        Cell::moment(o.dispatch_due),
        Cell::moment(o.dispatched_at),
        Cell::moment(o.paid_at),
        Cell::text(o.replaces.map(|n| n.to_string())),
        Cell::text(o.reason.clone()),
        o.value_date.map_or(Cell::None, Cell::Date),
        Cell::text(o.treasury_ref.clone()),
    ]
}

/// Columns of `batch list`.
const BATCHES: [&str; 14] = [
    "number",
    "date",
    "service",
    "budget_line",
    "status",
    "orders",
    "total",
    "manifest_sha256",
    "sign_due",
    "signed_by",
    "signed_at",
    "dispatch_due",
    "files",
    "receipt",
];

/// The list of batches with their files.
pub fn batches(all: &[StoredBatch], files: &[StoredFile]) -> Sheet {
    let shown = ["number", "date", "service", "status", "orders", "total", "sign_due", "signed_by"];
    let mut sheet = Sheet::new(&BATCHES, &shown);
    for b in all {
        let own = files.iter().filter(|f| f.batch == b.number && f.complete).flat_map(|f| {
            let one = |one: OneFile<'_>| {
                let path = std::path::Path::new(&f.folder).join(one.name);
                [f.format.clone(), path.display().to_string(), crate::domain::batch::hex(one.sha256)]
            };
            f.files().into_iter().map(one).collect::<Vec<_>>()
        });
        sheet.rows.push(vec![
            Cell::Int(b.number),
            Cell::Date(b.date),
            Cell::Word("service", b.service.clone()),
            Cell::Text(b.line.to_string()),
            Cell::Word("batch-status", b.status.word().to_owned()),
            Cell::Int(b.orders),
            Cell::Money(b.total),
            Cell::Text(crate::domain::batch::hex(&b.manifest_sha256)),
            Cell::Moment(b.sign_due),
            Cell::text(b.signed_by.clone()),
            Cell::moment(b.signed_at),
            Cell::moment(b.dispatch_due),
            Cell::Files(own.collect()),
            Cell::text(b.receipt.clone()),
        ]);
    }
    sheet
}

/// The plan of a year by line and month, all sums cumulative: allowed, reserved, paid, available.
pub async fn plan(
    office: &Office<'_>,
    conn: &mut Conn,
    now: Moment,
    year: i32,
    as_of: Option<NaiveDate>,
) -> Result<Sheet, StageError> {
    let columns = ["budget_line", "year", "month", "plan", "reserved", "paid", "available"];
    let mut sheet = Sheet::new(&columns, &[]);
    let keys = Keys::load(conn).await?;
    let plans = plan::of_year(conn, &keys, year, as_of).await?;
    let day = as_of.unwrap_or_else(|| office.day(now));
    let sums = live_by_month(office, conn, year, as_of).await?;
    let mut lines: BTreeMap<_, i64> = keys.lines().filter(|(_, id)| plans.contains_key(id)).collect();
    for id in sums.keys().map(|(line, _)| *line) {
        lines.insert(keys.line_of(id)?, id);
    }
    for (line, id) in lines {
        let empty = LinePlan::default();
        let plan = plans.get(&id).unwrap_or(&empty);
        let (mut reserved, mut paid) = (0, 0);
        for month in 1..=12u32 {
            let (r, p) = sums.get(&(id, i64::from(month))).copied().unwrap_or_default();
            reserved += r;
            paid += p;
            let available = plan.ceiling(day, month).tiyn() - reserved - paid;
            sheet.rows.push(vec![
                Cell::Text(line.to_string()),
                Cell::Int(year.into()),
                Cell::Int(month.into()),
                Cell::Money(plan.cumulative(PlanKind::Payments, day, month)),
                Cell::Money(Amount::from_tiyn(reserved)),
                Cell::Money(Amount::from_tiyn(paid)),
                Cell::Money(Amount::from_tiyn(available)),
            ]);
        }
    }
    Ok(sheet)
}

/// The documents of a year's plan, the plan itself and its certificates, as they came: what each adds to a line.
pub async fn plan_documents(conn: &mut Conn, year: i32) -> Result<Sheet, StageError> {
    let mut sheet = Sheet::new(&["kind", "document_no", "document_date", "imported_at", "budget_line", "amount"], &[]);
    let rows = conn.rows("plan_documents", binds![year], |r| {
        Ok(vec![
            Cell::Word("plan-kind", r.text(0)?),
            Cell::Text(r.text(1)?),
            Cell::Date(r.date(2)?),
            Cell::Moment(r.moment(3)?),
            Cell::Text(r.text(4)?),
            Cell::Money(r.amount(5)?),
        ])
    });
    for row in rows.await? {
        sheet.rows.push(row);
    }
    Ok(sheet)
}

/// By line and month of the order's date: live and unpaid, and paid, in tiyn.
async fn live_by_month(
    office: &Office<'_>,
    conn: &mut Conn,
    year: i32,
    as_of: Option<NaiveDate>,
) -> Result<HashMap<(i64, i64), (i64, i64)>, StageError> {
    let map = |r: crate::store::Row<'_>| Ok(((r.int(0)?, r.int(1)?), (r.int(2)?, r.int(3)?)));
    let end = as_of.and_then(|d| d.succ_opt()).and_then(|d| d.and_hms_opt(0, 0, 0));
    let rows = match end {
        Some(midnight) => {
            let last = Moment::from_micros(Moment::at(midnight, office.rules.calendar.zone()).micros() - 1);
            conn.rows("orders_by_month_as_of", binds![year, last], map).await?
        }
        None => conn.rows("orders_live_by_month", binds![year], map).await?,
    };
    Ok(rows.into_iter().collect())
}

/// The year of a moment in the department's zone.
pub fn year_of(office: &Office<'_>, now: Moment) -> i32 {
    office.day(now).year()
}
