//! What the tests of the rules share: an office with the words of its trade, and a calendar of its own that counts days
//! without the program's help.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Weekday};
use chrono_tz::{Asia::Almaty, Tz};
use qazyna::clock::Clock;
use qazyna::config::settings::Settings;
use qazyna::config::{RuleFiles, load_rules};
use qazyna::domain::person::Role;
use qazyna::domain::time::Moment;
use qazyna::stage::answers::{StatementReport, import_by};
use qazyna::stage::{self, Acting};
use qazyna::store::Db;
use qazyna::store::journal::RulesInForce;
use serde_json::Value;

use crate::support::Engine;
use crate::support::office::{Office, PLAN, REQUESTS, Ran, STATEMENT, plan_row};

/// An office and the number of the next file that is written into it.
pub struct Scene {
    office: Office,
    next: Cell<u32>,
    tampered: Cell<bool>,
}

impl Deref for Scene {
    type Target = Office;
    fn deref(&self) -> &Office {
        &self.office
    }
}

/// Whatever a test did: at its end the journal tells the same story as the tables, and no money is missing.
impl Drop for Scene {
    fn drop(&mut self) {
        if !std::thread::panicking() && !self.tampered.get() {
            let ran = self.run("", "", &["audit", "verify"]);
            assert_eq!(ran.code, 0, "{ran:?}");
        }
    }
}

/// Runs a test in a fresh office on each engine.
pub fn both(test: impl Fn(&Scene)) {
    for engine in Engine::ALL {
        eprintln!("on {engine:?}");
        test(&Scene::new(engine));
    }
}

/// Runs a test on each engine in an office whose plan gives this much in January.
pub fn both_with(january: i64, test: impl Fn(&Scene)) {
    both(|scene| {
        scene.give(january);
        test(scene);
    });
}

/// Twelve sums: this much in January, then nothing.
pub fn january(sum: i64) -> [i64; 12] {
    month(1, sum)
}

/// Twelve sums: this much in one month, else nothing.
pub fn month(number: usize, sum: i64) -> [i64; 12] {
    let mut months = [0; 12];
    months[number - 1] = sum;
    months
}

/// The same row of the other service, or of its budget line.
pub fn guarantee(row: &str) -> String {
    row.replace("microfinance-subsidy", "guarantee-commission").replace(",061,", ",060,")
}

/// A value's text; of a number its digits, of nothing an empty text.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A sum of the program's output in tiyn.
pub fn tiyn(value: &Value) -> i64 {
    text(value).replace('.', "").parse().unwrap_or_else(|_| panic!("{value} is no sum"))
}

/// A line of a statement that answers this order as it stands; `number` is how the treasury names it.
pub fn line(statement: &str, number: &str, order: &Value, outcome: &str, day: &str) -> String {
    let [amount, bin, account] = ["amount", "payee_bin", "account"].map(|key| text(&order[key]));
    format!("{statement},{day},{number},{amount},{bin},{account},{outcome},,T-{number},{day}")
}

impl Scene {
    pub fn new(engine: Engine) -> Self {
        Scene { office: Office::new(engine), next: Cell::new(1), tampered: Cell::new(false) }
    }

    pub fn file(&self, kind: &str, header: &str, rows: &[String]) -> String {
        let number = self.next.replace(self.next.get() + 1);
        self.write(&format!("in/{kind}-{number}.csv"), format!("{header}\n{}\n", rows.join("\n")))
    }

    /// The test changed something behind the program's back: the audit at its end is not asked.
    pub fn tampered(&self) {
        self.tampered.set(true);
    }

    /// Imports plan rows, whatever comes of it.
    pub fn plan(&self, at: &str, rows: &[String]) -> Ran {
        let file = self.file("plan", PLAN, rows);
        self.run(at, "finance", &["plan", "import", &file])
    }

