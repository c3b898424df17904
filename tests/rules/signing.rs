//! The head's act (004 §5.3): the manifest, the signature on a later day, the decline, and who may not sign.

use std::collections::BTreeMap;

use super::scene::{Scene, both_with, january, text};
use crate::support::Engine;
use crate::support::office::{plan_row, request};

const AT: &str = "2026-02-27T10:00:00+05:00";

/// The manifest's bytes, and whether its digest is the one of the list.
fn manifest(scene: &Scene, batch: i64) -> Vec<u8> {
    let path = scene.path("manifest.txt");
    let shown = scene.must("", "", &["batch", "manifest", &batch.to_string(), "--out", &path]);
    assert_eq!(shown["manifest_sha256"], scene.batch(batch)["manifest_sha256"]);
    std::fs::read(path).unwrap()
}

#[test]
fn the_manifest_is_a_function_of_the_orders_alone() {
    let mut found = BTreeMap::new();
    for engine in Engine::ALL {
        let straight = Scene::new(engine);
        straight.give(100);
        straight.take("2026-03-02T09:30", &[request("A", AT, 30), request("B", AT, 40), request("C", AT, 90)]);
        straight.tick("2026-03-02T10:00");
        // another history: other files, another plan, a refused and a withdrawn request, another hour, other people
        let winding = Scene::new(engine);
        for (document, sum) in [("X", 60), ("Y", 40)] {
            let ran = winding.plan("2026-02-02T09:00", &[plan_row("payments", document, "2026-02-02", january(sum))]);
            assert_eq!(ran.code, 0, "{ran:?}");
        }
        winding.must("2026-02-27T11:00", "", &["user", "add", "Айгүл", "--role", "specialist"]);
        winding.take_as("2026-02-27T12:00", "Айгүл", &[request("C", AT, 90), request("Z", AT, 5), request("Y", AT, 5)]);
        winding.must("2026-02-27T12:10", "Айгүл", &["request", "refuse", "Z", "--ground", "debt"]);
        winding.must("2026-02-27T12:11", "Айгүл", &["request", "withdraw", "Y"]);
        winding.take("2026-02-28T12:00", &[request("B", AT, 40)]);
        winding.take("2026-02-28T12:01", &[request("A", AT, 30)]);
        winding.must("2026-02-28T12:02", "specialist", &["request", "confirm", "B"]);
        winding.tick("2026-03-02T18:30");
        let [a, b] = [manifest(&straight, 1), manifest(&winding, 1)];
        assert_eq!(String::from_utf8(a.clone()).unwrap(), String::from_utf8(b).unwrap());
        // signing and exporting do not change it
        winding.sign("2026-03-04T08:00", 1);
        winding.tick("2026-03-04T10:00");
        assert_eq!(manifest(&winding, 1), a);
        found.insert(a, engine);
    }
    assert_eq!(found.len(), 1, "one manifest on both engines");
}

#[test]
// law: 004-5.3-sign
fn a_batch_may_be_signed_on_a_later_day_and_its_files_bear_the_day_and_moment_of_signing() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", AT, 30), request("B", AT, 40)]);
        scene.tick("2026-03-02T10:00");
        let before = manifest(scene, 1);
        scene.twice("2026-03-05T19:00", "head", &["batch", "sign", "1"]);
        assert_eq!(manifest(scene, 1), before);
        let batch = scene.batch(1);
        assert_eq!([&batch["signed_by"], &batch["signed_at"]], ["head", "2026-03-05T19:00:00+05:00"]);
        let words = ["export", "--batch", "1", "--as", "treasury-xml", "--as", "csv", "--as", "pain001"];
        let files = scene.must("2026-03-06T10:00", "finance", &words);
        let read = |i: usize| std::fs::read_to_string(text(&files[i]["path"])).unwrap();
        assert!(read(0).contains("<Created>2026-03-05T19:00:00+05:00</Created>"));
        assert!(read(0).contains("<ValueDate>2026-03-05</ValueDate>"));
        assert!(read(1).contains("\r\n2026-1,2026-03-02,2026-03-05,1,A,30.00,"));
        assert!(read(2).contains("2026-03-05T19:00:00+05:00") && read(2).contains("2026-03-05</Dt>"));
        assert!(["2026-1", "2026-2"].iter().all(|n| read(2).contains(&format!("<EndToEndId>{n}</EndToEndId>"))));
        // signed is signed: nobody declines it any more, and no other head signs it
        let decline = ["batch", "decline", "1", "--order", "2026-1", "--reason", "no"];
        scene.refused("2026-03-06T10:01", "head", &decline, "illegal-state");
        scene.must("2026-03-06T10:02", "", &["user", "add", "deputy", "--role", "head"]);
        scene.refused("2026-03-06T10:03", "deputy", &["batch", "sign", "1"], "illegal-state");
    });
}

