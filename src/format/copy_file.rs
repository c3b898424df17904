//! The file of a backup: the whole database as plain rows, the same for both engines, so that what was copied from the one
//! can be brought back on the other. A short head that people can read, then the tables packed with zstd, then the SHA-256
//! of everything before it: a file that was cut or changed is found before a row of it is read.
//!
//! The tables: `T`, the table's name, its columns (each a kind `i`, `t` or `b` and a name), then each row as `R` and its
//! values in the order of the columns, then `E` and the number of rows; after the last table `Z` and the number of tables.
//! A text is its length (u32) and its bytes; a value is `n`, or `i` and an i64, `t` or `b` and a length and bytes. Numbers
//! are little-endian.

use std::io::{self, BufRead, BufReader, Read, Take, Write};

use sha2::{Digest, Sha256};

use crate::domain::batch::hex;

/// First line of every file.
const MAGIC: &str = "qazyna backup 1";
/// What a file of any version begins with.
const FAMILY: &str = "qazyna backup ";
/// Bytes of the digest at the end.
const DIGEST: u64 = 32;
/// Longest value that is taken: a row that says more is not ours.
const LONGEST: u32 = 1 << 30;

/// Why a file is no backup that can be brought back.
#[derive(Debug, thiserror::Error)]
pub enum CopyFault {
    /// It does not begin as one.
    #[error("it does not begin with `{MAGIC}`")]
    NotRecognised,
    /// A later program wrote it; its version or schema.
    #[error("it was written by a later program: {0}")]
    Newer(String),
    /// Digest or form are wrong: it was cut or changed.
    #[error("{0}")]
    Broken(String),
    /// The disk.
    #[error(transparent)]
    Io(#[from] io::Error),
}

fn broken(what: impl Into<String>) -> CopyFault {
    CopyFault::Broken(what.into())
}

/// What stands in the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the schema's last file.
    pub schema: i64,
    /// When it was made, RFC 3339.
    pub created: String,
    /// From which engine.
    pub engine: String,
    /// The profile of the installation.
    pub profile: String,
    /// Links of the journal.
    pub links: i64,
    /// The journal's head; zeroes where it is empty.
    pub head: [u8; 32],
}

impl Head {
    fn text(&self) -> String {
        let Head { schema, created, engine, profile, links, head } = self;
        let head = hex(head);
        format!(
            "{MAGIC}\nschema {schema}\ncreated {created}\nengine {engine}\nprofile {profile}\nlinks {links}\nhead {head}\n\n"
        )
    }

    fn read(input: &mut impl BufRead) -> Result<Head, CopyFault> {
        let mut line = || -> Result<String, CopyFault> {
            let mut text = Vec::new();
            input.by_ref().take(200).read_until(b'\n', &mut text)?;
            let text = String::from_utf8(text).map_err(|_| CopyFault::NotRecognised)?;
            Ok(text.trim_end_matches('\n').to_owned())
        };
        let magic = line()?;
        if magic != MAGIC {
            let newer = magic.strip_prefix(FAMILY).filter(|version| version.parse::<u32>().is_ok());
            return Err(newer.map_or(CopyFault::NotRecognised, |version| CopyFault::Newer(version.to_owned())));
        }
        let mut value = |key: &str| -> Result<String, CopyFault> {
            let found = line()?;
            let value = found.strip_prefix(key).and_then(|rest| rest.strip_prefix(' '));
            Ok(value.ok_or_else(|| broken(format!("its head has no `{key}`")))?.to_owned())
        };
        let number = |text: String| text.parse::<i64>().map_err(|_| broken(format!("`{text}` is no number")));
        let head = Head {
            schema: number(value("schema")?)?,
            created: value("created")?,
            engine: value("engine")?,
            profile: value("profile")?,
            links: number(value("links")?)?,
            head: crate::domain::audit::parse_digest(&value("head")?).ok_or_else(|| broken("its head is no digest"))?,
        };
        if line()?.is_empty() { Ok(head) } else { Err(broken("its head does not end")) }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Int,
    /// Texts.
    Text,
    /// Bytes.
    Bytes,
}

impl Kind {
    const fn mark(self) -> u8 {
        match self {
            Kind::Int => b'i',
            Kind::Text => b't',
            Kind::Bytes => b'b',
        }
    }

    fn of(mark: u8) -> Result<Self, CopyFault> {
        [Kind::Int, Kind::Text, Kind::Bytes].into_iter().find(|k| k.mark() == mark).ok_or_else(|| broken("a column"))
    }
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A table's name and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: String,
    /// Its columns by name.
    pub columns: Vec<(String, Kind)>,
}

/// Hands bytes on and takes their digest.
struct Hashing<T> {
    inner: T,
    hash: Sha256,
    count: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.count += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Writes a backup; what it holds in memory does not grow with the rows.
pub struct Writer<W: Write> {
    out: zstd::Encoder<'static, Hashing<W>>,
    tables: u32,
    rows: u64,
}

impl<W: Write> Writer<W> {
    /// Begins with the head.
    pub fn new(out: W, head: &Head) -> io::Result<Self> {
        let mut out = Hashing { inner: out, hash: Sha256::new(), count: 0 };
        out.write_all(head.text().as_bytes())?;
        Ok(Writer { out: zstd::Encoder::new(out, 3)?, tables: 0, rows: 0 })
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).ok().filter(|n| *n <= LONGEST);
        let length = length.ok_or_else(|| io::Error::other("a value is longer than a backup holds"))?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(bytes)
    }

