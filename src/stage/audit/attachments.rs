//! The files that came with applications held against the journal and against their own digests (004 §8.5).

use crate::domain::audit::AuditKind;
use crate::domain::batch::sha256;
use crate::store::attachment;

use super::super::StageError;
use super::Audit;

impl Audit<'_> {
    /// Every attached file; those that the journal knows and the table does not hold are missing.
    pub(super) async fn attachments(&mut self) -> Result<(), StageError> {
        let kind = AuditKind::FileDiffers;
        let mut left = std::mem::take(&mut self.replay.attachments);
        let mut after = i64::MIN;
        loop {
            let page = attachment::seen(self.conn, after).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (id, row) in page {
                let Some((key, image, body)) = self.read(kind, format!("attachment.id {id}"), row)? else { continue };
                let place = format!("attachment {}.{}", key.0, key.1);
                let told = left.remove(&key);
                self.compare(kind, &place, told, &image);
                if sha256(&body) != image.sha256 {
                    self.differ(kind, format!("{place} body"), "the bytes that came", "others");
                }
            }
        }
        self.missing(kind, left.keys().map(|(file, nth)| format!("attachment {file}.{nth}")));
        Ok(())
    }
}
