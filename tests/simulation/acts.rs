//! What people do: each act as it is typed, and what it does to the model.

use chrono::Datelike;

use super::answers::Statement;
use super::days::Moment;
use super::model::{BatchStatus, Commits, Cut, DECLINED, DUPLICATE, Model, Plan, Row, SERVICES, Status};

/// An act. Requests, orders and batches are named by their place in the model's lists.
#[derive(Clone, Debug)]
pub enum Act {
    Plan {
        file: String,
        documents: Vec<Plan>,
    },
    Take {
        file: String,
        rows: Vec<Row>,
    },
    Tick,
    Confirm(Vec<usize>),
    Refuse(usize, &'static str),
    Withdraw(usize),
    Release(usize, String),
    Correct {
        request: usize,
        account: &'static str,
        bic: &'static str,
        fits: bool,
        document: String,
    },
    Approve(usize),
    Sign(usize),
    Decline(usize, usize, String),
    Export(usize, &'static str),
    HandOver(usize, String),
    Unknown(usize, String),
    Resolve {
        batch: usize,
        paid: bool,
        orders: Vec<usize>,
        reason: String,
    },
    Answer {
        file: String,
        statement: Statement,
    },
    Settle(String, String),
    /// A command with a file that is not of its kind.
    WrongFile(&'static [&'static str], String),
}

/// The exit codes that an act may end with.
pub type Codes = &'static [u8];
const DONE: Codes = &[0];
const REFUSED: Codes = &[3];

fn when(done: bool) -> Codes {
    if done { DONE } else { REFUSED }
}

impl Act {
    /// The command.
    pub fn words(&self, model: &Model) -> Vec<String> {
        let request = |r: &usize| {
            let r = &model.requests[*r];
            format!("{}/{}", SERVICES[r.service].0, r.number)
        };
        let batch = |b: &usize| (b + 1).to_string();
        let order = |o: &usize| model.orders[*o].reference();
        let words: Vec<String> = match self {
            Act::Plan { file, .. } => ["plan", "import", file].map(str::to_owned).into(),
            Act::Take { file, .. } => ["request", "import", file].map(str::to_owned).into(),
            Act::Answer { file, .. } => ["statement", "import", file].map(str::to_owned).into(),
            Act::WrongFile(words, file) => words.iter().copied().chain([file.as_str()]).map(str::to_owned).collect(),
            Act::Tick => vec!["tick".to_owned()],
            Act::Confirm(list) => {
                ["request", "confirm"].map(str::to_owned).into_iter().chain(list.iter().map(request)).collect()
            }
            Act::Refuse(r, ground) => ["request", "refuse", &request(r), "--ground", ground].map(str::to_owned).into(),
            Act::Withdraw(r) => ["request", "withdraw", &request(r)].map(str::to_owned).into(),
            Act::Release(r, why) => ["request", "release", &request(r), "--reason", why].map(str::to_owned).into(),
            Act::Correct { request: r, account, bic, document, .. } => {
                let r = request(r);
                let words = ["request", "correct", &r, "--account", account, "--bic", bic, "--document", document];
                words.map(str::to_owned).into()
            }
            Act::Approve(r) => ["request", "approve-correction", &request(r)].map(str::to_owned).into(),
            Act::Sign(b) => ["batch", "sign", &batch(b)].map(str::to_owned).into(),
            Act::Decline(b, o, why) => {
                ["batch", "decline", &batch(b), "--order", &order(o), "--reason", why].map(str::to_owned).into()
            }
            Act::Export(b, format) => ["export", "--batch", &batch(b), "--as", format].map(str::to_owned).into(),
            Act::HandOver(b, receipt) => {
                ["batch", "hand-over", &batch(b), "--receipt", receipt].map(str::to_owned).into()
            }
            Act::Unknown(b, why) => ["batch", "outcome-unknown", &batch(b), "--reason", why].map(str::to_owned).into(),
            Act::Resolve { batch: b, paid, orders, reason } => {
                let outcome = if *paid { "--paid" } else { "--not-received" };
                let mut words = ["batch", "resolve", &batch(b), outcome].map(str::to_owned).to_vec();
                for o in orders {
                    words.extend(["--order".to_owned(), order(o)]);
                }
                words.extend(["--reason".to_owned(), reason.clone()]);
                words
            }
            Act::Settle(id, why) => ["break", "settle", id, "--reason", why].map(str::to_owned).into(),
        };
        words
    }