    /// Begins a table.
    pub fn table(&mut self, shape: &Shape) -> io::Result<()> {
        (self.tables, self.rows) = (self.tables + 1, 0);
        self.out.write_all(b"T")?;
        self.bytes(shape.name.as_bytes())?;
        let count = u32::try_from(shape.columns.len()).unwrap_or(u32::MAX);
        self.out.write_all(&count.to_le_bytes())?;
        for (name, kind) in &shape.columns {
            self.out.write_all(&[kind.mark()])?;
            self.bytes(name.as_bytes())?;
        }
        Ok(())
    }

    /// Writes a row of the table.
    pub fn row(&mut self, fields: &[Field]) -> io::Result<()> {
        self.rows += 1;
        self.out.write_all(b"R")?;
        for field in fields {
            match field {
                Field::Null => self.out.write_all(b"n")?,
                Field::Int(value) => {
                    self.out.write_all(b"i")?;
                    self.out.write_all(&value.to_le_bytes())?;
                }
                Field::Text(text) => {
                    self.out.write_all(b"t")?;
                    self.bytes(text.as_bytes())?;
                }
                Field::Bytes(bytes) => {
                    self.out.write_all(b"b")?;
                    self.bytes(bytes)?;
                }
            }
        }
        Ok(())
    }

    /// Ends the table; how many rows it has.
    pub fn end(&mut self) -> io::Result<u64> {
        self.out.write_all(b"E")?;
        self.out.write_all(&self.rows.to_le_bytes())?;
        Ok(self.rows)
    }

    /// Ends the file; its output, its digest and its length.
    pub fn finish(mut self) -> io::Result<(W, [u8; 32], u64)> {
        self.out.write_all(b"Z")?;
        self.out.write_all(&self.tables.to_le_bytes())?;
        let Hashing { mut inner, hash, count } = self.out.finish()?;
        let digest: [u8; 32] = hash.finalize().into();
        inner.write_all(&digest)?;
        inner.flush()?;
        Ok((inner, digest, count + DIGEST))
    }
}

/// What stands at a place of the file.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// A table begins.
    Table(Shape),
    /// A row of it.
    Row(Vec<Field>),
    /// It ends.
    End,
}

/// Holds a whole file against its digest without unpacking it; gives its head and its digest.
pub fn check(input: impl Read, length: u64) -> Result<(Head, [u8; 32]), CopyFault> {
    let mut input = BufReader::with_capacity(1 << 18, input);
    let head = {
        let start = input.fill_buf()?;
        Head::read(&mut &start[..])?
    };
    let mut hash = Sha256::new();
    let mut left = length.checked_sub(DIGEST).ok_or_else(|| broken("it is too short"))?;
    while left > 0 {
        let piece = input.fill_buf()?;
        let n = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if n == 0 {
            return Err(broken("it ends too early"));
        }
        hash.update(&piece[..n]);
        input.consume(n);
        left -= n as u64;
    }
    let mut said = [0u8; 32];
    input.read_exact(&mut said).map_err(|_| broken("it has no digest at its end"))?;
    let digest: [u8; 32] = hash.finalize().into();
    if digest == said { Ok((head, digest)) } else { Err(broken("its digest differs: it was cut or changed")) }
}

/// Reads a file that [`check`] found whole, part by part.
pub struct Reader<R: Read> {
    input: BufReader<zstd::Decoder<'static, BufReader<Take<BufReader<R>>>>>,
    shape: Vec<Kind>,
    tables: u32,
    rows: u64,
    ended: bool,
}

