//! The files that came with an application, as its pages show them (004 §8.9).

use axum::http::StatusCode;

use crate::domain::batch::hex;
use crate::store::attachment;
use crate::store::request::StoredRequest;
use crate::store::{Conn, StoreError};

use super::answer::Answer;
use super::desk::{Desk, Page, Trouble};

/// A file as a page shows it.
pub struct Shown {
    /// Where it is.
    pub href: String,
    /// Its name.
    pub name: String,
    /// How long it is.
    pub size: String,
    /// SHA-256 of its bytes, as the signed document names it.
    pub sha256: String,
}

/// The files of a request whose page is `here`.
pub async fn shown(desk: &Desk<'_>, conn: &mut Conn, r: &StoredRequest, here: &str) -> Result<Vec<Shown>, StoreError> {
    let one = |file: attachment::StoredAttachment| Shown {
        href: format!("{here}/attachments/{}", file.nth),
        name: file.name,
        size: desk.with("attachment-size", &[("size", &((file.bytes + 1023) >> 10))]),
        sha256: hex(&file.sha256),
    };
    Ok(attachment::of_request(conn, r.id).await?.into_iter().map(one).collect())
}

/// One of them, to be kept and never shown among our pages: its bytes are a stranger's.
pub async fn file(conn: &mut Conn, r: &StoredRequest, nth: &str) -> Page {
    let all = attachment::of_request(conn, r.id).await?;
    let found = all.into_iter().find(|file| file.nth.to_string() == nth);
    let found = found.ok_or(Trouble::Status(StatusCode::NOT_FOUND))?;
    let body = attachment::body(conn, found.id).await?;
    Ok(Answer::file(found.media.word(), &found.media.kept_as(&found.name), body))
}
