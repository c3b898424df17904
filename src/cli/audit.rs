//! `audit verify`: the journal's chain, the tables against its replay, signatures, files, letters, money.

use serde_json::json;

use crate::domain::sheet::{Cell, Sheet};
use crate::stage::{StageError, audit};
use crate::store::StoreError;
use crate::telling::out::{Form, Out};

use super::app::App;
use super::{DONE, Outcome, WRONG};

/// Runs the command.
pub async fn verify(app: &App, out: &mut Out<'_>, expect: Option<&str>) -> Outcome {
    let verdict = match audit::verify(&app.office(), expect).await {
        Err(StageError::Store(fault @ StoreError::Inconsistent { .. })) => {
            writeln!(out.stderr, "{fault}")?;
            return Ok(WRONG);
        }
        other => other?,
    };
    let head = verdict.head.map_or_else(String::new, |h| crate::domain::batch::hex(&h));
    let mut sheet = Sheet::new(&["kind", "place", "expected", "found"], &[]);
    for fault in &verdict.faults {
        sheet.rows.push(vec![
            Cell::Word("audit", fault.kind.word().to_owned()),
            Cell::Text(fault.place.clone()),
            Cell::Text(fault.expected.clone()),
            Cell::Text(fault.found.clone()),
        ]);
    }
    let whole = verdict.faults.is_empty();
    if out.form == Form::Json {
        let faults = out.sheet_json(&sheet)?;
        out.json(&json!({
            "valid": whole,
            "links": verdict.links,
            "events": verdict.events,
            "head": head,
            "faults_total": verdict.faults.len() as u64 + verdict.omitted,
            "faults": faults,
        }))?;
    } else {
        let text = if whole { "audit-whole" } else { "audit-broken" };
        let count = verdict.faults.len() as u64 + verdict.omitted;
        out.say(text, &[("links", &verdict.links), ("events", &verdict.events), ("faults", &count), ("head", &head)])?;
        if !whole {
            out.sheet(&sheet)?;
        }
    }
    Ok(if whole { DONE } else { WRONG })
}
