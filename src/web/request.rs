//! One application with everything that is known of it: facts, deadlines that explain themselves, checks with their evidence,
//! orders, letters, history, and what this visitor may do with it now.

use askama::Template;
use axum::http::StatusCode;

use crate::binds;
use crate::domain::deadline::{self, Limit};
use crate::domain::deadline_text::reason_text;
use crate::domain::defect::Code;
use crate::domain::lang::Lang;
use crate::domain::notice;
use crate::domain::person::Role;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::standing::{Hold, RELEASABLE};
use crate::domain::time::Moment;
use crate::stage::reporting::{checks, listing};
use crate::stage::{StageError, confirmation, requests};
use crate::store::Conn;
use crate::store::batch::Keys;
use crate::store::leaf::{self, OpenCorrection};
use crate::store::order;
use crate::store::request::{self, StoredRequest};

use super::answer::Answer;
use super::attachments;
use super::desk::{Desk, Frame, Page, Trouble};
use super::grid::{self, Grid};
use super::home::left;
use super::letters::{self, Letter};
use super::papers;
use super::requests::path;

/// A deadline that explains itself.
struct Explained {
    name: String,
    due: String,
    done: String,
    late: bool,
    steps: Vec<(String, String, bool)>,
}

/// A check with what was found.
struct Checked {
    name: String,
    word: &'static str,
    verdict: String,
    evidence: String,
    /// Other requests that it is about: where, and the number.
    others: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "request.html", config = "src/web/askama.toml")]
struct One {
    f: Frame,
    here: String,
    status: String,
    status_word: &'static str,
    hold: Option<String>,
    refusal: Option<String>,
    facts: Vec<(String, String)>,
    deadlines: Vec<Explained>,
    checks: Vec<Checked>,
    orders: Grid,
    history: Vec<(String, String, String)>,
    letters: Vec<Letter>,
    attached: Vec<attachments::Shown>,
    correction: Option<OpenCorrection>,
    grounds: Vec<(String, String, String)>,
    may: May,
}

/// What this visitor may do with it now.
struct May {
    confirm: bool,
    /// A confirmation needs a signature, which is made in a bundle.
    signs: bool,
    refuse: bool,
    release: bool,
    withdraw: bool,
    correct: bool,
    approve: bool,
}

impl May {
    fn of(desk: &Desk<'_>, r: &StoredRequest, correction: bool) -> Self {
        let (s, specialist) = (&r.standing, desk.is(Role::Specialist));
        let open = !s.refused && s.rest().tiyn() > 0;
        let registered = r.confirmed_at.is_none() && open;
        May {
            confirm: specialist && registered && !desk.office.settings.eds.required,
            signs: specialist && registered && desk.office.settings.eds.required,
            refuse: specialist && open && s.ordered.tiyn() == 0,
            release: specialist && !s.refused && s.holds & RELEASABLE != 0,
            withdraw: specialist && open,
            correct: specialist && !s.refused && s.ordered <= s.paid,
            approve: desk.is(Role::Head) && correction,
        }
    }
}

/// The request of this service and number; a fault of the database stays one and is no "not found".
pub async fn found(conn: &mut Conn, service: &str, number: &str) -> Result<StoredRequest, Trouble> {
    let found = match requests::find_exactly(conn, service, number).await? {
        Some(id) => request::one(conn, id).await?,
        None => None,
    };
    Ok(found.ok_or_else(|| StageError::refuse("request", Code::NotFound, number, ""))?)
}

/// One request.
pub async fn one(desk: &Desk<'_>, service: &str, number: &str) -> Page {
    let mut reading = desk.reading().await?;
    let now = reading.moment;
    let conn = &mut reading.conn;
    let id = found(conn, service, number).await?.id;
    let Some((r, _)) = listing::request(&desk.office, conn, now, id).await? else {
        return Err(Trouble::Status(StatusCode::NOT_FOUND));
    };
    let correction = leaf::correction(conn, id).await?;
    let status_word = r.standing.status().word();
    let hold = Hold::first(r.standing.holds);
    let ground = r.refusal.clone().or(confirmation::refusal::proposal(conn, &r).await?);
    let here = path(&r.service, &r.number);
    let page = One {
        here: here.clone(),
        status: desk.t(&format!("request-status-{status_word}")),
        status_word,
        hold: hold.map(|hold| desk.t(&format!("hold-{}", hold.word()))),
        refusal: ground.map(|ground| ground_text(desk, &ground, desk.office.day(now))),
        facts: facts(desk, &r),
        deadlines: deadlines(desk, &r, now)?,
        checks: checked(desk, conn, &r).await?,
        orders: orders(desk, conn, id).await?,
        history: history(desk, conn, &r).await?,
        letters: letters::of(desk, conn, &r, &here).await?,
        attached: attachments::shown(desk, conn, &r, &here).await?,
        grounds: grounds(desk, &r, now),
        may: May::of(desk, &r, correction.is_some()),
        correction,
        f: desk.frame(desk.with("request-title", &[("number", &r.number)])),
    };
    Ok(Answer::page(&page))
}

