//! Another program that checks signatures: a certified library behind a command (`eds.command`). It gets files and one JSON
//! document on its stdin, and answers with the document of `eds verify --output json`. Whatever goes wrong with it is "it
//! does not work", never "the signature holds".

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::cli::Failure;
use crate::config::settings::Settings;
use crate::domain::batch::{hex, sha256};
use crate::domain::time::Moment;
use crate::eds::algorithm::Digest;
use crate::eds::cause::Trouble;
use crate::eds::report::Report;
use crate::eds::trust::Trust;
use crate::eds::verifier::{SignatureVerifier, VerifierDown};
use crate::eds::verify::{Content, Question, digest_of};

use super::answer::Answer;
use super::files;
use super::run::run;

/// The exit codes of a program that has checked: it holds, it does not.
const CHECKED: [i32; 2] = [0, 3];
/// Digest of a signature, and the digest of the document that it must be over.
type Key = ([u8; 32], Vec<u8>);
type Told = Result<Answer, VerifierDown>;

/// The program.
#[derive(Debug)]
pub struct Program {
    words: Vec<String>,
    limit: Duration,
    anchors: Vec<PathBuf>,
    lists: Vec<PathBuf>,
    told: Mutex<HashMap<Key, Told>>,
}

impl Program {
    /// As the configuration has it.
    pub fn of(settings: &Settings) -> Result<Self, Failure> {
        Ok(Program {
            words: settings.eds.command.clone(),
            limit: settings.eds.timeout,
            anchors: files::anchors(settings)?,
            lists: files::lists(settings)?,
            told: Mutex::default(),
        })
    }

    fn told(&self) -> MutexGuard<'_, HashMap<Key, Told>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How it is called in evidence and in sentences: by its file's name, which says the same on every machine.
    fn called(&self) -> &str {
        let program = self.words.first().map_or("", String::as_str);
        Path::new(program).file_name().and_then(|name| name.to_str()).unwrap_or(program)
    }

    fn down(&self, trouble: Trouble, seen: &str) -> VerifierDown {
        VerifierDown::new(self.called(), trouble, seen)
    }

    /// Asks now, and keeps what is told. After one that gave no answer in time nobody is kept waiting for the next.
    pub fn ahead(&self, cms: &[u8], document: &[u8], now: Moment, trust: &Trust) {
        let kind = digest_of(cms).unwrap_or(Digest::Streebog512);
        let key = (sha256(cms), kind.of_bytes(&[document]));
        let slow = |told: &Told| told.as_ref().err().filter(|down| down.is(Trouble::Slow)).cloned();
        let before = self.told().values().find_map(slow);
        let told = match before {
            Some(down) => Err(down),
            None => self.ask(cms, &Content::Bytes(document), now, trust),
        };
        self.told().insert(key, told);
    }

    /// Lays everything into a folder of its own, runs the program, reads its answer.
    fn ask(&self, cms: &[u8], content: &Content<'_>, now: Moment, trust: &Trust) -> Told {
        let failed = |e: std::io::Error| self.down(Trouble::NotStarted, &e.to_string());
        let folder = tempfile::Builder::new().prefix("qazyna-").tempdir().map_err(failed)?;
        let lay = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).map(|()| path).map_err(failed)
        };
        let signature = lay("signature.cms", cms)?;
        let document = match content {
            Content::Bytes(bytes) => Some(lay("document", bytes)?),
            Content::Enclosed | Content::Digest(..) => None,
        };
        let answers = (1..).zip(&trust.answers).map(|(n, bytes)| lay(&format!("{n}.ocsp"), bytes));
        let answers = answers.collect::<Result<Vec<_>, _>>()?;
        let digest = match content {
            Content::Digest(kind, value) => Some(json!({ "algorithm": kind.oid().to_string(), "value": hex(value) })),
            Content::Bytes(_) | Content::Enclosed => None,
        };
        let question = json!({
            "cms": signature,
            "content": document,
            "digest": digest,
            "moment": now.rfc3339_utc(),
            "anchors": self.anchors,
            "crls": self.lists,
            "answers": answers,
        });
        let words = self.filled(&signature, document.as_deref(), now);
        let ran = run(&words, question.to_string().into_bytes(), self.limit);
        let ran = ran.map_err(|(trouble, seen)| self.down(trouble, &seen))?;
        match ran.status.code().filter(|code| CHECKED.contains(code)) {
            Some(code) => Answer::read(&ran.answer, code).map_err(|(trouble, seen)| self.down(trouble, &seen)),
            None => {
                Err(self.down(Trouble::Failed, format!("{}; {}", ran.status, ran.complaint).trim_end_matches("; ")))
            }
        }
    }

    /// The words of the command with the places of the files put in.
    fn filled(&self, cms: &Path, document: Option<&Path>, now: Moment) -> Vec<String> {
        let places = [
            ("{cms}", cms.display().to_string()),
            ("{content}", document.map_or_else(String::new, |path| path.display().to_string())),
            ("{moment}", now.rfc3339_utc()),
        ];
        let fill = |word: &String| places.iter().fold(word.clone(), |word, (mark, value)| word.replace(mark, value));
        self.words.iter().map(fill).collect()
    }
}

impl SignatureVerifier for Arc<Program> {
    fn name(&self) -> String {
        self.called().to_owned()
    }

    fn check(&self, question: &Question<'_>) -> Result<Report, VerifierDown> {
        let known = match question.content {
            Content::Digest(_, value) => self.told().get(&(sha256(question.cms), value.to_vec())).cloned(),
            Content::Bytes(_) | Content::Enclosed => None,
        };
        let told = known.unwrap_or_else(|| self.ask(question.cms, &question.content, question.now, question.trust));
        let report = told?.report(self.called(), question.now, question.wanted);
        report.map_err(|(trouble, seen)| self.down(trouble, &seen))
    }
}
