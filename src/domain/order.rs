//! The payment order ("счёт к оплате", 004 §5.2–5.4): what is paid to whom, frozen when it is formed.

use std::fmt;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::ident::{Bic, Bin, Iban};
use super::money::Amount;

/// An order's official number: 1, 2, 3 … within a calendar year; written `2026-17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber {
    /// Calendar year of the order's date.
    pub year: i32,
    /// Place within the year, from 1.
    pub number: i64,
}

impl OrderNumber {
    /// Reads `YYYY-N`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once('-')?;
        let plain = |s: &str| !s.is_empty() && !s.starts_with('0') && s.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !plain(year) || !plain(number) {
            return None;
        }
        Some(OrderNumber { year: year.parse().ok()?, number: number.parse().ok()? })
    }

    /// One number for both, in the order of year and number: year × 10 000 000 000 + number. `None` where the number is
    /// greater than a year can have.
    pub fn key(self) -> Option<i64> {
        let fits = (1..A_YEAR).contains(&self.number) && (1..10_000).contains(&self.year);
        fits.then(|| i64::from(self.year) * A_YEAR + self.number)
    }

    /// From [`OrderNumber::key`].
    pub fn of_key(key: i64) -> Option<Self> {
        let number = OrderNumber { year: i32::try_from(key / A_YEAR).ok()?, number: key % A_YEAR };
        (number.key() == Some(key)).then_some(number)
    }
}

/// Keys from one year's first to the next one's.
pub const A_YEAR: i64 = 10_000_000_000;

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.year, self.number)
    }
}

/// Where an order stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderStatus {
    /// With the head, not yet signed.
    AwaitingSignature,
    /// Taken out by the head, or lapsed with its budget year.
    Declined,
    /// Signed, not yet handed to the treasury.
    Signed,
    /// Handed to the treasury, no answer yet.
    Dispatched,
    /// Nobody knows whether the treasury has it; never sent again by itself.
    OutcomeUnknown,
    /// The money went.
    Paid,
    /// The treasury refused it.
    Rejected,
    /// The money went and came back.
    Returned,
}

impl OrderStatus {
    /// All, in the order of their codes in the database.
    pub const ALL: [OrderStatus; 8] = [
        OrderStatus::AwaitingSignature,
        OrderStatus::Declined,
        OrderStatus::Signed,
        OrderStatus::Dispatched,
        OrderStatus::OutcomeUnknown,
        OrderStatus::Paid,
        OrderStatus::Rejected,
        OrderStatus::Returned,
    ];

    /// The status word of the outer contract.
    pub const fn word(self) -> &'static str {
        match self {
            OrderStatus::AwaitingSignature => "awaiting-signature",
            OrderStatus::Declined => "declined",
            OrderStatus::Signed => "signed",
            OrderStatus::Dispatched => "dispatched",
            OrderStatus::OutcomeUnknown => "outcome-unknown",
            OrderStatus::Paid => "paid",
            OrderStatus::Rejected => "rejected",
            OrderStatus::Returned => "returned",
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

    /// From the status word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    /// Whether the order still covers its request: not declined, rejected or returned.
    pub const fn is_live(self) -> bool {
        !matches!(self, OrderStatus::Declined | OrderStatus::Rejected | OrderStatus::Returned)
    }

    /// Whether nothing more is expected of the treasury.
    pub const fn is_settled(self) -> bool {
        !self.is_live() || matches!(self, OrderStatus::Paid)
    }
}

/// One payment as the head signs it and every file carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFacts {
    /// Official number.
    pub number: OrderNumber,
    /// Day of forming, in the department's zone.
    pub date: NaiveDate,
    /// The bare number of the request that it pays.
    pub request: String,
    /// What is paid.
    pub amount: Amount,
    /// Recipient's BIN.
    pub payee_bin: Bin,
    /// Recipient's name as in the request.
    pub payee_name: String,
    /// Recipient's account.
    pub account: Iban,
    /// Recipient's bank.
    pub bank_bic: Bic,
    /// КБе: the payee's residency and sector, two digits.
    pub kbe: String,
    /// КНП: code of the payment's purpose, three digits.
    pub knp: String,
    /// Purpose of the payment, in Russian.
    pub purpose: String,
}

impl OrderFacts {
    /// The digest that binds every fact of this order: SHA-256 over the canonical line of [`OrderFacts::line`].
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"qazyna order 1\n");
        hash.update(self.line().as_bytes());
        hash.finalize().into()
    }

    /// The facts on one line, separated by tabs, in this order: reference, date, request, amount, BIN, account, BIC,
    /// КБе, КНП, name, purpose. Tabs, line ends and backslashes inside a field are written `\t`, `\n`, `\r`, `\\`.
    pub fn line(&self) -> String {
        use fmt::Write;
        let mut line = String::with_capacity(256);
        let _ = write!(line, "{}\t{}\t", self.number, self.date);
        escape_into(&mut line, &self.request);
        let _ = write!(
            line,
            "\t{}\t{}\t{}\t{}\t{}\t{}\t",
            self.amount, self.payee_bin, self.account, self.bank_bic, self.kbe, self.knp
        );
        escape_into(&mut line, &self.payee_name);
        line.push('\t');
        escape_into(&mut line, &self.purpose);
        line
    }
}

/// Writes `text` so that it holds no tab and no line end, and can be read back.
pub fn escape_into(out: &mut String, text: &str) {
    if !text.bytes().any(|b| matches!(b, b'\\' | b'\t' | b'\n' | b'\r')) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            other => out.push(other),
        }
    }
}
