//! An answer of an OCSP responder (RFC 6960): which certificate, by whom, how old, and what it says.

use crate::domain::time::Moment;

use super::algorithm::{digest_of_signature, plain_algorithm, sha1, sha256};
use super::cause::Cause;
use super::certificate::{Certificate, Serial};
use super::crl::Revocation;
use super::der::{Cursor, Item, Malformed, only, tag};
use super::oid;

/// How far the responder's clock may be ahead of ours, in seconds.
const AHEAD: i64 = 300;

/// What a responder says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked(Revocation),
    /// Not a certificate that it knows.
    Unknown,
}

/// An answer that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub status: Status,
    /// As of when.
    pub this_update: Moment,
}

struct Single<'a> {
    digest: Item<'a>,
    name: &'a [u8],
    key: &'a [u8],
    serial: Serial,
    status: Status,
    this_update: Moment,
    next_update: Option<Moment>,
}

/// Reads an answer about the certificate with this serial number of this issuer. `age` is the greatest age in seconds,
/// because the responder gives no nextUpdate.
pub fn read(bytes: &[u8], issuer: &Certificate, serial: Serial, now: Moment, age: i64) -> Result<Answer, Cause> {
    let form = |_: Malformed| Cause::AnswerForm;
    let bytes = super::armor::open(bytes).map_err(|_| Cause::AnswerForm)?;
    let mut outer = only(&bytes, tag::SEQUENCE).map_err(form)?.inside();
    let status = outer.take(tag::ENUMERATED).and_then(|item| item.small()).map_err(form)?;
    if status != 0 {
        return Err(Cause::AnswerTryLater);
    }
    let basic = basic(outer).map_err(form)?;
    let mut parts = only(basic, tag::SEQUENCE).map_err(form)?.inside();
    let tbs = parts.take(tag::SEQUENCE).map_err(form)?;
    let algorithm = plain_algorithm(&mut parts).map_err(form)?;
    let signature = parts.take(tag::BITS).and_then(|item| item.whole_bits()).map_err(form)?;
    let certificates = certificates(&mut parts).map_err(form)?;
    parts.end().map_err(form)?;
    let (responder, singles, _) = fields(tbs.inside()).map_err(form)?;

    let key = if names(&responder, issuer) {
        issuer.key.as_ref()
    } else {
        let delegated = certificates.iter().find(|c| names(&responder, c)).ok_or(Cause::ResponderUntrusted)?;
        delegate(delegated, issuer, now)?;
        delegated.key.as_ref()
    };
    let key = key.map_err(|_| Cause::ResponderUntrusted)?;
    let digest = digest_of_signature(&algorithm).map_err(|_| Cause::AnswerSignatureWrong)?;
    key.check(digest, &[tbs.whole], signature).map_err(|_| Cause::AnswerSignatureWrong)?;

    let own = singles.into_iter().find(|one| one.is_about(issuer, serial)).ok_or(Cause::AnswerForAnother)?;
    let later = |moment: Moment, seconds| moment.plus_seconds(seconds).unwrap_or(Moment::END);
    if own.this_update > later(now, AHEAD) {
        return Err(Cause::AnswerFromFuture);
    }
    if now > later(own.this_update, age) || own.next_update.is_some_and(|until| now > until) {
        return Err(Cause::AnswerTooOld);
    }
    Ok(Answer { status: own.status, this_update: own.this_update })
}

/// A responder other than the authority itself must be named for it by the same authority, and be valid.
fn delegate(responder: &Certificate, issuer: &Certificate, now: Moment) -> Result<(), Cause> {
    let same = responder.names_issuer(issuer) && responder.signed_by(issuer).is_ok();
    let valid = responder.not_before <= now && now <= responder.not_after;
    let may = responder.for_answering() && responder.known().is_ok();
    if same && valid && may { Ok(()) } else { Err(Cause::ResponderUntrusted) }
}

fn basic(mut outer: Cursor<'_>) -> Result<&[u8], Malformed> {
    let mut wrapped = outer.enter(tag::inside(0))?;
    outer.end()?;
    let mut pair = wrapped.enter(tag::SEQUENCE)?;
    wrapped.end()?;
    let kind = pair.take(tag::OID)?;
    let value = pair.take(tag::OCTETS)?.value;
    pair.end()?;
    if kind.is(&oid::OCSP_BASIC) { Ok(value) } else { Err(Malformed) }
}

fn certificates(parts: &mut Cursor<'_>) -> Result<Vec<Certificate>, Malformed> {
    let mut found = Vec::new();
    if let Some(wrapped) = parts.take_if(tag::inside(0))? {
        let mut rows = wrapped.inside().enter(tag::SEQUENCE)?;
        while !rows.is_empty() && found.len() < 8 {
            found.push(Certificate::parse(rows.take(tag::SEQUENCE)?.whole).map_err(|_| Malformed)?);
        }
    }
    Ok(found)
}

