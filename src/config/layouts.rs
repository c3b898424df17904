//! `formats/FORMAT.toml` beside the configuration: how each form of payment file is laid out. A file or a key that is not there
//! is as it always was; unknown keys are refused by name.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::ErrorKind;
use std::path::Path;

use serde::Deserialize;

use crate::domain::layout::{Encoding, Lacking, Layout};
use crate::domain::money::Amount;

/// The forms, the endings of their files, and the encodings that each can have, the usual one first.
const FORMS: [(&str, &str, &[Encoding]); 5] = [
    ("treasury-xml", "xml", &[Encoding::Utf8]),
    ("csv", "csv", &Encoding::ALL),
    ("pain001", "xml", &[Encoding::Utf8]),
    ("1c", "txt", &Encoding::ALL),
    ("mt102", "txt", &[Encoding::Kz1048, Encoding::Windows1251, Encoding::Utf8]),
];
/// The form that is made of messages, and how many payments one of them holds at most.
const MESSAGES: (&str, u64) = ("mt102", 50);
const NAME: &str = "{institution}-B{batch}-{date}-{format}";

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Raw {
    encoding: Option<String>,
    letters: Option<String>,
    most_orders: Option<u64>,
    most_sum: Option<String>,
    by_bank: Option<bool>,
    terminal: Option<String>,
    name: Option<String>,
    extension: Option<String>,
}

/// The layouts of all forms, by their words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layouts(BTreeMap<&'static str, Layout>);

impl Default for Layouts {
    fn default() -> Self {
        Layouts(FORMS.iter().map(|(form, _, _)| (*form, usual(form))).collect())
    }
}

impl Layouts {
    /// Reads those of a folder, which need not be there.
    ///
    /// # Errors
    /// A sentence that names file, key, value and what was expected.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let mut layouts = Layouts::default();
        for (form, layout) in &mut layouts.0 {
            let path = folder.join(format!("{form}.toml"));
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    *layout = parse(form, &text).map_err(|why| format!("`{}` is wrong: {why}", path.display()))?
                }
                Err(e) if e.kind() == ErrorKind::NotFound => {}
                Err(e) => return Err(format!("cannot read `{}`: {e}", path.display())),
            }
        }
        layouts.differ(folder)?;
        Ok(layouts)
    }

    /// No two forms may give one name.
    fn differ(&self, folder: &Path) -> Result<(), String> {
        let mut names = BTreeMap::new();
        for (form, layout) in &self.0 {
            let name = format!("{}.{}", layout.name.replace("{format}", form), layout.extension).to_lowercase();
            if let Some(other) = names.insert(name, form) {
                let folder = folder.display();
                return Err(format!(
                    "`name` in `{folder}` gives files of `{other}` and `{form}` one name; put {{format}} into it"
                ));
            }
        }
        Ok(())
    }

    /// The layout of a form; of a word that names none, the usual one.
    pub fn of(&self, form: &str) -> Layout {
        self.0.get(form).cloned().unwrap_or_else(|| usual(form))
    }
}

/// The layout of a form that nobody changed.
pub fn usual(form: &str) -> Layout {
    let (_, extension, encodings) = FORMS.iter().find(|(word, _, _)| *word == form).unwrap_or(&FORMS[0]);
    Layout {
        encoding: encodings[0],
        lacking: Lacking::Refuse,
        most_orders: (form == MESSAGES.0).then_some(MESSAGES.1),
        most_sum: None,
        by_bank: false,
        terminal: None,
        name: NAME.to_owned(),
        extension: (*extension).to_owned(),
    }
}

/// One of a few words.
fn choose<T: Copy>(key: &str, word: &str, of: &[T], named: fn(T) -> &'static str) -> Result<T, String> {
    let words = || of.iter().map(|one| format!("`{}`", named(*one))).collect::<Vec<_>>().join(" or ");
    let found = of.iter().copied().find(|one| named(*one) == word);
    found.ok_or_else(|| format!("`{key}` is `{word}`; expected {}", words()))
}

