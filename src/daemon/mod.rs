//! `daemon`: repeats the tick until it is stopped. It ticks on a schedule and when something new lies in the inbox, and
//! no fault of database, disk or clock ends it: each is told in a sentence, and the next tick tries again.
//!
//! The loop has its own thread; who asks about it (`/healthz`, `/metrics`, the watchdog of systemd, signals) is served
//! by another, so that an answer tells of the loop and does not wait for it.

mod carrier;
mod look;
mod metrics;
mod refresher;
pub mod state;
mod telling;
mod web;

use std::net::TcpListener;
use std::sync::Arc;
use std::thread::Thread;
use std::time::{Duration, Instant};

use sd_notify::NotifyState;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::cli::app::{App, Configured};
use crate::cli::args::Global;
use crate::cli::{DONE, Failure, Outcome, Surroundings};
use crate::clock::Clock;
use crate::domain::time::Moment;
use crate::stage::StageError;
use crate::store::{Db, StoreError};
use crate::tick::{self, TickReport, Watch as _};

use look::Lookout;
use state::{InForce, Shared};

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// SIGTERM, SIGINT.
    Stop,
    /// SIGHUP.
    Reload,
}

/// How long a pass may go on to a good place after a signal; then its transaction is rolled back.
const GRACE: Duration = Duration::from_millis(2_500);
/// Between two signs of life.
const BEAT: Duration = Duration::from_millis(200);
/// The first wait after a fault of the database; it doubles up to the ceiling.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait after a fault of the database.
const CEILING: Duration = Duration::from_secs(60);
/// How far the machine's clock may differ from the passing of time before it is told.
const JUMP: i64 = 5_000_000;

/// Runs until a signal ends it.
pub async fn run(mut app: App, global: &Global, around: &Surroundings) -> Outcome {
    let _log = telling::begin(app.settings.json_log);
    let listen = app.settings.console.listen.clone();
    let listener = TcpListener::bind(&listen).map_err(|e| {
        Failure::Fault(format!(
            "`console.listen` is `{listen}`, where this program cannot listen: {e}; is another daemon at work? choose another port"
        ))
    })?;
    let address = listener.local_addr()?;
    app.reopen(own_name()).await?;
    let shared = Arc::new(Shared::new(in_force(&app)));
    let signals = web::begin(listener, Arc::clone(&shared), app.clock, app.base.clone())?;
    let refresher = refresher::begin(Arc::clone(&shared), app.clock)?;
    carrier::begin(Arc::clone(&shared), app.clock, app.base.clone())?;
    let lookout = Lookout::new(&app.settings.inbox);
    let profile = app.settings.profile.word();
    tracing::info!(profile, %address, engine = app.db.engine(), "qazyna is at work");
    say(&[NotifyState::Ready, NotifyState::Status(&format!("ready, answers on {address}"))]);
    let mut work = Loop { app, shared, signals, lookout, refresher, reload: false, trouble: None, clock: None };
    work.repeat(global, around).await;
    tracing::info!("stopped");
    let _ = tokio::time::timeout(Duration::from_secs(1), work.app.db.close()).await;
    Ok(DONE)
}

fn in_force(app: &App) -> InForce {
    InForce { settings: app.settings.clone(), rules: app.rules.clone(), in_force: app.in_force.clone() }
}

/// A name for this process's connections that no other has.
fn own_name() -> String {
    use std::hash::{BuildHasher, Hasher};
    let chance = std::collections::hash_map::RandomState::new().build_hasher().finish();
    format!("qazyna daemon {} {chance:016x}", std::process::id())
}

