//! Rows that are wrong in their content: each refused with all of its defects, the good ones taken.

use super::*;

/// The codes of one row with these fields changed, in the order of the columns.
fn codes(office: &Office, changes: &[(usize, &str)]) -> Vec<String> {
    let (accepted, repeated, refused, codes) = counts(&import_requests(office, requests(&[row_with("X", changes)])));
    assert_eq!((accepted, repeated, refused), (0, 0, 1), "{changes:?}");
    codes
}

#[test]
fn an_amount_is_digits_a_dot_and_at_most_two_decimals_above_zero() {
    both(|office| {
        let cases = [
            ("-5", "amount-negative"),
            ("-5.00", "amount-negative"),
            ("0", "amount-zero"),
            ("0.00", "amount-zero"),
            ("1.234", "bad-amount"),
            ("1000000000000000", "amount-too-large"),
            ("\"1 000,50\"", "bad-amount"),
            ("1 000.50", "bad-amount"),
            ("1e5", "bad-amount"),
            ("+5", "bad-amount"),
            ("", "missing-value"),
            (".5", "bad-amount"),
            ("5.", "bad-amount"),
            (" 5", "bad-amount"),
            ("5\u{a0}", "bad-amount"),
            ("٥", "bad-amount"),
            ("NaN", "bad-amount"),
        ];
        for (text, code) in cases {
            assert_eq!(codes(office, &[(8, text)]), [code], "base_amount {text:?}");
            assert_eq!(codes(office, &[(10, text)]), [code], "amount {text:?}");
        }
        for place in [2, 9, 12, 13, 14] {
            assert_eq!(codes(office, &[(place, "")]), ["missing-value"], "{place}");
        }
        assert_eq!(codes(office, &[(10, "99.99")]), ["amount-mismatch"]);
        assert_eq!(codes(office, &[(8, "922337203685477.58"), (9, "30")]), ["amount-mismatch"]);
    });
}

#[test]
fn a_rate_is_a_percentage_above_zero_up_to_the_ceiling() {
    both(|office| {
        for text in ["0", "-1", "10%", "1.23456", "1e1", "\"10,5\""] {
            assert_eq!(codes(office, &[(9, text)]), ["bad-rate"], "{text:?}");
        }
        assert_eq!(codes(office, &[(8, "1000.00"), (9, "30.0001"), (10, "300.00")]), ["rate-above-ceiling"]);
        let just = row_with("J", &[(8, "1000.00"), (9, "30"), (10, "300.00")]);
        assert_eq!(counts(&import_requests(office, requests(&[just]))), (1, 0, 0, vec![]));
    });
}

#[test]
fn a_date_is_a_day_that_exists() {
    both(|office| {
        for text in [
            "2025-02-29",
            "2025-13-01",
            "2025-04-31",
            "2025-00-10",
            "01.12.2025",
            "2025-1-1",
            "0000-01-01",
            "9999-12-31",
        ] {
            assert_eq!(codes(office, &[(12, text)]), ["bad-date"], "{text:?}");
            assert_eq!(codes(office, &[(14, text)]), ["bad-date"], "{text:?}");
        }
        assert_eq!(codes(office, &[(13, "2026-01-01"), (14, "2025-12-31")]), ["dates-out-of-order"]);
        assert_eq!(codes(office, &[(12, "2026-02-28")]), ["dates-out-of-order"]);
        let leap = row_with("L", &[(12, "2024-02-29"), (13, "2024-02-29"), (14, "2024-02-29")]);
        assert_eq!(counts(&import_requests(office, requests(&[leap]))), (1, 0, 0, vec![]));
    });
}

#[test]
fn a_registration_is_an_instant_with_its_offset_not_later_than_the_clock() {
    both(|office| {
        let bad = [
            "2026-02-27T10:00:00",
            "2026-02-27",
            "2026-02-27 10:00:00+05:00",
            "2026-02-29T10:00:00+05:00",
            "2026-02-27T24:00:00Z",
            "2026-02-27T10:00:60Z",
            "0001-01-01T00:00:00Z",
        ];
        for text in bad {
            assert_eq!(codes(office, &[(2, text)]), ["bad-instant"], "{text:?}");
        }
        for text in ["2026-03-02T09:00:01+05:00", "2026-03-02T04:00:00.000001Z", "2199-01-01T00:00:00Z"] {
            assert_eq!(codes(office, &[(2, text)]), ["instant-in-future"], "{text:?}");
        }
        let now = row_with("N", &[(2, "2026-03-02T04:00:00Z")]);
        assert_eq!(counts(&import_requests(office, requests(&[now]))), (1, 0, 0, vec![]));
    });
}

