//! The strict reader of payment files held against a common one: what ours takes is XML and says the same there.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{self, Read};

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use super::reading::Fields;
use super::xml_form::{Form, Slot};
use super::xml_read::read;
use super::{pain001, treasury_xml};

const FILES: [(&Form, &str); 2] = [
    (&treasury_xml::FORM, include_str!("../../tests/golden/treasury-1.xml")),
    (&pain001::FORM, include_str!("../../tests/golden/pain001.xml")),
];

/// The fields of the orders, and last those of the header.
type Said = Vec<Vec<(&'static str, String)>>;

/// What our reader says of a file.
fn ours(form: &Form, input: &mut dyn Read) -> Result<Said, String> {
    let mut said = Vec::new();
    let found = read(form, input, &mut |fields| {
        said.push(fields.into_owned()?);
        Ok(())
    });
    said.push(found.map_err(|e| e.to_string())?.header().and_then(Fields::into_owned).map_err(|e| e.to_string())?);
    Ok(said)
}

/// Every element without elements in it and every attribute, with its path and its text, as the common reader sees
/// them; an element that is an order stands there with the path alone.
fn leaves(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let (mut path, mut value, mut found) = (String::new(), Some(String::new()), Vec::new());
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Eof => break,
            Event::Start(start) => {
                path = format!("{path}/{}", start.name().as_ref());
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|e| e.to_string())?;
                    let text = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
                    found.push((format!("{path}/@{}", attribute.key.as_ref()), text.into_owned()));
                }
                value = Some(String::new());
            }
            Event::End(_) => {
                found.push((path.clone(), value.take().unwrap_or_default()));
                path.truncate(path.rfind('/').unwrap_or(0));
            }
            Event::Text(text) => value.iter_mut().for_each(|value| value.push_str(&text.xml10_content())),
            Event::GeneralRef(name) => {
                let c = name.resolve_char_ref().map_err(|e| e.to_string())?;
                let named = || quick_xml::escape::resolve_xml_entity(name.as_ref()).and_then(|t| t.chars().next());
                let c = c.or_else(named).ok_or("an unknown entity")?;
                value.iter_mut().for_each(|value| value.push(c));
            }
            Event::Decl(_) | Event::Comment(_) => {}
            other => return Err(format!("{other:?}")),
        }
    }
    if path.is_empty() { Ok(found) } else { Err("cut off".to_owned()) }
}

/// What the common reader says of the same file, put where the form says.
fn theirs(form: &Form, text: &str) -> Result<Said, String> {
    let orders = form.header.iter().find(|row| matches!(row.1, Slot::Orders)).unwrap().0;
    let (mut said, mut header, mut order) = (Vec::new(), Vec::new(), Vec::new());
    for (path, value) in leaves(text)? {
        let path = path.strip_prefix('/').and_then(|p| p.strip_prefix(form.root)).unwrap();
        let path = path.strip_prefix('/').unwrap_or(path);
        if path == orders {
            said.push(in_rows(form.fields, &std::mem::take(&mut order)));
        } else if let Some(inside) = path.strip_prefix(orders) {
            order.push((inside[1..].to_owned(), value));
        } else {
            header.push((path.to_owned(), value));
        }
    }
    said.push(in_rows(form.header, &header));
    Ok(said)
}

fn in_rows(rows: &[(&'static str, Slot)], found: &[(String, String)]) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    for (path, slot) in rows {
        let here: Vec<&str> = found.iter().filter(|(p, _)| p == path).map(|(_, v)| v.as_str()).collect();
        match slot {
            Slot::Field(name) => said.push((*name, here.concat())),
            Slot::Optional(name) => said.push((*name, here.concat())),
            Slot::Pieces(name) => said.push((*name, here.concat())),
            Slot::Is(fixed) => assert_eq!(here, [*fixed], "{path}"),
            Slot::Orders => {}
        }
    }
    said
}

/// Gives its bytes in pieces of this size.
struct Drip<'t>(&'t [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(self.0.len()).min(room.len());
        room[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

#[test]
fn both_readers_say_the_same_of_a_file_of_ours() {
    for (form, text) in FILES {
        assert_eq!(ours(form, &mut text.as_bytes()), theirs(form, text));
        for size in 1..70 {
            assert_eq!(ours(form, &mut Drip(text.as_bytes(), size)), theirs(form, text), "in pieces of {size}");
        }
    }
}

const PUT: [&str; 20] = [
    "<",
    ">",
    "&",
    ";",
    "\r",
    "\n",
    " ",
    "]]>",
    "&amp;",
    "&#10;",
    "&lt;",
    "&#0;",
    "<a/>",
    "</>",
    "<a></a>",
    "<!-- -->",
    "<![CDATA[7]]>",
    "<?x y?>",
    "<Id>",
    "</Id>",
];

#[test]
fn whatever_is_put_into_a_file_at_any_place_is_refused_or_read_as_the_common_reader_does() {
    for (form, text) in FILES {
        let mut taken = 0;
        // beside each piece of markup, and at some places between
        let beside =
            |at: usize| text.as_bytes()[at.saturating_sub(1)..].iter().take(2).any(|b| matches!(b, b'<' | b'>'));
        let places = (0..=text.len()).filter(|at| text.is_char_boundary(*at));
        for at in places.filter(|at| beside(*at) || at % 13 == 0) {
            for put in PUT {
                let other = format!("{}{put}{}", &text[..at], &text[at..]);
                if let Ok(said) = ours(form, &mut other.as_bytes()) {
                    taken += 1;
                    assert_eq!(Ok(said), theirs(form, &other), "`{put}` at byte {at}");
                }
            }
        }
        assert!(taken > 500, "spaces and references in a text are taken: {taken}");
    }
}

#[test]
fn whatever_is_left_out_of_a_file_or_stands_twice_is_refused_or_read_as_the_common_reader_does() {
    for (form, text) in FILES {
        let places: Vec<usize> = text.match_indices(['<', '>', '\n']).map(|(at, _)| at).collect();
        for (i, from) in places.iter().enumerate() {
            for to in &places[i + 1..(i + 12).min(places.len())] {
                let (before, piece, after) = (&text[..*from], &text[*from..*to], &text[*to..]);
                for other in [format!("{before}{after}"), format!("{before}{piece}{piece}{after}")] {
                    if let Ok(said) = ours(form, &mut other.as_bytes()) {
                        assert_eq!(Ok(said), theirs(form, &other), "`{piece}` at byte {from}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_text_and_a_reference_across_the_end_of_a_piece_are_read_whole() {
    let (form, text) = FILES[1];
    let long = format!("{}&#10;&amp;ә", "ә".repeat(70_000));
    let wanted = "Субсидирование";
    assert!(text.contains(wanted));
    for shift in 0..12 {
        let other = text.replacen(wanted, &format!("{}{long}", "x".repeat(shift)), 1);
        assert_eq!(ours(form, &mut other.as_bytes()), theirs(form, &other));
    }
    let endless = text.replacen(wanted, &format!("&{}", "a".repeat(300_000)), 1);
    assert!(ours(form, &mut endless.as_bytes()).is_err());
    let endless = text.replacen("<GrpHdr>", &format!("<{}", "a".repeat(300_000)), 1);
    assert!(ours(form, &mut endless.as_bytes()).unwrap_err().contains("without an end"));
}
