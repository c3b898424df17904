//! Configuration that is wrong: a sentence that names the key, exit code 2, and nothing is done.

use super::*;

/// Every key, and a value that it cannot have.
const WRONG: [(&str, &str); 33] = [
    ("profile", "test"),
    ("language", "fr"),
    ("database.url", "mysql://localhost/qazyna"),
    ("rules.folder", "nowhere"),
    ("clock.simulated", "maybe"),
    ("eds.required", "1"),
    ("eds.verifier", "theirs"),
    // no command is named
    ("eds.verifier", "command"),
    ("eds.verifier", "both"),
    ("eds.timeout", "0s"),
    ("eds.lists", "crl.example.kz/list.crl"),
    ("eds.lists", "ftp://crl.example.kz/list.crl"),
    ("eds.lists", "http:///list.crl"),
    ("eds.lists", "http://name:secret@crl.example.kz/list.crl"),
    ("eds.responders", "http://:80"),
    ("eds.responders", "http://ocsp.example.kz/a b"),
    ("eds.lists-largest", "64"),
    ("eds.lists-largest", "0MB"),
    ("eds.lists-largest", "65MB"),
    ("eds.answer-age", "0s"),
    ("confirmation.mode", "never"),
    ("queue.policy", "first"),
    ("dispatch.mode", "by-post"),
    ("dispatch.formats", "xlsx"),
    ("dispatch.formats", ""),
    ("reconciliation.patience", "2"),
    ("console.listen", "here"),
    ("database.connect", "0s"),
    ("database.patience", "long"),
    ("database.statement", "48h"),
    ("intake.settle", "2"),
    ("daemon.every", "1us"),
    ("daemon.log", "xml"),
];

#[test]
fn an_unknown_key_is_refused_by_name_in_the_file_and_on_the_command_line() {
    both(|office| {
        let before = head(office);
        let config = std::fs::read_to_string(office.path("qazyna.toml")).unwrap();
        for (text, named) in [
            (format!("colour = \"red\"\n{config}"), "colour"),
            (config.replace("[queue]", "").replace("[dispatch]", "[dispatch]\nfodler = \"x\""), "fodler"),
            (format!("{config}\n[tax]\nrate = 1\n"), "tax"),
            (config.replace("simulated = true", "simulated = \"true\""), "simulated"),
            (config.replace("[clock]", "[clock"), "qazyna.toml"),
        ] {
            office.write("qazyna.toml", &text);
            let ran = office.run(AT, "", &["tick"]);
            assert_eq!((ran.code, ran.stderr.contains(named), ran.stdout.as_str()), (2, true, ""), "{ran:?}");
        }
        office.write("qazyna.toml", &config);
        for set in ["colour=red", "clock.simulatd=true", "clock=true", "=", "clock.simulated"] {
            let ran = office.run(AT, "", &["--set", set, "tick"]);
            assert_eq!((ran.code, ran.stderr.contains(set.split('=').next().unwrap())), (2, true), "{set}: {ran:?}");
        }
        assert_eq!(head(office), before);
    });
}

#[test]
fn a_wrong_value_is_refused_for_each_key() {
    both(|office| {
        let before = head(office);
        for (key, value) in WRONG {
            let ran = office.run(AT, "", &["--set", &format!("{key}={value}"), "tick"]);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{key}={value}: {ran:?}");
            let says = ran.stderr.contains(key) || value.is_empty() || ran.stderr.contains(value);
            assert!(says && ran.stderr.trim().lines().count() == 1, "{key}={value}: {ran:?}");
        }
        assert_eq!(head(office), before);
    });
}

#[test]
fn a_later_set_of_the_same_key_counts_and_lists_are_divided_by_commas() {
    both(|office| {
        with_order(office);
        let out = office.path("elsewhere");
        let words = ["--set", "dispatch.formats=pain001", "--set", "dispatch.formats=csv,treasury-xml"];
        let files = office.must(
            "2026-03-02T11:00",
            "finance",
            &[&words[..], &["export", "--batch", "1", "--out", &out]].concat(),
        );
        let formats: Vec<&str> = files.as_array().unwrap().iter().map(|f| f["format"].as_str().unwrap()).collect();
        assert_eq!(formats, ["csv", "treasury-xml"]);
    });
}

#[test]
fn a_database_that_is_missing_or_was_never_set_up_is_told_with_what_to_do() {
    both(|office| {
        let nowhere = format!("sqlite:{}", office.path("none.db"));
        let ran = office.run("", "", &["--set", &format!("database.url={nowhere}"), "request", "list"]);
        assert_eq!((ran.code, ran.stderr.contains("qazyna init")), (2, true), "{ran:?}");
        assert!(!std::path::Path::new(&office.path("none.db")).exists());
    });
    for engine in Engine::ALL {
        let office = Office::new(engine);
        let empty = support::fresh_url(engine, &office.dir());
        if let Some(path) = empty.strip_prefix("sqlite:") {
            std::fs::write(path, "").unwrap();
        }
        let ran = office.run("", "", &["--set", &format!("database.url={empty}"), "request", "list"]);
        assert_eq!((ran.code, ran.stderr.contains("qazyna init")), (2, true), "{ran:?}");
    }
}

#[test]
fn what_is_no_database_at_all_is_a_fault_and_stays_as_it_is() {
    let office = Office::new(Engine::Sqlite);
    let text = "this is a letter, not a database\n".repeat(100);
    let letter = office.write("letter.db", &text);
    let ran = office.run("", "", &["--set", &format!("database.url=sqlite:{letter}"), "request", "list"]);
    assert!(matches!(ran.code, 1 | 2) && !ran.stderr.is_empty(), "{ran:?}");
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), text);
    let ran =
        office.run("", "", &["--set", "database.url=postgres://nobody:secret@127.0.0.1:1/none", "request", "list"]);
    assert_eq!((ran.code, ran.stderr.contains("secret")), (1, false), "{ran:?}");
}

#[test]
fn a_second_init_refuses_and_overwrites_nothing() {
    both(|office| {
        with_plan(office, 5);
        let before = head(office);
        let config = std::fs::read(office.path("qazyna.toml")).unwrap();
        let dir = office.dir().display().to_string();
        let again = office.words(&["--output", "json", "init", &dir, "--profile", "sandbox"]);
        assert_eq!((again.code, again.codes()), (3, vec!["already-exists".to_owned()]), "{again:?}");
        let other = office.path("other");
        let taken = office.words(&["--output", "json", "init", &other, "--profile", "sandbox"]);
        assert_eq!((taken.code, taken.codes()), (3, vec!["already-exists".to_owned()]), "the database is in use");
        assert!(!std::path::Path::new(&other).join("qazyna.toml").exists());
        assert_eq!(std::fs::read(office.path("qazyna.toml")).unwrap(), config);
        assert_eq!(head(office), before);
    });
}

#[test]
fn a_database_is_never_used_under_another_profile() {
    both(|office| {
        for set in ["profile=production", "clock.simulated=false"] {
            let ran = office.run(AT, "", &["--set", set, "tick"]);
            assert_eq!(ran.code, 2, "{set}: {ran:?}");
        }
        // production in the file or by --set: simulated time and missing signatures are refused however they are set
        let sets = ["--set", "profile=production", "--set", "clock.simulated=false", "--set", "eds.required=true"];
        let ran = office.run("", "", &[&sets[..], &["request", "list"]].concat());
        assert_eq!((ran.code, ran.stderr.contains("sandbox")), (2, true), "{ran:?}");
    });
}
