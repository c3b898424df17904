//! What came about in a world, and what must come about in one of many.

use std::collections::BTreeSet;

use super::model::{HOLDS, Request};
use super::world::World;

impl World {
    /// What came about in this world, so that a suite of them can be asked whether it saw everything.
    pub fn facts(&self) -> BTreeSet<String> {
        let m = &self.model;
        let mut facts: BTreeSet<String> = self.heard.clone();
        facts.extend((0..m.requests.len()).map(|r| format!("request {}", m.request_status(r))));
        facts.extend(m.orders.iter().map(|o| format!("order {}", o.status.word())));
        facts.extend(m.batches.iter().map(|b| format!("batch {}", b.status.word())));
        facts.extend(m.breaks.iter().map(|b| format!("break {}", b.0)));
        facts.extend(m.plans.iter().map(|p| format!("plan {}", p.kind)));
        let holds = |r: &Request| {
            HOLDS.iter().filter(|h| r.holds & h.0 != 0).map(|h| format!("hold {}", h.1)).collect::<Vec<_>>()
        };
        facts.extend(m.requests.iter().flat_map(holds));
        let also = [
            ("a numbered copy", m.batches.iter().any(|b| b.files.keys().any(|f| f.1 > 1))),
            ("a return after the year", m.orders.iter().any(|o| o.late_return)),
            ("an order that replaces another", m.orders.iter().any(|o| o.replaces.is_some())),
            ("a file from the inbox", !self.dropped.is_empty()),
        ];
        facts.extend(also.into_iter().filter(|a| a.1).map(|a| a.0.to_owned()));
        facts
    }
}

/// What the worlds of the suite must have come across, or they prove less than they say.
pub fn all_there_is() -> Vec<String> {
    let both = [
        "plan import",
        "request import",
        "request confirm",
        "request refuse",
        "request withdraw",
        "request release",
        "request correct",
        "request approve-correction",
        "batch sign",
        "batch decline",
        "export",
        "batch hand-over",
        "batch outcome-unknown",
        "batch resolve",
        "statement import",
        "break settle",
        "tick",
    ];
    let mut all: Vec<String> =
        both.iter().flat_map(|kind| ["0", "3", "died"].map(|end| format!("{kind} {end}"))).collect();
    let families: [(&str, &[&str]); 6] = [
        ("request", &["registered", "confirmed", "ordered", "paid", "refused", "withdrawn"]),
        (
            "order",
            &[
                "awaiting-signature",
                "declined",
                "signed",
                "dispatched",
                "outcome-unknown",
                "paid",
                "rejected",
                "returned",
            ],
        ),
        (
            "batch",
            &["awaiting-signature", "declined", "signed", "exported", "handed-over", "outcome-unknown", "settled"],
        ),
        (
            "break",
            &[
                "unknown-order",
                "amount-differs",
                "payee-differs",
                "not-dispatched",
                "duplicate-line",
                "already-settled",
                "not-answered",
            ],
        ),
        ("plan", &["payments", "obligations", "opening"]),
        ("hold", &["possible-duplicate", "declined", "rejected", "returned"]),
    ];
    all.extend(families.iter().flat_map(|(family, words)| words.iter().map(move |w| format!("{family} {w}"))));
    let more =
        ["a numbered copy", "a return after the year", "an order that replaces another", "a file from the inbox"];
    all.extend(more.map(str::to_owned));
    all
}
