//! A table with known columns, from CSV or from the first sheet of an XLSX workbook: whoever takes its rows does not know
//! which it was (004 §4, §5.2).

use std::io::{BufReader, Read};

use crate::domain::defect::{Code, Defect};
use crate::domain::spreadsheet::{Kind, SheetCell};

use super::book::{Book, SheetRow, Source, is_book};
use super::table::{MOST_COLUMNS, Piece, TableFault, TableReader, match_header};

/// In how many rows of a sheet the header is looked for.
pub const HEADER_ROWS: u64 = 10;

/// A table being read.
pub enum Table {
    /// A text.
    Csv(TableReader<Box<dyn Read + Send>>),
    /// A workbook.
    Book(BookTable),
}

impl Table {
    /// Reads the header of a table and finds each of `columns` in it, whatever it is written in.
    ///
    /// # Errors
    /// The disk, or the form of the file.
    pub fn open(mut input: impl Source, name: &str, columns: &[&str], kinds: &[Kind]) -> Result<Self, TableFault> {
        let mut begins = [0; 8];
        let mut length = 0;
        while length < begins.len() {
            match input.read(&mut begins[length..]).map_err(TableFault::Io)? {
                0 => break,
                n => length += n,
            }
        }
        input.rewind().map_err(TableFault::Io)?;
        if is_book(&begins[..length]) {
            return BookTable::new(Book::open(input), name, columns, kinds).map(Table::Book);
        }
        let input: Box<dyn Read + Send> = Box::new(BufReader::with_capacity(1 << 16, input));
        TableReader::new(input, name, columns).map(Table::Csv)
    }

    /// Puts the next rows into `piece`, which is emptied first: at most `count`, none at the end of the file.
    ///
    /// # Errors
    /// The disk, or the form of the file.
    pub fn next_piece(&mut self, count: usize, piece: &mut Piece) -> Result<(), TableFault> {
        match self {
            Table::Csv(table) => table.next_piece(count, piece),
            Table::Book(table) => table.next_piece(count, piece),
        }
    }

    /// How many columns the header names.
    pub const fn width(&self) -> usize {
        match self {
            Table::Csv(table) => table.width(),
            Table::Book(table) => table.width,
        }
    }
}

/// The table of a sheet.
pub struct BookTable {
    book: Book,
    width: usize,
    /// For each wanted column its name, its column in the sheet and what it holds.
    columns: Vec<(String, usize, Kind)>,
    /// The columns of the sheet that the header names.
    named: Vec<usize>,
}

impl BookTable {
    pub(super) fn new(mut book: Book, name: &str, columns: &[&str], kinds: &[Kind]) -> Result<Self, TableFault> {
        let mut best: Option<(usize, SheetRow)> = None;
        let mut passed: Vec<SheetRow> = Vec::new();
        while best.as_ref().is_none_or(|(known, _)| *known < columns.len()) {
            let Some(row) = book.next_row()? else { break };
            if row.line > HEADER_ROWS {
                passed.push(row);
                break;
            }
            let known = row.cells.iter().filter(|(_, cell)| columns.contains(&cell.shown().trim())).count();
            if best.as_ref().is_none_or(|(most, _)| known > *most) {
                if let Some((_, before)) = best.replace((known, row)) {
                    passed = vec![before];
                }
            } else {
                passed.push(row);
            }
        }
        let Some((_, header)) = best.or_else(|| passed.pop().map(|row| (0, row))) else {
            return Err(TableFault::Form(vec![Defect::new("", Code::EmptyFile, name, "")]));
        };
        if header.cells.len() > MOST_COLUMNS {
            let defect = Defect::new("", Code::NotRecognised, header.cells.len(), columns.join(","));
            return Err(TableFault::Form(vec![defect.on(header.line)]));
        }
        let names: Vec<String> = header.cells.iter().map(|(_, cell)| cell.shown().trim().to_owned()).collect();
        let on_its_line = |defects: Vec<Defect>| defects.into_iter().map(|d| d.on(header.line)).collect();
        let places = match_header(&names, columns).map_err(|defects| TableFault::Form(on_its_line(defects)))?;
        let named: Vec<usize> = header.cells.iter().map(|(at, _)| *at).collect();
        // a row after the header that was read beyond it is a row of the table
        let columns =
            columns.iter().zip(kinds).zip(places).map(|((name, kind), at)| ((*name).to_owned(), named[at], *kind));
        let columns = columns.collect();
        passed.retain(|row| row.line > header.line);
        book.give_back(passed);
        Ok(BookTable { book, width: named.len(), columns, named })
    }

    fn next_piece(&mut self, count: usize, piece: &mut Piece) -> Result<(), TableFault> {
        piece.begin(self.columns.len());
        while piece.len() < count {
            let Some(row) = self.book.next_row()? else { break };
            let stray = row.cells.iter().find(|(at, _)| !self.named.contains(at));
            if let Some((at, _)) = stray {
                piece.push_odd(row.line, at + 1);
                continue;
            }
            let mut wrong = Vec::new();
            let fields = self.columns.iter().map(|(name, at, kind)| {
                let text = row.cell(*at).map(|cell: &SheetCell| cell.text(name, *kind));
                text.transpose().unwrap_or_else(|defect| {
                    wrong.push(defect.on(row.line));
                    None
                })
            });
            let fields: Vec<_> = fields.collect();
            piece.push(row.line, fields.iter().map(|text| text.as_deref().unwrap_or_default()), wrong);
        }
        Ok(())
    }
}
