//! `batch …`: the head's queue and what happened outside.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::domain::batch::{hex, sha256};
use crate::domain::defect::Code;
use crate::domain::manifest::SHEET;
use crate::domain::time::Moment;
use crate::signatures::batch::{checked_ahead, manifest_of};
use crate::signatures::files::bytes_of;
use crate::stage::electronic::{Presented, second_of};
use crate::stage::outcome::{self, Resolution};
use crate::stage::reporting::listing;
use crate::stage::{StageError, signing};
use crate::store::batch::StoredBatch;
use crate::store::eds::StoredEds;
use crate::store::{Conn, StoreError, batch, manifest, order, stop};
use crate::telling::out::{Form, Out};
use crate::telling::sheets;

use super::app::App;
use super::args::BatchCommand;
use super::eds_sandbox::SandboxKey;
use super::{DONE, Failure, Outcome, papers};

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
        BatchCommand::Show { number, print } => match print.form {
            Some(form) => {
                let paper = crate::telling::papers::orders::register(&app.office(), out, number).await?;
                papers::deliver(out, form, print.out.as_ref(), &paper)
            }
            None => show(app, out, number).await,
        },
        BatchCommand::Decline { number, order, reason } => {
            let actor = app.actor().await?;
            let which = app.order_number(order).await?;
            let before = seconded(app, number).await?;
            signing::decline(&office, &actor, number, which, &reason).await?;
            out.say("done-decline", &[("order", &which), ("batch", &number)])?;
            if let Some(second) = before {
                out.note("done-decline-void", &[("batch", &number), ("person", &second.person)])?;
            }
            after(app, out, number).await
        }
        BatchCommand::Manifest { number, out: file } => manifest(app, out, number, &file).await,
        BatchCommand::Sign { number, signature, key } => {
            let actor = app.actor().await?;
            let cms = match (&signature, &key) {
                (Some(path), _) => Some(bytes_of(path)?),
                (None, Some(key)) => Some(signed_by(app, key, number).await?),
                (None, None) => None,
            };
            let read = match cms {
                Some(cms) => Some(checked_ahead(&app.office(), number, cms).await?),
                None => None,
            };
            let presented = read.as_ref().map(|(cms, by)| Presented { cms, trust: &by.trust, verifier: by.verifier() });
            signing::sign(&office, &actor, number, presented).await?;
            let signed = batch::one(&mut office.reading().await?.conn, number).await?;
            let whole = signed.is_some_and(|b| b.signed_at.is_some());
            out.say(if whole { "done-sign" } else { "done-sign-second" }, &[("batch", &number)])?;
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
            let (sentence, contrary) = sheets::resolved(&out.texts, number, what, &done);
            if out.form == Form::Table {
                writeln!(out.stdout, "{sentence}")?;
            }
            if let Some(contrary) = contrary {
                writeln!(out.stderr, "{contrary}")?;
            }
            after(app, out, number).await
        }
    }
}

