//! After a restore nothing leaves until the statements since are reconciled.

use std::path::Path;

use super::copies::{at, lived_in};
use crate::scene::{Scene, both, line, text};
use crate::support::office::request;

fn export(scene: &Scene, at: &str, batch: &str) -> (u8, Vec<String>) {
    let ran = scene.run(at, "finance", &["export", "--batch", batch]);
    (ran.code, if ran.code == 3 { ran.codes() } else { Vec::new() })
}

fn refused() -> (u8, Vec<String>) {
    (3, vec!["not-reconciled".to_owned()])
}

#[test]
fn from_the_copy_to_the_release() {
    both(|scene| {
        lived_in(scene);
        let copy = scene.path("copy.qazyna");
        scene.must("", "", &["backup", &copy]);
        // what the copy does not know: batch 2 leaves and is paid
        scene.tick("2026-03-02T14:00");
        assert_eq!(scene.batch_status(2), "exported");
        let of_c = scene.order("2026-3");
        let outbox = std::fs::read_dir(scene.path("outbox")).unwrap().count();
        let statement = [line("S2", "2026-3", &of_c, "paid", "2026-03-03")];
        scene.answer("2026-03-03T10:00", &statement);

        scene.must("2026-03-05T09:00", "finance", &["restore", &copy]);
        assert_eq!(scene.batch_status(2), "signed");
        assert_eq!(export(scene, "2026-03-05T09:10", "2"), refused());
        assert_eq!(export(scene, "2026-03-05T09:10", "1"), refused(), "nor what had left before");
        let hand_over = ["batch", "hand-over", "1", "--receipt", "K-1"];
        scene.refused("2026-03-05T09:10", "finance", &hand_over, "not-reconciled");
        scene.take("2026-03-05T09:20", &[request("F", &at(6), 10)]);
        let ticked = scene.tick("2026-03-05T09:30");
        assert_eq!([text(&ticked["confirmed"]), text(&ticked["withheld"][0]["code"])], ["2", "not-reconciled"]);
        assert_eq!(std::fs::read_dir(scene.path("outbox")).unwrap().count(), outbox);
        let doctor = scene.list(&["doctor"]);
        let line_of = doctor.iter().find(|l| l["check"] == "restore").expect("doctor says it");
        assert!(text(&line_of["text"]).contains("2026-03-05"), "{line_of}");

        // the statement of the lost days: our copy never sent this order
        scene.answer("2026-03-05T09:40", &statement);
        assert_eq!(scene.breaks()[0], ("not-dispatched".to_owned(), "2026-3".to_owned()));
        scene.answer("2026-03-05T09:50", &[line("S3", "2026-2", &scene.order("2026-2"), "paid", "2026-03-05")]);
        assert_eq!(export(scene, "2026-03-05T10:00", "2"), refused(), "a break is open");
        let id = text(&scene.list(&["break", "list"])[0]["id"]);
        let settle = ["break", "settle", &id, "--reason", "we know"];
        scene.refused("2026-03-05T10:00", "finance", &settle, "illegal-state");
        let unknown = ["batch", "outcome-unknown", "2", "--reason", "left before the restore, statement S2"];
        scene.twice("2026-03-05T10:00", "finance", &unknown);
        for who in ["finance", "auditor"] {
            let resolve = ["batch", "resolve", "2", "--paid", "--reason", "statement S2"];
            scene.must("2026-03-05T10:10", who, &resolve);
        }
        assert_eq!(scene.facts("C", ["status", "paid"]), ["paid", "30.00"]);
        assert_eq!(export(scene, "2026-03-05T10:20", "1"), refused(), "a break is open");
        scene.must("2026-03-05T10:30", "finance", &["break", "settle", &id, "--reason", "resolved"]);
        scene.sign("2026-03-05T10:40", 3);
        let ticked = scene.tick("2026-03-05T10:50");
        assert_eq!(ticked["withheld"], serde_json::json!([]));
        assert_eq!(scene.batch_status(3), "exported");
        assert!(!scene.list(&["doctor"]).iter().any(|l| l["check"] == "restore"));
        // paid once, and what is released stays released
        scene.answer("2026-03-06T10:00", &[line("S4", "2026-99", &scene.order("2026-2"), "paid", "2026-03-06")]);
        assert_eq!(export(scene, "2026-03-06T10:10", "3").0, 0);
    });
}

