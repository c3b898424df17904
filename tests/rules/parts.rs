//! A batch that a client takes in several files (004 §5.4): each order in one of them, all of them together or none, and the
//! same again whenever it is asked for.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use qazyna::domain::batch::{hex, sha256};
use qazyna::faults::{Faults, Injector, Step};
use serde_json::Value;

use super::scene::{Scene, both_with, text};
use crate::support::Engine;
use crate::support::office::{Office, request};

const AT: &str = "2026-02-27T10:00:00+05:00";

/// A signed batch of five orders of 10 to 50 tenge to two banks, in turns.
fn signed(scene: &Scene) {
    let rows: Vec<String> = (1..=5)
        .map(|n| {
            let row = request(&format!("R{n}"), AT, n * 10);
            if n % 2 == 0 { row.replace("KZ476010131000179714,HSBKKZKX", "KZ788562203130028817,KCJBKZKX") } else { row }
        })
        .collect();
    scene.take("2026-03-02T09:30", &rows);
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T12:00", 1);
}

fn lay(office: &Office, form: &str, text: &str) {
    std::fs::write(office.path(&format!("formats/{form}.toml")), text).unwrap();
}

fn export(scene: &Scene, at: &str, form: &str) -> Vec<Value> {
    let out = scene.path("out");
    let files = scene.must(at, "finance", &["export", "--batch", "1", "--as", form, "--out", &out]);
    files.as_array().unwrap().clone()
}

/// Names, counts and sums of files.
fn facts(files: &[Value]) -> Vec<(String, i64, String)> {
    let name = |file: &Value| PathBuf::from(text(&file["path"])).file_name().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|file| (name(file), file["orders"].as_i64().unwrap(), text(&file["total"]))).collect()
}

/// The bytes of every file of a folder by its name.
fn folder(office: &Office, name: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(office.path(name)).into_iter().flatten().flatten();
    entries.map(|e| (e.file_name().to_str().unwrap().to_owned(), std::fs::read(e.path()).unwrap())).collect()
}

#[test]
// law: 004-5.4-send
fn a_batch_leaves_in_as_many_files_as_its_layout_wants_and_the_same_again() {
    both_with(1_000, |scene| {
        signed(scene);
        lay(scene, "csv", "most-orders = 2\n");
        let files = export(scene, "2026-03-02T12:10", "csv");
        let name = |part: &str| format!("SANDBOX-2550101-B1-20260302-csv-{part}.csv");
        let wanted =
            [("1of3", 2, "30.00"), ("2of3", 2, "70.00"), ("3of3", 1, "50.00")].map(|(p, n, s)| (name(p), n, s.into()));
        assert_eq!(facts(&files), wanted);
        let left = folder(scene, "out");
        assert_eq!(left.len(), 3, "{:?}", left.keys());
        for file in &files {
            let bytes = std::fs::read(text(&file["path"])).unwrap();
            assert_eq!(text(&file["sha256"]), hex(&sha256(&bytes)));
            let path = text(&file["path"]);
            let listed = scene.batch(1)["files"].as_array().unwrap().clone();
            assert!(listed.iter().any(|f| f["path"] == path.as_str() && f["sha256"] == file["sha256"]), "{listed:?}");
        }
        // another layout changes nothing of what has left; one file that is missing and one that was altered come back
        lay(scene, "csv", "");
        std::fs::remove_file(scene.path(&format!("out/{}", name("2of3")))).unwrap();
        std::fs::write(scene.path(&format!("out/{}", name("3of3"))), "altered").unwrap();
        assert_eq!(export(scene, "2026-03-02T12:20", "csv"), files);
        let again = folder(scene, "out");
        assert!(left.iter().all(|(name, bytes)| again.get(name) == Some(bytes)));
        assert_eq!(again.len(), 4, "the altered one lies aside: {:?}", again.keys());
        let proofs = scene.must("", "", &["export", "--prove", "--batch", "1", "--as", "csv"]);
        assert_eq!((text(&proofs[0]["left"]).as_str(), &proofs[0]["equal"]), ("same", &true.into()), "{proofs}");
        assert_eq!(proofs[0]["orders"], 5);
    });
}

#[test]
fn no_two_files_of_a_batch_have_one_message_id_and_a_copy_of_all_orders_has_those_of_the_first() {
    both_with(1_000, |scene| {
        signed(scene);
        lay(scene, "pain001", "most-sum = \"60\"\n");
        let ids = |files: &[Value]| -> Vec<String> {
            let of = |file: &Value| {
                let xml = std::fs::read_to_string(text(&file["path"])).unwrap();
                xml.split("<MsgId>").nth(1).unwrap().split('<').next().unwrap().to_owned()
            };
            files.iter().map(of).collect()
        };
        let files = export(scene, "2026-03-02T12:10", "pain001");
        let sums: Vec<String> = facts(&files).into_iter().map(|(.., sum)| sum).collect();
        assert_eq!(sums, ["60.00", "40.00", "50.00"]);
        assert_eq!(ids(&files), ["P1", "P2", "P3"].map(|part| format!("QZ-2550101-B1-{part}")));
        lay(scene, "pain001", "");
        scene.must("2026-03-02T13:00", "finance", &["batch", "outcome-unknown", "1", "--reason", "silence"]);
        for who in ["finance", "head"] {
            scene.must("2026-03-02T13:10", who, &["batch", "resolve", "1", "--not-received", "--reason", "asked"]);
        }
        let copies = export(scene, "2026-03-02T13:20", "pain001");
        assert_eq!(ids(&copies), ids(&files), "the bank knows what it has already");
        assert!(facts(&copies)[2].0.ends_with("-pain001-3of3-copy2.xml"), "{copies:?}");
    });
}

