//! A request file as it came, and the recipient's electronic signature over it (004 §4, §8.5–8.7): beside the file, or
//! around it. The file must be of the service's form; the certificate must be in force and not revoked, and name the
//! organisation that asks for the money. What proves that is kept with the very bytes that were signed.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use tokio::task::{JoinHandle, spawn_blocking};

use crate::config::settings::Source;
use crate::domain::batch::sha256;
use crate::domain::defect::{Code, Defect};
use crate::domain::request::{COLUMNS, KINDS};
use crate::domain::time::Moment;
use crate::eds::cause::{Cause, Reason};
use crate::eds::evidence::Evidence;
use crate::eds::trust::Trust;
use crate::eds::verifier::SignatureVerifier;
use crate::eds::verify::{Content, Question, Wanted, enclosed};
use crate::format::application_xml::{self, is_xml};
use crate::format::sheet_table::Table;
use crate::format::table::TableFault;
use crate::store::Writing;
use crate::store::eds::{self, StoredEds};

use super::super::electronic::{OF_AN_ORGANISATION, causes, verifier_down};
use super::super::{Office, StageError};
use super::attached::Sent;
use super::rows::Rows;

/// Most bytes of a signature that stands beside its document, and of a document that is signed.
const MOST: u64 = 64 << 20;

/// Told the trust and the verifier that a signature is to be checked with.
pub type Look<'a> = dyn FnMut(&Trust, &(dyn SignatureVerifier + Sync)) + 'a;

/// What signatures are checked with; loaded only when there is one.
pub trait Means: Send + Sync {
    /// Asks whoever is outside this program about a signature over a document, then lets `look` check it. May take as long
    /// as the network does.
    ///
    /// # Errors
    /// Anchors or lists of the configuration that cannot be read.
    fn look(&self, cms: &[u8], document: &[u8], now: Moment, look: &mut Look<'_>) -> Result<(), StageError>;
}

/// A request file, and the signature that lies beside it.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The file: a table, an application in XML, or a signature around one of them.
    pub file: &'a Path,
    /// The detached signature.
    pub signature: Option<&'a Path>,
    /// The files that come with an application.
    pub attached: &'a [Sent],
}

/// The signature of a request file, checked.
#[derive(Debug)]
pub(super) struct Vouched {
    /// For each signer the BINs of the certificate: the organisation of every row must be among them.
    pub bins: Vec<Vec<String>>,
    iin: String,
    serial: String,
    evidence: String,
    document: Vec<u8>,
}

impl Vouched {
    /// Whether every signer signed for this organisation (004 §8.6).
    pub fn speaks_for(&self, bin: &str) -> bool {
        self.bins.iter().all(|bins| bins.iter().any(|one| one == bin))
    }

    /// What is stored: the signed bytes and what proves the signature.
    pub fn stored(&self, tx: &Writing, file: i64) -> StoredEds {
        StoredEds {
            subject: eds::of_intake(file),
            at: tx.moment,
            person: tx.actor.clone(),
            iin: self.iin.clone(),
            serial: self.serial.clone(),
            sha256: sha256(self.evidence.as_bytes()),
            evidence: self.evidence.clone(),
            document: Some(self.document.clone()),
        }
    }
}

/// What is wrong with a signature, or keeps it from being judged.
pub(super) enum Doubt {
    /// It does not hold.
    Refused(Vec<Defect>),
    /// It cannot be told now: the lists are over, a responder is down. To be asked again.
    Waits(Vec<Defect>),
}

/// A file, ready to be read.
pub(super) struct Opened {
    /// SHA-256 of what is read, being taken.
    pub digesting: JoinHandle<Result<[u8; 32], StageError>>,
    pub size: u64,
    pub rows: Result<Rows, TableFault>,
    /// `None`: nobody signed it.
    pub signature: Option<Result<Vouched, Doubt>>,
}

/// Opens a submission and checks its signature, before anything is written.
///
/// # Errors
/// The disk, the configuration; a file without the signature that it needs is refused.
pub(super) async fn open(
    office: &Office<'_>,
    submission: Submission<'_>,
    source: Source,
    means: &Arc<dyn Means>,
) -> Result<Opened, StageError> {
    let path = submission.file;
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let mut begins = [0; 512];
    let io = |e| StageError::io(path)(e);
    let mut file = File::open(path).map_err(io)?;
    let size = file.metadata().map_err(io)?.len();
    let length = fill(&mut file, &mut begins).map_err(io)?;
    let begins = &begins[..length];
    let wrapped = is_signature(begins);
    let ending = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !wrapped && submission.signature.is_none() && matches!(ending.as_str(), "cms" | "p7s" | "p7m" | "p7b" | "sig") {
        let cause = if size == 0 { Cause::Empty } else { Cause::NotDer };
        return Err(StageError::refuse("signature", Code::SignatureRefused, cause, Reason::Malformed));
    }
    if !wrapped && submission.signature.is_none() {
        if !office.settings.unsigned.contains(&source) {
            return Err(StageError::refuse("signature", Code::Unsigned, &name, "intake.unsigned"));
        }
        let digesting = spawn_blocking({
            let path = path.to_owned();
            move || super::file_digest(&path)
        });
        let rows = if is_xml(begins) {
            rows_of(whole(path, application_xml::MOST as u64 + 1)?, &name)
        } else {
            Table::open(File::open(path).map_err(io)?, &name, &COLUMNS, &KINDS).map(Rows::Table)
        };
        return Ok(Opened { digesting, size, rows, signature: None });
    }
    if size > MOST {
        return Err(StageError::refuse("signature", Code::SignatureRefused, Cause::TooLarge, Reason::Malformed));
    }
    let (document, cms) = match submission.signature {
        Some(beside) => (whole(path, MOST)?, whole(beside, MOST)?),
        None => {
            let cms = whole(path, MOST)?;
            let document = enclosed(&cms).map_err(|cause| {
                let reason = cause.reason().map_or("", Reason::word);
                StageError::refuse("signature", Code::SignatureRefused, cause, reason)
            })?;
            (document, cms)
        }
    };
    let signature = check(office, means, cms, &document).await?;
    let (digest, size) = (sha256(&document), document.len() as u64);
    let rows = rows_of(document, &name);
    Ok(Opened { digesting: spawn_blocking(move || Ok(digest)), size, rows, signature: Some(signature) })
}

