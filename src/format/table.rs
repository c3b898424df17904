//! A strict reader of CSV tables (RFC 4180, UTF-8, a header): rows with their line numbers, in pieces, so that a file
//! of any size fits. What is wrong with the form of the file as a whole ends the reading with one or more defects.

use std::io::Read;

use crate::domain::defect::{Code, Defect};

/// A header of more columns is none of ours: to name each of a million unknown ones helps nobody.
pub(super) const MOST_COLUMNS: usize = 1_000;

/// What the raw bytes tell: whether the file ends where a row ends, and whether all of it is UTF-8. A quote in the
/// middle of a character is seen only here: the field without it would be whole.
struct Watched<R> {
    inner: R,
    quotes: u64,
    lines: u64,
    last: u8,
    /// Bytes of a character whose end was not read yet.
    begun: Vec<u8>,
    /// The first bytes that are no UTF-8, and their line.
    not_utf8: Option<(u64, Vec<u8>)>,
}

impl<R> Watched<R> {
    fn new(inner: R) -> Self {
        Watched { inner, quotes: 0, lines: 1, last: b'\n', begun: Vec::new(), not_utf8: None }
    }

    fn check_utf8(&mut self, read: &[u8]) {
        let joined;
        let bytes = if self.begun.is_empty() {
            read
        } else {
            joined = [&std::mem::take(&mut self.begun), read].concat();
            &joined
        };
        let Err(fault) = std::str::from_utf8(bytes) else { return };
        let (good, rest) = bytes.split_at(fault.valid_up_to());
        if fault.error_len().is_none() && !read.is_empty() {
            self.begun = rest.to_vec();
        } else if self.not_utf8.is_none() {
            let line = self.lines + line_ends(good);
            self.not_utf8 = Some((line, rest.iter().copied().take(20).collect()));
        }
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| **b == b'\n').count() as u64
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.check_utf8(&buf[..n]);
        self.quotes += buf[..n].iter().filter(|b| **b == b'"').count() as u64;
        self.lines += line_ends(&buf[..n]);
        if n > 0 {
            self.last = buf[n - 1];
        }
        Ok(n)
    }
}

/// One row, its fields in the order that the reader was asked for.
#[derive(Clone, Debug)]
pub struct RawRow {
    /// Line in the file, from 1, on which the row begins.
    pub line: u64,
    /// Its fields; empty where the row had another number of fields than the header.
    pub fields: Vec<String>,
    /// How many fields the row had, where that is not the header's number.
    pub odd_count: Option<usize>,
}

/// Rows of a table as one text and the places of their fields in it: a large file has millions of fields, and none of
/// them is worth a piece of memory of its own.
#[derive(Debug, Default)]
pub struct Piece {
    text: String,
    /// Where each field of the right rows ends.
    ends: Vec<usize>,
    rows: Vec<Mark>,
    /// Where each wanted column stands in a row.
    places: Vec<usize>,
    /// What is wrong with the cells of a spreadsheet, by the row's place.
    wrong: Vec<(usize, Vec<Defect>)>,
}

#[derive(Debug)]
struct Mark {
    line: u64,
    odd_count: Option<usize>,
    /// Where its text begins.
    start: usize,
    /// The first of its `ends`.
    first: usize,
}

