//! The model's tick, signature and export: what the program does by itself, transaction by transaction.

use chrono::Datelike;

use super::days::Moment;
use super::model::{Batch, BatchStatus, Commits, Cut, Model, Order, Row, Status};

impl Model {
    /// One pass with these files in the inbox; whether a row of them was wrong.
    pub fn tick(&mut self, files: &[Vec<Row>], now: Moment, commits: &mut Commits) -> Result<bool, Cut> {
        let open = self.days.open(now);
        let mut wrong = 0;
        for rows in files {
            wrong += self.take(rows, now, commits)?.1;
        }
        if open {
            self.lapse(now, commits)?;
            self.confirm_all(now, commits)?;
            for service in 0..2 {
                self.form(service, now, commits)?;
            }
        }
        for batch in 0..self.batches.len() {
            let b = &self.batches[batch];
            let today = b.signed.as_ref().is_some_and(|(at, _)| at.date_naive() == now.date_naive());
            let done = matches!(b.status, BatchStatus::Declined | BatchStatus::Settled);
            if done || b.signed.is_none() || !(open || today) || (!b.exported && b.year < now.year()) {
                continue;
            }
            let again = b.status == BatchStatus::Unknown
                && self.members(batch).any(|o| self.orders[o].status == Status::Signed);
            let due = match b.files.get(&("treasury-xml", b.copy)) {
                Some(complete) => !complete,
                None => b.status != BatchStatus::Unknown || again,
            };
            if due {
                self.export(batch, "treasury-xml", now, commits)?;
            }
        }
        Ok(wrong > 0)
    }

    /// Last year's orders that were never exported end, without a hold.
    fn lapse(&mut self, now: Moment, commits: &mut Commits) -> Result<(), Cut> {
        let lapses = |b: &Batch| {
            b.year < now.year() && !b.exported && matches!(b.status, BatchStatus::Awaiting | BatchStatus::Signed)
        };
        if self.batches.iter().any(lapses) {
            self.commit(now, commits)?;
        }
        for batch in 0..self.batches.len() {
            if lapses(&self.batches[batch]) {
                self.batches[batch].status = BatchStatus::Declined;
                for o in self.members(batch).collect::<Vec<_>>() {
                    self.orders[o].status = Status::Declined;
                }
            }
        }
        Ok(())
    }

    fn confirm_all(&mut self, now: Moment, commits: &mut Commits) -> Result<(), Cut> {
        if self.setup.manual || !self.requests.iter().any(|r| r.confirmed.is_none() && r.refusal.is_none()) {
            return Ok(());
        }
        self.commit(now, commits)?;
        for r in self.requests.iter_mut().filter(|r| r.confirmed.is_none() && r.refusal.is_none()) {
            r.confirmed = Some((now, "system".to_owned()));
        }
        Ok(())
    }

    /// Strictly from the head of the list, until nothing is available.
    fn form(&mut self, service: usize, now: Moment, commits: &mut Commits) -> Result<(), Cut> {
        let (day, year) = (now.date_naive(), now.year());
        let mut left = (self.ceiling(service, day) - self.live(service, year)).max(0);
        let (mut sums, mut short, mut stopped) = (Vec::new(), Vec::new(), false);
        for request in self.waiting(service) {
            let rest = self.rest(request);
            let sum = match () {
                () if stopped => 0,
                () if rest <= left => rest,
                () if self.setup.wait => 0,
                () => left,
            };
            stopped |= sum < rest;
            if sum < rest {
                short.push(request);
            }
            if sum > 0 {
                left -= sum;
                sums.push((request, sum));
            }
        }
        let newly = short.iter().any(|r| !self.requests[*r].short);
        if sums.is_empty() && !newly {
            return Ok(());
        }
        self.commit(now, commits)?;
        for request in short {
            self.requests[request].short = true;
        }
        let batch = self.batches.len();
        for (request, amount) in &sums {
            let before = |o: &&usize| {
                let order = &self.orders[**o];
                order.request == *request && matches!(order.status, Status::Rejected | Status::Returned)
            };
            let all: Vec<usize> = (0..self.orders.len()).collect();
            let replaced = |o: &usize| self.orders.iter().any(|n| n.replaces == Some(*o));
            let r = &self.requests[*request];
            self.orders.push(Order {
                year,
                number: 1 + self.orders.iter().filter(|o| o.year == year).count() as i64,
                batch,
                request: *request,
                amount: *amount,
                bin: r.bin,
                account: r.account,
                status: Status::Awaiting,
                dispatched: None,
                late_return: false,
                replaces: all.iter().filter(before).rfind(|o| !replaced(o)).copied(),
            });
        }
        if !sums.is_empty() {
            self.batches.push(Batch {
                service,
                year,
                status: BatchStatus::Awaiting,
                signed: None,
                exported: false,
                copy: 1,
                files: Default::default(),
                receipt: None,
                unknown_reason: None,
                said: Vec::new(),
                carried: Vec::new(),
            });
        }
        Ok(())
    }

    /// One batch in one format: written, then complete; whether it may be at all.
    pub fn export(
        &mut self,
        batch: usize,
        format: &'static str,
        now: Moment,
        commits: &mut Commits,
    ) -> Result<bool, Cut> {
        let b = &self.batches[batch];
        let key = (format, b.copy);
        if !b.files.contains_key(&key) {
            let past = !b.exported && b.year < now.year();
            if b.signed.is_none() || b.status == BatchStatus::Declined || past {
                return Ok(false);
            }
            self.commit(now, commits)?;
            self.batches[batch].files.insert(key, false);
        }
        if !self.batches[batch].files[&key] {
            self.commit(now, commits)?;
            self.batches[batch].files.insert(key, true);
            if self.batches[batch].status == BatchStatus::Signed {
                self.batches[batch].status = BatchStatus::Exported;
                self.batches[batch].exported = true;
            }
            if !self.setup.by_finance {
                self.dispatch(batch, now);
            }
        }
        Ok(true)
    }

    /// Its signed orders are with the treasury from here on.
    pub fn dispatch(&mut self, batch: usize, now: Moment) {
        for o in self.members(batch).collect::<Vec<_>>() {
            if self.orders[o].status == Status::Signed {
                self.orders[o].status = Status::Dispatched;
                self.orders[o].dispatched = Some(now);
            }
        }
    }
}
