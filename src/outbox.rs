//! Letters on their way to recipients (004 §5.1, §8.10): what the journal tells is put out for each way that is open, and carried
//! there until it arrives. A letter is put out once: a way and the journal's link name it, however many programs work. Where the
//! carrying breaks off between arrival and the note of it, it is carried again under the same name.

mod ways;

use std::collections::BTreeMap;

use crate::clock::Clock;
use crate::config::settings::NoticeSettings;
use crate::domain::event::Event;
use crate::domain::notice::NoticeKind;
use crate::domain::time::Moment;
use crate::stage::{Office, StageError};
use crate::store::outgoing::{self, Ended, Outgoing};
use crate::store::{StoreError, journal};

use ways::Ways;

/// Links of the journal that are put out at a time.
const LINKS: i64 = 50;
/// Letters that are carried in one pass.
const LETTERS: i64 = 500;
/// So long nobody else tries what one program has in hand, in microseconds.
const IN_HAND: i64 = 5 * 60_000_000;
/// The waits after each failed try, in minutes; after the last the letter is given up.
const WAITS: [i64; 8] = [1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60];

/// What one pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Letters put out.
    pub put_out: u64,
    /// Letters that arrived.
    pub arrived: u64,
    /// Tries that failed.
    pub failed: u64,
    /// Letters that were given up.
    pub given_up: u64,
}

/// The words of the ways that are open.
fn open_ways(settings: &NoticeSettings) -> Vec<&'static str> {
    let open = [
        ("folder", settings.folder.is_some()),
        ("webhook", settings.webhook.is_some()),
        ("mail", settings.mail.is_some()),
    ];
    open.into_iter().filter(|(_, open)| *open).map(|(word, _)| word).collect()
}

/// Whether there is any way out.
pub fn is_open(settings: &NoticeSettings) -> bool {
    !open_ways(settings).is_empty()
}

/// Puts out what is new and carries what is due.
///
/// # Errors
/// The database; a way that fails is no fault of the pass.
pub async fn pass(office: &Office<'_>) -> Result<Passed, StageError> {
    let mut passed = Passed::default();
    for way in open_ways(&office.settings.notices) {
        passed.put_out += put_out(office, way).await?;
    }
    carry(office, &mut passed).await?;
    Ok(passed)
}

/// Puts out the letters of every link since the last pass. A way that is new begins with today: letters of before are
/// nobody's news.
async fn put_out(office: &Office<'_>, way: &'static str) -> Result<u64, StageError> {
    let db = office.db;
    let mut count = 0;
    loop {
        let mut conn = db.read().await?;
        let Some(from) = outgoing::cursor(&mut conn, way).await? else {
            let head = journal::last_link(&mut conn).await?;
            drop(conn);
            db.begin_channel(way, head).await?;
            return Ok(count);
        };
        let (mut to, mut places, mut letters) = (from, BTreeMap::<i64, i64>::new(), Vec::new());
        journal::each_event_after(&mut conn, from, LINKS, |link, event| {
            to = to.max(link.seq);
            let place = places.entry(link.seq).or_default();
            *place += 1;
            if let Some((kind, subject)) = letter_of(&event) {
                let channel = way.to_owned();
                letters.push(Outgoing { channel, link: link.seq, place: *place, kind, subject, tries: 0 });
            }
        })
        .await?;
        drop(conn);
        if to == from {
            return Ok(count);
        }
        if db.put_out(way, (from, to), &letters, Clock::System.now(None)).await? {
            count += letters.len() as u64;
        }
    }
}

/// The letter that an event makes final, and what it is about. A result that waits for a signature is not final.
fn letter_of(event: &Event) -> Option<(NoticeKind, String)> {
    let request = || format!("{}/{}", event.get("service"), event.get("number"));
    match event.kind.as_str() {
        "request-confirmed" => Some((NoticeKind::Acceptance, request())),
        "request-refused" => Some((NoticeKind::Refusal, request())),
        "order-paid" if event.get("eds").is_empty() => Some((NoticeKind::Result, event.get("order").to_owned())),
        "result-eds" => Some((NoticeKind::Result, event.get("order").to_owned())),
        _ => None,
    }
}

/// Carries what is due, each letter by itself: one that fails keeps no other back.
async fn carry(office: &Office<'_>, passed: &mut Passed) -> Result<(), StageError> {
    let now = Clock::System.now(None);
    let due = outgoing::due(&mut office.db.read().await?, now, LETTERS).await?;
    if due.is_empty() {
        return Ok(());
    }
    let ways = Ways::of(&office.settings.notices);
    for letter in due {
        let until = Moment::from_micros(now.micros() + IN_HAND);
        if !office.db.claim_letter(&letter, now, until).await? {
            continue;
        }
        let ended = match ways.carry(office, &letter).await {
            Ok(()) => Ended::Done,
            Err(ways::Failed::Store(fault)) => return Err(fault.into()),
            Err(ways::Failed::Way(why)) => after(&letter, why, Clock::System.now(None)),
        };
        match &ended {
            Ended::Done => passed.arrived += 1,
            Ended::Again(_, why) => {
                passed.failed += 1;
                tracing::warn!(letter = letter.name(), "a letter did not arrive and is tried again: {why}");
            }
            Ended::GivenUp(why) => {
                passed.given_up += 1;
                tracing::error!(letter = letter.name(), "a letter is given up after many tries: {why}");
            }
        }
        office.db.letter_ended(&letter, &ended, Clock::System.now(None)).await?;
    }
    Ok(())
}

/// When a failed letter is tried again, by how often it was tried before.
fn after(letter: &Outgoing, why: String, now: Moment) -> Ended {
    let tried = usize::try_from(letter.tries).unwrap_or(usize::MAX);
    match WAITS.get(tried) {
        Some(minutes) => Ended::Again(Moment::from_micros(now.micros() + minutes * 60_000_000), why),
        None => Ended::GivenUp(why),
    }
}

/// Everything that was given up is tried again; how many letters.
pub async fn retry(office: &Office<'_>) -> Result<u64, StoreError> {
    office.db.retry_letters(Clock::System.now(None)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_tried_for_two_days_and_then_given_up() {
        let now = Moment::from_micros(0);
        let letter = |tries| Outgoing {
            channel: "mail".into(),
            link: 1,
            place: 1,
            kind: NoticeKind::Result,
            subject: "2026-1".into(),
            tries,
        };
        assert_eq!(after(&letter(0), "x".into(), now), Ended::Again(Moment::from_micros(60_000_000), "x".into()));
        assert!(matches!(after(&letter(7), "x".into(), now), Ended::Again(..)));
        assert_eq!(after(&letter(8), "x".into(), now), Ended::GivenUp("x".into()));
    }
}
