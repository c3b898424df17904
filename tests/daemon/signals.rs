//! What systemd and an administrator ask of it: ready, alive, reload, stop.

use std::time::Duration;

use super::process::*;

/// What systemd grants in the contract.
const END: Duration = Duration::from_secs(5);

#[test]
fn it_says_ready_and_alive_takes_a_file_and_ends_at_sigterm_within_five_seconds() {
    both(|office| {
        let mut daemon = Daemon::start(office, &[]);
        drop_file(office, "r.csv", &requests(["A".to_owned(), "B".to_owned()]));
        wait_for("the report", || there(office, "inbox/done/r.csv.report.json"));
        assert!(there(office, "inbox/done/r.csv") && !there(office, "inbox/r.csv"));
        wait_for("two signs of life", || daemon.times("WATCHDOG=1") >= 2);
        wait_for("a status", || daemon.said("STATUS=last tick: "));
        daemon.signal("TERM");
        assert_eq!(daemon.ended(END).code(), Some(0));
        wait_for("its word", || daemon.said("STOPPING=1"));
        assert_eq!(office.list(&["order", "list"]).len(), 2, "one tick confirmed and formed");
    });
}

#[test]
fn a_stop_in_the_middle_of_an_import_leaves_it_whole_or_not_there_and_the_next_tick_takes_it() {
    both(|office| {
        let mut daemon = Daemon::start(office, &[]);
        drop_file(office, "r.csv", &requests((0..2_500).map(|i| format!("R{i}"))));
        wait_for("the claim", || there(office, "inbox/working/r.csv"));
        daemon.signal("INT");
        assert_eq!(daemon.ended(END).code(), Some(0));
        let known = office.list(&["request", "list"]).len();
        assert!([0, 2_500].contains(&known), "{known}");
        office.must("2026-03-02T10:00", "", &["tick"]);
        assert_eq!(office.list(&["request", "list"]).len(), 2_500);
        assert!(there(office, "inbox/done/r.csv") && there(office, "inbox/done/r.csv.report.json"));
    });
}

#[test]
fn a_reload_takes_good_rules_and_refuses_bad_ones_while_the_old_ones_stay() {
    both(|office| {
        let daemon = Daemon::start(office, &[]);
        let banks = std::fs::read_to_string(office.path("rules/banks.csv")).unwrap();
        office.write("rules/banks.csv", format!("{banks}broken\n"));
        daemon.signal("HUP");
        wait_for("the refusal", || daemon.wrote("the old configuration and rules stay in force"));
        wait_for("the fault is named", || daemon.wrote("banks.csv, line"));
        drop_file(office, "r.csv", &requests(["A".to_owned()]));
        wait_for("the work goes on", || there(office, "inbox/done/r.csv.report.json"));
        // a comment is another fingerprint: the journal names it
        let template = std::fs::read_to_string(office.path("rules/templates/acceptance.ru.txt")).unwrap();
        office.write("rules/banks.csv", &banks);
        office.write("rules/templates/acceptance.ru.txt", format!("{template}\n\n"));
        daemon.signal("HUP");
        wait_for("the new rules", || daemon.wrote("were read anew"));
        drop_file(office, "s.csv", &requests(["B".to_owned()]));
        wait_for("the second file", || there(office, "inbox/done/s.csv.report.json"));
        let journal = office.list(&["report", "journal"]);
        let rules = |number: &str| {
            let received = |e: &&serde_json::Value| {
                e["event"] == "request-received"
                    && e["facts"].as_str().unwrap().contains(&format!("; number={number};"))
            };
            journal.iter().find(received).expect("it was received")["rules"].clone()
        };
        assert_ne!(rules("A"), rules("B"));
        wait_for("its words", || daemon.times("RELOADING=1") == 2 && daemon.times("READY=1") == 3);
        let (_, metrics) = daemon.page("/metrics");
        assert!(metrics.contains("qazyna_reloads_total{outcome=\"refused\"} 1"), "{metrics}");
    });
}

#[test]
fn a_reload_that_needs_a_restart_says_so() {
    both(|office| {
        let daemon = Daemon::start(office, &[]);
        let config = std::fs::read_to_string(office.path("qazyna.toml")).unwrap();
        office.write("qazyna.toml", config.replace("log = \"text\"", "log = \"json\""));
        daemon.signal("HUP");
        wait_for("the refusal", || daemon.wrote("`daemon.log` differs") && daemon.wrote("restart it"));
    });
}
