//! Stage 4, dispatch (004 §5.4): a signed batch leaves as treasury-client files. A file is written beside its place,
//! synced, read back and held against the manifest; its bytes are in the database before it gets its name.
//! Asked again, the same bytes come from the database, today and in years.

mod part;
pub mod prove;
mod set;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::Datelike;

use crate::binds;
use crate::config::layouts;
use crate::config::settings::DispatchMode;
use crate::domain::batch::{BatchStatus, SignatureRecord, hex};
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::layout::Layout;
use crate::domain::money::Amount;
use crate::domain::order::OrderNumber;
use crate::domain::person::Role;
use crate::eds::evidence::still_proves;
use crate::format::Format;
use crate::store::batch::{self, OneFile, StoredBatch, StoredFile};
use crate::store::manifest::Signed;
use crate::store::{Conn, Lease, Stage, StoreError, eds, manifest, stop};

use super::{Acting, Office, StageError, electronic, illegal_batch, load_batch, refuse_unreconciled};
use set::{Planned, Written};

/// A file that stands whole in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Its batch.
    pub batch: i64,
    /// The word of its format.
    pub format: String,
    /// Where it lies.
    pub path: PathBuf,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many orders it carries.
    pub orders: i64,
    /// Their sum.
    pub total: Amount,
}

/// What an export gave, and what it refused.
#[derive(Clone, Debug, Default)]
pub struct ExportReport {
    /// Files that stand whole.
    pub files: Vec<Exported>,
    /// Batches or formats that were refused.
    pub defects: Vec<Defect>,
    /// What a tick leaves where it is until somebody lifts the stop: no fault of anybody's.
    pub withheld: Vec<Defect>,
}

/// Exports one batch, or all that were signed on the day of the clock, in these formats into `folder`.
pub async fn export(
    office: &Office<'_>,
    actor: &Acting,
    number: Option<i64>,
    formats: &[Format],
    folder: &Path,
) -> Result<ExportReport, StageError> {
    actor.require(&[Role::Finance])?;
    // a file is written by one program at a time, be it this one or a tick
    let mut lease = office.db.lease(Stage::Export).await?;
    let mut reading = office.reading().await?;
    refuse_unreconciled(&mut reading.conn).await?;
    let today = office.day(reading.moment);
    let batches = match number {
        Some(number) => {
            vec![load_batch(&mut reading.conn, number).await?]
        }
        None => {
            let all = batch::all(&mut reading.conn).await?;
            all.into_iter().filter(|b| b.signed_at.is_some_and(|at| office.day(at) == today)).collect()
        }
    };
    drop(reading);
    let mut report = ExportReport::default();
    for stored in &batches {
        actor.refuse_signer(stored)?;
        for format in formats {
            match export_one(office, &mut lease, actor, stored, *format, folder).await {
                Ok(files) => report.files.extend(files),
                Err(StageError::Refused(defects)) => report.defects.extend(defects),
                Err(other) => return Err(other),
            }
        }
    }
    Ok(report)
}

/// The tick's part: writes what is signed and not yet written in these formats, and completes what a crash left half done of them. Outside
/// working time (`all` false) only batches signed on this day. A file that cannot be written keeps no other back; the
/// first such fault is given back at the end, and `report` says what was done.
pub async fn export_due(
    office: &Office<'_>,
    lease: &mut Lease,
    formats: &[Format],
    all: bool,
    report: &mut ExportReport,
) -> Result<(), StageError> {
    let mut reading = office.reading().await?;
    let today = office.day(reading.moment);
    let open = batch::open(&mut reading.conn).await?;
    let files = batch::files(&mut reading.conn).await?;
    let again = reading.conn.rows("batches_to_send_again", binds![], |r| r.int(0)).await?;
    let guarded = refuse_unreconciled(&mut reading.conn).await;
    drop(reading);
    let signed_today = |b: &StoredBatch| b.signed_at.is_some_and(|at| office.day(at) == today);
    let mut waiting = open.iter().filter(|b| b.signed_at.is_some() && (all || signed_today(b))).peekable();
    match guarded {
        Err(StageError::Refused(defects)) => {
            report.withheld.extend(defects.into_iter().filter(|_| waiting.peek().is_some()));
            return Ok(());
        }
        other => other?,
    }
    let mut fault = Ok(());
    for stored in waiting {
        if stored.exported_at.is_none() && stored.year < i64::from(today.year()) {
            continue;
        }
        for format in formats {
            let known =
                files.iter().find(|f| f.batch == stored.number && f.copy == stored.copy && f.format == format.word());
            let due = match known {
                Some(file) => !file.complete,
                // an unknown outcome is never sent again by itself; what two people found not received is
                None => stored.status != BatchStatus::OutcomeUnknown || again.contains(&stored.number),
            };
            if !due {
                continue;
            }
            match export_one(office, lease, &Acting::System, stored, *format, &office.settings.outbox).await {
                Ok(files) => report.files.extend(files),
                Err(StageError::Refused(defects)) => {
                    let (withheld, wrong): (Vec<_>, Vec<_>) = defects
                        .into_iter()
                        .partition(|d| matches!(d.code, Code::Blocked | Code::SignatureNeeded | Code::SecondNeeded));
                    report.withheld.extend(withheld);
                    report.defects.extend(wrong);
                }
                Err(io @ StageError::Io { .. }) if fault.is_ok() => fault = Err(io),
                Err(StageError::Io { .. }) => {}
                Err(other) => return Err(other),
            }
        }
    }
    fault
}

