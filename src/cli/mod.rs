//! The shell: reads the command, opens what it needs, runs a stage, prints the result, gives the exit code.

pub mod app;
pub mod args;
mod audit;
pub mod batches;
pub mod demo;
mod doctor;
mod doctor_eds;
mod eds;
mod eds_evidence;
pub mod eds_refresh;
mod eds_sandbox;
mod explaining;
mod holds;
mod init;
mod manual;
mod notices;
mod orders;
pub mod papers;
mod people;
mod plan;
mod requests;
mod safekeeping;
pub mod story;
mod ticks;
mod tools;
pub mod treasury;
mod values;
mod words;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;

use crate::domain::defect::{Code, Defect};
use crate::domain::lang::Lang;
use crate::faults::Faults;
use crate::stage::StageError;
use crate::store::StoreError;
use crate::telling::out::{CsvStyle, Out};
use crate::telling::reports;
use crate::texts::Texts;

pub use crate::telling::Failure;

use app::App;
use args::{Cli, Command};

/// Done.
pub const DONE: u8 = 0;
/// A fault of database, disk or clock.
pub const FAULT: u8 = 1;
/// Wrong usage or configuration.
pub const USAGE: u8 = 2;
/// Refused, wholly or in part.
pub const REFUSED: u8 = 3;
/// A check found something wrong.
pub const WRONG: u8 = 4;

/// What a command gives back: its exit code.
pub type Outcome = Result<u8, Failure>;

/// What the program takes from its surroundings, beside the command line.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// `$QAZYNA_CONFIG`.
    pub config: Option<String>,
    /// `$QAZYNA_DATABASE_URL`.
    pub database_url: Option<String>,
    /// Name of the operating-system user.
    pub login: String,
    /// Where a test lets the program die; the program itself has none.
    pub faults: Faults,
}

/// Runs one command line (its first word is the program's name) and gives the exit code.
pub async fn run(
    words: impl IntoIterator<Item = OsString>,
    around: &Surroundings,
    stdout: &mut (dyn Write + Send),
    stderr: &mut (dyn Write + Send),
) -> u8 {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(e) if e.use_stderr() => {
            let _ = write!(stderr, "{}", e.render());
            return USAGE;
        }
        Err(e) => {
            let _ = write!(stdout, "{}", e.render());
            return DONE;
        }
    };
    let lang = cli.global.lang.unwrap_or(Lang::Ru);
    let zone = chrono_tz::Asia::Almaty;
    let (form, texts) = (cli.global.output, Texts::new(lang));
    let csv = CsvStyle { semicolon: cli.global.separator == Some(';'), bom: cli.global.bom };
    let mut out = Out { stdout, stderr, form, csv, texts, zone, reach: String::new() };
    let ended = around.faults.watch(dispatch(cli, around, &mut out)).await;
    let _ = out.stdout.flush();
    ended.unwrap_or_else(|failure| report(&mut out, failure))
}

/// Says what went wrong, once, and gives the exit code.
fn report(out: &mut Out<'_>, failure: Failure) -> u8 {
    match failure {
        Failure::Usage(text) => {
            let _ = writeln!(out.stderr, "{text}");
            USAGE
        }
        Failure::Stage(StageError::Refused(defects)) => {
            let _ = out.refused(&defects);
            REFUSED
        }
        Failure::Stage(StageError::Calendar(outside)) => {
            let defect = Defect::new("calendar", Code::OutsideCalendar, outside.date, &out.reach);
            let _ = out.refused(&[defect]);
            REFUSED
        }
        Failure::Stage(StageError::Store(StoreError::NotReady(text))) => {
            let _ = writeln!(out.stderr, "{text}");
            USAGE
        }
        Failure::Stage(StageError::Store(StoreError::ClockBehind { now, last })) => {
            let (now, last) = (now.rfc3339(out.zone), last.rfc3339(out.zone));
            let _ = out.note("clock-behind", &[("now", &now), ("last", &last)]);
            FAULT
        }
        Failure::Output(e) if e.kind() == std::io::ErrorKind::BrokenPipe => FAULT,
        other => {
            let _ = writeln!(out.stderr, "{other}");
            FAULT
        }
    }
}

async fn dispatch(cli: Cli, around: &Surroundings, out: &mut Out<'_>) -> Outcome {
    let global = cli.global;
    match cli.command {
        Command::Check { kind, values } => tools::check(out, kind, &values),
        Command::Sample { requests, seed, out: dir } => tools::sample(out, requests, seed, &dir),
        Command::Init { dir, profile } => init::run(&global, around, out, &dir, profile).await,
        Command::Demo { out: dir } => demo::run(out, dir, global.lang).await,
        Command::Calendar(args::CalendarCommand::Due { from, limit }) => {
            let rules = app::rules_alone(&global, around, out)?;
            tools::due(&rules, out, from, &limit)
        }
        Command::Daemon => {
            let app = App::open(&global, around, out).await?;
            crate::daemon::run(app, &global, around).await
        }
        Command::Backup { file } => safekeeping::backup(&global, around, out, &file).await,
        Command::Restore { file } => safekeeping::restore(&global, around, out, &file).await,
        Command::Eds(command) if !matches!(command, eds::EdsCommand::Evidence { .. }) => {
            eds::run(&global, around, out, command)
        }
        Command::Completions { shell } => manual::completions(out, shell),
        Command::Man => manual::page(out),
        command => {
            let app = App::open(&global, around, out).await?;
            let ended = opened(&app, out, command).await;
            app.db.close().await;
            ended
        }
    }
}

async fn opened(app: &App, out: &mut Out<'_>, command: Command) -> Outcome {
    match command {
        Command::User(command) => people::run(app, out, command).await,
        Command::Plan(command) => plan::run(app, out, command).await,
        Command::Request(command) => requests::run(app, out, command).await,
        Command::Hold(command) => holds::run(app, out, command).await,
        Command::Tick => ticks::run(app, out).await,
        Command::Order(command) => orders::run(app, out, command).await,
        Command::Batch(command) => batches::run(app, out, command).await,
        Command::Export { batch, formats, out: dir, prove } => {
            if prove {
                return explaining::prove(app, out, batch, &formats).await;
            }
            treasury::export(app, out, batch, &formats, dir).await
        }
        Command::Statement(args::StatementCommand::Import { files, strict }) => {
            treasury::import(app, out, &files, strict).await
        }
        Command::Reconcile { explain: Some(number), .. } => explaining::explain(app, out, number).await,
        Command::Reconcile { act: true, recipient, from, to, print, .. } => {
            treasury::act(app, out, recipient, (from, to), &print).await
        }
        Command::Reconcile { date, .. } => treasury::reconcile(app, out, date).await,
        Command::Break(command) => treasury::breaks(app, out, command).await,
        Command::Report { name, from, to, form, out: file, strict } => {
            let asked = reports::Asked { name, from, to, form, file, strict };
            let made = reports::make(&app.office(), out, asked).await?;
            Ok(if made == reports::Made::Whole { DONE } else { WRONG })
        }
        Command::Audit(args::AuditCommand::Verify { expect }) => audit::verify(app, out, expect.as_deref()).await,
        Command::Eds(eds::EdsCommand::Evidence { number, out: file }) => {
            eds_evidence::run(app, out, &number, &file).await
        }
        Command::Notice(command) => notices::run(app, out, command).await,
        Command::Doctor => doctor::run(app, out).await,
        _ => Ok(DONE),
    }
}
