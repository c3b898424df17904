//! `export`, `statement import`, `reconcile`, `break …`: what goes to the treasury and what comes back.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use crate::domain::ident::Bin;
use crate::domain::sheet::{Cell, Sheet};
use crate::stage::answers::{self, StatementReport};
use crate::stage::dispatch;
use crate::stage::reconciliation;
use crate::stage::reconciliation::execution::{self, Compared};
use crate::telling::out::{Form, Out};
use crate::telling::papers::acts;
use crate::telling::sheets;

use super::app::{App, must_be_file};
use super::args::BreakCommand;
use super::papers::{self, PaperForm, Print};
use super::requests::{Counts, imported};
use super::{DONE, Failure, Outcome, REFUSED, WRONG};

/// `export`.
pub async fn export(
    app: &App,
    out: &mut Out<'_>,
    batch: Option<i64>,
    formats: &[String],
    dir: Option<PathBuf>,
) -> Outcome {
    let formats = app.formats(formats)?;
    let actor = app.actor().await?;
    let folder = dir.unwrap_or_else(|| app.settings.outbox.clone());
    let report = dispatch::export(&app.office(), &actor, batch, &formats, &folder).await?;
    if out.form == Form::Json {
        out.json(&sheets::files(&report.files))?;
    } else {
        let mut sheet = Sheet::new(&["batch", "format", "path", "sha256", "orders", "total"], &[]);
        sheet.shown = vec!["batch", "format", "path", "orders", "total"];
        for f in &report.files {
            sheet.rows.push(vec![
                Cell::Int(f.batch),
                Cell::Text(f.format.clone()),
                Cell::Text(f.path.display().to_string()),
                Cell::Text(crate::domain::batch::hex(&f.sha256)),
                Cell::Int(f.orders),
                Cell::Money(f.total),
            ]);
        }
        out.sheet(&sheet)?;
    }
    if report.defects.is_empty() {
        return Ok(DONE);
    }
    out.defects(&report.defects)?;
    Ok(REFUSED)
}

/// `statement import`.
pub async fn import(app: &App, out: &mut Out<'_>, files: &[PathBuf], strict: bool) -> Outcome {
    files.iter().try_for_each(|f| must_be_file(f))?;
    let actor = app.actor().await?;
    let mut all = StatementReport::default();
    for file in files {
        let one = answers::import(&app.office(), &actor, file, strict).await?;
        all.accepted += one.accepted;
        all.repeated += one.repeated;
        all.refused += one.refused;
        all.matched += one.matched;
        all.breaks += one.breaks;
        all.defects.extend(one.defects);
    }
    if all.breaks > 0 {
        out.note("warn-breaks", &[("count", &all.breaks)])?;
    }
    let counts = Counts { accepted: all.accepted, repeated: all.repeated, refused: all.refused };
    imported(out, counts, &all.defects)
}

/// Where a form 4-20 and we differ.
fn execution_sheet(compared: &Compared) -> Sheet {
    let mut sheet = Sheet::new(&["budget_line", "measure", "expected", "found"], &[]);
    for one in &compared.unequal {
        sheet.rows.push(vec![
            Cell::Text(one.line.to_string()),
            Cell::Word("measure", one.measure.word().to_owned()),
            Cell::Money(one.expected),
            one.found.map_or(Cell::None, Cell::Money),
        ]);
    }
    sheet
}

/// `reconcile`.
pub async fn reconcile(app: &App, out: &mut Out<'_>, date: Option<NaiveDate>) -> Outcome {
    let mut reading = app.office().reading().await?;
    let now = reading.moment;
    let state = reconciliation::state(&app.office(), &mut reading.conn, now, date).await?;
    let compared = execution::compared(&app.office(), &mut reading.conn, date).await?;
    let (sheet, budget) = (sheets::breaks(&state.breaks), execution_sheet(&compared));
    if out.form == Form::Json {
        let (breaks, budget) = (out.sheet_json(&sheet)?, out.sheet_json(&budget)?);
        let form = compared.date.map(|date| date.to_string());
        out.json(&json!({ "matched": state.matched, "breaks": breaks, "form_4_20": form, "budget": budget }))?;
    } else {
        out.say("reconciled", &[("matched", &state.matched), ("breaks", &state.breaks.len())])?;
        if !state.breaks.is_empty() || out.form == Form::Csv {
            out.sheet(&sheet)?;
        }
        if let (Some(date), true) = (compared.date, out.form == Form::Table) {
            out.say("reconciled-form", &[("date", &date), ("unequal", &compared.unequal.len())])?;
            if !compared.unequal.is_empty() {
                out.sheet(&budget)?;
            }
        }
    }
    Ok(if state.breaks.is_empty() && compared.unequal.is_empty() { DONE } else { WRONG })
}

/// `reconcile --act`: with a recipient, or with the treasury.
pub async fn act(
    app: &App,
    out: &mut Out<'_>,
    recipient: Option<Bin>,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    print: &Print,
) -> Outcome {
    let today = app.office().day(app.office().reading().await?.moment);
    let to = to.unwrap_or(today);
    let from = from.or_else(|| NaiveDate::from_ymd_opt(to.year(), 1, 1)).unwrap_or(to);
    if from > to {
        return Err(Failure::Usage(format!("`--from {from}` is later than `--to {to}`: no day lies between")));
    }
    let paper = match &recipient {
        Some(bin) => acts::with_recipient(&app.office(), out, bin, (from, to)).await?,
        None => acts::with_treasury(&app.office(), out, (from, to)).await?,
    };
    papers::deliver(out, print.form.unwrap_or(PaperForm::Pdf), print.out.as_ref(), &paper)
}

/// `break list`, `break settle`.
pub async fn breaks(app: &App, out: &mut Out<'_>, command: BreakCommand) -> Outcome {
    match command {
        BreakCommand::List { all } => {
            let mut reading = app.office().reading().await?;
            let now = reading.moment;
            let (office, conn) = (app.office(), &mut reading.conn);
            let breaks = if all {
                let state = reconciliation::state(&office, conn, now, None).await?;
                [state.breaks, state.settled].concat()
            } else {
                reconciliation::open(&office, conn, now).await?
            };
            out.sheet(&sheets::breaks(&breaks))?;
        }
        BreakCommand::Settle { id, reason } => {
            let actor = app.actor().await?;
            reconciliation::settle(&app.office(), &actor, &id, &reason).await?;
            out.say("done-settle", &[("id", &id)])?;
            out.json(&json!({ "id": id, "settled": true }))?;
        }
    }
    Ok(DONE)
}