/// One batch in one format: the stored bytes again, or a new file in two phases.
async fn export_one(
    office: &Office<'_>,
    lease: &mut Lease,
    actor: &Acting,
    stored: &StoredBatch,
    format: Format,
    folder: &Path,
) -> Result<Vec<Exported>, StageError> {
    fs::create_dir_all(folder).map_err(StageError::io(folder))?;
    let mut reading = office.reading().await?;
    let known = batch::file_of(&mut reading.conn, stored.number, format.word(), stored.copy).await?;
    if known.as_ref().is_none_or(|file| !file.complete)
        && let Some(stop) = stop::stops(&mut reading.conn).await?.on_line(stored.line)
    {
        return Err(StageError::refuse("batch", Code::Blocked, stored.line, &stop.reason));
    }
    let file = match known {
        Some(file) => {
            let packed = batch::file_body(&mut reading.conn, &file).await?;
            drop(reading);
            lease.check().await?;
            set::restore(folder, &file, &packed)?;
            file
        }
        None => {
            let moment = reading.moment;
            let signed = signed_manifest(&mut reading.conn, stored).await?;
            refuse_unproven(office, &mut reading.conn, stored).await?;
            refuse_told(&mut reading.conn, stored).await?;
            let layout = layout_for(office, &mut reading.conn, stored, format).await?;
            let planned = set::plan(office, stored, &signed.0, (format, &layout))?;
            refuse_taken_names(&mut reading.conn, &planned, format, &layout).await?;
            drop(reading);
            if stored.exported_at.is_none() && stored.year < i64::from(office.day(moment).year()) {
                return Err(StageError::refuse("batch", Code::PastYear, stored.number, stored.year));
            }
            lease.check().await?;
            write_new(office, actor, stored, &signed, (format, &layout), (&planned, folder)).await?
        }
    };
    if !file.complete {
        complete(office, actor, stored, &file).await?;
    }
    let exported = |one: OneFile<'_>| {
        let (format, path) = (file.format.clone(), folder.join(one.name));
        Exported { batch: stored.number, format, path, sha256: *one.sha256, orders: one.orders, total: one.total }
    };
    Ok(file.files().into_iter().map(exported).collect())
}

/// What the head signed, as the database holds it today. That the orders are still exactly that is found out while the
/// file is written.
async fn signed_manifest(conn: &mut Conn, stored: &StoredBatch) -> Result<(Signed, SignatureRecord), StageError> {
    let not_signed = || illegal_batch(stored, BatchStatus::Signed.word());
    let value_date = stored.value_date.ok_or_else(not_signed)?;
    let record = batch::signature(conn, stored.number, value_date).await?.ok_or_else(not_signed)?;
    // a copy carries what two people found not received
    let keys = |text: &str| text.split(' ').filter_map(|one| OrderNumber::parse(one)?.key()).collect();
    let only = stored.copy_orders.as_deref().map(keys);
    if record.manifest_sha256 != stored.manifest_sha256 {
        return Err(differs(stored, &record));
    }
    Ok((manifest::signed(conn, stored, record.signed_at, only).await?, record))
}

/// Refuses a copy of an order of which a statement tells, although two people found that the treasury never had it: what was
/// paid would be paid again. Somebody settles the break first.
async fn refuse_told(conn: &mut Conn, stored: &StoredBatch) -> Result<(), StageError> {
    let Some(orders) = &stored.copy_orders else { return Ok(()) };
    for (id, told) in conn.rows("breaks_not_dispatched", binds![], |r| Ok((r.int(0)?, r.text(1)?))).await? {
        if orders.split(' ').any(|order| order == told) {
            let value = format!("{told}, B{id}: not-dispatched");
            return Err(StageError::refuse("batch", Code::IllegalState, value, format!("break settle B{id}")));
        }
    }
    Ok(())
}

