//! The program is killed in the middle of its work, as real processes, and nothing of the work is lost, doubled or left
//! half done. In the suite: at least 16 kills on each engine over 800 requests, and eight loops of processes for 10 s, of
//! which every second process is killed. The long run is a command, see the README under "Longer tests".
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod journey;
mod together;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use support::Engine;

/// A number from the surroundings, or that of the suite.
fn number(name: &str, suite: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is `{text}`; expected a whole number")),
        Err(_) => suite,
    }
}

/// How many kills must hit a live process on each engine.
fn kills() -> u64 {
    number("QAZYNA_KILLS", 16)
}

/// How many requests the work is about.
fn requests() -> u64 {
    number("QAZYNA_KILL_REQUESTS", 800)
}

/// For how long eight processes work and are killed.
fn together_for() -> Duration {
    Duration::from_secs(number("QAZYNA_KILL_SECONDS", 10))
}

/// What chooses the moments.
fn seed() -> u64 {
    number("QAZYNA_KILL_SEED", 1)
}

/// One at a time: the moments of the kills are parts of a measured time.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Chance that is the same for the same seed (splitmix64).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `n - 1`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// At least `from`, less than `to`.
    pub fn between(&mut self, from: Duration, to: Duration) -> Duration {
        let width = u64::try_from(to.saturating_sub(from).as_nanos()).unwrap_or(u64::MAX).max(1);
        from + Duration::from_nanos(self.below(width))
    }
}

#[test]
fn whatever_is_killed_on_sqlite_and_run_again_ends_as_if_nothing_had_happened() {
    let _turn = alone();
    journey::killed_and_run_again(Engine::Sqlite, kills(), requests(), seed());
}

#[test]
fn whatever_is_killed_on_postgresql_and_run_again_ends_as_if_nothing_had_happened() {
    let _turn = alone();
    journey::killed_and_run_again(Engine::Postgres, kills(), requests(), seed());
}

#[test]
fn eight_at_once_that_are_killed_all_the_time_do_everything_once() {
    let _turn = alone();
    together::eight_at_once(together_for(), requests(), seed());
}
