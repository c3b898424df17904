//! An application for a subsidy (004 §4): its row as the portal gives it, and what is wrong with it.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::deadline::{Deadlines, Limit};
use super::defect::{Code, Defect};
use super::ident::{Bic, Bin, Iban, IdentFault, is_kbe};
use super::money::{Amount, AmountFault, Rate};
use super::rules::{BankCheck, Rules};
use super::spreadsheet::Kind;
pub use super::standing::{Hold, RequestStatus, Standing};
use super::time::{Moment, parse_date};

/// The columns of a request file, in the order of the contract.
pub const COLUMNS: [&str; 15] = [
    "service",
    "number",
    "registered_at",
    "recipient_bin",
    "recipient_name",
    "account",
    "bank_bic",
    "kbe",
    "base_amount",
    "rate",
    "amount",
    "agreement_no",
    "agreement_date",
    "period_from",
    "period_to",
];
/// What each of them holds.
pub const KINDS: [Kind; 15] = [
    Kind::Text,
    Kind::Text,
    Kind::Instant,
    Kind::Code(12),
    Kind::Text,
    Kind::Code(20),
    Kind::Text,
    Kind::Code(2),
    Kind::Decimal(2),
    Kind::Decimal(4),
    Kind::Decimal(2),
    Kind::Text,
    Kind::Day,
    Kind::Day,
    Kind::Day,
];
/// Longest application number, in characters.
pub const NUMBER_LIMIT: usize = 35;
/// Longest name of a recipient, in characters: what a payment message can carry.
pub const NAME_LIMIT: usize = 140;
/// Longest number of an agreement, in characters.
pub const AGREEMENT_LIMIT: usize = 100;

/// An application as it was registered; its texts are `T`, so that they need not be copied out of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application<T = String> {
    /// Name of the service.
    pub service: T,
    /// Number given by the portal, unique for the service.
    pub number: T,
    /// When the portal registered it.
    pub registered_at: Moment,
    /// The recipient's BIN.
    pub bin: Bin,
    /// The recipient's name.
    pub name: T,
    /// Where the money is to go.
    pub account: Iban,
    /// The recipient's bank.
    pub bic: Bic,
    /// КБе.
    pub kbe: T,
    /// What the sum is computed from.
    pub base: Amount,
    /// Rate of the subsidy.
    pub rate: Rate,
    /// The sum claimed: base × rate, rounded half up.
    pub amount: Amount,
    /// Number of the agreement.
    pub agreement_no: T,
    /// Date of the agreement.
    pub agreement_date: NaiveDate,
    /// First day of the period.
    pub period_from: NaiveDate,
    /// Last day of the period.
    pub period_to: NaiveDate,
}

impl<T> Application<T> {
    /// The same with other texts, each asked for by the place of its column in [`COLUMNS`].
    pub fn with<U>(&self, text: impl Fn(usize) -> U) -> Application<U> {
        Application {
            service: text(0),
            number: text(1),
            registered_at: self.registered_at,
            bin: self.bin.clone(),
            name: text(4),
            account: self.account.clone(),
            bic: self.bic.clone(),
            kbe: text(7),
            base: self.base,
            rate: self.rate,
            amount: self.amount,
            agreement_no: text(11),
            agreement_date: self.agreement_date,
            period_from: self.period_from,
            period_to: self.period_to,
        }
    }

    /// Whether the periods of two claims share a day; both ends belong to a period.
    pub fn overlaps(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.period_from <= to && from <= self.period_to
    }
}

