//! Each check broken alone, and refused for exactly its cause. A line a case.

use qazyna::domain::ident::{Bin, Iin};
use qazyna::domain::time::Moment;
use qazyna::eds::cause::{Cause, Reason};
use qazyna::eds::crl::Revocation;
use qazyna::eds::ocsp::Status;
use qazyna::eds::oid;
use qazyna::eds::sandbox::issue::{authority, authority_key_id, key_info, name, policies, usage, uses};
use qazyna::eds::sandbox::sign::{SignedDraft, SignerDraft, nothing, stamp, stamp_info};
use qazyna::eds::sandbox::{PEOPLE, days, iin, person_draft};
use qazyna::eds::subject::Role;
use qazyna::eds::write::{bits, item, octets, oid as oid_of, sequence, unsigned};

use crate::scene::{CONTENT, SANDBOX, Scene, now, person, seed};

type Break = fn(&mut Scene);
/// What is broken, and the causes.
type Case = (&'static str, Break, &'static [Cause]);

fn later(n: i64) -> Moment {
    days(now(), n)
}

fn before(s: &mut Scene, change: impl Fn(&mut SignerDraft) + 'static) {
    s.before = Box::new(change);
}

fn after(s: &mut Scene, change: impl Fn(&mut SignerDraft) + 'static) {
    s.after = Box::new(change);
}

fn document(s: &mut Scene, change: impl Fn(&mut SignedDraft) + 'static) {
    s.document = Box::new(change);
}

fn bytes(s: &mut Scene, change: impl Fn(Vec<u8>) -> Vec<u8> + 'static) {
    s.bytes = Box::new(change);
}

