//! Writes DER, for what a responder is asked and for the throw-away PKI of the sandbox: what others signed is never
//! written again.

use der::oid::ObjectIdentifier as Oid;

use crate::domain::time::Moment;

use super::der::tag;

/// One item of these parts.
pub fn item(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let long = &bytes[bytes.iter().take_while(|b| **b == 0).count()..];
            out.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            out.extend_from_slice(long);
        }
    }
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

/// SEQUENCE.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    item(tag::SEQUENCE, parts)
}

/// SEQUENCE of many of a kind.
pub fn sequence_of(parts: &[Vec<u8>]) -> Vec<u8> {
    item(tag::SEQUENCE, &[&parts.concat()])
}

/// SET OF: in the order of the bytes.
pub fn set_of(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut sorted = parts.to_vec();
    sorted.sort_unstable();
    item(tag::SET, &[&sorted.concat()])
}

/// OBJECT IDENTIFIER.
pub fn oid(oid: Oid) -> Vec<u8> {
    item(tag::OID, &[oid.as_bytes()])
}

/// INTEGER from the bytes of a number from zero.
pub fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let short = &bytes[bytes.iter().take_while(|b| **b == 0).count().min(bytes.len().saturating_sub(1))..];
    let sign: &[u8] = if short.first().is_none_or(|b| *b >= 0x80) { &[0] } else { &[] };
    item(tag::INTEGER, &[sign, short])
}

/// INTEGER.
pub fn number(number: u64) -> Vec<u8> {
    unsigned(&number.to_be_bytes())
}

/// OCTET STRING.
pub fn octets(bytes: &[u8]) -> Vec<u8> {
    item(tag::OCTETS, &[bytes])
}

/// BIT STRING of whole bytes.
pub fn bits(bytes: &[u8]) -> Vec<u8> {
    item(tag::BITS, &[&[0], bytes])
}

/// ENUMERATED.
pub fn enumerated(value: u8) -> Vec<u8> {
    item(tag::ENUMERATED, &[&[value]])
}

/// `[number]`, explicit.
pub fn wrapped(number: u8, inner: &[u8]) -> Vec<u8> {
    item(tag::inside(number), &[inner])
}

/// An AlgorithmIdentifier with NULL for parameters.
pub fn algorithm(name: Oid) -> Vec<u8> {
    sequence(&[&oid(name), &item(tag::NULL, &[])])
}

/// GeneralizedTime.
pub fn long_time(moment: Moment) -> Vec<u8> {
    let digits: String = moment.rfc3339_utc().chars().filter(char::is_ascii_digit).take(14).collect();
    item(tag::LONG_TIME, &[digits.as_bytes(), b"Z"])
}

/// UTCTime to the end of 2049, GeneralizedTime behind it.
pub fn time(moment: Moment) -> Vec<u8> {
    let long = long_time(moment);
    let text = &long[2..];
    if (b"1950".as_slice()..b"2050".as_slice()).contains(&&text[..4]) {
        return item(tag::UTC_TIME, &[&text[2..]]);
    }
    long
}
