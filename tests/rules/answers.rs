//! The treasury's answers: what they change, what is a break and changes nothing, and when silence is one.

use super::scene::{Scene, both, both_with, guarantee, january, line, text, tiyn};
use crate::support::office::{plan_row, request};
use serde_json::Value;

const AT: &str = "2026-02-27T10:00:00+05:00";

/// Dispatched orders of 10.00, one for each letter.
fn dispatched(scene: &Scene, numbers: &[&str]) {
    scene.take("2026-03-02T09:30", &numbers.iter().map(|n| request(n, AT, 10)).collect::<Vec<_>>());
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T12:00", 1);
    scene.tick("2026-03-02T12:10");
}

fn row(scene: &Scene, statement: &str, number: &str, outcome: &str) -> String {
    line(statement, number, &scene.order(number), outcome, "2026-03-03")
}

#[test]
// law: 004-3-result, 004-2-electronic
fn paid_rejected_and_returned_change_the_order_its_request_and_the_batch() {
    both_with(100, |scene| {
        dispatched(scene, &["A", "B", "C"]);
        let row = |statement: &str, number: &str, outcome: &str| row(scene, statement, number, outcome);
        let report = scene.answer("2026-03-03T10:00", &[row("S1", "2026-1", "paid"), row("S1", "2026-2", "rejected")]);
        assert_eq!((&report["accepted"], &report["refused"]), (&2.into(), &0.into()));
        assert_eq!(scene.facts("A", ["status", "paid", "hold"]), ["paid", "10.00", ""]);
        assert_eq!(scene.facts("B", ["status", "paid", "hold", "ordered"]), ["confirmed", "0.00", "rejected", "0.00"]);
        assert_eq!(scene.batch_status(1), "exported", "one order is not answered");
        // an order that was never called paid may come back at once
        scene.answer("2026-03-03T11:00", &[row("S2", "2026-3", "returned")]);
        assert_eq!(scene.facts("C", ["status", "hold"]), ["confirmed", "returned"]);
        assert_eq!(scene.batch_status(1), "settled");
        // paid, then returned
        scene.answer("2026-03-04T10:00", &[row("S3", "2026-1", "returned")]);
        assert_eq!(scene.facts("A", ["status", "paid", "hold"]), ["confirmed", "0.00", "returned"]);
        assert_eq!(scene.breaks(), []);
        assert_eq!(scene.run("", "", &["reconcile"]).code, 0);
        assert_eq!(scene.must("", "", &["reconcile"])["matched"], 4);
        let shown = scene.must("", "", &["request", "show", "A"]);
        let letters: Vec<String> = shown["notices"].as_array().unwrap().iter().map(|n| text(&n["kind"])).collect();
        assert_eq!(letters, ["acceptance", "result"]);
        let letter = text(&shown["notices"][1]["ru"]);
        assert!(letter.contains("10,00") && letter.contains("03.03.2026"), "{letter}");
        assert!(!text(&shown["notices"][1]["kk"]).is_empty());
        // released, it is ordered anew as the successor of the returned order
        scene.must("2026-03-04T10:10", "specialist", &["request", "release", "A", "--reason", "mended"]);
        scene.tick("2026-03-04T10:20");
        let order = scene.order("2026-4");
        assert_eq!([&order["request"], &order["replaces"]], ["A", "2026-1"]);
    });
}

