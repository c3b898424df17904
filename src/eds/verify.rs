//! The check of a signed document, whole: from its bytes to who signed and whether that holds. Pure: the clock's
//! moment, the anchors, lists and answers come in.

use crate::domain::ident::{Bin, Iin};
use crate::domain::time::Moment;

use super::algorithm::Digest;
use super::armor;
use super::cause::Cause;
use super::certificate::Certificate;
use super::chain;
use super::cms::{SignedData, SignerInfo};
use super::oid;
use super::report::{Report, Signer};
pub use super::signer::Content;
use super::signer::{certificate_of, faults};
use super::stamp;
use super::subject::{Role, Subject};
use super::trust::{Standing, Trust, standing};

/// Who must have signed.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// One of these roles; empty: any.
    pub roles: Vec<Role>,
    /// This person.
    pub iin: Option<Iin>,
    /// Somebody of this organisation.
    pub bin: Option<Bin>,
}

/// What is asked about a signed document.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The signature: DER, PEM or base64.
    pub cms: &'a [u8],
    /// What must have been signed.
    pub content: Content<'a>,
    /// The moment of the check, where no time stamp proves an earlier one.
    pub now: Moment,
    /// What is believed and known.
    pub trust: &'a Trust,
    /// Who must have signed.
    pub wanted: &'a Wanted,
}

/// The digest that the first signer of a document made, so that content which is not held whole can be digested before
/// the check; `None` where that cannot be told: the check says why.
pub fn digest_of(cms: &[u8]) -> Option<Digest> {
    let opened = armor::open(cms).ok()?;
    let data = SignedData::read(&opened).ok()?;
    data.signers.iter().flatten().find_map(|info| info.digest.ok())
}

/// The document that stands inside a signature.
///
/// # Errors
/// No signed document, or one whose content stands elsewhere.
pub fn enclosed(cms: &[u8]) -> Result<Vec<u8>, Cause> {
    let opened = armor::open(cms)?;
    SignedData::read(&opened)?.content.map(<[u8]>::to_vec).ok_or(Cause::NoContent)
}

/// Checks a signed document. Every fault is found, not only the first.
pub fn verify(question: &Question<'_>) -> Report {
    let opened = match armor::open(question.cms) {
        Ok(der) => der,
        Err(cause) => return Report::new(vec![cause], Vec::new()),
    };
    let data = match SignedData::read(&opened) {
        Ok(data) => data,
        Err(cause) => return Report::new(vec![cause], Vec::new()),
    };
    let read: Vec<_> = data.certificates.iter().map(|bytes| Certificate::parse(bytes)).collect();
    let broken = read.iter().any(Result::is_err);
    let certificates: Vec<Certificate> = read.into_iter().flatten().collect();
    let mut causes = Vec::new();
    if !data.content_type.is(&oid::DATA) {
        causes.push(Cause::ContentTypeDiffers);
    }
    let mut signers = Vec::new();
    for info in &data.signers {
        let found = info.as_ref().map_err(|cause| *cause).and_then(|info| {
            let missing = if broken { Cause::CertificateForm } else { Cause::NoSignerCertificate };
            Ok((info, certificate_of(&info.id, &certificates).ok_or(missing)?))
        });
        match found {
            Ok((info, certificate)) => signers.push(one(question, &data, &certificates, info, certificate)),
            Err(cause) => causes.push(cause),
        }
    }
    Report::new(causes, signers)
}

