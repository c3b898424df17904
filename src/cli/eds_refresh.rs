//! `eds refresh`: fetches every revocation list of `eds.lists` now, for a schedule of the system and for a machine without
//! daemon.

use serde_json::json;

use crate::config::settings::Settings;
use crate::domain::sheet::{Cell, Sheet};
use crate::domain::time::Moment;
use crate::signatures::client::Client;
use crate::signatures::files::anchors_of;
use crate::signatures::lists::{self, Fetched, ListFault};
use crate::telling::out::{Form, Out};
use crate::texts::Texts;

use super::{DONE, FAULT, Outcome};

/// The sentence of a fault.
pub fn sentence(texts: &Texts, fault: &ListFault) -> String {
    texts.with(&format!("list-fault-{}", fault.word), &[("seen", &fault.seen)])
}

/// Runs the command; exit code 1 where an address gave nothing that could be kept.
pub fn run(settings: &Settings, out: &mut Out<'_>, now: Moment) -> Outcome {
    let eds = &settings.eds;
    let (anchors, client) = (anchors_of(settings)?, Client::patient(eds.timeout));
    let mut sheet = Sheet::new(
        &["address", "outcome", "number", "this_update", "next_update", "path"],
        &["address", "outcome", "number", "this_update", "next_update"],
    );
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for address in &eds.lists {
        let fetched = lists::fetch(&client, eds, address, &anchors, now);
        let outcome = match &fetched {
            Ok(Fetched::New(_)) => "new",
            Ok(Fetched::Same(_)) => "same",
            Err(_) => "failed",
        };
        let facts = match &fetched {
            Ok(fetched) => Some(fetched.facts().clone()),
            // what is kept goes on being used until its own end
            Err(_) => lists::kept(eds, address, &anchors).map(|list| list.facts),
        };
        let at = |moment: Option<Moment>| moment.map(|m| m.rfc3339(out.zone));
        let (this, next) = (facts.as_ref().map(|f| f.this_update), facts.as_ref().and_then(|f| f.next_update));
        let number = facts.as_ref().map(|f| f.number);
        let path = lists::path_of(eds, address).display().to_string();
        let reason = fetched.as_ref().err().map(|fault| fault.word);
        rows.push(json!({
            "address": address,
            "outcome": outcome,
            "reason": reason,
            "number": number,
            "this_update": at(this),
            "next_update": at(next),
            "path": path,
        }));
        sheet.rows.push(vec![
            Cell::Text(address.clone()),
            Cell::Word("list-outcome", outcome.to_owned()),
            Cell::text(number.map(|n| n.to_string())),
            Cell::moment(this),
            Cell::moment(next),
            Cell::Text(path),
        ]);
        faults.extend(fetched.err().map(|fault| (address, fault)));
    }
    out.json(&json!(rows))?;
    if out.form != Form::Json {
        if eds.lists.is_empty() {
            out.say("list-none", &[])?;
        }
        out.sheet(&sheet)?;
    }
    for (address, fault) in &faults {
        let text = sentence(&out.texts, fault);
        out.note("list-fault", &[("address", address), ("text", &text)])?;
    }
    Ok(if faults.is_empty() { DONE } else { FAULT })
}
