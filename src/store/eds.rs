//! Electronic signatures in the database: the evidence of each, which the journal names by its digest.

use crate::binds;
use crate::domain::batch::hex;
use crate::domain::image::EdsImage;
use crate::domain::order::OrderNumber;
use crate::domain::time::Moment;

use super::{Conn, Row, StoreError, Writing};

/// What was signed, as the table and the journal name it: a batch's manifest (004 §5.3).
pub fn of_batch(number: i64) -> String {
    format!("batch {number}")
}

/// What was signed: this manifest of a batch, by the accountant.
pub fn of_batch_by_second(number: i64, manifest: &[u8; 32]) -> String {
    format!("second batch {number} {}", hex(manifest))
}

/// What was signed: the acceptance of an application (004 §5.1).
pub fn of_acceptance(service: &str, number: &str) -> String {
    format!("acceptance {service}/{number}")
}

/// What was signed: the refusal of an application (004 §3).
pub fn of_refusal(service: &str, number: &str) -> String {
    format!("refusal {service}/{number}")
}

/// What was signed: the result, that an order was paid (004 §8.10).
pub fn of_result(order: OrderNumber) -> String {
    format!("result {order}")
}

/// What was signed: a request file, by its recipient (004 §4).
pub fn of_intake(file: i64) -> String {
    format!("intake {file}")
}

/// An electronic signature as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEds {
    /// What was signed.
    pub subject: String,
    /// When it was checked and kept.
    pub at: Moment,
    /// Who acted.
    pub person: String,
    /// Whom the certificate names.
    pub iin: String,
    /// The certificate's serial number, hexadecimal.
    pub serial: String,
    /// SHA-256 of the evidence, as it was noted beside it and in the journal.
    pub sha256: [u8; 32],
    /// The evidence: JSON, see `eds::evidence`.
    pub evidence: String,
    /// The document; `None`: a manifest, which follows from the orders.
    pub document: Option<Vec<u8>>,
}

impl StoredEds {
    /// As the journal tells it.
    pub fn image(&self) -> EdsImage {
        let (person, iin, serial) = (self.person.clone(), self.iin.clone(), self.serial.clone());
        EdsImage { at: self.at, person, iin, serial, evidence: self.sha256 }
    }
}

/// Reads a row of `eds_of` or `audit_eds`.
pub(super) fn stored(r: Row<'_>) -> Result<StoredEds, StoreError> {
    let evidence = String::from_utf8(zstd::decode_all(r.bytes(7)?.as_slice())?);
    let document = r.opt_bytes(8)?.map(|packed| zstd::decode_all(packed.as_slice())).transpose()?;
    Ok(StoredEds {
        subject: r.text(1)?,
        at: r.moment(2)?,
        person: r.text(3)?,
        iin: r.text(4)?,
        serial: r.text(5)?,
        sha256: r.digest(6)?,
        evidence: evidence.map_err(|_| StoreError::inconsistent("eds_signature", "evidence", "no UTF-8"))?,
        document,
    })
}

/// Keeps a signature; it is never changed.
pub async fn insert(tx: &mut Writing, eds: &StoredEds) -> Result<(), StoreError> {
    let id = tx.conn.number("eds_next", binds![]).await?;
    let packed = zstd::encode_all(eds.evidence.as_bytes(), 3)?;
    let document = eds.document.as_deref().map(|bytes| zstd::encode_all(bytes, 3)).transpose()?;
    let binds = binds![id, &eds.subject, eds.at, &eds.person, &eds.iin, &eds.serial, &eds.sha256, packed, document];
    tx.conn.execute("eds_insert", binds).await?;
    Ok(())
}

/// The signature over what is named so.
pub async fn of(conn: &mut Conn, subject: &str) -> Result<Option<StoredEds>, StoreError> {
    conn.row("eds_of", binds![subject], stored).await
}
