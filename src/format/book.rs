//! The first sheet of an XLSX workbook, row after row, for request and plan files (004 §4, §5.2). A thread of its own
//! reads it, so that no more than some rows are held; what no honest workbook holds ends it before that (`guard`).

mod guard;

use std::io::{Read, Seek};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::NaiveDate;

use crate::domain::defect::{Code, Defect};
use crate::domain::spreadsheet::SheetCell;
use crate::domain::time::parse_date;

use super::table::TableFault;

pub use guard::PACKED;

/// Rows that are handed over at once.
const ROWS: usize = 500;

/// What a workbook is read from.
pub trait Source: Read + Seek + Send + 'static {}

impl<T: Read + Seek + Send + 'static> Source for T {}

/// A row that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number in the sheet, from 1.
    pub line: u64,
    /// Its cells that are not empty, by their column from 0.
    pub cells: Vec<(usize, SheetCell)>,
}

impl SheetRow {
    /// A cell.
    pub fn cell(&self, column: usize) -> Option<&SheetCell> {
        self.cells.binary_search_by_key(&column, |(at, _)| *at).ok().and_then(|at| self.cells.get(at)).map(|(_, c)| c)
    }
}

type Rows = Result<Vec<SheetRow>, TableFault>;

/// A sheet being read.
pub struct Book {
    rows: Receiver<Rows>,
    reading: Option<JoinHandle<()>>,
    piece: std::vec::IntoIter<SheetRow>,
}

/// Whether a file begins as a workbook does: a zip, or the form of old and of encrypted ones, which is told by name.
pub fn is_book(begins: &[u8]) -> bool {
    begins.starts_with(b"PK\x03\x04") || is_old(begins)
}

fn is_old(begins: &[u8]) -> bool {
    begins.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
}

/// The defect of a workbook that cannot be read.
fn broken(why: impl std::fmt::Display) -> TableFault {
    TableFault::Form(vec![Defect::new("", Code::BrokenBook, why, "")])
}

fn fault(error: XlsxError) -> TableFault {
    match error {
        XlsxError::Io(e) if e.raw_os_error().is_some() => TableFault::Io(e),
        other => broken(other),
    }
}

impl Book {
    /// Begins to read a workbook.
    pub fn open(input: impl Source) -> Self {
        let (send, rows) = sync_channel(2);
        let reading = thread::spawn(move || {
            if let Err(fault) = read(input, &send) {
                // nobody waits any more: nobody is to be told
                let _ = send.send(Err(fault));
            }
        });
        Book { rows, reading: Some(reading), piece: Vec::new().into_iter() }
    }

    /// Lays rows that were read back, to be read next.
    pub(super) fn give_back(&mut self, mut rows: Vec<SheetRow>) {
        rows.extend(self.piece.by_ref());
        self.piece = rows.into_iter();
    }

    /// The next row that is not empty; none at the end.
    ///
    /// # Errors
    /// The disk, or a workbook that cannot be read: nothing of it may be taken.
    pub fn next_row(&mut self) -> Result<Option<SheetRow>, TableFault> {
        loop {
            if let Some(row) = self.piece.next() {
                return Ok(Some(row));
            }
            match self.rows.recv() {
                Ok(Ok(rows)) => self.piece = rows.into_iter(),
                Ok(Err(fault)) => return Err(fault),
                // the thread has ended; where it died, the file made it die
                Err(_) => match self.reading.take().map(JoinHandle::join) {
                    Some(Err(_)) => return Err(broken("xlsx")),
                    _ => return Ok(None),
                },
            }
        }
    }
}

fn read(mut input: impl Source, send: &SyncSender<Rows>) -> Result<(), TableFault> {
    let mut begins = [0; 8];
    input.read_exact(&mut begins).and_then(|()| input.rewind()).map_err(broken)?;
    if is_old(&begins) {
        return Err(broken("XLS (OLE2)"));
    }
    guard::check(&mut input)?;
    input.rewind().map_err(TableFault::Io)?;
    let mut book = Xlsx::new(input).map_err(fault)?;
    let shown = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let Some(name) = book.sheets_metadata().iter().find(shown).map(|sheet| sheet.name.clone()) else {
        return Err(broken("0"));
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(fault)?;
    let mut rows: Vec<SheetRow> = Vec::with_capacity(ROWS);
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(fault)? {
        let Some(value) = cell_of(cell.value, cell.formula.is_some()) else { continue };
        let (line, column) = (u64::from(cell.pos.0) + 1, cell.pos.1 as usize);
        match rows.last_mut() {
            Some(row) if row.line == line => {
                if row.cells.last().is_some_and(|(before, _)| *before >= column) {
                    return Err(broken(format!("R{line}C{}", column + 1)));
                }
                row.cells.push((column, value));
                continue;
            }
            Some(row) if row.line > line => return Err(broken(format!("R{line}C{}", column + 1))),
            _ => {}
        }
        if rows.len() >= ROWS {
            // the last row stays: the next cell is held against its number
            let last = rows.split_off(rows.len() - 1);
            if send.send(Ok(std::mem::replace(&mut rows, last))).is_err() {
                return Ok(());
            }
        }
        rows.push(SheetRow { line, cells: vec![(column, value)] });
    }
    let _ = send.send(Ok(rows));
    Ok(())
}

/// What a cell holds; `None`: nothing.
fn cell_of(value: DataRef<'_>, computed: bool) -> Option<SheetCell> {
    Some(match value {
        DataRef::Empty if computed => SheetCell::NoValue("=".to_owned()),
        DataRef::Empty => return None,
        DataRef::String(text) if text.is_empty() => return None,
        DataRef::SharedString("") => return None,
        DataRef::String(text) => SheetCell::Text(text),
        DataRef::SharedString(text) => SheetCell::Text(text.to_owned()),
        DataRef::Int(number) => SheetCell::Number(number.to_string()),
        DataRef::Float(number) => SheetCell::Number(number.to_string()),
        DataRef::Bool(yes) => SheetCell::NoValue(if yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::Error(error) => SheetCell::NoValue(error.to_string()),
        DataRef::DurationIso(text) => SheetCell::Time(text),
        DataRef::DateTimeIso(text) => match parse_date(text.strip_suffix("T00:00:00").unwrap_or(&text)) {
            Some(day) => SheetCell::Day(day),
            None => SheetCell::Time(text),
        },
        DataRef::DateTime(moment) => {
            let (year, month, day, hours, minutes, seconds, thousandths) = moment.to_ymd_hms_milli();
            let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
            match date {
                Some(date) if moment.is_datetime() && (hours, minutes, seconds, thousandths) == (0, 0, 0, 0) => {
                    SheetCell::Day(date)
                }
                _ => SheetCell::Time(format!("{year:04}-{month:02}-{day:02} {hours:02}:{minutes:02}:{seconds:02}")),
            }
        }
    })
}