impl<R: Read> Reader<R> {
    /// Skips the head.
    pub fn new(input: R, length: u64) -> Result<Self, CopyFault> {
        let mut input = BufReader::with_capacity(1 << 18, input);
        let head = Head::read(&mut input)?.text().len() as u64;
        let packed = BufReader::new(input.take(length.saturating_sub(head + DIGEST)));
        let input = BufReader::new(zstd::Decoder::with_buffer(packed)?);
        Ok(Reader { input, shape: Vec::new(), tables: 0, rows: 0, ended: false })
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CopyFault> {
        let mut bytes = [0u8; N];
        self.input.read_exact(&mut bytes).map_err(|e| broken(format!("it ends inside a row: {e}")))?;
        Ok(bytes)
    }

    fn bytes(&mut self) -> Result<Vec<u8>, CopyFault> {
        let length = u32::from_le_bytes(self.array()?);
        let mut bytes = Vec::new();
        let wanted = u64::from(length);
        let read = if length <= LONGEST { self.input.by_ref().take(wanted).read_to_end(&mut bytes)? } else { 0 };
        if read as u64 == wanted { Ok(bytes) } else { Err(broken("it ends inside a value")) }
    }

    fn text(&mut self) -> Result<String, CopyFault> {
        String::from_utf8(self.bytes()?).map_err(|_| broken("a text that is none"))
    }

    /// The next part; `None` at the end.
    pub fn next_part(&mut self) -> Result<Option<Part>, CopyFault> {
        if self.ended {
            return Ok(None);
        }
        match self.array::<1>()?[0] {
            b'T' => {
                let name = self.text()?;
                let count = u32::from_le_bytes(self.array()?);
                let mut columns = Vec::new();
                for _ in 0..count {
                    let kind = Kind::of(self.array::<1>()?[0])?;
                    columns.push((self.text()?, kind));
                }
                (self.tables, self.rows) = (self.tables + 1, 0);
                self.shape = columns.iter().map(|(_, kind)| *kind).collect();
                Ok(Some(Part::Table(Shape { name, columns })))
            }
            b'R' => {
                self.rows += 1;
                let mut fields = Vec::with_capacity(self.shape.len());
                for _ in 0..self.shape.len() {
                    fields.push(match self.array::<1>()?[0] {
                        b'n' => Field::Null,
                        b'i' => Field::Int(i64::from_le_bytes(self.array()?)),
                        b't' => Field::Text(self.text()?),
                        b'b' => Field::Bytes(self.bytes()?),
                        _ => return Err(broken("a value of no kind")),
                    });
                }
                Ok(Some(Part::Row(fields)))
            }
            b'E' if u64::from_le_bytes(self.array()?) == self.rows => Ok(Some(Part::End)),
            b'Z' if u32::from_le_bytes(self.array()?) == self.tables => {
                self.ended = true;
                Ok(None)
            }
            _ => Err(broken("a part of no kind, or a wrong count")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        let created = "2026-03-02T05:00:00Z".to_owned();
        let (engine, profile) = ("sqlite".to_owned(), "sandbox".to_owned());
        Head { schema: 8, created, engine, profile, links: 3, head: [7; 32] }
    }

    fn shape() -> Shape {
        let columns = [("id", Kind::Int), ("text", Kind::Text), ("body", Kind::Bytes)];
        Shape { name: "t".to_owned(), columns: columns.map(|(n, k)| (n.to_owned(), k)).to_vec() }
    }

    fn rows() -> Vec<Vec<Field>> {
        let row = |i: i64| vec![Field::Int(i), Field::Text(format!("қаз {i}\n")), Field::Bytes(vec![0, 255, i as u8])];
        let mut rows: Vec<_> = (-2..3).map(row).collect();
        rows.push(vec![Field::Null, Field::Null, Field::Null]);
        rows
    }

    fn file() -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), &head()).unwrap();
        for _ in 0..2 {
            writer.table(&shape()).unwrap();
            rows().iter().for_each(|row| writer.row(row).unwrap());
            assert_eq!(writer.end().unwrap(), 6);
        }
        let (bytes, digest, length) = writer.finish().unwrap();
        assert_eq!((length, &bytes[bytes.len() - 32..]), (bytes.len() as u64, &digest[..]));
        bytes
    }

    #[test]
    fn a_backup_is_read_back_as_it_was_written() {
        let bytes = file();
        assert_eq!(check(&bytes[..], bytes.len() as u64).unwrap().0, head());
        let mut reader = Reader::new(&bytes[..], bytes.len() as u64).unwrap();
        for _ in 0..2 {
            assert_eq!(reader.next_part().unwrap(), Some(Part::Table(shape())));
            for row in rows() {
                assert_eq!(reader.next_part().unwrap(), Some(Part::Row(row)));
            }
            assert_eq!(reader.next_part().unwrap(), Some(Part::End));
        }
        assert_eq!(reader.next_part().unwrap(), None);
    }

    #[test]
    fn a_file_that_was_cut_or_changed_at_any_byte_is_refused() {
        let bytes = file();
        for length in 0..bytes.len() {
            assert!(check(&bytes[..length], length as u64).is_err(), "cut at {length}");
        }
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert!(check(&other[..], other.len() as u64).is_err(), "changed at {at}");
            // and what it gives, should somebody read it all the same, is no panic
            if let Ok(mut reader) = Reader::new(&other[..], other.len() as u64) {
                while let Ok(Some(_)) = reader.next_part() {}
            }
        }
        assert!(matches!(check(&b"qazyna backup 2\n"[..], 16), Err(CopyFault::Newer(_))));
        assert!(matches!(check(&b"SQLite format 3\0"[..], 16), Err(CopyFault::NotRecognised)));
    }
}
