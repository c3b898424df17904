//! The fonts of printed pages: their letters, the widths of these, and where a text goes on in the next line.

use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};

/// A font, and the widths of its letters.
pub(super) struct Face {
    pub font: Option<Font>,
    face: Option<ttf_parser::Face<'static>>,
}

pub(super) static REGULAR: LazyLock<Face> = LazyLock::new(|| Face::of(dejavu::sans_condensed::regular()));
pub(super) static BOLD: LazyLock<Face> = LazyLock::new(|| Face::of(dejavu::sans_condensed::bold()));

impl Face {
    fn of(bytes: &'static [u8]) -> Self {
        Face { font: Font::new(bytes.to_vec().into(), 0), face: ttf_parser::Face::parse(bytes, 0).ok() }
    }

    /// Each letter's glyph and its width for letters of size 1.
    pub fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let Some(face) = &self.face else { return Vec::new() };
        let unit = f32::from(face.units_per_em());
        let one = |(start, c): (usize, char)| {
            let glyph = face.glyph_index(if c == '\u{a0}' { ' ' } else { c }).unwrap_or_default();
            let advance = f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) / unit;
            let range = start..start + c.len_utf8();
            KrillaGlyph::new(GlyphId::new(u32::from(glyph.0)), advance, 0.0, 0.0, 0.0, range, None)
        };
        text.char_indices().map(one).collect()
    }

    /// The width of a text, in points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        self.glyphs(text).iter().map(|glyph| glyph.x_advance).sum::<f32>() * size
    }

    /// The text in lines that are no wider than `width`: broken at blanks, a word that is too wide anywhere.
    pub fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut line = String::new();
            for word in paragraph.split(' ') {
                let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if self.width(&longer, size) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for c in word.chars() {
                    line.push(c);
                    if self.width(&line, size) > width && line.chars().count() > 1 {
                        line.pop();
                        lines.push(std::mem::replace(&mut line, c.to_string()));
                    }
                }
            }
            lines.push(line);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: f32 = 8.0;

    #[test]
    fn the_fonts_have_every_letter_of_the_three_languages() {
        let letters: String = ('а'..='я').chain('А'..='Я').chain('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
        for face in [&*REGULAR, &*BOLD] {
            assert!(face.font.is_some());
            for c in (letters.clone() + "ёЁәғқңөұүһіӘҒҚҢӨҰҮҺІ№«»–—₸·…/%().,:;\u{a0}").chars()
            {
                assert!(face.face.as_ref().unwrap().glyph_index(c).is_some() || c == '\u{a0}', "{c}");
            }
        }
    }

    #[test]
    fn a_line_is_never_wider_than_its_column_and_no_letter_is_lost() {
        let text =
            "Микрокредитная организация «Өңір Қаржы» 0fa6ed804c33a987bcd3062f9c6e26a48a4c0e23e04c27662556f54b7c4d5dcb";
        for width in [30.0, 70.0, 200.0] {
            let lines = REGULAR.lines(text, SIZE, width);
            assert!(lines.iter().all(|line| REGULAR.width(line, SIZE) <= width), "{lines:?}");
            let bare = |s: &str| s.replace(' ', "");
            assert_eq!(bare(&lines.concat()), bare(text));
        }
    }
}
