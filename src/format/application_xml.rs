//! An application as one XML document (004 §4, §8.5), the form that its recipient signs:
//!
//! ```xml
//! <?xml version="1.0" encoding="UTF-8"?>
//! <application xmlns="urn:qazyna:application:1">
//!   <service>microfinance-subsidy</service>
//!   <number>KRG-2026-000017</number>
//!   …
//! </application>
//! ```
//!
//! Its elements are the columns of a request file, each once, in any order, with text alone inside; the schema is
//! `config/schema/qazyna-application-1.xsd`. What it says is judged as a row of such a file is; each fault names the line
//! of its element.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::table::Piece;
use crate::domain::defect::{Code, Defect};

/// The namespace of every element.
pub const NAMESPACE: &str = "urn:qazyna:application:1";
/// The root element.
const ROOT: &str = "application";
/// Most bytes of a document: fifteen fields are far shorter.
pub const MOST: usize = 1 << 20;

/// So many elements of no name of ours are told; more help nobody.
const TOLD: usize = 100;

/// A document, read: one row, and the line on which each of its columns stands.
#[derive(Debug)]
pub struct ApplicationXml {
    /// The row.
    pub row: Piece,
    /// Lines from 1, in the order of the columns.
    pub lines: Vec<u64>,
}

/// Whether a file begins as XML does; a table begins with the name of a column.
pub fn is_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<')
}

/// Reads a document called `name`, in which each of `columns` must stand.
///
/// # Errors
/// Every element that is missing, unknown or doubled; or the one fault that keeps the rest from being read.
pub fn read(bytes: &[u8], name: &str, columns: &[&str]) -> Result<ApplicationXml, Vec<Defect>> {
    if bytes.len() > MOST {
        return Err(vec![Defect::new("", Code::NotRecognised, name, format!("XML, ≤ {MOST} B"))]);
    }
    let text = std::str::from_utf8(bytes).map_err(|fault| {
        let (good, rest) = bytes.split_at(fault.valid_up_to());
        let shown = String::from_utf8_lossy(&rest[..rest.len().min(20)]).into_owned();
        vec![Defect::new("", Code::NotUtf8, shown, "").on(1 + line_ends(good))]
    })?;
    let mut walk = Walk { bytes, columns, found: vec![None; columns.len()], defects: Vec::new(), open: None, depth: 0 };
    walk.all(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    walk.finish()
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| **b == b'\n').count() as u64
}

/// An element that is open, and the text in it so far.
struct Open {
    /// Its place among the columns, or `None` for one that nobody knows.
    column: Option<usize>,
    line: u64,
    text: String,
}

struct Walk<'a> {
    bytes: &'a [u8],
    columns: &'a [&'a str],
    found: Vec<Option<(String, u64)>>,
    defects: Vec<Defect>,
    open: Option<Open>,
    depth: usize,
}

impl Walk<'_> {
    fn all(&mut self, text: &str) -> Result<(), Vec<Defect>> {
        let (mut reader, skipped) = (NsReader::from_str(text), self.bytes.len() - text.len());
        let (mut roots, mut counted, mut line) = (0, 0, 1);
        loop {
            let place = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).saturating_add(skipped);
            line += line_ends(self.bytes.get(counted..place).unwrap_or_default());
            counted = place;
            let event = match reader.read_resolved_event() {
                Ok((space, event)) => (matches!(space, ResolveResult::Bound(ns) if ns.as_ref() == NAMESPACE), event),
                Err(fault) => return Err(vec![broken(fault, line)]),
            };
            match event {
                (ours, Event::Start(start)) => {
                    roots += usize::from(self.depth == 0);
                    self.start(&start, ours, line)?;
                }
                (ours, Event::Empty(start)) => {
                    roots += usize::from(self.depth == 0);
                    self.start(&start, ours, line)?;
                    self.end();
                }
                (_, Event::End(_)) => self.end(),
                (_, Event::Text(text)) => self.text(&text.xml10_content(), line)?,
                (_, Event::CData(text)) => self.text(&text.xml10_content(), line)?,
                (_, Event::GeneralRef(reference)) => {
                    let text: Cow<'_, str> = match reference.resolve_char_ref() {
                        Ok(Some(c)) => String::from(c).into(),
                        Ok(None) => match quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()) {
                            Some(text) => text.into(),
                            None => return Err(vec![broken(format!("&{};", &*reference.xml10_content()), line)]),
                        },
                        Err(fault) => return Err(vec![broken(fault, line)]),
                    };
                    self.text(&text, line)?;
                }
                // a document type could name other files and grow without end
                (_, Event::DocType(_)) => return Err(vec![broken("<!DOCTYPE", line)]),
                (_, Event::Decl(_) | Event::Comment(_) | Event::PI(_)) => {}
                (_, Event::Eof) if self.depth > 0 => {
                    return Err(vec![Defect::new("", Code::CutOff, format!("</{ROOT}>"), "").on(line)]);
                }
                (_, Event::Eof) => break,
            }
        }
        if roots == 1 { Ok(()) } else { Err(vec![broken(format!("<{ROOT}> × {roots}"), 1)]) }
    }

    fn start(&mut self, start: &BytesStart<'_>, ours: bool, line: u64) -> Result<(), Vec<Defect>> {
        let name = start.local_name();
        let name: &str = name.as_ref();
        match self.depth {
            0 if name != ROOT || !ours => {
                let expected = format!("<{ROOT} xmlns=\"{NAMESPACE}\">");
                return Err(vec![Defect::new("", Code::NotRecognised, format!("<{name}>"), expected).on(line)]);
            }
            0 => {}
            1 => {
                let column = self.columns.iter().position(|c| *c == name).filter(|_| ours);
                if self.defects.len() == TOLD {
                    return Err(std::mem::take(&mut self.defects));
                }
                if column.is_none() {
                    self.defects.push(Defect::new(name, Code::UnknownColumn, name, self.columns.join(",")).on(line));
                } else if let Some(attribute) = start.attributes().next() {
                    let shown = attribute.map_or_else(|fault| fault.to_string(), |a| a.key.as_ref().to_owned());
                    return Err(vec![broken(format!("<{name} {shown}=…>"), line)]);
                }
                self.open = Some(Open { column, line, text: String::new() });
            }
            // what an unknown element holds is as unknown as itself
            _ if self.open.as_ref().is_some_and(|open| open.column.is_none()) => {}
            _ => return Err(vec![broken(format!("<{name}>"), line)]),
        }
        self.depth += 1;
        Ok(())
    }

    fn text(&mut self, text: &str, line: u64) -> Result<(), Vec<Defect>> {
        match &mut self.open {
            Some(open) => open.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(vec![broken(text.trim().chars().take(40).collect::<String>(), line)]),
        }
        Ok(())
    }

    fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth != 1 {
            return;
        }
        let Some(Open { column: Some(column), line, text }) = self.open.take() else { return };
        match &mut self.found[column] {
            Some(_) => {
                let name = self.columns[column];
                self.defects.push(Defect::new(name, Code::DoubledColumn, name, "").on(line));
            }
            place => *place = Some((text, line)),
        }
    }

    fn finish(mut self) -> Result<ApplicationXml, Vec<Defect>> {
        let wanted = self.columns.join(",");
        for (name, _) in self.columns.iter().zip(&self.found).filter(|(_, found)| found.is_none()) {
            self.defects.push(Defect::new(*name, Code::MissingColumn, name, &wanted).on(1));
        }
        if !self.defects.is_empty() {
            return Err(self.defects);
        }
        let (fields, lines): (Vec<String>, Vec<u64>) = self.found.into_iter().flatten().unzip();
        Ok(ApplicationXml { row: Piece::of_row(1, &fields), lines })
    }
}

