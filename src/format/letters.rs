//! Letters of the files that are not UTF-8 (004 §5.4). KZ-1048, the single-byte encoding of Kazakhstan (СТ РК 1048-2002), differs
//! from windows-1251 in sixteen letters and holds all Kazakh ones. What an encoding lacks is told; nothing is ever put in its
//! place.

use std::sync::LazyLock;

use crate::domain::layout::Encoding;

/// The characters of the bytes 80 to BF; 98 is none. Below are those of ASCII, above the Russian letters in their order.
static KZ_1048: LazyLock<Vec<char>> = LazyLock::new(|| {
    "ЂЃ‚ѓ„…†‡€‰Љ‹ЊҚҺЏђ‘’“”•–—\u{fffd}™љ›њқһџ\u{a0}ҰұӘ¤Ө¦§Ё©Ғ«¬\u{ad}®Ү°±Ііөµ¶·ё№ғ»әҢңү".chars().collect()
});
static WINDOWS_1251: LazyLock<Vec<char>> = LazyLock::new(|| {
    let bytes: Vec<u8> = (0x80..0xc0).collect();
    let (text, _) = encoding_rs::WINDOWS_1251.decode_without_bom_handling(&bytes);
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
});

fn middle(encoding: Encoding) -> &'static [char] {
    match encoding {
        Encoding::Windows1251 => &WINDOWS_1251,
        _ => &KZ_1048,
    }
}

/// The byte of a character in an encoding of a byte a letter, or nothing where it lacks it.
pub fn byte_of(encoding: Encoding, c: char) -> Option<u8> {
    match c {
        '\0'..='\u{7f}' => u8::try_from(c).ok(),
        'А'..='я' => u8::try_from(u32::from(c) - 0x0410 + 0xc0).ok(),
        '\u{fffd}' => None,
        _ => (0x80..).zip(middle(encoding)).find(|(_, middle)| **middle == c).map(|(byte, _)| byte),
    }
}

/// The character of a byte, or nothing where it is none.
pub fn char_of(encoding: Encoding, byte: u8) -> Option<char> {
    match byte {
        0..=0x7f => Some(char::from(byte)),
        0xc0.. => char::from_u32(u32::from(byte) - 0xc0 + 0x0410),
        _ => middle(encoding).get(usize::from(byte - 0x80)).copied().filter(|c| *c != '\u{fffd}'),
    }
}

/// The text in this encoding; UTF-8 has every letter.
///
/// # Errors
/// The first character that it lacks.
pub fn encode(encoding: Encoding, text: &str) -> Result<Vec<u8>, char> {
    match encoding {
        Encoding::Utf8 => Ok(text.as_bytes().to_vec()),
        _ => text.chars().map(|c| byte_of(encoding, c).ok_or(c)).collect(),
    }
}

/// The text of these bytes, or nothing where one is no character.
pub fn decode(encoding: Encoding, bytes: &[u8]) -> Option<String> {
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        _ => bytes.iter().map(|byte| char_of(encoding, *byte)).collect(),
    }
}

/// The text of bytes in windows-1251.
pub fn windows_1251(bytes: &[u8]) -> Option<String> {
    decode(Encoding::Windows1251, bytes)
}

/// The text of bytes in cp866, in which every byte is a character.
pub fn cp866(bytes: &[u8]) -> Option<String> {
    encoding_rs::IBM866.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// The text of bytes in KZ-1048.
pub fn kz_1048(bytes: &[u8]) -> Option<String> {
    decode(Encoding::Kz1048, bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_byte_but_one_is_a_character_and_comes_back() {
        let all: Vec<u8> = (0..=255).filter(|byte| *byte != 0x98).collect();
        for encoding in [Encoding::Kz1048, Encoding::Windows1251] {
            assert_eq!(encode(encoding, &decode(encoding, &all).unwrap()).unwrap(), all);
            assert_eq!((decode(encoding, &[0x98]), encode(encoding, "a\u{fffd}")), (None, Err('\u{fffd}')));
        }
        let known = encoding_rs::WINDOWS_1251.decode(&all).0.into_owned();
        assert_eq!(decode(Encoding::Windows1251, &all), Some(known));
    }

    #[test]
    fn the_kazakh_letters_have_the_bytes_of_the_standard() {
        let bytes = [
            0xa3, 0xaa, 0x8d, 0xbd, 0xa5, 0xa1, 0xaf, 0x8e, 0xb2, 0xbc, 0xba, 0x9d, 0xbe, 0xb4, 0xa2, 0xbf, 0x9e, 0xb3,
        ];
        let encode = |text| encode(Encoding::Kz1048, text);
        assert_eq!(encode("ӘҒҚҢӨҰҮҺІәғқңөұүһі").unwrap(), bytes);
        assert_eq!(encode("Ёё№«»яА").unwrap(), [0xa8, 0xb8, 0xb9, 0xab, 0xbb, 0xff, 0xc0]);
        assert_eq!((encode("ў"), encode("🌾")), (Err('ў'), Err('🌾')));
    }
}
