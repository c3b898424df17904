//! The way of a payment as processes of the built program, each measured.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};

use crate::baseline::Server;
use crate::report::Report;

/// First word of this program's own arguments when it measures one command.
pub const MEASURE: &str = "--measure";
const PROGRAM: &str = env!("CARGO_BIN_EXE_qazyna");
/// A Monday after every made-up registration: what the late requests name.
const LATE: u64 = 100;

/// What a database runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// Both.
    pub const ALL: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

    /// As the report names it.
    pub fn word(self) -> &'static str {
        match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        }
    }
}

/// Made-up input of one size.
#[derive(Clone, Debug)]
pub struct Samples {
    folder: PathBuf,
}

impl Samples {
    /// Makes it, unless it is there.
    pub fn make(folder: &Path, requests: u64) -> Self {
        Self::seeded(folder, requests, 7)
    }

    /// Requests that come after everything else is settled.
    pub fn late(folder: &Path) -> Self {
        Self::seeded(folder, LATE, 8)
    }

    fn seeded(folder: &Path, requests: u64, seed: u64) -> Self {
        let made = folder.join(format!("sample-{requests}-{seed}"));
        if !made.exists() {
            let done = Command::new(PROGRAM)
                .args(["sample", "--requests", &requests.to_string(), "--seed", &seed.to_string(), "--out"])
                .arg(&made)
                .stdout(Stdio::null())
                .status();
            assert!(done.unwrap().success(), "the samples are made");
        }
        Samples { folder: made }
    }

    /// One of its files.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// A sandbox on one engine.
pub struct Office {
    folder: tempfile::TempDir,
    engine: Engine,
    url: String,
    samples: Samples,
}

/// Time and memory of one command.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// From its start to its end.
    pub seconds: f64,
    /// The most memory that it held.
    pub peak_kb: i64,
}