/// Whether a file begins as a signature does: DER, PEM, or base64 of DER.
fn is_signature(begins: &[u8]) -> bool {
    let text = begins.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begins);
    begins.first() == Some(&0x30) && begins.get(1).is_some_and(|b| !b.is_ascii_graphic())
        || text.starts_with(b"-----BEGIN ")
        || text.starts_with(b"MI") && text.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=\r\n".contains(b))
}

fn fill(file: &mut File, into: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < into.len() {
        match file.read(&mut into[length..])? {
            0 => break,
            n => length += n,
        }
    }
    Ok(length)
}

fn whole(path: &Path, most: u64) -> Result<Vec<u8>, StageError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes));
    read.map_err(StageError::io(path)).map(|_| bytes)
}

/// The rows of a document that is held whole.
fn rows_of(document: Vec<u8>, name: &str) -> Result<Rows, TableFault> {
    if is_xml(&document) {
        return application_xml::read(&document, name, &COLUMNS).map(Rows::one).map_err(TableFault::Form);
    }
    Table::open(Cursor::new(document), name, &COLUMNS, &KINDS).map(Rows::Table)
}

/// Checks the recipient's signature; that it is of the right organisation is told row by row. The network may be asked, so
/// it is done in a thread that nobody waits in.
async fn check(
    office: &Office<'_>,
    means: &Arc<dyn Means>,
    cms: Vec<u8>,
    document: &[u8],
) -> Result<Result<Vouched, Doubt>, StageError> {
    let now = office.reading().await?.moment;
    let (means, document) = (Arc::clone(means), document.to_vec());
    let checking = spawn_blocking(move || {
        let mut found = None;
        means.look(&cms, &document, now, &mut |trust, verifier| {
            found = Some(judge(&cms, &document, now, trust, verifier));
        })?;
        found.unwrap_or_else(|| Err(StageError::refuse("signature", Code::SignatureVoid, "", "")))
    });
    checking.await.map_err(|died| StageError::io(Path::new(""))(std::io::Error::other(died)))?
}

fn judge(
    cms: &[u8],
    document: &[u8],
    now: Moment,
    trust: &Trust,
    verifier: &(dyn SignatureVerifier + Sync),
) -> Result<Result<Vouched, Doubt>, StageError> {
    let wanted = Wanted { roles: OF_AN_ORGANISATION.to_vec(), iin: None, bin: None };
    let question = Question { cms, content: Content::Bytes(document), now, trust, wanted: &wanted };
    let report = match verifier.check(&question) {
        Ok(report) => report,
        Err(down) => return Ok(Err(Doubt::Waits(vec![verifier_down(&down)]))),
    };
    if !report.valid() {
        let defects = causes(&report);
        let waits = report.causes.iter().all(|cause| cause.reason() == Some(Reason::RevocationUnavailable));
        return Ok(Err(if waits { Doubt::Waits(defects) } else { Doubt::Refused(defects) }));
    }
    let signer = &report.signers[0];
    let evidence = Evidence::of(&question, &report).to_json();
    let evidence = evidence.map_err(|why| StageError::refuse("signature", Code::SignatureVoid, "", why))?;
    Ok(Ok(Vouched {
        bins: report.signers.iter().map(|signer| signer.subject.bins.clone()).collect(),
        iin: signer.iin().unwrap_or_default().to_owned(),
        serial: signer.serial.hex(),
        evidence,
        document: document.to_vec(),
    }))
}

#[cfg(test)]
mod tests {
    use super::is_signature;

    #[test]
    fn a_signature_is_told_from_a_table_and_from_xml_by_how_it_begins() {
        for one in [&b"\x30\x82\x07\x00"[..], b"-----BEGIN CMS-----\n", b"MIIHAgYJKoZIhvcNAQcC\r\n"] {
            assert!(is_signature(one));
        }
        for one in [&b"service,number\n"[..], b"<?xml", b"", b"0,1\n", b"MI,service\n"] {
            assert!(!is_signature(one));
        }
    }
}