#[test]
fn a_year_outside_the_calendar_is_refused_with_a_sentence_and_never_guessed() {
    both(|office| {
        let before = row_with("B", &[(2, "2018-12-31T10:00:00+06:00")]);
        let ran = import_requests(office, requests(&[before]));
        assert!(ran.codes().contains(&"outside-calendar".to_owned()), "{ran:?}");
        assert!(ran.stdout.contains("2019-01-01 – 2027-12-31"), "{ran:?}");
        import_requests(office, requests(&[row_with("R", &[])]));
        let tick = office.run("2031-03-03T10:00", "", &["tick"]);
        assert_eq!((tick.code, tick.codes()), (3, vec!["outside-calendar".to_owned()]), "{tick:?}");
        assert!(tick.stdout.contains("2031-03-03") && tick.stdout.contains("2027-12-31"), "{tick:?}");
        let confirm = office.run("2027-12-31T17:00", "specialist", &["request", "confirm", "R"]);
        assert_eq!((confirm.code, confirm.codes()), (3, vec!["outside-calendar".to_owned()]), "{confirm:?}");
        let due = |from: &str, limit: &str| office.run(AT, "", &["calendar", "due", "--from", from, "--limit", limit]);
        for (from, limit) in [
            ("2031-03-03T10:00:00+05:00", "1wd"),
            ("2027-12-31T10:00:00+05:00", "1wd"),
            ("2018-05-01T10:00:00+06:00", "same-day"),
        ] {
            assert_eq!((due(from, limit).code, due(from, limit).codes()), (3, vec!["outside-calendar".to_owned()]));
        }
        for at in ["2300-01-01T00:00:00+05:00", "1899-12-31T00:00:00Z", "2026-03-02T09:00:00", "yesterday"] {
            let ran = office.run(at, "", &["request", "list"]);
            assert_eq!((ran.code, ran.stdout.is_empty()), (2, true), "{ran:?}");
        }
    });
}

#[test]
fn a_control_character_is_refused_and_never_reaches_the_terminal() {
    both(|office| {
        for text in ["ТОО\0Береке", "ТОО\u{7}", "\"ТОО\nБереке\"", "ТОО\u{1b}[2J", "ТОО\u{85}"]
        {
            assert_eq!(codes(office, &[(4, text)]), ["control-character"], "{text:?}");
            assert_eq!(codes(office, &[(11, text)]), ["control-character"], "{text:?}");
        }
        assert_eq!(codes(office, &[(1, "A\0B")]), ["control-character"]);
        assert_eq!(codes(office, &[(0, "mic\0ro")]), ["bad-service"]);
        let ran = import_requests(office, requests(&[row_with("X", &[(4, "a\u{1b}[2J\0b"), (3, "9\u{1b}4")])]));
        assert!(!ran.stderr.contains(['\u{1b}', '\0']), "{:?}", ran.stderr);
    });
}

#[test]
fn a_name_that_a_spreadsheet_would_run_is_defused_in_csv_and_nowhere_else() {
    both(|office| {
        let name = "=cmd|' /C calc'!A0";
        with_plan(office, 1_000);
        assert_eq!(counts(&import_requests(office, requests(&[row_with("R", &[(4, name)])]))).0, 1);
        assert_eq!(office.list(&["request", "list"])[0]["recipient_name"], name);
        let config = office.path("qazyna.toml");
        for words in [["request", "list"], ["report", "register"]] {
            let csv = office.words(&["--config", &config, "--output", "csv", words[0], words[1]]);
            assert!(csv.stdout.contains(&format!(",'{name}")), "{csv:?}");
        }
        office.must("2026-03-02T10:00", "", &["tick"]);
        office.must("2026-03-02T10:10", "head", &["batch", "sign", "1"]);
        for format in ["treasury-xml", "csv", "pain001"] {
            let files = office.must("2026-03-02T10:20", "finance", &["export", "--batch", "1", "--as", format]);
            let text = std::fs::read_to_string(files[0]["path"].as_str().unwrap()).unwrap();
            // the table is for spreadsheets too: its readers take one leading apostrophe off
            let wanted = if format == "csv" { format!(",'{name},") } else { name.to_owned() };
            assert!(text.replace("&apos;", "'").contains(&wanted), "{format}: {text}");
            assert_eq!(text.contains(&format!("'{name}")), format == "csv", "{format}");
        }
        // nor does a report of defects carry a formula
        let file = office.write("in/x.csv", format!("{REQUESTS},=1+1\n"));
        let csv = office.words(&[
            "--config",
            &config,
            "--output",
            "csv",
            "--at",
            "2026-03-02T10:30:00+05:00",
            "--actor",
            "specialist",
            "request",
            "import",
            &file,
        ]);
        assert!(csv.stdout.contains("'=1+1,unknown-column,'=1+1"), "{csv:?}");
    });
}

