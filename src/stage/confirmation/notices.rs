//! Notices of acceptance that a person signs electronically (004 §5.1). The document follows from the request and the rules
//! and holds nothing of the moment: the signature gives that. A request is confirmed when its notice is signed and taken.

use std::fs;
use std::path::{Path, PathBuf};

use crate::domain::defect::{Code, Defect};
use crate::domain::notice::acceptance_document;
use crate::domain::person::Role;
use crate::eds::algorithm::Digest;
use crate::eds::subject::Role as Authority;
use crate::eds::trust::Trust;
use crate::eds::verifier::SignatureVerifier;
use crate::eds::verify::digest_of;
use crate::store::eds;
use crate::store::installation::Keys;
use crate::store::queue::{self, Confirmed, Span};
use crate::store::request::{self, StoredRequest};
use crate::store::{Conn, StoreError};

use super::super::electronic::{self, Document, Presented};
use super::super::{Acting, Office, StageError};
use super::{Unconfirmed, Work};

/// Endings of a signature's file, behind the document's name or in the place of its ending.
const ENDINGS: [&str; 4] = ["cms", "p7s", "sig", "p7b"];
/// Most bytes of one signature: it holds a digest, a certificate and a time stamp.
const MOST: u64 = 1 << 20;

/// Whoever signs for the institution; not a certificate for Treasury-Client, which may be used nowhere else.
const SIGNERS: [Authority; 5] =
    [Authority::Employee, Authority::Personnel, Authority::Financial, Authority::RightToSign, Authority::FirstHead];

/// A notice that waits for a signature.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its request.
    pub request: StoredRequest,
    /// Name of the document's file in a bundle.
    pub file: String,
    /// What is signed, Kazakh and Russian.
    pub document: String,
}

/// What became of a bundle that came back.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// Requests that are confirmed now.
    pub confirmed: u64,
    /// Notices that still wait: no signature lay beside their document.
    pub unsigned: u64,
    /// Signatures that were refused, each with its causes; `column` is the document's file.
    pub defects: Vec<Defect>,
}

/// `SERVICE_NUMBER.txt`; what a file system may not like in a number is written as `%XX`. With the 35 characters that a
/// number may have it stays below the 255 bytes that a name may have.
fn file_name(service: &str, number: &str) -> String {
    let mut name = format!("{service}_");
    for c in number.chars() {
        if c.is_control() || "/\\:*?\"<>|% ".contains(c) {
            name.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            name.push(c);
        }
    }
    name + ".txt"
}

/// The keys of the requests whose acceptance nobody has signed, in the order in which they came. As in the tick's own
/// confirming only what is open is looked at, however much is settled.
pub async fn unconfirmed(conn: &mut Conn) -> Result<Vec<i64>, StageError> {
    let left = queue::left(conn).await?;
    let mut ids = conn.rows_for_keys("request_left_unconfirmed", Vec::new(), left, |r| r.int(0)).await?;
    for span in queue::arrivals(conn).await? {
        let confirmed = Confirmed::of(conn, span.service, span.first).await?;
        conn.stream("request_arrived", &[span.first, span.last], |r| {
            let (id, service, refused) = (r.int(0)?, r.int(1)?, r.int(7)? == 1);
            if service == span.service && !refused && !confirmed.has(id) {
                ids.push(id);
            }
            Ok(())
        })
        .await?;
    }
    ids.sort_unstable();
    Ok(ids)
}

/// Every notice of acceptance that waits for a signature, in the order in which the requests came.
pub async fn waiting(office: &Office<'_>, conn: &mut Conn) -> Result<Vec<Notice>, StageError> {
    let mut all = Vec::new();
    for id in unconfirmed(conn).await? {
        let Some(request) = request::one(conn, id).await? else { continue };
        let document = acceptance_document(&request.subject(), office.rules)
            .ok_or_else(|| StoreError::inconsistent("request", "service_id", &request.service))?;
        all.push(Notice { file: file_name(&request.service, &request.number), document, request });
    }
    Ok(all)
}

/// Writes the document of every waiting notice into a folder; how many. What lies there under the same name and is another
/// document is never written over.
pub fn bundle(notices: &[Notice], folder: &Path) -> Result<u64, StageError> {
    fs::create_dir_all(folder).map_err(StageError::io(folder))?;
    for notice in notices {
        let path = folder.join(&notice.file);
        match fs::read(&path) {
            Ok(bytes) if bytes == notice.document.as_bytes() => continue,
            Ok(_) => return Err(StageError::refuse("bundle", Code::AlreadyExists, path.display(), "")),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(StageError::io(&path)(e)),
        }
        let part = folder.join(format!(".{}.part", notice.file));
        crate::disk::write_whole(&part, &path, notice.document.as_bytes()).map_err(StageError::io(&path))?;
    }
    Ok(notices.len() as u64)
}

