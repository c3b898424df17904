//! The applications: lists to work through and to leaf through (004 §5.1).

use askama::Template;
use axum::http::StatusCode;

use crate::domain::person::Role;
use crate::domain::standing::{Hold, RequestStatus};
use crate::domain::time::Moment;
use crate::stage::requests;
use crate::store::leaf::{self, Leaf};
use crate::store::request::{self, StoredRequest};

use super::answer::Answer;
use super::asked::encoded;
use super::desk::{Desk, Frame, Page};
use super::grid::{self, Grid, Line, Shown};
use super::home::left_in_list;

/// Requests of one page.
const PAGE: i64 = 50;

/// A part of the requests that somebody works through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Registered,
    Held,
    Corrections,
    All,
}

impl View {
    const EVERY: [View; 4] = [View::Registered, View::Held, View::Corrections, View::All];

    const fn word(self) -> &'static str {
        match self {
            View::Registered => "registered",
            View::Held => "held",
            View::Corrections => "corrections",
            View::All => "all",
        }
    }
}

/// A way to a part.
struct Tab {
    text: String,
    href: String,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "requests.html", config = "src/web/askama.toml")]
struct List {
    f: Frame,
    tabs: Vec<Tab>,
    grid: Grid,
    /// Whether picked ones can be confirmed here.
    confirms: bool,
    next: Option<String>,
    /// The same part with every application picked, and with none.
    pick_all: String,
    pick_none: String,
    sought: String,
    about: String,
}

/// The path of a request.
pub fn path(service: &str, number: &str) -> String {
    format!("/requests/{}/{}", encoded(service), encoded(number))
}

/// The list.
pub async fn list(desk: &Desk<'_>) -> Page {
    let query = &desk.asked.query;
    let sought = query.text("q").to_owned();
    let chosen = View::EVERY.into_iter().find(|v| v.word() == query.text("view")).unwrap_or(View::Registered);
    let mut reading = desk.reading().await?;
    let now = reading.moment;
    let conn = &mut reading.conn;
    if !sought.is_empty() {
        let found = requests::find(&desk.office, conn, &sought).await;
        if let Ok(id) = found {
            let one = request::one(conn, id).await?;
            return Ok(
                one.map_or_else(|| Answer::status(StatusCode::NOT_FOUND), |r| Answer::go(&path(&r.service, &r.number)))
            );
        }
    }
    let view = if sought.is_empty() { chosen } else { View::All };
    let rows = match view {
        View::Registered => {
            let (due, key) = (query.text("due").parse().unwrap_or(i64::MIN), query.text("after").parse().unwrap_or(0));
            leaf::leaf(conn, Leaf::Registered(Moment::from_micros(due), key), PAGE + 1).await?
        }
        View::Held => leaf::leaf(conn, Leaf::Held(query.text("after").parse().unwrap_or(0)), PAGE + 1).await?,
        View::Corrections => {
            let ids = leaf::corrections_open(conn).await?;
            request::some(conn, &ids).await?
        }
        View::All if !sought.is_empty() => {
            let found = request::by_number(conn, &sought).await?;
            request::some(conn, &found.into_iter().map(|(id, _)| id).collect::<Vec<i64>>()).await?
        }
        View::All => leaf::leaf(conn, Leaf::Before(query.text("after").parse().unwrap_or(i64::MAX)), PAGE + 1).await?,
    };
    let more = view != View::Corrections && sought.is_empty() && rows.len() as i64 > PAGE;
    let rows = if more { &rows[..PAGE as usize] } else { &rows[..] };
    let next = rows.last().filter(|_| more).map(|last| match view {
        View::Registered => format!("/requests?view=registered&due={}&after={}", last.confirm_due.micros(), last.id),
        _ => format!("/requests?view={}&after={}", view.word(), last.id),
    });
    let confirms = view == View::Registered && desk.is(Role::Specialist) && !desk.office.settings.eds.required;
    let tab = |v: View| Tab {
        text: desk.t(&format!("requests-{}", v.word())),
        href: format!("/requests?view={}", v.word()),
        is_here: sought.is_empty() && v == view,
    };
    let about = if sought.is_empty() {
        desk.t(&format!("requests-{}-about", view.word()))
    } else {
        desk.with("requests-found", &[("count", &rows.len()), ("number", &sought)])
    };
    let here = format!("/requests?view=registered&due={}&after={}", query.text("due"), query.text("after"));
    let mut grid = grid_of(desk, rows, now, confirms);
    grid.all_picked = query.text("pick") == "all";
    let page = List {
        f: desk.frame(desk.t("nav-requests")),
        tabs: View::EVERY.map(tab).into(),
        grid,
        confirms: confirms && !rows.is_empty(),
        next,
        pick_all: format!("{here}&pick=all"),
        pick_none: here,
        sought,
        about,
    };
    Ok(Answer::page(&page))
}

fn grid_of(desk: &Desk<'_>, rows: &[StoredRequest], now: Moment, pick: bool) -> Grid {
    let heads = [
        ("col-number", false),
        ("col-recipient-name", false),
        ("col-service", false),
        ("col-registered-at", false),
        ("requests-sum", true),
        ("col-status", false),
        ("requests-due-worked", false),
        ("col-hold", false),
    ];
    let mut grid = grid::empty(desk, desk.t("nav-requests"), &heads);
    grid.pick = pick.then_some("request");
    for r in rows {
        let status = r.standing.status().word();
        let hold = Hold::first(r.standing.holds).map(|hold| hold.word());
        let hold = hold.filter(|_| !matches!(r.standing.status(), RequestStatus::Paid | RequestStatus::Refused));
        let cells = vec![
            Shown::text(&r.number).to(path(&r.service, &r.number)),
            Shown::text(format!("{}\n{}", r.name, r.bin)),
            Shown::text(desk.t(&format!("service-{}", r.service))),
            Shown::text(desk.moment(r.registered_at)),
            Shown::number(r.standing.amount.for_people()),
            Shown::status(desk.t(&format!("request-status-{status}")), status),
            due(desk, r, now),
            hold.map_or_else(Shown::default, |hold| Shown::status(desk.t(&format!("hold-{hold}")), "held")),
        ];
        let picked = (pick && r.standing.holds == 0).then(|| format!("{}/{}", r.service, r.number));
        grid.rows.push(Line { cells, picked });
    }
    grid
}

/// The deadline that runs, and what is left of it.
fn due(desk: &Desk<'_>, r: &StoredRequest, now: Moment) -> Shown {
    let runs = match r.standing.status() {
        RequestStatus::Registered => Some(r.confirm_due),
        RequestStatus::Confirmed if r.standing.ordered.tiyn() == 0 && r.short_at.is_none() => r.form_due,
        _ => None,
    };
    let Some(due) = runs else { return Shown::text("–") };
    let look = if due < now { "due late" } else { "due" };
    Shown { text: left_in_list(desk, now, due), look: look.to_owned(), href: None }
}