/// The batch as a program sees it after an act.
async fn after(app: &App, out: &mut Out<'_>, number: i64) -> Outcome {
    if out.form == Form::Json {
        let sheet = one(app, number).await?;
        let document = out.sheet_json(&sheet)?[0].take();
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

/// The accountant's signature over the batch as it is now.
async fn seconded(app: &App, number: i64) -> Result<Option<StoredEds>, Failure> {
    let mut reading = app.office().reading().await?;
    match batch::one(&mut reading.conn, number).await? {
        Some(found) => Ok(second_of(&mut reading.conn, &found).await?),
        None => Ok(None),
    }
}

async fn show(app: &App, out: &mut Out<'_>, number: i64) -> Outcome {
    let sheet = one(app, number).await?;
    let (mut list, mut reading) = (listing::orders_sheet(), app.office().reading().await?);
    if let Some(batch) = batch::one(&mut reading.conn, number).await? {
        order::each_of(&mut reading.conn, batch.keys, |o| list.rows.push(listing::order_row(&o))).await?;
    }
    drop(reading);
    let stopped = stop::of_batch(&mut app.office().reading().await?.conn, number).await?;
    let mut document = out.sheet_json(&sheet)?[0].take();
    document["order_list"] = out.sheet_json(&list)?;
    let seconded = seconded(app, number).await?;
    document["second_signature"] = seconded
        .as_ref()
        .map_or(json!(null), |s| json!({ "person": s.person, "iin": s.iin, "at": s.at.rfc3339(out.zone) }));
    document["blocked"] = stopped.iter().map(|(reference, _, _)| json!(reference)).collect();
    out.json(&document)?;
    match out.form {
        Form::Json => {}
        Form::Csv => out.sheet(&list)?,
        Form::Table => {
            out.card(&sheet)?;
            if let Some(s) = &seconded {
                let at = s.at.for_people(out.zone);
                out.say("second-signed", &[("person", &s.person), ("iin", &s.iin), ("at", &at)])?;
            }
            out.sheet(&list)?;
        }
    }
    for (reference, bin, reason) in &stopped {
        out.note("warn-blocked", &[("order", reference), ("bin", bin), ("reason", reason)])?;
    }
    Ok(DONE)
}

/// A signature over the manifest with a key of the throw-away PKI.
async fn signed_by(app: &App, key: &Path, number: i64) -> Result<Vec<u8>, Failure> {
    let key = SandboxKey::open(&app.settings, "batch sign --key", key)?;
    let mut reading = app.office().reading().await?;
    let bytes = manifest_of(&mut reading.conn, number).await?;
    Ok(key.sign(&bytes, false, reading.moment).into_bytes())
}

/// Writes the canonical bytes that the orders give, and says beside them the digest and the journal's head to note. Where
/// they name sheets, the orders' records go to a second file beside, `FILE.orders`.
async fn manifest(app: &App, out: &mut Out<'_>, number: i64, file: &Path) -> Outcome {
    let office = app.office();
    let mut reading = office.reading().await?;
    let found = batch::one(&mut reading.conn, number).await?;
    let found = found.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))?;
    let until = found.signed_at.unwrap_or(Moment::END);
    let mut bytes = Vec::new();
    manifest::parts(&mut reading.conn, &found, until, |part| {
        bytes.extend_from_slice(part.as_bytes());
        Ok(())
    })
    .await?;
    let digest = sha256(&bytes);
    if found.signed_at.is_none() && digest != found.manifest_sha256 {
        let formed = hex(&found.manifest_sha256);
        return Err(StageError::refuse("batch", Code::ManifestDiffers, number, formed).into());
    }
    std::fs::write(file, &bytes).map_err(StageError::io(file))?;
    let orders = orders_beside(&mut reading.conn, &found, until, file).await?;
    let (digest, head) = (hex(&digest), hex(&reading.head.unwrap_or_default()));
    out.say("done-manifest", &[("file", &file.display()), ("sha256", &digest), ("head", &head)])?;
    if let Some(orders) = &orders {
        out.say("done-manifest-orders", &[("file", &orders.display()), ("orders", &SHEET)])?;
    }
    let mut document = json!({
        "batch": number,
        "path": file.display().to_string(),
        "manifest_sha256": digest,
        "journal_head": head,
    });
    if let Some(orders) = orders {
        document["orders_path"] = json!(orders.display().to_string());
    }
    out.json(&document)?;
    Ok(DONE)
}

/// Writes the orders whose sheets a manifest names, a record a line; where it names none, nothing.
async fn orders_beside(
    conn: &mut Conn,
    found: &StoredBatch,
    until: Moment,
    file: &Path,
) -> Result<Option<PathBuf>, Failure> {
    let mut name = file.as_os_str().to_owned();
    name.push(".orders");
    let path = PathBuf::from(name);
    let mut to: Option<BufWriter<File>> = None;
    manifest::orders_of_sheets(conn, found, until, |part| {
        let opened = match to.take() {
            Some(opened) => opened,
            None => BufWriter::new(File::create(&path)?),
        };
        to.insert(opened).write_all(part.as_bytes())?;
        Ok(())
    })
    .await
    .map_err(|fault| match fault {
        StoreError::Io(fault) => Failure::from(StageError::io(&path)(fault)),
        other => other.into(),
    })?;
    let Some(mut to) = to else {
        // those of an earlier manifest of this name do not belong to this one
        let mut first = [0; 6];
        let ours = File::open(&path).is_ok_and(|mut old| old.read_exact(&mut first).is_ok() && first == *b"order\t");
        if ours {
            std::fs::remove_file(&path).map_err(StageError::io(&path))?;
        }
        return Ok(None);
    };
    to.flush().map_err(StageError::io(&path))?;
    Ok(Some(path))
}
