//! The journal's chain, link by link: numbers, hashes and moments, and the events told again.

use crate::domain::audit::{AuditKind, Findings, parse_digest};
use crate::domain::batch::hex;
use crate::domain::event::{Event, VERSION};
use crate::domain::replay::{Act, Replay};
use crate::domain::time::Moment;
use crate::store::audit::Seen;
use crate::store::journal::StoredLink;

/// The journal's chain as far as it was read.
pub(super) struct Chain {
    pub(super) links: i64,
    pub(super) events: i64,
    pub(super) after: i64,
    pub(super) head: Option<[u8; 32]>,
    binding: Option<Moment>,
    expect: Option<[u8; 32]>,
    pub(super) met: bool,
    pub(super) replay: Replay,
}

impl Chain {
    pub(super) fn begin(expect: Option<&str>) -> Self {
        Chain {
            links: 0,
            events: 0,
            after: i64::MIN,
            head: None,
            binding: None,
            expect: expect.and_then(|text| parse_digest(text.trim())),
            met: false,
            replay: Replay::default(),
        }
    }

    pub(super) fn take(&mut self, (seq, link): Seen<StoredLink>, findings: &mut Findings) {
        let place = format!("journal {seq}");
        let broken = |what: &str| format!("{place} {what}");
        self.links += 1;
        let expected = if self.links == 1 { 1 } else { self.after.saturating_add(1) };
        if seq != expected {
            findings.add(AuditKind::ChainBroken, broken("seq"), expected, seq);
        }
        self.after = seq;
        let link = match link {
            Ok(link) => link,
            Err(error) => return findings.add(AuditKind::ChainBroken, place, "", error),
        };
        let previous = self.head.unwrap_or_default();
        if link.previous != previous {
            findings.add(AuditKind::ChainBroken, broken("previous"), hex(&previous), hex(&link.previous));
        }
        match link.computed_hash() {
            Some(computed) if computed == link.hash => {}
            computed => {
                let computed = computed.map_or_else(String::new, |h| hex(&h));
                findings.add(AuditKind::ChainBroken, broken("hash"), computed, hex(&link.hash));
            }
        }
        if let Some(before) = self.binding.filter(|before| link.binding && link.at < *before) {
            findings.add(AuditKind::TimeBackwards, &place, before.rfc3339_utc(), link.at.rfc3339_utc());
        }
        if link.binding {
            self.binding = self.binding.max(Some(link.at));
        }
        self.head = Some(link.hash);
        self.met |= self.expect == Some(link.hash);
        self.tell(&link, &place, findings);
    }

    /// Tells the events of a link again.
    fn tell(&mut self, link: &StoredLink, place: &str, findings: &mut Findings) {
        let act = Act { link: link.seq, at: link.at, actor: &link.actor };
        let Some(events) = link.body.as_deref().and_then(Event::each) else {
            return findings.add(AuditKind::ChainBroken, format!("{place} body"), VERSION, "");
        };
        let mut count = 0;
        for event in events {
            count += 1;
            match event {
                None => findings.add(AuditKind::ChainBroken, format!("{place} body"), "an event", count),
                Some(event) => {
                    if let Err(fault) = self.replay.apply(&act, &event) {
                        findings.add(AuditKind::StateDiffers, place, fault.why, fault.event);
                    }
                }
            }
        }
        self.events += count;
        if count != link.events {
            findings.add(AuditKind::ChainBroken, format!("{place} events"), count, link.events);
        }
    }
}
