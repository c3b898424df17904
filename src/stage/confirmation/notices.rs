//! Notices that a person signs electronically: acceptances (004 §5.1), refusals (§3) and results (§8.10). The document
//! follows from the request and the rules; of what the signature itself gives, moment and person, it holds nothing. A
//! request is confirmed, or refused, when its notice is signed and taken.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::binds;
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::notice::{Facts, NoticeKind, acceptance_to_sign, document};
use crate::domain::order::OrderNumber;
use crate::domain::person::Role;
use crate::domain::standing::Hold;
use crate::eds::algorithm::Digest;
use crate::eds::cause::{Cause, Reason};
use crate::eds::trust::Trust;
use crate::eds::verifier::SignatureVerifier;
use crate::eds::verify::digest_of;
use crate::store::installation::Keys;
use crate::store::queue::{self, Confirmed, Span};
use crate::store::request::{self, StoredRequest};
use crate::store::{Conn, StoreError, eds, notice};

use super::super::electronic::{self, Document, OF_AN_ORGANISATION, Presented};
use super::super::{Acting, Office, StageError};
use super::{Unconfirmed, Work, refusal};

/// Endings of a signature's file, behind the document's name or in the place of its ending.
const ENDINGS: [&str; 4] = ["cms", "p7s", "sig", "p7b"];
/// Most bytes of one signature: it holds a digest, a certificate and a time stamp.
const MOST: u64 = 1 << 20;

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The application is accepted (004 §5.1).
    Acceptance,
    /// It is refused on this ground (004 §3).
    Refusal(String),
    /// An order was paid (004 §8.10): its number and sum.
    Result(OrderNumber, Amount),
}

/// A notice that waits for a signature.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What it is about.
    pub about: About,
    /// Its request.
    pub request: StoredRequest,
    /// Name of the document's file in a bundle.
    pub file: String,
}

impl Notice {
    fn of(about: About, request: StoredRequest) -> Self {
        let name = file_name(&request.service, &request.number);
        let file = match &about {
            About::Acceptance => name,
            About::Refusal(_) => format!("refusal_{name}"),
            About::Result(order, _) => format!("result-{order}_{name}"),
        };
        Notice { about, request, file }
    }

    /// Which letter.
    pub const fn kind(&self) -> NoticeKind {
        match self.about {
            About::Acceptance => NoticeKind::Acceptance,
            About::Refusal(_) => NoticeKind::Refusal,
            About::Result(..) => NoticeKind::Result,
        }
    }

    /// What is signed, Kazakh and Russian.
    pub async fn document(&self, office: &Office<'_>, conn: &mut Conn) -> Result<String, StageError> {
        let facts = match &self.about {
            About::Acceptance => acceptance_to_sign(),
            About::Refusal(ground) => refusal::to_sign(office, &self.request, ground),
            About::Result(order, _) => {
                let order = order.to_string();
                let all = notice::of_request(conn, &self.request).await?;
                let own = all.into_iter().filter(|n| n.kind == NoticeKind::Result);
                let mut own = own.filter_map(|n| Facts::parse(&n.fields)).filter(|facts| facts.get("order") == order);
                own.next().ok_or_else(|| StoreError::inconsistent("answer", "letter_run", &order))?.to_sign()
            }
        };
        let document = document(self.kind(), &self.request.subject(), &facts, office.rules);
        Ok(document.ok_or_else(|| StoreError::inconsistent("request", "service_id", &self.request.service))?)
    }

    fn subject(&self) -> String {
        let r = &self.request;
        match &self.about {
            About::Acceptance => eds::of_acceptance(&r.service, &r.number),
            About::Refusal(_) => eds::of_refusal(&r.service, &r.number),
            About::Result(order, _) => eds::of_result(*order),
        }
    }
}

/// What became of a bundle that came back.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// Requests that are confirmed now.
    pub confirmed: u64,
    /// Requests that are refused now.
    pub refused: u64,
    /// Results that are signed now.
    pub results: u64,
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

/// Whether an unconfirmed request is to be accepted: nobody proposed to refuse it, and the recipient has not withdrawn it.
fn is_to_accept(r: &StoredRequest) -> bool {
    r.standing.holds & Hold::RefusalProposed.bit() == 0 && r.standing.rest() > Amount::ZERO
}

/// How many notices wait for a signature.
pub async fn count(conn: &mut Conn) -> Result<u64, StageError> {
    let mut requests = BTreeSet::new();
    for id in unconfirmed(conn).await? {
        requests.extend(request::one(conn, id).await?.filter(is_to_accept).map(|r| r.id));
    }
    requests.extend(conn.rows("requests_to_refuse", binds![], |r| r.int(0)).await?);
    let results = conn.number("results_unsigned_count", binds![]).await?;
    Ok(requests.len() as u64 + results.unsigned_abs())
}

