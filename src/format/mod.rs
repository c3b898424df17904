//! Files for the treasury and the bank (004 §5.4): a signed batch leaves as one of these documented open formats, and
//! each file is read back and held against the manifest that the head signed before it is handed over.
//! Every byte is a function of [`Signed`]: the same batch gives the same file, whenever it is written.

pub mod application_xml;
pub mod book;
pub mod copy_file;
mod difference;
#[cfg(test)]
mod layout_tests;
pub mod letters;
pub mod mt102;
mod mt102_read;
#[cfg(test)]
mod mt102_tests;
pub mod one_c;
pub mod order_csv;
pub mod pain001;
#[cfg(test)]
mod parts_tests;
pub mod plan_file;
mod reading;
pub mod report;
pub mod sample;
pub mod sheet_table;
mod spelling;
pub mod statement;
pub mod table;
#[cfg(test)]
mod tests;
pub mod treasury_xml;
mod xml_form;
mod xml_read;
#[cfg(test)]
mod xml_tests;
mod xml_write;

use std::fmt::{self, Write as _};
use std::io::{self, Read, Write};

use chrono_tz::Tz;

use crate::domain::batch::SignatureRecord;
use crate::domain::carried::{Orders, Unreadable};
use crate::domain::ident::is_kbe;
use crate::domain::layout::{Layout, PartOf};
use crate::domain::manifest::Heading;
use crate::domain::money::Amount;
use crate::domain::order::{OrderFacts, OrderNumber};

use spelling::{Decoder, Encoder};

pub use difference::{Difference, differences};
pub use reading::{ReadFault, ReadHeader, ReadOrder, TakeOrder};

/// What a file of the sandbox carries, so that nobody takes it for a payment.
pub const SANDBOX_MARK: &str = "ОБРАЗЕЦ / ҮЛГІ / SANDBOX";

/// A form of file that a batch can leave in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own documented XML, see [`treasury_xml`].
    TreasuryXml,
    /// A table for people and programs, see [`order_csv`].
    Csv,
    /// ISO 20022 pain.001.001.09, see [`pain001`].
    Pain001,
    /// 1CClientBankExchange 2.00, see [`one_c`].
    OneC,
    /// MT102 and MT100, see [`mt102`].
    Mt102,
}

/// Why a word names no format to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatFault {
    /// No such format.
    #[error("no format `{0}`; choose one of treasury-xml, csv, pain001, 1c, mt102")]
    Unknown(String),
}

impl Format {
    /// All that can be written and read.
    pub const ALL: [Format; 5] = [Format::TreasuryXml, Format::Csv, Format::Pain001, Format::OneC, Format::Mt102];

    /// The word of the outer contract.
    pub const fn word(self) -> &'static str {
        match self {
            Format::TreasuryXml => "treasury-xml",
            Format::Csv => "csv",
            Format::Pain001 => "pain001",
            Format::OneC => "1c",
            Format::Mt102 => "mt102",
        }
    }

    /// From the word.
    ///
    /// # Errors
    /// [`FormatFault`]: no such format.
    pub fn from_word(word: &str) -> Result<Self, FormatFault> {
        let found = Self::ALL.into_iter().find(|f| f.word() == word);
        found.ok_or_else(|| FormatFault::Unknown(word.to_owned()))
    }

    /// Whether a file of this format has a place for the manifest's digest.
    const fn names_manifest(self) -> bool {
        !matches!(self, Format::Mt102)
    }
}

/// A signed batch, or a part of it, as one file carries it.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    /// What the head signed, beside the orders.
    pub manifest: &'a Heading,
    /// The head's act: creation time and value date of the file.
    pub signature: &'a SignatureRecord,
    /// The orders in this file, in the manifest's order; normally all of them.
    pub orders: &'a dyn Orders,
    /// 1 = the first file of these orders, 2 and more = a numbered copy.
    pub copy: u32,
    /// Which file it is, where the client takes the batch in several.
    pub part: Option<PartOf>,
    /// Whether the file must say that it is no payment.
    pub sandbox: bool,
    /// The department's time zone.
    pub zone: Tz,
    /// How the file is laid out for the program that loads it.
    pub layout: &'a Layout,
}

