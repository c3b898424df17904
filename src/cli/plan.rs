//! `plan import`, `plan show`.

use crate::stage::planning;
use crate::stage::reporting::listing;

use super::app::{App, must_be_file};
use super::args::PlanCommand;
use super::out::Out;
use super::requests::{Counts, imported};
use super::{DONE, Outcome};

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, command: PlanCommand) -> Outcome {
    match command {
        PlanCommand::Import { file, strict } => {
            must_be_file(&file)?;
            let actor = app.actor().await?;
            let report = planning::import(&app.office(), &actor, &file, strict).await?;
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
