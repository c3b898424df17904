//! `tick`: one pass, and what it did.

use serde_json::json;

use crate::domain::defect::Defect;
use crate::telling::out::{Form, Out};
use crate::tick;

use super::app::App;
use super::{DONE, Outcome, REFUSED};

/// Runs the command.
pub async fn run(app: &App, out: &mut Out<'_>) -> Outcome {
    let formats = app.formats(&[])?;
    let mut report = tick::run(&app.office(), &formats, &tick::Unwatched).await;
    if !report.faults.is_empty() {
        if out.form != Form::Json {
            people(out, &report)?;
        }
        let first = report.faults.remove(0);
        for fault in &report.faults {
            writeln!(out.stderr, "{}", fault.error)?;
        }
        return Err(first.error.into());
    }
    let batches: Vec<_> = report
        .formed
        .iter()
        .map(|f| json!({"number": f.batch, "orders": f.orders, "total": f.total.to_string()}))
        .collect();
    let inbox: Vec<_> = report
        .inbox
        .reports
        .iter()
        .map(|r| {
            json!({
                "name": r.name, "accepted": r.accepted, "repeated": r.repeated, "refused": r.refused,
                "defects_total": r.defects.len(),
            })
        })
        .collect();
    let halves: Vec<_> = report
        .inbox
        .halves
        .iter()
        .map(|half| {
            let (name, lacks) = half.lacks();
            json!({ "name": name, "lacks": lacks })
        })
        .collect();
    let waiting: Vec<_> = report
        .inbox
        .waiting
        .iter()
        .map(|(name, defects)| json!({ "name": name, "defects": out.defects_json(defects, crate::telling::out::DEFECTS_SHOWN) }))
        .collect();
    if out.form == Form::Table {
        for file in &mut report.inbox.reports {
            let name = file.name.clone();
            super::requests::name_file(file, &name);
        }
    }
    let mut defects: Vec<Defect> = report.inbox.reports.iter().flat_map(|r| r.defects.iter().cloned()).collect();
    defects.extend(report.exported.defects.iter().cloned());
    let document = json!({
        "working_time": report.working_time,
        "inbox": inbox,
        "unfinished": report.inbox.unfinished,
        "halves": halves,
        "waiting": waiting,
        "lapsed": report.lapsed,
        "confirmed": report.confirmed,
        "unsigned": report.unsigned,
        "batches": batches,
        "files": crate::telling::sheets::files(&report.exported.files),
        "withheld": out.defects_json(&report.exported.withheld, crate::telling::out::DEFECTS_SHOWN),
        "defects": out.defects_json(&defects, crate::telling::out::DEFECTS_SHOWN),
    });
    out.json(&document)?;
    if out.form != Form::Json {
        people(out, &report)?;
    }
    out.defects(&report.exported.withheld)?;
    if defects.is_empty() {
        return Ok(DONE);
    }
    out.defects(&defects)?;
    Ok(REFUSED)
}

fn people(out: &mut Out<'_>, report: &tick::TickReport) -> std::io::Result<()> {
    if !report.working_time {
        out.say("tick-closed", &[])?;
    }
    for file in &report.inbox.unfinished {
        out.say("tick-unfinished", &[("file", file)])?;
    }
    for half in &report.inbox.halves {
        let (file, lacks) = half.lacks();
        out.say(&format!("tick-lacks-{lacks}"), &[("file", &file)])?;
    }
    for (file, defects) in &report.inbox.waiting {
        for defect in defects {
            let why = out.texts.defect(defect);
            out.say("tick-waiting", &[("file", file), ("why", &why)])?;
        }
    }
    for file in &report.inbox.reports {
        let numbers: [(&str, &dyn std::fmt::Display); 4] = [
            ("file", &file.name),
            ("accepted", &file.accepted),
            ("repeated", &file.repeated),
            ("refused", &file.refused),
        ];
        out.say("tick-inbox", &numbers)?;
    }
    if report.lapsed > 0 {
        out.say("tick-lapsed", &[("count", &report.lapsed)])?;
    }
    if report.confirmed > 0 {
        out.say("tick-confirmed", &[("count", &report.confirmed)])?;
    }
    if report.unsigned > 0 {
        out.say("tick-unsigned", &[("count", &report.unsigned)])?;
    }
    for formed in &report.formed {
        let total = out.money(formed.total);
        out.say("tick-formed", &[("batch", &formed.batch), ("orders", &formed.orders), ("total", &total)])?;
    }
    for file in &report.exported.files {
        out.say("tick-exported", &[("batch", &file.batch), ("path", &file.path.display())])?;
    }
    let nothing = report.inbox.reports.is_empty()
        && report.inbox.unfinished.is_empty()
        && report.inbox.halves.is_empty()
        && report.inbox.waiting.is_empty()
        && report.faults.is_empty()
        && report.lapsed + report.confirmed + report.unsigned == 0
        && report.formed.is_empty()
        && report.exported.files.is_empty();
    if nothing {
        out.say("tick-nothing", &[])?;
    }
    Ok(())
}
