//! Stage 3, the head's signature (004 §5.3): within the day the head signs the manifest of a batch, or declines single
//! orders out of it. Where no electronic signature is required the record of the act is the signature.

mod second;

use sha2::{Digest as _, Sha256};

use crate::binds;
use crate::domain::batch::{BatchStatus, SignatureRecord, hex};
use crate::domain::deadline::{Limit, due};
use crate::domain::defect::{Code, Defect};
use crate::domain::event::Events;
use crate::domain::money::Amount;
use crate::domain::order::{OrderNumber, OrderStatus};
use crate::domain::person;
use crate::domain::request::Hold;
use crate::domain::time::Moment;
use crate::eds::algorithm::Digest;
use crate::eds::subject::Role;
use crate::eds::verify::digest_of;
use crate::store::batch::{self, StoredBatch};
use crate::store::order;
use crate::store::request;
use crate::store::{Writing, eds, manifest, plan, queue, stop};

use super::electronic::{self, Document, Presented};
use super::{Acting, Office, StageError, illegal_batch, load_batch, must_say};

/// Signs a batch: binds the manifest's bytes to the head's act, by an electronic signature where one is presented. The same
/// head again is a quiet repeat; one who signed without an electronic signature may add it while no file was written.
pub async fn sign(
    office: &Office<'_>,
    actor: &Acting,
    number: i64,
    presented: Option<Presented<'_>>,
) -> Result<(), StageError> {
    if second::is_meant(office, actor) {
        return second::sign(office, office.writing(actor).await?, number, presented).await;
    }
    actor.require(&[person::Role::Head])?;
    let mut tx = office.writing(actor).await?;
    let found = batch::one(&mut tx.conn, number).await?;
    let own = found.as_ref().is_some_and(|batch| batch.signed_by.as_deref() == Some(&tx.actor));
    let proven = own && eds::of(&mut tx.conn, &eds::of_batch(number)).await?.is_some();
    if proven || own && presented.is_none() && !office.settings.eds.required {
        return Ok(());
    }
    if presented.is_none() && office.settings.eds.required {
        return Err(StageError::refuse("eds", Code::SignatureNeeded, number, "eds.required"));
    }
    let stored = found.ok_or_else(|| StageError::refuse("batch", Code::NotFound, number, ""))?;
    let added = own && stored.status == BatchStatus::Signed && stored.exported_at.is_none();
    if stored.status != BatchStatus::AwaitingSignature && !added {
        return Err(illegal_batch(&stored, BatchStatus::AwaitingSignature.word()));
    }
    refuse_past_year(office, &tx, &stored)?;
    electronic::refuse_without_second(office, &mut tx.conn, &stored).await?;
    refuse_same_person(&mut tx, &stored).await?;
    refuse_stopped(&mut tx, &stored).await?;
    let until = stored.signed_at.unwrap_or(Moment::END);
    let digests = digests(&mut tx, &stored, until, presented.as_ref()).await?;
    refuse_other_manifest(&stored, &digests)?;
    let mut events = Events::new();
    let kept = match (&presented, &digests.signed) {
        (Some(presented), Some((kind, value))) => {
            let roles = office.settings.eds.head.iter().filter_map(|word| Role::parse(word)).collect();
            let document = Document { subject: eds::of_batch(number), digest: (*kind, value), bytes: None, roles };
            Some(electronic::check(office, &mut tx, presented, document, &mut events).await?)
        }
        _ => None,
    };
    if !added {
        record(office, &mut tx, &stored, digests.sha256, &mut events).await?;
    }
    if let Some(kept) = &kept {
        eds::insert(&mut tx, kept).await?;
        electronic::tell("batch-eds", &[("batch", &number)], kept, &mut events);
    }
    tx.commit(&events).await?;
    Ok(())
}

/// The manifest's digests: SHA-256, and the one that a signature was made over.
struct Digests {
    sha256: [u8; 32],
    signed: Option<(Digest, Vec<u8>)>,
}

/// A batch is signed in its own budget year.
fn refuse_past_year(office: &Office<'_>, tx: &Writing, stored: &StoredBatch) -> Result<(), StageError> {
    if i64::from(chrono::Datelike::year(&office.day(tx.moment))) == stored.year {
        return Ok(());
    }
    Err(StageError::refuse("batch", Code::PastYear, stored.number, stored.year))
}

