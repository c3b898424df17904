//! Batches: what waits for the head's signature (004 §5.3), what the finance specialist carries to the treasury (§5.4), and
//! what came of it.

pub mod acts;

use askama::Template;
use axum::http::StatusCode;
use chrono::Datelike;

use crate::domain::batch::{BatchStatus, hex};
use crate::domain::defect::Code;
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::domain::person::Role;
use crate::domain::sheet::Cell;
use crate::domain::time::Moment;
use crate::format::Format;
use crate::signatures::batch::manifest_of;
use crate::stage::StageError;
use crate::stage::electronic::second_of;
use crate::stage::reporting::unusual::{self, Unusual};
use crate::store::batch::{self, Keys, StoredBatch, StoredFile};
use crate::store::order::{self, ListedOrder};
use crate::store::{Conn, stop};

use super::answer::Answer;
use super::desk::{Desk, Frame, Page, Trouble};
use super::grid::{self, Grid, Line, Shown};
use super::home::{left, left_in_list, plan_of_year};

/// Batches of one page.
const PAGE: i64 = 50;
/// Orders of one page.
const ORDERS: i64 = 200;
/// Up to so many orders are summed up by recipient and bank.
const SUMMED: i64 = 20_000;

/// The number of a path.
pub fn number(text: &str) -> Result<i64, Trouble> {
    text.parse().map_err(|_| Trouble::Status(StatusCode::NOT_FOUND))
}

#[derive(Template)]
#[template(path = "batches.html", config = "src/web/askama.toml")]
struct List {
    f: Frame,
    waiting: Grid,
    others: Grid,
    next: Option<String>,
}

/// What waits first, then all of them, the newest first.
pub async fn list(desk: &Desk<'_>) -> Page {
    let mut reading = desk.reading().await?;
    let now = reading.moment;
    let conn = &mut reading.conn;
    let waits = |b: &StoredBatch| !matches!(b.status, BatchStatus::Settled | BatchStatus::Declined);
    let open: Vec<StoredBatch> = batch::open(conn).await?.into_iter().filter(waits).collect();
    let before = desk.asked.query.text("before").parse().unwrap_or(i64::MAX);
    let numbers = batch::before(conn, before, PAGE + 1).await?;
    let more = numbers.len() as i64 > PAGE;
    let mut others = Vec::new();
    for number in numbers.iter().take(PAGE as usize) {
        others.extend(batch::one(conn, *number).await?);
    }
    let next = others.last().filter(|_| more).map(|b| format!("/batches?before={}", b.number));
    let page = List {
        f: desk.frame(desk.t("nav-batches")),
        waiting: grid_of(desk, desk.t("batches-waiting"), &open, now),
        others: grid_of(desk, desk.t("batches-all"), &others, now),
        next,
    };
    Ok(Answer::page(&page))
}

fn grid_of(desk: &Desk<'_>, caption: String, batches: &[StoredBatch], now: Moment) -> Grid {
    let heads = [
        ("col-batch", false),
        ("col-date", false),
        ("col-service", false),
        ("col-budget-line", false),
        ("col-status", false),
        ("col-orders", true),
        ("col-total", true),
        ("requests-due-worked", false),
        ("col-signed-by", false),
    ];
    let mut grid = grid::empty(desk, caption, &heads);
    for b in batches {
        let word = b.status.word();
        let due = match b.status {
            BatchStatus::AwaitingSignature => Some(b.sign_due),
            BatchStatus::Signed | BatchStatus::Exported if b.dispatched_at.is_none() => b.dispatch_due,
            _ => None,
        };
        let late = due.is_some_and(|due| due < now);
        let due = due.map_or_else(|| "–".to_owned(), |due| left_in_list(desk, now, due));
        grid.rows.push(Line {
            cells: vec![
                Shown::text(format!("№\u{a0}{}", b.number)).to(format!("/batches/{}", b.number)),
                Shown::text(b.date.format("%d.%m.%Y").to_string()),
                Shown::text(desk.t(&format!("service-{}", b.service))),
                Shown::text(b.line.to_string()),
                Shown::status(desk.t(&format!("batch-status-{word}")), word),
                Shown::number(b.orders.to_string()),
                Shown::number(b.total.for_people()),
                Shown { text: due, look: if late { "due late" } else { "due" }.to_owned(), href: None },
                Shown::text(b.signed_by.clone().unwrap_or_else(|| "–".to_owned())),
            ],
            picked: None,
        });
    }
    grid
}

/// The plan of the batch's line before and after it.
struct Plan {
    before: String,
    total: String,
    after: String,
}

