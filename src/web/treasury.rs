//! The treasury's answers (004 §3): a statement is looked at before it is taken in, and every break stands with what can be
//! done about it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use askama::Template;
use axum::http::StatusCode;
use tempfile::TempDir;

use crate::disk::private_folder;
use crate::domain::person::Role;
use crate::domain::sheet::{Cell, Sheet};
use crate::stage::answers::{self, StatementReport};
use crate::stage::reconciliation::{self, Break};
use crate::stage::{StageError, reconciliation as breaks_stage};

use super::answer::Answer;
use super::asked::Upload;
use super::desk::{Desk, Frame, Page, Trouble};
use super::grid::{self, Grid};
use super::home::breaks;
use super::secrets;

/// A file that somebody looked at waits so long for the word to take it in.
const KEPT: Duration = Duration::from_secs(30 * 60);

/// So many files at most wait.
const MOST: usize = 100;

/// Files that were looked at and not yet taken in, by session.
#[derive(Default)]
pub struct Looked(Mutex<Vec<LookedAt>>);

/// A file that was looked at.
struct LookedAt {
    mark: String,
    session: [u8; 32],
    since: Instant,
    name: String,
    folder: TempDir,
}

impl Looked {
    /// Keeps a file under a mark that the page of its look carries; several looks of a session stand beside each other.
    fn keep(&self, mark: String, session: [u8; 32], name: String, folder: TempDir) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| one.since.elapsed() < KEPT);
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push(LookedAt { mark, session, since: Instant::now(), name, folder });
    }

    fn take(&self, mark: &str, session: &[u8; 32]) -> Option<(String, TempDir)> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place =
            all.iter().position(|one| one.mark == mark && one.session == *session && one.since.elapsed() < KEPT)?;
        let LookedAt { name, folder, .. } = all.remove(place);
        Some((name, folder))
    }
}

#[derive(Template)]
#[template(path = "treasury.html", config = "src/web/askama.toml")]
struct Treasury {
    f: Frame,
    breaks: Vec<Broken>,
    imports: bool,
    settles: bool,
}

/// A break with what can be done.
struct Broken {
    id: String,
    kind: String,
    order: String,
    href: Option<String>,
    expected: String,
    found: String,
    source: String,
    advice: String,
}

/// Breaks that a page shows.
const SHOWN: usize = 500;

/// The page.
pub async fn page(desk: &Desk<'_>) -> Page {
    let (sheet, _) = breaks(desk).await?;
    let page = Treasury {
        breaks: broken(desk, &sheet)?,
        imports: desk.is(Role::Finance),
        settles: desk.is(Role::Finance),
        f: desk.frame(desk.t("nav-treasury")),
    };
    Ok(Answer::page(&page))
}

fn broken(desk: &Desk<'_>, sheet: &Sheet) -> std::io::Result<Vec<Broken>> {
    let mut all = Vec::new();
    for row in sheet.rows.iter().take(SHOWN) {
        let row = row?;
        let text = |place: usize| grid::shown(desk, &row[place]).text;
        let Cell::Word(_, kind) = &row[1] else { continue };
        let order = text(2);
        let is_ours = kind != "unknown-order" && crate::domain::order::OrderNumber::parse(&order).is_some();
        all.push(Broken {
            id: text(0),
            kind: text(1),
            href: is_ours.then(|| format!("/orders/{order}")),
            order,
            expected: text(3),
            found: text(4),
            source: if row[5] == Cell::None {
                String::new()
            } else {
                desk.with("break-source", &[("statement", &text(5)), ("line", &text(6))])
            },
            advice: desk.t(&format!("advice-{kind}")),
        });
    }
    Ok(all)
}

#[derive(Template)]
#[template(path = "statement.html", config = "src/web/askama.toml")]
struct Preview {
    f: Frame,
    name: String,
    looked: String,
    counts: Vec<(String, u64)>,
    defects: Vec<String>,
    breaks: Grid,
    empty: bool,
}

/// A statement that is sent is looked at; the word to take it in comes with the next form.
pub async fn statement(desk: &Desk<'_>) -> Page {
    let (visitor, back) = (desk.who()?, "/treasury");
    if desk.asked.form.text("take") == "yes" {
        let Some((name, folder)) = desk.site.looked.take(desk.asked.form.text("looked"), &visitor.session) else {
            return desk.said(back, false, vec![desk.t("statement-gone")]);
        };
        let report = answers::import(&desk.office, &visitor.acting, &folder.path().join(&name), false).await;
        return match report {
            Ok(report) if report.defects.is_empty() => desk.said(back, true, vec![told(desk, &report)]),
            Ok(report) => {
                let mut lines = vec![told(desk, &report)];
                lines.extend(desk.sentences(&report.defects));
                desk.said_partly(back, report.accepted > 0, lines)
            }
            Err(refused) => desk.acted(back, Err(refused)),
        };
    }
    let Some(upload) = desk.asked.file("statement") else {
        return desk.said(back, false, vec![desk.t("statement-none")]);
    };
    let folder = kept_as(upload)?;
    let path = folder.path().join(&upload.name);
    let (report, found) = match answers::preview(&desk.office, &visitor.acting, &path).await {
        Ok(looked) => looked,
        Err(refused) => return desk.acted(back, Err(refused)),
    };
    let breaks: Vec<Break> = found.into_iter().map(reconciliation::as_break).collect();
    let sheet = crate::telling::sheets::breaks(&breaks);
    let columns = ["kind", "order_number", "expected", "found", "statement_no", "line"];
    let count = |id: &str, n: u64| (desk.t(id), n);
    let looked = secrets::token()?;
    let page = Preview {
        name: upload.name.clone(),
        looked: looked.clone(),
        counts: vec![
            count("statement-accepted", report.accepted),
            count("statement-matched", report.matched),
            count("statement-breaks", report.breaks),
            count("statement-repeated", report.repeated),
            count("statement-refused", report.refused),
        ],
        defects: desk.sentences(&report.defects),
        breaks: grid::of(desk, desk.t("statement-breaks"), &sheet, &columns, |_| None)?,
        empty: report.accepted == 0,
        f: desk.frame(desk.t("statement-title")),
    };
    if !page.empty {
        desk.site.looked.keep(looked, visitor.session, upload.name.clone(), folder);
    }
    Ok(Answer::page(&page))
}

/// Lays a file that was sent under its own name into a folder of its own: the name stands in what is said of it.
pub fn kept_as(upload: &Upload) -> Result<TempDir, Trouble> {
    let folder = private_folder()?;
    std::fs::copy(upload.file.path(), folder.path().join(&upload.name))?;
    Ok(folder)
}

fn told(desk: &Desk<'_>, report: &StatementReport) -> String {
    let StatementReport { accepted, matched, breaks, repeated, refused, .. } = report;
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("accepted", accepted),
        ("matched", matched),
        ("breaks", breaks),
        ("repeated", repeated),
        ("refused", refused),
    ];
    desk.with("statement-taken", &values)
}

/// Settles a break with a reason.
pub async fn settle(desk: &Desk<'_>, id: &str) -> Page {
    if id.len() > 40 {
        return Err(Trouble::Status(StatusCode::NOT_FOUND));
    }
    let reason = desk.asked.form.text("reason");
    let done: Result<(), StageError> = breaks_stage::settle(&desk.office, &desk.who()?.acting, id, reason).await;
    desk.acted("/treasury", done.map(|()| desk.with("done-settle", &[("id", &id)])))
}
