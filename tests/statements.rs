//! Every named statement and every guard of the schema, on both engines: a forgotten bind is NULL on the one and an
//! error on the other, so the counts are compared before anything runs.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use qazyna::store::statements::{self, Statement};
use qazyna::store::{Db, StoreError};
use sqlx::{AssertSqlSafe, Either, Executor, SqlSafeStr, Statement as _};
use support::{Engine, fresh_db, fresh_url};

/// The statement as the store sends it, with one key or one row in the place of a mark, and its parameters. A row's
/// values have the types that its caller binds, and these are not in the text: one spelling for each choice of types.
fn widened(statement: Statement) -> (Vec<String>, usize) {
    let next = statement.params + 1;
    if statement.text.contains("{keys}") {
        return (vec![statement.text.replace("{keys}", &format!("${next}"))], next);
    }
    if !statement.text.contains("{rows}") {
        return (vec![statement.text.to_owned()], statement.params);
    }
    let parts = statement.text.split("v.column").skip(1);
    let numbers = parts.filter_map(|p| p[..p.bytes().take_while(u8::is_ascii_digit).count()].parse::<usize>().ok());
    let width = numbers.max().expect("a statement with {rows} names v.column1");
    let spelled = (0..1_usize << width).map(|choice| {
        let marks = (0..width).map(|i| {
            let kind = if choice >> i & 1 == 0 { "BIGINT" } else { "TEXT" };
            format!("CAST(${} AS {kind})", next + i)
        });
        statement.text.replace("{rows}", &format!("({})", marks.collect::<Vec<_>>().join(",")))
    });
    (spelled.collect(), statement.params + width)
}

/// The parameters of the first spelling that the engine takes, or why it does not take the first.
async fn parameters_of_any(db: &Db, spellings: Vec<String>) -> Result<usize, sqlx::Error> {
    let mut why = None;
    for text in spellings {
        match parameters(db, text).await {
            Ok(found) => return Ok(found),
            Err(error) => why = why.or(Some(error)),
        }
    }
    Err(why.expect("a statement has a spelling"))
}

/// How many parameters the engine finds in a statement.
async fn parameters(db: &Db, text: String) -> Result<usize, sqlx::Error> {
    let text = AssertSqlSafe(text).into_sql_str();
    let count = |found: Option<Either<usize, usize>>| found.map_or(0, Either::into_inner);
    Ok(match db {
        Db::Sqlite { pool, .. } => {
            let prepared = pool.prepare(text).await?;
            count(prepared.parameters().map(|p| p.map_left(<[_]>::len)))
        }
        Db::Postgres { pool, .. } => {
            let prepared = pool.prepare(text).await?;
            count(prepared.parameters().map(|p| p.map_left(<[_]>::len)))
        }
    })
}

async fn run(db: &Db, sql: &'static str) -> Result<u64, sqlx::Error> {
    Ok(match db {
        Db::Sqlite { pool, .. } => pool.execute(sql).await?.rows_affected(),
        Db::Postgres { pool, .. } => pool.execute(sql).await?.rows_affected(),
    })
}

async fn refuses(db: &Db, sql: &'static str, reason: &str) {
    let error = run(db, sql).await.expect_err(&format!("{} takes `{sql}`", db.engine()));
    assert!(error.to_string().contains(reason), "{}: `{sql}`: {error}", db.engine());
}

#[tokio::test]
async fn each_statement_wants_as_many_values_on_each_engine_as_its_text_says() {
    let dir = tempfile::tempdir().unwrap();
    let mut faults = Vec::new();
    for engine in Engine::ALL {
        let db = fresh_db(engine, dir.path()).await;
        for (name, statement) in statements::all() {
            let (spellings, wanted) = widened(statement);
            match parameters_of_any(&db, spellings).await {
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
        run(&db, "INSERT INTO service (id, name) VALUES (1, 'kept')").await.unwrap();
        db.migrate().await.unwrap();
        db.close().await;
        let again = Db::open(&url, dir.path(), false).await.unwrap();
        again.migrate().await.unwrap();
        assert_eq!(run(&again, "DELETE FROM service WHERE name = 'kept'").await.unwrap(), 1);
        again.close().await;
    }
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
        run(&db, rules).await.unwrap();
        run(&db, link).await.unwrap();
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
        run(&db, "INSERT INTO budget_line (id, code) VALUES (1, '255/061/015/311')").await.unwrap();
        let above = "INSERT INTO budget_balance (line_id, year, live, ceiling) VALUES (1, 2026, 101, 100)";
        refuses(&db, above, "the plan would be exceeded").await;
        let within = "INSERT INTO budget_balance (line_id, year, live, ceiling) VALUES (1, 2026, 60, 100)";
        run(&db, within).await.unwrap();
        run(&db, "UPDATE budget_balance SET live = 100").await.unwrap();
        refuses(&db, "UPDATE budget_balance SET live = 101", "the plan would be exceeded").await;
        // a plan that was cut below what lives against it: nothing more goes in, what ends goes out
        run(&db, "UPDATE budget_balance SET ceiling = 50").await.unwrap();
        refuses(&db, "UPDATE budget_balance SET live = 101", "the plan would be exceeded").await;
        run(&db, "UPDATE budget_balance SET live = 90").await.unwrap();
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