impl Signed<'_> {
    /// Whether the file carries the whole batch, or is one of several that do together.
    pub fn is_whole(&self) -> bool {
        self.part.map_or(self.orders.count(), |part| part.orders) == self.manifest.orders
    }

    /// `QZ-<institution>-B<batch>`; a copy of some of its orders adds `-<copy>`, one file out of several `-P<its number>`, so
    /// that no two differing files share their id.
    pub fn message_id(&self) -> String {
        let mut id = format!("QZ-{}-B{}", self.manifest.payer.institution, self.manifest.batch);
        if !self.is_whole() {
            let _ = write!(id, "-{}", self.copy);
        }
        if let Some(part) = self.part {
            let _ = write!(id, "-P{}", part.number);
        }
        id
    }

    /// What says that the file is no payment, as far as its encoding has the letters.
    pub fn mark(&self) -> &'static str {
        match (self.sandbox, spelling::unfit(self.layout, SANDBOX_MARK)) {
            (false, _) => "",
            (true, None) => SANDBOX_MARK,
            (true, Some(_)) => "ОБРАЗЕЦ / SANDBOX",
        }
    }

    /// The sum of the orders in this file, or `None` past what a payment file can carry.
    pub fn total(&self) -> Option<Amount> {
        self.orders.total().filter(|t| *t <= Amount::MAX)
    }
}