impl Piece {
    /// How many rows it has.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Line in the file, from 1, on which a row begins.
    pub fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |mark| mark.line)
    }

    /// How many fields a row had, where that is not the header's number; then it has no fields here.
    pub fn odd_count(&self, row: usize) -> Option<usize> {
        self.rows.get(row).and_then(|mark| mark.odd_count)
    }

    /// A field of a row, by the wanted column's place among the wanted.
    pub fn field(&self, row: usize, column: usize) -> &str {
        let (Some(mark), Some(place)) = (self.rows.get(row), self.places.get(column)) else { return "" };
        if mark.odd_count.is_some() {
            return "";
        }
        let at = mark.first + place;
        let start = if *place == 0 { mark.start } else { self.ends[at - 1] };
        self.text.get(start..self.ends[at]).unwrap_or_default()
    }

    /// Puts the fields of a row into `fields`, which is emptied first.
    pub fn fields_into<'a>(&'a self, row: usize, fields: &mut Vec<&'a str>) {
        fields.clear();
        if self.odd_count(row).is_none() {
            fields.extend((0..self.places.len()).map(|column| self.field(row, column)));
        }
    }

    /// One row that was no table's: its fields in the order of the wanted columns.
    pub fn of_row(line: u64, fields: &[String]) -> Self {
        let mut end = 0;
        let ends = fields.iter().map(|field| {
            end += field.len();
            end
        });
        Piece {
            ends: ends.collect(),
            text: fields.concat(),
            rows: vec![Mark { line, odd_count: None, start: 0, first: 0 }],
            places: (0..fields.len()).collect(),
            wrong: Vec::new(),
        }
    }

    /// What is wrong with the cells of a row, where it was one of a spreadsheet: its texts say nothing of that.
    pub fn wrong(&self, row: usize) -> &[Defect] {
        let found = self.wrong.binary_search_by_key(&row, |(at, _)| *at);
        found.ok().and_then(|at| self.wrong.get(at)).map_or(&[], |(_, defects)| defects)
    }

    /// Empties it for rows of so many fields.
    pub(super) fn begin(&mut self, columns: usize) {
        self.clear(&[]);
        self.places.extend(0..columns);
    }

    /// Adds a row: its fields in the order of the wanted columns.
    pub(super) fn push<'f>(&mut self, line: u64, fields: impl Iterator<Item = &'f str>, wrong: Vec<Defect>) {
        if !wrong.is_empty() {
            self.wrong.push((self.rows.len(), wrong));
        }
        self.rows.push(Mark { line, odd_count: None, start: self.text.len(), first: self.ends.len() });
        for field in fields {
            self.text.push_str(field);
            self.ends.push(self.text.len());
        }
    }

    /// Adds a row with another number of fields than the header.
    pub(super) fn push_odd(&mut self, line: u64, found: usize) {
        let (start, first) = (self.text.len(), self.ends.len());
        self.rows.push(Mark { line, odd_count: Some(found), start, first });
    }

    fn clear(&mut self, places: &[usize]) {
        self.text.clear();
        self.ends.clear();
        self.rows.clear();
        self.wrong.clear();
        self.places.clear();
        self.places.extend_from_slice(places);
    }
}

/// Reads a table whose columns are known by name.
pub struct TableReader<R: Read> {
    csv: csv::Reader<Watched<R>>,
    places: Vec<usize>,
    width: usize,
    record: csv::ByteRecord,
    /// Line and odd number of fields of the last row read.
    last: Option<(u64, Option<usize>)>,
    ended: bool,
    /// Whether a line ended inside the last field read: then a quote was open there.
    last_breaks: bool,
}

fn not_utf8(line: u64, bytes: &[u8]) -> Defect {
    Defect::new("", Code::NotUtf8, String::from_utf8_lossy(bytes), "").on(line)
}

/// A failure of reading: of the disk, or of the form.
#[derive(Debug)]
pub enum TableFault {
    /// The disk.
    Io(std::io::Error),
    /// The form of the file: nothing of it may be taken.
    Form(Vec<Defect>),
}

impl From<csv::Error> for TableFault {
    fn from(error: csv::Error) -> Self {
        TableFault::Io(std::io::Error::other(error))
    }
}

impl<R: Read> TableReader<R> {
    /// Reads the header and finds each of `columns` in it, in whatever order it names them.
    pub fn new(input: R, name: &str, columns: &[&str]) -> Result<Self, TableFault> {
        let mut csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(Watched::new(input));
        let mut header = csv::ByteRecord::new();
        if !csv.read_byte_record(&mut header)? {
            return Err(TableFault::Form(vec![Defect::new("", Code::EmptyFile, name, "")]));
        }
        if header.len() > MOST_COLUMNS {
            let first: Vec<_> = header.iter().take(columns.len()).map(String::from_utf8_lossy).collect();
            let defect = Defect::new("", Code::NotRecognised, first.join(","), columns.join(","));
            return Err(TableFault::Form(vec![defect.on(1)]));
        }
        let mut names = Vec::new();
        for (i, field) in header.iter().enumerate() {
            let field = if i == 0 { field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(field) } else { field };
            let text = std::str::from_utf8(field).map_err(|_| TableFault::Form(vec![not_utf8(1, field)]))?;
            names.push(text.to_owned());
        }
        let places = match_header(&names, columns).map_err(TableFault::Form)?;
        let (width, record) = (names.len(), csv::ByteRecord::new());
        Ok(TableReader { csv, places, width, record, last: None, ended: false, last_breaks: false })
    }

