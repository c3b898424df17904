//! Electronic signatures of the department's people (004 §5.1, §5.3): by the person who acts, in the name of the
//! institution, in a role that may sign. What proves a signature is kept with it. Every stage that signs uses this.

use crate::domain::batch::{hex, sha256};
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::ident::Iin;
use crate::eds::algorithm::Digest;
use crate::eds::cause::Cause;
use crate::eds::evidence::{Evidence, still_proves};
use crate::eds::report::{Report, Signer};
use crate::eds::subject::Role;
use crate::eds::trust::Trust;
use crate::eds::verifier::{SignatureVerifier, VerifierDown};
use crate::eds::verify::{Content, Question, Wanted};
use crate::store::batch::StoredBatch;
use crate::store::eds::StoredEds;
use crate::store::{Conn, Writing, eds, person};

use super::{Office, StageError};

/// Whoever signs for an organisation; not a certificate for Treasury-Client, which may be used nowhere else.
pub const OF_AN_ORGANISATION: [Role; 5] =
    [Role::Employee, Role::Personnel, Role::Financial, Role::RightToSign, Role::FirstHead];

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

/// What must have been signed.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// As table and journal name it.
    pub subject: String,
    /// Its digest of the kind that the signature was made over.
    pub digest: (Digest, &'a [u8]),
    /// The bytes to be kept; `None`: they follow from the orders.
    pub bytes: Option<Vec<u8>>,
    /// The roles of which the certificate must carry one; empty: any.
    pub roles: Vec<Role>,
}

/// Checks the signature and says what is to be kept. In the sandbox a person whose IIN nobody noted is given that of the
/// first signature, if it is nobody else's; in production it must have been noted.
pub async fn check(
    office: &Office<'_>,
    tx: &mut Writing,
    presented: &Presented<'_>,
    document: Document<'_>,
    events: &mut Events,
) -> Result<StoredEds, StageError> {
    let people = person::roles(&mut tx.conn).await?;
    let noted = people.iter().find(|r| r.person == tx.actor).and_then(|r| r.iin.clone());
    if noted.is_none() && !office.is_sandbox() {
        return Err(StageError::refuse("signature", Code::NoIin, &tx.actor, ""));
    }
    let iin = noted.as_deref().and_then(|iin| Iin::parse(iin).ok());
    let bin = Some(office.rules.department.bin.clone());
    let mut wanted = Wanted { roles: document.roles, iin, bin };
    let (kind, value) = document.digest;
    let (cms, trust, now) = (presented.cms, presented.trust, tx.moment);
    let ask = |wanted: &Wanted| -> Result<(Report, Evidence), StageError> {
        let question = Question { cms, content: Content::Digest(kind, value), now, trust, wanted };
        let report = presented.verifier.check(&question);
        let report = report.map_err(|down| StageError::Refused(vec![verifier_down(&down)]))?;
        let evidence = Evidence::of(&question, &report);
        Ok((report, evidence))
    };
    let (mut report, mut evidence) = ask(&wanted)?;
    if noted.is_none() && !report.valid() {
        return Err(refused(&report));
    }
    if noted.is_none()
        && let Some(Ok(first)) = report.signers.first().and_then(|s| s.iin()).map(Iin::parse)
    {
        if people.iter().any(|r| r.iin.as_deref() == Some(first.as_str())) {
            // the certificate names somebody else, who is known
            let reason = Cause::IinDiffers.reason().map_or("", |reason| reason.word());
            return Err(StageError::refuse("signature", Code::SignatureRefused, Cause::IinDiffers, reason));
        }
        // every signer must be that person
        wanted.iin = Some(first);
        (report, evidence) = ask(&wanted)?;
    }
    let signer = report.signers.first().filter(|_| report.valid());
    let (Some(signer), Some(iin)) = (signer, &wanted.iin) else { return Err(refused(&report)) };
    let evidence = evidence.to_json();
    let evidence =
        evidence.map_err(|why| StageError::refuse("signature", Code::SignatureVoid, &document.subject, why))?;
    if noted.is_none() {
        let actor = tx.actor.clone();
        person::set_iin(tx, &actor, iin.as_str()).await?;
        events.add("person-iin", &[("person", &actor), ("iin", iin), ("by", &"signature")]);
    }
    Ok(StoredEds {
        subject: document.subject,
        at: tx.moment,
        person: tx.actor.clone(),
        iin: iin.as_str().to_owned(),
        serial: signer.serial.hex(),
        sha256: sha256(evidence.as_bytes()),
        evidence,
        document: document.bytes,
    })
}

