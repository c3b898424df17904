//! Stage 5, the treasury's answers: a statement is matched line by line with our orders; what fits changes their state
//! and makes the result's letter (004 §3, §8.10), what does not fit becomes a break and changes nothing. A file is read
//! twice: what a statement is must be known before its first line is taken. Lines are judged in a thread of their own while
//! what the lines before lead to is stored.

mod ahead;
mod effect;
mod execution;
mod judge;
mod matching;
mod so_far;

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use chrono::Datelike;
use sha2::{Digest, Sha256};

use crate::binds;
use crate::domain::batch::hex;
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::notice::{NoticeKind, templates_digest};
use crate::domain::person::Role;
use crate::format::statement::gather::Statement;
use crate::format::statement::read;
use crate::format::statement::text::TextReader;
use crate::format::table::TableFault;
use crate::store::statement::{self, NewStatement, StoredDifference, StoredStatement};
use crate::store::{StoreError, Writing, restoration};

use super::{Acting, Office, StageError};
use ahead::{Ahead, Found, Task};
use effect::Effect;

/// Lines of a statement that are taken at a time.
const LINES: usize = 1 << 12;
/// So many times as many of a statement that is in no order: each time nearly all its orders are read, so that the fewer
/// times the better.
const OUT_OF_ORDER: usize = 8;
/// In order is what turns back no more often than once in so many rows.
const ROWS_A_TURN: u64 = 16;

/// What became of a statement file.
#[derive(Clone, Debug, Default)]
pub struct StatementReport {
    /// Rows taken in, those among them that are breaks.
    pub accepted: u64,
    /// Rows of statements that were there already.
    pub repeated: u64,
    /// Rows refused.
    pub refused: u64,
    /// Everything that is wrong.
    pub defects: Vec<Defect>,
    /// Rows that answered an order.
    pub matched: u64,
    /// Rows that became a break.
    pub breaks: u64,
}

/// Takes in a statement file; the finance specialist does it.
pub async fn import(
    office: &Office<'_>,
    actor: &Acting,
    path: &Path,
    strict: bool,
) -> Result<StatementReport, StageError> {
    import_by(office, actor, path, strict, LINES).await
}

/// What [`import`] would do, and the breaks that it would find: the same path, after which nothing is kept.
pub async fn preview(
    office: &Office<'_>,
    actor: &Acting,
    path: &Path,
) -> Result<(StatementReport, Vec<StoredDifference>), StageError> {
    let mut found = Vec::new();
    let report = take_in(office, actor, path, (false, LINES), Some(&mut found)).await?;
    Ok((report, found))
}

/// As [`import`], taking this many lines at a time, at least one: what comes of it does not depend on their number.
pub async fn import_by(
    office: &Office<'_>,
    actor: &Acting,
    path: &Path,
    strict: bool,
    lines: usize,
) -> Result<StatementReport, StageError> {
    take_in(office, actor, path, (strict, lines), None).await
}

/// Takes a file in; where somebody only looks, the breaks that it would find go to him and nothing is kept.
async fn take_in(
    office: &Office<'_>,
    actor: &Acting,
    path: &Path,
    (strict, lines): (bool, usize),
    looks: Option<&mut Vec<StoredDifference>>,
) -> Result<StatementReport, StageError> {
    actor.require(&[Role::Finance])?;
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let input = File::open(path).map_err(StageError::io(path))?;
    let templates = templates_digest(office.rules, NoticeKind::Result);
    let ahead = Ahead::begin(office.db, actor.name(), templates).map_err(StoreError::from)?;
    let file = match read(input, &name, office.rules.department.payer_account.as_str()) {
        Ok(file) => file,
        Err(TableFault::Io(e)) => return Err(StageError::io(path)(e)),
        Err(TableFault::Form(defects)) => return Ok(StatementReport { defects, ..Default::default() }),
    };
    let report = StatementReport { refused: file.refused, defects: file.defects, ..Default::default() };
    let mut tx = office.writing(actor).await?;
    let (lines, events) = (lines.max(1), Events::new());
    let mut intake = Intake { office, lines, templates, run: None, ahead, report, events };
    for statement in file.statements {
        intake.take(&mut tx, statement).await?;
    }
    if let Some(form) = &file.execution {
        intake.take_form(&mut tx, form).await?;
    }
    let Intake { mut report, mut events, ahead, .. } = intake;
    // who judged reads no more
    drop(ahead);
    report.defects.sort_by_key(|d| d.line);
    if strict && !report.defects.is_empty() {
        let refused = report.refused + report.accepted + report.repeated;
        return Ok(StatementReport { refused, defects: report.defects, ..Default::default() });
    }
    if let Some(found) = looks {
        let known = statement::differences(&mut office.reading().await?.conn).await?.len();
        *found = statement::differences(&mut tx.conn).await?.split_off(known);
        return Ok(report);
    }
    if file.execution.is_none() {
        // a form 4-20 answers no order
        restoration::reconcile(&mut tx, &mut events).await?;
    }
    tx.commit(&events).await?;
    Ok(report)
}

/// A statement file on its way in.
struct Intake<'a> {
    office: &'a Office<'a>,
    /// Lines that are taken at a time.
    lines: usize,
    /// The digest of the letters' templates, and the key of what the letters have in common, once there is one.
    templates: [u8; 32],
    run: Option<i64>,
    /// Who judges the lines.
    ahead: Ahead,
    report: StatementReport,
    events: Events,
}

