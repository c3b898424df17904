//! A report: on stdout or into a file, with the moment, the rules and the journal's head that it was made from.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueEnum;
use serde_json::json;

use crate::disk;
use crate::domain::batch::hex;
use crate::domain::sheet::Sheet;
use crate::format::report::{html, pdf, xlsx};
use crate::stage::reporting::{self, Period, Unlike, listing};
use crate::stage::{StageError, reconciliation};
use crate::store::Reading;
use crate::texts::Texts;

use super::grid;
use super::out::{Form, Out};
use super::progress::Progress;
use super::report_page::{self, Around};
use super::{Failure, sheets};
use crate::stage::Office;

/// The reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportName {
    /// All requests.
    Register,
    /// The public waiting list.
    WaitingList,
    /// The plan's execution.
    Plan,
    /// What is due and what is late.
    Deadlines,
    /// What was paid.
    Payments,
    /// What was answered and what differs.
    Reconciliation,
    /// Where every tenge is.
    Conservation,
    /// Who did what and when.
    Journal,
}

impl ReportName {
    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            ReportName::Register => "register",
            ReportName::WaitingList => "waiting-list",
            ReportName::Plan => "plan",
            ReportName::Deadlines => "deadlines",
            ReportName::Payments => "payments",
            ReportName::Reconciliation => "reconciliation",
            ReportName::Conservation => "conservation",
            ReportName::Journal => "journal",
        }
    }
}

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

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    /// As every other result.
    Printed(Form),
    /// A spreadsheet.
    Xlsx,
    /// Printed pages.
    Pdf,
    /// A page of a browser.
    Html,
}

impl As {
    fn from_word(word: &str) -> Result<Self, Failure> {
        Ok(match word {
            "table" => As::Printed(Form::Table),
            "json" => As::Printed(Form::Json),
            "csv" => As::Printed(Form::Csv),
            "xlsx" => As::Xlsx,
            "pdf" => As::Pdf,
            "html" => As::Html,
            _ => {
                let known = "table, csv, json, xlsx, pdf or html";
                return Err(Failure::Usage(format!("`{word}` is no form of a report; expected {known}")));
            }
        })
    }
}

/// What came of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is there.
    Whole,
    /// It is there, and says that the department was late, which was asked for as an error.
    Late,
    /// It is not shown: its sums are not those of the conservation of money.
    Unlike,
}

/// Makes a report and writes it where it is to go.
///
/// # Errors
/// A form that nobody knows, a period without a day, the database, the disk.
pub async fn make(office: &Office<'_>, out: &mut Out<'_>, asked: Asked) -> Result<Made, Failure> {
    if let (Some(from), Some(to)) = (asked.from, asked.to)
        && from > to
    {
        return Err(Failure::Usage(format!("`--from {from}` is later than `--to {to}`: no day lies between")));
    }
    let form = asked.form.as_deref().map_or(Ok(As::Printed(out.form)), As::from_word)?;
    let mut reading = office.reading().await?;
    let fetching = Progress::fetching(&out.texts);
    let sheet = sheet(office, &mut reading, &asked).await?;
    drop(fetching);
    if let Some(unlike) = differs(office, &mut reading, &asked, &sheet).await? {
        let [sum, should] = [unlike.sum, unlike.should].map(|amount| out.money(amount));
        let fields: [(&str, &dyn std::fmt::Display); 4] =
            [("column", &unlike.column), ("sum", &sum), ("place", &unlike.place), ("should", &should)];
        out.note("report-differs", &fields)?;
        return Ok(Made::Unlike);
    }
    let late = asked.name == ReportName::Deadlines && reporting::late_by_department(&sheet)? > 0;
    let done = if asked.strict && late { Made::Late } else { Made::Whole };
    let As::Printed(form) = form else {
        match &asked.file {
            Some(path) => {
                let mut file = Growing::begin(path)?;
                document(office, out, &asked, &sheet, &reading, form, &mut file.file)?;
                file.finish(out, &asked)?;
            }
            None if form != As::Html && std::io::stdout().is_terminal() => {
                return Err(Failure::Usage(
                    "a spreadsheet or a PDF is no text for a terminal; name a file with `--out`".into(),
                ));
            }
            None => {
                // whole before any of it is seen
                let mut file = tempfile::tempfile()?;
                document(office, out, &asked, &sheet, &reading, form, &mut file)?;
                file.rewind()?;
                std::io::copy(&mut file, out.stdout)?;
            }
        }
        return Ok(done);
    };
    match &asked.file {
        None => {
            let before = std::mem::replace(&mut out.form, form);
            let printed = print(office, out, &asked, &sheet, &reading);
            out.form = before;
            printed?;
        }
        Some(path) => {
            let growing = Growing::begin(path)?;
            let mut stdout = BufWriter::new(&growing.file);
            let (lang, zone, reach) = (out.texts.lang, out.zone, out.reach.clone());
            let mut file = Out {
                stdout: &mut stdout,
                stderr: &mut *out.stderr,
                form,
                csv: out.csv,
                texts: Texts::new(lang),
                zone,
                reach,
            };
            print(office, &mut file, &asked, &sheet, &reading)?;
            stdout.flush()?;
            drop(stdout);
            growing.finish(out, &asked)?;
        }
    }
    Ok(done)
}

/// A report's file while it is written: under another name, which it loses when it is whole.
struct Growing<'p> {
    path: &'p Path,
    part: PathBuf,
    file: File,
    whole: bool,
}

