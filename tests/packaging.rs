//! The units for systemd say what the daemon needs, and systemd finds no fault in them.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::path::{Path, PathBuf};
use std::process::Command;

const UNITS: [&str; 3] = ["qazyna.service", "qazyna-tick.service", "qazyna-tick.timer"];

fn unit(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/systemd").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// The last value of a key in a section.
fn value(unit: &str, section: &str, key: &str) -> Option<String> {
    let start = format!("[{section}]");
    let lines = unit.lines().skip_while(|l| *l != start).skip(1).take_while(|l| !l.starts_with('['));
    lines.filter_map(|l| l.strip_prefix(&format!("{key}="))).map(str::to_owned).last()
}

#[test]
fn systemd_finds_no_fault_in_the_units() {
    let found = Command::new("systemd-analyze").arg("--version").output().is_ok_and(|done| done.status.success());
    if !found {
        println!("systemd-analyze is not here; the other tests of this file look at the units alone");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = UNITS
        .map(|name| {
            let path = dir.path().join(name);
            // the program lies elsewhere here
            std::fs::write(&path, unit(name).replace("/usr/bin/qazyna", env!("CARGO_BIN_EXE_qazyna"))).unwrap();
            path
        })
        .into();
    let done = Command::new("systemd-analyze").arg("verify").arg("--man=no").args(&paths).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    let ours: Vec<&str> = said.lines().filter(|l| l.contains("qazyna")).collect();
    assert!(done.status.success() && ours.is_empty(), "{said}");
}

#[test]
fn the_daemons_unit_waits_for_its_word_watches_it_and_starts_it_again() {
    let unit = unit("qazyna.service");
    for (key, wanted) in [
        ("Type", "notify"),
        ("ExecStart", "/usr/bin/qazyna daemon"),
        ("Restart", "on-failure"),
        ("User", "qazyna"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("MemoryDenyWriteExecute", "yes"),
    ] {
        assert_eq!(value(&unit, "Service", key).as_deref(), Some(wanted), "{key}");
    }
    assert!(value(&unit, "Service", "WatchdogSec").is_some());
    assert!(value(&unit, "Service", "ExecReload").unwrap().contains("-HUP"));
}

#[test]
fn the_timer_starts_the_tick_under_the_same_protection_as_the_daemon() {
    let (daemon, tick) = (unit("qazyna.service"), unit("qazyna-tick.service"));
    assert_eq!(value(&tick, "Service", "ExecStart").as_deref(), Some("/usr/bin/qazyna tick"));
    assert_eq!(value(&tick, "Service", "Type").as_deref(), Some("oneshot"));
    assert!(value(&unit("qazyna-tick.timer"), "Timer", "OnUnitInactiveSec").is_some());
    let protection =
        |unit: &str| unit[unit.find("NoNewPrivileges").unwrap()..].split("\n[").next().unwrap().trim().to_owned();
    assert_eq!(protection(&daemon), protection(&tick));
}
