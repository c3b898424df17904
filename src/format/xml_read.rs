//! Reads a payment file in XML strictly and as a stream: every element must stand in the form's table, in its order and
//! once, and nothing else may stand in the file. The read-back before hand-over rests on it.
//!
//! It knows no more of XML than a file of ours needs, and refuses the rest, be it right or not: the declaration to the
//! letter, comments before the root element alone, no empty-element tags, no spaces in an end tag, no document type, no
//! CDATA, no processing instruction, no bare `>` or carriage return in a text. What it takes is XML, and means what it
//! reads there: the tests hold it against a common reader. It looks at each byte about once and keeps one order.

use std::io::Read;

use memchr::{memchr, memchr3, memrchr};

use super::reading::{Fields, ReadFault};
use super::xml_form::{Draft, Element, Form, Goes, shown};

/// What a file of some form holds beside its orders.
pub(super) struct Found {
    comments: Vec<String>,
    header: Draft,
}

impl Found {
    /// Comments before the root element.
    pub fn comments(&self) -> &[String] {
        &self.comments
    }

    /// Fields of the header.
    pub fn header(&self) -> Result<Fields<'_>, ReadFault> {
        self.header.fields(None)
    }
}

/// The declaration, to the letter.
const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
/// So much of the file is held.
const PIECE: usize = 1 << 17;
/// No tag, comment or reference of ours is longer.
const MARKUP: usize = 1 << 10;
/// No file of ours has more comments.
const COMMENTS: usize = 4;

/// Takes the fields of an order.
pub(super) type TakeFields<'f> = dyn FnMut(Fields<'_>) -> Result<(), ReadFault> + 'f;

/// Reads the whole file; `take` gets each order's fields.
pub(super) fn read(form: &Form, input: &mut dyn Read, take: &mut TakeFields) -> Result<Found, ReadFault> {
    let mut walk = Walk::new(form);
    let mut held = vec![0; PIECE];
    let (mut from, mut to, mut before, mut ended) = (0, 0, 0_u64, false);
    loop {
        let used =
            walk.go(&held[from..to], ended, take).map_err(|(used, odd)| odd.at(before + (from + used) as u64))?;
        from += used;
        if ended {
            break;
        }
        held.copy_within(from..to, 0);
        before += from as u64;
        (from, to) = (0, to - from);
        match input.read(&mut held[to..]) {
            Ok(0) => ended = true,
            Ok(n) => to += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e.into()),
        }
    }
    if walk.open.len() > 1 || walk.open[0].next == 0 || from < to {
        return Err(odd("the file is cut off").at(before + from as u64));
    }
    Ok(Found { comments: walk.comments, header: walk.header })
}

/// What the walk found wrong, before its place is known.
enum Odd {
    Form(String),
    Fault(ReadFault),
}

impl Odd {
    fn at(self, byte: u64) -> ReadFault {
        match self {
            Odd::Form(reason) => ReadFault::Form { place: format!("byte {byte}"), reason },
            Odd::Fault(fault) => fault,
        }
    }
}

impl From<ReadFault> for Odd {
    fn from(fault: ReadFault) -> Self {
        Odd::Fault(fault)
    }
}

fn odd(reason: impl Into<String>) -> Odd {
    Odd::Form(reason.into())
}

/// An element that is open.
#[derive(Clone, Copy)]
struct Open {
    element: usize,
    /// Which of the elements in it may come next.
    next: usize,
}

/// Where the reader stands in the file, and what it has gathered.
struct Walk {
    /// The form's tree.
    elements: Vec<Element>,
    open: Vec<Open>,
    declared: bool,
    orders: usize,
    comments: Vec<String>,
    header: Draft,
    draft: Draft,
}

impl Walk {
    fn new(form: &Form) -> Self {
        Walk {
            elements: form.elements(),
            open: vec![Open { element: 0, next: 0 }],
            declared: false,
            orders: 0,
            comments: Vec::new(),
            header: Draft::new(form.header),
            draft: Draft::new(form.fields),
        }
    }

