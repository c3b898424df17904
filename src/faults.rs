//! The places at which a crash matters, told one by one, so that a test can let the program die at any of them: every
//! changing statement, every commit, every step of a file. Nothing is told and nothing is paid unless a test of this
//! crate hands its injector in through `cli::Surroundings`; no configuration, argument or environment leads here.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// What the program is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A changing statement, by its name or by its table.
    Change(&'a str),
    /// A transaction is about to be committed.
    Commit,
    /// It is committed, and the program has not heard of it yet.
    Committed,
    /// A file is about to be created, empty.
    Create(&'a Path),
    /// Bytes are about to be written into it.
    Write(&'a Path),
    /// Its bytes are about to be synced to the disk.
    Sync(&'a Path),
    /// It is about to get another name.
    Rename(&'a Path, &'a Path),
    /// It is about to be removed.
    Remove(&'a Path),
    /// A folder's names are about to be synced to the disk.
    SyncFolder(&'a Path),
}

/// Told of every step just before it is done. It lets the program die by a panic of its own (`resume_unwind`): nothing
/// after that step runs, an open transaction is dropped, files stay as they lie.
pub trait Injector: Send + Sync {
    /// The next step.
    fn before(&self, step: Step<'_>);
}

/// The injector of a test, or none.
#[derive(Clone, Default)]
pub struct Faults(Option<Arc<dyn Injector>>);

impl Faults {
    /// With this injector.
    pub fn new(injector: Arc<dyn Injector>) -> Self {
        Faults(Some(injector))
    }

    /// Runs a command whose steps are told to the injector, where there is one.
    pub async fn watch<T>(&self, command: impl Future<Output = T>) -> T {
        match &self.0 {
            None => command.await,
            Some(injector) => INJECTOR.scope(Arc::clone(injector), command).await,
        }
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Faults(armed)" } else { "Faults(none)" })
    }
}

tokio::task_local! {
    static INJECTOR: Arc<dyn Injector>;
}

/// Tells the injector of this command, where there is one, what comes next.
pub fn step(step: Step<'_>) {
    let _ = INJECTOR.try_with(|injector| injector.before(step));
}
