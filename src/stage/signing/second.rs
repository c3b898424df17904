//! The second signature (`eds.second`): the chief accountant signs the manifest electronically before the head does, in the
//! office's custom of two signatures under a payment. It stands for one manifest: when an order is declined after it, the
//! manifest is another, and the signature is void.

use crate::domain::batch::BatchStatus;
use crate::domain::defect::Code;
use crate::domain::event::Events;
use crate::domain::person;
use crate::domain::time::Moment;
use crate::eds::subject::Role;
use crate::store::{Writing, eds};

use super::super::electronic::{self, Document, Presented, second_of};
use super::super::{Acting, Office, StageError, illegal_batch, load_batch};
use super::{digests, refuse_other_manifest, refuse_past_year, refuse_same_person};

/// Whether who acts signs as the accountant, and not as the head.
pub(super) fn is_meant(office: &Office<'_>, actor: &Acting) -> bool {
    !office.settings.eds.second.is_empty() && actor.is(person::Role::Finance)
}

/// Signs as the accountant. The same person again is a quiet repeat; it may be added to what the head has signed while no
/// file was written.
pub(super) async fn sign(
    office: &Office<'_>,
    mut tx: Writing,
    number: i64,
    presented: Option<Presented<'_>>,
) -> Result<(), StageError> {
    let stored = load_batch(&mut tx.conn, number).await?;
    if second_of(&mut tx.conn, &stored).await?.is_some_and(|kept| kept.person == tx.actor) {
        return Ok(());
    }
    let Some(presented) = presented else {
        return Err(StageError::refuse("eds", Code::SignatureNeeded, number, "eds.second"));
    };
    let open = stored.status == BatchStatus::AwaitingSignature
        || stored.status == BatchStatus::Signed && stored.exported_at.is_none();
    if !open || second_of(&mut tx.conn, &stored).await?.is_some() {
        return Err(illegal_batch(&stored, BatchStatus::AwaitingSignature.word()));
    }
    refuse_past_year(office, &tx, &stored)?;
    refuse_same_person(&mut tx, &stored).await?;
    let until = stored.signed_at.unwrap_or(Moment::END);
    let digests = digests(&mut tx, &stored, until, Some(&presented)).await?;
    refuse_other_manifest(&stored, &digests)?;
    let mut events = Events::new();
    if let Some((kind, value)) = &digests.signed {
        let roles = office.settings.eds.second.iter().filter_map(|word| Role::parse(word)).collect();
        let subject = eds::of_batch_by_second(number, &stored.manifest_sha256);
        let document = Document { subject, digest: (*kind, value), bytes: None, roles };
        let kept = electronic::check(office, &mut tx, &presented, document, &mut events).await?;
        eds::insert(&mut tx, &kept).await?;
        let manifest = crate::domain::batch::hex(&stored.manifest_sha256);
        electronic::tell("batch-second-eds", &[("batch", &number), ("manifest", &manifest)], &kept, &mut events);
    }
    tx.commit(&events).await?;
    Ok(())
}
