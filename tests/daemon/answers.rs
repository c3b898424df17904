//! `/healthz` and `/metrics`, and the port that they need.

use std::collections::BTreeMap;

use super::process::*;
use crate::support::Engine;

/// The samples of a page by name and labels; each line has the form that Prometheus reads.
fn samples(page: &str) -> BTreeMap<String, f64> {
    let mut found = BTreeMap::new();
    for line in page.lines().filter(|l| !l.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no sample: {line}"));
        let bare = name.split('{').next().unwrap();
        let family = bare.trim_end_matches("_sum").trim_end_matches("_count");
        assert!(page.contains(&format!("# TYPE {family} ")), "{line} has no type");
        assert!(found.insert(name.to_owned(), value.parse().unwrap()).is_none(), "{line} stands there twice");
    }
    found
}

#[test]
fn the_pages_tell_what_was_done_and_where_the_money_is() {
    both(|office| {
        let daemon = Daemon::start(office, &[]);
        drop_file(office, "r.csv", &requests(["A".to_owned(), "B".to_owned()]));
        wait_for("the batch", || daemon.page("/metrics").1.contains("qazyna_batches_formed_total 1\n"));
        daemon.wait_healthy();
        let (status, page) = daemon.page("/metrics");
        assert_eq!(status, 200);
        let samples = samples(&page);
        let money = |state: &str| {
            let labels = format!("service=\"microfinance-subsidy\",budget_line=\"255/061/015/311\",state=\"{state}\"");
            samples[&format!("qazyna_money_tiyn{{{labels}}}")]
        };
        assert_eq!([money("requested"), money("in_flight"), money("paid")], [1_000.0, 1_000.0, 0.0]);
        for (name, wanted) in [
            ("qazyna_database_up", 1.0),
            ("qazyna_inbox_files_total", 1.0),
            ("qazyna_inbox_rows_total{outcome=\"accepted\"}", 2.0),
            ("qazyna_requests_confirmed_total", 2.0),
            ("qazyna_orders_formed_total", 2.0),
            ("qazyna_batches_formed_total", 1.0),
            ("qazyna_ticks_total{outcome=\"fault\"}", 0.0),
            ("qazyna_steps_open{step=\"sign\"}", 1.0),
            ("qazyna_steps_late{step=\"sign\"}", 0.0),
        ] {
            assert_eq!(samples[name], wanted, "{name}");
        }
        for stage in ["inbox", "confirmation", "forming", "export"] {
            assert!(samples[&format!("qazyna_stage_duration_seconds_count{{stage=\"{stage}\"}}")] >= 1.0, "{stage}");
        }
        assert_eq!(daemon.page("/other").0, 303, "a stranger is sent to the door");
    });
}

#[test]
fn what_is_late_is_counted() {
    both(|office| {
        let file = office.write("in/r.csv", requests(["A".to_owned()]));
        office.must("2026-03-02T09:10", "specialist", &["request", "import", &file]);
        // due at the closing of the same Monday, and the head does not sign before Wednesday
        office.must("2026-03-02T10:00", "", &["tick"]);
        let daemon = Daemon::start_at(office, "2026-03-04T10:00:00+05:00", &[]);
        daemon.wait_healthy();
        let samples = samples(&daemon.page("/metrics").1);
        let of = |name: &str, step: &str| samples[&format!("qazyna_{name}{{step=\"{step}\"}}")];
        assert_eq!([of("steps_open", "sign"), of("steps_late", "sign")], [1.0, 1.0]);
        // from Monday 18:30 to Wednesday 10:00
        assert_eq!(of("step_lateness_seconds", "sign"), 142_200.0);
        assert_eq!([of("steps_late", "confirm"), of("steps_late", "form"), of("steps_late", "dispatch")], [0.0; 3]);
    });
}

#[test]
fn a_port_that_is_taken_is_named_and_ends_it_with_exit_code_1() {
    let office = planned(Engine::Sqlite);
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("console.listen={}", holder.local_addr().unwrap());
    let ran = office.run("2026-03-02T10:00", "", &["--set", &listen, "daemon"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("console.listen") && ran.stderr.contains("another daemon"), "{ran:?}");
}
