//! What a check found: for each signer who it is and what does not hold, and one word for the whole.

use crate::domain::time::Moment;

use super::algorithm::Digest;
use super::cause::{Cause, Reason};
use super::certificate::Serial;
use super::subject::{Role, Subject};
use super::trust::Standing;

/// What was found of one signer.
#[derive(Clone, Debug)]
pub struct Signer {
    /// Whom the certificate names.
    pub subject: Subject,
    /// What its holder may do.
    pub roles: Vec<Role>,
    /// Serial number of the certificate.
    pub serial: Serial,
    /// The certificate begins.
    pub not_before: Moment,
    /// The certificate ends.
    pub not_after: Moment,
    /// The algorithm, by its word; `None` if it is not taken here.
    pub algorithm: Option<&'static str>,
    /// What the signer's clock showed; nothing proves it.
    pub signed_at: Option<Moment>,
    /// The moment of a sound time stamp.
    pub time_stamp: Option<Moment>,
    /// Why the time stamp is not sound, or does not set the moment of the check.
    pub stamp_fault: Option<Cause>,
    /// The moment that the certificates had to be valid at.
    pub check_moment: Moment,
    /// The revocation of the signer's certificate.
    pub revocation: Standing,
    /// Digest of the content that was compared.
    pub content: Option<(Digest, Vec<u8>)>,
    /// The certificate's bytes, and behind it those of its issuers up to the anchor.
    pub chain: Vec<Vec<u8>>,
    /// What does not hold, in the order of precedence.
    pub causes: Vec<Cause>,
}

impl Signer {
    /// IIN as it stands.
    pub fn iin(&self) -> Option<&str> {
        self.subject.iins.first().map(String::as_str)
    }

    /// BIN as it stands.
    pub fn bin(&self) -> Option<&str> {
        self.subject.bins.first().map(String::as_str)
    }
}

/// What was found of a signed document.
#[derive(Clone, Debug)]
pub struct Report {
    /// What does not hold, of the document and of all signers, in the order of precedence; empty: it holds.
    pub causes: Vec<Cause>,
    /// The signers, in the order in which they stand.
    pub signers: Vec<Signer>,
    /// Who checked, by name.
    pub by: Vec<String>,
    /// What of it this program's own check found, whoever decided: only that can be repeated from what is kept.
    pub own: Vec<Cause>,
}

/// The name of this program's own check.
pub const OWN: &str = "qazyna";

impl Report {
    /// From what this program's own check found.
    pub fn new(causes: Vec<Cause>, signers: Vec<Signer>) -> Self {
        let found = Self::of_another(OWN, causes, signers);
        Report { own: found.causes.clone(), ..found }
    }

    /// From what another program found.
    pub fn of_another(name: &str, mut causes: Vec<Cause>, signers: Vec<Signer>) -> Self {
        causes.extend(signers.iter().flat_map(|signer| signer.causes.iter().copied()));
        if signers.is_empty() && causes.is_empty() {
            causes.push(Cause::NobodySigned);
        }
        causes.sort_unstable();
        causes.dedup();
        Report { causes, signers, by: vec![name.to_owned()], own: Vec::new() }
    }

    /// Whether every signature holds and there is at least one.
    pub fn valid(&self) -> bool {
        self.causes.is_empty() && !self.signers.is_empty()
    }

    /// The first reason that applies.
    pub fn reason(&self) -> Option<Reason> {
        let first = self.causes.iter().find_map(|cause| cause.reason());
        if self.valid() { None } else { Some(first.unwrap_or(Reason::NoSigner)) }
    }
}
