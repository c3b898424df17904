//! What a payment file says when it is read back, whatever its form, before it is held against the manifest.
//! Nothing here knows how the file was written.

use std::io;

use chrono::NaiveDate;

use crate::domain::carried::Unreadable;
use crate::domain::money::Amount;
use crate::domain::order::OrderNumber;
use crate::domain::time::parse_date;

/// What a payment file says once, beside its orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadHeader {
    /// Number of the batch.
    pub batch: i64,
    /// Digest of the manifest that the file names, in lower-case hexadecimal.
    pub manifest_sha256: String,
    /// Value date.
    pub value_date: NaiveDate,
    /// Number of orders as the file states it; where the form has no such field, as counted.
    pub count: u64,
    /// Sum as the file states it; where the form has no such field, as added up.
    pub total: Amount,
    /// What else the header says, by name of field.
    pub also: Vec<(&'static str, String)>,
}

/// One order as read: its texts lie in the reader, which uses their room for the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOrder<'t> {
    /// Official number.
    pub number: OrderNumber,
    /// What is paid.
    pub amount: Amount,
    /// What else the file says of the order, by name of field. Bytes, because what equals a text is one: to make sure of
    /// that beforehand would take as long as the comparison.
    pub fields: Vec<(&'static str, &'t [u8])>,
}

/// Takes the orders of a file, one after the other.
pub type TakeOrder<'f> = dyn FnMut(ReadOrder<'_>) + 'f;

/// Why a file is none that we wrote.
#[derive(Debug, thiserror::Error)]
pub enum ReadFault {
    /// The disk or the pipe.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The facts against which it is held are not what this program keeps.
    #[error("the orders cannot be read: {0}")]
    Orders(#[from] Unreadable),
    /// Not of this form.
    #[error("the file is not of its form at {place}: {reason}")]
    Form {
        /// `byte 120` or `line 3`.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// A field is not there.
    #[error("{}: `{field}` is missing", at(.order))]
    Missing {
        /// Place of the order in the file from 1, or `None` for the header.
        order: Option<usize>,
        /// Name of the field.
        field: &'static str,
    },
    /// A field that cannot be what it must be.
    #[error("{}: `{field}` = `{value}`, expected {expected}", at(.order))]
    Value {
        /// Place of the order in the file from 1, or `None` for the header.
        order: Option<usize>,
        /// Name of the field.
        field: String,
        /// What stands there.
        value: String,
        /// What should.
        expected: String,
    },
}

fn at(order: &Option<usize>) -> String {
    order.map_or_else(|| "the header".to_owned(), |place| format!("order at place {place}"))
}

/// The fields of the header or of one order, by name, each at most once.
pub(super) struct Fields<'t> {
    /// Place of the order in the file from 1, or `None` for the header.
    pub order: Option<usize>,
    /// Names and values.
    pub values: Vec<(&'static str, &'t [u8])>,
}

impl<'t> Fields<'t> {
    /// Takes a field out, as it is.
    pub fn take_bytes(&mut self, field: &'static str) -> Result<&'t [u8], ReadFault> {
        let found = self.values.iter().position(|(name, _)| *name == field);
        found.map(|i| self.values.remove(i).1).ok_or(ReadFault::Missing { order: self.order, field })
    }

    /// Takes a field out.
    pub fn take(&mut self, field: &'static str) -> Result<&'t str, ReadFault> {
        let value = self.take_bytes(field)?;
        std::str::from_utf8(value).map_err(|_| self.fault(field, value, "UTF-8"))
    }

    /// What a value should be.
    pub fn fault(&self, field: &'static str, value: &[u8], expected: &str) -> ReadFault {
        ReadFault::Value {
            order: self.order,
            field: field.to_owned(),
            value: String::from_utf8_lossy(value).into_owned(),
            expected: expected.to_owned(),
        }
    }

    /// Takes a field out and reads it; `expected` says what it should be.
    pub fn read<T>(
        &mut self,
        field: &'static str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ReadFault> {
        let value = self.take(field)?;
        parse(value).ok_or_else(|| self.fault(field, value.as_bytes(), expected))
    }

    /// An amount in its one written form: digits, a dot, two decimals.
    pub fn amount(&mut self, field: &'static str) -> Result<Amount, ReadFault> {
        self.read(field, "an amount with two decimals", |text| {
            let strict = text.len() >= 4 && text.as_bytes()[text.len() - 3] == b'.';
            let padded = text.len() > 4 && text.starts_with('0');
            Amount::parse(text).ok().filter(|_| strict && !padded)
        })
    }

    /// A day.
    pub fn date(&mut self, field: &'static str) -> Result<NaiveDate, ReadFault> {
        self.read(field, "a day as YYYY-MM-DD", parse_date)
    }

    /// A whole number without sign and padding.
    pub fn count<T: std::str::FromStr>(&mut self, field: &'static str) -> Result<T, ReadFault> {
        self.read(field, "a whole number", |text| whole(text)?.parse().ok())
    }

    /// The order that these fields make; what is left of them goes along.
    pub fn into_order(mut self) -> Result<ReadOrder<'t>, ReadFault> {
        Ok(ReadOrder {
            number: self.read("reference", "an order's number as YYYY-N", OrderNumber::parse)?,
            amount: self.amount("amount")?,
            fields: self.values,
        })
    }

    /// What is left, to be kept.
    pub fn into_owned(self) -> Result<Vec<(&'static str, String)>, ReadFault> {
        let text = |(field, value): (&'static str, &[u8])| match std::str::from_utf8(value) {
            Ok(text) => Ok((field, text.to_owned())),
            Err(_) => Err(self.fault(field, value, "UTF-8")),
        };
        self.values.iter().copied().map(text).collect()
    }
}

/// Digits without a leading zero.
pub(super) fn whole(text: &str) -> Option<&str> {
    let form =
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    form.then_some(text)
}
