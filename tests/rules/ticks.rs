//! What a pass does in and out of working time, in which order, and that a second one changes nothing.

use qazyna::stage::confirmation::confirm_all;
use qazyna::stage::ordering::form_all;

use super::scene::{Scene, both, both_with, guarantee, january, text};
use crate::support::office::{REQUESTS, plan_row, request};

/// Puts a request file into the inbox.
fn drop_in(scene: &Scene, number: &str, at: &str) {
    scene.write(&format!("inbox/{number}.csv"), format!("{REQUESTS}\n{}\n", request(number, at, 5)));
}

#[test]
// law: 004-5.2-send, 004-5.2-form
fn a_pass_works_from_opening_to_closing_and_outside_takes_in_the_inbox_alone() {
    let passes = [
        ("2026-03-02T08:59:59+05:00", false),
        ("2026-03-02T09:00:00+05:00", true),
        ("2026-03-02T13:30:00+05:00", true),
        ("2026-03-02T18:30:00+05:00", true),
        ("2026-03-02T18:30:01+05:00", false),
        ("2026-03-07T12:00:00+05:00", false),
        ("2026-03-09T12:00:00+05:00", false),
        ("2026-03-10T04:00:00Z", true),
    ];
    both_with(1_000, |scene| {
        for (i, (at, works)) in passes.into_iter().enumerate() {
            let number = format!("R{i}");
            drop_in(scene, &number, "2026-02-27T10:00:00+05:00");
            let before = scene.list(&["batch", "list"]).len();
            let pass = scene.tick(at);
            assert_eq!(pass["working_time"], works, "{at}");
            assert_eq!(pass["inbox"][0]["accepted"], 1, "{at}: the inbox is taken at any hour");
            let batches = scene.list(&["batch", "list"]);
            assert_eq!(batches.len() - before, usize::from(works), "{at}");
            // one pass takes in, confirms, forms and sends to the head
            let [status] = scene.facts(&number, ["status"]);
            assert_eq!(status, if works { "ordered" } else { "registered" }, "{at}");
            if works {
                assert_eq!(text(&batches.last().unwrap()["status"]), "awaiting-signature", "{at}");
            }
        }
    });
}

#[test]
fn what_is_written_between_the_confirmation_and_the_forming_of_a_pass_counts() {
    both_with(1_000, |scene| {
        let numbers = ["A", "B", "C", "D"];
        scene.take("2026-03-02T09:30", &numbers.map(|number| request(number, "2026-02-27T10:00:00+05:00", 5)));
        let arrived = scene.staged("2026-03-02T10:00", async |office| confirm_all(office).await.unwrap());
        assert_eq!(arrived.0, 4);
        scene.must("2026-03-02T10:00", "specialist", &["request", "withdraw", "B"]);
        let formed = scene.staged("2026-03-02T10:00", async |office| form_all(office, arrived.1).await.unwrap());
        assert_eq!(formed.iter().map(|f| f.orders).collect::<Vec<_>>(), [3]);
        assert_eq!(scene.facts("B", ["status"]), ["withdrawn"]);
        // nothing was written in between: what the confirmation read is enough, of each service
        scene.take("2026-03-02T10:10", &["E", "F"].map(|number| request(number, "2026-02-27T10:00:00+05:00", 5)));
        let (confirmed, formed) = scene.staged("2026-03-02T10:11", async |office| {
            let (confirmed, arrived) = confirm_all(office).await.unwrap();
            (confirmed, form_all(office, arrived).await.unwrap())
        });
        assert_eq!((confirmed, formed.iter().map(|f| f.orders).collect::<Vec<_>>()), (2, vec![2]));
    });
}

#[test]
fn until_midnight_a_pass_exports_what_was_signed_that_day() {
    both_with(100, |scene| {
        for day in ["2026-03-02", "2026-03-03"] {
            scene.take(&format!("{day}T09:30"), &[request(day, "2026-02-27T10:00:00+05:00", 5)]);
            scene.tick(&format!("{day}T10:00"));
        }
        let exported = |at: &str| scene.tick(at)["files"].as_array().unwrap().len();
        scene.sign("2026-03-03T19:00", 1);
        assert_eq!(exported("2026-03-03T23:59:59+05:00"), 1);
        scene.sign("2026-03-03T23:59:59+05:00", 2);
        assert_eq!(exported("2026-03-04T00:00"), 0, "signed yesterday, and closed");
        assert_eq!(scene.batch_status(2), "signed");
        assert_eq!(exported("2026-03-04T09:00"), 1);
        assert_eq!(scene.batch_status(2), "exported");
    });
}