#[test]
// law: 004-5.3-sign
fn a_declined_order_leaves_the_manifest_and_the_head_signs_the_rest() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", AT, 30), request("B", AT, 40)]);
        scene.tick("2026-03-02T10:00");
        let before = String::from_utf8(manifest(scene, 1)).unwrap();
        scene.twice(
            "2026-03-02T11:00",
            "head",
            &["batch", "decline", "1", "--order", "1", "--reason", "another account"],
        );
        let after = String::from_utf8(manifest(scene, 1)).unwrap();
        assert!(before.contains("\t2026-1\t") && !after.contains("\t2026-1\t") && after.contains("\t2026-2\t"));
        assert!(after.contains("orders\t1\ntotal\t40.00\n"));
        let batch = scene.batch(1);
        assert_eq!((&batch["orders"], &batch["total"]), (&1.into(), &"40.00".into()));
        assert_eq!(scene.facts("A", ["status", "hold", "queue_position"]), ["confirmed", "declined", ""]);
        // held: the next pass forms nothing, though the plan has room
        scene.tick("2026-03-02T11:30");
        assert_eq!(scene.orders().len(), 2);
        scene.sign("2026-03-02T12:00", 1);
        scene.tick("2026-03-02T12:01");
        let found = scene.of_orders(["reference", "status"]);
        assert_eq!(found, [["2026-1", "declined"], ["2026-2", "dispatched"]]);
    });
}

#[test]
fn a_batch_of_which_every_order_is_declined_is_declined() {
    both_with(100, |scene| {
        scene.take("2026-03-02T09:30", &[request("A", AT, 30), request("B", AT, 40)]);
        scene.tick("2026-03-02T10:00");
        for order in ["2026-1", "2026-2"] {
            assert_eq!(scene.batch_status(1), "awaiting-signature");
            scene.must("2026-03-02T11:00", "head", &["batch", "decline", "1", "--order", order, "--reason", "no"]);
        }
        assert_eq!(scene.batch_status(1), "declined");
        scene.refused("2026-03-02T11:30", "head", &["batch", "sign", "1"], "illegal-state");
        scene.refused("2026-03-02T11:30", "finance", &["batch", "hand-over", "1", "--receipt", "R"], "illegal-state");
    });
}

