//! The turn of the year: what lapses, what is carried over, and which year pays for what came back.

use super::scene::{LINE, Scene, both_with, january, line};
use crate::support::office::{plan_row, request};

/// The plan of 2027: this much in January.
fn next_year(scene: &Scene, at: &str, sum: i64) {
    let row = plan_row("payments", "N1", "2027-01-05", january(sum)).replacen("2026", "2027", 1);
    let ran = scene.plan(at, &[row]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn the_first_pass_of_a_year_lets_lapse_what_was_never_exported_and_pays_it_from_the_new_plan() {
    both_with(1_000, |scene| {
        let at = |day: u32| format!("2026-12-{day}T10:00:00+05:00");
        for (i, day) in [28, 29, 30].into_iter().enumerate() {
            scene.take(&format!("2026-12-{day}T10:30"), &[request(&format!("R{i}"), &at(day), 100)]);
            scene.tick(&format!("2026-12-{day}T11:00"));
        }
        // one exported, one signed but closed for the year, one not signed
        scene.sign("2026-12-30T12:00", 1);
        scene.tick("2026-12-30T12:01");
        scene.sign("2026-12-31T19:00", 2);
        scene.refused("2027-01-01T10:00", "head", &["batch", "sign", "3"], "past-year");
        let ran = scene.run("2027-01-01T10:01", "finance", &["export", "--batch", "2"]);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.stderr.contains("past-year"), "{ran:?}");
        assert_eq!(scene.tick("2027-01-03T12:00")["lapsed"], 0, "a Sunday");
        let pass = scene.tick("2027-01-05T09:00");
        assert_eq!((&pass["lapsed"], &pass["batches"]), (&2.into(), &serde_json::json!([])));
        let lapsed = ["exported", "declined", "declined"];
        assert_eq!([1, 2, 3].map(|n| scene.batch_status(n)), lapsed.map(str::to_owned));
        for number in ["R1", "R2"] {
            assert_eq!(scene.facts(number, ["status", "hold"]), ["confirmed", ""], "{number} waits without a hold");
        }
        assert_eq!(scene.plan_at(LINE, 2026, 12)[1], 10_000, "freed in the old year");
        next_year(scene, "2027-01-05T09:30", 150);
        scene.tick("2027-01-05T10:00");
        let found = scene.of_orders(["reference", "batch", "request", "amount"]);
        let wanted = [["2027-1", "4", "R1", "100.00"], ["2027-2", "4", "R2", "50.00"]];
        assert_eq!(found[3..], wanted, "numbers begin anew, batches go on");
        assert_eq!(scene.tick("2027-01-05T10:00")["lapsed"], 0);
    });
}

#[test]
fn money_that_comes_back_after_the_year_is_paid_from_the_new_plan_and_frees_nothing_of_the_old_one() {
    both_with(100, |scene| {
        let at = "2026-12-28T10:00:00+05:00";
        scene.take("2026-12-28T10:30", &[request("A", at, 60), request("B", at, 40)]);
        scene.tick("2026-12-28T11:00");
        scene.sign("2026-12-28T12:00", 1);
        scene.tick("2026-12-28T12:01");
        let answer = |at: &str, number: &str, reference: &str, outcome: &str, day: &str| {
            scene.answer(at, &[line(number, reference, &scene.order(reference), outcome, day)]);
        };
        answer("2026-12-29T10:00", "S1", "2026-1", "paid", "2026-12-29");
        answer("2026-12-29T10:01", "S2", "2026-2", "paid", "2026-12-29");
        // the day of the return decides, not the day on which we hear of it
        answer("2027-01-05T10:00", "S3", "2026-1", "returned", "2027-01-03");
        answer("2027-01-05T10:01", "S4", "2026-2", "returned", "2026-12-31");
        assert_eq!(scene.plan_at(LINE, 2026, 12), [10_000, 0, 6_000, 4_000]);
        next_year(scene, "2027-01-05T10:30", 70);
        scene.tick("2027-01-05T11:00");
        assert_eq!(scene.orders().len(), 2, "both are held");
        for number in ["A", "B"] {
            assert_eq!(scene.facts(number, ["hold", "paid"]), ["returned", "0.00"]);
            scene.must("2027-01-05T11:10", "specialist", &["request", "release", number, "--reason", "new account"]);
        }
        scene.tick("2027-01-05T11:30");
        let found = scene.of_orders(["reference", "request", "amount", "replaces"]);
        let wanted = [["2027-1", "A", "60.00", "2026-1"], ["2027-2", "B", "10.00", "2026-2"]];
        assert_eq!(found[2..], wanted);
        assert_eq!(scene.plan_at(LINE, 2027, 1), [7_000, 7_000, 0, 0]);
    });
}

#[test]
fn a_bare_number_leads_to_the_one_order_of_all_years_that_payee_and_sum_leave() {
    both_with(100, |scene| {
        for (day, number, sum) in [("2026-12-29", "A", 60), ("2027-01-05", "B", 40)] {
            if day.starts_with("2027") {
                next_year(scene, "2027-01-05T09:00", 100);
            }
            scene.take(&format!("{day}T10:30"), &[request(number, &format!("{day}T10:00:00+05:00"), sum)]);
            scene.tick(&format!("{day}T11:00"));
            let batch = scene.list(&["batch", "list"]).len() as i64;
            scene.sign(&format!("{day}T12:00"), batch);
            scene.tick(&format!("{day}T12:01"));
        }
        let row = |statement: &str, reference: &str, sum: &str| {
            let answer = line(statement, "1", &scene.order(reference), "paid", "2027-01-06");
            answer.replacen(&format!(",{},", scene.order(reference)["amount"].as_str().unwrap()), sum, 1)
        };
        scene.answer("2027-01-06T10:00", &[row("S1", "2026-1", ",60.00,"), row("S1", "2027-1", ",40.00,")]);
        assert_eq!(scene.of_orders(["status"]), [["paid"], ["paid"]]);
        scene.answer("2027-01-06T10:01", &[row("S2", "2026-1", ",50.00,")]);
        assert_eq!(scene.breaks(), [("unknown-order".to_owned(), "1".to_owned())]);
    });
}
