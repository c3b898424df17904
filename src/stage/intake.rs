//! Stage 1, intake: request files (004 §4, §8.5) become registered applications. Every defect of a file is found at
//! once; a file is one transaction; the same claim under another number is taken in on hold.

mod attached;
mod rows;
mod signed;
mod taking;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::binds;
use crate::config::settings::Source;
use crate::domain::defect::Defect;
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::person::Role;
use crate::format::table::TableFault;
use crate::store::{Writing, eds};

use super::{Acting, Office, StageError, electronic};
use rows::{Judge, Judged};
use signed::{Doubt, Opened, Vouched};
use taking::Work;

pub use attached::Sent;
pub use signed::{Look, Means, Submission};

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The file's name.
    pub name: String,
    /// Rows taken in.
    pub accepted: u64,
    /// Rows that were there already with the same content.
    pub repeated: u64,
    /// Rows refused.
    pub refused: u64,
    /// Everything that is wrong, in the order of the file.
    pub defects: Vec<Defect>,
    /// What only warns: line and value of a bank that the reference data do not know.
    pub unknown_banks: Vec<(u64, String)>,
    /// Numbers taken in on hold as possible duplicates.
    pub held: Vec<String>,
    /// Why the recipient's signature cannot be judged now; nothing was taken, and the file is to be tried again.
    pub waits: Vec<Defect>,
    /// Whether the recipient signed it, so that a refusal is a message to him.
    pub signed: bool,
}

impl ImportReport {
    /// A file of which nothing was taken.
    pub fn whole(name: &str, defects: Vec<Defect>) -> Self {
        ImportReport { name: name.to_owned(), defects, ..Default::default() }
    }

    /// Adds another file's result.
    pub fn add(&mut self, other: ImportReport) {
        self.accepted += other.accepted;
        self.repeated += other.repeated;
        self.refused += other.refused;
        self.defects.extend(other.defects);
        self.unknown_banks.extend(other.unknown_banks);
        self.held.extend(other.held);
        self.waits.extend(other.waits);
    }
}

/// How a file is to be taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportOptions {
    /// All or nothing.
    pub strict: bool,
    /// How many rows the sender announced.
    pub count: Option<u64>,
    /// Which sum the sender announced.
    pub sum: Option<Amount>,
}

/// SHA-256 of a file, read in pieces.
pub fn file_digest(path: &Path) -> Result<[u8; 32], StageError> {
    let mut file = File::open(path).map_err(StageError::io(path))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0u8; 1 << 16];
    loop {
        let n = file.read(&mut piece).map_err(StageError::io(path))?;
        if n == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(&piece[..n]);
    }
}