#[test]
fn what_does_not_fit_is_a_break_and_changes_nothing() {
    both_with(100, |scene| {
        dispatched(scene, &["A", "B", "C", "D"]);
        scene.take("2026-03-02T13:00", &[request("E", AT, 10)]);
        scene.tick("2026-03-02T13:10");
        let row = |statement: &str, number: &str, outcome: &str| row(scene, statement, number, outcome);
        scene.answer("2026-03-03T10:00", &[row("S1", "2026-4", "rejected")]);
        let before = (scene.orders(), scene.requests(), scene.batch_status(1));
        let rows = [
            row("S2", "2026-1", "paid").replace("2026-1,", "2026-99,"),
            row("S2", "2026-1", "paid").replace(",10.00,", ",10.01,"),
            row("S2", "2026-2", "paid").replace("941240001151", "061211600012"),
            row("S2", "2026-2", "paid").replace("KZ476010131000179714", "KZ698562203124676325"),
            row("S2", "2026-5", "paid"),
            row("S2", "2026-4", "paid"),
            row("S2", "2026-4", "returned"),
        ];
        let report = scene.answer("2026-03-03T11:00", &rows);
        assert_eq!(report["accepted"], 7, "a break is taken in and kept");
        let wanted = [
            ("unknown-order", "2026-99"),
            ("amount-differs", "2026-1"),
            ("payee-differs", "2026-2"),
            ("payee-differs", "2026-2"),
            ("not-dispatched", "2026-5"),
            ("already-settled", "2026-4"),
            ("already-settled", "2026-4"),
        ];
        assert_eq!(scene.breaks(), wanted.map(|(kind, order)| (kind.to_owned(), order.to_owned())));
        assert_eq!((scene.orders(), scene.requests(), scene.batch_status(1)), before);
        // a break does not stand in the way of the right answer, and each has its line
        scene.answer(
            "2026-03-03T12:00",
            &[row("S3", "2026-1", "paid"), row("S3", "2026-2", "paid"), row("S3", "2026-3", "paid")],
        );
        assert_eq!(scene.batch_status(1), "settled");
        let ran = scene.run("", "", &["reconcile"]);
        assert_eq!(ran.code, 4);
        let first = &ran.json()["breaks"][1];
        assert_eq!([&first["expected"], &first["found"], &first["statement_no"]], ["10.00", "10.01", "S2"]);
        assert_eq!(first["line"], 3);
    });
}

#[test]
fn the_same_order_and_outcome_twice_is_doubled_in_one_statement_and_settled_in_another() {
    both_with(100, |scene| {
        dispatched(scene, &["A", "B"]);
        let row = |statement: &str, number: &str, outcome: &str| row(scene, statement, number, outcome);
        scene.answer(
            "2026-03-03T10:00",
            &[
                row("S1", "2026-1", "paid"),
                row("S1", "2026-1", "paid"),
                row("S1", "2026-1", "returned"),
                line("S1", "2", &scene.order("2026-2"), "paid", "2026-03-03"),
            ],
        );
        assert_eq!(scene.of_orders(["status"]), [["returned"], ["paid"]]);
        scene.answer("2026-03-03T10:01", &[row("S2", "2026-1", "returned"), row("S2", "2026-2", "paid")]);
        let wanted = [("duplicate-line", "2026-1"), ("already-settled", "2026-1"), ("already-settled", "2026-2")];
        assert_eq!(scene.breaks(), wanted.map(|(kind, order)| (kind.to_owned(), order.to_owned())));
        assert_eq!(tiyn(&scene.request("A")["paid"]), 0);
    });
}

#[test]
fn a_statement_leads_to_the_same_however_many_lines_are_taken_at_a_time() {
    for lines in [1, 2, 3, 100] {
        both_with(100, |scene| {
            dispatched(scene, &["A", "B", "C", "D"]);
            let row = |number: &str, outcome: &str| row(scene, "S1", number, outcome);
            let rows = [
                row("2026-1", "paid"),
                row("2026-2", "paid"),
                row("2026-3", "rejected"),
                row("2026-4", "returned"),
                row("2026-1", "paid"),
                row("2026-2", "returned"),
                row("2026-3", "paid"),
                row("2026-2", "paid"),
                row("2026-2", "returned"),
            ];
            let report = scene.answer_by("2026-03-03T10:00", &rows, lines);
            assert_eq!((report.accepted, report.matched, report.breaks), (9, 5, 4), "{lines} at a time");
            assert_eq!(scene.of_orders(["status"]), [["paid"], ["returned"], ["rejected"], ["returned"]]);
            assert_eq!(scene.facts("B", ["status", "paid", "hold"]), ["confirmed", "0.00", "returned"]);
            assert_eq!(scene.batch_status(1), "settled");
            let found: Vec<[String; 3]> = scene.list(&["break", "list"]).iter().map(break_facts).collect();
            let wanted = [
                ["duplicate-line", "2026-1", "6"],
                ["already-settled", "2026-3", "8"],
                ["duplicate-line", "2026-2", "9"],
                ["duplicate-line", "2026-2", "10"],
            ];
            assert_eq!(found, wanted.map(|facts| facts.map(str::to_owned)), "{lines} at a time");
            assert_eq!(scene.run("", "", &["reconcile", "--date", "2026-03-03"]).json()["matched"], 5);
            let head = scene.head();
            assert_eq!(scene.answer_by("2026-03-03T10:01", &rows, 4).repeated, 9);
            assert_eq!(scene.head(), head);
        });
    }
}

