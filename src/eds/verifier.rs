//! The seam at which the certified library may replace ours, or look over its shoulder.

use super::cause::{Cause, Reason, Trouble};
use super::report::{OWN, Report};
use super::verify::{Question, verify};

/// A verifier could not work at all: not installed, not answering. Nothing is known then; the request waits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the verifier `{verifier}` does not work: {text}")]
pub struct VerifierDown {
    /// Which.
    pub verifier: String,
    /// Why: the word of a [`Trouble`], a colon, and what was seen.
    pub text: String,
}

impl VerifierDown {
    /// That it does not work, why, and what was seen of that.
    pub fn new(verifier: &str, trouble: Trouble, seen: impl std::fmt::Display) -> Self {
        VerifierDown { verifier: verifier.to_owned(), text: format!("{trouble}: {seen}") }
    }

    /// Whether this is why.
    pub fn is(&self, trouble: Trouble) -> bool {
        self.text.split_once(':').is_some_and(|(word, _)| word == trouble.word())
    }
}

/// Whatever can check a signed document.
pub trait SignatureVerifier {
    /// Its name in logs and evidence.
    fn name(&self) -> String;

    /// Checks a signed document.
    fn check(&self, question: &Question<'_>) -> Result<Report, VerifierDown>;
}

/// The verifier of this program.
#[derive(Clone, Copy, Debug, Default)]
pub struct InHouse;

impl SignatureVerifier for InHouse {
    fn name(&self) -> String {
        OWN.into()
    }

    fn check(&self, question: &Question<'_>) -> Result<Report, VerifierDown> {
        Ok(verify(question))
    }
}

/// Two verifiers that must both find that a signature holds, and the same signers.
#[derive(Clone, Copy, Debug)]
pub struct BothMustAgree<A, B>(pub A, pub B);

impl<A: SignatureVerifier, B: SignatureVerifier> SignatureVerifier for BothMustAgree<A, B> {
    fn name(&self) -> String {
        format!("{} and {}", self.0.name(), self.1.name())
    }

    fn check(&self, question: &Question<'_>) -> Result<Report, VerifierDown> {
        let (mut first, second) = (self.0.check(question)?, self.1.check(question)?);
        // who cannot tell now whether a certificate is revoked contradicts nobody: the signature waits
        let waits = undecided(&first) || undecided(&second);
        let agree = match (first.valid(), second.valid()) {
            (true, true) => same_signers(&first, &second),
            (one, other) => one == other || waits,
        };
        add(&mut first, second.causes, agree);
        first.by.extend(second.by);
        Ok(first)
    }
}

/// Another verifier decides, in the place of this program. Our own check is made all the same: what is kept of a signature
/// is repeated by it for years, so that nothing is taken that it knows to be wrong. Only whether a certificate is revoked
/// is believed where we cannot tell: the other may ask where we do not.
#[derive(Clone, Copy, Debug)]
pub struct OnTheWordOf<B>(pub B);

impl<B: SignatureVerifier> SignatureVerifier for OnTheWordOf<B> {
    fn name(&self) -> String {
        self.0.name()
    }

    fn check(&self, question: &Question<'_>) -> Result<Report, VerifierDown> {
        let other = self.0.check(question)?;
        let mut found = verify(question);
        let agree = !other.valid() || found.causes.iter().all(unavailable) && same_signers(&found, &other);
        found.causes.retain(|cause| !unavailable(cause));
        for signer in &mut found.signers {
            signer.causes.retain(|cause| !unavailable(cause));
            if let Some(told) = other.signers.iter().find(|s| s.serial == signer.serial) {
                let by = &told.revocation;
                signer.revocation.told(by.method, by.this_update, other.valid());
            }
        }
        add(&mut found, other.causes, agree);
        found.by = other.by;
        Ok(found)
    }
}

/// Adds what another verifier found, and that the two do not agree.
fn add(report: &mut Report, causes: Vec<Cause>, agree: bool) {
    report.causes.extend(causes);
    if !agree {
        report.causes.push(Cause::VerifiersDisagree);
    }
    report.causes.sort_unstable();
    report.causes.dedup();
}

fn unavailable(cause: &Cause) -> bool {
    cause.reason() == Some(Reason::RevocationUnavailable)
}

/// Whether nothing is wrong but that revocation cannot be told.
fn undecided(report: &Report) -> bool {
    !report.causes.is_empty() && report.causes.iter().all(unavailable)
}

/// Whether two reports name the same certificates and persons, in whatever order.
fn same_signers(one: &Report, two: &Report) -> bool {
    let facts = |report: &Report| {
        let of = |s: &super::report::Signer| (s.serial, s.subject.iins.clone(), s.subject.bins.clone());
        let mut facts: Vec<_> = report.signers.iter().map(of).collect();
        facts.sort_unstable();
        facts
    };
    facts(one) == facts(two)
}
