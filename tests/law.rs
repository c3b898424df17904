//! The law as a list of demands: each that the program carries out is claimed by a test, each that waits for a later
//! room says why. A test claims with a comment right before its `fn`: the word `law:` and the demand's id. The matrix
//! of paragraphs, stages and tests is `tests/law.md`; run with `QAZYNA_BLESS=1` to write it anew.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What becomes of a demand.
enum State {
    /// Carried out and claimed by tests.
    Now,
    /// Not carried out yet, or not by this program; why.
    Open(&'static str),
}
use State::{Now, Open};

/// Id, paragraph, what it demands, the stage that carries it out, and what becomes of it.
type Demand = (&'static str, &'static str, &'static str, &'static str, State);

const PORTAL: &str = "the portal's part; request files stand in for it until there is a gateway";

/// Decree 57/03 of the Karaganda region of 8 October 2019, annexes 1 and 2, whose paragraphs are the same.
const LAW: &[Demand] = &[
    ("004-1-both", "§1", "The same procedure serves both services, each under its own standard.", "all", Now),
    ("004-1-portal", "§1", "Application and result go through the portal.", "intake", Open(PORTAL)),
    ("004-2-electronic", "§2, §3", "The service and its result are electronic.", "reconciliation", Now),
    ("004-3-result", "§3", "The result is a notification that the money was transferred,", "reconciliation", Now),
    ("004-3-refusal", "§3", "or a reasoned refusal on a ground of the standard.", "requests", Now),
    ("004-4-application", "§4", "An application on the form of the standard begins the procedure.", "intake", Now),
    ("004-4-eds", "§4", "It is certified with the recipient's signature.", "intake", Now),
    ("004-5.1-confirm", "§5.1", "The specialist confirms that it is accepted", "confirmation", Now),
    ("004-5.1-limit", "§5.1", "within one working day from the registration,", "confirmation", Now),
    ("004-5.1-notice", "§5.1", "by a notification of the acceptance", "confirmation", Now),
    ("004-5.1-eds", "§5.1", "that bears the specialist's electronic signature", "confirmation", Now),
    ("004-5.1-cabinet", "§5.1", "and is at hand in the recipient's cabinet.", "confirmation", Now),
    ("004-5.2-form", "§5.2", "Payment orders that Treasury-Client takes in are formed,", "ordering", Now),
    ("004-5.2-plan", "§5.2", "according to the financing plan,", "ordering", Now),
    ("004-5.2-limit", "§5.2", "within two working days after the confirmation,", "ordering", Now),
    ("004-5.2-send", "§5.2", "and sent to the head for signature.", "ordering", Now),
    ("004-5.3-sign", "§5.3", "The head signs the payment orders", "signing", Now),
    ("004-5.3-limit", "§5.3", "within the day on which they were sent.", "signing", Now),
    ("004-5.4-send", "§5.4", "The finance specialist sends the payment documents to the treasury", "dispatch", Now),
    ("004-5.4-limit", "§5.4", "within the day on which they were signed,", "dispatch", Now),
    ("004-5.4-accounts", "§5.4", "to transfer the money to the recipients' accounts.", "dispatch", Now),
    ("004-6-roles", "§6", "Specialist, head and finance specialist take part.", "people", Now),
    ("004-6-three", "§6, ours", "They are three different people, for each item.", "people", Now),
    ("004-7-order", "§7", "The steps follow each other in this order.", "all", Now),
    ("004-8.1-sign-in", "§8.1–8.2", "The recipient registers and signs in at the portal.", "recipients", Now),
    ("004-8.3-data", "§8.3–8.4", "Who signs in is who he says, or is not let in.", "recipients", Now),
    ("004-8.5-form", "§8.5", "The form keeps to its structure and format.", "intake", Now),
    ("004-8.5-certificate", "§8.5", "A certificate is chosen for the request.", "intake", Now),
    ("004-8.6-eds", "§8.6", "It is valid, not revoked, and of the same IIN or BIN.", "intake", Now),
    ("004-8.7-refusal", "§8.7", "Else a message refuses: the signature is not confirmed.", "intake", Now),
    ("004-8.8-gateway", "§8.8", "The signed document passes the e-government gateway.", "intake", Open(PORTAL)),
    ("004-8.9-documents", "§8.9", "The provider checks the documents; else a reasoned refusal.", "requests", Now),
    ("004-8.10-eds", "§8.10", "The result bears the signature of the authorised person", "reconciliation", Now),
    ("004-8.10-cabinet", "§8.10", "and the recipient receives it.", "reconciliation", Now),
    (
        "004-9-corporation",
        "§9",
        "Not through the State Corporation.",
        "none",
        Open("no such way in exists; nothing to carry out"),
    ),
    ("004-10-diagrams", "§10–11", "As in the diagrams.", "none", Open("the published text has lost its diagrams")),
];

/// How time is counted: ours, where no paragraph says it.
const TIME: &[Demand] = &[
    (
        "time-next-day",
        "ours",
        "A limit in working days begins the next day and ends with its last day's closing.",
        "calendar",
        Now,
    ),
    ("time-same-day", "ours", "Within the day ends at that day's closing;", "calendar", Now),
    (
        "time-after-closing",
        "ours",
        "what comes after closing is due at the next working day's closing.",
        "calendar",
        Now,
    ),
    (
        "time-outside-hours",
        "ours",
        "A registration outside working time counts from the next opening; both moments are kept.",
        "intake",
        Now,
    ),
    ("time-working-hours", "ours", "Minutes and hours run in working time, without lunch;", "calendar", Now),
    ("time-continuous", "ours", "limits of portal acts run round the clock.", "calendar", Now),
    ("time-zone", "ours", "Moments are of the zone's own rules, never of a fixed offset.", "calendar", Now),
    ("time-calendar-data", "ours", "An official corrects the calendar without a programmer.", "calendar", Now),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn demands() -> impl Iterator<Item = &'static Demand> {
    LAW.iter().chain(TIME)
}

/// The Rust files of `src` and `tests`.
fn files() -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root().join("src"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|e| e == "rs") => {
                    found.insert(path);
                }
                false => {}
            }
        }
    }
    found
}

