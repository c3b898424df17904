//! A file with a financing plan (004 §5.2): a table of our columns, or the form that officials keep in thousand tenge, told
//! apart by their headings, each from CSV or from a workbook.

use std::io::{BufReader, Read};

use crate::domain::defect::{Code, Defect};
use crate::domain::official_plan::{FormRow, Heading, find};
use crate::domain::plan_row::{COLUMNS, KINDS};
use crate::domain::spreadsheet::SheetCell;

use super::book::{Book, Source, is_book};
use super::letters;
use super::sheet_table::{BookTable, Table};
use super::table::{TableFault, TableReader};

/// Most bytes and rows of a form in CSV: it is held whole.
const MOST_BYTES: u64 = 16 << 20;
const MOST_ROWS: usize = 50_000;

/// A plan, not read yet.
pub enum PlanFile {
    /// Of our columns.
    Table(Box<Table>),
    /// Of an official: its headings, and all its rows.
    Official(Heading, Vec<FormRow>),
}

/// Opens a plan file.
///
/// # Errors
/// The disk, or the form of the file.
pub fn open(mut input: impl Source, name: &str) -> Result<PlanFile, TableFault> {
    let mut begins = Vec::new();
    input.by_ref().take(MOST_BYTES + 1).read_to_end(&mut begins).map_err(TableFault::Io)?;
    input.rewind().map_err(TableFault::Io)?;
    if is_book(&begins) {
        return of_book(Book::open(input), name);
    }
    let official = if begins.len() as u64 > MOST_BYTES { None } else { of_text(&begins)? };
    if let Some((heading, rows)) = official {
        return Ok(PlanFile::Official(heading, rows));
    }
    let input: Box<dyn Read + Send> = Box::new(BufReader::with_capacity(1 << 16, input));
    TableReader::new(input, name, &COLUMNS).map(|table| PlanFile::Table(Box::new(Table::Csv(table))))
}

fn of_book(mut book: Book, name: &str) -> Result<PlanFile, TableFault> {
    let mut rows = Vec::new();
    let official = loop {
        match book.next_row()? {
            Some(row) if rows.len() < 40 => rows.push(row),
            more => {
                let forms: Vec<FormRow> = rows.iter().map(|row| (row.line, row.cells.clone())).collect();
                rows.extend(more);
                break find(&forms);
            }
        }
    };
    let Some(heading) = official else {
        book.give_back(rows);
        return BookTable::new(book, name, &COLUMNS, &KINDS).map(|table| PlanFile::Table(Box::new(Table::Book(table))));
    };
    let heading = heading.map_err(TableFault::Form)?;
    while let Some(row) = book.next_row()? {
        rows.push(row);
        if rows.len() > MOST_ROWS {
            return Err(TableFault::Form(vec![Defect::new("", Code::BookTooLarge, rows.len(), MOST_ROWS)]));
        }
    }
    Ok(PlanFile::Official(heading, rows.into_iter().map(|row| (row.line, row.cells)).collect()))
}

/// The form in CSV, in UTF-8 or, as Excel writes it here, in windows-1251 or KZ-1048: the headings tell which. Another file, or
/// one that is no text, gives nothing: whoever reads it as a table says what is wrong.
fn of_text(bytes: &[u8]) -> Result<Option<(Heading, Vec<FormRow>)>, TableFault> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return of_letters(text.strip_prefix('\u{feff}').unwrap_or(text));
    }
    // Kazakh headings are found in their own encoding only, Russian ones in both
    let mut wrong = Ok(None);
    for text in [letters::windows_1251(bytes), letters::kz_1048(bytes)].into_iter().flatten() {
        match of_letters(&text) {
            Ok(Some(found)) => return Ok(Some(found)),
            Err(fault) if wrong.is_ok() => wrong = Err(fault),
            _ => {}
        }
    }
    wrong
}

/// Parted by semicolons as Excel does it here, by tabs or by commas.
fn of_letters(text: &str) -> Result<Option<(Heading, Vec<FormRow>)>, TableFault> {
    for delimiter in [b';', b'\t', b','] {
        let mut csv = csv::ReaderBuilder::new();
        let csv = csv.has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let (mut rows, mut heading): (Vec<FormRow>, _) = (Vec::new(), None);
        for record in csv.into_records() {
            let record = record.map_err(|e| TableFault::Io(std::io::Error::other(e)))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells = record.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
            rows.push((line, cells.map(|(at, text)| (at, SheetCell::Text(text.to_owned()))).collect()));
            if rows.len() == 40 {
                heading = find(&rows);
                if heading.is_none() {
                    break;
                }
            }
        }
        if let Some(heading) = heading.or_else(|| find(&rows)) {
            let heading = heading.map_err(TableFault::Form)?;
            let line = rows.last().map_or(0, |(line, _)| *line);
            let open = text.bytes().filter(|b| *b == b'"').count() % 2 == 1;
            if open || !text.ends_with(['\n', '\r']) {
                let missing = if open { "\"" } else { "CR LF" };
                return Err(TableFault::Form(vec![Defect::new("", Code::CutOff, missing, "").on(line)]));
            }
            return Ok(Some((heading, rows)));
        }
    }
    Ok(None)
}
