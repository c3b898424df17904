//! The section `[eds]` of `qazyna.toml`: when an electronic signature is asked for, whose, and what it is held against.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::choose;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEds {
    required: Option<bool>,
    #[serde(default)]
    anchors: Vec<PathBuf>,
    #[serde(default)]
    crls: Vec<PathBuf>,
    head: Option<Vec<String>>,
    #[serde(default)]
    second: Vec<String>,
}

/// The electronic signature, as this installation wants it.
#[derive(Clone, Debug)]
pub struct EdsSettings {
    /// Whether acts need one.
    pub required: bool,
    /// What the certificate of a head who signs must say: one of these words of `eds::subject::Role`.
    pub head: Vec<String>,
    /// What the certificate of the accountant must say who signs before the head: one of these words; empty: the head signs
    /// alone.
    pub second: Vec<String>,
    /// Trust anchors: files or folders.
    pub anchors: Vec<PathBuf>,
    /// Revocation lists: files or folders.
    pub crls: Vec<PathBuf>,
}

impl EdsSettings {
    /// Checks the section; relative paths count from `base`.
    pub(super) fn check(raw: RawEds, sandbox: bool, base: &Path) -> Result<Self, String> {
        let required = raw.required.unwrap_or(!sandbox);
        if !sandbox && !required {
            return Err("`eds.required` is false in a production profile; real money needs signatures".into());
        }
        for word in &raw.second {
            choose("eds.second", word, &[("financial", ()), ("right-to-sign", ()), ("employee", ())])?;
        }
        let placed = |paths: Vec<PathBuf>| paths.iter().map(|p| base.join(p)).collect();
        Ok(EdsSettings {
            required,
            head: heads(raw.head)?,
            second: raw.second,
            anchors: placed(raw.anchors),
            crls: placed(raw.crls),
        })
    }
}

/// What a head's certificate must say: the roles under which an order of the institution may be signed.
fn heads(words: Option<Vec<String>>) -> Result<Vec<String>, String> {
    let words = words.unwrap_or_else(|| vec!["first-head".into(), "right-to-sign".into()]);
    if words.is_empty() {
        return Err("`eds.head` names no role; expected `first-head`, `right-to-sign` or both".into());
    }
    for word in &words {
        choose("eds.head", word, &[("first-head", ()), ("right-to-sign", ())])?;
    }
    Ok(words)
}
