//! Eight loops of processes on one PostgreSQL at the same time: ticks, imports by hand and through the inbox,
//! signatures, exports, statements; every second process is killed. The plan covers three fifths of what is asked for.
//! At the end everything was done once, to the last tiyn of the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use qazyna::domain::batch::{hex, sha256};
use qazyna::domain::money::Amount;
use serde_json::Value;

use crate::Chance;
use crate::support::Engine;
use crate::support::office::{Office, PLAN, STATEMENT};
use crate::support::process::{Act, was_hit};

/// One moment for all: the clock stands, and nobody is behind another.
const AT: &str = "2026-03-12T10:00";
/// Loops at once.
const LOOPS: u64 = 8;
/// Files that the requests come in; every second one through the inbox.
const FILES: usize = 40;
/// A killed process lives at most so long.
const LIFE: Duration = Duration::from_millis(500);
/// The lines of the plan, and their services.
const LINES: [(&str, &str); 2] = [("060", "guarantee-commission"), ("061", "microfinance-subsidy")];

/// What the loops share.
struct Scene {
    office: Office,
    /// Files that nobody has brought in yet, each with the part of the time after which it comes.
    files: Mutex<Vec<(Duration, String)>>,
    /// The statement that may not be taken in yet.
    statement: Mutex<Option<String>>,
    statements: AtomicU64,
    processes: AtomicU64,
    hit: AtomicU64,
}

impl Scene {
    /// Runs an act, or kills it; whether it ended by itself, which it may do only with exit code 0.
    fn act(&self, actor: &'static str, words: &[&str], chance: &mut Chance, spared: bool) -> bool {
        self.processes.fetch_add(1, Ordering::Relaxed);
        let act = Act::new(AT, actor, words);
        if spared || chance.below(2) == 0 {
            act.must(&self.office);
            return true;
        }
        let status = act.killed_after(&self.office, chance.between(Duration::ZERO, LIFE));
        let hit = was_hit(status);
        assert!(hit || status.code() == Some(0), "{words:?} ended with {status}");
        self.hit.fetch_add(u64::from(hit), Ordering::Relaxed);
        !hit
    }

    /// Brings in a file whose time has come: into the inbox, or by a command, which is repeated where it was killed.
    fn bring(&self, passed: Duration, chance: &mut Chance, spared: bool) {
        let mut files = self.files.lock().unwrap();
        let Some(place) = files.iter().position(|(when, _)| *when <= passed) else { return };
        let (when, path) = files.swap_remove(place);
        drop(files);
        let name = Path::new(&path).file_name().unwrap().to_str().unwrap();
        if name.starts_with("inbox") {
            let inbox = self.office.dir().join("inbox");
            fs::copy(&path, inbox.join(format!(".{name}"))).unwrap();
            fs::rename(inbox.join(format!(".{name}")), inbox.join(name)).unwrap();
        } else if !self.act("specialist", &["request", "import", &path], chance, spared) {
            self.files.lock().unwrap().push((when, path));
        }
    }

    fn sign(&self, chance: &mut Chance, spared: bool) {
        let waiting = self.office.list(&["batch", "list"]);
        for batch in waiting.iter().filter(|b| b["status"] == "awaiting-signature") {
            self.act("head", &["batch", "sign", &batch["number"].to_string()], chance, spared);
        }
    }

    /// The treasury's answer to all that was sent; one at a time, and the same again until it was taken in.
    fn answer(&self, chance: &mut Chance, spared: bool) {
        let mut statement = self.statement.lock().unwrap();
        if statement.is_none() {
            let sent = self.office.list(&["order", "list", "--status", "dispatched"]);
            if sent.is_empty() {
                return;
            }
            let n = self.statements.fetch_add(1, Ordering::Relaxed) + 1;
            let line = |order: &Value| {
                let [reference, amount, bin, account] =
                    ["reference", "amount", "payee_bin", "account"].map(|key| order[key].as_str().unwrap());
                format!("S-{n},2026-03-12,{reference},{amount},{bin},{account},paid,,T,2026-03-12\n")
            };
            let text: String = sent.iter().map(line).collect();
            *statement = Some(self.office.write(&format!("statements/s-{n}.csv"), format!("{STATEMENT}\n{text}")));
        }
        let path = statement.clone().unwrap();
        if self.act("finance", &["statement", "import", &path], chance, spared) {
            *statement = None;
        }
    }

