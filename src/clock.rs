//! The only file that asks the time. The shell reads it once a command; below travels a `Moment`.

use crate::domain::time::Moment;

/// Where a command's moment comes from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A simulated clock that stands at this moment (`--at`).
    At(Moment),
    /// A simulated clock without `--at`: it stands at the last recorded change, or, where nothing is recorded yet,
    /// at the machine's time.
    Standing,
}

impl Clock {
    /// The moment of this command; `last` is the moment of the last recorded change.
    pub fn now(self, last: Option<Moment>) -> Moment {
        match (self, last) {
            (Clock::At(moment), _) | (Clock::Standing, Some(moment)) => moment,
            (Clock::System | Clock::Standing, _) => system(),
        }
    }

    /// Whether time is simulated.
    pub const fn is_simulated(self) -> bool {
        !matches!(self, Clock::System)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the file that asks the time")]
fn system() -> Moment {
    Moment::from_utc(chrono::Utc::now())
}

/// How long ago the machine's clock says that this was; `None` where it lies ahead.
pub fn age(time: std::time::SystemTime) -> Option<std::time::Duration> {
    time.elapsed().ok()
}
