//! The financing plan that orders are formed against (004 §5.2): documents come in whole, add up, and may never bring
//! a month's cumulative plan below what lives against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::ops::RangeInclusive;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};

use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::official_plan::{self, FormRow, Heading, Stated, named};
use crate::domain::person::Role;
use crate::domain::plan::{LinePlan, PlanEntry};
use crate::domain::plan_row::{PlanRow, check, document_key};
use crate::domain::spreadsheet::with_cells;
use crate::format::plan_file::{self, PlanFile};
use crate::format::sheet_table::Table;
use crate::format::table::{Piece, TableFault};
use crate::store::Writing;
use crate::store::installation::Keys;
use crate::store::plan::{self, DocumentKey};

use super::{Acting, Office, StageError};

/// What became of a plan file.
#[derive(Clone, Debug, Default)]
pub struct PlanReport {
    /// Rows taken in.
    pub accepted: u64,
    /// Rows of documents that were there already with the same figures.
    pub repeated: u64,
    /// Rows refused.
    pub refused: u64,
    /// Everything that is wrong.
    pub defects: Vec<Defect>,
    /// Rows of a plan in thousand tenge, where it was one.
    pub thousands: Option<usize>,
}

/// How a plan file is to be taken.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// All or nothing.
    pub strict: bool,
    /// What the form of officials does not carry.
    pub stated: Stated,
}

/// One document of a file.
#[derive(Default)]
struct Document {
    lines: Vec<u64>,
    rows: Vec<PlanRow>,
    defects: Vec<Defect>,
    /// Whether a row that cannot be read may belong to it.
    torn: bool,
}

impl Document {
    fn judge(&mut self, checked: Result<PlanRow, Vec<Defect>>, line: u64) {
        match checked {
            Ok(row) => self.take(row, line),
            Err(defects) => self.defects.extend(defects.into_iter().map(|d| d.on(line))),
        }
    }

    /// Takes a right row; all rows of a document have its date.
    fn take(&mut self, row: PlanRow, line: u64) {
        let date = self.rows.first().map_or(row.document_date, |first| first.document_date);
        if date != row.document_date {
            let defect = Defect::new("document_date", Code::DatesOutOfOrder, row.document_date, date);
            self.defects.push(defect.on(line));
        }
        self.rows.push(row);
    }
}

/// The name of rows whose fields cannot be told apart.
const NAMELESS: [String; 4] = [String::new(), String::new(), String::new(), String::new()];

/// Takes in a plan file; the finance specialist does it.
pub async fn import(
    office: &Office<'_>,
    actor: &Acting,
    path: &Path,
    options: &PlanOptions,
) -> Result<PlanReport, StageError> {
    actor.require(&[Role::Finance])?;
    let Gathered { documents, thousands } = match read(office, path, &options.stated) {
        Ok(gathered) => gathered,
        Err(TableFault::Io(e)) => return Err(StageError::io(path)(e)),
        Err(TableFault::Form(defects)) => return Ok(PlanReport { defects, ..Default::default() }),
    };
    let mut tx = office.writing(actor).await?;
    let mut keys = Keys::load(&mut tx.conn).await?;
    let (mut report, mut events) = (PlanReport { thousands, ..Default::default() }, Events::new());
    for ([_, _, _, number], document) in documents {
        let rows = document.lines.len() as u64;
        let first = document.lines.first().copied().unwrap_or(0);
        if document.torn || !document.defects.is_empty() {
            report.refused += rows;
            let wrong: BTreeSet<u64> = document.defects.iter().filter_map(|d| d.line).collect();
            let others = document.lines.iter().filter(|l| !wrong.contains(l));
            let others = others.map(|l| Defect::new("document_no", Code::DocumentRefused, &number, "").on(*l));
            let others: Vec<Defect> = others.collect();
            report.defects.extend(document.defects);
            report.defects.extend(others);
            continue;
        }
        match take(office, &mut tx, &mut keys, &document.rows, &mut events).await? {
            Taken::New => report.accepted += rows,
            Taken::Repeat => report.repeated += rows,
            Taken::Refused(defect) => {
                report.refused += rows;
                report.defects.push(defect.on(first));
            }
        }
    }
    report.defects.sort_by_key(|d| d.line);
    if options.strict && !report.defects.is_empty() {
        report.refused += report.accepted + report.repeated;
        (report.accepted, report.repeated) = (0, 0);
        return Ok(report);
    }
    tx.commit(&events).await?;
    Ok(report)
}

