//! What people, programs and disks get wrong: each case with what the program must answer, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod acts;
mod books;
mod disk;
mod form;
mod inbox;
mod plans;
mod rows;
mod settings;
mod statements;

use support::Engine;
use support::office::{Office, PLAN, REQUESTS, Ran, STATEMENT, plan_row, request};

/// A Monday, a working day.
const AT: &str = "2026-03-02T09:00";
/// A registration before it.
const REGISTERED: &str = "2026-02-27T10:00:00+05:00";

/// Runs the check on a fresh office of each engine.
fn both(check: impl Fn(&Office)) {
    for engine in Engine::ALL {
        println!("{engine:?}");
        check(&Office::new(engine));
    }
}

/// A request file of these rows.
fn requests(rows: &[String]) -> String {
    table(REQUESTS, rows)
}

/// A plan file of these rows.
fn plans(rows: &[String]) -> String {
    table(PLAN, rows)
}

/// A statement file of these rows.
fn statements(rows: &[String]) -> String {
    table(STATEMENT, rows)
}

fn table(header: &str, rows: &[String]) -> String {
    std::iter::once(header).chain(rows.iter().map(String::as_str)).map(|l| format!("{l}\n")).collect()
}

/// A right request row in which some fields, by their place, are others.
fn row_with(number: &str, changes: &[(usize, &str)]) -> String {
    let right = request(number, REGISTERED, 100);
    let mut fields: Vec<&str> = right.split(',').collect();
    for (place, value) in changes {
        fields[*place] = value;
    }
    fields.join(",")
}

/// A plan for January of so many tenge, taken in at 9:00.
fn with_plan(office: &Office, tenge: i64) {
    let row = plan_row("payments", "1", "2026-01-05", [tenge, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let file = office.write("in/plan.csv", plans(&[row]));
    office.must(AT, "finance", &["plan", "import", &file]);
}

/// One paid-for request R of 100 tenge: its order 2026-1 is signed and dispatched on 2 March.
fn with_order(office: &Office) {
    with_plan(office, 1_000);
    import_requests(office, requests(&[request("R", REGISTERED, 100)]));
    office.must("2026-03-02T10:00", "", &["tick"]);
    office.must("2026-03-02T10:10", "head", &["batch", "sign", "1"]);
    office.must("2026-03-02T10:20", "", &["tick"]);
}

/// A statement row for order 2026-1 of [`with_order`], some fields others.
fn answer_with(changes: &[(usize, &str)]) -> String {
    let mut fields = [
        "S-1",
        "2026-03-03",
        "2026-1",
        "100.00",
        "941240001151",
        "KZ476010131000179714",
        "paid",
        "",
        "T-1",
        "2026-03-03",
    ];
    for (place, value) in changes {
        fields[*place] = value;
    }
    fields.join(",")
}

fn import_requests(office: &Office, bytes: impl AsRef<[u8]>) -> Ran {
    let file = office.write("in/requests.csv", bytes);
    office.run(AT, "specialist", &["request", "import", &file])
}

fn import_plan(office: &Office, bytes: impl AsRef<[u8]>) -> Ran {
    let file = office.write("in/plan.csv", bytes);
    office.run("2026-03-02T09:30", "finance", &["plan", "import", &file])
}

fn import_statement(office: &Office, bytes: impl AsRef<[u8]>) -> Ran {
    let file = office.write("in/statement.csv", bytes);
    office.run("2026-03-03T11:00", "finance", &["statement", "import", &file])
}

/// Accepted, repeated, refused, and the codes of the defects.
fn counts(ran: &Ran) -> (u64, u64, u64, Vec<String>) {
    let document = ran.json();
    let number = |key: &str| document[key].as_u64().unwrap_or_else(|| panic!("{key}: {document}"));
    let codes = ran.codes();
    assert_eq!(ran.code, if codes.is_empty() { 0 } else { 3 }, "{ran:?}");
    assert_eq!(number("defects_total"), codes.len() as u64);
    (number("accepted"), number("repeated"), number("refused"), codes)
}

/// The journal's head: what changes with every change.
fn head(office: &Office) -> String {
    let at = office.run("", "", &["audit", "verify"]);
    assert_eq!(at.code, 0, "{at:?}");
    at.json()["head"].as_str().unwrap().to_owned()
}

/// Fails unless the file is refused whole for this one reason, and nothing at all was changed.
fn refused_whole(office: &Office, ran: impl FnOnce() -> Ran, code: &str) {
    let before = head(office);
    let ran = ran();
    assert_eq!(counts(&ran), (0, 0, 0, vec![code.to_owned()]), "{ran:?}");
    assert_eq!(head(office), before, "something was changed");
}
