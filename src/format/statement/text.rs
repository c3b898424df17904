//! The rows of a statement as one text, canonical, a line each, parted by line ends: packed as it grows and read back a
//! few rows at a time, so that no statement lies in memory as a whole. The packed text is what the database keeps.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::domain::statement::StatementLine;

/// Bytes of rows that are packed together; the pieces follow each other as frames of one packed text.
const PIECE: usize = 1 << 18;
/// No row that was taken is longer, in bytes.
const LONGEST: u64 = 1 << 16;
/// Bytes back to which a packed text may refer, as a power of two.
const WINDOW: u32 = 23;
/// How strongly texts are packed.
const LEVEL: i32 = 1;

/// Packs the pieces of all statements of a file, one after the other.
pub struct Packer(zstd::bulk::Compressor<'static>);

impl Packer {
    /// A packer.
    pub fn new() -> io::Result<Self> {
        Ok(Packer(zstd::bulk::Compressor::new(LEVEL)?))
    }
}

/// The rows of a statement while they are read.
#[derive(Clone, Debug)]
pub struct GrowingText {
    /// What is not packed yet.
    text: String,
    packed: Vec<u8>,
    /// The date that the digest began with.
    date: NaiveDate,
    hash: Sha256,
    begun: bool,
}

impl GrowingText {
    /// No rows yet of a statement of this date.
    pub fn new(date: NaiveDate) -> Self {
        GrowingText { text: String::new(), packed: Vec::new(), date, hash: digest_of(date), begun: false }
    }

    /// Adds a row.
    pub fn push(&mut self, row: &StatementLine<'_>, packer: &mut Packer) -> io::Result<()> {
        if self.begun {
            self.text.push('\n');
        }
        self.begun = true;
        row.push_to(&mut self.text);
        if self.text.len() >= PIECE { self.pack(packer) } else { Ok(()) }
    }

    fn pack(&mut self, packer: &mut Packer) -> io::Result<()> {
        self.hash.update(self.text.as_bytes());
        self.packed.extend(packer.0.compress(self.text.as_bytes())?);
        self.text.clear();
        Ok(())
    }

    /// SHA-256 over the date, which may be another than was thought, and the rows; and the rows packed.
    pub fn finish(mut self, date: NaiveDate, packer: &mut Packer) -> io::Result<([u8; 32], Vec<u8>)> {
        self.pack(packer)?;
        self.packed.shrink_to_fit();
        if date != self.date {
            self.hash = digest_of(date);
            io::copy(&mut TextReader::new(self.packed.as_slice())?.0, &mut self.hash)?;
        }
        Ok((self.hash.finalize().into(), self.packed))
    }
}

fn digest_of(date: NaiveDate) -> Sha256 {
    Sha256::new_with_prefix(format!("{date}\n"))
}

/// Reads packed rows.
pub struct TextReader<B: AsRef<[u8]>>(BufReader<zstd::Decoder<'static, Cursor<B>>>);

impl<B: AsRef<[u8]>> TextReader<B> {
    /// A reader at the first row.
    pub fn new(packed: B) -> io::Result<Self> {
        let mut plain = zstd::Decoder::with_buffer(Cursor::new(packed))?;
        plain.window_log_max(WINDOW)?;
        Ok(TextReader(BufReader::with_capacity(1 << 16, plain)))
    }

    /// Puts the next rows into `text`, which is emptied first, each with a line end: at most `count`, none at the end.
    pub fn next_rows(&mut self, count: usize, text: &mut String) -> io::Result<usize> {
        text.clear();
        for row in 0..count {
            let read = self.0.by_ref().take(LONGEST).read_line(text)?;
            if read == 0 {
                return Ok(row);
            }
            if !text.ends_with('\n') {
                if read as u64 == LONGEST {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "a row longer than any that was taken"));
                }
                text.push('\n');
            }
        }
        Ok(count)
    }

    /// Each row to the end.
    pub fn each(mut self, mut take: impl FnMut(&str)) -> io::Result<()> {
        let mut text = String::new();
        while self.next_rows(1_000, &mut text)? > 0 {
            text.lines().for_each(&mut take);
        }
        Ok(())
    }
}

/// Line numbers in the order of the file, which mostly follow each other.
#[derive(Clone, Debug, Default)]
pub struct LineNumbers(Vec<(u64, u64)>);

impl LineNumbers {
    /// Adds one.
    pub fn push(&mut self, line: u64) {
        match self.0.last_mut() {
            Some((first, count)) if *first + *count == line => *count += 1,
            _ => self.0.push((line, 1)),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        self.0.iter().flat_map(|(first, count)| *first..first + count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_rows_come_back_in_pieces_of_any_size() {
        let rows: Vec<String> =
            (1..=20_000).map(|n| format!("2026-{n}\t1.00\tb{n}\ta\tpaid\t\tT-{n}\t2026-03-03")).collect();
        let date = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
        let (mut packer, mut growing) = (Packer::new().unwrap(), GrowingText::new(date));
        for row in &rows {
            growing.push(&StatementLine::parse(row, 1).unwrap(), &mut packer).unwrap();
        }
        let (content, packed) = growing.clone().finish(date, &mut packer).unwrap();
        let whole = rows.join("\n");
        assert!(whole.len() > 2 * PIECE, "more than one piece is packed");
        assert_eq!(content, <[u8; 32]>::from(Sha256::digest(format!("{date}\n{whole}"))));
        let later = date.succ_opt().unwrap();
        let (content, same) = growing.finish(later, &mut packer).unwrap();
        assert_eq!(content, <[u8; 32]>::from(Sha256::digest(format!("{later}\n{whole}"))));
        assert_eq!(same, packed);
        assert_eq!(zstd::decode_all(packed.as_slice()).unwrap(), whole.as_bytes());
        let (mut reader, mut text, mut back) = (TextReader::new(packed).unwrap(), String::new(), String::new());
        while reader.next_rows(1_234, &mut text).unwrap() > 0 {
            back.push_str(&text);
        }
        assert_eq!(back.trim_end(), whole);
    }

    #[test]
    fn a_row_without_end_is_a_fault() {
        let packed = zstd::encode_all([b'a'; 1 << 20].as_slice(), 1).unwrap();
        assert!(TextReader::new(packed).unwrap().next_rows(1, &mut String::new()).is_err());
    }

    #[test]
    fn line_numbers_come_back_with_their_gaps() {
        let (lines, mut numbers) = ([2, 3, 4, 9, 11, 12], LineNumbers::default());
        lines.into_iter().for_each(|line| numbers.push(line));
        assert_eq!(numbers.iter().collect::<Vec<_>>(), lines);
        assert_eq!(numbers.0.len(), 3);
    }
}
