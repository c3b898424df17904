//! What `doctor` says of electronic signatures: anchors, revocation lists, responders, the other program; a line each.

use std::path::Path;

use crate::domain::time::Moment;
use crate::eds::cause::Cause;
use crate::signatures::files::{anchors_of, trust_of};
use crate::signatures::lists;
use crate::signatures::responders::Responders;
use crate::telling::out::Out;

use super::app::App;
use super::doctor::{Health, Line};

/// Seconds before the first anchor's end from which it is said: 60 days.
const ANCHOR_WARNING: i64 = 60 * 86_400;

/// All lines.
pub fn lines(app: &App, out: &Out<'_>, now: Moment) -> Vec<Line> {
    let mut all = vec![certificates(app, out, now)];
    all.extend(fetched(app, out, now));
    all.extend(responders(app, out, now));
    all.extend(program(app, out));
    all
}

fn certificates(app: &App, out: &Out<'_>, now: Moment) -> Line {
    let s = &app.settings;
    let missing = s.eds.anchors.iter().chain(&s.eds.crls).find(|p| !p.exists());
    match missing {
        Some(path) => {
            let health = if s.eds.required { Health::Fault } else { Health::Warning };
            ("certificates", health, out.texts.with("doctor-eds-missing", &[("path", &path.display())]))
        }
        None if !s.eds.required => ("certificates", Health::Good, out.texts.get("doctor-eds-off")),
        None if s.eds.anchors.is_empty() => ("certificates", Health::Fault, out.texts.get("doctor-eds-none")),
        None => dates(app, out, now),
    }
}

/// Whether the anchors are in force and the lists fresh at this moment. Where a responder is asked, or another program
/// decides, nothing hangs on a list.
fn dates(app: &App, out: &Out<'_>, now: Moment) -> Line {
    let trust = match trust_of(&app.settings) {
        Ok(trust) => trust,
        Err(failure) => return ("certificates", Health::Fault, failure.to_string()),
    };
    let people = |moment: Moment| moment.for_people(out.zone);
    let until = |with: &str, at: Moment| out.texts.with(with, &[("date", &people(at))]);
    let ends = trust.anchors.iter().map(|anchor| anchor.not_after).min();
    let fresh = trust.lists.good_until();
    let asked = !app.settings.eds.responders.is_empty();
    let (health, text) = match (ends, fresh) {
        (Some(end), _) if end < now => (Health::Fault, until("doctor-eds-ended", end)),
        (_, None) if !asked => (Health::Fault, out.texts.get("doctor-eds-no-list")),
        (_, Some(next)) if next < now => {
            (if asked { Health::Warning } else { Health::Fault }, until("doctor-eds-list-old", next))
        }
        (Some(end), _) if end < now.plus_seconds(ANCHOR_WARNING).unwrap_or(now) => {
            (Health::Warning, until("doctor-eds-ends", end))
        }
        (end, fresh) => {
            let end = end.map_or_else(String::new, people);
            let list = fresh.map_or_else(|| "–".to_owned(), people);
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("count", &trust.anchors.len()), ("end", &end), ("list", &list)];
            (Health::Good, out.texts.with("doctor-eds", &values))
        }
    };
    ("certificates", health, text)
}

/// The list of each address: how old, until when good, what to do.
fn fetched(app: &App, out: &Out<'_>, now: Moment) -> Vec<Line> {
    let eds = &app.settings.eds;
    let anchors = anchors_of(&app.settings).unwrap_or_default();
    let of = |address: &String| {
        let kept = lists::kept(eds, address, &anchors).map(|list| list.facts);
        let Some(facts) = kept else {
            let text = out.texts.with("doctor-list-none", &[("address", address)]);
            return ("revocation-list", Health::Fault, text);
        };
        let until = facts.next_update.unwrap_or(facts.this_update);
        let (health, text) = match () {
            () if until < now => (Health::Fault, "doctor-list-over"),
            () if lists::is_due(Some(&facts), now) => (Health::Warning, "doctor-list-due"),
            () => (Health::Good, "doctor-list"),
        };
        let (age, until) = (span(out, facts.this_update, now), until.for_people(out.zone));
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("address", address), ("number", &facts.number), ("age", &age), ("until", &until)];
        ("revocation-list", health, out.texts.with(text, &values))
    };
    eds.lists.iter().map(of).collect()
}

/// From one moment to another, in hours and minutes; what lies ahead counts as nothing.
fn span(out: &Out<'_>, from: Moment, to: Moment) -> String {
    let minutes = ((to.micros() - from.micros()) / 60_000_000).max(0);
    out.texts.with("doctor-span", &[("hours", &(minutes / 60)), ("minutes", &(minutes % 60))])
}

/// Each responder is asked about an authority that is believed. Whatever it says of it, it answers.
fn responders(app: &App, out: &Out<'_>, now: Moment) -> Vec<Line> {
    let eds = &app.settings.eds;
    let anchors = anchors_of(&app.settings).unwrap_or_default();
    let age = i64::try_from(eds.answer_age.as_secs()).unwrap_or(i64::MAX);
    let mut asked = Responders::of(eds);
    let mut of = |address: &String| {
        let mut fault = Cause::IssuerUnknown;
        // whose responder it is, only its answer says
        for issuer in &anchors {
            match asked.told(address, issuer, issuer.serial, now, age) {
                Ok((_, answer)) => {
                    let age = span(out, answer.this_update, now);
                    let text = out.texts.with("doctor-responder", &[("address", address), ("age", &age)]);
                    return ("responder", Health::Good, text);
                }
                // the right one answers otherwise, if at all
                Err(Cause::ResponderUntrusted) if fault != Cause::IssuerUnknown => {}
                Err(cause) => fault = cause,
            }
        }
        let cause = out.texts.get(&format!("eds-cause-{fault}"));
        let text = out.texts.with("doctor-responder-down", &[("address", address), ("cause", &cause)]);
        ("responder", Health::Fault, text)
    };
    eds.responders.iter().map(&mut of).collect()
}

/// Whether the other program is there, where there is one.
fn program(app: &App, out: &Out<'_>) -> Option<Line> {
    let program = app.settings.eds.command.first()?;
    let is_there = if program.contains('/') {
        Path::new(program).is_file()
    } else {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    };
    let (health, text) =
        if is_there { (Health::Good, "doctor-verifier") } else { (Health::Fault, "doctor-verifier-missing") };
    Some(("verifier", health, out.texts.with(text, &[("program", program)])))
}
