//! Each check broken alone, and refused for exactly its cause. A case says what is broken, how, and the causes.

mod chain;
mod form;
mod revocation;
mod signature;
mod stamp;
mod who;

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

pub fn later(n: i64) -> Moment {
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

fn subject(s: &mut Scene, attributes: &[(der::oid::ObjectIdentifier, &str)]) {
    s.certificate.subject = name(attributes);
}

fn entry(word: &str, reason: u8) -> (Vec<u8>, Revocation) {
    (person(word).draft.serial.clone(), Revocation { at: later(-2), reason })
}
