//! Electronic signatures in the database: the evidence of each, which the journal names by its digest.

use crate::binds;
use crate::domain::image::EdsImage;
use crate::domain::time::Moment;

use super::{Conn, Row, StoreError, Writing};

/// An electronic signature over a batch's manifest (004 §5.3) as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEds {
    /// Whose manifest.
    pub batch: i64,
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
    let json = zstd::decode_all(r.bytes(6)?.as_slice())?;
    let evidence = String::from_utf8(json);
    Ok(StoredEds {
        batch: r.int(0)?,
        at: r.moment(1)?,
        person: r.text(2)?,
        iin: r.text(3)?,
        serial: r.text(4)?,
        sha256: r.digest(5)?,
        evidence: evidence.map_err(|_| StoreError::inconsistent("eds_signature", "evidence", "no UTF-8"))?,
    })
}

/// Keeps a signature; it is never changed.
pub async fn insert(tx: &mut Writing, eds: &StoredEds) -> Result<(), StoreError> {
    let packed = zstd::encode_all(eds.evidence.as_bytes(), 3)?;
    let binds = binds![eds.batch, eds.at, &eds.person, &eds.iin, &eds.serial, &eds.sha256, packed];
    tx.conn.execute("eds_insert", binds).await?;
    Ok(())
}

/// The signature over a batch's manifest.
pub async fn of_batch(conn: &mut Conn, batch: i64) -> Result<Option<StoredEds>, StoreError> {
    conn.row("eds_of", binds![batch], stored).await
}
