//! The three languages in which the department speaks to recipients and officials: Russian, Kazakh, English.
//! Rules and reports carry their names in all three, so that no text is translated on the way out.

/// A language of the outer contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Russian, the default.
    #[default]
    Ru,
    /// Kazakh, the state language.
    Kk,
    /// English.
    En,
}

impl Lang {
    /// All, in the order in which letters carry them.
    pub const ALL: [Lang; 3] = [Lang::Ru, Lang::Kk, Lang::En];

    /// The word of the command line and of file names: `ru`, `kk`, `en`.
    pub const fn word(self) -> &'static str {
        match self {
            Lang::Ru => "ru",
            Lang::Kk => "kk",
            Lang::En => "en",
        }
    }

    /// From [`Lang::word`], exactly.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.word() == text)
    }
}

/// A name in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// In Russian.
    pub ru: String,
    /// In Kazakh.
    pub kk: String,
    /// In English.
    pub en: String,
}

impl Names {
    /// The name in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.ru,
            Lang::Kk => &self.kk,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_by_its_two_letters_only() {
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.word()), Some(lang));
        }
        assert_eq!(Lang::parse("RU"), None);
        assert_eq!(Lang::parse("kz"), None);
    }
}
