//! What the world should be, by the outer contract alone: a few sums over lists of requests, orders and batches, with
//! nothing of the program's own code. An act is applied to it as it is typed; the program must end where it ends.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::days::{Days, Moment};

/// Both services with their budget lines, in the order of their names.
pub const SERVICES: [(&str, &str); 2] =
    [("guarantee-commission", "255/060/015/311"), ("microfinance-subsidy", "255/061/015/311")];

pub const DUPLICATE: u8 = 1;
pub const DECLINED: u8 = 2;
pub const REJECTED: u8 = 4;
pub const RETURNED: u8 = 8;
/// The holds in the order in which one is shown.
pub const HOLDS: [(u8, &str); 4] =
    [(DUPLICATE, "possible-duplicate"), (DECLINED, "declined"), (REJECTED, "rejected"), (RETURNED, "returned")];

/// How this office is set up.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// Whole rests only, or what is there.
    pub wait: bool,
    /// Dispatched at hand-over, or when a file is complete.
    pub by_finance: bool,
    /// Confirmed by a person, or by the tick.
    pub manual: bool,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub service: usize,
    pub number: String,
    pub at: Moment,
    pub amount: i64,
    pub bin: &'static str,
    pub account: &'static str,
    pub agreement: String,
    pub row: String,
    pub holds: u8,
    pub confirmed: Option<(Moment, String)>,
    pub refusal: Option<&'static str>,
    pub withdrawn: i64,
    pub short: bool,
    pub proposed: Option<&'static str>,
    /// The recipient's last document: with it again a correction is a quiet repeat.
    pub document: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Awaiting,
    Declined,
    Signed,
    Dispatched,
    Unknown,
    Paid,
    Rejected,
    Returned,
}

impl Status {
    pub const fn word(self) -> &'static str {
        match self {
            Status::Awaiting => "awaiting-signature",
            Status::Declined => "declined",
            Status::Signed => "signed",
            Status::Dispatched => "dispatched",
            Status::Unknown => "outcome-unknown",
            Status::Paid => "paid",
            Status::Rejected => "rejected",
            Status::Returned => "returned",
        }
    }

    pub const fn live(self) -> bool {
        !matches!(self, Status::Declined | Status::Rejected | Status::Returned)
    }
}

#[derive(Clone, Debug)]
pub struct Order {
    pub year: i32,
    pub number: i64,
    pub batch: usize,
    pub request: usize,
    pub amount: i64,
    pub bin: &'static str,
    pub account: &'static str,
    pub status: Status,
    pub dispatched: Option<Moment>,
    /// Came back after its year: its sum stays taken from that year's plan.
    pub late_return: bool,
    pub replaces: Option<usize>,
}

