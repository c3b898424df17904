//! What people may do with one application, and when (004 §3, §5.1, §8.5, §8.9).

use super::scene::{Scene, both_with, line, text};
use crate::support::office::{REQUESTS, request};

const AT: &str = "2026-02-27T10:00:00+05:00";

const CORRECT: [&str; 6] = ["--account", "KZ698562203124676325", "--bic", "KCJBKZKX", "--document", "letter 7"];

fn correct(number: &str) -> Vec<&str> {
    [&["request", "correct", number][..], &CORRECT].concat()
}

/// `waiting` waits, `partial` is ordered in part, `sent` is dispatched, `paid` is paid, `fresh` is registered.
fn all_states(scene: &Scene) {
    let at = |i: u32| format!("2026-02-27T10:00:0{i}+05:00");
    scene.take("2026-03-02T09:30", &[request("paid", &at(1), 10), request("sent", &at(2), 10)]);
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T10:10", 1);
    scene.tick("2026-03-02T10:20");
    scene.answer("2026-03-02T10:30", &[line("S1", "2026-1", &scene.order("2026-1"), "paid", "2026-03-02")]);
    scene.take("2026-03-02T10:40", &[request("partial", &at(3), 30), request("waiting", &at(4), 10)]);
    scene.tick("2026-03-02T10:50");
    scene.take("2026-03-02T11:00", &[request("fresh", &at(5), 10)]);
    let found = ["paid", "sent", "partial", "waiting", "fresh"].map(|n| scene.facts(n, ["status", "ordered"]));
    let wanted = [
        ["paid", "10.00"],
        ["ordered", "10.00"],
        ["confirmed", "20.00"],
        ["confirmed", "0.00"],
        ["registered", "0.00"],
    ];
    assert_eq!(found, wanted);
}

#[test]
// law: 004-3-refusal, 004-8.9-documents
fn a_request_is_refused_on_a_named_ground_while_nothing_of_it_lives_or_was_paid() {
    both_with(40, |scene| {
        all_states(scene);
        let refuse = |number: &'static str| ["request", "refuse", number, "--ground", "incomplete-documents"];
        for number in ["paid", "sent", "partial"] {
            scene.refused("2026-03-02T12:00", "specialist", &refuse(number), "illegal-state");
        }
        for number in ["waiting", "fresh"] {
            scene.twice("2026-03-02T12:01", "specialist", &refuse(number));
            assert_eq!(
                scene.facts(number, ["status", "refusal", "queue_position"]),
                ["refused", "incomplete-documents", ""]
            );
        }
        let shown = scene.must("", "", &["request", "show", "fresh"]);
        let letter = &shown["notices"][0];
        assert_eq!(letter["kind"], "refusal");
        assert!(text(&letter["ru"]).contains("fresh") && !text(&letter["kk"]).is_empty(), "{letter}");
        let unknown = ["request", "refuse", "waiting", "--ground", "because"];
        scene.refused("2026-03-02T12:02", "specialist", &unknown, "unknown-ground");
        // refused once is refused; nothing follows
        let other = ["request", "refuse", "waiting", "--ground", "debt"];
        scene.refused("2026-03-02T12:03", "specialist", &other, "illegal-state");
        scene.refused("2026-03-02T12:04", "specialist", &["request", "withdraw", "waiting"], "nothing-left");
        scene.refused("2026-03-02T12:05", "specialist", &correct("waiting"), "illegal-state");
        scene.refused("2026-03-02T12:06", "specialist", &["request", "confirm", "fresh"], "illegal-state");
        scene.tick("2026-03-02T13:00");
        assert_eq!(scene.facts("fresh", ["status"]), ["refused"]);
    });
}

#[test]
fn every_ground_of_the_contract_is_known() {
    both_with(1, |scene| {
        let grounds = [
            "criteria-not-met",
            "incomplete-documents",
            "false-data",
            "not-registered",
            "debt",
            "eds-not-confirmed",
            "duplicate",
        ];
        scene.take("2026-03-02T09:30", &grounds.map(|ground| request(ground, AT, 10)));
        for ground in grounds {
            scene.must("2026-03-02T10:00", "specialist", &["request", "refuse", ground, "--ground", ground]);
            assert_eq!(scene.facts(ground, ["refusal"]), [ground]);
        }
    });
}

