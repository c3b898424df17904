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
    #[serde(default)]
    second: Vec<String>,
    verifier: Option<String>,
    #[serde(default)]
    command: Vec<String>,
    timeout: Option<String>,
    #[serde(default)]
    lists: Vec<String>,
    #[serde(rename = "lists-folder")]
    lists_folder: Option<PathBuf>,
    #[serde(rename = "lists-largest")]
    lists_largest: Option<String>,
    #[serde(default)]
    responders: Vec<String>,
    #[serde(rename = "answer-age")]
    answer_age: Option<String>,
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
    /// What the certificate of the accountant must say who signs before the head: one of these words; empty: the head signs
    /// alone.
    pub second: Vec<String>,
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
    /// Addresses of revocation lists, full and delta.
    pub lists: Vec<String>,
    /// Folder where the lists of these addresses are kept.
    pub lists_folder: PathBuf,
    /// Most bytes of such a list.
    pub lists_largest: u64,
    /// Addresses of OCSP responders.
    pub responders: Vec<String>,
    /// Greatest age of a responder's answer.
    pub answer_age: Duration,
}

impl EdsSettings {
    /// Checks the section; relative paths count from `base`.
    pub(super) fn check(raw: RawEds, sandbox: bool, base: &Path) -> Result<Self, String> {
        let required = raw.required.unwrap_or(!sandbox);
        if !sandbox && !required {
            return Err("`eds.required` is false in a production profile; real money needs signatures".into());
        }
        if !required && !raw.second.is_empty() {
            return Err(
                "`eds.second` names a signature and `eds.required` is false; where two sign, signatures are required"
                    .into(),
            );
        }
        for word in &raw.second {
            choose("eds.second", word, &[("financial", ()), ("right-to-sign", ()), ("employee", ())])?;
        }
        let placed = |paths: Vec<PathBuf>| paths.iter().map(|p| base.join(p)).collect();
        let verifier = choose("eds.verifier", raw.verifier.as_deref().unwrap_or("own"), &Verifier::ALL)?;
        Ok(EdsSettings {
            required,
            head: heads(raw.head)?,
            second: raw.second,
            anchors: placed(raw.anchors),
            crls: placed(raw.crls),
            verifier,
            command: command(raw.command, verifier, base)?,
            timeout: span("eds.timeout", raw.timeout.as_deref(), "10s", SHORTEST)?,
            lists: addresses("eds.lists", raw.lists)?,
            lists_folder: base.join(raw.lists_folder.unwrap_or_else(|| "revocation".into())),
            lists_largest: size("eds.lists-largest", raw.lists_largest.as_deref().unwrap_or("64MB"))?,
            responders: addresses("eds.responders", raw.responders)?,
            answer_age: span("eds.answer-age", raw.answer_age.as_deref(), "1h", Duration::from_secs(1))?,
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

/// Addresses of the network, each once: `http` or `https`, a host, nothing that a name or a password could hide in.
fn addresses(key: &str, words: Vec<String>) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for word in words {
        let rest = word.strip_prefix("http://").or_else(|| word.strip_prefix("https://"));
        let host = rest.map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
        let plain = word.bytes().all(|b| b.is_ascii_graphic()) && !word.contains(['@', '#', '"', '\\']);
        if !plain || host.is_none_or(|host| host.is_empty() || host.starts_with(':')) {
            return Err(format!(
                "`{key}` has `{word}`; expected an address such as `http://crl.example.kz/list.crl`, in ASCII, without a password"
            ));
        }
        if !found.contains(&word) {
            found.push(word);
        }
    }
    Ok(found)
}

/// A size in bytes such as `64MB` or `500KB`; nothing larger is read of a list.
fn size(key: &str, text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 2] = [("MB", 1_000_000), ("KB", 1_000)];
    let read = |(unit, bytes): &(&str, u64)| text.strip_suffix(unit)?.parse::<u64>().ok()?.checked_mul(*bytes);
    let found = UNITS.iter().find_map(read).filter(|bytes| (1..=64_000_000).contains(bytes));
    found.ok_or_else(|| format!("`{key}` is `{text}`; expected a size such as `64MB`, from `1KB` to `64MB`"))
}
