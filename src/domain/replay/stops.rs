//! The journal told again: what keeps money where it is, stops for recipients and budget lines, and copies brought back.

use super::fields::Fields;
use super::{Act, Replay, Told};
use crate::domain::audit::parse_digest;
use crate::domain::image::{RestorationImage, StopImage};
use crate::domain::stop::Ended;
use crate::domain::time::Moment;

impl Replay {
    /// Whether a stop stands for this recipient's BIN or this budget line.
    pub fn is_stopped(&self, subject: &str) -> bool {
        self.stopped.contains_key(subject)
    }

    pub(super) fn hold_added(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (subject, reason) = (e.text("subject")?.to_owned(), e.text("reason")?.to_owned());
        if self.is_stopped(&subject) {
            return Err(format!("{subject} is stopped already"));
        }
        let key = self.stops.last_key_value().map_or(1, |(last, _)| last + 1);
        self.stopped.insert(subject.clone(), key);
        let image = StopImage { subject, reason, since: act.at, by: act.actor.to_owned(), ended: None };
        self.stops.insert(key, image);
        Ok(())
    }

    pub(super) fn hold_ended(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (subject, reason) = (e.text("subject")?, e.text("reason")?.to_owned());
        let key = self.stopped.remove(subject).ok_or_else(|| format!("{subject} is not stopped"))?;
        if let Some(stop) = self.stops.get_mut(&key) {
            stop.ended = Some(Ended { at: act.at, by: act.actor.to_owned(), reason });
        }
        Ok(())
    }

    pub(super) fn restored(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let image = RestorationImage {
            at: act.at,
            day: e.date("day")?,
            by: act.actor.to_owned(),
            copy: e.digest("copy")?,
            copy_head: e.digest("copy_head")?,
            replaced_head: parse_digest(e.text("replaced_head")?).map(|h| h.to_vec()),
            ended_at: None,
        };
        let key = self.restorations.last_key_value().map_or(1, |(last, _)| last + 1);
        self.restorations.insert(key, image);
        Ok(())
    }

    pub(super) fn reconciled(&mut self, act: &Act<'_>) -> Told {
        let mut open: Vec<_> = self.restorations.values_mut().filter(|r| r.ended_at.is_none()).collect();
        open.iter_mut().for_each(|r| r.ended_at = Some(act.at));
        if open.is_empty() { Err("no copy was brought back".to_owned()) } else { Ok(()) }
    }

    /// Whether a batch signed at this moment may have left before a copy was brought back.
    pub(super) fn may_have_left(&self, signed_at: Moment) -> bool {
        self.restorations.last_key_value().is_some_and(|(_, r)| r.ended_at.is_none() || signed_at <= r.at)
    }
}
