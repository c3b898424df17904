//! Rows of PostgreSQL's binary `COPY … TO STDOUT`: numbers and texts lie in it as they are read, so that neither side writes
//! digits or escapes, and a row costs no allocation.

use super::StoreError;

/// How such a copy begins; flags and the length of an extension follow, both of 32 bits.
const SIGNATURE: &[u8; 11] = b"PGCOPY\n\xff\r\n\0";
/// Bytes before the first row.
const HEAD: usize = SIGNATURE.len() + 8;
/// The number of columns that a row does not have: none follows.
const END: i16 = -1;

/// Takes a copy apart, a piece of it after the other.
#[derive(Debug, Default)]
pub(super) struct Copied {
    begun: bool,
    ended: bool,
    /// The row that the last piece cut.
    half: Vec<u8>,
    /// Where the columns of the present row lie.
    columns: Vec<Option<(usize, usize)>>,
}

/// A row; columns are counted from 0.
#[derive(Debug)]
pub struct CopiedRow<'r> {
    bytes: &'r [u8],
    columns: &'r [Option<(usize, usize)>],
}

impl Copied {
    /// Gives each row that ends in this piece; pieces may end anywhere.
    pub fn take(
        &mut self,
        piece: &[u8],
        row: &mut impl FnMut(&CopiedRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if self.half.is_empty() {
            let rest = self.rows(piece, row)?;
            self.half.extend_from_slice(rest);
        } else {
            let mut joined = std::mem::take(&mut self.half);
            joined.extend_from_slice(piece);
            self.half = self.rows(&joined, row)?.to_vec();
        }
        Ok(())
    }

    /// Tells that no piece follows; an error where the copy has not come to its end.
    pub fn end(&self) -> Result<(), StoreError> {
        if self.ended && self.half.is_empty() { Ok(()) } else { Err(odd("cut off")) }
    }

    /// Gives the rows at the head of these bytes; what is left of them is no whole row.
    fn rows<'b>(
        &mut self,
        mut bytes: &'b [u8],
        row: &mut impl FnMut(&CopiedRow<'_>) -> Result<(), StoreError>,
    ) -> Result<&'b [u8], StoreError> {
        if !self.begun {
            let Some((head, rest)) = bytes.split_at_checked(HEAD) else { return Ok(bytes) };
            if !head.starts_with(SIGNATURE) || head[SIGNATURE.len()..].iter().any(|b| *b != 0) {
                return Err(odd("no beginning of a copy that qazyna knows"));
            }
            (self.begun, bytes) = (true, rest);
        }
        while let Some(length) = self.next(bytes)? {
            if !self.ended {
                row(&CopiedRow { bytes, columns: &self.columns })?;
            }
            bytes = &bytes[length..];
        }
        Ok(bytes)
    }

    /// Finds the columns of the row at the head of these bytes; its length, `None` where it is cut.
    fn next(&mut self, bytes: &[u8]) -> Result<Option<usize>, StoreError> {
        let Some(count) = bytes.first_chunk().map(|b| i16::from_be_bytes(*b)) else { return Ok(None) };
        if self.ended {
            return Err(odd("something after its end"));
        }
        self.columns.clear();
        let mut at = size_of::<i16>();
        if count == END {
            self.ended = true;
            return Ok(Some(at));
        }
        for _ in 0..count {
            let Some(length) = bytes.get(at..).and_then(<[u8]>::first_chunk) else { return Ok(None) };
            at += length.len();
            // a negative length is a NULL
            let column = usize::try_from(i32::from_be_bytes(*length)).ok().map(|length| (at, at + length));
            self.columns.push(column);
            at = column.map_or(at, |(_, end)| end);
        }
        Ok((at <= bytes.len()).then_some(at))
    }
}

