//! Revocation lists and OCSP answers of the throw-away PKI.

use der::oid::ObjectIdentifier as Oid;

use crate::domain::time::Moment;
use crate::eds::algorithm::sha256;
use crate::eds::certificate::Certificate;
use crate::eds::crl::Revocation;
use crate::eds::curve::SecretKey;
use crate::eds::der::tag;
use crate::eds::ocsp::Status;
use crate::eds::oid;
use crate::eds::write::{
    algorithm, enumerated, item, long_time, number, octets, oid as oid_of, sequence, sequence_of, time, unsigned,
    wrapped,
};

use super::issue::{authority_key_id, extension, sealed};

/// A list that is not signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListDraft {
    /// The issuer's name, encoded.
    pub issuer: Vec<u8>,
    /// The issuer's key identifier.
    pub issuer_key_id: Vec<u8>,
    /// Number of the list.
    pub number: u64,
    /// The number that a delta starts from.
    pub base: Option<u64>,
    /// Made.
    pub this_update: Moment,
    /// To be used until.
    pub next_update: Moment,
    /// Serial number and revocation.
    pub entries: Vec<(Vec<u8>, Revocation)>,
    /// Name, criticality and value of further extensions.
    pub further: Vec<(Oid, bool, Vec<u8>)>,
}

impl ListDraft {
    /// The list, signed by this key.
    pub fn signed(&self, key: &SecretKey) -> Vec<u8> {
        let mut extensions = vec![
            extension(oid::AUTHORITY_KEY_ID, false, &authority_key_id(&self.issuer_key_id)),
            extension(oid::CRL_NUMBER, false, &number(self.number)),
        ];
        extensions.extend(self.base.map(|base| extension(oid::DELTA_INDICATOR, true, &number(base))));
        extensions.extend(self.further.iter().map(|(kind, critical, value)| extension(*kind, *critical, value)));
        let rows: Vec<Vec<u8>> = self.entries.iter().map(|(serial, revocation)| row(serial, *revocation)).collect();
        let rows = if rows.is_empty() { Vec::new() } else { sequence_of(&rows) };
        let tbs = sequence(&[
            &number(1),
            &algorithm(oid::SIGNATURE_2015_512),
            &self.issuer,
            &time(self.this_update),
            &time(self.next_update),
            &rows,
            &wrapped(0, &sequence_of(&extensions)),
        ]);
        sealed(&tbs, oid::SIGNATURE_2015_512, key)
    }
}

fn row(serial: &[u8], revocation: Revocation) -> Vec<u8> {
    let reason = match revocation.reason {
        0 => Vec::new(),
        reason => sequence(&[&extension(oid::CRL_REASON, false, &enumerated(reason))]),
    };
    sequence(&[&unsigned(serial), &time(revocation.at), &reason])
}

/// A responder's answer that is not signed yet.
#[derive(Clone, Debug)]
pub struct AnswerDraft {
    /// 0 = it answers; 3 = try later.
    pub outcome: u8,
    /// The authority that is asked about.
    pub issuer: Certificate,
    /// Serial number that is asked about.
    pub serial: Vec<u8>,
    /// What is said.
    pub status: Status,
    /// As of when.
    pub this_update: Moment,
    /// The responder's certificate.
    pub responder: Certificate,
    /// What is repeated of the request.
    pub nonce: Option<Vec<u8>>,
}

impl AnswerDraft {
    /// The answer, signed by the responder's key.
    pub fn signed(&self, key: &SecretKey) -> Vec<u8> {
        if self.outcome != 0 {
            return sequence(&[&enumerated(self.outcome)]);
        }
        let id = sequence(&[
            &algorithm(oid::SHA_256),
            &octets(&sha256(&[self.issuer.name()])),
            &octets(&sha256(&[self.issuer.key_bits()])),
            &unsigned(&self.serial),
        ]);
        let status = match self.status {
            Status::Good => item(tag::plain(0), &[]),
            Status::Unknown => item(tag::plain(2), &[]),
            Status::Revoked(revocation) => {
                let reason = wrapped(0, &enumerated(revocation.reason));
                item(tag::inside(1), &[&long_time(revocation.at), &reason])
            }
        };
        let single = sequence(&[&id, &status, &long_time(self.this_update)]);
        let responder = wrapped(1, self.responder.name());
        let nonce = |nonce: &Vec<u8>| wrapped(1, &sequence(&[&extension(oid::OCSP_NONCE, false, &octets(nonce))]));
        let extensions = self.nonce.as_ref().map(nonce).unwrap_or_default();
        let tbs = sequence(&[&responder, &long_time(self.this_update), &sequence(&[&single]), &extensions]);
        let sealed = sealed(&tbs, oid::SIGNATURE_2015_512, key);
        let certificates = wrapped(0, &sequence(&[self.responder.der()]));
        // the certificates stand behind the signature, inside the same sequence
        let header = if sealed[1] < 0x80 { 2 } else { 2 + usize::from(sealed[1] & 0x7f) };
        let basic = sequence(&[&sealed[header..], &certificates]);
        let bytes = sequence(&[&oid_of(oid::OCSP_BASIC), &octets(&basic)]);
        sequence(&[&enumerated(0), &wrapped(0, &bytes)])
    }
}