    /// Takes what is whole of `bytes`, or all of them at the end; how many that were.
    fn go(&mut self, bytes: &[u8], ended: bool, take: &mut TakeFields) -> Result<usize, (usize, Odd)> {
        let mut used = 0;
        loop {
            let rest = &bytes[used..];
            // tag follows tag more often than not
            let text = if rest.first() == Some(&b'<') { 0 } else { memchr(b'<', rest).unwrap_or(rest.len()) };
            let whole = if text < rest.len() || ended { text } else { whole_text(rest) };
            if whole > 0 {
                self.text(&rest[..whole]).map_err(|odd| (used, odd))?;
                used += whole;
            }
            if text == rest.len() {
                return Ok(used);
            }
            match self.markup(&bytes[used..], take).map_err(|odd| (used, odd))? {
                Some(length) => used += length,
                None if ended || bytes.len() - used > MARKUP => return Err((used, odd("markup without an end"))),
                None => return Ok(used),
            }
        }
    }

    fn here(&self) -> Open {
        self.open[self.open.len() - 1]
    }

    /// A piece of text of the innermost element.
    fn text(&mut self, text: &[u8]) -> Result<(), Odd> {
        let value = match self.elements[self.here().element].goes {
            Goes::Header(row) => &mut self.header.values[row],
            Goes::Order(row) => &mut self.draft.values[row],
            Goes::Apart | Goes::AnOrder => {
                let blank = text.iter().all(|b| matches!(b, b' ' | b'\n' | b'\t'));
                return if blank && self.declared {
                    Ok(())
                } else {
                    Err(odd(format!("text `{}` between elements", shown(text))))
                };
            }
        };
        match memchr3(b'&', b'>', b'\r', text) {
            None => value.extend_from_slice(text),
            Some(first) => resolve(value, text, first)?,
        }
        Ok(())
    }

    /// One tag or comment at the start of `rest`; its length, or nothing where its end has not been read yet.
    fn markup(&mut self, rest: &[u8], take: &mut TakeFields) -> Result<Option<usize>, Odd> {
        let Open { element, next } = self.here();
        let element = &self.elements[element];
        if rest.starts_with(b"</") {
            let length = element.name.len() + 3;
            if rest.len() < length {
                return Ok(None);
            }
            if self.open.len() == 1 || !element.is_at(&rest[2..]) {
                return Err(odd(format!("`{}` where `</{}>` should be", shown(&rest[..length]), element.name)));
            }
            self.close(take)?;
            return Ok(Some(length));
        }
        if let Some(place) = element.inside.get(next) {
            let follows = &self.elements[*place];
            if rest.get(1..).is_some_and(|rest| follows.is_at(rest)) {
                let length = follows.name.len() + 2;
                self.enter(*place, next)?;
                return Ok(Some(length));
            }
        }
        if self.open.len() == 1 && self.here().next == 0 && matches!(rest.get(1), None | Some(b'?' | b'!')) {
            return self.prologue(rest);
        }
        self.start(rest)
    }

    /// The declaration or a comment.
    fn prologue(&mut self, rest: &[u8]) -> Result<Option<usize>, Odd> {
        if rest.len() < DECLARATION.len() && DECLARATION.starts_with(rest) {
            return Ok(None);
        }
        if !self.declared && rest.starts_with(DECLARATION) {
            self.declared = true;
            return Ok(Some(DECLARATION.len()));
        }
        if rest.len() < 4 && b"<!--".starts_with(rest) {
            return Ok(None);
        }
        let Some(inside) = rest.strip_prefix(b"<!--").filter(|_| self.declared && self.comments.len() < COMMENTS)
        else {
            return Err(odd(format!("`{}` does not belong here", shown(rest))));
        };
        let Some(end) = memchr::memmem::find(inside, b"--") else { return Ok(None) };
        match inside.get(end + 2) {
            None => return Ok(None),
            Some(b'>') => {}
            Some(_) => return Err(odd("`--` in a comment")),
        }
        let text = std::str::from_utf8(&inside[..end]).map_err(|e| odd(e.to_string()))?;
        self.comments.push(text.to_owned());
        Ok(Some(4 + end + 3))
    }

