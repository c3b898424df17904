//! The first page: what is due today and for whom, where the money of each budget line stands, what differs; and the waiting
//! list that everybody may see.

use askama::Template;
use chrono::Datelike;

use crate::domain::batch::BatchStatus;
use crate::domain::money::Amount;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::time::Moment;
use crate::stage::confirmation::notices;
use crate::stage::reporting::{self, Period, listing, now};
use crate::stage::{Office, StageError, reconciliation};
use crate::store::{Conn, batch, leaf};

use super::answer::Answer;
use super::charts::Bar;
use super::desk::{Desk, Frame, Page, Trouble};
use super::grid::{self, Grid};

/// A step of the procedure with what waits for it.
struct Step {
    name: String,
    open: i64,
    late: String,
    due: String,
    href: &'static str,
}

/// A budget line.
struct Money {
    line: String,
    plan: String,
    reserved: String,
    paid: String,
    available: String,
    elsewhere: Option<String>,
    short: bool,
    bar: Bar,
}

/// What waits for somebody.
struct Waits {
    who: String,
    what: String,
    count: i64,
    href: &'static str,
}

#[derive(Template)]
#[template(path = "home.html", config = "src/web/askama.toml")]
struct Home {
    f: Frame,
    moment: String,
    steps: Vec<Step>,
    money: Vec<Money>,
    month: String,
    waits: Vec<Waits>,
}

/// The page.
pub async fn page(desk: &Desk<'_>) -> Page {
    let (sheet, now) = desk.site.sheet(desk, "steps", open_steps).await?;
    let mut steps = Vec::new();
    for row in sheet.rows.iter() {
        if let [Cell::Text(step), Cell::Int(open), Cell::Int(late), due] = &*row? {
            steps.push(Step {
                name: desk.t(&format!("step-{step}")),
                open: *open,
                late: if *late > 0 { desk.with("home-late", &[("count", late)]) } else { String::new() },
                due: if let Cell::Moment(due) = due { left(desk, now, *due) } else { String::new() },
                href: match step.as_str() {
                    "confirm" => "/requests",
                    "form" => "/requests?view=all",
                    _ => "/batches",
                },
            });
        }
    }
    let month = desk.office.day(now).month();
    let page = Home {
        f: desk.frame(desk.t("home-title")),
        moment: desk.moment(now),
        steps,
        money: money(desk, month).await?,
        month: desk.t(&format!("month-{month}")),
        waits: waits(desk).await?,
    };
    Ok(Answer::page(&page))
}

/// The steps of the procedure: its word, what is open, what of it is late, when the first is due.
async fn open_steps(_: &Office<'_>, conn: &mut Conn, now: Moment) -> Result<Sheet, StageError> {
    let mut sheet = Sheet::new(&["step", "open", "late", "due"], &[]);
    for one in now::open_steps(conn, now).await? {
        sheet.rows.push(vec![
            Cell::Text(one.step),
            Cell::Int(one.open),
            Cell::Int(one.late),
            Cell::moment(one.first_due),
        ]);
    }
    Ok(sheet)
}

/// What is left until a moment, in working time; or that it has passed.
pub fn left(desk: &Desk<'_>, now: Moment, due: Moment) -> String {
    counted(desk, (now, due), ["home-left", "home-overdue"])
}

/// The same in two short lines, for a table in which people compare.
pub fn left_in_list(desk: &Desk<'_>, now: Moment, due: Moment) -> String {
    counted(desk, (now, due), ["list-left", "list-overdue"])
}

fn counted(desk: &Desk<'_>, (now, due): (Moment, Moment), [left, over]: [&str; 2]) -> String {
    let calendar = &desk.office.rules.calendar;
    let (from, to, text) = if due < now { (due, now, over) } else { (now, due, left) };
    let at = desk.moment(due);
    let Ok(worked) = calendar.worked(from, to) else { return at };
    let minutes = worked.as_secs() / 60;
    desk.with(text, &[("at", &at), ("hours", &(minutes / 60)), ("minutes", &(minutes % 60))])
}

/// The sums of each budget line up to the end of this month.
async fn money(desk: &Desk<'_>, month: u32) -> Result<Vec<Money>, Trouble> {
    let (sheet, _) = plan_of_year(desk).await?;
    let mut lines = Vec::new();
    for row in sheet.rows.iter() {
        let row = row?;
        let [
            Cell::Text(line),
            _,
            Cell::Int(of),
            Cell::Money(plan),
            Cell::Money(reserved),
            Cell::Money(paid),
            Cell::Money(available),
        ] = &*row
        else {
            continue;
        };
        if *of != i64::from(month) {
            continue;
        }
        let elsewhere = Amount::from_tiyn(plan.tiyn() - reserved.tiyn() - paid.tiyn() - available.tiyn().max(0));
        lines.push(Money {
            line: line.clone(),
            plan: plan.for_people(),
            reserved: reserved.for_people(),
            paid: paid.for_people(),
            available: available.for_people(),
            elsewhere: Some(elsewhere).filter(|sum| sum.tiyn() > 0).map(Amount::for_people),
            short: *available <= Amount::ZERO,
            bar: Bar::of(desk, *plan, [*paid, *reserved, elsewhere], *available),
        });
    }
    Ok(lines)
}

