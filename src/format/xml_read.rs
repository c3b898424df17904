//! Reads a payment file in XML strictly and as a stream: every element must stand in the form's table, once, and
//! nothing else may stand in the file. The read-back before hand-over rests on it.

use std::io::BufRead;
use std::sync::Arc;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use super::reading::{Fields, ReadFault, ReadOrder};

/// What an element (or, with `@`, an attribute) of the form is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    /// A field that must be there.
    Field(&'static str),
    /// A field that may be absent and then counts as empty.
    Optional(&'static str),
    /// A field in one or more pieces, put together as they are.
    Pieces(&'static str),
    /// Always this text.
    Is(&'static str),
}

/// A path below the root, and what stands there.
pub(super) type Row = (&'static str, Slot);

/// The form of a file: where its fields stand.
pub(super) struct Form {
    /// Name of the root element.
    pub root: &'static str,
    /// What stands once, by its path below the root.
    pub header: &'static [Row],
    /// Path of an order below the root.
    pub order: &'static str,
    /// What stands in each order, by its path below the order.
    pub fields: &'static [Row],
}

/// What a file of some form holds.
pub(super) struct Found {
    /// Comments before the root element.
    pub comments: Vec<String>,
    /// Fields of the header.
    pub header: Fields,
    /// The orders.
    pub orders: Vec<ReadOrder>,
}

/// Reads the whole file. `order` makes an order of its fields.
pub(super) fn read(
    form: &Form,
    input: &mut dyn BufRead,
    order: impl Fn(Fields) -> Result<ReadOrder, ReadFault>,
) -> Result<Found, ReadFault> {
    let mut reader = Reader::from_reader(input);
    reader.config_mut().check_comments = true;
    let mut walk = Walk::new(form);
    let mut orders = Vec::new();
    let mut piece = Vec::new();
    loop {
        piece.clear();
        let at = reader.buffer_position();
        let event = reader.read_event_into(&mut piece).map_err(|e| fault_of(e, at))?;
        let step = match event {
            Event::Eof => break,
            other => walk.take(other),
        };
        match step.map_err(|fault| fault.at(at))? {
            Step::On => {}
            Step::OrderEnds => {
                let values = walk.draft.finish(Some(orders.len() + 1))?;
                orders.push(order(values)?);
            }
        }
    }
    if !walk.path.is_empty() || !walk.root_seen {
        return Err(Odd::Form("the file is cut off".to_owned()).at(reader.buffer_position()));
    }
    Ok(Found { comments: walk.comments, header: walk.header.finish(None)?, orders })
}

fn fault_of(error: Error, at: u64) -> ReadFault {
    match error {
        Error::Io(io) => match Arc::try_unwrap(io) {
            Ok(own) => ReadFault::Io(own),
            Err(shared) => ReadFault::Io(std::io::Error::new(shared.kind(), shared.to_string())),
        },
        other => Odd::Form(other.to_string()).at(at),
    }
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

impl From<Error> for Odd {
    fn from(error: Error) -> Self {
        Odd::Form(error.to_string())
    }
}

enum Step {
    On,
    OrderEnds,
}

/// Where the reader stands in the tree, and what it has gathered.
struct Walk<'f> {
    form: &'f Form,
    /// Names of the open elements, joined by `/`, each with its leading `/`.
    path: String,
    root_seen: bool,
    /// Text of the innermost element, while no element has ended in it.
    text: String,
    is_leaf: bool,
    comments: Vec<String>,
    header: Draft,
    draft: Draft,
}

impl<'f> Walk<'f> {
    fn new(form: &'f Form) -> Self {
        Walk {
            form,
            path: String::new(),
            root_seen: false,
            text: String::new(),
            is_leaf: false,
            comments: Vec::new(),
            header: Draft::new(form.header),
            draft: Draft::new(form.fields),
        }
    }

    fn take(&mut self, event: Event) -> Result<Step, Odd> {
        match event {
            Event::Start(start) => self.open(&start)?,
            Event::Empty(start) => {
                self.open(&start)?;
                return self.close();
            }
            Event::End(_) => return self.close(),
            Event::Text(text) => self.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => self.text.push(character(&reference)?),
            Event::Comment(text) if !self.root_seen => self.comments.push(text.to_string()),
            Event::Decl(_) if !self.root_seen => {}
            other => return Err(Odd::Form(format!("`{other:?}` does not belong here"))),
        }
        if self.path.is_empty() {
            if !self.blank() {
                return Err(Odd::Form(format!("text `{}` outside the root element", self.text)));
            }
            // between comments without end it would be looked through again and again
            self.text.clear();
        }
        Ok(Step::On)
    }

    fn open(&mut self, start: &BytesStart) -> Result<(), Odd> {
        if !self.blank() || (self.path.is_empty() && self.root_seen) {
            return Err(Odd::Form(format!("element `{}` does not belong here", start.name().as_ref())));
        }
        self.root_seen = true;
        self.text.clear();
        self.is_leaf = true;
        self.path.push('/');
        self.path.push_str(start.name().as_ref());
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| Odd::Form(e.to_string()))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
            let length = self.path.len();
            self.path.push_str("/@");
            self.path.push_str(attribute.key.as_ref());
            self.put(&value)?;
            self.path.truncate(length);
        }
        Ok(())
    }

    fn close(&mut self) -> Result<Step, Odd> {
        if self.is_leaf {
            let text = std::mem::take(&mut self.text);
            self.put(&text)?;
            self.text = text;
        } else if !self.blank() {
            return Err(Odd::Form(format!("text `{}` between elements of `{}`", self.text, self.path)));
        }
        let ends = !self.is_leaf && self.below_root() == Some(self.form.order);
        self.text.clear();
        self.is_leaf = false;
        self.path.truncate(self.path.rfind('/').unwrap_or(0));
        Ok(if ends { Step::OrderEnds } else { Step::On })
    }

    fn blank(&self) -> bool {
        self.text.bytes().all(|b| b.is_ascii_whitespace())
    }

    fn below_root(&self) -> Option<&str> {
        self.path.strip_prefix('/')?.strip_prefix(self.form.root)?.strip_prefix('/')
    }

    /// Puts the value of the current path where the form says.
    fn put(&mut self, value: &str) -> Result<(), Odd> {
        let unknown = || Odd::Form(format!("`{}` is not in this form", self.path));
        let path = self.path.strip_prefix('/').and_then(|p| p.strip_prefix(self.form.root));
        let path = path.and_then(|p| p.strip_prefix('/')).ok_or_else(unknown)?;
        let in_order = path.strip_prefix(self.form.order).and_then(|p| p.strip_prefix('/'));
        let put = match in_order {
            Some(path) => self.draft.put(path, value),
            None => self.header.put(path, value),
        };
        match put {
            Put::Done => Ok(()),
            Put::Unknown => Err(unknown()),
            Put::Twice => Err(Odd::Form(format!("`{}` stands twice", self.path))),
            Put::Other(expected) => Err(Odd::Fault(ReadFault::Value {
                order: None,
                field: self.path.clone(),
                value: value.to_owned(),
                expected: format!("`{expected}`"),
            })),
        }
    }
}

/// One of XML's own entities, or a character by its number.
fn character(reference: &BytesRef) -> Result<char, Odd> {
    if let Some(c) = reference.resolve_char_ref()? {
        return Ok(c);
    }
    match reference.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(Odd::Form(format!("entity `{other}` is unknown"))),
    }
}

/// Fields being gathered, a place for each row of the table.
struct Draft {
    table: &'static [Row],
    values: Vec<Option<String>>,
    /// The row after the one that was filled last: elements stand in the table's order.
    next: usize,
}

enum Put {
    Done,
    Unknown,
    Twice,
    Other(&'static str),
}

impl Draft {
    fn new(table: &'static [Row]) -> Self {
        Draft { table, values: vec![None; table.len()], next: 0 }
    }

    fn put(&mut self, path: &str, value: &str) -> Put {
        let expected = self.table.get(self.next).is_some_and(|row| row.0 == path).then_some(self.next);
        let Some(row) = expected.or_else(|| self.table.iter().position(|row| row.0 == path)) else {
            return Put::Unknown;
        };
        self.next = row + 1;
        let place = &mut self.values[row];
        match (self.table[row].1, &mut *place) {
            (Slot::Pieces(_), Some(before)) => before.push_str(value),
            (_, Some(_)) => return Put::Twice,
            (Slot::Is(fixed), None) if fixed != value => return Put::Other(fixed),
            (Slot::Is(_), None) => *place = Some(String::new()),
            (_, None) => *place = Some(value.to_owned()),
        }
        Put::Done
    }

    /// Takes the gathered fields; every one that must be there is.
    fn finish(&mut self, order: Option<usize>) -> Result<Fields, ReadFault> {
        let mut values = Vec::with_capacity(self.table.len());
        for (row, place) in self.table.iter().zip(&mut self.values) {
            match (row.1, place.take()) {
                (Slot::Is(_), Some(_)) => {}
                (Slot::Is(_), None) => return Err(ReadFault::Missing { order, field: row.0 }),
                (Slot::Field(name) | Slot::Optional(name) | Slot::Pieces(name), Some(value)) => {
                    values.push((name, value));
                }
                (Slot::Optional(name), None) => values.push((name, String::new())),
                (Slot::Field(field) | Slot::Pieces(field), None) => return Err(ReadFault::Missing { order, field }),
            }
        }
        self.next = 0;
        Ok(Fields { order, values })
    }
}
