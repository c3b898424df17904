//! A request file on its way into the database, a judged piece at a time, in one transaction: repeats and conflicts are
//! told from what is new, and the same claim under another number is put on hold.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono_tz::Tz;

use crate::binds;
use crate::domain::attachment::SUBJECT;
use crate::domain::batch::hex;
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::request::Hold;
use crate::domain::seen::Seen;
use crate::store::attachment::{self, Attached};
use crate::store::installation::Keys;
use crate::store::queue::{self, Span};
use crate::store::request::{self, Claim, Known, NewRequest};
use crate::store::{StoreError, Writing, eds};

use super::super::{Office, StageError, electronic};
use super::attached;
use super::rows::{Good, Judged};
use super::signed::Vouched;
use super::{ImportOptions, ImportReport};

/// Bytes of a row, about, by which the rows of a file are guessed.
const ROW_BYTES: u64 = 200;
/// Stored requests that may be read for each row of a file instead of asking for the row.
const READ_PER_ROW: usize = 4;

/// A file on its way in.
pub(super) struct Work {
    file: i64,
    /// The key of its first request.
    first: i64,
    next: i64,
    sha256: [u8; 32],
    keys: Keys,
    /// What is stored and what came before in the file, where that is not too much to be read for this file.
    seen: Option<Seen>,
    events: Events,
    /// What became of it so far.
    pub report: ImportReport,
    /// How many rows it has.
    pub rows: u64,
    sum: Option<Amount>,
    /// The services that a request was taken in for.
    services: BTreeSet<String>,
    /// Whose signature stands for the file.
    pub vouched: Option<Arc<Vouched>>,
    /// The files that came with it; `None` with a table, of which nobody says anything about files.
    pub files: Option<Vec<Attached>>,
}

impl Work {
    /// Notes the file.
    pub async fn begin(
        tx: &mut Writing,
        office: &Office<'_>,
        name: &str,
        sha256: [u8; 32],
        size: u64,
    ) -> Result<Self, StoreError> {
        let file = tx.conn.number("intake_file_next", binds![]).await?;
        let (moment, actor) = (tx.moment, tx.actor.clone());
        let binds = binds![file, moment, actor, "requests", name, &sha256, 0i64, 0i64];
        tx.conn.execute("intake_file_insert", binds).await?;
        let next = tx.conn.number("request_next", binds![]).await?;
        let mut keys = Keys::load(&mut tx.conn).await?;
        for service in &office.rules.services {
            keys.service_or_new(&mut tx.conn, &service.name).await?;
        }
        let seen = seen_before(tx, &keys, next - 1, size).await?;
        // claims are digests: each falls anywhere in their index
        tx.conn.widen()?;
        let report = ImportReport { name: name.to_owned(), ..Default::default() };
        let (events, sum) = (Events::new(), Some(Amount::ZERO));
        Ok(Work {
            file,
            first: next,
            next,
            sha256,
            keys,
            seen,
            events,
            report,
            rows: 0,
            sum,
            services: BTreeSet::new(),
            vouched: None,
            files: None,
        })
    }

    /// Stores one judged piece of the file.
    pub async fn take(&mut self, tx: &mut Writing, judged: &mut Judged, zone: Tz) -> Result<(), StageError> {
        self.rows += judged.rows() as u64;
        self.sum = self.sum.and_then(|s| judged.sum.and_then(|sum| s.checked_add(sum)));
        self.report.refused += judged.refused;
        self.report.defects.append(&mut judged.defects);
        let fresh = self.tell_repeats(tx, judged, zone).await?;
        let new = self.find_duplicates(tx, judged, &fresh).await?;
        request::insert(tx, &self.keys, self.file, self.next, &new).await?;
        self.next += new.len() as i64;
        self.report.accepted += new.len() as u64;
        for (good, one) in fresh.iter().zip(&new) {
            let service = one.checked.application.service;
            if !self.services.contains(service) {
                self.services.insert(service.to_owned());
            }
            self.events.add_begun(judged.event(good), "holds", one.holds);
        }
        tx.keep(&mut self.events);
        Ok(())
    }

