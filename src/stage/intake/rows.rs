//! The rows of a request file, read and judged a piece at a time, without the database: the work of a thread of its own
//! while the piece before is stored.

use std::sync::Arc;

use crate::domain::attachment::Named;
use crate::domain::deadline::Deadlines;
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Line;
use crate::domain::money::Amount;
use crate::domain::request::{Application, COLUMNS, Checked, check_next};
use crate::domain::rules::Rules;
use crate::domain::spreadsheet::with_cells;
use crate::domain::time::Moment;
use crate::eds::cause::{Cause, Reason};
use crate::format::application_xml::ApplicationXml;
use crate::format::sheet_table::Table;
use crate::format::table::{Piece, TableFault};
use crate::store::request::{NewRequest, number_key};

use super::signed::Vouched;

/// Rows judged and stored at once.
const PIECE: usize = 4_000;

/// Where rows come from.
pub(super) enum Rows {
    /// A table.
    Table(Table),
    /// An application of its own: its row, until it is taken, and the lines of its elements.
    One {
        /// The row.
        row: Option<Piece>,
        /// In the order of the columns.
        lines: Vec<u64>,
        /// The files that it names, and where.
        attached: Vec<(Named, u64)>,
    },
}

impl Rows {
    /// The one row of an application.
    pub fn one(xml: ApplicationXml) -> Self {
        Rows::One { row: Some(xml.row), lines: xml.lines, attached: xml.attached }
    }

    /// The files that an application names, and the lines on which it does; a table names none.
    pub fn attached(&self) -> &[(Named, u64)] {
        match self {
            Rows::Table(_) => &[],
            Rows::One { attached, .. } => attached,
        }
    }

    fn next_piece(&mut self, piece: &mut Piece) -> Result<(), TableFault> {
        match self {
            Rows::Table(table) => table.next_piece(PIECE, piece),
            Rows::One { row, .. } => {
                *piece = row.take().unwrap_or_default();
                Ok(())
            }
        }
    }

    fn width(&self) -> usize {
        match self {
            Rows::Table(table) => table.width(),
            Rows::One { .. } => COLUMNS.len(),
        }
    }

    /// The line of a column, where each has one of its own.
    fn line_of(&self, column: &str) -> Option<u64> {
        let Rows::One { lines, .. } = self else { return None };
        lines.get(COLUMNS.iter().position(|c| *c == column)?).copied()
    }
}

/// Reads a file and judges its rows.
pub(super) struct Judge {
    from: Rows,
    /// Whose signature stands for the file.
    vouched: Option<Arc<Vouched>>,
    rules: Rules,
    now: Moment,
    deadlines: Deadlines,
}

/// A piece of the file.
#[derive(Default)]
pub(super) struct Judged {
    piece: Piece,
    /// The right rows, in the order of the file.
    pub good: Vec<Good>,
    /// How many are wrong.
    pub refused: u64,
    /// What is wrong with them.
    pub defects: Vec<Defect>,
    /// The sum of all rows, right or wrong, where each states one.
    pub sum: Option<Amount>,
    /// The events of the right rows as far as they are known.
    lines: String,
}

/// A right row of a piece.
pub(super) struct Good {
    row: usize,
    /// What it says; its texts lie in the piece.
    pub checked: Checked<()>,
    /// Digest of the row.
    pub content: [u8; 32],
    /// Finds possible duplicates.
    pub claim: i64,
    /// Tells that its number was never there.
    pub number_key: u64,
    /// Its event, in `lines`.
    event: (usize, usize),
}

impl Judge {
    /// Begins to read a file; it is judged by these rules at this moment.
    pub fn new(from: Rows, vouched: Option<Arc<Vouched>>, rules: Rules, now: Moment) -> Self {
        Judge { from, vouched, rules, now, deadlines: Deadlines::default() }
    }

    /// The next piece, in the place of one that is no longer needed; a piece without rows at the end.
    pub fn next(mut self, mut judged: Judged) -> (Self, Result<Judged, TableFault>) {
        let read = self.from.next_piece(&mut judged.piece).map(|()| {
            self.judge(&mut judged);
            judged
        });
        (self, read)
    }

