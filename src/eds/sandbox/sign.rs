//! Signing with a key of the throw-away PKI: signed data as Kazakhstan's tools write it, and time-stamp tokens. Every
//! field of a draft can be set, because the tests break them one by one.

use der::oid::ObjectIdentifier as Oid;

use crate::domain::time::Moment;
use crate::eds::algorithm::Digest;
use crate::eds::certificate::Certificate;
use crate::eds::curve::SecretKey;
use crate::eds::der::tag;
use crate::eds::oid;
use crate::eds::write::{
    algorithm, item, long_time, number, octets, oid as oid_of, sequence, sequence_of, set_of, time, unsigned, wrapped,
};

/// One signer's part.
#[derive(Clone, Debug)]
pub struct SignerDraft {
    /// Version of the structure.
    pub version: u64,
    /// The issuer's name as the signer names it, encoded.
    pub issuer: Vec<u8>,
    /// The serial number as the signer names it.
    pub serial: Vec<u8>,
    /// The digest that it names.
    pub digest: Oid,
    /// Name and value of each signed attribute.
    pub attributes: Vec<(Oid, Vec<u8>)>,
    /// The signature algorithm that it names.
    pub algorithm: Oid,
    /// The signature.
    pub signature: Vec<u8>,
    /// Name and value of each attribute that is not signed.
    pub unsigned: Vec<(Oid, Vec<u8>)>,
}

impl SignerDraft {
    /// Over this content, by the holder of this certificate, whose clock shows `moment`; not signed yet.
    pub fn over(content: &[u8], kind: Oid, certificate: &Certificate, moment: Moment) -> Self {
        let named = sequence(&[&sequence(&[&sequence(&[&octets(&certificate.fingerprint())])])]);
        SignerDraft {
            version: 1,
            issuer: certificate.issuer().to_vec(),
            serial: certificate.serial.0.to_vec(),
            digest: oid::STREEBOG_512,
            attributes: vec![
                (oid::CONTENT_TYPE, oid_of(kind)),
                (oid::SIGNING_TIME, time(moment)),
                (oid::SIGNING_CERTIFICATE_V2, named),
                (oid::MESSAGE_DIGEST, octets(&Digest::Streebog512.of_bytes(&[content]))),
            ],
            algorithm: oid::SIGNATURE_2015_512,
            signature: Vec::new(),
            unsigned: Vec::new(),
        }
    }

    /// Puts a value in the place of the attribute's own.
    pub fn set(&mut self, kind: Oid, value: Vec<u8>) {
        self.attributes.retain(|(name, _)| *name != kind);
        self.attributes.push((kind, value));
    }

    fn rows(attributes: &[(Oid, Vec<u8>)]) -> Vec<u8> {
        let one = |(name, value): &(Oid, Vec<u8>)| sequence(&[&oid_of(*name), &item(tag::SET, &[value])]);
        set_of(&attributes.iter().map(one).collect::<Vec<_>>())
    }

    /// Signs the attributes as they are now.
    pub fn sign(mut self, key: &SecretKey) -> Self {
        self.signature = key.sign(&Digest::Streebog512.of_bytes(&[&Self::rows(&self.attributes)]));
        self
    }

    /// With a time-stamp token over its signature.
    pub fn stamped(mut self, token: Vec<u8>) -> Self {
        self.unsigned.push((oid::TIME_STAMP, token));
        self
    }

    fn der(&self) -> Vec<u8> {
        let retagged = |attributes: &[(Oid, Vec<u8>)], number: u8| {
            if attributes.is_empty() {
                return Vec::new();
            }
            let mut rows = Self::rows(attributes);
            rows[0] = tag::inside(number);
            rows
        };
        sequence(&[
            &number(self.version),
            &sequence(&[&self.issuer, &unsigned(&self.serial)]),
            &algorithm(self.digest),
            &retagged(&self.attributes, 0),
            &algorithm(self.algorithm),
            &octets(&self.signature),
            &retagged(&self.unsigned, 1),
        ])
    }
}

/// Signed data.
#[derive(Clone, Debug)]
pub struct SignedDraft {
    /// Version of the structure.
    pub version: u64,
    /// Type of the outside.
    pub outside: Oid,
    /// Type of the content.
    pub kind: Oid,
    /// The content, where it is inside.
    pub content: Option<Vec<u8>>,
    /// The certificates that come along.
    pub certificates: Vec<Vec<u8>>,
    /// The signers.
    pub signers: Vec<SignerDraft>,
}

impl SignedDraft {
    /// By one signer, whose certificate comes along.
    pub fn by(certificate: &Certificate, signer: SignerDraft, content: Option<Vec<u8>>) -> Self {
        let certificates = vec![certificate.der().to_vec()];
        SignedDraft {
            version: 1,
            outside: oid::SIGNED_DATA,
            kind: oid::DATA,
            content,
            certificates,
            signers: vec![signer],
        }
    }

    /// The bytes.
    pub fn der(&self) -> Vec<u8> {
        let content = self.content.as_ref().map(|bytes| wrapped(0, &octets(bytes))).unwrap_or_default();
        let mut certificates = Vec::new();
        if !self.certificates.is_empty() {
            certificates = item(tag::inside(0), &[&self.certificates.concat()]);
        }
        let data = sequence(&[
            &number(self.version),
            &set_of(&[algorithm(oid::STREEBOG_512)]),
            &sequence(&[&oid_of(self.kind), &content]),
            &certificates,
            &set_of(&self.signers.iter().map(SignerDraft::der).collect::<Vec<_>>()),
        ]);
        sequence(&[&oid_of(self.outside), &wrapped(0, &data)])
    }
}

/// The content of a time-stamp token over these bytes.
pub fn stamp_info(over: &[u8], moment: Moment, serial: u64) -> Vec<u8> {
    let imprint = sequence(&[&algorithm(oid::STREEBOG_512), &octets(&Digest::Streebog512.of_bytes(&[over]))]);
    sequence(&[&number(1), &oid_of(oid::POLICY_ARC), &imprint, &number(serial), &long_time(moment)])
}

/// A time-stamp token with this content.
pub fn stamp(info: Vec<u8>, authority: &Certificate, key: &SecretKey, moment: Moment) -> Vec<u8> {
    let signer = SignerDraft::over(&info, oid::TST_INFO, authority, moment).sign(key);
    SignedDraft { version: 3, kind: oid::TST_INFO, ..SignedDraft::by(authority, signer, Some(info)) }.der()
}

/// A SEQUENCE of nothing, for a value that is wrong.
pub fn nothing() -> Vec<u8> {
    sequence_of(&[])
}
