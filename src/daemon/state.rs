//! What the loop does and did, for those who ask from other threads: the watchdog, `/healthz`, `/metrics`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::config::settings::Settings;
use crate::domain::rules::Rules;
use crate::domain::time::Moment;
use crate::store::Stage;
use crate::store::journal::RulesInForce;
use crate::tick::{TickReport, Watch};

use super::refresher::ListState;

/// How long a stage may work before a pass no longer counts as alive: longer than a million rows ever took.
const LONGEST_STAGE: Duration = Duration::from_secs(2 * 60 * 60);
/// How long a running pass is healthy while the last one succeeded.
const LONGEST_HEALTHY: Duration = Duration::from_secs(15 * 60);

/// The configuration and the rules that the daemon works by.
#[derive(Debug)]
pub struct InForce {
    /// The configuration.
    pub settings: Settings,
    /// The rules.
    pub rules: Rules,
    /// The same, as the journal names them.
    pub in_force: RulesInForce,
}

/// What one stage did since the start.
#[derive(Clone, Copy, Debug, Default)]
pub struct StageNumbers {
    /// How often it was worked on.
    pub runs: u64,
    /// How often it failed.
    pub faults: u64,
    /// Time at work.
    pub worked: Duration,
    /// Time it waited for another program.
    pub waited: Duration,
}

/// What was done since the start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Files of the inbox.
    pub files: u64,
    /// Their rows: taken in, known already, refused.
    pub rows: [u64; 3],
    /// Orders of a past year that lapsed.
    pub lapsed: u64,
    /// Requests confirmed.
    pub confirmed: u64,
    /// Orders formed.
    pub orders: u64,
    /// Batches formed.
    pub batches: u64,
    /// Files for the treasury.
    pub exported: u64,
    /// Exports that were refused because something differs from what was signed.
    pub export_refused: u64,
}

/// The numbers of the loop.
#[derive(Clone, Debug)]
pub struct State {
    beat: Instant,
    progress: Instant,
    /// Since when a pass is at work.
    pub running: Option<Instant>,
    /// When the last pass without a fault ended.
    pub success: Option<Instant>,
    /// What the last pass failed of.
    pub fault: Option<String>,
    /// Passes without and with a fault.
    pub ticks: [u64; 2],
    /// Reloads that were done and that were refused.
    pub reloads: [u64; 2],
    /// By stage.
    pub stages: [StageNumbers; 4],
    /// Everything.
    pub done: Done,
}

/// Shared between the loop and those who ask.
#[derive(Debug)]
pub struct Shared {
    state: Mutex<State>,
    in_force: Mutex<Arc<InForce>>,
    stopping: AtomicBool,
    lists: Mutex<(Option<Moment>, Vec<ListState>)>,
    standing: Mutex<Option<Moment>>,
}

