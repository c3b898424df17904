//! An outcome that nobody knows, and the two people who find it out.

use super::scene::{Scene, both_with, line, text};
use crate::support::office::request;

const AT: &str = "2026-02-27T10:00:00+05:00";

/// A batch of three orders whose outcome nobody knows.
fn unknown(scene: &Scene) {
    scene.take("2026-03-02T09:30", &["A", "B", "C"].map(|n| request(n, AT, 10)));
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T12:00", 1);
    scene.tick("2026-03-02T12:10");
    scene.twice("2026-03-02T15:00", "finance", &["batch", "outcome-unknown", "1", "--reason", "no answer"]);
    assert_eq!((scene.batch_status(1), statuses(scene)), ("outcome-unknown".into(), "outcome-unknown ".repeat(3)));
}

fn statuses(scene: &Scene) -> String {
    scene.of_orders(["status"]).iter().map(|[status]| format!("{status} ")).collect()
}

fn resolve(scene: &Scene, at: &str, who: &str, words: &[&str]) -> String {
    let words = [&["batch", "resolve", "1", "--reason", "asked"][..], words].concat();
    text(&scene.must(at, who, &words)["status"])
}

#[test]
fn a_resolution_counts_when_a_finance_specialist_and_a_head_or_auditor_say_the_same() {
    both_with(100, |scene| {
        unknown(scene);
        scene.must("2026-03-02T15:10", "", &["user", "add", "finance2", "--role", "finance"]);
        let say = |at: &str, who: &str, words: &[&str]| resolve(scene, at, who, words);
        // two of the same side, the same person twice, other words, another set of orders: none of it counts
        for (at, who, words) in [
            ("2026-03-03T10:00", "finance", &["--paid"][..]),
            ("2026-03-03T10:01", "finance", &["--paid"]),
            ("2026-03-03T10:02", "finance2", &["--paid"]),
            ("2026-03-03T10:03", "head", &["--not-received"]),
            ("2026-03-03T10:04", "auditor", &["--paid", "--order", "2026-1"]),
            ("2026-03-03T10:05", "head", &["--paid", "--order", "2026-1", "--order", "2026-2"]),
        ] {
            assert_eq!(say(at, who, words), "outcome-unknown", "{at}");
            assert_eq!(statuses(scene), "outcome-unknown ".repeat(3), "{at}");
        }
        assert_eq!(say("2026-03-03T10:10", "auditor", &["--paid"]), "settled");
        assert_eq!(statuses(scene), "paid ".repeat(3));
        assert_eq!(scene.order("2026-1")["paid_at"], "2026-03-03T10:10:00+05:00");
        assert_eq!(scene.facts("A", ["status", "paid"]), ["paid", "10.00"]);
        // the second word again is quiet; there is nothing more to resolve
        let head = scene.head();
        assert_eq!(say("2026-03-03T10:11", "auditor", &["--paid"]), "settled");
        assert_eq!(scene.head(), head);
        let words = ["batch", "resolve", "1", "--not-received", "--reason", "late"];
        scene.refused("2026-03-03T10:12", "finance", &words, "illegal-state");
    });
}

#[test]
fn who_resolves_is_told_what_is_left_and_who_says_the_contrary() {
    both_with(100, |scene| {
        unknown(scene);
        let config = scene.path("qazyna.toml");
        let say = |at: &str, who: &str, words: &[&str]| {
            let at = format!("{at}:00+05:00");
            let head = ["--config", &config, "--at", &at, "--actor", who, "--lang", "en"];
            let ran = scene.words(&[&head[..], &["batch", "resolve", "1", "--reason", "asked"], words].concat());
            assert_eq!(ran.code, 0, "{ran:?}");
            (ran.stdout, ran.stderr)
        };
        let one = ["--order", "2026-1"];
        let (_, quiet) = say("2026-03-03T10:00", "finance", &[&["--paid"], &one[..]].concat());
        assert_eq!(quiet, "");
        // another one says otherwise, of all orders, and once more
        for _ in 0..2 {
            let (said, contrary) = say("2026-03-03T10:01", "head", &["--not-received"]);
            assert!(said.contains("the first word is recorded"), "{said}");
            assert!(contrary.contains("contradict") && contrary.contains("finance said “paid”"), "{contrary}");
        }
        let (_, other) = say("2026-03-03T10:02", "auditor", &["--not-received", "--order", "2026-2"]);
        assert_eq!(other, "", "finance spoke of another order");
        // who changed his mind contradicts no more
        say("2026-03-03T10:03", "finance", &["--not-received", "--order", "2026-1", "--order", "2026-3"]);
        let (said, contrary) = say("2026-03-03T10:04", "auditor", &["--not-received", "--order", "2026-1"]);
        assert_eq!((said.contains("first word"), contrary.as_str()), (true, ""));
        for _ in 0..2 {
            let (said, _) = say("2026-03-03T10:05", "head", &[&["--paid"], &one[..]].concat());
            assert_eq!(said, "Batch 1: outcome of these orders resolved; orders whose outcome is still unknown: 2\n");
        }
        say("2026-03-03T10:06", "finance", &["--paid"]);
        let (said, _) = say("2026-03-03T10:07", "head", &["--paid"]);
        assert_eq!(said, "Batch 1: outcome resolved\n");
    });
}