#[test]
fn every_defect_of_a_row_is_told_at_once_in_the_order_of_the_columns() {
    both(|office| {
        let row = "loans,,x,123456789011,,KZ00,hsbk,5,-1,0,0,,2025-02-30,x,".to_owned();
        let ran = import_requests(office, requests(&[row, row_with("G", &[])]));
        let (accepted, _, refused, codes) = counts(&ran);
        assert_eq!((accepted, refused), (1, 1));
        let wanted = [
            "bad-service",
            "missing-value",
            "bad-instant",
            "bad-bin",
            "missing-value",
            "bad-iban",
            "bad-bic",
            "bad-kbe",
            "amount-negative",
            "bad-rate",
            "amount-zero",
            "missing-value",
            "bad-date",
            "bad-date",
            "missing-value",
        ];
        assert_eq!(codes, wanted);
        for defect in ran.json()["defects"].as_array().unwrap() {
            assert_eq!(defect["line"], 2);
            assert!(!defect["message"].as_str().unwrap().is_empty());
        }
        assert_eq!(super::rows::codes(office, &[(3, "061211600012")]), ["iin-not-bin"]);
        assert_eq!(super::rows::codes(office, &[(6, "KKMFKZ2A")]), ["bank-contradiction"]);
    });
}

#[test]
fn a_number_used_again_with_other_content_shows_both() {
    both(|office| {
        import_requests(office, requests(&[row_with("A", &[])]));
        let ran = import_requests(office, requests(&[request("A", REGISTERED, 200)]));
        assert_eq!(counts(&ran), (0, 0, 1, vec!["number-conflict".into()]));
        let defect = ran.json()["defects"][0].clone();
        assert!(defect["value"].as_str().unwrap().contains("200.00"), "{defect}");
        assert!(defect["message"].as_str().unwrap().contains("100.00"), "{defect}");
        let twice = [row_with("B", &[]), row_with("B", &[(7, "17")])];
        assert_eq!(counts(&import_requests(office, requests(&twice))), (1, 0, 1, vec!["number-conflict".into()]));
        // the number is unique for its service alone
        let other = row_with("A", &[(0, "guarantee-commission")]);
        assert_eq!(counts(&import_requests(office, requests(&[other]))), (1, 0, 0, vec![]));
    });
}

#[test]
fn the_same_row_again_is_a_repeat_also_with_another_offset_of_the_same_instant() {
    both(|office| {
        import_requests(office, requests(&[row_with("A", &[])]));
        let before = head(office);
        for same in ["2026-02-27T05:00:00Z", "2026-02-27T05:00:00.000Z", "2026-02-27T08:00:00+03:00"] {
            let rows = [row_with("A", &[(2, same), (8, "1000"), (9, "10.0"), (10, "100.0")])];
            assert_eq!(counts(&import_requests(office, requests(&rows))), (0, 1, 0, vec![]), "{same}");
        }
        assert_eq!(head(office), before, "a repeat changes nothing");
        let shown = office.list(&["request", "list"])[0]["registered_at"].clone();
        assert_eq!(shown, REGISTERED);
    });
}

#[test]
fn control_totals_that_differ_refuse_the_file_whole() {
    both(|office| {
        let file = office.write("in/r.csv", requests(&[row_with("A", &[]), request("B", REGISTERED, 250)]));
        let import = |more: &[&str]| office.run(AT, "specialist", &[&["request", "import", &file], more].concat());
        for wrong in [["--count", "3"], ["--sum", "350.01"], ["--count", "0"]] {
            refused_whole(office, || import(&wrong), "control-total");
        }
        assert_eq!(import(&["--sum", "350,00"]).code, 2);
        assert_eq!(import(&["--count", "-1"]).code, 2);
        assert_eq!(counts(&import(&["--count", "2", "--sum", "350.00"])), (2, 0, 0, vec![]));
        refused_whole(office, || import(&["--count", "3"]), "control-total");
        assert_eq!(counts(&import(&["--count", "2", "--sum", "350"])), (0, 2, 0, vec![]));
        // a row that cannot be read makes the sum unknown, which is no sum at all
        let torn = office.write("in/t.csv", requests(&[row_with("C", &[]), "x".to_owned()]));
        refused_whole(
            office,
            || office.run(AT, "specialist", &["request", "import", &torn, "--sum", "100"]),
            "control-total",
        );
    });
}

#[test]
fn strict_takes_all_or_nothing() {
    both(|office| {
        let file = office.write("in/r.csv", requests(&[row_with("A", &[]), row_with("B", &[(10, "x")])]));
        let before = head(office);
        let ran = office.run(AT, "specialist", &["request", "import", &file, "--strict"]);
        assert_eq!(counts(&ran), (0, 0, 2, vec!["bad-amount".into()]));
        assert_eq!(head(office), before);
        let ran = office.run(AT, "specialist", &["request", "import", &file]);
        assert_eq!(counts(&ran), (1, 0, 1, vec!["bad-amount".into()]));
    });
}
