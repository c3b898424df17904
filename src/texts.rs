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
        let id = format!("defect-{}", defect.code);
        let cause = match defect.code {
            Code::SignatureRefused => self.cause(&defect.value, &defect.expected),
            Code::VerifierDown => self.trouble(&defect.expected),
            _ => String::new(),
        };
        self.with(&id, &[("value", &defect.value), ("expected", &defect.expected), ("cause", &cause)])
    }
}