#[test]
fn the_head_may_speak_first_and_paid_orders_are_only_those_that_both_named() {
    both_with(100, |scene| {
        unknown(scene);
        let named = ["--paid", "--order", "2026-3", "--order", "1"];
        assert_eq!(resolve(scene, "2026-03-03T10:00", "head", &named), "outcome-unknown");
        let same = ["--paid", "--order", "1", "--order", "2026-3"];
        assert_eq!(resolve(scene, "2026-03-03T10:01", "finance", &same), "outcome-unknown");
        assert_eq!(statuses(scene), "paid outcome-unknown paid ");
        // an answer settles the rest, and with it the batch
        scene.answer("2026-03-04T10:00", &[line("S1", "2026-2", &scene.order("2026-2"), "rejected", "2026-03-04")]);
        assert_eq!((statuses(scene), scene.batch_status(1)), ("paid rejected paid ".into(), "settled".into()));
    });
}

#[test]
fn what_was_not_received_is_exported_again_as_a_numbered_copy() {
    both_with(100, |scene| {
        unknown(scene);
        let first = scene.batch(1)["files"][0].clone();
        for who in ["finance", "auditor"] {
            resolve(scene, "2026-03-03T10:00", who, &["--not-received"]);
        }
        assert_eq!((scene.batch_status(1), statuses(scene)), ("signed".into(), "signed ".repeat(3)));
        let pass = scene.tick("2026-03-03T10:30");
        let file = &pass["files"][0];
        assert!(text(&file["path"]).contains("copy2"), "{file}");
        assert_eq!((&file["orders"], &file["total"]), (&3.into(), &"30.00".into()));
        assert_ne!(file["sha256"], first["sha256"], "a copy says that it is one");
        assert!(std::fs::read_to_string(text(&file["path"])).unwrap().contains("<Copy>2</Copy>"));
        assert_eq!((scene.batch_status(1), statuses(scene)), ("exported".into(), "dispatched ".repeat(3)));
        assert_eq!(scene.batch(1)["manifest_sha256"].as_str().map(str::len), Some(64));
        // never sent again by itself
        assert_eq!(scene.tick("2026-03-03T11:00")["files"], serde_json::json!([]));
    });
}

#[test]
fn orders_not_received_by_and_by_leave_in_copies_that_together_carry_each_once() {
    both_with(100, |scene| {
        unknown(scene);
        for (at, order) in [("2026-03-03T10:00", "2026-1"), ("2026-03-03T10:10", "2026-2")] {
            for who in ["finance", "head"] {
                resolve(scene, at, who, &["--not-received", "--order", order]);
            }
            scene.tick(at);
        }
        for who in ["finance", "head"] {
            resolve(scene, "2026-03-03T10:20", who, &["--paid", "--order", "2026-3"]);
        }
        scene.tick("2026-03-03T10:30");
        assert_eq!(statuses(scene), "dispatched dispatched paid ");
        let copies: Vec<String> = scene.batch(1)["files"].as_array().unwrap()[1..]
            .iter()
            .map(|file| std::fs::read_to_string(text(&file["path"])).unwrap())
            .collect();
        for (order, times) in [("2026-1", 1), ("2026-2", 1), ("2026-3", 0)] {
            let found = copies.iter().filter(|xml| xml.contains(&format!(">{order}<"))).count();
            assert_eq!(found, times, "{order} in {} copies", copies.len());
        }
    });
}

#[test]
fn words_on_different_orders_wait_for_each_other_in_any_order() {
    both_with(100, |scene| {
        unknown(scene);
        let say = |at: &str, who: &str, order: &str| resolve(scene, at, who, &["--paid", "--order", order]);
        say("2026-03-03T10:00", "finance", "2026-1");
        say("2026-03-03T10:01", "finance", "2026-3");
        say("2026-03-03T10:02", "head", "2026-1");
        assert_eq!(statuses(scene), "paid outcome-unknown outcome-unknown ");
        let head = scene.head();
        say("2026-03-03T10:03", "head", "2026-1");
        assert_eq!(scene.head(), head, "carried out already, and said by the same person: quiet");
        say("2026-03-03T10:04", "head", "2026-3");
        assert_eq!(statuses(scene), "paid outcome-unknown paid ");
        let words = ["batch", "resolve", "1", "--not-received", "--order", "2026-1", "--reason", "x"];
        scene.refused("2026-03-03T10:05", "finance", &words, "illegal-state");
    });
}