/// The plan of the running year with what is reserved and paid.
pub async fn plan_of_year(desk: &Desk<'_>) -> Result<(std::sync::Arc<Sheet>, Moment), StageError> {
    desk.site
        .sheet(desk, "plan", async |office: &Office<'_>, conn: &mut Conn, now| {
            listing::plan(office, conn, now, listing::year_of(office, now), None).await
        })
        .await
}

/// The open breaks.
pub async fn breaks(desk: &Desk<'_>) -> Result<(std::sync::Arc<Sheet>, Moment), StageError> {
    desk.site
        .sheet(desk, "breaks", async |office: &Office<'_>, conn: &mut Conn, now| {
            Ok(crate::telling::sheets::breaks(&reconciliation::open(office, conn, now).await?))
        })
        .await
}

/// What waits, and for whom: role, text, where it is.
const WAITS: [(&str, &str, &str); 8] = [
    ("specialist", "home-to-confirm", "/requests"),
    ("specialist", "home-held", "/requests?view=held"),
    ("specialist", "home-notices", "/notices"),
    ("head", "home-to-sign", "/batches"),
    ("head", "home-corrections", "/requests?view=corrections"),
    ("finance", "home-to-hand-over", "/batches"),
    ("finance", "home-unknown", "/batches"),
    ("finance", "home-breaks", "/treasury"),
];

async fn waits(desk: &Desk<'_>) -> Result<Vec<Waits>, Trouble> {
    let (counts, _) = desk.site.sheet(desk, "waits", counts).await?;
    let breaks = i64::try_from(breaks(desk).await?.0.rows.len()).unwrap_or(i64::MAX);
    let mut waits = Vec::new();
    for (place, (who, what, href)) in WAITS.into_iter().enumerate() {
        let count = match counts.rows.iter().nth(place).transpose()? {
            Some(row) => {
                if let Cell::Int(count) = row[0] {
                    count
                } else {
                    0
                }
            }
            None => breaks,
        };
        if count > 0 {
            waits.push(Waits { who: desk.t(&format!("role-{who}")), what: desk.t(what), count, href });
        }
    }
    Ok(waits)
}

/// How many of each of [`WAITS`] but the last there are.
async fn counts(office: &Office<'_>, conn: &mut Conn, now: Moment) -> Result<Sheet, StageError> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let steps = now::open_steps(conn, now).await?;
    let to_confirm = steps.iter().find(|s| s.step == "confirm").map_or(0, |s| s.open);
    let held = leaf::held(conn, 1_000).await?;
    // where no signature is required, a confirmation needs none
    let signs = office.settings.eds.required;
    let notices = if signs { i64::try_from(notices::count(conn).await?).unwrap_or(i64::MAX) } else { 0 };
    let corrections = leaf::corrections_open(conn).await?.len();
    let batches = batch::open(conn).await?;
    let of = |status: BatchStatus| count(batches.iter().filter(|b| b.status == status).count());
    let mut sheet = Sheet::new(&["count"], &[]);
    for n in [
        to_confirm,
        count(held),
        notices,
        of(BatchStatus::AwaitingSignature),
        count(corrections),
        count(batches.iter().filter(|b| b.signed_at.is_some() && b.dispatched_at.is_none()).count()),
        of(BatchStatus::OutcomeUnknown),
    ] {
        sheet.rows.push(vec![Cell::Int(n)]);
    }
    Ok(sheet)
}

#[derive(Template)]
#[template(path = "list.html", config = "src/web/askama.toml")]
struct List {
    f: Frame,
    about: String,
    grid: Grid,
}

/// The waiting list as it is published: number, day, place and sum, and nobody's name.
pub async fn waiting_list(desk: &Desk<'_>) -> Page {
    let made = desk.site.sheet(desk, "waiting-list", async |office: &Office<'_>, conn: &mut Conn, now| {
        reporting::waiting_list(office, conn, now, Period::default()).await
    });
    let (sheet, at) = made.await?;
    let title = desk.t("report-waiting-list");
    let shown = ["service", "queue_position", "number", "registered_at", "amount", "rest"];
    // a page that everybody may ask for is a page, not a file of a million rows
    const MOST: usize = 2_000;
    let part = Sheet { columns: sheet.columns.clone(), shown: Vec::new(), rows: first(&sheet, MOST)? };
    let grid = grid::of(desk, title.clone(), &part, &shown, |_| None)?;
    let about = desk.with("waiting-about", &[("at", &desk.moment(at)), ("count", &sheet.rows.len())]);
    Ok(Answer::page(&List { f: desk.frame(title), about, grid }))
}

/// The first rows of a table.
fn first(sheet: &Sheet, most: usize) -> std::io::Result<crate::domain::rows::Rows> {
    let mut rows = crate::domain::rows::Rows::default();
    for row in sheet.rows.iter().take(most) {
        rows.push(row?.into_owned());
    }
    Ok(rows)
}
