//! The audit: recomputes the journal's chain, tells the journal again, and holds every table, signature, file and
//! letter against what comes out; the money claimed must be somewhere, to the tiyn. Reads only, one state of the database.

mod access;
mod attachments;
mod chain;
mod electronic;
mod forms;

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::config::{RuleFiles, load_rules};
use crate::domain::audit::{AuditFault, AuditKind, Findings};
use crate::domain::batch::{hex, sha256};
use crate::domain::conservation::Conservation;
use crate::domain::image::Image;
use crate::domain::money::Amount;
use crate::domain::notice::templates_digest;
use crate::domain::replay::Replay;
use crate::domain::rules::Rules;
use crate::domain::time::Moment;
use crate::store::audit::{self, Letters, SeenNotice};
use crate::store::piece::Facts;
use crate::store::{Conn, StoreError, batch, manifest, person, restoration, stop};

use super::{Office, StageError};
use chain::Chain;

/// What the audit says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Links of the journal.
    pub links: i64,
    /// Events in them.
    pub events: i64,
    /// The chain's head, to be noted outside; `None` while the journal is empty.
    pub head: Option<[u8; 32]>,
    /// Everything that is wrong, nothing in a database that nobody touched.
    pub faults: Vec<AuditFault>,
    /// How many more faults there were than are shown.
    pub omitted: u64,
}

/// Audits the whole database. `expect` is a chain head noted earlier: it must still be in the chain.
pub async fn verify(office: &Office<'_>, expect: Option<&str>) -> Result<Verdict, StageError> {
    let mut reading = office.reading().await?;
    let conn = &mut reading.conn;
    let mut findings = Findings::default();
    let rules = rules(conn, &mut findings).await?;
    let mut chain = Chain::begin(expect);
    loop {
        let page = audit::links(conn, chain.after).await?;
        if page.is_empty() {
            break;
        }
        page.into_iter().for_each(|link| chain.take(link, &mut findings));
    }
    if let Some(expect) = expect.filter(|_| !chain.met) {
        let head = chain.head.map_or_else(String::new, |h| hex(&h));
        findings.add(AuditKind::HeadNotFound, "journal", expect, head);
    }
    let Chain { links, events, head, replay, .. } = chain;
    let mut audit = Audit { conn, findings, replay, tables: BTreeMap::new() };
    let told = audit.replay.conservation();
    audit.conserve("journal", &told);
    audit.requests().await?;
    audit.orders().await?;
    let tables = std::mem::take(&mut audit.tables);
    audit.conserve("tables", &tables);
    audit.batches().await?;
    audit.signatures().await?;
    audit.electronic().await?;
    audit.files().await?;
    audit.attachments().await?;
    audit.forms().await?;
    audit.notices(&rules).await?;
    audit.plan().await?;
    audit.safety().await?;
    audit.access().await?;
    let Findings { faults, omitted } = audit.findings;
    Ok(Verdict { links, events, head, faults, omitted })
}

/// The journal's chain alone, in little memory: its links' numbers and hashes. Gives its head and how many links it has,
/// or the place where it is broken.
pub async fn chain(conn: &mut Conn) -> Result<Result<(i64, [u8; 32]), String>, StageError> {
    let (mut links, mut head) = (0, [0; 32]);
    while let Some((seq, link)) = audit::next_link(conn, links).await? {
        let place = format!("journal {seq}");
        let Ok((link, computed)) = link else { return Ok(Err(place)) };
        if seq != links + 1 || link.previous != head || link.hash != computed {
            return Ok(Err(place));
        }
        (links, head) = (seq, link.hash);
    }
    Ok(Ok((links, head)))
}

/// The rules by their key, each held against its fingerprint.
async fn rules(conn: &mut Conn, findings: &mut Findings) -> Result<BTreeMap<i64, Rules>, StageError> {
    let mut all = BTreeMap::new();
    for (id, row) in audit::rules(conn).await? {
        let place = format!("rules {id}");
        let (fingerprint, bundle) = match row {
            Ok(row) => row,
            Err(error) => {
                findings.add(AuditKind::ChainBroken, place, "", unreadable(error)?);
                continue;
            }
        };
        match RuleFiles::unbundle(&bundle).and_then(|files| load_rules(&files)) {
            Ok(rules) if rules.fingerprint == fingerprint => {
                all.insert(id, rules);
            }
            Ok(other) => findings.add(AuditKind::ChainBroken, place, hex(&fingerprint), hex(&other.fingerprint)),
            Err(fault) => findings.add(AuditKind::ChainBroken, place, hex(&fingerprint), fault),
        }
    }
    Ok(all)
}