/// The keys of the requests whose acceptance nobody has signed, in the order in which they came. As in the tick's own
/// confirming only what is open is looked at, however much is settled.
pub async fn unconfirmed(conn: &mut Conn) -> Result<Vec<i64>, StageError> {
    let left = queue::left(conn).await?;
    let mut ids = conn.rows_for_keys("request_left_unconfirmed", Vec::new(), left, |r| r.int(0)).await?;
    for span in queue::arrivals(conn).await? {
        let confirmed = Confirmed::of(conn, span.service, span.first).await?;
        conn.stream("request_arrived", &[span.first, span.last], |r| {
            let (id, service, refused) = queue::arriving(r)?;
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

/// Every notice that waits for a signature: acceptances in the order in which the requests came, refusals, results by the
/// number of the order. Who is to be refused is not accepted meanwhile.
pub async fn waiting(conn: &mut Conn) -> Result<Vec<Notice>, StageError> {
    let mut all = Vec::new();
    for id in unconfirmed(conn).await? {
        let Some(request) = request::one(conn, id).await? else { continue };
        if is_to_accept(&request) {
            all.push(Notice::of(About::Acceptance, request));
        }
    }
    for id in conn.rows("requests_to_refuse", binds![], |r| r.int(0)).await? {
        let Some(request) = request::one(conn, id).await? else { continue };
        let ground = refusal::proposal(conn, &request).await?;
        all.extend(ground.map(|ground| Notice::of(About::Refusal(ground), request)));
    }
    for result in notice::unsigned_results(conn).await? {
        let Some(request) = request::one(conn, result.request_id).await? else { continue };
        all.push(Notice::of(About::Result(result.order, result.amount), request));
    }
    Ok(all)
}

/// Writes the document of every waiting notice into a folder; how many. What lies there under the same name and is another
/// document is never written over.
pub async fn bundle(office: &Office<'_>, conn: &mut Conn, folder: &Path) -> Result<u64, StageError> {
    let notices = waiting(conn).await?;
    fs::create_dir_all(folder).map_err(StageError::io(folder))?;
    for notice in &notices {
        let (path, document) = (folder.join(&notice.file), notice.document(office, conn).await?);
        match fs::read(&path) {
            Ok(bytes) if bytes == document.as_bytes() => continue,
            Ok(_) => return Err(StageError::refuse("bundle", Code::AlreadyExists, path.display(), "")),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(StageError::io(&path)(e)),
        }
        let part = folder.join(format!(".{}.part", notice.file));
        crate::disk::write_whole(&part, &path, document.as_bytes()).map_err(StageError::io(&path))?;
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
        fs::File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    open().map_err(StageError::io(path))
}

/// A signature longer than any is refused for that, and not for what is missing of it.
fn too_large(cms: &[u8]) -> Option<Defect> {
    let large = cms.len() as u64 > MOST;
    large.then(|| Defect::new("signature", Code::SignatureRefused, Cause::TooLarge, Reason::Malformed))
}

/// The documents beside which a signature lies, as they are now, each with it: for who asks others about them first.
pub async fn laid_beside(
    office: &Office<'_>,
    conn: &mut Conn,
    folder: &Path,
) -> Result<Vec<(String, Vec<u8>)>, StageError> {
    let mut laid = Vec::new();
    for notice in waiting(conn).await? {
        if let Some(path) = beside(folder, &notice.file) {
            laid.push((notice.document(office, conn).await?, read(&path)?));
        }
    }
    Ok(laid)
}

/// Takes the signatures that lie in a folder beside their documents: each is checked against the document as it is made
/// now, whatever lies there, and in the name of who acts its request is confirmed or refused, or its result signed. A
/// signature that does not hold keeps no other back. What was done before is passed over.
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
    let notices = waiting(&mut tx.conn).await?;
    let mut work = Work::begin(office, &mut tx).await?;
    let (mut applied, mut spans, mut kept) = (Applied::default(), Vec::new(), Vec::new());
    let mut learnt = Events::new();
    for notice in &notices {
        let Some(path) = beside(folder, &notice.file) else {
            applied.unsigned += 1;
            continue;
        };
        let cms = read(&path)?;
        if let Some(defect) = too_large(&cms) {
            applied.defects.push(Defect { column: notice.file.clone(), ..defect });
            continue;
        }
        let text = notice.document(office, &mut tx.conn).await?;
        let kind = digest_of(&cms).unwrap_or(Digest::Streebog512);
        let value = kind.of_bytes(&[text.as_bytes()]);
        let document = Document {
            subject: notice.subject(),
            digest: (kind, &value),
            bytes: Some(text.into_bytes()),
            roles: OF_AN_ORGANISATION.to_vec(),
        };
        let presented = Presented { cms: &cms, trust, verifier };
        match electronic::check(office, &mut tx, &presented, document, &mut learnt).await {
            Ok(eds) => {
                if let About::Refusal(ground) = &notice.about
                    && let Err(StageError::Refused(defects)) = refusal::allowed(office, &tx, &notice.request, ground)
                {
                    applied.defects.extend(defects);
                    continue;
                }
                if notice.about == About::Acceptance {
                    let service = keys.service(&notice.request.service);
                    work.note(&Unconfirmed::of(service, &notice.request))?;
                    spans.push(Span { service, first: notice.request.id, last: notice.request.id });
                }
                kept.push((notice, eds));
            }
            Err(StageError::Refused(defects)) => {
                let named = |defect: Defect| Defect { column: notice.file.clone(), ..defect };
                applied.defects.extend(defects.into_iter().map(named));
            }
            Err(other) => return Err(other),
        }
    }
    let mut signed = Vec::new();
    for (notice, kept) in &kept {
        eds::insert(&mut tx, kept).await?;
        let r = &notice.request;
        let about: [(&str, &dyn std::fmt::Display); 2] = [("service", &r.service), ("number", &r.number)];
        match &notice.about {
            About::Acceptance => electronic::tell("request-eds", &about, kept, &mut work.events),
            About::Refusal(ground) => {
                refusal::save(office, &mut tx, r, ground, &mut work.events).await?;
                electronic::tell("refusal-eds", &about, kept, &mut work.events);
                applied.refused += 1;
            }
            About::Result(order, _) => {
                electronic::tell("result-eds", &[("order", order)], kept, &mut work.events);
                signed.extend(order.key());
            }
        }
    }
    applied.results = signed.len() as u64;
    notice::no_longer(&mut tx, &signed).await?;
    work.events.append(learnt);
    (applied.confirmed, _) = work.save(tx, &spans).await?;
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
