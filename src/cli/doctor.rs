//! `doctor`: a line a matter, with what to do.

use serde_json::json;

use crate::config::settings::Profile;
use crate::store::{Db, restoration};
use crate::telling::out::{Form, Out};

use super::app::App;
use super::{DONE, Failure, Outcome, WRONG, doctor_eds};

/// Days before the calendar's end from which it is said.
const CALENDAR_WARNING_DAYS: i64 = 120;
/// Free space below which it is said, in MiB.
const DISK_WARNING_MIB: u64 = 1024;
/// How a matter stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// In order.
    Good,
    /// In order, and not for long, or not all of it.
    Warning,
    /// Not in order.
    Fault,
}

/// A matter by its word, how it stands, and the sentence.
pub type Line = (&'static str, Health, String);

impl Health {
    const fn word(self) -> &'static str {
        match self {
            Health::Good => "good",
            Health::Warning => "warning",
            Health::Fault => "fault",
        }
    }
}

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>) -> Outcome {
    let mut lines: Vec<Line> = Vec::new();
    let s = &app.settings;
    let rules = crate::domain::batch::hex(&app.rules.fingerprint);
    let profile = s.profile.word();
    lines.push((
        "configuration",
        Health::Good,
        out.texts.with("doctor-configuration", &[("profile", &profile), ("rules", &&rules[..16])]),
    ));
    lines.push(("database", Health::Good, out.texts.with("doctor-database", &[("engine", &app.db.engine())])));
    lines.push(collation(app, out).await?);
    lines.extend(guard(app, out).await?);
    lines.push(calendar(app, out).await?);
    let now = app.office().reading().await?.moment;
    lines.extend(doctor_eds::lines(app, out, now));
    lines.push(folder(out, "outbox", &s.outbox));
    lines.push(folder(out, "inbox", &s.inbox));
    lines.push(disk(app, out));
    let worst = lines.iter().any(|(_, health, _)| *health == Health::Fault);
    let document: Vec<_> = lines
        .iter()
        .map(|(what, health, text)| json!({"check": what, "status": health.word(), "text": text}))
        .collect();
    out.json(&json!(document))?;
    if out.form != Form::Json {
        for (_, health, text) in &lines {
            let mark = match health {
                Health::Good => "✓",
                Health::Warning => "!",
                Health::Fault => "✗",
            };
            writeln!(out.stdout, "{mark} {text}")?;
        }
    }
    Ok(if worst { WRONG } else { DONE })
}

async fn collation(app: &App, out: &Out<'_>) -> Result<Line, Failure> {
    let name = app.db.collation().await?;
    let byte_wise = ["BINARY", "C", "POSIX", "C.UTF-8", "C.utf8"].contains(&name.as_str());
    let (health, text) =
        if byte_wise { (Health::Good, "doctor-collation") } else { (Health::Warning, "doctor-collation-other") };
    Ok(("collation", health, out.texts.with(text, &[("name", &name)])))
}

/// After a restore: what is missing before orders may leave again.
async fn guard(app: &App, out: &Out<'_>) -> Result<Option<Line>, Failure> {
    let missing = restoration::missing(&mut app.office().reading().await?.conn).await?;
    Ok(missing.map(|m| {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("date", &m.day.format("%d.%m.%Y")), ("missing", &m.shown())];
        ("restore", Health::Warning, out.texts.with("doctor-restore", &values))
    }))
}

async fn calendar(app: &App, out: &Out<'_>) -> Result<Line, Failure> {
    let now = app.office().reading().await?.moment;
    let today = app.office().day(now);
    let Some(last) = app.rules.calendar.last_known_day() else {
        return Ok(("calendar", Health::Fault, out.texts.get("doctor-calendar-none")));
    };
    let left = (last - today).num_days();
    let date = last.format("%d.%m.%Y");
    Ok(match left {
        i64::MIN..0 => ("calendar", Health::Fault, out.texts.with("doctor-calendar-ended", &[("date", &date)])),
        0..CALENDAR_WARNING_DAYS => {
            ("calendar", Health::Warning, out.texts.with("doctor-calendar-soon", &[("date", &date), ("days", &left)]))
        }
        _ => ("calendar", Health::Good, out.texts.with("doctor-calendar", &[("date", &date)])),
    })
}

fn folder(out: &Out<'_>, what: &'static str, path: &std::path::Path) -> Line {
    let shown = path.display();
    if !path.exists() {
        return (what, Health::Good, out.texts.with("doctor-folder-absent", &[("path", &shown)]));
    }
    let probe = path.join(".qazyna-doctor");
    let writable = std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)).is_ok();
    let (health, text) =
        if writable { (Health::Good, "doctor-folder") } else { (Health::Fault, "doctor-folder-closed") };
    (what, health, out.texts.with(text, &[("path", &shown)]))
}

fn disk(app: &App, out: &Out<'_>) -> Line {
    let path = match &app.db {
        Db::Sqlite { path, .. } => {
            path.parent().filter(|p| !p.as_os_str().is_empty()).map_or(".".into(), |p| p.to_owned())
        }
        Db::Postgres { .. } => app.settings.base.clone(),
    };
    let Ok(stat) = nix::sys::statvfs::statvfs(&path) else {
        return ("disk", Health::Warning, out.texts.with("doctor-disk-unknown", &[("path", &path.display())]));
    };
    let free = stat.blocks_available() * stat.fragment_size() / (1 << 20);
    let enough = free >= DISK_WARNING_MIB || app.settings.profile == Profile::Sandbox && free > 50;
    let (health, text) = if enough { (Health::Good, "doctor-disk") } else { (Health::Warning, "doctor-disk-low") };
    ("disk", health, out.texts.with(text, &[("mib", &free)]))
}
