//! What the journal describes and the tables hold: one type for both sides, so that an audit compares like with like
//! and names the field that differs.

mod access;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::batch::{BatchStatus, hex};
use super::budget::BudgetLine;
use super::money::Amount;
use super::order::OrderStatus;
use super::plan::{Months, PlanKind};
use super::standing::Standing;
use super::stop::Ended;
use super::time::Moment;

pub use access::{PersonImage, RecipientImage, RoleImage, TokenImage};

/// Something that stands in a table and follows from the journal.
pub trait Image: PartialEq {
    /// Its fields as words and values; equal images have equal parts.
    fn parts(&self) -> Vec<(&'static str, String)>;

    /// The fields in which `found` differs: word, value here, value there.
    fn differences(&self, found: &Self) -> Vec<(&'static str, String, String)> {
        if self == found {
            return Vec::new();
        }
        let pairs = self.parts().into_iter().zip(found.parts());
        pairs.filter(|((_, a), (_, b))| a != b).map(|((word, a), (_, b))| (word, a, b)).collect()
    }
}

fn when(moment: Option<Moment>) -> String {
    moment.map_or_else(String::new, Moment::rfc3339_utc)
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestImage {
    /// When the portal registered it.
    pub registered_at: Moment,
    /// The recipient's BIN.
    pub bin: String,
    /// What binds the facts that never change: see [`received`].
    pub facts: [u8; 32],
    /// The link of the journal with the file that it came in, for which a signature may stand; 0: none.
    pub taken_in: i64,
    /// The account in force.
    pub account: String,
    /// The bank in force.
    pub bic: String,
    /// Its sums and marks.
    pub standing: Standing,
    /// When it was confirmed, by whom.
    pub confirmed: Option<(Moment, String)>,
    /// The ground of its refusal, when it was refused.
    pub refusal: Option<(String, Moment)>,
    /// First forming that found no money for it.
    pub short_at: Option<Moment>,
}

/// The words of the facts that [`received`] binds, in its order.
pub const RECEIVED: [&str; 10] =
    ["bin", "name", "kbe", "base", "rate", "agreement_no", "agreement_date", "period_from", "period_to", "confirm_due"];

/// SHA-256 over what never changes of a request: the values of [`RECEIVED`].
pub fn received(values: [&str; 10]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for value in values {
        hash.update((value.len() as u64).to_le_bytes());
        hash.update(value.as_bytes());
    }
    hash.finalize().into()
}

impl Image for RequestImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        let s = &self.standing;
        let confirmed = self.confirmed.as_ref().map(|(at, by)| format!("{} {by}", at.rfc3339_utc()));
        let refusal = self.refusal.as_ref().map(|(ground, at)| format!("{} {ground}", at.rfc3339_utc()));
        vec![
            ("registered_at", self.registered_at.rfc3339_utc()),
            ("facts", hex(&self.facts)),
            ("taken_in", self.taken_in.to_string()),
            ("account", self.account.clone()),
            ("bic", self.bic.clone()),
            ("amount", s.amount.to_string()),
            ("ordered", s.ordered.to_string()),
            ("paid", s.paid.to_string()),
            ("withdrawn", s.withdrawn.to_string()),
            ("holds", s.holds.to_string()),
            ("confirmed", confirmed.unwrap_or_default()),
            ("refusal", refusal.unwrap_or_default()),
            ("short_at", when(self.short_at)),
        ]
    }
}

/// A payment order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderImage {
    /// Name of the service.
    pub service: String,
    /// Number of its request.
    pub request: String,
    /// Its batch.
    pub batch: i64,
    /// What is paid.
    pub amount: Amount,
    /// Where it stands.
    pub status: OrderStatus,
    /// What binds its facts.
    pub digest: [u8; 32],
    /// When it was sent.
    pub dispatched_at: Option<Moment>,
    /// When we learnt that it was paid.
    pub paid_at: Option<Moment>,
    /// When it was declined, rejected or returned.
    pub ended_at: Option<Moment>,
}

impl Image for OrderImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("request", format!("{}/{}", self.service, self.request)),
            ("batch", self.batch.to_string()),
            ("amount", self.amount.to_string()),
            ("status", self.status.word().to_owned()),
            ("digest", hex(&self.digest)),
            ("dispatched_at", when(self.dispatched_at)),
            ("paid_at", when(self.paid_at)),
            ("ended_at", when(self.ended_at)),
        ]
    }
}

/// The head's act, as the batch notes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signing {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// The value date of every order.
    pub value_date: NaiveDate,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchImage {
    /// Name of the service.
    pub service: String,
    /// Budget line that pays.
    pub line: BudgetLine,
    /// When it was formed.
    pub formed_at: Moment,
    /// How many orders, without the declined ones.
    pub orders: i64,
    /// Their sum.
    pub total: Amount,
    /// SHA-256 of its manifest.
    pub manifest: [u8; 32],
    /// Where it stands.
    pub status: BatchStatus,
    /// The head's act.
    pub signing: Option<Signing>,
    /// When its first file was complete.
    pub exported_at: Option<Moment>,
    /// When it went to the treasury.
    pub dispatched_at: Option<Moment>,
    /// Number of the copy that is, or will be, with the treasury.
    pub copy: i64,
    /// The orders that the copy carries; `None` = all.
    pub copy_orders: Option<String>,
}