#[test]
fn a_word_that_nobody_seconded_does_not_count_in_a_later_round() {
    both_with(100, |scene| {
        unknown(scene);
        resolve(scene, "2026-03-03T10:00", "head", &["--paid"]);
        for who in ["finance", "auditor"] {
            resolve(scene, "2026-03-03T10:01", who, &["--not-received"]);
        }
        scene.tick("2026-03-03T10:10");
        scene.must("2026-03-03T10:20", "finance", &["batch", "outcome-unknown", "1", "--reason", "again nothing"]);
        assert_eq!(resolve(scene, "2026-03-03T10:30", "finance", &["--paid"]), "outcome-unknown");
        assert_eq!(resolve(scene, "2026-03-03T10:31", "head", &["--paid"]), "settled");
    });
}

#[test]
fn an_unknown_outcome_is_said_of_what_was_exported_alone() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", AT, 10)]);
        scene.tick("2026-03-02T10:00");
        let words = ["batch", "outcome-unknown", "1", "--reason", "no answer"];
        scene.refused("2026-03-02T11:00", "finance", &words, "illegal-state");
        scene.sign("2026-03-02T12:00", 1);
        scene.refused("2026-03-02T12:01", "finance", &words, "illegal-state");
        let resolve = ["batch", "resolve", "1", "--paid", "--reason", "asked"];
        scene.refused("2026-03-02T12:02", "finance", &resolve, "illegal-state");
        scene.tick("2026-03-02T12:10");
        scene.must("2026-03-02T12:20", "finance", &["batch", "hand-over", "1", "--receipt", "R"]);
        scene.must("2026-03-02T12:30", "finance", &words);
        let foreign = ["batch", "resolve", "1", "--paid", "--order", "2026-9", "--reason", "asked"];
        scene.refused("2026-03-02T12:40", "finance", &foreign, "not-found");
    });
}

#[test]
fn a_part_that_was_not_received_leaves_with_the_next_tick_though_the_rest_is_still_unknown() {
    both_with(100, |scene| {
        unknown(scene);
        for (at, who) in [("2026-03-03T10:00", "finance"), ("2026-03-03T10:01", "head")] {
            resolve(scene, at, who, &["--not-received", "--order", "2026-2"]);
        }
        assert_eq!(statuses(scene), "outcome-unknown signed outcome-unknown ");
        let tick = scene.must("2026-03-03T10:05", "", &["tick"]);
        assert_eq!((&tick["files"][0]["orders"], &tick["files"][0]["total"]), (&1.into(), &"10.00".into()));
        assert_eq!(statuses(scene), "outcome-unknown dispatched outcome-unknown ");
        assert_eq!(scene.batch_status(1), "outcome-unknown");
    });
}

