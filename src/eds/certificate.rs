//! A certificate: who it names, what its key may do, who issued it, with the bytes that its issuer signed.

use std::ops::Range;

use crate::domain::time::Moment;

use super::algorithm::{Digest, Key, digest_of_signature, plain_algorithm, sha256};
use super::cause::Cause;
use super::der::{Cursor, Item, Malformed, only, tag};
use super::oid;
use super::subject::{Role, Subject};

/// Most extensions that are read.
const EXTENSIONS: usize = 64;
/// Key usage: sign data, bit 0 of the first byte.
const DIGITAL_SIGNATURE: u8 = 0x80;
/// Key usage: bind the signer to the content.
const NON_REPUDIATION: u8 = 0x40;
/// Key usage: sign certificates.
const CERT_SIGN: u8 = 0x04;
/// Key usage: sign revocation lists.
const CRL_SIGN: u8 = 0x02;

/// A serial number as 20 bytes, high byte first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(pub [u8; 20]);

impl Serial {
    /// From an INTEGER that is not negative and has at most 20 bytes.
    pub fn of(item: &Item<'_>) -> Result<Self, Malformed> {
        let bytes = item.unsigned()?;
        let mut whole = [0; 20];
        let start = whole.len().checked_sub(bytes.len()).ok_or(Malformed)?;
        whole[start..].copy_from_slice(bytes);
        Ok(Serial(whole))
    }

    /// From hexadecimal digits, two for each of at most 20 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
        let mut whole = [0; 20];
        let start = whole.len().checked_sub(digits.len() / 2)?;
        whole[start..].iter_mut().zip(digits.chunks_exact(2)).for_each(|(byte, pair)| *byte = pair[0] << 4 | pair[1]);
        (!digits.is_empty() && digits.len().is_multiple_of(2)).then_some(Serial(whole))
    }

    /// In hexadecimal, without leading zeros.
    pub fn hex(&self) -> String {
        let text: String = self.0.iter().map(|b| format!("{b:02x}")).collect();
        let short = text.trim_start_matches('0');
        let even = text.len() - short.len() - short.len() % 2;
        text[even.min(38)..].to_owned()
    }
}

/// What the extensions say.
#[derive(Clone, Debug, Default)]
pub struct Extensions {
    subject_key_id: Option<Vec<u8>>,
    authority_key_id: Option<Vec<u8>>,
    key_usage: Option<u8>,
    authority: bool,
    path_limit: Option<u64>,
    roles: Vec<Role>,
    signing: bool,
    login: bool,
    stamping: bool,
    answering: bool,
    policy_known: Option<bool>,
    unknown_critical: bool,
}

/// A certificate that was read; nothing of it is believed yet.
#[derive(Clone, Debug)]
pub struct Certificate {
    der: Vec<u8>,
    signed: Range<usize>,
    signature: Vec<u8>,
    digest: Result<Digest, Cause>,
    issuer: Vec<u8>,
    subject_name: Vec<u8>,
    key_bits: Vec<u8>,
    /// Serial number.
    pub serial: Serial,
    /// Begins.
    pub not_before: Moment,
    /// Ends; valid at this moment still.
    pub not_after: Moment,
    /// Whom it names.
    pub subject: Subject,
    /// The key, or why it is not taken.
    pub key: Result<Key, Cause>,
    says: Extensions,
}

impl Certificate {
    /// Reads DER, or PEM.
    pub fn parse(bytes: &[u8]) -> Result<Self, Cause> {
        let der = super::armor::open(bytes)?;
        Self::read(&der).map_err(|_| Cause::CertificateForm)
    }