/// What stands in the database must be what was formed.
fn refuse_other_manifest(stored: &StoredBatch, digests: &Digests) -> Result<(), StageError> {
    if digests.sha256 == stored.manifest_sha256 {
        return Ok(());
    }
    Err(StageError::refuse("batch", Code::ManifestDiffers, stored.number, hex(&stored.manifest_sha256)))
}

/// Digests the manifest as it was formed, of what was not declined at `until`, once through.
async fn digests(
    tx: &mut Writing,
    stored: &StoredBatch,
    until: Moment,
    presented: Option<&Presented<'_>>,
) -> Result<Digests, StageError> {
    let mut plain = Sha256::new();
    // what cannot be read is refused by the check, whatever digest it is held against
    let kind = presented.map(|p| digest_of(p.cms).unwrap_or(Digest::Streebog512));
    let mut signed = kind.map(Digest::start);
    manifest::as_formed(&mut tx.conn, stored, until, |text| {
        plain.update(text.as_bytes());
        if let Some(running) = &mut signed {
            running.update(text.as_bytes());
        }
        Ok(())
    })
    .await?;
    let signed = kind.zip(signed).map(|(kind, running)| (kind, running.finish()));
    Ok(Digests { sha256: plain.finalize().into(), signed })
}

/// Records the head's act.
async fn record(
    office: &Office<'_>,
    tx: &mut Writing,
    stored: &StoredBatch,
    digest: [u8; 32],
    events: &mut Events,
) -> Result<(), StageError> {
    let today = office.day(tx.moment);
    let limit = office.rules.service(&stored.service).map_or(Limit::SameDay, |s| s.dispatch_limit);
    let dispatch_due = due(&office.rules.calendar, tx.moment, limit)?.due;
    let record = SignatureRecord {
        signed_by: tx.actor.clone(),
        signed_at: tx.moment,
        value_date: today,
        manifest_sha256: digest,
    };
    batch::sign(tx, stored.number, &record, dispatch_due).await?;
    let fields: [(&str, &dyn std::fmt::Display); 5] = [
        ("batch", &stored.number),
        ("manifest", &hex(&digest)),
        ("orders", &stored.orders),
        ("total", &stored.total),
        ("value_date", &today),
    ];
    events.add("batch-signed", &fields);
    Ok(())
}

/// Whoever took in, confirmed or changed a request of the batch may not sign for it.
async fn refuse_same_person(tx: &mut Writing, stored: &StoredBatch) -> Result<(), StageError> {
    let actor = tx.actor.clone();
    let binds = binds![stored.keys.first, stored.keys.last, &actor];
    if tx.conn.number("took_part_in_batch", binds).await? > 0 {
        return Err(StageError::refuse("batch", Code::SamePerson, actor, "request"));
    }
    Ok(())
}

/// No signature while a stop stands for the line, or for a recipient whose order the head has not declined.
async fn refuse_stopped(tx: &mut Writing, stored: &StoredBatch) -> Result<(), StageError> {
    let stops = stop::stops(&mut tx.conn).await?;
    if let Some(stop) = stops.on_line(stored.line) {
        return Err(StageError::refuse("batch", Code::Blocked, stored.line, &stop.reason));
    }
    if !stops.any_recipient() {
        return Ok(());
    }
    let stopped = stop::of_batch(&mut tx.conn, stored.number).await?;
    if stopped.is_empty() {
        return Ok(());
    }
    let one = |(reference, bin, reason)| Defect::new("order", Code::Blocked, format!("{reference}, {bin}"), reason);
    Err(StageError::Refused(stopped.into_iter().map(one).collect()))
}

