//! Files that are wrong in their form: nothing of them is taken.

use std::time::{Duration, Instant};

use super::*;

/// An importer of bytes.
type Import = fn(&Office, Vec<u8>) -> Ran;

/// Each kind of file: its right bytes, and who takes it in.
fn kinds() -> [(String, Import); 3] {
    let months = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    [
        (requests(&[request("A", REGISTERED, 100), request("B", REGISTERED, 200)]), |o, b| import_requests(o, b)),
        (plans(&[plan_row("payments", "7", "2026-01-05", months)]), |o, b| import_plan(o, b)),
        (statements(&[answer_with(&[]), answer_with(&[(2, "2026-2")])]), |o, b| import_statement(o, b)),
    ]
}

#[test]
fn a_file_that_begins_with_bytes_that_are_no_utf8_changes_nothing() {
    both(|office| {
        for (right, import) in kinds() {
            let bad = [b"\xff\xfe".as_slice(), right.as_bytes()].concat();
            refused_whole(office, || import(office, bad), "not-utf8");
        }
    });
}

#[test]
fn a_byte_that_is_no_utf8_in_the_middle_of_a_long_file_changes_nothing() {
    both(|office| {
        let rows: Vec<String> = (0..4_500).map(|i| request(&format!("N{i}"), REGISTERED, 100)).collect();
        let mut bytes = requests(&rows).into_bytes();
        let late = bytes.len() - 3_000;
        let letter = |pair: &[u8]| pair == "Т".as_bytes();
        let name = late + bytes[late..].windows(2).position(letter).unwrap();
        bytes[name] = 0xff;
        refused_whole(office, || import_requests(office, &bytes), "not-utf8");
        assert!(office.list(&["request", "list"]).is_empty());
    });
}

#[test]
fn a_byte_order_mark_and_either_end_of_line_are_accepted() {
    both(|office| {
        let right = requests(&[request("A", REGISTERED, 100), request("B", REGISTERED, 200)]);
        let marked = format!("\u{feff}{}", right.replace('\n', "\r\n"));
        assert_eq!(counts(&import_requests(office, marked)), (2, 0, 0, vec![]));
        assert_eq!(counts(&import_requests(office, right.trim_end())), (0, 2, 0, vec![]));
        let quoted = right.replacen("service,number", "\"service\",\"number\"", 1);
        assert_eq!(counts(&import_requests(office, format!("\u{feff}{quoted}"))), (0, 2, 0, vec![]));
    });
}

#[test]
fn an_empty_file_is_refused_and_a_header_alone_brings_nothing() {
    both(|office| {
        for (right, import) in kinds() {
            refused_whole(office, || import(office, Vec::new()), "empty-file");
            let header = right.lines().next().unwrap();
            assert_eq!(counts(&import(office, header.into())), (0, 0, 0, vec![]));
        }
    });
}

#[test]
fn a_missing_an_unknown_and_a_doubled_column_are_named() {
    both(|office| {
        for (right, import) in kinds() {
            let (header, rows) = right.split_once('\n').unwrap();
            let first = header.split(',').next().unwrap();
            let cases = [
                (
                    header.replacen(first, &format!("{first}x"), 1),
                    vec![(first.to_owned(), "missing-column"), (format!("{first}x"), "unknown-column")],
                ),
                (format!("{header},colour"), vec![("colour".to_owned(), "unknown-column")]),
                (format!("{header},{first}"), vec![(first.to_owned(), "doubled-column")]),
            ];
            for (header, wanted) in cases {
                let before = head(office);
                let ran = import(office, format!("{header}\n{rows}").into_bytes());
                assert_eq!(ran.code, 3);
                let document = ran.json();
                let found: Vec<(String, &str)> = document["defects"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|d| (d["column"].as_str().unwrap().to_owned(), d["code"].as_str().unwrap()))
                    .collect();
                assert_eq!(found, wanted);
                assert_eq!(document["accepted"], 0);
                assert_eq!(head(office), before);
            }
        }
    });
}

#[test]
fn columns_may_stand_in_another_order() {
    both(|office| {
        let turned: Vec<String> = requests(&[request("A", REGISTERED, 100)])
            .lines()
            .map(|l| l.split(',').rev().collect::<Vec<_>>().join(","))
            .collect();
        assert_eq!(counts(&import_requests(office, turned.join("\n"))), (1, 0, 0, vec![]));
        let again = import_requests(office, requests(&[request("A", REGISTERED, 100)]));
        assert_eq!(counts(&again), (0, 1, 0, vec![]));
    });
}

#[test]
fn a_file_that_is_cut_off_in_a_row_or_inside_quotes_changes_nothing() {
    both(|office| {
        for (right, import) in kinds() {
            let line = right.trim_end().rfind('\n').unwrap();
            let in_the_row = &right[..line + 20];
            refused_whole(office, || import(office, in_the_row.into()), "cut-off");
            let inside_quotes = format!("{}\"20,", &right[..line + 2]);
            refused_whole(office, || import(office, inside_quotes.into()), "cut-off");
            let last = right.trim_end().rfind(',').unwrap();
            for end in ["\"2026-", "\"2026-\n"] {
                let in_the_last_field = format!("{}{end}", &right[..=last]);
                refused_whole(office, || import(office, in_the_last_field.into()), "cut-off");
            }
        }
    });
}

