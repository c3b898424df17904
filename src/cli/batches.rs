//! `batch …`: the head's queue and what happened outside.

use std::path::Path;

use serde_json::json;

use crate::domain::batch::{hex, sha256};
use crate::domain::defect::Code;
use crate::domain::time::Moment;
use crate::signatures::files::bytes_of;
use crate::signatures::{Checker, Presentation};
use crate::stage::electronic::Presented;
use crate::stage::outcome::{self, Resolution, Resolved};
use crate::stage::reporting::listing;
use crate::stage::{StageError, signing};
use crate::store::batch::StoredBatch;
use crate::store::{Conn, batch, manifest, order, stop};

use super::app::App;
use super::args::BatchCommand;
use super::out::{Form, Out};
use super::{DONE, Failure, Outcome};

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, command: BatchCommand) -> Outcome {
    let office = app.office();
    match command {
        BatchCommand::List => {
            let mut reading = office.reading().await?;
            let all = batch::all(&mut reading.conn).await?;
            let files = batch::files(&mut reading.conn).await?;
            out.sheet(&listing::batches(&all, &files))?;
            Ok(DONE)
        }
        BatchCommand::Show { number } => show(app, out, number).await,
        BatchCommand::Decline { number, order, reason } => {
            let actor = app.actor().await?;
            let which = app.order_number(order).await?;
            signing::decline(&office, &actor, number, which, &reason).await?;
            out.say("done-decline", &[("order", &which), ("batch", &number)])?;
            after(app, out, number).await
        }
        BatchCommand::Manifest { number, out: file } => manifest(app, out, number, &file).await,
        BatchCommand::Sign { number, signature } => {
            let actor = app.actor().await?;
            let read = match &signature {
                Some(path) => Some(checked_ahead(app, number, bytes_of(path)?).await?),
                None => None,
            };
            let presented = read.as_ref().map(|(cms, by)| Presented { cms, trust: &by.trust, verifier: by.verifier() });
            signing::sign(&office, &actor, number, presented).await?;
            out.say("done-sign", &[("batch", &number)])?;
            after(app, out, number).await
        }
        BatchCommand::HandOver { number, receipt } => {
            let actor = app.actor().await?;
            outcome::hand_over(&office, &actor, number, &receipt).await?;
            out.say("done-hand-over", &[("batch", &number), ("receipt", &receipt)])?;
            after(app, out, number).await
        }
        BatchCommand::OutcomeUnknown { number, reason } => {
            let actor = app.actor().await?;
            outcome::unknown(&office, &actor, number, &reason).await?;
            out.say("done-outcome-unknown", &[("batch", &number)])?;
            after(app, out, number).await
        }
        BatchCommand::Resolve { number, paid, not_received: _, orders, reason } => {
            let actor = app.actor().await?;
            let mut numbers = Vec::new();
            for typed in orders {
                numbers.push(app.order_number(typed).await?);
            }
            let what = if paid { Resolution::Paid } else { Resolution::NotReceived };
            let done = outcome::resolve(&office, &actor, number, what, &numbers, &reason).await?;
            let text = if done == Resolved::Done { "done-resolve" } else { "done-resolve-first" };
            out.say(text, &[("batch", &number)])?;
            after(app, out, number).await
        }
    }
}

/// A signature over a batch's manifest, and what it is checked with. Who is outside this program is asked now, about the
/// manifest as it is; the stage takes the answer for no other.
async fn checked_ahead(app: &App, number: i64, cms: Vec<u8>) -> Result<(Vec<u8>, Checker), Failure> {
    let mut checker = Checker::of(&app.settings)?;
    if checker.asks() {
        let mut reading = app.office().reading().await?;
        // the stage refuses a number that no batch has
        if let Some(found) = batch::one(&mut reading.conn, number).await? {
            let document = manifest_of(&mut reading.conn, &found).await?;
            let now = reading.moment;
            drop(reading);
            checker.ahead(&[Presentation { cms: &cms, document: &document }], now);
        }
    }
    Ok((cms, checker))
}

/// The canonical bytes, as they were signed or will be.
async fn manifest_of(conn: &mut Conn, batch: &StoredBatch) -> Result<Vec<u8>, StageError> {
    let until = batch.signed_at.unwrap_or(Moment::END);
    let mut bytes = Vec::new();
    manifest::parts(conn, batch, until, |part| {
        bytes.extend_from_slice(part.as_bytes());
        Ok(())
    })
    .await?;
    Ok(bytes)
}

/// The batch as a program sees it after an act.
async fn after(app: &App, out: &mut Out<'_>, number: i64) -> Outcome {
    if out.form == Form::Json {
        let sheet = one(app, number).await?;
        let document = out.sheet_json(&sheet)[0].clone();
        out.json(&document)?;
    }
    Ok(DONE)
}

/// A batch with its files, as it is listed.
async fn one(app: &App, number: i64) -> Result<crate::domain::sheet::Sheet, Failure> {
    let mut reading = app.office().reading().await?;
    let found = batch::one(&mut reading.conn, number).await?;
    let found = found.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))?;
    let files = batch::files(&mut reading.conn).await?;
    Ok(listing::batches(&[found], &files))
}

async fn show(app: &App, out: &mut Out<'_>, number: i64) -> Outcome {
    let sheet = one(app, number).await?;
    let all = order::all(&mut app.office().reading().await?.conn).await?;
    let orders: Vec<_> = all.into_iter().filter(|o| o.batch == number).collect();
    let list = listing::orders(orders.iter());
    let stopped = stop::of_batch(&mut app.office().reading().await?.conn, number).await?;
    let mut document = out.sheet_json(&sheet)[0].clone();
    document["order_list"] = out.sheet_json(&list);
    document["blocked"] = stopped.iter().map(|(reference, _, _)| json!(reference)).collect();
    out.json(&document)?;
    match out.form {
        Form::Json => {}
        Form::Csv => out.sheet(&list)?,
        Form::Table => {
            out.card(&sheet)?;
            out.sheet(&list)?;
        }
    }
    for (reference, bin, reason) in &stopped {
        out.note("warn-blocked", &[("order", reference), ("bin", bin), ("reason", reason)])?;
    }
    Ok(DONE)
}

/// Writes the canonical bytes, and says beside them the digest and the journal's head to note.
async fn manifest(app: &App, out: &mut Out<'_>, number: i64, file: &Path) -> Outcome {
    let office = app.office();
    let mut reading = office.reading().await?;
    let found = batch::one(&mut reading.conn, number).await?;
    let found = found.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))?;
    let bytes = manifest_of(&mut reading.conn, &found).await?;
    std::fs::write(file, &bytes).map_err(StageError::io(file))?;
    let digest = hex(&sha256(&bytes));
    let head = hex(&reading.head.unwrap_or_default());
    out.say("done-manifest", &[("file", &file.display()), ("sha256", &digest), ("head", &head)])?;
    out.json(&json!({
        "batch": number,
        "path": file.display().to_string(),
        "manifest_sha256": digest,
        "journal_head": head,
    }))?;
    Ok(DONE)
}
