//! The waiting list and what is formed from it (004 §5.2): order, policies, numbers.

use super::scene::{both, both_with, january, text};
use crate::support::office::{plan_row, request};

#[test]
// law: 004-5.2-plan
fn orders_are_formed_from_the_head_of_the_waiting_list_until_the_plan_is_used_up() {
    both_with(100, |scene| {
        let [early, late] = ["2026-02-27T09:00:00+05:00", "2026-02-27T10:00:00+05:00"];
        scene.take("2026-03-02T09:01", &[request("B", late, 70), request("A", late, 50), request("C", early, 20)]);
        scene.tick("2026-03-02T10:00");
        let wanted = [["C", "20.00"], ["A", "50.00"], ["B", "30.00"]];
        assert_eq!(scene.of_orders(["request", "amount"]), wanted);
        assert_eq!(scene.facts("A", ["status", "queue_position", "ordered"]), ["ordered", "", "50.00"]);
        assert_eq!(scene.facts("B", ["status", "queue_position", "ordered"]), ["confirmed", "1", "30.00"]);
    });
}

#[test]
fn the_list_runs_by_the_instant_then_by_the_bytes_of_the_number() {
    both(|scene| {
        let rows = [
            request("Б", "2026-02-27T10:00:00+05:00", 5),
            request("b", "2026-02-27T05:00:00Z", 5),
            request("B", "2026-02-27T11:00:00+06:00", 5),
            request("10", "2026-02-27T10:00:00+05:00", 5),
            request("9", "2026-02-27T10:00:00+05:00", 5),
            request("earlier", "2026-02-27T10:59:59+06:00", 5),
            request("later", "2026-02-27T05:00:00.000001Z", 5),
            request("first", "2026-02-26T10:00:00+05:00", 5),
            request("twin", "2026-02-26T10:00:01+05:00", 5).replace("A-twin", "A-first"),
        ];
        scene.take("2026-03-02T09:01", &rows);
        scene.tick("2026-03-02T10:00");
        let mut places: Vec<(i64, String)> =
            scene.requests().iter().filter_map(|r| Some((r["queue_position"].as_i64()?, text(&r["number"])))).collect();
        places.sort();
        let wanted = ["first", "earlier", "10", "9", "B", "b", "Б", "later"];
        let wanted: Vec<(i64, String)> = (1..).zip(wanted.map(str::to_owned)).collect();
        assert_eq!(places, wanted);
        assert_eq!(scene.facts("twin", ["hold", "queue_position"]), ["possible-duplicate", ""]);
        let report = scene.list(&["report", "waiting-list"]);
        let published: Vec<String> = report.iter().map(|r| text(&r["number"])).collect();
        assert_eq!(published, wanted.into_iter().map(|(_, number)| number).collect::<Vec<_>>());
    });
}

#[test]
fn under_the_policy_wait_the_first_rest_that_does_not_fit_stops_the_line() {
    both_with(100, |scene| {
        let at = |i: u32| format!("2026-02-27T10:00:0{i}+05:00");
        scene.take(
            "2026-03-02T09:01",
            &[request("A", &at(1), 40), request("B", &at(2), 70), request("C", &at(3), 10), request("D", &at(4), 60)],
        );
        let wait = ["--set", "queue.policy=wait", "tick"];
        scene.must("2026-03-02T10:00", "", &wait);
        assert_eq!(scene.of_orders(["request", "amount"]), [["A", "40.00"].map(str::to_owned)]);
        // a change of the policy between two passes leaves B in part and at its place
        scene.must("2026-03-02T10:01", "", &["--set", "queue.policy=partial", "tick"]);
        assert_eq!(scene.of_orders(["request", "amount"])[1..], [["B", "60.00"].map(str::to_owned)]);
        scene.plan("2026-03-02T10:02", &[plan_row("payments", "P2", "2026-03-02", january(15))]);
        scene.must("2026-03-02T10:03", "", &wait);
        let rest = [["B", "10.00"]];
        assert_eq!(scene.of_orders(["request", "amount"])[2..], rest, "a whole rest, and C does not fit any more");
        scene.plan("2026-03-02T10:04", &[plan_row("payments", "P3", "2026-03-02", january(5))]);
        scene.must("2026-03-02T10:05", "", &wait);
        assert_eq!(scene.facts("C", ["status"]), ["ordered"]);
        assert_eq!(scene.facts("D", ["status", "queue_position"]), ["confirmed", "1"]);
    });
}

#[test]
fn numbers_run_without_gaps_through_a_year_and_batches_through_all() {
    both_with(1_000, |scene| {
        for day in 2..7 {
            let at = format!("2026-03-0{day}T09:00:00+05:00");
            let rows: Vec<String> = (0..day).map(|i| request(&format!("R{day}{i}"), &at, 1)).collect();
            scene.take(&format!("2026-03-0{day}T09:30"), &rows);
            scene.tick(&format!("2026-03-0{day}T10:00"));
            let declined = scene.orders().last().map(|o| text(&o["reference"])).unwrap();
            let batch = (day - 1).to_string();
            let words = ["batch", "decline", &batch, "--order", &declined, "--reason", "no"];
            scene.must(&format!("2026-03-0{day}T10:30"), "head", &words);
        }
        let numbers: Vec<i64> = scene.orders().iter().map(|o| o["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, (1..=20).collect::<Vec<i64>>(), "a declined number is not given again");
        let batches: Vec<i64> = scene.orders().iter().map(|o| o["batch"].as_i64().unwrap()).collect();
        let wanted: Vec<i64> = (1..6).flat_map(|b| std::iter::repeat_n(b, b as usize + 1)).collect();
        assert_eq!(batches, wanted);
    });
}
