//! Notices when something new lies in the inbox: by the system's word where it gives one, else by looking, because a
//! network folder gives none.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

use crate::inbox::{self, Stamp};

/// Between two looks without a word of the system.
const POLL: Duration = Duration::from_secs(5);
/// After a word of the system: a file that is copied gives many.
const PAUSE: Duration = Duration::from_millis(50);

/// Watches the inbox.
pub struct Lookout {
    folder: PathBuf,
    word: Arc<Notify>,
    _watcher: Option<RecommendedWatcher>,
    seen: Vec<(PathBuf, Stamp)>,
}

impl Lookout {
    /// Of this folder, which is made where it is missing.
    pub fn new(folder: &Path) -> Self {
        if let Err(e) = std::fs::create_dir_all(folder) {
            tracing::warn!(folder = %folder.display(), "the inbox is not there and cannot be made: {e}");
        }
        let mut lookout =
            Lookout { folder: folder.to_owned(), word: Arc::new(Notify::new()), _watcher: None, seen: Vec::new() };
        lookout.watch();
        lookout
    }

    /// Asks the system for its word; without it the folder is looked at now and then.
    fn watch(&mut self) {
        let word = Arc::clone(&self.word);
        let made = notify::recommended_watcher(move |_| word.notify_one());
        let watched = made.and_then(|mut watcher| {
            watcher.watch(&self.folder, RecursiveMode::NonRecursive)?;
            Ok(watcher)
        });
        match watched {
            Ok(watcher) => self._watcher = Some(watcher),
            Err(e) => {
                let every = POLL.as_secs();
                tracing::warn!(folder = %self.folder.display(), "the inbox gives no events ({e}); it is looked at every {every} s");
            }
        }
    }

    /// What a pass that begins now will find: only what comes later, or changes, is news.
    pub fn remember(&mut self) {
        self.seen = self.now();
    }

    fn now(&self) -> Vec<(PathBuf, Stamp)> {
        inbox::look(&self.folder).unwrap_or_default()
    }

    /// Waits for news.
    pub async fn news(&self) {
        loop {
            if self.now().iter().any(|found| !self.seen.contains(found)) {
                return;
            }
            tokio::select! {
                () = self.word.notified() => tokio::time::sleep(PAUSE).await,
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }
}
