//! The manifest of a batch: the canonical text that the head signs and that every exported byte is held against.
//!
//! It is UTF-8, one record a line, fields separated by one tab, each line ended by `\n`. Of a batch of up to [`SHEET`] orders
//! it holds every order's facts:
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
//! Of a larger one it begins with `qazyna manifest 2` and names sheets instead. A sheet is the facts of up to [`SHEET`] orders,
//! a line each, and its own line binds them:
//!
//! ```text
//! order <TAB> the order's facts
//! …
//! sheet <TAB> 1 <TAB> first order <TAB> last order <TAB> how many <TAB> their sum <TAB> SHA-256 of these lines
//! …
//! ```
//!
//! Either is a function of the orders alone: no clock, no chance, no path. Orders stand by their number; a declined
//! order is not among them. Its digest is the SHA-256 of exactly these bytes.

use std::fmt::Write;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::batch::Payer;
use super::budget::BudgetLine;
use super::digits::push_hex;
use super::money::Amount;
use super::order::{OrderFacts, amount_of_line, line_digest, number_of_line};
use super::time::parse_date;

/// Orders of a sheet, and the most that stand in a manifest by themselves.
pub const SHEET: i64 = 1_000;

/// How a manifest names its orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Each by itself.
    Orders,
    /// By sheets.
    Sheets,
}

impl Form {
    /// Of a manifest of so many orders.
    pub const fn of(orders: i64) -> Self {
        if orders > SHEET { Form::Sheets } else { Form::Orders }
    }

    const fn version(self) -> u8 {
        match self {
            Form::Orders => 1,
            Form::Sheets => 2,
        }
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
        let form = Form::of(head.orders);
        head.write(form, &mut text);
        let mut records = Records::begin(form);
        for order in &self.orders {
            let line = order.line();
            records.order(&line, None);
            text.push_str(&records.take());
        }
        text.push_str(&records.end());
        text.into_bytes()
    }

    /// Reads the canonical bytes back. `None` where they are not exactly what [`Manifest::bytes`] would write, or name sheets.
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
    pub fn write(&self, form: Form, out: &mut String) {
        let _ = write!(
            out,
            "qazyna manifest {}\nbatch\t{}\nservice\t{}\nbudget-line\t{}\ndate\t{}\npayer\t{}\norders\t{}\ntotal\t{}\n",
            form.version(),
            self.batch,
            self.service,
            self.line,
            self.date,
            self.payer,
            self.orders,
            self.total
        );
    }
}

/// What stands behind the head of a manifest, written an order after the other.
#[derive(Debug)]
pub struct Records {
    /// `None`: the lines of sheets by themselves.
    form: Option<Form>,
    /// What was not taken yet.
    text: String,
    /// The sheet that is being filled.
    sheet: Sheet,
}

#[derive(Debug, Default)]
struct Sheet {
    number: i64,
    orders: i64,
    /// Number of its first order.
    first: String,
    /// Number of the last one so far.
    last: String,
    /// `None` past what fits.
    total: Option<Amount>,
    lines: String,
}

impl Records {
    /// Nothing yet.
    pub fn begin(form: Form) -> Self {
        let sheet = Sheet { number: 1, total: Some(Amount::ZERO), ..Sheet::default() };
        Records { form: Some(form), text: String::new(), sheet }
    }

    /// Nothing yet of the lines of sheets, which stand beside a manifest.
    pub fn beside() -> Self {
        Records { form: None, ..Records::begin(Form::Sheets) }
    }

    /// Adds the order whose canonical line this is, with the line's digest where it is known.
    pub fn order(&mut self, line: &str, digest: Option<&[u8; 32]>) {
        match self.form {
            None => write_facts(&mut self.text, line),
            Some(Form::Orders) => {
                let digest = digest.map_or_else(|| line_digest(line), |digest| *digest);
                write_order(&mut self.text, line, &digest);
            }
            Some(Form::Sheets) => {
                self.sheet.add(line);
                if self.sheet.orders == SHEET {
                    self.sheet.close(&mut self.text);
                }
            }
        }
    }

    /// The bytes of the manifest since the last call.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// The bytes since then, to the end.
    pub fn end(mut self) -> String {
        if self.sheet.orders > 0 {
            self.sheet.close(&mut self.text);
        }
        self.text
    }
}

impl Sheet {
    fn add(&mut self, line: &str) {
        let number = number_of_line(line);
        if self.orders == 0 {
            self.first.clear();
            self.first.push_str(number);
        }
        self.last.clear();
        self.last.push_str(number);
        self.orders += 1;
        self.total = self.total.and_then(|sum| sum.checked_add(amount_of_line(line)?));
        write_facts(&mut self.lines, line);
    }

    /// Appends its line; the next sheet begins.
    fn close(&mut self, out: &mut String) {
        let total = self.total.unwrap_or(Amount::MAX);
        let _ = write!(out, "sheet\t{}\t{}\t{}\t{}\t{total}\t", self.number, self.first, self.last, self.orders);
        push_hex(out, &Sha256::digest(self.lines.as_bytes()));
        out.push('\n');
        self.lines.clear();
        self.number += 1;
        (self.orders, self.total) = (0, Some(Amount::ZERO));
    }
}

/// Appends the line of a sheet.
fn write_facts(out: &mut String, line: &str) {
    out.push_str("order\t");
    out.push_str(line);
    out.push('\n');
}

/// Appends the record of the order whose canonical line this is, under the line's digest.
fn write_order(out: &mut String, line: &str, digest: &[u8; 32]) {
    out.push_str("order\t");
    push_hex(out, digest);
    out.push('\t');
    out.push_str(line);
    out.push('\n');
}
