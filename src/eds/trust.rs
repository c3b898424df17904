//! What is believed and known beside a signature: anchors, authorities between, revocation lists and answers; and what
//! follows from them about one certificate's revocation.

use crate::domain::time::Moment;

use super::cause::Cause;
use super::certificate::Certificate;
use super::crl::{ListFacts, Lists, Revocation};
use super::ocsp::{self, Status};

/// A day: the greatest age of a responder's answer unless it is set otherwise, in seconds.
const DAY: i64 = 86_400;

/// Everything that a check believes or knows beside the signature itself.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Pinned certificates, at which a chain ends.
    pub anchors: Vec<Certificate>,
    /// Authorities between a signer and an anchor; nothing is believed of them.
    pub between: Vec<Certificate>,
    /// Revocation lists.
    pub lists: Lists,
    /// Answers of OCSP responders, as they came.
    pub answers: Vec<Vec<u8>>,
    /// Greatest age of an answer, in seconds.
    pub answer_age: i64,
    /// About which certificates, by fingerprint, responders were asked in vain, and why.
    pub unanswered: Vec<([u8; 32], Cause)>,
}

impl Default for Trust {
    fn default() -> Self {
        let (anchors, between, answers, unanswered) = Default::default();
        Trust { anchors, between, lists: Lists::default(), answers, answer_age: DAY, unanswered }
    }
}

impl Trust {
    /// Why no responder's answer about this certificate is there, where one was asked.
    pub fn unanswered(&self, certificate: &Certificate) -> Option<Cause> {
        if self.unanswered.is_empty() {
            return None;
        }
        let fingerprint = certificate.fingerprint();
        self.unanswered.iter().find(|(of, _)| *of == fingerprint).map(|(_, cause)| *cause)
    }

    /// Makes the authorities' keys ready for many signatures; not worth it for one.
    pub fn prepare(&self) {
        let keys = self.anchors.iter().chain(&self.between).filter_map(|c| c.key.as_ref().ok());
        keys.for_each(|key| key.prepare());
    }
}

/// How revocation was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By lists.
    Crl,
    /// By a responder's answer.
    Ocsp,
}

impl Method {
    /// From the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Method::Crl, Method::Ocsp].into_iter().find(|method| method.word() == word)
    }

    /// The word as it is written outside.
    pub const fn word(self) -> &'static str {
        match self {
            Method::Crl => "crl",
            Method::Ocsp => "ocsp",
        }
    }
}

/// What is known of a certificate's revocation.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// By which way; `None` if by none.
    pub method: Option<Method>,
    /// That it was revoked, even where that comes too late to matter.
    pub revocation: Option<Revocation>,
    /// As of when.
    pub this_update: Option<Moment>,
    /// Why it does not hold.
    pub cause: Option<Cause>,
    /// The lists that were asked.
    pub lists: Vec<ListFacts>,
    /// The answer that was relied on, as it came.
    pub answer: Option<Vec<u8>>,
    asked: bool,
}

impl Standing {
    /// As another program tells it: by its words for the way and for what was found. What was asked here stays.
    pub fn told(&mut self, method: Option<Method>, this_update: Option<Moment>, good: bool) {
        (self.method, self.this_update, self.asked) = (method, this_update, true);
        if good {
            self.cause = None;
        }
    }

    /// The word as it is written outside: `good`, `revoked`, `unknown` or `unavailable`.
    pub fn word(&self) -> &'static str {
        match self.cause {
            None if self.asked => "good",
            Some(Cause::UnknownToResponder) => "unknown",
            Some(cause) if cause.reason() == Some(super::cause::Reason::Revoked) => "revoked",
            _ => "unavailable",
        }
    }
}

/// Asks lists and answers about a certificate. `proven`: the moment of the signature, where a time stamp proves it.
pub fn standing(
    certificate: &Certificate,
    issuer: &Certificate,
    trust: &Trust,
    now: Moment,
    proven: Option<Moment>,
) -> Standing {
    let listed = trust.lists.ask(certificate, now);
    let mut standing = Standing { asked: true, ..Standing::default() };
    standing.lists = listed.asked.iter().map(|facts| (*facts).clone()).collect();
    let by_lists = listed.asked.last().map(|facts| facts.this_update);
    if let Some((revocation, cause)) = listed.revoked {
        standing.revocation = Some(revocation);
        standing.cause = (!revocation.spares(proven)).then_some(cause);
        (standing.method, standing.this_update) = (Some(Method::Crl), by_lists);
        if standing.cause.is_some() {
            return standing;
        }
    }
    let mut fault = None;
    for bytes in &trust.answers {
        let answer = match ocsp::read(bytes, issuer, certificate.serial, now, trust.answer_age) {
            Ok(answer) => answer,
            Err(cause) => {
                // an answer about another certificate is no fault where each signer has his own
                fault = fault.filter(|old| *old != Cause::AnswerForAnother).or(Some(cause));
                continue;
            }
        };
        (standing.method, standing.this_update) = (Some(Method::Ocsp), Some(answer.this_update));
        standing.answer = Some(bytes.clone());
        standing.cause = match answer.status {
            Status::Good => None,
            Status::Unknown => Some(Cause::UnknownToResponder),
            Status::Revoked(revocation) => {
                standing.revocation = Some(revocation);
                (!revocation.spares(proven)).then_some(Cause::RevokedByAnswer)
            }
        };
        return standing;
    }
    let fault = trust.unanswered(certificate).or(fault);
    (standing.method, standing.this_update) = (by_lists.map(|_| Method::Crl), by_lists);
    standing.cause = match (listed.fault, fault) {
        (None, _) => None,
        (Some(Cause::NoList), Some(fault)) => Some(fault),
        (listed, _) => listed,
    };
    standing
}
