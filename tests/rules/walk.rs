//! A walk by chance through everything that people and the treasury may do. After every step the money is counted from
//! the outside: nothing is lost, nothing is paid twice, nothing goes past the plan; and both engines go the same way.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration};
use chrono_tz::Tz;
use serde_json::Value;

use super::scene::{LINE, Scene, january, line, moment, text, tiyn};
use crate::support::Engine;
use crate::support::office::{plan_row, request};

const STEPS: usize = 45;

struct Walk {
    scene: Scene,
    chance: u64,
    now: DateTime<Tz>,
    steps: usize,
}

impl Walk {
    fn new(engine: Engine, seed: u64) -> Self {
        let scene = Scene::new(engine);
        scene.give(300);
        Walk { scene, chance: seed, now: moment("2026-03-02T08:50"), steps: 0 }
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        (self.chance % end as u64) as usize
    }

    fn one_of(&mut self, list: &[Value], status: &[&str]) -> Option<Value> {
        let fitting: Vec<&Value> = list.iter().filter(|v| status.contains(&text(&v["status"]).as_str())).collect();
        if fitting.is_empty() { None } else { Some(fitting[self.below(fitting.len())].clone()) }
    }

    fn act(&self, actor: &str, words: &[&str]) -> i32 {
        let ran = self.scene.run(&self.now.to_rfc3339(), actor, words);
        assert!(matches!(ran.code, 0 | 3), "{words:?}: {ran:?}");
        i32::from(ran.code)
    }

    fn step(&mut self) {
        self.now += Duration::minutes(13);
        self.steps += 1;
        let (requests, orders) = (self.scene.requests(), self.scene.orders());
        let at = self.now.to_rfc3339();
        match self.below(12) {
            0..=2 => {
                let sum = 1 + self.below(90) as u64;
                let number = self.steps.to_string();
                let row = request(&number, &at, sum);
                // now and then the same agreement under another number
                let twin = self.below(5) == 0;
                let row = if twin { row.replace(&format!("A-{number}"), "A-1") } else { row };
                self.scene.take(&at, &[row]);
            }
            3 | 4 => drop(self.scene.tick(&at)),
            5 => {
                let batches = self.scene.list(&["batch", "list"]);
                let Some(batch) = self.one_of(&batches, &["awaiting-signature"]) else { return };
                self.act("head", &["batch", "sign", &text(&batch["number"])]);
                self.act("", &["tick"]);
            }
            6 => {
                let Some(order) = self.one_of(&orders, &["awaiting-signature"]) else { return };
                let (batch, order) = (text(&order["batch"]), text(&order["reference"]));
                self.act("head", &["batch", "decline", &batch, "--order", &order, "--reason", "by chance"]);
            }
            7 | 8 => {
                let Some(order) = self.one_of(&orders, &["dispatched", "outcome-unknown", "paid"]) else { return };
                let outcome = ["paid", "paid", "rejected", "returned"][self.below(4)];
                let number = format!("S{}", self.steps);
                let row =
                    line(&number, &text(&order["reference"]), &order, outcome, &self.now.date_naive().to_string());
                self.scene.answer(&at, &[row]);
            }
            9 => {
                let word = ["release", "withdraw", "refuse"][self.below(3)];
                if requests.is_empty() {
                    return;
                }
                let number = text(&requests[self.below(requests.len())]["number"]);
                let more: &[&str] = match word {
                    "release" => &["--reason", "by chance"],
                    "refuse" => &["--ground", "debt"],
                    _ => &[],
                };
                self.act("specialist", &[&["request", word, &number][..], more].concat());
            }
            10 => {
                let sum = self.below(160) as i64 - 80;
                let row = plan_row("payments", &format!("W{}", self.steps), "2026-03-02", january(sum));
                self.scene.plan(&at, &[row]);
            }
            _ => {
                let Some(order) = self.one_of(&orders, &["dispatched"]) else { return };
                let batch = text(&order["batch"]);
                self.act("finance", &["batch", "outcome-unknown", &batch, "--reason", "by chance"]);
                let what = ["--paid", "--not-received"][self.below(2)];
                for who in ["finance", "auditor"] {
                    self.act(who, &["batch", "resolve", &batch, what, "--reason", "asked"]);
                }
            }
        }
    }