#[test]
fn a_statement_of_an_earlier_day_is_not_enough() {
    both(|scene| {
        lived_in(scene);
        let copy = scene.path("copy.qazyna");
        scene.must("", "", &["backup", &copy]);
        scene.must("2026-03-05T09:00", "finance", &["restore", &copy]);
        scene.answer("2026-03-05T09:50", &[line("S2", "2026-2", &scene.order("2026-2"), "paid", "2026-03-04")]);
        assert_eq!(export(scene, "2026-03-05T10:00", "2"), refused());
        // brought back again before it was reconciled: the day counts anew
        let second = scene.path("second.qazyna");
        scene.must("", "", &["backup", &second]);
        scene.must("2026-03-06T09:00", "finance", &["restore", &second]);
        scene.answer("2026-03-06T09:10", &[line("S3", "2026-2", &scene.order("2026-2"), "returned", "2026-03-05")]);
        assert_eq!(export(scene, "2026-03-06T09:20", "2"), refused());
        scene.answer("2026-03-06T09:30", &[line("S4", "2026-2", &scene.order("2026-2"), "returned", "2026-03-06")]);
        let id = text(&scene.list(&["break", "list"])[0]["id"]);
        scene.must("2026-03-06T09:40", "finance", &["break", "settle", &id, "--reason", "came twice"]);
        assert_eq!(export(scene, "2026-03-06T09:50", "2").0, 0);
        assert!(Path::new(&scene.path("outbox")).exists());
    });
}

#[test]
fn a_statement_of_a_day_that_has_not_come_is_not_enough() {
    both(|scene| {
        lived_in(scene);
        let copy = scene.path("copy.qazyna");
        scene.must("", "", &["backup", &copy]);
        scene.must("2026-03-05T09:00", "finance", &["restore", &copy]);
        scene.answer("2026-03-05T09:50", &[line("S2", "2026-2", &scene.order("2026-2"), "paid", "2062-03-04")]);
        assert_eq!(export(scene, "2026-03-05T10:00", "2"), refused());
        scene.answer("2026-03-05T10:10", &[line("S3", "2026-2", &scene.order("2026-2"), "returned", "2026-03-05")]);
        assert_eq!(export(scene, "2026-03-05T10:20", "2").0, 0);
    });
}

#[test]
fn without_a_restore_a_signed_batch_has_no_unknown_outcome() {
    both(|scene| {
        lived_in(scene);
        let unknown = ["batch", "outcome-unknown", "2", "--reason", "no answer"];
        scene.refused("2026-03-02T12:00", "finance", &unknown, "illegal-state");
    });
}

#[test]
fn nothing_lapses_at_the_year_s_end_before_the_statements_tell_what_had_left() {
    both(|scene| {
        scene.give(100);
        scene.take("2026-12-29T10:30", &[request("A", "2026-12-29T10:00:00+05:00", 60)]);
        scene.tick("2026-12-29T11:00");
        scene.sign("2026-12-29T12:00", 1);
        let copy = scene.path("copy.qazyna");
        scene.must("", "", &["backup", &copy]);
        scene.tick("2026-12-29T12:10");
        let paid = line("S1", "2026-1", &scene.order("2026-1"), "paid", "2026-12-30");
        scene.must("2027-01-05T09:00", "finance", &["restore", &copy]);
        assert_eq!(scene.tick("2027-01-05T09:10")["lapsed"], 0);
        assert_eq!(scene.batch_status(1), "signed");
        scene.answer("2027-01-05T09:20", &[paid]);
        scene.must("2027-01-05T09:30", "finance", &["batch", "outcome-unknown", "1", "--reason", "statement S1"]);
        for who in ["finance", "head"] {
            scene.must("2027-01-05T09:40", who, &["batch", "resolve", "1", "--paid", "--reason", "statement S1"]);
        }
        assert_eq!(scene.facts("A", ["status", "paid"]), ["paid", "60.00"]);
    });
}