    /// Who may do it; nobody is asked for a tick.
    pub fn people(&self) -> &'static [&'static str] {
        match self {
            Act::Tick => &[""],
            Act::Take { .. }
            | Act::Confirm(_)
            | Act::Refuse(..)
            | Act::Withdraw(_)
            | Act::Release(..)
            | Act::Correct { .. } => &["specialist"],
            Act::Sign(_) | Act::Decline(..) | Act::Approve(_) => &["head"],
            Act::Resolve { .. } => &["finance", "head", "auditor"],
            Act::WrongFile(words, _) => {
                if words[0] == "request" {
                    &["specialist"]
                } else {
                    &["finance"]
                }
            }
            _ => &["finance"],
        }
    }
}

impl Model {
    /// Applies an act to the world; how the command may end. `files` are those that wait in the inbox.
    pub fn apply(
        &mut self,
        act: &Act,
        who: &'static str,
        files: &[Vec<Row>],
        now: Moment,
        commits: &mut Commits,
    ) -> Result<Codes, Cut> {
        if self.last.is_some_and(|last| now < last) {
            // outside working time there may be nothing that a tick would change
            return Ok(if matches!(act, Act::Tick) && !self.days.open(now) { &[0, 1] } else { &[1] });
        }
        if !act.people().contains(&who) {
            return Ok(REFUSED);
        }
        match act {
            Act::Plan { documents, .. } => Ok(when(self.plan(documents, now, commits)? == 0)),
            Act::Take { rows, .. } => Ok(when(self.take(rows, now, commits)?.1 == 0)),
            Act::Tick => Ok(when(!self.tick(files, now, commits)?)),
            Act::Export(batch, format) => Ok(when(self.export(*batch, format, now, commits)?)),
            Act::Answer { statement, .. } => Ok(when(self.answer(statement, now, commits)?)),
            Act::WrongFile(..) => Ok(REFUSED),
            Act::Resolve { batch, paid, orders, .. } => self.resolve((*batch, *paid, orders), who, now, commits),
            one if self.quiet(one, who) => Ok(DONE),
            one => {
                // a single transaction: done whole on a copy, kept if its commit was reached
                let mut after = self.clone();
                if !after.single(one, who, now) {
                    return Ok(REFUSED);
                }
                self.commit(now, commits)?;
                *self = Model { last: Some(now), ..after };
                Ok(DONE)
            }
        }
    }

    /// What was done already and may be said again, although the world has moved on.
    fn quiet(&self, act: &Act, who: &str) -> bool {
        match act {
            Act::Confirm(list) => list.iter().all(|r| self.confirmed_by(*r) == Some(who)),
            Act::Correct { request, document, .. } => self.requests[*request].document == *document,
            Act::HandOver(b, receipt) => self.batches[*b].receipt.as_ref() == Some(receipt),
            _ => false,
        }
    }

    fn confirmed_by(&self, request: usize) -> Option<&str> {
        self.requests[request].confirmed.as_ref().map(|c| c.1.as_str())
    }

    /// An act of one transaction; whether it may be.
    fn single(&mut self, act: &Act, who: &str, now: Moment) -> bool {
        let registered = |m: &Model, r: usize| m.requests[r].confirmed.is_none() && m.requests[r].refusal.is_none();
        match act {
            Act::Confirm(list) => {
                if !list.iter().all(|r| registered(self, *r) || self.confirmed_by(*r) == Some(who)) {
                    return false;
                }
                for r in list {
                    self.requests[*r].confirmed.get_or_insert((now, who.to_owned()));
                }
            }
            Act::Refuse(r, ground) => {
                if self.requests[*r].refusal.is_some() || self.ordered(*r) > 0 || self.rest(*r) == 0 {
                    return false;
                }
                self.requests[*r].refusal = Some(ground);
            }
            Act::Withdraw(r) => {
                let rest = self.rest(*r);
                if rest == 0 || self.requests[*r].refusal.is_some() {
                    return false;
                }
                self.requests[*r].withdrawn += rest;
                self.requests[*r].holds = 0;
            }
            Act::Release(r, _) => return std::mem::take(&mut self.requests[*r].holds) != 0,
            Act::Correct { request, account, fits, document, .. } => {
                let unpaid = self.ordered(*request) > self.paid(*request);
                if !fits || self.requests[*request].refusal.is_some() || unpaid {
                    return false;
                }
                self.requests[*request].proposed = Some(account);
                self.requests[*request].document = document.clone();
            }
            Act::Approve(r) => {
                let unpaid = self.ordered(*r) > self.paid(*r);
                let r = &mut self.requests[*r];
                if r.refusal.is_some() || unpaid {
                    return false;
                }
                let Some(account) = r.proposed.take() else { return false };
                r.account = account;
                // a new account says nothing about a claim made twice
                r.holds &= DUPLICATE;
            }
            Act::Sign(b) => {
                let batch = &mut self.batches[*b];
                if batch.status != BatchStatus::Awaiting || batch.year != now.year() {
                    return false;
                }
                batch.status = BatchStatus::Signed;
                batch.signed = Some((now, who.to_owned()));
                self.turn(*b, Status::Awaiting, Status::Signed);
            }
            Act::Decline(b, o, _) => {
                if self.orders[*o].batch != *b || self.orders[*o].status != Status::Awaiting {
                    return false;
                }
                self.orders[*o].status = Status::Declined;
                let request = self.orders[*o].request;
                self.requests[request].holds |= DECLINED;
                if self.members(*b).all(|o| self.orders[o].status == Status::Declined) {
                    self.batches[*b].status = BatchStatus::Declined;
                }
            }
            Act::HandOver(b, receipt) => {
                if self.batches[*b].status != BatchStatus::Exported {
                    return false;
                }
                self.dispatch(*b, now);
                self.batches[*b].status = BatchStatus::HandedOver;
                self.batches[*b].receipt = Some(receipt.clone());
            }
            Act::Unknown(b, why) => {
                if !matches!(self.batches[*b].status, BatchStatus::Exported | BatchStatus::HandedOver) {
                    return false;
                }
                self.dispatch(*b, now);
                self.turn(*b, Status::Dispatched, Status::Unknown);
                self.batches[*b].status = BatchStatus::Unknown;
                self.batches[*b].unknown_reason = Some(why.clone());
            }
            Act::Settle(id, _) => return self.settle_break(id, now),
            _ => {}
        }
        true
    }