#[test]
fn a_file_divided_by_semicolons_or_without_its_header_is_told_apart() {
    both(|office| {
        for (right, import) in kinds() {
            refused_whole(office, || import(office, right.replace(',', ";").into()), "not-recognised");
            let (_, rows) = right.split_once('\n').unwrap();
            refused_whole(office, || import(office, rows.into()), "no-header");
        }
    });
}

#[test]
fn a_quote_that_is_never_closed_changes_nothing() {
    both(|office| {
        let rows = [row_with("A", &[(4, "\"ТОО Береке")]), row_with("B", &[]), row_with("C", &[])];
        refused_whole(office, || import_requests(office, requests(&rows)), "cut-off");
        let closed = [row_with("A", &[(4, "\"ТОО \"\"Береке\"\", Ltd\"")])];
        assert_eq!(counts(&import_requests(office, requests(&closed))), (1, 0, 0, vec![]));
    });
}

#[test]
fn a_row_of_another_length_is_refused_alone() {
    both(|office| {
        let rows = [row_with("A", &[]), format!("{},more", row_with("B", &[])), "x,y".to_owned(), row_with("C", &[])];
        let ran = import_requests(office, requests(&rows));
        assert_eq!(counts(&ran), (2, 0, 2, vec!["field-count".into(), "field-count".into()]));
        let lines: Vec<u64> =
            ran.json()["defects"].as_array().unwrap().iter().map(|d| d["line"].as_u64().unwrap()).collect();
        assert_eq!(lines, [3, 4]);
    });
}

#[test]
fn a_huge_number_of_columns_is_refused_without_harm() {
    both(|office| {
        let header: Vec<String> = (0..50_000).map(|i| format!("column{i}")).collect();
        refused_whole(office, || import_requests(office, header.join(",")), "not-recognised");
        refused_whole(office, || import_requests(office, format!("{REQUESTS},{}", header.join(","))), "not-recognised");
        let named = import_requests(office, format!("{REQUESTS},{}", header[..900].join(",")));
        assert_eq!((named.code, named.json()["defects_total"].as_u64()), (3, Some(900)));
        let wide = format!("{}{}\n", requests(&[row_with("A", &[])]), ",".repeat(1_000_000));
        assert_eq!(counts(&import_requests(office, wide)), (1, 0, 1, vec!["field-count".into()]));
    });
}

#[test]
fn a_million_empty_lines_are_passed_over_in_bounded_time() {
    both(|office| {
        let begun = Instant::now();
        let bytes = format!("{REQUESTS}\n{}{}\n", "\r\n".repeat(1_000_000), row_with("A", &[]));
        assert_eq!(counts(&import_requests(office, bytes)), (1, 0, 0, vec![]));
        assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    });
}

#[test]
fn a_field_of_a_megabyte_is_refused_and_shown_shortened() {
    both(|office| {
        let long = "Ә".repeat(500_000);
        let rows =
            [row_with("A", &[(4, &long)]), row_with(&long, &[]), row_with("C", &[(10, &long)]), row_with("D", &[])];
        let ran = import_requests(office, requests(&rows));
        assert_eq!(
            counts(&ran),
            (1, 0, 3, ["too-long", "too-long", "too-long", "bad-amount"].map(String::from).to_vec())
        );
        assert!(ran.stdout.len() + ran.stderr.len() < 20_000, "{} bytes", ran.stdout.len());
        let column = format!("{REQUESTS},{long}\n");
        assert!(import_requests(office, column).stdout.len() < 20_000);
    });
}

#[test]
fn a_missing_file_and_a_folder_in_its_place_are_wrong_usage() {
    both(|office| {
        let nowhere = office.path("in/nowhere.csv");
        let folder = office.path("in");
        std::fs::create_dir_all(&folder).unwrap();
        for (who, words) in [("specialist", "request"), ("finance", "plan"), ("finance", "statement")] {
            let ran = office.run(AT, who, &[words, "import", &nowhere]);
            assert_eq!((ran.code, ran.stderr.contains("nowhere.csv")), (2, true), "{ran:?}");
            if words != "request" {
                let ran = office.run(AT, who, &[words, "import", &folder]);
                assert_eq!((ran.code, ran.stderr.contains("is a folder")), (2, true), "{ran:?}");
            }
        }
        office.write("in/b.csv", requests(&[row_with("B", &[])]));
        office.write("in/a.CSV", requests(&[row_with("A", &[])]));
        office.write("in/notes.txt", "no requests");
        assert_eq!(counts(&office.run(AT, "specialist", &["request", "import", &folder])), (2, 0, 0, vec![]));
        let totals = office.run(AT, "specialist", &["request", "import", &folder, "--count", "2"]);
        assert_eq!(totals.code, 2, "{totals:?}");
    });
}
