//! A row of a statement file, and what is wrong with it. Who is named as payee is not judged here: a payee that is not
//! ours is a break, not a wrong row.

use chrono::NaiveDate;

use super::defect::{Code, Defect};
use super::money::Amount;
use super::request::amount_of;
use super::statement::{Answered, Outcome, StatementLine};
use super::time::parse_date;

/// The columns of a statement file, in the order of the contract.
pub const COLUMNS: [&str; 10] = [
    "statement_no",
    "statement_date",
    "order_number",
    "amount",
    "payee_bin",
    "payee_account",
    "outcome",
    "reason",
    "treasury_reference",
    "value_date",
];

/// A row that was read: its statement and its line.
#[derive(Clone, Debug)]
pub struct StatementRow<'a> {
    /// Number of the statement.
    pub statement_no: &'a str,
    /// Date of the statement.
    pub statement_date: NaiveDate,
    /// The line.
    pub line: StatementLine<'a>,
}

/// Longest number of a statement, in characters.
const NUMBER_LIMIT: usize = 50;
/// Longest free text, in characters.
const TEXT_LIMIT: usize = 500;

/// Judges one row in the order of [`COLUMNS`]; `line` is its place in the file.
pub fn check<'a>(fields: &[&'a str], line: u64) -> Result<StatementRow<'a>, Vec<Defect>> {
    let mut defects = Vec::new();
    let field = |i: usize| -> &'a str { fields.get(i).copied().unwrap_or("") };
    let mut wrong = |i: usize, code: Code, expected: String| {
        let defect = match field(i) {
            "" => Defect::new(COLUMNS[i], Code::MissingValue, "", ""),
            value => Defect::new(COLUMNS[i], code, value, expected),
        };
        defects.push(defect.on(line));
    };
    for (i, limit) in [(0, NUMBER_LIMIT), (4, 35), (5, 35), (7, TEXT_LIMIT), (8, TEXT_LIMIT)] {
        let text = field(i);
        if text.trim().is_empty() && i < 7 {
            wrong(i, Code::MissingValue, String::new());
        } else if text.chars().any(char::is_control) {
            wrong(i, Code::ControlCharacter, String::new());
        } else if text.chars().count() > limit {
            wrong(i, Code::TooLong, limit.to_string());
        }
    }
    let date = parse_date(field(1));
    if date.is_none() {
        wrong(1, Code::BadDate, String::new());
    }
    let order = Answered::parse(field(2));
    if order.is_none() {
        wrong(2, Code::BadOrderNumber, String::new());
    }
    let amount = amount_of(field(3));
    if let Err(code) = amount {
        let most = if code == Code::AmountTooLarge { Amount::MAX.to_string() } else { String::new() };
        wrong(3, code, most);
    }
    let outcome = Outcome::from_word(field(6));
    if outcome.is_none() {
        wrong(6, Code::BadOutcome, Outcome::ALL.map(Outcome::word).join(", "));
    }
    let value_date = parse_date(field(9));
    if value_date.is_none() {
        wrong(9, Code::BadDate, String::new());
    }
    match (date, order, amount, outcome, value_date) {
        (Some(statement_date), Some(order), Ok(amount), Some(outcome), Some(value_date)) if defects.is_empty() => {
            Ok(StatementRow {
                statement_no: field(0),
                statement_date,
                line: StatementLine {
                    line,
                    order,
                    order_text: field(2),
                    amount,
                    payee_bin: field(4).into(),
                    payee_account: field(5).into(),
                    outcome,
                    reason: field(7).into(),
                    treasury_reference: field(8).into(),
                    value_date,
                },
            })
        }
        _ => Err(defects),
    }
}
