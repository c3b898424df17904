//! That one signed order gives several files, and each is that order (`export --prove`): every format is written anew into a
//! file that nobody keeps, read back by its own reader, and held against what the head signed.

use std::io::Seek;

use sha2::{Digest, Sha256};

use crate::domain::batch::SignatureRecord;
use crate::domain::carried::Orders;
use crate::domain::defect::Defect;
use crate::domain::layout::Layout;
use crate::domain::money::Amount;
use crate::format::{self, Difference, ExportFault, Format, ReadFault};
use crate::store::StoreError;
use crate::store::batch::{self, OneFile, StoredBatch};
use crate::store::manifest::Signed;

use super::super::{Office, StageError, load_batch};
use super::set::{self, Planned};
use super::{differs, layout_for, layout_of, signed_manifest};

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
    fn begin(stored: &StoredBatch, format: Format, signed: &Signed) -> Self {
        Proof {
            batch: stored.number,
            format,
            orders: signed.orders.count(),
            total: signed.orders.total(),
            sha256: [0; 32],
            left: None,
            differences: Vec::new(),
            refused: None,
            carried: true,
        }
    }

    /// The format cannot carry the batch.
    fn idle(stored: &StoredBatch, format: Format, signed: &Signed, why: &[Defect]) -> Self {
        let why = why.iter().map(|d| format!("{}: {}", d.value, d.expected)).collect::<Vec<_>>().join("; ");
        Proof { refused: Some(why), carried: false, ..Proof::begin(stored, format, signed) }
    }

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
            let planned = match set::plan(office, stored, &signed.0, (format, &layout)) {
                Err(StageError::Refused(defects)) => {
                    proofs.push(Proof::idle(stored, format, &signed.0, &defects));
                    continue;
                }
                planned => planned?,
            };
            let of = Of { office, stored, signed: &signed, format, layout: &layout };
            let mut proof = of.all(&planned)?;
            if let Some(file) = left {
                let packed = batch::file_body(&mut reading.conn, &file).await?;
                proof.left = Some(match set::bodies(&file, &packed) {
                    Ok(_) if file.sha256 == proof.sha256 => Left::Same,
                    Ok(bodies) => of.says_the_same(&planned, bodies)?,
                    Err(_) => Left::Differs,
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

/// What is written anew.
struct Of<'a> {
    office: &'a Office<'a>,
    stored: &'a StoredBatch,
    signed: &'a (Signed, SignatureRecord),
    format: Format,
    layout: &'a Layout,
}

impl Of<'_> {
    /// Every file of the batch in this format, one after the other.
    fn all(&self, planned: &[Planned<'_>]) -> Result<Proof, StageError> {
        let (mut proof, mut all) = (Proof::begin(self.stored, self.format, &self.signed.0), Sha256::new());
        for one in planned {
            self.one(one, &mut proof, &mut all)?;
            if proof.refused.is_some() {
                return Ok(proof);
            }
        }
        proof.sha256 = all.finalize().into();
        Ok(proof)
    }

    /// Writes a file, takes its digest into that of all, and reads it back.
    fn one(&self, planned: &Planned<'_>, proof: &mut Proof, all: &mut Sha256) -> Result<(), StageError> {
        let io = |e| StageError::io(&std::env::temp_dir())(e);
        let out = planned.carried(self.office, self.stored, self.signed, self.layout);
        let mut file = tempfile::tempfile().map_err(io)?;
        match format::write(self.format, &out, &mut file) {
            Ok(()) => {}
            Err(ExportFault::Io(e)) => return Err(io(e)),
            Err(fault) => {
                (proof.refused, proof.carried) = (Some(fault.to_string()), false);
                return Ok(());
            }
        }
        file.rewind().map_err(io)?;
        std::io::copy(&mut file, all).map_err(io)?;
        file.rewind().map_err(io)?;
        match format::differences(self.format, &mut file, &out) {
            Ok(differences) => proof.differences.extend(differences),
            Err(ReadFault::Io(e)) => return Err(io(e)),
            Err(fault) => proof.refused = Some(fault.to_string()),
        }
        Ok(())
    }

    /// Whether files of other bytes say what was signed.
    fn says_the_same(&self, planned: &[Planned<'_>], bodies: Vec<(OneFile<'_>, &[u8])>) -> Result<Left, StageError> {
        if bodies.len() != planned.len() {
            return Ok(Left::Differs);
        }
        for (one, (_, packed)) in planned.iter().zip(bodies) {
            let mut bytes = zstd::Decoder::new(packed).map_err(StoreError::from)?;
            let out = one.carried(self.office, self.stored, self.signed, self.layout);
            match format::differences(self.format, &mut bytes, &out) {
                Ok(differences) if differences.is_empty() => {}
                _ => return Ok(Left::Differs),
            }
        }
        Ok(Left::SaysTheSame)
    }
}
