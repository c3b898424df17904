//! An application from the cabinet (004 §8.5–8.7): the form with its checks, the document that follows from it, the
//! organisation's signature, and the same intake as from everywhere else.

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use chrono::Datelike;

use crate::domain::money::{Amount, Rate};
use crate::domain::request::COLUMNS;
use crate::format::application_xml::NAMESPACE;
use crate::format::report::html::escape;
use crate::signatures::recipients::Recipients;
use crate::stage::intake::{self, ImportOptions, Means, Submission};
use crate::stage::recipients;

use super::answer::Answer;
use super::by_eds::{self, Purpose, Signing, ToSign};
use super::desk::{Desk, Frame, Page, Trouble};
use super::secrets;

/// A field of the form: the column, its kind of input, what a right value looks like, an example.
const FIELDS: [(&str, &str, &str, &str); 9] = [
    ("account", "text", "[Kk][Zz][0-9A-Za-z ]{18,23}", "KZ47 6010 1310 0017 9714"),
    ("bank_bic", "text", "[A-Za-z0-9]{8,11}", "HSBKKZKX"),
    ("kbe", "text", "[0-9]{2}", "15"),
    ("base_amount", "text", "[0-9 \u{a0}]+([.,][0-9]{1,2})?", "1 500 000,00"),
    ("rate", "text", "[0-9]+([.,][0-9]{1,4})?", "10"),
    ("agreement_no", "text", "", "А-17/2025"),
    ("agreement_date", "date", "", ""),
    ("period_from", "date", "", ""),
    ("period_to", "date", "", ""),
];

/// A field as the page shows it.
struct Field {
    name: &'static str,
    label: String,
    kind: &'static str,
    pattern: &'static str,
    example: &'static str,
    value: String,
    faults: Vec<String>,
}

#[derive(Template)]
#[template(path = "apply.html", config = "src/web/askama.toml")]
struct Form {
    f: Frame,
    services: Vec<(String, String, bool)>,
    fields: Vec<Field>,
}

/// The empty form.
pub fn page(desk: &Desk<'_>) -> Page {
    desk.organisation()?;
    Ok(Answer::page(&form(desk, &[])))
}

/// The form with what was typed and what is wrong with it, by column.
fn form(desk: &Desk<'_>, faults: &[(String, String)]) -> Form {
    let typed = &desk.asked.form;
    let field = |(name, kind, pattern, example): (&'static str, &'static str, &'static str, &'static str)| Field {
        name,
        label: desk.t(&format!("apply-{}", name.replace('_', "-"))),
        kind,
        pattern,
        example,
        value: typed.text(name).to_owned(),
        faults: faults.iter().filter(|(column, _)| column == name).map(|(_, text)| text.clone()).collect(),
    };
    let chosen = typed.text("service");
    let service = |name: &&str| ((*name).to_owned(), desk.t(&format!("service-{name}")), *name == chosen);
    let mut lines: Vec<String> = Vec::new();
    for (column, text) in faults {
        if !FIELDS.iter().any(|(name, ..)| name == column) {
            lines.push(text.clone());
        }
    }
    if !faults.is_empty() && lines.is_empty() {
        lines.push(desk.t("apply-look"));
    }
    Form {
        f: desk.frame(desk.t("nav-apply")).saying(lines),
        services: desk.office.rules.service_names().iter().map(service).collect(),
        fields: FIELDS.map(field).into(),
    }
}

