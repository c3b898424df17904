//! The seam at which the certified library may replace ours, or look over its shoulder.

use super::cause::Cause;
use super::report::Report;
use super::verify::{Question, verify};

/// A verifier could not work at all: not installed, not answering. Nothing is known then; the request waits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the verifier `{verifier}` does not work: {text}")]
pub struct VerifierDown {
    /// Which.
    pub verifier: String,
    /// What it said.
    pub text: String,
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
        "qazyna".into()
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
        let agree = first.valid() == second.valid() && same_signers(&first, &second);
        first.causes.extend(second.causes);
        if !agree {
            first.causes.push(Cause::VerifiersDisagree);
        }
        first.causes.sort_unstable();
        first.causes.dedup();
        Ok(first)
    }
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
