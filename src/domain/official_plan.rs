//! The financing plan as officials keep it (004 §5.2): a row a budget line with its twelve months in thousand tenge, under
//! Russian, Kazakh or English headings. It becomes rows of a plan file, exact to the tiyn, or is refused.

mod headings;

use chrono::NaiveDate;

use super::defect::{Code, Defect};
use super::money::{Amount, AmountFault};
use super::plan_row::COLUMNS;
use super::spreadsheet::{Kind, SheetCell};

pub use headings::{Heading, find};

/// Places of the columns of a plan file.
const YEAR: usize = 0;
const ADMINISTRATOR: usize = 1;
const INSTITUTION: usize = 2;
const CODES: [usize; 4] = [ADMINISTRATOR, 3, 4, 5];
const FIRST_MONTH: usize = 9;
/// Decimals of a sum in thousand tenge that is exact to the tiyn.
const DECIMALS: usize = 5;
/// Words that a row of sums begins with.
const TOTALS: [&str; 6] = ["итого", "всего", "барлығы", "жиыны", "қорытынды", "total"];

/// A row of the form: its number, and its cells that are not empty by their column.
pub type FormRow = (u64, Vec<(usize, SheetCell)>);

/// What the form does not carry, as it was given with the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// Budget year.
    pub year: Option<i32>,
    /// `payments`, `obligations` or `opening`.
    pub kind: Option<String>,
    /// Number of the document.
    pub document: Option<String>,
    /// Its date.
    pub date: Option<NaiveDate>,
}

impl Stated {
    /// The options that were given.
    pub fn given(&self) -> Vec<&'static str> {
        let all = [
            ("--year", self.year.is_some()),
            ("--kind", self.kind.is_some()),
            ("--document", self.document.is_some()),
            ("--date", self.date.is_some()),
        ];
        all.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
    }
}

/// A row of the form as a row of a plan file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialRow {
    /// Its number in the file.
    pub line: u64,
    /// In the order of the plan file's columns.
    pub fields: Vec<String>,
    /// What is wrong with its cells, by the plan file's columns.
    pub wrong: Vec<Defect>,
}

/// What the columns of a plan file are called in the form, for who reads the defects.
pub fn named(defect: Defect, heading: &Heading) -> Defect {
    let place = COLUMNS.iter().position(|column| *column == defect.column);
    let name = place.and_then(|place| match heading.name(place) {
        Some(name) => Some(name.to_owned()),
        None => option_of(place).map(str::to_owned),
    });
    Defect { column: name.unwrap_or(defect.column), ..defect }
}

/// The option that states a column which the form does not carry.
const fn option_of(place: usize) -> Option<&'static str> {
    match place {
        YEAR => Some("--year"),
        6 => Some("--kind"),
        7 => Some("--document"),
        8 => Some("--date"),
        _ => None,
    }
}

/// The rows of a form, after its heading.
///
/// # Errors
/// What is wrong with the form as a whole: an option that is missing, sums that are not those of the rows.
pub fn rows(heading: &Heading, form: &[FormRow], stated: &Stated) -> Result<Vec<OfficialRow>, Vec<Defect>> {
    let missing = [
        (YEAR, heading.place(YEAR).is_some() || stated.year.is_some()),
        (6, stated.kind.is_some()),
        (7, stated.document.is_some()),
        (8, stated.date.is_some()),
    ];
    let missing = missing.into_iter().filter(|(_, there)| !there).filter_map(|(place, _)| option_of(place));
    let missing: Vec<Defect> = missing.map(|option| Defect::new(option, Code::OptionMissing, option, "")).collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let (mut found, mut totals) = (Vec::new(), Vec::new());
    for row @ (line, cells) in form.iter().filter(|row| row.0 > heading.line) {
        if heading.is_repeated(cells) || is_numbering(cells) {
            continue;
        }
        let code = |place: usize| heading.place(place).and_then(|column| cell(cells, column));
        let months: Vec<Option<&SheetCell>> = (0..12).map(|m| code(FIRST_MONTH + m)).collect();
        let coded = CODES.iter().any(|place| code(*place).is_some_and(|cell| cell.shown().contains(char::is_numeric)));
        let specific = code(CODES[3]).is_some_and(|cell| cell.shown().contains(char::is_numeric));
        if !specific && is_total(cells) {
            totals.push((found.len(), row));
        } else if coded || months.iter().any(Option::is_some) {
            found.push(official(heading, *line, cells, stated));
        }
    }
    if found.iter().all(|row| row.wrong.is_empty()) {
        let wrong = check_totals(heading, &found, &totals);
        if !wrong.is_empty() {
            return Err(wrong);
        }
    }
    Ok(found)
}