impl<'r> CopiedRow<'r> {
    /// The bytes of a column; `None`: NULL.
    pub fn bytes(&self, i: usize) -> Result<Option<&'r [u8]>, StoreError> {
        let column = self.columns.get(i).ok_or_else(|| odd(&format!("no column {i}")))?;
        column
            .map(|(start, end)| self.bytes.get(start..end).ok_or_else(|| odd(&format!("column {i} is cut"))))
            .transpose()
    }

    /// A number of 64, 32 or 16 bits.
    pub fn int(&self, i: usize) -> Result<Option<i64>, StoreError> {
        let number = |bytes: &[u8]| match *bytes {
            [a, b, c, d, e, f, g, h] => Ok(i64::from_be_bytes([a, b, c, d, e, f, g, h])),
            [a, b, c, d] => Ok(i32::from_be_bytes([a, b, c, d]).into()),
            [a, b] => Ok(i16::from_be_bytes([a, b]).into()),
            _ => Err(odd(&format!("column {i} is no number"))),
        };
        self.bytes(i)?.map(number).transpose()
    }

    /// A text.
    pub fn str(&self, i: usize) -> Result<Option<&'r str>, StoreError> {
        let text = |bytes| std::str::from_utf8(bytes).map_err(|_| odd(&format!("column {i} is no text")));
        self.bytes(i)?.map(text).transpose()
    }

    /// What one of these finds in a column that must not be NULL.
    pub fn there<T>(
        &self,
        i: usize,
        find: impl Fn(&Self, usize) -> Result<Option<T>, StoreError>,
    ) -> Result<T, StoreError> {
        find(self, i)?.ok_or_else(|| odd(&format!("column {i} is missing")))
    }
}

fn odd(what: &str) -> StoreError {
    StoreError::inconsistent("?", "?", format!("a copy from the server: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy() -> Vec<u8> {
        let mut all = SIGNATURE.to_vec();
        all.extend([0; 8]);
        for (number, text) in [(7_i64, Some("тенге")), (-1, None), (i64::MAX, Some(""))] {
            all.extend(3_i16.to_be_bytes());
            all.extend(8_i32.to_be_bytes());
            all.extend(number.to_be_bytes());
            let text = text.map(str::as_bytes);
            all.extend(text.map_or(-1, |t| t.len() as i32).to_be_bytes());
            all.extend(text.unwrap_or_default());
            all.extend(4_i32.to_be_bytes());
            all.extend(5_i32.to_be_bytes());
        }
        all.extend(END.to_be_bytes());
        all
    }

    type Read = (i64, Option<String>, Option<i64>);

    fn read(pieces: &[&[u8]]) -> Result<Vec<Read>, StoreError> {
        let (mut copied, mut found) = (Copied::default(), Vec::new());
        for piece in pieces {
            copied.take(piece, &mut |row| {
                found.push((row.there(0, CopiedRow::int)?, row.str(1)?.map(str::to_owned), row.int(2)?));
                Ok(())
            })?;
        }
        copied.end().map(|()| found)
    }

    #[test]
    fn a_copy_cut_anywhere_gives_the_same_rows() {
        let copy = copy();
        let whole = read(&[&copy]).unwrap();
        let text = |t: &str| Some(t.to_owned());
        assert_eq!(whole, [(7, text("тенге"), Some(5)), (-1, None, Some(5)), (i64::MAX, text(""), Some(5))]);
        for cut in 0..=copy.len() {
            let (first, second) = copy.split_at(cut);
            assert_eq!(read(&[first, second]).unwrap(), whole, "cut at {cut}");
        }
        assert_eq!(read(&copy.chunks(1).collect::<Vec<_>>()).unwrap(), whole);
    }

    #[test]
    fn a_copy_that_does_not_come_to_its_end_is_a_fault() {
        let copy = copy();
        for cut in 0..copy.len() {
            assert!(read(&[&copy[..cut]]).is_err(), "cut at {cut}");
        }
        let after = [copy.as_slice(), &[0, 0]].concat();
        assert!(read(&[&after]).is_err());
    }

    #[test]
    fn a_column_that_is_not_what_was_asked_for_is_a_fault() {
        let mut copied = Copied::default();
        let mut seen = 0;
        let done = copied.take(&copy(), &mut |row| {
            seen += 1;
            assert!(row.int(1).is_err() || row.int(1).unwrap().is_none());
            assert!(row.int(3).is_err());
            assert!(row.there(1, CopiedRow::str).is_err() == (seen == 2));
            Ok(())
        });
        done.unwrap();
        assert_eq!(seen, 3);
    }
}
