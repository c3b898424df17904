//! `export --prove` and `reconcile --explain`: that every format is what was signed, and why an answer is an order's.

use serde_json::{Value, json};

use crate::domain::batch::hex;
use crate::domain::sheet::{Cell, Sheet};
use crate::format::Format;
use crate::stage::dispatch::prove::{self, Left, Proof};
use crate::stage::reconciliation::explain::{self, Answer, Explanation};
use crate::telling::out::{Form, Out};
use crate::telling::sheets;

use super::app::App;
use super::values::OrderArg;
use super::{DONE, Outcome, WRONG};

/// Differences of one format that people are shown.
const SHOWN: usize = 20;

/// `export --prove`: a line a format, all of them where none is named, and every difference; exit code 4 when there is one.
pub async fn prove(app: &App, out: &mut Out<'_>, batch: Option<i64>, formats: &[String]) -> Outcome {
    let asked = !formats.is_empty();
    let formats = if asked { app.formats(formats)? } else { Format::ALL.to_vec() };
    let proofs = prove::prove(&app.office(), batch, &formats).await?;
    out.json(&Value::Array(proofs.iter().map(proof_json).collect()))?;
    if out.form != Form::Json {
        let mut sheet = Sheet::new(&["batch", "format", "orders", "total", "proof", "sha256"], &[]);
        sheet.shown = vec!["batch", "format", "orders", "total", "proof"];
        for proof in &proofs {
            let word = match (&proof.refused, proof.differences.is_empty(), proof.left) {
                (Some(_), ..) => "refused",
                (None, false, _) => "differs",
                (None, true, Some(Left::Differs)) => "left-differs",
                (None, true, Some(Left::SaysTheSame)) => "left-says-the-same",
                (None, true, Some(Left::Same)) => "equal-as-left",
                (None, true, None) => "equal",
            };
            sheet.rows.push(vec![
                Cell::Int(proof.batch),
                Cell::Text(proof.format.word().to_owned()),
                Cell::Int(proof.orders as i64),
                proof.total.map_or(Cell::None, Cell::Money),
                Cell::Word("proof", word.to_owned()),
                Cell::Text(hex(&proof.sha256)),
            ]);
        }
        out.sheet(&sheet)?;
    }
    for proof in proofs.iter().filter(|proof| !proof.holds()) {
        let told = proof.refused.iter().cloned().chain(proof.differences.iter().map(ToString::to_string));
        for text in told.take(SHOWN) {
            writeln!(out.stderr, "{}: {text}", proof.format.word())?;
        }
    }
    // that one format of all cannot carry a name of 100 characters is no fault of the batch, unless it was asked for
    let right = |proof: &Proof| proof.holds() || !asked && proof.is_idle();
    Ok(if proofs.iter().all(right) { DONE } else { WRONG })
}

fn proof_json(proof: &Proof) -> Value {
    let differences: Vec<Value> = proof
        .differences
        .iter()
        .map(|d| {
            let order = d.order.map(|number| number.to_string());
            json!({ "order": order, "field": d.field, "expected": d.expected, "found": d.found })
        })
        .collect();
    json!({
        "batch": proof.batch,
        "format": proof.format.word(),
        "orders": proof.orders,
        "total": proof.total.map(|total| total.to_string()),
        "sha256": hex(&proof.sha256),
        "equal": proof.holds(),
        "left": proof.left.map(Left::word),
        "refused": proof.refused,
        "differences": differences,
    })
}

/// `reconcile --explain NUMBER`.
pub async fn explain(app: &App, out: &mut Out<'_>, number: OrderArg) -> Outcome {
    let number = app.order_number(number).await?;
    let office = app.office();
    let mut reading = office.reading().await?;
    let now = reading.moment;
    let told = explain::explain(&office, &mut reading.conn, now, number).await?;
    let breaks = sheets::breaks(&told.breaks);
    let document = json!({
        "order": number.to_string(),
        "status": told.order.order.status.word(),
        "amount": told.order.order.facts.amount.to_string(),
        "payee_bin": told.order.order.facts.payee_bin.as_str(),
        "account": told.order.order.facts.account.as_str(),
        "answers": told.answers.iter().map(|answer| answer_json(answer, out)).collect::<Vec<_>>(),
        "breaks": out.sheet_json(&breaks)?,
        "answer_due": told.due.map(|due| due.rfc3339(out.zone)),
    });
    out.json(&document)?;
    match out.form {
        Form::Json => {}
        Form::Csv => out.sheet(&breaks)?,
        Form::Table => {
            say(&told, out)?;
            if !told.breaks.is_empty() {
                out.sheet(&breaks)?;
            }
        }
    }
    Ok(DONE)
}

fn answer_json(answer: &Answer, out: &Out<'_>) -> Value {
    let statement = answer.statement.as_ref();
    json!({
        "outcome": answer.outcome.word(),
        "at": answer.at.rfc3339(out.zone),
        "value_date": answer.value_date.to_string(),
        "reason": answer.reason,
        "treasury_reference": answer.reference,
        "statement_no": statement.map(|s| &s.0),
        "statement_date": statement.map(|s| s.1.to_string()),
        "line": statement.map(|s| s.2),
        "named": statement.map(|s| &s.3),
        "found_by": answer.by.word(),
    })
}

/// The same in sentences.
fn say(told: &Explanation, out: &mut Out<'_>) -> std::io::Result<()> {
    let facts = &told.order.order.facts;
    let status = out.texts.get(&format!("order-status-{}", told.order.order.status.word()));
    let fields: [(&str, &dyn std::fmt::Display); 5] = [
        ("order", &facts.number),
        ("amount", &facts.amount.for_people()),
        ("payee", &facts.payee_name),
        ("account", &facts.account),
        ("status", &status),
    ];
    out.say("explain-order", &fields)?;
    for answer in &told.answers {
        let outcome = out.texts.get(&format!("order-status-{}", answer.outcome.word()));
        let (at, day) = (answer.at.for_people(out.zone), answer.value_date.format("%d.%m.%Y"));
        let by = out.texts.get(&format!("explain-by-{}", answer.by));
        match &answer.statement {
            Some((number, date, line, named)) => {
                let date = date.format("%d.%m.%Y");
                let reference = answer.reference.as_deref().filter(|r| !r.is_empty()).unwrap_or("–");
                let fields: [(&str, &dyn std::fmt::Display); 8] = [
                    ("statement", number),
                    ("date", &date),
                    ("line", line),
                    ("outcome", &outcome),
                    ("named", named),
                    ("by", &by),
                    ("day", &day),
                    ("reference", &reference),
                ];
                out.say("explain-answer", &fields)?;
            }
            None => out.say("explain-resolved", &[("outcome", &outcome), ("at", &at), ("by", &by)])?,
        }
        if !answer.reason.is_empty() {
            out.say("explain-reason", &[("reason", &answer.reason)])?;
        }
    }
    match told.due {
        Some(due) => out.say("explain-waits", &[("due", &due.for_people(out.zone))])?,
        None if told.answers.is_empty() => out.say("explain-not-sent", &[])?,
        None => {}
    }
    Ok(())
}
