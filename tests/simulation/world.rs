//! A department by chance: its people act, the clock jumps, the program dies and comes back, and after each step the
//! world is held against the model.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::{Datelike, Duration, NaiveDate};
use qazyna::faults::Faults;

use super::acts::{Act, Codes};
use super::chance::Chance;
use super::crash::{Died, Disk};
use super::days::{Days, HOURS, Moment, at};
use super::eye::{Eye, Seen};
use super::first::{First, first};
use super::model::{Commits, Model, Row, Setup};
use super::people::{People, document};
use super::support::office::{Office, PLAN, REQUESTS, STATEMENT};
use super::support::{Engine, drop_url};

/// What is wrong, in a sentence.
pub type Held = Result<(), String>;

/// Who is there.
const PEOPLE: [&str; 4] = ["specialist", "head", "finance", "auditor"];

pub struct World {
    /// Open only while the office stands.
    eye: Option<Eye>,
    pub office: Office,
    pub engine: Engine,
    pub disk: Arc<Disk>,
    pub chance: Chance,
    pub model: Model,
    pub now: Moment,
    pub step: usize,
    /// Every command with what became of it.
    pub log: Vec<String>,
    /// Bytes of every file that ever left, by name.
    pub left: BTreeMap<String, Vec<u8>>,
    /// SHA-256 of what the head signed, by batch.
    pub signed: BTreeMap<i64, String>,
    /// Files put into the inbox: what they hold.
    pub dropped: BTreeMap<String, (Vec<u8>, Vec<Row>)>,
    /// What lived against each line and year after the last step.
    pub lived: BTreeMap<(usize, i32), i64>,
    pub power_fails: bool,
    /// Whether the journal is recomputed; without it what is wrong must show in the lists.
    pub audited: bool,
    /// How each kind of command ended.
    pub heard: BTreeSet<String>,
    done: BTreeSet<(String, String)>,
    acts: Vec<(Act, &'static str)>,
    last_done: Option<(String, String)>,
    steps: BTreeMap<String, u64>,
    faults: Faults,
    /// Kept for the worlds after this one.
    first: Arc<First>,
}

impl World {
    /// The same world again in a place of its own: what is done there is not done here.
    pub fn fork(&mut self) -> World {
        // nobody may look while a database is copied
        self.eye = None;
        let office = self.office.copy(self.engine);
        let disk = Arc::new(Disk::default());
        World {
            eye: None,
            faults: Faults::new(disk.clone()),
            office,
            engine: self.engine,
            disk,
            chance: self.chance.clone(),
            model: self.model.clone(),
            now: self.now,
            step: self.step,
            log: self.log.clone(),
            left: self.left.clone(),
            signed: self.signed.clone(),
            dropped: self.dropped.clone(),
            lived: self.lived.clone(),
            power_fails: self.power_fails,
            audited: self.audited,
            heard: self.heard.clone(),
            done: self.done.clone(),
            acts: self.acts.clone(),
            last_done: self.last_done.clone(),
            steps: self.steps.clone(),
            first: self.first.clone(),
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.eye.take());
        drop_url(self.engine, self.office.url());
    }
}

impl World {
    /// A new world of this seed.
    pub fn new(engine: Engine, seed: u64, disk: Disk) -> Self {
        let first = first();
        let office = first[usize::from(engine == Engine::Postgres)].copy(engine);
        let mut chance = Chance::new(seed);
        let setup = Setup { wait: chance.once_in(3), by_finance: chance.once_in(3), manual: chance.once_in(4) };
        let days = Days::read(Path::new(&office.path("rules/calendar")));
        let days_to_begin = ["2026-01-05", "2026-03-05", "2026-04-28", "2026-12-28", "2026-12-30"];
        let mut day: NaiveDate = chance.of(&days_to_begin).parse().unwrap();
        if !days.works(day) {
            day = days.next(day);
        }
        let disk = Arc::new(disk);
        let faults = Faults::new(disk.clone());
        World {
            eye: None,
            office,
            engine,
            disk,
            chance,
            model: Model::new(setup, days),
            now: at(day, HOURS.0 + 30),
            step: 0,
            log: vec![format!("{setup:?}")],
            left: BTreeMap::new(),
            signed: BTreeMap::new(),
            dropped: BTreeMap::new(),
            lived: BTreeMap::new(),
            power_fails: true,
            audited: true,
            heard: BTreeSet::new(),
            done: BTreeSet::new(),
            acts: Vec::new(),
            last_done: None,
            steps: BTreeMap::new(),
            faults,
            first,
        }
    }

