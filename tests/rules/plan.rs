//! What the financing plan allows on a day (004 §5.2), and which documents of it are refused.

use super::scene::{LINE, Scene, both, both_with, january, month, text};
use crate::support::office::{Ran, plan_row, request};

/// What a pass at this moment forms for one request that is larger than any plan, in whole tenge; nothing lives after it.
fn formed(scene: &Scene, at: &str) -> u64 {
    let batch = scene.tick(at)["batches"].as_array().unwrap().first().cloned();
    batch.map_or(0, |b| text(&b["total"]).strip_suffix(".00").unwrap().parse().unwrap())
}

fn document(scene: &Scene, at: &str, kind: &str, number: &str, date: &str, months: [i64; 12]) -> Ran {
    scene.plan(at, &[plan_row(kind, number, date, months)])
}

#[test]
// law: 004-5.2-plan
fn what_may_be_ordered_is_the_plan_to_the_month_less_openings_and_live_orders() {
    both(|scene| {
        let add = |at: &str, kind: &str, number: &str, date: &str, months: [i64; 12]| {
            let ran = document(scene, at, kind, number, date, months);
            assert_eq!(ran.code, 0, "{number}: {ran:?}");
        };
        let mut months = [0; 12];
        months[0..5].copy_from_slice(&[100, 50, 30, 20, 10]);
        add("2026-01-05T09:00", "payments", "1", "2026-01-05", months);
        add("2026-01-05T09:01", "opening", "O", "2026-01-05", month(6, 15));
        scene.take("2026-01-12T09:30", &[request("A", "2026-01-12T09:00:00+05:00", 100_000)]);
        assert_eq!(formed(scene, "2026-01-12T10:00"), 100 - 15, "an opening counts whatever its month");
        assert_eq!(formed(scene, "2026-01-30T10:00"), 0);
        assert_eq!(formed(scene, "2026-03-02T10:00"), 50 + 30, "what was not spent rolls over");
        // a certificate that moves money to a later month, and one dated ahead
        add("2026-03-02T10:05", "payments", "2", "2026-03-02", month(4, 7));
        add("2026-03-02T10:06", "payments", "3", "2026-04-10", month(4, 1_000));
        assert_eq!(formed(scene, "2026-03-31T10:00"), 0);
        assert_eq!(formed(scene, "2026-04-09T10:00"), 20 + 7);
        assert_eq!(formed(scene, "2026-04-10T10:00"), 1_000, "in force from its date");
        // an obligations plan limits as well, from the day it is there
        let mut months = [0; 12];
        months[0] = 1_210;
        months[5] = 30;
        add("2026-05-04T09:00", "obligations", "B", "2026-05-04", months);
        let lived = 85 + 80 + 27 + 1_000;
        assert_eq!(formed(scene, "2026-05-04T10:00"), 1_210 - 15 - lived, "less than the plan of payments gives");
        assert_eq!(formed(scene, "2026-06-01T10:00"), 1_217 - 15 - (lived + 3), "now payments give less");
        // imported late, dated early: it counts from its import
        add("2026-06-01T10:05", "obligations", "B2", "2026-01-10", january(500));
        add("2026-06-01T10:05", "payments", "4", "2026-01-10", january(300));
        assert_eq!(formed(scene, "2026-06-01T10:06"), 300);
        let [plan, reserved, paid, available] = scene.plan_at(LINE, 2026, 6);
        assert_eq!((plan, paid, available), ((210 + 7 + 1_000 + 300) * 100, 0, 0));
        assert_eq!(reserved, scene.orders().iter().map(|o| super::scene::tiyn(&o["amount"])).sum::<i64>());
    });
}

#[test]
fn what_was_declined_rejected_or_returned_within_the_year_frees_its_sum() {
    both_with(100, |scene| {
        let at = "2026-02-27T10:00:00+05:00";
        scene.take("2026-03-02T09:30", &["A", "B", "C", "D"].map(|n| request(n, at, 25)));
        scene.tick("2026-03-02T10:00");
        let decline = ["batch", "decline", "1", "--order", "2026-1", "--reason", "no"];
        scene.must("2026-03-02T10:30", "head", &decline);
        scene.sign("2026-03-02T11:00", 1);
        scene.tick("2026-03-02T11:01");
        assert_eq!(scene.plan_at(LINE, 2026, 3), [10_000, 7_500, 0, 2_500]);
        let line =
            |number: &str, outcome: &str| super::scene::line("S1", number, &scene.order(number), outcome, "2026-03-03");
        scene.answer("2026-03-03T10:00", &[line("2026-2", "rejected"), line("2026-3", "paid"), line("2026-4", "paid")]);
        assert_eq!(scene.plan_at(LINE, 2026, 3), [10_000, 0, 5_000, 5_000]);
        scene.answer(
            "2026-03-04T10:00",
            &[super::scene::line("S2", "2026-4", &scene.order("2026-4"), "returned", "2026-03-04")],
        );
        assert_eq!(scene.plan_at(LINE, 2026, 3), [10_000, 0, 2_500, 7_500]);
        scene.take("2026-03-04T10:30", &[request("E", at, 1_000)]);
        assert_eq!(formed(scene, "2026-03-04T11:00"), 75);
    });
}

