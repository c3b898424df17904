//! `eds evidence`: everything that proves the head's signature over a batch (004 §5.3) in one ZIP file: the manifest, the
//! signature, the certificates, the answers, and a summary that people can read. The same bytes whenever it is asked for.

use std::io::{Cursor, Write};
use std::path::Path;

use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::domain::batch::{hex, sha256};
use crate::domain::defect::Code;
use crate::domain::lang::Lang;
use crate::domain::time::Moment;
use crate::eds::crl::Lists;
use crate::eds::evidence::{Again, Evidence, still_proves};
use crate::eds::report::Report;
use crate::stage::StageError;
use crate::store::batch::StoredBatch;
use crate::store::eds::StoredEds;
use crate::store::{batch, eds, manifest};
use crate::texts::Texts;

use super::app::App;
use super::eds_sandbox::write;
use super::out::Out;
use super::{DONE, Failure, Outcome, WRONG};

/// What a bundle is made from.
struct Found {
    batch: StoredBatch,
    kept: StoredEds,
    evidence: Evidence,
    report: Report,
    manifest: String,
    /// Why it proves nothing, where it does not.
    doubt: Option<String>,
}

/// Runs the command; exit code 4 where what is kept proves nothing any more: the bundle is written all the same.
pub async fn run(app: &App, out: &mut Out<'_>, number: i64, file: &Path) -> Outcome {
    let found = find(app, number).await?;
    let bytes = bundle(&found, app).map_err(|e| Failure::Fault(format!("the bundle could not be made: {e}")))?;
    write(file, &bytes)?;
    let digest = hex(&sha256(&bytes));
    out.say("done-eds-evidence", &[("batch", &number), ("file", &file.display())])?;
    let text = verdict(&out.texts, &found);
    out.say("eds-evidence-verdict", &[("text", &text)])?;
    out.json(&json!({
        "batch": number,
        "path": file.display().to_string(),
        "sha256": digest,
        "proven": found.doubt.is_none(),
        "doubt": found.doubt,
    }))?;
    Ok(if found.doubt.is_none() { DONE } else { WRONG })
}

async fn find(app: &App, number: i64) -> Result<Found, Failure> {
    let mut reading = app.office().reading().await?;
    let stored = batch::one(&mut reading.conn, number).await?;
    let stored = stored.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))?;
    let Some(kept) = eds::of(&mut reading.conn, &eds::of_batch(number)).await? else {
        return Err(StageError::refuse("batch", Code::SignatureNeeded, number, "").into());
    };
    let until = stored.signed_at.unwrap_or(Moment::END);
    let mut text = String::new();
    manifest::parts(&mut reading.conn, &stored, until, |part| {
        text.push_str(part);
        Ok(())
    })
    .await?;
    let fault = |e: crate::eds::evidence::EvidenceFault| Failure::Fault(e.to_string());
    let evidence = Evidence::from_json(&kept.evidence).map_err(fault)?;
    let anchors = evidence.anchors().map_err(fault)?;
    let again = evidence.verify_again(&anchors, Some(text.as_bytes()), &Lists::default()).map_err(fault)?;
    let (Again::Same(report) | Again::SameButLists(report) | Again::Differs(report)) = again;
    let doubt = match still_proves(&kept.evidence, &kept.sha256) {
        Err(why) => Some(why),
        Ok(Some((kind, signed))) if kind.of_bytes(&[text.as_bytes()]) == signed => None,
        Ok(_) => Some("the orders in the database are not what was signed".to_owned()),
    };
    Ok(Found { batch: stored, kept, evidence, report, manifest: text, doubt })
}

fn bundle(found: &Found, app: &App) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // no clock goes in: the same bundle has the same bytes for years
    let options = SimpleFileOptions::default().unix_permissions(0o644).last_modified_time(zip::DateTime::default());
    let mut add = |name: &str, bytes: &[u8]| -> Result<(), Box<dyn std::error::Error>> {
        zip.start_file(name, options)?;
        zip.write_all(bytes)?;
        Ok(())
    };
    for lang in [Lang::Ru, Lang::Kk, Lang::En] {
        add(&format!("summary.{}.txt", lang.word()), summary(&Texts::new(lang), found, app).as_bytes())?;
    }
    add("manifest.txt", found.manifest.as_bytes())?;
    for (name, bytes) in found.evidence.files()? {
        add(&name, &bytes)?;
    }
    add("evidence.json", found.kept.evidence.as_bytes())?;
    Ok(zip.finish()?.into_inner())
}

/// One sentence: what the evidence is worth.
fn verdict(texts: &Texts, found: &Found) -> String {
    match &found.doubt {
        None => texts.get("eds-evidence-proves"),
        Some(why) => texts.with("eds-evidence-proves-not", &[("why", why)]),
    }
}

/// What an auditor reads first.
fn summary(texts: &Texts, found: &Found, app: &App) -> String {
    let (batch, kept) = (&found.batch, &found.kept);
    let zone = app.rules.calendar.zone();
    let people = |moment: Moment| moment.for_people(zone);
    let service =
        app.rules.service(&batch.service).map_or(batch.service.clone(), |s| s.title.get(texts.lang).to_owned());
    let mut text = texts.with(
        "eds-evidence-summary",
        &[
            ("batch", &batch.number),
            ("service", &service),
            ("date", &batch.date.format("%d.%m.%Y")),
            ("orders", &batch.orders),
            ("total", &batch.total.for_people()),
            ("signed_at", &batch.signed_at.map_or_else(String::new, people)),
            ("person", &kept.person),
            ("kept_at", &people(kept.at)),
            ("verifiers", &found.evidence.verifiers().join(", ")),
            ("manifest", &hex(&batch.manifest_sha256)),
            ("evidence", &hex(&kept.sha256)),
            ("verdict", &verdict(texts, found)),
        ],
    );
    for signer in &found.report.signers {
        let roles: Vec<String> = signer.roles.iter().map(|r| texts.get(&format!("eds-role-{}", r.word()))).collect();
        let lists: Vec<String> = signer
            .revocation
            .lists
            .iter()
            .map(|l| format!("№ {}, {}, SHA-256 {}", l.number, people(l.this_update), hex(&l.sha256)))
            .collect();
        let lists = if lists.is_empty() { found.evidence.lists() } else { lists };
        let method = match (&signer.revocation.answer, lists.is_empty()) {
            (Some(_), _) => "OCSP",
            (None, false) => "CRL",
            (None, true) => "-",
        };
        let none = || "-".to_owned();
        text.push_str("\n\n");
        text.push_str(&texts.with(
            "eds-evidence-signer",
            &[
                ("name", &signer.subject.name()),
                ("iin", &signer.iin().unwrap_or("-")),
                ("bin", &signer.bin().unwrap_or("-")),
                ("organisation", &signer.subject.organisation.clone().unwrap_or_else(none)),
                ("roles", &roles.join(", ")),
                ("serial", &signer.serial.hex()),
                ("not_before", &people(signer.not_before)),
                ("not_after", &people(signer.not_after)),
                ("algorithm", &signer.algorithm.unwrap_or("-")),
                ("clock", &signer.signed_at.map_or_else(none, people)),
                ("stamp", &signer.time_stamp.map_or_else(none, people)),
                ("moment", &people(signer.check_moment)),
                ("method", &method),
                ("lists", &if lists.is_empty() { none() } else { lists.join("; ") }),
            ],
        ));
    }
    text.push_str("\n\n");
    text.push_str(&texts.get("eds-evidence-again"));
    text.push('\n');
    text
}
