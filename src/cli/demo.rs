//! `demo`: the whole job on the built-in samples, on a fresh embedded database with a simulated clock.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde_json::{Value, json};

use crate::domain::defect::Code;
use crate::domain::lang::Lang;
use crate::domain::money::Amount;
use crate::stage::StageError;

use super::out::{Form, Out};
use super::story::{self, Line};
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
    let lang = lang.map(Lang::word);
    let mut at = None;
    for line in lines {
        match line {
            Line::Says(says) => out.say("demo-says", &[("text", &says)])?,
            Line::At(moment) => at = Some(moment),
            Line::Does(actor, words, code) => {
                let done = story::play(&dir, at.as_deref(), (&actor, &words, code), &around, lang).await;
                out.say("demo-does", &[("command", &done.command), ("code", &done.code)])?;
                if done.code != code {
                    writeln!(out.stderr, "{}{}", done.stdout, done.stderr)?;
                    return Ok(FAULT);
                }
            }
        }
    }
    summary(out, &dir, &around).await
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

/// What was paid, refused, waits and is held, and where the files lie.
async fn summary(out: &mut Out<'_>, dir: &Path, around: &Surroundings) -> Outcome {
    let words: Vec<String> = ["--output", "json", "request", "list"].map(str::to_owned).to_vec();
    let done = story::play(dir, None, ("", &words, 0), around, None).await;
    let list: Vec<Value> = serde_json::from_str(&done.stdout).unwrap_or_default();
    let count = |is: &dyn Fn(&Value) -> bool| list.iter().filter(|r| is(r)).count();
    let sum = |key: &str| {
        let sums = list.iter().filter_map(|r| Amount::parse(r[key].as_str()?).ok());
        Amount::sum(sums).unwrap_or_default()
    };
    let paid = count(&|r| r["status"] == "paid");
    let refused = count(&|r| r["status"] == "refused");
    let waiting = count(&|r| !r["queue_position"].is_null());
    let held = count(&|r| !r["hold"].is_null());
    let shown = dir.display();
    if out.form == Form::Json {
        out.json(&json!({
            "path": shown.to_string(),
            "requests": list.len(),
            "requested": sum("amount").to_string(),
            "paid_sum": sum("paid").to_string(),
            "paid": paid,
            "refused": refused,
            "waiting": waiting,
            "held": held,
        }))?;
        return Ok(DONE);
    }
    let (asked, went) = (out.money(sum("amount")), out.money(sum("paid")));
    let numbers: [(&str, &dyn std::fmt::Display); 8] = [
        ("requests", &list.len()),
        ("requested", &asked),
        ("sum", &went),
        ("paid", &paid),
        ("refused", &refused),
        ("waiting", &waiting),
        ("held", &held),
        ("dir", &shown),
    ];
    out.say("demo-summary", &numbers)?;
    Ok(DONE)
}