    /// A plan, requests and the first orders, so that there is something to go wrong.
    pub fn begin(&mut self) -> Held {
        let year = self.now.year();
        let sums = [0, 1].map(|_| 100 * (40 + self.chance.below(160) as i64));
        let plans = [0, 1].map(|service| {
            let mut months = [0; 12];
            months[0] = sums[service];
            months[3] = 3_000;
            document(year, "payments", format!("P{service}"), self.now.date_naive(), service, months)
        });
        self.perform(Act::Plan { file: String::new(), documents: plans.into() }, "finance", None)?;
        let rows = self.people().rows(9);
        self.perform(Act::Take { file: String::new(), rows }, "specialist", None)?;
        self.now += Duration::minutes(5);
        // where every row was refused there is nothing to confirm
        if self.model.setup.manual && !self.model.requests.is_empty() {
            let all = (0..self.model.requests.len()).collect();
            self.perform(Act::Confirm(all), "specialist", None)?;
        }
        self.perform(Act::Tick, "", None)?;
        // many worlds begin with files that are out already
        if self.chance.once_in(2) {
            self.now += Duration::minutes(5);
            for batch in 0..self.model.batches.len() {
                self.perform(Act::Sign(batch), "head", None)?;
            }
            self.perform(Act::Tick, "", None)?;
        }
        Ok(())
    }

    pub fn people(&mut self) -> People<'_> {
        People { chance: &mut self.chance, model: &self.model, now: self.now, step: self.step }
    }

    /// One step of the world: time goes on, somebody does something.
    pub fn go_on(&mut self) -> Held {
        self.step += 1;
        self.pass_time();
        if self.chance.once_in(14) {
            self.drop_file();
        }
        if self.power_fails && self.chance.once_in(25) {
            self.log.push("the power fails while nothing runs".to_owned());
            self.disk.power_cut();
        }
        let again = (!self.acts.is_empty() && self.chance.once_in(12)).then(|| self.chance.of(&self.acts));
        let (act, mut who) = match again {
            Some(old) => old,
            None => {
                let act = (0..3).find_map(|_| self.people().act()).unwrap_or(Act::Tick);
                let who = self.people().who(&act);
                (act, who)
            }
        };
        if self.chance.once_in(12) && !who.is_empty() {
            who = self.chance.of(&PEOPLE);
        }
        let die = if self.chance.once_in(4) { Some(self.die_at(&act)) } else { None };
        let back = self.chance.once_in(20);
        let now = self.now;
        if back {
            self.now -= Duration::minutes(1 + self.chance.below(4_000) as i64);
        }
        let done = self.perform(act, who, die);
        self.now = now;
        done?;
        if let Some((act, who)) = self.acts.last().cloned().filter(|_| !back && self.chance.once_in(5)) {
            self.perform(act, who, None)?;
        }
        Ok(())
    }

    fn pass_time(&mut self) {
        let day = self.now.date_naive();
        let year_ends = (day.year(), day.month()) == (2026, 12) && self.model.batches.iter().any(|b| b.exported);
        self.now = match self.chance.below(16) {
            // over the year's end with orders that nobody has answered
            0 if year_ends => at(self.model.days.next("2027-01-05".parse().unwrap()), HOURS.0 + 30),
            0..=9 => self.now + Duration::minutes(1 + self.chance.below(45) as i64),
            10 | 11 => at(self.model.days.next(day), HOURS.0 + self.chance.below(200) as i64),
            12 => self.now + Duration::minutes(60 + self.chance.below(800) as i64),
            13 => {
                at(day + Duration::days(1 + self.chance.below(6) as i64), self.chance.below(1_440) as i64).max(self.now)
            }
            14 if self.chance.once_in(3) => {
                at(self.model.days.next(day + Duration::days(30)), HOURS.0 + self.chance.below(300) as i64)
            }
            // an instant later
            _ => self.now + Duration::seconds(1),
        };
        if !self.model.days.open(self.now) && !self.chance.once_in(4) {
            self.now = at(self.model.days.next(self.now.date_naive()), HOURS.0 + self.chance.below(60) as i64);
        }
    }

