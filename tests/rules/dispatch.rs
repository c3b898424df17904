//! What goes to the treasury and when it counts as sent (004 §5.4).

use qazyna::domain::ident::Iban;

use super::scene::{Scene, both_with, line, text};
use crate::support::office::request;

const AT: &str = "2026-02-27T10:00:00+05:00";
const BY_FINANCE: &str = "dispatch.mode=by-finance";

/// A batch of two orders, signed at noon.
fn signed(scene: &Scene) {
    scene.take("2026-03-02T09:30", &[request("A", AT, 30), request("B", AT, 40)]);
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T12:00", 1);
}

#[test]
// law: 004-5.4-send, 004-5.4-accounts
fn a_pass_writes_the_file_that_carries_each_order_to_its_account_and_that_is_the_dispatch() {
    both_with(100, |scene| {
        signed(scene);
        let pass = scene.tick("2026-03-02T12:10");
        let file = &pass["files"][0];
        assert_eq!([&file["format"], &file["total"]], ["treasury-xml", "70.00"]);
        assert_eq!((&file["batch"], &file["orders"]), (&1.into(), &2.into()));
        let path = text(&file["path"]);
        assert!(path.starts_with(&scene.path("outbox")) && path.ends_with(".xml") && path.contains("SANDBOX-"));
        let xml = std::fs::read_to_string(&path).unwrap();
        assert_eq!(xml.matches("KZ476010131000179714").count(), 2, "{xml}");
        assert_eq!(scene.of_orders(["status", "dispatched_at"]), [["dispatched", "2026-03-02T12:10:00+05:00"]; 2]);
        assert_eq!(scene.batch_status(1), "exported");
        assert_eq!(scene.batch(1)["files"][0]["sha256"], file["sha256"]);
    });
}

#[test]
fn whoever_writes_the_first_file_dispatches_and_every_later_one_has_the_same_bytes() {
    both_with(100, |scene| {
        scene.refused("2026-03-02T09:00", "finance", &["export", "--batch", "1"], "not-found");
        scene.take("2026-03-02T09:30", &[request("A", AT, 30)]);
        scene.tick("2026-03-02T10:00");
        let ran = scene.run("2026-03-02T10:30", "finance", &["export", "--batch", "1"]);
        assert_eq!(ran.code, 3, "not signed: {ran:?}");
        scene.sign("2026-03-02T12:00", 1);
        let one = scene.path("one");
        let export = |at: &str, dir: &str| scene.must(at, "finance", &["export", "--as", "csv", "--out", dir]);
        let first = export("2026-03-02T19:00", &one);
        assert_eq!(scene.order("2026-1")["dispatched_at"], "2026-03-02T19:00:00+05:00");
        scene.twice("2026-03-02T20:00", "finance", &["export", "--as", "csv", "--out", &one]);
        let second = export("2026-03-02T23:00", &scene.path("two"));
        assert_eq!(first[0]["sha256"], second[0]["sha256"]);
        let bytes = [&first, &second].map(|f| std::fs::read(text(&f[0]["path"])).unwrap());
        assert_eq!(bytes[0], bytes[1]);
        // without a batch: of those signed today
        assert_eq!(scene.must("2026-03-03T10:00", "finance", &["export", "--out", &one]), serde_json::json!([]));
        // another format later does not dispatch again
        scene.tick("2026-03-03T10:01");
        assert_eq!(scene.order("2026-1")["dispatched_at"], "2026-03-02T19:00:00+05:00");
        assert_eq!(scene.batch(1)["files"].as_array().unwrap().len(), 2);
    });
}

