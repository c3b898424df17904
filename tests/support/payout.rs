//! A whole payout of made-up requests as commands, and all that can be known of an office afterwards.

use std::collections::BTreeMap;
use std::path::Path;

use qazyna::domain::batch::{hex, sha256};

use super::office::Office;
use super::process::Act;

/// What can be known of an office from outside, by name.
pub type Facts = BTreeMap<String, String>;

/// The commands of a whole payout, whose plan is there already.
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
pub fn begun(office: Office, requests: u64) -> (Office, Vec<(&'static str, Act)>) {
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
pub fn digests(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let paths = entries.map(|e| e.unwrap().path());
    let one = |p: std::path::PathBuf| {
        (p.file_name().unwrap().to_str().unwrap().to_owned(), hex(&sha256(&std::fs::read(&p).unwrap())))
    };
    paths.map(one).collect()
}

/// Every list, every report, the journal, the files that were written, and an audit that finds nothing.
pub fn facts(office: &Office) -> Facts {
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
pub fn assert_same(left: &Facts, right: &Facts, place: &str) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>(), "{place}");
    for (name, text) in left {
        let differing = text.lines().zip(right[name].lines()).find(|(a, b)| a != b);
        assert_eq!(differing, None, "{place}: `{name}`");
        assert!(*text == right[name], "{place}: `{name}` is longer on one side");
    }
}
