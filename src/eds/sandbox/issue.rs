//! Certificates of the throw-away PKI, with the profile of the national authority. Every field of a draft can be set,
//! because the tests break them one by one.

use der::oid::ObjectIdentifier as Oid;

use crate::domain::time::Moment;
use crate::eds::algorithm::Digest;
use crate::eds::curve::{Params, PublicKey, SecretKey};
use crate::eds::der::tag;
use crate::eds::oid;
use crate::eds::write::{
    algorithm, bits, item, number, octets, oid as oid_of, sequence, sequence_of, time, unsigned, wrapped,
};

/// What keys, serial numbers and nonces are derived from: the same seed makes the same PKI.
#[derive(Clone, Debug)]
pub struct Seed(pub [u8; 32]);

impl Seed {
    /// 64 bytes that belong to a label.
    pub fn bytes(&self, label: &str) -> Vec<u8> {
        Digest::Streebog512.of_bytes(&[&self.0, label.as_bytes()])
    }

    /// The secret key that belongs to a label, with its bytes: a 512-bit scalar, little-endian.
    pub fn key(&self, label: &str) -> (SecretKey, Vec<u8>) {
        let mut round = 0_u32;
        loop {
            let scalar = self.bytes(&format!("key {label} {round}"));
            if let Ok(key) = SecretKey::parse(Params::Tc26_512A, &scalar) {
                return (key, scalar);
            }
            round += 1;
        }
    }
}

/// A SubjectPublicKeyInfo of GOST 34.10-2015, 512 bits.
pub fn key_info(key: &PublicKey) -> Vec<u8> {
    let params = sequence(&[&oid_of(oid::PARAMS_2015_512), &oid_of(oid::STREEBOG_512)]);
    sequence(&[&sequence(&[&oid_of(oid::KEY_2015_512), &params]), &bits(&octets(&key.to_bytes()))])
}

/// The key identifier of a public key, as the national authority derives it: the serial number with its first bit set.
pub fn key_id(serial: &[u8]) -> Vec<u8> {
    let mut id = serial.to_vec();
    if let Some(first) = id.first_mut() {
        *first |= 0x80;
    }
    id
}

/// A name: each attribute in a set of its own.
pub fn name(attributes: &[(Oid, &str)]) -> Vec<u8> {
    let printable = [oid::SERIAL_NUMBER, oid::COUNTRY];
    let set = |(kind, text): &(Oid, &str)| {
        let form = if printable.contains(kind) { tag::PRINTABLE } else { tag::UTF8 };
        item(tag::SET, &[&sequence(&[&oid_of(*kind), &item(form, &[text.as_bytes()])])])
    };
    sequence_of(&attributes.iter().map(set).collect::<Vec<_>>())
}

/// A certificate that is not signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateDraft {
    /// Serial number, high byte first.
    pub serial: Vec<u8>,
    /// The issuer's name, encoded.
    pub issuer: Vec<u8>,
    /// The subject's name, encoded.
    pub subject: Vec<u8>,
    /// Begins.
    pub not_before: Moment,
    /// Ends.
    pub not_after: Moment,
    /// The public key, encoded.
    pub key_info: Vec<u8>,
    /// Name, criticality and value of each extension.
    pub extensions: Vec<(Oid, bool, Vec<u8>)>,
    /// The algorithm that it says to be signed with.
    pub algorithm: Oid,
}

impl CertificateDraft {
    /// Puts an extension in the place of the one of this name, or behind the others.
    pub fn set(&mut self, kind: Oid, critical: bool, value: Vec<u8>) {
        self.drop_extension(kind);
        self.extensions.push((kind, critical, value));
    }

    /// Without the extension of this name.
    pub fn drop_extension(&mut self, kind: Oid) {
        self.extensions.retain(|(name, ..)| *name != kind);
    }

    /// The certificate, signed by this key.
    pub fn signed(&self, key: &SecretKey) -> Vec<u8> {
        let validity = sequence(&[&time(self.not_before), &time(self.not_after)]);
        let rows: Vec<Vec<u8>> = self.extensions.iter().map(|(kind, c, value)| extension(*kind, *c, value)).collect();
        let extensions = wrapped(3, &sequence_of(&rows));
        let tbs = sequence(&[
            &wrapped(0, &number(2)),
            &unsigned(&self.serial),
            &algorithm(self.algorithm),
            &self.issuer,
            &validity,
            &self.subject,
            &self.key_info,
            &extensions,
        ]);
        sealed(&tbs, self.algorithm, key)
    }
}

/// An extension.
pub fn extension(kind: Oid, critical: bool, value: &[u8]) -> Vec<u8> {
    let mark: &[u8] = if critical { &[tag::BOOLEAN, 1, 0xff] } else { &[] };
    sequence(&[&oid_of(kind), mark, &octets(value)])
}

/// What is to be signed, the algorithm and the signature: the outside of certificates, lists and answers.
pub fn sealed(tbs: &[u8], name: Oid, key: &SecretKey) -> Vec<u8> {
    let signature = key.sign(&Digest::Streebog512.of_bytes(&[tbs]));
    sequence(&[tbs, &algorithm(name), &bits(&signature)])
}

/// The value of an extended key usage.
pub fn uses(names: &[Oid]) -> Vec<u8> {
    sequence_of(&names.iter().map(|name| oid_of(*name)).collect::<Vec<_>>())
}

/// The value of a key usage; the bits from the left, the unused ones told.
pub fn usage(bits: u8) -> Vec<u8> {
    let unused = u8::try_from(bits.trailing_zeros()).unwrap_or_default();
    item(tag::BITS, &[&[unused, bits]])
}

/// The value of an authority key identifier.
pub fn authority_key_id(id: &[u8]) -> Vec<u8> {
    sequence(&[&item(tag::plain(0), &[id])])
}

/// The value of basic constraints of an authority.
pub fn authority(limit: Option<u64>) -> Vec<u8> {
    sequence(&[&[tag::BOOLEAN, 1, 0xff], &limit.map(number).unwrap_or_default()])
}

/// The value of certificate policies.
pub fn policies(name: Oid) -> Vec<u8> {
    sequence(&[&sequence(&[&oid_of(name)])])
}
