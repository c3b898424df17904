//! One payout after the other, in which each command is killed at several moments and then run to its end. The end is
//! that of a payout which nobody disturbed: every list, every report, the journal to its last hash, every file.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::Chance;
use crate::support::Engine;
use crate::support::office::Office;
use crate::support::payout::{assert_same, begun, digests, facts};
use crate::support::process::{Act, was_hit};

/// Moments at which one command is killed before it is let go, spread over the time that it takes.
const A_COMMAND: u32 = 4;

/// How the kills went.
#[derive(Default)]
struct Tally {
    hit: BTreeMap<&'static str, u64>,
    missed: u64,
    /// Acts that had something left to do after their kills.
    unfinished: u64,
    offices: u64,
}

impl Tally {
    fn hits(&self) -> u64 {
        self.hit.values().sum()
    }
}

/// Kills an act at moments spread over its time, until it is done before its kill, and runs it to its end.
fn disturb(
    office: &Office,
    (name, act): &(&'static str, Act),
    usual: &mut Duration,
    files: &BTreeMap<String, String>,
    (chance, tally): (&mut Chance, &mut Tally),
) {
    for part in 0..A_COMMAND {
        let moment = chance.between(*usual * part / A_COMMAND, *usual * (part + 1) / A_COMMAND);
        let status = act.killed_after(office, moment);
        for (file, digest) in digests(&office.dir().join("outbox")).iter().filter(|(f, _)| !f.starts_with('.')) {
            assert_eq!(files.get(file), Some(digest), "half a file under a final name after `{name}`: {file}");
        }
        if !was_hit(status) {
            assert_eq!(status.code(), Some(0), "{:?}", act.words);
            // the measured time was too long for the pace of now
            *usual = moment.min(*usual);
            tally.missed += 1;
            break;
        }
        *tally.hit.entry(*name).or_default() += 1;
    }
    let audit = || office.run("", "", &["audit", "verify"]);
    let before = audit();
    assert_eq!(before.code, 0, "after `{name}` was killed and before it was run again: {before:?}");
    act.must(office);
    let after = audit();
    tally.unfinished += u64::from(before.stdout != after.stdout);
    act.must(office);
    assert_eq!(audit().stdout, after.stdout, "`{name}` was done and did something again");
}

/// Kills until `kills` of them hit a live process.
pub fn killed_and_run_again(engine: Engine, kills: u64, requests: u64, seed: u64) {
    let began = Instant::now();
    let (office, acts) = begun(Office::new(engine), requests);
    let mut usual: Vec<Duration> = acts.iter().map(|(_, act)| act.must(&office)).collect();
    let undisturbed = facts(&office);
    let files = digests(&office.dir().join("outbox"));
    assert_eq!(files.len(), 4, "two batches in two formats");
    drop(office);

    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    let most = 3 * kills / (u64::from(A_COMMAND) * acts.len() as u64) + 2;
    while tally.hits() < kills && tally.offices < most {
        let (office, acts) = begun(Office::new(engine), requests);
        for (act, usual) in acts.iter().zip(&mut usual) {
            disturb(&office, act, usual, &files, (&mut chance, &mut tally));
        }
        tally.offices += 1;
        let place = format!("{engine:?}, seed {seed}, office {}", tally.offices);
        assert_same(&undisturbed, &facts(&office), &place);
    }
    println!(
        "{engine:?}, {requests} requests: {} kills hit {:?}, {} came too late; {} offices, {} acts left undone; {:.0?}",
        tally.hits(),
        tally.hit,
        tally.missed,
        tally.offices,
        tally.unfinished,
        began.elapsed()
    );
    assert!(tally.hits() >= kills, "only {} of {kills} kills hit a live process", tally.hits());
    for name in ["import", "tick", "sign", "export", "statement"] {
        let hit = tally.hit.get(name).copied().unwrap_or(0);
        assert!(hit >= kills / 12, "only {hit} of {} kills hit `{name}`", tally.hits());
    }
}
