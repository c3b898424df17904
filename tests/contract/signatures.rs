//! `eds sandbox`, `eds sign` and `eds verify`: the shape of what is told, reasons, exit codes, refusals.

use qazyna::eds::sandbox::iin;
use serde_json::Value;

use super::*;

const AT: &str = "2026-03-05T10:00";

/// The path of a file in the office's folder.
fn path(office: &Office, name: &str) -> String {
    office.dir().join(name).to_str().unwrap().to_owned()
}

/// An office with a throw-away PKI and a document that the person of this word signed.
fn signed(person: &str) -> (Office, [String; 2]) {
    let office = Office::new(Engine::Sqlite);
    let document = office.write("document.txt", "ОБРАЗЕЦ\n");
    let (pki, cms) = (path(&office, "pki"), path(&office, "document.cms"));
    office.must(AT, "", &["eds", "sandbox", "--out", &pki]);
    let key = format!("{pki}/people/SANDBOX-{person}.key");
    office.must(AT, "", &["eds", "sign", "--key", &key, "--content", &document, "--out", &cms]);
    (office, [document, cms])
}

fn verify(office: &Office, cms: &str, more: &[&str]) -> (u8, Value) {
    let anchors = format!("eds.anchors={}", path(office, "pki/anchors"));
    let lists = format!("eds.crls={}", path(office, "pki/crls"));
    let words = ["--set", &anchors, "--set", &lists, "eds", "verify", "--cms", cms];
    let ran = office.run(AT, "", &[&words, more].concat());
    (ran.code, ran.json())
}

#[test]
fn a_signature_that_holds_names_its_signer() {
    let (office, [document, cms]) = signed("first-head");
    let (code, told) = verify(&office, &cms, &["--content", &document]);
    assert_eq!((code, &told["valid"], &told["reason"]), (0, &true.into(), &Value::Null), "{told}");
    let signer = &told["signers"][0];
    assert_eq!(signer["iin"], iin(0).as_str());
    assert_eq!(signer["roles"], serde_json::json!(["legal-entity", "first-head"]));
    assert_eq!(signer["signed_at"], "2026-03-05T10:00:00+05:00");
    assert_eq!(signer["time_stamp"], Value::Null);
    assert_eq!(signer["revocation"]["method"], "crl");
    assert_eq!(signer["revocation"]["status"], "good");
    for key in ["bin", "name", "organisation", "serial", "not_before", "not_after", "algorithm"] {
        assert!(signer[key].is_string(), "{key}: {signer}");
    }
    assert!(signer["name"].as_str().unwrap().contains("SANDBOX"), "{signer}");
}

#[test]
fn a_signature_that_does_not_hold_says_why_and_ends_with_3() {
    let (office, [_, cms]) = signed("first-head");
    let other = office.write("other.txt", "другое");
    let cases: [(&str, &[&str], &str); 3] =
        [(&cms, &[], "content-missing"), (&cms, &["--content", &other], "digest-mismatch"), (&other, &[], "malformed")];
    for (cms, more, reason) in cases {
        let (code, told) = verify(&office, cms, more);
        assert_eq!((code, told["reason"].as_str(), &told["valid"]), (3, Some(reason), &false.into()), "{told}");
    }
    let ran = office.run(AT, "", &["eds", "verify", "--cms", &cms, "--content", &path(&office, "document.txt")]);
    assert_eq!((ran.code, ran.json()["reason"].as_str()), (3, Some("untrusted-chain")), "no anchors are named");
    for (person, reason) in [("expired", "expired"), ("revoked", "revoked"), ("login-only", "not-for-signing")] {
        let (office, [document, cms]) = signed(person);
        let (code, told) = verify(&office, &cms, &["--content", &document]);
        assert_eq!((code, told["reason"].as_str()), (3, Some(reason)), "{told}");
    }
}

#[test]
fn made_up_keys_are_for_the_sandbox_and_real_ones_are_not_taken() {
    let (office, [document, cms]) = signed("first-head");
    let production = ["--set", "profile=production", "--set", "clock.simulated=false", "--set", "eds.required=true"];
    let dir = path(&office, "more");
    assert_eq!(office.run("", "", &[&production[..], &["eds", "sandbox", "--out", &dir]].concat()).code, 2);
    let key = path(&office, "pki/people/SANDBOX-first-head.key");
    let sign = |key: &str| ["eds", "sign", "--key", key, "--content", &document, "--out", &cms].map(str::to_owned);
    let words = |key: &str| sign(key).to_vec();
    let run = |before: &[&str], words: Vec<String>| {
        let words: Vec<&str> = before.iter().copied().chain(words.iter().map(String::as_str)).collect();
        office.run("", "", &words).code
    };
    assert_eq!(run(&production, words(&key)), 2);
    let text = std::fs::read_to_string(&key).unwrap().replace("SANDBOX", "REAL");
    assert_eq!(run(&[], words(&office.write("real.key", text))), 2);
    assert_eq!(office.run(AT, "", &["eds", "sandbox", "--out", &path(&office, "pki")]).code, 2, "it is there already");
    let missing = path(&office, "none.cer");
    let words = ["--set", &format!("eds.anchors={missing}"), "eds", "verify", "--cms", &cms];
    assert_eq!(office.run(AT, "", &words).code, 2, "an anchor that is not there");
}
