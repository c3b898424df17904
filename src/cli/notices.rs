//! `notice …`: notices of acceptance that wait for a person's electronic signature (004 §5.1), many in one signing session.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use crate::domain::sheet::{Cell, Sheet};
use crate::outbox;
use crate::signatures::{Checker, Presentation};
use crate::stage::StageError;
use crate::stage::confirmation::notices::{self, About, Notice};

use crate::store::outgoing::{self, Open};
use crate::telling::out::{DEFECTS_SHOWN, Out};

use super::app::App;
use super::eds_sandbox::{SandboxKey, write};
use super::{DONE, Failure, Outcome, REFUSED};

/// `notice …`
#[derive(Debug, Subcommand)]
pub enum NoticeCommand {
    /// The notices that wait.
    List,
    /// The letters that are on their way out to recipients, or were given up.
    Outbox {
        /// Tries again what was given up.
        #[arg(long)]
        retry: bool,
    },
    /// Puts out and carries what is due once; the daemon does it all the time.
    Send,
    /// Writes the document of each into a folder, to be signed.
    Bundle {
        /// The folder.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Takes the signatures that lie in a folder beside their documents.
    Apply {
        /// The folder.
        dir: PathBuf,
        /// Signs first what nobody has signed there, with a key of `eds sandbox` (sandbox only).
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
}

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, command: NoticeCommand) -> Outcome {
    match command {
        NoticeCommand::List => {
            let mut reading = app.office().reading().await?;
            out.sheet(&sheet(&notices::waiting(&mut reading.conn).await?))?;
            Ok(DONE)
        }
        NoticeCommand::Outbox { retry } => {
            if retry {
                let count = outbox::retry(&app.office()).await?;
                out.note("done-notice-retry", &[("count", &count)])?;
            }
            let open = outgoing::open(&mut app.office().reading().await?.conn).await?;
            out.sheet(&outbox_sheet(&open))?;
            Ok(DONE)
        }
        NoticeCommand::Send => {
            let passed = outbox::pass(&app.office()).await?;
            let counts: [(&str, &dyn std::fmt::Display); 4] = [
                ("put_out", &passed.put_out),
                ("arrived", &passed.arrived),
                ("failed", &passed.failed),
                ("given_up", &passed.given_up),
            ];
            out.say("done-notice-send", &counts)?;
            out.json(&json!({
                "put_out": passed.put_out,
                "arrived": passed.arrived,
                "failed": passed.failed,
                "given_up": passed.given_up,
            }))?;
            Ok(DONE)
        }
        NoticeCommand::Bundle { out: folder } => {
            let office = app.office();
            let count = notices::bundle(&office, &mut office.reading().await?.conn, &folder).await?;
            out.say("done-notice-bundle", &[("count", &count), ("dir", &folder.display())])?;
            out.json(&json!({ "path": folder.display().to_string(), "notices": count }))?;
            Ok(DONE)
        }
        NoticeCommand::Apply { dir, key } => {
            if let Some(key) = key {
                sign_all(app, &key, &dir).await?;
            }
            apply(app, out, &dir).await
        }
    }
}

/// Signs every document of a folder beside which no signature lies, with a key of the throw-away PKI.
async fn sign_all(app: &App, key: &Path, dir: &Path) -> Result<(), Failure> {
    let key = SandboxKey::open(&app.settings, "notice apply --key", key)?;
    let now = app.office().reading().await?.moment;
    let entries = std::fs::read_dir(dir).map_err(StageError::io(dir))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let signature = path.with_extension("txt.cms");
        if path.extension().is_some_and(|end| end == "txt") && !signature.exists() {
            let document = std::fs::read(&path).map_err(StageError::io(&path))?;
            write(&signature, key.sign(&document, false, now).as_bytes())?;
        }
    }
    Ok(())
}

async fn apply(app: &App, out: &mut Out<'_>, folder: &Path) -> Outcome {
    let actor = app.actor().await?;
    let mut checker = Checker::of(&app.settings)?;
    checker.trust.prepare();
    if checker.asks() {
        let office = app.office();
        let mut reading = office.reading().await?;
        let laid = notices::laid_beside(&office, &mut reading.conn, folder).await?;
        let presented = laid.iter().map(|(document, cms)| Presentation { cms, document: document.as_bytes() });
        checker.ahead(&presented.collect::<Vec<_>>(), reading.moment);
    }
    let applied = notices::apply(&app.office(), &actor, folder, &checker.trust, checker.verifier()).await?;
    let counts: [(&str, &dyn std::fmt::Display); 4] = [
        ("confirmed", &applied.confirmed),
        ("refused", &applied.refused),
        ("results", &applied.results),
        ("unsigned", &applied.unsigned),
    ];
    out.say("done-notice-apply", &counts)?;
    out.defects(&applied.defects)?;
    out.json(&json!({
        "confirmed": applied.confirmed,
        "refused": applied.refused,
        "results": applied.results,
        "unsigned": applied.unsigned,
        "defects_total": applied.defects.len(),
        "defects": out.defects_json(&applied.defects, DEFECTS_SHOWN),
    }))?;
    Ok(if applied.defects.is_empty() { DONE } else { REFUSED })
}

fn outbox_sheet(open: &[Open]) -> Sheet {
    let columns = ["channel", "kind", "subject", "tries", "state", "next_at", "error"];
    let mut sheet = Sheet::new(&columns, &[]);
    for one in open {
        let state = if one.given_up { "given-up" } else { "waits" };
        sheet.rows.push(vec![
            Cell::Word("channel", one.letter.channel.clone()),
            Cell::Word("notice-kind", one.letter.kind.word().to_owned()),
            Cell::Text(one.letter.subject.clone()),
            Cell::Int(one.letter.tries),
            Cell::Word("outbox", state.to_owned()),
            Cell::Moment(one.next_at),
            Cell::Text(one.error.clone()),
        ]);
    }
    sheet
}

fn sheet(waiting: &[Notice]) -> Sheet {
    let columns = [
        "kind",
        "service",
        "number",
        "order",
        "registered_at",
        "confirm_due",
        "recipient_bin",
        "recipient_name",
        "amount",
        "file",
    ];
    let mut sheet =
        Sheet::new(&columns, &["kind", "number", "registered_at", "confirm_due", "recipient_name", "amount", "file"]);
    for notice in waiting {
        let r = &notice.request;
        let (order, amount) = match &notice.about {
            About::Result(order, amount) => (Some(order), *amount),
            About::Acceptance | About::Refusal(_) => (None, r.standing.amount),
        };
        sheet.rows.push(vec![
            Cell::Word("notice-kind", notice.kind().word().to_owned()),
            Cell::Word("service", r.service.clone()),
            Cell::Text(r.number.clone()),
            Cell::text(order.map(|o| o.to_string())),
            Cell::Moment(r.registered_at),
            // a refusal has the limit of the acceptance; none is set for a result
            if order.is_none() { Cell::Moment(r.confirm_due) } else { Cell::None },
            Cell::Text(r.bin.clone()),
            Cell::Text(r.name.clone()),
            Cell::Money(amount),
            Cell::Text(notice.file.clone()),
        ]);
    }
    sheet
}
