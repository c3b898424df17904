//! `hold add`, `hold end`, `hold list`: stops for a recipient or a budget line.

use serde_json::json;

use crate::domain::sheet::{Cell, Sheet};
use crate::stage::stops::{self, TooLate};
use crate::telling::out::Out;

use super::app::App;
use super::args::HoldCommand;
use super::{DONE, Outcome};

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>, command: HoldCommand) -> Outcome {
    let office = app.office();
    match command {
        HoldCommand::Add { subject, reason } => {
            let actor = app.actor().await?;
            let late = stops::add(&office, &actor, &subject, &reason).await?;
            out.say("done-hold-add", &[("subject", &subject)])?;
            too_late(out, &subject, &late)?;
            let references = |orders: &[(String, i64)]| orders.iter().map(|(o, _)| o.clone()).collect::<Vec<_>>();
            let (awaiting, signed) = (references(&late.awaiting), references(&late.signed));
            out.json(&json!({ "subject": subject, "held": true, "awaiting_signature": awaiting, "signed": signed }))?;
        }
        HoldCommand::End { subject, reason } => {
            let actor = app.actor().await?;
            stops::end(&office, &actor, &subject, &reason).await?;
            out.say("done-hold-end", &[("subject", &subject)])?;
            out.json(&json!({ "subject": subject, "held": false }))?;
        }
        HoldCommand::List => {
            let columns = ["subject", "kind", "reason", "since", "person", "ended_at", "ended_by", "ended_reason"];
            let shown = ["subject", "kind", "reason", "since", "person", "ended_at", "requests", "amount"];
            let mut sheet = Sheet::new(&[&columns[..], &["requests", "amount"]].concat(), &shown);
            for one in stops::list(&office).await? {
                let stop = one.stop;
                let (at, by, why) = stop.ended.map_or((None, None, None), |e| (Some(e.at), Some(e.by), Some(e.reason)));
                sheet.rows.push(vec![
                    Cell::Text(stop.subject.to_string()),
                    Cell::Word("subject", stop.subject.kind().to_owned()),
                    Cell::Text(stop.reason),
                    Cell::Moment(stop.since),
                    Cell::Text(stop.by),
                    Cell::moment(at),
                    Cell::text(by),
                    Cell::text(why),
                    Cell::Int(one.requests),
                    Cell::Money(one.amount),
                ]);
            }
            out.sheet(&sheet)?;
        }
    }
    Ok(DONE)
}

/// What a stop comes too late for, with what can still be done.
fn too_late(out: &mut Out<'_>, subject: &str, late: &TooLate) -> std::io::Result<()> {
    let list = |orders: &[(String, i64)]| {
        let some: Vec<&str> = orders.iter().take(10).map(|(reference, _)| reference.as_str()).collect();
        some.join(", ")
    };
    for (text, orders) in [("warn-hold-awaiting", &late.awaiting), ("warn-hold-signed", &late.signed)] {
        if !orders.is_empty() {
            let (count, numbers) = (orders.len(), list(orders));
            out.note(text, &[("subject", &subject), ("count", &count), ("orders", &numbers)])?;
        }
    }
    Ok(())
}
