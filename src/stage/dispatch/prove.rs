//! That one signed order gives several files, and each is that order (`export --prove`): every format is written anew into a
//! file that nobody keeps, read back by its own reader, and held against what the head signed.

use std::fs::File;
use std::io::{Read, Seek};

use sha2::{Digest, Sha256};

use crate::domain::batch::SignatureRecord;
use crate::domain::layout::Layout;
use crate::domain::money::Amount;
use crate::format::{self, Difference, ExportFault, Format, ReadFault};
use crate::store::StoreError;
use crate::store::batch::{self, StoredBatch};
use crate::store::manifest::Signed;

use super::super::{Office, StageError, load_batch};
use super::{as_file, differs, layout_for, layout_of, signed_manifest};

/// What the comparison of one format gave.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The batch.
    pub batch: i64,
    /// The format.
    pub format: Format,
    /// How many orders the file carries.
    pub orders: usize,
    /// Their sum.
    pub total: Option<Amount>,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The file of this format that left, where one did.
    pub left: Option<Left>,
    /// In what the file is another than what was signed.
    pub differences: Vec<Difference>,
    /// Why the format cannot carry the batch, or why what was written cannot be read back.
    pub refused: Option<String>,
    /// Whether the format can carry the batch.
    pub carried: bool,
}

/// How a file that left stands to the one written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The same bytes.
    Same,
    /// Other bytes, of an earlier layout, that say the same.
    SaysTheSame,
    /// It says something else, or cannot be read.
    Differs,
}

impl Left {
    /// The word as it is written outside.
    pub const fn word(self) -> &'static str {
        match self {
            Left::Same => "same",
            Left::SaysTheSame => "says-the-same",
            Left::Differs => "differs",
        }
    }
}

impl Proof {
    /// Whether the file is exactly what was signed, and so is what left.
    pub const fn holds(&self) -> bool {
        self.differences.is_empty() && self.refused.is_none() && !matches!(self.left, Some(Left::Differs))
    }

    /// Whether this only says that the format cannot carry the batch, which never left in it.
    pub const fn is_idle(&self) -> bool {
        !self.carried && self.left.is_none()
    }
}

/// Compares a signed batch in these formats, or all that were signed on the day of the clock. Nothing is stored.
///
/// # Errors
/// A batch that nobody signed, or whose orders are not what was signed.
pub async fn prove(office: &Office<'_>, number: Option<i64>, formats: &[Format]) -> Result<Vec<Proof>, StageError> {
    let mut reading = office.reading().await?;
    let today = office.day(reading.moment);
    let batches = match number {
        Some(number) => vec![load_batch(&mut reading.conn, number).await?],
        None => {
            let all = batch::all(&mut reading.conn).await?;
            all.into_iter().filter(|b| b.signed_at.is_some_and(|at| office.day(at) == today)).collect()
        }
    };
    let mut proofs = Vec::new();
    for stored in &batches {
        for format in formats.iter().copied() {
            let left = batch::file_of(&mut reading.conn, stored.number, format.word(), stored.copy).await?;
            let signed = signed_manifest(&mut reading.conn, stored).await?;
            // a file that left is held against one that is laid out as it was then
            let layout = match &left {
                Some(file) => layout_of(&mut reading.conn, file, format).await?,
                None => layout_for(office, &mut reading.conn, stored, format).await?,
            };
            let mut proof = one(office, stored, format, &signed, &layout)?;
            if let Some(file) = left {
                proof.left = Some(if file.sha256 == proof.sha256 {
                    Left::Same
                } else {
                    let packed = batch::file_body(&mut reading.conn, &file).await?;
                    let mut bytes = zstd::Decoder::new(packed.as_slice()).map_err(StoreError::from)?;
                    let out = as_file(office, stored, &signed.0, &signed.1, &layout);
                    match format::differences(format, &mut bytes, &out) {
                        Ok(differences) if differences.is_empty() => Left::SaysTheSame,
                        _ => Left::Differs,
                    }
                });
            }
            if !signed.0.orders.are_signed_by(&signed.1.manifest_sha256)? {
                return Err(differs(stored, &signed.1));
            }
            proofs.push(proof);
        }
    }
    Ok(proofs)
}

fn one(
    office: &Office<'_>,
    stored: &StoredBatch,
    format: Format,
    (signed, record): &(Signed, SignatureRecord),
    layout: &Layout,
) -> Result<Proof, StageError> {
    let io = |e| StageError::io(&std::env::temp_dir())(e);
    let out = as_file(office, stored, signed, record, layout);
    let mut file = tempfile::tempfile().map_err(io)?;
    let (orders, total) = (out.orders.count(), out.total());
    let mut proof = Proof {
        batch: stored.number,
        format,
        orders,
        total,
        sha256: [0; 32],
        left: None,
        differences: Vec::new(),
        refused: None,
        carried: true,
    };
    match format::write(format, &out, &mut file) {
        Ok(()) => {}
        Err(ExportFault::Io(e)) => return Err(io(e)),
        Err(fault) => {
            (proof.refused, proof.carried) = (Some(fault.to_string()), false);
            return Ok(proof);
        }
    }
    proof.sha256 = digest(&mut file).map_err(io)?;
    file.rewind().map_err(io)?;
    match format::differences(format, &mut file, &out) {
        Ok(differences) => proof.differences = differences,
        Err(ReadFault::Io(e)) => return Err(io(e)),
        Err(fault) => proof.refused = Some(fault.to_string()),
    }
    Ok(proof)
}

fn digest(file: &mut File) -> std::io::Result<[u8; 32]> {
    file.rewind()?;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hash.finalize().into()),
            n => hash.update(&piece[..n]),
        }
    }
}