impl Shared {
    /// At the start.
    pub fn new(in_force: InForce) -> Self {
        let now = Instant::now();
        let state = State {
            beat: now,
            progress: now,
            running: None,
            success: None,
            fault: None,
            ticks: [0; 2],
            reloads: [0; 2],
            stages: Default::default(),
            done: Done::default(),
        };
        Shared {
            state: Mutex::new(state),
            in_force: Mutex::new(Arc::new(in_force)),
            stopping: AtomicBool::new(false),
            lists: Mutex::default(),
            standing: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The numbers as they are now.
    pub fn numbers(&self) -> State {
        self.state().clone()
    }

    /// What is in force now.
    pub fn in_force(&self) -> Arc<InForce> {
        Arc::clone(&self.in_force.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other rules from here on.
    pub fn replace(&self, in_force: InForce) {
        *self.in_force.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(in_force);
    }

    /// The loop ends at the next place where nothing is half done.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// The moment of this clock, for a thread that asks no database: where the clock stands, the last moment that the loop saw.
    pub fn moment(&self, clock: Clock) -> Moment {
        clock.now(*self.standing.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The loop saw this moment in the database.
    pub fn saw(&self, moment: Moment) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = Some(moment);
    }

    /// What is known of the revocation lists at this moment.
    pub fn listed(&self, now: Moment, lists: &[ListState]) {
        *self.lists.lock().unwrap_or_else(PoisonError::into_inner) = (Some(now), lists.to_vec());
    }

    /// The same, as it was told last.
    pub fn lists(&self) -> (Option<Moment>, Vec<ListState>) {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The loop is alive.
    pub fn beat(&self) {
        self.state().beat = Instant::now();
    }

    /// A reload was done or refused.
    pub fn reloaded(&self, refused: bool) {
        self.state().reloads[usize::from(refused)] += 1;
    }

    /// A pass begins.
    pub fn begin(&self) {
        let mut state = self.state();
        let now = Instant::now();
        (state.beat, state.progress, state.running) = (now, now, Some(now));
    }

    /// A pass ended, with its report where it came to its end, and with what it failed of.
    pub fn end(&self, report: Option<&TickReport>, fault: Option<String>) {
        let mut state = self.state();
        state.running = None;
        state.ticks[usize::from(fault.is_some())] += 1;
        if fault.is_none() {
            state.success = Some(Instant::now());
        }
        state.fault = fault;
        let Some(report) = report else { return };
        for fault in &report.faults {
            state.stages[fault.stage as usize].faults += 1;
        }
        let done = &mut state.done;
        for file in &report.inbox.reports {
            done.files += 1;
            for (sum, rows) in done.rows.iter_mut().zip([file.accepted, file.repeated, file.refused]) {
                *sum += rows;
            }
        }
        done.lapsed += report.lapsed;
        done.confirmed += report.confirmed;
        done.batches += report.formed.len() as u64;
        done.orders += report.formed.iter().map(|f| f.orders).sum::<u64>();
        done.exported += report.exported.files.len() as u64;
        done.export_refused += report.exported.defects.len() as u64;
    }
}

impl Watch for Shared {
    fn ended(&self, stage: Stage, waited: Duration, worked: Duration) {
        let mut state = self.state();
        state.progress = Instant::now();
        let numbers = &mut state.stages[stage as usize];
        numbers.runs += 1;
        numbers.waited += waited;
        numbers.worked += worked;
    }

    fn stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

impl State {
    /// Whether the loop showed itself within `limit`, and no stage has been at work beyond all measure.
    pub fn is_alive(&self, limit: Duration) -> bool {
        self.beat.elapsed() < limit && (self.running.is_none() || self.progress.elapsed() < LONGEST_STAGE)
    }

    /// Why the loop is not well; `None` where it is. `every` is the time between two passes.
    pub fn complaint(&self, every: Duration) -> Option<String> {
        if let Some(fault) = &self.fault {
            return Some(format!("the last tick failed: {fault}"));
        }
        let Some(success) = self.success else { return Some("the first tick has not ended yet".to_owned()) };
        let limit = every * 3 + Duration::from_secs(30);
        match self.running {
            Some(begun) if begun.elapsed() < LONGEST_HEALTHY => None,
            Some(begun) => Some(format!("a tick has been at work for {} s", begun.elapsed().as_secs())),
            None if success.elapsed() > limit => Some(format!(
                "the last tick ended {} s ago; expected one every {} s",
                success.elapsed().as_secs(),
                every.as_secs()
            )),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        let now = Instant::now();
        State {
            beat: now,
            progress: now,
            running: None,
            success: Some(now),
            fault: None,
            ticks: [1, 0],
            reloads: [0; 2],
            stages: Default::default(),
            done: Done::default(),
        }
    }

    fn ago(seconds: u64) -> Instant {
        Instant::now().checked_sub(Duration::from_secs(seconds)).expect("the machine is up for so long")
    }

    #[test]
    fn a_loop_that_does_not_show_itself_is_not_alive() {
        let limit = Duration::from_secs(2);
        assert!(state().is_alive(limit));
        assert!(!State { beat: ago(3), ..state() }.is_alive(limit));
    }

    #[test]
    fn a_failed_tick_and_one_that_is_overdue_are_complaints_and_a_running_one_is_none() {
        let every = Duration::from_secs(1);
        assert_eq!(state().complaint(every), None);
        let failed = State { fault: Some("disk full".to_owned()), ..state() };
        assert!(failed.complaint(every).unwrap().contains("disk full"));
        assert!(State { success: None, ..state() }.complaint(every).unwrap().contains("first tick"));
        assert!(State { success: Some(ago(60)), ..state() }.complaint(every).unwrap().contains("ago"));
        assert_eq!(State { success: Some(ago(60)), running: Some(ago(50)), ..state() }.complaint(every), None);
    }
}
