//! Worlds by seed: both services, people who err, plans that change, a treasury that answers late, doubled and against
//! itself, clocks that jump, and a program that dies between any two writes. After each step the program's lists must be
//! those of a model that knows the outer contract alone, and the money must be where it belongs.
//!
//! `QAZYNA_SEEDS=10000 cargo test --release --test simulation worlds` runs more of them; `QAZYNA_SEED=17` tells one;
//! `QAZYNA_STEPS=100` makes them longer, which is the same world going on.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod acts;
mod answers;
mod chance;
mod check;
mod crash;
mod days;
mod every_step;
mod eye;
mod facts;
mod first;
mod found;
mod model;
mod people;
mod sabotage;
mod tick;
mod world;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crash::Disk;
use support::Engine;
use world::{Held, World};

/// Seeds of the suite.
const SEEDS: u64 = 150;
/// Steps of a world. The journal, its replay and the reports are looked at when it ends, of every `CHECKED`-th world in
/// its middle too; of every `CHECKED`-th world all reports are compared between the engines.
const STEPS: usize = 12;
const CHECKED: u64 = 8;

/// Lives a world to its end.
fn live(world: &mut World, number: u64) -> Held {
    world.begin()?;
    let steps = number_of("QAZYNA_STEPS").map_or(STEPS, |n| n as usize);
    for step in 1..=steps {
        world.go_on()?;
        if step == steps / 2 && number.is_multiple_of(CHECKED) {
            world.check_all()?;
        }
    }
    // the reports are commands of their own: every second world is enough
    if number.is_multiple_of(2) { world.check_all() } else { world.audit() }
}

/// A seed on both engines, which must end alike; what came about.
fn seed(number: u64) -> Result<BTreeSet<String>, String> {
    let single = std::env::var_os("QAZYNA_SEED").is_some();
    let (mut ends, mut facts) = (Vec::new(), BTreeSet::new());
    for engine in Engine::ALL {
        let mut world = World::new(engine, number, Disk::default());
        live(&mut world, number).map_err(|why| told(number, &world, &why))?;
        if single {
            eprintln!("{}", told(number, &world, "nothing wrong"));
        }
        ends.push(world.end(number.is_multiple_of(CHECKED)));
        facts = world.facts();
    }
    if ends[0] != ends[1] {
        return Err(format!("seed {number}: the engines end differently: {}", differs(&ends[0], &ends[1])));
    }
    Ok(facts)
}

fn told(number: u64, world: &World, why: &str) -> String {
    let steps = world.log.join("\n  ");
    format!("seed {number} on {:?}, step {}:\n  {steps}\n=> {why}", world.engine, world.step)
}

/// Where two ends differ.
fn differs(found: &[(String, String)], expected: &[(String, String)]) -> String {
    let only = |these: &[(String, String)], those: &[(String, String)]| {
        let only: Vec<String> = these.iter().filter(|t| !those.contains(t)).map(|(a, b)| format!("{a}: {b}")).collect();
        only.join("\n    ")
    };
    format!("one has\n    {}\n  the other\n    {}", only(found, expected), only(expected, found))
}

/// What seeds came to.
#[derive(Default)]
struct Came {
    failed: Vec<String>,
    facts: BTreeSet<String>,
}

/// Runs seeds on two threads, until a few have failed.
fn run(seeds: &[u64]) -> Came {
    let _first = first::first();
    let (next, came) = (AtomicUsize::new(0), Mutex::new(Came::default()));
    let work = || {
        while let Some(number) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            if came.lock().unwrap().failed.len() > 4 {
                return;
            }
            match seed(*number) {
                Ok(facts) => came.lock().unwrap().facts.extend(facts),
                Err(why) => came.lock().unwrap().failed.push(why),
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    came.into_inner().unwrap()
}

/// The kept seeds: a number a line, and what it found.
fn kept() -> Vec<u64> {
    let lines = include_str!("seeds.txt").lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines.map(|l| l.split_whitespace().next().unwrap().parse().unwrap()).collect()
}

fn number_of(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|v| v.parse().unwrap_or_else(|_| panic!("{name}: `{v}` is no number")))
}

#[test]
fn worlds_of_every_seed_go_as_the_contract_says_on_both_engines() {
    let (seeds, suite): (Vec<u64>, bool) = match (number_of("QAZYNA_SEED"), number_of("QAZYNA_SEEDS")) {
        (Some(one), _) => (vec![one], false),
        (None, many) => {
            let many = many.unwrap_or(SEEDS);
            (kept().into_iter().chain(1..=many).collect(), many >= SEEDS)
        }
    };
    let came = run(&seeds);
    assert!(came.failed.is_empty(), "{}", came.failed.join("\n\n"));
    let missing: Vec<String> = facts::all_there_is().into_iter().filter(|f| !came.facts.contains(f)).collect();
    assert!(!suite || missing.is_empty(), "no world came across {missing:?}");
}
