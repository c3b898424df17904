//! The form of a payment file in XML, as tables: where its fields stand, and the room for what is read of them. The
//! reader walks along it.

use super::reading::{Fields, ReadFault};

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
    /// The orders, one element each.
    Orders,
}

/// A path below the root, or below an order, and what stands there.
pub(super) type Row = (&'static str, Slot);

/// The form of a file: where its fields stand. Rows are in the order of the file, attributes before what is inside.
pub(super) struct Form {
    /// Name of the root element.
    pub root: &'static str,
    /// What stands once, by its path below the root, and where the orders are.
    pub header: &'static [Row],
    /// What stands in each order, by its path below the order.
    pub fields: &'static [Row],
}

/// Where the value of an element or of an attribute goes.
#[derive(Clone, Copy)]
pub(super) enum Goes {
    /// Into this row of the header.
    Header(usize),
    /// Into this row of the order.
    Order(usize),
    /// Nowhere: elements stand in it.
    Apart,
    /// Nowhere: it is an order, whose elements stand in it.
    AnOrder,
}

/// An element of the form.
pub(super) struct Element {
    /// Its name.
    pub name: &'static str,
    /// The name and `>` as a number, the first byte lowest, and which of its bits count; none where it is too long.
    number: u128,
    counting: u128,
    /// Where its value goes.
    pub goes: Goes,
    /// Whether it may follow itself.
    pub again: bool,
    /// Names, and where the values go.
    pub attributes: Vec<(&'static str, Goes)>,
    /// The elements in it, in their order, as places among all.
    pub inside: Vec<usize>,
}

impl Form {
    /// The form as a tree; the first element stands for the file and holds the root.
    pub fn elements(&self) -> Vec<Element> {
        let mut elements = vec![element(""), element(self.root)];
        elements[0].inside.push(1);
        for (i, row) in self.header.iter().enumerate() {
            if matches!(row.1, Slot::Orders) {
                let order = plant(&mut elements, 1, row, Goes::AnOrder);
                for (i, row) in self.fields.iter().enumerate() {
                    plant(&mut elements, order, row, Goes::Order(i));
                }
            } else {
                plant(&mut elements, 1, row, Goes::Header(i));
            }
        }
        elements
    }
}

impl Element {
    /// Whether `rest` begins with the name and `>`.
    pub fn is_at(&self, rest: &[u8]) -> bool {
        let length = self.name.len();
        match rest.first_chunk() {
            Some(first) if self.counting != 0 => u128::from_le_bytes(*first) & self.counting == self.number,
            _ => rest.len() > length && rest[..length] == *self.name.as_bytes() && rest[length] == b'>',
        }
    }
}

fn element(name: &'static str) -> Element {
    let (mut number, mut counting) = (0, 0);
    if name.len() < 16 {
        for (i, byte) in name.bytes().chain([b'>']).enumerate() {
            number |= u128::from(byte) << (8 * i);
            counting |= 0xFF << (8 * i);
        }
    }
    Element { name, number, counting, goes: Goes::Apart, again: false, attributes: Vec::new(), inside: Vec::new() }
}

/// Gives a row of the form its place in the tree below `place`.
fn plant(elements: &mut Vec<Element>, mut place: usize, row: &Row, goes: Goes) -> usize {
    for name in row.0.split('/') {
        if let Some(attribute) = name.strip_prefix('@') {
            elements[place].attributes.push((attribute, goes));
            return place;
        }
        let known = elements[place].inside.iter().find(|i| elements[**i].name == name).copied();
        place = known.unwrap_or_else(|| {
            elements.push(element(name));
            let new = elements.len() - 1;
            elements[place].inside.push(new);
            new
        });
    }
    elements[place].goes = goes;
    elements[place].again = matches!(row.1, Slot::Orders | Slot::Pieces(_));
    place
}

/// Fields being gathered, a place for each row of the table. The room of their texts is used again.
pub(super) struct Draft {
    table: &'static [Row],
    /// The texts.
    pub values: Vec<Vec<u8>>,
    /// Which of them stood in the file.
    pub there: Vec<bool>,
}

impl Draft {
    /// Nothing gathered yet.
    pub fn new(table: &'static [Row]) -> Self {
        Draft { table, values: vec![Vec::new(); table.len()], there: vec![false; table.len()] }
    }

    /// Puts the value of an attribute.
    pub fn put(&mut self, row: usize, value: &str) -> Result<(), ReadFault> {
        self.there[row] = true;
        self.values[row].extend_from_slice(value.as_bytes());
        self.check(row)
    }

    /// Whether a value that is whole is the fixed one.
    pub fn check(&self, row: usize) -> Result<(), ReadFault> {
        let (field, slot) = self.table[row];
        match slot {
            Slot::Is(fixed) if fixed.as_bytes() != self.values[row] => Err(ReadFault::Value {
                order: None,
                field: field.to_owned(),
                value: shown(&self.values[row]),
                expected: format!("`{fixed}`"),
            }),
            _ => Ok(()),
        }
    }

    /// The gathered fields; every one that must be there is.
    pub fn fields(&self, order: Option<usize>) -> Result<Fields<'_>, ReadFault> {
        let mut values = Vec::with_capacity(self.table.len() + 4);
        for (row, (path, slot)) in self.table.iter().enumerate() {
            let field = match slot {
                Slot::Orders => continue,
                Slot::Optional(name) => *name,
                Slot::Field(name) | Slot::Pieces(name) if self.there[row] => *name,
                Slot::Is(_) if self.there[row] => continue,
                Slot::Is(field) | Slot::Field(field) | Slot::Pieces(field) => {
                    let field = if matches!(slot, Slot::Is(_)) { path } else { field };
                    return Err(ReadFault::Missing { order, field });
                }
            };
            values.push((field, self.values[row].as_slice()));
        }
        Ok(Fields { order, values })
    }

    /// Forgets what was gathered.
    pub fn clear(&mut self) {
        self.values.iter_mut().for_each(Vec::clear);
        self.there.fill(false);
    }
}

/// Bytes of a fault, for people.
pub(super) fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned()
}
