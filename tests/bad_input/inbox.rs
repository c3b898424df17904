//! The inbox: whatever is put there, nothing is lost, and nothing is taken twice.

use std::path::Path;

use serde_json::Value;

use super::*;

fn there(office: &Office, name: &str) -> bool {
    Path::new(&office.path(name)).exists()
}

fn report(office: &Office, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(office.path(name)).unwrap()).unwrap()
}

#[test]
fn a_good_file_goes_to_done_and_a_bad_one_to_failed_with_all_its_defects_beside_it() {
    both(|office| {
        office.write("inbox/good.csv", requests(&[row_with("A", &[])]));
        let bad: Vec<String> = (0..1_200).map(|i| row_with(&format!("B{i}"), &[(10, "x")])).collect();
        office.write("inbox/bad.csv", requests(&[bad, vec![row_with("C", &[])]].concat()));
        office.write("inbox/form.csv", b"\xff\xff");
        // outside working hours only the inbox counts
        let ran = office.run("2026-03-01T12:00", "", &["tick"]);
        assert_eq!(ran.code, 3, "what was refused is said by the tick, too");
        let done = ran.json();
        assert_eq!((&done["working_time"], &done["confirmed"]), (&false.into(), &0.into()));
        assert!(there(office, "inbox/done/good.csv") && there(office, "inbox/failed/bad.csv"));
        assert!(there(office, "inbox/failed/form.csv") && !there(office, "inbox/bad.csv"));
        let said = report(office, "inbox/failed/bad.csv.report.json");
        assert_eq!(
            (&said["accepted"], &said["refused"], &said["defects_total"]),
            (&1.into(), &1_200.into(), &1_200.into())
        );
        let defects = said["defects"].as_array().unwrap();
        assert_eq!(defects.len(), 1_200, "not only the first thousand");
        assert_eq!(
            (&defects[0]["line"], &defects[0]["column"], &defects[0]["code"], &defects[0]["value"]),
            (&2.into(), &"amount".into(), &"bad-amount".into(), &"x".into())
        );
        assert!(defects[0]["message"].as_str().unwrap().contains('x'));
        assert_eq!(report(office, "inbox/failed/form.csv.report.json")["defects"][0]["code"], "not-utf8");
        assert_eq!(office.list(&["request", "list"]).len(), 2);
    });
}

#[test]
fn an_unfinished_file_a_hidden_one_and_a_folder_are_left_alone() {
    both(|office| {
        for name in ["inbox/a.csv.part", "inbox/.hidden.csv", "inbox/folder/b.csv"] {
            office.write(name, requests(&[row_with("A", &[])]));
        }
        office.must(AT, "", &["tick"]);
        for name in ["inbox/a.csv.part", "inbox/.hidden.csv", "inbox/folder/b.csv"] {
            assert!(there(office, name), "{name}");
        }
        assert!(office.list(&["request", "list"]).is_empty());
    });
}

#[test]
fn the_same_file_twice_is_a_quiet_repeat_and_none_is_written_over() {
    both(|office| {
        for day in [1, 2] {
            office.write("inbox/r.csv", requests(&[row_with("A", &[])]));
            let done = office.must(&format!("2026-03-0{day}T19:00"), "", &["tick"]);
            let one = &done["inbox"][0];
            assert_eq!(
                (&one["accepted"], &one["repeated"]),
                (&u64::from(day == 1).into(), &u64::from(day == 2).into())
            );
        }
        assert!(there(office, "inbox/done/r.csv") && there(office, "inbox/done/r-2.csv"));
        let before = head(office);
        office.must("2026-03-02T20:00", "", &["tick"]);
        assert_eq!(head(office), before);
    });
}

#[test]
fn a_file_that_a_killed_tick_left_in_its_hands_is_taken() {
    both(|office| {
        office.write("inbox/working/r.csv", requests(&[row_with("A", &[])]));
        office.must(AT, "", &["tick"]);
        assert!(there(office, "inbox/done/r.csv") && !there(office, "inbox/working/r.csv"));
        // killed after the commit and before the move: a repeat
        std::fs::rename(office.path("inbox/done/r.csv"), office.path("inbox/working/r.csv")).unwrap();
        let done = office.must(AT, "", &["tick"]);
        assert_eq!(done["inbox"][0]["repeated"], 1);
        assert_eq!(office.list(&["request", "list"]).len(), 1);
    });
}

#[test]
fn a_file_where_a_folder_of_the_inbox_should_be_is_a_fault_that_loses_nothing() {
    both(|office| {
        office.write("inbox/done", "no folder");
        office.write("inbox/r.csv", requests(&[row_with("A", &[])]));
        let ran = office.run("2026-03-02T19:00", "", &["tick"]);
        assert!(ran.code == 1 || there(office, "inbox/failed/done"), "{ran:?}");
        let _ = std::fs::remove_file(office.path("inbox/done"));
        assert_eq!(office.run("2026-03-02T19:00", "", &["tick"]).code, 0);
        assert_eq!(office.list(&["request", "list"]).len(), 1);
        assert!(there(office, "inbox/done/r.csv"));
    });
}
