//! One payout after the other, in which each command is killed at several moments and then run to its end. The end is
//! that of a payout which nobody disturbed: every list, every report, the journal to its last hash, every file.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use qazyna::domain::batch::{hex, sha256};

use crate::Chance;
use crate::process::{Act, was_hit};
use crate::support::Engine;
use crate::support::office::Office;

/// Moments at which one command is killed before it is let go, spread over the time that it takes.
const A_COMMAND: u32 = 4;

/// What can be known of an office from outside, by name.
type Facts = BTreeMap<String, String>;

/// What is killed; the plan is there before.
fn acts() -> Vec<(&'static str, Act)> {
    vec![
        ("import", Act::new("2026-03-12T09:40", "specialist", &["request", "import", "in/requests.csv"])),
        ("tick", Act::new("2026-03-12T10:00", "", &["tick"])),
        ("sign", Act::new("2026-03-12T11:00", "head", &["batch", "sign", "1"])),
        ("sign", Act::new("2026-03-12T11:00", "head", &["batch", "sign", "2"])),
        ("export", Act::new("2026-03-12T12:00", "finance", &["export", "--as", "pain001", "--as", "treasury-xml"])),
        ("statement", Act::new("2026-03-13T12:00", "finance", &["statement", "import", "in/statement.csv"])),
    ]
}

/// An office with made-up input and its plan, and the acts with the paths of its files.
fn begun(engine: Engine, requests: u64) -> (Office, Vec<(&'static str, Act)>) {
    let office = Office::new(engine);
    let input = office.path("in");
    let made = office.words(&["sample", "--requests", &requests.to_string(), "--seed", "7", "--out", &input]);
    assert_eq!(made.code, 0, "{made:?}");
    office.must("2026-03-12T09:30", "finance", &["plan", "import", &office.path("in/plan.csv")]);
    let mut acts = acts();
    for word in acts.iter_mut().flat_map(|(_, act)| &mut act.words).filter(|w| w.starts_with("in/")) {
        *word = office.path(word);
    }
    (office, acts)
}

/// The files of a folder by name, hidden ones too, as their digests.
fn digests(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let paths = entries.map(|e| e.unwrap().path());
    let one = |p: std::path::PathBuf| {
        (p.file_name().unwrap().to_str().unwrap().to_owned(), hex(&sha256(&std::fs::read(&p).unwrap())))
    };
    paths.map(one).collect()
}

fn facts(office: &Office) -> Facts {
    let lists: [&[&str]; 6] = [
        &["request", "list"],
        &["order", "list"],
        &["batch", "list"],
        &["plan", "show", "--year", "2026"],
        &["reconcile"],
        &["break", "list"],
    ];
    let reports =
        ["register", "waiting-list", "plan", "deadlines", "payments", "reconciliation", "conservation", "journal"];
    let dir = office.dir().to_str().unwrap().to_owned();
    let read = |words: &[&str]| {
        let ran = office.run("", "", words);
        assert_eq!(ran.code, 0, "{words:?}: {}", ran.stderr);
        ran.stdout.replace(&dir, ".")
    };
    let mut found: Facts = lists.iter().map(|words| (words.join(" "), read(words))).collect();
    found.extend(reports.map(|name| (format!("report {name}"), read(&["report", name]))));
    found.extend(digests(&office.dir().join("outbox")).into_iter().map(|(n, d)| (format!("outbox/{n}"), d)));
    let audit = office.run("", "", &["audit", "verify"]);
    assert_eq!(audit.code, 0, "{audit:?}");
    found.insert("audit verify".to_owned(), audit.stdout);
    found
}

/// Fails at the first line of the first fact that differs.
fn assert_same(left: &Facts, right: &Facts, place: &str) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>(), "{place}");
    for (name, text) in left {
        let differing = text.lines().zip(right[name].lines()).find(|(a, b)| a != b);
        assert_eq!(differing, None, "{place}: `{name}`");
        assert!(*text == right[name], "{place}: `{name}` is longer on one side");
    }
}

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
    let (office, acts) = begun(engine, requests);
    let mut usual: Vec<Duration> = acts.iter().map(|(_, act)| act.must(&office)).collect();
    let undisturbed = facts(&office);
    let files = digests(&office.dir().join("outbox"));
    assert_eq!(files.len(), 4, "two batches in two formats");
    drop(office);

    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    let most = 3 * kills / (u64::from(A_COMMAND) * acts.len() as u64) + 2;
    while tally.hits() < kills && tally.offices < most {
        let (office, acts) = begun(engine, requests);
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
