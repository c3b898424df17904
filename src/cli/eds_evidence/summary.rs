//! What an auditor reads first in a bundle: who signed what, and what that is worth.

use crate::domain::batch::hex;
use crate::domain::time::Moment;
use crate::store::batch::StoredBatch;
use crate::store::request::StoredRequest;
use crate::texts::Texts;

use super::super::app::App;
use super::Proof;

/// One sentence: what the evidence is worth.
pub(super) fn verdict(texts: &Texts, doubt: Option<&String>) -> String {
    match doubt {
        None => texts.get("eds-evidence-proves"),
        Some(why) => texts.with("eds-evidence-proves-not", &[("why", why)]),
    }
}

/// Of a batch that the head signed.
pub(super) fn of_batch(texts: &Texts, batch: &StoredBatch, proof: &Proof, app: &App) -> String {
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
            ("person", &proof.kept.person),
            ("kept_at", &people(proof.kept.at)),
            ("verifiers", &proof.evidence.verifiers().join(", ")),
            ("manifest", &hex(&batch.manifest_sha256)),
            ("evidence", &hex(&proof.kept.sha256)),
            ("verdict", &verdict(texts, proof.doubt.as_ref())),
        ],
    );
    signers(&mut text, texts, proof, app);
    again(text, texts, proof)
}

/// Of one more document: the accountant's signature, or a document of a request.
pub(super) fn of_document(texts: &Texts, about: &str, proof: &Proof, app: &App) -> String {
    let mut text = texts.with(
        "eds-evidence-document",
        &[
            ("what", &texts.get(&format!("eds-evidence-{}", proof.what))),
            ("about", &about),
            ("file", &proof.file),
            ("person", &proof.kept.person),
            ("kept_at", &proof.kept.at.for_people(app.rules.calendar.zone())),
            ("verifiers", &proof.evidence.verifiers().join(", ")),
            ("evidence", &hex(&proof.kept.sha256)),
            ("verdict", &verdict(texts, proof.doubt.as_ref())),
        ],
    );
    signers(&mut text, texts, proof, app);
    again(text, texts, proof)
}

/// How a request is named in its documents' summaries.
pub(super) fn name_of(texts: &Texts, r: &StoredRequest) -> String {
    let fields: [(&str, &dyn std::fmt::Display); 4] =
        [("service", &r.service), ("number", &r.number), ("name", &r.name), ("bin", &r.bin)];
    texts.with("eds-evidence-request", &fields)
}

fn again(mut text: String, texts: &Texts, proof: &Proof) -> String {
    text.push_str("\n\n");
    text.push_str(&texts.with("eds-evidence-again", &[("file", &proof.file)]));
    text.push('\n');
    text
}

fn signers(text: &mut String, texts: &Texts, proof: &Proof, app: &App) {
    let zone = app.rules.calendar.zone();
    let people = |moment: Moment| moment.for_people(zone);
    for signer in &proof.report.signers {
        let roles: Vec<String> = signer.roles.iter().map(|r| texts.get(&format!("eds-role-{}", r.word()))).collect();
        let lists: Vec<String> = signer
            .revocation
            .lists
            .iter()
            .map(|l| format!("№ {}, {}, SHA-256 {}", l.number, people(l.this_update), hex(&l.sha256)))
            .collect();
        let lists = if lists.is_empty() { proof.evidence.lists() } else { lists };
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
}
