//! A running daemon: its words to systemd, its log, its pages. Whatever is waited for has a generous deadline.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Engine;
use crate::support::office::{Office, PLAN, REQUESTS, plan_row, request};

/// The moment of most tests: a Monday, in working time.
pub const AT: &str = "2026-03-02T10:00:00+05:00";
const REGISTERED: &str = "2026-02-27T10:00:00+05:00";
const DEADLINE: Duration = Duration::from_secs(40);

/// Looks until it is so.
pub fn wait_for(what: &str, is_so: impl FnMut() -> bool) {
    wait_within(DEADLINE, what, is_so);
}

/// As [`wait_for`], but not longer than this.
pub fn wait_within(limit: Duration, what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < limit, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Runs a test in a fresh office with a plan on each engine.
pub fn both(test: impl Fn(&Office)) {
    for engine in Engine::ALL {
        eprintln!("on {engine:?}");
        test(&planned(engine));
    }
}

/// A fresh office whose plan pays for everything.
pub fn planned(engine: Engine) -> Office {
    let office = Office::new(engine);
    let plan = plan_row("payments", "1", "2026-01-05", [900_000_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let plan = office.write("in/plan.csv", format!("{PLAN}\n{plan}\n"));
    office.must("2026-03-02T09:00", "finance", &["plan", "import", &plan]);
    office
}

/// The bytes of a request file with these numbers.
pub fn requests(numbers: impl IntoIterator<Item = String>) -> String {
    let rows: Vec<String> = numbers.into_iter().map(|n| request(&n, REGISTERED, 5)).collect();
    format!("{REQUESTS}\n{}\n", rows.join("\n"))
}

/// Puts a file into the inbox as a careful program does: whole, by its name.
pub fn drop_file(office: &Office, name: &str, bytes: &str) {
    let part = office.write(&format!("inbox/{name}.part"), bytes);
    std::fs::rename(part, office.path(&format!("inbox/{name}"))).unwrap();
}

pub fn there(office: &Office, name: &str) -> bool {
    Path::new(&office.path(name)).exists()
}

/// How many events of a kind the journal has.
pub fn events(office: &Office, kind: &str) -> usize {
    office.list(&["report", "journal"]).iter().filter(|e| e["event"] == kind).count()
}

/// A daemon at work.
pub struct Daemon {
    child: Child,
    log: Arc<Mutex<String>>,
    words: Arc<Mutex<Vec<String>>>,
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- log of the daemon\n{}", self.log());
        }
    }
}

impl Daemon {
    /// Starts one on this office, ticking five times a second, and waits until it says that it is ready.
    pub fn start(office: &Office, set: &[&str]) -> Self {
        Self::start_on(office, office.url(), set)
    }

    /// As [`Daemon::start`], with the clock standing at another moment; where it is empty, on the machine's clock.
    pub fn start_at(office: &Office, at: &str, set: &[&str]) -> Self {
        let daemon = Self::spawn(office, office.url(), at, set);
        wait_for("READY=1", || daemon.said("READY=1") && daemon.wrote("address="));
        daemon
    }

    /// As [`Daemon::start`], with another way to the database.
    pub fn start_on(office: &Office, url: &str, set: &[&str]) -> Self {
        let daemon = Self::spawn(office, url, AT, set);
        wait_for("READY=1", || daemon.said("READY=1") && daemon.wrote("address="));
        daemon
    }

    fn spawn(office: &Office, url: &str, at: &str, set: &[&str]) -> Self {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("qz-{}-{number}.notify", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let socket = UnixDatagram::bind(&path).unwrap();
        // where a test makes the disk full, a write fails as on a full disk and does not end the program
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_qazyna")]);
        command.env("QAZYNA_DATABASE_URL", url).env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "1000000");
        command.env_remove("WATCHDOG_PID").env_remove("QAZYNA_LOG");
        command.args(["--config", &office.path("qazyna.toml")]);
        if !at.is_empty() {
            command.args(["--at", at]);
        }
        for one in ["console.listen=127.0.0.1:0", "daemon.every=200ms", "intake.settle=0s"].iter().chain(set) {
            command.args(["--set", one]);
        }
        let mut child = command.arg("daemon").stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (log, words) = (Arc::new(Mutex::new(String::new())), Arc::new(Mutex::new(Vec::new())));
        let (lines, kept) = (BufReader::new(child.stderr.take().unwrap()), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                *kept.lock().unwrap() += &(line + "\n");
            }
        });
        let heard = Arc::clone(&words);
        std::thread::spawn(move || {
            socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            let mut bytes = [0; 4096];
            while let Ok(n) = socket.recv(&mut bytes) {
                let text = String::from_utf8_lossy(&bytes[..n]).into_owned();
                heard.lock().unwrap().extend(text.lines().map(str::to_owned));
            }
            let _ = std::fs::remove_file(path);
        });
        Daemon { child, log, words }
    }

    /// What it wrote so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Whether it wrote this.
    pub fn wrote(&self, text: &str) -> bool {
        self.log.lock().unwrap().contains(text)
    }

    /// How often it told systemd this.
    pub fn times(&self, word: &str) -> usize {
        self.words.lock().unwrap().iter().filter(|w| w.starts_with(word)).count()
    }

    /// Whether it told systemd this.
    pub fn said(&self, word: &str) -> bool {
        self.times(word) > 0
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success(), "{name}");
    }

    /// Lets it write no file beyond so many bytes: a disk that is full, until it is `unlimited`.
    pub fn disk(&self, bytes: &str) {
        let (pid, limit) = (self.child.id().to_string(), format!("--fsize={bytes}:unlimited"));
        let set = Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap();
        assert!(set.success(), "{limit}");
    }

    /// Kills it as a power cut does.
    pub fn cut(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// How it ended, within this time.
    pub fn ended(&mut self, limit: Duration) -> ExitStatus {
        let mut status = None;
        let child = &mut self.child;
        wait_within(limit, "its end", || {
            status = child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    /// A page: its status and its body.
    pub fn page(&self, path: &str) -> (u16, String) {
        let log = self.log();
        let address =
            log.split("address=").nth(1).expect("it says where it listens").split_whitespace().next().unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: x\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Its health: the status and the document.
    pub fn health(&self) -> (u16, Value) {
        let (status, body) = self.page("/healthz");
        (status, serde_json::from_str(&body).unwrap())
    }

    /// Waits until all is well.
    pub fn wait_healthy(&self) {
        wait_for("/healthz says 200", || self.health().0 == 200);
    }

    /// Waits until `/healthz` complains of this.
    pub fn wait_complaint(&self, of: &str) {
        wait_for(&format!("/healthz complains of {of}"), || {
            let (status, document) = self.health();
            status == 503 && document["reason"].as_str().unwrap_or_default().contains(of)
        });
    }
}
