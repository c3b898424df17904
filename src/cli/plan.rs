//! `plan import`, `plan show`.

use crate::domain::official_plan::Stated;
use crate::stage::planning::{self, PlanOptions};
use crate::stage::reporting::listing;
use crate::telling::out::Out;

use super::app::{App, must_be_file};
use super::args::PlanCommand;
use super::requests::{Counts, imported};
use super::{DONE, Outcome};

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, command: PlanCommand) -> Outcome {
    match command {
        PlanCommand::Import { file, strict, year, kind, document, date } => {
            must_be_file(&file)?;
            let actor = app.actor().await?;
            let stated = Stated { year, kind: kind.map(|k| k.word().to_owned()), document: document.clone(), date };
            let options = PlanOptions { strict, stated };
            let report = planning::import(&app.office(), &actor, &file, &options).await?;
            if let (Some(rows), true) = (report.thousands, report.accepted > 0) {
                let day = date.map_or_else(String::new, |d| d.format("%d.%m.%Y").to_string());
                let document = document.unwrap_or_default();
                out.note("plan-thousands", &[("rows", &rows), ("document", &document), ("date", &day)])?;
            }
            let counts = Counts { accepted: report.accepted, repeated: report.repeated, refused: report.refused };
            imported(out, counts, &report.defects)
        }
        PlanCommand::Show { year, as_of } => {
            let mut reading = app.office().reading().await?;
            let now = reading.moment;
            let sheet = listing::plan(&app.office(), &mut reading.conn, now, year, as_of).await?;
            out.sheet(&sheet)?;
            Ok(DONE)
        }
    }
}