#[test]
fn a_document_that_would_undercut_live_orders_from_this_month_on_is_refused() {
    both(|scene| {
        let mut months = [0; 12];
        months[0..6].copy_from_slice(&[50, 30, 20, 0, 0, 40]);
        let ran = document(scene, "2026-01-05T09:00", "payments", "1", "2026-01-05", months);
        assert_eq!(ran.code, 0, "{ran:?}");
        scene.take("2026-03-02T09:30", &[request("A", "2026-02-27T10:00:00+05:00", 90)]);
        assert_eq!(formed(scene, "2026-03-02T10:00"), 90);
        let refused = |number: &str, date: &str, kind: &str, months: [i64; 12]| {
            let head = scene.head();
            let ran = document(scene, "2026-03-02T10:01", kind, number, date, months);
            assert_eq!((ran.code, ran.codes()), (3, vec!["plan-undercut".to_owned()]), "{number}: {ran:?}");
            assert_eq!(scene.head(), head);
        };
        let taken = |number: &str, kind: &str, months: [i64; 12]| {
            let ran = document(scene, "2026-03-02T10:01", kind, number, "2026-03-02", months);
            assert_eq!(ran.code, 0, "{number}: {ran:?}");
        };
        refused("down", "2026-03-02", "payments", month(3, -11));
        let mut late = month(3, 1);
        late[4] = -12;
        refused("May", "2026-03-02", "payments", late);
        refused("ahead", "2026-04-20", "payments", month(1, -11));
        refused("obligations", "2026-03-02", "obligations", january(89));
        // nothing is left of January and February, which are not looked at
        let mut earlier = [0; 12];
        earlier[0..3].copy_from_slice(&[-50, -30, 80]);
        taken("earlier", "payments", earlier);
        taken("down", "payments", month(3, -10));
        refused("down2", "2026-03-02", "payments", month(3, -1));
        taken("June", "payments", month(6, -40));
        refused("June2", "2026-03-02", "payments", month(6, -1));
        taken("up", "payments", month(12, 5));
        // what was paid elsewhere is a fact: it is taken, and leaves less than nothing to give out
        taken("opening", "opening", january(11));
        assert_eq!(scene.plan_at(LINE, 2026, 3)[3], -1_100);
    });
}

#[test]
fn a_document_is_all_or_nothing_quiet_when_repeated_and_a_conflict_with_other_figures() {
    both(|scene| {
        let good = plan_row("payments", "1", "2026-01-05", january(10));
        let bad = plan_row("payments", "1", "2026-01-05", january(5)).replace(",5,0,", ",x,0,");
        let other = plan_row("payments", "2", "2026-01-05", january(7));
        let ran = scene.plan("2026-01-05T09:00", &[good.clone(), bad, other]);
        assert_eq!((ran.code, &ran.json()["accepted"], &ran.json()["refused"]), (3, &1.into(), &2.into()), "{ran:?}");
        // rows add up, within a document and between documents
        let ran = scene.plan("2026-01-05T09:01", &[good.clone(), good.clone()]);
        assert_eq!((ran.code, &ran.json()["accepted"]), (0, &2.into()), "{ran:?}");
        assert_eq!(scene.plan_at(LINE, 2026, 1)[0], (7 + 10 + 10) * 100);
        let head = scene.head();
        let ran = scene.plan("2026-01-05T09:02", &[good.clone(), good.clone()]);
        assert_eq!((ran.code, &ran.json()["repeated"]), (0, &2.into()), "{ran:?}");
        let ran = scene.plan("2026-01-05T09:03", &[good]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["plan-conflict".to_owned()]), "{ran:?}");
        assert_eq!(scene.head(), head);
        // the same number of another kind is another document
        let ran = document(scene, "2026-01-05T09:04", "obligations", "1", "2026-01-05", january(10));
        assert_eq!(ran.code, 0, "{ran:?}");
    });
}

#[test]
fn where_nothing_is_planned_nothing_is_ordered() {
    both(|scene| {
        scene.take("2026-03-02T09:30", &[request("A", "2026-02-27T10:00:00+05:00", 5)]);
        assert_eq!(formed(scene, "2026-03-02T10:00"), 0);
        let ran = document(scene, "2026-03-02T10:01", "opening", "O", "2026-03-02", january(50));
        assert_eq!(ran.code, 0, "without live orders an opening is a mere fact: {ran:?}");
        let ran = document(scene, "2026-03-02T10:02", "payments", "1", "2026-03-02", january(30));
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(formed(scene, "2026-03-02T10:03"), 0, "paid elsewhere: 50 of 30");
        assert_eq!(scene.facts("A", ["status", "queue_position"]), ["confirmed", "1"]);
    });
}