    /// The next rows, at most `count`; none at the end of the file.
    pub fn next_rows(&mut self, count: usize) -> Result<Vec<RawRow>, TableFault> {
        let mut piece = Piece::default();
        self.next_piece(count, &mut piece)?;
        let row = |n| {
            let (line, odd_count) = (piece.line(n), piece.odd_count(n));
            let columns = if odd_count.is_some() { 0 } else { self.places.len() };
            RawRow { line, fields: (0..columns).map(|c| piece.field(n, c).to_owned()).collect(), odd_count }
        };
        Ok((0..piece.len()).map(row).collect())
    }

    /// Puts the next rows into `piece`, which is emptied first: at most `count`, none at the end of the file. That the
    /// file was cut off is told where its end is found, with the last rows or after them.
    pub fn next_piece(&mut self, count: usize, piece: &mut Piece) -> Result<(), TableFault> {
        piece.clear(&self.places);
        while piece.len() < count && !self.ended {
            if !self.read_row(piece)? {
                self.ended = true;
                self.check_end()?;
            }
        }
        Ok(())
    }

    fn read_row(&mut self, piece: &mut Piece) -> Result<bool, TableFault> {
        if !self.csv.read_byte_record(&mut self.record)? {
            return Ok(false);
        }
        let record = &self.record;
        let line = record.position().map_or(0, csv::Position::line);
        // where all that was read is UTF-8, each field is: what parts fields and falls away in them is ASCII
        if self.csv.get_ref().not_utf8.is_some() {
            for field in record {
                if std::str::from_utf8(field).is_err() {
                    return Err(TableFault::Form(vec![not_utf8(line, field)]));
                }
            }
        }
        let text = std::str::from_utf8(record.as_slice());
        let text = text.map_err(|_| TableFault::Form(vec![not_utf8(line, record.as_slice())]))?;
        self.last_breaks = record.iter().next_back().is_some_and(|f| f.contains(&b'\n') || f.contains(&b'\r'));
        let odd_count = (record.len() != self.width).then_some(record.len());
        let (start, first) = (piece.text.len(), piece.ends.len());
        piece.rows.push(Mark { line, odd_count, start, first });
        self.last = Some((line, odd_count));
        if odd_count.is_none() {
            piece.text.push_str(text);
            let mut end = start;
            piece.ends.extend(record.iter().map(|field| {
                end += field.len();
                end
            }));
        }
        Ok(true)
    }

    /// A last row that is too short and ends without a line's end, or inside quotes, was cut off.
    fn check_end(&self) -> Result<(), TableFault> {
        if let Some((line, bytes)) = &self.csv.get_ref().not_utf8 {
            return Err(TableFault::Form(vec![not_utf8(*line, bytes)]));
        }
        let Some((line, odd_count)) = self.last else { return Ok(()) };
        let watched = self.csv.get_ref();
        let found = odd_count.unwrap_or(self.width);
        let line_ended = matches!(watched.last, b'\n' | b'\r');
        let open_quote = watched.quotes % 2 == 1 && (odd_count.is_some() || !line_ended || self.last_breaks);
        if open_quote || (!line_ended && found < self.width) {
            let defect = Defect::new("", Code::CutOff, format!("{found}/{}", self.width), "").on(line);
            return Err(TableFault::Form(vec![defect]));
        }
        Ok(())
    }

    /// How many columns the header names.
    pub const fn width(&self) -> usize {
        self.width
    }
}

/// The place of each wanted column in the header, or every column that is missing, unknown or doubled.
pub(super) fn match_header(names: &[String], columns: &[&str]) -> Result<Vec<usize>, Vec<Defect>> {
    let wanted = columns.join(",");
    let known = names.iter().filter(|n| columns.contains(&n.as_str())).count();
    if known == 0 {
        let first = names.join(",");
        let data = names.iter().any(|n| n.is_empty() || n.bytes().any(|b| b.is_ascii_digit()));
        let code = if data { Code::NoHeader } else { Code::NotRecognised };
        return Err(vec![Defect::new("", code, first, wanted).on(1)]);
    }
    let mut defects = Vec::new();
    for column in columns {
        match names.iter().filter(|n| n == column).count() {
            0 => defects.push(Defect::new(*column, Code::MissingColumn, column, &wanted).on(1)),
            1 => {}
            _ => defects.push(Defect::new(*column, Code::DoubledColumn, column, "").on(1)),
        }
    }
    for name in names.iter().filter(|n| !columns.contains(&n.as_str())) {
        defects.push(Defect::new(name.clone(), Code::UnknownColumn, name, &wanted).on(1));
    }
    if !defects.is_empty() {
        return Err(defects);
    }
    Ok(columns.iter().filter_map(|c| names.iter().position(|n| n == c)).collect())
}
