//! The payment order ("счёт к оплате", 004 §5.2–5.4): what is paid to whom, frozen when it is formed.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use memchr::{memchr, memchr_iter};
use sha2::{Digest, Sha256};

use super::digits::push_int;
use super::ident::{Bic, Bin, Iban};
use super::money::Amount;
use super::time::parse_date;

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
    /// The digest that binds every fact of this order: [`line_digest`] of [`OrderFacts::line`].
    pub fn digest(&self) -> [u8; 32] {
        line_digest(&self.line())
    }

    /// The facts on one line, separated by tabs, in this order: reference, date, request, amount, BIN, account, BIC,
    /// КБе, КНП, name, purpose. Tabs, line ends and backslashes inside a field are written `\t`, `\n`, `\r`, `\\`.
    pub fn line(&self) -> String {
        let mut line = String::with_capacity(256);
        self.write_line(&mut line);
        line
    }

    /// Appends [`OrderFacts::line`] to `out`.
    pub fn write_line(&self, out: &mut String) {
        use fmt::Write;
        push_int(out, self.number.year.into());
        out.push('-');
        push_int(out, self.number.number);
        let _ = write!(out, "\t{}\t", self.date);
        escape_into(out, &self.request);
        out.push('\t');
        self.amount.push_to(out);
        for field in [self.payee_bin.as_str(), self.account.as_str(), self.bank_bic.as_str(), &self.kbe, &self.knp] {
            out.push('\t');
            out.push_str(field);
        }
        for field in [&self.payee_name, &self.purpose] {
            out.push('\t');
            escape_into(out, field);
        }
    }

    /// Reads back what [`OrderFacts::line`] wrote.
    pub fn parse_line(line: &str) -> Option<Self> {
        let [number, date, request, amount, bin, account, bic, kbe, knp, name, purpose] = fields_of_line(line)?;
        Some(OrderFacts {
            number: OrderNumber::parse(number)?,
            date: parse_date(date)?,
            request: unescape(request)?,
            amount: Amount::parse(amount).ok()?,
            payee_bin: Bin::parse(bin).ok()?,
            account: Iban::parse(account).ok()?,
            bank_bic: Bic::parse(bic).ok()?,
            kbe: unescape(kbe)?,
            knp: unescape(knp)?,
            payee_name: unescape(name)?,
            purpose: unescape(purpose)?,
        })
    }

    /// As [`OrderFacts::parse_line`], in the place and with the room of facts that are no longer needed; `None` leaves
    /// something of both.
    pub fn read_line(&mut self, line: &str) -> Option<()> {
        let [number, date, request, amount, bin, account, bic, kbe, knp, name, purpose] = fields_of_line(line)?;
        self.number = OrderNumber::parse(number)?;
        self.date = parse_date(date)?;
        self.amount = Amount::parse(amount).ok()?;
        self.payee_bin = Bin::parse(bin).ok()?;
        self.account = Iban::parse(account).ok()?;
        self.bank_bic = Bic::parse(bic).ok()?;
        let escaped = memchr(b'\\', line.as_bytes()).is_some();
        let texts = [&mut self.request, &mut self.kbe, &mut self.knp, &mut self.payee_name, &mut self.purpose];
        for (text, field) in texts.into_iter().zip([request, kbe, knp, name, purpose]) {
            text.clear();
            if escaped {
                text.push_str(&unescape(field)?);
            } else {
                text.push_str(field);
            }
        }
        Some(())
    }
}

/// The fields of a line of [`OrderFacts::line`], as they are written there.
fn fields_of_line(line: &str) -> Option<[&str; 11]> {
    let mut fields = [""; 11];
    let (mut from, mut place) = (0, 0);
    for tab in memchr_iter(b'\t', line.as_bytes()) {
        *fields.get_mut(place)? = &line[from..tab];
        (from, place) = (tab + 1, place + 1);
    }
    *fields.get_mut(place)? = &line[from..];
    (place + 1 == fields.len()).then_some(fields)
}

/// The order's number in a line of [`OrderFacts::line`], as it is written there.
pub fn number_of_line(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

/// Who is paid, and for which request, as a line of [`OrderFacts::line`] says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayeeOfLine<'l> {
    /// The bare number of the request.
    pub request: Cow<'l, str>,
    /// The payee's BIN.
    pub bin: &'l str,
    /// The payee's account.
    pub account: &'l str,
    /// The payee's name.
    pub name: Cow<'l, str>,
}

/// Who is paid by the order of a line of [`OrderFacts::line`]; `None` where it is no such line.
pub fn payee_of_line(line: &str) -> Option<PayeeOfLine<'_>> {
    let [_, _, request, _, bin, account, _, _, _, name, _] = fields_of_line(line)?;
    Some(PayeeOfLine { request: unescaped(request)?, bin, account, name: unescaped(name)? })
}

/// The sum in a line of [`OrderFacts::line`].
pub fn amount_of_line(line: &str) -> Option<Amount> {
    let mut tabs = memchr_iter(b'\t', line.as_bytes()).skip(2);
    Amount::parse(&line[tabs.next()? + 1..tabs.next()?]).ok()
}

/// SHA-256 over the canonical line of an order.
pub fn line_digest(line: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"qazyna order 1\n");
    hash.update(line.as_bytes());
    hash.finalize().into()
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

/// As [`unescape`], where the text lies if it holds no escape.
pub fn unescaped(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('\\') { unescape(text).map(Cow::Owned) } else { Some(Cow::Borrowed(text)) }
}

/// Undoes [`escape_into`]; `None` for an escape that it never writes.
pub fn unescape(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return Some(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        out.push(match chars.next()? {
            '\\' => '\\',
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            _ => return None,
        });
    }
    Some(out)
}
