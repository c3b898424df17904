//! Whether one signer's signature holds over a content: the attributes, the digest, the signature, the certificate it
//! names. Used for documents and for time stamps.

use super::algorithm::{Digest, sha1};
use super::cause::Cause;
use super::certificate::Certificate;
use super::cms::{CertificateDigest, SignerId, SignerInfo};
use super::der::Item;

/// The content as we hold it.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// What is inside the signature; missing there, it is missing.
    Enclosed,
    /// These bytes; what is inside must be the same.
    Bytes(&'a [u8]),
    /// Only its digest, as the evidence keeps it.
    Digest(Digest, &'a [u8]),
}

impl Content<'_> {
    /// The digest to be compared with the signed one.
    pub fn digest(&self, enclosed: Option<&[u8]>, digest: Digest) -> Result<Vec<u8>, Cause> {
        match (*self, enclosed) {
            (Content::Bytes(bytes), Some(inside)) if bytes != inside => Err(Cause::EnclosedDiffers),
            (Content::Bytes(bytes), _) | (Content::Enclosed, Some(bytes)) => Ok(digest.of_bytes(&[bytes])),
            (Content::Digest(kept, value), inside) => {
                let same = |bytes: &[u8]| kept.of_bytes(&[bytes]) == value;
                match inside {
                    Some(bytes) if !same(bytes) => Err(Cause::EnclosedDiffers),
                    Some(bytes) => Ok(digest.of_bytes(&[bytes])),
                    None if kept == digest => Ok(value.to_vec()),
                    None => Err(Cause::NoContent),
                }
            }
            (Content::Enclosed, None) => Err(Cause::NoContent),
        }
    }
}

/// The certificate among `certificates` that a signer names.
pub fn certificate_of<'c>(id: &SignerId<'_>, certificates: &'c [Certificate]) -> Option<&'c Certificate> {
    certificates.iter().find(|c| match id {
        SignerId::IssuerSerial(issuer, serial) => c.issuer() == *issuer && c.serial == *serial,
        SignerId::KeyId(id) => c.key_id() == Some(id),
    })
}

/// What of a signature does not hold; `digest` is that of the content, or why there is none.
pub fn faults(
    info: &SignerInfo<'_>,
    certificate: &Certificate,
    content_type: &Item<'_>,
    digest: &Result<Vec<u8>, Cause>,
) -> Vec<Cause> {
    let mut causes = Vec::new();
    let said = &info.attributes;
    match said.content_type {
        None => causes.push(Cause::NoContentType),
        Some(kind) if kind.value != content_type.value => causes.push(Cause::ContentTypeDiffers),
        Some(_) => {}
    }
    match (digest, said.message_digest) {
        (_, None) => causes.push(Cause::NoMessageDigest),
        // a digest that is not known was told already
        (Err(Cause::DigestUnknown), _) => {}
        (Err(cause), _) => causes.push(*cause),
        (Ok(ours), Some(signed)) if ours != signed => causes.push(Cause::DigestDiffers),
        (Ok(_), Some(_)) => {}
    }
    let signature = match (&info.digest, &certificate.key) {
        (Err(cause), _) | (_, Err(cause)) => Err(*cause),
        (Ok(digest), Ok(key)) => key.check(*digest, &info.signed_bytes(), info.signature),
    };
    causes.extend(signature.err());
    let names = match said.certificate {
        None => true,
        Some(CertificateDigest::Sha256(digest)) => digest == certificate.fingerprint(),
        Some(CertificateDigest::Sha1(digest)) => digest == sha1(certificate.der()),
    };
    if !names {
        causes.push(Cause::SigningCertificateDiffers);
    }
    causes
}
