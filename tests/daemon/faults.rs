//! Database, disk and clock fail and come back: a sentence says so, the rest goes on, nobody has to help.

use qazyna::store::Db;

use super::process::*;
use super::proxy::Proxy;
use crate::support::Engine;

/// What ends a test: a new file is taken as ever.
fn works(office: &crate::support::office::Office, daemon: &Daemon, name: &str) {
    drop_file(office, &format!("{name}.csv"), &requests([name.to_owned()]));
    wait_for("the file", || there(office, &format!("inbox/done/{name}.csv.report.json")));
    daemon.wait_healthy();
    assert_eq!(office.run("", "", &["audit", "verify"]).code, 0);
}

#[test]
fn a_database_that_is_gone_is_told_and_when_it_is_back_the_work_goes_on() {
    let office = planned(Engine::Postgres);
    let proxy = Proxy::before(office.url());
    let daemon = Daemon::start_on(&office, &proxy.url, &["database.connect=1s"]);
    works(&office, &daemon, "A");
    proxy.cut();
    wait_for("the sentence", || daemon.wrote("the database is in trouble"));
    daemon.wait_complaint("the database does not answer");
    assert!(daemon.page("/metrics").1.contains("qazyna_database_up 0"));
    proxy.open();
    wait_for("the other sentence", || daemon.wrote("the database answers again"));
    works(&office, &daemon, "B");
}

#[test]
fn a_connection_that_hangs_in_the_middle_of_an_import_does_not_hold_the_daemon_for_ever() {
    let office = planned(Engine::Postgres);
    let proxy = Proxy::before(office.url());
    let daemon = Daemon::start_on(&office, &proxy.url, &["database.connect=1s"]);
    daemon.wait_healthy();
    drop_file(&office, "r.csv", &requests((0..2_500).map(|i| format!("R{i}"))));
    wait_for("the claim", || there(&office, "inbox/working/r.csv"));
    proxy.freeze();
    wait_for("the sentence", || daemon.wrote("the database is in trouble"));
    let before = daemon.times("WATCHDOG=1");
    wait_for("signs of life go on", || daemon.times("WATCHDOG=1") > before);
    proxy.open();
    wait_for("the import", || there(&office, "inbox/done/r.csv.report.json"));
    works(&office, &daemon, "B");
    assert_eq!(office.list(&["request", "list"]).len(), 2_501);
}

#[test]
fn a_second_writer_on_an_embedded_database_is_told_after_its_patience_and_goes_on_by_itself() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &["database.patience=1s"]);
    daemon.wait_healthy();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open(office.url(), std::path::Path::new("."), false).await.unwrap();
        let Db::Sqlite { pool, .. } = &db else { panic!("a file") };
        let writer = pool.write().await.unwrap();
        drop_file(&office, "A.csv", &requests(["A".to_owned()]));
        wait_for("the sentence", || daemon.wrote("another program has been writing for more than 1 s"));
        drop(writer);
        db.close().await;
    });
    wait_for("the file", || there(&office, "inbox/done/A.csv.report.json"));
    works(&office, &daemon, "B");
}

#[test]
fn a_folder_that_cannot_be_written_is_named_the_rest_goes_on_and_the_next_tick_makes_it_good() {
    both(|office| {
        let file = office.write("in/r.csv", requests(["A".to_owned()]));
        office.must("2026-03-02T09:10", "specialist", &["request", "import", &file]);
        office.must("2026-03-02T09:20", "", &["tick"]);
        office.must("2026-03-02T09:30", "head", &["batch", "sign", "1"]);
        office.write("outbox", "a file where the folder should be");
        let daemon = Daemon::start(office, &[]);
        daemon.wait_complaint("outbox");
        wait_for("the sentence", || daemon.wrote("the next tick tries again"));
        drop_file(office, "B.csv", &requests(["B".to_owned()]));
        wait_for("the rest", || daemon.wrote("a batch was formed"));
        std::fs::remove_file(office.path("outbox")).unwrap();
        daemon.wait_healthy();
        assert_eq!(std::fs::read_dir(office.path("outbox")).unwrap().count(), 1);
    });
}

#[test]
fn a_disk_that_is_full_while_exporting_is_told_and_the_next_tick_makes_it_good() {
    let office = planned(Engine::Postgres);
    let daemon = Daemon::start(&office, &[]);
    works(&office, &daemon, "A");
    wait_for("the batch", || events(&office, "batch-formed") == 1);
    daemon.disk("100");
    office.must("2026-03-02T10:00", "head", &["batch", "sign", "1"]);
    daemon.wait_complaint("outbox");
    assert_eq!(events(&office, "file-written"), 0);
    daemon.disk("unlimited");
    daemon.wait_healthy();
    wait_for("the export", || events(&office, "file-complete") == 1);
    let names = std::fs::read_dir(office.path("outbox")).unwrap().map(|e| e.unwrap().file_name());
    let names: Vec<String> = names.map(|n| n.into_string().unwrap()).collect();
    assert_eq!(names.len(), 1, "nothing half is left: {names:?}");
}

#[test]
fn a_disk_that_is_full_while_journalling_changes_nothing_and_is_waited_out() {
    let office = planned(Engine::Sqlite);
    let daemon = Daemon::start(&office, &[]);
    works(&office, &daemon, "A");
    daemon.disk("1");
    drop_file(&office, "B.csv", &requests((0..50).map(|i| format!("B{i}"))));
    wait_for("the sentence", || daemon.wrote("the database is in trouble"));
    assert_eq!(office.list(&["request", "list"]).len(), 1);
    daemon.disk("unlimited");
    wait_for("the file", || there(&office, "inbox/done/B.csv.report.json"));
    works(&office, &daemon, "C");
    assert_eq!(office.list(&["request", "list"]).len(), 52);
}

#[test]
fn a_clock_behind_the_last_change_is_told_and_nothing_is_written_until_it_is_right() {
    both(|office| {
        let daemon = Daemon::start(office, &[]);
        daemon.wait_healthy();
        let file = office.write("in/r.csv", requests(["A".to_owned()]));
        office.must("2026-03-02T11:00", "specialist", &["request", "import", &file]);
        daemon.wait_complaint("set the clock right");
        wait_for("the sentence", || daemon.wrote("goes on when the clock is right"));
        assert_eq!(events(office, "request-confirmed"), 0);
    });
}