#[test]
fn a_file_holds_the_payees_of_one_bank_where_the_layout_wants_that() {
    both_with(1_000, |scene| {
        signed(scene);
        lay(scene, "1c", "by-bank = true\nmost-orders = 2\n");
        let files = export(scene, "2026-03-02T12:10", "1c");
        let found: Vec<(i64, String)> = facts(&files).into_iter().map(|(_, orders, sum)| (orders, sum)).collect();
        assert_eq!(found, [(2, "40.00".to_owned()), (1, "50.00".to_owned()), (2, "60.00".to_owned())]);
        let banks = ["HSBKKZKX", "HSBKKZKX", "KCJBKZKX"];
        for (file, bank) in files.iter().zip(banks) {
            let bytes = std::fs::read_to_string(text(&file["path"])).unwrap();
            let other = if bank == "HSBKKZKX" { "KCJBKZKX" } else { "HSBKKZKX" };
            assert!(bytes.contains(bank) && !bytes.contains(other), "{bytes}");
        }
    });
}

#[test]
fn an_order_that_is_more_than_a_file_may_hold_refuses_the_form_by_its_number() {
    both_with(1_000, |scene| {
        signed(scene);
        lay(scene, "treasury-xml", "most-sum = \"45.00\"\n");
        let out = scene.path("out");
        let ran = scene.run("2026-03-02T12:10", "finance", &["export", "--as", "treasury-xml", "--out", &out]);
        let said = [
            "treasury-xml: [order-too-large]",
            "`2026-5`",
            "`50.00`",
            "`most-sum = 45.00`",
            "raise `most-sum` in formats/treasury-xml.toml",
        ];
        assert!(ran.code == 3 && said.iter().all(|words| ran.stderr.contains(words)), "{ran:?}");
        // where the form is made of messages, one of them
        lay(scene, "mt102", "most-sum = \"45.00\"\n");
        let ran = scene.run("2026-03-02T12:11", "finance", &["export", "--as", "mt102", "--out", &out]);
        assert!(ran.code == 3 && ran.stderr.starts_with("mt102: [order-too-large]"), "{ran:?}");
        assert!(folder(scene, "out").is_empty());
        let proofs = scene.must("", "", &["export", "--prove", "--batch", "1"]);
        let of = |form: &str| proofs.as_array().unwrap().iter().find(|proof| proof["format"] == form).unwrap().clone();
        assert!(text(&of("treasury-xml")["refused"]).contains("2026-5"));
        assert_eq!(of("csv")["equal"], true);
    });
}

#[test]
fn what_somebody_changed_of_one_file_out_of_several_is_found() {
    for change in ["total = total + 1", "packed = packed - 1", "name = 'x'", "orders = 1"] {
        both_with(1_000, |scene| {
            signed(scene);
            lay(scene, "csv", "most-orders = 2\n");
            export(scene, "2026-03-02T12:10", "csv");
            scene.tampered();
            scene.alter(&format!("UPDATE export_part SET {change} WHERE part = 1"));
            let audit = scene.run("", "", &["audit", "verify"]);
            assert!(audit.code == 4 && audit.stdout.contains("file 1 csv 1"), "{change}: {audit:?}");
        });
    }
}

/// Lets the program die before its step of this number, counted from 0.
struct DiesAt(AtomicUsize);

impl Injector for DiesAt {
    fn before(&self, _: Step<'_>) {
        if self.0.fetch_sub(1, Ordering::SeqCst) == 0 {
            std::panic::resume_unwind(Box::new("dead"));
        }
    }
}

#[test]
fn a_crash_at_any_step_leaves_all_files_of_a_batch_or_what_the_next_pass_completes() {
    for engine in Engine::ALL {
        let scene = Scene::new(engine);
        scene.give(1_000);
        signed(&scene);
        lay(&scene, "csv", "most-orders = 2\n");
        let words = |office: &Office| -> Vec<String> {
            let words =
                ["--output", "json", "--at", "2026-03-02T12:10:00+05:00", "--actor", "finance", "export", "--as"];
            let (config, out) = (office.path("qazyna.toml"), office.path("out"));
            let all = [vec!["--config", &config], words.to_vec(), vec!["csv", "--batch", "1", "--out", &out]].concat();
            all.into_iter().map(str::to_owned).collect()
        };
        let mut wanted = None;
        for step in 0.. {
            let office = scene.copy(engine);
            let words = words(&office);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let dying = Faults::new(Arc::new(DiesAt(AtomicUsize::new(step))));
            let died = office.watched(&dying, &words).is_err();
            let named = |bytes: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
                bytes.keys().filter(|name| !name.starts_with('.')).cloned().collect()
            };
            let whole = office.words(&words);
            assert_eq!(whole.code, 0, "step {step}: {whole:?}");
            let left = folder(&office, "out");
            assert_eq!(named(&left).len(), 3, "step {step}: {:?}", left.keys());
            let left: BTreeMap<String, Vec<u8>> = left.into_iter().filter(|(name, _)| !name.starts_with('.')).collect();
            assert_eq!(wanted.get_or_insert_with(|| left.clone()), &left, "step {step}");
            let audit = office.run("", "", &["audit", "verify"]);
            assert_eq!(audit.code, 0, "step {step}: {audit:?}");
            if !died {
                assert!(step > 20, "the export has more steps than {step}");
                break;
            }
        }
    }
}