impl<T: AsRef<str>> Application<T> {
    /// SHA-256 over the row's values: the same number with another digest is a conflict.
    pub fn content(&self) -> [u8; 32] {
        // hashed at once: the digest of many small parts takes twice the time
        let mut bytes = Vec::with_capacity(512);
        bytes.extend_from_slice(b"qazyna application 1\n");
        for text in [&self.service, &self.number, &self.name, &self.kbe, &self.agreement_no] {
            put(&mut bytes, text.as_ref());
        }
        for text in [self.bin.as_str(), self.account.as_str(), self.bic.as_str()] {
            put(&mut bytes, text);
        }
        for number in [self.registered_at.micros(), self.base.tiyn(), self.rate.parts(), self.amount.tiyn()] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for date in [self.agreement_date, self.period_from, self.period_to] {
            bytes.extend_from_slice(&chrono::Datelike::num_days_from_ce(&date).to_le_bytes());
        }
        Sha256::digest(&bytes).into()
    }

    /// A key of service, BIN and agreement, by which possible duplicates are found; not proof, only a finder.
    pub fn claim(&self) -> i64 {
        let mut bytes = Vec::with_capacity(256);
        for text in [self.service.as_ref(), self.bin.as_str(), self.agreement_no.as_ref()] {
            put(&mut bytes, text);
        }
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        let mut first = [0u8; 8];
        first.copy_from_slice(&digest[..8]);
        i64::from_le_bytes(first)
    }

    /// Whether both claim under the same service, BIN and agreement.
    pub fn claims_as(&self, other: &Self) -> bool {
        self.service.as_ref() == other.service.as_ref()
            && self.bin == other.bin
            && self.agreement_no.as_ref() == other.agreement_no.as_ref()
    }
}

/// A text with its length before it.
fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// A row that was read: the application, its deadline's moments, and what only warns.
#[derive(Clone, Debug)]
pub struct Checked<T = String> {
    /// The application.
    pub application: Application<T>,
    /// As the deadlines count the registration.
    pub effective_at: Moment,
    /// Closing of the last day for the confirmation (004 §5.1).
    pub confirm_due: Moment,
    /// Whether the reference data do not know the bank.
    pub unknown_bank: bool,
}

impl<T> Checked<T> {
    /// The same with other texts, as [`Application::with`].
    pub fn with<U>(&self, text: impl Fn(usize) -> U) -> Checked<U> {
        Checked {
            application: self.application.with(text),
            effective_at: self.effective_at,
            confirm_due: self.confirm_due,
            unknown_bank: self.unknown_bank,
        }
    }
}

/// Collects the defects of one row.
struct Row<'a, 'f> {
    fields: &'f [&'a str],
    defects: Vec<Defect>,
}

impl<'a> Row<'a, '_> {
    fn field(&self, i: usize) -> &'a str {
        self.fields.get(i).copied().unwrap_or("")
    }

    /// Notes a defect; of an empty field only that it is empty.
    fn wrong<T>(&mut self, i: usize, code: Code, expected: impl std::fmt::Display) -> Option<T> {
        if self.field(i).is_empty() {
            self.defects.push(Defect::new(COLUMNS[i], Code::MissingValue, "", ""));
            return None;
        }
        self.defects.push(Defect::new(COLUMNS[i], code, self.field(i), expected));
        None
    }

    /// A text of 1 to `limit` characters without control characters and without blanks at its ends.
    fn text(&mut self, i: usize, limit: usize) -> Option<&'a str> {
        let text = self.field(i);
        if text.trim().is_empty() {
            return self.wrong(i, Code::MissingValue, "");
        }
        if text.chars().any(char::is_control) {
            return self.wrong(i, Code::ControlCharacter, "");
        }
        if text.len() > limit && text.chars().count() > limit {
            return self.wrong(i, Code::TooLong, limit);
        }
        Some(text)
    }

    fn date(&mut self, i: usize) -> Option<NaiveDate> {
        match parse_date(self.field(i)) {
            Some(date) => Some(date),
            None => self.wrong(i, Code::BadDate, ""),
        }
    }

    fn amount(&mut self, i: usize) -> Option<Amount> {
        match amount_of(self.field(i)) {
            Ok(amount) => Some(amount),
            Err(Code::AmountTooLarge) => self.wrong(i, Code::AmountTooLarge, Amount::MAX),
            Err(code) => self.wrong(i, code, ""),
        }
    }
}

