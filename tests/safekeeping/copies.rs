//! The copy itself: what it holds, what is refused, who may.

use std::path::Path;

use qazyna::format::copy_file::{Head, Writer};
use qazyna::store::{Db, Stage};

use crate::scene::{Scene, both, line, text};
use crate::support::office::{Office, request};
use crate::support::{Engine, run_sql};

const LISTS: [&[&str]; 7] = [
    &["request", "list"],
    &["order", "list"],
    &["batch", "list"],
    &["plan", "show", "--year", "2026"],
    &["hold", "list"],
    &["user", "list"],
    &["report", "conservation"],
];

pub fn at(second: u32) -> String {
    format!("2026-02-27T10:00:{second:02}+05:00")
}

/// Orders of every kind: paid, dispatched, signed, awaiting; a request that waits and one that is stopped.
pub fn lived_in(scene: &Scene) {
    scene.give(100);
    scene.take("2026-03-02T09:30", &[request("A", &at(1), 10), request("B", &at(2), 20)]);
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T10:10", 1);
    scene.tick("2026-03-02T10:20");
    scene.answer("2026-03-02T10:30", &[line("S1", "2026-1", &scene.order("2026-1"), "paid", "2026-03-02")]);
    scene.take("2026-03-02T10:40", &[request("C", &at(3), 30)]);
    scene.tick("2026-03-02T10:50");
    scene.take("2026-03-02T11:10", &[request("D", &at(4), 30)]);
    scene.tick("2026-03-02T11:20");
    scene.sign("2026-03-02T11:25", 2);
    scene.take("2026-03-02T11:30", &[request("E", &at(5), 50)]);
    scene.must("2026-03-02T11:40", "finance", &["hold", "add", "141040011035", "--reason", "court order 12"]);
}

