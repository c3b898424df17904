//! The texts that people read, in Russian, Kazakh and English, from `config/texts/`.

use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::domain::defect::{Code, Defect};
use crate::domain::lang::Lang;
use crate::eds::cause::Reason;

/// The texts of one language; a copy costs nothing.
#[derive(Clone)]
pub struct Texts {
    /// Which.
    pub lang: Lang,
    bundle: Arc<FluentBundle<FluentResource>>,
}

/// Read once: a page needs them as often as somebody asks for it.
static ALL: LazyLock<[Texts; 3]> = LazyLock::new(|| Lang::ALL.map(Texts::read));

impl Texts {
    /// Those of a language.
    pub fn new(lang: Lang) -> Self {
        let [first, ..] = &*ALL;
        ALL.iter().find(|texts| texts.lang == lang).unwrap_or(first).clone()
    }

    /// Loads a language; what is built in is tested to be whole.
    fn read(lang: Lang) -> Self {
        let (source, id) = match lang {
            Lang::Ru => (include_str!("../config/texts/ru.ftl"), unic_langid::langid!("ru")),
            Lang::Kk => (include_str!("../config/texts/kk.ftl"), unic_langid::langid!("kk")),
            Lang::En => (include_str!("../config/texts/en.ftl"), unic_langid::langid!("en")),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
        Texts { lang, bundle: Arc::new(bundle) }
    }

    /// The text of this id, or the id itself.
    pub fn get(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// The text of this id, if there is one.
    pub fn find(&self, id: &str) -> Option<String> {
        self.bundle.has_message(id).then(|| self.get(id))
    }

    /// The text of this id with these values.
    pub fn with(&self, id: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|m| m.value()) else {
            return id.to_owned();
        };
        let mut args = FluentArgs::new();
        for (key, value) in values {
            args.set((*key).to_owned(), FluentValue::from(value.to_string()));
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    /// Why a signature does not hold, from its cause; one that may pass by itself says so.
    fn cause(&self, word: &str, reason: &str) -> String {
        let cause = self.get(&format!("eds-cause-{word}"));
        let waits = reason == Reason::RevocationUnavailable.word();
        if waits { self.with("eds-try-again", &[("cause", &cause)]) } else { cause }
    }

    /// Why another verifier does not work, from `TROUBLE: what was seen`.
    pub fn trouble(&self, text: &str) -> String {
        let (word, seen) = text.split_once(": ").unwrap_or((text, ""));
        self.with(&format!("verifier-down-{word}"), &[("seen", &seen)])
    }

    /// The sentence of a defect.
    pub fn defect(&self, defect: &Defect) -> String {
        self.refusal("defect", defect)
    }

    /// The same for somebody before a page: where the way out is a command, the page has one of its own.
    pub fn defect_on_page(&self, defect: &Defect) -> String {
        let text = self.refusal("page", defect);
        // what was typed stands in quotation marks, as people write them
        let [open, close] = if self.lang == Lang::En { ['“', '”'] } else { ['«', '»'] };
        let mut is_open = false;
        let mut marks = text.chars().map(|c| match c {
            '`' => {
                is_open = !is_open;
                if is_open { open } else { close }
            }
            other => other,
        });
        let first = marks.next().into_iter().flat_map(char::to_uppercase).collect::<String>();
        first + &marks.collect::<String>()
    }

    /// The sentence of a defect in this family of texts, or in that of commands where the family has none.
    fn refusal(&self, family: &str, defect: &Defect) -> String {
        let own = format!("{family}-{}", defect.code);
        let id = if self.bundle.has_message(&own) { own } else { format!("defect-{}", defect.code) };
        let cause = match defect.code {
            Code::SignatureRefused => self.cause(&defect.value, &defect.expected),
            Code::VerifierDown => self.trouble(&defect.expected),
            _ => String::new(),
        };
        if defect.code == Code::IllegalState {
            return self.illegal_state(&id, family, defect);
        }
        if defect.code == Code::OrderTooLarge {
            let (order, sum) = defect.value.rsplit_once(": ").unwrap_or(("", &defect.value));
            return self
                .with(&id, &[("order", &order), ("sum", &sum), ("most", &defect.expected), ("form", &defect.column)]);
        }
        let (mut value, mut expected) = (defect.value.clone(), defect.expected.clone());
        match defect.code {
            Code::WrongRole => expected = self.all_named("role", &expected),
            Code::UnknownGround => expected = self.all_named("ground", &expected),
            Code::SamePerson => expected = self.find(&format!("part-{expected}")).unwrap_or(expected),
            Code::RoleConflict => {
                expected = self.named("role", &expected);
                if let Some((who, role)) = defect.value.rsplit_once(": ") {
                    value = format!("{who}: {}", self.named("role", role));
                }
            }
            _ => {}
        }
        self.with(&id, &[("value", &value), ("expected", &expected), ("cause", &cause)])
    }

    /// A word as people call it, with the word beside it.
    fn named(&self, family: &str, word: &str) -> String {
        match self.find(&format!("{family}-{word}")) {
            Some(name) => self.with("state-named", &[("name", &name), ("word", &word)]),
            None => format!("`{word}`"),
        }
    }

    /// The same for words with commas between them.
    fn all_named(&self, family: &str, words: &str) -> String {
        words.split(", ").map(|word| self.named(family, word)).collect::<Vec<_>>().join(", ")
    }

    /// Of what, from `SUBJECT: STATE`, stands where; and where it must stand, one of several states or a step to be taken first.
    fn illegal_state(&self, id: &str, family: &str, defect: &Defect) -> String {
        let (subject, found) = defect.value.rsplit_once(": ").unwrap_or(("", &defect.value));
        let state = self.state(&defect.column, found);
        let needed: Vec<String> = match defect.expected.strip_prefix("break settle ") {
            Some(settled) => {
                let own = format!("{family}-state-break-settled");
                let id = if self.bundle.has_message(&own) { own.as_str() } else { "state-break-settled" };
                vec![self.with(id, &[("id", &settled)])]
            }
            None => defect.expected.split(", ").map(|word| self.state(&defect.column, word)).collect(),
        };
        self.with(id, &[("subject", &subject), ("state", &state), ("needed", &needed.join(", "))])
    }

    /// A state of a request, an order, a batch or a break as people call it, with its word.
    fn state(&self, of: &str, word: &str) -> String {
        let family = format!("{of}-status");
        let family = if self.bundle.has_message(&format!("{family}-{word}")) { family.as_str() } else { "break" };
        self.named(family, word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_grounds_and_parts_are_named_as_people_call_them_with_the_word_beside_them() {
        let told =
            |lang, code, value: &str, expected: &str| Texts::new(lang).defect(&Defect::new("x", code, value, expected));
        for (lang, code, value, expected, words) in [
            (Lang::Ru, Code::WrongRole, "Асель", "head, finance", "«Руководитель» (`head`), «Специалист отдела"),
            (Lang::En, Code::WrongRole, "x", "head, of-tomorrow", "“Head” (`head`), `of-tomorrow`"),
            (Lang::Ru, Code::RoleConflict, "Асель: head", "finance", "Асель: «Руководитель» (`head`)"),
            (Lang::Ru, Code::SamePerson, "Асель", "sign", "подписал пакет"),
            (Lang::Kk, Code::UnknownGround, "x", "debt", "(`debt`)"),
        ] {
            let text = told(lang, code, value, expected);
            assert!(text.contains(words), "{text}");
        }
    }

    #[test]
    fn no_sentence_of_a_page_names_a_command() {
        for lang in Lang::ALL {
            let texts = Texts::new(lang);
            for code in Code::ALL {
                let expected = if *code == Code::IllegalState { "break settle B3" } else { "1" };
                let text = texts.defect_on_page(&Defect::new("batch", *code, "1: paid", expected));
                assert!(!text.contains('`') && !text.starts_with(char::is_lowercase), "{code}: {text}");
                for word in ["qazyna break", "qazyna hold", "qazyna user", "--", "batch sign", "notice ", ".toml"] {
                    assert!(!text.contains(word), "{code}: {text}");
                }
            }
        }
    }

    #[test]
    fn a_refusal_for_a_state_names_it_as_its_reader_does_with_the_word_beside_it() {
        let told = |lang, column: &str, value: &str, expected: &str| {
            Texts::new(lang).defect(&Defect::new(column, Code::IllegalState, value, expected))
        };
        for (lang, column, value, expected, words) in [
            (Lang::Ru, "order", "2026-5: paid", "awaiting-signature", ["`2026-5`: ", "«Оплачено» (`paid`)"]),
            (Lang::Ru, "order", "2026-5: paid", "awaiting-signature", ["", "«Ожидает подписи» (`awaiting-signature`)"]),
            (
                Lang::Kk,
                "batch",
                "7: settled",
                "exported, handed-over",
                [
                    "«Аяқталды» (`settled`)",
                    "«Файлға шығарылды» (`exported`), «Қазынашылыққа тапсырылды» (`handed-over`)",
                ],
            ),
            (Lang::En, "request", "MF: 1: paid", "registered", ["`MF: 1`: ", "“Paid” (`paid`)"]),
            (Lang::Ru, "break", "B1: settled", "open", ["«Урегулировано» (`settled`)", "«Открыто» (`open`)"]),
            (
                Lang::Ru,
                "batch",
                "2026-5, B3: not-dispatched",
                "break settle B3",
                ["`2026-5, B3`: ", "расхождение B3 урегулировано (`qazyna break settle B3`)"],
            ),
            (Lang::Ru, "batch", "7: of-tomorrow", "signed", ["`of-tomorrow`", "«Подписан» (`signed`)"]),
        ] {
            let text = told(lang, column, value, expected);
            assert!(words.iter().all(|word| text.contains(word)), "{text}");
        }
    }
}
