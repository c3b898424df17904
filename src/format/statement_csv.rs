//! The statement file of the outer contract: rows gathered by statement, in the order of the file (004 §5.4: the proof
//! that money went). No database; what a line means is decided later, when the rows are read again from their packed
//! text.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use chrono::NaiveDate;

use super::statement_text::{GrowingText, LineNumbers, Packer};
use super::table::{Piece, TableFault, TableReader};
use crate::domain::defect::{Code, Defect};
use crate::domain::statement_row::{COLUMNS, StatementRow, check};

/// Rows that are read at a time.
const ROWS: usize = 4_000;

/// One statement of a file.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: NaiveDate,
    /// How many right rows it has.
    pub rows: u64,
    /// How many of them name an order with a lower number than the row before.
    pub turns: u64,
    /// The lines of its right rows in the file.
    pub lines: LineNumbers,
    /// SHA-256 over its date and its right rows.
    pub content: [u8; 32],
    /// Its right rows, packed.
    pub body: Vec<u8>,
    /// How many rows of this number were wrong.
    pub refused: u64,
    /// What is wrong with the statement as a whole; then nothing of it may be taken.
    pub defects: Vec<Defect>,
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct StatementFile {
    /// Its statements, in the order of the file.
    pub statements: Vec<Statement>,
    /// Rows that are wrong.
    pub refused: u64,
    /// What is wrong with them.
    pub defects: Vec<Defect>,
}

/// Reads a file called `name`.
///
/// # Errors
/// [`TableFault`]: the disk, or the form of the file as a whole.
pub fn read(input: impl Read + Send, name: &str) -> Result<StatementFile, TableFault> {
    let mut table = TableReader::new(input, name, &COLUMNS)?;
    let packer = Packer::new().map_err(TableFault::Io)?;
    let mut gathered = Gathered {
        statements: Vec::new(),
        refused: 0,
        defects: Vec::new(),
        places: HashMap::new(),
        wrong: HashMap::new(),
        packer,
    };
    let width = table.width();
    thread::scope(|threads| {
        let (full, pieces) = sync_channel(1);
        let (used, free) = channel();
        // the next rows are read while these are gathered
        threads.spawn(move || read_pieces(&mut table, &full, &free));
        for piece in pieces {
            let piece = piece?;
            gathered.take(&piece, width).map_err(TableFault::Io)?;
            // nobody takes the last one
            let _ = used.send(piece);
        }
        Ok::<(), TableFault>(())
    })?;
    gathered.finish().map_err(TableFault::Io)
}

/// Reads rows, some at a time, until there are no more or nobody takes them. `free` gives pieces to be filled again.
fn read_pieces<R: Read>(
    table: &mut TableReader<R>,
    full: &SyncSender<Result<Piece, TableFault>>,
    free: &Receiver<Piece>,
) {
    loop {
        let mut piece = free.try_recv().unwrap_or_default();
        let read = match table.next_piece(ROWS, &mut piece) {
            Ok(()) if piece.is_empty() => return,
            read => read.map(|()| piece),
        };
        let ended = read.is_err();
        if full.send(read).is_err() || ended {
            return;
        }
    }
}

/// A statement while its file is read.
struct Growing {
    date: NaiveDate,
    rows: u64,
    turns: u64,
    /// The order number of the last row.
    before: i64,
    lines: LineNumbers,
    text: GrowingText,
    defects: Vec<Defect>,
}

/// What was read of a file so far.
struct Gathered {
    statements: Vec<(String, Growing)>,
    refused: u64,
    defects: Vec<Defect>,
    places: HashMap<String, usize>,
    wrong: HashMap<String, u64>,
    packer: Packer,
}

impl Gathered {
    /// Takes rows of a table of this many columns.
    fn take(&mut self, piece: &Piece, width: usize) -> io::Result<()> {
        let mut fields = Vec::with_capacity(COLUMNS.len());
        for row in 0..piece.len() {
            piece.fields_into(row, &mut fields);
            let number = fields.first().copied().unwrap_or("");
            let checked = match piece.odd_count(row) {
                Some(found) => Err(vec![Defect::new("", Code::FieldCount, found, width).on(piece.line(row))]),
                None => check(&fields, piece.line(row)),
            };
            self.add(number, checked)?;
        }
        Ok(())
    }

    fn add(&mut self, number: &str, checked: Result<StatementRow<'_>, Vec<Defect>>) -> io::Result<()> {
        let row = match checked {
            Ok(row) => row,
            Err(defects) => {
                self.refused += 1;
                self.defects.extend(defects);
                *self.wrong.entry(number.to_owned()).or_default() += 1;
                return Ok(());
            }
        };
        let (statements, date) = (&mut self.statements, row.statement_date);
        let known = self.places.get(number).copied();
        let place = known.unwrap_or_else(|| {
            let (lines, text, defects) = (LineNumbers::default(), GrowingText::new(date), Vec::new());
            self.places.insert(number.to_owned(), statements.len());
            statements.push((number.to_owned(), Growing { date, rows: 0, turns: 0, before: 0, lines, text, defects }));
            statements.len() - 1
        });
        let (_, statement) = &mut self.statements[place];
        if statement.date != date {
            let defect = Defect::new("statement_date", Code::DatesOutOfOrder, date, statement.date);
            statement.defects.push(defect.on(row.line.line));
        }
        statement.rows += 1;
        statement.turns += u64::from(row.line.order.number() < statement.before);
        statement.before = row.line.order.number();
        statement.lines.push(row.line.line);
        statement.text.push(&row.line, &mut self.packer)
    }

    fn finish(mut self) -> io::Result<StatementFile> {
        // a wrong row without a number may belong to any of them
        let of = |number: &str| self.wrong.get(number).copied().unwrap_or(0);
        let mut statements = Vec::with_capacity(self.statements.len());
        for (number, growing) in self.statements {
            let refused = of(&number) + of("");
            let Growing { date, rows, turns, lines, text, defects, .. } = growing;
            let (content, body) = text.finish(&mut self.packer)?;
            statements.push(Statement { number, date, rows, turns, lines, content, body, refused, defects });
        }
        Ok(StatementFile { statements, refused: self.refused, defects: self.defects })
    }
}
