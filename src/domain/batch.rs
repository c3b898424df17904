//! The batch: the orders of one service and budget line that go to the head together (004 §5.2–5.3), who pays them, and
//! the head's act. What the head signs is the [`Manifest`](super::manifest::Manifest).

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::digits::push_hex;
use super::ident::{Bic, Bin, Iban};
use super::order::{escape_into, unescape};
use super::time::Moment;

/// Who pays: the department as it stands in every order of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// Treasury code of the institution, 7 digits.
    pub institution: String,
    /// BIN of the institution.
    pub bin: Bin,
    /// Name as the treasury knows it.
    pub name: String,
    /// Account in the treasury.
    pub account: Iban,
    /// BIC of the treasury.
    pub bic: Bic,
    /// КОд: the payer's residency and sector, two digits.
    pub kod: String,
    /// Source of funding, as configured.
    pub funding_source: String,
}

impl Payer {
    /// The seven facts on one line, separated by tabs, escaped as in [`OrderFacts::line`](super::order::OrderFacts::line).
    pub fn line(&self) -> String {
        let fields = [
            self.institution.as_str(),
            self.bin.as_str(),
            &self.name,
            self.account.as_str(),
            self.bic.as_str(),
            &self.kod,
            &self.funding_source,
        ];
        let mut line = String::new();
        for (i, field) in fields.iter().enumerate() {
            if i > 0 {
                line.push('\t');
            }
            escape_into(&mut line, field);
        }
        line
    }

    /// Reads back what [`Payer::line`] wrote.
    pub fn parse(line: &str) -> Option<Self> {
        let f: [String; 7] = line.split('\t').map(unescape).collect::<Option<Vec<_>>>()?.try_into().ok()?;
        let [institution, bin, name, account, bic, kod, funding_source] = f;
        Some(Payer {
            institution,
            bin: Bin::parse(&bin).ok()?,
            name,
            account: Iban::parse(&account).ok()?,
            bic: Bic::parse(&bic).ok()?,
            kod,
            funding_source,
        })
    }
}

/// Where a batch stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BatchStatus {
    /// With the head.
    AwaitingSignature,
    /// Every order declined.
    Declined,
    /// Signed, no file left yet.
    Signed,
    /// At least one file is complete.
    Exported,
    /// The finance specialist handed it to the treasury, with a receipt.
    HandedOver,
    /// Nobody knows whether the treasury has it.
    OutcomeUnknown,
    /// Every order paid, rejected, returned or declined.
    Settled,
}

impl BatchStatus {
    /// All, in the order of their codes in the database.
    pub const ALL: [BatchStatus; 7] = [
        BatchStatus::AwaitingSignature,
        BatchStatus::Declined,
        BatchStatus::Signed,
        BatchStatus::Exported,
        BatchStatus::HandedOver,
        BatchStatus::OutcomeUnknown,
        BatchStatus::Settled,
    ];

    /// The status word of the outer contract.
    pub const fn word(self) -> &'static str {
        match self {
            BatchStatus::AwaitingSignature => "awaiting-signature",
            BatchStatus::Declined => "declined",
            BatchStatus::Signed => "signed",
            BatchStatus::Exported => "exported",
            BatchStatus::HandedOver => "handed-over",
            BatchStatus::OutcomeUnknown => "outcome-unknown",
            BatchStatus::Settled => "settled",
        }
    }

    /// The number that the database keeps.
    pub fn code(self) -> i64 {
        Self::ALL.iter().position(|s| *s == self).map_or(0, |i| i as i64)
    }

    /// From the number that the database keeps.
    pub fn from_code(code: i64) -> Option<Self> {
        usize::try_from(code).ok().and_then(|i| Self::ALL.get(i)).copied()
    }
}

/// The head's act over one manifest (004 §5.3). Exporters take the value date and the creation time from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureRecord {
    /// Who signed.
    pub signed_by: String,
    /// When: the creation time in every file.
    pub signed_at: Moment,
    /// The day of signing in the department's zone: the value date in every file.
    pub value_date: NaiveDate,
    /// SHA-256 of the manifest's bytes that were signed.
    pub manifest_sha256: [u8; 32],
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    push_hex(&mut out, bytes);
    out
}
