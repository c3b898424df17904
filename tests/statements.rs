//! Every named statement and every guard of the schema, on both engines: a forgotten bind is NULL on the one and an
//! error on the other, so the counts are compared before anything runs.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use qazyna::store::statements::{self, Statement};
use qazyna::store::{Db, Limits, StoreError};
use qazyna::store::{Value, bulk};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr, Statement as _};
use support::{Engine, fresh_db, fresh_url, run_sql};

/// The parameters that the engine finds in a statement as the store sends it, with one key or one row in the place of
/// a mark. A row's values have the types that its caller binds, and these are not in the text: one of the choices of
/// types must do.
async fn parameters(db: &Db, statement: Statement) -> Result<usize, String> {
    let width = width(statement);
    match db {
        Db::Sqlite { path, .. } => {
            let text = bulk::one_row(statement.sqlite, statement.params, width);
            let connection = rusqlite::Connection::open(path).map_err(|e| e.to_string())?;
            connection.prepare(&text).map(|s| s.parameter_count()).map_err(|e| e.to_string())
        }
        Db::Postgres { pool, .. } => {
            let mut why = None;
            for choice in 0..1_usize << width {
                let kinds = (0..width).map(|i| if choice >> i & 1 == 0 { Value::Int(None) } else { Value::Text(None) });
                let text = bulk::of_arrays(statement.text, statement.params, &kinds.collect::<Vec<_>>(), width);
                match pool.prepare(AssertSqlSafe(text).into_sql_str()).await {
                    Ok(prepared) => {
                        return Ok(prepared.parameters().map_or(0, |p| p.map_left(<[_]>::len).into_inner()));
                    }
                    Err(error) => why = why.or(Some(error.to_string())),
                }
            }
            Err(why.expect("a statement has a spelling"))
        }
    }
}

/// How many values a row of the statement's rows or keys has; 0 where it has none.
fn width(statement: Statement) -> usize {
    if statement.text.contains("{keys}") {
        return 1;
    }
    if !statement.text.contains("{rows}") {
        return 0;
    }
    let parts = statement.text.split("v.column").skip(1);
    let numbers = parts.filter_map(|p| p[..p.bytes().take_while(u8::is_ascii_digit).count()].parse::<usize>().ok());
    numbers.max().expect("a statement with {rows} names v.column1")
}

async fn refuses(db: &Db, sql: &'static str, reason: &str) {
    let error = run_sql(db, sql).await.expect_err(&format!("{} takes `{sql}`", db.engine()));
    assert!(error.to_string().contains(reason), "{}: `{sql}`: {error}", db.engine());
}

