//! Worlds by seed: both services, people who err, plans that change, a treasury that answers late, doubled and against
//! itself, clocks that jump, and a program that dies between any two writes. After each step the program's lists must be
//! those of a model that knows the outer contract alone, and the money must be where it belongs.
//!
//! `QAZYNA_SEEDS=10000 cargo test --release --test simulation worlds` runs more of them; `QAZYNA_SEED=17` tells one.

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
mod found;
mod model;
mod people;
mod sabotage;
mod tick;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crash::Disk;
use support::Engine;
use world::{Held, World};

/// Seeds of the suite.
const SEEDS: u64 = 200;
/// Steps of a world. The journal, its replay and the reports are looked at when it ends, of every `CHECKED`-th world in
/// its middle too; of every `CHECKED`-th world all reports are compared between the engines.
const STEPS: usize = 12;
const CHECKED: u64 = 8;

/// Lives a world to its end.
fn live(world: &mut World, number: u64) -> Held {
    world.begin()?;
    for step in 1..=STEPS {
        world.go_on()?;
        if step == STEPS / 2 && number % CHECKED == 0 {
            world.check_all()?;
        }
    }
    world.check_all()
}

/// A seed on both engines, which must end alike.
fn seed(number: u64) -> Result<(), String> {
    let single = std::env::var_os("QAZYNA_SEED").is_some();
    let mut ends = Vec::new();
    for engine in Engine::ALL {
        let mut world = World::new(engine, number, Disk::default());
        live(&mut world, number).map_err(|why| told(number, &world, &why))?;
        if single {
            eprintln!("{}", told(number, &world, "nothing wrong"));
        }
        ends.push(world.end(number % CHECKED == 0));
    }
    if ends[0] != ends[1] {
        return Err(format!("seed {number}: the engines end differently: {}", differs(&ends[0], &ends[1])));
    }
    Ok(())
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

/// Runs seeds on two threads; what failed.
fn run(seeds: Vec<u64>) -> Vec<String> {
    let (next, failed) = (Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(Vec::new())));
    let seeds = Arc::new(seeds);
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (next, failed, seeds) = (next.clone(), failed.clone(), seeds.clone());
            std::thread::spawn(move || {
                while let Some(number) = seeds.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                    let many = failed.lock().unwrap().len() > 4;
                    if let (false, Err(why)) = (many, seed(*number)) {
                        failed.lock().unwrap().push(why);
                    }
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    Arc::into_inner(failed).unwrap().into_inner().unwrap()
}

/// The kept seeds: a number a line, and what it found.
fn kept() -> Vec<u64> {
    let lines = include_str!("seeds.txt").lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines.map(|l| l.split_whitespace().next().unwrap().parse().unwrap()).collect()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|v| v.parse().unwrap_or_else(|_| panic!("{name}: `{v}` is no number")))
}

#[test]
fn worlds_of_every_seed_go_as_the_contract_says_on_both_engines() {
    let seeds = match (number("QAZYNA_SEED"), number("QAZYNA_SEEDS")) {
        (Some(one), _) => vec![one],
        (None, many) => kept().into_iter().chain(1..=many.unwrap_or(SEEDS)).collect(),
    };
    let failed = run(seeds);
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