/// The test right after the marker at this line: its `fn` stands below, `#[test]` above or between.
fn test_after<'a>(lines: &[&'a str], marker: usize) -> Option<&'a str> {
    let frame = |line: &&str| line.trim_start().starts_with("#[") || line.trim_start().starts_with("//");
    let below = lines[marker..].iter().position(|line| !frame(line))? + marker;
    let above = lines[..marker].iter().rposition(|line| !frame(line)).map_or(0, |n| n + 1);
    let is_test = lines[above..below].iter().any(|line| line.trim() == "#[test]" || line.trim() == "#[tokio::test]");
    let rest = lines[below].trim_start();
    let rest = rest.strip_prefix("async ").unwrap_or(rest).strip_prefix("fn ")?;
    rest.split('(').next().filter(|_| is_test)
}

/// The claims of a file's text: the ids of each marker with its test, or what is wrong with it.
fn claims(name: &str, text: &str) -> (Vec<(String, String)>, Vec<String>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let lines: Vec<&str> = text.lines().collect();
    for (i, line) in lines.iter().enumerate() {
        let Some(ids) = line.trim_start().strip_prefix("// law: ") else { continue };
        match test_after(&lines, i) {
            Some(test) => found.extend(ids.split(", ").map(|id| (id.to_owned(), format!("{name}: {test}")))),
            None => faults.push(format!("{name}:{}: a claim that no test follows: {ids}", i + 1)),
        }
    }
    (found, faults)
}

/// All claims by id, and what is wrong.
fn all_claims() -> (BTreeMap<String, BTreeSet<String>>, Vec<String>) {
    let mut by_id: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut faults = Vec::new();
    for path in files() {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let (found, wrong) = claims(&name, &std::fs::read_to_string(&path).unwrap());
        faults.extend(wrong);
        for (id, test) in found {
            by_id.entry(id).or_default().insert(test);
        }
    }
    (by_id, faults)
}

#[test]
fn every_demand_is_claimed_by_a_test_or_says_why_not() {
    let (claims, mut faults) = all_claims();
    let known: BTreeSet<&str> = demands().map(|d| d.0).collect();
    assert_eq!(known.len(), LAW.len() + TIME.len(), "an id stands there twice");
    faults.extend(claims.keys().filter(|id| !known.contains(id.as_str())).map(|id| format!("`{id}` is no demand")));
    for (id, paragraph, sentence, _, state) in demands() {
        match (state, claims.contains_key(*id)) {
            (Now, false) => faults.push(format!("`{id}` ({paragraph}) is claimed by no test: {sentence}")),
            (Open(why), true) => faults.push(format!("`{id}` ({paragraph}) is claimed, but the list says: {why}")),
            _ => {}
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn matrix() -> String {
    let (claims, _) = all_claims();
    let mut out = String::from(
        "# What the law demands, and which tests show it\n\n\
         Written by `QAZYNA_BLESS=1 cargo test --test law` from the list in `tests/law.rs` and the claims in the tests.\n\n\
         Decree of the akimat of the Karaganda region of 8 October 2019 No. 57/03, annexes 1 and 2. *Open*: not carried\n\
         out by this version.\n\n\
         | paragraph | demand | stage | tests |\n|---|---|---|---|\n",
    );
    for (id, paragraph, sentence, stage, state) in demands() {
        let tests = match state {
            Open(why) => format!("*open*: {why}"),
            Now => claims.get(*id).into_iter().flatten().map(|t| format!("`{t}`")).collect::<Vec<_>>().join("<br>"),
        };
        writeln!(out, "| {paragraph} | {sentence} (`{id}`) | {stage} | {tests} |").unwrap();
    }
    out
}

#[test]
fn the_matrix_of_paragraphs_stages_and_tests_is_up_to_date() {
    let path = root().join("tests/law.md");
    let wanted = matrix();
    if std::env::var_os("QAZYNA_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "tests/law.md is not what the tests claim; QAZYNA_BLESS=1 cargo test --test law writes it"
    );
}

#[test]
fn a_claim_belongs_to_the_test_that_follows_it() {
    let mark = |ids: &str| format!("// {}: {ids}\n", "law");
    let good = format!("#[test]\n{}fn a() {{}}\n    {}    #[test]\n    fn b(x: u8) {{}}\n", mark("x, y"), mark("x"));
    let wanted = [("x", "f: a"), ("y", "f: a"), ("x", "f: b")].map(|(id, test)| (id.to_owned(), test.to_owned()));
    assert_eq!(claims("f", &good), (wanted.to_vec(), Vec::new()));
    for bad in [format!("{}fn helper() {{}}\n", mark("x")), format!("#[test]\n{}let a = 1;\n", mark("x")), mark("x")] {
        assert_eq!(claims("f", &bad).1.len(), 1, "{bad}");
    }
}
