//! A form 4-20 on its way in: one for an institution and a day.

use crate::domain::batch::hex;
use crate::domain::defect::{Code, Defect};
use crate::domain::execution::Execution;
use crate::store::{Writing, execution};

use super::{Intake, StageError};

impl Intake<'_> {
    /// Takes in a form: new, a quiet repeat, or refused.
    pub(super) async fn take_form(&mut self, tx: &mut Writing, form: &Execution) -> Result<(), StageError> {
        let (rows, [date_at, institution_at]) = (form.rows.len() as u64, form.at);
        let (office, date, ours) = (self.office, form.date, &self.office.rules.department.institution);
        let refused = if form.institution != *ours {
            Some(Defect::new("institution", Code::OtherInstitution, &form.institution, ours).on(institution_at))
        } else if date > office.day(tx.moment) {
            Some(Defect::new("date", Code::InstantInFuture, date, office.day(tx.moment)).on(date_at))
        } else {
            None
        };
        if let Some(defect) = refused {
            self.report.refused += rows;
            self.report.defects.push(defect);
            return Ok(());
        }
        if let Some(stored) = execution::one(&mut tx.conn, ours, date).await? {
            if stored.rows == form.rows {
                self.report.repeated += rows;
            } else {
                self.report.refused += rows;
                let before = stored.imported_at.rfc3339(office.rules.calendar.zone());
                let defect = Defect::new("date", Code::StatementConflict, format!("4-20, {ours}, {date}"), before);
                self.report.defects.push(defect.on(date_at));
            }
            return Ok(());
        }
        let content = execution::insert(tx, form).await?;
        self.report.accepted += rows;
        let facts: [(&str, &dyn std::fmt::Display); 4] =
            [("institution", ours), ("date", &date), ("rows", &rows), ("sha256", &hex(&content))];
        self.events.add("execution-imported", &facts);
        Ok(())
    }
}
