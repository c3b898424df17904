//! A time-stamp token (RFC 3161): proof that a signature was there at a moment, by an authority of its own.

use crate::domain::time::Moment;

use super::algorithm::{Digest, plain_algorithm};
use super::cause::{Cause, Reason};
use super::certificate::Certificate;
use super::chain;
use super::cms::SignedData;
use super::der::{Item, Malformed, only, tag};
use super::oid;
use super::signer::{Content, certificate_of, faults};
use super::trust::{Trust, standing};

/// A token that is sound: its signature holds, its signer leads to an anchor and was valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// What the authority's clock showed.
    pub moment: Moment,
    /// Why it does not set the moment of the check all the same; `None`: it does.
    pub doubt: Option<Cause>,
}

struct Info<'a> {
    digest: Item<'a>,
    imprint: &'a [u8],
    moment: Moment,
}

/// Checks a token over a signature.
pub fn check(token: &[u8], signature: &[u8], trust: &Trust, now: Moment) -> Result<Stamp, Cause> {
    let data = SignedData::read(token).map_err(|_| Cause::StampForm)?;
    let content = data.content.filter(|_| data.content_type.is(&oid::TST_INFO)).ok_or(Cause::StampForm)?;
    let info = read(content).map_err(|_| Cause::StampForm)?;
    let digest = Digest::of(&info.digest).map_err(|_| Cause::StampForm)?;
    if digest.of_bytes(&[signature]) != info.imprint {
        return Err(Cause::StampForAnother);
    }
    let [Ok(signer)] = data.signers.as_slice() else { return Err(Cause::StampForm) };
    let read = |bytes: &&[u8]| Certificate::parse(bytes).ok();
    let certificates: Vec<Certificate> = data.certificates.iter().filter_map(read).collect();
    let certificate = certificate_of(&signer.id, &certificates).ok_or(Cause::StampForm)?;
    let over = signer.digest.and_then(|digest| Content::Enclosed.digest(data.content, digest));
    if !faults(signer, certificate, &data.content_type, &over).is_empty() {
        return Err(Cause::StampSignatureWrong);
    }
    if !certificate.for_stamping() {
        return Err(Cause::StampPurpose);
    }
    let between: Vec<&Certificate> = trust.between.iter().chain(&certificates).collect();
    let chain = chain::find(certificate, &trust.anchors, &between).map_err(|_| Cause::StampUntrusted)?;
    if !chain::out_of_time(certificate, &chain, info.moment).is_empty() {
        return Err(Cause::StampNotValid);
    }
    let issuer = chain.first().ok_or(Cause::StampUntrusted)?;
    let standing = standing(certificate, issuer, trust, now, Some(info.moment));
    let doubt = match standing.cause {
        Some(cause) if cause.reason() == Some(Reason::Revoked) => return Err(Cause::StampRevoked),
        Some(_) => Some(Cause::StampUnchecked),
        // what lies ahead of our clock proves nothing about the past
        None if info.moment > now => Some(Cause::StampFromFuture),
        None => None,
    };
    Ok(Stamp { moment: info.moment, doubt })
}

fn read(content: &[u8]) -> Result<Info<'_>, Malformed> {
    let mut fields = only(content, tag::SEQUENCE)?.inside();
    if fields.take(tag::INTEGER)?.small()? != 1 {
        return Err(Malformed);
    }
    fields.take(tag::OID)?;
    let mut imprint = fields.enter(tag::SEQUENCE)?;
    let digest = plain_algorithm(&mut imprint)?;
    let value = imprint.take(tag::OCTETS)?.value;
    imprint.end()?;
    // the serial number of real tokens may look negative; it is not looked at
    fields.take(tag::INTEGER)?;
    let moment = fields.take(tag::LONG_TIME)?.moment()?;
    for optional in [tag::SEQUENCE, tag::BOOLEAN, tag::INTEGER, tag::inside(0), tag::inside(1)] {
        fields.take_if(optional)?;
    }
    fields.end()?;
    Ok(Info { digest, imprint: value, moment })
}