    /// One loop, until the time is over.
    fn work(&self, mut chance: Chance, begun: Instant, time: Duration) {
        while begun.elapsed() < time {
            match chance.below(8) {
                0 | 1 => self.bring(begun.elapsed(), &mut chance, false),
                2 => self.sign(&mut chance, false),
                3 => drop(self.act("finance", &["export", "--as", "treasury-xml"], &mut chance, false)),
                4 if self.statement.try_lock().is_ok() => self.answer(&mut chance, false),
                _ => drop(self.act("", &["tick"], &mut chance, false)),
            }
        }
    }

    /// What is left, without kills.
    fn finish(&self) {
        let mut chance = Chance::new(0);
        while !self.files.lock().unwrap().is_empty() {
            self.bring(Duration::MAX, &mut chance, true);
        }
        // a statement that was on its way, the rest of the orders, their signature, their files, their answer
        self.answer(&mut chance, true);
        self.act("", &["tick"], &mut chance, true);
        self.sign(&mut chance, true);
        self.act("", &["tick"], &mut chance, true);
        self.answer(&mut chance, true);
    }
}

fn money(value: &Value) -> i64 {
    Amount::parse_signed(value.as_str().unwrap()).unwrap().tiyn()
}

/// The made-up requests cut into files, and a plan of three fifths; what the plan is, by service.
fn begun(time: Duration, requests: u64, seed: u64) -> (Scene, BTreeMap<&'static str, i64>) {
    let office = Office::new(Engine::Postgres);
    let input = office.path("in");
    let words = ["sample", "--requests", &requests.to_string(), "--seed", &seed.to_string(), "--out", &input];
    assert_eq!(office.words(&words).code, 0);
    let text = fs::read_to_string(office.path("in/requests.csv")).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let mut files = Vec::new();
    for (i, rows) in rows.chunks(rows.len().div_ceil(FILES)).enumerate() {
        let name = if i % 2 == 0 { "inbox" } else { "by-hand" };
        let path = office.write(&format!("in/{name}-{i}.csv"), format!("{head}\n{}\n", rows.join("\n")));
        files.push((time * u32::try_from(i).unwrap() * 3 / 4 / FILES as u32, path));
    }
    fs::create_dir_all(office.dir().join("inbox")).unwrap();
    let mut plan = BTreeMap::new();
    let mut lines = format!("{PLAN}\n");
    for (programme, service) in LINES {
        let asked: i64 = rows
            .iter()
            .filter(|row| row.starts_with(service))
            .map(|row| {
                // the recipient's name may hold a comma; the sum is the fifth field from the end
                let sum = row.rsplit(',').nth(4).unwrap();
                Amount::parse(sum).unwrap().tiyn()
            })
            .sum();
        plan.insert(service, asked * 3 / 5);
        let sum = Amount::from_tiyn(asked * 3 / 5);
        lines += &format!("2026,255,2550101,{programme},015,311,payments,1,2026-01-05,{sum},0,0,0,0,0,0,0,0,0,0,0\n");
    }
    let path = office.write("in/three-fifths.csv", lines);
    office.must(AT, "finance", &["plan", "import", &path]);
    let zero = || AtomicU64::new(0);
    let (files, statement) = (Mutex::new(files), Mutex::new(None));
    (Scene { office, files, statement, statements: zero(), processes: zero(), hit: zero() }, plan)
}