    /// A start tag that is not the very next one, or that has attributes.
    fn start(&mut self, rest: &[u8]) -> Result<Option<usize>, Odd> {
        let Some(end) = memchr(b'>', &rest[..rest.len().min(MARKUP)]) else { return Ok(None) };
        let unknown = || odd(format!("`{}` does not belong here", shown(&rest[..=end])));
        let tag = std::str::from_utf8(&rest[1..end]).map_err(|_| unknown())?;
        let (name, mut attributes) = tag.split_once(' ').map_or((tag, None), |(name, more)| (name, Some(more)));
        let Open { element, next } = self.here();
        let inside = self.elements[element].inside.iter().enumerate().skip(next);
        let found = inside.map(|(i, place)| (i, *place)).find(|(_, place)| self.elements[*place].name == name);
        let (next, place) = found.filter(|_| self.declared).ok_or_else(unknown)?;
        for i in 0..self.elements[place].attributes.len() {
            let (name, goes) = self.elements[place].attributes[i];
            let Some(value) = attributes.and_then(|a| a.strip_prefix(name)).and_then(|a| a.strip_prefix("=\"")) else {
                return Err(unknown());
            };
            let (value, more) = value.split_once('"').ok_or_else(unknown)?;
            if value.contains(['<', '&', '\t', '\n', '\r']) {
                return Err(unknown());
            }
            match goes {
                Goes::Header(row) => self.header.put(row, value)?,
                Goes::Order(row) => self.draft.put(row, value)?,
                Goes::Apart | Goes::AnOrder => return Err(unknown()),
            }
            attributes = if more.is_empty() { None } else { Some(more.strip_prefix(' ').ok_or_else(unknown)?) };
        }
        if attributes.is_some() {
            return Err(unknown());
        }
        self.go_into(place, next);
        Ok(Some(end + 1))
    }

    /// Enters the element `place`, the `next` in the one that is open, whose tag had no attributes.
    fn enter(&mut self, place: usize, next: usize) -> Result<(), Odd> {
        let element = &self.elements[place];
        if !self.declared || !element.attributes.is_empty() {
            return Err(odd(format!("`<{}>` where there should be its attributes, or the declaration", element.name)));
        }
        self.go_into(place, next);
        Ok(())
    }

    fn go_into(&mut self, place: usize, next: usize) {
        let element = &self.elements[place];
        if let Some(open) = self.open.last_mut() {
            open.next = if element.again { next } else { next + 1 };
        }
        match element.goes {
            Goes::Header(row) => self.header.there[row] = true,
            Goes::Order(row) => self.draft.there[row] = true,
            Goes::Apart | Goes::AnOrder => {}
        }
        self.open.push(Open { element: place, next: 0 });
    }

    fn close(&mut self, take: &mut TakeFields) -> Result<(), Odd> {
        match self.elements[self.here().element].goes {
            Goes::Header(row) => self.header.check(row)?,
            Goes::Order(row) => self.draft.check(row)?,
            Goes::AnOrder => {
                self.orders += 1;
                let fields = self.draft.fields(Some(self.orders))?;
                take(fields)?;
                self.draft.clear();
            }
            Goes::Apart => {}
        }
        self.open.pop();
        Ok(())
    }
}

/// How much of a text that goes on can be taken: not a reference of which a part is missing.
fn whole_text(text: &[u8]) -> usize {
    let last = memrchr(b'&', &text[text.len().saturating_sub(MARKUP)..]);
    let last = last.map(|at| at + text.len().saturating_sub(MARKUP));
    last.filter(|at| memchr(b';', &text[*at..]).is_none()).unwrap_or(text.len())
}

/// Puts a text in which something stands at `first` that is no plain character.
fn resolve(value: &mut Vec<u8>, text: &[u8], first: usize) -> Result<(), Odd> {
    let (mut rest, mut next) = (text, Some(first));
    while let Some(at) = next {
        value.extend_from_slice(&rest[..at]);
        if rest[at] != b'&' {
            return Err(odd(format!("a bare character U+{:04X} in a text", rest[at])));
        }
        rest = &rest[at + 1..];
        let name = &rest[..memchr(b';', rest).ok_or_else(|| odd("a reference without an end"))?];
        value.push(character(name).ok_or_else(|| odd(format!("entity `{}` is unknown", shown(name))))?);
        rest = &rest[name.len() + 1..];
        next = memchr3(b'&', b'>', b'\r', rest);
    }
    value.extend_from_slice(rest);
    Ok(())
}

/// What an entity or a number stands for, of those that a file of ours needs.
fn character(name: &[u8]) -> Option<u8> {
    Some(match name {
        b"amp" => b'&',
        b"lt" => b'<',
        b"gt" => b'>',
        b"#9" => b'\t',
        b"#10" => b'\n',
        b"#13" => b'\r',
        _ => return None,
    })
}