    fn read(der: &[u8]) -> Result<Self, Malformed> {
        let mut parts = only(der, tag::SEQUENCE)?.inside();
        let header = der.len() - parts.rest().len();
        let tbs = parts.take(tag::SEQUENCE)?;
        let outer = plain_algorithm(&mut parts)?;
        let signature = parts.take(tag::BITS)?.whole_bits()?;
        parts.end()?;

        let mut fields = tbs.inside();
        let version = fields.enter(tag::inside(0))?.take(tag::INTEGER)?.small()?;
        let serial = Serial::of(&fields.take(tag::INTEGER)?)?;
        let inner = plain_algorithm(&mut fields)?;
        if version != 2 || inner.value != outer.value {
            return Err(Malformed);
        }
        let issuer = fields.take(tag::SEQUENCE)?;
        let mut validity = fields.enter(tag::SEQUENCE)?;
        let (not_before, not_after) = (validity.any()?.moment()?, validity.any()?.moment()?);
        validity.end()?;
        let subject = fields.take(tag::SEQUENCE)?;
        let info = fields.take(tag::SEQUENCE)?;
        let key = Key::parse(&info)?;
        let mut says = Extensions::default();
        if let Some(wrapped) = fields.take_if(tag::inside(3))? {
            says.read(wrapped.inside().enter(tag::SEQUENCE)?)?;
        }
        fields.end()?;

        Ok(Certificate {
            signed: header..header + tbs.whole.len(),
            signature: signature.to_vec(),
            digest: digest_of_signature(&outer),
            issuer: issuer.whole.to_vec(),
            subject_name: subject.whole.to_vec(),
            key_bits: bits_of(&info)?,
            serial,
            not_before,
            not_after,
            subject: Subject::read(subject.inside())?,
            key,
            says,
            der: der.to_vec(),
        })
    }

    /// The bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of the bytes.
    pub fn fingerprint(&self) -> [u8; 32] {
        sha256(&[&self.der])
    }

    /// The issuer's name as it stands.
    pub fn issuer(&self) -> &[u8] {
        &self.issuer
    }

    /// The subject's name as it stands.
    pub fn name(&self) -> &[u8] {
        &self.subject_name
    }

    /// The public key's bits as an OCSP question digests them.
    pub fn key_bits(&self) -> &[u8] {
        &self.key_bits
    }

    /// Its own key identifier.
    pub fn key_id(&self) -> Option<&[u8]> {
        self.says.subject_key_id.as_deref()
    }

    /// Its issuer's key identifier.
    pub fn issuer_key_id(&self) -> Option<&[u8]> {
        self.says.authority_key_id.as_deref()
    }

    /// The roles that its uses name.
    pub fn roles(&self) -> &[Role] {
        &self.says.roles
    }

    /// Whether name and key identifier are those of the issuer that `self` names.
    pub fn names_issuer(&self, issuer: &Certificate) -> bool {
        let ids = self.issuer_key_id().zip(issuer.key_id());
        self.issuer == issuer.subject_name && ids.is_some_and(|(a, b)| a == b)
    }

    /// Whether `issuer` signed this certificate.
    pub fn signed_by(&self, issuer: &Certificate) -> Result<(), Cause> {
        let (digest, key) = (self.digest?, issuer.key.as_ref().map_err(|cause| *cause)?);
        let signed = self.der.get(self.signed.clone()).unwrap_or_default();
        key.check(digest, &[signed], &self.signature).map_err(|_| Cause::IssuerSignatureWrong)
    }

    /// Whether it may issue certificates with `below` authorities under it.
    pub fn may_issue(&self, below: u64) -> Result<(), Cause> {
        if !self.says.authority {
            return Err(Cause::IssuerNoAuthority);
        }
        if self.says.key_usage.is_some_and(|usage| usage & CERT_SIGN == 0) {
            return Err(Cause::IssuerMayNotIssue);
        }
        if self.says.path_limit.is_some_and(|limit| below > limit) {
            return Err(Cause::PathTooLong);
        }
        self.known()
    }

    /// Whether it may sign revocation lists.
    pub fn may_list(&self) -> bool {
        self.says.authority && self.says.key_usage.is_none_or(|usage| usage & CRL_SIGN != 0)
    }

    /// Refuses critical extensions that are not known here.
    pub fn known(&self) -> Result<(), Cause> {
        if self.says.unknown_critical { Err(Cause::ExtensionUnknown) } else { Ok(()) }
    }

    /// Refuses a certificate that was not issued by the national authority's rules.
    pub fn policy(&self) -> Result<(), Cause> {
        if self.says.policy_known == Some(false) { Err(Cause::PolicyDiffers) } else { Ok(()) }
    }