#[test]
// law: 004-5.4-send
fn by_finance_an_order_is_sent_when_the_finance_specialist_hands_it_over() {
    both_with(100, |scene| {
        signed(scene);
        let hand_over = ["--set", BY_FINANCE, "batch", "hand-over", "1", "--receipt", "TK-77"];
        scene.refused("2026-03-02T12:05", "finance", &hand_over, "illegal-state");
        scene.must("2026-03-02T12:10", "", &["--set", BY_FINANCE, "tick"]);
        assert_eq!(scene.batch_status(1), "exported");
        assert_eq!(scene.of_orders(["status", "dispatched_at"]), [["signed", ""]; 2]);
        // an answer before the hand-over is a break
        let early = line("S0", "2026-1", &scene.order("2026-1"), "paid", "2026-03-02");
        scene.answer("2026-03-02T12:11", &[early]);
        assert_eq!(scene.breaks(), [("not-dispatched".to_owned(), "2026-1".to_owned())]);
        scene.twice("2026-03-02T15:00", "finance", &hand_over);
        assert_eq!(scene.batch_status(1), "handed-over");
        let sent = [["dispatched", "2026-03-02T15:00:00+05:00"]; 2];
        assert_eq!(scene.of_orders(["status", "dispatched_at"]), sent);
        let other = ["--set", BY_FINANCE, "batch", "hand-over", "1", "--receipt", "TK-78"];
        scene.refused("2026-03-02T15:01", "finance", &other, "illegal-state");
        let paid = |n: &str| line("S1", n, &scene.order(n), "paid", "2026-03-03");
        scene.answer("2026-03-03T10:00", &[paid("2026-1"), paid("2026-2")]);
        assert_eq!(scene.batch_status(1), "settled");
        let head = scene.head();
        scene.must("2026-03-03T10:01", "finance", &hand_over);
        assert_eq!(scene.head(), head, "the same hand-over again is quiet, also later");
    });
}

/// Sixty requests of payees at three banks, one after the other.
fn of_three_banks() -> Vec<String> {
    let banks = [("601", "HSBKKZKX"), ("722", "CASPKZKA"), ("832", "CITIKZKA")];
    let of = |number: usize| {
        let (code, bic) = banks[number % 3];
        let account = Iban::compose(code, "KZT5004100100").unwrap();
        let row = request(&format!("R{number:02}"), AT, 1 + number as u64);
        row.replace("KZ476010131000179714", account.as_str()).replace("HSBKKZKX", bic)
    };
    (0..60).map(of).collect()
}

#[test]
fn interbank_text_holds_the_payees_of_each_bank_in_messages_of_their_own_and_is_the_dispatch() {
    both_with(10_000, |scene| {
        scene.take("2026-03-02T09:30", &of_three_banks());
        scene.tick("2026-03-02T10:00");
        scene.sign("2026-03-02T12:00", 1);
        let (one, two) = (scene.path("one"), scene.path("two"));
        let export =
            |at: &str, dir: &str| scene.must(at, "finance", &["export", "--batch", "1", "--as", "mt102", "--out", dir]);
        // the folder's file cannot get its name: what was written is stored, and nothing counts as sent
        let name = "SANDBOX-2550101-B1-20260302-mt102.txt";
        std::fs::create_dir_all(format!("{one}/{name}/in-the-way")).unwrap();
        let export_words = ["export", "--batch", "1", "--as", "mt102", "--out", &one];
        let broken = scene.run("2026-03-02T12:05", "finance", &export_words);
        assert_eq!((broken.code, scene.batch_status(1).as_str()), (1, "signed"), "{broken:?}");
        assert!(scene.orders().iter().all(|order| order["status"] == "signed"));
        std::fs::remove_dir_all(format!("{one}/{name}")).unwrap();

        let file = &export("2026-03-02T12:10", &one)[0];
        assert_eq!((&file["orders"], text(&file["total"])), (&60.into(), "1830.00".to_owned()));
        assert!(scene.orders().iter().all(|order| order["status"] == "dispatched"));
        assert_eq!(scene.batch_status(1), "exported");
        let read = |file: &serde_json::Value| {
            // one byte a letter; what is looked for is ASCII
            String::from_utf8_lossy(&std::fs::read(text(&file["path"])).unwrap()).into_owned()
        };
        let bytes = read(file);
        let messages: Vec<&str> = bytes.split_inclusive("-}\r\n").collect();
        let banks = ["HSBKKZKX", "CASPKZKA", "CITIKZKA"];
        assert_eq!(messages.len(), banks.len());
        for (message, bank) in messages.iter().zip(banks) {
            assert!(message.contains(&format!("\r\n:57B:{bank}\r\n")) && message.matches("\r\n:59:").count() == 20);
        }
        for order in scene.orders() {
            let of_bank = messages.iter().zip(banks).find(|(_, bank)| order["bank_bic"] == *bank).unwrap().0;
            let reference = format!("/ASSIGN/{} ", text(&order["reference"]));
            assert_eq!((bytes.matches(&reference).count(), of_bank.matches(&reference).count()), (1, 1));
        }
        let head = scene.head();
        let again = &export("2026-03-02T12:20", &two)[0];
        assert_eq!(read(again), bytes);
        assert_eq!((scene.head(), &again["sha256"]), (head, &file["sha256"]));
    });
}
