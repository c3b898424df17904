//! The signature over a batch, before a stage opens its transaction: the manifest's bytes, and who outside is asked first.

use crate::cli::Failure;
use crate::domain::defect::Code;
use crate::domain::time::Moment;
use crate::stage::{Office, StageError};
use crate::store::{Conn, batch, manifest};

use super::{Checker, Presentation};

/// A signature, and what it is checked with after whoever is outside was asked about it.
pub async fn checked_ahead(office: &Office<'_>, number: i64, cms: Vec<u8>) -> Result<(Vec<u8>, Checker), Failure> {
    let mut checker = Checker::of(office.settings)?;
    if checker.asks() {
        let mut reading = office.reading().await?;
        // the stage refuses a number that no batch has
        if batch::one(&mut reading.conn, number).await?.is_some() {
            let document = manifest_of(&mut reading.conn, number).await?;
            let now = reading.moment;
            drop(reading);
            checker.ahead(&[Presentation { cms: &cms, document: &document }], now);
        }
    }
    Ok((cms, checker))
}

/// The bytes that the head signs, or has signed, as they were formed.
pub async fn manifest_of(conn: &mut Conn, number: i64) -> Result<Vec<u8>, Failure> {
    let found = batch::one(conn, number).await?;
    let found = found.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))?;
    let until = found.signed_at.unwrap_or(Moment::END);
    let mut bytes = Vec::new();
    manifest::as_formed(conn, &found, until, |part| {
        bytes.extend_from_slice(part.as_bytes());
        Ok(())
    })
    .await?;
    Ok(bytes)
}