/// The signature that lies beside a document: `NAME.txt.cms` or `NAME.cms`, and so on.
fn beside(folder: &Path, file: &str) -> Option<PathBuf> {
    let stem = file.strip_suffix(".txt").unwrap_or(file);
    let names = ENDINGS.iter().flat_map(|end| [format!("{file}.{end}"), format!("{stem}.{end}")]);
    names.map(|name| folder.join(name)).find(|path| path.is_file())
}

fn read(path: &Path) -> Result<Vec<u8>, StageError> {
    use std::io::Read;
    let open = || {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(MOST).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    open().map_err(StageError::io(path))
}

/// The signatures that lie beside the documents of these notices, as they are now: for who asks others about them first.
pub fn laid_beside<'n>(folder: &Path, notices: &'n [Notice]) -> Result<Vec<(&'n Notice, Vec<u8>)>, StageError> {
    let laid = notices.iter().filter_map(|notice| beside(folder, &notice.file).map(|path| (notice, path)));
    laid.map(|(notice, path)| Ok((notice, read(&path)?))).collect()
}

/// Takes the signatures that lie in a folder beside their documents: each is checked against the document as it is made
/// now, whatever lies there, and its request is confirmed in the name of who acts. A signature that does not hold keeps no
/// other back. What was confirmed before is passed over.
pub async fn apply(
    office: &Office<'_>,
    actor: &Acting,
    folder: &Path,
    trust: &Trust,
    verifier: &(dyn SignatureVerifier + Sync),
) -> Result<Applied, StageError> {
    actor.require(&[Role::Specialist])?;
    if !folder.is_dir() {
        return Err(StageError::refuse("notice", Code::NotFound, folder.display(), ""));
    }
    let mut tx = office.writing(actor).await?;
    let keys = Keys::load(&mut tx.conn).await?;
    let notices = waiting(office, &mut tx.conn).await?;
    let mut work = Work::begin(office, &mut tx).await?;
    let (mut applied, mut spans, mut kept) = (Applied::default(), Vec::new(), Vec::new());
    let mut learnt = crate::domain::event::Events::new();
    for notice in &notices {
        let Some(path) = beside(folder, &notice.file) else {
            applied.unsigned += 1;
            continue;
        };
        let cms = read(&path)?;
        let kind = digest_of(&cms).unwrap_or(Digest::Streebog512);
        let value = kind.of_bytes(&[notice.document.as_bytes()]);
        let r = &notice.request;
        let document = Document {
            subject: eds::of_acceptance(&r.service, &r.number),
            digest: (kind, &value),
            bytes: Some(notice.document.clone().into_bytes()),
            roles: SIGNERS.to_vec(),
        };
        let presented = Presented { cms: &cms, trust, verifier };
        match electronic::check(office, &mut tx, &presented, document, &mut learnt).await {
            Ok(eds) => {
                let service = keys.service(&r.service);
                work.note(&Unconfirmed::of(service, r))?;
                spans.push(Span { service, first: r.id, last: r.id });
                kept.push((r, eds));
            }
            Err(StageError::Refused(defects)) => {
                let named = |defect: Defect| Defect { column: notice.file.clone(), ..defect };
                applied.defects.extend(defects.into_iter().map(named));
            }
            Err(other) => return Err(other),
        }
    }
    for (r, eds) in &kept {
        eds::insert(&mut tx, eds).await?;
        electronic::tell("request-eds", &[("service", &r.service), ("number", &r.number)], eds, &mut work.events);
    }
    work.events.append(learnt);
    applied.confirmed = work.save(tx, &spans).await?;
    Ok(applied)
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_number_of_any_characters_gives_a_name_that_a_file_may_have() {
        assert_eq!(file_name("s", "КАР-2026/1"), "s_КАР-2026%2F1.txt");
        assert_ne!(file_name("s", "a%2Fb"), file_name("s", "a/b"));
        for number in ["№", "қ", "/", "💰"].map(|c| c.repeat(35)) {
            let name = file_name("microfinance-subsidy", &number);
            assert!(format!(".{name}.p7s.part").len() <= 255 && !name.contains('/'), "{name}");
        }
    }
}
