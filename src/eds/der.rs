//! Reads DER in the order it stands, without copying: every item keeps its raw bytes, because a signature is over the
//! bytes that came, not over what another writer would make of them. Headers are read by the crate `der`.

use chrono::NaiveDate;
use der::oid::ObjectIdentifier as Oid;
use der::{Decode, Header, Reader, SliceReader};

use crate::domain::time::Moment;

/// The bytes are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Identifier octets as they stand in the bytes.
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING.
    pub const BITS: u8 = 0x03;
    /// OCTET STRING.
    pub const OCTETS: u8 = 0x04;
    /// NULL.
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER.
    pub const OID: u8 = 0x06;
    /// ENUMERATED.
    pub const ENUMERATED: u8 = 0x0a;
    /// UTF8String.
    pub const UTF8: u8 = 0x0c;
    /// PrintableString.
    pub const PRINTABLE: u8 = 0x13;
    /// UTCTime.
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime.
    pub const LONG_TIME: u8 = 0x18;
    /// SEQUENCE.
    pub const SEQUENCE: u8 = 0x30;
    /// SET.
    pub const SET: u8 = 0x31;
    /// `[number]` of a primitive.
    pub const fn plain(number: u8) -> u8 {
        0x80 | number
    }
    /// `[number]` of a constructed or explicit item.
    pub const fn inside(number: u8) -> u8 {
        0xa0 | number
    }
}

/// One item: its identifier octet, its content, and both with the length as they stand.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// Identifier octet.
    pub tag: u8,
    /// Content.
    pub value: &'a [u8],
    /// The item whole.
    pub whole: &'a [u8],
}

/// A place in a row of items.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    rest: &'a [u8],
}

/// Exactly one item with this identifier octet and nothing behind it.
pub fn only(bytes: &[u8], tag: u8) -> Result<Item<'_>, Malformed> {
    let mut cursor = Cursor::new(bytes);
    let item = cursor.take(tag)?;
    cursor.end()?;
    Ok(item)
}

