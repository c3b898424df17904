//! Kazakh letters in encodings that lack them (004 §5.4: the file must be the order that was signed). Each is spelt by its Russian
//! neighbour and a grave accent: `Қ` as `` К` ``, `Ү` as `` У` ``, `Ұ` as ` У`` `. A text that holds a grave accent itself is
//! refused, so that whatever was spelt can be read back: nothing is ever put in a letter's place that could be another.

use std::borrow::Cow;
use std::io::{self, Read, Write};

use super::letters;
use crate::domain::layout::{Encoding, Lacking, Layout};

/// What a letter is spelt with.
const ACCENT: char = '`';
/// The letters and their neighbours; `Ұ` and `ұ` follow from `Ү` and `ү`.
const SPELT: [(char, char); 16] = [
    ('Ә', 'А'),
    ('ә', 'а'),
    ('Ғ', 'Г'),
    ('ғ', 'г'),
    ('Қ', 'К'),
    ('қ', 'к'),
    ('Ң', 'Н'),
    ('ң', 'н'),
    ('Ө', 'О'),
    ('ө', 'о'),
    ('Ү', 'У'),
    ('ү', 'у'),
    ('Һ', 'Х'),
    ('һ', 'х'),
    ('Ұ', 'Ү'),
    ('ұ', 'ү'),
];

/// The letter that a neighbour and one accent stand for.
fn spelt_by(neighbour: char) -> Option<char> {
    SPELT.iter().find(|(_, by)| *by == neighbour).map(|(letter, _)| *letter)
}

/// Whether letters are spelt in files of this layout.
fn spells(layout: &Layout) -> bool {
    layout.lacking == Lacking::Spell && layout.encoding == Encoding::Windows1251
}

/// The first character of a text that a file of this layout cannot carry.
pub(super) fn unfit(layout: &Layout, text: &str) -> Option<char> {
    let spells = spells(layout);
    let spelt = |c: char| spells && SPELT.iter().any(|(letter, _)| *letter == c);
    match layout.encoding {
        Encoding::Utf8 => None,
        encoding => {
            text.chars().find(|c| (spells && *c == ACCENT) || (letters::byte_of(encoding, *c).is_none() && !spelt(*c)))
        }
    }
}

/// The text as it stands in a file of this layout, in Unicode.
pub(super) fn spell<'t>(layout: &Layout, text: &'t str) -> Cow<'t, str> {
    let lacks = |c: char| letters::byte_of(layout.encoding, c).is_none();
    if !spells(layout) || !text.chars().any(lacks) {
        return Cow::Borrowed(text);
    }
    let mut spelt = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| spell_into(layout.encoding, c, &mut spelt));
    Cow::Owned(spelt)
}

fn spell_into(encoding: Encoding, c: char, out: &mut String) {
    match SPELT.iter().find(|(letter, _)| *letter == c && letters::byte_of(encoding, c).is_none()) {
        Some((_, by)) => {
            spell_into(encoding, *by, out);
            out.push(ACCENT);
        }
        None => out.push(c),
    }
}

/// The text that was spelt so.
pub(super) fn unspell(layout: &Layout, text: &str) -> String {
    if !spells(layout) {
        return text.to_owned();
    }
    let mut held = Held::default();
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| held.take(c, &mut out));
    held.finish(&mut out);
    out
}

/// The last character, which an accent behind it may change.
#[derive(Default)]
struct Held(Option<char>);

impl Held {
    fn take(&mut self, c: char, out: &mut String) {
        self.0 = match self.0.filter(|_| c == ACCENT).and_then(spelt_by) {
            Some(letter) => Some(letter),
            None => {
                self.finish(out);
                Some(c)
            }
        };
    }

    fn finish(&mut self, out: &mut String) {
        out.extend(self.0.take());
    }
}

/// Takes a text in UTF-8, whole characters at a time, and writes it as a layout has it.
pub(super) struct Encoder<'w> {
    layout: &'w Layout,
    out: &'w mut dyn Write,
}

impl<'w> Encoder<'w> {
    /// Writes to `out`.
    pub fn new(layout: &'w Layout, out: &'w mut dyn Write) -> Self {
        Encoder { layout, out }
    }
}

