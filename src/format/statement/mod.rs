//! Statements of the treasury and of banks (004 §5.4, §3: the proof that money went, was refused or came back). Each form has
//! a reader of its own; which one a file is in is told by its content, never by its name.

mod camt;
pub mod csv;
pub mod entry;
mod form_4_20;
pub mod gather;
mod lines;
mod mt;
mod one_c;
#[cfg(test)]
mod one_c_tests;
mod pain002;
#[cfg(test)]
mod tests;
pub mod text;
mod xml;

use std::io::{BufRead, BufReader, Cursor, Read};

use chrono::NaiveDate;

use self::entry::{Entry, Take};
use self::gather::{Gathered, StatementFile};
use crate::domain::defect::{Code, Defect};
use crate::format::table::TableFault;

/// So much of a file is looked at to tell its form, in bytes.
const LOOK: u64 = 1 << 16;
/// What is said to be expected of a file that nobody knows.
const KNOWN: &str = "CSV, camt.053, camt.054, pain.002, MT940, MT950, MT970, 1CClientBankExchange, 4-20";

/// Reads a file called `name`, in whatever form it is, for who pays from the account `own`.
///
/// # Errors
/// [`TableFault`]: the disk, or the form of the file as a whole.
pub fn read(mut input: impl Read + Send, name: &str, own: &str) -> Result<StatementFile, TableFault> {
    let mut start = Vec::new();
    input.by_ref().take(LOOK).read_to_end(&mut start).map_err(TableFault::Io)?;
    let message = xml::message_of(&start);
    let begins_as_xml = super::application_xml::is_xml(&start);
    let (tags, exchange, execution) = (mt::is(&start), one_c::is(&start), form_4_20::is(&start));
    let whole = Cursor::new(start).chain(input);
    match message {
        _ if tags => gather(whole, own, mt::read),
        _ if execution => {
            let form = form_4_20::read(&mut BufReader::with_capacity(1 << 16, whole))?;
            Ok(StatementFile { execution: Some(form), ..StatementFile::default() })
        }
        _ if exchange => gather(whole, own, one_c::read),
        Some(message) if camt::is(&message) => gather(whole, own, camt::read),
        Some(message) if pain002::is(&message) => gather(whole, own, pain002::read),
        message if begins_as_xml => {
            let found = message.unwrap_or_else(|| "XML".to_owned());
            Err(TableFault::Form(vec![Defect::new("", Code::NotRecognised, found, KNOWN).on(1)]))
        }
        _ => csv::read(whole, name).map_err(|fault| match fault {
            TableFault::Form(mut defects) => {
                for defect in defects.iter_mut().filter(|d| d.code == Code::NotRecognised) {
                    defect.expected = KNOWN.to_owned();
                }
                TableFault::Form(defects)
            }
            other => other,
        }),
    }
}

/// What a reader of single entries tells.
fn gather(
    input: impl Read,
    own: &str,
    read: impl FnOnce(&mut dyn BufRead, &mut dyn Take) -> Result<(), TableFault>,
) -> Result<StatementFile, TableFault> {
    let mut rows = Rows { gathered: Gathered::new().map_err(TableFault::Io)?, own };
    read(&mut BufReader::with_capacity(1 << 16, input), &mut rows)?;
    rows.gathered.finish().map_err(TableFault::Io)
}

/// Entries on their way to be rows of who pays from `own`.
struct Rows<'o> {
    gathered: Gathered,
    own: &'o str,
}

impl Take for Rows<'_> {
    fn own(&self) -> &str {
        self.own
    }

    fn begin(&mut self) {
        self.gathered.begin();
    }

    fn entry(&mut self, entry: &Entry<'_>) -> Result<(), TableFault> {
        self.gathered.add(entry.statement, entry.row(self.own)).map_err(TableFault::Io)
    }

    fn dated(&mut self, statement: &str, date: NaiveDate, line: u64) {
        self.gathered.date(statement, date, line);
    }
}