fn broken(what: impl std::fmt::Display, line: u64) -> Defect {
    Defect::new("", Code::NotXml, what, "").on(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [&str; 3] = ["number", "name", "amount"];

    fn document(inside: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<application xmlns=\"{NAMESPACE}\">\n{inside}\n</application>\n"
        )
    }

    fn faults(text: &str) -> Vec<(String, &'static str, Option<u64>)> {
        let defects = read(text.as_bytes(), "a.xml", &COLUMNS).unwrap_err();
        defects.into_iter().map(|d| (d.column, d.code.word(), d.line)).collect()
    }

    #[test]
    fn the_elements_are_columns_in_any_order_each_on_its_line() {
        let text =
            document("<amount>1.50</amount>\n<!-- -->\n<name>ТОО «Ә» &amp; К&#1199; <![CDATA[<x>]]></name><number/>");
        let read = read(text.as_bytes(), "a.xml", &COLUMNS).unwrap();
        let mut fields = Vec::new();
        read.row.fields_into(0, &mut fields);
        assert_eq!(fields, ["", "ТОО «Ә» & Кү <x>", "1.50"]);
        assert_eq!(read.lines, [5, 5, 3]);
        assert!(is_xml(text.as_bytes()) && is_xml(b"\xef\xbb\xbf\n <a/>") && !is_xml(b"service,number"));
    }

    #[test]
    fn a_prefix_for_the_namespace_changes_nothing() {
        let text = format!(
            "<q:application xmlns:q=\"{NAMESPACE}\"><q:number>1</q:number><q:name>n</q:name><q:amount>2</q:amount></q:application>"
        );
        assert_eq!(read(text.as_bytes(), "a.xml", &COLUMNS).unwrap().lines, [1, 1, 1]);
    }

    #[test]
    fn every_missing_unknown_and_doubled_element_is_named_with_its_line() {
        let found = faults(&document("<number>1</number>\n<sum>2</sum>\n<number>3</number><amount>4</amount>"));
        let one = |column: &str, code, line| (column.to_owned(), code, Some(line));
        assert_eq!(
            found,
            [one("sum", "unknown-column", 4), one("number", "doubled-column", 5), one("name", "missing-column", 1)]
        );
    }

    #[test]
    fn what_is_no_such_document_is_refused_for_its_own_reason() {
        let one = |text: &str| faults(text)[0].1;
        assert_eq!(one("<Application/>"), "not-recognised");
        assert_eq!(one("<application/>"), "not-recognised");
        assert_eq!(one(&document("<number>1</number>").replace("</application>", "")), "cut-off");
        assert_eq!(one(&document("<number>1</name>")), "not-xml");
        assert_eq!(one(&document("<number><b>1</b></number>")), "not-xml");
        assert_eq!(one(&document("<number id=\"1\">1</number>")), "not-xml");
        assert_eq!(one(&document("words")), "not-xml");
        assert_eq!(one(&document("<number>&other;</number>")), "not-xml");
        assert_eq!(one("<!DOCTYPE a [<!ENTITY x SYSTEM \"/etc/passwd\">]><application/>"), "not-xml");
        assert_eq!(one(&(document("") + "<application/>")), "not-recognised");
        assert_eq!(faults(&" ".repeat(MOST + 1))[0].1, "not-recognised");
        let bytes = read(b"<application>\n\xff", "a.xml", &COLUMNS).unwrap_err();
        assert_eq!((bytes[0].code, bytes[0].line), (Code::NotUtf8, Some(2)));
    }
}
