//! Stops for a recipient or a budget line: nothing is formed, signed or sent past them, and their end gives every
//! request its old place back.

use super::scene::{LINE, both, both_with, guarantee, january, line, text, tiyn};
use crate::support::office::{plan_row, request};

/// The recipient of the sample rows, and another.
const BIN: &str = "941240001151";
const OTHER: &str = "141040011035";

fn of_other(row: &str) -> String {
    row.replace(BIN, OTHER)
}

fn at(second: u32) -> String {
    format!("2026-02-27T10:00:{second:02}+05:00")
}

#[test]
fn a_stopped_recipient_keeps_the_place_and_gets_it_back_at_the_end_of_the_stop() {
    both_with(60, |scene| {
        let add = ["hold", "add", BIN, "--reason", "court order 12"];
        scene.twice("2026-03-02T09:00", "finance", &add);
        // also what comes after the stop is stopped
        let rows = [request("A", &at(1), 30), of_other(&request("B", &at(2), 20)), request("C", &at(3), 10)];
        scene.take("2026-03-02T09:30", &rows);
        scene.tick("2026-03-02T10:00");
        let keys = ["status", "hold", "queue_position", "ordered"];
        assert_eq!(scene.facts("A", keys), ["confirmed", "blocked-recipient", "", "0.00"]);
        assert_eq!(scene.of_orders(["request", "amount"]), [["B", "20.00"]]);
        let [row] = &scene.list(&["report", "conservation"])[..] else { panic!("one service") };
        assert_eq!([&row["waiting"], &row["held"], &row["in_flight"]].map(tiyn), [0, 40_00, 20_00]);
        assert!(scene.list(&["report", "waiting-list"]).is_empty());
        let [stop] = &scene.list(&["hold", "list"])[..] else { panic!("one stop") };
        let keys = ["subject", "kind", "reason", "person", "ended_at", "requests", "amount"];
        let wanted = [BIN, "recipient", "court order 12", "finance", "", "2", "40.00"];
        assert_eq!(keys.map(|k| text(&stop[k])), wanted);
        // a release is for other holds
        let release = ["request", "release", "A", "--reason", "please"];
        scene.refused("2026-03-02T10:10", "specialist", &release, "not-held");
        scene.take("2026-03-02T10:20", &[of_other(&request("D", &at(9), 40))]);
        scene.twice("2026-03-03T09:00", "finance", &["hold", "end", BIN, "--reason", "court order 13"]);
        scene.tick("2026-03-03T10:00");
        let wanted = [["B", "20.00"], ["A", "30.00"], ["C", "10.00"]];
        assert_eq!(scene.of_orders(["request", "amount"]), wanted, "before D, which came later");
        assert_eq!(scene.facts("D", ["hold", "queue_position"]), ["", "1"]);
        let ended = &scene.list(&["hold", "list"])[0];
        assert_eq!(
            ["ended_by", "ended_reason", "requests"].map(|k| text(&ended[k])),
            ["finance", "court order 13", "0"]
        );
    });
}

#[test]
fn a_stop_shows_first_and_leaves_the_other_holds_as_they_are() {
    both_with(100, |scene| {
        scene.take(
            "2026-03-02T09:30",
            &[request("A", &at(1), 30), request("twin", &at(2), 20).replace("A-twin", "A-A")],
        );
        scene.tick("2026-03-02T10:00");
        scene.must("2026-03-02T10:05", "finance", &["hold", "add", LINE, "--reason", "letter 1"]);
        assert_eq!(scene.facts("twin", ["hold"]), ["blocked-line"]);
        scene.must("2026-03-02T10:06", "finance", &["hold", "add", BIN, "--reason", "letter 2"]);
        assert_eq!(scene.facts("twin", ["hold"]), ["blocked-recipient"]);
        scene.must("2026-03-02T10:07", "specialist", &["request", "release", "twin", "--reason", "another claim"]);
        assert_eq!(scene.facts("twin", ["hold", "queue_position"]), ["blocked-recipient", ""]);
        scene.must("2026-03-02T10:08", "finance", &["hold", "end", BIN]);
        assert_eq!(scene.facts("twin", ["hold", "queue_position"]), ["blocked-line", ""]);
        scene.must("2026-03-02T10:09", "finance", &["hold", "end", LINE]);
        assert_eq!(scene.facts("twin", ["hold", "queue_position"]), ["", "1"]);
        // what is settled is not shown as stopped
        scene.must("2026-03-02T10:10", "specialist", &["request", "withdraw", "twin"]);
        scene.must("2026-03-02T10:11", "finance", &["hold", "add", BIN, "--reason", "letter 3"]);
        assert_eq!(scene.facts("twin", ["status", "hold"]), ["withdrawn", ""]);
    });
}

#[test]
fn a_stopped_line_forms_nothing_and_the_other_line_goes_on() {
    both(|scene| {
        let rows = [plan_row("payments", "P1", "2026-01-05", january(50))];
        scene.plan("2026-01-05T09:00", &[rows[0].clone(), guarantee(&rows[0])]);
        scene.must("2026-03-02T09:00", "finance", &["hold", "add", LINE, "--reason", "sequestration"]);
        scene.take("2026-03-02T09:30", &[request("A", &at(1), 30), guarantee(&request("G", &at(2), 20))]);
        scene.tick("2026-03-02T10:00");
        assert_eq!(scene.of_orders(["request", "amount"]), [["G", "20.00"]]);
        assert_eq!(scene.facts("A", ["hold", "queue_position"]), ["blocked-line", ""]);
        let held: Vec<[i64; 2]> =
            scene.list(&["report", "conservation"]).iter().map(|r| [tiyn(&r["waiting"]), tiyn(&r["held"])]).collect();
        assert_eq!(held, [[0, 0], [0, 30_00]]);
        let stop = &scene.list(&["hold", "list"])[0];
        assert_eq!(["kind", "requests", "amount"].map(|k| text(&stop[k])), ["line", "1", "30.00"]);
        scene.must("2026-03-02T11:00", "finance", &["hold", "end", LINE]);
        scene.tick("2026-03-02T11:10");
        assert_eq!(scene.facts("A", ["status", "hold"]), ["ordered", ""]);
    });
}

