//! One pass of everything that can be done now: inbox, confirmation, forming, export, in this order (004 §5.1–5.4).
//! Idempotent: a second pass right after changes nothing. Waits for another pass that is at work.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::settings::Confirmation;
use crate::disk;
use crate::domain::defect::Defect;
use crate::format::Format;
use crate::stage::dispatch::{self, ExportReport};
use crate::stage::intake::{self, ImportOptions, ImportReport};
use crate::stage::ordering::{self, Formed};
use crate::stage::{Acting, Office, StageError, confirmation, signing};
use crate::texts::Texts;

/// What a pass did.
#[derive(Clone, Debug, Default)]
pub struct TickReport {
    /// Files taken from the inbox.
    pub inbox: Vec<ImportReport>,
    /// Orders of a past year that lapsed.
    pub lapsed: u64,
    /// Requests confirmed.
    pub confirmed: u64,
    /// Batches formed and sent to the head.
    pub formed: Vec<Formed>,
    /// Files written.
    pub exported: ExportReport,
    /// Whether it was working time.
    pub working_time: bool,
}

/// Runs one pass.
pub async fn run(office: &Office<'_>, formats: &[Format]) -> Result<TickReport, StageError> {
    let _lease = office.db.lease().await?;
    let moment = office.reading().await?.moment;
    let mut report = TickReport { working_time: office.rules.calendar.is_working_time(moment)?, ..Default::default() };
    report.inbox = inbox(office).await?;
    let worked = if report.working_time { work(office, &mut report).await } else { Ok(()) };
    if let Err(fault) = &worked
        && !matches!(fault, StageError::Calendar(_))
    {
        return worked.map(|()| report);
    }
    // a calendar that ends too early stops new deadlines, not what is signed
    report.exported = dispatch::export_due(office, formats, report.working_time).await?;
    worked.map(|()| report)
}

/// What is done in working time alone: the year's end, confirmation, forming.
async fn work(office: &Office<'_>, report: &mut TickReport) -> Result<(), StageError> {
    report.lapsed = signing::lapse(office).await?;
    if office.settings.eds_required {
        return Ok(());
    }
    if office.settings.confirmation == Confirmation::Automatic {
        report.confirmed = confirmation::confirm_all(office).await?;
    }
    report.formed = ordering::form_all(office).await?;
    Ok(())
}

/// Takes every file of the inbox: claimed by a rename into `working/`, judged, then put into `done/` or `failed/` with a
/// report beside it. What an earlier pass left in `working/` is taken first; a file taken twice is a quiet repeat.
async fn inbox(office: &Office<'_>) -> Result<Vec<ImportReport>, StageError> {
    let inbox = &office.settings.inbox;
    if !inbox.exists() {
        return Ok(Vec::new());
    }
    let working = folder(inbox, "working")?;
    let mut reports = Vec::new();
    for path in files(&working)? {
        reports.push(take(office, inbox, &path).await?);
    }
    for path in files(inbox)? {
        let claimed = working.join(path.file_name().unwrap_or_default());
        match disk::rename(&path, &claimed) {
            Ok(()) => reports.push(take(office, inbox, &claimed).await?),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(StageError::io(&path)(e)),
        }
    }
    Ok(reports)
}

async fn take(office: &Office<'_>, inbox: &Path, path: &Path) -> Result<ImportReport, StageError> {
    let report = intake::import(office, &Acting::System, path, ImportOptions::default()).await?;
    let whole = report.accepted + report.repeated + report.refused == 0 && !report.defects.is_empty();
    let target = folder(inbox, if whole || !report.defects.is_empty() { "failed" } else { "done" })?;
    let name = free_name(&target, &path.file_name().unwrap_or_default().to_string_lossy());
    let texts = Texts::new(office.settings.language);
    let text = serde_json::to_string_pretty(&report_json(&report, &texts)).unwrap_or_default();
    let beside = target.join(format!("{name}.report.json"));
    let part = target.join(format!(".{name}.report.json.part"));
    disk::write_whole(&part, &beside, (text + "\n").as_bytes()).map_err(StageError::io(&beside))?;
    let place = target.join(&name);
    disk::rename(path, &place).and_then(|()| disk::sync_folder(&target)).map_err(StageError::io(&place))?;
    Ok(report)
}

/// The name, or with `-2`, `-3` … behind it where a file of an earlier day has it: nothing is written over.
fn free_name(folder: &Path, name: &str) -> String {
    let (stem, end) = name.rsplit_once('.').map_or((name, String::new()), |(s, e)| (s, format!(".{e}")));
    let numbered = (2..).map(|n| format!("{stem}-{n}{end}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|n| !folder.join(n).exists()).unwrap_or_else(|| name.to_owned())
}

fn folder(inbox: &Path, name: &str) -> Result<PathBuf, StageError> {
    let path = inbox.join(name);
    fs::create_dir_all(&path).map_err(StageError::io(&path))?;
    Ok(path)
}

/// The files of a folder by name; hidden ones and unfinished ones (`.part`) are left alone.
fn files(folder: &Path) -> Result<Vec<PathBuf>, StageError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(StageError::io(folder))? {
        let path = entry.map_err(StageError::io(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() && !name.starts_with('.') && !name.ends_with(".part") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The report of an import as the outer contract has it, with every defect.
fn report_json(report: &ImportReport, texts: &Texts) -> serde_json::Value {
    let one = |d: &Defect| {
        serde_json::json!({
            "line": d.line, "column": d.column, "code": d.code.word(), "value": d.value, "message": texts.defect(d),
        })
    };
    serde_json::json!({
        "accepted": report.accepted,
        "repeated": report.repeated,
        "refused": report.refused,
        "defects_total": report.defects.len(),
        "defects": report.defects.iter().map(one).collect::<Vec<_>>(),
    })
}
