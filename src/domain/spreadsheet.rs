//! What a cell of a spreadsheet says where a text of a table is wanted (004 §4, §5.2), and what a spreadsheet program has
//! damaged: leading zeros, digits beyond the fifteenth, numbers taken for days. Nothing is guessed: what may have been
//! another text is refused.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::defect::{Code, Defect};

/// Digits that spreadsheet programs keep of a number.
const DIGITS: usize = 15;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text of people: a whole number stands for its digits.
    Text,
    /// A code of so many digits, the leading zeros among them.
    Code(usize),
    /// A number with at most so many decimals.
    Decimal(usize),
    /// A day.
    Day,
    /// A moment with its offset, which no cell but a text can hold.
    Instant,
}

/// A cell that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetCell {
    /// A text, as it was entered.
    Text(String),
    /// A number, as the shortest decimal that means it: `-12.5`.
    Number(String),
    /// A number that is shown as a day.
    Day(NaiveDate),
    /// A number that is shown as a time, or as a day with a time.
    Time(String),
    /// A formula whose result the file does not hold, an error, a yes or no: no value.
    NoValue(String),
}

impl SheetCell {
    /// As people see it.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            SheetCell::Text(text) | SheetCell::Number(text) | SheetCell::Time(text) | SheetCell::NoValue(text) => {
                Cow::Borrowed(text)
            }
            SheetCell::Day(day) => Cow::Owned(day.to_string()),
        }
    }

    /// The text that stands for it in a column of this kind.
    ///
    /// # Errors
    /// The defect of the cell, of this column.
    pub fn text(&self, column: &str, kind: Kind) -> Result<Cow<'_, str>, Defect> {
        let wrong = |code| Err(Defect::new(column, code, self.shown(), ""));
        match (self, kind) {
            (SheetCell::Text(text), _) => Ok(Cow::Borrowed(text)),
            (SheetCell::Day(day), Kind::Day) => Ok(Cow::Owned(day.to_string())),
            (SheetCell::Number(_), Kind::Day) => wrong(Code::NotADate),
            (SheetCell::Number(_) | SheetCell::Day(_) | SheetCell::Time(_), Kind::Instant) => wrong(Code::NoOffset),
            (SheetCell::Day(_) | SheetCell::Time(_), _) => wrong(Code::DamagedCell),
            (SheetCell::NoValue(_), _) => wrong(Code::BrokenCell),
            (SheetCell::Number(number), Kind::Decimal(most)) => match decimals(number) {
                Some((digits, _)) if digits > DIGITS => wrong(Code::DamagedCell),
                Some((_, decimals)) if decimals <= most => Ok(Cow::Borrowed(number)),
                _ => Err(Defect::new(column, Code::InexactNumber, number, most)),
            },
            (SheetCell::Number(number), Kind::Text) => {
                let whole = number.bytes().all(|b| b.is_ascii_digit()) && number.len() <= DIGITS;
                if whole { Ok(Cow::Borrowed(number)) } else { wrong(Code::DamagedCell) }
            }
            (SheetCell::Number(number), Kind::Code(length)) => {
                let whole = number.bytes().all(|b| b.is_ascii_digit()) && number.len() <= DIGITS;
                if whole && number.len() == length { Ok(Cow::Borrowed(number)) } else { wrong(Code::DamagedCell) }
            }
        }
    }
}

/// How many digits a decimal has, zeros in front not counted, and how many of them are decimals; `None`: no decimal.
pub fn decimals(number: &str) -> Option<(usize, usize)> {
    let bare = number.strip_prefix('-').unwrap_or(number);
    let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
    let right = !whole.is_empty() && whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit());
    let whole = whole.trim_start_matches('0');
    let digits = if whole.is_empty() { part.trim_start_matches('0').len() } else { whole.len() + part.len() };
    right.then_some((digits, part.len()))
}

