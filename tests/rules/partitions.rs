//! On PostgreSQL each budget year has partitions of its own: what settled years hold is not read, a year begins while others
//! work, and the same rest is ordered once in all years together.

use std::path::Path;
use std::time::Duration;

use qazyna::store::Db;
use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, Executor};

use super::scene::{Scene, both, guarantee, january, line, month, text};
use super::together::{ended, start};
use crate::support::office::{plan_row, request};
use crate::support::{Engine, fresh_db, fresh_url, run_sql};

/// The plan's payments of a year: this much in January.
fn plan_of(scene: &Scene, year: i32, sum: i64) {
    let row = plan_row("payments", &format!("P{year}"), &format!("{year}-01-05"), january(sum));
    let ran = scene.plan(&format!("{year}-01-05T09:00"), &[row.replacen("2026", &year.to_string(), 1)]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Works on the scene's database behind the program's back.
fn behind<T>(scene: &Scene, work: impl AsyncFnOnce(&PgPool) -> T) -> T {
    block_on(async {
        let db = Db::open(scene.url(), Path::new("."), false).await.unwrap();
        let Db::Postgres { pool, .. } = &db else { panic!("a server") };
        let done = work(pool).await;
        db.close().await;
        done
    })
}

/// How often each partition of a year was searched so far, and how many rows or entries of an index that gave, by its name.
/// Whoever worked on it before has told when he is gone.
fn reads(scene: &Scene, year: i32) -> Vec<(String, i64, i64)> {
    let others =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
                  AND pid <> pg_backend_pid()";
    let counts = format!(
        "SELECT CAST(relname AS TEXT), CAST(seq_scan + COALESCE(idx_scan, 0) AS BIGINT),
                CAST(seq_tup_read + (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relid = t.relid) AS BIGINT)
         FROM pg_stat_user_tables t WHERE relname LIKE '%\\_{year}' ORDER BY relname"
    );
    behind(scene, async |pool| {
        while sqlx::query_scalar::<_, i64>(others).fetch_one(pool).await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        sqlx::query_as(AssertSqlSafe(counts.clone())).fetch_all(pool).await.unwrap()
    })
}

/// The way of two requests from the import to the treasury's answers: one is paid, one rejected and paid again.
fn a_year_of_work(scene: &Scene, year: i32, mut after: impl FnMut(&str)) {
    let had = scene.orders().iter().filter(|o| text(&o["reference"]).starts_with(&year.to_string())).count();
    after("lists of before");
    let reference = |n: usize| format!("{year}-{}", had + n);
    let at = |day: u32, time: &str| format!("{year}-03-{day:02}T{time}");
    let numbers = [format!("A{year}"), format!("B{year}")];
    let row = plan_row("payments", &format!("Q{year}"), &format!("{year}-02-05"), month(2, 500));
    assert_eq!(scene.plan(&at(2, "09:00"), &[row.replacen("2026", &year.to_string(), 1)]).code, 0);
    after("plan import");
    scene.take(&at(2, "09:30"), &numbers.each_ref().map(|n| request(n, &format!("{year}-02-26T10:00:00+05:00"), 50)));
    after("request import");
    scene.tick(&at(2, "10:00"));
    after("tick that forms");
    let batch = scene.list(&["batch", "list"]).len() as i64;
    let orders = [1, 2].map(|n| scene.order(&reference(n)));
    after(&format!("lists {year}"));
    scene.sign(&at(2, "11:00"), batch);
    after("sign");
    scene.tick(&at(2, "11:05"));
    after("tick that exports");
    scene.must(&at(2, "11:10"), "finance", &["export", "--batch", &batch.to_string(), "--as", "pain001"]);
    after("export");
    scene.must(&at(2, "11:20"), "finance", &["batch", "hand-over", &batch.to_string(), "--receipt", "R"]);
    after("hand-over");
    let rows = [(1, "paid"), (2, "rejected")]
        .map(|(n, what)| line(&format!("S{year}"), &reference(n), &orders[n - 1], what, &at(3, "")[..10]));
    scene.answer(&at(3, "10:00"), &rows);
    after("statement import");
    scene.must(&at(3, "10:10"), "specialist", &["request", "release", &numbers[1], "--reason", "new account"]);
    after("request release");
    scene.tick(&at(3, "10:20"));
    after("tick that forms again");
    let again = scene.order(&reference(3));
    assert_eq!(text(&again["replaces"]), reference(2));
    after(&format!("lists {year}"));
    scene.sign(&at(3, "11:00"), batch + 1);
    scene.tick(&at(3, "11:05"));
    let paid = line(&format!("T{year}"), &reference(3), &again, "paid", &at(4, "")[..10]);
    scene.answer(&at(4, "10:00"), &[paid]);
    after("statement import of what was formed again");
    scene.must(&at(4, "10:10"), "", &["reconcile"]);
    after("reconcile");
    scene.tick(&at(4, "10:20"));
    after("tick with nothing to do");
}

/// Fills a settled year with so many orders that the planner, where it may, would rather read all of them than search for
/// many.
fn fill(scene: &Scene) {
    let orders = "INSERT INTO payment_order (id, batch, request_id, nth, amount)
                  SELECT 20260000000000 + n, 1, 1, n, 100 FROM generate_series(1000, 6000) n";
    let answers = "INSERT INTO answer (id, at, reason) SELECT id * 8 + 5, 1, '' FROM payment_order WHERE nth >= 1000";
    let facts = "INSERT INTO order_piece (first, last, body)
                 SELECT 20260000001000, 20260000006000, convert_to(string_agg('2026-' || n || replace(
                     '|2026-03-02|A2026|1.00|941240001151|KZ476010131000179714|HSBKKZKX|15|311|n|p', '|', chr(9)) || chr(10),
                     '' ORDER BY n), 'UTF8')
                 FROM generate_series(1000, 6000) n";
    behind(scene, async |pool| {
        for text in [orders, answers, facts, "VACUUM ANALYZE"] {
            pool.execute(text).await.unwrap();
        }
    });
}

#[test]
fn a_command_that_works_on_this_year_reads_nothing_of_a_settled_year() {
    for filled in [false, true] {
        let scene = Scene::new(Engine::Postgres);
        a_year_of_work(&scene, 2026, |_| ());
        if filled {
            fill(&scene);
        }
        // the first order of a year looks up the highest request of those before it, once
        plan_of(&scene, 2027, 10);
        scene.take("2027-01-06T09:30", &[request("N", "2027-01-06T09:00:00+05:00", 10)]);
        scene.tick("2027-01-06T10:00");
        let first = scene.order("2027-1");
        scene.sign("2027-01-06T10:10", 3);
        scene.tick("2027-01-06T10:20");
        scene.answer("2027-01-07T10:00", &[line("U", "2027-1", &first, "paid", "2027-01-07")]);
        let mut before = reads(&scene, 2026);
        assert_eq!(before.len(), 3, "orders, facts and answers: {before:?}");
        a_year_of_work(&scene, 2027, |what| {
            let now = reads(&scene, 2026);
            // a list of all orders is of all years
            if !what.starts_with("lists") {
                if !filled {
                    assert_eq!(now, before, "{what}");
                }
                // of a large table the planner looks where it begins and ends
                let found = |reads: &[(String, i64, i64)]| reads.iter().map(|(_, _, rows)| rows).sum::<i64>();
                assert!(found(&now) - found(&before) < 100, "{what}: {before:?}, then {now:?}");
            }
            before = now;
        });
        assert_ne!(reads(&scene, 2027).iter().map(|(_, n, _)| n).sum::<i64>(), 0, "what is read is counted");
        behind(&scene, async |pool| {
            for table in ["payment_order WHERE id", "answer WHERE id / 8", "order_piece WHERE first"] {
                let text = format!("DELETE FROM {table} BETWEEN 20260000001000 AND 20260000006000");
                pool.execute(AssertSqlSafe(text)).await.unwrap();
            }
        });
    }
}

#[test]
fn the_first_orders_of_a_year_are_formed_by_eight_passes_at_once_while_others_read() {
    both(|scene| {
        plan_of(scene, 2026, 100);
        scene.take("2026-03-02T09:30", &[request("A", "2026-02-27T10:00:00+05:00", 50)]);
        scene.tick("2026-03-02T10:00");
        let row = plan_row("payments", "P2027", "2027-01-05", january(100)).replacen("2026", "2027", 1);
        assert_eq!(scene.plan("2027-01-05T09:00", &[row.clone(), guarantee(&row)]).code, 0);
        let at = "2027-01-06T09:00:00+05:00";
        let rows: Vec<String> = (0..4).map(|n| request(&format!("N{n}"), at, 10 + n)).collect();
        scene.take(
            "2027-01-06T09:30",
            &rows.iter().cloned().chain(rows.iter().map(|r| guarantee(r))).collect::<Vec<_>>(),
        );
        let passes = |scene: &Scene| (0..8).map(|_| start(scene, "2027-01-06T10:00:00+05:00", "", &["tick"])).collect();
        let done = if scene.url().starts_with("postgres") {
            // somebody reads orders all the while, as a backup does
            behind(scene, async |pool| {
                let mut reader = pool.begin().await.unwrap();
                reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await.unwrap();
                let count = "SELECT COUNT(*) FROM order_now";
                assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(&mut *reader).await.unwrap(), 1);
                let done = ended(passes(scene));
                assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(&mut *reader).await.unwrap(), 1, "one state");
                done
            })
        } else {
            ended(passes(scene))
        };
        assert!(done.iter().all(|(code, _)| *code == 0), "{done:?}");
        let formed: usize = done.iter().map(|(_, pass)| pass["batches"].as_array().unwrap().len()).sum();
        assert_eq!((formed, scene.orders().len()), (2, 10), "a batch a service; what lapsed is formed again");
        scene.must("", "", &["audit", "verify"]);
    });
}

