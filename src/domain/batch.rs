//! The batch: the orders of one service and budget line that go to the head together (004 §5.2–5.3), and its
//! manifest, the canonical text that the head signs and that every exported byte is held against.
//!
//! The manifest is UTF-8, one record a line, fields separated by one tab, each line ended by `\n`:
//!
//! ```text
//! qazyna manifest 1
//! batch <TAB> 12
//! service <TAB> microfinance-subsidy
//! budget-line <TAB> 255/061/015/311
//! date <TAB> 2026-03-19
//! payer <TAB> institution <TAB> BIN <TAB> name <TAB> account <TAB> BIC <TAB> КОд <TAB> funding source
//! orders <TAB> 3
//! total <TAB> 1234567.89
//! order <TAB> SHA-256 of the order <TAB> the order's facts (see `OrderFacts::line`)
//! …
//! ```
//!
//! It is a function of the orders alone: no clock, no chance, no path. Orders stand by their number; a declined
//! order is not among them. Its digest is the SHA-256 of exactly these bytes.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::budget::BudgetLine;
use super::digits::push_hex;
use super::ident::{Bic, Bin, Iban};
use super::money::Amount;
use super::order::{OrderFacts, escape_into, line_digest, unescape};
use super::time::{Moment, parse_date};

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
    /// The seven facts on one line, separated by tabs, escaped as in [`OrderFacts::line`].
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

/// What the head signs. See the module's text for its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Number of the batch.
    pub batch: i64,
    /// Name of the service.
    pub service: String,
    /// Budget line that pays.
    pub line: BudgetLine,
    /// Day of forming, in the department's zone.
    pub date: NaiveDate,
    /// Who pays.
    pub payer: Payer,
    /// The orders, by number.
    pub orders: Vec<OrderFacts>,
}

impl Manifest {
    /// The sum of all orders, or `None` past what fits.
    pub fn total(&self) -> Option<Amount> {
        Amount::sum(self.orders.iter().map(|o| o.amount))
    }

    /// What a payment file needs of it beside the orders.
    pub fn heading(&self) -> Heading {
        let (batch, service, line) = (self.batch, self.service.clone(), self.line);
        Heading { batch, service, line, payer: self.payer.clone(), orders: self.orders.len() }
    }

    /// The canonical bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let payer = self.payer.line();
        let head = ManifestHead {
            batch: self.batch,
            service: &self.service,
            line: self.line,
            date: self.date,
            payer: &payer,
            orders: self.orders.len() as i64,
            total: self.total().unwrap_or(Amount::MAX),
        };
        let mut text = String::with_capacity(512 + self.orders.len() * 320);
        head.write(&mut text);
        for order in &self.orders {
            let line = order.line();
            write_order(&mut text, &line, &line_digest(&line));
        }
        text.into_bytes()
    }

    /// Reads the canonical bytes back. `None` where they are not exactly what [`Manifest::bytes`] would write.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        if lines.next()? != "qazyna manifest 1" {
            return None;
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix('\t').map(str::to_owned);
        let batch = field("batch")?.parse().ok()?;
        let service = field("service")?;
        let line = BudgetLine::parse(&field("budget-line")?)?;
        let date = parse_date(&field("date")?)?;
        let payer = Payer::parse(&field("payer")?)?;
        let (_count, _total) = (field("orders")?, field("total")?);
        let orders = lines.map(parse_order).collect::<Option<Vec<_>>>()?;
        let manifest = Manifest { batch, service, line, date, payer, orders };
        (manifest.bytes() == bytes).then_some(manifest)
    }
}

fn parse_order(line: &str) -> Option<OrderFacts> {
    let (_digest, facts) = line.strip_prefix("order\t")?.split_once('\t')?;
    OrderFacts::parse_line(facts)
}

/// What a payment file needs of the manifest beside the orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Number of the batch.
    pub batch: i64,
    /// Name of the service.
    pub service: String,
    /// Budget line that pays.
    pub line: BudgetLine,
    /// Who pays.
    pub payer: Payer,
    /// How many orders the head signed.
    pub orders: usize,
}

/// What stands before the orders in a manifest.
#[derive(Clone, Copy, Debug)]
pub struct ManifestHead<'a> {
    /// Number of the batch.
    pub batch: i64,
    /// Name of the service.
    pub service: &'a str,
    /// Budget line that pays.
    pub line: BudgetLine,
    /// Day of forming, in the department's zone.
    pub date: NaiveDate,
    /// Who pays: [`Payer::line`].
    pub payer: &'a str,
    /// How many orders.
    pub orders: i64,
    /// Their sum.
    pub total: Amount,
}

impl ManifestHead<'_> {
    /// Appends the lines before the orders.
    pub fn write(&self, out: &mut String) {
        use std::fmt::Write;
        let _ = write!(
            out,
            "qazyna manifest 1\nbatch\t{}\nservice\t{}\nbudget-line\t{}\ndate\t{}\npayer\t{}\norders\t{}\ntotal\t{}\n",
            self.batch, self.service, self.line, self.date, self.payer, self.orders, self.total
        );
    }
}

/// Appends a manifest's record of the order whose canonical line this is, under the line's digest.
pub fn write_order(out: &mut String, line: &str, digest: &[u8; 32]) {
    out.push_str("order\t");
    push_hex(out, digest);
    out.push('\t');
    out.push_str(line);
    out.push('\n');
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
