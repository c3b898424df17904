//! The manual page and the shells' completions know every command, without configuration and database.

use clap::CommandFactory;
use qazyna::cli::args::Cli;

use super::*;

/// Every command by its words: `batch`, `batch sign` …
fn commands(command: &clap::Command, before: &[String]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for sub in command.get_subcommands() {
        let words = [before, &[sub.get_name().to_owned()]].concat();
        all.extend(commands(sub, &words));
        all.push(words);
    }
    all
}

fn printed(words: &[&str]) -> String {
    let around = qazyna::cli::Surroundings { config: Some("no such file".into()), ..Default::default() };
    let argv: Vec<std::ffi::OsString> =
        std::iter::once("qazyna").chain(words.iter().copied()).map(std::ffi::OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let code = runtime.block_on(qazyna::cli::run(argv, &around, &mut out, &mut err));
    assert_eq!((code, err.len()), (0, 0), "{words:?}");
    String::from_utf8(out).unwrap()
}

#[test]
fn the_manual_page_explains_every_command() {
    let page = printed(&["man"]);
    for words in commands(&Cli::command(), &[]) {
        let heading = format!(".SS \"qazyna {}\"", words.join(" "));
        assert!(page.lines().any(|line| line == heading), "{heading} is missing");
    }
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "FILES", "ENVIRONMENT", "EXIT STATUS"] {
        let there = page.lines().filter(|l| l.trim_end().replace('"', "") == format!(".SH {section}")).count();
        assert_eq!(there, 1, "{section}");
    }
}

#[test]
fn every_shell_completes_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = printed(&["completions", shell]);
        for word in commands(&Cli::command(), &[]).into_iter().flatten() {
            assert!(text.contains(&word), "{shell} does not know `{word}`");
        }
        assert!(text.contains("actor"), "{shell} does not know the options");
    }
}

#[test]
fn a_shell_that_nobody_knows_is_wrong_usage() {
    both(|office| {
        let ran = office.words(&["completions", "cmd"]);
        assert_eq!(ran.code, 2, "{ran:?}");
    });
}