impl Write for Encoder<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.layout.encoding == Encoding::Utf8 {
            return self.out.write(bytes);
        }
        let odd = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
        let text = std::str::from_utf8(bytes).map_err(|e| odd(e.to_string()))?;
        let lacks = |c| odd(format!("`{c}` is no character of {}", self.layout.encoding.word()));
        self.out.write_all(&letters::encode(self.layout.encoding, &spell(self.layout, text)).map_err(lacks)?)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads a file of a layout as UTF-8, with each letter in its place.
pub(super) struct Decoder<'r> {
    layout: &'r Layout,
    input: &'r mut dyn Read,
    held: Held,
    room: Vec<u8>,
    text: String,
    told: usize,
}

impl<'r> Decoder<'r> {
    /// Reads from `input`.
    pub fn new(layout: &'r Layout, input: &'r mut dyn Read) -> Self {
        Decoder { layout, input, held: Held::default(), room: vec![0; 1 << 16], text: String::new(), told: 0 }
    }

    fn fill(&mut self) -> io::Result<()> {
        (self.told, self.text) = (0, String::new());
        while self.text.is_empty() {
            let n = self.input.read(&mut self.room)?;
            if n == 0 {
                self.held.finish(&mut self.text);
                return Ok(());
            }
            for byte in &self.room[..n] {
                // what is no character is none of ours either, and is found to differ
                let c = letters::char_of(self.layout.encoding, *byte).unwrap_or(char::REPLACEMENT_CHARACTER);
                if spells(self.layout) {
                    self.held.take(c, &mut self.text);
                } else {
                    self.text.push(c);
                }
            }
        }
        Ok(())
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.layout.encoding == Encoding::Utf8 {
            return self.input.read(room);
        }
        if self.told == self.text.len() {
            self.fill()?;
        }
        let n = room.len().min(self.text.len() - self.told);
        room[..n].copy_from_slice(&self.text.as_bytes()[self.told..self.told + n]);
        self.told += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::layouts;

    fn layout(encoding: Encoding, lacking: Lacking) -> Layout {
        Layout { encoding, lacking, ..layouts::usual("csv") }
    }

    fn there_and_back(layout: &Layout, text: &str) -> (Vec<u8>, String) {
        let (mut bytes, mut back) = (Vec::new(), String::new());
        Encoder::new(layout, &mut bytes).write_all(text.as_bytes()).unwrap();
        Decoder::new(layout, &mut bytes.as_slice()).read_to_string(&mut back).unwrap();
        (bytes, back)
    }

    #[test]
    fn each_kazakh_letter_is_spelt_so_that_it_comes_back() {
        let all = "ӘәҒғҚқҢңӨөҮүҰұҺһІі УКу`".replace('`', "");
        let spelling = layout(Encoding::Windows1251, Lacking::Spell);
        let spelt = "А`а`Г`г`К`к`Н`н`О`о`У`у`У``у``Х`х`Іі УКу";
        assert_eq!((spell(&spelling, &all).as_ref(), unspell(&spelling, spelt)), (spelt, all.clone()));
        let (bytes, back) = there_and_back(&spelling, &all);
        assert_eq!((bytes, back), (encoding_rs::WINDOWS_1251.encode(spelt).0.into_owned(), all.clone()));
        let refusing = layout(Encoding::Windows1251, Lacking::Refuse);
        assert_eq!([unfit(&refusing, &all), unfit(&spelling, &all)], [Some('Ә'), None]);
        assert_eq!(
            [unfit(&refusing, "a`"), unfit(&spelling, "a`"), unfit(&spelling, "🌾")],
            [None, Some('`'), Some('🌾')]
        );
        let kazakh = layout(Encoding::Kz1048, Lacking::Spell);
        assert_eq!((unfit(&kazakh, &format!("{all}`")), spell(&kazakh, &all).as_ref()), (None, all.as_str()));
    }

    proptest! {
        #[test]
        fn what_fits_comes_back_whatever_it_is(text in "[А-яҚқҮүҰұІі` a-z№«»\r\n\u{2014}ў🌾]{0,40}", encoding in 0..3_usize, spells: bool) {
            let layout = layout(Encoding::ALL[encoding], if spells { Lacking::Spell } else { Lacking::Refuse });
            if unfit(&layout, &text).is_none() {
                prop_assert_eq!(&there_and_back(&layout, &text).1, &text);
                prop_assert_eq!(unspell(&layout, &spell(&layout, &text)), text);
            }
        }
    }
}
