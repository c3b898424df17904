//! Why a set of rule files is refused, and the small readers that every file's reading shares. Each fault names the
//! file, the line or key, the value and what was expected, because the one who reads it is an official.

use std::fmt;

use chrono::NaiveDate;

use crate::domain::dated::Span;
use crate::domain::lang::Names;
use crate::domain::time::parse_date;

/// Where in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line, from 1.
    Line(u64),
    /// A column of a line, from 1.
    Column(u64, &'static str),
    /// A key.
    Key(&'static str),
    /// A key of the nth table of that name, from 1: `[[rate]]` no. 2, key `ceiling`.
    TableKey(&'static str, usize, &'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File => Ok(()),
            Place::Line(line) => write!(f, ", line {line}"),
            Place::Column(line, column) => write!(f, ", line {line}, column `{column}`"),
            Place::Key(key) => write!(f, ", key `{key}`"),
            Place::TableKey(table, n, key) => write!(f, ", [[{table}]] no. {n}, key `{key}`"),
        }
    }
}

/// Why the rules are refused.
#[derive(Debug, thiserror::Error)]
pub enum RulesFault {
    /// A file or folder could not be read.
    #[error("cannot read the rules at `{path}`: {source}; expected a readable file or folder")]
    Unreadable {
        /// Which one.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file says something that no rule can be made of.
    #[error("{file}{place}: found {found}; expected {expected}")]
    Wrong {
        /// Path of the file within the rules.
        file: String,
        /// Where in it.
        place: Place,
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// Rules stored earlier are not what was stored.
    #[error("the stored rules cannot be unpacked: {0}; expected the bytes exactly as they were stored")]
    Bundle(String),
}

/// A place in a file, from which faults about it are made.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    file: &'a str,
    place: Place,
}

impl<'a> At<'a> {
    pub(super) const fn file(file: &'a str) -> Self {
        At { file, place: Place::File }
    }

    pub(super) const fn line(file: &'a str, line: u64) -> Self {
        At { file, place: Place::Line(line) }
    }

    /// The key of this name; of a line its column, of a table its key.
    pub(super) const fn key(&self, name: &'static str) -> Self {
        let place = match self.place {
            Place::File | Place::Key(_) => Place::Key(name),
            Place::Line(line) | Place::Column(line, _) => Place::Column(line, name),
            Place::TableKey(table, n, _) => Place::TableKey(table, n, name),
        };
        At { file: self.file, place }
    }

    /// The table of this name at `index`, from 0.
    pub(super) const fn table(&self, name: &'static str, index: usize) -> Self {
        At { file: self.file, place: Place::TableKey(name, index + 1, "") }
    }

    /// A fault about the value `found`, quoted.
    pub(super) fn wrong(&self, found: impl fmt::Display, expected: impl Into<String>) -> RulesFault {
        self.fault(format!("`{found}`"), expected)
    }

    /// A fault about what is found there, in words.
    pub(super) fn fault(&self, found: impl Into<String>, expected: impl Into<String>) -> RulesFault {
        RulesFault::Wrong {
            file: self.file.to_owned(),
            place: self.place.clone(),
            found: found.into(),
            expected: expected.into(),
        }
    }

    /// Any text that is not blank and holds no control character.
    pub(super) fn text(&self, value: &str) -> Result<String, RulesFault> {
        if value.trim().is_empty() {
            return Err(self.fault("nothing", "a text"));
        }
        if value.trim() != value || value.chars().any(char::is_control) {
            return Err(self.wrong(value.escape_debug(), "one line without spaces around it"));
        }
        Ok(value.to_owned())
    }

    /// Exactly `count` digits.
    pub(super) fn digits(&self, value: &str, count: usize) -> Result<String, RulesFault> {
        if value.len() == count && value.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(value.to_owned());
        }
        Err(self.wrong(value, format!("{count} digits")))
    }

    /// A day `YYYY-MM-DD`.
    pub(super) fn date(&self, value: &str) -> Result<NaiveDate, RulesFault> {
        parse_date(value).ok_or_else(|| self.wrong(value, "a day that exists, written YYYY-MM-DD"))
    }

    fn open_date(&self, value: &str) -> Result<Option<NaiveDate>, RulesFault> {
        if value.is_empty() {
            return Ok(None);
        }
        let date = parse_date(value);
        date.map(Some)
            .ok_or_else(|| self.wrong(value, "a day that exists, written YYYY-MM-DD, or nothing for an open end"))
    }

    /// The days in force from the keys `valid_from` and `valid_to` of this place.
    pub(super) fn span(&self, from: &str, to: &str) -> Result<Span, RulesFault> {
        let span = (self.key("valid_from").open_date(from)?, self.key("valid_to").open_date(to)?);
        match span {
            (Some(first), Some(last)) if last < first => {
                Err(self.key("valid_to").wrong(to, format!("a day not before valid_from `{first}`")))
            }
            _ => Ok(span),
        }
    }

    /// A name in three languages from three keys of this place.
    pub(super) fn names(&self, keys: [&'static str; 3], values: [&str; 3]) -> Result<Names, RulesFault> {
        Ok(Names {
            ru: self.key(keys[0]).text(values[0])?,
            kk: self.key(keys[1]).text(values[1])?,
            en: self.key(keys[2]).text(values[2])?,
        })
    }
}

/// The keys of a name in three languages.
pub(super) const NAME_KEYS: [&str; 3] = ["name_ru", "name_kk", "name_en"];

/// The bytes as text, without the mark that some editors put in front.
pub(super) fn utf8<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, RulesFault> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        At::line(file, line as u64).fault("bytes that are no UTF-8", "a text file saved as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// A TOML file as the raw structure `T`, every key known and present.
pub(super) fn toml<T: serde::de::DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T, RulesFault> {
    let text = utf8(file, bytes)?;
    ::toml::from_str(text).map_err(|e| {
        let start = e.span().map_or(0, |s| s.start);
        let line = text.bytes().take(start).filter(|b| *b == b'\n').count() as u64 + 1;
        let at = if start == 0 { At::file(file) } else { At::line(file, line) };
        let message = e.message().trim().replace('\n', " ").replace("missing field", "no key");
        at.fault(message, "the keys of this file as they came, each once and of its own form")
    })
}
