//! CMS signed data (RFC 5652) as Kazakhstan's tools write it: who signed what, with the raw bytes that were signed.
//! Nothing is judged here but the form.

use crate::domain::time::Moment;

use super::algorithm::{Digest, plain_algorithm};
use super::cause::Cause;
use super::certificate::Serial;
use super::der::{Cursor, Item, Malformed, only, tag};
use super::oid;

/// Most certificates, signers and attributes that are read.
const MOST: usize = 64;

/// How a signer names its certificate.
#[derive(Clone, Copy, Debug)]
pub enum SignerId<'a> {
    /// By issuer's name and serial number.
    IssuerSerial(&'a [u8], Serial),
    /// By key identifier.
    KeyId(&'a [u8]),
}

/// What the signed attributes say.
#[derive(Clone, Debug, Default)]
pub struct Attributes<'a> {
    /// Identifier of the content's type, and whether it is the one signed.
    pub content_type: Option<Item<'a>>,
    /// Digest of the content.
    pub message_digest: Option<&'a [u8]>,
    /// What the signer's clock showed.
    pub signing_time: Option<Moment>,
    /// Digest of the signer's certificate: SHA-256, or SHA-1 in old structures.
    pub certificate: Option<CertificateDigest<'a>>,
}

/// A digest that names a certificate.
#[derive(Clone, Copy, Debug)]
pub enum CertificateDigest<'a> {
    /// Of signingCertificate.
    Sha1(&'a [u8]),
    /// Of signingCertificateV2.
    Sha256(&'a [u8]),
}

/// One signer.
#[derive(Clone, Debug)]
pub struct SignerInfo<'a> {
    /// Whose.
    pub id: SignerId<'a>,
    /// Over which digest, or why none.
    pub digest: Result<Digest, Cause>,
    /// The signed attributes as they stand, with their identifier octet `[0]`.
    pub signed: &'a [u8],
    /// What they say.
    pub attributes: Attributes<'a>,
    /// The signature.
    pub signature: &'a [u8],
    /// The time-stamp token.
    pub time_stamp: Option<&'a [u8]>,
}

/// Signed data, taken apart.
#[derive(Clone, Debug)]
pub struct SignedData<'a> {
    /// Identifier of the content's type.
    pub content_type: Item<'a>,
    /// The content, if it is inside.
    pub content: Option<&'a [u8]>,
    /// The certificates that came along.
    pub certificates: Vec<&'a [u8]>,
    /// The signers, or why one is not taken.
    pub signers: Vec<Result<SignerInfo<'a>, Cause>>,
}

impl<'a> SignedData<'a> {
    /// Reads DER.
    pub fn read(der: &'a [u8]) -> Result<Self, Cause> {
        let mut outside = Cursor::new(der);
        let mut info = outside.enter(tag::SEQUENCE).map_err(|_| Cause::NotDer)?;
        outside.end().map_err(|_| Cause::TrailingBytes)?;
        let kind = info.take(tag::OID).map_err(|_| Cause::NotSignedData)?;
        if !kind.is(&oid::SIGNED_DATA) {
            return Err(Cause::NotSignedData);
        }
        let form = |_| Cause::SignedDataForm;
        let mut wrapped = info.enter(tag::inside(0)).map_err(form)?;
        let fields = wrapped.enter(tag::SEQUENCE).map_err(form)?;
        wrapped.end().map_err(form)?;
        info.end().map_err(form)?;
        Self::fields(fields).map_err(form)?
    }

    fn fields(mut fields: Cursor<'a>) -> Result<Result<Self, Cause>, Malformed> {
        let version = fields.take(tag::INTEGER)?.small()?;
        if !(1..=5).contains(&version) {
            return Err(Malformed);
        }
        fields.take(tag::SET)?;
        let mut content_info = fields.enter(tag::SEQUENCE)?;
        let content_type = content_info.take(tag::OID)?;
        let content = match content_info.take_if(tag::inside(0))? {
            Some(wrapped) => Some(only(wrapped.value, tag::OCTETS)?.value),
            None => None,
        };
        content_info.end()?;
        let mut certificates = Vec::new();
        if let Some(set) = fields.take_if(tag::inside(0))? {
            let mut rows = set.inside();
            while !rows.is_empty() {
                certificates.push(rows.take(tag::SEQUENCE)?.whole);
                if certificates.len() > MOST {
                    return Ok(Err(Cause::TooMany));
                }
            }
        }
        fields.take_if(tag::inside(1))?;
        let mut rows = fields.enter(tag::SET)?;
        fields.end()?;
        let mut signers = Vec::new();
        while !rows.is_empty() {
            if signers.len() == MOST {
                return Ok(Err(Cause::TooMany));
            }
            signers.push(SignerInfo::read(rows.enter(tag::SEQUENCE)?));
        }
        Ok(Ok(SignedData { content_type, content, certificates, signers }))
    }
}