    /// Leaves the rows whose number is new; the same number with the same content is a quiet repeat, with other
    /// content a conflict.
    async fn tell_repeats<'a>(
        &mut self,
        tx: &mut Writing,
        judged: &'a Judged,
        zone: Tz,
    ) -> Result<Vec<&'a Good>, StageError> {
        let mut asked: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for good in &judged.good {
            if self.seen.as_mut().is_none_or(|seen| seen.note(good.number_key)) {
                let a = judged.application(good);
                asked.entry(a.service).or_default().push(a.number);
            }
        }
        if asked.is_empty() {
            return Ok(judged.good.iter().collect());
        }
        let mut known: HashMap<(&str, String), Known> = HashMap::new();
        for (service, numbers) in asked {
            for k in request::known(&mut tx.conn, self.keys.service(service), &numbers).await? {
                known.insert((service, k.number.clone()), k);
            }
        }
        let mut fresh: Vec<&Good> = Vec::with_capacity(judged.good.len());
        let mut places: HashMap<(&str, &str), &Good> = HashMap::with_capacity(judged.good.len());
        for good in &judged.good {
            let a = judged.application(good);
            let stored = if known.is_empty() { None } else { known.get(&(a.service, a.number.to_owned())) };
            let before = match (stored, places.get(&(a.service, a.number))) {
                (Some(k), _) => Some((k.content, k.registered_at, k.bin.as_str(), k.amount)),
                (None, Some(first)) => {
                    let b = &first.checked.application;
                    Some((first.content, b.registered_at, b.bin.as_str(), b.amount))
                }
                (None, None) => None,
            };
            match before {
                Some((same, ..)) if same == good.content => match self.other_files(tx, a.service, a.number).await? {
                    None => self.report.repeated += 1,
                    Some(defect) => {
                        self.report.refused += 1;
                        self.report.defects.push(defect.on(judged.line(good)));
                    }
                },
                Some((_, at, bin, amount)) => {
                    let other = show(a.number, at.rfc3339(zone), bin, amount);
                    let shown = show(a.number, a.registered_at.rfc3339(zone), a.bin.as_str(), a.amount);
                    let defect = Defect::new("number", Code::NumberConflict, shown, other);
                    self.report.refused += 1;
                    self.report.defects.push(defect.on(judged.line(good)));
                }
                None => {
                    places.insert((a.service, a.number), good);
                    fresh.push(good);
                }
            }
        }
        Ok(fresh)
    }

    /// Of an application that came as a document and was there already: whether other files came with it then.
    async fn other_files(&self, tx: &mut Writing, service: &str, number: &str) -> Result<Option<Defect>, StoreError> {
        let Some(files) = &self.files else { return Ok(None) };
        let before = attachment::of_number(&mut tx.conn, self.keys.service(service), number).await?;
        let came: Vec<(&str, &[u8; 32])> = files.iter().map(|file| (file.name.as_str(), &file.sha256)).collect();
        let had: Vec<(&str, &[u8; 32])> = before.iter().map(|file| (file.name.as_str(), &file.sha256)).collect();
        let names = |files: &[(&str, &[u8; 32])]| {
            let one = |(name, sha256): &(&str, &[u8; 32])| format!("{name} ({})", &hex(&sha256[..4]));
            let names: Vec<String> = files.iter().map(one).collect();
            if names.is_empty() { "–".to_owned() } else { names.join(", ") }
        };
        let differ = came != had;
        Ok(differ.then(|| {
            Defect::new(SUBJECT, Code::AttachmentsConflict, format!("{number}: {}", names(&came)), names(&had))
        }))
    }

    /// Puts on hold what claims the same service, BIN and agreement for a period that shares a day with another.
    async fn find_duplicates<'a>(
        &mut self,
        tx: &mut Writing,
        judged: &'a Judged,
        fresh: &[&'a Good],
    ) -> Result<Vec<NewRequest<'a>>, StageError> {
        let mut asked = Vec::new();
        for good in fresh {
            if self.seen.as_mut().is_none_or(|seen| seen.note(claim_key(good.claim))) {
                asked.push(good.claim);
            }
        }
        let mut stored: HashMap<i64, Vec<Claim>> = HashMap::new();
        for claim in if asked.is_empty() { Vec::new() } else { request::claims(&mut tx.conn, &asked).await? } {
            stored.entry(claim.key).or_default().push(claim);
        }
        // of the rows of this piece: the last with each claim, and for each row the one before it
        let mut last: HashMap<i64, usize> = HashMap::new();
        let mut before: Vec<Option<usize>> = Vec::new();
        let mut new: Vec<NewRequest<'a>> = Vec::with_capacity(fresh.len());
        for good in fresh {
            let mut one = judged.request(good);
            let a = &one.checked.application;
            if !asked.is_empty() {
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
                    self.report.held.push(a.number.to_owned());
                    one.holds = Hold::PossibleDuplicate.bit();
                }
            }
            if one.checked.unknown_bank {
                self.report.unknown_banks.push((judged.line(good), one.checked.application.bic.to_string()));
            }
            new.push(one);
        }
        Ok(new)
    }

    /// Why the announced control totals are not those of the file.
    pub fn totals_differ(&self, options: &ImportOptions) -> Option<Defect> {
        let count = options.count.filter(|c| *c != self.rows);
        if let Some(count) = count {
            return Some(Defect::new("count", Code::ControlTotal, self.rows, count));
        }
        let sum = options.sum.filter(|s| self.sum != Some(*s))?;
        let found = self.sum.map_or_else(|| "?".to_owned(), |s| s.to_string());
        Some(Defect::new("sum", Code::ControlTotal, found, sum))
    }

    /// Commits what was taken, with its events.
    pub async fn finish(mut self, mut tx: Writing) -> Result<ImportReport, StageError> {
        // what is as long as the file makes room for the journal's link, which is long, too
        self.seen = None;
        let taken = self.report.accepted + self.report.repeated;
        let binds = binds![self.file, taken as i64, self.report.refused as i64];
        tx.conn.execute("intake_file_done", binds).await?;
        for service in &self.services {
            let service = self.keys.service(service);
            queue::arrive(&mut tx, Span { service, first: self.first, last: self.next - 1 }).await?;
        }
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
            let files = self.files.as_deref().unwrap_or_default();
            attached::keep(&mut tx, self.file, files, &mut self.events).await?;
            if let Some(vouched) = &self.vouched {
                let kept = vouched.stored(&tx, self.file);
                eds::insert(&mut tx, &kept).await?;
                electronic::tell("intake-eds", &[("file", &self.file)], &kept, &mut self.events);
            }
        }
        tx.commit(&self.events).await?;
        self.report.defects.sort_by_key(|d| d.line);
        Ok(self.report)
    }
}

/// What is stored, where there is little of it beside the rows of the file: to ask for each row costs more than to read
/// a few.
async fn seen_before(tx: &mut Writing, keys: &Keys, stored: i64, size: u64) -> Result<Option<Seen>, StoreError> {
    let (rows, stored) = ((size / ROW_BYTES) as usize, stored as usize);
    if stored > rows.saturating_mul(READ_PER_ROW) {
        return Ok(None);
    }
    // a number and a claim each
    let mut seen = Seen::with_room(2 * (rows + stored));
    if stored > 0 {
        request::number_keys(&mut tx.conn, keys, |key| _ = seen.note(key)).await?;
        request::claim_keys(&mut tx.conn, |claim| _ = seen.note(claim_key(claim))).await?;
    }
    Ok(Some(seen))
}

/// A claim's key among those that came before: it is a digest already.
const fn claim_key(claim: i64) -> u64 {
    claim.cast_unsigned()
}

fn show(number: &str, at: String, bin: &str, amount: Amount) -> String {
    format!("{number}, {at}, {bin}, {amount}")
}