/// Its letters as one document.
pub async fn letters(desk: &Desk<'_>, service: &str, number: &str) -> Page {
    let mut reading = desk.reading().await?;
    let r = found(&mut reading.conn, service, number).await?;
    papers::letters(desk, &mut reading, &r).await
}

/// A signed letter, or the signature over it.
pub async fn letter(desk: &Desk<'_>, service: &str, number: &str, name: &str) -> Page {
    let mut reading = desk.reading().await?;
    let r = found(&mut reading.conn, service, number).await?;
    letters::file(&mut reading.conn, &r, name).await
}

/// A file that came with it.
pub async fn attachment(desk: &Desk<'_>, service: &str, number: &str, nth: &str) -> Page {
    let mut reading = desk.reading().await?;
    let r = found(&mut reading.conn, service, number).await?;
    attachments::file(&mut reading.conn, &r, nth).await
}

/// A ground in the reader's words.
fn ground_text(desk: &Desk<'_>, code: &str, day: chrono::NaiveDate) -> String {
    let named = desk.office.rules.ground(code, day).map(|ground| ground.names.get(desk.texts.lang).to_owned());
    named.unwrap_or_else(|| desk.t(&format!("ground-{code}")))
}

fn facts(desk: &Desk<'_>, r: &StoredRequest) -> Vec<(String, String)> {
    let day = |day: chrono::NaiveDate| day.format("%d.%m.%Y").to_string();
    let fact = |id: &str, text: String| (desk.t(id), text);
    vec![
        fact("col-service", desk.t(&format!("service-{}", r.service))),
        fact("col-recipient-name", r.name.clone()),
        fact("col-recipient-bin", r.bin.clone()),
        fact("col-account", r.account.clone()),
        fact("col-bank-bic", r.bic.clone()),
        fact("request-agreement", format!("{}, {}", r.agreement_no, day(r.agreement_date))),
        fact("request-period", format!("{} – {}", day(r.period_from), day(r.period_to))),
        fact("request-base", format!("{} × {}\u{a0}%", r.base.for_people(), r.rate)),
        fact("col-amount", r.standing.amount.for_people()),
        fact("col-ordered", r.standing.ordered.for_people()),
        fact("col-paid", r.standing.paid.for_people()),
        fact("col-withdrawn", r.standing.withdrawn.for_people()),
    ]
}

fn deadlines(desk: &Desk<'_>, r: &StoredRequest, now: Moment) -> Result<Vec<Explained>, StageError> {
    let service = desk.office.rules.service(&r.service);
    let limits = service.map_or((Limit::WorkingDays(1), Limit::WorkingDays(2)), |s| (s.confirm_limit, s.form_limit));
    let steps = [
        ("step-confirm", Some((r.registered_at, r.confirm_due)), limits.0, r.confirmed_at),
        ("step-form", r.confirmed_at.zip(r.form_due), limits.1, None),
    ];
    let mut all = Vec::new();
    for (name, stored, limit, done) in steps {
        let Some((from, due)) = stored else { continue };
        let calendar = &desk.office.rules.calendar;
        let counted = deadline::due(calendar, from, limit)?;
        let step = |step: &deadline::Step| {
            (
                step.date.format("%d.%m.%Y").to_string(),
                reason_text(&step.reason, calendar, desk.texts.lang),
                step.counted,
            )
        };
        all.push(Explained {
            name: desk.t(name),
            due: left(desk, now, due),
            done: done.map_or_else(String::new, |at| desk.with("request-done", &[("at", &desk.moment(at))])),
            late: done.unwrap_or(now) > due,
            steps: counted.steps.iter().map(step).collect(),
        });
    }
    Ok(all)
}

