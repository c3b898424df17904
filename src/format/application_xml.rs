//! An application as one XML document (004 §4, §8.5), the form that its recipient signs:
//!
//! ```xml
//! <?xml version="1.0" encoding="UTF-8"?>
//! <application xmlns="urn:qazyna:application:1">
//!   <service>microfinance-subsidy</service>
//!   <number>KRG-2026-000017</number>
//!   …
//!   <attachments>
//!     <attachment name="Договор.pdf" bytes="48213" sha256="9f86…"/>
//!   </attachments>
//! </application>
//! ```
//!
//! The attached files may be left out. All other elements are the columns of a request file, each once, in any order, with text alone inside; the schema is
//! `config/schema/qazyna-application-1.xsd`. What it says is judged as a row of such a file is; each fault names the line
//! of its element.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::table::Piece;
use crate::domain::attachment::{self, Named};
use crate::domain::audit::parse_digest;
use crate::domain::defect::{Code, Defect};

/// The namespace of every element.
pub const NAMESPACE: &str = "urn:qazyna:application:1";
/// The root element.
const ROOT: &str = "application";
/// The element around the attached files, and the one of each.
const ATTACHED: [&str; 2] = ["attachments", "attachment"];
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
    /// The attached files in the order of the document, each with its line.
    pub attached: Vec<(Named, u64)>,
}

/// Whether a file begins as XML does, in UTF-16 too, which is then refused; a table begins with the name of a column.
pub fn is_xml(bytes: &[u8]) -> bool {
    if [b"\xff\xfe<\0", b"\xfe\xff\0<"].into_iter().any(|begins| bytes.starts_with(begins)) {
        return true;
    }
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
        vec![Defect::new("", Code::NotUtf8, shown, "XML").on(1 + line_ends(good))]
    })?;
    let found = vec![None; columns.len()];
    let mut walk = Walk { bytes, columns, found, attached: None, defects: Vec::new(), open: None, depth: 0 };
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
    /// The attached files, once their element has begun.
    attached: Option<Vec<(Named, u64)>>,
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
            1 if name == ATTACHED[0] && ours => {
                if self.attached.replace(Vec::new()).is_some() {
                    self.defects.push(Defect::new(name, Code::DoubledColumn, name, "").on(line));
                }
            }
            2 if name == ATTACHED[1] && ours && self.open.is_none() => {
                let file = named(start).map_err(|wrong| vec![broken(wrong, line)])?;
                let attached = self.attached.get_or_insert_default();
                if attached.len() == attachment::MOST {
                    let most = attachment::MOST;
                    return Err(vec![Defect::new(name, Code::AttachmentsTooMany, most + 1, most).on(line)]);
                }
                if let Some(wrong) = attachment::check_name(&file.name) {
                    self.defects.push(wrong.on(line));
                } else if attached.iter().any(|(other, _)| other.name == file.name) {
                    self.defects.push(Defect::new(name, Code::DoubledColumn, &file.name, "").on(line));
                }
                attached.push((file, line));
            }
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
        Ok(ApplicationXml { row: Piece::of_row(1, &fields), lines, attached: self.attached.unwrap_or_default() })
    }
}

/// The attached file that an element names, or what is wrong with the element.
fn named(start: &BytesStart<'_>) -> Result<Named, String> {
    let (mut name, mut bytes, mut sha256) = (None, None, None);
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|fault| fault.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|fault| fault.to_string())?;
        let key = attribute.key.as_ref();
        match key {
            "name" => name = Some(value.into_owned()),
            "bytes" => bytes = value.parse().ok(),
            "sha256" => sha256 = parse_digest(&value),
            _ => return Err(format!("<{} {key}=…>", ATTACHED[1])),
        }
    }
    let wanted = || format!("<{} name=… bytes=… sha256=…/>", ATTACHED[1]);
    let (Some(name), Some(bytes), Some(sha256)) = (name, bytes, sha256) else { return Err(wanted()) };
    Ok(Named { name, bytes, sha256 })
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

    const FIELDS: &str = "<number>1</number><name>n</name><amount>2</amount>";

    fn attached(inside: &str) -> String {
        document(&format!("{FIELDS}\n<attachments>{inside}</attachments>"))
    }

    #[test]
    fn attached_files_are_named_with_their_length_and_digest() {
        let digest = "0123456789abcdef".repeat(4);
        let text = attached(&format!(
            "\n<attachment name=\"Договор &quot;5&quot;.pdf\" bytes=\"7\" sha256=\"{digest}\"/>\n<attachment sha256='{}' name='b' bytes='0'></attachment>",
            digest.to_uppercase()
        ));
        let found = read(text.as_bytes(), "a.xml", &COLUMNS).unwrap().attached;
        let seen: Vec<_> = found.iter().map(|(one, line)| (one.name.as_str(), one.bytes, one.sha256, *line)).collect();
        let wanted = parse_digest(&digest).unwrap();
        assert_eq!(seen, [("Договор \"5\".pdf", 7, wanted, 5), ("b", 0, wanted, 6)]);
        assert!(read(attached("").as_bytes(), "a.xml", &COLUMNS).unwrap().attached.is_empty());
        assert!(read(document(FIELDS).as_bytes(), "a.xml", &COLUMNS).unwrap().attached.is_empty());
    }

    #[test]
    fn an_attached_file_that_is_named_wrongly_is_refused_with_its_line() {
        let one = |name: &str| format!("<attachment name=\"{name}\" bytes=\"1\" sha256=\"{}\"/>", "0".repeat(64));
        let code = |inside: &str| {
            let (column, code, line) = faults(&attached(inside)).remove(0);
            assert_eq!(line, Some(4), "{column} {code}");
            code
        };
        assert_eq!(code(&one("a/b")), "attachment-name");
        assert_eq!(code(&one("..")), "attachment-name");
        assert_eq!(code(&(one("a") + &one("a"))), "doubled-column");
        assert_eq!(code(&["a", "b", "c", "d", "e", "f"].map(one).concat()), "too-many-attachments");
        for wrong in [
            "<attachment/>",
            "<attachment name=\"a\" bytes=\"1\" sha256=\"00\"/>",
            "<attachment name=\"a\" bytes=\"-1\" sha256=\"\"/>",
            &one("a").replace("name", "title"),
            &one("a").replace("/>", "><b/></attachment>"),
            &one("a").replace("/>", ">text</attachment>"),
            "<file/>",
            "text",
        ] {
            assert_eq!(code(wrong), "not-xml", "{wrong}");
        }
        let twice = document(&format!("{FIELDS}<attachments/><attachments/>"));
        assert_eq!(faults(&twice)[0].1, "doubled-column");
        let outside = document(&format!("{FIELDS}{}", one("a")));
        assert_eq!(faults(&outside)[0].1, "unknown-column");
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
        for wide in [u16::to_le_bytes, u16::to_be_bytes] {
            let wide: Vec<u8> = format!("\u{feff}{}", document("")).encode_utf16().flat_map(wide).collect();
            assert!(is_xml(&wide));
            assert_eq!(read(&wide, "a.xml", &COLUMNS).unwrap_err()[0].code, Code::NotUtf8);
        }
    }
}