#[test]
fn a_released_or_corrected_request_returns_to_its_old_place() {
    both_with(100, |scene| {
        let at = |i: u32| format!("2026-02-27T10:00:0{i}+05:00");
        scene.take("2026-03-02T09:30", &[request("A", &at(1), 60), request("B", &at(2), 40), request("C", &at(3), 80)]);
        scene.tick("2026-03-02T10:00");
        for order in ["2026-1", "2026-2"] {
            scene.must("2026-03-02T11:00", "head", &["batch", "decline", "1", "--order", order, "--reason", "account"]);
        }
        assert_eq!(scene.facts("C", ["queue_position"]), ["1"]);
        scene.twice("2026-03-02T11:10", "specialist", &["request", "release", "B", "--reason", "looked at"]);
        assert_eq!([scene.facts("B", ["queue_position"]), scene.facts("C", ["queue_position"])], [["1"], ["2"]]);
        let correct = [
            "request",
            "correct",
            "A",
            "--account",
            "KZ698562203124676325",
            "--bic",
            "KCJBKZKX",
            "--document",
            "letter 7",
        ];
        scene.twice("2026-03-02T11:20", "specialist", &correct);
        assert_eq!(scene.facts("A", ["hold"]), ["declined"], "in force when the head approves");
        scene.twice("2026-03-02T11:30", "head", &["request", "approve-correction", "A"]);
        let places = ["A", "B", "C"].map(|n| scene.facts(n, ["queue_position", "hold"]));
        assert_eq!(places, [["1", ""], ["2", ""], ["3", ""]]);
        scene.tick("2026-03-02T12:00");
        let found = scene.of_orders(["reference", "request", "amount", "account"]);
        let wanted =
            [["2026-3", "A", "60.00", "KZ698562203124676325"], ["2026-4", "B", "40.00", "KZ476010131000179714"]];
        assert_eq!(found[2..], wanted);
        // who declined and approved is a head's act like the signature, not another part of the item
        scene.sign("2026-03-02T12:30", 2);
    });
}

#[test]
// law: 004-6-three
fn whoever_took_in_or_changed_a_request_may_not_sign_for_it_in_another_role_later() {
    both_with(100, |scene| {
        scene.must("2026-02-27T09:00", "", &["user", "add", "Дана", "--role", "specialist"]);
        scene.must("2026-02-27T09:00", "", &["user", "add", "Ерлан", "--role", "specialist"]);
        scene.take_as("2026-02-27T11:00", "Дана", &[request("A", AT, 10)]);
        scene.take("2026-02-27T11:01", &[request("B", AT, 20)]);
        scene.must("2026-02-27T11:02", "Ерлан", &["request", "confirm", "B"]);
        for name in ["Дана", "Ерлан"] {
            scene.must("2026-03-02T09:00", "", &["user", "end", name]);
            scene.must("2026-03-02T09:00", "", &["user", "add", name, "--role", "head", "--basis", "order 5"]);
        }
        scene.tick("2026-03-02T10:00");
        for name in ["Дана", "Ерлан"] {
            scene.refused("2026-03-02T11:00", name, &["batch", "sign", "1"], "same-person");
        }
        // what they had no part in, they sign
        scene.must("2026-03-02T11:10", "Ерлан", &["batch", "decline", "1", "--order", "2026-2", "--reason", "no"]);
        scene.must("2026-03-02T11:20", "Ерлан", &["batch", "sign", "1"]);
        // who signed does not carry the file to the treasury, whatever role comes later
        scene.must("2026-03-02T11:30", "", &["user", "end", "Ерлан"]);
        scene.must("2026-03-02T11:30", "", &["user", "add", "Ерлан", "--role", "finance"]);
        scene.refused("2026-03-02T12:00", "Ерлан", &["export", "--batch", "1"], "same-person");
        scene.must("2026-03-02T12:01", "finance", &["export", "--batch", "1"]);
        scene.refused("2026-03-02T12:02", "Ерлан", &["batch", "hand-over", "1", "--receipt", "R"], "same-person");
    });
}

#[test]
fn an_acting_head_signs_in_the_days_of_the_order_alone() {
    both_with(100, |scene| {
        for (day, number) in [("2026-03-02", "A"), ("2026-03-03", "B")] {
            scene.take(&format!("{day}T09:30"), &[request(number, AT, 10)]);
            scene.tick(&format!("{day}T10:00"));
        }
        let dates = ["--from", "2026-03-04", "--to", "2026-03-05", "--basis", "order 12"];
        let words = [&["user", "add", "deputy", "--role", "head"][..], &dates].concat();
        scene.must("2026-03-03T11:00", "", &words);
        scene.refused("2026-03-03T23:59", "deputy", &["batch", "sign", "1"], "wrong-role");
        scene.must("2026-03-04T00:00", "deputy", &["batch", "sign", "1"]);
        scene.refused("2026-03-06T00:00", "deputy", &["batch", "sign", "2"], "wrong-role");
    });
}