#[tokio::test]
async fn each_statement_wants_as_many_values_on_each_engine_as_its_text_says() {
    let dir = tempfile::tempdir().unwrap();
    let mut faults = Vec::new();
    for engine in Engine::ALL {
        let db = fresh_db(engine, dir.path()).await;
        for (name, statement) in statements::all() {
            let wanted = statement.params + width(statement);
            match parameters(&db, statement).await {
                Ok(found) if found == wanted => {}
                Ok(found) => faults.push(format!("{engine:?} `{name}`: {found} parameters, its text has {wanted}")),
                Err(error) => faults.push(format!("{engine:?} `{name}`: {error}")),
            }
        }
        db.close().await;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(statements::all().count() > 0, "no statement was found");
}

#[tokio::test]
async fn the_schema_goes_in_a_second_time_without_harm() {
    let dir = tempfile::tempdir().unwrap();
    for engine in Engine::ALL {
        let url = fresh_url(engine, dir.path());
        let db = Db::open(&url, dir.path(), true).await.unwrap();
        db.migrate().await.unwrap();
        run_sql(&db, "INSERT INTO service (id, name) VALUES (1, 'kept')").await.unwrap();
        db.migrate().await.unwrap();
        db.close().await;
        let again = Db::open(&url, dir.path(), false).await.unwrap();
        again.migrate().await.unwrap();
        assert_eq!(run_sql(&again, "DELETE FROM service WHERE name = 'kept'").await.unwrap(), 1);
        again.close().await;
    }
}

#[tokio::test]
async fn whoever_opens_a_database_to_read_does_not_wait_for_a_writer() {
    let dir = tempfile::tempdir().unwrap();
    let db = fresh_db(Engine::Sqlite, dir.path()).await;
    let Db::Sqlite { pool, path, .. } = &db else { panic!("a file") };
    let writer = pool.write().await.unwrap();
    let limits = Limits { patience: Some(std::time::Duration::from_millis(1)), ..Limits::default() };
    let other = Db::open_within(&format!("sqlite:{}", path.display()), dir.path(), false, &limits).await.unwrap();
    other.migrate().await.unwrap();
    drop(other.read().await.unwrap());
    drop(writer);
}

#[tokio::test]
async fn a_missing_sqlite_file_is_not_made_in_passing() {
    let dir = tempfile::tempdir().unwrap();
    let refused = Db::open("sqlite:none.db", dir.path(), false).await;
    assert!(matches!(refused, Err(StoreError::NotReady(_))), "{refused:?}");
    assert!(!dir.path().join("none.db").exists());
}

#[tokio::test]
async fn the_journal_is_neither_changed_nor_shortened() {
    let dir = tempfile::tempdir().unwrap();
    for engine in Engine::ALL {
        let db = fresh_db(engine, dir.path()).await;
        let (rules, link) = match engine {
            Engine::Sqlite => (
                "INSERT INTO rules (id, fingerprint, bundle, first_used_at) VALUES (1, x'01', x'02', 3)",
                "INSERT INTO journal (seq, at, binding, actor, rules_id, events, previous, hash, body)
                 VALUES (1, 3, 1, 'system', 1, 1, x'00', x'01', x'02')",
            ),
            Engine::Postgres => (
                r"INSERT INTO rules (id, fingerprint, bundle, first_used_at) VALUES (1, '\x01', '\x02', 3)",
                r"INSERT INTO journal (seq, at, binding, actor, rules_id, events, previous, hash, body)
                  VALUES (1, 3, 1, 'system', 1, 1, '\x00', '\x01', '\x02')",
            ),
        };
        run_sql(&db, rules).await.unwrap();
        run_sql(&db, link).await.unwrap();
        refuses(&db, "UPDATE journal SET actor = 'another'", "the journal is never changed").await;
        refuses(&db, "DELETE FROM journal", "the journal is never shortened").await;
        if engine == Engine::Postgres {
            refuses(&db, "TRUNCATE journal", "the journal is never shortened").await;
        }
        db.close().await;
    }
}

#[tokio::test]
async fn what_lives_against_a_budget_line_never_rises_above_its_ceiling() {
    let dir = tempfile::tempdir().unwrap();
    for engine in Engine::ALL {
        let db = fresh_db(engine, dir.path()).await;
        run_sql(&db, "INSERT INTO budget_line (id, code) VALUES (1, '255/061/015/311')").await.unwrap();
        let above = "INSERT INTO budget_balance (line_id, year, live, ceiling) VALUES (1, 2026, 101, 100)";
        refuses(&db, above, "the plan would be exceeded").await;
        let within = "INSERT INTO budget_balance (line_id, year, live, ceiling) VALUES (1, 2026, 60, 100)";
        run_sql(&db, within).await.unwrap();
        run_sql(&db, "UPDATE budget_balance SET live = 100").await.unwrap();
        refuses(&db, "UPDATE budget_balance SET live = 101", "the plan would be exceeded").await;
        // a plan that was cut below what lives against it: nothing more goes in, what ends goes out
        run_sql(&db, "UPDATE budget_balance SET ceiling = 50").await.unwrap();
        refuses(&db, "UPDATE budget_balance SET live = 101", "the plan would be exceeded").await;
        run_sql(&db, "UPDATE budget_balance SET live = 90").await.unwrap();
        db.close().await;
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let nested = entries.map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    nested.flatten().filter(|p| p.extension().is_some_and(|e| e == "rs")).collect()
}

/// The names that stand as first argument of a call that runs a statement.
fn called(text: &str) -> impl Iterator<Item = &str> {
    const CALLS: [&str; 6] = [".execute(", ".rows(", ".row(", ".number(", ".rows_for_keys(", ".execute_rows("];
    let after = CALLS.iter().flat_map(|call| text.split(call).skip(1));
    after.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"')).map(|(name, _)| name)
}

#[test]
fn each_statement_that_is_run_exists_and_each_that_exists_is_run() {
    let known: BTreeSet<&str> = statements::all().map(|(name, _)| name).collect();
    let files = rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let texts: Vec<String> = files.iter().map(|p| std::fs::read_to_string(p).unwrap()).collect();
    // a file that binds no values runs no statement: `.row("…")` is something else there
    let run: BTreeSet<&str> = texts.iter().filter(|t| t.contains("binds!")).flat_map(|t| called(t)).collect();
    let unknown: Vec<&&str> = run.difference(&known).collect();
    assert!(unknown.is_empty(), "run, but not in sql/query: {unknown:?}");
    // a name may also be chosen before the call, so any literal counts as a use
    let unused: Vec<&&str> = known.iter().filter(|n| !texts.iter().any(|t| t.contains(&format!("\"{n}\"")))).collect();
    assert!(unused.is_empty(), "in sql/query, but never run: {unused:?}");
}
