//! How fast signatures are verified, digests taken and revocation lists asked: `cargo bench --bench eds`.
//!
//! One thread; medians of repeats in one run, with the demand beside each. Prints a table and writes `target/eds.json`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic, missing_docs)]

use std::hint::black_box;
use std::time::Instant;

use qazyna::domain::time::Moment;
use qazyna::eds::certificate::Serial;
use qazyna::eds::crl::{List, Revocation};
use qazyna::eds::curve::{Params, PublicKey, SecretKey};
use qazyna::eds::sandbox::Sandbox;
use qazyna::eds::sandbox::issue::Seed;
use serde_json::json;
use streebog::{Digest, Streebog512};

const REPEATS: usize = 7;
/// Entries of the revocation list: the production's has about 422,000.
const ENTRIES: u32 = 500_000;

/// A figure, what it must be, and whether more is better.
struct Figure {
    what: String,
    is: f64,
    must: Option<f64>,
    more: bool,
}

/// The median of seconds that `work` takes.
fn seconds(mut work: impl FnMut()) -> f64 {
    let mut all: Vec<f64> = (0..REPEATS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_secs_f64()
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[REPEATS / 2]
}

fn times(count: usize, mut work: impl FnMut()) -> f64 {
    count as f64 / seconds(|| (0..count).for_each(|_| work()))
}

fn main() {
    let mut figures = Vec::new();
    let mut note = |what: &str, is, must, more| figures.push(Figure { what: what.to_owned(), is, must, more });
    for (params, name, new, cached) in
        [(Params::Tc26_512A, "512 bits", Some(2_270.0), Some(3_400.0)), (Params::Tc26_256A, "256 bits", None, None)]
    {
        let key = SecretKey::parse(params, &vec![0x11; params.bytes()]).unwrap();
        let (digest, public) = (vec![0x5a; params.bytes()], key.public().to_bytes());
        let signature = key.sign(&digest);
        let read = || PublicKey::parse(params, &public).unwrap();
        let prepared = read().prepared();
        let fresh = times(300, || assert!(read().verify(black_box(&digest), &signature)));
        note(&format!("verifications a second, new key, {name}"), fresh, new, true);
        let again = times(600, || assert!(prepared.verify(black_box(&digest), &signature)));
        note(&format!("verifications a second, cached key, {name}"), again, cached, true);
        note(&format!("signatures a second, {name}"), times(300, || drop(black_box(key.sign(&digest)))), None, true);
    }
    for (length, name) in [(64, "64 B"), (1 << 10, "1 KiB"), (1 << 20, "1 MiB")] {
        let text = vec![0x37; length];
        let count = (1 << 21) / length;
        let rate = times(count, || _ = black_box(Streebog512::digest(black_box(&text)))) * length as f64 / 1e6;
        note(&format!("Streebog-512, MB a second, {name}"), rate, None, true);
    }
    revocation(&mut note);
    print(&figures);
}

fn revocation(note: &mut impl FnMut(&str, f64, Option<f64>, bool)) {
    let now = Moment::parse("2026-03-05T10:00:00+05:00").unwrap();
    let sandbox = Sandbox::make(&Seed([7; 32]), now).unwrap();
    let serial = |n: u32| {
        let mut bytes = [0x11; 20];
        bytes[..4].copy_from_slice(&(n.wrapping_mul(2_654_435_761) >> 2 | 0x4000_0000).to_be_bytes());
        bytes[16..].copy_from_slice(&n.to_be_bytes());
        bytes
    };
    let mut draft = sandbox.list.clone();
    draft.entries = (0..ENTRIES).map(|n| (serial(n).to_vec(), Revocation { at: now, reason: 1 })).collect();
    let bytes = draft.signed(&sandbox.issuer.key);
    let load = || List::load(&bytes, [&sandbox.issuer.certificate]).unwrap();
    note("revocation list of 500,000: seconds to load", seconds(|| drop(black_box(load()))), Some(0.3), false);
    let list = load();
    let asked = seconds(|| assert!((0..ENTRIES).all(|n| list.find(Serial(serial(n))).is_some())));
    note("the same: nanoseconds a look-up", asked * 1e9 / f64::from(ENTRIES), Some(1_000.0), false);
}

fn print(figures: &[Figure]) {
    println!("{:<56}{:>12}{:>12}", "one thread, medians of 7", "is", "must");
    for f in figures {
        let met = f.must.is_none_or(|must| if f.more { f.is >= must } else { f.is <= must });
        let must = f.must.map_or_else(String::new, |m| format!("{} {m}", if f.more { "≥" } else { "≤" }));
        println!("{:<56}{:>12.2}{must:>12}{}", f.what, f.is, if met { "" } else { "  not met" });
    }
    let all: Vec<_> = figures.iter().map(|f| json!({"what": f.what, "is": f.is, "must": f.must})).collect();
    let out = concat!(env!("CARGO_MANIFEST_DIR"), "/target/eds.json");
    std::fs::write(out, serde_json::to_string_pretty(&all).expect("plain values") + "\n").expect("written");
}
