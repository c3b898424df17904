//! An application for a subsidy (004 §4): its row as the portal gives it, and what is wrong with it.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::deadline::{Deadlines, Limit};
use super::defect::{Code, Defect};
use super::ident::{Bic, Bin, Iban, IdentFault, is_kbe};
use super::money::{Amount, AmountFault, Rate};
use super::rules::{BankCheck, Rules};
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
/// Longest application number, in characters.
pub const NUMBER_LIMIT: usize = 35;
/// Longest name of a recipient, in characters: what a payment message can carry.
pub const NAME_LIMIT: usize = 140;
/// Longest number of an agreement, in characters.
pub const AGREEMENT_LIMIT: usize = 100;

/// An application as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Name of the service.
    pub service: String,
    /// Number given by the portal, unique for the service.
    pub number: String,
    /// When the portal registered it.
    pub registered_at: Moment,
    /// The recipient's BIN.
    pub bin: Bin,
    /// The recipient's name.
    pub name: String,
    /// Where the money is to go.
    pub account: Iban,
    /// The recipient's bank.
    pub bic: Bic,
    /// КБе.
    pub kbe: String,
    /// What the sum is computed from.
    pub base: Amount,
    /// Rate of the subsidy.
    pub rate: Rate,
    /// The sum claimed: base × rate, rounded half up.
    pub amount: Amount,
    /// Number of the agreement.
    pub agreement_no: String,
    /// Date of the agreement.
    pub agreement_date: NaiveDate,
    /// First day of the period.
    pub period_from: NaiveDate,
    /// Last day of the period.
    pub period_to: NaiveDate,
}

impl Application {
    /// SHA-256 over the row's values: the same number with another digest is a conflict.
    pub fn content(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"qazyna application 1\n");
        let mut put = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        for text in [&self.service, &self.number, &self.name, &self.kbe, &self.agreement_no] {
            put(text);
        }
        for text in [self.bin.as_str(), self.account.as_str(), self.bic.as_str()] {
            put(text);
        }
        for number in [self.registered_at.micros(), self.base.tiyn(), self.rate.parts(), self.amount.tiyn()] {
            hash.update(number.to_le_bytes());
        }
        for date in [self.agreement_date, self.period_from, self.period_to] {
            hash.update(chrono::Datelike::num_days_from_ce(&date).to_le_bytes());
        }
        hash.finalize().into()
    }

    /// A key of service, BIN and agreement, by which possible duplicates are found; not proof, only a finder.
    pub fn claim(&self) -> i64 {
        let mut hash = Sha256::new();
        for text in [&self.service, self.bin.as_str(), &self.agreement_no] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut first = [0u8; 8];
        first.copy_from_slice(&digest[..8]);
        i64::from_le_bytes(first)
    }

    /// Whether both claim under the same service, BIN and agreement.
    pub fn claims_as(&self, other: &Application) -> bool {
        self.service == other.service && self.bin == other.bin && self.agreement_no == other.agreement_no
    }

    /// Whether the periods of two claims share a day; both ends belong to a period.
    pub fn overlaps(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.period_from <= to && from <= self.period_to
    }
}

/// A row that was read: the application, its deadline's moments, and what only warns.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The application.
    pub application: Application,
    /// As the deadlines count the registration.
    pub effective_at: Moment,
    /// Closing of the last day for the confirmation (004 §5.1).
    pub confirm_due: Moment,
    /// Whether the reference data do not know the bank.
    pub unknown_bank: bool,
}

/// Collects the defects of one row.
struct Row<'a> {
    fields: &'a [&'a str],
    defects: Vec<Defect>,
}

impl<'a> Row<'a> {
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
        if text.chars().count() > limit {
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
    check_next(fields, rules, now, &mut Deadlines::default())
}

/// As [`check`], for one row of many.
pub fn check_next(
    fields: &[&str],
    rules: &Rules,
    now: Moment,
    deadlines: &mut Deadlines,
) -> Result<Checked, Vec<Defect>> {
    let mut row = Row { fields, defects: Vec::new() };
    let (registered, effective_at, confirm_due) = match moments(&mut row, rules, now, deadlines) {
        Some((r, e, c)) => (Some(r), Some(e), Some(c)),
        None => (None, None, None),
    };
    let day = registered.map(|m| m.date(rules.calendar.zone()));
    let service = check_service(&mut row, rules, day);
    let number = match row.field(1) {
        text if !text.trim().is_empty() && text != text.trim() => row.wrong(1, Code::BadNumber, ""),
        _ => row.text(1, NUMBER_LIMIT),
    };
    let bin = match Bin::parse(row.field(3)) {
        Ok(bin) => Some(bin),
        Err(fault) => row.wrong(3, bin_code(fault), ""),
    };
    let name = row.text(4, NAME_LIMIT).map(str::to_owned);
    let (account, bic, unknown_bank) = check_account(&mut row, rules, day);
    let kbe = if is_kbe(row.field(7)) { Some(row.field(7).to_owned()) } else { row.wrong(7, Code::BadKbe, "") };
    let (base, rate, amount) = check_sum(&mut row, rules, service.as_deref(), day);
    let agreement_no = row.text(11, AGREEMENT_LIMIT).map(str::to_owned);
    let dates = check_dates(&mut row, day);
    row.defects.sort_by_key(|d| COLUMNS.iter().position(|c| *c == d.column));
    let whole = || {
        let (agreement_date, period_from, period_to) = dates?;
        Some(Checked {
            application: Application {
                service: service?,
                number: number?.to_owned(),
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
    row: &mut Row<'_>,
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

fn check_service(row: &mut Row<'_>, rules: &Rules, day: Option<NaiveDate>) -> Option<String> {
    let found = rules.service(row.field(0)).filter(|s| day.is_none_or(|d| s.in_force(d)));
    match found {
        Some(service) => Some(service.name.clone()),
        None => row.wrong(0, Code::BadService, rules.service_names().join(", ")),
    }
}

fn check_account(row: &mut Row<'_>, rules: &Rules, day: Option<NaiveDate>) -> (Option<Iban>, Option<Bic>, bool) {
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
    row: &mut Row<'_>,
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

fn check_dates(row: &mut Row<'_>, day: Option<NaiveDate>) -> Option<(NaiveDate, NaiveDate, NaiveDate)> {
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
