//! The files in which a batch leaves in one form: commonly one, and several where the client takes fewer orders at a time
//! (004 §5.4). They are written and stored together and count as complete
//! together; what a crash leaves of them the same export puts in its place again.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::disk;
use crate::domain::batch::{SignatureRecord, hex};
use crate::domain::carried::Orders;
use crate::domain::defect::Code;
use crate::domain::layout::{Layout, NamedFile, PartOf};
use crate::domain::money::Amount;
use crate::domain::order::OrderNumber;
use crate::domain::parts::{PartFault, part};
use crate::format::{self, Format};
use crate::stage::{Office, StageError};
use crate::store::StoreError;
use crate::store::batch::{OneFile, StoredBatch, StoredFile, StoredPart};
use crate::store::manifest::Signed;
use crate::store::signed::SignedOrders;

use super::part::{self, Checked};

/// One file of a batch that is about to be written.
pub(super) struct Planned<'a> {
    pub name: String,
    part: Option<PartOf>,
    orders: PlannedOrders<'a>,
}

enum PlannedOrders<'a> {
    /// All that the form carries of the batch.
    All(&'a SignedOrders),
    /// Some of them.
    Some(SignedOrders),
}

impl Planned<'_> {
    fn orders(&self) -> &SignedOrders {
        match &self.orders {
            PlannedOrders::All(orders) => orders,
            PlannedOrders::Some(orders) => orders,
        }
    }

    /// What it carries, as its writer wants it.
    pub fn carried<'s>(
        &'s self,
        office: &Office<'_>,
        stored: &StoredBatch,
        (signed, record): &'s (Signed, SignatureRecord),
        layout: &'s Layout,
    ) -> format::Signed<'s> {
        format::Signed {
            manifest: &signed.heading,
            signature: record,
            orders: self.orders(),
            copy: u32::try_from(stored.copy).unwrap_or(u32::MAX),
            part: self.part,
            sandbox: office.is_sandbox(),
            zone: office.rules.calendar.zone(),
            layout,
        }
    }
}

/// Plans the files: one, or as many as the layout wants.
///
/// # Errors
/// [`StageError::Refused`] with the order that is more than a file may hold.
pub(super) fn plan<'a>(
    office: &Office<'_>,
    stored: &StoredBatch,
    signed: &'a Signed,
    (format, layout): (Format, &Layout),
) -> Result<Vec<Planned<'a>>, StageError> {
    let all = &signed.orders;
    let too_many = layout.most_orders.is_some_and(|most| all.count() as u64 > most);
    let too_much = layout.most_sum.is_some_and(|most| all.total().is_none_or(|total| total > most));
    // where the form is made of messages, these are what is limited
    let parted = format != Format::Mt102 && (too_many || too_much || layout.by_bank);
    let parts = if parted { part(&mut *all.alone(), layout).map_err(|f| refused(f, format))? } else { Vec::new() };
    let name = |part| file_name(office, stored, format, layout, part);
    if parts.len() < 2 {
        return Ok(vec![Planned { name: name(None), part: None, orders: PlannedOrders::All(all) }]);
    }
    let of = parts.len();
    let planned = (1..).zip(parts).map(|(number, part)| {
        let of = Some(PartOf { number, of, orders: all.count() });
        Planned { name: name(of), part: of, orders: PlannedOrders::Some(all.only(part.keys, part.total)) }
    });
    Ok(planned.collect())
}

fn refused(fault: PartFault, format: Format) -> StageError {
    match fault {
        PartFault::Unreadable(fault) => StoreError::inconsistent("order_piece", "body", fault).into(),
        PartFault::TooLarge { order, amount, most } => too_large(format, order, amount, most),
    }
}

/// Refuses a form in which this order alone is more than a file or a message may hold.
pub(super) fn too_large(format: Format, order: OrderNumber, amount: Amount, most: Amount) -> StageError {
    StageError::refuse(format.word(), Code::OrderTooLarge, format!("{order}: {amount}"), format!("most-sum = {most}"))
}

/// `SANDBOX-2550101-B12-20260319-treasury-xml.xml`, or as the layout has it; one file out of several and a numbered copy say so.
fn file_name(
    office: &Office<'_>,
    stored: &StoredBatch,
    format: Format,
    layout: &Layout,
    part: Option<PartOf>,
) -> String {
    let mark = if office.is_sandbox() { "SANDBOX-" } else { "" };
    let institution = stored.payer.split('\t').next().unwrap_or("");
    let date = stored.value_date.map_or_else(String::new, |d| d.format("%Y%m%d").to_string());
    let part = part.map_or_else(String::new, |part| format!("-{}of{}", part.number, part.of));
    let copy = if stored.copy > 1 { format!("-copy{}", stored.copy) } else { String::new() };
    let named = NamedFile { institution, batch: stored.number, date: &date, format: format.word() };
    format!("{mark}{}{part}{copy}.{}", layout.name_of(&named), layout.extension)
}