    /// Refuses what is not for signing documents: the first thing that is wrong.
    pub fn for_signing(&self) -> Result<(), Cause> {
        if self.says.authority {
            return Err(Cause::IsAuthority);
        }
        if self.says.key_usage.is_none_or(|usage| usage & (DIGITAL_SIGNATURE | NON_REPUDIATION) == 0) {
            return Err(Cause::KeyMayNotSign);
        }
        match (self.says.signing, self.says.login) {
            (true, _) => Ok(()),
            (false, true) => Err(Cause::ForLogin),
            (false, false) => Err(Cause::NoSigningPurpose),
        }
    }

    /// Whether it is for stamping time.
    pub fn for_stamping(&self) -> bool {
        self.says.stamping
    }

    /// Whether it is for answering about revocation.
    pub fn for_answering(&self) -> bool {
        self.says.answering
    }

    /// Whether a digital system holds it.
    pub fn of_system(&self) -> bool {
        self.says.roles.contains(&Role::System)
    }
}

fn bits_of(info: &Item<'_>) -> Result<Vec<u8>, Malformed> {
    let mut parts = info.inside();
    parts.take(tag::SEQUENCE)?;
    Ok(parts.take(tag::BITS)?.whole_bits()?.to_vec())
}

impl Extensions {
    fn read(&mut self, mut rows: Cursor<'_>) -> Result<(), Malformed> {
        let mut seen: Vec<&[u8]> = Vec::new();
        while !rows.is_empty() {
            let mut row = rows.enter(tag::SEQUENCE)?;
            let name = row.take(tag::OID)?;
            let critical = row.take_if(tag::BOOLEAN)?.map_or(Ok(false), |item| item.truth())?;
            let value = row.take(tag::OCTETS)?.value;
            row.end()?;
            if seen.contains(&name.value) || seen.len() == EXTENSIONS {
                return Err(Malformed);
            }
            seen.push(name.value);
            if !self.take(&name, value)? && critical {
                self.unknown_critical = true;
            }
        }
        Ok(())
    }

    /// Reads one extension; `false` if it is not known here.
    fn take(&mut self, name: &Item<'_>, value: &[u8]) -> Result<bool, Malformed> {
        if name.is(&oid::SUBJECT_KEY_ID) {
            self.subject_key_id = Some(only(value, tag::OCTETS)?.value.to_vec());
        } else if name.is(&oid::AUTHORITY_KEY_ID) {
            let id = only(value, tag::SEQUENCE)?.inside().take_if(tag::plain(0))?;
            self.authority_key_id = id.map(|item| item.value.to_vec());
        } else if name.is(&oid::KEY_USAGE) {
            let bits = only(value, tag::BITS)?.value;
            self.key_usage = Some(*bits.get(1).ok_or(Malformed)?);
        } else if name.is(&oid::BASIC_CONSTRAINTS) {
            let mut fields = only(value, tag::SEQUENCE)?.inside();
            self.authority = fields.take_if(tag::BOOLEAN)?.map_or(Ok(false), |item| item.truth())?;
            self.path_limit = fields.take_if(tag::INTEGER)?.map(|item| item.small()).transpose()?;
            fields.end()?;
        } else if name.is(&oid::POLICIES) {
            self.policies(only(value, tag::SEQUENCE)?.inside())?;
        } else if name.is(&oid::EXT_KEY_USAGE) {
            self.uses(only(value, tag::SEQUENCE)?.inside())?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn policies(&mut self, mut rows: Cursor<'_>) -> Result<(), Malformed> {
        let arc = oid::POLICY_ARC;
        let mut known = false;
        while !rows.is_empty() {
            let name = rows.enter(tag::SEQUENCE)?.take(tag::OID)?;
            known |= name.value.starts_with(arc.as_bytes()) || name.is(&oid::ANY_POLICY);
        }
        self.policy_known = Some(known);
        Ok(())
    }

    fn uses(&mut self, mut rows: Cursor<'_>) -> Result<(), Malformed> {
        while !rows.is_empty() {
            let name = rows.take(tag::OID)?;
            self.signing |= name.is(&oid::FOR_SIGNING);
            self.login |= name.is(&oid::FOR_LOGIN);
            self.stamping |= name.is(&oid::FOR_STAMPING);
            self.answering |= name.is(&oid::FOR_ANSWERING);
            let role = Role::of(&name).filter(|role| !self.roles.contains(role));
            self.roles.extend(role);
        }
        Ok(())
    }
}
