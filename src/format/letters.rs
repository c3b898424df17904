//! Letters of the files that are not UTF-8 (004 §5.4). KZ-1048, the single-byte encoding of Kazakhstan (СТ РК 1048-2002), differs
//! from windows-1251 in sixteen letters and holds all Kazakh ones. What it lacks is told; nothing is ever put in its place.

/// The encoding's name, as people read it.
pub const NAME: &str = "KZ-1048";
/// The characters of the bytes 80 to BF; 98 is none. Below are those of ASCII, above the Russian letters in their order.
const MIDDLE: &str = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊҚҺЏђ‘’“”•–—\u{fffd}™љ›њқһџ\
    \u{a0}ҰұӘ¤Ө¦§Ё©Ғ«¬\u{ad}®Ү°±Ііөµ¶·ё№ғ»әҢңү";

/// The byte of a character, or nothing where the encoding lacks it.
pub fn byte_of(c: char) -> Option<u8> {
    match c {
        '\0'..='\u{7f}' => u8::try_from(c).ok(),
        'А'..='я' => u8::try_from(u32::from(c) - 0x0410 + 0xc0).ok(),
        '\u{fffd}' => None,
        _ => (0x80..).zip(MIDDLE.chars()).find(|(_, middle)| *middle == c).map(|(byte, _)| byte),
    }
}

/// The text in this encoding.
///
/// # Errors
/// The first character that it lacks.
pub fn encode(text: &str) -> Result<Vec<u8>, char> {
    text.chars().map(|c| byte_of(c).ok_or(c)).collect()
}

/// The text of these bytes, or nothing where one is no character.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let middle: Vec<char> = MIDDLE.chars().collect();
    let of = |byte: &u8| match byte {
        0..=0x7f => Some(char::from(*byte)),
        0xc0.. => char::from_u32(u32::from(*byte) - 0xc0 + 0x0410),
        _ => middle.get(usize::from(byte - 0x80)).copied().filter(|c| *c != '\u{fffd}'),
    };
    bytes.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_byte_but_one_is_a_character_and_comes_back() {
        let all: Vec<u8> = (0..=255).filter(|byte| *byte != 0x98).collect();
        assert_eq!(encode(&decode(&all).unwrap()).unwrap(), all);
        assert_eq!((decode(&[0x98]), encode("a\u{fffd}")), (None, Err('\u{fffd}')));
    }

    #[test]
    fn the_kazakh_letters_have_the_bytes_of_the_standard() {
        let bytes = [
            0xa3, 0xaa, 0x8d, 0xbd, 0xa5, 0xa1, 0xaf, 0x8e, 0xb2, 0xbc, 0xba, 0x9d, 0xbe, 0xb4, 0xa2, 0xbf, 0x9e, 0xb3,
        ];
        assert_eq!(encode("ӘҒҚҢӨҰҮҺІәғқңөұүһі").unwrap(), bytes);
        assert_eq!(encode("Ёё№«»яА").unwrap(), [0xa8, 0xb8, 0xb9, 0xab, 0xbb, 0xff, 0xc0]);
        assert_eq!((encode("ў"), encode("🌾")), (Err('ў'), Err('🌾')));
    }
}
