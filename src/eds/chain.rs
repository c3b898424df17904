//! From a certificate to a trust anchor: each issuer is found by its key identifier and its name, byte for byte, and
//! must have signed the one below.

use crate::domain::time::Moment;

use super::cause::Cause;
use super::certificate::Certificate;

/// Most certificates between a signer and its anchor.
const LONGEST: u64 = 6;

/// Most certificates of one issuer whose key is tried: a signature may bring many along.
const TRIED: usize = 4;

/// The certificates from the signer's issuer to the anchor, both included.
pub type Chain<'a> = Vec<&'a Certificate>;

/// Looks for a chain; the issuers between may come from anywhere, the last one is an anchor.
pub fn find<'a>(
    signer: &Certificate,
    anchors: &'a [Certificate],
    between: &[&'a Certificate],
) -> Result<Chain<'a>, Cause> {
    signer.known()?;
    let mut chain: Chain<'a> = Vec::new();
    let mut below = 0;
    loop {
        let last = chain.last().copied().unwrap_or(signer);
        let (issuer, is_anchor) = issuer_of(last, anchors, between)?;
        issuer.may_issue(below)?;
        chain.push(issuer);
        if is_anchor {
            return Ok(chain);
        }
        below += 1;
        if below > LONGEST {
            return Err(Cause::PathTooLong);
        }
    }
}

/// The issuer of a certificate and whether it is an anchor; the first whose signature holds, anchors first.
fn issuer_of<'a>(
    certificate: &Certificate,
    anchors: &'a [Certificate],
    between: &[&'a Certificate],
) -> Result<(&'a Certificate, bool), Cause> {
    let known = || anchors.iter().map(|c| (c, true)).chain(between.iter().map(|c| (*c, false)));
    let mut cause = None;
    let named = known().filter(|(issuer, _)| certificate.names_issuer(issuer));
    for (issuer, is_anchor) in named.take(TRIED) {
        match certificate.signed_by(issuer) {
            Ok(()) => return Ok((issuer, is_anchor)),
            Err(wrong) => cause = Some(wrong),
        }
    }
    let key_fits = |c: &Certificate| certificate.issuer_key_id().is_some_and(|id| Some(id) == c.key_id());
    Err(match cause {
        Some(cause) => cause,
        None if known().any(|(c, _)| key_fits(c)) => Cause::IssuerNameDiffers,
        None if known().any(|(c, _)| c.name() == certificate.issuer()) => Cause::IssuerKeyDiffers,
        None => Cause::IssuerUnknown,
    })
}

/// What of the signer's and its issuers' validity does not hold at a moment.
pub fn out_of_time(signer: &Certificate, chain: &[&Certificate], at: Moment) -> Vec<Cause> {
    let mut causes = Vec::new();
    if at > signer.not_after {
        causes.push(Cause::SignerExpired);
    }
    if at < signer.not_before {
        causes.push(Cause::SignerNotYet);
    }
    if chain.iter().any(|issuer| at > issuer.not_after) {
        causes.push(Cause::IssuerExpired);
    }
    if chain.iter().any(|issuer| at < issuer.not_before) {
        causes.push(Cause::IssuerNotYet);
    }
    causes
}
