//! What was read of a statement file, whatever its form: lines gathered by statement, in the order of the file, packed as
//! they come (004 §5.4: the proof that money went). The statements themselves are put in the order of their dates: what was
//! paid on one day may come back on the next, however the bank sorts them.

use std::collections::HashMap;
use std::io;

use chrono::NaiveDate;

use super::text::{GrowingText, LineNumbers, Packer};
use crate::domain::defect::{Code, Defect};
use crate::domain::execution::Execution;
use crate::domain::statement_row::StatementRow;

/// How the number of a statement begins whose form gives it none: a later file of the same name may hold more.
pub(super) const GROWS: &str = "1C:";

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

impl Statement {
    /// Whether a later file of this number may hold rows beside those of the first.
    pub fn grows(&self) -> bool {
        self.number.starts_with(GROWS)
    }
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct StatementFile {
    /// Its statements, in the order of their dates, and of the file within a day. Where a number is told several times each
    /// is a statement of its own, one behind the other.
    pub statements: Vec<Statement>,
    /// The form 4-20 that it is, where it is one: it has no statements then.
    pub execution: Option<Execution>,
    /// Rows that are wrong.
    pub refused: u64,
    /// What is wrong with them.
    pub defects: Vec<Defect>,
}

/// A statement while its file is read.
struct Growing {
    date: NaiveDate,
    /// Whether the date was told behind the rows.
    dated: bool,
    rows: u64,
    turns: u64,
    /// The order number of the last row.
    before: i64,
    lines: LineNumbers,
    text: GrowingText,
    defects: Vec<Defect>,
    /// Which telling of the file it is of.
    telling: u64,
    /// The place of the first statement of this number.
    first: usize,
}

/// What was read of a file so far.
pub(super) struct Gathered {
    statements: Vec<(String, Growing)>,
    /// How many tellings began: rows of one number in two of them are two statements.
    telling: u64,
    refused: u64,
    defects: Vec<Defect>,
    places: HashMap<String, usize>,
    wrong: HashMap<String, u64>,
    packer: Packer,
}

impl Gathered {
    /// Nothing yet.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Gathered {
            statements: Vec::new(),
            telling: 0,
            refused: 0,
            defects: Vec::new(),
            places: HashMap::new(),
            wrong: HashMap::new(),
            packer: Packer::new()?,
        })
    }

    /// What follows tells of statements anew: a number that was told before is told once more.
    pub(super) fn begin(&mut self) {
        self.telling += 1;
    }

    /// Adds a row of the statement of this number, or what is wrong with it.
    pub(super) fn add(&mut self, number: &str, checked: Result<StatementRow<'_>, Vec<Defect>>) -> io::Result<()> {
        let row = match checked {
            Ok(row) => row,
            Err(defects) => {
                self.refused += 1;
                self.defects.extend(defects);
                *self.wrong.entry(number.to_owned()).or_default() += 1;
                return Ok(());
            }
        };
        let (statements, date, telling) = (&mut self.statements, row.statement_date, self.telling);
        let before = self.places.get(number).copied();
        let known = before.filter(|place| statements[*place].1.telling == telling);
        let place = known.unwrap_or_else(|| {
            let first = before.map_or(statements.len(), |place| statements[place].1.first);
            let (lines, text, defects) = (LineNumbers::default(), GrowingText::new(date), Vec::new());
            self.places.insert(number.to_owned(), statements.len());
            let (dated, rows, turns, before) = (false, 0, 0, 0);
            let growing = Growing { date, dated, rows, turns, before, lines, text, defects, telling, first };
            statements.push((number.to_owned(), growing));
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

    /// Gives the statement of this number the date that its form tells behind the rows, on `line`. It has one date.
    pub(super) fn date(&mut self, number: &str, date: NaiveDate, line: u64) {
        let Some(place) = self.places.get(number) else { return };
        let (_, statement) = &mut self.statements[*place];
        if statement.dated && statement.date != date {
            let defect = Defect::new("statement_date", Code::DatesOutOfOrder, date, statement.date);
            statement.defects.push(defect.on(line));
        }
        (statement.date, statement.dated) = (date, true);
    }

    /// Everything that was read.
    pub(super) fn finish(mut self) -> io::Result<StatementFile> {
        // a wrong row without a number may belong to any of them
        let of = |number: &str| self.wrong.get(number).copied().unwrap_or(0);
        // tellings of one number stay together, so that each is judged by what the one before it did
        self.statements.sort_by_key(|(_, growing)| (growing.date, growing.first));
        let mut statements = Vec::with_capacity(self.statements.len());
        for (number, growing) in self.statements {
            let refused = of(&number) + of("");
            let Growing { date, rows, turns, lines, text, defects, .. } = growing;
            let (content, body) = text.finish(date, &mut self.packer)?;
            statements.push(Statement { number, date, rows, turns, lines, content, body, refused, defects });
        }
        Ok(StatementFile { statements, execution: None, refused: self.refused, defects: self.defects })
    }
}
