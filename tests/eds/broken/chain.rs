//! A certificate that does not lead to an anchor, or is not valid.

use super::*;

/// A chain of signer, issuing authority and root, of which the root alone is an anchor.
fn to_root(s: &mut Scene) {
    s.anchors = vec![SANDBOX.root.certificate.clone()];
    s.between = vec![SANDBOX.issuer.certificate.clone()];
}

/// The issuing authority, changed and signed by the root again, as the anchor.
fn issuer(s: &mut Scene, change: impl FnOnce(&mut qazyna::eds::sandbox::issue::CertificateDraft)) {
    let mut draft = SANDBOX.issuer.draft.clone();
    change(&mut draft);
    s.anchors = vec![qazyna::eds::certificate::Certificate::parse(&draft.signed(&SANDBOX.root.key)).unwrap()];
}

#[test]
fn a_certificate_that_does_not_lead_to_an_anchor_in_time_is_refused() {
    run(
        head,
        &[
            ("no anchors", |s| s.anchors.clear(), &[Cause::IssuerUnknown]),
            ("another root's anchor", |s| s.anchors = vec![SANDBOX.root.certificate.clone()], &[Cause::IssuerUnknown]),
            (
                "the issuer's name written otherwise",
                |s| issuer(s, |d| d.subject = name(&[(oid::COUNTRY, "KZ")])),
                &[Cause::IssuerNameDiffers],
            ),
            (
                "another key identifier of the issuer",
                |s| s.certificate.set(oid::AUTHORITY_KEY_ID, false, authority_key_id(&[1; 20])),
                &[Cause::IssuerKeyDiffers],
            ),
            (
                "no key identifier of the issuer",
                |s| s.certificate.drop_extension(oid::AUTHORITY_KEY_ID),
                &[Cause::IssuerKeyDiffers],
            ),
            ("an unknown signature algorithm", |s| s.certificate.algorithm = oid::DATA, &[Cause::SignatureUnknown]),
            ("issued with another key", |s| s.issued_by = &SANDBOX.root, &[Cause::IssuerSignatureWrong]),
            (
                "an issuer that is no authority",
                |s| issuer(s, |d| d.drop_extension(oid::BASIC_CONSTRAINTS)),
                &[Cause::IssuerNoAuthority],
            ),
            (
                "an issuer that may not issue",
                |s| issuer(s, |d| d.set(oid::KEY_USAGE, true, usage(0x02))),
                &[Cause::IssuerMayNotIssue],
            ),
            (
                "one authority more than the root allows",
                |s| {
                    to_root(s);
                    let mut draft = SANDBOX.root.draft.clone();
                    draft.set(oid::BASIC_CONSTRAINTS, true, authority(Some(0)));
                    s.anchors =
                        vec![qazyna::eds::certificate::Certificate::parse(&draft.signed(&SANDBOX.root.key)).unwrap()];
                },
                &[Cause::PathTooLong],
            ),
            (
                "an unknown critical extension",
                |s| s.certificate.set(oid::CRL_REASON, true, nothing()),
                &[Cause::ExtensionUnknown],
            ),
            (
                "an unknown critical extension of the issuer",
                |s| issuer(s, |d| d.set(oid::CRL_REASON, true, nothing())),
                &[Cause::ExtensionUnknown],
            ),
            (
                "another policy",
                |s| s.certificate.set(oid::POLICIES, false, policies(oid::DATA)),
                &[Cause::PolicyDiffers],
            ),
            (
                "over since a second",
                |s| s.certificate.not_after = now().plus_seconds(-1).unwrap(),
                &[Cause::SignerExpired],
            ),
            ("an issuer that is over", |s| issuer(s, |d| d.not_after = later(-1)), &[Cause::IssuerExpired]),
            (
                "begins in a second",
                |s| s.certificate.not_before = now().plus_seconds(1).unwrap(),
                &[Cause::SignerNotYet],
            ),
            ("an issuer that has not begun", |s| issuer(s, |d| d.not_before = later(1)), &[Cause::IssuerNotYet]),
            (
                "the issuing authority is revoked",
                |s| {
                    to_root(s);
                    let revoked = Revocation { at: later(-3), reason: 4 };
                    s.lists.push(root_list(vec![(SANDBOX.issuer.draft.serial.clone(), revoked)]));
                },
                &[Cause::IssuerRevoked],
            ),
            (
                "the root's list knows the authority",
                |s| {
                    to_root(s);
                    s.lists.push(root_list(Vec::new()))
                },
                &[],
            ),
            ("no list of the root", to_root, &[Cause::IssuerUnchecked]),
        ],
    );
}

/// A list of the root.
fn root_list(entries: Vec<(Vec<u8>, Revocation)>) -> qazyna::eds::sandbox::lists::ListDraft {
    let root = &SANDBOX.root.certificate;
    let (issuer, issuer_key_id) = (root.name().to_vec(), root.key_id().unwrap().to_vec());
    qazyna::eds::sandbox::lists::ListDraft { issuer, issuer_key_id, entries, ..SANDBOX.list.clone() }
}