/// A row that cannot be read is a finding; a connection that broke is not.
fn unreadable(error: StoreError) -> Result<String, StageError> {
    if error.is_of_a_value() { Ok(error.to_string()) } else { Err(error.into()) }
}

/// The tables held against the journal told again. What was found in a table is taken out of the replay; what is left
/// in it at the end is missing in the table.
struct Audit<'a> {
    conn: &'a mut Conn,
    findings: Findings,
    replay: Replay,
    tables: BTreeMap<String, Conservation>,
}

const NOTHING: &str = "-";

impl Audit<'_> {
    fn conserve(&mut self, side: &str, rows: &BTreeMap<String, Conservation>) {
        for (service, row) in rows.iter().filter(|(_, row)| !row.adds_up()) {
            let place = format!("{side} {service}");
            self.findings.add(AuditKind::MoneyNotConserved, place, tenge(row.requested), tenge(row.accounted()));
        }
    }

    fn differ(&mut self, kind: AuditKind, place: impl Display, expected: impl Display, found: impl Display) {
        self.findings.add(kind, place, expected, found);
    }

    /// Compares an image with what the journal says; both named by `place`.
    fn compare<I: Image>(&mut self, kind: AuditKind, place: &str, told: Option<I>, found: &I) {
        match told {
            None => self.differ(kind, place, NOTHING, "a row that the journal does not know"),
            Some(told) => {
                for (word, expected, found) in told.differences(found) {
                    self.differ(kind, format!("{place} {word}"), expected, found);
                }
            }
        }
    }

    /// The row, or nothing and a finding where it cannot be read.
    fn read<T>(&mut self, kind: AuditKind, place: String, row: Result<T, StoreError>) -> Result<Option<T>, StageError> {
        match row {
            Ok(row) => Ok(Some(row)),
            Err(error) => {
                let text = unreadable(error)?;
                self.differ(kind, place, "", text);
                Ok(None)
            }
        }
    }

    fn missing(&mut self, kind: AuditKind, places: impl IntoIterator<Item = String>) {
        places.into_iter().for_each(|place| self.differ(kind, place, "a row", NOTHING));
    }

    async fn requests(&mut self) -> Result<(), StageError> {
        let mut after = i64::MIN;
        loop {
            let page = audit::requests(self.conn, after).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (id, row) in page {
                let Some(((service, number), mut image, file)) =
                    self.read(AuditKind::StateDiffers, format!("request.id {id}"), row)?
                else {
                    continue;
                };
                self.tables.entry(service.clone()).or_default().add_request(&image.standing);
                let told = self.replay.requests.get_mut(&service).and_then(|of_service| of_service.remove(&number));
                // a file of which some rows were wrong may have come twice
                let links = self.replay.intake.get(&file).map_or(&[][..], Vec::as_slice);
                let same = told.as_ref().map(|told| told.taken_in).filter(|link| links.contains(link));
                image.taken_in = same.or(links.first().copied()).unwrap_or(0);
                self.compare(AuditKind::StateDiffers, &format!("request {service}/{number}"), told, &image);
            }
        }
        for id in audit::forgotten(self.conn).await? {
            self.differ(AuditKind::StateDiffers, format!("request.id {id}"), "arrived or unfinished", NOTHING);
        }
        let left = std::mem::take(&mut self.replay.requests);
        for (service, requests) in left {
            self.missing(AuditKind::StateDiffers, requests.keys().map(|n| format!("request {service}/{n}")));
        }
        Ok(())
    }

    async fn orders(&mut self) -> Result<(), StageError> {
        let (mut after, mut facts) = (i64::MIN, Facts::default());
        loop {
            let page = audit::orders(self.conn, &mut facts, after).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (id, row) in page {
                let Some((number, image)) =
                    self.read(AuditKind::StateDiffers, format!("payment_order.id {id}"), row)?
                else {
                    continue;
                };
                self.tables.entry(image.service.clone()).or_default().add_order(image.status, image.amount);
                let told = self.replay.orders.remove(&number);
                self.compare(AuditKind::StateDiffers, &format!("order {number}"), told, &image);
            }
        }
        let left = std::mem::take(&mut self.replay.orders);
        self.missing(AuditKind::StateDiffers, left.keys().map(|n| format!("order {n}")));
        Ok(())
    }

    async fn batches(&mut self) -> Result<(), StageError> {
        // the signatures are held against their batches: these stay in the replay
        let mut left = self.replay.batches.clone();
        let mut after = i64::MIN;
        loop {
            let page = audit::batches(self.conn, after).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (number, row) in page {
                let place = format!("batch {number}");
                let told = left.remove(&number);
                let Some(image) = self.read(AuditKind::StateDiffers, place.clone(), row)? else { continue };
                self.compare(AuditKind::StateDiffers, &place, told, &image);
                let place = format!("{place} orders");
                let made = self.manifest(number, Moment::END).await;
                match self.read(AuditKind::StateDiffers, place.clone(), made)? {
                    Some(Some(made)) if made != image.manifest => {
                        self.differ(AuditKind::StateDiffers, place, hex(&image.manifest), hex(&made));
                    }
                    _ => {}
                }
                let place = format!("batch {number} sheets");
                let agree = self.sheets_agree(number).await;
                if self.read(AuditKind::StateDiffers, place.clone(), agree)? == Some(false) {
                    self.differ(AuditKind::StateDiffers, place, "the sheets of its orders", "others");
                }
            }
        }
        self.missing(AuditKind::StateDiffers, left.keys().map(|n| format!("batch {n}")));
        Ok(())
    }

    /// The digest of the manifest that the orders in the database give: of those that were not declined at `until`.
    async fn manifest(&mut self, number: i64, until: Moment) -> Result<Option<[u8; 32]>, StoreError> {
        let Some(stored) = batch::one(self.conn, number).await? else { return Ok(None) };
        Ok(Some(manifest::digest(self.conn, &stored, until).await?))
    }

    /// Whether the sheets that are kept of a batch are those that its manifest names.
    async fn sheets_agree(&mut self, number: i64) -> Result<bool, StoreError> {
        let Some(stored) = batch::one(self.conn, number).await? else { return Ok(true) };
        manifest::sheets_agree(self.conn, &stored).await
    }

    async fn signatures(&mut self) -> Result<(), StageError> {
        let kind = AuditKind::SignatureDiffers;
        let mut left = std::mem::take(&mut self.replay.signatures);
        let mut after = i64::MIN;
        loop {
            let page = audit::signatures(self.conn, after).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (number, row) in page {
                let place = format!("signature {number}");
                let signed = left.remove(&number);
                let Some(row) = self.read(kind, place.clone(), row)? else { continue };
                let Some(signed) = signed else {
                    self.differ(kind, place, NOTHING, "a signature that the journal does not know");
                    continue;
                };
                let made = self.manifest(number, row.at).await;
                let made = self.read(kind, format!("{place} manifest"), made)?.flatten();
                for (word, found) in [("manifest", made), ("digest", Some(row.digest))] {
                    if let Some(found) = found.filter(|found| *found != signed) {
                        self.differ(kind, format!("{place} {word}"), hex(&signed), hex(&found));
                    }
                }
                let act = self.replay.batches.get(&number).and_then(|b| b.signing.clone());
                let told = act.map_or_else(String::new, |s| format!("{} {}", s.at.rfc3339_utc(), s.by));
                let found = format!("{} {}", row.at.rfc3339_utc(), row.by);
                if told != found {
                    self.differ(kind, format!("{place} act"), told, found);
                }
            }
        }
        self.missing(kind, left.keys().map(|n| format!("signature {n}")));
        Ok(())
    }

    async fn files(&mut self) -> Result<(), StageError> {
        let kind = AuditKind::FileDiffers;
        let mut left = std::mem::take(&mut self.replay.files);
        let mut after = i64::MIN;
        let place = |(batch, format, copy): &(i64, String, i64)| format!("file {batch} {format} {copy}");
        loop {
            let page = audit::files(self.conn, after).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (id, row) in page {
                let Some((key, image, body)) = self.read(kind, format!("export_file.id {id}"), row)? else { continue };
                let place = place(&key);
                let told = left.remove(&key);
                let (wanted, found) = (told.as_ref().map_or(image.sha256, |t| t.sha256), sha256(&body));
                self.compare(kind, &place, told, &image);
                if wanted != found {
                    self.differ(kind, format!("{place} body"), hex(&wanted), hex(&found));
                }
            }
        }
        self.missing(kind, left.keys().map(place));
        Ok(())
    }

    async fn notices(&mut self, rules: &BTreeMap<i64, Rules>) -> Result<(), StageError> {
        let kind = AuditKind::NoticeDiffers;
        let mut templates: BTreeMap<(i64, &str), [u8; 32]> = BTreeMap::new();
        for letters in [Letters::Stored, Letters::OfConfirmations, Letters::OfAnswers] {
            let (mut after, mut facts) = (i64::MIN, Facts::default());
            loop {
                let page = audit::letters(self.conn, &mut facts, letters, after).await?;
                let Some((last, _)) = page.last() else { break };
                after = *last;
                for (id, row) in page {
                    if let Some(notice) = self.read(kind, format!("notice {letters:?} {id}"), row)? {
                        self.notice(&notice, id, rules, &mut templates);
                    }
                }
            }
        }
        let left = std::mem::take(&mut self.replay.notices);
        self.missing(kind, left.iter().map(|(digest, link)| format!("notice {} of journal {link}", hex(digest))));
        Ok(())
    }

    /// One letter: the journal knows it, and its facts and the templates of its day give its digest.
    fn notice(
        &mut self,
        notice: &SeenNotice,
        id: i64,
        rules: &BTreeMap<i64, Rules>,
        templates: &mut BTreeMap<(i64, &'static str), [u8; 32]>,
    ) {
        let kind = AuditKind::NoticeDiffers;
        let place = format!("notice {id} {}/{}", notice.service, notice.number);
        if self.replay.notices.remove(&notice.digest).is_none() {
            self.differ(kind, &place, NOTHING, "a letter that the journal does not know");
        }
        let Some(of_its_day) = rules.get(&notice.rules_id) else {
            return self.differ(kind, &place, format!("rules {}", notice.rules_id), NOTHING);
        };
        let key = (notice.rules_id, notice.kind.word());
        let templates = templates.entry(key).or_insert_with(|| templates_digest(of_its_day, notice.kind));
        let made = notice.made(templates);
        if made != notice.digest {
            self.differ(kind, format!("{place} digest"), hex(&made), hex(&notice.digest));
        }
    }

    async fn plan(&mut self) -> Result<(), StageError> {
        let kind = AuditKind::StateDiffers;
        let mut left = std::mem::take(&mut self.replay.plan);
        for (key, row) in audit::plan(self.conn).await? {
            let place = format!("plan {} {} {} {}", key.0, key.1.word(), key.2, key.3);
            let told = left.remove(&key);
            if let Some(image) = self.read(kind, place.clone(), row)? {
                self.compare(kind, &place, told, &image);
            }
        }
        self.missing(kind, left.keys().map(|(y, k, i, n)| format!("plan {y} {} {i} {n}", k.word())));
        let told = std::mem::take(&mut self.replay.live);
        let found = audit::balances(self.conn).await?;
        for key in told.keys().chain(found.keys().filter(|k| !told.contains_key(k))) {
            let sum = |side: &BTreeMap<_, i64>| side.get(key).copied().unwrap_or_default();
            if sum(&told) != sum(&found) {
                let place = format!("balance {} {}", key.1, key.0);
                self.differ(kind, place, Amount::from_tiyn(sum(&told)), Amount::from_tiyn(sum(&found)));
            }
        }
        Ok(())
    }
}

