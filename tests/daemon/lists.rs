//! Revocation lists that the daemon fetches by itself: no tick and no end waits for an authority, an authority that is down is
//! told, and what lies there stays until something better comes.

use std::time::Duration;

use qazyna::eds::sandbox::days;

use super::process::*;
use crate::support::Engine;
use crate::support::authority::{Authority, Reply};
use crate::support::office::Office;

const LIST: &str = "/nca.crl";

/// An authority whose anchors an office believes, and what the daemon is told of it.
fn authority(office: &Office) -> (Authority, Vec<String>) {
    let authority = Authority::at(AT);
    authority.anchors(&office.path("anchors"));
    let set = vec![
        format!("eds.anchors={}", office.path("anchors")),
        format!("eds.lists={}", authority.url(LIST)),
        format!("eds.lists-folder={}", office.path("revocation")),
    ];
    (authority, set)
}

fn start(office: &Office, set: &[String], more: &[&str]) -> Daemon {
    Daemon::start(office, &set.iter().map(String::as_str).chain(more.iter().copied()).collect::<Vec<_>>())
}

/// The value of a sample about the list.
fn metric(daemon: &Daemon, name: &str, label: &str) -> Option<f64> {
    let (_, page) = daemon.page("/metrics");
    let line = page.lines().find(|l| l.starts_with(&format!("{name}{{")) && l.contains(LIST) && l.contains(label))?;
    line.rsplit_once(' ').unwrap().1.parse().ok()
}

fn ticks(daemon: &Daemon) -> usize {
    daemon.log().matches("tick: ").count()
}

#[test]
fn a_list_that_is_missing_is_fetched_at_once_and_its_age_is_told() {
    both(|office| {
        let (authority, set) = authority(office);
        authority.serve(LIST, &authority.pki().list);
        let daemon = start(office, &set, &[]);
        wait_for("the list", || daemon.wrote("a new revocation list was fetched"));
        wait_for("the metric", || metric(&daemon, "qazyna_revocation_fetch_good", "") == Some(1.0));
        assert_eq!(metric(&daemon, "qazyna_revocation_list_age_seconds", ""), Some(86_400.0));
        assert_eq!(metric(&daemon, "qazyna_revocation_list_left_seconds", ""), Some(365.0 * 86_400.0));
        assert_eq!(metric(&daemon, "qazyna_revocation_fetches_total", "\"failed\""), Some(0.0));
        daemon.wait_healthy();
        drop(daemon);
        // what lies there and is good is not fetched again
        let daemon = start(office, &set, &[]);
        wait_for("its age", || metric(&daemon, "qazyna_revocation_list_age_seconds", "").is_some());
        wait_for("three ticks", || ticks(&daemon) >= 3);
        assert_eq!(authority.came(LIST).times, 1);
    });
}

#[test]
fn a_list_that_nears_its_end_is_fetched_and_an_older_one_does_not_take_its_place() {
    let office = planned(Engine::Sqlite);
    let (authority, set) = authority(&office);
    let pki = authority.pki();
    let mut ending = pki.list.clone();
    (ending.this_update, ending.next_update) = (days(pki.now, -9), days(pki.now, 1));
    authority.serve(LIST, &ending);
    let daemon = start(&office, &set, &[]);
    wait_for("the first", || daemon.wrote("number=5 "));
    ending.number = 4;
    authority.serve(LIST, &ending);
    daemon.signal("HUP");
    wait_for("the refusal", || daemon.wrote("older than the one that is there"));
    assert!(metric(&daemon, "qazyna_revocation_list_age_seconds", "").is_some(), "the first stays");
    let mut next = pki.list.clone();
    next.number = 6;
    authority.serve(LIST, &next);
    daemon.signal("HUP");
    wait_for("the next", || daemon.wrote("number=6 "));
    assert_eq!(metric(&daemon, "qazyna_revocation_fetches_total", "\"failed\""), Some(1.0));
    // and that is good for a year
    let before = ticks(&daemon);
    wait_for("three ticks", || ticks(&daemon) >= before + 3);
    assert_eq!(authority.came(LIST).times, 3);
}

#[test]
fn an_authority_that_hangs_holds_up_no_tick_and_no_end() {
    both(|office| {
        let (authority, set) = authority(office);
        authority.set(LIST, Reply::Hang);
        let mut daemon = start(office, &set, &["eds.timeout=10min"]);
        wait_for("the fetch", || authority.came(LIST).times == 1);
        drop_file(office, "r.csv", &requests(["A".to_owned()]));
        wait_for("the file", || there(office, "inbox/done/r.csv.report.json"));
        daemon.wait_healthy();
        daemon.signal("TERM");
        assert_eq!(daemon.ended(Duration::from_secs(5)).code(), Some(0));
        wait_for("the end by itself, and not after the last grace", || daemon.wrote("stopped"));
    });
}

#[test]
fn an_authority_that_is_down_is_told_once_a_try_and_after_a_reload_asked_at_once() {
    both(|office| {
        let (authority, set) = authority(office);
        authority.set(LIST, Reply::Status(503));
        let daemon = start(office, &set, &[]);
        wait_for("the sentence", || daemon.wrote("the revocation list was not fetched: no connection (HTTP 503)"));
        wait_for("the metric", || metric(&daemon, "qazyna_revocation_fetch_good", "") == Some(0.0));
        let before = ticks(&daemon);
        wait_for("three ticks", || ticks(&daemon) >= before + 3);
        assert_eq!(daemon.log().matches("was not fetched").count(), 1, "no try follows at once");
        authority.serve(LIST, &authority.pki().list);
        daemon.signal("HUP");
        wait_for("the list", || daemon.wrote("a new revocation list was fetched"));
        wait_for("the metric", || metric(&daemon, "qazyna_revocation_fetch_good", "") == Some(1.0));
        assert_eq!(metric(&daemon, "qazyna_revocation_fetches_total", "\"failed\""), Some(1.0));
    });
}