type Documents = BTreeMap<[String; 4], Document>;

/// The rows of a file, by document.
struct Gathered {
    documents: Documents,
    thousands: Option<usize>,
}

/// Reads the file and gathers its rows by document.
fn read(office: &Office<'_>, path: &Path, stated: &Stated) -> Result<Gathered, TableFault> {
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    match plan_file::open(File::open(path).map_err(TableFault::Io)?, &name)? {
        PlanFile::Table(table) => {
            let needless = |option| Defect::new(option, Code::OptionNeedless, option, "");
            let needless: Vec<Defect> = stated.given().into_iter().map(needless).collect();
            if !needless.is_empty() {
                return Err(TableFault::Form(needless));
            }
            of_table(office, *table)
        }
        PlanFile::Official(heading, form) => of_official(office, &heading, &form, stated),
    }
}

/// The years that the working calendar knows.
fn years(office: &Office<'_>) -> RangeInclusive<i32> {
    let calendar = &office.rules.calendar;
    let year_of = |day: Option<NaiveDate>| day.map_or(0, |d| d.year());
    year_of(calendar.first_known_day())..=year_of(calendar.last_known_day())
}

fn of_table(office: &Office<'_>, mut table: Table) -> Result<Gathered, TableFault> {
    let years = years(office);
    let (mut documents, mut piece) = (Documents::new(), Piece::default());
    loop {
        table.next_piece(1_000, &mut piece)?;
        if piece.is_empty() {
            return Ok(Gathered { documents: whole(documents), thousands: None });
        }
        let mut fields = Vec::new();
        for row in 0..piece.len() {
            piece.fields_into(row, &mut fields);
            let document = documents.entry(document_key(&fields)).or_default();
            let line = piece.line(row);
            document.lines.push(line);
            if let Some(found) = piece.odd_count(row) {
                document.defects.push(Defect::new("", Code::FieldCount, found, table.width()).on(line));
                continue;
            }
            let checked = check(&fields, &office.rules.department.institution, years.clone());
            document.judge(with_cells(checked, piece.wrong(row)), line);
        }
    }
}

/// The same of the form of officials: its rows are judged as those of a table, and its columns are named as it names them.
fn of_official(
    office: &Office<'_>,
    heading: &Heading,
    form: &[FormRow],
    stated: &Stated,
) -> Result<Gathered, TableFault> {
    let told = |defects: Vec<Defect>| defects.into_iter().map(|defect| named(defect, heading)).collect();
    let rows = official_plan::rows(heading, form, stated).map_err(|defects| TableFault::Form(told(defects)))?;
    let (years, mut documents, thousands) = (years(office), Documents::new(), Some(rows.len()));
    for row in rows {
        let fields: Vec<&str> = row.fields.iter().map(String::as_str).collect();
        let document = documents.entry(document_key(&fields)).or_default();
        document.lines.push(row.line);
        let checked = check(&fields, &office.rules.department.institution, years.clone());
        document.judge(with_cells(checked, &row.wrong).map_err(told), row.line);
    }
    Ok(Gathered { documents: whole(documents), thousands })
}

/// A row whose fields cannot be told apart may belong to any document: it stands for a wrong row of each, so that none
/// goes in without one of its rows.
fn whole(mut documents: Documents) -> Documents {
    let nameless = documents.remove(&NAMELESS);
    if let Some(odd) = nameless {
        for document in documents.values_mut() {
            document.torn = true;
        }
        documents.insert(NAMELESS, odd);
    }
    // a wrong year, kind or institution: the row may belong to any document of its number
    let wrong_key = |d: &&Defect| ["year", "kind", "institution"].contains(&d.column.as_str());
    let astray: BTreeSet<String> = documents
        .iter()
        .filter(|(_, document)| document.defects.iter().any(|d| wrong_key(&d)))
        .map(|([_, _, _, number], _)| number.clone())
        .collect();
    for ([_, _, _, number], document) in &mut documents {
        document.torn |= astray.contains(number);
    }
    documents
}