impl Order {
    pub fn reference(&self) -> String {
        format!("{}-{}", self.year, self.number)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchStatus {
    Awaiting,
    Declined,
    Signed,
    Exported,
    HandedOver,
    Unknown,
    Settled,
}

impl BatchStatus {
    pub const fn word(self) -> &'static str {
        match self {
            BatchStatus::Awaiting => "awaiting-signature",
            BatchStatus::Declined => "declined",
            BatchStatus::Signed => "signed",
            BatchStatus::Exported => "exported",
            BatchStatus::HandedOver => "handed-over",
            BatchStatus::Unknown => "outcome-unknown",
            BatchStatus::Settled => "settled",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Batch {
    pub service: usize,
    pub year: i32,
    pub status: BatchStatus,
    pub signed: Option<(Moment, String)>,
    pub exported: bool,
    pub copy: u32,
    /// Format and copy, and whether the file stands whole.
    pub files: BTreeMap<(&'static str, u32), bool>,
    pub receipt: Option<String>,
    pub unknown_reason: Option<String>,
    /// Words of people on an unknown outcome that nobody has seconded: outcome, orders, person.
    pub said: Vec<(bool, Vec<usize>, &'static str)>,
    /// Words that were carried out: the same again is quiet, whatever the reason given.
    pub carried: Vec<(bool, Vec<usize>, &'static str)>,
}

/// A document of the plan for one line.
#[derive(Clone, Debug)]
pub struct Plan {
    pub year: i32,
    pub kind: &'static str,
    pub number: String,
    pub row: String,
    pub service: usize,
    pub in_force: NaiveDate,
    pub months: [i64; 12],
}

/// The world.
#[derive(Clone, Debug)]
pub struct Model {
    pub setup: Setup,
    pub days: Days,
    pub requests: Vec<Request>,
    pub orders: Vec<Order>,
    pub batches: Vec<Batch>,
    pub plans: Vec<Plan>,
    /// Number, year and rows of every statement.
    pub statements: Vec<(String, i32, Vec<String>)>,
    /// Kind and order of every break of a statement, with whether it is settled.
    pub breaks: Vec<(&'static str, String, bool)>,
    /// Orders without an answer that somebody explained.
    pub explained: BTreeSet<String>,
    /// The last recorded change.
    pub last: Option<Moment>,
}

/// How many commits a command comes to; where it died, how many it came to before.
#[derive(Debug, Default)]
pub struct Commits {
    pub limit: Option<u32>,
    pub done: u32,
}

/// The command died before it came to its next commit.
#[derive(Debug)]
pub struct Cut;

impl Model {
    pub fn new(setup: Setup, days: Days) -> Self {
        Model {
            setup,
            days,
            requests: Vec::new(),
            orders: Vec::new(),
            batches: Vec::new(),
            plans: Vec::new(),
            statements: Vec::new(),
            breaks: Vec::new(),
            explained: BTreeSet::new(),
            last: None,
        }
    }

    /// A commit at this moment, if the command came to it.
    pub fn commit(&mut self, now: Moment, commits: &mut Commits) -> Result<(), Cut> {
        if commits.limit.is_some_and(|l| commits.done >= l) {
            return Err(Cut);
        }
        commits.done += 1;
        self.last = Some(now);
        Ok(())
    }

    /// What live orders of a request cover.
    pub fn ordered(&self, request: usize) -> i64 {
        self.orders.iter().filter(|o| o.request == request && o.status.live()).map(|o| o.amount).sum()
    }

    /// What is paid and did not come back.
    pub fn paid(&self, request: usize) -> i64 {
        self.orders.iter().filter(|o| o.request == request && o.status == Status::Paid).map(|o| o.amount).sum()
    }

    /// What no live order covers and nobody withdrew.
    pub fn rest(&self, request: usize) -> i64 {
        let r = &self.requests[request];
        r.amount - r.withdrawn - self.ordered(request)
    }

    pub fn request_status(&self, request: usize) -> &'static str {
        let r = &self.requests[request];
        let open = r.amount - r.withdrawn;
        match () {
            () if r.refusal.is_some() => "refused",
            () if r.confirmed.is_none() => "registered",
            () if open == 0 => "withdrawn",
            () if self.paid(request) == open => "paid",
            () if self.ordered(request) == open => "ordered",
            () => "confirmed",
        }
    }

    /// The waiting list of a service's budget line.
    pub fn waiting(&self, service: usize) -> Vec<usize> {
        let waits = |i: &usize| {
            let r = &self.requests[*i];
            r.service == service && r.confirmed.is_some() && r.refusal.is_none() && r.holds == 0 && self.rest(*i) > 0
        };
        let mut list: Vec<usize> = (0..self.requests.len()).filter(waits).collect();
        list.sort_by_key(|i| (self.requests[*i].at, self.requests[*i].number.as_bytes()));
        list
    }

    /// Σ January..month of a line's plan as it is in force on this day: of payments or, where there are obligations, of
    /// the lesser of both.
    pub fn allowed(&self, service: usize, year: i32, day: NaiveDate, month: u32) -> i64 {
        let in_force = || self.plans.iter().filter(|p| p.service == service && p.year == year && p.in_force <= day);
        let sum = |kind: &str| -> i64 {
            in_force().filter(|p| p.kind == kind).flat_map(|p| &p.months[..month as usize]).sum()
        };
        let payments = sum("payments");
        if in_force().any(|p| p.kind == "obligations") { payments.min(sum("obligations")) } else { payments }
    }

    /// What may live at most on this day.
    pub fn ceiling(&self, service: usize, day: NaiveDate) -> i64 {
        let open = |p: &&Plan| p.service == service && p.year == day.year() && p.in_force <= day && p.kind == "opening";
        let openings: i64 = self.plans.iter().filter(open).flat_map(|p| p.months).sum();
        self.allowed(service, day.year(), day, day.month()) - openings
    }

    /// What lives against a line and year.
    pub fn live(&self, service: usize, year: i32) -> i64 {
        let counts = |o: &&Order| {
            o.year == year && self.batches[o.batch].service == service && (o.status.live() || o.late_return)
        };
        self.orders.iter().filter(counts).map(|o| o.amount).sum()
    }

    /// Orders of a batch by their place in the list of all.
    pub fn members(&self, batch: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.orders.len()).filter(move |o| self.orders[*o].batch == batch)
    }

    /// Takes in rows of requests; how many were new, how many wrong.
    pub fn take(&mut self, rows: &[Row], now: Moment, commits: &mut Commits) -> Result<(usize, usize), Cut> {
        let (mut new, mut wrong) = (Vec::<Request>::new(), 0);
        for row in rows {
            let Some(request) = row.request.as_ref().filter(|r| r.at <= now) else {
                wrong += 1;
                continue;
            };
            let mut known = self.requests.iter().chain(&new);
            let same = known.find(|r| (r.service, &r.number) == (request.service, &request.number));
            match same {
                Some(same) if same.row == request.row => {}
                Some(_) => wrong += 1,
                None => {
                    let claim = |r: &Request| (r.service, r.bin, r.agreement.clone());
                    let twin = self.requests.iter().chain(&new).any(|r| claim(r) == claim(request));
                    new.push(Request { holds: if twin { DUPLICATE } else { 0 }, ..request.clone() });
                }
            }
        }
        let count = new.len();
        if count > 0 {
            self.commit(now, commits)?;
            self.requests.extend(new);
        }
        Ok((count, wrong))
    }

    /// The cumulative plan for the clock's month and each later month of that year: as it is today, and as it will be on
    /// each day on which a document comes into force.
    fn lowest(&self, service: usize, year: i32, today: NaiveDate, also: NaiveDate) -> Vec<i64> {
        let own = self.plans.iter().filter(|p| p.service == service && p.year == year);
        let days: BTreeSet<NaiveDate> = own.map(|p| p.in_force).chain([today, also]).filter(|d| *d >= today).collect();
        let first = |day: NaiveDate| match year.cmp(&today.year()) {
            std::cmp::Ordering::Less => 13,
            std::cmp::Ordering::Equal if day.year() == year => day.month(),
            std::cmp::Ordering::Equal => today.month(),
            std::cmp::Ordering::Greater => 1,
        };
        let months = |day: NaiveDate| (first(day)..=12).map(move |m| self.allowed(service, year, day, m));
        days.into_iter().flat_map(months).collect()
    }

    /// Takes in documents of the plan, one line each; how many were refused.
    pub fn plan(&mut self, documents: &[Plan], now: Moment, commits: &mut Commits) -> Result<usize, Cut> {
        let untouched = self.plans.clone();
        let (today, mut refused, mut new) = (now.date_naive(), 0, 0);
        for document in documents {
            let same = |p: &&Plan| (p.year, p.kind, &p.number) == (document.year, document.kind, &document.number);
            if let Some(known) = self.plans.iter().find(same) {
                refused += usize::from(known.row != document.row);
                continue;
            }
            let (service, year) = (document.service, document.year);
            let in_force = document.in_force.max(today);
            let before = self.lowest(service, year, today, in_force);
            self.plans.push(Plan { in_force, ..document.clone() });
            let live = self.live(service, year);
            let after = self.lowest(service, year, today, in_force);
            let falls = before.iter().zip(after).any(|(was, is)| is < *was && is < live);
            if falls {
                self.plans.pop();
                refused += 1;
            } else {
                new += 1;
            }
        }
        if new > 0 && self.commit(now, commits).is_err() {
            self.plans = untouched;
            return Err(Cut);
        }
        Ok(refused)
    }
}

/// A row of a request file; a wrong one has no request.
#[derive(Clone, Debug)]
pub struct Row {
    pub text: String,
    pub request: Option<Request>,
}
