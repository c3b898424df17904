//! How a form of payment file is laid out for the program that loads it: what an official sets for the client of his treasury
//! or bank (004 §5.2, §5.4), without a change of what is paid.

use super::money::Amount;

/// The encoding of a file's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8: every letter.
    Utf8,
    /// windows-1251: Russian letters; of the Kazakh ones only `І`.
    Windows1251,
    /// KZ-1048 (СТ РК 1048-2002): Russian and Kazakh letters.
    Kz1048,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Windows1251, Encoding::Kz1048];

    /// Its word in the configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1251 => "windows-1251",
            Encoding::Kz1048 => "kz-1048",
        }
    }
}

/// What becomes of a Kazakh letter that the encoding lacks. Any other character that it lacks is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The file is refused, with the field and the letter.
    Refuse,
    /// It is spelt by its Russian neighbour and a grave accent, and can be read back.
    Spell,
}

impl Lacking {
    /// Both.
    pub const ALL: [Lacking; 2] = [Lacking::Refuse, Lacking::Spell];

    /// Its word in the configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Lacking::Refuse => "refuse",
            Lacking::Spell => "spell",
        }
    }
}

/// How one form of file is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The encoding.
    pub encoding: Encoding,
    /// What becomes of Kazakh letters that it lacks.
    pub lacking: Lacking,
    /// Orders of a message, where the form is made of messages, else of a file: at most so many.
    pub most_orders: Option<u64>,
    /// Sum of a message or of a file: at most so much, in tiyn.
    pub most_sum: Option<Amount>,
    /// Whether a file holds the payees of one bank; where the form is made of messages, these do.
    pub by_bank: bool,
    /// The sender's terminal in a message, twelve characters; nothing: the payer's BIC, filled up with zeros.
    pub terminal: Option<String>,
    /// The name of a file before its ending: words in braces stand for what [`NamedFile`] has.
    pub name: String,
    /// What the name ends in, without the dot.
    pub extension: String,
}

/// What a file's name may hold.
#[derive(Clone, Copy, Debug)]
pub struct NamedFile<'a> {
    /// `{institution}`: the treasury code, seven digits.
    pub institution: &'a str,
    /// `{batch}`: the batch's number.
    pub batch: i64,
    /// `{date}`: the value date as `20260319`.
    pub date: &'a str,
    /// `{format}`: the word of the format.
    pub format: &'a str,
}

/// Which file out of several of one batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartOf {
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// Orders of all of them together.
    pub orders: usize,
}

/// Names that stand for something in a file's name.
const WORDS: [&str; 4] = ["institution", "batch", "date", "format"];
/// Longest name, in characters, of which ending, number of the copy and the sandbox's mark are no part.
const NAME: usize = 100;

impl Layout {
    /// The name of a file before its ending.
    pub fn name_of(&self, file: &NamedFile<'_>) -> String {
        let batch = file.batch.to_string();
        let values = [file.institution, batch.as_str(), file.date, file.format];
        WORDS
            .iter()
            .zip(values)
            .fold(self.name.clone(), |name, (word, value)| name.replace(&format!("{{{word}}}"), value))
    }

    /// Why a name is none that a file of ours can have: what is wrong with it and what was expected.
    pub fn name_fault(name: &str) -> Option<String> {
        let mut rest = name.to_owned();
        for word in WORDS {
            rest = rest.replace(&format!("{{{word}}}"), "");
        }
        let odd = rest.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
        if let Some(c) = odd {
            let words = WORDS.map(|word| format!("{{{word}}}")).join(", ");
            return Some(format!(
                "`{c}` may not stand in it; expected Latin letters, digits, `-`, `_`, `.` and {words}"
            ));
        }
        if !name.contains("{batch}") {
            return Some("it has no {batch}, without which two files would have one name".to_owned());
        }
        if name.starts_with('.') {
            return Some("it begins with a dot, which hides a file".to_owned());
        }
        (name.chars().count() > NAME).then(|| format!("it has more than {NAME} characters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_its_batch_and_says_why_it_cannot() {
        let layout = Layout {
            encoding: Encoding::Utf8,
            lacking: Lacking::Refuse,
            most_orders: None,
            most_sum: None,
            by_bank: false,
            terminal: None,
            name: "PL_{institution}_{date}_{batch}.{format}".to_owned(),
            extension: "txt".to_owned(),
        };
        let file = NamedFile { institution: "2550101", batch: 12, date: "20260319", format: "1c" };
        assert_eq!(
            (layout.name_of(&file).as_str(), Layout::name_fault(&layout.name)),
            ("PL_2550101_20260319_12.1c", None)
        );
        for wrong in
            ["a", "../{batch}", "{batch}/x", "{year}-{batch}", ".{batch}", "файл{batch}", &"a{batch}".repeat(20)]
        {
            assert!(Layout::name_fault(wrong).is_some(), "{wrong}");
        }
    }
}
