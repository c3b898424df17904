//! The rows of a table, however many: what lists and reports are made of (the register of a year has as many rows as the year
//! had applications). Past the first few they lie packed, a thousand together, so that a million rows take the memory of
//! some tens of thousands, and whoever goes through them unpacks a thousand at a time.

use std::borrow::Cow;
use std::io;

use chrono::{Datelike, NaiveDate};

use super::money::Amount;
use super::sheet::Cell;
use super::time::Moment;

/// Rows that are packed together.
const PIECE: usize = 1_000;
/// How strongly: more would take longer than making the rows.
const LEVEL: i32 = 1;

/// What the cells of a column are, those among them that are not empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The sum of its money; nothing where it has none. Past what an amount can hold it stays there.
    pub sum: Option<Amount>,
    /// Whether a number that is no money stands in it.
    pub numbers: bool,
}

/// Rows of a table in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    packed: Vec<Box<[u8]>>,
    /// What is not packed yet.
    last: Vec<Vec<Cell>>,
    count: usize,
    /// Families of words, which the packed rows name by their place here.
    families: Vec<&'static str>,
    columns: Vec<Column>,
}

impl Rows {
    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        if self.columns.len() < row.len() {
            self.columns.resize(row.len(), Column::default());
        }
        for (column, cell) in self.columns.iter_mut().zip(&row) {
            match cell {
                Cell::Money(amount) => {
                    let sum = column.sum.unwrap_or_default();
                    column.sum = Some(Amount::from_tiyn(sum.tiyn().saturating_add(amount.tiyn())));
                }
                Cell::Int(_) => column.numbers = true,
                _ => {}
            }
        }
        if self.last.len() == PIECE
            && let Some(packed) = self.pack()
        {
            self.packed.push(packed);
            self.last.clear();
        }
        self.count += 1;
        self.last.push(row);
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// What stands in a column.
    pub fn column(&self, place: usize) -> Column {
        self.columns.get(place).copied().unwrap_or_default()
    }

