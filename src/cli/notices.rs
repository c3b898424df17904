//! `notice …`: notices of acceptance that wait for a person's electronic signature (004 §5.1), many in one signing session.

use std::path::Path;

use serde_json::json;

use crate::domain::sheet::{Cell, Sheet};
use crate::signatures::{Checker, Presentation};
use crate::stage::confirmation::notices::{self, Notice};

use super::app::App;
use super::out::{DEFECTS_SHOWN, Out};
use super::words::NoticeCommand;
use super::{DONE, Outcome, REFUSED};

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, command: NoticeCommand) -> Outcome {
    match command {
        NoticeCommand::List => {
            let waiting = waiting(app).await?;
            out.sheet(&sheet(&waiting))?;
            Ok(DONE)
        }
        NoticeCommand::Bundle { out: folder } => {
            let count = notices::bundle(&waiting(app).await?, &folder)?;
            out.say("done-notice-bundle", &[("count", &count), ("dir", &folder.display())])?;
            out.json(&json!({ "path": folder.display().to_string(), "notices": count }))?;
            Ok(DONE)
        }
        NoticeCommand::Apply { dir } => apply(app, out, &dir).await,
    }
}

async fn waiting(app: &App) -> Result<Vec<Notice>, super::Failure> {
    let office = app.office();
    let mut reading = office.reading().await?;
    Ok(notices::waiting(&office, &mut reading.conn).await?)
}

async fn apply(app: &App, out: &mut Out<'_>, folder: &Path) -> Outcome {
    let actor = app.actor().await?;
    let mut checker = Checker::of(&app.settings)?;
    checker.trust.prepare();
    if checker.asks() {
        let now = app.office().reading().await?.moment;
        let notices = waiting(app).await?;
        let laid = notices::laid_beside(folder, &notices)?;
        let presented = laid.iter().map(|(n, cms)| Presentation { cms, document: n.document.as_bytes() });
        checker.ahead(&presented.collect::<Vec<_>>(), now);
    }
    let applied = notices::apply(&app.office(), &actor, folder, &checker.trust, checker.verifier()).await?;
    out.say("done-notice-apply", &[("confirmed", &applied.confirmed), ("unsigned", &applied.unsigned)])?;
    out.defects(&applied.defects)?;
    out.json(&json!({
        "confirmed": applied.confirmed,
        "unsigned": applied.unsigned,
        "defects_total": applied.defects.len(),
        "defects": out.defects_json(&applied.defects, DEFECTS_SHOWN),
    }))?;
    Ok(if applied.defects.is_empty() { DONE } else { REFUSED })
}

fn sheet(waiting: &[Notice]) -> Sheet {
    let columns = [
        "kind",
        "service",
        "number",
        "registered_at",
        "confirm_due",
        "recipient_bin",
        "recipient_name",
        "amount",
        "file",
    ];
    let mut sheet =
        Sheet::new(&columns, &["number", "registered_at", "confirm_due", "recipient_name", "amount", "file"]);
    for notice in waiting {
        let r = &notice.request;
        sheet.rows.push(vec![
            Cell::Word("notice-kind", "acceptance".to_owned()),
            Cell::Word("service", r.service.clone()),
            Cell::Text(r.number.clone()),
            Cell::Moment(r.registered_at),
            Cell::Moment(r.confirm_due),
            Cell::Text(r.bin.clone()),
            Cell::Text(r.name.clone()),
            Cell::Money(r.standing.amount),
            Cell::Text(notice.file.clone()),
        ]);
    }
    sheet
}
