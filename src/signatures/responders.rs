//! Asks OCSP responders before a check: about each signer, and about whom else the lists do not answer. What they say is
//! judged by `src/eds`; what they fail to say is kept as the cause why nobody knows.

use std::collections::HashSet;

use ring::rand::{SecureRandom, SystemRandom};

use crate::config::settings::EdsSettings;
use crate::domain::time::Moment;
use crate::eds::asked::{Asked, asked};
use crate::eds::cause::Cause;
use crate::eds::certificate::{Certificate, Serial};
use crate::eds::ocsp::{self, Answer};
use crate::eds::ocsp_request::request;
use crate::eds::trust::Trust;

use super::client::{Client, Unreachable};

/// Kind of content of a request.
const REQUEST: &str = "application/ocsp-request";
/// Kind of content of an answer.
const ANSWER: &str = "application/ocsp-response";
/// Most bytes of an answer: a signature and a certificate or two.
const MOST: u64 = 64 << 10;

/// Those who are asked for one command.
#[derive(Debug)]
pub struct Responders {
    client: Client,
    addresses: Vec<String>,
    /// Who was silent once is not waited for again.
    silent: HashSet<String>,
}

impl Responders {
    /// As the configuration has them.
    pub fn of(settings: &EdsSettings) -> Self {
        let addresses = settings.responders.clone();
        Responders { client: Client::new(settings.timeout), addresses, silent: HashSet::new() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// Asks about everybody whom the check of this signature will ask for and who was not asked about before.
    pub fn ask(&mut self, cms: &[u8], trust: &mut Trust, known: &mut HashSet<[u8; 32]>, now: Moment) {
        if self.is_empty() {
            return;
        }
        for one in asked(cms, trust) {
            let listed = trust.lists.ask(&one.certificate, now);
            // the lists know enough of him: revoked, or not a signer and in a list that is good
            let enough = listed.revoked.is_some() || !one.of_signer && listed.fault.is_none();
            if enough || !known.insert(one.certificate.fingerprint()) {
                continue;
            }
            match self.about(&one, now, trust.answer_age) {
                Ok(bytes) => trust.answers.push(bytes),
                Err(cause) => trust.unanswered.push((one.certificate.fingerprint(), cause)),
            }
        }
    }

    /// The first answer that can be used; else why the first responder gave none.
    fn about(&mut self, one: &Asked, now: Moment, age: i64) -> Result<Vec<u8>, Cause> {
        let mut first = None;
        for address in self.addresses.clone() {
            let told = self.told(&address, &one.issuer, one.certificate.serial, now, age);
            match told {
                Ok((bytes, _)) => return Ok(bytes),
                Err(cause) => first = first.or(Some(cause)),
            }
        }
        Err(first.unwrap_or(Cause::ResponderDown))
    }

    /// What one responder answers now, and what it comes to.
    pub fn told(
        &mut self,
        address: &str,
        issuer: &Certificate,
        serial: Serial,
        now: Moment,
        age: i64,
    ) -> Result<(Vec<u8>, Answer), Cause> {
        if self.silent.contains(address) {
            return Err(Cause::ResponderSlow);
        }
        let mut nonce = [0; 16];
        SystemRandom::new().fill(&mut nonce).map_err(|_| Cause::AnswerNonce)?;
        let question = request(issuer, serial, &nonce);
        let answered = self.client.post(address, (REQUEST, &question), ANSWER, MOST);
        let bytes = answered.map_err(|fault| {
            tracing::warn!(address, "the OCSP responder gave no answer that can be used: {fault}");
            if let Unreachable::Slow(_) = fault {
                self.silent.insert(address.to_owned());
            }
            cause_of(&fault)
        })?;
        if ocsp::nonce(&bytes).is_some_and(|repeated| repeated != nonce) {
            return Err(Cause::AnswerNonce);
        }
        let answer = ocsp::read(&bytes, issuer, serial, now, age)?;
        Ok((bytes, answer))
    }
}

fn cause_of(fault: &Unreachable) -> Cause {
    match fault {
        Unreachable::Down(_) => Cause::ResponderDown,
        Unreachable::Slow(_) => Cause::ResponderSlow,
        Unreachable::TooLarge(_) => Cause::ResponderTooLarge,
        Unreachable::Content(_) => Cause::ResponderContent,
    }
}
