//! Commands as processes of their own, that may be killed.

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::office::Office;

const SIGKILL: i32 = 9;

/// One command of an office.
#[derive(Clone, Debug)]
pub struct Act {
    /// `--at`, without the offset of Almaty.
    pub at: &'static str,
    /// `--actor`, or nobody.
    pub actor: &'static str,
    /// The words of the command.
    pub words: Vec<String>,
}

impl Act {
    pub fn new(at: &'static str, actor: &'static str, words: &[&str]) -> Self {
        Act { at, actor, words: words.iter().map(|w| (*w).to_owned()).collect() }
    }

    fn command(&self, office: &Office) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qazyna"));
        command.env("QAZYNA_DATABASE_URL", office.url()).env_remove("QAZYNA_CONFIG").stdin(Stdio::null());
        command.args(["--config", &office.path("qazyna.toml"), "--output", "json", "--lang", "en"]);
        command.args(["--at", &format!("{}:00+05:00", self.at)]);
        if !self.actor.is_empty() {
            command.args(["--actor", self.actor]);
        }
        command.args(&self.words);
        command
    }

    /// Runs it to its end: how long it took, its result, its exit code and notes.
    pub fn run(&self, office: &Office) -> (Duration, Vec<u8>, Option<i32>, String) {
        let begun = Instant::now();
        let done = self.command(office).output().unwrap();
        (begun.elapsed(), done.stdout, done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    }

    /// As [`Act::run`]; fails unless the exit code is 0.
    pub fn must(&self, office: &Office) -> Duration {
        let (took, out, code, notes) = self.run(office);
        let out = String::from_utf8_lossy(&out);
        assert_eq!(code, Some(0), "{:?}: {out}{notes}", self.words);
        took
    }

    /// Starts it; what it says is not kept.
    pub fn start(&self, office: &Office) -> Running {
        Running(self.command(office).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// Starts it and kills it when so much time has passed.
    pub fn killed_after(&self, office: &Office, time: Duration) -> ExitStatus {
        let mut running = self.start(office);
        // the moment of a kill is a time, and nothing is proved by it
        std::thread::sleep(time);
        running.0.kill().unwrap();
        running.0.wait().unwrap()
    }
}

/// Whether a process was alive when it was killed.
pub fn was_hit(status: ExitStatus) -> bool {
    status.signal() == Some(SIGKILL)
}

/// A process that does not outlive a test that fails.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
