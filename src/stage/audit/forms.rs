//! The treasury's forms 4-20 held against the journal (004 §5.4): a form is what came that day, row by row.

use crate::domain::audit::AuditKind;
use crate::domain::batch::sha256;
use crate::store::execution;

use super::super::StageError;
use super::Audit;

impl Audit<'_> {
    /// Every form; those that the journal knows and the table does not hold are missing.
    pub(super) async fn forms(&mut self) -> Result<(), StageError> {
        let kind = AuditKind::StateDiffers;
        let mut left = std::mem::take(&mut self.replay.forms);
        for (id, row) in execution::seen(self.conn).await? {
            let Some(form) = self.read(kind, format!("budget_execution.id {id}"), row)? else { continue };
            let place = format!("form 4-20 {} {}", form.key.0, form.key.1);
            let told = left.remove(&form.key);
            self.compare(kind, &place, told, &form.image);
            if sha256(form.lines.as_bytes()) != form.image.rows {
                self.differ(kind, format!("{place} lines"), "the rows that came", "others");
            }
        }
        self.missing(kind, left.keys().map(|(institution, date)| format!("form 4-20 {institution} {date}")));
        Ok(())
    }
}
