//! The shell around `src/eds`: what signatures are checked with on this machine (anchors, revocation lists, responders) and
//! who checks them, this program or another. Everything that takes time is done here, before a stage opens its transaction.

mod answer;
pub mod batch;
pub mod client;
pub mod files;
pub mod lists;
mod program;
pub mod recipients;
pub mod responders;
mod run;

use std::collections::HashSet;
use std::sync::Arc;

use crate::cli::Failure;
use crate::config::settings::{Settings, Verifier};
use crate::domain::time::Moment;
use crate::eds::trust::Trust;
use crate::eds::verifier::{BothMustAgree, InHouse, OnTheWordOf, SignatureVerifier};

use program::Program;
use responders::Responders;

/// A signature as somebody presents it, and the document that it must be over.
#[derive(Clone, Copy, Debug)]
pub struct Presentation<'a> {
    /// CMS in DER, PEM or base64.
    pub cms: &'a [u8],
    /// The document's bytes.
    pub document: &'a [u8],
}

/// What signatures are checked with, and who checks them.
pub struct Checker {
    /// Anchors, lists and answers.
    pub trust: Trust,
    verifier: Box<dyn SignatureVerifier + Send + Sync>,
    program: Option<Arc<Program>>,
    responders: Responders,
    /// Certificates, by fingerprint, about which responders were asked already.
    known: HashSet<[u8; 32]>,
}

impl Checker {
    /// As the configuration has it. Nobody is asked yet.
    pub fn of(settings: &Settings) -> Result<Self, Failure> {
        let trust = files::trust_of(settings)?;
        let program = match settings.eds.verifier {
            Verifier::Own => None,
            Verifier::Command | Verifier::Both => Some(Arc::new(Program::of(settings)?)),
        };
        let verifier: Box<dyn SignatureVerifier + Send + Sync> = match (&program, settings.eds.verifier) {
            (Some(program), Verifier::Both) => Box::new(BothMustAgree(InHouse, Arc::clone(program))),
            (Some(program), _) => Box::new(OnTheWordOf(Arc::clone(program))),
            (None, _) => Box::new(InHouse),
        };
        let responders = Responders::of(&settings.eds);
        Ok(Checker { trust, verifier, program, responders, known: HashSet::new() })
    }

    /// Who checks.
    pub fn verifier(&self) -> &(dyn SignatureVerifier + Sync) {
        self.verifier.as_ref()
    }

    /// Whether [`Checker::ahead`] has anything to ask.
    pub fn asks(&self) -> bool {
        self.program.is_some() || !self.responders.is_empty()
    }

    /// Asks the responders about everybody of this signature, each certificate once. The answers go into [`Checker::trust`].
    pub fn ask_responders(&mut self, cms: &[u8], now: Moment) {
        self.responders.ask(cms, &mut self.trust, &mut self.known, now);
    }

    /// Asks whoever is outside this program about these signatures, so that a transaction need not wait for it: what was
    /// asked here is not asked again.
    pub fn ahead(&mut self, presented: &[Presentation<'_>], now: Moment) {
        presented.iter().for_each(|one| self.ask_responders(one.cms, now));
        if let Some(program) = &self.program {
            presented.iter().for_each(|one| program.ahead(one.cms, one.document, now, &self.trust));
        }
    }
}