#[test]
fn a_second_pass_right_after_changes_nothing() {
    both_with(12, |scene| {
        drop_in(scene, "A", "2026-02-27T10:00:00+05:00");
        scene.take("2026-03-02T09:30", &[request("B", "2026-02-27T11:00:00+05:00", 10)]);
        for _ in 0..2 {
            scene.tick("2026-03-02T10:00");
            let (head, lists) = (scene.head(), (scene.requests(), scene.orders(), scene.list(&["batch", "list"])));
            scene.tick("2026-03-02T10:00");
            assert_eq!(scene.head(), head);
            assert_eq!((scene.requests(), scene.orders(), scene.list(&["batch", "list"])), lists);
            if scene.batch_status(1) == "awaiting-signature" {
                scene.sign("2026-03-02T10:00", 1);
            }
        }
        assert_eq!(scene.batch_status(1), "exported");
    });
}

#[test]
// law: 004-1-both
fn services_are_formed_in_the_order_of_their_names_at_most_one_batch_each() {
    both(|scene| {
        let row = plan_row("payments", "1", "2026-01-05", january(100));
        let ran = scene.plan("2026-01-05T09:00", &[row.clone(), guarantee(&row).replace(",1,2026", ",2,2026")]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let at = "2026-02-27T10:00:00+05:00";
        let subsidies = [request("A", at, 5), request("B", at, 6)];
        let commissions = [guarantee(&request("A", at, 7)), guarantee(&request("C", at, 8))];
        scene.take("2026-03-02T09:30", &[subsidies, commissions].concat());
        scene.tick("2026-03-02T10:00");
        let found = scene.of_orders(["reference", "batch", "service", "request", "budget_line"]);
        let [first, second] =
            [["guarantee-commission", "255/060/015/311"], ["microfinance-subsidy", "255/061/015/311"]];
        let wanted = [
            ["2026-1", "1", first[0], "A", first[1]],
            ["2026-2", "1", first[0], "C", first[1]],
            ["2026-3", "2", second[0], "A", second[1]],
            ["2026-4", "2", second[0], "B", second[1]],
        ];
        assert_eq!(found, wanted);
        // the same number in two services is named with its service
        scene.refused("2026-03-02T10:05", "specialist", &["request", "withdraw", "A"], "ambiguous");
        for batch in [1, 2] {
            scene.sign("2026-03-02T11:00", batch);
        }
        scene.tick("2026-03-02T11:01");
        assert!(scene.orders().iter().all(|o| o["status"] == "dispatched"));
    });
}

#[test]
fn in_manual_mode_a_pass_confirms_nothing_and_forms_what_a_person_confirmed() {
    both_with(100, |scene| {
        let at = "2026-02-27T10:00:00+05:00";
        scene.take("2026-03-02T09:30", &[request("A", at, 5), request("B", at, 6)]);
        scene.must("2026-03-02T09:40", "specialist", &["request", "confirm", "B"]);
        scene.must("2026-03-02T10:00", "", &["--set", "confirmation.mode=manual", "tick"]);
        assert_eq!(scene.facts("A", ["status", "confirmed_at"]), ["registered", ""]);
        assert_eq!(scene.facts("B", ["status"]), ["ordered"]);
    });
}

#[test]
fn where_signatures_are_required_nothing_is_confirmed_signed_or_formed_without_one() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", "2026-02-27T10:00:00+05:00", 5)]);
        let head = scene.head();
        scene.must("2026-03-02T10:00", "", &["--set", "eds.required=true", "tick"]);
        let words = ["--set", "eds.required=true", "request", "confirm", "A"];
        scene.refused("2026-03-02T10:00", "specialist", &words, "signature-needed");
        assert_eq!((scene.facts("A", ["status"]), scene.head()), (["registered".to_owned()], head));
        scene.tick("2026-03-02T10:00");
        let words = ["--set", "eds.required=true", "batch", "sign", "1"];
        scene.refused("2026-03-02T10:01", "head", &words, "signature-needed");
    });
}
