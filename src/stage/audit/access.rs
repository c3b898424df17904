//! Who may come in from outside held against the journal (004 §8.1–8.4): an organisation, a password or a token that nobody gave
//! would let somebody act in another's name.

use crate::domain::audit::AuditKind;
use crate::store::access;

use super::super::StageError;
use super::Audit;

const KIND: AuditKind = AuditKind::StateDiffers;

impl Audit<'_> {
    /// Every organisation that has a cabinet, and every token in force; what the journal knows and the tables do not hold is
    /// missing.
    pub(super) async fn access(&mut self) -> Result<(), StageError> {
        let mut left = std::mem::take(&mut self.replay.recipients);
        for (bin, image) in access::recipients(self.conn).await? {
            let told = left.remove(&bin);
            self.compare(KIND, &format!("recipient {bin}"), told, &image);
        }
        self.missing(KIND, left.keys().map(|bin| format!("recipient {bin}")));
        let mut left = std::mem::take(&mut self.replay.tokens);
        for (digest, image) in access::tokens(self.conn).await? {
            let told = left.remove(&digest);
            self.compare(KIND, &format!("token {digest}"), told, &image);
        }
        self.missing(KIND, left.keys().map(|digest| format!("token {digest}")));
        Ok(())
    }
}
