//! `request …`: intake by hand, the list, and the acts of people on one request.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use crate::domain::defect::{Code, Defect};
use crate::domain::lang::Lang;
use crate::domain::notice;
use crate::domain::standing::RequestStatus;
use crate::inbox::{beside, document_of};
use crate::signatures::recipients::Recipients;
use crate::stage::confirmation;
use crate::stage::confirmation::refusal::{self, Refused};
use crate::stage::intake::{self, ImportOptions, ImportReport, Means, Sent, Submission};
use crate::stage::reporting::listing;
use crate::stage::requests::{self, Requisites};
use crate::stage::{Acting, StageError};
use crate::store::notice as notices;
use crate::store::request::{self, StoredRequest};
use crate::telling::out::{DEFECTS_SHOWN, Form, Out};
use crate::telling::progress::Progress;

use super::app::{App, must_exist};
use super::args::RequestCommand;
use super::{DONE, Failure, Outcome, REFUSED, papers};

/// How many rows a file brought.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Taken in.
    pub accepted: u64,
    /// There already.
    pub repeated: u64,
    /// Refused.
    pub refused: u64,
}

/// Prints what became of a file, and gives the exit code.
pub fn imported(out: &mut Out<'_>, counts: Counts, defects: &[Defect]) -> Outcome {
    let document = json!({
        "accepted": counts.accepted,
        "repeated": counts.repeated,
        "refused": counts.refused,
        "defects_total": defects.len(),
        "defects": out.defects_json(defects, DEFECTS_SHOWN),
    });
    out.json(&document)?;
    let numbers: [(&str, &dyn std::fmt::Display); 4] = [
        ("accepted", &counts.accepted),
        ("repeated", &counts.repeated),
        ("refused", &counts.refused),
        ("defects", &defects.len()),
    ];
    match out.form {
        Form::Table => out.say("imported", &numbers)?,
        Form::Json => {}
        Form::Csv => {
            let mut csv = out.csv.writer(&mut *out.stdout)?;
            csv.write_record(["line", "column", "code", "value", "message"]).map_err(std::io::Error::other)?;
            for d in defects {
                let line = d.line.map_or_else(String::new, |l| l.to_string());
                let message = out.texts.defect(d);
                let [column, value] = [&d.column, &d.value].map(|text| crate::telling::out::defuse(text));
                let row = [line, column, d.code.to_string(), value, message];
                csv.write_record(&row).map_err(std::io::Error::other)?;
            }
            csv.flush()?;
        }
    }
    if defects.is_empty() {
        return Ok(DONE);
    }
    out.defects(defects)?;
    Ok(REFUSED)
}

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, command: RequestCommand) -> Outcome {
    match command {
        RequestCommand::Import { paths, count, sum, strict } => {
            import(app, out, &paths, ImportOptions { strict, count, sum }).await
        }
        RequestCommand::List { status } => list(app, out, status.as_deref()).await,
        RequestCommand::Show { number, letter, print } => match print.form {
            Some(form) => {
                let paper = crate::telling::papers::letters::letters(&app.office(), out, &number, letter).await?;
                papers::deliver(out, form, print.out.as_ref(), &paper)
            }
            None => show(app, out, &number).await,
        },
        RequestCommand::Confirm { numbers } => {
            let actor = app.actor().await?;
            let mut ids = Vec::new();
            for number in &numbers {
                ids.push(find(app, number).await?);
            }
            let done = confirmation::confirm(&app.office(), &actor, &ids).await?;
            out.say("done-confirm", &[("count", &done)])?;
            out.json(&json!({ "confirmed": done }))?;
            Ok(DONE)
        }
        RequestCommand::Refuse { number, ground } => {
            let actor = app.actor().await?;
            let id = find(app, &number).await?;
            let done = match refusal::refuse(&app.office(), &actor, id, &ground).await? {
                Refused::Done => "refused",
                Refused::Proposed => "refusal-proposed",
            };
            acted(app, out, &number, id, done).await
        }
        RequestCommand::Withdraw { number } => {
            act(app, out, &number, "withdrawn", async |actor, id| requests::withdraw(&app.office(), &actor, id).await)
                .await
        }
        RequestCommand::Correct { number, account, bic, document } => {
            let new = Requisites { account: &account, bic: &bic, document: &document };
            act(app, out, &number, "correction-proposed", async |actor, id| {
                requests::correct(&app.office(), &actor, id, new, None).await
            })
            .await
        }
        RequestCommand::ApproveCorrection { number } => {
            act(app, out, &number, "correction-approved", async |actor, id| {
                requests::approve_correction(&app.office(), &actor, id).await
            })
            .await
        }
        RequestCommand::Release { number, reason } => {
            act(app, out, &number, "released", async |actor, id| {
                requests::release(&app.office(), &actor, id, &reason).await
            })
            .await
        }
    }
}

