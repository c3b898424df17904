//! A walk through the XML of a bank: each element is told when it opens and when it closes, by the names on the way to it.
//! Names may have a prefix. Nothing is held beside the text of one element, so a file of any length takes the memory of a
//! short one; a document type, which could name other files and grow without end, is refused.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::domain::defect::{Code, Defect};
use crate::format::table::TableFault;

/// No tag, text or comment of a statement is longer, in bytes.
const LONGEST: usize = 1 << 20;
/// No element of a statement stands deeper.
const DEEPEST: usize = 64;

/// An element that closes.
pub(super) struct Closed<'a> {
    /// The names on the way to it, the root's first, parted by `/`.
    pub path: &'a str,
    /// Its own text, without blanks around it; empty where it holds elements.
    pub text: &'a str,
    /// Its attribute `Ccy`, a currency.
    pub currency: &'a str,
    /// Line in the file, from 1, on which it closes.
    pub line: u64,
}

/// Whoever listens to the walk.
pub(super) trait Listener {
    /// An element opens.
    fn open(&mut self, path: &str, line: u64) -> Result<(), TableFault>;
    /// It closes.
    fn close(&mut self, element: &Closed<'_>) -> Result<(), TableFault>;
}

/// A fault of the form at a line.
pub(super) fn fault(
    code: Code,
    value: impl std::fmt::Display,
    expected: impl std::fmt::Display,
    line: u64,
) -> TableFault {
    TableFault::Form(vec![Defect::new("", code, value, expected).on(line)])
}

/// What the root element's namespace ends in (`camt.053.001.08`), if `start`, the begin of a file, is XML of ISO 20022.
pub(super) fn message_of(start: &[u8]) -> Option<String> {
    const SPACE: &str = "urn:iso:std:iso:20022:tech:xsd:";
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if start.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let text = String::from_utf8_lossy(start);
    let (_, after) = text.split_once(SPACE)?;
    Some(after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '.').collect())
}

/// Walks through the whole document.
pub(super) fn walk(input: &mut dyn BufRead, listener: &mut dyn Listener) -> Result<(), TableFault> {
    let mut reader = Reader::from_reader(Counted { input, lines: 1, since: 0 });
    let (mut bytes, mut place) = (Vec::new(), Place::default());
    loop {
        bytes.clear();
        let line = reader.get_ref().lines;
        reader.get_mut().since = 0;
        let event = match reader.read_event_into(&mut bytes) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(e)) if e.kind() == io::ErrorKind::FileTooLarge => {
                return Err(fault(Code::TooLong, format!("≥ {LONGEST}"), LONGEST, line));
            }
            Err(quick_xml::Error::Io(e)) => return Err(TableFault::Io(io::Error::new(e.kind(), e.to_string()))),
            Err(broken) => return Err(fault(Code::NotXml, broken, "", line)),
        };
        match event {
            Event::Start(start) => place.open(&start, listener, line)?,
            Event::Empty(start) => {
                place.open(&start, listener, line)?;
                place.close(listener, line)?;
            }
            Event::End(_) => place.close(listener, line)?,
            Event::Text(text) => place.text.push_str(&text.xml10_content()),
            Event::CData(text) => place.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                match reference.resolve_char_ref() {
                    Ok(Some(c)) => place.text.push(c),
                    Ok(None) => match quick_xml::escape::resolve_predefined_entity(&name) {
                        Some(text) => place.text.push_str(text),
                        None => return Err(fault(Code::NotXml, format!("&{name};"), "", line)),
                    },
                    Err(broken) => return Err(fault(Code::NotXml, broken, "", line)),
                }
            }
            Event::DocType(_) => return Err(fault(Code::NotXml, "<!DOCTYPE", "", line)),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof if place.open.is_empty() && place.roots == 1 => return Ok(()),
            Event::Eof => return Err(fault(Code::CutOff, format!("</{}>", place.path), "", line)),
        }
        if place.text.len() > LONGEST {
            return Err(fault(Code::TooLong, place.text.len(), LONGEST, line));
        }
    }
}

/// Where the walk stands.
#[derive(Default)]
struct Place {
    path: String,
    /// Of each open element the length of the path before it, and its currency.
    open: Vec<(usize, String)>,
    text: String,
    roots: usize,
}

impl Place {
    fn open(&mut self, start: &BytesStart<'_>, listener: &mut dyn Listener, line: u64) -> Result<(), TableFault> {
        self.roots += usize::from(self.open.is_empty());
        if self.open.len() == DEEPEST || self.roots > 1 {
            return Err(fault(Code::NotXml, format!("{}/{}", self.path, start.local_name().as_ref()), "", line));
        }
        let mut currency = String::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|broken| fault(Code::NotXml, broken, "", line))?;
            if attribute.key.local_name().as_ref() == "Ccy" {
                currency = attribute.value.to_string();
            }
        }
        self.open.push((self.path.len(), currency));
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(start.local_name().as_ref());
        self.text.clear();
        listener.open(&self.path, line)
    }

    fn close(&mut self, listener: &mut dyn Listener, line: u64) -> Result<(), TableFault> {
        let Some((length, currency)) = self.open.pop() else { return Ok(()) };
        let element = Closed { path: &self.path, text: self.text.trim(), currency: &currency, line };
        listener.close(&element)?;
        self.path.truncate(length);
        self.text.clear();
        Ok(())
    }
}

/// Counts the lines that were read, and the bytes since the last event: past the longest, reading ends.
struct Counted<'a> {
    input: &'a mut dyn BufRead,
    lines: u64,
    since: usize,
}

impl Read for Counted<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(room)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > LONGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "a tag or a text without an end"));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // what is consumed was in the buffer a moment ago
        if let Ok(held) = self.input.fill_buf() {
            let used = &held[..amount.min(held.len())];
            self.lines += memchr::memchr_iter(b'\n', used).count() as u64;
        }
        self.since += amount;
        self.input.consume(amount);
    }
}

/// The day of an ISO date or moment, as it is written there.
pub(super) fn day(text: &str, line: u64) -> Result<chrono::NaiveDate, TableFault> {
    let date = text.get(..10).and_then(crate::domain::time::parse_date);
    date.ok_or_else(|| fault(Code::BadDate, text, "", line))
}
