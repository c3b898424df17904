//! One signed order gives several files, proven equal to it (`export --prove`), and an answer of the treasury can say why it
//! is this order's (`reconcile --explain`).

use std::path::Path;

use qazyna::store::Db;
use serde_json::{Value, json};

use super::scene::{Scene, both, line, text};
use crate::support::office::request;
use crate::support::run_sql;

const AT: &str = "2026-02-27T10:00:00+05:00";

/// Two orders in one signed batch, nothing exported.
fn signed(scene: &Scene) {
    scene.give(1_000);
    scene.take("2026-03-02T09:30", &[request("A", AT, 30), request("B", AT, 40)]);
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T10:30", 1);
}

fn proofs(scene: &Scene) -> (u8, Vec<[String; 4]>) {
    let ran = scene.run("", "", &["export", "--prove", "--batch", "1"]);
    let one = |p: &Value| {
        let left = p["left"].as_str().unwrap_or("-").to_owned();
        [text(&p["format"]), p["equal"].to_string(), left, text(&p["total"])]
    };
    (ran.code, ran.json().as_array().unwrap().iter().map(one).collect())
}

fn row(format: &str, equal: &str, left: &str) -> [String; 4] {
    [format, equal, left, "70.00"].map(str::to_owned)
}

#[test]
fn every_format_is_proven_equal_to_what_was_signed_and_nothing_is_stored_by_that() {
    both(|scene| {
        signed(scene);
        let head = scene.head();
        let all = |first: &str| {
            let left = [first, "-", "-", "-", "-"];
            let formats = ["treasury-xml", "csv", "pain001", "1c", "mt102"];
            formats.iter().zip(left).map(|(format, left)| row(format, "true", left)).collect::<Vec<_>>()
        };
        assert_eq!(proofs(scene), (0, all("-")));
        assert_eq!((scene.head(), scene.batch(1)["files"].clone()), (head, json!([])));
        scene.tick("2026-03-02T11:00");
        assert_eq!(proofs(scene), (0, all("same")));
        let refused = scene.run("", "", &["export", "--prove", "--batch", "9"]);
        assert_eq!((refused.code, refused.codes()), (3, vec!["not-found".to_owned()]));
    });
}

#[test]
fn a_file_that_left_and_says_something_else_is_found_by_the_proof() {
    both(|scene| {
        signed(scene);
        scene.tick("2026-03-02T11:00");
        let behind = |sqlite: &str, postgres: &str| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let db = Db::open(scene.url(), Path::new("."), false).await.unwrap();
                let sql = if matches!(db, Db::Sqlite { .. }) { sqlite } else { postgres };
                run_sql(&db, sql).await.unwrap();
                db.close().await;
            });
        };
        scene.tampered();
        // the digest is another, the bytes say the same
        let zeroes = "UPDATE export_file SET sha256 =";
        behind(&format!("{zeroes} zeroblob(32)"), &format!("{zeroes} decode(repeat('00', 32), 'hex')"));
        assert_eq!(proofs(scene).1[0], row("treasury-xml", "true", "says-the-same"));
        let cut = "UPDATE export_file SET body = substr(body, 1, 20)";
        behind(cut, cut);
        let (code, found) = proofs(scene);
        assert_eq!((code, &found[0]), (4, &row("treasury-xml", "false", "differs")));
    });
}

#[test]
fn a_format_that_cannot_carry_a_batch_is_told_and_is_wrong_only_where_it_was_asked_for() {
    both(|scene| {
        scene.give(1_000);
        let long = request("A", AT, 30).replace("ТОО МФО Береке", &"Береке ".repeat(10));
        scene.take("2026-03-02T09:30", &[long, request("B", AT, 40)]);
        scene.tick("2026-03-02T10:00");
        scene.sign("2026-03-02T10:30", 1);
        let (code, found) = proofs(scene);
        assert_eq!((code, &found[4]), (0, &row("mt102", "false", "-")));
        assert!(found[..4].iter().all(|proof| proof[1] == "true"));
        let asked = scene.run("", "", &["export", "--prove", "--batch", "1", "--as", "mt102"]);
        assert_eq!(asked.code, 4);
        assert!(asked.stderr.contains("order 2026-1: `payee_name`") && asked.stderr.contains("1 to 60 characters"));
    });
}

#[test]
fn an_answer_says_which_line_named_the_order_and_by_what_it_was_found() {
    both(|scene| {
        signed(scene);
        let explain = |number: &str| scene.must("2026-03-03T12:00", "", &["reconcile", "--explain", number]);
        let told = explain("2026-1");
        assert_eq!((&told["answers"], &told["answer_due"]), (&json!([]), &Value::Null));
        scene.tick("2026-03-02T11:00");
        assert_eq!(text(&explain("1")["answer_due"]), "2026-03-04T18:30:00+05:00");

        let orders = scene.orders();
        let bare = line("S-1", "2", &orders[1], "paid", "2026-03-02");
        scene.answer("2026-03-03T09:30", &[line("S-1", "2026-1", &orders[0], "rejected", "2026-03-02"), bare]);
        let told = explain("2026-1");
        let answer = &told["answers"][0];
        assert_eq!(
            (text(&answer["found_by"]), &answer["line"], text(&answer["named"])),
            ("reference".into(), &2.into(), "2026-1".into())
        );
        assert_eq!((text(&told["status"]), text(&answer["statement_no"])), ("rejected".to_owned(), "S-1".to_owned()));
        let told = explain("2026-2");
        assert_eq!(text(&told["answers"][0]["found_by"]), "number-payee-amount");
        assert_eq!(text(&told["answers"][0]["named"]), "2");

        // what does not fit stands beside it
        let other = line("S-2", "2026-2", &orders[1], "paid", "2026-03-02");
        scene.answer("2026-03-03T10:00", &[other]);
        let told = explain("2026-2");
        assert_eq!(
            (told["answers"].as_array().unwrap().len(), text(&told["breaks"][0]["kind"])),
            (1, "already-settled".to_owned())
        );
        let refused = scene.run("", "", &["reconcile", "--explain", "2026-9"]);
        assert_eq!((refused.code, refused.codes()), (3, vec!["not-found".to_owned()]));
    });
}