fn cell(cells: &[(usize, SheetCell)], column: usize) -> Option<&SheetCell> {
    cells.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell).filter(|cell| !cell.shown().trim().is_empty())
}

/// `1 2 3 …` under the headings.
fn is_numbering(cells: &[(usize, SheetCell)]) -> bool {
    let numbers: Vec<Option<usize>> = cells.iter().map(|(_, cell)| cell.shown().trim().parse().ok()).collect();
    cells.len() >= 12 && numbers.iter().enumerate().all(|(place, number)| *number == Some(place + 1))
}

fn is_total(cells: &[(usize, SheetCell)]) -> bool {
    let begins = |text: &str| TOTALS.iter().any(|word| text.trim().to_lowercase().starts_with(word));
    cells.iter().any(|(_, cell)| matches!(cell, SheetCell::Text(text) if begins(text)))
}

fn official(heading: &Heading, line: u64, cells: &[(usize, SheetCell)], stated: &Stated) -> OfficialRow {
    let (mut fields, mut wrong) = (vec![String::new(); COLUMNS.len()], Vec::new());
    fields[YEAR] = stated.year.map_or_else(String::new, |year| year.to_string());
    for place in [YEAR, ADMINISTRATOR, INSTITUTION, CODES[1], CODES[2], CODES[3]] {
        let Some(cell) = heading.place(place).and_then(|column| cell(cells, column)) else { continue };
        let digits = cell.shown().trim().len();
        let length = match place {
            YEAR => 4,
            INSTITUTION if digits == 4 => 4,
            INSTITUTION => 7,
            _ => 3,
        };
        match cell.text(COLUMNS[place], Kind::Code(length)) {
            Ok(text) if place == YEAR && stated.year.is_some_and(|year| year.to_string() != text.trim()) => {
                wrong.push(Defect::new(COLUMNS[place], Code::BadYear, &text, &fields[YEAR]));
            }
            Ok(text) => fields[place] = text.trim().to_owned(),
            Err(defect) => wrong.push(defect),
        }
    }
    // the code of an institution is that of its administrator and four digits of its own
    if fields[INSTITUTION].len() == 4 {
        fields[INSTITUTION] = format!("{}{}", fields[ADMINISTRATOR], fields[INSTITUTION]);
    }
    fields[6] = stated.kind.clone().unwrap_or_default();
    fields[7] = stated.document.clone().unwrap_or_default();
    fields[8] = stated.date.map_or_else(String::new, |date| date.to_string());
    for month in 0..12 {
        let place = FIRST_MONTH + month;
        match sum(heading, cell_of_month(heading, cells, month), COLUMNS[place]) {
            Ok(amount) => fields[place] = amount.to_string(),
            Err(defect) => wrong.push(defect),
        }
    }
    let wrong = wrong.into_iter().map(|defect| defect.on(line)).collect();
    OfficialRow { line, fields, wrong }
}

fn cell_of_month<'c>(heading: &Heading, cells: &'c [(usize, SheetCell)], month: usize) -> Option<&'c SheetCell> {
    heading.place(FIRST_MONTH + month).and_then(|column| cell(cells, column))
}