/// Files that were written under other names, synced and read back.
pub(super) struct Written {
    /// What the database is to keep.
    pub file: StoredFile,
    /// Their bytes, packed, one after the other.
    pub packed: Vec<Vec<u8>>,
}

/// Where a file grows until it gets its own name.
fn growing(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!(".{name}.part"))
}

/// Writes every file beside its place and reads it back. `None`, and nothing is left of them, where `still_signed` finds out
/// that the orders are not what the head signed.
pub(super) fn write(
    office: &Office<'_>,
    stored: &StoredBatch,
    signed: &(Signed, SignatureRecord),
    (format, layout): (Format, &Layout),
    (planned, folder): (&[Planned<'_>], &Path),
) -> Result<Option<Written>, StageError> {
    let mut parts: Vec<(StoredPart, Vec<u8>)> = Vec::new();
    for one in planned {
        let out = one.carried(office, stored, signed, layout);
        // all of them are made of the same pieces, which are held against the signature once
        let first = parts.is_empty();
        let still_signed = || if first { signed.0.orders.are_signed_by(&signed.1.manifest_sha256) } else { Ok(true) };
        let checked = part::write(&growing(folder, &one.name), format, &out, still_signed);
        let Ok(Some(Checked { sha256, packed })) = checked else {
            for (part, _) in &parts {
                drop(disk::remove(&growing(folder, &part.name)));
            }
            return checked.map(|_| None);
        };
        let total = out.total().ok_or_else(overflow)?;
        let (name, orders) = (one.name.clone(), out.orders.count() as i64);
        parts.push((StoredPart { name, sha256, orders, total, packed: packed.len() }, packed));
    }
    let (mut parts, packed): (Vec<StoredPart>, Vec<Vec<u8>>) = parts.into_iter().unzip();
    let sha256 = match parts.as_slice() {
        [one] => one.sha256,
        _ => digest_of_all(&packed)?,
    };
    let name = match parts.as_slice() {
        [one] => one.name.clone(),
        _ => file_name(office, stored, format, layout, None),
    };
    let orders = parts.iter().map(|part| part.orders).sum();
    let total = Amount::sum(parts.iter().map(|part| part.total)).ok_or_else(overflow)?;
    if parts.len() == 1 {
        parts.clear();
    }
    let (batch, copy, folder) = (stored.number, stored.copy, folder.display().to_string());
    let format = format.word().to_owned();
    let file = StoredFile { batch, format, copy, name, sha256, orders, total, folder, complete: false, parts };
    Ok(Some(Written { file, packed }))
}

fn overflow() -> StageError {
    StoreError::inconsistent("payment_order", "amount", "overflow").into()
}

/// SHA-256 of files one after the other.
pub(super) fn digest_of_all(packed: &[Vec<u8>]) -> Result<[u8; 32], StoreError> {
    let mut hash = Sha256::new();
    for one in packed {
        std::io::copy(&mut zstd::Decoder::with_buffer(one.as_slice())?, &mut hash)?;
    }
    Ok(hash.finalize().into())
}

/// Gives every file its own name. Where one of several cannot have it, the others lose theirs again: nobody takes a few of
/// them for all.
pub(super) fn place(folder: &Path, file: &StoredFile) -> Result<(), StageError> {
    let files = file.files();
    for (place, one) in files.iter().enumerate() {
        let placed = part::place(folder, (one.name, one.sha256), &growing(folder, one.name));
        if placed.is_err() {
            for before in &files[..place] {
                drop(disk::rename(&folder.join(before.name), &growing(folder, before.name)));
            }
            return placed;
        }
    }
    Ok(())
}

/// Puts the bytes of the database in their places once more, if they are still those of the files' digests.
pub(super) fn restore(folder: &Path, file: &StoredFile, packed: &[u8]) -> Result<(), StageError> {
    for (one, packed) in bodies(file, packed)? {
        part::restore(folder, (one.name, one.sha256), packed)?;
    }
    Ok(())
}

/// Every file with its packed bytes, if they are together what the whole says.
pub(super) fn bodies<'a>(file: &'a StoredFile, packed: &'a [u8]) -> Result<Vec<(OneFile<'a>, &'a [u8])>, StageError> {
    let differs = |name: &str| StageError::refuse("file", Code::FileDiffers, name, hex(&file.sha256));
    let (mut rest, mut found) = (packed, Vec::new());
    for one in file.files() {
        let cut = one.packed.unwrap_or(rest.len());
        let whole = rest.split_at_checked(cut).filter(|_| !one.name.contains(['/', '\\']));
        let (own, after) = whole.ok_or_else(|| differs(one.name))?;
        rest = after;
        found.push((one, own));
    }
    let orders: i64 = found.iter().map(|(one, _)| one.orders).sum();
    let total = Amount::sum(found.iter().map(|(one, _)| one.total));
    if !rest.is_empty() || orders != file.orders || total != Some(file.total) {
        return Err(differs(&file.name));
    }
    Ok(found)
}