fn break_facts(found: &Value) -> [String; 3] {
    ["kind", "order_number", "line"].map(|key| text(&found[key]))
}

#[test]
fn a_row_that_a_mended_statement_doubles_is_a_duplicate_line() {
    for lines in [1, 100] {
        both_with(100, |scene| {
            dispatched(scene, &["A", "B"]);
            let row = |number: &str, outcome: &str| row(scene, "S1", number, outcome);
            let spoiled = row("2026-2", "paid").replace(",paid,", ",payd,");
            assert_eq!(scene.answer_by("2026-03-03T10:00", &[row("2026-1", "paid"), spoiled], lines).refused, 1);
            let mended = [row("2026-1", "paid"), row("2026-2", "paid"), row("2026-1", "paid")];
            let report = scene.answer_by("2026-03-03T10:01", &mended, lines);
            assert_eq!((report.accepted, report.repeated, report.matched), (2, 1, 1));
            assert_eq!(scene.breaks(), [("duplicate-line".to_owned(), "2026-1".to_owned())]);
        });
    }
}

#[test]
fn the_letters_of_a_request_paid_in_parts_say_what_is_left_in_the_order_of_the_lines() {
    for lines in [1, 2, 100] {
        both_with(20, |scene| {
            scene.take("2026-03-02T09:30", &[request("A", AT, 30)]);
            scene.tick("2026-03-02T10:00");
            scene.plan("2026-03-02T10:02", &[plan_row("payments", "P2", "2026-03-02", january(30))]);
            scene.tick("2026-03-02T10:10");
            for batch in [1, 2] {
                scene.sign("2026-03-02T12:00", batch);
            }
            scene.tick("2026-03-02T12:10");
            assert_eq!(scene.of_orders(["amount"]), [["20.00"], ["10.00"]]);
            let row = |number: &str, outcome: &str| row(scene, "S1", number, outcome);
            let rows = [row("2026-2", "paid"), row("2026-2", "returned"), row("2026-1", "paid")];
            assert_eq!(scene.answer_by("2026-03-03T10:00", &rows, lines).matched, 3);
            let shown = scene.must("", "", &["request", "show", "A"]);
            let letters = shown["notices"].as_array().unwrap().iter().filter(|n| n["kind"] == "result");
            let rests: Vec<String> = letters.map(|n| text(&n["ru"])).map(|letter| rest_of(&letter)).collect();
            // by the orders' numbers: 30 − 20 after 10 went and came back, and 30 − 10
            assert_eq!(rests, ["10,00", "20,00"], "{lines} at a time");
        });
    }
}

fn rest_of(letter: &str) -> String {
    let line = letter.lines().find_map(|line| line.strip_prefix("Остаток, ожидающий выплаты: "));
    line.and_then(|rest| rest.split_whitespace().next()).unwrap_or_default().to_owned()
}

