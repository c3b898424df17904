//! The lines of a statement that is a text: in UTF-8, or in the one encoding of a byte a letter that its form is written in.
//! Which of the two is told by the first line with a letter beyond ASCII, and holds for the rest. A line ends as Windows, Unix
//! or the old Macintosh end it.

use std::io::{BufRead, Read};

use super::xml::fault;
use crate::domain::defect::Code;
use crate::format::table::TableFault;

/// No line of such a statement is longer, in bytes.
const LONGEST: u64 = 1 << 14;

/// Reads bytes of an encoding of a byte a letter; nothing where one is no letter.
pub(super) type SingleByte = fn(&[u8]) -> Option<String>;

/// Lines, one after the other.
pub(super) struct Lines<'a> {
    input: &'a mut dyn BufRead,
    single: SingleByte,
    /// What lines end with, once that is known.
    end: Option<u8>,
    /// Whether the file is in UTF-8, once that is known.
    utf8: Option<bool>,
    bytes: Vec<u8>,
    /// The last line, without its end.
    pub text: String,
    /// Its number, from 1.
    pub number: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead, single: SingleByte) -> Self {
        Lines { input, single, end: None, utf8: None, bytes: Vec::new(), text: String::new(), number: 0 }
    }

    /// Takes the next line; whether there is one.
    pub(super) fn next(&mut self) -> Result<bool, TableFault> {
        self.bytes.clear();
        self.number += 1;
        let end = match self.end {
            Some(end) => end,
            None => *self.end.insert(end_of(self.input.fill_buf().map_err(TableFault::Io)?)),
        };
        let read = (&mut *self.input).take(LONGEST).read_until(end, &mut self.bytes).map_err(TableFault::Io)?;
        if read == 0 {
            return Ok(false);
        }
        if self.bytes.last() != Some(&end) && read as u64 == LONGEST {
            return Err(fault(Code::TooLong, format!("≥ {LONGEST}"), LONGEST, self.number));
        }
        let line = self.bytes.strip_suffix(&[end]).unwrap_or(&self.bytes);
        let mut line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.number == 1 {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        let utf8 = std::str::from_utf8(line).ok();
        if !line.is_ascii() {
            self.utf8.get_or_insert(utf8.is_some());
        }
        self.text.clear();
        match (self.utf8, utf8) {
            (Some(false), _) => match (self.single)(line) {
                Some(text) => self.text.push_str(&text),
                None => return Err(fault(Code::NotUtf8, String::from_utf8_lossy(line), "", self.number)),
            },
            (_, Some(text)) => self.text.push_str(text),
            (_, None) => return Err(fault(Code::NotUtf8, String::from_utf8_lossy(line), "", self.number)),
        }
        Ok(true)
    }
}

/// What the lines of a file that begins so end with: carriage returns where there is nothing else.
fn end_of(start: &[u8]) -> u8 {
    if memchr::memchr(b'\n', start).is_none() && memchr::memchr(b'\r', start).is_some() { b'\r' } else { b'\n' }
}

/// A sum as banks write it: with a comma or a dot, and with nothing behind it where there are no tiyn.
pub(super) fn amount(text: &str, line: u64) -> Result<crate::domain::money::Amount, TableFault> {
    let plain = text.replace(',', ".");
    let read = crate::domain::money::Amount::parse(plain.strip_suffix('.').unwrap_or(&plain));
    read.map_err(|_| fault(Code::BadAmount, text, "", line))
}