/// The orders are not what the head signed.
fn differs(stored: &StoredBatch, record: &SignatureRecord) -> StageError {
    StageError::refuse("batch", Code::ManifestDiffers, stored.number, hex(&record.manifest_sha256))
}

/// Refuses what no electronic signature stands for, where one is required, and a signature that is no longer proven by what
/// is kept of it.
async fn refuse_unproven(office: &Office<'_>, conn: &mut Conn, stored: &StoredBatch) -> Result<(), StageError> {
    let number = stored.number;
    electronic::refuse_without_second(office, conn, stored).await?;
    match eds::of(conn, &eds::of_batch(number)).await? {
        Some(kept) => still_proves(&kept.evidence, &kept.sha256)
            .map(|_| ())
            .map_err(|why| StageError::refuse("batch", Code::SignatureVoid, number, why)),
        None if office.settings.eds.required => {
            Err(StageError::refuse("batch", Code::SignatureNeeded, number, "eds.required"))
        }
        None => Ok(()),
    }
}

/// Phase one: writes, syncs, reads back, compares, and stores the bytes; then renames into place.
async fn write_new(
    office: &Office<'_>,
    actor: &Acting,
    stored: &StoredBatch,
    signed: &(Signed, SignatureRecord),
    (format, layout): (Format, &Layout),
    planned: (&[Planned<'_>], &Path),
) -> Result<StoredFile, StageError> {
    let written = set::write(office, stored, signed, (format, layout), planned)?;
    let Written { file, packed } = written.ok_or_else(|| differs(stored, &signed.1))?;
    let mut tx = office.writing(actor).await?;
    batch::insert_file(&mut tx, &file, &layouts::text(format.word(), layout), packed).await?;
    let mut events = Events::new();
    let (digest, parts) = (hex(&file.sha256), batch::told(&file.parts));
    let fields: [(&str, &dyn std::fmt::Display); 7] = [
        ("batch", &file.batch),
        ("format", &file.format),
        ("copy", &file.copy),
        ("name", &file.name),
        ("sha256", &digest),
        ("total", &file.total),
        ("parts", &parts),
    ];
    events.add("file-written", if parts.is_empty() { &fields[..6] } else { &fields });
    tx.commit(&events).await?;
    set::place(planned.1, &file)?;
    Ok(file)
}

/// How a file is laid out: as the configuration says, and a copy as the batch's first file of the form, because a bank knows what
/// it has already by the numbers of the messages.
async fn layout_for(
    office: &Office<'_>,
    conn: &mut Conn,
    stored: &StoredBatch,
    format: Format,
) -> Result<Layout, StageError> {
    let first = batch::file_of(conn, stored.number, format.word(), 1).await?;
    let Some(first) = first.filter(|_| stored.copy > 1) else {
        return Ok(office.settings.layouts.of(format.word()));
    };
    layout_of(conn, &first, format).await
}

/// How a file that left was laid out.
async fn layout_of(conn: &mut Conn, file: &StoredFile, format: Format) -> Result<Layout, StageError> {
    let text = batch::layout_of(conn, file).await?;
    let read = layouts::parse(format.word(), &text);
    Ok(read.map_err(|why| StoreError::inconsistent("export_layout", "layout", why))?)
}

/// A name that the official made up may be that of a file of another batch, whose place it would take. The usual ones never are.
async fn refuse_taken_names(
    conn: &mut Conn,
    planned: &[Planned<'_>],
    format: Format,
    layout: &Layout,
) -> Result<(), StageError> {
    if layout.name == layouts::usual(format.word()).name {
        return Ok(());
    }
    for Planned { name, .. } in planned {
        if let Some(batch) = conn.row("file_named", binds![name], |r| r.int(0)).await? {
            return Err(StageError::refuse("name", Code::AlreadyExists, name, batch));
        }
    }
    Ok(())
}

/// Phase two: the file stands whole; in mode `on-export` its orders count as dispatched.
async fn complete(
    office: &Office<'_>,
    actor: &Acting,
    stored: &StoredBatch,
    file: &StoredFile,
) -> Result<(), StageError> {
    let mut tx = office.writing(actor).await?;
    let moment = tx.moment;
    tx.conn.execute("file_complete", binds![file.batch, &file.format, file.copy]).await?;
    let mut events = Events::new();
    events.add("file-complete", &[("batch", &file.batch), ("format", &file.format), ("copy", &file.copy)]);
    tx.conn.execute("batch_exported", binds![stored.number, moment]).await?;
    if office.settings.dispatch == DispatchMode::OnExport {
        batch::dispatch(&mut tx, stored.number, &mut events).await?;
    }
    tx.commit(&events).await?;
    Ok(())
}