#[test]
fn what_two_people_found_paid_gives_the_recipient_the_result_as_a_statement_does() {
    both_with(100, |scene| {
        unknown(scene);
        for (at, who) in [("2026-03-03T10:00", "finance"), ("2026-03-03T10:01", "auditor")] {
            resolve(scene, at, who, &["--paid"]);
        }
        let shown = scene.must("", "", &["request", "show", "B"]);
        let kinds: Vec<&str> =
            shown["notices"].as_array().unwrap().iter().map(|n| n["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["acceptance", "result"]);
        let letter = shown["notices"][1]["ru"].as_str().unwrap();
        assert!(letter.contains("2026-2") && letter.contains("03.03.2026"), "{letter}");
    });
}

/// A batch of three orders that finance handed over and whose outcome nobody knows; of the second two people found that it never
/// came, and its copy is written and not handed over.
fn with_a_copy(scene: &Scene) -> impl Fn(&str, &str, &[&str]) -> crate::support::office::Ran {
    let by_finance = |at: &str, who: &str, words: &[&str]| {
        scene.run(at, who, &[&["--set", "dispatch.mode=by-finance"], words].concat())
    };
    scene.take("2026-03-02T09:30", &["A", "B", "C"].map(|n| request(n, AT, 10)));
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T12:00", 1);
    let second = ["batch", "resolve", "1", "--reason", "asked", "--not-received", "--order", "2026-2"];
    for (at, who, words) in [
        ("2026-03-02T12:10", "", &["tick"][..]),
        ("2026-03-02T12:20", "finance", &["batch", "hand-over", "1", "--receipt", "R1"]),
        ("2026-03-02T15:00", "finance", &["batch", "outcome-unknown", "1", "--reason", "no answer"]),
        ("2026-03-03T10:00", "finance", &second),
        ("2026-03-03T10:01", "head", &second),
        ("2026-03-03T10:10", "", &["tick"]),
    ] {
        let ran = by_finance(at, who, words);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    assert_eq!(statuses(scene), "outcome-unknown signed outcome-unknown ");
    by_finance
}

#[test]
fn a_copy_of_some_orders_is_handed_over_before_the_rest_goes_into_another() {
    both_with(100, |scene| {
        let run = with_a_copy(scene);
        let rest = ["batch", "resolve", "1", "--reason", "asked", "--not-received"];
        let refused = run("2026-03-03T10:20", "finance", &rest);
        assert_eq!((refused.code, refused.codes()), (3, vec!["illegal-state".to_owned()]), "{refused:?}");
        // the receipt of the first file says nothing of what is unknown, and nothing of the copy
        for _ in 0..2 {
            let ran = run("2026-03-03T10:30", "finance", &["batch", "hand-over", "1", "--receipt", "R2"]);
            assert_eq!(ran.code, 0, "{ran:?}");
        }
        assert_eq!(statuses(scene), "outcome-unknown dispatched outcome-unknown ");
        assert_eq!(scene.batch_status(1), "outcome-unknown");
        for who in ["finance", "head"] {
            assert_eq!(run("2026-03-03T10:40", who, &rest).code, 0);
        }
        assert_eq!(run("2026-03-03T10:50", "", &["tick"]).code, 0);
        let out = scene.path("outbox");
        let copies: Vec<(String, usize)> = std::fs::read_dir(out)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_str().unwrap().contains("-copy"))
            .map(|path| (std::fs::read_to_string(&path).unwrap(), path))
            .map(|(xml, path)| (path.file_stem().unwrap().to_str().unwrap().to_owned(), xml.matches("<Order>").count()))
            .collect();
        let mut counts: Vec<usize> = copies.iter().map(|(_, orders)| *orders).collect();
        counts.sort_unstable();
        assert_eq!(counts, [1, 2], "{copies:?}");
    });
}

#[test]
fn a_copy_that_is_lost_as_well_is_of_unknown_outcome_again() {
    both_with(100, |scene| {
        let run = with_a_copy(scene);
        let lost = ["batch", "outcome-unknown", "1", "--reason", "the copy, too"];
        for _ in 0..2 {
            assert_eq!(run("2026-03-03T10:30", "finance", &lost).code, 0);
        }
        assert_eq!(statuses(scene), "outcome-unknown ".repeat(3));
        // nothing was handed over since: the old receipt is no quiet repeat
        let stale = run("2026-03-03T10:40", "finance", &["batch", "hand-over", "1", "--receipt", "R1"]);
        assert_eq!((stale.code, stale.codes()), (3, vec!["illegal-state".to_owned()]), "{stale:?}");
        for who in ["finance", "head"] {
            let all = ["batch", "resolve", "1", "--reason", "asked", "--not-received"];
            assert_eq!(run("2026-03-03T10:50", who, &all).code, 0);
        }
        assert_eq!(statuses(scene), "signed ".repeat(3));
    });
}

#[test]
fn where_the_rest_was_paid_a_copy_that_is_written_can_be_handed_over() {
    both_with(100, |scene| {
        let run = with_a_copy(scene);
        let paid = ["batch", "resolve", "1", "--reason", "asked", "--paid", "--order", "2026-1", "--order", "2026-3"];
        for who in ["finance", "head"] {
            assert_eq!(run("2026-03-03T10:30", who, &paid).code, 0);
        }
        assert_eq!((statuses(scene), scene.batch_status(1)), ("paid signed paid ".into(), "exported".into()));
        assert_eq!(run("2026-03-03T10:40", "finance", &["batch", "hand-over", "1", "--receipt", "R2"]).code, 0);
        assert_eq!((statuses(scene), scene.batch_status(1)), ("paid dispatched paid ".into(), "handed-over".into()));
    });
}

#[test]
fn a_copy_waits_while_a_statement_tells_of_an_order_in_it() {
    both_with(100, |scene| {
        unknown(scene);
        for who in ["finance", "head"] {
            resolve(scene, "2026-03-03T10:00", who, &["--not-received"]);
        }
        scene.answer("2026-03-03T10:10", &[line("S1", "2026-2", &scene.order("2026-2"), "paid", "2026-03-03")]);
        assert_eq!(scene.breaks(), [("not-dispatched".to_owned(), "2026-2".to_owned())]);
        let tick = scene.run("2026-03-03T10:20", "", &["tick"]);
        assert!(tick.code == 3 && format!("{tick:?}").contains("2026-2, B1: not-dispatched"), "{tick:?}");
        assert_eq!(statuses(scene), "signed ".repeat(3));
        scene.must("2026-03-03T10:30", "finance", &["break", "settle", "B1", "--reason", "another payment"]);
        scene.tick("2026-03-03T10:40");
        assert_eq!(statuses(scene), "dispatched ".repeat(3));
    });
}