    /// A plan of payments for the first service: all of it in January.
    pub fn give(&self, sum: i64) {
        let ran = self.plan("2026-01-05T09:00", &[plan_row("payments", "P1", "2026-01-05", january(sum))]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    /// Imports requests as the specialist; all must be right.
    pub fn take(&self, at: &str, rows: &[String]) {
        self.take_as(at, "specialist", rows);
    }

    /// Imports requests as this person; all must be right.
    pub fn take_as(&self, at: &str, who: &str, rows: &[String]) {
        let file = self.file("requests", REQUESTS, rows);
        self.must(at, who, &["request", "import", &file]);
    }

    pub fn tick(&self, at: &str) -> Value {
        self.must(at, "", &["tick"])
    }

    pub fn sign(&self, at: &str, batch: i64) {
        self.must(at, "head", &["batch", "sign", &batch.to_string()]);
    }

    /// Imports a statement as the finance specialist; all rows must be right in their form.
    pub fn answer(&self, at: &str, rows: &[String]) -> Value {
        let file = self.file("statement", STATEMENT, rows);
        self.must(at, "finance", &["statement", "import", &file])
    }

    /// As [`Scene::answer`], this many lines at a time.
    pub fn answer_by(&self, at: &str, rows: &[String], lines: usize) -> StatementReport {
        let path = PathBuf::from(self.file("statement", STATEMENT, rows));
        let finance = Acting::Person { name: "finance".to_owned(), roles: vec![Role::Finance] };
        self.staged(at, async |office| import_by(office, &finance, &path, false, lines).await.unwrap())
    }

    /// Works with the stages themselves, at this moment.
    pub fn staged<T>(&self, at: &str, work: impl AsyncFnOnce(&stage::Office<'_>) -> T) -> T {
        let files = RuleFiles::built_in();
        let rules = load_rules(&files).unwrap();
        let in_force = RulesInForce { fingerprint: files.fingerprint(), bundle: files.bundle().unwrap() };
        let text = std::fs::read_to_string(self.path("qazyna.toml")).unwrap();
        let settings = Settings::parse(&text, "qazyna.toml", self.dir(), &[]).unwrap();
        let clock = Clock::At(Moment::parse(&format!("{at}:00+05:00")).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let db = Db::open(self.url(), Path::new("."), false).await.unwrap();
            work(&stage::Office { db: &db, clock, rules: &rules, in_force: &in_force, settings: &settings }).await
        })
    }

    /// As [`Scene::answer`], whatever comes of it.
    pub fn try_answer(&self, at: &str, rows: &[String]) -> Ran {
        let file = self.file("statement", STATEMENT, rows);
        self.run(at, "finance", &["statement", "import", &file])
    }

    pub fn requests(&self) -> Vec<Value> {
        self.list(&["request", "list"])
    }

    pub fn request(&self, number: &str) -> Value {
        self.requests().into_iter().find(|r| r["number"] == number).unwrap_or_else(|| panic!("no request {number}"))
    }

    /// Some facts of a request, as texts.
    pub fn facts<const N: usize>(&self, number: &str, keys: [&str; N]) -> [String; N] {
        let request = self.request(number);
        keys.map(|key| text(&request[key]))
    }

    pub fn orders(&self) -> Vec<Value> {
        self.list(&["order", "list"])
    }

    pub fn order(&self, reference: &str) -> Value {
        self.orders().into_iter().find(|o| o["reference"] == reference).unwrap_or_else(|| panic!("no {reference}"))
    }

    /// Some facts of all orders, as texts, by their number.
    pub fn of_orders<const N: usize>(&self, keys: [&str; N]) -> Vec<[String; N]> {
        self.orders().iter().map(|o| keys.map(|key| text(&o[key]))).collect()
    }

    pub fn batch(&self, number: i64) -> Value {
        self.list(&["batch", "list"]).into_iter().find(|b| b["number"] == number).expect("the batch is there")
    }

    pub fn batch_status(&self, number: i64) -> String {
        text(&self.batch(number)["status"])
    }

    /// The kind and the order of every open break.
    pub fn breaks(&self) -> Vec<(String, String)> {
        self.list(&["break", "list"]).iter().map(|b| (text(&b["kind"]), text(&b["order_number"]))).collect()
    }

    /// The journal's head: it moves with every change.
    pub fn head(&self) -> String {
        let journal = self.list(&["report", "journal"]);
        text(&journal.last().expect("the journal begins with the installation")["hash"])
    }

    /// Runs an act twice: the second time it is a quiet repeat.
    pub fn twice(&self, at: &str, actor: &str, words: &[&str]) {
        self.must(at, actor, words);
        let head = self.head();
        self.must(at, actor, words);
        assert_eq!(self.head(), head, "{words:?} again changed something");
    }

    /// An act that the business refuses with this code, and that changes nothing.
    pub fn refused(&self, at: &str, actor: &str, words: &[&str], code: &str) {
        let head = self.head();
        let ran = self.run(at, actor, words);
        assert_eq!((ran.code, ran.codes()), (3, vec![code.to_owned()]), "{words:?}: {ran:?}");
        assert_eq!(self.head(), head, "{words:?} was refused and changed something");
    }

    /// The plan of a line at the end of a month: plan, reserved, paid, available.
    pub fn plan_at(&self, line: &str, year: i32, month: i64) -> [i64; 4] {
        let rows = self.list(&["plan", "show", "--year", &year.to_string()]);
        let row = rows.iter().find(|r| r["budget_line"] == line && r["month"] == month);
        let row = row.unwrap_or_else(|| panic!("no plan of {line}"));
        ["plan", "reserved", "paid", "available"].map(|key| tiyn(&row[key]))
    }
}

/// The first service's budget line.
pub const LINE: &str = "255/061/015/311";

/// A calendar that reads the holidays alone and counts for itself.
pub struct Days(BTreeSet<NaiveDate>);

impl Days {
    /// From the calendar files of an office.
    pub fn of(scene: &Scene) -> Self {
        let folder = std::fs::read_dir(scene.path("rules/calendar")).unwrap();
        let files = folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        let rows = files.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
        let off = rows.filter_map(|row| {
            let (day, rest) = row.split_once(',')?;
            let off = rest.starts_with("holiday,") || rest.starts_with("day-off,");
            day.parse().ok().filter(|_| off)
        });
        Days(off.collect())
    }

    pub fn works(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.0.contains(&day)
    }

    pub fn next(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().skip(1).find(|d| self.works(*d)).unwrap()
    }

    /// When an event counts.
    pub fn effective(&self, event: DateTime<Tz>) -> DateTime<Tz> {
        let day = event.date_naive();
        if self.works(day) && event <= closing(day) { event } else { opening(self.next(day)) }
    }

    /// The closing of the day so many working days after the event's effective day.
    pub fn due(&self, event: DateTime<Tz>, days: usize) -> DateTime<Tz> {
        let first = self.effective(event).date_naive();
        closing((0..days).fold(first, |day, _| self.next(day)))
    }
}

fn opening(day: NaiveDate) -> DateTime<Tz> {
    local(day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap()))
}

fn closing(day: NaiveDate) -> DateTime<Tz> {
    opening(day) + Duration::minutes(9 * 60 + 30)
}

pub fn local(time: NaiveDateTime) -> DateTime<Tz> {
    Almaty.from_local_datetime(&time).single().unwrap()
}

/// A moment of the wall clock of Almaty, `2026-03-02T10:00`.
pub fn moment(at: &str) -> DateTime<Tz> {
    local(NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M").unwrap())
}

/// A moment of the program's output.
pub fn read(value: &Value) -> DateTime<Tz> {
    DateTime::parse_from_rfc3339(&text(value)).unwrap_or_else(|_| panic!("{value} is no moment")).with_timezone(&Almaty)
}
