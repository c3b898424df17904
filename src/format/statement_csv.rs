//! The statement file of the outer contract: rows gathered by statement, in the order of the file (004 §5.4: the proof
//! that money went). No database; what a line means is decided later.

use std::collections::HashMap;
use std::io::Read;

use chrono::NaiveDate;

use super::table::{Piece, TableFault, TableReader};
use crate::domain::defect::{Code, Defect};
use crate::domain::order::escape_into;
use crate::domain::statement::StatementLine;
use crate::domain::statement_row::{COLUMNS, StatementRow, check};

/// One statement of a file.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: NaiveDate,
    /// Its right rows.
    pub lines: Vec<StatementLine>,
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
    places: HashMap<String, usize>,
    wrong: HashMap<String, u64>,
}

/// Reads a file called `name`.
///
/// # Errors
/// [`TableFault`]: the disk, or the form of the file as a whole.
pub fn read(input: impl Read, name: &str) -> Result<StatementFile, TableFault> {
    let mut table = TableReader::new(input, name, &COLUMNS)?;
    let (mut file, mut piece) = (StatementFile::default(), Piece::default());
    loop {
        table.next_piece(4_000, &mut piece)?;
        if piece.is_empty() {
            break;
        }
        let mut fields = Vec::with_capacity(COLUMNS.len());
        for row in 0..piece.len() {
            piece.fields_into(row, &mut fields);
            let number = fields.first().copied().unwrap_or("");
            let checked = match piece.odd_count(row) {
                Some(found) => Err(vec![Defect::new("", Code::FieldCount, found, table.width()).on(piece.line(row))]),
                None => check(&fields, piece.line(row)),
            };
            file.gather(number, checked);
        }
    }
    // a wrong row without a number may belong to any of them
    let of = |number: &str| file.wrong.get(number).copied().unwrap_or(0);
    for statement in &mut file.statements {
        statement.refused = of(&statement.number) + of("");
    }
    Ok(file)
}

impl StatementFile {
    fn gather(&mut self, number: &str, checked: Result<StatementRow, Vec<Defect>>) {
        let row = match checked {
            Ok(row) => row,
            Err(defects) => {
                self.refused += 1;
                self.defects.extend(defects);
                *self.wrong.entry(number.to_owned()).or_default() += 1;
                return;
            }
        };
        let statements = &mut self.statements;
        let known = self.places.get(number).copied();
        let place = known.unwrap_or_else(|| {
            let (number, date, lines, defects) = (number.to_owned(), row.statement_date, Vec::new(), Vec::new());
            self.places.insert(number.clone(), statements.len());
            statements.push(Statement { number, date, lines, refused: 0, defects });
            statements.len() - 1
        });
        let statement = &mut self.statements[place];
        if statement.date != row.statement_date {
            let (found, first) = (row.statement_date, statement.date);
            let defect = Defect::new("statement_date", Code::DatesOutOfOrder, found, first);
            statement.defects.push(defect.on(row.line.line));
        }
        statement.lines.push(row.line);
    }
}

/// The rows of a statement as one text, a line each, parted by line ends: what tells a repeat from a conflict, and what an
/// auditor reads again.
pub fn canonical(lines: &[StatementLine]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(lines.len() * 96);
    for (i, l) in lines.iter().enumerate() {
        if i > 0 {
            text.push('\n');
        }
        text.push_str(&l.order_text);
        text.push('\t');
        l.amount.push_to(&mut text);
        for part in [&l.payee_bin, &l.payee_account] {
            text.push('\t');
            escape_into(&mut text, part);
        }
        text.push('\t');
        text.push_str(l.outcome.word());
        for part in [&l.reason, &l.treasury_reference] {
            text.push('\t');
            escape_into(&mut text, part);
        }
        let _ = write!(text, "\t{}", l.value_date);
    }
    text
}