    /// Somebody puts a request file into the inbox.
    pub fn drop_file(&mut self) {
        let rows = self.people().rows(4);
        let name = format!("portal-{:02}.csv", self.step);
        let text = file_text(REQUESTS, rows.iter().map(|r| r.text.as_str()));
        self.office.write(&format!("inbox/{name}"), &text);
        self.log.push(format!("inbox: {name}: {text}"));
        self.dropped.insert(name, (text.into_bytes(), rows));
    }

    /// A step by chance among those that such a command took before.
    fn die_at(&mut self, act: &Act) -> u64 {
        let kind = kind(&act.words(&self.model));
        let known = self.steps.get(&kind).copied().unwrap_or(8);
        1 + self.chance.below(known as usize + 1) as u64
    }

    /// Writes the file that the command wants.
    pub fn write_file(&mut self, act: &mut Act, number: usize) {
        let name = |kind: &str| format!("in/{number}-{kind}.csv");
        match act {
            Act::Take { file, rows } if file.is_empty() => {
                let text = file_text(REQUESTS, rows.iter().map(|r| r.text.as_str()));
                *file = self.office.write(&name("requests"), text);
            }
            Act::Plan { file, documents } if file.is_empty() => {
                let text = file_text(PLAN, documents.iter().map(|d| d.row.as_str()));
                *file = self.office.write(&name("plan"), text);
            }
            Act::Answer { file, statement } if file.is_empty() => {
                let text = file_text(STATEMENT, statement.lines.iter().map(|l| l.text.as_str()));
                *file = self.office.write(&name("statement"), text);
            }
            Act::WrongFile(words, file) if file.is_empty() => {
                let other = if words[0] == "plan" { STATEMENT } else { PLAN };
                *file = self.office.write(&name("wrong"), format!("{other}\n"));
            }
            _ => {}
        }
    }

