//! `eds verify`: who signed a document, with which certificate, whether it holds and why not. Anchors and lists come
//! from the configuration; the moment is the command's clock.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};

use crate::config::settings::Settings;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::time::Moment;
use crate::eds::cause::Cause;
use crate::eds::report::{OWN, Report, Signer};
use crate::eds::trust::Method;
use crate::eds::verifier::VerifierDown;
use crate::eds::verify::{Content, Question, Wanted};
use crate::signatures::Checker;
use crate::signatures::files::bytes_of;
use crate::stage::StageError;
use crate::telling::out::{Form, Out};

use super::app::Configured;
use super::args::Global;
use super::{DONE, Failure, Outcome, REFUSED, Surroundings, eds_refresh, eds_sandbox};

/// `eds …`
#[derive(Debug, Subcommand)]
pub enum EdsCommand {
    /// Who signed, whether it holds and why not.
    Verify {
        /// The signature: DER, PEM or base64.
        #[arg(long, value_name = "FILE")]
        cms: PathBuf,
        /// The signed document, where it is not inside the signature.
        #[arg(long, value_name = "FILE")]
        content: Option<PathBuf>,
    },
    /// A throw-away PKI (sandbox only).
    Sandbox {
        /// The new folder.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Also a head of this organisation, who signs its applications; may be repeated.
        #[arg(long, value_name = "BIN")]
        recipient: Vec<String>,
    },
    /// A detached signature with a key of the throw-away PKI (sandbox only).
    Sign {
        /// The key's file.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The document.
        #[arg(long, value_name = "FILE")]
        content: PathBuf,
        /// With the document inside.
        #[arg(long)]
        attached: bool,
        /// The new file of the signature.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Fetches the revocation lists of eds.lists now.
    Refresh,
    /// An auditor's bundle of the signatures over a batch, or over a request's documents: one ZIP file.
    Evidence {
        /// The batch; or the request, by a number that is no whole number or as SERVICE/NUMBER.
        number: String,
        /// The new file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// Runs what of `eds …` needs no database.
pub fn run(global: &Global, around: &Surroundings, out: &mut Out<'_>, command: EdsCommand) -> Outcome {
    let read = Configured::begin(global, around, out)?;
    // nothing recorded is looked at: a simulated clock without `--at` shows the machine's time here
    let now = read.clock.now(None);
    match command {
        EdsCommand::Verify { cms, content } => verify(&read.settings, out, &cms, content.as_deref(), now),
        EdsCommand::Sandbox { out: dir, recipient } => eds_sandbox::make(&read.settings, out, &dir, &recipient, now),
        EdsCommand::Sign { key, content, attached, out: file } => {
            let asked = eds_sandbox::Signing { key: &key, content: &content, attached };
            eds_sandbox::sign(&read.settings, out, &asked, &file, now)
        }
        EdsCommand::Refresh => eds_refresh::run(&read.settings, out, now),
        EdsCommand::Evidence { .. } => Ok(DONE),
    }
}

fn verify(settings: &Settings, out: &mut Out<'_>, cms: &Path, content: Option<&Path>, now: Moment) -> Outcome {
    let mut checker = Checker::of(settings)?;
    let cms = bytes_of(cms)?;
    checker.ask_responders(&cms, now);
    let document = content.map(|path| std::fs::read(path).map_err(StageError::io(path))).transpose()?;
    let content = document.as_deref().map_or(Content::Enclosed, Content::Bytes);
    let question = Question { cms: &cms, content, now, trust: &checker.trust, wanted: &Wanted::default() };
    let report = checker.verifier().check(&question).map_err(|down| does_not_work(&down, out))?;
    let signers: Vec<Value> = report.signers.iter().map(|signer| signer_json(signer, out)).collect();
    out.json(&json!({
        "valid": report.valid(),
        "reason": report.reason().map(|reason| reason.word()),
        "causes": words(&report.causes),
        "verifiers": report.by,
        "signers": signers,
    }))?;
    if out.form == Form::Table {
        say(&report, out)?;
    }
    if out.form == Form::Csv || out.form == Form::Table && !report.signers.is_empty() {
        out.sheet(&sheet(&report))?;
    }
    Ok(if report.valid() { DONE } else { REFUSED })
}

fn does_not_work(down: &VerifierDown, out: &Out<'_>) -> Failure {
    let cause = out.texts.trouble(&down.text);
    Failure::Fault(out.texts.with("defect-verifier-down", &[("value", &down.verifier), ("cause", &cause)]))
}

fn words(causes: &[Cause]) -> Vec<&'static str> {
    causes.iter().map(|cause| cause.word()).collect()
}

fn signer_json(signer: &Signer, out: &Out<'_>) -> Value {
    let at = |moment: Moment| moment.rfc3339(out.zone);
    let roles: Vec<&str> = signer.roles.iter().map(|role| role.word()).collect();
    json!({
        "iin": signer.iin(),
        "bin": signer.bin(),
        "name": signer.subject.name(),
        "organisation": signer.subject.organisation,
        "roles": roles,
        "serial": signer.serial.hex(),
        "not_before": at(signer.not_before),
        "not_after": at(signer.not_after),
        "algorithm": signer.algorithm,
        "signed_at": signer.signed_at.map(at),
        "time_stamp": signer.time_stamp.map(at),
        "revocation": {
            "method": signer.revocation.method.map(Method::word),
            "status": signer.revocation.word(),
            "this_update": signer.revocation.this_update.map(at),
        },
        "check_moment": at(signer.check_moment),
        "causes": words(&signer.causes),
        "time_stamp_cause": signer.stamp_fault.map(Cause::word),
    })
}

/// The verdict in sentences: each cause with its reason, then what a time stamp lacks.
fn say(report: &Report, out: &mut Out<'_>) -> std::io::Result<()> {
    let text = |out: &Out<'_>, cause: &Cause| out.texts.get(&format!("eds-cause-{cause}"));
    out.say(if report.valid() { "eds-holds" } else { "eds-does-not-hold" }, &[])?;
    if report.by != [OWN] {
        out.say("eds-checked-by", &[("names", &report.by.join(", "))])?;
    }
    for cause in &report.causes {
        let (reason, sentence) = (cause.reason().map_or("", |reason| reason.word()), text(out, cause));
        out.say("eds-reason", &[("reason", &reason), ("text", &sentence)])?;
    }
    for cause in report.signers.iter().filter_map(|signer| signer.stamp_fault) {
        let sentence = text(out, &cause);
        out.say("eds-stamp", &[("text", &sentence)])?;
    }
    Ok(())
}

fn sheet(report: &Report) -> Sheet {
    let columns = [
        "iin",
        "bin",
        "name",
        "organisation",
        "roles",
        "serial",
        "not_before",
        "not_after",
        "algorithm",
        "signed_at",
        "time_stamp",
        "revocation",
        "revocation_method",
        "revocation_this_update",
        "causes",
    ];
    let shown = ["iin", "bin", "name", "organisation", "roles", "not_after", "signed_at", "revocation"];
    let mut sheet = Sheet::new(&columns, &shown);
    for signer in &report.signers {
        let roles: Vec<&str> = signer.roles.iter().map(|role| role.word()).collect();
        let causes = words(&signer.causes).join(" ");
        sheet.rows.push(vec![
            Cell::text(signer.iin()),
            Cell::text(signer.bin()),
            Cell::Text(signer.subject.name()),
            Cell::text(signer.subject.organisation.clone()),
            Cell::Text(roles.join(" ")),
            Cell::Text(signer.serial.hex()),
            Cell::Moment(signer.not_before),
            Cell::Moment(signer.not_after),
            Cell::text(signer.algorithm),
            Cell::moment(signer.signed_at),
            Cell::moment(signer.time_stamp),
            Cell::Word("eds-revocation", signer.revocation.word().into()),
            Cell::text(signer.revocation.method.map(Method::word)),
            Cell::moment(signer.revocation.this_update),
            Cell::text((!causes.is_empty()).then_some(causes)),
        ]);
    }
    sheet
}