/// Takes in a request file. The specialist does it by hand, the tick from the inbox. Where the recipient signed it, the
/// checks of 004 §8.5–8.7 go before: its form and every field, then the certificate and whose it is.
pub async fn import(
    office: &Office<'_>,
    actor: &Acting,
    submission: Submission<'_>,
    options: ImportOptions,
    means: &Arc<dyn Means>,
) -> Result<ImportReport, StageError> {
    // what a recipient sends in the cabinet is signed, and the signature says whose it is
    let by_itself = matches!(actor, Acting::System | Acting::Recipient { .. });
    if !by_itself {
        actor.require(&[Role::Specialist])?;
    }
    // a clock that runs behind would find certificates that have not begun
    office.db.check_clock(office.clock).await?;
    let source = if by_itself { Source::Inbox } else { Source::Command };
    let path = submission.file;
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let opened = match signed::open(office, submission, source, means).await {
        Ok(opened) => opened,
        Err(StageError::Refused(defects)) => {
            return Ok(ImportReport { refused: 1, signed: true, ..ImportReport::whole(&name, defects) });
        }
        Err(other) => return Err(other),
    };
    let Opened { digesting, size, rows, signature } = opened;
    let files = match &rows {
        Ok(rows @ rows::Rows::One { .. }) => attached::fit(rows.attached(), submission.attached)?.map(Some),
        Ok(_) | Err(_) => Ok(None),
    };
    let signed = signature.is_some();
    let files = match files {
        Ok(files) => files,
        Err(defects) => {
            return Ok(ImportReport { refused: 1, signed, ..ImportReport::whole(&name, defects) });
        }
    };
    let vouched = match signature.transpose() {
        Ok(vouched) => vouched.map(Arc::new),
        Err(doubt) => return unvouched(office, path, &name, rows, doubt).await,
    };
    let mut tx = office.writing(actor).await?;
    let judge = match rows {
        Ok(rows) => Judge::new(rows, vouched.clone(), office.rules.clone(), tx.moment),
        Err(fault) => return form_fault(path, &name, signed, fault),
    };
    // one piece is judged while the piece before is stored, the first while the file's digest is taken
    let mut next = tokio::task::spawn_blocking(|| judge.next(Judged::default()));
    let sha256 = digesting.await.map_err(std::io::Error::other).map_err(StageError::io(path))??;
    if options.count.is_none() && options.sum.is_none() {
        let rows = tx.conn.number("intake_file_whole", binds!["requests", &sha256]).await?;
        if rows > 0 {
            if let Some(vouched) = &vouched {
                keep_late(tx, vouched, &sha256).await?;
            }
            return Ok(ImportReport { name, repeated: rows.unsigned_abs(), ..Default::default() });
        }
    }
    let mut work = Work::begin(&mut tx, office, &name, sha256, size).await?;
    work.report.signed = signed;
    work.vouched = vouched;
    work.files = files;
    let mut spare = Judged::default();
    loop {
        let (judge, judged) = next.await.map_err(std::io::Error::other).map_err(StageError::io(path))?;
        let mut judged = match judged {
            Ok(judged) if judged.rows() == 0 => break,
            Ok(judged) => judged,
            Err(fault) => return form_fault(path, &name, signed, fault),
        };
        next = tokio::task::spawn_blocking(|| judge.next(spare));
        work.take(&mut tx, &mut judged, office.rules.calendar.zone()).await?;
        spare = judged;
    }
    if let Some(defect) = work.totals_differ(&options) {
        return Ok(ImportReport::whole(&name, vec![defect]));
    }
    if options.strict && !work.report.defects.is_empty() {
        let mut report = ImportReport { accepted: 0, repeated: 0, ..work.report };
        report.defects.sort_by_key(|d| d.line);
        report.refused = work.rows;
        return Ok(report);
    }
    work.finish(tx).await
}

/// Keeps the signature over a file that was taken in before without one: it proves the same bytes.
async fn keep_late(mut tx: Writing, vouched: &Vouched, sha256: &[u8; 32]) -> Result<(), StageError> {
    let file = tx.conn.number("intake_file_of", binds!["requests", sha256]).await?;
    if eds::of(&mut tx.conn, &eds::of_intake(file)).await?.is_some() {
        return Ok(());
    }
    let (kept, mut events) = (vouched.stored(&tx, file), Events::new());
    eds::insert(&mut tx, &kept).await?;
    electronic::tell("intake-eds", &[("file", &file)], &kept, &mut events);
    tx.commit(&events).await?;
    Ok(())
}

/// What becomes of a file whose signature does not hold, or cannot be judged now: nothing of it is taken. What is wrong
/// with the fields of an application comes first (004 §8.5), and is told even where the signature has to wait.
async fn unvouched(
    office: &Office<'_>,
    path: &Path,
    name: &str,
    rows: Result<rows::Rows, TableFault>,
    doubt: Doubt,
) -> Result<ImportReport, StageError> {
    let mut report = ImportReport { name: name.to_owned(), signed: true, ..Default::default() };
    match rows {
        Ok(rows @ rows::Rows::One { .. }) => {
            let judge = Judge::new(rows, None, office.rules.clone(), office.reading().await?.moment);
            let (_, judged) = judge.next(Judged::default());
            report.defects = judged.map(|judged| judged.defects).unwrap_or_default();
        }
        Ok(_) => {}
        Err(TableFault::Form(defects)) => report.defects = defects,
        Err(TableFault::Io(e)) => return Err(StageError::io(path)(e)),
    }
    match doubt {
        Doubt::Refused(defects) => report.defects.extend(defects),
        Doubt::Waits(defects) if report.defects.is_empty() => report.waits = defects,
        Doubt::Waits(_) => {}
    }
    report.refused = u64::from(report.waits.is_empty());
    Ok(report)
}

fn form_fault(path: &Path, name: &str, signed: bool, fault: TableFault) -> Result<ImportReport, StageError> {
    match fault {
        TableFault::Io(e) => Err(StageError::io(path)(e)),
        TableFault::Form(defects) => Ok(ImportReport { signed, ..ImportReport::whole(name, defects) }),
    }
}