impl Audit<'_> {
    async fn safety(&mut self) -> Result<(), StageError> {
        let kind = AuditKind::StateDiffers;
        let mut left = std::mem::take(&mut self.replay.stops);
        for (id, image) in stop::images(self.conn).await? {
            let told = left.remove(&id);
            self.compare(kind, &format!("stop {id} {}", image.subject), told, &image);
        }
        self.missing(kind, left.iter().map(|(id, stop)| format!("stop {id} {}", stop.subject)));
        let mut left = std::mem::take(&mut self.replay.restorations);
        for (id, image) in restoration::images(self.conn).await? {
            let told = left.remove(&id);
            self.compare(kind, &format!("restoration {id}"), told, &image);
        }
        self.missing(kind, left.keys().map(|id| format!("restoration {id}")));
        let mut left = std::mem::take(&mut self.replay.people);
        for (name, image) in person::images(self.conn).await? {
            let told = left.remove(&name);
            self.compare(kind, &format!("person {name}"), told, &image);
        }
        self.missing(kind, left.keys().map(|name| format!("person {name}")));
        Ok(())
    }
}

/// Tiyn of any width as tenge.
fn tenge(tiyn: i128) -> String {
    let sign = if tiyn < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", tiyn.unsigned_abs() / 100, tiyn.unsigned_abs() % 100)
}