/// What was typed is judged as a row of a file is; where nothing is wrong, the document to be signed follows from it.
pub async fn look(desk: &Desk<'_>) -> Page {
    let bin = desk.organisation()?.to_owned();
    let typed = &desk.asked.form;
    // as people write sums: with spaces between the thousands
    let dotted = |name: &str| typed.text(name).replace([' ', '\u{a0}'], "").replace(',', ".");
    let (base, rate) = (dotted("base_amount"), dotted("rate"));
    let amount = Amount::parse(&base).ok().zip(Rate::parse(&rate)).and_then(|(base, rate)| rate.share_of(base));
    let now = desk.office.reading().await?.moment;
    let number = number(desk.office.day(now).year())?;
    let fields: [String; COLUMNS.len()] = [
        typed.text("service").to_owned(),
        number.clone(),
        now.rfc3339(desk.zone),
        bin.clone(),
        desk.who()?.title.clone(),
        typed.text("account").replace(' ', "").to_uppercase(),
        typed.text("bank_bic").to_uppercase(),
        typed.text("kbe").to_owned(),
        base,
        rate,
        amount.map_or_else(|| "0".to_owned(), |amount| amount.to_string()),
        typed.text("agreement_no").to_owned(),
        typed.text("agreement_date").to_owned(),
        typed.text("period_from").to_owned(),
        typed.text("period_to").to_owned(),
    ];
    let mut defects = recipients::look(&desk.office, &fields.each_ref().map(String::as_str)).await?;
    if amount.is_none() {
        // the sum follows from the two that are wrong
        defects.retain(|d| d.column != "amount");
    }
    if !defects.is_empty() {
        let faults: Vec<(String, String)> = defects.iter().map(|d| (d.column.clone(), desk.texts.defect(d))).collect();
        return Ok(Answer::page_of(StatusCode::UNPROCESSABLE_ENTITY, &form(desk, &faults)));
    }
    let document = xml(&fields);
    let purpose = Purpose::Apply(bin, format!("{number}.xml"));
    let challenge = desk.site.asked_to_sign.keep(ToSign { document: document.clone().into_bytes(), purpose })?;
    let sum = amount.map_or_else(String::new, Amount::for_people);
    let about = desk.with("apply-sign-about", &[("sum", &sum), ("number", &number)]);
    let f = desk.frame(desk.t("nav-apply"));
    Ok(Answer::page(&Signing { f, about, text: document, challenge, action: "/cabinet/apply/eds" }))
}

/// A number that no other application has: the cabinet's own letter, the year, and chance.
fn number(year: i32) -> std::io::Result<String> {
    let chance = secrets::factor_text(&secrets::factor()?);
    Ok(format!("K-{year}-{}", &chance[..8]))
}

/// The document: the columns of a request file as elements.
fn xml(fields: &[String; COLUMNS.len()]) -> String {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<application xmlns=\"{NAMESPACE}\">\n");
    for (column, value) in COLUMNS.iter().zip(fields) {
        let _ = writeln!(text, "  <{column}>{}</{column}>", escape(value));
    }
    text.push_str("</application>\n");
    text
}

/// Takes the signed application in.
pub async fn apply(desk: &Desk<'_>) -> Page {
    let bin = desk.organisation()?;
    let taken = desk.site.asked_to_sign.take(desk.asked.form.text("challenge"));
    let Some(one) = taken else {
        return desk.said("/cabinet/apply", false, vec![desk.t("apply-gone")]);
    };
    let ToSign { document, purpose: Purpose::Apply(of, name) } = one.clone() else {
        return Err(Trouble::Status(StatusCode::BAD_REQUEST));
    };
    if of != bin {
        return Err(Trouble::Status(StatusCode::NOT_FOUND));
    }
    let folder = tempfile::TempDir::new()?;
    let (file, signature) = (folder.path().join(&name), folder.path().join(format!("{name}.cms")));
    std::fs::write(&file, &document)?;
    std::fs::write(&signature, by_eds::cms(desk)?)?;
    let means: Arc<dyn Means> = Arc::new(Recipients::of(desk.office.settings));
    let submission = Submission { file: &file, signature: Some(&signature) };
    let options = ImportOptions { strict: true, count: None, sum: None };
    let report = intake::import(&desk.office, &desk.who()?.acting, submission, options, &means).await?;
    let wrong: Vec<_> = report.defects.iter().chain(&report.waits).cloned().collect();
    if !wrong.is_empty() {
        return by_eds::again(desk, one, "nav-apply", "/cabinet/apply/eds", desk.sentences(&wrong));
    }
    let number = name.trim_end_matches(".xml");
    desk.said("/cabinet", true, vec![desk.with("apply-done", &[("number", &number)])])
}
