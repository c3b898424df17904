//! Which column of an official's plan holds what: by its heading, in the three languages, in one row or in two.

use super::super::defect::{Code, Defect};
use super::super::plan_row::COLUMNS;
use super::super::spreadsheet::SheetCell;
use super::{CODES, FIRST_MONTH, FormRow, INSTITUTION, YEAR};

/// In how many rows the headings are looked for: an approval and a title stand above them.
const ROWS: usize = 40;

/// What headings are called, by the column of a plan file. Where a word is in two lists the first one has it.
const NAMES: [(usize, &[&str]); 6] = [
    (YEAR, &["год", "жыл", "year", "бюджетный год", "бюджет жылы"]),
    (
        1,
        &[
            "абп",
            "код абп",
            "администратор",
            "администратор бюджетной программы",
            "администратор бюджетных программ",
            "ббә",
            "ббә коды",
            "әкімші",
            "бюджеттік бағдарлама әкімшісі",
            "бюджеттік бағдарламалар әкімшісі",
            "бюджеттік бағдарламалардың әкімшісі",
            "administrator",
        ],
    ),
    (
        INSTITUTION,
        &[
            "гу",
            "код гу",
            "учреждение",
            "государственное учреждение",
            "код государственного учреждения",
            "мм",
            "мм коды",
            "мекеме",
            "мемлекеттік мекеме",
            "мемлекеттік мекеменің коды",
            "institution",
        ],
    ),
    (3, &["программа", "бп", "бюджетная программа", "бағдарлама", "бюджеттік бағдарлама", "programme", "program"]),
    (
        4,
        &[
            "подпрограмма",
            "бпп",
            "бюджетная подпрограмма",
            "кіші бағдарлама",
            "шағын бағдарлама",
            "бюджеттік кіші бағдарлама",
            "бюджеттік шағын бағдарлама",
            "subprogramme",
            "subprogram",
        ],
    ),
    (5, &["специфика", "экр", "специфика экр", "ерекшелік", "ерекшелігі", "ерекшелік коды", "specific"]),
];

/// The months: Russian, Kazakh, English; each may be cut to any length from the third letter on.
const MONTHS: [[&str; 12]; 3] = [
    [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
    [
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
    ],
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
];
/// What a form must have, as it is told.
const NEEDED: &str = "АБП, ГУ, программа, подпрограмма, специфика, январь … декабрь";
/// Columns of a plan file that no form has.
const OURS: [&str; 3] = ["kind", "document_no", "document_date"];

/// The headings of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The row that they end in.
    pub line: u64,
    /// Whether the months are English: there a comma parts groups, and here decimals.
    pub english: bool,
    /// For each column of a plan file the column of the form, and what it is called there.
    columns: Vec<Option<(usize, String)>>,
}

impl Heading {
    /// The column of the form that holds a column of a plan file.
    pub fn place(&self, column: usize) -> Option<usize> {
        self.columns.get(column)?.as_ref().map(|(at, _)| *at)
    }

    /// What it is called there.
    pub fn name(&self, column: usize) -> Option<&str> {
        self.columns.get(column)?.as_ref().map(|(_, name)| name.as_str())
    }

    /// Whether a row holds the headings once more, as on the next page.
    pub(super) fn is_repeated(&self, cells: &[(usize, SheetCell)]) -> bool {
        let months = (FIRST_MONTH..COLUMNS.len()).filter_map(|column| self.columns[column].as_ref());
        months.clone().all(|(at, name)| cells.iter().any(|(place, cell)| place == at && cell.shown().trim() == name))
    }
}

/// Which column of a plan file a heading names, and whether an English month did.
fn column_of(heading: &str) -> Option<(usize, bool)> {
    let lower = heading.to_lowercase();
    lower.split(['/', '\n', '|']).find_map(|part| {
        let part = part.split([',', '(']).next().unwrap_or_default();
        let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
        let part = part.trim_end_matches(['.', ':']);
        for (language, months) in MONTHS.iter().enumerate() {
            let begun = |month: &&str| part.chars().count() >= 3 && month.starts_with(part);
            if let Some(month) = months.iter().position(begun) {
                return Some((FIRST_MONTH + month, language == 2));
            }
        }
        NAMES.iter().find(|(_, names)| names.contains(&part)).map(|(column, _)| (*column, false))
    })
}