/// The second signature over the batch's manifest as it is now.
pub async fn second_of(conn: &mut Conn, batch: &StoredBatch) -> Result<Option<StoredEds>, StageError> {
    Ok(eds::of(conn, &eds::of_batch_by_second(batch.number, &batch.manifest_sha256)).await?)
}

/// Refuses a batch that needs a second signature and has none, or one that is proven no longer.
pub async fn refuse_without_second(
    office: &Office<'_>,
    conn: &mut Conn,
    batch: &StoredBatch,
) -> Result<(), StageError> {
    let settings = &office.settings.eds;
    if settings.second.is_empty() || !settings.required {
        return Ok(());
    }
    match second_of(conn, batch).await? {
        Some(kept) => still_proves(&kept.evidence, &kept.sha256)
            .map(|_| ())
            .map_err(|why| StageError::refuse("batch", Code::SignatureVoid, batch.number, why)),
        None => Err(StageError::refuse("batch", Code::SecondNeeded, batch.number, settings.second.join(", "))),
    }
}

/// A verifier that could not work.
pub fn verifier_down(down: &VerifierDown) -> Defect {
    Defect::new("signature", Code::VerifierDown, &down.verifier, &down.text)
}

/// Every cause, each with the reason of the outer contract.
pub fn causes(report: &Report) -> Vec<Defect> {
    let one = |cause: &Cause| {
        let reason = cause.reason().map_or("", |reason| reason.word());
        Defect::new("signature", Code::SignatureRefused, cause.word(), reason)
    };
    report.causes.iter().map(one).collect()
}

fn refused(report: &Report) -> StageError {
    let causes = causes(report);
    if causes.is_empty() {
        return StageError::refuse("signature", Code::SignatureRefused, Cause::IinMissing, "");
    }
    StageError::Refused(causes)
}

/// What the journal says of a signature that is kept; `about` names the batch or the request.
pub fn tell(kind: &str, about: &[(&str, &dyn std::fmt::Display)], eds: &StoredEds, events: &mut Events) {
    let evidence = hex(&eds.sha256);
    let own: [(&str, &dyn std::fmt::Display); 4] =
        [("subject", &eds.subject), ("iin", &eds.iin), ("serial", &eds.serial), ("evidence", &evidence)];
    let fields: Vec<(&str, &dyn std::fmt::Display)> = about.iter().chain(&own).copied().collect();
    events.add(kind, &fields);
}

/// A signature that holds, and what proves it for ever.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Who signed.
    pub signer: Signer,
    evidence: String,
    document: Vec<u8>,
}

impl Proof {
    /// Checks a signature over a document.
    ///
    /// # Errors
    /// Every cause for which it does not hold.
    pub fn of(
        question: &Question<'_>,
        document: &[u8],
        verifier: &(dyn SignatureVerifier + Sync),
    ) -> Result<Self, StageError> {
        let report = verifier.check(question).map_err(|down| StageError::Refused(vec![verifier_down(&down)]))?;
        let Some(signer) = report.signers.first().filter(|_| report.valid()) else {
            return Err(StageError::Refused(causes(&report)));
        };
        let evidence = Evidence::of(question, &report).to_json();
        let evidence = evidence.map_err(|why| StageError::refuse("signature", Code::SignatureVoid, "", why))?;
        Ok(Proof { signer: signer.clone(), evidence, document: document.to_vec() })
    }

    /// As it is stored, about something of which there may be several: the document's digest tells them apart.
    pub fn stored(&self, tx: &Writing, about: &str) -> StoredEds {
        StoredEds {
            subject: format!("{about} {}", &hex(&sha256(&self.document))[..16]),
            at: tx.moment,
            person: tx.actor.clone(),
            iin: self.signer.iin().unwrap_or_default().to_owned(),
            serial: self.signer.serial.hex(),
            sha256: sha256(self.evidence.as_bytes()),
            evidence: self.evidence.clone(),
            document: Some(self.document.clone()),
        }
    }
}