impl Office {
    /// A fresh one with the plan in it.
    pub fn new(folder: &Path, engine: Engine, server: &Server, samples: &Samples) -> Self {
        let folder = tempfile::tempdir_in(folder).unwrap();
        let url = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.path().join("qazyna.db").display()),
            Engine::Postgres => server.fresh(),
        };
        let office = Office { folder, engine, url, samples: samples.clone() };
        let dir = office.dir();
        office.run("2026-01-01T09:00:00+05:00", "", &["init", dir.to_str().unwrap(), "--profile", "sandbox"]);
        let plan = office.sample("plan.csv");
        office.run("2026-03-12T09:30:00+05:00", "finance", &["plan", "import", &plan]);
        office
    }

    /// Its database.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    fn sample(&self, name: &str) -> String {
        self.samples.file(name).to_str().unwrap().to_owned()
    }

    fn command<W: AsRef<str>>(&self, at: &str, actor: &str, words: &[W]) -> Vec<String> {
        let mut all: Vec<String> = vec![PROGRAM.to_owned()];
        if words[0].as_ref() != "init" {
            all.extend(["--config".to_owned(), self.dir().join("qazyna.toml").to_str().unwrap().to_owned()]);
        }
        all.extend(["--output", "json", "--at", at].map(str::to_owned));
        if !actor.is_empty() {
            all.extend(["--actor", actor].map(str::to_owned));
        }
        all.extend(words.iter().map(|w| w.as_ref().to_owned()));
        all
    }

    /// Runs one command in a process that does nothing but measure it.
    fn run<W: AsRef<str>>(&self, at: &str, actor: &str, words: &[W]) -> Taken {
        let said = Command::new(std::env::current_exe().unwrap())
            .arg(MEASURE)
            .args(self.command(at, actor, words))
            .env("QAZYNA_DATABASE_URL", &self.url)
            .output()
            .unwrap();
        assert!(
            said.status.success(),
            "{}: {}",
            self.command(at, actor, words).join(" "),
            String::from_utf8_lossy(&said.stderr)
        );
        let text = String::from_utf8(said.stdout).unwrap();
        let (seconds, peak) = text.trim().split_once(' ').unwrap();
        Taken { seconds: seconds.parse().unwrap(), peak_kb: peak.parse().unwrap() }
    }

    fn import(&self) -> Taken {
        let requests = self.sample("requests.csv");
        self.run("2026-03-12T09:40:00+05:00", "specialist", &["request", "import", &requests])
    }

    /// Takes the requests in and nothing else.
    pub fn taken_in(&self) {
        self.import();
    }

    /// Every step from the import to the reconciliation, and the identical file again.
    pub fn whole_way(&self, report: &mut Report) {
        let mut note = |step: &str, taken: Taken| {
            report.note(self.engine.word(), step, taken.seconds);
            report.peak_kb = report.peak_kb.max(taken.peak_kb);
        };
        note("import", self.import());
        let requests = self.sample("requests.csv");
        note("identical file", self.run("2026-03-12T09:41:00+05:00", "specialist", &["request", "import", &requests]));
        note("confirm and form", self.run("2026-03-12T10:00:00+05:00", "", &["tick"]));
        let [first, second] = self.signatures().map(|signed| self.run("2026-03-12T11:00:00+05:00", "head", &signed));
        let both = Taken { seconds: first.seconds + second.seconds, peak_kb: first.peak_kb.max(second.peak_kb) };
        note("sign", both);
        note("one signature", if first.seconds > second.seconds { first } else { second });
        note("export pain001", self.run("2026-03-12T12:00:00+05:00", "finance", &["export", "--as", "pain001"]));
        let statement = self.sample("statement.csv");
        note("statement", self.run("2026-03-13T12:00:00+05:00", "finance", &["statement", "import", &statement]));
        note("reconcile", self.run("2026-03-13T12:10:00+05:00", "", &["reconcile"]));
    }

    /// What the head types to sign the two batches electronically, with signatures that were made beforehand.
    fn signatures(&self) -> [Vec<String>; 2] {
        let at = "2026-03-12T10:30:00+05:00";
        let path = |name: &str| self.folder.path().join(name).to_str().unwrap().to_owned();
        let pki = path("pki");
        self.run(at, "", &["eds", "sandbox", "--out", &pki]);
        let key = format!("{pki}/people/SANDBOX-first-head.key");
        ["1", "2"].map(|batch| {
            let (manifest, cms) = (path(&format!("manifest-{batch}")), path(&format!("{batch}.cms")));
            self.run(at, "head", &["batch", "manifest", batch, "--out", &manifest]);
            self.run(at, "head", &["eds", "sign", "--key", &key, "--content", &manifest, "--out", &cms]);
            let believed = ["anchors", "crls"].map(|kind| format!("eds.{kind}={pki}/{kind}"));
            let sets = believed.iter().flat_map(|set| ["--set", set]);
            sets.chain(["batch", "sign", batch, "--signature", &cms]).map(str::to_owned).collect()
        })
    }

    /// The time of a tick that confirms and forms a hundred late requests, given how many such ticks were before.
    pub fn late_tick(&self, late: &Samples, before: usize) -> f64 {
        let text = std::fs::read_to_string(late.file("requests.csv")).unwrap();
        let mut lines = text.lines();
        let mut own = format!("{}\n", lines.next().unwrap());
        for line in lines {
            let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
            fields[1] = format!("L{before}-{}", fields[1]);
            fields[11] = format!("L{before}-{}", fields[11]);
            own.push_str(&fields.join(","));
            own.push('\n');
        }
        let file = self.folder.path().join(format!("late-{before}.csv"));
        std::fs::write(&file, own).unwrap();
        let day = |time: &str| format!("2026-03-{}T{time}:00+05:00", 16 + before);
        let plan = late.file("plan.csv");
        let text = std::fs::read_to_string(plan).unwrap();
        let plan = self.folder.path().join(format!("plan-{before}.csv"));
        // another document of the same sums: what the late requests need
        let renumbered = text.replace(",payments,", &format!(",payments,L{before}"));
        std::fs::write(&plan, renumbered).unwrap();
        self.run(&day("09:10"), "finance", &["plan", "import", plan.to_str().unwrap()]);
        self.run(&day("09:20"), "specialist", &["request", "import", file.to_str().unwrap()]);
        self.run(&day("10:00"), "", &["tick"]).seconds
    }

    /// How often a tick asks the disk to hold what was written; `None` where `strace` is missing.
    pub fn fsyncs_of_a_tick(&self) -> Option<u64> {
        let trace = self.folder.path().join("trace");
        let done = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=fsync,fdatasync,sync_file_range", "-o"])
            .arg(&trace)
            .args(self.command("2026-03-12T10:00:00+05:00", "", &["tick"]))
            .env("QAZYNA_DATABASE_URL", &self.url)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        done.ok().filter(std::process::ExitStatus::success)?;
        let text = std::fs::read_to_string(trace).unwrap();
        Some(text.lines().filter(|l| l.contains("sync(") && !l.contains("resumed")).count() as u64)
    }
}

/// Runs the command and prints its seconds and its peak memory in KiB.
pub fn measure_child(words: &[String]) {
    let begun = Instant::now();
    let done = Command::new(&words[0]).args(&words[1..]).stdout(Stdio::null()).output().unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    let peak = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    if !done.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&done.stderr));
        std::process::exit(1);
    }
    println!("{seconds} {peak}");
}