    fn judge(&mut self, judged: &mut Judged) {
        let Judged { piece, good, refused, defects, sum, lines } = judged;
        good.clear();
        lines.clear();
        defects.clear();
        (*refused, *sum) = (0, Some(Amount::ZERO));
        let mut fields = Vec::with_capacity(COLUMNS.len());
        for row in 0..piece.len() {
            let line = piece.line(row);
            if let Some(found) = piece.odd_count(row) {
                *sum = None;
                *refused += 1;
                defects.push(Defect::new("", Code::FieldCount, found, self.from.width()).on(line));
                continue;
            }
            piece.fields_into(row, &mut fields);
            let checked = check_next(&fields, &self.rules, self.now, &mut self.deadlines);
            let checked = with_cells(checked, piece.wrong(row));
            let stated = match &checked {
                Ok(checked) => Some(checked.application.amount),
                Err(_) => Amount::parse(fields[10]).ok(),
            };
            *sum = sum.and_then(|s| stated.and_then(|a| s.checked_add(a)));
            let checked = checked.and_then(|checked| match &self.vouched {
                Some(vouched) if !vouched.speaks_for(checked.application.bin.as_str()) => Err(vec![of_another()]),
                _ => Ok(checked),
            });
            match checked {
                Ok(checked) => {
                    let a = &checked.application;
                    let begin = lines.len();
                    tell(lines, &checked, &fields);
                    good.push(Good {
                        row,
                        content: a.content(),
                        claim: a.claim(),
                        number_key: number_key(a.service, a.number),
                        checked: checked.with(|_| ()),
                        event: (begin, lines.len()),
                    });
                }
                Err(wrong) => {
                    *refused += 1;
                    let placed = |d: Defect| {
                        let line = self.from.line_of(&d.column).unwrap_or(line);
                        d.on(line)
                    };
                    defects.extend(wrong.into_iter().map(placed));
                }
            }
        }
    }
}

/// The certificate is another organisation's than the one that asks (004 §8.6).
fn of_another() -> Defect {
    Defect::new("recipient_bin", Code::SignatureRefused, Cause::BinDiffers, Reason::WrongPerson)
}

impl Judged {
    /// How many rows it has, right or wrong.
    pub const fn rows(&self) -> usize {
        self.piece.len()
    }

    /// Line in the file of a right row.
    pub fn line(&self, good: &Good) -> u64 {
        self.piece.line(good.row)
    }

    /// What a right row says.
    pub fn application(&self, good: &Good) -> Application<&str> {
        good.checked.application.with(|column| self.piece.field(good.row, column))
    }

    /// A right row as it is stored where nothing holds it.
    pub fn request<'a>(&'a self, good: &'a Good) -> NewRequest<'a> {
        NewRequest {
            checked: good.checked.with(|column| self.piece.field(good.row, column)),
            dates: [12, 13, 14].map(|column| self.piece.field(good.row, column)),
            content: &good.content,
            claim: good.claim,
            holds: 0,
        }
    }

    /// The event of a right row but for its holds, which only the database knows.
    pub fn event(&self, good: &Good) -> &str {
        self.lines.get(good.event.0..good.event.1).unwrap_or_default()
    }
}

/// Begins the event of a request; its dates are written as they came, because they have one form.
fn tell(lines: &mut String, checked: &Checked<&str>, fields: &[&str]) {
    let a = &checked.application;
    Line::begin(lines, "request-received")
        .text("service", a.service)
        .text("number", a.number)
        .moment("registered_at", a.registered_at)
        .plain("bin", a.bin.as_str())
        .text("name", a.name)
        .plain("account", a.account.as_str())
        .plain("bic", a.bic.as_str())
        .plain("kbe", a.kbe)
        .amount("base", a.base)
        .rate("rate", a.rate)
        .amount("amount", a.amount)
        .text("agreement_no", a.agreement_no)
        .plain("agreement_date", fields[12])
        .plain("period_from", fields[13])
        .plain("period_to", fields[14])
        .moment("confirm_due", checked.confirm_due);
}