/// A file that stands in the outbox.
struct FileShown {
    format: String,
    copy: i64,
    name: String,
    sha256: String,
    orders: i64,
    href: String,
}

#[derive(Template)]
#[template(path = "batch.html", config = "src/web/askama.toml")]
struct One {
    f: Frame,
    number: i64,
    status: String,
    status_word: &'static str,
    due: Option<(String, String, bool)>,
    facts: Vec<(String, String)>,
    plan: Option<Plan>,
    notable: Vec<String>,
    blocked: Vec<String>,
    orders: Grid,
    next: Option<String>,
    by_recipient: Option<Grid>,
    by_bank: Option<Grid>,
    files: Vec<FileShown>,
    formats: Vec<(&'static str, bool)>,
    declinable: Vec<String>,
    unknown: Vec<String>,
    words: Vec<String>,
    may: May,
    manifest: String,
}

/// What this visitor may do with it now.
struct May {
    sign: bool,
    /// Without an electronic signature, where none is required.
    sign_plain: bool,
    decline: bool,
    export: bool,
    hand_over: bool,
    lose: bool,
    resolve: bool,
}

impl May {
    fn of(desk: &Desk<'_>, b: &StoredBatch) -> Self {
        let (head, finance) = (desk.is(Role::Head), desk.is(Role::Finance));
        let awaits = b.status == BatchStatus::AwaitingSignature;
        let second = finance && !desk.office.settings.eds.second.is_empty();
        let own = desk.visitor.as_ref().map(|v| v.acting.name()) == b.signed_by.as_deref();
        May {
            sign: awaits && (head || second),
            sign_plain: awaits && head && !desk.office.settings.eds.required,
            decline: awaits && head,
            export: finance && !own && b.signed_at.is_some() && b.status != BatchStatus::Declined,
            hand_over: finance && matches!(b.status, BatchStatus::Exported | BatchStatus::OutcomeUnknown),
            lose: finance && matches!(b.status, BatchStatus::Exported | BatchStatus::HandedOver),
            resolve: (finance || head || desk.is(Role::Auditor)) && b.status == BatchStatus::OutcomeUnknown,
        }
    }
}

async fn found(conn: &mut Conn, number: i64) -> Result<StoredBatch, StageError> {
    let found = batch::one(conn, number).await?;
    found.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))
}

/// One batch.
pub async fn one(desk: &Desk<'_>, number: i64) -> Page {
    desk.index_recipients().await?;
    let mut reading = desk.reading().await?;
    let now = reading.moment;
    let conn = &mut reading.conn;
    let b = found(conn, number).await?;
    let after: i64 = desk.asked.query.text("after").parse().unwrap_or(b.keys.first - 1);
    let keys =
        Keys { first: after.saturating_add(1).max(b.keys.first), last: b.keys.last.min(after.saturating_add(ORDERS)) };
    let mut shown = Vec::new();
    order::each_of(conn, keys, |order| shown.push(order)).await?;
    let mut whole = Vec::new();
    if b.keys.last - b.keys.first < SUMMED {
        order::each_of(conn, b.keys, |order| whole.push(order)).await?;
        whole.retain(|order| order.order.status != OrderStatus::Declined);
    }
    let unusual = unusual::unusual(conn, &whole).await?;
    let due = match b.status {
        BatchStatus::AwaitingSignature => Some(("step-sign", b.sign_due)),
        BatchStatus::Signed | BatchStatus::Exported if b.dispatched_at.is_none() => {
            b.dispatch_due.map(|due| ("step-dispatch", due))
        }
        _ => None,
    };
    let blocked = stop::of_batch(conn, number).await?;
    let words = batch::words(conn, number).await?;
    let files = files_of(conn, &b).await?;
    let facts = facts(desk, conn, &b).await?;
    let of_status = |status: OrderStatus| {
        let of = whole.iter().filter(|o| o.order.status == status);
        of.map(|o| o.order.facts.number.to_string()).take(2_000).collect::<Vec<_>>()
    };
    let may = May::of(desk, &b);
    drop(reading);
    let page = One {
        f: desk.frame(desk.with("batch-title", &[("number", &number), ("date", &b.date.format("%d.%m.%Y"))])),
        number,
        status: desk.t(&format!("batch-status-{}", b.status.word())),
        status_word: b.status.word(),
        due: due.map(|(name, due)| (desk.t(name), left(desk, now, due), due < now)),
        facts,
        plan: if b.status == BatchStatus::AwaitingSignature { plan(desk, &b, now).await? } else { None },
        notable: notable(desk, &unusual),
        blocked: blocked
            .iter()
            .map(|(order, bin, reason)| {
                desk.with("warn-blocked", &[("order", order), ("bin", bin), ("reason", reason)])
            })
            .collect(),
        orders: orders(desk, &shown)?,
        next: (keys.last < b.keys.last).then(|| format!("/batches/{number}?after={}", keys.last)),
        by_recipient: totals(desk, "batch-by-recipient", &whole, |o| {
            format!("{}\n{}", o.order.facts.payee_name, o.order.facts.payee_bin)
        }),
        by_bank: totals(desk, "batch-by-bank", &whole, |o| {
            let bic = &o.order.facts.bank_bic;
            let name = desk.office.rules.bank(bic, o.order.facts.date).map(|bank| bank.name_ru.clone());
            name.map_or_else(|| bic.to_string(), |name| format!("{name}\n{bic}"))
        }),
        files: files.iter().flat_map(|f| shown_files(number, f)).collect(),
        formats: Format::ALL.map(|f| (f.word(), desk.office.settings.formats.iter().any(|w| w == f.word()))).into(),
        declinable: if may.decline { of_status(OrderStatus::AwaitingSignature) } else { Vec::new() },
        unknown: of_status(OrderStatus::OutcomeUnknown),
        words: words.iter().map(|word| said(desk, word)).collect(),
        may,
        manifest: hex(&b.manifest_sha256),
    };
    Ok(Answer::page(&page))
}

