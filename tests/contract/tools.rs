//! The commands that need no database of their own: `check`, `calendar due`, `sample`, and `doctor`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::*;

#[test]
fn an_identifier_is_right_or_the_reason_is_told() {
    let office = Office::new(Engine::Sqlite);
    let cases: [(&str, &[&str], &[&str]); 4] = [
        (
            "bin",
            &["941240001151", "090840000906", "901041000015"],
            &["061211600012", "123456789011", "123456789012", "94124000115", "9412400011511", "", "94124000115 "],
        ),
        ("iin", &["061211600012"], &["941240001151", "123456789011", "190140000070", "061211600013", "061311600012"]),
        (
            "iban",
            &["KZ24070105KSN0000000", "KZ86125KZT5004100100", "KZ476010131000179714", "KZ698562203124676325"],
            &["KZ25070105KSN0000000", "kz24070105ksn0000000", "DE24070105KSN0000000", "KZ24 070105KSN000000"],
        ),
        ("bic", &["KKMFKZ2A", "HSBKKZKX", "HSBKKZKXXXX"], &["HSBK", "hsbkkzkx", "HSBKKZKXX", "1SBKKZKX"]),
    ];
    for (kind, right, wrong) in cases {
        let words = |values: &[&'static str]| [&["check", kind, "--"], values].concat();
        let all = office.must("", "", &words(right));
        assert!(all.as_array().unwrap().iter().all(|r| r["valid"] == true && r["reason"].is_null()), "{all}");
        for value in wrong {
            let ran = office.run("", "", &["check", kind, "--", value]);
            let one = ran.json()[0].clone();
            assert_eq!(
                (ran.code, &one["value"], &one["valid"]),
                (3, &(*value).into(), &false.into()),
                "{kind} {value}"
            );
            assert!(!one["reason"].as_str().unwrap().is_empty());
        }
    }
    let mixed = office.words(&["check", "bin", "941240001151", "061211600012", "--lang", "en"]);
    let lines: Vec<&str> = mixed.stdout.lines().collect();
    assert_eq!((mixed.code, lines.len()), (3, 2), "a line each: {mixed:?}");
    assert_eq!(office.words(&["check", "passport", "1"]).code, 2);
}

/// From, limit, effective, due: computed by hand on the calendar of 2026 with Nauryz from 21 to 25 March.
const DUE: [(&str, &str, &str, &str); 13] = [
    ("2026-03-19T18:31:00+05:00", "2wd", "2026-03-20T09:00:00+05:00", "2026-03-27T18:30:00+05:00"),
    ("2026-03-20T18:30:00+05:00", "1wd", "2026-03-20T18:30:00+05:00", "2026-03-26T18:30:00+05:00"),
    ("2026-03-20T07:00:00+05:00", "1wd", "2026-03-20T07:00:00+05:00", "2026-03-26T18:30:00+05:00"),
    ("2026-03-20T02:00:00Z", "1wd", "2026-03-20T07:00:00+05:00", "2026-03-26T18:30:00+05:00"),
    ("2026-03-20T18:30:00+05:00", "same-day", "2026-03-20T18:30:00+05:00", "2026-03-20T18:30:00+05:00"),
    ("2026-03-20T18:30:00.000001+05:00", "same-day", "2026-03-26T09:00:00+05:00", "2026-03-26T18:30:00+05:00"),
    ("2026-03-19T12:50:00+05:00", "15min", "2026-03-19T12:50:00+05:00", "2026-03-19T14:35:00+05:00"),
    ("2026-03-20T18:20:00+05:00", "15min", "2026-03-20T18:20:00+05:00", "2026-03-26T09:05:00+05:00"),
    ("2026-03-19T09:00:00+05:00", "8h", "2026-03-19T09:00:00+05:00", "2026-03-19T18:30:00+05:00"),
    ("2026-03-19T09:00:00+05:00", "9h", "2026-03-19T09:00:00+05:00", "2026-03-20T10:00:00+05:00"),
    ("2026-03-21T23:59:50+05:00", "20s", "2026-03-21T23:59:50+05:00", "2026-03-22T00:00:10+05:00"),
    ("2024-02-29T10:00:00+06:00", "1wd", "2024-02-29T10:00:00+06:00", "2024-03-01T18:30:00+05:00"),
    ("2024-05-03T19:00:00+05:00", "1wd", "2024-05-04T09:00:00+05:00", "2024-05-06T18:30:00+05:00"),
];

#[test]
fn a_deadline_is_counted_as_by_hand_for_each_kind_of_limit() {
    let office = Office::new(Engine::Sqlite);
    for (from, limit, effective, due) in DUE {
        let found = office.must("", "", &["calendar", "due", "--from", from, "--limit", limit]);
        assert_eq!((&found["effective_from"], &found["due"]), (&effective.into(), &due.into()), "{from} {limit}");
    }
    let found = office.must("", "", &["calendar", "due", "--from", DUE[0].0, "--limit", "2wd"]);
    let steps: Vec<(&str, bool)> = found["steps"]
        .as_array()
        .unwrap()
        .iter()
        .inspect(|s| assert!(!s["reason"].as_str().unwrap().is_empty()))
        .map(|s| (s["date"].as_str().unwrap(), s["counted"].as_bool().unwrap()))
        .collect();
    let wanted = [
        ("2026-03-19", false),
        ("2026-03-20", false),
        ("2026-03-21", false),
        ("2026-03-22", false),
        ("2026-03-23", false),
        ("2026-03-24", false),
        ("2026-03-25", false),
        ("2026-03-26", true),
        ("2026-03-27", true),
    ];
    assert_eq!(steps, wanted);
    for limit in ["0wd", "2", "wd", "-1h", "1.5h", "1d", "sameday", ""] {
        let ran = office.run("", "", &["calendar", "due", "--from", DUE[0].0, &format!("--limit={limit}")]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{limit}: {ran:?}");
    }
}

fn files(dir: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
    entries.map(|p| (p.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&p).unwrap())).collect()
}

#[test]
fn a_sample_is_the_same_for_the_same_seed_and_the_program_takes_all_of_it() {
    both(|office| {
        let dirs = ["one", "two", "three"].map(|d| office.path(d));
        for (dir, seed) in dirs.iter().zip(["7", "7", "8"]) {
            let said = office.must("", "", &["sample", "--requests", "60", "--seed", seed, "--out", dir]);
            assert_eq!(said["requests"], 60);
        }
        let [one, two, three] = dirs.each_ref().map(|d| files(d));
        assert_eq!(one.keys().collect::<Vec<_>>(), ["plan.csv", "requests.csv", "statement.csv"]);
        assert_eq!(one, two);
        assert!(one.iter().all(|(name, bytes)| three[name] != *bytes));
        let file = |name: &str| Path::new(&dirs[0]).join(name).display().to_string();
        let all = |document: Value| document["accepted"].as_u64().unwrap();
        assert_eq!(
            all(office.must("2026-03-12T09:30", "specialist", &["request", "import", &file("requests.csv")])),
            60
        );
        office.must("2026-03-12T09:31", "finance", &["plan", "import", &file("plan.csv")]);
        let done = office.must("2026-03-12T10:00", "", &["tick"]);
        let batches: Vec<String> =
            done["batches"].as_array().unwrap().iter().map(|b| b["number"].to_string()).collect();
        for batch in &batches {
            office.must("2026-03-12T10:10", "head", &["batch", "sign", batch]);
        }
        office.must("2026-03-12T10:20", "", &["tick"]);
        let orders = office.list(&["order", "list"]).len();
        assert_eq!(
            all(office.must("2026-03-13T11:00", "finance", &["statement", "import", &file("statement.csv")])),
            orders as u64
        );
        let state = office.must("", "", &["reconcile"]);
        assert_eq!((&state["matched"], &state["breaks"]), (&orders.into(), &Value::Array(vec![])));
    });
}

#[test]
fn the_doctor_tells_each_matter_and_ends_badly_where_one_is_a_fault() {
    both(|office| {
        let fine = office.must("2026-03-02T10:00", "", &["doctor"]);
        let checks: Vec<&str> = fine.as_array().unwrap().iter().map(|c| c["check"].as_str().unwrap()).collect();
        for wanted in ["configuration", "database", "calendar", "certificates", "disk", "collation"] {
            assert!(checks.contains(&wanted), "{wanted}: {checks:?}");
        }
        let status = |at: &str, more: &[&str], check: &str| {
            let ran = office.run(at, "", &[more, &["doctor"]].concat());
            let list = ran.json();
            let one = list.as_array().unwrap().iter().find(|c| c["check"] == check).unwrap().clone();
            assert!(!one["text"].as_str().unwrap().is_empty());
            (one["status"].as_str().unwrap().to_owned(), ran.code)
        };
        assert_eq!(status("2026-03-02T10:00", &[], "calendar"), ("good".into(), 0));
        assert_eq!(status("2027-10-01T10:00", &[], "calendar"), ("warning".into(), 0));
        assert_eq!(status("2028-01-01T10:00", &[], "calendar"), ("fault".into(), 4));
        let missing = ["--set", "eds.required=true", "--set", "eds.anchors=none.pem"];
        assert_eq!(status("2026-03-02T10:00", &missing, "certificates"), ("fault".into(), 4));
        assert_eq!(
            status("2026-03-02T10:00", &missing[2..], "certificates"),
            ("warning".into(), 0),
            "not required yet"
        );
        let pki = office.path("doctor-pki");
        office.must("2026-03-02T10:00", "", &["eds", "sandbox", "--out", &pki]);
        let (anchors, lists) = (format!("eds.anchors={pki}/anchors"), format!("eds.crls={pki}/crls"));
        let dated = |at: &str, lists: &str| {
            let sets = ["--set", "eds.required=true", "--set", &anchors, "--set", lists];
            status(at, &sets, "certificates").0
        };
        assert_eq!(dated("2026-03-02T10:00", &lists), "good");
        assert_eq!(dated("2026-03-02T10:00", "eds.crls="), "fault", "without a list nothing is accepted");
        assert_eq!(dated("2027-03-03T10:00", &lists), "fault", "the list is a year old");
        office.write("blocked", "a file");
        let blocked = format!("dispatch.folder={}", office.path("blocked"));
        assert_eq!(status("2026-03-02T10:00", &["--set", &blocked], "outbox"), ("fault".into(), 4));
    });
}
