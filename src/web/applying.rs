//! An application from the cabinet (004 §8.5–8.7): the form with its checks, the document that follows from it, the
//! organisation's signature, and the same intake as from everywhere else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use chrono::Datelike;
use serde_json::json;

use crate::disk::private_folder;
use crate::domain::attachment::{self, Named, SUBJECT as ATTACHMENT};
use crate::domain::batch::{hex, sha256};
use crate::domain::defect::{Code, Defect};
use crate::domain::money::{Amount, Rate};
use crate::domain::request::COLUMNS;
use crate::domain::time::{Moment, parse_date};
use crate::format::application_xml::NAMESPACE;
use crate::format::report::html::escape;
use crate::signatures::recipients::Recipients;
use crate::stage::intake::{self, ImportOptions, Means, Sent, Submission};
use crate::stage::recipients;

use super::answer::Answer;
use super::by_eds::{self, Draft, Purpose, Signing, ToSign};
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
    attachments_about: String,
    attachment_faults: Vec<String>,
    /// Whether files that were chosen before must be chosen anew.
    again: bool,
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
        if column != ATTACHMENT && !FIELDS.iter().any(|(name, ..)| name == column) {
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
        attachments_about: desk
            .with("apply-attachments-about", &[("most", &attachment::MOST), ("size", &(attachment::BYTES >> 20))]),
        attachment_faults: faults.iter().filter(|(c, _)| c == ATTACHMENT).map(|(_, text)| text.clone()).collect(),
        again: !desk.asked.files.is_empty(),
    }
}

/// What was typed, as a row of a request file, and the sum that follows from it.
struct Typed {
    fields: [String; COLUMNS.len()],
    amount: Option<Amount>,
}

impl Typed {
    /// Of the form, under this number, at this moment.
    fn of(desk: &Desk<'_>, number: &str, now: Moment) -> Result<Self, Trouble> {
        let typed = &desk.asked.form;
        // as people write sums: with spaces between the thousands
        let dotted = |name: &str| typed.text(name).replace([' ', '\u{a0}'], "").replace(',', ".");
        let (base, rate) = (dotted("base_amount"), dotted("rate"));
        let amount = Amount::parse(&base).ok().zip(Rate::parse(&rate)).and_then(|(base, rate)| rate.share_of(base));
        let fields = [
            typed.text("service").to_owned(),
            number.to_owned(),
            now.rfc3339(desk.zone),
            desk.organisation()?.to_owned(),
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
        Ok(Typed { fields, amount })
    }

    /// What is wrong with it, judged as a row of a file is: column and sentence.
    async fn faults(&self, desk: &Desk<'_>) -> Result<Vec<(String, String)>, Trouble> {
        let mut defects = recipients::look(&desk.office, &self.fields.each_ref().map(String::as_str)).await?;
        if self.amount.is_none() {
            // the sum follows from the two that are wrong
            defects.retain(|d| d.column != "amount");
        }
        Ok(defects.iter().map(|d| (d.column.clone(), desk.texts.defect_on_page(d))).collect())
    }

    /// What it says, as people read it.
    fn facts(&self, desk: &Desk<'_>, attached: &[Sent]) -> Vec<(String, String)> {
        let field = |column: &str| {
            let place = COLUMNS.iter().position(|c| *c == column);
            place.map_or_else(String::new, |place| self.fields[place].clone())
        };
        let label = |name: &str| desk.t(&format!("apply-{}", name.replace('_', "-")));
        let day = |text: String| parse_date(&text).map_or(text, |day| day.format("%d.%m.%Y").to_string());
        let money = |text: String| Amount::parse(&text).map_or(text, Amount::for_people);
        let mut facts = vec![
            (desk.t("col-number"), field("number")),
            (desk.t("col-service"), desk.t(&format!("service-{}", field("service")))),
            (desk.t("col-recipient-name"), field("recipient_name")),
            (desk.t("col-recipient-bin"), field("recipient_bin")),
        ];
        for (name, ..) in FIELDS {
            let text = match name {
                "base_amount" => money(field(name)),
                "agreement_date" | "period_from" | "period_to" => day(field(name)),
                _ => field(name),
            };
            facts.push((label(name), text));
        }
        facts.push((desk.t("col-amount"), money(field("amount"))));
        facts.extend(attached.iter().map(|file| (desk.t("apply-attachments"), file.name.clone())));
        facts
    }
}

/// What is wrong with the fields so far, and the sum that follows from them: for a page that tells it while one types.
pub async fn check(desk: &Desk<'_>) -> Page {
    let now = desk.reading().await?.moment;
    let typed = Typed::of(desk, &number(desk.office.day(now).year())?, now)?;
    let mut faults: BTreeMap<String, String> = BTreeMap::new();
    for (column, text) in typed.faults(desk).await? {
        let all = faults.entry(column).or_default();
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&text);
    }
    let sum = typed.amount.map(Amount::for_people);
    Ok(Answer::json(StatusCode::OK, &json!({ "faults": faults, "sum": sum })))
}

