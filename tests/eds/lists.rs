//! A revocation list of the production's size: all entries are found, and little memory is kept.

use qazyna::eds::certificate::Serial;
use qazyna::eds::crl::{List, Lists, Revocation};
use qazyna::eds::sandbox::days;
use qazyna::eds::sandbox::lists::ListDraft;

use crate::scene::{SANDBOX, now};

/// Serial numbers in no order.
fn serial(n: u32) -> [u8; 20] {
    let mut bytes = [0x11; 20];
    bytes[..4].copy_from_slice(&(n.wrapping_mul(2_654_435_761) >> 2 | 0x4000_0000).to_be_bytes());
    bytes[16..].copy_from_slice(&n.to_be_bytes());
    bytes
}

fn list(count: u32) -> Vec<u8> {
    let at = days(now(), -1);
    let row = |n| (serial(n).to_vec(), Revocation { at, reason: u8::from(n % 2 == 0) });
    let mut draft = SANDBOX.list.clone();
    draft.entries = (0..count).map(row).collect();
    draft.signed(&SANDBOX.issuer.key)
}

#[test]
fn every_entry_of_a_long_list_is_found_and_no_other() {
    let count = 20_000;
    let loaded = List::load(&list(count), [&SANDBOX.issuer.certificate]).unwrap();
    assert_eq!((loaded.len(), loaded.fault()), (20_000, None));
    for n in 0..count {
        let found = loaded.find(Serial(serial(n))).unwrap();
        assert_eq!((found.reason, found.at), (u8::from(n % 2 == 0), days(now(), -1)));
    }
    assert!((count..2 * count).all(|n| loaded.find(Serial(serial(n))).is_none()));
    assert_eq!(loaded.find(Serial([0; 20])), None);
    assert_eq!(loaded.find(Serial([0xff; 20])), None);
}

#[test]
fn lists_are_good_until_the_first_that_counts_is_over() {
    let (now, pki) = (now(), &*SANDBOX);
    let mut lists = Lists::default();
    let mut until = |draft: &ListDraft| {
        lists.add(List::load(&draft.signed(&pki.issuer.key), [&pki.issuer.certificate]).unwrap());
        lists.good_until()
    };
    let ending = |draft: &ListDraft, number, day| {
        let mut draft = draft.clone();
        (draft.number, draft.next_update) = (number, days(now, day));
        draft
    };
    assert_eq!(until(&ending(&pki.list, 5, 30)), Some(days(now, 30)));
    // an older one that still lies there does not count, a delta that applies does
    assert_eq!(until(&ending(&pki.list, 4, 1)), Some(days(now, 30)));
    assert_eq!(until(&ending(&pki.delta, 6, 2)), Some(days(now, 2)));
    assert_eq!(until(&ending(&pki.delta, 7, 3)), Some(days(now, 3)));
    assert_eq!(Lists::default().good_until(), None);
}