/// What is wrong with a row of a spreadsheet: its cells first, then what its texts tell of the other columns.
///
/// # Errors
/// All defects, where there is one.
pub fn with_cells<T>(checked: Result<T, Vec<Defect>>, cells: &[Defect]) -> Result<T, Vec<Defect>> {
    if cells.is_empty() {
        return checked;
    }
    let others = checked.err().unwrap_or_default();
    let told = |defect: &Defect| cells.iter().any(|cell| cell.column == defect.column);
    Err(cells.iter().cloned().chain(others.into_iter().filter(|defect| !told(defect))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> SheetCell {
        SheetCell::Number(text.to_owned())
    }

    fn read(cell: &SheetCell, kind: Kind) -> Result<String, &'static str> {
        cell.text("column", kind).map(Cow::into_owned).map_err(|defect| defect.code.word())
    }

    #[test]
    fn what_a_spreadsheet_may_have_damaged_is_refused_and_never_guessed() {
        let right = [
            ("941240001151", Kind::Code(12)),
            ("255", Kind::Code(3)),
            ("12", Kind::Text),
            ("999999999999999", Kind::Text),
            ("-12.5", Kind::Decimal(2)),
            ("0.01", Kind::Decimal(2)),
            ("9999999999999.99", Kind::Decimal(2)),
            ("0.00001", Kind::Decimal(5)),
        ];
        for (text, kind) in right {
            assert_eq!(read(&number(text), kind), Ok(text.to_owned()), "{text} {kind:?}");
        }
        let wrong = [
            ("61211600012", Kind::Code(12), "damaged-cell"),
            ("61", Kind::Code(3), "damaged-cell"),
            ("-61", Kind::Code(3), "damaged-cell"),
            ("1.5", Kind::Text, "damaged-cell"),
            ("1000000000000000", Kind::Text, "damaged-cell"),
            ("12345678901234567000", Kind::Code(20), "damaged-cell"),
            ("99999999999999.99", Kind::Decimal(2), "damaged-cell"),
            ("0.125", Kind::Decimal(2), "inexact-number"),
            ("NaN", Kind::Decimal(2), "inexact-number"),
            ("46086", Kind::Day, "not-a-date"),
            ("46086.5", Kind::Instant, "no-offset"),
        ];
        for (text, kind, code) in wrong {
            assert_eq!(read(&number(text), kind), Err(code), "{text} {kind:?}");
        }
    }

    #[test]
    fn a_day_is_one_only_where_a_day_is_wanted() {
        let day = SheetCell::Day(NaiveDate::from_ymd_opt(2026, 2, 1).unwrap());
        assert_eq!(read(&day, Kind::Day), Ok("2026-02-01".to_owned()));
        for kind in [Kind::Text, Kind::Code(3), Kind::Decimal(2)] {
            assert_eq!(read(&day, kind), Err("damaged-cell"), "a number that was taken for a day");
        }
        assert_eq!(read(&day, Kind::Instant), Err("no-offset"));
        assert_eq!(read(&SheetCell::NoValue("#DIV/0!".into()), Kind::Text), Err("broken-cell"));
        assert_eq!(read(&SheetCell::Text("007".into()), Kind::Code(3)), Ok("007".to_owned()));
    }

    #[test]
    fn a_defect_of_the_cell_stands_for_what_its_missing_text_would_be_told() {
        let cell = Defect::new("amount", Code::InexactNumber, "0.125", 2);
        let others = vec![Defect::new("amount", Code::MissingValue, "", ""), Defect::new("kbe", Code::BadKbe, "1", "")];
        let all = with_cells::<()>(Err(others), std::slice::from_ref(&cell)).unwrap_err();
        assert_eq!(all.iter().map(|d| d.code.word()).collect::<Vec<_>>(), ["inexact-number", "bad-kbe"]);
        assert_eq!(with_cells(Ok(7), &[]), Ok(7));
        assert_eq!(with_cells(Ok(7), std::slice::from_ref(&cell)), Err(vec![cell]));
    }
}
