//! Commands that need no database: `check`, `sample`, and the explanation of a deadline.

use std::path::Path;

use serde_json::json;

use crate::domain::deadline::{Limit, due as due_of};
use crate::domain::deadline_text::reason_text;
use crate::domain::ident::{Bic, Bin, Iban, IdentFault, Iin};
use crate::domain::rules::Rules;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::time::Moment;
use crate::format::sample as samples;
use crate::stage::StageError;
use crate::telling::out::{Form, Out};

use super::args::CheckKind;
use super::{DONE, Failure, Outcome, REFUSED};

/// `check`: a line a value; exit 3 when one is wrong.
pub fn check(out: &mut Out<'_>, kind: CheckKind, values: &[String]) -> Outcome {
    let mut sheet = Sheet::new(&["value", "valid", "reason"], &[]);
    let mut rows = Vec::new();
    for value in values {
        let fault = match kind {
            CheckKind::Bin => Bin::parse(value).err(),
            CheckKind::Iin => Iin::parse(value).err(),
            CheckKind::Iban => Iban::parse(value).err(),
            CheckKind::Bic => Bic::parse(value).err(),
        };
        let reason = fault.map(|f| reason(out, f));
        rows.push(json!({ "value": value, "valid": fault.is_none(), "reason": reason }));
        let word = if fault.is_none() { "yes" } else { "no" };
        let cells = vec![Cell::Text(value.clone()), Cell::Word("valid", word.into()), Cell::text(reason)];
        sheet.rows.push(cells);
    }
    let wrong = rows.iter().any(|r| r["valid"] == json!(false));
    match out.form {
        Form::Json => out.json(&json!(rows))?,
        Form::Csv => out.sheet(&sheet)?,
        Form::Table => {
            for row in &rows {
                let value = row["value"].as_str().unwrap_or_default();
                match row["reason"].as_str() {
                    None => out.say("check-right", &[("value", &value)])?,
                    Some(reason) => out.say("check-wrong", &[("value", &value), ("reason", &reason)])?,
                }
            }
        }
    }
    Ok(if wrong { REFUSED } else { DONE })
}

fn reason(out: &Out<'_>, fault: IdentFault) -> String {
    match fault {
        IdentFault::Form => out.texts.get("ident-form"),
        IdentFault::CheckDigit(Some(digit)) => out.texts.with("ident-check-digit", &[("digit", &digit)]),
        IdentFault::CheckDigit(None) => out.texts.get("ident-check-none"),
        IdentFault::IsIin => out.texts.get("ident-is-iin"),
        IdentFault::IsBin => out.texts.get("ident-is-bin"),
        IdentFault::Content => out.texts.get("ident-content"),
    }
}

/// `sample`: made-up valid input.
pub fn sample(out: &mut Out<'_>, requests: u64, seed: u64, dir: &Path) -> Outcome {
    let totals = samples::write(requests, seed, dir).map_err(StageError::io(dir))?;
    let sum = out.money(totals.sum);
    out.say("done-sample", &[("requests", &totals.requests), ("sum", &sum), ("dir", &dir.display())])?;
    out.json(&json!({
        "requests": totals.requests,
        "sum": totals.sum.to_string(),
        "path": dir.display().to_string(),
    }))?;
    Ok(DONE)
}

/// `calendar due`: the due moment, and why.
pub fn due(rules: &Rules, out: &mut Out<'_>, from: Moment, limit: &str) -> Outcome {
    let Some(limit) = Limit::parse(limit) else {
        return Err(Failure::Usage(format!(
            "`{limit}` is no limit; expected `Nwd`, `same-day`, `Nmin`, `Nh` (working time) or `Ns` (round the clock)"
        )));
    };
    let calendar = &rules.calendar;
    let due = due_of(calendar, from, limit).map_err(StageError::from)?;
    let mut sheet = Sheet::new(&["date", "counted", "reason"], &[]);
    let mut steps = Vec::new();
    for step in &due.steps {
        let reason = reason_text(&step.reason, calendar, out.texts.lang);
        steps.push(json!({ "date": step.date.to_string(), "counted": step.counted, "reason": reason }));
        let word = if step.counted { "yes" } else { "no" };
        sheet.rows.push(vec![Cell::Date(step.date), Cell::Word("counted", word.into()), Cell::Text(reason)]);
    }
    out.json(&json!({
        "due": due.due.rfc3339(out.zone),
        "effective_from": due.effective_from.rfc3339(out.zone),
        "steps": steps,
    }))?;
    if out.form != Form::Json {
        let (at, effective) = (due.due.for_people(out.zone), due.effective_from.for_people(out.zone));
        out.say("due", &[("due", &at), ("effective", &effective)])?;
        out.sheet(&sheet)?;
    }
    Ok(DONE)
}