/// A sum of the form; nothing there is nothing planned.
fn sum(heading: &Heading, cell: Option<&SheetCell>, column: &str) -> Result<Amount, Defect> {
    let Some(cell) = cell else { return Ok(Amount::ZERO) };
    let text = cell.text(column, Kind::Decimal(DECIMALS))?;
    if heading.english && text.contains(',') {
        return Err(Defect::new(column, Code::BadThousands, &text, ""));
    }
    thousands(&text).map_err(|fault| match fault {
        AmountFault::TooLarge => Defect::new(column, Code::AmountTooLarge, &text, Amount::MAX),
        AmountFault::Form => Defect::new(column, Code::BadThousands, &text, ""),
    })
}

/// Reads thousand tenge: `1 234,56789`, groups of three digits parted by blanks or not at all, a comma or a dot, at most
/// five decimals; a dash alone is nothing. Exact: five decimals of a thousand tenge are tiyn.
///
/// # Errors
/// No such sum, or one that no payment can carry.
pub fn thousands(text: &str) -> Result<Amount, AmountFault> {
    let text = text.trim();
    if ["-", "–", "—"].contains(&text) {
        return Ok(Amount::ZERO);
    }
    let (negative, bare) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let (whole, part) = bare.split_once([',', '.']).map_or((bare, None), |(whole, part)| (whole, Some(part)));
    let groups: Vec<&str> = whole.split(|c: char| c.is_whitespace()).collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouped = groups.len() == 1 || groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    let part = match part {
        None => "",
        Some(part) if digits(part) && part.len() <= DECIMALS => part,
        Some(_) => return Err(AmountFault::Form),
    };
    if !grouped || !groups.iter().all(|group| digits(group)) {
        return Err(AmountFault::Form);
    }
    let tiyn = format!("{}{part:0<DECIMALS$}", groups.concat());
    let tiyn = tiyn.trim_start_matches('0');
    let tiyn = if tiyn.is_empty() { Ok(0) } else { tiyn.parse::<i64>() };
    match tiyn {
        Ok(tiyn) if tiyn <= Amount::MAX.tiyn() => Ok(Amount::from_tiyn(if negative { -tiyn } else { tiyn })),
        _ => Err(AmountFault::TooLarge),
    }
}

/// A sum in thousand tenge, as the form writes it.
fn in_thousands(sum: Amount) -> String {
    let tiyn = sum.tiyn().unsigned_abs();
    let sign = if sum.tiyn() < 0 { "-" } else { "" };
    let text = format!("{sign}{},{:05}", tiyn / 100_000, tiyn % 100_000);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

/// A row of sums is that of all rows above it, or of those since the last such row; it is never taken.
fn check_totals(heading: &Heading, rows: &[OfficialRow], totals: &[(usize, &FormRow)]) -> Vec<Defect> {
    let of = |rows: &[OfficialRow], month: usize| {
        let sums = rows.iter().filter_map(|row| Amount::parse_signed(&row.fields[FIRST_MONTH + month]).ok());
        Amount::sum(sums).unwrap_or(Amount::MAX)
    };
    let (mut wrong, mut last) = (Vec::new(), 0);
    for (above, (line, cells)) in totals {
        let differs = |from: usize| -> Vec<Defect> {
            let one = |month: usize| {
                let column = COLUMNS[FIRST_MONTH + month];
                let wanted = of(&rows[from..*above], month);
                match sum(heading, cell_of_month(heading, cells, month), column) {
                    Ok(found) if found == wanted => None,
                    Ok(found) => {
                        let (found, wanted) = (in_thousands(found), in_thousands(wanted));
                        Some(Defect::new(column, Code::TotalDiffers, found, wanted).on(*line))
                    }
                    Err(defect) => Some(defect.on(*line)),
                }
            };
            (0..12).filter_map(one).collect()
        };
        let of_all = differs(0);
        if !of_all.is_empty() && !differs(last).is_empty() {
            wrong.extend(of_all);
        }
        last = *above;
    }
    wrong
}

#[cfg(test)]
mod tests;
