//! Writes XML by hand into one growing text that is handed on in pieces: a batch of 100,000 orders needs neither a
//! tree nor much memory. Only the exporters of payment files use it.

use std::fmt::{Display, Write as _};
use std::io::Write;

use super::ExportFault;
use crate::domain::money::Amount;
use crate::domain::order::OrderNumber;

/// Handed on when it holds so many bytes: few enough to stay near the processor until they are on their way.
const PIECE: usize = 1 << 17;

/// The file being written, and where in it we are, so that a fault can name its order.
pub(super) struct XmlSheet<'w> {
    out: &'w mut dyn Write,
    text: String,
    /// The order being written, `None` in the header.
    pub order: Option<OrderNumber>,
}

impl<'w> XmlSheet<'w> {
    /// Starts with the XML declaration.
    pub fn new(out: &'w mut dyn Write) -> Self {
        let mut text = String::with_capacity(PIECE + PIECE / 4);
        text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        XmlSheet { out, text, order: None }
    }

    /// Markup as it is.
    pub fn raw(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// `<tag>value</tag>` of a value that can hold no special character: a number, a date, an identifier.
    pub fn plain(&mut self, tag: &str, value: impl Display) {
        self.start(tag);
        // Writing into a text cannot fail.
        let _ = write!(self.text, "{value}");
        self.end(tag);
    }

    /// `<tag>value</tag>` of free text, escaped; `field` is its name for a fault.
    pub fn free(&mut self, tag: &str, field: &'static str, value: &str) -> Result<(), ExportFault> {
        self.start(tag);
        self.text(field, value)?;
        self.end(tag);
        Ok(())
    }

    /// Like [`XmlSheet::free`], from 1 to `limit` characters.
    pub fn short(&mut self, tag: &str, field: &'static str, value: &str, limit: usize) -> Result<(), ExportFault> {
        self.fits(field, value, limit)?;
        self.free(tag, field, value)
    }

    /// Refuses a value that has not from 1 to `limit` characters.
    pub fn fits(&self, field: &'static str, value: &str, limit: usize) -> Result<(), ExportFault> {
        // A text has at least as many bytes as characters: counting is for the long ones only.
        if value.is_empty() || (value.len() > limit && value.chars().count() > limit) {
            let limit = format!("1 to {limit} characters");
            return Err(ExportFault::field(self.order, field, value, &limit));
        }
        Ok(())
    }

    /// Free text without a tag, escaped.
    pub fn text(&mut self, field: &'static str, value: &str) -> Result<(), ExportFault> {
        escape_into(&mut self.text, value).map_err(|bad| {
            let limit = format!("XML cannot carry the character U+{:04X}", u32::from(bad));
            ExportFault::field(self.order, field, value, &limit)
        })
    }

    /// A whole number.
    pub fn number(&mut self, value: impl Into<i64>) {
        let value: i64 = value.into();
        if value < 0 {
            self.text.push('-');
        }
        self.digits(value.unsigned_abs());
    }

    /// An amount: whole tenge, a dot, two digits.
    pub fn amount(&mut self, amount: Amount) {
        let tiyn = amount.tiyn();
        if tiyn < 0 {
            self.text.push('-');
        }
        let (tenge, tiyn) = (tiyn.unsigned_abs() / 100, tiyn.unsigned_abs() % 100);
        self.digits(tenge);
        self.text.push('.');
        self.text.push(digit(tiyn / 10));
        self.text.push(digit(tiyn % 10));
    }

    fn digits(&mut self, mut value: u64) {
        let mut digits = [0; 20];
        let mut from = digits.len();
        loop {
            from -= 1;
            digits[from] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        self.text.push_str(std::str::from_utf8(&digits[from..]).unwrap_or_default());
    }

    fn start(&mut self, tag: &str) {
        self.text.push('<');
        self.text.push_str(tag);
        self.text.push('>');
    }

    fn end(&mut self, tag: &str) {
        self.text.push_str("</");
        self.text.push_str(tag);
        self.text.push_str(">\n");
    }

    /// Hands on what is ready once there is enough of it. Called after each order.
    pub fn pass_on(&mut self) -> Result<(), ExportFault> {
        if self.text.len() >= PIECE {
            self.out.write_all(self.text.as_bytes())?;
            self.text.clear();
        }
        Ok(())
    }

    /// Hands on the rest.
    pub fn finish(self) -> Result<(), ExportFault> {
        self.out.write_all(self.text.as_bytes())?;
        self.out.flush()?;
        Ok(())
    }
}

fn digit(value: u64) -> char {
    char::from(b'0' + (value % 10) as u8)
}

/// Escapes text for an element. Line ends and tabs become references, so that no reader may fold them. The character
/// that XML 1.0 cannot carry at all is the error.
fn escape_into(out: &mut String, text: &str) -> Result<(), char> {
    // without a branch a byte, so that the processor looks at many of them at once
    let odd = |b: u8| (b < 0x20) | (b == b'&') | (b == b'<') | (b == b'>') | (b == 0xEF);
    if !text.bytes().fold(false, |found, b| found | odd(b)) {
        out.push_str(text);
        return Ok(());
    }
    let bytes = text.as_bytes();
    let mut from = 0;
    for (i, b) in bytes.iter().enumerate() {
        let reference = match b {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'\n' => "&#10;",
            b'\r' => "&#13;",
            b'\t' => "&#9;",
            0..0x20 => return Err(char::from(*b)),
            // U+FFFE and U+FFFF, the two non-characters that XML excludes.
            0xBE | 0xBF if i >= 2 && bytes[i - 2..i] == [0xEF, 0xBF] => {
                return Err(if *b == 0xBE { '\u{FFFE}' } else { '\u{FFFF}' });
            }
            _ => continue,
        };
        out.push_str(&text[from..i]);
        out.push_str(reference);
        from = i + 1;
    }
    out.push_str(&text[from..]);
    Ok(())
}
