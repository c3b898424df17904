//! The section `[eds]` of `qazyna.toml`: when an electronic signature is asked for, whose, and what it is held against.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::{choose, span};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEds {
    required: Option<bool>,
    #[serde(default)]
    anchors: Vec<PathBuf>,
    #[serde(default)]
    crls: Vec<PathBuf>,
    head: Option<Vec<String>>,
    verifier: Option<String>,
    #[serde(default)]
    command: Vec<String>,
    timeout: Option<String>,
}

/// Who checks signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verifier {
    /// This program.
    Own,
    /// A command of another program.
    Command,
    /// Both, and they must agree.
    Both,
}

impl Verifier {
    const ALL: [(&'static str, Verifier); 3] =
        [("own", Verifier::Own), ("command", Verifier::Command), ("both", Verifier::Both)];
}

/// The shortest time that another program or an address may be given.
const SHORTEST: Duration = Duration::from_millis(100);

/// The electronic signature, as this installation wants it.
#[derive(Clone, Debug)]
pub struct EdsSettings {
    /// Whether acts need one.
    pub required: bool,
    /// What the certificate of a head who signs must say: one of these words of `eds::subject::Role`.
    pub head: Vec<String>,
    /// Trust anchors: files or folders.
    pub anchors: Vec<PathBuf>,
    /// Revocation lists: files or folders.
    pub crls: Vec<PathBuf>,
    /// Who checks signatures.
    pub verifier: Verifier,
    /// The other program that checks signatures, and its arguments; empty where none does.
    pub command: Vec<String>,
    /// How long that program may take for a signature, and an address for an answer.
    pub timeout: Duration,
}

impl EdsSettings {
    /// Checks the section; relative paths count from `base`.
    pub(super) fn check(raw: RawEds, sandbox: bool, base: &Path) -> Result<Self, String> {
        let required = raw.required.unwrap_or(!sandbox);
        if !sandbox && !required {
            return Err("`eds.required` is false in a production profile; real money needs signatures".into());
        }
        let placed = |paths: Vec<PathBuf>| paths.iter().map(|p| base.join(p)).collect();
        let verifier = choose("eds.verifier", raw.verifier.as_deref().unwrap_or("own"), &Verifier::ALL)?;
        Ok(EdsSettings {
            required,
            head: heads(raw.head)?,
            anchors: placed(raw.anchors),
            crls: placed(raw.crls),
            verifier,
            command: command(raw.command, verifier, base)?,
            timeout: span("eds.timeout", raw.timeout.as_deref(), "10s", SHORTEST)?,
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

/// The command of the other verifier; a program that is named with a folder lies there, counted from `base`.
fn command(mut words: Vec<String>, verifier: Verifier, base: &Path) -> Result<Vec<String>, String> {
    let Some(program) = words.first_mut().filter(|program| !program.is_empty()) else {
        if verifier == Verifier::Own {
            return Ok(Vec::new());
        }
        let word = Verifier::ALL.iter().find(|(_, v)| *v == verifier).map_or("", |(word, _)| word);
        return Err(format!(
            "`eds.verifier` is `{word}`, but `eds.command` names no program; expected e.g. `[\"/opt/verifier/check\"]`"
        ));
    };
    if program.contains('/') {
        *program = base.join(&*program).display().to_string();
    }
    Ok(words)
}