async fn find(app: &App, number: &str) -> Result<i64, Failure> {
    let mut reading = app.office().reading().await?;
    Ok(requests::find(&app.office(), &mut reading.conn, number).await?)
}

/// One act on one request: finds it, acts, says what was done.
async fn act(
    app: &App,
    out: &mut Out<'_>,
    number: &str,
    done: &str,
    act: impl AsyncFnOnce(Acting, i64) -> Result<(), StageError>,
) -> Outcome {
    let actor = app.actor().await?;
    let id = find(app, number).await?;
    act(actor, id).await?;
    acted(app, out, number, id, done).await
}

/// Says what was done to a request.
async fn acted(app: &App, out: &mut Out<'_>, number: &str, id: i64, done: &str) -> Outcome {
    let mut reading = app.office().reading().await?;
    let stored = request::one(&mut reading.conn, id).await?;
    let status = stored.map_or("", |r| r.standing.status().word());
    out.say(&format!("done-{done}"), &[("number", &number)])?;
    out.json(&json!({ "number": number, "done": done, "status": status }))?;
    Ok(DONE)
}

/// Files, and the .csv, .xml and .xlsx files of folders, by name; a signature beside its document goes with it.
fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        must_exist(path)?;
        if !path.is_dir() {
            if document_of(path).is_none_or(|document| !paths.contains(&document)) {
                files.push(path.clone());
            }
            continue;
        }
        // what Excel lays beside a workbook while somebody has it open
        let open = |p: &PathBuf| p.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
        let ends = |end: &std::ffi::OsStr| ["csv", "xml", "xlsx"].iter().any(|known| end.eq_ignore_ascii_case(known));
        let known = |p: &PathBuf| p.extension().is_some_and(ends) && !open(p);
        let entries = std::fs::read_dir(path).map_err(StageError::io(path))?;
        let found = entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.is_file() && known(p));
        let mut found: Vec<PathBuf> = found.collect();
        found.sort();
        files.extend(found);
    }
    Ok(files)
}

async fn import(app: &App, out: &mut Out<'_>, paths: &[PathBuf], options: ImportOptions) -> Outcome {
    let files = expand(paths)?;
    if files.len() > 1 && (options.count.is_some() || options.sum.is_some()) {
        return Err(Failure::Usage(
            "control totals belong to one file; give `--count` and `--sum` with one PATH".into(),
        ));
    }
    let actor = app.actor().await?;
    let means: Arc<dyn Means> = Arc::new(Recipients::of(&app.settings));
    let mut all = ImportReport::default();
    for file in &files {
        let signature = beside(file);
        let attached = attached_to(file)?;
        let submission = Submission { file, signature: signature.as_deref(), attached: &attached };
        let mut report = intake::import(&app.office(), &actor, submission, options, &means).await?;
        warn(out, file, &report)?;
        if files.len() > 1 && out.form == Form::Table {
            name_file(&mut report, &file.display().to_string());
        }
        all.add(report);
    }
    // nobody waits here: what cannot be judged now is refused, to be given again
    all.refused += all.waits.len() as u64;
    all.defects.append(&mut all.waits);
    let counts = Counts { accepted: all.accepted, repeated: all.repeated, refused: all.refused };
    imported(out, counts, &all.defects)
}

/// The files in the folder that lies beside an application: `FILE.attached/`.
fn attached_to(file: &Path) -> Result<Vec<Sent>, Failure> {
    let mut folder = file.to_owned().into_os_string();
    folder.push(".attached");
    let folder = PathBuf::from(folder);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(&folder).map_err(StageError::io(&folder))?;
    let mut found: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.is_file()).collect();
    found.sort();
    let open = |path: &PathBuf| Sent::at(path).map_err(StageError::io(path));
    Ok(found.iter().map(open).collect::<Result<Vec<Sent>, StageError>>()?)
}

/// Among several files each refusal says where it is from.
pub fn name_file(report: &mut ImportReport, name: &str) {
    for defect in report.defects.iter_mut().chain(&mut report.waits) {
        defect.column = if defect.column.is_empty() { name.to_owned() } else { format!("{name}: {}", defect.column) };
    }
}