/// A sum above zero, or what is wrong with it.
pub fn amount_of(text: &str) -> Result<Amount, Code> {
    match Amount::parse(text) {
        Ok(Amount::ZERO) => Err(Code::AmountZero),
        Ok(amount) => Ok(amount),
        Err(AmountFault::TooLarge) => Err(Code::AmountTooLarge),
        Err(AmountFault::Form) => match text.strip_prefix('-').map(Amount::parse) {
            Some(Ok(_) | Err(AmountFault::TooLarge)) => Err(Code::AmountNegative),
            _ => Err(Code::BadAmount),
        },
    }
}

/// The code of what is wrong with a BIN.
pub const fn bin_code(fault: IdentFault) -> Code {
    match fault {
        IdentFault::IsIin => Code::IinNotBin,
        _ => Code::BadBin,
    }
}

/// Judges one row of a request file, in the order of [`COLUMNS`], at the moment `now`. All defects at once.
pub fn check(fields: &[&str], rules: &Rules, now: Moment) -> Result<Checked, Vec<Defect>> {
    let checked = check_next(fields, rules, now, &mut Deadlines::default())?;
    Ok(checked.with(|column| fields.get(column).map_or_else(String::new, |text| (*text).to_owned())))
}

/// As [`check`], for one row of many: its texts stay where they lie.
pub fn check_next<'a>(
    fields: &[&'a str],
    rules: &Rules,
    now: Moment,
    deadlines: &mut Deadlines,
) -> Result<Checked<&'a str>, Vec<Defect>> {
    let mut row = Row { fields, defects: Vec::new() };
    let (registered, effective_at, confirm_due) = match moments(&mut row, rules, now, deadlines) {
        Some((r, e, c)) => (Some(r), Some(e), Some(c)),
        None => (None, None, None),
    };
    let day = registered.map(|m| m.date(rules.calendar.zone()));
    let service = check_service(&mut row, rules, day).map(|_| row.field(0));
    let number = match row.field(1) {
        text if !text.trim().is_empty() && text != text.trim() => row.wrong(1, Code::BadNumber, ""),
        _ => row.text(1, NUMBER_LIMIT),
    };
    let bin = match Bin::parse(row.field(3)) {
        Ok(bin) => Some(bin),
        Err(fault) => row.wrong(3, bin_code(fault), ""),
    };
    let name = row.text(4, NAME_LIMIT);
    let (account, bic, unknown_bank) = check_account(&mut row, rules, day);
    let kbe = if is_kbe(row.field(7)) { Some(row.field(7)) } else { row.wrong(7, Code::BadKbe, "") };
    let (base, rate, amount) = check_sum(&mut row, rules, service, day);
    let agreement_no = row.text(11, AGREEMENT_LIMIT);
    let dates = check_dates(&mut row, day);
    row.defects.sort_by_key(|d| COLUMNS.iter().position(|c| *c == d.column));
    let whole = || {
        let (agreement_date, period_from, period_to) = dates?;
        Some(Checked {
            application: Application {
                service: service?,
                number: number?,
                registered_at: registered?,
                bin: bin?,
                name: name?,
                account: account?,
                bic: bic?,
                kbe: kbe?,
                base: base?,
                rate: rate?,
                amount: amount?,
                agreement_no: agreement_no?,
                agreement_date,
                period_from,
                period_to,
            },
            effective_at: effective_at?,
            confirm_due: confirm_due?,
            unknown_bank,
        })
    };
    match whole() {
        Some(checked) if row.defects.is_empty() => Ok(checked),
        _ => Err(row.defects),
    }
}

