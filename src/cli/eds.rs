//! `eds verify`: who signed a document, with which certificate, whether it holds and why not. Anchors and lists come
//! from the configuration; the moment is the command's clock.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};

use crate::config::settings::Settings;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::time::Moment;
use crate::eds::armor;
use crate::eds::cause::Cause;
use crate::eds::certificate::Certificate;
use crate::eds::crl::List;
use crate::eds::report::{Report, Signer};
use crate::eds::trust::{Method, Trust};
use crate::eds::verifier::{InHouse, SignatureVerifier};
use crate::eds::verify::{Content, Question, Wanted};
use crate::stage::StageError;

use super::app::Configured;
use super::args::Global;
use super::out::{Form, Out};
use super::{DONE, Failure, Outcome, REFUSED, Surroundings, eds_sandbox};

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
        EdsCommand::Evidence { .. } => Ok(DONE),
    }
}

/// The bytes of a file, of which no more are read than a signature may have.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read;
    let open = || {
        let mut bytes = Vec::new();
        let most = u64::try_from(armor::MOST).unwrap_or(u64::MAX).saturating_add(1);
        std::fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    Ok(open().map_err(StageError::io(path))?)
}

/// Files as they are named, and those of named folders whose ending is one of `endings`, in the order of their names.
fn files(key: &str, named: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in named {
        if !path.is_dir() {
            if !path.exists() {
                return Err(Failure::Usage(format!("`{key}` names `{}`, where no file or folder is", path.display())));
            }
            found.push(path.clone());
            continue;
        }
        let rows = std::fs::read_dir(path).map_err(StageError::io(path))?;
        let mut inside = Vec::new();
        for row in rows {
            let file = row.map_err(StageError::io(path))?.path();
            let ending = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
            if file.is_file() && endings.contains(&ending.as_str()) {
                inside.push(file);
            }
        }
        inside.sort();
        found.extend(inside);
    }
    Ok(found)
}

/// Anchors and lists of the configuration.
pub fn trust_of(settings: &Settings) -> Result<Trust, Failure> {
    let mut trust = Trust::default();
    let wrong = |key: &str, path: &Path, what: &str| {
        Failure::Usage(format!("`{key}` names `{}`, which is no {what} in DER or PEM", path.display()))
    };
    for path in files("eds.anchors", &settings.eds.anchors, &["cer", "crt", "der", "pem"])? {
        let certificate = Certificate::parse(&bytes_of(&path)?);
        trust.anchors.push(certificate.map_err(|_| wrong("eds.anchors", &path, "certificate"))?);
    }
    for path in files("eds.crls", &settings.eds.crls, &["crl", "der", "pem"])? {
        let list = List::load(&bytes_of(&path)?, &trust.anchors);
        trust.lists.add(list.map_err(|_| wrong("eds.crls", &path, "revocation list"))?);
    }
    Ok(trust)
}

fn verify(settings: &Settings, out: &mut Out<'_>, cms: &Path, content: Option<&Path>, now: Moment) -> Outcome {
    let trust = trust_of(settings)?;
    let cms = bytes_of(cms)?;
    let document = content.map(|path| std::fs::read(path).map_err(StageError::io(path))).transpose()?;
    let content = document.as_deref().map_or(Content::Enclosed, Content::Bytes);
    let question = Question { cms: &cms, content, now, trust: &trust, wanted: &Wanted::default() };
    let report = InHouse.check(&question).map_err(|down| Failure::Fault(down.to_string()))?;
    let signers: Vec<Value> = report.signers.iter().map(|signer| signer_json(signer, out)).collect();
    out.json(&json!({
        "valid": report.valid(),
        "reason": report.reason().map(|reason| reason.word()),
        "causes": words(&report.causes),
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