/// What only warns: banks that the reference data do not know, and claims that came twice.
fn warn(out: &mut Out<'_>, file: &Path, report: &ImportReport) -> std::io::Result<()> {
    let name = file.display();
    if let Some((line, bic)) = report.unknown_banks.first() {
        let count = report.unknown_banks.len();
        out.note("warn-unknown-bank", &[("file", &name), ("count", &count), ("line", line), ("bic", bic)])?;
    }
    if !report.held.is_empty() {
        let numbers: Vec<&str> = report.held.iter().take(5).map(String::as_str).collect();
        let numbers = numbers.join(", ");
        out.note("warn-possible-duplicate", &[("file", &name), ("count", &report.held.len()), ("numbers", &numbers)])?;
    }
    Ok(())
}

async fn list(app: &App, out: &mut Out<'_>, status: Option<&str>) -> Outcome {
    if let Some(word) = status.filter(|w| !RequestStatus::ALL.iter().any(|s| s.word() == *w)) {
        let known = RequestStatus::ALL.map(RequestStatus::word).join(", ");
        return Err(Failure::Usage(format!("`{word}` is no status of a request; expected one of {known}")));
    }
    let mut reading = app.office().reading().await?;
    let now = reading.moment;
    let wanted = |r: &StoredRequest| status.is_none_or(|word| r.standing.status().word() == word);
    let fetching = Progress::fetching(&out.texts);
    let sheet = listing::requests(&app.office(), &mut reading.conn, now, wanted).await?;
    drop(fetching);
    out.sheet(&sheet)?;
    Ok(DONE)
}

async fn show(app: &App, out: &mut Out<'_>, number: &str) -> Outcome {
    let office = app.office();
    let mut reading = office.reading().await?;
    let id = requests::find(&office, &mut reading.conn, number).await?;
    let now = reading.moment;
    let found = listing::request(&office, &mut reading.conn, now, id).await?;
    let (r, mut sheet) = found.ok_or_else(|| StageError::refuse("request", Code::NotFound, number, ""))?;
    let mut letters = Vec::new();
    for stored in notices::of_request(&mut reading.conn, &r).await? {
        let facts = notice::Facts::parse(&stored.fields).unwrap_or_default();
        let text = |lang| notice::render(stored.kind, &r.subject(), &facts, &app.rules, lang).unwrap_or_default();
        let (ru, kk) = (text(Lang::Ru), text(Lang::Kk));
        letters.push((stored, ru, kk));
    }
    let history = history(&mut reading.conn, &r.service, &r.number).await?;
    let mut document = out.sheet_json(&sheet)?[0].take();
    document["account"] = json!(r.account);
    document["bank_bic"] = json!(r.bic);
    document["history"] = history
        .iter()
        .map(|(at, who, what, order)| json!({"at": at.rfc3339(out.zone), "actor": who, "event": what, "order": order}))
        .collect();
    document["notices"] = letters
        .iter()
        .map(|(n, ru, kk)| {
            json!({"kind": n.kind.word(), "at": n.at.rfc3339(out.zone), "digest": crate::domain::batch::hex(&n.digest), "ru": ru, "kk": kk})
        })
        .collect();
    out.json(&document)?;
    match out.form {
        Form::Json => {}
        Form::Csv => out.sheet(&sheet)?,
        Form::Table => {
            sheet.shown = vec!["number", "status", "registered_at", "confirm_due", "form_due", "amount", "hold"];
            out.sheet(&sheet)?;
            writeln!(out.stdout, "{} ({}), {} {}", r.name, r.bin, r.account, r.bic)?;
            for (at, who, what, order) in &history {
                let what = out.texts.with(&format!("event-{what}"), &[("order", order)]);
                writeln!(out.stdout, "{}  {who}  {what}", at.for_people(out.zone))?;
            }
            for (_, ru, kk) in &letters {
                let text = if out.texts.lang == Lang::Kk { kk } else { ru };
                writeln!(out.stdout, "\n{text}")?;
            }
        }
    }
    Ok(DONE)
}

/// Moment, actor, kind of event, order (or nothing).
type History = Vec<(crate::domain::time::Moment, String, String, String)>;

/// Every event of the journal that names this request or one of its orders.
async fn history(conn: &mut crate::store::Conn, service: &str, number: &str) -> Result<History, Failure> {
    let (mut found, mut orders) = (Vec::new(), BTreeSet::new());
    crate::store::journal::each_event(conn, |link, event| {
        let order = event.get("order").to_owned();
        let own = event.get("service") == service && event.get("number") == number;
        if own && !order.is_empty() {
            orders.insert(order.clone());
        }
        if own || orders.contains(&order) {
            found.push((link.at, link.actor.clone(), event.kind, order));
        }
    })
    .await?;
    Ok(found)
}