fn lists(scene: &Scene) -> Vec<Vec<serde_json::Value>> {
    LISTS.iter().map(|words| scene.list(words)).collect()
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Runs a statement behind the program's back; a pool lives and dies with its runtime.
pub fn behind(url: &str, sql: &str) -> Result<u64, String> {
    block_on(async {
        let db = Db::open(url, Path::new("."), false).await.unwrap();
        let done = run_sql(&db, sql).await;
        db.close().await;
        done
    })
}

#[test]
fn a_copy_is_brought_back_on_either_engine_as_it_was() {
    for from in Engine::ALL {
        let source = Scene::new(from);
        lived_in(&source);
        let (wanted, head) = (lists(&source), source.head());
        let copy = source.path("copy.qazyna");
        let made = source.must("", "", &["backup", &copy]);
        assert_eq!((text(&made["head"]), source.head()), (head.clone(), head.clone()), "a copy changes nothing");
        for to in Engine::ALL {
            eprintln!("from {from:?} to {to:?}");
            let target = Scene::new(to);
            let before = target.head();
            let done = target.must("2026-03-05T09:00", "finance", &["restore", &copy]);
            assert_eq!([text(&done["head"]), text(&done["replaced_head"])], [head.clone(), before.clone()]);
            assert_eq!(lists(&target), wanted);
            let journal = target.list(&["report", "journal"]);
            let [.., last, restored] = &journal[..] else { panic!("{journal:?}") };
            assert_eq!([text(&last["hash"]), text(&restored["event"])], [head.clone(), "database-restored".to_owned()]);
            let facts = text(&restored["facts"]);
            assert!(facts.contains(&head) && facts.contains(&before), "{facts}");
            assert_eq!([text(&restored["actor"]), text(&restored["at"])], ["finance", "2026-03-05T09:00:00+05:00"]);
            target.must("", "", &["audit", "verify", "--expect", &head]);
            // what was there is not destroyed
            let replaced = text(&done["replaced"]);
            match to {
                Engine::Sqlite => {
                    let url = format!("sqlite:{replaced}");
                    let old = target.words(&[
                        "--config",
                        &target.path("qazyna.toml"),
                        "--set",
                        &format!("database.url={url}"),
                        "--output",
                        "json",
                        "audit",
                        "verify",
                    ]);
                    assert_eq!(text(&old.json()["head"]), before, "{old:?}");
                }
                Engine::Postgres => {
                    let sql = format!("SELECT COUNT(*) FROM {replaced}.journal");
                    let links: i64 = block_on(async {
                        let db = Db::open(target.url(), Path::new("."), false).await.unwrap();
                        let Db::Postgres { pool, .. } = &db else { panic!("on PostgreSQL") };
                        let links = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(pool).await.unwrap();
                        db.close().await;
                        links
                    });
                    assert_eq!(links, 1);
                }
            }
        }
    }
}

#[test]
fn a_copy_made_while_others_write_is_one_state_of_the_database() {
    both(|scene| {
        scene.give(1_000_000);
        std::thread::scope(|threads| {
            let office: &Office = scene;
            let writer = threads.spawn(move || {
                let config = office.path("qazyna.toml");
                for i in 0..8 {
                    let rows: Vec<String> = (0..300).map(|n| request(&format!("R{i}-{n}"), &at(i), 1)).collect();
                    let header = crate::support::office::REQUESTS;
                    let file = office.write(&format!("in/w{i}.csv"), format!("{header}\n{}\n", rows.join("\n")));
                    let moment = format!("2026-03-02T10:0{i}:00+05:00");
                    for (who, words) in [("specialist", vec!["request", "import", &file]), ("finance", vec!["tick"])] {
                        let mut all = vec!["--config", &config, "--at", &moment, "--actor", who];
                        all.extend(words);
                        let ran = office.words(&all);
                        assert_eq!(ran.code, 0, "{ran:?}");
                    }
                }
            });
            let mut copies = 0;
            while !writer.is_finished() {
                let copy = scene.path(&format!("copy-{copies}"));
                let made = scene.must("", "", &["backup", &copy]);
                let target = Scene::new(Engine::Sqlite);
                let done = target.must("2026-03-05T09:00", "finance", &["restore", &copy]);
                assert_eq!(done["head"], made["head"]);
                // its end verifies the audit
                copies += 1;
            }
            writer.join().unwrap();
            assert!(copies > 1, "the copies were to be made meanwhile");
        });
    });
}

#[test]
fn a_file_that_is_no_whole_copy_changes_nothing() {
    both(|scene| {
        lived_in(scene);
        let copy = scene.path("copy.qazyna");
        scene.must("", "", &["backup", &copy]);
        let bytes = std::fs::read(&copy).unwrap();
        let restore = |name: &str, bytes: &[u8], code: &str| {
            let file = scene.write(name, bytes);
            scene.refused("2026-03-05T09:00", "finance", &["restore", &file], code);
        };
        restore("cut", &bytes[..bytes.len() - 1], "copy-broken");
        restore("short", &bytes[..40], "copy-broken");
        restore("empty", b"", "copy-broken");
        restore("other", b"SQLite format 3\0 and more", "copy-broken");
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        restore("changed", &changed, "copy-broken");
        restore("later", b"qazyna backup 2\nanything\n", "copy-newer");
        let head = |schema, profile: &str| {
            let (created, engine) = ("2026-03-02T05:00:00Z".to_owned(), "sqlite".to_owned());
            let head = Head { schema, created, engine, profile: profile.to_owned(), links: 0, head: [0; 32] };
            Writer::new(Vec::new(), &head).unwrap().finish().unwrap().0
        };
        restore("newer", &head(9_999, "sandbox"), "copy-newer");
        let file = scene.write("production", head(1, "production"));
        let ran = scene.run("2026-03-05T09:00", "finance", &["restore", &file]);
        assert_eq!((ran.code, ran.stderr.lines().count()), (2, 1), "{ran:?}");
        restore("hollow", &head(8, "sandbox"), "copy-broken");
        assert_eq!(scene.list(&["order", "list"]).len(), 4);
    });
}

#[test]
fn a_copy_overwrites_nothing_and_a_restore_is_for_finance_or_an_admin() {
    both(|scene| {
        let copy = scene.path("copy.qazyna");
        scene.must("", "", &["backup", &copy]);
        let bytes = std::fs::read(&copy).unwrap();
        scene.refused("", "", &["backup", &copy], "already-exists");
        assert_eq!(std::fs::read(&copy).unwrap(), bytes);
        for who in ["specialist", "head", "auditor"] {
            scene.refused("2026-03-05T09:00", who, &["restore", &copy], "wrong-role");
        }
        scene.refused("2026-03-05T09:00", "nobody", &["restore", &copy], "unknown-person");
        scene.must("2026-03-05T09:00", "", &["restore", &copy]);
        scene.must("2026-03-05T10:00", "finance", &["restore", &copy]);
        let journal = scene.list(&["report", "journal"]);
        let restored = journal.iter().filter(|row| row["event"] == "database-restored").count();
        assert_eq!(restored, 1, "the second one set the first aside");
        // a clock before the last change of what is replaced would hide that change
        let ran = scene.run("2026-03-04T09:00", "finance", &["restore", &copy]);
        assert_eq!(ran.code, 1, "{ran:?}");
    });
}

#[test]
fn nothing_is_brought_back_while_another_program_is_at_work() {
    both(|scene| {
        let copy = scene.path("copy.qazyna");
        scene.must("", "", &["backup", &copy]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let db = runtime.block_on(Db::open(scene.url(), Path::new("."), false)).unwrap();
        let lease = runtime.block_on(db.lease(Stage::Forming)).unwrap();
        scene.refused("2026-03-05T09:00", "finance", &["restore", &copy], "in-use");
        drop(lease);
        runtime.block_on(db.close());
        drop(db);
        scene.must("2026-03-05T09:00", "finance", &["restore", &copy]);
    });
}

#[test]
fn a_database_that_is_broken_or_gone_is_replaced_and_kept() {
    let source = Scene::new(Engine::Postgres);
    lived_in(&source);
    let copy = source.path("copy.qazyna");
    source.must("", "", &["backup", &copy]);
    let scene = Scene::new(Engine::Sqlite);
    let path = scene.url().strip_prefix("sqlite:").unwrap().to_owned();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..4096].fill(0x55);
    std::fs::write(&path, &bytes).unwrap();
    let ran = scene.run("2026-03-05T09:00", "finance", &["restore", &copy]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("cannot be read"), "{ran:?}");
    assert_eq!(std::fs::read(text(&ran.json()["replaced"])).unwrap(), bytes);
    assert_eq!(scene.list(&["order", "list"]).len(), 4);
    std::fs::remove_file(&path).unwrap();
    let done = scene.must("2026-03-05T09:00", "", &["restore", &copy]);
    assert!(done["replaced"].is_null(), "{done}");
    assert_eq!(scene.list(&["order", "list"]).len(), 4);
}

#[test]
fn a_ceiling_that_was_lowered_below_what_lives_does_not_keep_the_copy_out() {
    both(|scene| {
        lived_in(scene);
        behind(scene.url(), "UPDATE budget_balance SET ceiling = 1").unwrap();
        let copy = scene.path("copy.qazyna");
        scene.must("", "", &["backup", &copy]);
        scene.must("2026-03-05T09:00", "finance", &["restore", &copy]);
        let refused = behind(scene.url(), "UPDATE budget_balance SET live = live + 1").unwrap_err();
        assert!(refused.contains("the plan would be exceeded"), "the guards are awake again: {refused}");
    });
}

#[test]
fn a_copy_whose_journal_was_tampered_with_is_not_put_in_place() {
    for engine in Engine::ALL {
        let source = Office::new(engine);
        let guard = if engine == Engine::Sqlite { "" } else { " ON journal" };
        behind(source.url(), &format!("DROP TRIGGER journal_no_update{guard}")).unwrap();
        behind(source.url(), "UPDATE journal SET actor = 'somebody'").unwrap();
        let copy = source.path("copy.qazyna");
        source.must("", "", &["backup", &copy]);
        let scene = Scene::new(engine);
        let head = scene.head();
        let ran = scene.run("2026-03-05T09:00", "finance", &["restore", &copy]);
        assert_eq!((ran.code, ran.stderr.lines().count()), (4, 1), "{ran:?}");
        assert_eq!(scene.head(), head);
    }
}
