//! What keeps a workbook from filling the memory: a zip unpacks to a thousand times its size, and says of itself what it
//! likes. Each part is unpacked once and counted before anybody reads it.

use std::io::{BufReader, Read, Seek};

use memchr::memmem;
use zip::ZipArchive;

use crate::domain::defect::{Code, Defect};

use super::super::table::TableFault;
use super::broken;

/// Most bytes of a workbook.
pub const PACKED: u64 = 64 << 20;
/// Most bytes that its sheets unpack to.
const SHEETS: u64 = 512 << 20;
/// Most bytes of any other part: the texts of cells are held whole.
const PART: u64 = 64 << 20;
/// Most bytes of the styles, each of which takes many times its room.
const STYLES: u64 = 4 << 20;
/// Most parts.
const PARTS: usize = 5_000;
/// Most bytes between two tags: a cell holds 32,767 characters.
const RUN: usize = 1 << 20;
/// Most texts that a workbook may say that it has: room for them is made before they are read.
const TEXTS: u64 = 4_000_000;

fn too_large(found: impl std::fmt::Display, most: impl std::fmt::Display) -> TableFault {
    TableFault::Form(vec![Defect::new("", Code::BookTooLarge, found, most)])
}

/// Fails where a workbook is too large in any respect.
pub(super) fn check(input: &mut (impl Read + Seek)) -> Result<(), TableFault> {
    let entries = entries(input)?;
    if entries > PARTS {
        return Err(too_large(entries, PARTS));
    }
    input.rewind().map_err(TableFault::Io)?;
    let mut archive = ZipArchive::new(BufReader::new(input)).map_err(broken)?;
    let mut sheets = SHEETS;
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(broken)?;
        let name = part.name().map_err(broken)?.to_lowercase().replace('\\', "/");
        let most = match name.as_str() {
            name if name.contains("worksheets/") => sheets,
            name if name.ends_with("styles.xml") => STYLES,
            _ => PART,
        };
        if name.ends_with("sharedstrings.xml") {
            texts(&mut part, &name)?;
            continue;
        }
        let length = measure(&mut part, &name, most)?;
        if name.contains("worksheets/") {
            sheets -= length;
        }
    }
    Ok(())
}

/// How many entries the file's list can have at most: each begins with the same four bytes.
fn entries(input: &mut impl Read) -> Result<usize, TableFault> {
    let (mut piece, mut kept, mut found, mut size) = (vec![0; 1 << 20], 0, 0, 0u64);
    loop {
        let n = input.read(&mut piece[kept..]).map_err(TableFault::Io)?;
        if n == 0 {
            return Ok(found);
        }
        size += n as u64;
        if size > PACKED {
            return Err(too_large(format!("> {} MiB", PACKED >> 20), format!("{} MiB", PACKED >> 20)));
        }
        let read = &piece[..kept + n];
        found += memmem::find_iter(read, b"PK\x01\x02").count();
        // an entry may begin with the last three bytes
        let rest = read[read.len().saturating_sub(3)..].to_vec();
        kept = rest.len();
        piece[..kept].copy_from_slice(&rest);
    }
}

/// Unpacks a part and gives its length.
fn measure(part: &mut impl Read, name: &str, most: u64) -> Result<u64, TableFault> {
    let (mut piece, mut length, mut run) = (vec![0; 1 << 16], 0u64, 0usize);
    let marked = name.ends_with(".xml");
    loop {
        let n = part.read(&mut piece).map_err(broken)?;
        if n == 0 {
            return Ok(length);
        }
        length += n as u64;
        if length > most {
            return Err(too_large(format!("{name} > {} MiB", most >> 20), format!("{} MiB", most >> 20)));
        }
        run = longest(&piece[..n], run, name).map_err(|()| too_large(name, format!("{} MiB", RUN >> 20)))?;
        if !marked {
            run = 0;
        }
    }
}

/// The bytes since the last tag began, where none of the runs is too long.
fn longest(piece: &[u8], before: usize, name: &str) -> Result<usize, ()> {
    let mut run = before;
    let mut at = 0;
    for tag in memchr::memchr_iter(b'<', piece) {
        run += tag - at;
        if run > RUN && name.ends_with(".xml") {
            return Err(());
        }
        (run, at) = (0, tag);
    }
    run += piece.len() - at;
    if run > RUN && name.ends_with(".xml") { Err(()) } else { Ok(run) }
}

/// The texts of the cells: how many the part says that there are.
fn texts(part: &mut impl Read, name: &str) -> Result<(), TableFault> {
    let mut bytes = Vec::new();
    part.take(PART + 1).read_to_end(&mut bytes).map_err(broken)?;
    measure(&mut bytes.as_slice(), name, PART)?;
    for at in memmem::find_iter(&bytes, b"uniqueCount") {
        let rest = bytes[at + b"uniqueCount".len()..].iter().copied();
        let rest = rest.skip_while(|b| b.is_ascii_whitespace() || b"=\"'".contains(b));
        let digits: String = rest.take_while(u8::is_ascii_digit).take(20).map(char::from).collect();
        if !digits.is_empty() && digits.parse::<u64>().is_ok_and(|count| count > TEXTS) || digits.len() > 10 {
            return Err(too_large(digits, TEXTS));
        }
    }
    Ok(())
}
