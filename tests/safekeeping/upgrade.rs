//! A database of the first schema, made by the program of that day, in the hands of the present one. `tests/upgrade/first.db.zst`
//! is the demo's database with the schema files 0001 to 0006, `first.json.zst` what that program said of it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::copies::behind;
use crate::scene::{Scene, text};
use crate::support::Engine;

fn unpacked(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade").join(name);
    zstd::decode_all(std::fs::read(path).unwrap().as_slice()).unwrap()
}

/// What the program of that day answered, by the words of the command.
fn answers() -> BTreeMap<String, Value> {
    serde_json::from_slice(&unpacked("first.json.zst")).unwrap()
}

/// An office whose database is the old one.
fn old_office() -> Scene {
    let scene = Scene::new(Engine::Sqlite);
    std::fs::write(scene.url().strip_prefix("sqlite:").unwrap(), unpacked("first.db.zst")).unwrap();
    scene
}

/// Fails unless everything of the old answer stands in the new one, which may say more.
fn holds(place: &str, old: &Value, new: &Value) {
    match (old, new) {
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{place}");
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                holds(&format!("{place}[{i}]"), a, b);
            }
        }
        (Value::Object(a), Value::Object(_)) => {
            for (key, value) in a {
                holds(&format!("{place}.{key}"), value, &new[key]);
            }
        }
        _ => assert_eq!(old, new, "{place}"),
    }
}

#[test]
fn a_database_of_the_first_schema_says_the_same_after_it_was_brought_up_to_date() {
    let scene = old_office();
    for (words, old) in answers() {
        let new = scene.must("", "", &words.split(' ').collect::<Vec<_>>());
        holds(&words, &old, &new);
    }
}

#[test]
fn a_database_of_the_first_schema_gives_the_same_files_again() {
    let scene = old_office();
    let mut compared = 0;
    for batch in answers()["batch list"].as_array().unwrap() {
        let number = batch["number"].to_string();
        let files = batch["files"].as_array().unwrap();
        // of an earlier copy the file that stands for it is the last one
        let last: BTreeMap<String, String> = files.iter().map(|f| (text(&f["format"]), text(&f["sha256"]))).collect();
        for (format, sha256) in last {
            let out = scene.path("again");
            let words = ["export", "--batch", &number, "--as", &format, "--out", &out];
            let again = scene.must("", "finance", &words);
            assert_eq!(text(&again[0]["sha256"]), sha256, "{number} {format}");
            let bytes = std::fs::read(text(&again[0]["path"])).unwrap();
            assert_eq!(qazyna::domain::batch::hex(&qazyna::domain::batch::sha256(&bytes)), sha256);
            compared += 1;
        }
    }
    assert!(compared >= 10, "{compared} files");
}

#[test]
fn a_copy_of_the_first_schema_is_brought_back_and_brought_up_to_date_on_either_engine() {
    let source = old_office();
    let copy = source.path("first.qazyna");
    let made = source.must("", "", &["backup", &copy]);
    assert_eq!(made["schema"], 6, "a backup changes nothing, not even the schema");
    for engine in Engine::ALL {
        let scene = Scene::new(engine);
        scene.must("2026-04-02T09:00", "finance", &["restore", &copy]);
        for (words, old) in answers() {
            // these tell the time, or of the restore itself
            if ["report journal", "audit verify", "report deadlines", "break list --all", "report reconciliation"]
                .contains(&words.as_str())
            {
                continue;
            }
            holds(&words, &old, &scene.must("", "", &words.split(' ').collect::<Vec<_>>()));
        }
        let mut journal = scene.list(&["report", "journal"]);
        assert_eq!(text(&journal.pop().unwrap()["event"]), "database-restored");
        holds("report journal", &answers()["report journal"], &Value::Array(journal));
        scene.must("", "", &["audit", "verify", "--expect", &text(&answers()["audit verify"]["head"])]);
        // and it goes on working: what waits is stopped, released, formed
        scene.must("2026-04-02T09:10", "finance", &["hold", "add", "255/061/015/311", "--reason", "letter 1"]);
        scene.must("2026-04-02T09:20", "finance", &["hold", "end", "255/061/015/311"]);
        scene.tick("2026-04-02T09:30");
    }
}

#[test]
fn a_database_that_a_later_program_has_worked_with_is_refused_in_a_sentence() {
    for engine in Engine::ALL {
        let scene = Scene::new(engine);
        let success = if engine == Engine::Sqlite { "1" } else { "true" };
        let later = format!(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT 9999, 'later', {success}, checksum, 0 FROM _sqlx_migrations WHERE version = 1"
        );
        behind(scene.url(), &later).unwrap();
        for words in [&["request", "list"][..], &["audit", "verify"], &["tick"]] {
            let ran = scene.run("", "", words);
            assert_eq!((ran.code, ran.stderr.lines().count()), (2, 1), "{ran:?}");
            assert!(ran.stderr.contains("9999") && ran.stderr.contains("later version"), "{ran:?}");
        }
        behind(scene.url(), "DELETE FROM _sqlx_migrations WHERE version = 9999").unwrap();
    }
}
