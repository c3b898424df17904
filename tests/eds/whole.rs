//! What a signature may be wrapped in, several signers, and the algorithms of other libraries.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use qazyna::domain::time::Moment;
use qazyna::eds::algorithm::{Digest, Key};
use qazyna::eds::cause::{Cause, Reason};
use qazyna::eds::certificate::Certificate;
use qazyna::eds::curve::{Params, SecretKey};
use qazyna::eds::der::{only, tag};
use qazyna::eds::oid;
use qazyna::eds::sandbox::sign::SignerDraft;
use qazyna::eds::trust::Trust;
use qazyna::eds::verify::{Content, Question, Wanted, verify};
use qazyna::eds::write::{bits, item, octets, oid as oid_of, sequence};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};

use crate::scene::{CONTENT, Scene, now, person};

fn lines(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines = text.as_bytes().chunks(64).map(String::from_utf8_lossy);
    lines.collect::<Vec<_>>().join("\r\n")
}

#[test]
fn der_pem_and_base64_with_and_without_line_ends_are_taken() {
    let wraps: [fn(Vec<u8>) -> Vec<u8>; 4] = [
        |der| der,
        |der| STANDARD.encode(der).into_bytes(),
        |der| lines(&der).into_bytes(),
        |der| format!("-----BEGIN CMS-----\n{}\n-----END CMS-----\n", lines(&der)).into_bytes(),
    ];
    for wrap in wraps {
        let mut scene = Scene::of("first-head");
        scene.bytes = Box::new(wrap);
        assert!(scene.ask().valid());
    }
}

#[test]
fn of_several_signers_all_must_hold_and_the_first_reason_counts() {
    let second = |word: &'static str| {
        let mut scene = Scene::of("first-head");
        scene.document = Box::new(move |document| {
            let holder = person(word);
            document.certificates.push(holder.certificate.der().to_vec());
            let part = SignerDraft::over(CONTENT, oid::DATA, &holder.certificate, now()).sign(&holder.key);
            document.signers.push(part);
        });
        scene.ask()
    };
    let report = second("employee");
    assert!(report.valid() && report.signers.len() == 2);
    let report = second("expired");
    assert_eq!((report.reason(), report.signers.len()), (Some(Reason::Expired), 2));
    assert_eq!(report.signers.iter().filter(|signer| signer.causes.is_empty()).count(), 1);
}

#[test]
fn a_signature_of_p256_is_compared_by_the_library() {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
    let info =
        sequence(&[&sequence(&[&oid_of(oid::KEY_EC), &oid_of(oid::PARAMS_P256)]), &bits(pair.public_key().as_ref())]);
    let key = Key::parse(&only(&info, tag::SEQUENCE).unwrap()).unwrap().unwrap();
    let signature = pair.sign(&random, CONTENT).unwrap();
    assert_eq!(key.check(Digest::Sha256, &[CONTENT], signature.as_ref()), Ok(()));
    assert_eq!(key.check(Digest::Sha256, &[b"other"], signature.as_ref()), Err(Cause::SignatureWrong));
    assert_eq!(key.check(Digest::Streebog512, &[CONTENT], signature.as_ref()), Err(Cause::AlgorithmsMixed));
}

#[test]
fn a_moment_of_a_certificate_is_read_in_both_forms_and_no_other() {
    let read = |kind: u8, text: &str| {
        only(&item(kind, &[text.as_bytes()]), kind).unwrap().moment().ok().map(|m| m.rfc3339_utc())
    };
    let good = [
        (0x17, "260305050000Z", "2026-03-05T05:00:00Z"),
        (0x17, "500101000000Z", "1950-01-01T00:00:00Z"),
        (0x18, "20500101000000Z", "2050-01-01T00:00:00Z"),
        (0x18, "20260305050000.25Z", "2026-03-05T05:00:00.250Z"),
    ];
    for (kind, text, moment) in good {
        assert_eq!(read(kind, text).as_deref(), Some(moment), "{text}");
    }
    for (kind, text) in [
        (0x17, "2603050500Z"),
        (0x17, "260305050000+0500"),
        (0x17, "261305050000Z"),
        (0x18, "20260305050000.Z"),
        (0x18, "20260305050000.250Z"),
        (0x17, "260305050000.5Z"),
        (0x18, "20260230000000Z"),
        (0x17, "26030505000éZ"),
    ] {
        assert_eq!(read(kind, text), None, "{text}");
    }
}

/// Signed by OpenSSL with made-up keys: the anchor, and a detached signature over `SANDBOX` and a line end.
const OPENSSL: [(&str, &[u8], &[u8]); 2] = [
    ("rsa-sha256", include_bytes!("../golden/eds-rsa-anchor.cer"), include_bytes!("../golden/eds-rsa.cms")),
    ("ecdsa-p256-sha256", include_bytes!("../golden/eds-p256-anchor.cer"), include_bytes!("../golden/eds-p256.cms")),
];

#[test]
fn signatures_of_another_tool_hold_and_no_bit_of_their_signature_may_differ() {
    for (algorithm, anchor, cms) in OPENSSL {
        let trust = Trust { anchors: vec![Certificate::parse(anchor).unwrap()], ..Trust::default() };
        let (now, wanted) = (Moment::parse("2027-01-01T00:00:00Z").unwrap(), Wanted::default());
        let ask = |cms: &[u8], content| {
            let content = Content::Bytes(content);
            verify(&Question { cms, content, now, trust: &trust, wanted: &wanted })
        };
        let report = ask(cms, b"SANDBOX\n");
        assert_eq!(report.causes, [Cause::NoList], "{algorithm}: all but the revocation, which nobody told");
        assert_eq!((report.signers[0].algorithm, report.signers[0].iin()), (Some(algorithm), Some("800101300016")));
        assert_eq!(ask(cms, b"other").reason(), Some(Reason::DigestMismatch));
        let mut changed = cms.to_vec();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(ask(&changed, b"SANDBOX\n").reason(), Some(Reason::BadSignature));
    }
}

#[test]
fn a_signature_of_the_archives_is_made_over_its_own_digest() {
    let secret = (1..=32).collect::<Vec<u8>>();
    let secret = SecretKey::parse(Params::CryptoProA, &secret).unwrap();
    let params = sequence(&[&oid_of(oid::PARAMS_2004)]);
    let point = octets(&secret.public().to_bytes());
    let info = sequence(&[&sequence(&[&oid_of(oid::KEY_2004), &params]), &bits(&point)]);
    let key = Key::parse(&only(&info, tag::SEQUENCE).unwrap()).unwrap().unwrap();
    let signature = secret.sign(&Digest::Gost95.of_bytes(&[CONTENT]));
    assert_eq!((key.word(), signature.len()), ("gost-34.310-2004", 64));
    assert_eq!(key.check(Digest::Gost95, &[CONTENT], &signature), Ok(()));
    key.prepare();
    assert_eq!(key.check(Digest::Gost95, &[CONTENT], &signature), Ok(()));
    assert_eq!(key.check(Digest::Gost95, &[b"other"], &signature), Err(Cause::SignatureWrong));
    assert_eq!(key.check(Digest::Streebog256, &[CONTENT], &signature), Err(Cause::AlgorithmsMixed));
}