#[test]
fn the_same_statement_again_is_quiet_and_with_other_content_a_conflict() {
    both_with(100, |scene| {
        dispatched(scene, &["A", "B"]);
        let row = |statement: &str, number: &str, outcome: &str| row(scene, statement, number, outcome);
        scene.answer("2026-03-03T10:00", &[row("S1", "2026-1", "paid")]);
        let head = scene.head();
        assert_eq!(scene.answer("2026-03-03T10:01", &[row("S1", "2026-1", "paid")])["repeated"], 1);
        let ran = scene.try_answer("2026-03-03T10:02", &[row("S1", "2026-2", "paid")]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["statement-conflict".to_owned()]), "{ran:?}");
        assert_eq!(scene.head(), head);
        assert_eq!(scene.order("2026-2")["status"], "dispatched");
    });
}

#[test]
fn silence_is_a_break_when_the_patience_of_two_working_days_is_over() {
    both_with(100, |scene| {
        dispatched(scene, &["A", "B"]);
        scene.answer("2026-03-03T10:00", &[row(scene, "S1", "2026-1", "paid")]);
        let silent = |at: &str| scene.run(at, "", &["reconcile"]);
        assert_eq!(silent("2026-03-04T18:30").code, 0, "until the closing of the second working day");
        let ran = silent("2026-03-04T18:30:01+05:00");
        assert_eq!((ran.code, &ran.json()["breaks"][0]["kind"]), (4, &"not-answered".into()), "{ran:?}");
        assert_eq!(ran.json()["breaks"][0]["order_number"], "2026-2");
        let id = text(&ran.json()["breaks"][0]["id"]);
        scene.twice("2026-03-05T10:00", "finance", &["break", "settle", &id, "--reason", "they were closed"]);
        assert_eq!(silent("2026-03-05T10:01").code, 0);
        let other = ["break", "settle", &id, "--reason", "another word"];
        scene.refused("2026-03-05T10:02", "finance", &other, "illegal-state");
    });
}

#[test]
fn a_settled_break_is_not_counted_any_more() {
    both_with(100, |scene| {
        dispatched(scene, &["A"]);
        scene.answer("2026-03-03T10:00", &[row(scene, "S1", "2026-1", "paid").replace(",10.00,", ",9.99,")]);
        let id = text(&scene.list(&["break", "list"])[0]["id"]);
        scene.twice("2026-03-03T11:00", "finance", &["break", "settle", &id, "--reason", "asked the treasury"]);
        assert_eq!((scene.breaks(), scene.list(&["break", "list", "--all"]).len()), (vec![], 1));
        scene.refused("2026-03-03T11:01", "finance", &["break", "settle", "B99", "--reason", "x"], "not-found");
    });
}

#[test]
// law: 004-1-both, 004-7-order
fn both_services_go_the_whole_way_and_leave_their_letters() {
    both(|scene| {
        let row = plan_row("payments", "1", "2026-01-05", january(100));
        scene.plan("2026-01-05T09:00", &[row.clone(), guarantee(&row).replace(",1,2026", ",2,2026")]);
        let asked = request("A", AT, 10);
        scene.take("2026-03-02T09:30", &[asked.clone(), guarantee(&asked).replace(",A,", ",G,")]);
        scene.tick("2026-03-02T10:00");
        for batch in [1, 2] {
            scene.sign("2026-03-02T12:00", batch);
        }
        scene.tick("2026-03-02T12:10");
        let paid: Vec<String> =
            scene.orders().iter().map(|o| line("S1", &text(&o["reference"]), o, "paid", "2026-03-03")).collect();
        scene.answer("2026-03-03T10:00", &paid);
        for number in ["A", "G"] {
            let shown = scene.must("", "", &["request", "show", number]);
            let history: Vec<String> = shown["history"].as_array().unwrap().iter().map(|e| text(&e["event"])).collect();
            assert_eq!(history[..3], ["request-received", "request-confirmed", "order-formed"], "{number}");
            assert_eq!(shown["notices"].as_array().unwrap().len(), 2, "{number}: acceptance and result");
            assert_eq!(scene.facts(number, ["status"]), ["paid"]);
        }
        let late = scene.run("", "", &["report", "deadlines", "--strict"]);
        assert_eq!(late.code, 0, "every step was in time: {late:?}");
    });
}
