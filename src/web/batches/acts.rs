//! What the head and the finance specialist do with a batch.

use axum::http::StatusCode;

use crate::domain::batch::hex;
use crate::domain::defect::{Code, Defect};
use crate::domain::order::OrderNumber;
use crate::format::Format;
use crate::signatures::batch::checked_ahead;
use crate::signatures::files::bytes_of;
use crate::stage::electronic::Presented;
use crate::stage::outcome::{self, Resolution};
use crate::stage::{StageError, dispatch, signing};
use crate::store::batch;
use crate::telling::sheets::resolved;

use crate::web::desk::{Desk, Page, Trouble};

/// One act on one batch; what came of it is said on its page.
pub async fn act(desk: &Desk<'_>, number: i64, act: &str) -> Page {
    let done = match act {
        "sign" => sign(desk, number).await,
        "decline" => decline(desk, number).await,
        "export" => export(desk, number).await,
        "hand-over" => hand_over(desk, number).await,
        "outcome-unknown" => unknown(desk, number).await,
        "resolve" => resolve(desk, number).await,
        _ => Err(Trouble::Status(StatusCode::NOT_FOUND)),
    };
    let back = format!("/batches/{number}");
    match done {
        Ok(sentence) => desk.acted(&back, Ok(sentence)),
        Err(Trouble::Stage(refused)) => desk.acted(&back, Err(refused)),
        Err(other) => Err(other),
    }
}

type Done = Result<String, Trouble>;

/// Signs, with the CMS that the signer's program gave or that was uploaded; without one where none is required.
async fn sign(desk: &Desk<'_>, number: i64) -> Done {
    let (office, actor, form) = (&desk.office, &desk.who()?.acting, &desk.asked.form);
    let now = batch::one(&mut office.reading().await?.conn, number).await?;
    let seen = form.text("manifest");
    if now.is_some_and(|b| !seen.is_empty() && hex(&b.manifest_sha256) != seen) {
        return Err(StageError::refuse("batch", Code::ManifestDiffers, number, seen).into());
    }
    let cms = match (desk.asked.file("cms-file"), form.text("cms")) {
        (Some(upload), _) => Some(bytes_of(upload.file.path())?),
        (None, "") => None,
        (None, text) => Some(text.as_bytes().to_vec()),
    };
    if cms.is_none() && form.text("plain") != "yes" {
        return Err(StageError::refuse("eds", Code::SignatureNeeded, number, "").into());
    }
    let read = match cms {
        Some(cms) => Some(checked_ahead(office, number, cms).await?),
        None => None,
    };
    let presented = read.as_ref().map(|(cms, by)| Presented { cms, trust: &by.trust, verifier: by.verifier() });
    signing::sign(office, actor, number, presented).await?;
    let signed = batch::one(&mut office.reading().await?.conn, number).await?;
    let whole = signed.is_some_and(|b| b.signed_at.is_some());
    Ok(desk.with(if whole { "done-sign" } else { "done-sign-second" }, &[("batch", &number)]))
}

async fn decline(desk: &Desk<'_>, number: i64) -> Done {
    let form = &desk.asked.form;
    let which = order_number(form.text("order"))?;
    signing::decline(&desk.office, &desk.who()?.acting, number, which, form.text("reason")).await?;
    Ok(desk.with("done-decline", &[("order", &which), ("batch", &number)]))
}

fn order_number(text: &str) -> Result<OrderNumber, StageError> {
    OrderNumber::parse(text).ok_or_else(|| StageError::refuse("order", Code::NotFound, text, ""))
}

/// Writes the files of the chosen formats into the outbox; the page then offers them.
async fn export(desk: &Desk<'_>, number: i64) -> Done {
    let mut formats = Vec::new();
    for word in desk.asked.form.all("format") {
        formats.push(Format::from_word(word).map_err(|_| Trouble::Status(StatusCode::BAD_REQUEST))?);
    }
    if formats.is_empty() {
        return Err(StageError::refuse("format", Code::MissingValue, "", "").into());
    }
    let (office, folder) = (&desk.office, &desk.office.settings.outbox);
    let report = dispatch::export(office, &desk.who()?.acting, Some(number), &formats, folder).await?;
    if !report.defects.is_empty() {
        return Err(StageError::Refused(report.defects).into());
    }
    Ok(desk.with("done-export", &[("files", &report.files.len()), ("batch", &number)]))
}

async fn hand_over(desk: &Desk<'_>, number: i64) -> Done {
    let receipt = desk.asked.form.text("receipt");
    outcome::hand_over(&desk.office, &desk.who()?.acting, number, receipt).await?;
    Ok(desk.with("done-hand-over", &[("batch", &number), ("receipt", &receipt)]))
}

async fn unknown(desk: &Desk<'_>, number: i64) -> Done {
    outcome::unknown(&desk.office, &desk.who()?.acting, number, desk.asked.form.text("reason")).await?;
    Ok(desk.with("done-outcome-unknown", &[("batch", &number)]))
}

/// A person's word on an unknown outcome; it counts when a second person says the same.
async fn resolve(desk: &Desk<'_>, number: i64) -> Done {
    let form = &desk.asked.form;
    let what = match form.text("outcome") {
        "paid" => Resolution::Paid,
        "not-received" => Resolution::NotReceived,
        other => {
            let defect = Defect::new("outcome", Code::MissingValue, other, "paid, not-received");
            return Err(StageError::Refused(vec![defect]).into());
        }
    };
    let numbers: Result<Vec<OrderNumber>, StageError> = form.all("order").map(order_number).collect();
    let actor = &desk.who()?.acting;
    let done = outcome::resolve(&desk.office, actor, number, what, &numbers?, form.text("reason")).await?;
    let (sentence, contrary) = resolved(&desk.texts, number, what, &done);
    Ok([Some(sentence), contrary].into_iter().flatten().collect::<Vec<_>>().join(" "))
}
