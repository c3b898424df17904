//! Acts of the wrong person, at the wrong time, on the wrong thing.

use super::*;

#[test]
fn an_act_by_the_wrong_role_an_unknown_person_or_nobody_is_refused() {
    both(|office| {
        with_order(office);
        let file = office.write("in/x.csv", requests(&[row_with("X", &[])]));
        let before = head(office);
        let acts: [(&str, Vec<&str>); 14] = [
            ("specialist", vec!["request", "import", &file]),
            ("specialist", vec!["request", "confirm", "R"]),
            ("specialist", vec!["request", "refuse", "R", "--ground", "debt"]),
            ("specialist", vec!["request", "withdraw", "R"]),
            ("specialist", vec!["request", "release", "R", "--reason", "x"]),
            (
                "specialist",
                vec![
                    "request",
                    "correct",
                    "R",
                    "--account",
                    "KZ86125KZT5004100100",
                    "--bic",
                    "HSBKKZKX",
                    "--document",
                    "1",
                ],
            ),
            ("head", vec!["request", "approve-correction", "R"]),
            ("finance", vec!["plan", "import", &file]),
            ("finance", vec!["statement", "import", &file]),
            ("finance", vec!["export", "--batch", "1"]),
            ("finance", vec!["batch", "hand-over", "1", "--receipt", "1"]),
            ("finance", vec!["batch", "outcome-unknown", "1", "--reason", "x"]),
            ("head", vec!["batch", "sign", "1"]),
            ("head", vec!["batch", "decline", "1", "--order", "1", "--reason", "x"]),
        ];
        for (may, words) in &acts {
            for who in ["specialist", "head", "finance", "auditor"].iter().filter(|who| *who != may) {
                let ran = office.run("2026-03-02T11:00", who, words);
                assert_eq!((ran.code, ran.codes()), (3, vec!["wrong-role".to_owned()]), "{who} {words:?}: {ran:?}");
            }
            let ran = office.run("2026-03-02T11:00", "nobody", words);
            assert_eq!((ran.code, ran.codes()), (3, vec!["unknown-person".to_owned()]), "{words:?}: {ran:?}");
            let ran = office.run("2026-03-02T11:00", "", words);
            assert_eq!((ran.code, ran.stderr.contains("--actor")), (2, true), "{words:?}: {ran:?}");
        }
        assert_eq!(head(office), before);
    });
}

#[test]
fn a_clock_that_was_set_back_changes_nothing_and_shows_both_moments() {
    both(|office| {
        with_plan(office, 1_000);
        let before = head(office);
        let file = office.write("in/r.csv", requests(&[row_with("A", &[])]));
        let ran = office.run("2026-03-02T08:59", "specialist", &["request", "import", &file]);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{ran:?}");
        assert!(ran.stderr.contains("08:59:00+05:00") && ran.stderr.contains("09:00:00+05:00"), "{ran:?}");
        // the clock is looked at before anything is looked up
        assert_eq!(office.run("2026-03-02T08:59", "specialist", &["request", "withdraw", "nothing"]).code, 1);
        assert_eq!(head(office), before);
        // reading binds nothing, and people may be added at any time
        assert_eq!(office.run("2026-01-01T00:00", "", &["request", "list"]).code, 0);
        assert_eq!(office.run("2026-01-02T00:00", "", &["user", "add", "second", "--role", "finance"]).code, 0);
        assert_eq!(office.run(AT, "specialist", &["request", "import", &file]).code, 0);
    });
}

#[test]
fn what_does_not_exist_is_not_found_and_says_so() {
    both(|office| {
        with_order(office);
        let at = "2026-03-02T11:00";
        let cases: [(&str, &[&str], &str); 9] = [
            ("specialist", &["request", "show", "Z"], "not-found"),
            ("specialist", &["request", "withdraw", "Z"], "not-found"),
            ("", &["order", "show", "99"], "not-found"),
            ("", &["order", "show", "2025-1"], "not-found"),
            ("", &["batch", "show", "99"], "not-found"),
            ("head", &["batch", "sign", "99"], "not-found"),
            ("finance", &["export", "--batch", "99"], "not-found"),
            ("finance", &["break", "settle", "B99", "--reason", "x"], "not-found"),
            ("specialist", &["request", "refuse", "R", "--ground", "mood"], "unknown-ground"),
        ];
        for (who, words, code) in cases {
            let ran = office.run(at, who, words);
            assert_eq!((ran.code, ran.codes()), (3, vec![code.to_owned()]), "{words:?}: {ran:?}");
        }
        for words in [
            &["order", "show", "0"][..],
            &["order", "show", "x-1"],
            &["batch", "show", "one"],
            &["order", "list", "--status", "gone"],
            &["request", "list", "--status", "gone"],
            &["report", "weather"],
            &["report", "register", "--as", "doc"],
            &["export", "--as", "fax"],
        ] {
            let ran = office.run(at, "finance", words);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{words:?}: {ran:?}");
        }
    });
}

#[test]
fn a_number_of_two_services_must_be_written_in_full() {
    both(|office| {
        let rows = [row_with("R", &[]), row_with("R", &[(0, "guarantee-commission")])];
        import_requests(office, requests(&rows));
        let ran = office.run(AT, "", &["request", "show", "R"]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["ambiguous".to_owned()]), "{ran:?}");
        let one = office.must(AT, "", &["request", "show", "guarantee-commission/R"]);
        assert_eq!(one["service"], "guarantee-commission");
    });
}

#[test]
fn requisites_and_reasons_that_are_none_are_refused() {
    both(|office| {
        with_plan(office, 50);
        import_requests(office, requests(&[row_with("A", &[]), row_with("B", &[(11, "A-A")])]));
        let at = "2026-03-02T09:30";
        let correct = |account: &str, bic: &str, document: &str| {
            office.run(
                at,
                "specialist",
                &["request", "correct", "A", "--account", account, "--bic", bic, "--document", document],
            )
        };
        for ran in [
            correct("KZ86125KZT5004100101", "HSBKKZKX", "1"),
            correct("KZ476010131000179714", "hsbk", "1"),
            correct("KZ476010131000179714", "KKMFKZ2A", "1"),
            correct("KZ476010131000179714", "HSBKKZKX", " "),
            office.run(at, "specialist", &["request", "release", "B", "--reason", " "]),
            office.run(at, "specialist", &["request", "release", "A", "--reason", "not held"]),
            office.run(at, "head", &["batch", "decline", "1", "--order", "1", "--reason", ""]),
            office.run(at, "finance", &["batch", "hand-over", "1", "--receipt", " "]),
            office.run(at, "finance", &["batch", "outcome-unknown", "1", "--reason", "\t"]),
            office.run(at, "finance", &["break", "settle", "B1", "--reason", ""]),
            office.run(at, "", &["user", "add", " ", "--role", "head"]),
            office.run(at, "head", &["request", "approve-correction", "A"]),
        ] {
            assert_eq!((ran.code, ran.codes().len()), (3, 1), "{ran:?}");
        }
        assert_eq!(office.run(at, "specialist", &["request", "release", "B", "--reason", "two claims"]).code, 0);
        assert_eq!(
            office.run(at, "specialist", &["request", "release", "B", "--reason", "two claims"]).code,
            0,
            "quiet"
        );
    });
}
