//! The reports, in every form that the command line has.

use askama::Template;
use axum::http::StatusCode;
use chrono::NaiveDate;
use clap::ValueEnum;

use crate::telling::reports::{self, Asked, Made, ReportName};

use super::answer::Answer;
use super::desk::{Desk, Frame, Page, Trouble};
use super::papers::out;

/// The forms: word, kind of content, whether a browser shows it itself.
const FORMS: [(&str, &str, bool); 5] = [
    ("html", "text/html; charset=utf-8", true),
    ("pdf", "application/pdf", true),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false),
    ("csv", "text/csv; charset=utf-8", false),
    ("json", "application/json", false),
];

/// A report on the page.
struct Offered {
    word: &'static str,
    title: String,
    about: String,
}

#[derive(Template)]
#[template(path = "reports.html", config = "src/web/askama.toml")]
struct Reports {
    f: Frame,
    reports: Vec<Offered>,
    forms: Vec<&'static str>,
}

/// The page.
pub async fn page(desk: &Desk<'_>) -> Page {
    let offered = |name: &ReportName| Offered {
        word: name.word(),
        title: desk.t(&format!("report-{}", name.word())),
        about: desk.t(&format!("about-{}", name.word())),
    };
    let page = Reports {
        f: desk.frame(desk.t("nav-reports")),
        reports: ReportName::value_variants().iter().map(offered).collect(),
        forms: FORMS.map(|(word, ..)| word).to_vec(),
    };
    Ok(Answer::page(&page))
}

/// One report in one form: written whole before any of it is sent.
pub async fn one(desk: &Desk<'_>, name: &str) -> Page {
    let query = &desk.asked.query;
    let known = ReportName::value_variants().iter().find(|n| n.word() == name);
    let form = FORMS.iter().find(|(word, ..)| *word == query.get("as").unwrap_or("html"));
    let (Some(name), Some((word, kind, shown))) = (known, form) else {
        return Err(Trouble::Status(StatusCode::NOT_FOUND));
    };
    let day = |field: &str| match query.get(field) {
        None => Ok(None),
        Some(text) => match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(day) => Ok(Some(day)),
            Err(_) => Err(Trouble::Status(StatusCode::BAD_REQUEST)),
        },
    };
    let folder = crate::disk::private_folder()?;
    let file = folder.path().join(format!("{}.{word}", name.word()));
    let asked = Asked {
        name: *name,
        from: day("from")?,
        to: day("to")?,
        form: Some((*word).to_owned()),
        file: Some(file.clone()),
        strict: false,
    };
    if let (Some(from), Some(to)) = (asked.from, asked.to)
        && from > to
    {
        return Err(Trouble::Status(StatusCode::BAD_REQUEST));
    }
    let mut ways = (std::io::sink(), Vec::new());
    let mut to = out(desk, &mut ways);
    to.csv =
        crate::telling::out::CsvStyle { semicolon: query.text("excel") == "yes", bom: query.text("excel") == "yes" };
    if reports::make(&desk.office, &mut to, asked).await? != Made::Whole {
        let why = String::from_utf8_lossy(&ways.1).trim().to_owned();
        return desk.said("/reports", false, vec![why]);
    }
    let (bytes, name) = (std::fs::read(&file)?, format!("{}.{word}", name.word()));
    Ok(if *shown { Answer::document(kind, &name, bytes) } else { Answer::file(kind, &name, bytes) })
}