/// Runs a table of cases about the first head and lists all that went otherwise.
fn run(start: fn() -> Scene, cases: &[Case]) {
    let mut faults = Vec::new();
    for (name, change, causes) in cases {
        let mut scene = start();
        change(&mut scene);
        let report = scene.ask();
        if report.causes != *causes || report.reason() != causes.iter().find_map(|c| c.reason()) {
            faults.push(format!("{name}: expected {causes:?}, found {:?}: {:?}", report.causes, report.reason()));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn head() -> Scene {
    Scene::of("first-head")
}

#[test]
fn what_is_no_signed_document_is_refused_for_its_form() {
    run(
        head,
        &[
            ("nothing is broken", |_| {}, &[]),
            ("no bytes", |s| bytes(s, |_| Vec::new()), &[Cause::Empty]),
            ("spaces alone", |s| bytes(s, |_| b" \n ".to_vec()), &[Cause::Empty]),
            ("too many bytes", |s| bytes(s, |_| vec![b' '; (64 << 20) + 1]), &[Cause::TooLarge]),
            ("PEM without an end", |s| bytes(s, |_| b"-----BEGIN CMS-----\nMIIB\n".to_vec()), &[Cause::ArmorBroken]),
            ("base64 with a letter too few", |s| bytes(s, |_| b"MIIBA".to_vec()), &[Cause::ArmorBroken]),
            ("bytes of no text", |s| bytes(s, |_| vec![0xff, 0xfe, 1]), &[Cause::NotDer]),
            ("cut off", |s| bytes(s, |b| b[..b.len() - 1].to_vec()), &[Cause::NotDer]),
            ("indefinite length", |s| bytes(s, |_| vec![0x30, 0x80, 0, 0]), &[Cause::NotDer]),
            ("length in more bytes than needed", |s| bytes(s, |_| vec![0x30, 0x81, 1, 0]), &[Cause::NotDer]),
            ("a byte behind the end", |s| bytes(s, |b| [b, vec![0]].concat()), &[Cause::TrailingBytes]),
            ("content of another kind", |s| document(s, |d| d.outside = oid::DATA), &[Cause::NotSignedData]),
            ("version 0", |s| document(s, |d| d.version = 0), &[Cause::SignedDataForm]),
            (
                "65 certificates",
                |s| document(s, |d| d.certificates = vec![d.certificates[0].clone(); 65]),
                &[Cause::TooMany],
            ),
            ("a signer of version 2", |s| after(s, |p| p.version = 2), &[Cause::SignerForm]),
            ("no signed attributes", |s| after(s, |p| p.attributes.clear()), &[Cause::NoSignedAttributes]),
            (
                "an attribute of a wrong form",
                |s| before(s, |p| p.set(oid::MESSAGE_DIGEST, nothing())),
                &[Cause::AttributeForm],
            ),
            (
                "a signing time of no day",
                |s| before(s, |p| p.set(oid::SIGNING_TIME, item(0x17, &[b"269901000000Z"]))),
                &[Cause::AttributeForm],
            ),
            (
                "an attribute twice",
                |s| before(s, |p| p.attributes.push(p.attributes[0].clone())),
                &[Cause::AttributeDoubled],
            ),
            (
                "no content type",
                |s| before(s, |p| p.attributes.retain(|a| a.0 != oid::CONTENT_TYPE)),
                &[Cause::NoContentType],
            ),
            (
                "another content type",
                |s| before(s, |p| p.set(oid::CONTENT_TYPE, oid_of(oid::TST_INFO))),
                &[Cause::ContentTypeDiffers],
            ),
            (
                "no digest",
                |s| before(s, |p| p.attributes.retain(|a| a.0 != oid::MESSAGE_DIGEST)),
                &[Cause::NoMessageDigest],
            ),
            (
                "a certificate of a wrong form",
                |s| document(s, |d| d.certificates = vec![nothing()]),
                &[Cause::CertificateForm],
            ),
            ("no IIN", |s| subject(s, &[(oid::COMMON_NAME, "X")]), &[Cause::IinMissing]),
            ("an IIN of 11 digits", |s| subject(s, &[(oid::SERIAL_NUMBER, "IIN12345678901")]), &[Cause::IinMissing]),
            (
                "two IINs",
                |s| subject(s, &[(oid::SERIAL_NUMBER, "IIN123456789011"), (oid::SERIAL_NUMBER, "IIN123456789012")]),
                &[Cause::IinDoubled],
            ),
            (
                "two BINs",
                |s| {
                    subject(
                        s,
                        &[
                            (oid::SERIAL_NUMBER, "IIN123456789011"),
                            (oid::ORGANISATIONAL_UNIT, "BIN123456789021"),
                            (oid::ORGANISATIONAL_UNIT, "BIN123456789022"),
                        ],
                    )
                },
                &[Cause::BinDoubled],
            ),
        ],
    );
}

fn subject(s: &mut Scene, attributes: &[(der::oid::ObjectIdentifier, &str)]) {
    s.certificate.subject = name(attributes);
}

/// The key of a certificate whose parameters, or whose point, are others.
fn other_key(s: &mut Scene, kind: der::oid::ObjectIdentifier, params: &[u8], point: &[u8]) {
    s.certificate.key_info = sequence(&[&sequence(&[&oid_of(kind), params]), &bits(point)]);
}

fn rsa(length: usize) -> Vec<u8> {
    sequence(&[&unsigned(&vec![0xc1; length]), &unsigned(&[1, 0, 1])])
}

#[test]
fn what_was_signed_otherwise_is_refused_for_its_signature() {
    let null: &[u8] = &[5, 0];
    assert_eq!(null.len(), 2);
    run(
        head,
        &[
            ("nobody signed", |s| document(s, |d| d.signers.clear()), &[Cause::NobodySigned]),
            ("no certificate", |s| document(s, |d| d.certificates.clear()), &[Cause::NoSignerCertificate]),
            (
                "another's certificate",
                |s| document(s, |d| d.certificates = vec![person("employee").certificate.der().to_vec()]),
                &[Cause::NoSignerCertificate],
            ),
            ("another serial number", |s| after(s, |p| p.serial[19] ^= 1), &[Cause::NoSignerCertificate]),
            (
                "another issuer's name",
                |s| after(s, |p| p.issuer = name(&[(oid::COUNTRY, "KZ")])),
                &[Cause::NoSignerCertificate],
            ),
            ("an unknown digest", |s| after(s, |p| p.digest = oid::SHA_1), &[Cause::DigestUnknown]),
            ("an unknown kind of key", |s| other_key(s, oid::DATA, &[5, 0], &[1]), &[Cause::KeyUnknown]),
            (
                "other parameters of the key",
                |s| other_key(s, oid::KEY_2015_512, &sequence(&[&oid_of(oid::PARAMS_2015_256)]), &octets(&[0; 128])),
                &[Cause::ParametersUnknown],
            ),
            (
                "another curve of NIST",
                |s| other_key(s, oid::KEY_EC, &oid_of(oid::KEY_EC), &[4; 65]),
                &[Cause::ParametersUnknown],
            ),
            ("an RSA key of 1024 bits", |s| other_key(s, oid::KEY_RSA, &[5, 0], &rsa(128)), &[Cause::KeyTooShort]),
            (
                "an RSA key with a GOST digest",
                |s| other_key(s, oid::KEY_RSA, &[5, 0], &rsa(256)),
                &[Cause::AlgorithmsMixed],
            ),
            (
                "a digest of the other length",
                |s| {
                    before(s, |p| {
                        p.digest = oid::STREEBOG_256;
                        p.set(
                            oid::MESSAGE_DIGEST,
                            octets(&qazyna::eds::algorithm::Digest::Streebog256.of_bytes(&[CONTENT])),
                        )
                    })
                },
                &[Cause::AlgorithmsMixed],
            ),
            (
                "no content",
                |s| {
                    s.attached = false;
                    s.content = None
                },
                &[Cause::NoContent],
            ),
            ("other content inside than given", |s| s.content = Some(b"other"), &[Cause::EnclosedDiffers]),
            (
                "other content given than signed",
                |s| {
                    s.attached = false;
                    s.content = Some(b"other")
                },
                &[Cause::DigestDiffers],
            ),
            (
                "other content inside than signed",
                |s| {
                    s.content = None;
                    document(s, |d| d.content = Some(b"other".to_vec()))
                },
                &[Cause::DigestDiffers],
            ),
            (
                "another digest in the attributes",
                |s| before(s, |p| p.set(oid::MESSAGE_DIGEST, octets(&[1; 64]))),
                &[Cause::DigestDiffers],
            ),
            (
                "a point off the curve",
                |s| other_key(s, oid::KEY_2015_512, &sequence(&[&oid_of(oid::PARAMS_2015_512)]), &octets(&[1; 128])),
                &[Cause::KeyBroken],
            ),
            (
                "coordinates above the field",
                |s| other_key(s, oid::KEY_2015_512, &sequence(&[&oid_of(oid::PARAMS_2015_512)]), &octets(&[0xff; 128])),
                &[Cause::KeyBroken],
            ),
            (
                "a point of half the length",
                |s| other_key(s, oid::KEY_2015_512, &sequence(&[&oid_of(oid::PARAMS_2015_512)]), &octets(&[1; 64])),
                &[Cause::KeyBroken],
            ),
            (
                "a signature of 127 bytes",
                |s| {
                    after(s, |p| {
                        p.signature.pop();
                    })
                },
                &[Cause::SignatureLength],
            ),
            ("a signature of 129 bytes", |s| after(s, |p| p.signature.push(0)), &[Cause::SignatureLength]),
            ("a bit of r", |s| after(s, |p| p.signature[3] ^= 1), &[Cause::SignatureWrong]),
            ("a bit of s", |s| after(s, |p| p.signature[100] ^= 1), &[Cause::SignatureWrong]),
            ("r = 0", |s| after(s, |p| p.signature[..64].fill(0)), &[Cause::SignatureWrong]),
            ("s = 0", |s| after(s, |p| p.signature[64..].fill(0)), &[Cause::SignatureWrong]),
            ("r above the order", |s| after(s, |p| p.signature[..64].fill(0xff)), &[Cause::SignatureWrong]),
            ("s above the order", |s| after(s, |p| p.signature[64..].fill(0xff)), &[Cause::SignatureWrong]),
            ("big-endian", |s| after(s, |p| p.signature.reverse()), &[Cause::SignatureWrong]),
            (
                "the signing time changed afterwards",
                |s| after(s, |p| p.set(oid::SIGNING_TIME, item(0x17, &[b"260101000000Z"]))),
                &[Cause::SignatureWrong],
            ),
            ("another's key", |s| s.signer_key = person("employee"), &[Cause::SignatureWrong]),
            (
                "the attribute names another certificate",
                |s| {
                    before(s, |p| {
                        p.set(oid::SIGNING_CERTIFICATE_V2, sequence(&[&sequence(&[&sequence(&[&octets(&[1; 32])])])]))
                    })
                },
                &[Cause::SigningCertificateDiffers],
            ),
            (
                "the old attribute names another certificate",
                |s| {
                    before(s, |p| {
                        p.attributes.retain(|a| a.0 != oid::SIGNING_CERTIFICATE_V2);
                        p.set(oid::SIGNING_CERTIFICATE, sequence(&[&sequence(&[&sequence(&[&octets(&[1; 20])])])]))
                    })
                },
                &[Cause::SigningCertificateDiffers],
            ),
        ],
    );
}

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

fn entry(word: &str, reason: u8) -> (Vec<u8>, Revocation) {
    (person(word).draft.serial.clone(), Revocation { at: later(-2), reason })
}

#[test]
fn a_certificate_that_is_revoked_or_cannot_be_asked_about_is_refused_by_lists() {
    run(
        head,
        &[
            ("in the full list", |s| s.lists[0].entries.push(entry("first-head", 4)), &[Cause::RevokedInList]),
            (
                "in the full list, to be revoked later",
                |s| s.lists[0].entries = vec![(entry("first-head", 4).0, Revocation { at: later(9), reason: 4 })],
                &[Cause::RevokedInList],
            ),
            ("in the delta", |s| s.lists[1].entries.push(entry("first-head", 0)), &[Cause::RevokedInDelta]),
            ("on hold in the delta", |s| s.lists[1].entries.push(entry("first-head", 6)), &[Cause::RevokedInDelta]),
            (
                "taken from the list by the delta",
                |s| {
                    s.lists[0].entries.push(entry("first-head", 6));
                    s.lists[1].entries.push(entry("first-head", 8))
                },
                &[],
            ),
            (
                "a delta to a later list",
                |s| {
                    s.lists[1].base = Some(6);
                    s.lists[1].number = 7;
                    s.lists[1].entries.push(entry("first-head", 4))
                },
                &[],
            ),
            (
                "a delta older than the list",
                |s| {
                    s.lists[1].base = Some(4);
                    s.lists[1].number = 5;
                    s.lists[1].entries.push(entry("first-head", 4))
                },
                &[],
            ),
            ("no list", |s| s.lists.clear(), &[Cause::NoList]),
            (
                "a delta alone",
                |s| {
                    s.lists.remove(0);
                },
                &[Cause::NoList],
            ),
            (
                "another authority's list",
                |s| s.lists.iter_mut().for_each(|l| l.issuer = name(&[(oid::COUNTRY, "KZ")])),
                &[Cause::NoList],
            ),
            (
                "a list past its time",
                |s| {
                    s.lists.truncate(1);
                    s.lists[0].next_update = later(-1)
                },
                &[Cause::ListExpired],
            ),
            ("a delta past its time", |s| s.lists[1].next_update = later(-1), &[Cause::DeltaExpired]),
            ("a list of another's key", |s| s.list_key = &SANDBOX.root, &[Cause::ListSignatureWrong]),
            (
                "a list of a part",
                |s| {
                    s.lists.truncate(1);
                    s.lists[0].further.push((oid::ISSUING_POINT, true, nothing()))
                },
                &[Cause::ListPartial],
            ),
        ],
    );
}

fn good() -> Scene {
    Scene::asking("first-head", Status::Good)
}

fn say(s: &mut Scene, status: Status) {
    s.answer.as_mut().unwrap().status = status;
}

fn answer(s: &mut Scene) -> &mut qazyna::eds::sandbox::lists::AnswerDraft {
    s.answer.as_mut().unwrap()
}

#[test]
fn a_certificate_that_is_revoked_or_cannot_be_asked_about_is_refused_by_a_responder() {
    run(
        good,
        &[
            ("good", |_| {}, &[]),
            (
                "revoked",
                |s| say(s, Status::Revoked(Revocation { at: later(-1), reason: 1 })),
                &[Cause::RevokedByAnswer],
            ),
            ("unknown", |s| say(s, Status::Unknown), &[Cause::UnknownToResponder]),
            ("try later", |s| answer(s).outcome = 3, &[Cause::AnswerTryLater]),
            ("about another certificate", |s| answer(s).serial[19] ^= 1, &[Cause::AnswerForAnother]),
            (
                "about another authority's certificate",
                |s| answer(s).issuer = SANDBOX.root.certificate.clone(),
                &[Cause::AnswerForAnother],
            ),
            (
                "a responder that is not for answering",
                |s| {
                    answer(s).responder = SANDBOX.stamper.certificate.clone();
                    s.answer_key = &SANDBOX.stamper
                },
                &[Cause::ResponderUntrusted],
            ),
            ("signed with another key", |s| s.answer_key = &SANDBOX.root, &[Cause::AnswerSignatureWrong]),
            (
                "a day and a second old",
                |s| answer(s).this_update = now().plus_seconds(-86_401).unwrap(),
                &[Cause::AnswerTooOld],
            ),
            ("of tomorrow", |s| answer(s).this_update = later(1), &[Cause::AnswerFromFuture]),
        ],
    );
}

#[test]
fn a_signer_who_may_not_or_is_another_is_refused() {
    run(
        head,
        &[
            (
                "for signing in",
                |s| s.certificate.set(oid::EXT_KEY_USAGE, false, uses(&[oid::FOR_LOGIN])),
                &[Cause::ForLogin],
            ),
            ("for nothing", |s| s.certificate.drop_extension(oid::EXT_KEY_USAGE), &[Cause::NoSigningPurpose]),
            (
                "a key that may not sign",
                |s| s.certificate.set(oid::KEY_USAGE, true, usage(0x08)),
                &[Cause::KeyMayNotSign],
            ),
            (
                "an authority's own",
                |s| s.certificate.set(oid::BASIC_CONSTRAINTS, true, authority(None)),
                &[Cause::IsAuthority],
            ),
            ("the role is there", |s| s.wanted.roles = vec![Role::RightToSign, Role::FirstHead], &[]),
            ("another role", |s| s.wanted.roles = vec![Role::RightToSign], &[Cause::RoleMissing]),
            (
                "Treasury-Client elsewhere",
                |s| {
                    *s = Scene::of("treasury-client");
                    s.wanted.roles = vec![Role::LegalEntity]
                },
                &[Cause::TreasuryElsewhere],
            ),
            (
                "Treasury-Client for the treasury",
                |s| {
                    *s = Scene::of("treasury-client");
                    s.wanted.roles = vec![Role::TreasuryClient]
                },
                &[],
            ),
            ("the person", |s| s.wanted.iin = Some(Iin::parse(&iin(0)).unwrap()), &[]),
            ("another person", |s| s.wanted.iin = Some(Iin::parse(&iin(1)).unwrap()), &[Cause::IinDiffers]),
            (
                "another organisation",
                |s| s.wanted.bin = Some(Bin::parse("150140000139").unwrap_or_else(|_| other_bin())),
                &[Cause::BinDiffers],
            ),
            (
                "a person of no organisation",
                |s| {
                    *s = Scene::of("individual");
                    s.wanted.bin = Some(Bin::parse(&qazyna::eds::sandbox::bin()).unwrap())
                },
                &[Cause::BinDiffers],
            ),
        ],
    );
}

fn other_bin() -> Bin {
    let numbers = (0..10).map(|digit| format!("15014000099{digit}"));
    numbers.filter_map(|text| Bin::parse(&text).ok()).next().unwrap()
}

fn stamped(s: &mut Scene, moment: Moment) {
    s.stamp = Some(Box::new(move |over| SANDBOX.stamp(over, moment)));
}

/// The signer's certificate ended two days ago, and the time stamp is of three days ago.
fn ended() -> Scene {
    let mut scene = head();
    scene.certificate.not_after = later(-2);
    stamped(&mut scene, later(-3));
    scene
}

#[test]
fn a_time_stamp_that_holds_sets_the_moment_and_one_that_does_not_is_told() {
    let cases: &[(&str, Break, Option<Cause>)] = &[
        ("it holds", |_| {}, None),
        (
            "over another signature",
            |s| s.stamp = Some(Box::new(|_| SANDBOX.stamp(b"other", later(-3)))),
            Some(Cause::StampForAnother),
        ),
        ("no token", |s| s.stamp = Some(Box::new(|_| nothing())), Some(Cause::StampForm)),
        (
            "signed with another key",
            |s| {
                s.stamp = Some(Box::new(|over| {
                    stamp(stamp_info(over, later(-3), 1), &SANDBOX.stamper.certificate, &SANDBOX.root.key, later(-3))
                }))
            },
            Some(Cause::StampSignatureWrong),
        ),
        (
            "by one who is not for stamping",
            |s| {
                s.stamp = Some(Box::new(|over| {
                    stamp(
                        stamp_info(over, later(-3), 1),
                        &SANDBOX.responder.certificate,
                        &SANDBOX.responder.key,
                        later(-3),
                    )
                }))
            },
            Some(Cause::StampPurpose),
        ),
        ("before the authority was there", |s| stamped(s, later(-4_000)), Some(Cause::StampNotValid)),
        (
            "by one whose key was stolen",
            |s| {
                s.lists[0].entries.push((SANDBOX.stamper.draft.serial.clone(), Revocation { at: later(-1), reason: 1 }))
            },
            Some(Cause::StampRevoked),
        ),
        (
            "by one who went out of use later",
            |s| {
                s.lists[0].entries.push((SANDBOX.stamper.draft.serial.clone(), Revocation { at: later(-1), reason: 5 }))
            },
            None,
        ),
        ("of tomorrow", |s| stamped(s, later(1)), Some(Cause::StampFromFuture)),
    ];
    for (name, change, fault) in cases {
        let mut scene = ended();
        change(&mut scene);
        let report = scene.ask();
        let causes: &[Cause] = if fault.is_none() { &[] } else { &[Cause::SignerExpired] };
        assert_eq!((report.signers[0].stamp_fault, report.causes.as_slice()), (*fault, causes), "{name}");
    }
}

#[test]
fn a_revocation_after_a_proven_signature_spares_it_only_for_a_benign_reason() {
    for (reason, proven, holds) in
        [(4, true, true), (5, true, true), (1, true, false), (0, true, false), (6, true, false), (4, false, false)]
    {
        let mut scene = head();
        scene.lists[0].entries.push(entry("first-head", reason));
        stamped(&mut scene, if proven { later(-3) } else { later(-1) });
        let report = scene.ask();
        assert_eq!(report.valid(), holds, "reason {reason}, stamped before: {proven}: {:?}", report.causes);
    }
}

#[test]
fn the_people_of_the_sandbox_are_refused_as_they_are_called() {
    let expected = [
        ("expired", Some(Reason::Expired)),
        ("revoked", Some(Reason::Revoked)),
        ("revoked-in-delta", Some(Reason::Revoked)),
        ("login-only", Some(Reason::NotForSigning)),
    ];
    for (place, (word, _)) in PEOPLE.iter().enumerate() {
        let reason = expected.iter().find(|(bad, _)| bad == word).and_then(|(_, reason)| *reason);
        let report = Scene::of(word).ask();
        assert_eq!(report.reason(), reason, "{word}");
        assert_eq!(report.signers[0].iin(), Some(iin(place).as_str()));
    }
}

#[test]
fn the_same_seed_makes_the_same_certificate() {
    let draft = person_draft(&seed(), 0, &SANDBOX.issuer, now());
    assert_eq!(draft.signed(&SANDBOX.issuer.key), person("first-head").certificate.der());
    assert_eq!(key_info(&person("first-head").key.public()), draft.key_info);
}