impl<'a> Cursor<'a> {
    /// At the first item of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Cursor { rest: bytes }
    }

    /// Whether nothing follows.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Bytes that follow.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next item, whatever it is.
    pub fn any(&mut self) -> Result<Item<'a>, Malformed> {
        let tag = *self.rest.first().ok_or(Malformed)?;
        // a short length needs no reader: lists have millions of such items
        if let [_, length @ ..0x80, ..] = *self.rest
            && tag & 0x1f != 0x1f
        {
            let (whole, rest) = self.rest.split_at_checked(2 + usize::from(length)).ok_or(Malformed)?;
            self.rest = rest;
            return Ok(Item { tag, value: &whole[2..], whole });
        }
        let mut reader = SliceReader::new(self.rest).map_err(|_| Malformed)?;
        let header = Header::decode(&mut reader).map_err(|_| Malformed)?;
        let value = reader.read_slice(header.length()).map_err(|_| Malformed)?;
        let (whole, rest) = self.rest.split_at_checked(self.rest.len() - behind(&reader)?).ok_or(Malformed)?;
        self.rest = rest;
        Ok(Item { tag, value, whole })
    }

    /// The next item, which must have this identifier octet.
    pub fn take(&mut self, tag: u8) -> Result<Item<'a>, Malformed> {
        if self.rest.first() != Some(&tag) {
            return Err(Malformed);
        }
        self.any()
    }

    /// The next item if it has this identifier octet.
    pub fn take_if(&mut self, tag: u8) -> Result<Option<Item<'a>>, Malformed> {
        if self.rest.first() == Some(&tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// Into the next item, which must have this identifier octet.
    pub fn enter(&mut self, tag: u8) -> Result<Cursor<'a>, Malformed> {
        self.take(tag).map(|item| item.inside())
    }

    /// Nothing may follow.
    pub fn end(self) -> Result<(), Malformed> {
        if self.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

fn behind(reader: &SliceReader<'_>) -> Result<usize, Malformed> {
    usize::try_from(u32::from(reader.remaining_len())).map_err(|_| Malformed)
}

impl<'a> Item<'a> {
    /// At its first inner item.
    pub fn inside(&self) -> Cursor<'a> {
        Cursor::new(self.value)
    }

    /// An object identifier that is one of ours to compare with.
    pub fn is(&self, oid: &Oid) -> bool {
        self.tag == tag::OID && self.value == oid.as_bytes()
    }

    /// An integer from zero, without its sign byte.
    pub fn unsigned(&self) -> Result<&'a [u8], Malformed> {
        match self.value {
            [] => Err(Malformed),
            [0] => Ok(self.value),
            [0, next, ..] if *next < 0x80 => Err(Malformed),
            [0, rest @ ..] => Ok(rest),
            [first, ..] if *first >= 0x80 => Err(Malformed),
            bytes => Ok(bytes),
        }
    }

    /// An integer from zero that fits into 64 bits.
    pub fn small(&self) -> Result<u64, Malformed> {
        let bytes = self.unsigned()?;
        if bytes.len() > 8 {
            return Err(Malformed);
        }
        Ok(bytes.iter().fold(0, |sum, b| sum << 8 | u64::from(*b)))
    }

    /// The bytes of a bit string whose last byte is whole.
    pub fn whole_bits(&self) -> Result<&'a [u8], Malformed> {
        match self.value {
            [0, bytes @ ..] => Ok(bytes),
            _ => Err(Malformed),
        }
    }

    /// The truth value of a BOOLEAN.
    pub fn truth(&self) -> Result<bool, Malformed> {
        match (self.tag, self.value) {
            (tag::BOOLEAN, [0xff]) => Ok(true),
            (tag::BOOLEAN, [0]) => Ok(false),
            _ => Err(Malformed),
        }
    }

    /// The text of a string of a name; what is no UTF-8 is read as Latin-1 or, in BMPString, as UTF-16.
    pub fn text(&self) -> Result<String, Malformed> {
        match self.tag {
            tag::UTF8 | tag::PRINTABLE | 0x16 | 0x12 => {
                std::str::from_utf8(self.value).map(str::to_owned).map_err(|_| Malformed)
            }
            0x14 => Ok(self.value.iter().map(|b| char::from(*b)).collect()),
            0x1e if self.value.len().is_multiple_of(2) => {
                let units: Vec<u16> = self.value.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
                String::from_utf16(&units).map_err(|_| Malformed)
            }
            _ => Err(Malformed),
        }
    }

    /// The moment of a UTCTime or GeneralizedTime in UTC; the latter may have a fraction of a second.
    /// The last second of the year 9999 says "no end".
    pub fn moment(&self) -> Result<Moment, Malformed> {
        if self.tag == tag::LONG_TIME && self.value == b"99991231235959Z" {
            return Ok(Moment::END);
        }
        let text = std::str::from_utf8(self.value).map_err(|_| Malformed)?;
        let (text, fraction) = match text.split_once('.') {
            Some((text, rest)) if self.tag == tag::LONG_TIME && rest != "Z" => {
                (text, rest.strip_suffix('Z').ok_or(Malformed)?)
            }
            Some(_) => return Err(Malformed),
            None => (text.strip_suffix('Z').ok_or(Malformed)?, ""),
        };
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !digits(text) || !digits(fraction) || fraction.ends_with('0') || fraction.len() > 9 {
            return Err(Malformed);
        }
        let (century, rest) = match (self.tag, text.len()) {
            (tag::UTC_TIME, 12) => (if &text[..2] < "50" { 20 } else { 19 }, text.as_bytes()),
            (tag::LONG_TIME, 14) => (two(text.as_bytes()), &text.as_bytes()[2..]),
            _ => return Err(Malformed),
        };
        let at = |place: usize| two(&rest[place..]);
        let year = i32::try_from(century * 100 + at(0)).map_err(|_| Malformed)?;
        // a moment of the department's way lies in these years
        if !(1900..2200).contains(&year) {
            return Err(Malformed);
        }
        let date = NaiveDate::from_ymd_opt(year, at(2), at(4)).ok_or(Malformed)?;
        let whole = Moment::from_utc(date.and_hms_opt(at(6), at(8), at(10)).ok_or(Malformed)?.and_utc());
        let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
        Ok(Moment::from_micros(whole.micros() + digits.fold(0, |sum, d| sum * 10 + i64::from(d - b'0'))))
    }
}

/// The number of two digits.
fn two(digits: &[u8]) -> u32 {
    digits.iter().take(2).fold(0, |sum, d| sum * 10 + u32::from(d - b'0'))
}