impl<'a> SignerInfo<'a> {
    fn read(mut fields: Cursor<'a>) -> Result<Self, Cause> {
        let form = |_| Cause::SignerForm;
        let version = fields.take(tag::INTEGER).and_then(|item| item.small()).map_err(form)?;
        let id = Self::id(&mut fields).map_err(form)?;
        if version != if matches!(id, SignerId::IssuerSerial(..)) { 1 } else { 3 } {
            return Err(Cause::SignerForm);
        }
        let digest = plain_algorithm(&mut fields).map_err(form)?;
        let signed = fields.take_if(tag::inside(0)).map_err(form)?.ok_or(Cause::NoSignedAttributes)?;
        // its name is not looked at: old signatures name the key's algorithm here
        fields.enter(tag::SEQUENCE).map_err(form)?.take(tag::OID).map_err(form)?;
        let signature = fields.take(tag::OCTETS).map_err(form)?.value;
        let unsigned = fields.take_if(tag::inside(1)).map_err(form)?;
        fields.end().map_err(form)?;
        let time_stamp = unsigned.map_or(Ok(None), |set| time_stamp(set.inside())).map_err(form)?;
        Ok(SignerInfo {
            id,
            digest: Digest::of(&digest),
            signed: signed.whole,
            attributes: Attributes::read(signed.inside())?,
            signature,
            time_stamp,
        })
    }

    fn id(fields: &mut Cursor<'a>) -> Result<SignerId<'a>, Malformed> {
        if let Some(id) = fields.take_if(tag::plain(0))? {
            return Ok(SignerId::KeyId(id.value));
        }
        let mut pair = fields.enter(tag::SEQUENCE)?;
        let issuer = pair.take(tag::SEQUENCE)?.whole;
        let serial = Serial::of(&pair.take(tag::INTEGER)?)?;
        pair.end()?;
        Ok(SignerId::IssuerSerial(issuer, serial))
    }

    /// The bytes that the signature is over: the attributes as they stand, as a SET.
    pub fn signed_bytes(&self) -> [&[u8]; 2] {
        [&[tag::SET], self.signed.get(1..).unwrap_or_default()]
    }
}

/// The token of the first time stamp among the unsigned attributes; others are not looked at.
fn time_stamp(mut rows: Cursor<'_>) -> Result<Option<&[u8]>, Malformed> {
    while !rows.is_empty() {
        let mut row = rows.enter(tag::SEQUENCE)?;
        let name = row.take(tag::OID)?;
        let mut values = row.enter(tag::SET)?;
        row.end()?;
        if name.is(&oid::TIME_STAMP) {
            return values.take(tag::SEQUENCE).map(|token| Some(token.whole));
        }
    }
    Ok(None)
}

impl<'a> Attributes<'a> {
    fn read(mut rows: Cursor<'a>) -> Result<Self, Cause> {
        let form = |_| Cause::AttributeForm;
        let mut found = Attributes::default();
        let mut seen: Vec<&[u8]> = Vec::new();
        while !rows.is_empty() {
            let mut row = rows.enter(tag::SEQUENCE).map_err(form)?;
            let name = row.take(tag::OID).map_err(form)?;
            let mut values = row.enter(tag::SET).map_err(form)?;
            row.end().map_err(form)?;
            if seen.contains(&name.value) {
                return Err(Cause::AttributeDoubled);
            }
            if seen.len() == MOST {
                return Err(Cause::TooMany);
            }
            seen.push(name.value);
            found.take(&name, &mut values).map_err(form)?;
        }
        Ok(found)
    }

    fn take(&mut self, name: &Item<'_>, values: &mut Cursor<'a>) -> Result<(), Malformed> {
        if name.is(&oid::CONTENT_TYPE) {
            self.content_type = Some(values.take(tag::OID)?);
        } else if name.is(&oid::MESSAGE_DIGEST) {
            self.message_digest = Some(values.take(tag::OCTETS)?.value);
        } else if name.is(&oid::SIGNING_TIME) {
            self.signing_time = Some(values.any()?.moment()?);
        } else if name.is(&oid::SIGNING_CERTIFICATE_V2) {
            let mut first = first_certificate(values)?;
            // another digest than SHA-256 would have to be named before the value
            self.certificate = Some(CertificateDigest::Sha256(first.take(tag::OCTETS)?.value));
        } else if name.is(&oid::SIGNING_CERTIFICATE) {
            let mut first = first_certificate(values)?;
            let digest = first.take(tag::OCTETS)?.value;
            self.certificate.get_or_insert(CertificateDigest::Sha1(digest));
        } else {
            return Ok(());
        }
        values.end()
    }
}

/// At the fields of the first certificate that a signing-certificate attribute names: the signer's.
fn first_certificate<'a>(values: &mut Cursor<'a>) -> Result<Cursor<'a>, Malformed> {
    values.enter(tag::SEQUENCE)?.enter(tag::SEQUENCE)?.enter(tag::SEQUENCE)
}
