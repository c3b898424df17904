//! What a responder is asked (RFC 6960): one certificate a request, by SHA-256, with a nonce that comes from outside, because
//! chance is nothing for this folder.

use super::algorithm::sha256;
use super::certificate::{Certificate, Serial};
use super::der::{Malformed, only, tag};
use super::oid;
use super::write::{algorithm, octets, oid as oid_of, sequence, unsigned, wrapped};

/// What stands in a request, as a responder reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// SHA-256 of the issuer's name.
    pub name: Vec<u8>,
    /// SHA-256 of the issuer's key.
    pub key: Vec<u8>,
    /// Serial number of the certificate.
    pub serial: Serial,
    /// What the answer must repeat, so that no older one can stand for it.
    pub nonce: Option<Vec<u8>>,
}

/// The bytes of a request about the certificate with this serial number of this issuer.
pub fn request(issuer: &Certificate, serial: Serial, nonce: &[u8]) -> Vec<u8> {
    let id = sequence(&[
        &algorithm(oid::SHA_256),
        &octets(&sha256(&[issuer.name()])),
        &octets(&sha256(&[issuer.key_bits()])),
        &unsigned(&serial.0),
    ]);
    let list = sequence(&[&sequence(&[&id])]);
    let extension = sequence(&[&oid_of(oid::OCSP_NONCE), &octets(&octets(nonce))]);
    sequence(&[&sequence(&[&list, &wrapped(2, &sequence(&[&extension]))])])
}

/// Reads a request about one certificate, by SHA-256.
pub fn read(bytes: &[u8]) -> Result<Asked, Malformed> {
    let mut whole = only(bytes, tag::SEQUENCE)?.inside();
    let mut fields = whole.enter(tag::SEQUENCE)?;
    let mut list = fields.enter(tag::SEQUENCE)?;
    let mut id = list.enter(tag::SEQUENCE)?.enter(tag::SEQUENCE)?;
    list.end()?;
    if id.take(tag::SEQUENCE)?.whole != algorithm(oid::SHA_256) {
        return Err(Malformed);
    }
    let (name, key) = (id.take(tag::OCTETS)?.value.to_vec(), id.take(tag::OCTETS)?.value.to_vec());
    let serial = Serial::of(&id.take(tag::INTEGER)?)?;
    id.end()?;
    let extensions = fields.take_if(tag::inside(2))?;
    let nonce = extensions.map_or(Ok(None), |wrapped| super::ocsp::nonce_among(wrapped.value))?;
    Ok(Asked { name, key, serial, nonce })
}

#[cfg(test)]
mod tests {
    use crate::domain::time::Moment;
    use crate::eds::sandbox::Sandbox;
    use crate::eds::sandbox::issue::Seed;

    use super::*;

    #[test]
    fn what_is_asked_is_read_as_it_was_written() {
        let pki = Sandbox::make(&Seed([3; 32]), Moment::from_micros(1_772_000_000_000_000)).unwrap();
        let (issuer, serial) = (&pki.issuer.certificate, pki.people[0].certificate.serial);
        for nonce in [&[7_u8; 16][..], &[0x80]] {
            let bytes = request(issuer, serial, nonce);
            let (name, key) = (sha256(&[issuer.name()]).to_vec(), sha256(&[issuer.key_bits()]).to_vec());
            assert_eq!(read(&bytes), Ok(Asked { name, key, serial, nonce: Some(nonce.to_vec()) }));
            assert!((0..bytes.len()).all(|end| read(&bytes[..end]).is_err()), "nothing that is cut off is read");
        }
    }
}