async fn facts(desk: &Desk<'_>, conn: &mut Conn, b: &StoredBatch) -> Result<Vec<(String, String)>, Trouble> {
    let fact = |id: &str, text: String| (desk.t(id), text);
    let mut facts = vec![
        fact("col-service", desk.t(&format!("service-{}", b.service))),
        fact("col-budget-line", b.line.to_string()),
        fact("col-orders", b.orders.to_string()),
        fact("col-total", b.total.for_people()),
        fact("batch-formed", desk.moment(b.formed_at)),
    ];
    if let Some(second) = second_of(conn, b).await? {
        let at = desk.moment(second.at);
        facts.push(fact("paper-accountant", format!("{}, {at}, {}", second.person, second.iin)));
    }
    if let (Some(by), Some(at)) = (&b.signed_by, b.signed_at) {
        facts.push(fact("col-signed-by", format!("{by}, {}", desk.moment(at))));
        let signed = crate::store::eds::of(conn, &crate::store::eds::of_batch(b.number)).await?;
        let how = signed.map_or_else(|| desk.t("batch-signed-plain"), |s| format!("{}, № {}", s.iin, s.serial));
        facts.push(fact("batch-eds", how));
    }
    facts.extend(b.value_date.map(|day| fact("paper-value-date", day.format("%d.%m.%Y").to_string())));
    facts.extend(b.dispatched_at.map(|at| fact("col-dispatched-at", desk.moment(at))));
    facts.extend(b.receipt.clone().map(|receipt| fact("col-receipt", receipt)));
    facts.extend(b.unknown_reason.clone().map(|reason| fact("batch-unknown-reason", reason)));
    facts.push(fact("col-manifest-sha256", hex(&b.manifest_sha256)));
    Ok(facts)
}

/// What may be paid of the line up to the end of this month, with and without the batch: its orders are reserved already.
async fn plan(desk: &Desk<'_>, b: &StoredBatch, now: Moment) -> Result<Option<Plan>, Trouble> {
    let (sheet, _) = plan_of_year(desk).await?;
    let month = i64::from(desk.office.day(now).month());
    for row in sheet.rows.iter() {
        let row = row?;
        if let (Cell::Text(line), Cell::Int(of), Cell::Money(after)) = (&row[0], &row[2], &row[6])
            && *line == b.line.to_string()
            && *of == month
        {
            let before = after.checked_add(b.total).unwrap_or(*after);
            return Ok(Some(Plan {
                before: before.for_people(),
                total: b.total.for_people(),
                after: after.for_people(),
            }));
        }
    }
    Ok(None)
}

/// What a person said of an unknown outcome.
fn said(desk: &Desk<'_>, word: &batch::Word) -> String {
    let outcome = desk.t(&format!("resolution-{}", word.outcome));
    let orders = if word.orders.is_empty() { desk.t("batch-word-all") } else { word.orders.clone() };
    let fields: [(&str, &dyn std::fmt::Display); 4] =
        [("person", &word.person), ("outcome", &outcome), ("orders", &orders), ("reason", &word.reason)];
    desk.with("batch-word", &fields)
}