impl Image for BatchImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        let signing = self.signing.as_ref().map(|s| format!("{} {} {}", s.at.rfc3339_utc(), s.value_date, s.by));
        vec![
            ("service", self.service.clone()),
            ("line", self.line.to_string()),
            ("formed_at", self.formed_at.rfc3339_utc()),
            ("orders", self.orders.to_string()),
            ("total", self.total.to_string()),
            ("manifest", hex(&self.manifest)),
            ("status", self.status.word().to_owned()),
            ("signed", signing.unwrap_or_default()),
            ("exported_at", when(self.exported_at)),
            ("dispatched_at", when(self.dispatched_at)),
            ("copy", self.copy.to_string()),
            ("copy_orders", self.copy_orders.clone().unwrap_or_else(|| "*".to_owned())),
        ]
    }
}

/// An electronic signature over a manifest or a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdsImage {
    /// When it was checked and kept.
    pub at: Moment,
    /// Who acted.
    pub person: String,
    /// Whom the certificate names.
    pub iin: String,
    /// The certificate's serial number, hexadecimal.
    pub serial: String,
    /// SHA-256 of its evidence.
    pub evidence: [u8; 32],
}

impl Image for EdsImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("at", self.at.rfc3339_utc()),
            ("person", self.person.clone()),
            ("iin", self.iin.clone()),
            ("serial", self.serial.clone()),
            ("evidence", hex(&self.evidence)),
        ]
    }
}

/// What names a treasury-client file: its batch, format and copy.
pub type FileKey = (i64, String, i64);

/// A treasury-client file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileImage {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The sum of its orders.
    pub total: Amount,
    /// Whether it stood whole in its folder.
    pub complete: bool,
    /// The files that it is, as the journal tells them; empty where it is one.
    pub parts: String,
}

impl Image for FileImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("sha256", hex(&self.sha256)),
            ("total", self.total.to_string()),
            ("complete", self.complete.to_string()),
            ("parts", self.parts.clone()),
        ]
    }
}

/// What names a document of the plan: year, kind, institution, number.
pub type PlanKey = (i32, PlanKind, String, String);

/// A document of the financing plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanImage {
    /// Its date.
    pub date: NaiveDate,
    /// From when it counts.
    pub in_force: NaiveDate,
    /// Its monthly sums by line.
    pub lines: BTreeMap<BudgetLine, Months>,
}

impl Image for PlanImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        let row =
            |(line, months): (&BudgetLine, &Months)| format!("{line}: {}", months.map(|m| m.to_string()).join(" "));
        let rows: Vec<String> = self.lines.iter().map(row).collect();
        vec![
            ("document_date", self.date.to_string()),
            ("in_force", self.in_force.to_string()),
            ("rows", rows.join("; ")),
        ]
    }
}

/// A stop for a recipient or a budget line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopImage {
    /// The BIN or the line.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// From when.
    pub since: Moment,
    /// Who entered it.
    pub by: String,
    /// Its end.
    pub ended: Option<Ended>,
}

impl Image for StopImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        let ended = self.ended.as_ref().map(|e| format!("{} {} {}", e.at.rfc3339_utc(), e.by, e.reason));
        vec![
            ("subject", self.subject.clone()),
            ("reason", self.reason.clone()),
            ("since", self.since.rfc3339_utc()),
            ("by", self.by.clone()),
            ("ended", ended.unwrap_or_default()),
        ]
    }
}

/// What names an attached file: its intake file, and its place among those of the application.
pub type AttachmentKey = (i64, i64);

/// A file that came with an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentImage {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// How long it is.
    pub bytes: i64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

impl Image for AttachmentImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("media", self.media.clone()),
            ("bytes", self.bytes.to_string()),
            ("sha256", hex(&self.sha256)),
        ]
    }
}

/// A copy of the database brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestorationImage {
    /// When.
    pub at: Moment,
    /// Its day in the department's zone.
    pub day: NaiveDate,
    /// By whom.
    pub by: String,
    /// SHA-256 of the file.
    pub copy: [u8; 32],
    /// The journal's head in it.
    pub copy_head: [u8; 32],
    /// The journal's head in the database before.
    pub replaced_head: Option<Vec<u8>>,
    /// Since when orders may leave again.
    pub ended_at: Option<Moment>,
}

impl Image for RestorationImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("at", self.at.rfc3339_utc()),
            ("day", self.day.to_string()),
            ("by", self.by.clone()),
            ("copy", hex(&self.copy)),
            ("copy_head", hex(&self.copy_head)),
            ("replaced_head", self.replaced_head.as_deref().map_or_else(String::new, hex)),
            ("ended_at", when(self.ended_at)),
        ]
    }
}

/// What names a form 4-20: institution and day.
pub type FormKey = (String, String);

/// A form 4-20 of the treasury.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormImage {
    /// When it came.
    pub at: Moment,
    /// SHA-256 of its rows.
    pub rows: [u8; 32],
}

impl Image for FormImage {
    fn parts(&self) -> Vec<(&'static str, String)> {
        vec![("at", self.at.rfc3339_utc()), ("rows", hex(&self.rows))]
    }
}