/// What a statement is: its key and the rows to be taken.
enum Kind {
    /// Not seen before.
    New(i64),
    /// A file of this number had wrong rows; of each row of this one, whether it is new, and how many answered before.
    Mended(i64, Vec<bool>, i64),
}

impl Intake<'_> {
    /// Takes in one statement: new, a quiet repeat, the mended rest of a file that had wrong rows, or a conflict.
    async fn take(&mut self, tx: &mut Writing, statement: Statement) -> Result<(), StageError> {
        if !statement.defects.is_empty() {
            self.refuse(statement);
            return Ok(());
        }
        let Some(kind) = self.kind(tx, &statement).await? else { return Ok(()) };
        let (number, date, content) = (&statement.number, statement.date, &statement.content);
        let (count, refused) = (statement.rows as i64, statement.refused as i64);
        let (id, fresh, before) = match kind {
            Kind::New(id) => (id, None, None),
            Kind::Mended(id, fresh, before) => (id, Some(fresh), Some(before)),
        };
        let in_order = statement.turns <= statement.rows / ROWS_A_TURN;
        let lines = if in_order { self.lines } else { self.lines.saturating_mul(OUT_OF_ORDER) };
        let (body, places) = (Arc::new(statement.body), statement.lines);
        let task = Task { statement: id, body: Arc::clone(&body), lines: places, fresh, together: lines };
        self.ahead.judge(task).await;
        if before.is_none() {
            // while its first lines are judged
            let new = NewStatement { id, number, date, content, rows: (count, refused), body: &body };
            statement::insert(tx, new).await?;
        }
        let eds = self.office.settings.eds.required;
        let mut effect = Effect::begin((id, number), &mut self.run, &self.templates, eds);
        let mut rows = 0;
        while let Found::Lines(judged) = self.ahead.next().await? {
            rows += judged.rows;
            effect.take(tx, *judged, &mut self.events).await?;
        }
        let told = effect.finish(tx).await?;
        let matched = told.matched as i64;
        match before {
            None => tx.conn.execute("statement_matched", binds![id, matched]).await?,
            Some(before) => {
                let binds = binds![id, content, count, refused, before + matched, body.as_slice()];
                tx.conn.execute("statement_mended", binds).await?
            }
        };
        self.report.accepted += rows;
        self.report.repeated += statement.rows - rows;
        self.report.matched += told.matched;
        self.report.breaks += told.breaks;
        self.events.add(
            "statement-imported",
            &[
                ("statement", number),
                ("date", &date),
                ("rows", &rows),
                ("matched", &told.matched),
                ("sha256", &hex(content)),
            ],
        );
        Ok(())
    }

    /// Of a statement that is wrong as a whole nothing is taken.
    fn refuse(&mut self, statement: Statement) {
        self.report.refused += statement.rows;
        let wrong: BTreeSet<u64> = statement.defects.iter().filter_map(|d| d.line).collect();
        let others = statement.lines.iter().filter(|line| !wrong.contains(line));
        let refused = |line| Defect::new("statement_no", Code::DocumentRefused, &statement.number, "").on(line);
        self.report.defects.extend(others.map(refused));
        self.report.defects.extend(statement.defects);
    }

    /// Tells what a statement is; `None` where nothing of it is to be taken.
    async fn kind(&mut self, tx: &mut Writing, statement: &Statement) -> Result<Option<Kind>, StageError> {
        let (number, date) = (&statement.number, statement.date);
        let Some(stored) = statement::one(&mut tx.conn, number, date.year()).await? else {
            return Ok(Some(Kind::New(tx.conn.number("statement_next", binds![]).await?)));
        };
        if stored.content == statement.content {
            self.report.repeated += statement.rows;
            return Ok(None);
        }
        if let Some(fresh) = mended(tx, &stored, statement).await? {
            return Ok(Some(Kind::Mended(stored.id, fresh, stored.matched)));
        }
        self.report.refused += statement.rows;
        let line = statement.lines.iter().next().unwrap_or(0);
        let before = stored.imported_at.rfc3339(self.office.rules.calendar.zone());
        let defect = Defect::new("statement_no", Code::StatementConflict, format!("{number}, {date}"), before);
        self.report.defects.push(defect.on(line));
        Ok(None)
    }
}

/// Where an earlier file of this number had wrong rows, or its form has no numbers of its own: which rows of the new one were
/// not taken yet. `None` where the new file contradicts what was taken, or where nothing was wrong before.
async fn mended(
    tx: &mut Writing,
    stored: &StoredStatement,
    statement: &Statement,
) -> Result<Option<Vec<bool>>, StoreError> {
    if stored.refused == 0 && !statement.grows() {
        return Ok(None);
    }
    // a row is told by a part of its digest: the rows of two files need not be held beside each other
    let key = |row: &str| Sha256::digest(row.as_bytes()).first_chunk::<16>().copied().unwrap_or_default();
    let mut taken: HashMap<[u8; 16], u32> = HashMap::new();
    let before = statement::body(&mut tx.conn, stored.id).await?;
    TextReader::new(before)?.each(|row| *taken.entry(key(row)).or_default() += 1)?;
    let mut fresh = Vec::new();
    TextReader::new(statement.body.as_slice())?.each(|row| {
        let again = taken.get_mut(&key(row)).filter(|count| **count > 0);
        fresh.push(again.is_none());
        if let Some(count) = again {
            *count -= 1;
        }
    })?;
    Ok(taken.values().all(|count| *count == 0).then_some(fresh))
}