/// What was typed is judged as a row of a file is, and the files beside it; where nothing is wrong, the document to be signed
/// follows.
pub async fn look(desk: &Desk<'_>) -> Page {
    let bin = desk.organisation()?.to_owned();
    let now = desk.reading().await?.moment;
    let number = number(desk.office.day(now).year())?;
    let typed = Typed::of(desk, &number, now)?;
    let mut faults = typed.faults(desk).await?;
    let (attached, named) = match laid(desk)? {
        Ok(files) => files,
        Err(wrong) => {
            faults.extend(wrong.iter().map(|d| (ATTACHMENT.to_owned(), desk.texts.defect_on_page(d))));
            Default::default()
        }
    };
    if !faults.is_empty() {
        return Ok(Answer::page_of(StatusCode::UNPROCESSABLE_ENTITY, &form(desk, &faults)));
    }
    let sum = typed.amount.map_or_else(String::new, Amount::for_people);
    let about = desk.with("apply-sign-about", &[("sum", &sum), ("number", &number)]);
    let document = xml(&typed.fields, &named).into_bytes();
    let facts = typed.facts(desk, &attached);
    let purpose = Purpose::Apply(Draft { bin, number, facts, attached });
    let f = desk.frame(desk.t("nav-apply"));
    Ok(Answer::page(&Signing::of(desk, ToSign { document, purpose }, (f, about), "/cabinet/apply/eds")?))
}

/// The files of a form as they are kept, and as the document names them.
type Files = (Vec<Sent>, Vec<Named>);

/// Keeps the files of the form; or says what is wrong with them.
fn laid(desk: &Desk<'_>) -> Result<Result<Files, Vec<Defect>>, Trouble> {
    let sent = desk.asked.files.iter().filter(|upload| upload.field == ATTACHMENT);
    let (mut attached, mut named, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
    let mut defects = Vec::new();
    for upload in sent {
        let (name, body) = (upload.name.clone(), std::fs::read(upload.file.path())?);
        if named.iter().any(|one: &Named| one.name == name) {
            defects.push(Defect::new(ATTACHMENT, Code::AttachmentDoubled, &name, ""));
        }
        named.push(Named { name: name.clone(), bytes: body.len() as u64, sha256: sha256(&body) });
        attached.push(Sent::of(&name, &body)?);
        bodies.push((name, body));
    }
    defects.extend(attachment::check(bodies.iter().map(|(name, body)| (name.as_str(), body.as_slice()))));
    Ok(if defects.is_empty() { Ok((attached, named)) } else { Err(defects) })
}

/// A number that no other application has: the cabinet's own letter, the year, and chance.
fn number(year: i32) -> std::io::Result<String> {
    let chance = secrets::factor_text(&secrets::factor()?);
    Ok(format!("K-{year}-{}", &chance[..8]))
}

/// The document: the columns of a request file as elements, and the files that come with it.
fn xml(fields: &[String; COLUMNS.len()], attached: &[Named]) -> String {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<application xmlns=\"{NAMESPACE}\">\n");
    for (column, value) in COLUMNS.iter().zip(fields) {
        let _ = writeln!(text, "  <{column}>{}</{column}>", escape(value));
    }
    if !attached.is_empty() {
        text.push_str("  <attachments>\n");
        for Named { name, bytes, sha256 } in attached {
            let (name, sha256) = (escape(name), hex(sha256));
            let _ = writeln!(text, "    <attachment name=\"{name}\" bytes=\"{bytes}\" sha256=\"{sha256}\"/>");
        }
        text.push_str("  </attachments>\n");
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
    let ToSign { document, purpose: Purpose::Apply(draft) } = one.clone() else {
        return Err(Trouble::Status(StatusCode::BAD_REQUEST));
    };
    if draft.bin != bin {
        return Err(Trouble::Status(StatusCode::NOT_FOUND));
    }
    let folder = private_folder()?;
    let name = format!("{}.xml", draft.number);
    let (file, signature) = (folder.path().join(&name), folder.path().join(format!("{name}.cms")));
    std::fs::write(&file, &document)?;
    std::fs::write(&signature, by_eds::cms(desk)?)?;
    let means: Arc<dyn Means> = Arc::new(Recipients::of(desk.office.settings));
    let submission = Submission { file: &file, signature: Some(&signature), attached: &draft.attached };
    let options = ImportOptions { strict: true, count: None, sum: None };
    let report = intake::import(&desk.office, &desk.who()?.acting, submission, options, &means).await?;
    let wrong: Vec<_> = report.defects.iter().chain(&report.waits).cloned().collect();
    if !wrong.is_empty() {
        return by_eds::again(
            desk,
            one,
            "nav-apply",
            "/cabinet/apply/eds",
            wrong.iter().map(|d| desk.texts.defect_on_page(d)).collect(),
        );
    }
    desk.said("/cabinet", true, vec![desk.with("apply-done", &[("number", &draft.number)])])
}
