//! The figures of a run: medians, what they are in C, and what they must be.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::forms::Measured;
use crate::way::Engine;

/// The steps that make the whole way; the identical file is beside it.
const WAY: [&str; 6] = ["import", "confirm and form", "sign", "export pain001", "statement", "reconcile"];

/// Everything measured.
pub struct Report {
    requests: u64,
    repeats: usize,
    /// Seconds by engine and step, one a repeat.
    seconds: BTreeMap<(String, String), Vec<f64>>,
    /// The most memory of a command, in KiB.
    pub peak_kb: i64,
    /// Whole way and peak memory of single runs by engine and number of requests.
    pub sizes: Vec<(Engine, u64, f64, i64)>,
    /// One signature of the head in these runs, of a half of the orders, in seconds.
    pub signatures: Vec<(Engine, u64, f64)>,
    /// A tick of a hundred late requests behind ten thousand settled ones, and behind many.
    pub late_ticks: Vec<(Engine, f64, f64)>,
    /// Syncs of a tick with 1,000 requests and with all, on SQLite.
    pub fsyncs: Option<(u64, u64)>,
    /// Writers and readers by themselves.
    pub forms: Vec<Measured>,
}

/// The middle of an odd number of values.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Report {
    /// An empty one.
    pub fn new(requests: u64, repeats: usize) -> Self {
        Report {
            requests,
            repeats,
            seconds: BTreeMap::new(),
            peak_kb: 0,
            sizes: Vec::new(),
            signatures: Vec::new(),
            late_ticks: Vec::new(),
            fsyncs: None,
            forms: Vec::new(),
        }
    }

    /// Notes one measurement.
    pub fn note(&mut self, engine: &str, step: &str, seconds: f64) {
        self.seconds.entry((engine.to_owned(), step.to_owned())).or_default().push(seconds);
    }

    /// The median of a step, in seconds.
    pub fn of(&self, engine: &str, step: &str) -> f64 {
        self.seconds.get(&(engine.to_owned(), step.to_owned())).map_or(f64::NAN, |s| median(s))
    }

    /// The whole way on an engine: the sum of its steps' medians, in seconds.
    pub fn total(&self, engine: Engine) -> f64 {
        WAY.iter().map(|step| self.of(engine.word(), step)).sum()
    }

    /// Every demand: what, how much, at most how much.
    fn demands(&self) -> Vec<(String, f64, f64)> {
        let c = self.of("C", "COPY in");
        let out = self.of("C", "COPY out");
        let mut all = Vec::new();
        for (engine, most) in [(Engine::Sqlite, 4.0), (Engine::Postgres, 8.0)] {
            let word = engine.word();
            all.push((format!("end to end, {word}, in C"), self.total(engine) / c, most));
            all.push((format!("identical file again, {word}, in C"), self.of(word, "identical file") / c, 0.3));
            let signatures = self.signatures.iter().filter(|s| s.0 == engine).map(|s| (s.1, s.2));
            for (n, seconds) in signatures.chain([(self.requests, self.of(word, "one signature"))]) {
                all.push((format!("the head's signature over {} orders, {word}, in C", n / 2), seconds / c, 0.1));
            }
            all.push((format!("statement against as many orders, {word}, in C"), self.of(word, "statement") / c, 1.0));
            all.push((format!("export pain001 against COPY out, {word}"), self.of(word, "export pain001") / out, 2.0));
            let of_engine = self.sizes.iter().filter(|s| s.0 == engine);
            if let Some((_, n, seconds, peak)) = of_engine.max_by_key(|s| s.1) {
                let grown = (seconds / self.total(engine)).ln() / (*n as f64 / self.requests as f64).ln();
                all.push((format!("exponent of time from {} to {n}, {word}", self.requests), grown, 1.1));
                all.push((format!("peak memory at {n}, {word}, MB"), *peak as f64 / 1024.0, 256.0));
            }
            if let Some((_, few, many)) = self.late_ticks.iter().find(|t| t.0 == engine) {
                all.push((format!("tick behind many settled against 10,000, {word}"), many / few, 1.5));
            }
        }
        if let Some((few, many)) = self.fsyncs {
            all.push((
                format!("fsyncs of a tick, 1,000 and {} requests, the greater", self.requests),
                few.max(many) as f64,
                16.0,
            ));
        }
        all
    }

    /// The readable table.
    pub fn print(&self, took: Duration) {
        let c = self.of("C", "COPY in");
        println!("{} requests, medians of {} repeats, {:.0} s in all", self.requests, self.repeats, took.as_secs_f64());
        println!(
            "C = {c:.3} s, COPY out = {:.3} s, peak memory {} MB\n",
            self.of("C", "COPY out"),
            self.peak_kb / 1024
        );
        println!("{:<22}{:>12}{:>8}{:>14}{:>8}", "step", "SQLite, s", "in C", "PostgreSQL, s", "in C");
        for step in WAY.into_iter().chain(["identical file"]) {
            let (lite, postgres) = (self.of("SQLite", step), self.of("PostgreSQL", step));
            println!("{step:<22}{lite:>12.3}{:>8.2}{postgres:>14.3}{:>8.2}", lite / c, postgres / c);
        }
        println!("\n{:<26}{:>8}{:>10}{:>12}{:>9}{:>14}", "form", "MB", "s", "bare, s", "times", "orders a s");
        for Measured { what, orders, bytes, seconds, bare } in &self.forms {
            let (mb, rate) = (*bytes as f64 / 1e6, *orders as f64 / seconds);
            println!("{what:<26}{mb:>8.1}{seconds:>10.3}{bare:>12.4}{:>9.1}{rate:>14.0}", seconds / bare);
        }
        println!("\n{:<62}{:>9}{:>9}", "demand", "is", "at most");
        for (what, is, most) in self.demands() {
            let sign = if is <= most { "" } else { "  too much" };
            println!("{what:<62}{is:>9.2}{most:>9.2}{sign}");
        }
        if self.fsyncs.is_none() {
            println!("fsyncs of a tick: not measured, `strace` is missing");
        }
    }

    /// The same for machines.
    pub fn json(&self) -> String {
        let steps: Vec<Value> = self
            .seconds
            .iter()
            .map(|((engine, step), s)| json!({"engine": engine, "step": step, "median": median(s), "seconds": s}))
            .collect();
        let demands: Vec<Value> = self
            .demands()
            .into_iter()
            .map(|(what, is, most)| json!({"demand": what, "is": is, "at_most": most, "met": is <= most}))
            .collect();
        let sizes: Vec<Value> = self
            .sizes
            .iter()
            .map(|(e, n, s, kb)| json!({"engine": e.word(), "requests": n, "seconds": s, "peak_kb": kb}))
            .collect();
        let forms = self.forms.iter().map(
            |m| json!({"form": m.what, "orders": m.orders, "bytes": m.bytes, "seconds": m.seconds, "bare": m.bare}),
        );
        let whole = json!({
            "requests": self.requests, "repeats": self.repeats, "steps": steps, "sizes": sizes, "demands": demands,
            "forms": forms.collect::<Vec<_>>(),
        });
        serde_json::to_string_pretty(&whole).expect("plain values") + "\n"
    }
}