impl<'p> Growing<'p> {
    fn begin(path: &'p Path) -> Result<Self, Failure> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let part = path.with_file_name(format!(".{name}.part"));
        let file = disk::create(&part).map_err(StageError::io(path))?;
        Ok(Growing { path, part, file, whole: false })
    }

    /// Gives the file its name and says so.
    fn finish(mut self, out: &mut Out<'_>, asked: &Asked) -> Result<(), Failure> {
        disk::sync(&self.file, &self.part).map_err(StageError::io(self.path))?;
        disk::rename(&self.part, self.path).map_err(StageError::io(self.path))?;
        self.whole = true;
        out.note("report-written", &[("file", &self.path.display())])?;
        out.json(&json!({ "report": asked.name.word(), "path": self.path.display().to_string() }))?;
        Ok(())
    }
}

impl Drop for Growing<'_> {
    fn drop(&mut self) {
        if !self.whole {
            drop(disk::remove(&self.part));
        }
    }
}

/// Writes a spreadsheet, printed pages or a browser's page.
fn document(
    office: &Office<'_>,
    out: &Out<'_>,
    asked: &Asked,
    sheet: &Sheet,
    reading: &Reading,
    form: As,
    file: &mut File,
) -> Result<(), Failure> {
    let around = Around {
        name: asked.name,
        period: (asked.from, asked.to),
        department: office.rules.department.names.get(out.texts.lang),
        sandbox: office.is_sandbox(),
        made_from: made_from(office, out, reading),
        totals: has_totals(asked.name).then(|| reporting::totals(sheet)),
    };
    let report = report_page::document(sheet, &around, &out.texts, out.zone)?;
    let mut to = BufWriter::new(file);
    match form {
        As::Xlsx => xlsx::write(&report, &mut to).map_err(|e| match e {
            xlsx::SheetFault::TooLong(_) => Failure::Usage(e.to_string()),
            other => Failure::Fault(other.to_string()),
        })?,
        As::Pdf => {
            let pages = pdf::write(&report).map_err(|e| match e {
                pdf::PageFault::TooLong(_) => Failure::Usage(e.to_string()),
                other => Failure::Fault(other.to_string()),
            })?;
            to.write_all(&pages)?;
        }
        As::Html | As::Printed(_) => html::write(&report, &mut to)?,
    }
    Ok(to.flush()?)
}

/// Whether the sums under a report say something.
const fn has_totals(name: ReportName) -> bool {
    matches!(name, ReportName::Register | ReportName::WaitingList | ReportName::Payments | ReportName::Conservation)
}

/// What a document was made from: the moment, the rules, the journal's head.
pub fn made_from(office: &Office<'_>, out: &Out<'_>, reading: &Reading) -> String {
    let (rules, head) = (hex(&office.rules.fingerprint), hex(&reading.head.unwrap_or_default()));
    let at = reading.moment.for_people(out.zone);
    out.texts.with("report-made-from", &[("at", &at), ("rules", &rules), ("head", &head)])
}

/// A sum of a report of all times that is not the one of the conservation of money. Nothing is shown then.
async fn differs(
    office: &Office<'_>,
    reading: &mut Reading,
    asked: &Asked,
    sheet: &Sheet,
) -> Result<Option<Unlike>, Failure> {
    let pairs: &[(&'static str, &'static str)] = match asked.name {
        ReportName::Register => &[("amount", "requested"), ("paid", "paid")],
        ReportName::WaitingList => &[("rest", "waiting")],
        ReportName::Payments => &[("amount", "paid")],
        _ => &[],
    };
    if pairs.is_empty() || asked.from.is_some() || asked.to.is_some() {
        return Ok(None);
    }
    let conserved = reporting::conservation(office, &mut reading.conn, reading.moment).await?;
    Ok(reporting::unlike(sheet, &conserved, pairs))
}

async fn sheet(office: &Office<'_>, reading: &mut Reading, asked: &Asked) -> Result<Sheet, Failure> {
    let period = Period { from: asked.from, to: asked.to };
    let now = reading.moment;
    let conn = &mut reading.conn;
    Ok(match asked.name {
        ReportName::Register => reporting::register(office, conn, now, period).await?,
        ReportName::WaitingList => reporting::waiting_list(office, conn, now, period).await?,
        ReportName::Plan => {
            let day = asked.to.or(asked.from);
            let year = day.map_or_else(|| listing::year_of(office, now), |d| chrono::Datelike::year(&d));
            listing::plan(office, conn, now, year, asked.to).await?
        }
        ReportName::Deadlines => reporting::deadlines(office, conn, now, period).await?,
        ReportName::Payments => reporting::payments(office, conn, period).await?,
        ReportName::Reconciliation => {
            let state = reconciliation::state(office, conn, now, asked.to).await?;
            sheets::breaks(&state.breaks)
        }
        ReportName::Conservation => reporting::conservation(office, conn, now).await?,
        ReportName::Journal => reporting::journal(office, conn, period).await?,
    })
}

fn print(
    office: &Office<'_>,
    out: &mut Out<'_>,
    asked: &Asked,
    sheet: &Sheet,
    reading: &Reading,
) -> std::io::Result<()> {
    let word = asked.name.word();
    let made_from = made_from(office, out, reading);
    if out.form != Form::Table {
        out.sheet(sheet)?;
        return writeln!(out.stderr, "{made_from}");
    }
    let title = out.texts.get(&format!("report-{word}"));
    let department = office.rules.department.names.get(out.texts.lang).to_owned();
    writeln!(out.stdout, "{department}\n{title}\n")?;
    out.sheet(sheet)?;
    if has_totals(asked.name) {
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
    writeln!(out.stdout, "{made_from}")
}