/// Why a file cannot be written. What was written until then is no file and is to be thrown away.
#[derive(Debug, thiserror::Error)]
pub enum ExportFault {
    /// The disk or the pipe.
    #[error("the file cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The facts of an order are not what this program keeps.
    #[error("the orders cannot be read: {0}")]
    Orders(#[from] Unreadable),
    /// A file without a payment.
    #[error("batch {batch} has no order to write")]
    NoOrders {
        /// Number of the batch.
        batch: i64,
    },
    /// A value that the format cannot carry; nothing is ever cut silently.
    #[error("{}: `{field}` = `{value}` does not fit: {limit}", place(.order))]
    Field {
        /// The order, or `None` for what stands once in the file.
        order: Option<OrderNumber>,
        /// Name of the field.
        field: &'static str,
        /// Its value.
        value: String,
        /// What the format allows.
        limit: String,
    },
    /// An order that alone is more than the layout lets a file or a message hold.
    #[error("order {order}: {amount} is more than `most-sum` = {most}")]
    TooLarge {
        /// Its number.
        order: OrderNumber,
        /// What it pays.
        amount: Amount,
        /// The most of a file or a message.
        most: Amount,
    },
}

/// `order 2026-17` or `the header`.
fn place(order: &Option<OrderNumber>) -> String {
    order.map_or_else(|| "the header".to_owned(), |number| format!("order {number}"))
}

impl ExportFault {
    fn field(order: Option<OrderNumber>, field: &'static str, value: impl fmt::Display, limit: &str) -> Self {
        ExportFault::Field { order, field, value: value.to_string(), limit: limit.to_owned() }
    }
}

/// Writes the file of `signed`.
///
/// # Errors
/// [`ExportFault`]: the output, or a field that does not fit; then `out` holds a part that must not be used.
pub fn write(format: Format, signed: &Signed, out: &mut dyn Write) -> Result<(), ExportFault> {
    let total = check(signed, format)?;
    let mut encoder = Encoder::new(signed.layout, out);
    match format {
        Format::TreasuryXml => treasury_xml::write(signed, total, out),
        Format::Csv => order_csv::write(signed, &mut encoder),
        Format::Pain001 => pain001::write(signed, total, out),
        Format::OneC => one_c::write(signed, total, &mut encoder),
        Format::Mt102 => mt102::write(signed, out),
    }
}

/// Reads a file back, by code that shares nothing with the writer. `take` gets one order after the other, so that no
/// more of the file than a piece is held; the header, parts of which may stand at the end, comes last. The file is laid out as
/// `layout` says.
///
/// # Errors
/// [`ReadFault`]: anything that our own writer would not have written. What `take` has got by then counts for nothing.
pub fn read(
    format: Format,
    layout: &Layout,
    input: &mut dyn Read,
    take: &mut TakeOrder,
) -> Result<ReadHeader, ReadFault> {
    match format {
        Format::TreasuryXml => treasury_xml::read(input, take),
        Format::Csv => order_csv::read(&mut Decoder::new(layout, input), take),
        Format::Pain001 => pain001::read(input, take),
        Format::OneC => one_c::read(layout, &mut Decoder::new(layout, input), take),
        Format::Mt102 => mt102_read::read(layout, input, take),
    }
}

/// What no format, or no file of this layout, can carry. Returns the total.
fn check(signed: &Signed, format: Format) -> Result<Amount, ExportFault> {
    let payer = &signed.manifest.payer;
    if signed.orders.count() == 0 {
        return Err(ExportFault::NoOrders { batch: signed.manifest.batch });
    }
    if payer.institution.len() != 7 || !digits(&payer.institution) {
        return Err(ExportFault::field(None, "institution", &payer.institution, "7 digits"));
    }
    if !is_kbe(&payer.kod) {
        return Err(ExportFault::field(None, "payer_kod", &payer.kod, "residency 1 or 2 and sector 1 to 9"));
    }
    let many = || ExportFault::field(None, "total", "too large", "at most 922337203685477.58 in one file");
    let total = signed.total().ok_or_else(many)?;
    // where the form is made of messages, these are what is limited
    if format != Format::Mt102 {
        let orders = signed.orders.count() as u64;
        if let Some(most) = signed.layout.most_orders.filter(|most| orders > *most) {
            return Err(ExportFault::field(
                None,
                "orders",
                orders,
                &format!("at most {most} in one file (most-orders)"),
            ));
        }
        if let Some(most) = signed.layout.most_sum.filter(|most| total > *most) {
            return Err(ExportFault::field(None, "total", total, &format!("at most {most} in one file (most-sum)")));
        }
    }
    Ok(total)
}

/// Whether the file's encoding has each letter of a text that stands in it once, or of an order.
fn fits(layout: &Layout, order: Option<OrderNumber>, field: &'static str, value: &str) -> Result<(), ExportFault> {
    let fault = |c| Err(ExportFault::field(order, field, value, &lacks(layout, c)));
    spelling::unfit(layout, value).map_or(Ok(()), fault)
}

/// Says that the encoding has no such character.
fn lacks(layout: &Layout, c: char) -> String {
    format!("no character `{c}` (U+{:04X}) in the encoding {}", u32::from(c), layout.encoding.word())
}

/// What no format can carry of an order; whoever writes asks before each.
fn check_order(order: &OrderFacts) -> Result<(), ExportFault> {
    let fault =
        |field, value: &dyn fmt::Display, limit| Err(ExportFault::field(Some(order.number), field, value, limit));
    if order.amount <= Amount::ZERO || order.amount > Amount::MAX {
        return fault("amount", &order.amount, "more than 0.00, at most 922337203685477.58");
    }
    if !is_kbe(&order.kbe) {
        return fault("kbe", &order.kbe, "residency 1 or 2 and sector 1 to 9");
    }
    if order.knp.len() != 3 || !digits(&order.knp) {
        return fault("knp", &order.knp, "3 digits");
    }
    if order.payee_name.is_empty() {
        return fault("payee_name", &order.payee_name, "at least 1 character");
    }
    Ok(())
}

/// What a file that carries all texts of an order cannot carry of them.
fn check_texts(order: &OrderFacts, layout: &Layout) -> Result<(), ExportFault> {
    let texts = [("payee_name", &order.payee_name), ("purpose", &order.purpose), ("request", &order.request)];
    texts.into_iter().try_for_each(|(field, value)| fits(layout, Some(order.number), field, value))
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}