#[test]
fn what_no_live_order_covers_is_withdrawn_at_any_time_and_that_ends_a_hold() {
    both_with(40, |scene| {
        all_states(scene);
        let withdraw = |number: &'static str| ["request", "withdraw", number];
        for number in ["paid", "sent"] {
            scene.refused("2026-03-02T12:00", "specialist", &withdraw(number), "nothing-left");
        }
        for (number, withdrawn, status) in
            [("partial", "10.00", "ordered"), ("waiting", "10.00", "withdrawn"), ("fresh", "10.00", "registered")]
        {
            scene.twice("2026-03-02T12:01", "specialist", &withdraw(number));
            assert_eq!(scene.facts(number, ["withdrawn", "status", "queue_position"]), [withdrawn, status, ""]);
        }
        scene.tick("2026-03-02T12:10");
        assert_eq!(scene.facts("fresh", ["status"]), ["withdrawn"], "by its sums, once it is confirmed");
        // the head declines what lived; what is withdrawn then is the rest, and the hold is gone
        scene.must("2026-03-02T12:20", "head", &["batch", "decline", "2", "--order", "2026-3", "--reason", "no"]);
        assert_eq!(scene.facts("partial", ["status", "hold"]), ["confirmed", "declined"]);
        scene.twice("2026-03-02T12:30", "specialist", &withdraw("partial"));
        assert_eq!(scene.facts("partial", ["status", "hold", "withdrawn"]), ["withdrawn", "", "30.00"]);
        assert_eq!(scene.facts("sent", ["status"]), ["ordered"]);
    });
}

#[test]
fn a_hold_is_released_with_a_reason_and_only_where_there_is_one() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", AT, 10), request("B", AT, 10).replace("A-B", "A-A")]);
        scene.tick("2026-03-02T10:00");
        assert_eq!(scene.facts("B", ["status", "hold"]), ["confirmed", "possible-duplicate"]);
        let release = |number: &'static str| ["request", "release", number, "--reason", "two agreements"];
        scene.refused("2026-03-02T10:10", "specialist", &release("A"), "not-held");
        // new requisites say nothing about a duplicate
        scene.must("2026-03-02T10:20", "specialist", &correct("B"));
        scene.must("2026-03-02T10:21", "head", &["request", "approve-correction", "B"]);
        assert_eq!(scene.facts("B", ["hold"]), ["possible-duplicate"]);
        scene.twice("2026-03-02T10:30", "specialist", &release("B"));
        scene.tick("2026-03-02T11:00");
        assert_eq!(scene.facts("B", ["status"]), ["ordered"]);
        assert_eq!(scene.order("2026-2")["account"], "KZ698562203124676325");
    });
}

#[test]
fn requisites_are_corrected_on_two_peoples_word_and_not_while_an_unpaid_order_lives() {
    both_with(40, |scene| {
        all_states(scene);
        for number in ["sent", "partial"] {
            scene.refused("2026-03-02T12:00", "specialist", &correct(number), "illegal-state");
        }
        scene.refused("2026-03-02T12:01", "head", &["request", "approve-correction", "fresh"], "not-found");
        let bad = [
            "request",
            "correct",
            "fresh",
            "--account",
            "KZ698562203124676325",
            "--bic",
            "HSBKKZKX",
            "--document",
            "x",
        ];
        scene.refused("2026-03-02T12:02", "specialist", &bad, "bank-contradiction");
        let bad = [
            "request",
            "correct",
            "fresh",
            "--account",
            "KZ008562203124676325",
            "--bic",
            "KCJBKZKX",
            "--document",
            "x",
        ];
        scene.refused("2026-03-02T12:03", "specialist", &bad, "bad-iban");
        scene.must("2026-03-02T12:04", "specialist", &correct("fresh"));
        // whoever proposed does not approve, in whatever role of a later day
        scene.must("2026-03-02T12:05", "", &["user", "end", "specialist"]);
        scene.must("2026-03-02T12:05", "", &["user", "add", "specialist", "--role", "head"]);
        let approve = ["request", "approve-correction", "fresh"];
        scene.refused("2026-03-02T12:06", "specialist", &approve, "same-person");
        scene.must("2026-03-02T12:07", "head", &approve);
        assert_eq!(scene.must("", "", &["request", "show", "fresh"])["account"], "KZ698562203124676325");
    });
}

