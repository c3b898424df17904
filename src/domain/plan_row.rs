//! A row of a plan file: one document's monthly sums for one line, and what is wrong with it.

use chrono::NaiveDate;

use super::budget::BudgetLine;
use super::defect::{Code, Defect};
use super::money::{Amount, AmountFault};
use super::plan::{Months, PlanKind};
use super::spreadsheet::Kind;
use super::time::parse_date;

/// The columns of a plan file, in the order of the contract.
pub const COLUMNS: [&str; 21] = [
    "year",
    "administrator",
    "institution",
    "programme",
    "subprogramme",
    "specific",
    "kind",
    "document_no",
    "document_date",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
];
/// What each of them holds.
pub const KINDS: [Kind; 21] = {
    let mut kinds = [Kind::Decimal(2); 21];
    (kinds[0], kinds[1], kinds[2]) = (Kind::Code(4), Kind::Code(3), Kind::Code(7));
    (kinds[3], kinds[4], kinds[5]) = (Kind::Code(3), Kind::Code(3), Kind::Code(3));
    (kinds[6], kinds[7], kinds[8]) = (Kind::Text, Kind::Text, Kind::Day);
    kinds
};
/// Longest number of a document, in characters.
pub const DOCUMENT_LIMIT: usize = 50;

/// A row that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Budget year.
    pub year: i32,
    /// Treasury code of the institution.
    pub institution: String,
    /// Which plan.
    pub kind: PlanKind,
    /// Number of the document.
    pub document_no: String,
    /// Its date.
    pub document_date: NaiveDate,
    /// The line.
    pub line: BudgetLine,
    /// Signed monthly sums.
    pub months: Months,
}

/// The raw texts that name a row's document: rows with the same stand or fall together.
pub fn document_key(fields: &[&str]) -> [String; 4] {
    let field = |i: usize| fields.get(i).copied().unwrap_or("").to_owned();
    [field(0), field(6), field(2), field(7)]
}

/// Judges one row in the order of [`COLUMNS`]; `years` are those of the working calendar, `institution` is ours.
pub fn check(fields: &[&str], institution: &str, years: std::ops::RangeInclusive<i32>) -> Result<PlanRow, Vec<Defect>> {
    let mut defects = Vec::new();
    let mut wrong = |i: usize, code: Code, expected: String| match fields.get(i).copied().unwrap_or("") {
        "" => defects.push(Defect::new(COLUMNS[i], Code::MissingValue, "", "")),
        value => defects.push(Defect::new(COLUMNS[i], code, value, expected)),
    };
    let field = |i: usize| fields.get(i).copied().unwrap_or("");
    let plain_year = field(0).len() == 4 && field(0).bytes().all(|b| b.is_ascii_digit());
    let year = field(0).parse::<i32>().ok().filter(|y| plain_year && years.contains(y));
    if year.is_none() {
        wrong(0, Code::BadYear, format!("{} – {}", years.start(), years.end()));
    }
    if field(2) != institution {
        wrong(2, Code::OtherInstitution, institution.to_owned());
    }
    let codes = [1usize, 3, 4, 5];
    let line = BudgetLine::from_codes(codes.map(field));
    if line.is_err() {
        for i in codes {
            if field(i).len() != 3 || !field(i).bytes().all(|b| b.is_ascii_digit()) {
                wrong(i, Code::BadCode, "3".to_owned());
            }
        }
    }
    let kind = PlanKind::from_word(field(6));
    if kind.is_none() {
        wrong(6, Code::BadKind, PlanKind::ALL.map(PlanKind::word).join(", "));
    }
    if field(7).trim().is_empty() {
        wrong(7, Code::MissingValue, String::new());
    } else if field(7).chars().any(char::is_control) {
        wrong(7, Code::ControlCharacter, String::new());
    } else if field(7).chars().count() > DOCUMENT_LIMIT {
        wrong(7, Code::TooLong, DOCUMENT_LIMIT.to_string());
    }
    let date = parse_date(field(8));
    if date.is_none() {
        wrong(8, Code::BadDate, String::new());
    }
    let mut months = Months::default();
    for (m, place) in months.iter_mut().enumerate() {
        match Amount::parse_signed(field(9 + m)) {
            Ok(amount) => *place = amount,
            Err(AmountFault::TooLarge) => wrong(9 + m, Code::AmountTooLarge, Amount::MAX.to_string()),
            Err(AmountFault::Form) => wrong(9 + m, Code::BadAmount, String::new()),
        }
    }
    match (year, line, kind, date) {
        (Some(year), Ok(line), Some(kind), Some(document_date)) if defects.is_empty() => Ok(PlanRow {
            year,
            institution: field(2).to_owned(),
            kind,
            document_no: field(7).to_owned(),
            document_date,
            line,
            months,
        }),
        _ => Err(defects),
    }
}
