//! The head's electronic signature (004 §5.3): a signature over exactly the manifest's bytes, by the person who acts, in
//! the name of the institution, in a role that may sign. What proves it is kept with it.

use sha2::{Digest as _, Sha256};

use crate::domain::batch::{hex, sha256};
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::ident::Iin;
use crate::domain::time::Moment;
use crate::eds::algorithm::Digest;
use crate::eds::evidence::{Evidence, EvidenceFault};
use crate::eds::report::Report;
use crate::eds::subject::Role;
use crate::eds::trust::Trust;
use crate::eds::verifier::SignatureVerifier;
use crate::eds::verify::{Content, Question, Wanted, digest_of};
use crate::store::batch::StoredBatch;
use crate::store::eds::StoredEds;
use crate::store::{StoreError, Writing, manifest, person};

use super::super::{Office, StageError};

/// A signature as it is presented, and what it is checked with.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// CMS in DER, PEM or base64, detached or not.
    pub cms: &'a [u8],
    /// Anchors, lists and answers.
    pub trust: &'a Trust,
    /// Who checks.
    pub verifier: &'a (dyn SignatureVerifier + Sync),
}

/// The manifest's digests: SHA-256, and the one that the signature was made over.
pub(super) struct Digests {
    pub sha256: [u8; 32],
    signed: Option<(Digest, Vec<u8>)>,
}

/// Digests the manifest of what was not declined at `until`, once through.
pub(super) async fn digests(
    tx: &mut Writing,
    stored: &StoredBatch,
    until: Moment,
    presented: Option<&Presented<'_>>,
) -> Result<Digests, StoreError> {
    let mut plain = Sha256::new();
    // what cannot be read is refused by the check, whatever digest it is held against
    let kind = presented.map(|p| digest_of(p.cms).unwrap_or(Digest::Streebog512));
    let mut signed = kind.map(Digest::start);
    manifest::parts(&mut tx.conn, stored, until, |text| {
        plain.update(text.as_bytes());
        if let Some(running) = &mut signed {
            running.update(text.as_bytes());
        }
        Ok(())
    })
    .await?;
    let signed = kind.zip(signed).map(|(kind, running)| (kind, running.finish()));
    Ok(Digests { sha256: plain.finalize().into(), signed })
}

/// Checks the signature and says what is to be kept. In the sandbox a person whose IIN nobody noted is given that of his
/// first signature, if it is nobody else's.
pub(super) async fn check(
    office: &Office<'_>,
    tx: &mut Writing,
    number: i64,
    presented: &Presented<'_>,
    digests: &Digests,
    events: &mut Events,
) -> Result<StoredEds, StageError> {
    let Some((kind, value)) = &digests.signed else {
        return Err(StageError::refuse("eds", Code::SignatureNeeded, number, "eds.required"));
    };
    let people = person::roles(&mut tx.conn).await?;
    let noted = people.iter().find(|r| r.person == tx.actor).and_then(|r| r.iin.clone());
    if noted.is_none() && !office.is_sandbox() {
        return Err(StageError::refuse("signature", Code::NoIin, &tx.actor, ""));
    }
    let roles = office.settings.eds_head.iter().filter_map(|word| Role::parse(word)).collect();
    let bin = Some(office.rules.department.bin.clone());
    let iin = noted.as_deref().and_then(|iin| Iin::parse(iin).ok());
    let mut wanted = Wanted { roles, iin, bin };
    let ask = |wanted: &Wanted| -> Result<(Report, Evidence), StageError> {
        let content = Content::Digest(*kind, value);
        let question = Question { cms: presented.cms, content, now: tx.moment, trust: presented.trust, wanted };
        let report = presented
            .verifier
            .check(&question)
            .map_err(|down| StageError::refuse("signature", Code::VerifierDown, down.verifier, down.text))?;
        let evidence = Evidence::of(&question, &report);
        Ok((report, evidence))
    };
    let (mut report, mut evidence) = ask(&wanted)?;
    if noted.is_none()
        && let Some(Ok(first)) = report.signers.first().and_then(|s| s.iin()).map(Iin::parse)
    {
        if let Some(other) = people.iter().find(|r| r.iin.as_deref() == Some(first.as_str())) {
            return Err(StageError::refuse("signature", Code::AlreadyExists, first, &other.person));
        }
        // every signer must be that person
        wanted.iin = Some(first);
        (report, evidence) = ask(&wanted)?;
    }
    let signer = report.signers.first().filter(|_| report.valid());
    let (Some(signer), Some(iin)) = (signer, &wanted.iin) else { return Err(refused(&report)) };
    if noted.is_none() {
        let actor = tx.actor.clone();
        person::set_iin(tx, &actor, iin.as_str()).await?;
        events.add("person-iin", &[("person", &actor), ("iin", iin), ("by", &"signature")]);
    }
    let evidence = evidence.to_json().map_err(|fault| void(number, &fault))?;
    Ok(StoredEds {
        batch: number,
        at: tx.moment,
        person: tx.actor.clone(),
        iin: iin.as_str().to_owned(),
        serial: signer.serial.hex(),
        sha256: sha256(evidence.as_bytes()),
        evidence,
    })
}

/// Every cause, each with the reason of the outer contract.
fn refused(report: &Report) -> StageError {
    let one = |cause: &crate::eds::cause::Cause| {
        let reason = cause.reason().map_or("", |reason| reason.word());
        Defect::new("signature", Code::SignatureRefused, cause.word(), reason)
    };
    let causes: Vec<Defect> = report.causes.iter().map(one).collect();
    if causes.is_empty() {
        return StageError::refuse("signature", Code::SignatureRefused, crate::eds::cause::Cause::IinMissing, "");
    }
    StageError::Refused(causes)
}

/// What the journal says of a signature that is kept.
pub(super) fn tell(eds: &StoredEds, events: &mut Events) {
    let fields: [(&str, &dyn std::fmt::Display); 4] =
        [("batch", &eds.batch), ("iin", &eds.iin), ("serial", &eds.serial), ("evidence", &hex(&eds.sha256))];
    events.add("batch-eds", &fields);
}

fn void(number: i64, why: &EvidenceFault) -> StageError {
    StageError::refuse("batch", Code::SignatureVoid, number, why)
}