    /// Each row, from the first to the last.
    ///
    /// # Errors
    /// None, as long as the memory holds what was put there.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<Cow<'_, [Cell]>>> {
        let packed = self.packed.iter().flat_map(|piece| match self.unpack(piece) {
            Ok(rows) => rows.into_iter().map(|row| Ok(Cow::Owned(row))).collect(),
            Err(fault) => vec![Err(fault)],
        });
        packed.chain(self.last.iter().map(|row| Ok(Cow::Borrowed(row.as_slice()))))
    }

    /// The rows that are not packed yet as bytes; nothing where they cannot be packed, and stay as they are.
    fn pack(&mut self) -> Option<Box<[u8]>> {
        let mut plain = Vec::with_capacity(PIECE * 256);
        for row in &self.last {
            number(&mut plain, row.len())?;
            for cell in row {
                write(&mut plain, cell, &mut self.families)?;
            }
        }
        // without the room that the worst would have needed
        zstd::bulk::compress(&plain, LEVEL).ok().map(Vec::into_boxed_slice)
    }

    fn unpack(&self, packed: &[u8]) -> io::Result<Vec<Vec<Cell>>> {
        let plain = zstd::stream::decode_all(packed)?;
        let (mut rest, mut rows) = (plain.as_slice(), Vec::with_capacity(PIECE));
        while !rest.is_empty() {
            let row = self.row(&mut rest);
            rows.push(row.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "packed rows that nobody packed"))?);
        }
        Ok(rows)
    }

    fn row(&self, rest: &mut &[u8]) -> Option<Vec<Cell>> {
        let cells = count(rest)?;
        (0..cells).map(|_| self.read(rest)).collect()
    }

    fn read(&self, rest: &mut &[u8]) -> Option<Cell> {
        Some(match byte(rest)? {
            0 => Cell::None,
            1 => Cell::Text(text(rest)?),
            2 => Cell::Word(self.families.get(usize::from(byte(rest)?))?, text(rest)?),
            3 => Cell::Int(long(rest)?),
            4 => Cell::Money(Amount::from_tiyn(long(rest)?)),
            5 => Cell::Moment(Moment::from_micros(long(rest)?)),
            6 => Cell::Date(NaiveDate::from_num_days_from_ce_opt(i32::try_from(long(rest)?).ok()?)?),
            7 => {
                let files = count(rest)?;
                let one = |_| Some([text(rest)?, text(rest)?, text(rest)?]);
                Cell::Files((0..files).map(one).collect::<Option<_>>()?)
            }
            8 => Cell::Told(text(rest)?),
            9 => {
                let facts = count(rest)?;
                Cell::Facts((0..facts).map(|_| Some((text(rest)?, text(rest)?))).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }
}

impl FromIterator<Vec<Cell>> for Rows {
    fn from_iter<I: IntoIterator<Item = Vec<Cell>>>(rows: I) -> Self {
        let mut all = Rows::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}

fn write(out: &mut Vec<u8>, cell: &Cell, families: &mut Vec<&'static str>) -> Option<()> {
    let mut tagged = |tag: u8, value: i64| {
        out.push(tag);
        out.extend(value.to_le_bytes());
    };
    match cell {
        Cell::None => out.push(0),
        Cell::Text(text) => {
            out.push(1);
            string(out, text)?;
        }
        Cell::Word(family, word) => {
            let known = families.iter().position(|f| f == family);
            let place = known.unwrap_or_else(|| {
                families.push(family);
                families.len() - 1
            });
            out.extend([2, u8::try_from(place).ok()?]);
            string(out, word)?;
        }
        Cell::Int(n) => tagged(3, *n),
        Cell::Money(amount) => tagged(4, amount.tiyn()),
        Cell::Moment(moment) => tagged(5, moment.micros()),
        Cell::Date(date) => tagged(6, date.num_days_from_ce().into()),
        Cell::Files(files) => {
            out.push(7);
            number(out, files.len())?;
            files.iter().flatten().try_for_each(|part| string(out, part))?;
        }
        Cell::Told(text) => {
            out.push(8);
            string(out, text)?;
        }
        Cell::Facts(facts) => {
            out.push(9);
            number(out, facts.len())?;
            facts.iter().flat_map(|(name, value)| [name, value]).try_for_each(|part| string(out, part))?;
        }
    }
    Some(())
}

fn number(out: &mut Vec<u8>, n: usize) -> Option<()> {
    out.extend(u32::try_from(n).ok()?.to_le_bytes());
    Some(())
}

fn string(out: &mut Vec<u8>, text: &str) -> Option<()> {
    number(out, text.len())?;
    out.extend(text.as_bytes());
    Some(())
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

fn count(rest: &mut &[u8]) -> Option<usize> {
    let (first, after) = rest.split_first_chunk()?;
    *rest = after;
    usize::try_from(u32::from_le_bytes(*first)).ok()
}

fn long(rest: &mut &[u8]) -> Option<i64> {
    let (first, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(i64::from_le_bytes(*first))
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let length = count(rest)?;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: i64) -> Vec<Cell> {
        let files = vec![["csv".into(), format!("B{n}.csv"), "00".into()]; (n % 3) as usize];
        vec![
            Cell::Text(format!("өтінім {n}\n")),
            if n % 2 == 0 { Cell::Word("status", "paid".into()) } else { Cell::Word("hold", String::new()) },
            Cell::Int(-n),
            if n % 5 == 0 { Cell::None } else { Cell::Money(Amount::from_tiyn(n)) },
            Cell::Moment(Moment::from_micros(1_700_000_000_000_000 + n)),
            Cell::Date(NaiveDate::from_ymd_opt(2026, 3, 1 + (n % 28) as u32).unwrap()),
            Cell::Files(files),
            Cell::Told(format!("{n}.00")),
            Cell::Facts(vec![("number".into(), n.to_string()); (n % 2) as usize]),
        ]
    }

    #[test]
    fn rows_come_back_in_their_order_however_many_there_are() {
        for count in [0, 1, 999, 1_000, 1_001, 2_000, 5_500] {
            let rows: Rows = (0..count).map(row).collect();
            let back: Vec<Vec<Cell>> = rows.iter().map(|row| row.unwrap().into_owned()).collect();
            assert_eq!(back, (0..count).map(row).collect::<Vec<_>>());
            assert_eq!((rows.len(), rows.is_empty()), (count as usize, count == 0));
        }
    }

    #[test]
    fn the_sum_of_a_column_counts_every_row() {
        let rows: Rows = (0..2_500).map(row).collect();
        let sum: i64 = (0..2_500).filter(|n| n % 5 != 0).sum();
        assert_eq!(rows.column(3), Column { sum: Some(Amount::from_tiyn(sum)), numbers: false });
        assert_eq!(rows.column(2), Column { sum: None, numbers: true });
        assert_eq!(rows.column(9), Column::default());
        let over: Rows = [i64::MAX, i64::MAX].map(|a| vec![Cell::Money(Amount::from_tiyn(a))]).into_iter().collect();
        assert_eq!(
            over.column(0).sum,
            Some(Amount::from_tiyn(i64::MAX)),
            "a sum that is too large does not become a small one"
        );
    }

    #[test]
    fn many_rows_take_a_tenth_of_the_memory_of_a_list() {
        let rows: Rows = (0..50_000).map(row).collect();
        let packed: usize = rows.packed.iter().map(|piece| piece.len()).sum();
        assert!(rows.last.len() <= PIECE);
        let list = 50_000 * 9 * std::mem::size_of::<Cell>();
        assert!(packed * 10 < list, "{packed} of {list}");
    }
}