    fn turn(&mut self, batch: usize, from: Status, to: Status) {
        for o in self.members(batch).collect::<Vec<_>>() {
            if self.orders[o].status == from {
                self.orders[o].status = to;
            }
        }
    }

    fn settle_break(&mut self, id: &str, now: Moment) -> bool {
        if let Some(number) = id.strip_prefix('B') {
            let place = number.parse::<usize>().unwrap() - 1;
            return self.breaks.get_mut(place).is_some_and(|b| !std::mem::replace(&mut b.2, true));
        }
        let reference = id.trim_start_matches('N').to_owned();
        if !self.open_breaks(now).contains(&("not-answered".to_owned(), reference.clone())) {
            return false;
        }
        self.explained.insert(reference.clone());
        self.breaks.push(("not-answered", reference, true));
        true
    }

    /// A person's word on an unknown outcome; that of a finance specialist and of a head or auditor together count.
    fn resolve(
        &mut self,
        (batch, paid, asked): (usize, bool, &[usize]),
        who: &'static str,
        now: Moment,
        commits: &mut Commits,
    ) -> Result<Codes, Cut> {
        let unknown: Vec<usize> = self.members(batch).filter(|o| self.orders[*o].status == Status::Unknown).collect();
        let mut named = asked.to_vec();
        named.sort_unstable();
        let word = (paid, named.clone(), who);
        let meant = unknown.iter().any(|o| asked.is_empty() || asked.contains(o));
        if !meant && self.batches[batch].carried.contains(&word) {
            return Ok(DONE);
        }
        if unknown.is_empty() || !asked.iter().all(|o| unknown.contains(o)) {
            return Ok(REFUSED);
        }
        let same = |w: &(bool, Vec<usize>, &str)| w.0 == paid && w.1 == named;
        let said = &self.batches[batch].said;
        if said.iter().any(|w| same(w) && w.2 == who) {
            return Ok(DONE);
        }
        let pair = said.iter().any(|w| same(w) && (w.2 == "finance") != (who == "finance"));
        self.commit(now, commits)?;
        let said = &mut self.batches[batch].said;
        if !pair {
            said.push((paid, named, who));
            return Ok(DONE);
        }
        let (carried, open) = std::mem::take(said).into_iter().partition(|w| same(w));
        *said = open;
        self.batches[batch].carried.extend::<Vec<_>>(carried);
        self.batches[batch].carried.push(word);
        for o in if asked.is_empty() { &unknown } else { asked } {
            self.orders[*o].status = if paid { Status::Paid } else { Status::Signed };
        }
        let any = |m: &Model, status| m.members(batch).any(|o| m.orders[o].status == status);
        let status = match () {
            () if any(self, Status::Unknown) => BatchStatus::Unknown,
            () if any(self, Status::Signed) => BatchStatus::Signed,
            () if any(self, Status::Dispatched) => BatchStatus::Exported,
            () => BatchStatus::Settled,
        };
        let b = &mut self.batches[batch];
        if !paid {
            b.copy += 1;
            b.receipt = None;
        }
        if status != BatchStatus::Unknown {
            b.said.clear();
        }
        b.status = status;
        Ok(DONE)
    }
}