/// Runs the eight loops for a time, lets the rest be done, and looks at all that was left.
pub fn eight_at_once(time: Duration, requests: u64, seed: u64) {
    let (scene, plan) = begun(time, requests, seed);
    let begun = Instant::now();
    std::thread::scope(|threads| {
        for n in 0..LOOPS {
            let scene = &scene;
            threads.spawn(move || scene.work(Chance::new(seed * LOOPS + n), begun, time));
        }
    });
    scene.finish();
    let (processes, hit) = (scene.processes.into_inner(), scene.hit.into_inner());
    println!("{requests} requests: {processes} processes, {hit} of them killed, in {:.0?}", begun.elapsed());
    assert!(hit >= time.as_secs(), "only {hit} kills hit a live process");
    everything_is_there_once(&scene.office, requests);
    the_plan_is_used_up(&scene.office, &plan);
}

fn everything_is_there_once(office: &Office, requests: u64) {
    let numbers: BTreeSet<String> = office.list(&["request", "list"]).iter().map(|r| r["number"].to_string()).collect();
    assert_eq!(numbers.len() as u64, requests);

    let orders = office.list(&["order", "list"]);
    let mut numbered: Vec<u64> = orders.iter().map(|o| o["number"].as_u64().unwrap()).collect();
    numbered.sort_unstable();
    assert_eq!(numbered, (1..=orders.len() as u64).collect::<Vec<_>>(), "order numbers with gaps");
    for order in &orders {
        assert_eq!(order["status"], "paid", "{order}");
    }

    let mut written = BTreeMap::new();
    let mut wanted = BTreeMap::new();
    let batches = office.list(&["batch", "list"]);
    for (n, batch) in (1..).zip(&batches) {
        assert_eq!((&batch["number"], &batch["status"]), (&Value::from(n), &Value::from("settled")));
        let files = batch["files"].as_array().unwrap();
        assert_eq!(files.len(), 1, "one file a batch: {batch}");
        let path = Path::new(files[0]["path"].as_str().unwrap());
        wanted.insert(path.file_name().unwrap().to_owned(), files[0]["sha256"].as_str().unwrap().to_owned());
    }
    let mut sent: BTreeMap<String, u64> = BTreeMap::new();
    for entry in fs::read_dir(office.dir().join("outbox")).unwrap() {
        let entry = entry.unwrap();
        let bytes = fs::read(entry.path()).unwrap();
        written.insert(entry.file_name(), hex(&sha256(&bytes)));
        let format = qazyna::format::Format::TreasuryXml;
        let mut count = |order: qazyna::format::ReadOrder| *sent.entry(order.number.to_string()).or_default() += 1;
        qazyna::format::read(format, &qazyna::config::layouts::usual(format.word()), &mut bytes.as_slice(), &mut count)
            .unwrap();
    }
    assert_eq!(written, wanted, "the outbox holds exactly the files that the batches name");
    assert!(sent.values().all(|times| *times == 1) && sent.len() == orders.len(), "an order is in one file");

    let names = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(office.dir().join(folder)).into_iter().flatten();
        entries
            .map(|e| e.unwrap())
            .filter(|e| e.path().is_file())
            .map(|e| e.file_name().into_string().unwrap())
            .collect()
    };
    let empty = BTreeSet::new();
    assert_eq!((names("inbox"), names("inbox/working"), names("inbox/failed")), (empty.clone(), empty.clone(), empty));
    let done: BTreeSet<String> = names("inbox/done").into_iter().filter(|n| n.ends_with(".csv")).collect();
    assert_eq!(done, names("in").into_iter().filter(|n| n.starts_with("inbox-")).collect(), "each file once in done/");

    let audit = office.run("", "", &["audit", "verify"]);
    assert_eq!(audit.code, 0, "{audit:?}");
    assert_eq!(office.must("", "", &["reconcile"])["breaks"], Value::Array(Vec::new()));
}

fn the_plan_is_used_up(office: &Office, plan: &BTreeMap<&'static str, i64>) {
    let rows = office.list(&["report", "conservation"]);
    assert_eq!(rows.len(), plan.len());
    for row in rows {
        let sum = |key: &str| money(&row[key]);
        assert_eq!(sum("paid"), plan[row["service"].as_str().unwrap()], "all of the plan and nothing past it: {row}");
        assert_eq!(sum("requested"), sum("paid") + sum("waiting") + sum("held"), "{row}");
    }
}