async fn checked(desk: &Desk<'_>, conn: &mut Conn, r: &StoredRequest) -> Result<Vec<Checked>, Trouble> {
    let all = checks::checks(&desk.office, conn, r).await?;
    let one = |check: checks::Check| {
        let (found, expected) = (crate::telling::told::value(&check.found, &desk.texts, desk.zone), &check.expected);
        let expected = crate::telling::told::value(expected, &desk.texts, desk.zone);
        let evidence = match (found.is_empty(), expected.is_empty()) {
            (true, _) => String::new(),
            (false, true) => found,
            (false, false) if check.name == "rate" => {
                desk.with("check-limit", &[("found", &found), ("expected", &expected)])
            }
            (false, false) => desk.with("check-compared", &[("found", &found), ("expected", &expected)]),
        };
        Checked {
            name: desk.t(&format!("check-{}", check.name)),
            word: check.verdict.word(),
            verdict: desk.t(&format!("verdict-{}", check.verdict.word())),
            evidence,
            others: check.others.iter().map(|(service, number)| (path(service, number), number.clone())).collect(),
        }
    };
    Ok(all.into_iter().map(one).collect())
}

/// Its orders, the first one first.
pub async fn orders_of(conn: &mut Conn, id: i64) -> Result<Vec<order::ListedOrder>, Trouble> {
    let keys = conn.rows("orders_of_request", binds![id], |r| r.int(0)).await?;
    let mut all = Vec::with_capacity(keys.len());
    for key in keys {
        order::each_of(conn, Keys { first: key, last: key }, |o| all.push(o)).await?;
    }
    Ok(all)
}

async fn orders(desk: &Desk<'_>, conn: &mut Conn, id: i64) -> Result<Grid, Trouble> {
    let mut sheet: Sheet = listing::orders_sheet();
    for order in orders_of(conn, id).await? {
        sheet.rows.push(listing::order_row(&order));
    }
    let columns = ["reference", "date", "amount", "status", "batch", "dispatched_at", "paid_at", "reason"];
    Ok(grid::of(desk, desk.t("request-orders"), &sheet, &columns, |row| match &row[1] {
        Cell::Text(number) => Some(format!("/orders/{number}")),
        _ => None,
    })?)
}

/// When, who, what: the moments of the request itself and what people did to it, the oldest first.
async fn history(
    desk: &Desk<'_>,
    conn: &mut Conn,
    r: &StoredRequest,
) -> Result<Vec<(String, String, String)>, Trouble> {
    let mut all: Vec<(Moment, String, String)> = vec![(r.registered_at, String::new(), desk.t("history-registered"))];
    if let Some(at) = r.confirmed_at {
        let by = r.confirmed_by.clone().unwrap_or_default();
        all.push((at, by, desk.t("event-request-confirmed")));
    }
    if let Some(at) = r.short_at {
        all.push((at, String::new(), desk.t("event-request-short")));
    }
    for act in leaf::acts(conn, r.id).await? {
        let what = desk.with(&format!("act-{}", act.act), &[("content", &act.content)]);
        all.push((act.at, act.person, what));
    }
    all.sort_by_key(|(at, ..)| *at);
    Ok(all.into_iter().map(|(at, who, what)| (desk.moment(at), who, what)).collect())
}

/// The grounds of a refusal that are in force: code, words, and the letter that it would become.
fn grounds(desk: &Desk<'_>, r: &StoredRequest, now: Moment) -> Vec<(String, String, String)> {
    let day = desk.office.day(now);
    let lang = if desk.texts.lang == Lang::Kk { Lang::Kk } else { Lang::Ru };
    let all =
        desk.office.rules.grounds.all().filter(|g| desk.office.rules.ground(&g.value.code, day) == Some(&g.value));
    let specialist = desk.visitor.as_ref().map_or("", |v| v.acting.name());
    let one = |code: &str, paragraph: &str| {
        let facts = match desk.office.settings.eds.required {
            true => notice::refusal_to_sign(code, paragraph),
            false => notice::refusal(code, paragraph, now, specialist),
        };
        notice::render(notice::NoticeKind::Refusal, &r.subject(), &facts, desk.office.rules, lang).unwrap_or_default()
    };
    let shown = |code: &str, paragraph: &str| (code.to_owned(), ground_text(desk, code, day), one(code, paragraph));
    all.map(|g| shown(&g.value.code, &g.value.paragraph)).collect()
}
