//! `report NAME`: on stdout or into a file, with the moment, the rules and the journal's head that it was made from.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use crate::domain::batch::hex;
use crate::domain::sheet::Sheet;
use crate::stage::reporting::{self, Period, listing};
use crate::stage::{StageError, reconciliation};
use crate::store::Reading;
use crate::texts::Texts;

use super::app::App;
use super::args::ReportName;
use super::grid;
use super::out::{Form, Out};
use super::{DONE, Failure, Outcome, WRONG, form_of};

/// What was asked for.
#[derive(Debug)]
pub struct Asked {
    /// Which report.
    pub name: ReportName,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Its form.
    pub form: Option<String>,
    /// Where it goes.
    pub file: Option<PathBuf>,
    /// Whether lateness by the department is an error.
    pub strict: bool,
}

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, asked: Asked) -> Outcome {
    let form = asked.form.as_deref().map_or(Ok(out.form), form_of)?;
    let mut reading = app.office().reading().await?;
    let sheet = sheet(app, &mut reading, &asked).await?;
    let late = asked.name == ReportName::Deadlines && reporting::late_by_department(&sheet) > 0;
    match &asked.file {
        None => {
            let before = std::mem::replace(&mut out.form, form);
            let printed = print(app, out, &asked, &sheet, &reading);
            out.form = before;
            printed?;
        }
        Some(path) => {
            let mut bytes = Vec::new();
            let (lang, zone, reach) = (out.texts.lang, out.zone, out.reach.clone());
            let mut file =
                Out { stdout: &mut bytes, stderr: &mut *out.stderr, form, texts: Texts::new(lang), zone, reach };
            print(app, &mut file, &asked, &sheet, &reading)?;
            std::fs::write(path, bytes).map_err(StageError::io(path))?;
            out.note("report-written", &[("file", &path.display())])?;
            out.json(&json!({ "report": asked.name.word(), "path": path.display().to_string() }))?;
        }
    }
    Ok(if asked.strict && late { WRONG } else { DONE })
}

async fn sheet(app: &App, reading: &mut Reading, asked: &Asked) -> Result<Sheet, Failure> {
    let office = app.office();
    let period = Period { from: asked.from, to: asked.to };
    let now = reading.moment;
    let conn = &mut reading.conn;
    Ok(match asked.name {
        ReportName::Register => reporting::register(&office, conn, now, period).await?,
        ReportName::WaitingList => reporting::waiting_list(&office, conn, now, period).await?,
        ReportName::Plan => {
            let day = asked.to.or(asked.from);
            let year = day.map_or_else(|| listing::year_of(&office, now), |d| chrono::Datelike::year(&d));
            listing::plan(&office, conn, now, year, asked.to).await?
        }
        ReportName::Deadlines => reporting::deadlines(&office, conn, now, period).await?,
        ReportName::Payments => reporting::payments(&office, conn, period).await?,
        ReportName::Reconciliation => {
            let state = reconciliation::state(&office, conn, now, asked.to).await?;
            super::treasury::sheet(&state.breaks)
        }
        ReportName::Conservation => reporting::conservation(&office, conn, now).await?,
        ReportName::Journal => reporting::journal(&office, conn, period).await?,
    })
}

fn print(app: &App, out: &mut Out<'_>, asked: &Asked, sheet: &Sheet, reading: &Reading) -> std::io::Result<()> {
    let word = asked.name.word();
    let rules = hex(&app.rules.fingerprint);
    let head = hex(&reading.head.unwrap_or_default());
    let at = reading.moment.for_people(out.zone);
    if out.form != Form::Table {
        out.sheet(sheet)?;
        return out.note("report-made-from", &[("at", &at), ("rules", &rules), ("head", &head)]);
    }
    let title = out.texts.get(&format!("report-{word}"));
    let department = app.rules.department.names.get(out.texts.lang).to_owned();
    writeln!(out.stdout, "{department}\n{title}\n")?;
    out.sheet(sheet)?;
    if matches!(
        asked.name,
        ReportName::Register | ReportName::WaitingList | ReportName::Payments | ReportName::Conservation
    ) {
        let shown = if sheet.shown.is_empty() { &sheet.columns } else { &sheet.shown };
        let totals = reporting::totals(sheet);
        let sum = |column: &&'static str| {
            let head = out.texts.get(&format!("col-{}", column.replace('_', "-")));
            Some(format!("{head}: {}", out.money(*totals.get(*column)?)))
        };
        let sums = shown.iter().filter_map(sum).collect::<Vec<_>>().join("; ");
        let text = out.texts.with("report-total", &[("rows", &sheet.rows.len()), ("sums", &sums)]);
        writeln!(out.stdout, "{}", grid::paragraph(&text))?;
    }
    out.say("report-made-from", &[("at", &at), ("rules", &rules), ("head", &head)])
}