#[test]
fn nothing_is_signed_for_a_stopped_recipient_and_the_rest_of_the_batch_is() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", &at(1), 30), of_other(&request("B", &at(2), 20))]);
        scene.tick("2026-03-02T10:00");
        let added = scene.must("2026-03-02T10:05", "finance", &["hold", "add", BIN, "--reason", "court order 12"]);
        assert_eq!(added["awaiting_signature"], serde_json::json!(["2026-1"]));
        assert_eq!(scene.must("", "", &["batch", "show", "1"])["blocked"], serde_json::json!(["2026-1"]));
        scene.refused("2026-03-02T10:10", "head", &["batch", "sign", "1"], "blocked");
        let decline = ["batch", "decline", "1", "--order", "2026-1", "--reason", "court order 12"];
        scene.must("2026-03-02T10:11", "head", &decline);
        scene.sign("2026-03-02T10:12", 1);
        assert_eq!(scene.of_orders(["request", "status"]), [["A", "declined"], ["B", "signed"]]);
        assert_eq!(scene.facts("A", ["hold"]), ["blocked-recipient"]);
        // what is signed stays signed: the stop says so
        let late = scene.must("2026-03-02T10:20", "finance", &["hold", "add", OTHER, "--reason", "debt"]);
        assert_eq!(late["signed"], serde_json::json!(["2026-2"]));
        scene.tick("2026-03-02T10:30");
        assert_eq!(scene.batch_status(1), "exported");
    });
}

#[test]
fn a_signed_batch_of_a_stopped_line_waits_for_the_end_of_the_stop() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", &at(1), 30)]);
        scene.tick("2026-03-02T10:00");
        scene.must("2026-03-02T10:05", "finance", &["hold", "add", LINE, "--reason", "letter 1"]);
        scene.refused("2026-03-02T10:06", "head", &["batch", "sign", "1"], "blocked");
        scene.must("2026-03-02T10:07", "finance", &["hold", "end", LINE]);
        scene.sign("2026-03-02T10:08", 1);
        scene.must("2026-03-02T10:09", "finance", &["hold", "add", LINE, "--reason", "letter 2"]);
        let ticked = scene.tick("2026-03-02T10:10");
        assert_eq!(text(&ticked["withheld"][0]["code"]), "blocked");
        let ran = scene.run("2026-03-02T10:11", "finance", &["export", "--batch", "1"]);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert_eq!(scene.batch_status(1), "signed");
        scene.must("2026-03-02T10:12", "finance", &["hold", "end", LINE]);
        scene.tick("2026-03-02T10:13");
        assert_eq!(scene.batch_status(1), "exported");
        // what is with the treasury is answered whether its line is stopped or not
        scene.must("2026-03-02T10:14", "finance", &["hold", "add", LINE, "--reason", "letter 3"]);
        scene.answer("2026-03-03T10:00", &[line("S1", "2026-1", &scene.order("2026-1"), "paid", "2026-03-03")]);
        assert_eq!(scene.facts("A", ["status", "hold"]), ["paid", ""]);
    });
}

#[test]
fn a_stop_names_something_that_can_be_stopped_a_reason_and_a_person_who_may() {
    both_with(100, |scene| {
        let add = |what: &'static str| ["hold", "add", what, "--reason", "letter 1"];
        for (what, code) in [
            ("941240001152", "bad-bin"),
            ("800101300016", "iin-not-bin"),
            ("255/061/015", "bad-code"),
            ("999/999/999/999", "not-found"),
        ] {
            scene.refused("2026-03-02T09:00", "finance", &add(what), code);
        }
        scene.refused("2026-03-02T09:00", "finance", &["hold", "add", BIN, "--reason", " "], "missing-value");
        scene.refused("2026-03-02T09:00", "specialist", &add(BIN), "wrong-role");
        scene.refused("2026-03-02T09:00", "finance", &["hold", "end", BIN], "not-held");
        scene.must("2026-03-02T09:01", "finance", &add(BIN));
        scene.refused("2026-03-02T09:02", "finance", &["hold", "add", BIN, "--reason", "letter 2"], "already-exists");
        scene.refused("2026-03-02T09:03", "head", &["hold", "end", BIN], "wrong-role");
    });
}

#[test]
fn an_order_that_a_stop_delayed_is_late_by_the_stop_and_not_by_the_department() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", &at(1), 30), of_other(&request("B", &at(2), 80))]);
        scene.must("2026-03-02T09:40", "finance", &["hold", "add", BIN, "--reason", "court order 12"]);
        scene.tick("2026-03-02T10:00");
        scene.must("2026-03-10T09:00", "finance", &["hold", "end", BIN]);
        scene.tick("2026-03-10T10:00");
        let steps = scene.list(&["report", "deadlines"]);
        let of_a = steps.iter().find(|s| s["step"] == "form" && s["item"] == "A").unwrap();
        assert_eq!(["lateness", "cause"].map(|k| text(&of_a[k])), ["late", "hold"]);
    });
}
