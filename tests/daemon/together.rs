//! Several daemons on one database: each thing is done once, and a dead one is replaced.

use super::process::*;
use crate::support::Engine;

#[test]
fn two_daemons_take_each_file_once_and_form_nothing_twice() {
    both(|office| {
        let daemons = [Daemon::start(office, &[]), Daemon::start(office, &[])];
        for file in 0..12 {
            drop_file(office, &format!("r{file:02}.csv"), &requests((0..5).map(|i| format!("R{file}-{i}"))));
        }
        let reports = || (0..12).filter(|f| there(office, &format!("inbox/done/r{f:02}.csv.report.json"))).count();
        wait_for("every file", || reports() == 12);
        wait_for("every order", || office.list(&["order", "list"]).len() == 60);
        for daemon in daemons {
            assert!(!daemon.wrote("ERROR"), "{}", daemon.log());
            daemon.cut();
        }
        assert_eq!(events(office, "requests-file"), 12);
        assert_eq!([events(office, "request-received"), events(office, "order-formed")], [60, 60]);
        let done = std::fs::read_dir(office.path("inbox/done")).unwrap().count();
        assert_eq!(done, 24, "a file and its report, twelve times");
        assert_eq!(office.run("", "", &["audit", "verify"]).code, 0);
    });
}

#[test]
fn a_daemon_that_dies_at_work_is_followed_by_the_other() {
    let office = planned(Engine::Postgres);
    let first = Daemon::start(&office, &[]);
    drop_file(&office, "r.csv", &requests((0..2_500).map(|i| format!("R{i}"))));
    wait_for("the claim", || there(&office, "inbox/working/r.csv"));
    let second = Daemon::start(&office, &[]);
    first.cut();
    wait_for("the other one's work", || there(&office, "inbox/done/r.csv.report.json"));
    wait_for("the orders", || second.wrote("a batch was formed"));
    assert_eq!(office.list(&["order", "list"]).len(), 2_500);
    assert_eq!(events(&office, "requests-file"), 1);
}
