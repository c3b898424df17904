//! `demo`: the whole job on the built-in samples, on a fresh embedded database with a simulated clock.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::Datelike;
use include_dir::{Dir, include_dir};
use serde_json::{Value, json};

use crate::domain::defect::Code;
use crate::domain::lang::Lang;
use crate::domain::money::Amount;
use crate::domain::time::Moment;
use crate::stage::StageError;
use crate::telling::out::{Form, Out};

use super::story::{self, Done, Line};
use super::{DONE, FAULT, Failure, Outcome, Surroundings, run as run_command};

/// The story that the demo tells.
pub static NAURYZ: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/samples/nauryz-2026");

/// Runs the command.
pub async fn run(out: &mut Out<'_>, dir: Option<PathBuf>, lang: Option<Lang>) -> Outcome {
    let dir = match dir {
        Some(dir) if dir.join("qazyna.toml").exists() => {
            return Err(StageError::refuse("demo", Code::AlreadyExists, dir.display(), "").into());
        }
        Some(dir) => dir,
        None => fresh(),
    };
    unpack(&dir)?;
    let around = Surroundings::default();
    let words = ["qazyna", "--at", "2026-03-01T09:00:00+05:00", "init", "--profile", "sandbox"];
    let mut argv: Vec<OsString> = words.iter().map(OsString::from).collect();
    argv.push(dir.clone().into_os_string());
    let mut quiet = Vec::new();
    let made = Box::pin(run_command(argv, &around, &mut quiet, &mut *out_err(out))).await;
    if made != DONE {
        return Ok(made);
    }
    let text = NAURYZ.get_file("story.txt").and_then(|f| f.contents_utf8()).unwrap_or_default();
    let lines = story::parse(text).map_err(|n| Failure::Usage(format!("the built-in story is wrong in line {n}")))?;
    let shown = lang.unwrap_or(out.texts.lang);
    let mut clock = Clock::default();
    for line in lines {
        match line {
            Line::Says(in_lang, says) if in_lang == shown => tell(out, "• ", &says)?,
            Line::Says(..) => {}
            Line::At(moment) => clock.set(out, moment)?,
            Line::Sets(key, value) => {
                story::set(&dir, &key, &value)?;
                tell(out, "         ", &format!("qazyna.toml: {key} = {value}"))?;
            }
            Line::Does(actor, words, code) => {
                let at = clock.at.as_deref();
                let done = story::play(&dir, at, (&actor, &words, code), &around, lang.map(Lang::word)).await;
                told(out, &dir, &clock.time, &done)?;
                if done.code != code {
                    writeln!(out.stderr, "{}{}", done.stdout, done.stderr)?;
                    out.note("demo-failed", &[("command", &done.command), ("code", &done.code), ("wanted", &code)])?;
                    return Ok(FAULT);
                }
            }
        }
    }
    summary(out, &dir, &around).await
}

/// Where the story's clock stands.
#[derive(Default)]
struct Clock {
    at: Option<String>,
    day: String,
    time: String,
}

impl Clock {
    /// Sets it; a new day gets a heading.
    fn set(&mut self, out: &mut Out<'_>, at: String) -> std::io::Result<()> {
        if let Some(local) = Moment::parse(&at).map(|m| m.local(out.zone)) {
            let weekday = out.texts.get(&format!("weekday-{}", local.weekday().number_from_monday()));
            let day = format!("── {}, {weekday} ", local.format("%d.%m.%Y"));
            if day != self.day && out.form == Form::Table {
                writeln!(out.stdout, "\n{day}{}", "─".repeat(WIDTH.saturating_sub(day.chars().count())))?;
            }
            (self.day, self.time) = (day, local.format("%H:%M").to_string());
        }
        self.at = Some(at);
        Ok(())
    }
}

/// Columns of a terminal that the demo fits.
const WIDTH: usize = 100;
/// Lines of a command's result that are shown.
const RESULT_LINES: usize = 6;

/// Prints a text for people, broken at blanks, its later lines set in under the first.
fn tell(out: &mut Out<'_>, lead: &str, text: &str) -> std::io::Result<()> {
    if out.form != Form::Table {
        return Ok(());
    }
    let indent = lead.chars().count();
    let mut line = lead.to_owned();
    let mut words = 0;
    for word in text.split(' ') {
        if words > 0 && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(out.stdout, "{line}")?;
            line = " ".repeat(indent);
            words = 0;
        }
        if words > 0 {
            line.push(' ');
        }
        line.push_str(word);
        words += 1;
    }
    writeln!(out.stdout, "{line}")
}

