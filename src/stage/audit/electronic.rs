//! Electronic signatures held against the journal, the manifest and themselves: each is checked again from what is kept of
//! it, offline (004 §5.3).

use crate::domain::audit::AuditKind;
use crate::domain::batch::hex;
use crate::domain::time::Moment;
use crate::eds::evidence::still_proves;
use crate::store::eds::StoredEds;
use crate::store::{StoreError, audit, batch, manifest, notice};

use super::super::StageError;
use super::{Audit, NOTHING};

const KIND: AuditKind = AuditKind::SignatureDiffers;

impl Audit<'_> {
    /// Every electronic signature; those that the journal knows and the table does not hold are missing.
    pub(super) async fn electronic(&mut self) -> Result<(), StageError> {
        let mut left = std::mem::take(&mut self.replay.electronic);
        let mut after = i64::MIN;
        loop {
            let page = audit::electronic(self.conn, after).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (id, row) in page {
                let Some(row) = self.read(KIND, format!("eds_signature.id {id}"), row)? else { continue };
                let place = format!("eds {}", row.subject);
                let told = left.remove(&row.subject);
                let noted = told.as_ref().map_or(row.sha256, |told| told.evidence);
                self.compare(KIND, &place, told, &row.image());
                self.proven(&place, &row, &noted).await?;
            }
        }
        self.missing(KIND, left.keys().map(|subject| format!("eds {subject}")));
        self.unsigned().await
    }

    /// The results that wait for a signature are those of which the journal says so.
    async fn unsigned(&mut self) -> Result<(), StageError> {
        let mut told = std::mem::take(&mut self.replay.unsigned);
        for result in notice::unsigned_results(self.conn).await? {
            if !told.remove(&result.order) {
                self.differ(
                    AuditKind::StateDiffers,
                    format!("result {}", result.order),
                    NOTHING,
                    "waits for a signature",
                );
            }
        }
        self.missing(AuditKind::StateDiffers, told.iter().map(|order| format!("result {order} unsigned")));
        Ok(())
    }

    /// The evidence is what the journal noted, checks out, and is over the document, or the manifest that the orders give.
    async fn proven(&mut self, place: &str, row: &StoredEds, noted: &[u8; 32]) -> Result<(), StageError> {
        let (kind, signed) = match still_proves(&row.evidence, noted) {
            Ok(Some(content)) => content,
            Ok(None) => {
                self.differ(KIND, place, "a content", NOTHING);
                return Ok(());
            }
            Err(why) => {
                self.differ(KIND, place, "a signature that holds", why);
                return Ok(());
            }
        };
        let (mut running, mut void) = (kind.start(), false);
        let made: Result<bool, StoreError> = async {
            if let Some(document) = &row.document {
                running.update(document);
                return Ok(true);
            }
            let of_second = row.subject.strip_prefix("second batch ").and_then(|rest| rest.split_once(' '));
            let number = of_second.map_or_else(|| row.subject.strip_prefix("batch "), |(number, _)| Some(number));
            let number = number.and_then(|n| n.parse().ok()).unwrap_or_default();
            let Some(stored) = batch::one(self.conn, number).await? else { return Ok(false) };
            let until = match (stored.signed_at, of_second) {
                (None, None) => return Ok(false),
                // an order was declined after it: it is void, and stands for what is no longer
                (_, Some((_, manifest))) if manifest != hex(&stored.manifest_sha256) => {
                    void = true;
                    return Ok(true);
                }
                (until, _) => until.unwrap_or(Moment::END),
            };
            manifest::parts(self.conn, &stored, until, |text| {
                running.update(text.as_bytes());
                Ok(())
            })
            .await?;
            Ok(true)
        }
        .await;
        match self.read(KIND, format!("{place} content"), made)? {
            Some(true) if !void && running.finish() != signed => {
                self.differ(KIND, format!("{place} content"), "what was signed", "other content");
            }
            Some(false) => self.differ(KIND, format!("{place} content"), "a signed manifest", NOTHING),
            _ => {}
        }
        Ok(())
    }
}