    /// What lies in the inbox, in the order in which a tick takes it: what an earlier one claimed comes first.
    fn waiting_files(&self) -> Vec<Vec<Row>> {
        let names = |folder: &str| {
            let mut names: Vec<String> = std::fs::read_dir(self.office.path(folder))
                .into_iter()
                .flatten()
                .filter(|e| e.as_ref().is_ok_and(|e| e.path().is_file()))
                .map(|e| e.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        };
        let all = names("inbox/working").into_iter().chain(names("inbox"));
        all.filter_map(|n| self.dropped.get(&n)).map(|(_, rows)| rows.clone()).collect()
    }

    /// Does an act, in the world and in the model, and holds them together. Where the program dies of it, mostly the same
    /// person does the same again.
    pub fn perform(&mut self, mut act: Act, who: &'static str, die: Option<u64>) -> Held {
        let number = self.log.len();
        self.write_file(&mut act, number);
        let mut die = die;
        loop {
            let died = self.command(&act, who, die)?;
            self.check()?;
            if !died {
                break;
            }
            if self.power_fails && self.chance.once_in(2) {
                self.log.push("… by a power cut".to_owned());
                self.disk.power_cut();
            }
            if self.chance.once_in(3) {
                // nobody repeats it: a tick must go on from there as well
                return Ok(());
            }
            die = if self.chance.once_in(5) { Some(self.die_at(&act)) } else { None };
        }
        self.acts.push((act, who));
        Ok(())
    }

    /// What the lists say now.
    pub fn look(&mut self) -> Seen {
        self.eye.get_or_insert_with(|| Eye::new(self.office.url())).look()
    }

    /// Runs the command once; whether the program died of it.
    pub fn command(&mut self, act: &Act, who: &'static str, die: Option<u64>) -> Result<bool, String> {
        let words = act.words(&self.model);
        let all = self.command_line(&words, who);
        let files = self.waiting_files();
        self.disk.begin(die);
        let ran = self.office.watched(&self.faults, &all.iter().map(String::as_str).collect::<Vec<_>>());
        let steps = self.disk.steps();
        let shown = format!("{} {who} {}", self.now.to_rfc3339(), words.join(" "));
        let mut commits = Commits::default();
        let ran = match ran {
            Ok(ran) => ran,
            Err(panic) if panic.is::<Died>() => {
                self.log.push(format!("{shown}: died before {} ({} of its steps done)", steps.last, steps.count - 1));
                self.heard.insert(format!("{} died", kind(&words)));
                commits.limit = Some(steps.commits);
                let whole = self.model.apply(act, who, &files, self.now, &mut commits).is_ok_and(|codes| codes == [0]);
                if whole && commits.done > 0 && !matches!(act, Act::Tick) {
                    let key = (who.to_owned(), words.join(" "));
                    self.done.insert(key.clone());
                    self.last_done = Some(key);
                }
                return Ok(true);
            }
            Err(panic) => std::panic::resume_unwind(panic),
        };
        self.log.push(format!("{shown}: exit code {}, {} steps, {} commits", ran.code, steps.count, steps.commits));
        self.heard.insert(format!("{} {}", kind(&words), ran.code));
        let known = self.steps.entry(kind(&words)).or_default();
        *known = (*known).max(steps.count);
        let codes = match self.model.apply(act, who, &files, self.now, &mut commits) {
            Ok(codes) => codes,
            Err(_) => unreachable!("without a limit nothing is cut"),
        };
        let key = (who.to_owned(), words.join(" "));
        let codes: Codes = match codes {
            // an act repeated is a quiet repeat; where other acts came between, it may be refused
            [3] if self.last_done.as_ref() == Some(&key) => &[0],
            [3] if self.done.contains(&key) => &[0, 3],
            other => other,
        };
        if !codes.contains(&ran.code) {
            return Err(format!("exit code {} where the contract says {codes:?}: {ran:?}", ran.code));
        }
        if steps.commits != commits.done {
            return Err(format!("{} changes were committed, by the contract {} are", steps.commits, commits.done));
        }
        if commits.done > 0 {
            self.done.insert(key.clone());
        }
        if ran.code == 0 && !words[0].starts_with("tick") {
            self.last_done = Some(key);
        }
        if matches!(act, Act::Tick) && ran.code != 1 {
            self.inbox_is_done()?;
        }
        Ok(false)
    }

    fn command_line(&self, words: &[String], who: &str) -> Vec<String> {
        let setup = self.model.setup;
        let mut all: Vec<String> = vec!["--config".into(), self.office.path("qazyna.toml")];
        all.extend(["--output", "json", "--lang", "en", "--at", &self.now.to_rfc3339()].map(str::to_owned));
        let sets = [
            ("queue.policy", if setup.wait { "wait" } else { "partial" }),
            ("dispatch.mode", if setup.by_finance { "by-finance" } else { "on-export" }),
            ("confirmation.mode", if setup.manual { "manual" } else { "automatic" }),
            ("intake.settle", "0s"),
        ];
        for (key, value) in sets {
            all.extend(["--set".to_owned(), format!("{key}={value}")]);
        }
        if !who.is_empty() {
            all.extend(["--actor".to_owned(), who.to_owned()]);
        }
        all.extend(words.iter().cloned());
        all
    }
}

/// The command without what it is about.
fn kind(words: &[String]) -> String {
    words
        .iter()
        .take(2)
        .filter(|w| w.starts_with(|c: char| c.is_ascii_lowercase()))
        .cloned()
        .collect::<Vec<_>>()
        .join(" ")
}

fn file_text<'a>(header: &str, rows: impl Iterator<Item = &'a str>) -> String {
    let mut text = format!("{header}\n");
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text
}
