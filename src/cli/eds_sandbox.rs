//! `eds sandbox` and `eds sign`: keys that stand for nobody and signatures with them. Only in the sandbox; a key whose
//! certificate does not say so is never used: the product holds no official's key.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::config::settings::{Profile, Settings};
use crate::disk;
use crate::domain::digits::push_hex;
use crate::domain::ident::Bin;
use crate::domain::time::Moment;
use crate::eds::certificate::Certificate;
use crate::eds::curve::{Params, SecretKey};
use crate::eds::sandbox::issue::Seed;
use crate::eds::sandbox::{self, Holder, MARK, Sandbox};
use crate::signatures::files::bytes_of;
use crate::stage::StageError;
use crate::telling::out::Out;

use super::{DONE, Failure, Outcome};

/// A key's file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    /// Says that it stands for nobody.
    what: String,
    /// The certificate, base64 of DER.
    certificate: String,
    /// The scalar, hexadecimal, little-endian.
    secret: String,
}

fn sandbox_only(settings: &Settings, what: &str) -> Result<(), Failure> {
    if settings.profile == Profile::Sandbox {
        return Ok(());
    }
    Err(Failure::Usage(format!("`{what}` is for the sandbox; in production every person signs with a key of his own")))
}

/// Writes a file whole, into a folder that is made where it is missing.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let path = &std::path::absolute(path).map_err(StageError::io(path))?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(StageError::io(folder))?;
    }
    let part = path.with_file_name(format!(".{}.part", path.file_name().unwrap_or_default().to_string_lossy()));
    Ok(disk::write_whole(&part, path, bytes).map_err(StageError::io(path))?)
}

/// `eds sandbox`: anchors, lists and people, each in a folder of its own; and a head of each of these organisations.
pub fn make(settings: &Settings, out: &mut Out<'_>, dir: &Path, recipients: &[String], now: Moment) -> Outcome {
    sandbox_only(settings, "eds sandbox")?;
    let bin = |text: &String| Bin::parse(text).map_err(|_| Failure::Usage(format!("`{text}` is no BIN")));
    let recipients = recipients.iter().map(bin).collect::<Result<Vec<_>, _>>()?;
    if dir.exists() {
        return Err(Failure::Usage(format!("`{}` exists already; expected a new folder", dir.display())));
    }
    let mut seed = [0; 32];
    SystemRandom::new().fill(&mut seed).map_err(|_| Failure::Fault("the system gives no random bytes".into()))?;
    let fault = |cause| Failure::Fault(format!("the throw-away PKI could not be made: {cause}"));
    let pki = Sandbox::with(&Seed(seed), now, &recipients).map_err(fault)?;
    let folder = |name: &str| {
        let path = dir.join(name);
        std::fs::create_dir_all(&path).map_err(StageError::io(&path)).map(|()| path)
    };
    let (anchors, lists, people) = (folder("anchors")?, folder("crls")?, folder("people")?);
    for holder in [&pki.root, &pki.issuer] {
        write(&anchors.join(format!("SANDBOX-{}.cer", holder.word)), holder.certificate.der())?;
    }
    for (name, list) in [("full", &pki.list), ("delta", &pki.delta)] {
        write(&lists.join(format!("SANDBOX-{name}.crl")), &list.signed(&pki.issuer.key))?;
    }
    for holder in &pki.people {
        write(&people.join(format!("SANDBOX-{}.cer", holder.word)), holder.certificate.der())?;
        let text = serde_json::to_string_pretty(&key_file(holder)).map_err(|e| Failure::Fault(e.to_string()))?;
        write(&people.join(format!("SANDBOX-{}.key", holder.word)), text.as_bytes())?;
    }
    out.say("done-eds-sandbox", &[("dir", &dir.display())])?;
    let words: Vec<&str> = pki.people.iter().map(|holder| holder.word.as_str()).collect();
    out.json(&json!({
        "path": dir.display().to_string(),
        "anchors": anchors.display().to_string(),
        "crls": lists.display().to_string(),
        "people": words,
    }))?;
    Ok(DONE)
}

fn key_file(holder: &Holder) -> KeyFile {
    let mut secret = String::new();
    push_hex(&mut secret, &holder.scalar);
    KeyFile { what: MARK.into(), certificate: STANDARD.encode(holder.certificate.der()), secret }
}

/// What is to be signed, and with what.
pub struct Signing<'a> {
    /// The key's file.
    pub key: &'a Path,
    /// The document.
    pub content: &'a Path,
    /// Whether the document is to stand inside.
    pub attached: bool,
}

/// A key of the throw-away PKI.
pub struct SandboxKey {
    certificate: Certificate,
    secret: SecretKey,
}

impl SandboxKey {
    /// Reads the file of a key; `what` is the command that wants it. Only in the sandbox, and only a key that says whose it
    /// is not.
    pub fn open(settings: &Settings, what: &str, path: &Path) -> Result<Self, Failure> {
        sandbox_only(settings, what)?;
        let wrong = || Failure::Usage(format!("`{}` is no key of `qazyna eds sandbox`", path.display()));
        let read: KeyFile = serde_json::from_slice(&bytes_of(path)?).map_err(|_| wrong())?;
        let certificate = STANDARD.decode(&read.certificate).map_err(|_| wrong())?;
        let certificate = Certificate::parse(&certificate).map_err(|_| wrong())?;
        let secret = unhex(&read.secret).ok_or_else(wrong)?;
        let secret = SecretKey::parse(Params::Tc26_512A, &secret).map_err(|_| wrong())?;
        if read.what != MARK || !certificate.subject.name().contains(MARK) {
            return Err(wrong());
        }
        Ok(SandboxKey { certificate, secret })
    }

    /// A signature over a document, in PEM.
    pub fn sign(&self, document: &[u8], attached: bool, now: Moment) -> String {
        let cms = STANDARD.encode(sandbox::sign(&self.certificate, &self.secret, document, attached, now));
        let lines = cms.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned());
        format!("-----BEGIN CMS-----\n{}\n-----END CMS-----\n", lines.collect::<Vec<_>>().join("\n"))
    }
}

/// `eds sign`: a signature, in PEM.
pub fn sign(settings: &Settings, out: &mut Out<'_>, asked: &Signing<'_>, file: &Path, now: Moment) -> Outcome {
    let Signing { key, content, attached } = *asked;
    let key = SandboxKey::open(settings, "eds sign", key)?;
    let document = std::fs::read(content).map_err(StageError::io(content))?;
    write(file, key.sign(&document, attached, now).as_bytes())?;
    out.say("done-eds-sign", &[("file", &file.display())])?;
    out.json(&json!({ "path": file.display().to_string(), "signer": key.certificate.subject.name() }))?;
    Ok(DONE)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pair = |pair: &[u8]| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?);
    text.as_bytes().chunks(2).map(pair).collect()
}
