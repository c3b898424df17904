//! A story: a day-by-day script of commands with the exit code that each must have. The demo runs one, the tests run
//! all of them on both engines.
//!
//! ```text
//! # строка для читателя
//! #kk the same in Kazakh
//! #en the same in English
//! % eds.anchors = ["pki/anchors"]
//! @ 2026-03-19T09:30:00+05:00
//! specialist: request import in/requests.csv => 3
//! : tick
//! : --output json request list > out/request-list.json
//! ```
//! A word that begins with `in/`, `out/`, `inbox/` or `pki/` is a path in the story's folder; quotes hold words together; the
//! result goes into the file named after `>`. A line with `%` sets a key in the story's `qazyna.toml`.

use std::ffi::OsString;
use std::path::Path;
use std::{fs, io};

use crate::domain::lang::Lang;

use super::{FAULT, Surroundings, run};

/// One line of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A sentence for the reader of this language.
    Says(Lang, String),
    /// The clock from here on.
    At(String),
    /// A key of the configuration, and its value as TOML writes it.
    Sets(String, String),
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
            let (lang, says) = match says.split_once(' ') {
                Some((word, rest)) if !word.is_empty() => (Lang::parse(word).ok_or(number + 1)?, rest),
                _ => (Lang::Ru, says),
            };
            lines.push(Line::Says(lang, says.trim().to_owned()));
        } else if let Some(at) = line.strip_prefix('@') {
            lines.push(Line::At(at.trim().to_owned()));
        } else if let Some(setting) = line.strip_prefix('%') {
            let (key, value) = setting.split_once('=').ok_or(number + 1)?;
            lines.push(Line::Sets(key.trim().to_owned(), value.trim().to_owned()));
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

/// Folders of a story, by which its words are known as paths.
const FOLDERS: [&str; 4] = ["in/", "out/", "inbox/", "pki/"];

/// Sets a key of the `qazyna.toml` in `dir`, as a person would with an editor: comments stay.
pub fn set(dir: &Path, key: &str, value: &str) -> io::Result<()> {
    let path = dir.join("qazyna.toml");
    let (section, name) = key.split_once('.').unwrap_or(("", key));
    let (mut inside, mut done, mut text) = (section.is_empty(), false, String::new());
    for line in fs::read_to_string(&path)?.lines() {
        if let Some(head) = line.strip_prefix('[') {
            inside = head.trim_end().strip_suffix(']') == Some(section);
        }
        if inside && line.split('=').next().is_some_and(|before| before.trim() == name) {
            text.push_str(&format!("{name} = {value}\n"));
            done = true;
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    if !done {
        return Err(io::Error::other(format!("`{key}` is not in {}", path.display())));
    }
    fs::write(path, text)
}

/// What a command of a story did.
#[derive(Clone, Debug)]
pub struct Done {
    /// The command as it is typed, without the configuration and the clock.
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
    let (words, file) = match words {
        [words @ .., arrow, file] if arrow == ">" => (words, Some(dir.join(file))),
        words => (words, None),
    };
    let placed = |word: &str| FOLDERS.iter().any(|folder| word.starts_with(folder));
    argv.extend(words.iter().map(|word| match placed(word) {
        true => dir.join(word).into_os_string(),
        false => OsString::from(word),
    }));
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut code = Box::pin(run(argv, around, &mut stdout, &mut stderr)).await;
    if let Some(path) = file {
        if let Err(e) = fs::write(&path, &stdout) {
            stderr.extend(format!("{}: {e}\n", path.display()).into_bytes());
            code = FAULT;
        }
        stdout.clear();
    }
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Done { command: typed(actor, line.1), wanted, code, stdout: text(stdout), stderr: text(stderr) }
}

/// The command as a person would type it.
fn typed(actor: &str, words: &[String]) -> String {
    let mut text = "qazyna".to_owned();
    if !actor.is_empty() {
        text.push_str(" --actor ");
        text.push_str(actor);
    }
    for word in words {
        let quote = if word.contains(char::is_whitespace) || word.is_empty() { "\"" } else { "" };
        text.push_str(&format!(" {quote}{word}{quote}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_read_line_by_line() {
        let text = "# Утро\n#en Morning\n% eds.required = true\n@ 2026-03-18T09:00:00+05:00\n\nhead: batch decline 2 --reason \"не то\" => 3\n\
                    : request list > out/list.json\n";
        let does = |who: &str, words: &[&str], code| {
            Line::Does(who.to_owned(), words.iter().map(|w| (*w).to_owned()).collect(), code)
        };
        let wanted = vec![
            Line::Says(Lang::Ru, "Утро".to_owned()),
            Line::Says(Lang::En, "Morning".to_owned()),
            Line::Sets("eds.required".to_owned(), "true".to_owned()),
            Line::At("2026-03-18T09:00:00+05:00".to_owned()),
            does("head", &["batch", "decline", "2", "--reason", "не то"], 3),
            does("", &["request", "list", ">", "out/list.json"], 0),
        ];
        assert_eq!(parse(text), Ok(wanted));
        assert_eq!(parse("# Утро\nno command\n"), Err(2));
        assert_eq!(parse("#xx Утро\n"), Err(1));
        let words = ["batch", "decline", "2", "--reason", "не то"].map(str::to_owned);
        assert_eq!(typed("head", &words), "qazyna --actor head batch decline 2 --reason \"не то\"");
    }
}