/// Prints a command and what it said: sentences, not tables; warnings and refusals, not the marks under a report.
fn told(out: &mut Out<'_>, dir: &Path, time: &str, done: &Done) -> std::io::Result<()> {
    tell(out, &format!("  {time}  $ "), &done.command)?;
    let report = |line: &&str| !line.starts_with(['─', '┌', '[', '{']) && !line.trim().is_empty();
    let noted = done.code != 0 || done.command.contains(" import ");
    let notes = if noted { done.stderr.as_str() } else { "" };
    let said = done.stdout.lines().take_while(report).chain(notes.lines()).take(RESULT_LINES);
    let folder = format!("{}{}", dir.display(), std::path::MAIN_SEPARATOR);
    for line in said {
        tell(out, "         ", &line.replace(&folder, ""))?;
    }
    if done.code != 0 && done.code == done.wanted {
        let text = out.texts.with("demo-code", &[("code", &done.code)]);
        tell(out, "         ", &text)?;
    }
    Ok(())
}

/// Where notes go while another command runs.
fn out_err<'a>(out: &'a mut Out<'_>) -> &'a mut (dyn std::io::Write + Send) {
    &mut *out.stderr
}

/// The first `./qazyna-demo-N` that is not there.
fn fresh() -> PathBuf {
    let free = (1..).map(|n| PathBuf::from(format!("./qazyna-demo-{n}"))).find(|p| !p.exists());
    free.unwrap_or_else(|| "./qazyna-demo".into())
}

fn unpack(dir: &Path) -> Result<(), StageError> {
    for folder in ["in", "out", "outbox"] {
        let path = dir.join(folder);
        std::fs::create_dir_all(&path).map_err(StageError::io(&path))?;
    }
    for file in NAURYZ.get_dir("in").into_iter().flat_map(|d| d.files()) {
        let path = dir.join(file.path());
        std::fs::write(&path, file.contents()).map_err(StageError::io(&path))?;
    }
    Ok(())
}

/// Where the money of all requests stands: the column of the report, and how many requests have some of it there.
const PLACES: [&str; 8] = ["requested", "paid", "in_flight", "waiting", "held", "registered", "refused", "withdrawn"];

/// What was paid, refused, waits and is held, and where the files lie.
async fn summary(out: &mut Out<'_>, dir: &Path, around: &Surroundings) -> Outcome {
    let list = rows(dir, around, &["request", "list"]).await;
    let conserved = rows(dir, around, &["report", "conservation"]).await;
    let money = |row: &Value, key: &str| row[key].as_str().and_then(|t| Amount::parse(t).ok()).unwrap_or_default();
    let sum = |key: &str| Amount::sum(conserved.iter().map(|r| money(r, key))).unwrap_or_default();
    let has = |r: &Value, key: &str| match key {
        "requested" => true,
        "paid" => r["status"] == "paid",
        "in_flight" => money(r, "ordered") > money(r, "paid"),
        "waiting" => !r["queue_position"].is_null(),
        "held" => !r["hold"].is_null() && r["status"] != "refused",
        "withdrawn" => money(r, "withdrawn") > Amount::ZERO,
        status => r["status"] == status,
    };
    let count = |key: &str| list.iter().filter(|r| has(r, key)).count();
    let shown = dir.display();
    if out.form == Form::Json {
        let mut document = json!({ "path": shown.to_string(), "requests": list.len() });
        for key in PLACES {
            document[key] = json!(count(key));
            document[format!("{key}_sum")] = json!(sum(key).to_string());
        }
        out.json(&document)?;
        return Ok(DONE);
    }
    out.say("demo-summary", &[])?;
    for key in PLACES.into_iter().filter(|key| sum(key) > Amount::ZERO) {
        let head = out.texts.get(&format!("col-{}", key.replace('_', "-")));
        let of = out.texts.with("demo-count", &[("count", &count(key))]);
        tell(out, "", &format!("  {head:<18}{:>20}   {of}", out.money(sum(key))))?;
    }
    let files = std::fs::read_dir(dir.join("outbox")).map_or(0, |all| all.filter_map(Result::ok).count());
    out.say("demo-files", &[("dir", &shown), ("files", &files)])?;
    Ok(DONE)
}

/// The rows of a list as JSON.
async fn rows(dir: &Path, around: &Surroundings, words: &[&str]) -> Vec<Value> {
    let words: Vec<String> = ["--output", "json"].iter().chain(words).map(|w| (*w).to_owned()).collect();
    let done = story::play(dir, None, ("", &words, 0), around, None).await;
    serde_json::from_str(&done.stdout).unwrap_or_default()
}