/// What a cell says of the unit: thousands, or another one.
fn unit(text: &str) -> Option<bool> {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["тыс", "мың", "thousand"]) {
        return Some(true);
    }
    has(&["тенге", "теңге", "tenge", "млн", "миллион", "million"]).then_some(false)
}

/// Finds the headings of an official's plan; `None`: the file is another one, which is read as a plan file.
///
/// # Errors
/// Headings of such a plan that lack a column, have one twice, or a unit that is none of thousand tenge.
pub fn find(form: &[FormRow]) -> Option<Result<Heading, Vec<Defect>>> {
    let rows = &form[..form.len().min(ROWS)];
    let ours = |cell: &SheetCell| OURS.contains(&cell.shown().trim());
    if rows.iter().any(|(_, cells)| cells.iter().any(|(_, cell)| ours(cell))) {
        return None;
    }
    let (end, found) = (0..rows.len()).find_map(|at| {
        let one = gather(&rows[at..=at]);
        let two = gather(rows.get(at..at + 2).unwrap_or_default());
        [(at, one), (at + 1, two)].into_iter().find(|(_, found)| is_plan(found))
    })?;
    let units: Vec<(u64, String, bool)> = rows[..=end]
        .iter()
        .flat_map(|(line, cells)| cells.iter().map(|(_, cell)| (*line, cell.shown().into_owned())))
        .filter_map(|(line, text)| unit(&text).map(|thousands| (line, text, thousands)))
        .collect();
    let thousands = units.iter().any(|(_, _, thousands)| *thousands);
    // months in English are those of a plan file in tenge, too: only the form's own words tell them apart
    if found.iter().any(|(_, _, _, english)| *english) && !thousands {
        return None;
    }
    let line = rows[end].0;
    if let Some((line, text, _)) = units.iter().find(|_| !thousands) {
        return Some(Err(vec![Defect::new("", Code::OtherUnit, text, "").on(*line)]));
    }
    Some(place(line, found))
}

/// Column of a plan file, column of the form, its heading, whether an English month.
type Found = Vec<(usize, usize, String, bool)>;

fn gather(rows: &[FormRow]) -> Found {
    let mut found: Found = Vec::new();
    for (at, cell) in rows.iter().flat_map(|(_, cells)| cells) {
        let SheetCell::Text(text) = cell else { continue };
        let Some((column, english)) = column_of(text) else { continue };
        // of two rows of headings the upper one stands for the column
        if !found.iter().any(|(_, place, ..)| place == at) {
            found.push((column, *at, text.trim().to_owned(), english));
        }
    }
    found
}

fn is_plan(found: &Found) -> bool {
    let has = |column: usize| found.iter().any(|(one, ..)| *one == column);
    let months = (FIRST_MONTH..COLUMNS.len()).filter(|column| has(*column)).count();
    months >= 6 && CODES.iter().filter(|column| has(**column)).count() >= 2
}

fn place(line: u64, found: Found) -> Result<Heading, Vec<Defect>> {
    let english = found.iter().any(|(_, _, _, english)| *english);
    let (mut columns, mut defects) = (vec![None; COLUMNS.len()], Vec::new());
    for (column, at, name, _) in found {
        if columns[column].is_some() {
            defects.push(Defect::new(name.as_str(), Code::DoubledColumn, &name, "").on(line));
        } else {
            columns[column] = Some((at, name));
        }
    }
    let needed = CODES.into_iter().chain([INSTITUTION]).chain(FIRST_MONTH..COLUMNS.len());
    for column in needed.filter(|column| columns[*column].is_none()) {
        let names = NAMES.iter().find(|(one, _)| *one == column).map(|(_, names)| names[0]);
        let name = names.or_else(|| MONTHS[0].get(column.wrapping_sub(FIRST_MONTH)).copied()).unwrap_or_default();
        defects.push(Defect::new(name, Code::MissingColumn, name, NEEDED).on(line));
    }
    if defects.is_empty() { Ok(Heading { line, english, columns }) } else { Err(defects) }
}
