//! Takes off what a signature is wrapped in: PEM, base64 with or without line ends, or nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::cause::Cause;

/// Most bytes of a signature, a certificate or an answer.
pub const MOST: usize = 64 << 20;

/// The DER inside; what begins as DER is left as it is.
pub fn open(bytes: &[u8]) -> Result<std::borrow::Cow<'_, [u8]>, Cause> {
    open_within(bytes, MOST)
}

/// As [`open`], for at most `most` bytes.
pub fn open_within(bytes: &[u8], most: usize) -> Result<std::borrow::Cow<'_, [u8]>, Cause> {
    if bytes.len() > most {
        return Err(Cause::TooLarge);
    }
    match bytes.first() {
        None => return Err(Cause::Empty),
        // no base64 of DER begins with this byte, and no PEM
        Some(0x30) => return Ok(bytes.into()),
        Some(_) => {}
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Cause::NotDer)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(Cause::Empty);
    }
    if text.bytes().any(|b| b < 0x20 && !b.is_ascii_whitespace()) {
        return Err(Cause::NotDer);
    }
    let inside = match text.strip_prefix("-----BEGIN ") {
        None => text,
        Some(rest) => {
            let (label, body) = rest.split_once("-----").ok_or(Cause::ArmorBroken)?;
            body.trim_end().strip_suffix(&format!("-----END {label}-----")).ok_or(Cause::ArmorBroken)?
        }
    };
    let packed: Vec<u8> = inside.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    STANDARD.decode(packed).map(Into::into).map_err(|_| Cause::ArmorBroken)
}
