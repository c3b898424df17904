//! A story: a day-by-day script of commands with the exit code that each must have. The demo runs one, the tests run
//! all of them on both engines.
//!
//! ```text
//! # a line for the reader
//! @ 2026-03-19T09:30:00+05:00
//! specialist: request import in/requests.csv => 3
//! : tick
//! ```
//! A word that begins with `in/` or `out/` is a path in the story's folder; quotes hold words together.

use std::ffi::OsString;
use std::path::Path;

use super::{Surroundings, run};

/// One line of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A sentence for the reader.
    Says(String),
    /// The clock from here on.
    At(String),
    /// A command: who acts (nobody where empty), its words, its exit code.
    Does(String, Vec<String>, u8),
}

/// Reads a story; the number of the first line that is none.
pub fn parse(text: &str) -> Result<Vec<Line>, usize> {
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if let Some(says) = line.strip_prefix('#') {
            lines.push(Line::Says(says.trim().to_owned()));
        } else if let Some(at) = line.strip_prefix('@') {
            lines.push(Line::At(at.trim().to_owned()));
        } else {
            let (actor, rest) = line.split_once(':').ok_or(number + 1)?;
            let (command, code) = match rest.rsplit_once("=>") {
                Some((command, code)) => (command, code.trim().parse().map_err(|_| number + 1)?),
                None => (rest, 0),
            };
            lines.push(Line::Does(actor.trim().to_owned(), words(command), code));
        }
    }
    Ok(lines)
}

fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for c in command.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                any = true;
            }
            c if c.is_whitespace() && !quoted => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

/// What a command of a story did.
#[derive(Clone, Debug)]
pub struct Done {
    /// The command as it stands in the story.
    pub command: String,
    /// The exit code that the story wants.
    pub wanted: u8,
    /// The exit code that came.
    pub code: u8,
    /// What it printed.
    pub stdout: String,
    /// What it noted.
    pub stderr: String,
}

/// Runs one command of a story in `dir`, where a `qazyna.toml` lies.
pub async fn play(
    dir: &Path,
    at: Option<&str>,
    line: (&str, &[String], u8),
    around: &Surroundings,
    lang: Option<&str>,
) -> Done {
    let (actor, words, wanted) = line;
    let mut argv: Vec<OsString> = vec!["qazyna".into(), "--config".into(), dir.join("qazyna.toml").into()];
    for (flag, value) in [("--at", at), ("--actor", Some(actor).filter(|a| !a.is_empty())), ("--lang", lang)] {
        if let Some(value) = value {
            argv.extend([OsString::from(flag), OsString::from(value)]);
        }
    }
    argv.extend(words.iter().map(|word| match word.starts_with("in/") || word.starts_with("out/") {
        true => dir.join(word).into_os_string(),
        false => OsString::from(word),
    }));
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let code = Box::pin(run(argv, around, &mut stdout, &mut stderr)).await;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let command = if actor.is_empty() { words.join(" ") } else { format!("{actor}: {}", words.join(" ")) };
    Done { command, wanted, code, stdout: text(stdout), stderr: text(stderr) }
}