enum Taken {
    New,
    Repeat,
    Refused(Defect),
}

/// Takes in one document of right rows: new, a quiet repeat, a conflict, or an undercut.
async fn take(
    office: &Office<'_>,
    tx: &mut Writing,
    keys: &mut Keys,
    rows: &[PlanRow],
    events: &mut Events,
) -> Result<Taken, StageError> {
    let Some(first) = rows.first() else { return Ok(Taken::Repeat) };
    let key = DocumentKey {
        year: first.year,
        kind: first.kind,
        institution: first.institution.clone(),
        document_no: first.document_no.clone(),
    };
    let content = content(rows);
    if let Some(stored) = plan::document(&mut tx.conn, &key).await? {
        if stored.content == content {
            return Ok(Taken::Repeat);
        }
        let found = format!("{} {}", key.year, key.document_no);
        return Ok(Taken::Refused(Defect::new("document_no", Code::PlanConflict, found, stored.imported_on)));
    }
    let today = office.day(tx.moment);
    let entries = entries(rows, today);
    if let Some(defect) = undercut(tx, keys, &key, &entries, today).await? {
        return Ok(Taken::Refused(defect));
    }
    plan::insert_document(tx, keys, &key, first.document_date, today, &content, &entries).await?;
    for entry in &entries {
        let months = entry.months.map(|a| a.to_string()).join(" ");
        events.add(
            "plan-document",
            &[
                ("year", &key.year),
                ("kind", &key.kind.word()),
                ("institution", &key.institution),
                ("document_no", &key.document_no),
                ("document_date", &first.document_date),
                ("in_force", &entry.in_force),
                ("line", &entry.line),
                ("months", &months),
            ],
        );
    }
    Ok(Taken::New)
}

/// SHA-256 of a document's figures, whatever the order of its rows.
fn content(rows: &[PlanRow]) -> [u8; 32] {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|r| format!("{}\t{}\t{}\n", r.document_date, r.line, r.months.map(|a| a.to_string()).join("\t")))
        .collect();
    lines.sort_unstable();
    let mut hash = Sha256::new();
    hash.update(b"qazyna plan document 1\n");
    lines.iter().for_each(|l| hash.update(l.as_bytes()));
    hash.finalize().into()
}

/// The rows of a document added up by line.
fn entries(rows: &[PlanRow], today: NaiveDate) -> Vec<PlanEntry> {
    let mut lines: BTreeMap<_, PlanEntry> = BTreeMap::new();
    for row in rows {
        let in_force = row.document_date.max(today);
        let empty = || PlanEntry { kind: row.kind, line: row.line, in_force, months: Default::default() };
        let entry = lines.entry(row.line).or_insert_with(empty);
        for (sum, add) in entry.months.iter_mut().zip(row.months) {
            *sum = Amount::from_tiyn(sum.tiyn().saturating_add(add.tiyn()));
        }
    }
    lines.into_values().collect()
}

async fn undercut(
    tx: &mut Writing,
    keys: &Keys,
    key: &DocumentKey,
    entries: &[PlanEntry],
    today: NaiveDate,
) -> Result<Option<Defect>, StageError> {
    let plans = plan::of_year(&mut tx.conn, keys, key.year, None).await?;
    for entry in entries {
        let line = keys.line(entry.line);
        let live = plan::live(&mut tx.conn, line, key.year).await?;
        let known = plans.get(&line).cloned().unwrap_or_else(|| LinePlan::new(Vec::new()));
        if let Some(left) = known.undercut(std::slice::from_ref(entry), live, today, key.year) {
            return Ok(Some(Defect::new("document_no", Code::PlanUndercut, left, live)));
        }
    }
    Ok(None)
}