fn moments(
    row: &mut Row<'_, '_>,
    rules: &Rules,
    now: Moment,
    deadlines: &mut Deadlines,
) -> Option<(Moment, Moment, Moment)> {
    let Some(registered) = Moment::parse(row.field(2)) else {
        return row.wrong(2, Code::BadInstant, "");
    };
    if registered > now {
        return row.wrong(2, Code::InstantInFuture, now.rfc3339(rules.calendar.zone()));
    }
    let limit = rules.service(row.field(0)).map_or(Limit::WorkingDays(1), |s| s.confirm_limit);
    match deadlines.due(&rules.calendar, registered, limit) {
        Ok((effective, due)) => Some((registered, effective, due)),
        Err(_) => row.wrong(2, Code::OutsideCalendar, rules.calendar.reach()),
    }
}

fn check_service(row: &mut Row<'_, '_>, rules: &Rules, day: Option<NaiveDate>) -> Option<()> {
    let found = rules.service(row.field(0)).filter(|s| day.is_none_or(|d| s.in_force(d)));
    match found {
        Some(_) => Some(()),
        None => row.wrong(0, Code::BadService, rules.service_names().join(", ")),
    }
}

fn check_account(row: &mut Row<'_, '_>, rules: &Rules, day: Option<NaiveDate>) -> (Option<Iban>, Option<Bic>, bool) {
    let account = match Iban::parse(row.field(5)) {
        Ok(iban) => Some(iban),
        Err(_) => row.wrong(5, Code::BadIban, ""),
    };
    let bic = match Bic::parse(row.field(6)) {
        Ok(bic) => Some(bic),
        Err(_) => row.wrong(6, Code::BadBic, ""),
    };
    let mut unknown = false;
    if let (Some(iban), Some(code), Some(day)) = (&account, &bic, day) {
        match rules.check_bank(iban, code, day) {
            BankCheck::Fits => {}
            BankCheck::UnknownBic => unknown = true,
            BankCheck::Contradiction { expected } => {
                row.wrong::<()>(6, Code::BankContradiction, expected);
            }
        }
    }
    (account, bic, unknown)
}

fn check_sum(
    row: &mut Row<'_, '_>,
    rules: &Rules,
    service: Option<&str>,
    day: Option<NaiveDate>,
) -> (Option<Amount>, Option<Rate>, Option<Amount>) {
    let base = row.amount(8);
    let rate = match Rate::parse(row.field(9)) {
        Some(rate) if rate.parts() > 0 => Some(rate),
        _ => row.wrong(9, Code::BadRate, ""),
    };
    if let (Some(rate), Some(service), Some(day)) = (rate, service.and_then(|s| rules.service(s)), day) {
        match service.rate_ceiling_on(day) {
            Some(ceiling) if rate <= ceiling => {}
            Some(ceiling) => {
                row.wrong::<()>(9, Code::RateAboveCeiling, ceiling);
            }
            None => {
                row.wrong::<()>(9, Code::RateAboveCeiling, "0");
            }
        }
    }
    let amount = row.amount(10);
    if let (Some(base), Some(rate), Some(stated)) = (base, rate, amount) {
        match rate.share_of(base) {
            Some(computed) if computed == stated => {}
            Some(computed) => {
                row.wrong::<()>(10, Code::AmountMismatch, computed);
            }
            None => {
                row.wrong::<()>(10, Code::AmountTooLarge, Amount::MAX);
            }
        }
    }
    (base, rate, amount)
}

fn check_dates(row: &mut Row<'_, '_>, day: Option<NaiveDate>) -> Option<(NaiveDate, NaiveDate, NaiveDate)> {
    let (agreement, from, to) = (row.date(12), row.date(13), row.date(14));
    if let (Some(agreement), Some(day)) = (agreement, day)
        && agreement > day
    {
        row.wrong::<()>(12, Code::DatesOutOfOrder, day);
    }
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        row.wrong::<()>(14, Code::DatesOutOfOrder, from);
    }
    Some((agreement?, from?, to?))
}