/// The layout of a form out of the text of its file.
///
/// # Errors
/// A sentence that names key, value and what was expected.
pub fn parse(form: &str, text: &str) -> Result<Layout, String> {
    let raw: Raw = toml::from_str(text).map_err(|e| e.to_string())?;
    let mut layout = usual(form);
    let messages = form == MESSAGES.0;
    let encodings = FORMS.iter().find(|(word, _, _)| *word == form).map_or(&[Encoding::Utf8][..], |(_, _, of)| *of);
    if let Some(word) = &raw.encoding {
        layout.encoding = choose("encoding", word, encodings, Encoding::word)?;
    }
    if let Some(word) = &raw.letters {
        layout.lacking = choose("letters", word, &Lacking::ALL, Lacking::word)?;
    }
    if let Some(most) = raw.most_orders {
        let limit = if messages { MESSAGES.1 } else { 1_000_000 };
        if !(1..=limit).contains(&most) {
            return Err(format!("`most-orders` is {most}; expected 1 to {limit}"));
        }
        layout.most_orders = Some(most);
    }
    if let Some(sum) = &raw.most_sum {
        let read = Amount::parse(sum).ok().filter(|sum| *sum > Amount::ZERO);
        layout.most_sum =
            Some(read.ok_or_else(|| format!("`most-sum` is `{sum}`; expected a sum in tenge such as \"5000000.00\""))?);
    }
    if let Some(by_bank) = raw.by_bank {
        if messages {
            return Err(format!(
                "`by-bank` stands in `{}`, whose messages hold the payees of one bank always",
                MESSAGES.0
            ));
        }
        layout.by_bank = by_bank;
    }
    if let Some(terminal) = raw.terminal {
        let right = terminal.len() == 12 && terminal.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !(messages && right) {
            return Err(format!(
                "`terminal` is `{terminal}`; expected twelve Latin capitals and digits, in `{}` alone",
                MESSAGES.0
            ));
        }
        layout.terminal = Some(terminal);
    }
    if let Some(name) = raw.name {
        if let Some(why) = Layout::name_fault(&name) {
            return Err(format!("`name` is `{name}`: {why}"));
        }
        layout.name = name;
    }
    if let Some(extension) = raw.extension {
        let right = (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
        if !right || (layout.extension == "xml" && extension != "xml") {
            return Err(format!(
                "`extension` is `{extension}`; expected 1 to 8 Latin letters and digits, and `xml` where the file is XML"
            ));
        }
        layout.extension = extension;
    }
    Ok(layout)
}

/// The text of a layout that [`parse`] reads back: what it has that is not usual, so that the usual one is empty.
pub fn text(form: &str, layout: &Layout) -> String {
    let (mut text, usual) = (String::new(), usual(form));
    // writing into a text cannot fail
    let mut put = |key: &str, value: String, differs: bool| {
        if differs {
            let _ = writeln!(text, "{key} = {value}");
        }
    };
    let quoted = |value: &str| format!("\"{value}\"");
    put("encoding", quoted(layout.encoding.word()), layout.encoding != usual.encoding);
    put("letters", quoted(layout.lacking.word()), layout.lacking != usual.lacking);
    let most = layout.most_orders.map(|most| most.to_string()).unwrap_or_default();
    put("most-orders", most, layout.most_orders != usual.most_orders);
    let sum = layout.most_sum.map(|sum| quoted(&sum.to_string())).unwrap_or_default();
    put("most-sum", sum, layout.most_sum.is_some());
    put("by-bank", layout.by_bank.to_string(), layout.by_bank != usual.by_bank);
    put("terminal", quoted(layout.terminal.as_deref().unwrap_or("")), layout.terminal.is_some());
    put("name", quoted(&layout.name), layout.name != usual.name);
    put("extension", quoted(&layout.extension), layout.extension != usual.extension);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = "encoding = \"windows-1251\"\nletters = \"spell\"\nmost-orders = 40\nmost-sum = \"5000000.00\"\n\
        terminal = \"KKMFKZ2A0000\"\nname = \"P{batch}-{format}\"\nextension = \"fin\"\n";

    #[test]
    fn what_is_not_usual_comes_back_from_its_text() {
        let layout = parse("mt102", FULL).unwrap();
        assert_eq!((layout.encoding, layout.lacking), (Encoding::Windows1251, Lacking::Spell));
        assert_eq!(text("mt102", &layout), FULL);
        for (form, _, _) in FORMS {
            assert_eq!(text(form, &usual(form)), "");
            assert_eq!(parse(form, ""), Ok(usual(form)));
        }
    }

    #[test]
    fn a_wrong_value_is_named_with_what_was_expected() {
        for (form, text, words) in [
            ("pain001", "encoding = \"windows-1251\"", ["`encoding`", "`utf-8`"]),
            ("csv", "letters = \"cut\"", ["`letters`", "`refuse` or `spell`"]),
            ("mt102", "most-orders = 51", ["`most-orders` is 51", "1 to 50"]),
            ("csv", "most-orders = 0", ["`most-orders` is 0", "1 to 1000000"]),
            ("1c", "most-sum = \"0\"", ["`most-sum`", "tenge"]),
            ("1c", "terminal = \"KKMFKZ2A0000\"", ["`terminal`", "mt102"]),
            ("csv", "name = \"a\"", ["`name`", "{batch}"]),
            ("pain001", "extension = \"txt\"", ["`extension`", "`xml`"]),
            ("mt102", "by-bank = true", ["`by-bank`", "mt102"]),
            ("csv", "by-bank = 1", ["boolean", "by-bank"]),
            ("csv", "colour = 1", ["colour", "unknown field"]),
        ] {
            let fault = parse(form, text).unwrap_err();
            assert!(words.iter().all(|word| fault.contains(word)), "{fault}");
        }
    }

    #[test]
    fn the_files_of_a_new_installation_say_what_is_usual_and_name_every_key() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/formats");
        assert_eq!(Layouts::load(&folder), Ok(Layouts::default()));
        for (form, _, _) in FORMS {
            let text = std::fs::read_to_string(folder.join(format!("{form}.toml"))).unwrap();
            let keys = text.lines().filter_map(|line| line.strip_prefix("# ").filter(|l| l.contains(" = ")));
            let told: String = keys.map(|line| format!("{line}\n")).collect();
            let layout = Layout {
                most_orders: usual(form).most_orders,
                most_sum: None,
                terminal: None,
                ..parse(form, &told).unwrap()
            };
            assert_eq!(layout, usual(form), "{told}");
        }
    }

    #[test]
    fn two_forms_may_not_give_one_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mt102.toml"), "name = \"P{batch}\"").unwrap();
        assert!(Layouts::load(folder.path()).is_ok());
        std::fs::write(folder.path().join("1c.toml"), "name = \"p{batch}\"").unwrap();
        let fault = Layouts::load(folder.path()).unwrap_err();
        assert!(fault.contains("`1c` and `mt102`") && fault.contains("{format}"), "{fault}");
        std::fs::write(folder.path().join("1c.toml"), "extension = \"kz\nname").unwrap();
        assert!(Layouts::load(folder.path()).unwrap_err().contains("1c.toml"));
    }
}
