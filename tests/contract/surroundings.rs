//! Where configuration, database and files are looked for: the command line, then the environment, then the folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::*;

/// The program itself, started in a folder.
struct Shell {
    folder: TempDir,
}

impl Shell {
    fn new() -> Self {
        Shell { folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, within: &str, env: &[(&str, &str)], words: &[&str]) -> Output {
        std::fs::create_dir_all(self.path(within)).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_qazyna"));
        command.current_dir(self.path(within)).env_remove("QAZYNA_CONFIG").env_remove("QAZYNA_DATABASE_URL");
        command.envs(env.iter().copied()).args(words).output().unwrap()
    }

    fn must(&self, within: &str, env: &[(&str, &str)], words: &[&str]) -> Value {
        let done = self.run(within, env, &[&["--output", "json"], words].concat());
        assert_eq!(done.status.code(), Some(0), "{words:?}: {done:?}");
        serde_json::from_slice(&done.stdout).unwrap()
    }

    /// A sandbox in this folder whose database knows a person of the folder's name.
    fn office(&self, name: &str) {
        self.must(".", &[], &["--at", "2026-01-01T09:00:00+05:00", "init", name, "--profile", "sandbox"]);
        let config = format!("{name}/qazyna.toml");
        self.must(".", &[], &["--config", &config, "user", "add", name, "--role", "finance"]);
    }

    /// The person after whom the opened database is named.
    fn opened(&self, within: &str, env: &[(&str, &str)], words: &[&str]) -> String {
        let people = self.must(within, env, &[words, &["user", "list"]].concat());
        people.as_array().unwrap().last().unwrap()["name"].as_str().unwrap().to_owned()
    }
}

#[test]
fn the_configuration_is_that_of_the_command_line_then_of_the_environment_then_of_the_folder() {
    let shell = Shell::new();
    ["a", "b", "c"].iter().for_each(|name| shell.office(name));
    let env = [("QAZYNA_CONFIG", "../b/qazyna.toml")];
    assert_eq!(shell.opened("a", &[], &[]), "a");
    assert_eq!(shell.opened("a", &env, &[]), "b");
    assert_eq!(shell.opened("a", &env, &["--config", "../c/qazyna.toml"]), "c");
    let missing = shell.run("a", &[("QAZYNA_CONFIG", "none.toml")], &["user", "list"]);
    assert_eq!(missing.status.code(), Some(2), "what was named is not replaced by another: {missing:?}");
    if !Path::new("/etc/qazyna/qazyna.toml").exists() {
        let nowhere = shell.run("empty", &[], &["user", "list"]);
        assert_eq!(nowhere.status.code(), Some(2), "{nowhere:?}");
        assert!(String::from_utf8_lossy(&nowhere.stderr).contains("qazyna init"));
    }
}

#[test]
fn the_database_is_that_of_the_command_line_then_of_the_environment_then_of_the_configuration() {
    let shell = Shell::new();
    ["a", "b", "c"].iter().for_each(|name| shell.office(name));
    // relative paths count from the current folder here, from the configuration's folder there
    let env = [("QAZYNA_DATABASE_URL", "sqlite:../b/qazyna.db")];
    assert_eq!(shell.opened("a", &env, &[]), "b");
    assert_eq!(
        shell.opened(".", &[("QAZYNA_DATABASE_URL", "sqlite:b/qazyna.db")], &["--config", "a/qazyna.toml"]),
        "b"
    );
    assert_eq!(shell.opened("a", &env, &["--set", "database.url=sqlite:../c/qazyna.db"]), "c");
    assert_eq!(shell.opened(".", &[], &["--config", "a/qazyna.toml", "--set", "database.url=sqlite:c/qazyna.db"]), "c");
    assert_eq!(shell.opened(".", &[], &["--config", "a/qazyna.toml"]), "a");
}

#[test]
fn init_makes_the_database_of_the_environment_and_does_not_write_its_address_down() {
    let shell = Shell::new();
    let env = [("QAZYNA_DATABASE_URL", "sqlite:elsewhere.db")];
    shell.must(".", &env, &["init", "a", "--profile", "sandbox"]);
    assert!(shell.path("elsewhere.db").exists() && !shell.path("a/qazyna.db").exists());
    let config = std::fs::read_to_string(shell.path("a/qazyna.toml")).unwrap();
    assert!(!config.contains("elsewhere"));
    let without = shell.run("a", &[], &["user", "list"]);
    assert_eq!(without.status.code(), Some(2), "{without:?}");
    both(|office| {
        let config = std::fs::read_to_string(office.path("qazyna.toml")).unwrap();
        assert!(!config.contains(office.url()));
    });
}

#[test]
fn paths_of_the_command_line_count_from_the_current_folder() {
    let shell = Shell::new();
    shell.office("a");
    let row = request("R", "2026-02-27T10:00:00+05:00", 100);
    std::fs::create_dir_all(shell.path("here")).unwrap();
    std::fs::write(shell.path("here/r.csv"), format!("{REQUESTS}\n{row}\n")).unwrap();
    let plan = plan_row("payments", "1", "2026-01-05", [1_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    std::fs::write(shell.path("here/p.csv"), format!("{PLAN}\n{plan}\n")).unwrap();
    let at = |minute: &str, words: &[&str]| {
        let moment = format!("2026-03-02T{minute}:00+05:00");
        shell.must("here", &[], &[&["--config", "../a/qazyna.toml", "--at", &moment], words].concat())
    };
    at("09:00", &["--actor", "specialist", "request", "import", "r.csv"]);
    at("09:10", &["--actor", "finance", "plan", "import", "./p.csv"]);
    at("10:00", &["tick"]);
    at("10:10", &["--actor", "head", "batch", "sign", "1"]);
    at("10:20", &["tick"]);
    assert_eq!(std::fs::read_dir(shell.path("a/outbox")).unwrap().count(), 1, "the configuration's folder");
    at("10:30", &["--actor", "finance", "export", "--batch", "1", "--out", "files"]);
    assert_eq!(std::fs::read_dir(shell.path("here/files")).unwrap().count(), 1, "the current folder");
    at("10:30", &["report", "register", "--as", "csv", "--out", "register.csv"]);
    assert!(shell.path("here/register.csv").exists());
}

#[test]
fn results_go_to_stdout_and_logs_to_stderr_and_help_is_there() {
    let shell = Shell::new();
    shell.office("a");
    for words in [&["--help"][..], &["request", "--help"], &["--version"]] {
        let done = shell.run(".", &[], words);
        assert_eq!((done.status.code(), done.stderr.len()), (Some(0), 0), "{words:?}");
        assert!(!done.stdout.is_empty());
    }
    for words in [&[][..], &["reqest"], &["request"], &["request", "list", "--colour"], &["--at", "noon", "tick"]] {
        let done = shell.run("a", &[], words);
        assert_eq!((done.status.code(), done.stdout.len()), (Some(2), 0), "{words:?}: {done:?}");
        assert!(!done.stderr.is_empty());
    }
    let logged = shell.run("a", &[("QAZYNA_LOG", "trace")], &["--output", "json", "user", "list"]);
    assert!(serde_json::from_slice::<Value>(&logged.stdout).is_ok(), "logs on stdout");
}
