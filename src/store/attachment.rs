//! Files that recipients attached to their applications.

use crate::binds;
use crate::domain::attachment::Media;
use crate::domain::image::{AttachmentImage, AttachmentKey};

use super::audit;
use super::bulk::Cell;
use super::{Conn, Row, StoreError, Writing};

/// A file to be kept.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Its bytes.
    pub body: Vec<u8>,
}

/// A file that is kept, without its bytes.
#[derive(Clone, Debug)]
pub struct StoredAttachment {
    /// Its key.
    pub id: i64,
    /// The intake file that it came with.
    pub file: i64,
    /// Its place among those of the application, from 1.
    pub nth: i64,
    /// Its name.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// How many bytes.
    pub bytes: i64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// Keeps the files that came with an intake file, in their order.
pub async fn insert(tx: &mut Writing, file: i64, all: &[Attached]) -> Result<(), StoreError> {
    let first = tx.conn.number("attachment_next", binds![]).await?;
    let columns = &["id", "file_id", "nth", "name", "media", "sha256", "body"];
    let rows: Vec<[Cell<'_>; 7]> = (first..)
        .zip(1..)
        .zip(all)
        .map(|((id, nth), one)| {
            let (name, media) = (Cell::Text(&one.name), Cell::Text(one.media.word()));
            [
                Cell::Int(id),
                Cell::Int(file),
                Cell::Int(nth),
                name,
                media,
                Cell::Bytes(&one.sha256),
                Cell::Bytes(&one.body),
            ]
        })
        .collect();
    tx.conn.insert_rows("attachment", columns, rows.into_iter()).await
}

/// The files that came with a request, in their order.
pub async fn of_request(conn: &mut Conn, request: i64) -> Result<Vec<StoredAttachment>, StoreError> {
    conn.rows("attachments_of_request", binds![request], stored).await
}

/// The files that came with the request of this number of a service.
pub async fn of_number(conn: &mut Conn, service: i64, number: &str) -> Result<Vec<StoredAttachment>, StoreError> {
    conn.rows("attachments_of_number", binds![service, number], stored).await
}

fn stored(r: Row<'_>) -> Result<StoredAttachment, StoreError> {
    {
        Ok(StoredAttachment {
            id: r.int(0)?,
            file: r.int(1)?,
            nth: r.int(2)?,
            name: r.text(3)?,
            media: media(&r, 4)?,
            bytes: r.int(5)?,
            sha256: r.digest(6)?,
        })
    }
}

/// The bytes of one.
pub async fn body(conn: &mut Conn, id: i64) -> Result<Vec<u8>, StoreError> {
    let body = conn.row("attachment_body", binds![id], |r| r.bytes(0)).await?;
    body.ok_or_else(|| StoreError::inconsistent("attachment", "id", id))
}

/// An attached file under what names it, and its bytes.
pub type SeenAttachment = (AttachmentKey, AttachmentImage, Vec<u8>);

/// Attached files after the key `after`.
pub async fn seen(conn: &mut Conn, after: i64) -> Result<Vec<audit::Seen<SeenAttachment>>, StoreError> {
    audit::page(conn, "audit_attachments", after, 1, |r| {
        let (media, body) = (media(&r, 4)?.word().to_owned(), r.bytes(6)?);
        let image = AttachmentImage { name: r.text(3)?, media, bytes: body.len() as i64, sha256: r.digest(5)? };
        Ok(((r.int(1)?, r.int(2)?), image, body))
    })
    .await
}

fn media(r: &Row<'_>, column: usize) -> Result<Media, StoreError> {
    let word = r.text(column)?;
    Media::from_word(&word).ok_or_else(|| StoreError::inconsistent("attachment", "media", word))
}