/// What differs from the usual, in sentences.
fn notable(desk: &Desk<'_>, found: &[Unusual]) -> Vec<String> {
    const SHOWN: usize = 30;
    let one = |one: &Unusual| match one {
        Unusual::First { order, name } => desk.with("batch-first", &[("order", order), ("name", name)]),
        Unusual::NewAccount { order, name, before } => {
            desk.with("batch-new-account", &[("order", order), ("name", name), ("before", before)])
        }
        Unusual::Replaces { order, old } => desk.with("batch-replaces", &[("order", order), ("old", old)]),
        Unusual::Largest { order, name, amount } => {
            let sum = amount.for_people();
            desk.with("batch-largest", &[("order", order), ("name", name), ("sum", &sum)])
        }
    };
    found.iter().take(SHOWN).map(one).collect()
}

fn orders(desk: &Desk<'_>, shown: &[ListedOrder]) -> std::io::Result<Grid> {
    let mut sheet = crate::stage::reporting::listing::orders_sheet();
    shown.iter().for_each(|o| sheet.rows.push(crate::stage::reporting::listing::order_row(o)));
    let columns =
        ["reference", "request", "payee_name", "payee_bin", "account", "bank_bic", "amount", "status", "reason"];
    grid::of(desk, desk.t("batch-orders"), &sheet, &columns, |row| match &row[1] {
        Cell::Text(number) => Some(format!("/orders/{number}")),
        _ => None,
    })
}

/// Count and sum by what `of` gives, the largest first; nothing where the batch is too large for a page.
fn totals(desk: &Desk<'_>, caption: &str, orders: &[ListedOrder], of: impl Fn(&ListedOrder) -> String) -> Option<Grid> {
    const SHOWN: usize = 100;
    if orders.is_empty() {
        return None;
    }
    let mut sums: std::collections::BTreeMap<String, (i64, i64)> = std::collections::BTreeMap::new();
    for order in orders {
        let sum = sums.entry(of(order)).or_default();
        *sum = (sum.0 + 1, sum.1 + order.order.facts.amount.tiyn());
    }
    let mut sums: Vec<(String, (i64, i64))> = sums.into_iter().collect();
    sums.sort_by_key(|(_, (_, sum))| -sum);
    let mut grid = grid::empty(desk, desk.t(caption), &[(caption, false), ("col-orders", true), ("col-total", true)]);
    for (name, (count, sum)) in sums.into_iter().take(SHOWN) {
        let sum = Amount::from_tiyn(sum).for_people();
        let cells = vec![Shown::text(name), Shown::number(count.to_string()), Shown::number(sum)];
        grid.rows.push(Line { cells, picked: None });
    }
    Some(grid)
}

/// The files of a batch that stand whole, in every copy.
pub async fn files_of(conn: &mut Conn, b: &StoredBatch) -> Result<Vec<StoredFile>, Trouble> {
    let mut files = Vec::new();
    for copy in 1..=b.copy {
        for format in Format::ALL {
            files.extend(batch::file_of(conn, b.number, format.word(), copy).await?.filter(|f| f.complete));
        }
    }
    Ok(files)
}

fn shown_files(number: i64, file: &StoredFile) -> Vec<FileShown> {
    let one = |one: batch::OneFile<'_>| FileShown {
        format: file.format.clone(),
        copy: file.copy,
        name: one.name.to_owned(),
        sha256: hex(one.sha256),
        orders: one.orders,
        href: format!("/batches/{number}/files/{}/{}", file.format, super::asked::encoded(one.name)),
    };
    file.files().into_iter().map(one).collect()
}

/// The bytes of a file as it left: the same for years.
pub async fn file(desk: &Desk<'_>, number: i64, format: &str, name: &str) -> Page {
    let mut reading = desk.reading().await?;
    let b = found(&mut reading.conn, number).await?;
    for stored in files_of(&mut reading.conn, &b).await?.iter().filter(|f| f.format == format) {
        let packed = batch::file_body(&mut reading.conn, stored).await?;
        let mut at = 0;
        for one in stored.files() {
            let end = one.packed.map_or(packed.len(), |length| at + length);
            if one.name == name {
                let bytes = zstd::decode_all(packed.get(at..end).unwrap_or_default())?;
                return Ok(Answer::file("application/octet-stream", name, bytes));
            }
            at = end;
        }
    }
    Err(Trouble::Status(StatusCode::NOT_FOUND))
}

/// The bytes that the head signs.
pub async fn manifest(desk: &Desk<'_>, number: i64) -> Page {
    let mut reading = desk.reading().await?;
    let bytes = manifest_of(&mut reading.conn, number).await?;
    Ok(Answer::file("text/plain; charset=utf-8", &format!("manifest-{number}.txt"), bytes))
}