/// Declines one order of a batch: its request goes back to its place, on hold; the manifest is made anew without it.
pub async fn decline(
    office: &Office<'_>,
    actor: &Acting,
    number: i64,
    which: OrderNumber,
    reason: &str,
) -> Result<(), StageError> {
    actor.require(&[person::Role::Head])?;
    must_say("reason", reason)?;
    let mut tx = office.writing(actor).await?;
    let stored = load_batch(&mut tx.conn, number).await?;
    let orders = order::of_batch(&mut tx.conn, stored.keys).await?;
    let Some(order) = orders.iter().find(|o| o.facts.number == which) else {
        return Err(StageError::refuse("order", Code::NotFound, which, format!("batch {number}")));
    };
    if order.status == OrderStatus::Declined && repeated(&mut tx, which, reason).await? {
        return Ok(());
    }
    if order.status != OrderStatus::AwaitingSignature {
        let value = format!("{which}: {}", order.status.word());
        return Err(StageError::refuse("order", Code::IllegalState, value, "awaiting-signature"));
    }
    let moment = tx.moment;
    tx.conn.execute("order_decline", binds![order.id, reason, moment]).await?;
    tx.conn.execute("order_leaves_its_file", binds![order.id]).await?;
    queue::reopen(&mut tx, &[(order.request_id, Hold::Declined.bit())]).await?;
    plan::free(&mut tx, stored.line_id, which.year, order.facts.amount).await?;
    request::act(&mut tx, order.request_id, "decline", &format!("{which} {reason}")).await?;
    let mut events = Events::new();
    events.add("order-declined", &[("order", &which), ("batch", &number), ("reason", &reason), ("hold", &"declined")]);
    remake(&mut tx, &stored, &mut events).await?;
    tx.commit(&events).await?;
    Ok(())
}

async fn repeated(tx: &mut Writing, which: OrderNumber, reason: &str) -> Result<bool, StageError> {
    let found = order::one(&mut tx.conn, which).await?;
    Ok(found.is_some_and(|o| o.reason.as_deref() == Some(reason)))
}

/// The manifest after a decline: fewer orders, another digest; a batch without any order is declined.
async fn remake(tx: &mut Writing, stored: &StoredBatch, events: &mut Events) -> Result<(), StageError> {
    let binds = binds![stored.keys.first, stored.keys.last, Moment::END];
    let kept = tx.conn.row("orders_kept", binds, |r| Ok((r.int(0)?, r.amount(1)?))).await?;
    let (count, total) = kept.unwrap_or((0, Amount::ZERO));
    let digest = manifest::remake(tx, stored).await?;
    let status = if count == 0 { BatchStatus::Declined } else { stored.status };
    tx.conn.execute("batch_remade", binds![stored.number, count, total, &digest, status.code()]).await?;
    events.add(
        "batch-remade",
        &[("batch", &stored.number), ("orders", &count), ("total", &total), ("manifest", &hex(&digest))],
    );
    Ok(())
}

/// The year's end: orders of earlier years that were never exported lapse, without a hold; how many.
pub async fn lapse(office: &Office<'_>) -> Result<u64, StageError> {
    let mut tx = office.writing(&Acting::System).await?;
    if crate::store::restoration::missing(&mut tx.conn).await?.is_some() {
        // what the copy shows as never exported may have left after it was made
        return Ok(0);
    }
    let year = i64::from(chrono::Datelike::year(&office.day(tx.moment)));
    let open = batch::open(&mut tx.conn).await?;
    let never_exported = |b: &&StoredBatch| {
        b.year < year
            && b.exported_at.is_none()
            && matches!(b.status, BatchStatus::AwaitingSignature | BatchStatus::Signed)
    };
    let mut events = Events::new();
    let mut count = 0;
    for stored in open.iter().filter(never_exported) {
        let live: Vec<_> = order::of_batch(&mut tx.conn, stored.keys)
            .await?
            .into_iter()
            .filter(|o| matches!(o.status, OrderStatus::AwaitingSignature | OrderStatus::Signed))
            .collect();
        let moment = tx.moment;
        let reason = format!("year {} ended", stored.year);
        tx.conn.execute("order_lapse", binds![stored.number, &reason, moment]).await?;
        let open_again: Vec<(i64, i64)> = live.iter().map(|o| (o.request_id, 0)).collect();
        queue::reopen(&mut tx, &open_again).await?;
        for order in &live {
            plan::free(&mut tx, stored.line_id, order.facts.number.year, order.facts.amount).await?;
            let number = order.facts.number;
            events.add(
                "order-declined",
                &[("order", &number), ("batch", &stored.number), ("reason", &reason), ("hold", &"")],
            );
        }
        count += live.len() as u64;
        remake(&mut tx, stored, &mut events).await?;
    }
    tx.commit(&events).await?;
    Ok(count)
}