#[test]
// law: 004-5.1-confirm, 004-5.1-notice
fn a_specialist_confirms_and_the_acceptance_is_a_letter_with_a_digest() {
    both_with(40, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", AT, 10), request("B", AT, 10)]);
        scene.twice("2026-03-02T09:40", "specialist", &["request", "confirm", "A"]);
        let letter = scene.must("", "", &["request", "show", "A"])["notices"][0].clone();
        assert_eq!(letter["kind"], "acceptance");
        assert_eq!(text(&letter["digest"]).len(), 64);
        assert!(text(&letter["ru"]).contains("10,00") && text(&letter["kk"]).contains("941240001151"), "{letter}");
        // another person's confirmation is not a repeat, nor is the program's
        scene.must("2026-03-02T09:50", "", &["user", "add", "specialist2", "--role", "specialist"]);
        scene.refused("2026-03-02T09:51", "specialist2", &["request", "confirm", "A"], "illegal-state");
        scene.tick("2026-03-02T10:00");
        scene.refused("2026-03-02T10:01", "specialist", &["request", "confirm", "B"], "illegal-state");
        assert_eq!(scene.must("", "", &["request", "show", "B"])["notices"][0]["kind"], "acceptance");
    });
}

#[test]
// law: 004-4-application, 004-8.5-form
fn an_application_keeps_to_its_form_and_every_fault_of_a_row_is_named_at_once() {
    both_with(40, |scene| {
        let good = request("A", "2026-02-28T10:00:00+05:00", 10);
        let bad = request("B", AT, 10)
            .replace("941240001151", "941240001152")
            .replace("HSBKKZKX", "KCJBKZKX")
            .replace(",100.00,10,10.00,", ",100.00,31,10.00,");
        let file = scene.write("in/form.csv", format!("{REQUESTS}\n{good}\n{bad}\n{good}\n"));
        let ran = scene.run("2026-03-02T09:30", "specialist", &["request", "import", &file]);
        let report = ran.json();
        assert_eq!(
            (ran.code, [&report["accepted"], &report["repeated"], &report["refused"]]),
            (3, [&1.into(), &1.into(), &1.into()])
        );
        let columns: Vec<String> = report["defects"].as_array().unwrap().iter().map(|d| text(&d["column"])).collect();
        assert_eq!(columns, ["recipient_bin", "bank_bic", "rate", "amount"]);
        assert_eq!(report["defects"][0]["line"], 3);
        // both moments are kept: that of the portal, and that from which the limit runs
        let moments = scene.facts("A", ["registered_at", "effective_at"]);
        assert_eq!(moments, ["2026-02-28T10:00:00+05:00", "2026-03-02T09:00:00+05:00"]);
        // the same number with other content is a conflict
        let other = scene.write("in/other.csv", format!("{REQUESTS}\n{}\n", good.replace(",10.00,A-A", ",10.00,A-X")));
        scene_refuses(scene, &other, "number-conflict");
        let cut = scene.write("in/cut.csv", &format!("{REQUESTS}\n{good}\n")[..REQUESTS.len() - 5]);
        let head = scene.head();
        let ran = scene.run("2026-03-02T09:32", "specialist", &["request", "import", &cut]);
        assert_eq!((ran.code, scene.head()), (3, head), "{ran:?}");
    });
}

fn scene_refuses(scene: &Scene, file: &str, code: &str) {
    let head = scene.head();
    let ran = scene.run("2026-03-02T09:31", "specialist", &["request", "import", file]);
    assert_eq!((ran.code, ran.codes()), (3, vec![code.to_owned()]), "{ran:?}");
    assert_eq!(scene.head(), head);
}
