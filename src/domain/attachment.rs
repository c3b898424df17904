//! Files that a recipient attaches to an application (004 §8.5, §8.9). The document that the recipient signs names each with
//! its length and digest, so that the one signature stands for all of them.

use super::batch::hex;
use super::defect::{Code, Defect};

/// Files of one application at most.
pub const MOST: usize = 5;
/// Bytes of one at most.
pub const BYTES: u64 = 10 << 20;
/// Letters of a name at most.
const NAME: usize = 100;
/// The subject of what is wrong with one.
pub const SUBJECT: &str = "attachment";

/// What a file is, told by how it begins and not by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A document.
    Pdf,
    /// A photograph.
    Jpeg,
    /// A scan.
    Png,
}

impl Media {
    const ALL: [Media; 3] = [Media::Pdf, Media::Jpeg, Media::Png];

    /// What these bytes are; `None`: nothing that may be attached.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let begins: fn(Media) -> &'static [u8] = |media| match media {
            Media::Pdf => b"%PDF-",
            Media::Jpeg => b"\xff\xd8\xff",
            Media::Png => b"\x89PNG\r\n\x1a\n",
        };
        Self::ALL.into_iter().find(|media| bytes.starts_with(begins(*media)))
    }

    /// Its media type.
    pub const fn word(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
        }
    }

    /// The endings of names that people know it by, the usual one first.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Media::Pdf => &["pdf"],
            Media::Jpeg => &["jpg", "jpeg", "jpe"],
            Media::Png => &["png"],
        }
    }

    /// A name under which it can be kept: a machine opens a file by the ending of its name, which a stranger chose.
    pub fn kept_as(self, name: &str) -> String {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        let fits = ending.is_some_and(|ending| self.endings().contains(&ending.as_str()));
        if fits { name.to_owned() } else { format!("{name}.{}", self.endings()[0]) }
    }

    /// The other way round.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.word() == word)
    }
}

/// An attached file as the signed document names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

impl Named {
    /// As a value that is shown: what it is called, its length and digest.
    pub fn shown(&self) -> String {
        format!("{}, {} B, {}", self.name, self.bytes, hex(&self.sha256))
    }
}

/// What is wrong with a name: it is one line and leads nowhere.
pub fn check_name(name: &str) -> Option<Defect> {
    // what turns the direction of writing hides the ending; what is no letter of XML cannot stand in the document
    let unseen =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let odd = |c: char| c.is_control() || unseen(c) || matches!(c, '/' | '\\' | '\u{fffe}' | '\u{ffff}');
    let right = !name.trim_matches(['.', ' ']).is_empty() && name.chars().count() <= NAME && !name.contains(odd);
    (!right).then(|| Defect::new(SUBJECT, Code::AttachmentName, name, NAME))
}

/// What is wrong with the files of one application: names, number, length, kind.
pub fn check<'a>(files: impl ExactSizeIterator<Item = (&'a str, &'a [u8])>) -> Vec<Defect> {
    let mut defects = Vec::new();
    if files.len() > MOST {
        defects.push(Defect::new(SUBJECT, Code::AttachmentsTooMany, files.len(), MOST));
    }
    for (name, bytes) in files {
        defects.extend(check_name(name));
        if bytes.len() as u64 > BYTES {
            defects.push(Defect::new(SUBJECT, Code::AttachmentTooLarge, name, BYTES >> 20));
        } else if Media::of(bytes).is_none() {
            defects.push(Defect::new(SUBJECT, Code::AttachmentKind, name, "PDF, JPEG, PNG"));
        }
    }
    defects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say_and_not_its_name() {
        assert_eq!(Media::of(b"%PDF-1.7\n"), Some(Media::Pdf));
        assert_eq!(Media::of(b"\xff\xd8\xff\xe0"), Some(Media::Jpeg));
        assert_eq!(Media::of(b"\x89PNG\r\n\x1a\n\0"), Some(Media::Png));
        for other in [&b"MZ\x90"[..], b"<html>", b"", b"PK\x03\x04", b" %PDF-"] {
            assert_eq!(Media::of(other), None);
        }
        for media in Media::ALL {
            assert_eq!(Media::from_word(media.word()), Some(media));
        }
    }

    #[test]
    fn a_name_is_one_line_that_leads_nowhere() {
        for right in ["Договор № 5.pdf", "a", "..a", &"ә".repeat(NAME)] {
            assert_eq!(check_name(right), None, "{right}");
        }
        for wrong in
            ["", ".", "..", " ", "a/b", "a\\b", "a\nb", "a\u{202e}fdp.exe", "a\u{fffe}.pdf", &"ә".repeat(NAME + 1)]
        {
            assert_eq!(check_name(wrong).map(|d| d.code), Some(Code::AttachmentName), "{wrong}");
        }
    }

    #[test]
    fn a_file_is_kept_under_the_ending_of_what_it_is() {
        for (media, name, kept) in [
            (Media::Pdf, "Договор.pdf", "Договор.pdf"),
            (Media::Pdf, "Договор.PDF", "Договор.PDF"),
            (Media::Pdf, "Договор.hta", "Договор.hta.pdf"),
            (Media::Jpeg, "a.jpeg", "a.jpeg"),
            (Media::Jpeg, "a.png", "a.png.jpg"),
            (Media::Png, "a", "a.png"),
        ] {
            assert_eq!(media.kept_as(name), kept);
        }
    }

    #[test]
    fn everything_that_is_wrong_with_the_files_is_told_at_once() {
        let long = [b"%PDF-".as_slice(), &vec![0; BYTES as usize]].concat();
        let files: Vec<(&str, &[u8])> = vec![
            ("a.pdf", b"%PDF-"),
            ("b.exe", b"MZ"),
            ("c/d.pdf", b"%PDF-"),
            ("e.pdf", &long),
            ("f", b"%PDF-"),
            ("g", b"%PDF-"),
        ];
        let codes: Vec<Code> = check(files.into_iter()).into_iter().map(|d| d.code).collect();
        let wanted = [Code::AttachmentsTooMany, Code::AttachmentKind, Code::AttachmentName, Code::AttachmentTooLarge];
        assert_eq!(codes, wanted);
    }
}