/// Adds an order in its shortest form: its year and number, its request and how many this one had.
async fn order(db: &Db, (year, number): (i64, i64), request: i64, nth: i64) -> Result<u64, String> {
    let id = year * 10_000_000_000 + number;
    let values = format!("({id}, 1, {request}, {nth}, 100)");
    run_sql(db, &format!("INSERT INTO payment_order (id, batch, request_id, nth, amount) VALUES {values}")).await
}

#[tokio::test]
async fn the_same_rest_is_ordered_once_in_all_years_together() {
    let dir = tempfile::tempdir().unwrap();
    let db = fresh_db(Engine::Postgres, dir.path()).await;
    let refused = |done: Result<u64, String>, why: &str| {
        let said = done.expect_err(why);
        assert!(said.contains(why), "{said}");
    };
    refused(order(&db, (2026, 1), 1, 0).await, "no partition");
    for year in [2026, 2027] {
        run_sql(&db, &format!("SELECT open_year({year})")).await.unwrap();
        for request in 1..=3 {
            let (request, nth) = (request + (year - 2026) * 10, 0);
            order(&db, (year, request), request, nth).await.unwrap();
            refused(order(&db, (year, 90), request, nth).await, "_request\"");
        }
    }
    // carried over: the same again is refused, what follows it is not, nor what had none before
    refused(order(&db, (2027, 20), 3, 0).await, "ordered in another year");
    order(&db, (2027, 21), 3, 1).await.unwrap();
    refused(run_sql(&db, "UPDATE payment_order SET nth = 0 WHERE nth = 1").await, "ordered in another year");
    refused(run_sql(&db, "UPDATE payment_order SET request_id = 2, nth = 0 WHERE nth = 1").await, "in another year");
    run_sql(&db, "SELECT open_year(2028)").await.unwrap();
    refused(order(&db, (2028, 1), 3, 1).await, "ordered in another year");
    refused(order(&db, (2028, 1), 13, 0).await, "ordered in another year");
    order(&db, (2028, 1), 3, 2).await.unwrap();
    order(&db, (2028, 2), 7, 0).await.unwrap();
    // a year that is over takes no order, whose request nobody would look for in it; what it has may still change
    for (year, number) in [(2026, 50), (2027, 50)] {
        refused(order(&db, (year, number), 40, 0).await, "a later year has begun");
    }
    assert_eq!(run_sql(&db, "UPDATE payment_order SET own_status = 1 WHERE request_id = 1").await, Ok(1));
    // somebody who still writes into the old year is waited for, and what he wrote counts
    let Db::Postgres { pool, .. } = &db else { panic!("a server") };
    let mut late = pool.begin().await.unwrap();
    let values = "(20280000000009, 1, 90, 0, 100)";
    let text = format!("INSERT INTO payment_order (id, batch, request_id, nth, amount) VALUES {values}");
    late.execute(AssertSqlSafe(text)).await.unwrap();
    let next = tokio::spawn({
        let pool = pool.clone();
        async move { pool.execute("SELECT open_year(2029)").await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!next.is_finished(), "the year begins only after him");
    late.commit().await.unwrap();
    next.await.unwrap().unwrap();
    refused(order(&db, (2029, 1), 90, 0).await, "ordered in another year");
    db.close().await;
}

/// The texts of the schema on PostgreSQL from one file's number to another's.
fn schema(numbers: std::ops::RangeInclusive<u32>) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/schema");
    let files = [folder.clone(), folder.join("postgres")].into_iter().flat_map(|f| std::fs::read_dir(f).unwrap());
    let mut files: Vec<_> = files.map(|f| f.unwrap()).filter(|f| f.path().is_file()).collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    let number = |f: &std::fs::DirEntry| f.file_name().to_str().unwrap()[..4].parse().unwrap();
    files.iter().filter(|f| numbers.contains(&number(f))).map(|f| std::fs::read_to_string(f.path()).unwrap()).collect()
}

#[tokio::test]
async fn orders_of_several_years_are_laid_into_their_partitions() {
    let dir = tempfile::tempdir().unwrap();
    let db = Db::open(&fresh_url(Engine::Postgres, dir.path()), dir.path(), true).await.unwrap();
    let Db::Postgres { pool, .. } = &db else { panic!("a server") };
    for text in schema(1..=14) {
        pool.execute(AssertSqlSafe(text)).await.unwrap();
    }
    for (year, request, nth) in [(2024, 1, 0), (2024, 2, 0), (2026, 2, 1), (2026, 3, 0)] {
        order(&db, (year, request), request, nth).await.unwrap();
        let id = year * 10_000_000_000 + request;
        let answer = format!("INSERT INTO answer (id, at, reason) VALUES ({}, 1, '')", id * 8 + 5);
        run_sql(&db, &answer).await.unwrap();
        run_sql(&db, &format!("INSERT INTO order_piece (first, last, body) VALUES ({id}, {id}, '')")).await.unwrap();
    }
    for text in schema(15..=15) {
        pool.execute(AssertSqlSafe(text)).await.unwrap();
    }
    for table in ["payment_order", "order_piece", "answer"] {
        for year in [2024, 2026] {
            let text = format!("SELECT COUNT(*) FROM {table}_{year}");
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(pool).await.unwrap();
            assert_eq!(count, 2, "{table} {year}");
        }
    }
    let paid: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM order_now WHERE status = 5").fetch_one(pool).await.unwrap();
    assert_eq!(paid, 4);
    for (key, request, nth) in [((2024, 9), 9, 0), ((2026, 9), 1, 0), ((2026, 9), 3, 0)] {
        order(&db, key, request, nth).await.unwrap_err();
    }
    order(&db, (2026, 9), 1, 1).await.unwrap();
    db.close().await;
}

/// Two years of which the second carried something over from the first.
fn two_years(scene: &Scene) {
    a_year_of_work(scene, 2026, |_| ());
    scene.take("2026-12-29T09:30", &[request("C", "2026-12-29T09:00:00+05:00", 500)]);
    scene.tick("2026-12-29T10:00");
    plan_of(scene, 2027, 1_000);
    scene.take("2027-01-06T09:30", &[request("N", "2027-01-06T09:00:00+05:00", 10)]);
    scene.tick("2027-01-06T10:00");
    assert_eq!(scene.order("2027-1")["request"], "C");
}

#[test]
fn years_that_a_copy_brings_back_stand_in_their_partitions_with_their_guards() {
    for from in Engine::ALL {
        let source = Scene::new(from);
        two_years(&source);
        let copy = source.path("copy.qazyna");
        source.must("", "", &["backup", &copy]);
        let scene = Scene::new(Engine::Postgres);
        scene.must("2027-03-05T09:00", "finance", &["restore", &copy]);
        assert_eq!(scene.orders(), source.orders());
        for year in [2026, 2027] {
            assert_eq!(reads(&scene, year).len(), 3, "{from:?}");
        }
        block_on(async {
            let db = Db::open(scene.url(), Path::new("."), false).await.unwrap();
            order(&db, (2026, 99), 99, 0).await.expect_err("the year is over");
            let carried = order(&db, (2027, 99), 1, 0).await.expect_err("ordered in 2026");
            assert!(carried.contains("another year"), "{carried}");
            db.close().await;
        });
    }
}

#[test]
fn nothing_is_formed_while_a_year_is_detached() {
    let scene = Scene::new(Engine::Postgres);
    two_years(&scene);
    scene.take("2027-03-05T09:30", &[request("M", "2027-03-05T09:00:00+05:00", 10)]);
    let before = scene.orders();
    let run = |text: &'static str| behind(&scene, async |pool| pool.execute(text).await.unwrap());
    run("ALTER TABLE payment_order DETACH PARTITION payment_order_2026");
    let ran = scene.run("2027-03-05T10:00", "", &["tick"]);
    assert!(ran.code != 0 && ran.stderr.contains("2026 are not all attached"), "{ran:?}");
    run("ALTER TABLE payment_order ATTACH PARTITION payment_order_2026
         FOR VALUES FROM (20260000000000) TO (20270000000000)");
    assert_eq!(scene.orders(), before);
    scene.tick("2027-03-05T10:10");
    assert_eq!(scene.orders().len(), before.len() + 1);
}

#[test]
fn what_comes_packed_is_kept_as_it_is_in_every_year() {
    let scene = Scene::new(Engine::Postgres);
    plan_of(&scene, 2026, 500);
    a_year_of_work(&scene, 2026, |_| {});
    let kept = "SELECT DISTINCT CAST(c.relname || '.' || a.attname || ' ' || CAST(a.attstorage AS TEXT) AS TEXT)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE (a.attname IN ('body', 'evidence') OR c.relname || a.attname = 'eds_signaturedocument')
              AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        ORDER BY 1";
    let kept: Vec<String> = behind(&scene, async |pool| sqlx::query_scalar(kept).fetch_all(pool).await.unwrap());
    assert!(kept.iter().all(|column| column.ends_with(" e")), "{kept:?}");
    assert!(kept.contains(&"order_piece_2026.body e".to_owned()), "{kept:?}");
}
