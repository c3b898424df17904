//! `--output json` prints one document and nothing else, whatever the command and its end.

use serde_json::Value;

use super::*;

/// How many JSON documents the text is, where it is nothing else.
fn documents(text: &str) -> Option<usize> {
    serde_json::Deserializer::from_str(text).into_iter::<Value>().collect::<Result<Vec<_>, _>>().ok().map(|d| d.len())
}

#[test]
fn each_command_prints_one_document_whatever_its_end() {
    both(|office| {
        lived_in(office, 100, "ТОО Береке");
        let plan = office.path("in/plan.csv");
        let bad = office.write("in/bad.csv", b"\xff");
        let out = office.path("made");
        let notices = office.path("notices");
        let dir = office.dir().display().to_string();
        // who, the words, the exit code
        let commands: Vec<(&str, Vec<&str>, u8)> = vec![
            ("", vec!["request", "list"], 0),
            ("", vec!["request", "show", "W"], 0),
            ("", vec!["order", "list"], 0),
            ("", vec!["order", "show", "1"], 0),
            ("", vec!["batch", "list"], 0),
            ("", vec!["batch", "show", "1"], 0),
            ("", vec!["batch", "manifest", "1", "--out", &out], 0),
            ("", vec!["plan", "show", "--year", "2026"], 0),
            ("", vec!["plan", "show", "--year", "1900"], 0),
            ("", vec!["reconcile"], 4),
            ("", vec!["reconcile", "--date", "2026-03-03"], 4),
            ("", vec!["break", "list"], 0),
            ("", vec!["user", "list"], 0),
            ("", vec!["doctor"], 0),
            ("", vec!["audit", "verify"], 0),
            ("", vec!["audit", "verify", "--expect", "00"], 4),
            ("", vec!["report", "register"], 0),
            ("", vec!["report", "waiting-list"], 0),
            ("", vec!["report", "plan"], 0),
            ("", vec!["report", "deadlines"], 0),
            ("", vec!["report", "payments"], 0),
            ("", vec!["report", "reconciliation"], 0),
            ("", vec!["report", "conservation"], 0),
            ("", vec!["report", "journal"], 0),
            ("", vec!["report", "register", "--as", "csv", "--out", &out], 0),
            ("", vec!["calendar", "due", "--from", "2026-03-02T10:00:00+05:00", "--limit", "2wd"], 0),
            ("", vec!["calendar", "due", "--from", "2029-03-02T10:00:00+05:00", "--limit", "2wd"], 3),
            ("", vec!["check", "bin", "941240001151"], 0),
            ("", vec!["check", "bin", "941240001151", "x"], 3),
            ("", vec!["sample", "--requests", "3", "--seed", "1", "--out", &out], 1),
            ("", vec!["init", &dir, "--profile", "sandbox"], 3),
            ("", vec!["tick"], 0),
            ("", vec!["request", "show", "none"], 3),
            ("finance", vec!["plan", "import", &plan], 0),
            ("finance", vec!["plan", "import", &bad], 3),
            ("head", vec!["plan", "import", &plan], 3),
            ("nobody", vec!["plan", "import", &plan], 3),
            ("", vec!["plan", "import", &plan], 2),
            ("finance", vec!["statement", "import", &bad], 3),
            ("specialist", vec!["request", "import", &bad], 3),
            ("specialist", vec!["request", "confirm", "G"], 3),
            ("specialist", vec!["request", "refuse", "F", "--ground", "debt"], 0),
            ("specialist", vec!["request", "refuse", "P", "--ground", "debt"], 3),
            ("specialist", vec!["request", "release", "H", "--reason", "two periods"], 0),
            ("specialist", vec!["request", "withdraw", "P"], 3),
            (
                "specialist",
                vec![
                    "request",
                    "correct",
                    "H",
                    "--account",
                    "KZ86125KZT5004100100",
                    "--bic",
                    "HSBKKZKX",
                    "--document",
                    "1",
                ],
                3,
            ),
            ("head", vec!["request", "approve-correction", "H"], 3),
            ("head", vec!["batch", "sign", "1"], 0),
            ("head", vec!["batch", "sign", "9"], 3),
            ("head", vec!["batch", "decline", "1", "--order", "1", "--reason", "x"], 3),
            ("finance", vec!["export", "--batch", "1"], 0),
            ("finance", vec!["export"], 0),
            ("finance", vec!["batch", "hand-over", "1", "--receipt", "K-1"], 0),
            ("finance", vec!["batch", "outcome-unknown", "1", "--reason", "x"], 0),
            ("finance", vec!["batch", "resolve", "1", "--paid", "--reason", "x"], 0),
            ("auditor", vec!["batch", "resolve", "1", "--paid", "--reason", "x"], 0),
            ("finance", vec!["break", "settle", "B1", "--reason", "not ours"], 0),
            ("", vec!["user", "add", "second", "--role", "finance"], 0),
            ("", vec!["user", "end", "second"], 0),
            ("", vec!["user", "end", "third"], 3),
            ("", vec!["report", "weather"], 2),
            ("", vec!["hold", "list"], 0),
            ("", vec!["notice", "list"], 0),
            ("", vec!["notice", "bundle", "--out", &notices], 0),
            ("specialist", vec!["notice", "apply", &notices], 0),
            ("specialist", vec!["notice", "apply", "nowhere"], 3),
            ("", vec!["eds", "evidence", "1", "--out", "nowhere.zip"], 3),
            ("", vec!["eds", "refresh"], 0),
            ("", vec!["export", "--prove"], 0),
            ("", vec!["export", "--prove", "--batch", "1"], 0),
            ("", vec!["reconcile", "--explain", "2026-1"], 0),
            ("", vec!["reconcile", "--explain", "2026-99"], 3),
            ("", vec!["report", "deadlines", "--as", "pdf", "--out", &out], 0),
            ("", vec!["report", "deadlines", "--from", "2026-03-02", "--to", "2026-03-01"], 2),
        ];
        for (who, words, code) in commands {
            let ran = office.run("2026-03-03T13:00", who, &words);
            assert_eq!(ran.code, code, "{who} {words:?}: {ran:?}");
            let wanted = usize::from(!matches!(code, 1 | 2));
            assert_eq!(documents(&ran.stdout), Some(wanted), "{who} {words:?}: {ran:?}");
            assert!(code == 0 || !ran.stderr.is_empty() || matches!(code, 3 | 4), "{who} {words:?}: {ran:?}");
        }
    });
}

#[test]
fn an_act_repeated_by_the_same_person_is_quiet() {
    both(|office| {
        lived_in(office, 100, "ТОО Береке");
        let acts: [(&str, &[&str]); 5] = [
            ("head", &["batch", "sign", "1"]),
            ("finance", &["export", "--batch", "1"]),
            ("finance", &["batch", "hand-over", "1", "--receipt", "K-1"]),
            ("specialist", &["request", "release", "H", "--reason", "two periods"]),
            ("finance", &["break", "settle", "B1", "--reason", "not ours"]),
        ];
        for (who, words) in acts {
            office.must("2026-03-03T13:00", who, words);
            let head = office.must("", "", &["audit", "verify"])["head"].clone();
            office.must("2026-03-03T14:00", who, words);
            assert_eq!(office.must("", "", &["audit", "verify"])["head"], head, "{words:?}");
        }
    });
}
