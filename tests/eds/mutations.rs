//! Whatever is done to right bytes, no reader panics, and nothing that was changed holds.

use std::sync::LazyLock;

use proptest::prelude::*;
use qazyna::eds::asked::asked;
use qazyna::eds::certificate::Certificate;
use qazyna::eds::crl::List;
use qazyna::eds::ocsp::{self, Status};
use qazyna::eds::ocsp_request;
use qazyna::eds::trust::Trust;
use qazyna::eds::verify::{Content, Question, Wanted, verify};

use crate::scene::{CONTENT, SANDBOX, Scene, now, person};

struct Right {
    cms: Vec<u8>,
    list: Vec<u8>,
    answer: Vec<u8>,
    trust: Trust,
}

static RIGHT: LazyLock<Right> = LazyLock::new(|| {
    let mut scene = Scene::of("first-head");
    scene.stamp = Some(Box::new(|over| SANDBOX.stamp(over, now())));
    let answer = SANDBOX.answer(person("first-head"), Status::Good).signed(&SANDBOX.responder.key);
    let list = SANDBOX.list.signed(&SANDBOX.issuer.key);
    Right { cms: scene.cms(), list, answer, trust: scene.trust() }
});

/// A change of bytes.
#[derive(Clone, Debug)]
enum Change {
    Put(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Drop(prop::sample::Index, usize),
    Double(prop::sample::Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        6 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Put(at, byte)),
        1 => at().prop_map(Change::Cut),
        1 => (at(), 1..40_usize).prop_map(|(at, n)| Change::Drop(at, n)),
        1 => (at(), 1..40_usize).prop_map(|(at, n)| Change::Double(at, n)),
    ]
}

fn changed(right: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = right.to_vec();
    for change in changes {
        if bytes.is_empty() {
            break;
        }
        match change {
            Change::Put(at, byte) => {
                let place = at.index(bytes.len());
                bytes[place] = *byte;
            }
            Change::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Change::Drop(at, n) => {
                let place = at.index(bytes.len());
                bytes.drain(place..(place + n).min(bytes.len()));
            }
            Change::Double(at, n) => {
                let place = at.index(bytes.len());
                let piece = bytes[place..(place + n).min(bytes.len())].to_vec();
                bytes.splice(place..place, piece);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_signed_data_never_panics_and_never_names_another(changes in prop::collection::vec(change(), 1..4)) {
        let cms = changed(&RIGHT.cms, &changes);
        // whoever leads to no anchor is asked about at nobody's
        prop_assert!(asked(&cms, &RIGHT.trust).iter().all(|one| one.certificate.signed_by(&one.issuer).is_ok()));
        let wanted = Wanted::default();
        let question = Question { cms: &cms, content: Content::Bytes(CONTENT), now: now(), trust: &RIGHT.trust, wanted: &wanted };
        let report = verify(&question);
        // only what is not signed may differ: a time stamp, the version, the name of an algorithm
        if report.valid() {
            let signer = qazyna::eds::sandbox::iin(0);
            prop_assert_eq!(report.signers[0].iin(), Some(signer.as_str()));
        }
    }

    #[test]
    fn changed_certificates_never_panic_and_are_never_believed(changes in prop::collection::vec(change(), 1..3)) {
        let right = person("first-head").certificate.der();
        let bytes = changed(right, &changes);
        if let Ok(read) = Certificate::parse(&bytes) && bytes != right {
            prop_assert!(read.signed_by(&SANDBOX.issuer.certificate).is_err() || read.name() == person("first-head").certificate.name());
        }
    }

    #[test]
    fn changed_lists_never_panic_and_are_never_believed(changes in prop::collection::vec(change(), 1..3)) {
        let bytes = changed(&RIGHT.list, &changes);
        if let Ok(list) = List::load(&bytes, [&SANDBOX.issuer.certificate]) && list.fault().is_none() {
            prop_assert_eq!(list.len(), 1);
            prop_assert_eq!(list.facts.number, 5);
        }
    }

    #[test]
    fn changed_answers_never_panic_and_are_never_believed(changes in prop::collection::vec(change(), 1..3)) {
        let bytes = changed(&RIGHT.answer, &changes);
        let serial = person("first-head").certificate.serial;
        let read = ocsp::read(&bytes, &SANDBOX.issuer.certificate, serial, now(), 60);
        prop_assert!(read.is_err() || read.unwrap().status == Status::Good);
        let _ = ocsp::nonce(&bytes);
    }

    #[test]
    fn changed_requests_never_panic(changes in prop::collection::vec(change(), 1..3)) {
        let right = ocsp_request::request(&SANDBOX.issuer.certificate, person("first-head").certificate.serial, &[7; 16]);
        let _ = ocsp_request::read(&changed(&right, &changes));
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let wanted = Wanted::default();
        let trust = Trust::default();
        let report = verify(&Question { cms: &bytes, content: Content::Enclosed, now: now(), trust: &trust, wanted: &wanted });
        prop_assert!(!report.valid());
        let _ = Certificate::parse(&bytes);
        let _ = List::load(&bytes, []);
        let _ = (ocsp::nonce(&bytes), ocsp_request::read(&bytes), asked(&bytes, &trust).len());
    }
}
