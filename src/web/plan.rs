//! The financing plan: what each budget line may pay by month, what is reserved and paid of it; its documents; and the stops
//! that keep money back.

use askama::Template;
use axum::http::StatusCode;
use chrono::NaiveDate;

use crate::domain::official_plan::Stated;
use crate::domain::person::Role;
use crate::stage::planning::{self, PlanOptions};
use crate::stage::reporting::listing;
use crate::stage::stops;

use super::answer::Answer;
use super::desk::{Desk, Frame, Page, Trouble};
use super::grid::{self, Grid};
use super::home::plan_of_year;
use super::treasury::kept_as;

#[derive(Template)]
#[template(path = "plan.html", config = "src/web/askama.toml")]
struct Plan {
    f: Frame,
    grid: Grid,
    documents: Grid,
    stops: Vec<Stop>,
    acts: bool,
    kinds: Vec<(&'static str, String)>,
}

/// A stop of a recipient or of a line.
struct Stop {
    subject: String,
    reason: String,
    since: String,
    by: String,
    held: String,
}

/// The page.
pub async fn page(desk: &Desk<'_>) -> Page {
    let (sheet, _) = plan_of_year(desk).await?;
    let columns = ["budget_line", "year", "month", "plan", "reserved", "paid", "available"];
    let grid = grid::of(desk, desk.t("report-plan"), &sheet, &columns, |_| None)?;
    let mut reading = desk.reading().await?;
    let year = listing::year_of(&desk.office, reading.moment);
    let documents = listing::plan_documents(&mut reading.conn, year).await?;
    drop(reading);
    let columns = ["kind", "document_no", "document_date", "imported_at", "budget_line", "amount"];
    let documents = grid::of(desk, desk.t("plan-documents"), &documents, &columns, |_| None)?;
    let all = stops::list(&desk.office).await?;
    let shown = |s: &stops::Standing| Stop {
        subject: s.stop.subject.to_string(),
        reason: s.stop.reason.clone(),
        since: desk.moment(s.stop.since),
        by: s.stop.by.clone(),
        held: desk.with("stop-holds", &[("count", &s.requests), ("sum", &s.amount.for_people())]),
    };
    let page = Plan {
        f: desk.frame(desk.t("nav-plan")),
        grid,
        documents,
        stops: all.iter().filter(|s| s.stop.ended.is_none()).map(shown).collect(),
        acts: desk.is(Role::Finance),
        kinds: ["payments", "obligations", "opening"].map(|k| (k, desk.t(&format!("plan-kind-{k}")))).into(),
    };
    Ok(Answer::page(&page))
}

/// Takes in a document of the plan. What an official's plan in thousand tenge does not say itself is said in the form.
pub async fn import(desk: &Desk<'_>) -> Page {
    let (form, back) = (&desk.asked.form, "/plan");
    let Some(upload) = desk.asked.file("plan") else {
        return desk.said(back, false, vec![desk.t("plan-none")]);
    };
    let folder = kept_as(upload)?;
    let stated = Stated {
        year: form.text("year").parse().ok(),
        kind: form.get("kind").map(str::to_owned),
        document: form.get("document").map(str::to_owned),
        date: NaiveDate::parse_from_str(form.text("date"), "%Y-%m-%d").ok(),
    };
    // the form's fields belong to an official's plan alone: without a document's number none of them was meant
    let stated = if stated.document.is_some() { stated } else { Stated::default() };
    let options = PlanOptions { strict: false, stated };
    let path = folder.path().join(&upload.name);
    match planning::import(&desk.office, &desk.who()?.acting, &path, &options).await {
        Ok(report) => {
            let counts: [(&str, &dyn std::fmt::Display); 3] =
                [("accepted", &report.accepted), ("repeated", &report.repeated), ("refused", &report.refused)];
            let mut lines = vec![desk.with("plan-taken", &counts)];
            lines.extend(desk.sentences(&report.defects));
            desk.said(back, report.defects.is_empty(), lines)
        }
        Err(refused) => desk.acted(back, Err(refused)),
    }
}

/// Begins or ends a stop.
pub async fn stop(desk: &Desk<'_>) -> Page {
    let (form, actor, back) = (&desk.asked.form, &desk.who()?.acting, "/plan");
    let (subject, reason) = (form.text("subject"), form.text("reason"));
    match form.text("act") {
        "add" => {
            let added = stops::add(&desk.office, actor, subject, reason).await;
            let said = |late: stops::TooLate| {
                let mut text = desk.with("done-hold-add", &[("subject", &subject)]);
                let named = |all: &[(String, i64)]| all.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>().join(", ");
                for (id, orders) in [("stop-awaiting", &late.awaiting), ("stop-signed", &late.signed)] {
                    if !orders.is_empty() {
                        text = format!("{text} {}", desk.with(id, &[("orders", &named(orders))]));
                    }
                }
                text
            };
            desk.acted(back, added.map(said))
        }
        "end" => {
            let ended = stops::end(&desk.office, actor, subject, reason).await;
            desk.acted(back, ended.map(|()| desk.with("done-hold-end", &[("subject", &subject)])))
        }
        _ => Err(Trouble::Status(StatusCode::BAD_REQUEST)),
    }
}