/// The nonce that an answer repeats; `None` where it has none, or no form.
pub fn nonce(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut outer = only(bytes, tag::SEQUENCE).ok()?.inside();
    outer.take(tag::ENUMERATED).ok()?;
    let mut parts = only(basic(outer).ok()?, tag::SEQUENCE).ok()?.inside();
    let (.., extensions) = fields(parts.enter(tag::SEQUENCE).ok()?).ok()?;
    nonce_among(extensions?.value).ok()?
}

/// The nonce among the extensions of a request or an answer.
pub fn nonce_among(extensions: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    let mut rows = only(extensions, tag::SEQUENCE)?.inside();
    let mut found = None;
    while !rows.is_empty() {
        let mut row = rows.enter(tag::SEQUENCE)?;
        let name = row.take(tag::OID)?;
        row.take_if(tag::BOOLEAN)?;
        let value = row.take(tag::OCTETS)?.value;
        row.end()?;
        if name.is(&oid::OCSP_NONCE) {
            // old responders repeat the bare bytes
            found = Some(only(value, tag::OCTETS).map_or(value, |inner| inner.value).to_vec());
        }
    }
    Ok(found)
}

/// Responder, answers and extensions of what a responder signs.
type Fields<'a> = (Item<'a>, Vec<Single<'a>>, Option<Item<'a>>);

fn fields(mut fields: Cursor<'_>) -> Result<Fields<'_>, Malformed> {
    fields.take_if(tag::inside(0))?;
    let responder = fields.any()?;
    fields.take(tag::LONG_TIME)?;
    let mut rows = fields.enter(tag::SEQUENCE)?;
    let extensions = fields.take_if(tag::inside(1))?;
    fields.end()?;
    let mut singles = Vec::new();
    while !rows.is_empty() && singles.len() < 64 {
        singles.push(Single::read(rows.enter(tag::SEQUENCE)?)?);
    }
    Ok((responder, singles, extensions))
}

/// Whether the answer's responder is this certificate: by name or by the SHA-1 of its key.
fn names(responder: &Item<'_>, certificate: &Certificate) -> bool {
    match responder.tag {
        tag if tag == tag::inside(1) => responder.value == certificate.name(),
        tag if tag == tag::inside(2) => {
            only(responder.value, tag::OCTETS).is_ok_and(|id| id.value == sha1(certificate.key_bits()))
        }
        _ => false,
    }
}

impl<'a> Single<'a> {
    fn read(mut fields: Cursor<'a>) -> Result<Self, Malformed> {
        let mut id = fields.enter(tag::SEQUENCE)?;
        let digest = plain_algorithm(&mut id)?;
        let (name, key) = (id.take(tag::OCTETS)?.value, id.take(tag::OCTETS)?.value);
        let serial = Serial::of(&id.take(tag::INTEGER)?)?;
        id.end()?;
        let told = fields.any()?;
        let status = match told.tag {
            tag if tag == tag::plain(0) => Status::Good,
            tag if tag == tag::plain(2) => Status::Unknown,
            tag if tag == tag::inside(1) => Status::Revoked(revocation(told.inside())?),
            _ => return Err(Malformed),
        };
        let this_update = fields.take(tag::LONG_TIME)?.moment()?;
        let next_update = match fields.take_if(tag::inside(0))? {
            Some(wrapped) => Some(only(wrapped.value, tag::LONG_TIME)?.moment()?),
            None => None,
        };
        fields.take_if(tag::inside(1))?;
        fields.end()?;
        Ok(Single { digest, name, key, serial, status, this_update, next_update })
    }

    fn is_about(&self, issuer: &Certificate, serial: Serial) -> bool {
        let hash = |bytes: &[u8]| match () {
            () if self.digest.is(&oid::SHA_256) => sha256(&[bytes]).to_vec(),
            () if self.digest.is(&oid::SHA_1) => sha1(bytes),
            () => Vec::new(),
        };
        self.serial == serial && self.name == hash(issuer.name()) && self.key == hash(issuer.key_bits())
    }
}

fn revocation(mut fields: Cursor<'_>) -> Result<Revocation, Malformed> {
    let at = fields.take(tag::LONG_TIME)?.moment()?;
    let reason = match fields.take_if(tag::inside(0))? {
        Some(wrapped) => u8::try_from(only(wrapped.value, tag::ENUMERATED)?.small()?).map_err(|_| Malformed)?,
        None => 0,
    };
    fields.end()?;
    Ok(Revocation { at, reason })
}