/// Tells systemd, where it listens.
fn say(words: &[NotifyState<'_>]) {
    if let Err(e) = sd_notify::notify(words) {
        tracing::warn!("systemd cannot be told: {e}");
    }
}

/// Trouble with the database: since when, and how long to wait before the next try.
struct Trouble {
    since: Instant,
    wait: Duration,
}

struct Loop {
    app: App,
    shared: Arc<Shared>,
    signals: UnboundedReceiver<Asked>,
    lookout: Lookout,
    refresher: Thread,
    reload: bool,
    trouble: Option<Trouble>,
    clock: Option<(Instant, Moment)>,
}

/// How a pass ended.
enum Ended {
    /// It came to its end.
    Whole(TickReport),
    /// It could not begin, or was broken off.
    Fault(StageError),
    /// A signal broke it off.
    Stopped,
}

impl Loop {
    async fn repeat(&mut self, global: &Global, around: &Surroundings) {
        loop {
            self.lookout.remember();
            let wait = self.pass().await;
            if self.shared.stopping() {
                return;
            }
            let shared = Arc::clone(&self.shared);
            let trouble = self.trouble.is_some();
            let Loop { signals, lookout, reload, .. } = self;
            tokio::select! {
                never = beat(&shared) => match never {},
                asked = signals.recv(), if !*reload => match asked {
                    Some(Asked::Reload) => *reload = true,
                    Some(Asked::Stop) | None => return,
                },
                () = tokio::time::sleep(wait), if !*reload => {}
                () = lookout.news(), if !trouble && !*reload => tracing::debug!("something new lies in the inbox"),
                () = std::future::ready(()), if *reload => {}
            }
            if std::mem::take(&mut self.reload) {
                self.reload(global, around);
            }
        }
    }

    /// One pass, told to everybody; how long to wait for the next.
    async fn pass(&mut self) -> Duration {
        self.watch_clock();
        self.shared.begin();
        let begun = Instant::now();
        let ended = match self.again_open().await {
            Ok(()) => self.tick().await,
            Err(fault) => Ended::Fault(fault),
        };
        let every = self.app.settings.every;
        let (report, error) = match ended {
            Ended::Stopped => {
                tracing::warn!("the pass was broken off by a signal; its open transaction is rolled back");
                self.shared.end(None, Some("broken off by a signal".to_owned()));
                return every;
            }
            Ended::Whole(report) => (Some(report), None),
            Ended::Fault(error) => {
                tracing::error!("{}", telling::sentence(&error));
                (None, Some(error))
            }
        };
        let told = report.as_ref().map_or_else(|| "the tick failed".to_owned(), telling::tell);
        let milliseconds = begun.elapsed().as_millis() as u64;
        tracing::info!(milliseconds, "tick: {told}");
        let faults = || report.iter().flat_map(|r| &r.faults).map(|f| &f.error);
        let database = error.iter().chain(faults()).any(is_of_the_database);
        let first = error.as_ref().or_else(|| faults().next()).map(telling::sentence).or_else(|| self.no_inbox());
        self.shared.end(report.as_ref(), first);
        let wait = self.next_wait(database, report.as_ref());
        say(&[NotifyState::Status(&format!("last tick: {told}; next in {} s", wait.as_secs_f32().ceil()))]);
        wait
    }

    /// A complaint where the inbox is gone: a network folder that was not mounted again would else be missed by nobody.
    fn no_inbox(&self) -> Option<String> {
        let inbox = &self.app.settings.inbox;
        if inbox.is_dir() {
            return None;
        }
        let complaint = format!("the inbox `{}` is not there; no file is taken until it is", inbox.display());
        tracing::warn!("{complaint}");
        Some(complaint)
    }

    /// The time to the next pass: as configured, sooner for a file that was still being written, later and later while
    /// the database is in trouble.
    fn next_wait(&mut self, database: bool, report: Option<&TickReport>) -> Duration {
        let settings = &self.app.settings;
        if !database {
            if let Some(trouble) = self.trouble.take() {
                let seconds = trouble.since.elapsed().as_secs();
                tracing::info!(seconds, "the database answers again; the work goes on");
            }
            let unfinished = report.is_some_and(|r| !r.inbox.unfinished.is_empty());
            return if unfinished { settings.settle.clamp(BEAT, settings.every.max(BEAT)) } else { settings.every };
        }
        let since = self.trouble.as_ref().map_or_else(Instant::now, |t| t.since);
        let wait = self.trouble.as_ref().map_or(FIRST_WAIT, |t| (t.wait * 2).min(CEILING));
        tracing::warn!(
            milliseconds = wait.as_millis() as u64,
            "the database is in trouble; the daemon waits and tries again"
        );
        self.trouble = Some(Trouble { since, wait });
        wait
    }

    /// After trouble: new connections, because the old ones may hang.
    async fn again_open(&mut self) -> Result<(), StageError> {
        if self.trouble.is_none() {
            return Ok(());
        }
        let name = own_name();
        let shared = Arc::clone(&self.shared);
        let opened = tokio::select! {
            never = beat(&shared) => match never {},
            opened = self.app.reopen(name) => opened,
            () = stop_asked(&mut self.signals, &mut self.reload, &shared) => return Ok(()),
        };
        Ok(opened?)
    }

    /// The pass itself, until it ends, a signal breaks it off, or the database is silent.
    async fn tick(&mut self) -> Ended {
        let shared = Arc::clone(&self.shared);
        if shared.stopping() {
            return Ended::Stopped;
        }
        let Loop { app, signals, reload, .. } = self;
        let formats = match app.formats(&[]) {
            Ok(formats) => formats,
            Err(fault) => return Ended::Fault(as_stage(fault)),
        };
        let whole = async {
            app.db.check_clock(app.clock).await?;
            if let Clock::Standing = app.clock {
                shared.saw(app.db.reading(app.clock).await?.moment);
            }
            Ok::<_, StoreError>(tick::run(&app.office(), &formats, &*shared).await)
        };
        tokio::select! {
            done = whole => match done {
                Ok(report) => Ended::Whole(report),
                Err(fault) => Ended::Fault(fault.into()),
            },
            never = beat(&shared) => match never {},
            fault = silence(&app.db, app.settings.connect) => Ended::Fault(fault.into()),
            () = async {
                stop_asked(signals, reload, &shared).await;
                tokio::time::sleep(GRACE).await;
            } => Ended::Stopped,
        }
    }

    /// New configuration and rules, or the old ones where the new are wrong.
    fn reload(&mut self, global: &Global, around: &Surroundings) {
        if let Ok(now) = NotifyState::monotonic_usec_now() {
            say(&[NotifyState::Reloading, now]);
        }
        let read = Configured::read(global, around).and_then(|new| self.app.take_over(new));
        self.shared.reloaded(read.is_err());
        match read {
            Ok(()) => {
                self.shared.replace(in_force(&self.app));
                self.refresher.unpark();
                self.lookout = Lookout::new(&self.app.settings.inbox);
                let rules = crate::domain::batch::hex(&self.app.rules.fingerprint);
                tracing::info!(rules = &rules[..16], "configuration and rules were read anew and hold from now on");
            }
            Err(fault) => tracing::error!("SIGHUP: {fault}; the old configuration and rules stay in force"),
        }
        say(&[NotifyState::Ready]);
    }

    /// Tells of a machine clock that was set, or of a machine that slept.
    fn watch_clock(&mut self) {
        if !matches!(self.app.clock, Clock::System) {
            return;
        }
        let (now, moment) = (Instant::now(), Clock::System.now(None));
        if let Some((then, before)) = self.clock.replace((now, moment)) {
            let seconds = jump(before, moment, now.duration_since(then));
            if seconds != 0 {
                tracing::warn!(
                    seconds,
                    "the machine's clock was set, or the machine slept: it moved by so much more than the time that passed"
                );
            }
        }
    }
}

/// How many seconds the clock went more than the time that passed, backwards below 0; what is small counts as 0.
fn jump(before: Moment, after: Moment, passed: Duration) -> i64 {
    let passed = i64::try_from(passed.as_micros()).unwrap_or(i64::MAX);
    let jump = after.micros().saturating_sub(before.micros()).saturating_sub(passed);
    if jump.abs() > JUMP { jump / 1_000_000 } else { 0 }
}

/// Shows for ever that the loop is alive.
async fn beat(shared: &Shared) -> std::convert::Infallible {
    loop {
        shared.beat();
        tokio::time::sleep(BEAT).await;
    }
}

/// Waits for the signal to stop; one to reload is noted for later.
async fn stop_asked(signals: &mut UnboundedReceiver<Asked>, reload: &mut bool, shared: &Shared) {
    while let Some(asked) = signals.recv().await {
        match asked {
            Asked::Reload => *reload = true,
            Asked::Stop => break,
        }
    }
    shared.stop();
}

/// Ends when a server has twice not answered on a connection of its own, or has twice known of none of ours: then ours
/// hang, and a pass that waits for them would wait for ever.
async fn silence(db: &Db, connect: Duration) -> StoreError {
    let mut silent = 0;
    loop {
        tokio::time::sleep(connect / 2).await;
        let fault = match db.is_there().await {
            Ok(true) => {
                silent = 0;
                continue;
            }
            Ok(false) => StoreError::Silent(connect),
            Err(fault) => fault,
        };
        silent += 1;
        if silent == 2 {
            return fault;
        }
    }
}

fn is_of_the_database(error: &StageError) -> bool {
    matches!(error, StageError::Store(e) if !matches!(e, StoreError::ClockBehind { .. }))
}

fn as_stage(fault: Failure) -> StageError {
    match fault {
        Failure::Stage(fault) => fault,
        other => StageError::Store(StoreError::NotReady(other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_is_told_from_one_that_went() {
        let at = |second: i64| Moment::from_micros(second * 1_000_000);
        let minute = Duration::from_secs(60);
        assert_eq!(jump(at(0), at(60), minute), 0);
        assert_eq!(jump(at(0), at(62), minute), 0, "a clock that is drawn right by small steps");
        assert_eq!(jump(at(0), at(3_660), minute), 3_600);
        assert_eq!(jump(at(0), at(-3_540), minute), -3_600);
    }
}