    /// Counts the money from the orders and the requests, and holds the program's own sums against it.
    fn count(&self) {
        let (requests, orders) = (self.scene.requests(), self.scene.orders());
        let mut of: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for order in &orders {
            let entry = of.entry(text(&order["request"])).or_default();
            match text(&order["status"]).as_str() {
                "paid" => *entry = (entry.0 + tiyn(&order["amount"]), entry.1 + tiyn(&order["amount"])),
                "declined" | "rejected" | "returned" => {}
                _ => entry.0 += tiyn(&order["amount"]),
            }
        }
        // requested, registered, waiting, held, in flight, paid, refused, withdrawn
        let mut sums = [0; 8];
        for r in &requests {
            let (live, paid) = of.get(&text(&r["number"])).copied().unwrap_or_default();
            let [amount, withdrawn] = ["amount", "withdrawn"].map(|key| tiyn(&r[key]));
            assert_eq!([tiyn(&r["ordered"]), tiyn(&r["paid"])], [live, paid], "step {}: {r}", self.steps);
            let rest = amount - withdrawn - live;
            assert!(rest >= 0 && paid <= live, "step {}: {r}", self.steps);
            let place = match () {
                () if r["status"] == "refused" => 6,
                () if r["confirmed_at"].is_null() => 1,
                () if r["hold"].is_null() => 2,
                () => 3,
            };
            assert_eq!(place == 2 && rest > 0, !r["queue_position"].is_null(), "step {}: {r}", self.steps);
            for (place, sum) in [(0, amount), (place, rest), (4, live - paid), (5, paid), (7, withdrawn)] {
                sums[place] += sum;
            }
        }
        assert_eq!(sums[0], sums[1..].iter().sum::<i64>());
        let report = self.scene.list(&["report", "conservation"]);
        let columns = ["requested", "registered", "waiting", "held", "in_flight", "paid", "refused", "withdrawn"];
        if let Some(row) = report.iter().find(|row| row["budget_line"] == LINE) {
            assert_eq!(columns.map(|key| tiyn(&row[key])), sums, "step {}", self.steps);
        }
        let [plan, reserved, paid, available] = self.scene.plan_at(LINE, 2026, 3);
        assert_eq!((reserved, paid), (sums[4], sums[5]), "step {}: all of it by orders of this year", self.steps);
        assert!(available >= 0 && available == plan - reserved - paid, "step {}", self.steps);
        let numbers: Vec<i64> = orders.iter().map(|o| o["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, (1..=orders.len() as i64).collect::<Vec<i64>>(), "step {}: no gap", self.steps);
    }
}

#[test]
// law: 004-5.2-plan
fn money_is_conserved_and_the_plan_kept_after_every_step_of_a_walk_by_chance() {
    for seed in [0x5eed_0001, 0x9e37_79b9_7f4a_7c15] {
        let ends = Engine::ALL.map(|engine| {
            let mut walk = Walk::new(engine, seed);
            for _ in 0..STEPS {
                walk.step();
                walk.count();
            }
            let heads = walk.scene.list(&["batch", "list"]);
            let digests: Vec<String> = heads.iter().map(|b| text(&b["manifest_sha256"])).collect();
            (walk.scene.requests(), walk.scene.orders(), digests, walk.scene.head())
        });
        assert!(ends[0].1.len() > 5, "the walk forms orders: {}", ends[0].1.len());
        assert_eq!(ends[0], ends[1], "seed {seed}: both engines, to the head of the journal");
    }
}
