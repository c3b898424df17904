//! Stage 1, intake: request files (004 §4, §8.5) become registered applications. Every defect of a file is found at
//! once; a file is one transaction; the same claim under another number is taken in on hold.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use crate::binds;
use crate::domain::deadline::Deadlines;
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::person::Role;
use crate::domain::request::{COLUMNS, Checked, Hold, check_next};
use crate::format::table::{RawRow, TableFault, TableReader};
use crate::store::installation::Keys;
use crate::store::request::{self, Claim, Known, NewRequest};
use crate::store::{StoreError, Writing, queue};

use super::{Acting, Office, StageError};

/// Rows judged and stored at once.
const PIECE: usize = 4_000;

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

/// Takes in a request file. The specialist does it by hand, the tick from the inbox.
pub async fn import(
    office: &Office<'_>,
    actor: &Acting,
    path: &Path,
    options: ImportOptions,
) -> Result<ImportReport, StageError> {
    if *actor != Acting::System {
        actor.require(&[Role::Specialist])?;
    }
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let sha256 = file_digest(path)?;
    let mut tx = office.writing(actor).await?;
    if options.count.is_none() && options.sum.is_none() {
        let rows = tx.conn.number("intake_file_whole", binds!["requests", &sha256]).await?;
        if rows > 0 {
            return Ok(ImportReport { name, repeated: rows.unsigned_abs(), ..Default::default() });
        }
    }
    let input = BufReader::with_capacity(1 << 16, File::open(path).map_err(StageError::io(path))?);
    let mut table = match TableReader::new(input, &name, &COLUMNS) {
        Ok(table) => table,
        Err(fault) => return form_fault(path, &name, fault),
    };
    let mut work = Work::begin(&mut tx, office, &name, sha256).await?;
    loop {
        let rows = match table.next_rows(PIECE) {
            Ok(rows) if rows.is_empty() => break,
            Ok(rows) => rows,
            Err(fault) => return form_fault(path, &name, fault),
        };
        work.take(&mut tx, office, rows, table.width()).await?;
        // on the embedded database nothing here waits: signals and the watchdog get their turn
        tokio::task::yield_now().await;
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

fn form_fault(path: &Path, name: &str, fault: TableFault) -> Result<ImportReport, StageError> {
    match fault {
        TableFault::Io(e) => Err(StageError::io(path)(e)),
        TableFault::Form(defects) => Ok(ImportReport::whole(name, defects)),
    }
}

/// A file on its way in.
struct Work {
    file: i64,
    /// The key of its first request.
    first: i64,
    next: i64,
    sha256: [u8; 32],
    keys: Keys,
    events: Events,
    report: ImportReport,
    rows: u64,
    sum: Option<Amount>,
    deadlines: Deadlines,
}

impl Work {
    async fn begin(tx: &mut Writing, office: &Office<'_>, name: &str, sha256: [u8; 32]) -> Result<Self, StoreError> {
        let file = tx.conn.number("intake_file_next", binds![]).await?;
        let (moment, actor) = (tx.moment, tx.actor.clone());
        let binds = binds![file, moment, actor, "requests", name, &sha256, 0i64, 0i64];
        tx.conn.execute("intake_file_insert", binds).await?;
        let next = tx.conn.number("request_next", binds![]).await?;
        let mut keys = Keys::load(&mut tx.conn).await?;
        for service in &office.rules.services {
            keys.service_or_new(&mut tx.conn, &service.name).await?;
        }
        let report = ImportReport { name: name.to_owned(), ..Default::default() };
        let (events, sum) = (Events::new(), Some(Amount::ZERO));
        let deadlines = Deadlines::default();
        Ok(Work { file, first: next, next, sha256, keys, events, report, rows: 0, sum, deadlines })
    }

    /// Judges and stores one piece of the file.
    async fn take(
        &mut self,
        tx: &mut Writing,
        office: &Office<'_>,
        rows: Vec<RawRow>,
        width: usize,
    ) -> Result<(), StageError> {
        let mut good: Vec<(u64, Checked)> = Vec::with_capacity(rows.len());
        for row in rows {
            self.rows += 1;
            if let Some(found) = row.odd_count {
                self.sum = None;
                self.refuse(vec![Defect::new("", Code::FieldCount, found, width).on(row.line)]);
                continue;
            }
            let fields: Vec<&str> = row.fields.iter().map(String::as_str).collect();
            let stated = Amount::parse(fields[10]).ok();
            self.sum = self.sum.and_then(|s| stated.and_then(|a| s.checked_add(a)));
            match check_next(&fields, office.rules, tx.moment, &mut self.deadlines) {
                Ok(checked) => good.push((row.line, checked)),
                Err(defects) => self.refuse(defects.into_iter().map(|d| d.on(row.line)).collect()),
            }
        }
        let fresh = self.tell_repeats(tx, good, office.rules.calendar.zone()).await?;
        let new = self.find_duplicates(tx, fresh).await?;
        request::insert(tx, &mut self.keys, self.file, self.next, &new).await?;
        self.next += new.len() as i64;
        self.report.accepted += new.len() as u64;
        for one in &new {
            self.note(one);
        }
        tx.keep(&mut self.events);
        Ok(())
    }

    fn refuse(&mut self, defects: Vec<Defect>) {
        self.report.refused += 1;
        self.report.defects.extend(defects);
    }

    /// Leaves the rows whose number is new; the same number with the same content is a quiet repeat, with other
    /// content a conflict.
    async fn tell_repeats(
        &mut self,
        tx: &mut Writing,
        good: Vec<(u64, Checked)>,
        zone: Tz,
    ) -> Result<Vec<(u64, NewRequest)>, StageError> {
        let mut known: HashMap<(String, String), Known> = HashMap::new();
        for service in good.iter().map(|(_, c)| c.application.service.as_str()).collect::<BTreeSet<_>>() {
            let of_service = good.iter().filter(|(_, c)| c.application.service == service);
            let numbers: Vec<&str> = of_service.map(|(_, c)| c.application.number.as_str()).collect();
            for k in request::known(&mut tx.conn, self.keys.service(service), &numbers).await? {
                known.insert((service.to_owned(), k.number.clone()), k);
            }
        }
        let mut fresh: Vec<(u64, NewRequest)> = Vec::with_capacity(good.len());
        let mut places: HashMap<(i64, String), usize> = HashMap::with_capacity(good.len());
        for (line, checked) in good {
            let a = &checked.application;
            let content = a.content();
            let key = (self.keys.service(&a.service), a.number.clone());
            let stored = if known.is_empty() { None } else { known.get(&(a.service.clone(), a.number.clone())) };
            let before = match (stored, places.get(&key)) {
                (Some(k), _) => Some((k.content, k.registered_at, k.bin.as_str(), k.amount)),
                (None, Some(place)) => {
                    let (_, n) = &fresh[*place];
                    let b = &n.checked.application;
                    Some((n.content, b.registered_at, b.bin.as_str(), b.amount))
                }
                (None, None) => None,
            };
            match before {
                Some((same, ..)) if same == content => self.report.repeated += 1,
                Some((_, at, bin, amount)) => {
                    let other = show(&a.number, at.rfc3339(zone), bin, amount);
                    let shown = show(&a.number, a.registered_at.rfc3339(zone), a.bin.as_str(), a.amount);
                    self.refuse(vec![Defect::new("number", Code::NumberConflict, shown, other).on(line)]);
                }
                None => {
                    places.insert(key, fresh.len());
                    let claim = a.claim();
                    fresh.push((line, NewRequest { checked, content, claim, holds: 0 }));
                }
            }
        }
        Ok(fresh)
    }

    /// Puts on hold what claims the same service, BIN and agreement for a period that shares a day with another.
    async fn find_duplicates(
        &mut self,
        tx: &mut Writing,
        fresh: Vec<(u64, NewRequest)>,
    ) -> Result<Vec<NewRequest>, StageError> {
        let keys: Vec<i64> = fresh.iter().map(|(_, n)| n.claim).collect();
        let mut stored: HashMap<i64, Vec<Claim>> = HashMap::new();
        for claim in request::claims(&mut tx.conn, &keys).await? {
            stored.entry(claim.key).or_default().push(claim);
        }
        // of the rows of this piece: the last with each claim, and for each row the one before it
        let mut last: HashMap<i64, usize> = HashMap::with_capacity(fresh.len());
        let mut before: Vec<Option<usize>> = Vec::with_capacity(fresh.len());
        let mut new: Vec<NewRequest> = Vec::with_capacity(fresh.len());
        for (line, mut one) in fresh {
            let a = &one.checked.application;
            let same = |c: &Claim| {
                c.service == a.service
                    && c.bin == a.bin.as_str()
                    && c.agreement_no == a.agreement_no
                    && a.overlaps(c.from, c.to)
            };
            let mut doubled = stored.get(&one.claim).is_some_and(|claims| claims.iter().any(same));
            let mut place = last.insert(one.claim, new.len());
            before.push(place);
            while let (false, Some(at)) = (doubled, place) {
                let b = &new[at].checked.application;
                doubled = a.claims_as(b) && a.overlaps(b.period_from, b.period_to);
                place = before[at];
            }
            if doubled {
                one.holds = Hold::PossibleDuplicate.bit();
                self.report.held.push(a.number.clone());
            }
            if one.checked.unknown_bank {
                self.report.unknown_banks.push((line, a.bic.to_string()));
            }
            new.push(one);
        }
        Ok(new)
    }

    fn note(&mut self, new: &NewRequest) {
        let a = &new.checked.application;
        self.events.add(
            "request-received",
            &[
                ("service", &a.service),
                ("number", &a.number),
                ("registered_at", &a.registered_at.rfc3339_utc()),
                ("bin", &a.bin),
                ("name", &a.name),
                ("account", &a.account),
                ("bic", &a.bic),
                ("kbe", &a.kbe),
                ("base", &a.base),
                ("rate", &a.rate),
                ("amount", &a.amount),
                ("agreement_no", &a.agreement_no),
                ("agreement_date", &a.agreement_date),
                ("period_from", &a.period_from),
                ("period_to", &a.period_to),
                ("confirm_due", &new.checked.confirm_due.rfc3339_utc()),
                ("holds", &new.holds),
            ],
        );
    }

    fn totals_differ(&self, options: &ImportOptions) -> Option<Defect> {
        let count = options.count.filter(|c| *c != self.rows);
        if let Some(count) = count {
            return Some(Defect::new("count", Code::ControlTotal, self.rows, count));
        }
        let sum = options.sum.filter(|s| self.sum != Some(*s))?;
        let found = self.sum.map_or_else(|| "?".to_owned(), |s| s.to_string());
        Some(Defect::new("sum", Code::ControlTotal, found, sum))
    }

    async fn finish(mut self, mut tx: Writing) -> Result<ImportReport, StageError> {
        let taken = self.report.accepted + self.report.repeated;
        let binds = binds![self.file, taken as i64, self.report.refused as i64];
        tx.conn.execute("intake_file_done", binds).await?;
        queue::arrive(&mut tx, self.first, self.next - 1).await?;
        if self.report.accepted > 0 {
            let sha256 = crate::domain::batch::hex(&self.sha256);
            self.events.add(
                "requests-file",
                &[
                    ("name", &self.report.name),
                    ("sha256", &sha256),
                    ("accepted", &self.report.accepted),
                    ("repeated", &self.report.repeated),
                    ("refused", &self.report.refused),
                ],
            );
        }
        tx.commit(&self.events).await?;
        self.report.defects.sort_by_key(|d| d.line);
        Ok(self.report)
    }
}

fn show(number: &str, at: String, bin: &str, amount: Amount) -> String {
    format!("{number}, {at}, {bin}, {amount}")
}
