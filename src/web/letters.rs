//! The letters of an application as its pages show them (004 §5.1, §3, §8.10): the words, and the electronic signature that
//! stands for them, each to be kept as a file.

use axum::http::StatusCode;

use crate::domain::lang::Lang;
use crate::domain::notice::{self, Facts};
use crate::eds::evidence::Evidence;
use crate::stage::StageError;
use crate::store::notice::{self as letters, StoredNotice};
use crate::store::request::StoredRequest;
use crate::store::{Conn, StoreError, eds};

use super::answer::Answer;
use super::desk::{Desk, Page, Trouble};

/// A letter as a page shows it.
pub struct Letter {
    /// What it is called.
    pub kind: String,
    /// When it was made.
    pub at: String,
    /// Its words; nothing where they cannot be made from what is stored.
    pub text: Option<String>,
    /// The electronic signature over it, where it has one.
    pub signed: Option<Signed>,
}

/// A signature over a letter.
pub struct Signed {
    /// Whose it is, when it was made, the certificate.
    pub by: String,
    /// Where the signed document is.
    pub document: String,
    /// Where the signature is.
    pub signature: String,
}

/// The letters of a request whose page is `here`, the oldest first.
pub async fn of(desk: &Desk<'_>, conn: &mut Conn, r: &StoredRequest, here: &str) -> Result<Vec<Letter>, StoreError> {
    let lang = if desk.texts.lang == Lang::Kk { Lang::Kk } else { Lang::Ru };
    let mut all = Vec::new();
    for (nth, stored) in (1..).zip(letters::of_request(conn, r).await?) {
        let facts = Facts::parse(&stored.fields);
        let kept = eds::of(conn, &stored.signed_as(r)).await?;
        // of a signed letter the very words that were signed
        let words = kept.as_ref().and_then(|kept| String::from_utf8(kept.document.clone()?).ok());
        let signed = kept.map(|kept| {
            let (at, iin, serial) = (desk.moment(kept.at), &kept.iin, &kept.serial);
            Signed {
                by: desk.with(
                    "letter-signed-by",
                    &[("person", &kept.person), ("iin", iin), ("at", &at), ("serial", serial)],
                ),
                document: format!("{here}/letters/{nth}.txt"),
                signature: format!("{here}/letters/{nth}.cms"),
            }
        });
        all.push(Letter {
            kind: desk.t(&format!("notice-kind-{}", stored.kind.word())),
            at: desk.moment(stored.at),
            text: words.or_else(|| {
                facts.and_then(|facts| notice::render(stored.kind, &r.subject(), &facts, desk.office.rules, lang))
            }),
            signed,
        });
    }
    Ok(all)
}

/// A signed letter (`N.txt`), or the signature over it (`N.cms`): the bytes that were signed, and the detached signature.
pub async fn file(conn: &mut Conn, r: &StoredRequest, name: &str) -> Page {
    const NOT_THERE: Trouble = Trouble::Status(StatusCode::NOT_FOUND);
    let (nth, ending) = name.split_once('.').ok_or(NOT_THERE)?;
    let nth = nth.parse::<usize>().ok().and_then(|nth| nth.checked_sub(1)).ok_or(NOT_THERE)?;
    let all: Vec<StoredNotice> = letters::of_request(conn, r).await?;
    let stored = all.get(nth).ok_or(NOT_THERE)?;
    let kept = eds::of(conn, &stored.signed_as(r)).await?.ok_or(NOT_THERE)?;
    let called = format!("{}-{}.{ending}", stored.kind.word(), r.number);
    match ending {
        "txt" => {
            let document = kept.document.ok_or(NOT_THERE)?;
            Ok(Answer::file("text/plain; charset=utf-8", &called, document))
        }
        "cms" => {
            let unreadable = |fault: String| StoreError::inconsistent("eds_signature", "evidence", fault);
            let files = Evidence::from_json(&kept.evidence).and_then(|evidence| evidence.files());
            let files = files.map_err(|fault| StageError::from(unreadable(fault.to_string())))?;
            let (_, cms) = files.into_iter().next().ok_or(NOT_THERE)?;
            Ok(Answer::file("application/pkcs7-signature", &called, cms))
        }
        _ => Err(NOT_THERE),
    }
}