fn one(
    question: &Question<'_>,
    data: &SignedData<'_>,
    certificates: &[Certificate],
    info: &SignerInfo<'_>,
    certificate: &Certificate,
) -> Signer {
    let (trust, now) = (question.trust, question.now);
    let over = info.digest.and_then(|digest| question.content.digest(data.content, digest));
    let mut causes = faults(info, certificate, &data.content_type, &over);

    let stamp = info.time_stamp.map(|token| stamp::check(token, info.signature, trust, now));
    let proven = stamp.and_then(|s| s.ok()).filter(|s| s.doubt.is_none()).map(|s| s.moment);
    let check_moment = proven.unwrap_or(now);

    let between: Vec<&Certificate> = trust.between.iter().chain(certificates).collect();
    let found = chain::find(certificate, &trust.anchors, &between);
    let issuers = found.as_deref().unwrap_or_default();
    causes.extend(found.as_ref().err());
    causes.extend(certificate.policy().err());
    causes.extend(chain::out_of_time(certificate, issuers, check_moment));
    let mut revocation = Standing::default();
    if let Some(issuer) = issuers.first() {
        revocation = standing(certificate, issuer, trust, now, proven);
        causes.extend(revocation.cause);
    }
    causes.extend(issuers_revoked(issuers, trust, now, proven));
    causes.extend(certificate.for_signing().err());
    causes.extend(named(certificate));
    causes.extend(unwanted(certificate.roles(), &certificate.subject, question.wanted));
    causes.sort_unstable();
    causes.dedup();

    Signer {
        subject: certificate.subject.clone(),
        roles: certificate.roles().to_vec(),
        serial: certificate.serial,
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        algorithm: certificate.key.as_ref().ok().map(|key| key.word()),
        signed_at: info.attributes.signing_time,
        time_stamp: stamp.and_then(|s| s.ok()).map(|s| s.moment),
        stamp_fault: stamp.and_then(|s| s.map_or_else(Some, |s| s.doubt)),
        check_moment,
        revocation,
        content: info.digest.ok().zip(over.ok()),
        chain: std::iter::once(certificate).chain(issuers.iter().copied()).map(|c| c.der().to_vec()).collect(),
        causes,
    }
}

/// The revocation of the authorities below the anchor; the anchor's own is not asked for.
fn issuers_revoked(issuers: &[&Certificate], trust: &Trust, now: Moment, proven: Option<Moment>) -> Option<Cause> {
    let pairs = issuers.iter().zip(issuers.iter().skip(1));
    let causes = pairs.filter_map(|(below, above)| standing(below, above, trust, now, proven).cause);
    let told = causes.map(|cause| match cause {
        Cause::RevokedInList | Cause::RevokedInDelta | Cause::RevokedByAnswer | Cause::UnknownToResponder => {
            Cause::IssuerRevoked
        }
        _ => Cause::IssuerUnchecked,
    });
    told.min()
}

/// Exactly one IIN, but for a digital system; at most one BIN.
fn named(certificate: &Certificate) -> Vec<Cause> {
    let subject = &certificate.subject;
    let iin = match subject.iins.len() {
        0 if !certificate.of_system() => Some(Cause::IinMissing),
        0 | 1 => None,
        _ => Some(Cause::IinDoubled),
    };
    let bin = (subject.bins.len() > 1).then_some(Cause::BinDoubled);
    iin.into_iter().chain(bin).collect()
}

/// What of the wanted role and person does not fit the roles and the name that a certificate carries, whoever read it.
pub fn unwanted(roles: &[Role], subject: &Subject, wanted: &Wanted) -> Vec<Cause> {
    let mut causes = Vec::new();
    if !wanted.roles.is_empty() {
        // a certificate for Treasury-Client may not be used in other systems, whatever else it says
        if roles.contains(&Role::TreasuryClient) && !wanted.roles.contains(&Role::TreasuryClient) {
            causes.push(Cause::TreasuryElsewhere);
        } else if !wanted.roles.iter().any(|role| roles.contains(role)) {
            causes.push(Cause::RoleMissing);
        }
    }
    let other = |found: &[String], wanted: Option<&str>| wanted.is_some_and(|w| found.iter().all(|f| f != w));
    if other(&subject.iins, wanted.iin.as_ref().map(Iin::as_str)) {
        causes.push(Cause::IinDiffers);
    }
    if other(&subject.bins, wanted.bin.as_ref().map(Bin::as_str)) {
        causes.push(Cause::BinDiffers);
    }
    causes
}
