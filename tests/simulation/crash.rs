//! Death on demand, and the disk it leaves behind. The program tells each step before it does it; at the chosen one it
//! dies without another word. A killed process leaves its files as they lie; a power cut also takes back what was never
//! synced: of such a file half the bytes are left, and a name that was given without a sync of its folder is the old one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use qazyna::faults::{Injector, Step};

/// What the panic of a simulated death carries.
pub struct Died;

#[derive(Default)]
struct State {
    count: u64,
    die_at: Option<u64>,
    commits: u32,
    last: String,
    unsynced: BTreeSet<PathBuf>,
    renamed: Vec<(PathBuf, PathBuf)>,
}

/// The injector of one office: it outlives its commands, as a disk does.
#[derive(Default)]
pub struct Disk {
    state: Mutex<State>,
    forgetful: bool,
}

/// What a command did, as seen from its steps.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    pub count: u64,
    pub commits: u32,
    /// The step before which it died, or its last one.
    pub last: String,
}

impl Disk {
    /// A disk that loses what was synced as well: as if the program never synced.
    pub fn forgetful() -> Self {
        Disk { forgetful: true, ..Disk::default() }
    }

    /// A new command begins; it is to die before its step of this number, counted from 1.
    pub fn begin(&self, die_at: Option<u64>) {
        let mut state = self.state.lock().unwrap();
        (state.count, state.commits, state.die_at) = (0, 0, die_at);
    }

    pub fn steps(&self) -> Steps {
        let state = self.state.lock().unwrap();
        Steps { count: state.count, commits: state.commits, last: state.last.clone() }
    }

    /// The power goes: everything that was not synced is half there or has its old name.
    pub fn power_cut(&self) {
        let mut state = self.state.lock().unwrap();
        let mut unsynced = std::mem::take(&mut state.unsynced);
        for (from, to) in std::mem::take(&mut state.renamed).into_iter().rev() {
            if to.exists() && !from.exists() {
                std::fs::rename(&to, &from).unwrap();
                if unsynced.remove(&to) {
                    unsynced.insert(from);
                }
            }
        }
        for path in unsynced.into_iter().filter(|p| p.exists()) {
            let file = std::fs::File::options().write(true).open(&path).unwrap();
            file.set_len(file.metadata().unwrap().len() / 2).unwrap();
        }
    }
}

impl State {
    /// What a step leaves on the disk that is not safe yet, or makes safe.
    fn note(&mut self, step: Step<'_>, forgetful: bool) {
        let own = Path::to_path_buf;
        match step {
            Step::Write(path) => drop(self.unsynced.insert(own(path))),
            Step::Sync(path) if !forgetful => drop(self.unsynced.remove(path)),
            Step::Remove(path) => drop(self.unsynced.remove(path)),
            Step::Rename(from, to) => {
                if self.unsynced.remove(from) {
                    self.unsynced.insert(own(to));
                }
                self.renamed.push((own(from), own(to)));
            }
            Step::SyncFolder(folder) if !forgetful => self.renamed.retain(|(_, to)| to.parent() != Some(folder)),
            Step::Committed => self.commits += 1,
            _ => {}
        }
    }
}

impl Injector for Disk {
    fn before(&self, step: Step<'_>) {
        let mut state = self.state.lock().unwrap();
        state.count += 1;
        state.last = format!("{step:?}");
        if step == Step::Committed {
            state.note(step, self.forgetful);
        }
        if state.die_at == Some(state.count) {
            drop(state);
            // no message and no hook: the one who waits for it knows
            std::panic::resume_unwind(Box::new(Died));
        }
        if step != Step::Committed {
            state.note(step, self.forgetful);
        }
    }
}
