//! What must hold after every step, read from the program's own lists and from the files that left.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::days::Moment;
use super::eye::Seen;
use super::model::{HOLDS, SERVICES};
use super::people::money;
use super::world::{Held, World};

/// Fails with a sentence unless it holds.
macro_rules! holds {
    ($held:expr, $($why:tt)*) => {
        if !$held {
            return Err(format!($($why)*));
        }
    };
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn tiyn(value: &Value) -> i64 {
    text(value).replace('.', "").parse().unwrap()
}

fn facts(row: &Value, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|k| text(&row[*k])).collect()
}

/// The first row in which two lists differ.
fn same(what: &str, found: &[Vec<String>], expected: &[Vec<String>]) -> Held {
    for i in 0..found.len().max(expected.len()) {
        let (found, expected) = (found.get(i), expected.get(i));
        holds!(found == expected, "{what}: the program has {found:?}, by the contract it is {expected:?}");
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

impl World {
    pub fn list(&self, words: &[&str]) -> Vec<Value> {
        self.office.list(words)
    }

    /// What holds after every step.
    pub fn check(&mut self) -> Held {
        let Seen { requests, orders, batches, .. } = self.look();
        self.each_request_has_one_outcome(&requests, &orders)?;
        self.orders_stay_within_the_plan(&orders, &batches)?;
        self.what_left_was_signed(&batches, &orders)?;
        self.requests_are_as_the_contract_says(&requests)?;
        self.orders_are_as_the_contract_says(&orders)?;
        self.batches_are_as_the_contract_says(&batches)?;
        self.inbox_loses_nothing()
    }

    /// What holds too, but takes longer to look at: the sums of the report, the breaks, and the journal with its replay.
    pub fn check_all(&mut self) -> Held {
        self.conservation()?;
        let now = self.model.last.unwrap_or(self.now);
        let found: Vec<_> = self.list(&["break", "list"]).iter().map(|b| facts(b, &["kind", "order_number"])).collect();
        let expected: Vec<_> = self.model.open_breaks(now).into_iter().map(|(k, o)| vec![k, o]).collect();
        same("the open breaks", &found, &expected)?;
        self.waiting_lists()?;
        self.plan_is_that_of_each_order(now)?;
        self.audit()
    }

    /// The journal tells the same story as the tables.
    pub fn audit(&self) -> Held {
        // recomputes the chain, tells the journal again and holds every table and the waiting lists against it
        let ran = self.office.run("", "", &["audit", "verify"]);
        holds!(ran.code == 0 || !self.audited, "the audit found something: {ran:?}");
        Ok(())
    }

    /// Whatever it claims, a request is never paid twice, nor ordered past its sum.
    fn each_request_has_one_outcome(&self, requests: &[Value], orders: &[Value]) -> Held {
        let mut sums: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
        for o in orders {
            let sum = sums.entry((text(&o["service"]), text(&o["request"]))).or_default();
            match text(&o["status"]).as_str() {
                "declined" | "rejected" | "returned" => {}
                "paid" => *sum = (sum.0 + tiyn(&o["amount"]), sum.1 + tiyn(&o["amount"])),
                _ => sum.0 += tiyn(&o["amount"]),
            }
        }
        for r in requests {
            let (live, paid) = sums.remove(&(text(&r["service"]), text(&r["number"]))).unwrap_or_default();
            let open = tiyn(&r["amount"]) - tiyn(&r["withdrawn"]);
            holds!(paid <= tiyn(&r["amount"]), "paid twice: {paid} of {r}");
            holds!(live <= open, "ordered past its sum: {live} of {r}");
            holds!(
                [live, paid] == [tiyn(&r["ordered"]), tiyn(&r["paid"])],
                "{r} against orders of {live}, paid {paid}"
            );
        }
        holds!(sums.is_empty(), "orders without a request: {sums:?}");
        Ok(())
    }

    /// Whatever is formed is formed within the plan of its line, year and month.
    fn orders_stay_within_the_plan(&mut self, orders: &[Value], batches: &[Value]) -> Held {
        let mut lived = BTreeMap::new();
        for o in orders {
            let service = SERVICES.iter().position(|s| s.1 == text(&o["budget_line"])).unwrap();
            let year: i32 = text(&o["reference"])[..4].parse().unwrap();
            let late = text(&o["status"]) == "returned" && text(&o["value_date"])[..4].parse::<i32>().unwrap() > year;
            let live = late || !matches!(text(&o["status"]).as_str(), "declined" | "rejected" | "returned");
            *lived.entry((service, year)).or_insert(0) += if live { tiyn(&o["amount"]) } else { 0 };
        }
        let mut numbers: BTreeMap<i32, i64> = BTreeMap::new();
        for ((service, year), live) in &lived {
            let ceiling = self.model.ceiling(*service, self.now.date_naive());
            let before = self.lived.get(&(*service, *year)).copied().unwrap_or(0);
            let grew = *live > before && *year == self.now.year();
            holds!(
                !grew || *live <= ceiling,
                "line {}: {live} lives against a plan of {ceiling}",
                SERVICES[*service].1
            );
            holds!(*live <= before || *year == self.now.year(), "orders of {year} were formed in another year");
        }
        self.lived = lived;
        for o in orders {
            let year: i32 = text(&o["reference"])[..4].parse().unwrap();
            let next = numbers.entry(year).or_default();
            *next += 1;
            holds!(o["number"] == *next, "the numbers of {year} have a gap before {}", o["reference"]);
        }
        for (n, b) in (1i64..).zip(batches) {
            holds!(b["number"] == n, "the numbers of batches have a gap before {}", b["number"]);
        }
        Ok(())
    }

    /// A file is in the outbox only if its batch was signed; it is what was signed, and stays so to the byte.
    fn what_left_was_signed(&mut self, batches: &[Value], orders: &[Value]) -> Held {
        for b in batches.iter().filter(|b| !b["signed_at"].is_null()) {
            let number = b["number"].as_i64().unwrap();
            let first = self.signed.entry(number).or_insert_with(|| text(&b["manifest_sha256"]));
            // a batch that lapsed with its year is empty
            let lapsed = b["status"] == "declined";
            holds!(
                lapsed || *first == b["manifest_sha256"],
                "batch {number} was signed as {first}, and is another: {b}"
            );
        }
        for o in orders.iter().filter(|o| o["signed_at"].is_null()) {
            let status = text(&o["status"]);
            holds!(["awaiting-signature", "declined"].contains(&status.as_str()), "unsigned and {status}: {o}");
        }
        let mut here = BTreeMap::new();
        for entry in std::fs::read_dir(self.office.path("outbox")).into_iter().flatten() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            // one that begins with a dot is not there yet; one moved aside was half there
            if name.starts_with('.') || name.contains(".altered-") {
                continue;
            }
            let bytes = std::fs::read(self.office.path(&format!("outbox/{name}"))).unwrap();
            let number: i64 = name.split("-B").nth(1).and_then(|n| n.split('-').next()?.parse().ok()).unwrap();
            let Some(manifest) = self.signed.get(&number) else {
                return Err(format!("`{name}` left, and batch {number} is not signed"));
            };
            let content = String::from_utf8_lossy(&bytes).into_owned();
            holds!(!name.contains("treasury-xml") || content.contains(manifest), "`{name}` does not bear {manifest}");
            self.carries_its_orders(&name, &content, number, orders)?;
            here.insert(name, bytes);
        }
        for b in batches {
            for f in b["files"].as_array().unwrap() {
                let path = text(&f["path"]);
                let name = path.rsplit('/').next().unwrap();
                let Some(bytes) = here.get(name) else { return Err(format!("`{name}` is complete and not there")) };
                holds!(hex(bytes) == text(&f["sha256"]), "`{name}` is complete and has other bytes than its record");
                let first = self.left.entry(name.to_owned()).or_insert_with(|| bytes.clone());
                holds!(first == bytes, "`{name}` was exported again with other bytes");
            }
        }
        Ok(())
    }

    /// Each order that the file names is one of its batch, with its sum and account; a first copy names all of them.
    fn carries_its_orders(&self, name: &str, content: &str, batch: i64, orders: &[Value]) -> Held {
        if !name.contains("treasury-xml") {
            return Ok(());
        }
        let mut named = Vec::new();
        for part in content.split("<Order>").skip(1) {
            let field = |tag: &str| {
                let rest = part.split(&format!("<{tag}>")).nth(1)?;
                rest.split("</").next().map(str::to_owned)
            };
            named.push([field("Number"), field("Amount"), field("Account")].map(Option::unwrap_or_default));
        }
        let of_batch: Vec<[String; 3]> = orders
            .iter()
            .filter(|o| {
                o["batch"] == batch
                    && (o["status"] != "declined" || !o["reason"].as_str().unwrap_or("").starts_with("look"))
            })
            .map(|o| ["reference", "amount", "account"].map(|k| text(&o[k])))
            .collect();
        for one in &named {
            holds!(of_batch.contains(one), "`{name}` carries {one:?}, which batch {batch} does not hold");
        }
        holds!(name.contains("-copy") || named.len() == of_batch.len(), "`{name}` carries {named:?} of {of_batch:?}");
        Ok(())
    }

    fn requests_are_as_the_contract_says(&self, found: &[Value]) -> Held {
        let model = &self.model;
        let keys = [
            "service",
            "number",
            "status",
            "amount",
            "ordered",
            "paid",
            "withdrawn",
            "hold",
            "refusal",
            "queue_position",
        ];
        let places: BTreeMap<usize, usize> =
            (0..2).flat_map(|s| model.waiting(s).into_iter().zip(1..).collect::<Vec<_>>()).collect();
        let mut expected = Vec::new();
        for (i, r) in model.requests.iter().enumerate() {
            let hold = HOLDS.iter().find(|h| r.holds & h.0 != 0).map_or("-", |h| h.1);
            expected.push(vec![
                SERVICES[r.service].0.to_owned(),
                r.number.clone(),
                model.request_status(i).to_owned(),
                money(r.amount),
                money(model.ordered(i)),
                money(model.paid(i)),
                money(r.withdrawn),
                hold.to_owned(),
                r.refusal.unwrap_or("-").to_owned(),
                places.get(&i).map_or("-".to_owned(), ToString::to_string),
            ]);
        }
        same("requests", &found.iter().map(|r| facts(r, &keys)).collect::<Vec<_>>(), &expected)?;
        for (r, found) in model.requests.iter().zip(found) {
            let confirmed = found["confirmed_at"].as_str().map(|at| DateTime::parse_from_rfc3339(at).unwrap());
            holds!(
                confirmed == r.confirmed.as_ref().map(|c| c.0.fixed_offset()),
                "confirmed at another moment: {found}"
            );
        }
        Ok(())
    }

    fn orders_are_as_the_contract_says(&self, found: &[Value]) -> Held {
        let keys = ["reference", "request", "service", "amount", "status", "batch", "payee_bin", "account", "replaces"];
        let model = &self.model;
        let mut expected: Vec<_> = model.orders.iter().collect();
        expected.sort_by_key(|o| (o.year, o.number));
        let row = |o: &super::model::Order| {
            vec![
                o.reference(),
                model.requests[o.request].number.clone(),
                SERVICES[model.batches[o.batch].service].0.to_owned(),
                money(o.amount),
                o.status.word().to_owned(),
                (o.batch + 1).to_string(),
                o.bin.to_owned(),
                o.account.to_owned(),
                o.replaces.map_or("-".to_owned(), |r| model.orders[r].reference()),
            ]
        };
        let expected: Vec<_> = expected.into_iter().map(row).collect();
        same("orders", &found.iter().map(|o| facts(o, &keys)).collect::<Vec<_>>(), &expected)
    }

    fn batches_are_as_the_contract_says(&self, found: &[Value]) -> Held {
        let keys = ["number", "service", "status", "orders", "total", "signed_by", "receipt"];
        let files = |b: &Value| {
            let all = b["files"].as_array().unwrap().iter();
            let mut names: Vec<String> =
                all.map(|f| format!("{} {}", text(&f["format"]), copy(&text(&f["path"])))).collect();
            names.sort();
            names.join(", ")
        };
        let found: Vec<Vec<String>> =
            found.iter().map(|b| facts(b, &keys).into_iter().chain([files(b)]).collect()).collect();
        let model = &self.model;
        let mut expected = Vec::new();
        for (i, b) in model.batches.iter().enumerate() {
            let members = || model.members(i).map(|o| &model.orders[o]).filter(|o| o.status.word() != "declined");
            let mut files: Vec<String> =
                b.files.iter().filter(|f| *f.1).map(|((format, copy), _)| format!("{format} {copy}")).collect();
            files.sort();
            expected.push(vec![
                (i + 1).to_string(),
                SERVICES[b.service].0.to_owned(),
                b.status.word().to_owned(),
                members().count().to_string(),
                money(members().map(|o| o.amount).sum()),
                b.signed.as_ref().map_or("-".to_owned(), |s| s.1.clone()),
                b.receipt.clone().unwrap_or("-".to_owned()),
                files.join(", "),
            ]);
        }
        same("batches", &found, &expected)
    }

    /// No tiyn comes from nowhere and none is lost.
    fn conservation(&self) -> Held {
        let keys = ["requested", "registered", "waiting", "held", "in_flight", "paid", "refused", "withdrawn"];
        let report = self.list(&["report", "conservation"]);
        for (s, (service, line)) in SERVICES.iter().enumerate() {
            let mut sums = [0; 8];
            for (i, r) in self.model.requests.iter().enumerate().filter(|(_, r)| r.service == s) {
                let (live, paid, rest) = (self.model.ordered(i), self.model.paid(i), self.model.rest(i));
                let place = match () {
                    () if r.refusal.is_some() => 6,
                    () if r.confirmed.is_none() => 1,
                    () if r.holds != 0 => 3,
                    () => 2,
                };
                for (place, sum) in [(0, r.amount), (place, rest), (4, live - paid), (5, paid), (7, r.withdrawn)] {
                    sums[place] += sum;
                }
            }
            holds!(sums[0] == sums[1..].iter().sum::<i64>(), "the model itself loses money: {sums:?}");
            let row = report.iter().find(|r| r["service"] == **service && r["budget_line"] == **line);
            let found = row.map_or([0; 8], |r| keys.map(|k| tiyn(&r[k])));
            holds!(found == sums, "{service}: the program conserves {found:?}, by the contract it is {sums:?}");
        }
        Ok(())
    }

    /// What the plan says of now follows from batches and from what is open; what it says of a day follows from every order.
    fn plan_is_that_of_each_order(&self, now: Moment) -> Held {
        let today = now.max(self.now).date_naive();
        for year in [today.year() - 1, today.year()].map(|year| year.to_string()) {
            let of_today = self.list(&["plan", "show", "--year", &year, "--as-of", &today.to_string()]);
            let keys = ["budget_line", "month", "reserved", "paid"];
            let [now, then] = [self.list(&["plan", "show", "--year", &year]), of_today]
                .map(|rows| -> Vec<Vec<String>> { rows.iter().map(|row| facts(row, &keys)).collect() });
            same("the plan of now and of the day", &now, &then)?;
        }
        Ok(())
    }

    fn waiting_lists(&self) -> Held {
        let report = self.list(&["report", "waiting-list"]);
        for (s, (service, _)) in SERVICES.iter().enumerate() {
            let found: Vec<String> =
                report.iter().filter(|r| r["service"] == *service).map(|r| text(&r["number"])).collect();
            let expected: Vec<String> =
                self.model.waiting(s).into_iter().map(|i| self.model.requests[i].number.clone()).collect();
            holds!(found == expected, "{service} waits as {found:?}, by the contract as {expected:?}");
        }
        Ok(())
    }

    /// Every file that came lies in one place of the inbox, whole.
    fn inbox_loses_nothing(&self) -> Held {
        for (name, (bytes, _)) in &self.dropped {
            let places = ["", "working/", "done/", "failed/"].map(|p| self.office.path(&format!("inbox/{p}{name}")));
            let found: Vec<Vec<u8>> = places.iter().filter_map(|p| std::fs::read(p).ok()).collect();
            holds!(found.len() == 1, "`{name}` lies in {} places of the inbox", found.len());
            holds!(found[0] == *bytes, "`{name}` is not what it was");
        }
        Ok(())
    }

    /// After a tick nothing waits in the inbox, and beside each file lies a report that can be read.
    pub fn inbox_is_done(&self) -> Held {
        for name in self.dropped.keys() {
            let places = ["done", "failed"].map(|p| self.office.path(&format!("inbox/{p}/{name}")));
            let Some(place) = places.iter().find(|p| std::path::Path::new(p).exists()) else {
                return Err(format!("`{name}` was not taken from the inbox"));
            };
            let report = std::fs::read(format!("{place}.report.json")).unwrap_or_default();
            let whole = serde_json::from_slice::<Value>(&report).is_ok();
            holds!(whole, "the report beside `{name}` is not whole: {}", String::from_utf8_lossy(&report));
        }
        Ok(())
    }
}

/// The number of the copy in a file's name.
fn copy(path: &str) -> String {
    let after = path.split("-copy").nth(1);
    after.and_then(|a| a.split('.').next()).unwrap_or("1").to_owned()
}

impl World {
    /// How the world ended: its lists, the journal's head, every file that left; with `all` every report as well.
    pub fn end(&mut self, all: bool) -> Vec<(String, String)> {
        let folder = self.office.path("");
        let seen = self.look();
        let lists = [("requests", seen.requests), ("orders", seen.orders), ("batches", seen.batches)];
        let mut end: Vec<(String, String)> = vec![("head".to_owned(), seen.head)];
        for (name, list) in lists {
            end.extend(list.iter().map(|row| (name.to_owned(), row.to_string().replace(&folder, ""))));
        }
        let commands: &[&[&str]] = &[
            &["request", "list"],
            &["order", "list"],
            &["batch", "list"],
            &["break", "list", "--all"],
            &["plan", "show", "--year", "2026"],
            &["plan", "show", "--year", "2027"],
            &["report", "register"],
            &["report", "waiting-list"],
            &["report", "plan"],
            &["report", "deadlines"],
            &["report", "payments"],
            &["report", "reconciliation"],
            &["report", "conservation"],
            &["report", "journal"],
        ];
        for words in commands.iter().filter(|_| all) {
            end.push((words.join(" "), self.office.run("", "", words).stdout.replace(&folder, "")));
        }
        end.extend(self.left.iter().map(|(name, bytes)| (name.clone(), hex(bytes))));
        end
    }
}
