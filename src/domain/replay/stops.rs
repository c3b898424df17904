//! The journal told again: stops for recipients and budget lines.

use super::fields::Fields;
use super::{Act, Replay, Told};
use crate::domain::image::StopImage;
use crate::domain::stop::Ended;

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
}
