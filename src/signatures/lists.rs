//! Revocation lists of the configured addresses (`eds.lists`), kept in a folder. A list takes the place of an older one only
//! when it was read, is signed by an authority that is believed, is still good and not the older of the two; it is safe on
//! the disk under another name before it gets its own.

use std::path::PathBuf;

use crate::config::settings::EdsSettings;
use crate::disk;
use crate::domain::batch::{hex, sha256};
use crate::domain::time::Moment;
use crate::eds::cause::Cause;
use crate::eds::certificate::Certificate;
use crate::eds::crl::{List, ListFacts};

use super::client::{Client, Unreachable};

/// Ending of a kept list.
pub const ENDING: &str = "crl";

/// Why an address gave no list that could be kept: a word (`list-fault-WORD` in `config/texts/`) and what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFault {
    /// The word.
    pub word: &'static str,
    /// What was seen.
    pub seen: String,
}

/// Every word of a fault.
pub const WORDS: [&str; 10] =
    ["down", "slow", "too-large", "content", "form", "signature", "partial", "over", "older", "disk"];

/// What an address gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// A list that was not there before; it is kept now.
    New(ListFacts),
    /// The very list that is kept already.
    Same(ListFacts),
}

impl Fetched {
    /// The list that is kept now.
    pub fn facts(&self) -> &ListFacts {
        let (Fetched::New(facts) | Fetched::Same(facts)) = self;
        facts
    }
}

fn fault(word: &'static str, seen: impl std::fmt::Display) -> ListFault {
    ListFault { word, seen: seen.to_string() }
}

impl From<Unreachable> for ListFault {
    fn from(unreachable: Unreachable) -> Self {
        match unreachable {
            Unreachable::Down(seen) => fault("down", seen),
            Unreachable::Slow(seen) => fault("slow", seen),
            Unreachable::TooLarge(seen) => fault("too-large", seen),
            Unreachable::Content(seen) => fault("content", seen),
        }
    }
}

/// Where the list of an address is kept. The name tells people the address, and two addresses never share one.
pub fn path_of(settings: &EdsSettings, address: &str) -> PathBuf {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let plain = |c: char| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { '_' };
    let name: String = bare.chars().map(plain).take(100).collect();
    settings.lists_folder.join(format!("{name}-{}.{ENDING}", &hex(&sha256(address.as_bytes()))[..8]))
}

/// The list that is kept of an address; `None` where there is none that can be used, whatever the time.
pub fn kept(settings: &EdsSettings, address: &str, anchors: &[Certificate]) -> Option<List> {
    let bytes = std::fs::read(path_of(settings, address)).ok()?;
    List::load(&bytes, anchors).ok().filter(|list| list.fault().is_none())
}

/// Whether it is time to look for the next list: the last quarter of its time has begun.
pub fn is_due(facts: Option<&ListFacts>, now: Moment) -> bool {
    let Some((from, until)) = facts.and_then(|facts| Some((facts.this_update, facts.next_update?))) else {
        return true;
    };
    now.micros() >= until.micros() - (until.micros() - from.micros()).max(0) / 4
}

/// Fetches the list of an address and keeps it, if it is worth that.
pub fn fetch(
    client: &Client,
    settings: &EdsSettings,
    address: &str,
    anchors: &[Certificate],
    now: Moment,
) -> Result<Fetched, ListFault> {
    let bytes = client.get(address, settings.lists_largest)?;
    let list = List::load(&bytes, anchors).map_err(|_| fault("form", format!("{} B", bytes.len())))?;
    let of = |list: &List| {
        let until = list.facts.next_update.map_or_else(|| "-".to_owned(), Moment::rfc3339_utc);
        format!("№ {}, {} – {until}", list.facts.number, list.facts.this_update.rfc3339_utc())
    };
    match list.fault() {
        Some(Cause::ListPartial) => return Err(fault("partial", of(&list))),
        Some(_) => return Err(fault("signature", of(&list))),
        None if list.is_over(now) => return Err(fault("over", of(&list))),
        None => {}
    }
    if let Some(old) = kept(settings, address, anchors).filter(|old| old.is_kin_of(&list)) {
        if list.is_older_than(&old) {
            return Err(fault("older", of(&list)));
        }
        if list.facts.sha256 == old.facts.sha256 {
            return Ok(Fetched::Same(list.facts));
        }
    }
    let path = path_of(settings, address);
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // another program may fetch the same at the same time
    let part = settings.lists_folder.join(format!(".{name}.{}.part", std::process::id()));
    let written =
        std::fs::create_dir_all(&settings.lists_folder).and_then(|()| disk::write_whole(&part, &path, &bytes));
    written.map_err(|e| fault("disk", format!("{}: {e}", path.display())))?;
    Ok(Fetched::New(list.facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_list_is_looked_for_when_the_last_quarter_has_begun() {
        let at = |second: i64| Moment::from_micros(second * 1_000_000);
        let facts = |next: Option<i64>| ListFacts {
            number: 1,
            base: None,
            this_update: at(0),
            next_update: next.map(at),
            sha256: [0; 32],
        };
        assert!(is_due(None, at(0)) && is_due(Some(&facts(None)), at(0)));
        assert!(!is_due(Some(&facts(Some(400))), at(299)));
        assert!(is_due(Some(&facts(Some(400))), at(300)));
        assert!(is_due(Some(&facts(Some(-5))), at(0)));
    }
}
