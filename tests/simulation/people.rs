//! What comes to people's minds: the next act by chance, from what the world holds. They err as people do.

use chrono::{Datelike, Duration, NaiveDate};

use super::acts::Act;
use super::answers::{Line, Statement};
use super::chance::Chance;
use super::days::Moment;
use super::model::{BatchStatus, Model, Plan, Request, Row, SERVICES, Status};

/// Accounts with the BIC of their bank.
const ACCOUNTS: [(&str, &str); 3] =
    [("KZ476010131000179714", "HSBKKZKX"), ("KZ86125KZT5004100100", "NBRKKZKX"), ("KZ459480304000015500", "EURIKZKA")];
const BINS: [&str; 2] = ["941240001151", "141040011035"];
const FORMATS: [&str; 3] = ["treasury-xml", "csv", "pain001"];
const GROUNDS: [&str; 3] = ["criteria-not-met", "debt", "duplicate"];

/// The people of an office with their luck.
pub struct People<'a> {
    pub chance: &'a mut Chance,
    pub model: &'a Model,
    pub now: Moment,
    /// Number of the step: what is written now bears it.
    pub step: usize,
}

impl People<'_> {
    /// The next act, or none where chance points at nothing. Mostly what waits to be done is done; now and then anything.
    pub fn act(&mut self) -> Option<Act> {
        let m = self.model;
        let batch = |status| m.batches.iter().any(|b| b.status == status);
        let order = |status| m.orders.iter().any(|o| o.status == status);
        let out = batch(BatchStatus::Exported) || batch(BatchStatus::HandedOver);
        let said = m.batches.iter().any(|b| b.status == BatchStatus::Unknown && !b.said.is_empty());
        let held = m.requests.iter().any(|r| r.holds != 0 && r.refusal.is_none());
        let proposed = m.requests.iter().any(|r| r.proposed.is_some());
        let unconfirmed = m.requests.iter().any(|r| r.confirmed.is_none() && r.refusal.is_none());
        let waiting = (0..2).any(|s| !m.waiting(s).is_empty());
        let unanswered = m.open_breaks(self.now).iter().any(|b| b.0 == "not-answered");
        let by_hand = m.setup.manual && unconfirmed;
        // what may be done, and how much it presses
        let all = [
            (0, 2),
            (1, 1 + 4 * usize::from(batch(BatchStatus::Signed)) + 2 * usize::from(waiting || unconfirmed)),
            (2, 6 * usize::from(batch(BatchStatus::Awaiting))),
            (3, usize::from(order(Status::Awaiting))),
            (4, usize::from(batch(BatchStatus::Signed))),
            (5, 2 * usize::from(batch(BatchStatus::Exported))),
            (6, 2 * usize::from(out)),
            (7, 4 * usize::from(batch(BatchStatus::Unknown)) + 5 * usize::from(said)),
            (8, 4 * usize::from(order(Status::Dispatched)) + usize::from(order(Status::Paid))),
            (9, 1),
            (10, 3 * usize::from(held)),
            (11, usize::from(held)),
            (12, 4 * usize::from(proposed)),
            (13, 4 * usize::from(by_hand)),
            (14, usize::from(!m.breaks.is_empty()) + 2 * usize::from(unanswered)),
            (15 + self.chance.below(16), 3),
        ];
        let mut place = self.chance.below(all.iter().map(|a| a.1).sum());
        let found = all.iter().find(|(_, presses)| {
            let here = place < *presses;
            place = place.saturating_sub(*presses);
            here
        });
        self.one(found.map_or(1, |f| f.0 % 15))
    }

    fn one(&mut self, which: usize) -> Option<Act> {
        let step = self.step;
        Some(match which {
            0 => self.take(),
            1 => Act::Tick,
            2 => Act::Sign(self.batch(&[BatchStatus::Awaiting])?),
            3 => {
                let o = self.order(&[Status::Awaiting])?;
                let batch = if self.chance.once_in(6) { self.batch(&[])? } else { self.model.orders[o].batch };
                Act::Decline(batch, o, format!("look again {step}"))
            }
            4 => Act::Export(self.batch(&[BatchStatus::Signed, BatchStatus::Exported])?, self.chance.of(&FORMATS)),
            5 => Act::HandOver(self.batch(&[BatchStatus::Exported])?, format!("R-{step}")),
            6 => {
                let b = self.batch(&[BatchStatus::Exported, BatchStatus::HandedOver])?;
                Act::Unknown(b, format!("no word {step}"))
            }
            7 => self.resolve()?,
            8 => self.statement()?,
            // documents of the plan come in many kinds, and each is to come in some world
            9 => match self.chance.below(6) {
                0 => Act::Withdraw(self.request(|m, r| m.rest(r) > 0)?),
                1 => Act::Refuse(self.request(|m, r| m.ordered(r) == 0)?, self.chance.of(&GROUNDS)),
                2 => self.wrong_file(),
                _ => self.plan(),
            },
            10 => Act::Release(self.request(|m, r| m.requests[r].holds != 0)?, format!("seen {step}")),
            11 => self.correct()?,
            12 => Act::Approve(self.request(|m, r| m.requests[r].proposed.is_some())?),
            13 => self.confirm()?,
            _ => self.settle(),
        })
    }

    /// Who does it: one of those who may, for a second word mostly the one who is wanted.
    pub fn who(&mut self, act: &Act) -> &'static str {
        let mut people = act.people();
        if let Act::Resolve { batch, .. } = act
            && let Some((_, _, first)) = self.model.batches[*batch].said.last()
            && !self.chance.once_in(4)
        {
            people = if *first == "finance" { &["head", "auditor"] } else { &["finance"] };
        }
        self.chance.of(people)
    }

    /// A batch in one of these states; now and then, or where there is none, any other.
    fn batch(&mut self, status: &[BatchStatus]) -> Option<usize> {
        let all: Vec<usize> = (0..self.model.batches.len()).collect();
        let fit: Vec<usize> = all.iter().copied().filter(|b| status.contains(&self.model.batches[*b].status)).collect();
        if fit.is_empty() || self.chance.once_in(10) { self.chance.any(&all) } else { self.chance.any(&fit) }
    }

    fn order(&mut self, status: &[Status]) -> Option<usize> {
        let all: Vec<usize> = (0..self.model.orders.len()).collect();
        let fit: Vec<usize> = all.iter().copied().filter(|o| status.contains(&self.model.orders[*o].status)).collect();
        if fit.is_empty() || self.chance.once_in(10) { self.chance.any(&all) } else { self.chance.any(&fit) }
    }

    fn request(&mut self, fits: impl Fn(&Model, usize) -> bool) -> Option<usize> {
        let all: Vec<usize> = (0..self.model.requests.len()).collect();
        let fit: Vec<usize> = all.iter().copied().filter(|r| fits(self.model, *r)).collect();
        if fit.is_empty() || self.chance.once_in(10) { self.chance.any(&all) } else { self.chance.any(&fit) }
    }

    fn confirm(&mut self) -> Option<Act> {
        let requests = &self.model.requests;
        let open = (0..requests.len()).filter(|r| requests[*r].confirmed.is_none() && requests[*r].refusal.is_none());
        let open: Vec<usize> = open.collect();
        Some(Act::Confirm(if open.is_empty() { vec![self.request(|_, _| true)?] } else { open }))
    }

    fn settle(&mut self) -> Act {
        let open = self.model.open_breaks(self.now);
        let unanswered = open.iter().find(|b| b.0 == "not-answered").map(|b| format!("N{}", b.1));
        let place = 1 + self.chance.below(self.model.breaks.len() + 1);
        let id = unanswered.filter(|_| self.chance.once_in(2)).unwrap_or_else(|| format!("B{place}"));
        Act::Settle(id, format!("asked {}", self.step))
    }

    /// Rows of a request file.
    pub fn rows(&mut self, most: usize) -> Vec<Row> {
        (0..1 + self.chance.below(most)).map(|n| self.row(n)).collect()
    }

    fn row(&mut self, n: usize) -> Row {
        let model = self.model;
        if !model.requests.is_empty() && self.chance.once_in(9) {
            // the same again, or the same number with another sum
            let mut known = self.chance.of(&model.requests);
            if self.chance.once_in(2) {
                known.amount += 100;
                known.row = text(&known, 0);
            }
            return Row { text: known.row.clone(), request: Some(known) };
        }
        let service = self.chance.below(2);
        let (bin, (account, _)) = (self.chance.of(&BINS), self.chance.of(&ACCOUNTS));
        let back = Duration::minutes(self.chance.of(&[0, 0, 7, 7, 60, 1_500, 6_000]));
        let agreement = if self.chance.once_in(5) { "A-1".to_owned() } else { format!("A-{}-{n}", self.step) };
        let mut request = Request {
            service,
            number: format!("{}{}", ["R", "r", "9", "10"][self.chance.below(4)], self.step * 100 + n),
            at: self.now - back,
            amount: 100 * (1 + self.chance.below(90) as i64),
            bin,
            account,
            agreement,
            row: String::new(),
            holds: 0,
            confirmed: None,
            refusal: None,
            withdrawn: 0,
            short: false,
            proposed: None,
            document: String::new(),
        };
        let wrong = if self.chance.once_in(8) { 1 + self.chance.below(5) } else { 0 };
        // not wrong for ever: the moment comes
        if wrong == 1 {
            request.at = self.now + Duration::hours(20);
        }
        request.row = text(&request, wrong);
        Row { text: request.row.clone(), request: (wrong < 2).then_some(request) }
    }

    fn take(&mut self) -> Act {
        let rows = self.rows(5);
        Act::Take { file: String::new(), rows }
    }

    /// A document of the plan: more money, less, moved to a later month, obligations, an opening.
    pub fn plan(&mut self) -> Act {
        let known: Vec<Plan> = self.model.plans.clone();
        if !known.is_empty() && self.chance.once_in(5) {
            let mut same = self.chance.of(&known);
            if self.chance.once_in(2) {
                same.months[0] += 100;
            }
            let in_force = same.row.split(',').nth(8).and_then(|d| d.parse().ok()).unwrap();
            let same = document(same.year, same.kind, same.number, in_force, same.service, same.months);
            return Act::Plan { file: String::new(), documents: vec![same] };
        }
        let today = self.now.date_naive();
        let next = today.month() == 12 && self.chance.once_in(2);
        let (year, month) = if next { (today.year() + 1, 0) } else { (today.year(), today.month() as usize - 1) };
        let number = format!("C{}", self.step);
        let mut months = [0; 12];
        let sum = 100 * (1 + self.chance.below(120) as i64);
        let (kind, date) = match self.chance.below(9) {
            0 => {
                months[month] = sum / 400 * 100;
                ("opening", today)
            }
            1 => {
                // where little was promised, most of these are refused, because more lives already
                months[0] = sum * if self.chance.once_in(2) { 40 } else { 4 };
                ("obligations", today)
            }
            2 => {
                months[month] = sum;
                ("payments", today + Duration::days(1 + self.chance.below(9) as i64))
            }
            3 => {
                months[month] = -sum;
                months[(month + 1 + self.chance.below(3)).min(11)] += sum;
                ("payments", today)
            }
            4 | 5 => {
                months[self.chance.below(12)] = -sum;
                ("payments", today)
            }
            _ => {
                months[self.chance.below(month + 2).min(11)] = sum;
                ("payments", today)
            }
        };
        let services: &[usize] = match self.chance.below(3) {
            0 => &[0],
            1 => &[1],
            _ => &[0, 1],
        };
        // one document a line, so that each is judged alone
        let one = |s: &usize| document(year, kind, format!("{number}-{s}"), date, *s, months);
        Act::Plan { file: String::new(), documents: services.iter().map(one).collect() }
    }

    fn correct(&mut self) -> Option<Act> {
        let request = self.request(|m, r| m.requests[r].holds != 0)?;
        let (account, bic) = self.chance.of(&ACCOUNTS);
        let fits = !self.chance.once_in(4);
        let bic = if fits { bic } else { "ALMNKZKA" };
        Some(Act::Correct { request, account, bic, fits, document: format!("letter {}", self.step) })
    }

    fn resolve(&mut self) -> Option<Act> {
        let waits = |b: &usize| !self.model.batches[*b].said.is_empty();
        let waiting: Vec<usize> = (0..self.model.batches.len()).filter(waits).collect();
        let batch = match self.chance.any(&waiting) {
            Some(batch) if !self.chance.once_in(5) => batch,
            _ => self.batch(&[BatchStatus::Unknown])?,
        };
        let (paid, unknown): (bool, Vec<usize>) = (self.chance.once_in(2), self.model.members(batch).collect());
        // the second person often says what the first one said
        if let Some((paid, orders, _)) = self.chance.any(&self.model.batches[batch].said)
            && !self.chance.once_in(4)
        {
            return Some(Act::Resolve { batch, paid, orders, reason: format!("asked {}", self.step) });
        }
        let orders = if self.chance.once_in(2) { Vec::new() } else { vec![self.chance.any(&unknown)?] };
        Some(Act::Resolve { batch, paid, orders, reason: format!("asked {}", self.step) })
    }

    /// A statement: what the treasury did, in part, late, doubled, contradictory or wrong.
    fn statement(&mut self) -> Option<Act> {
        let date = self.now.date_naive() - Duration::days(self.chance.of(&[0, 0, 0, 1, 9]));
        let known = self.model.statements.clone();
        let number = match self.chance.any(&known) {
            Some(old) if self.chance.once_in(8) => old.0,
            _ => format!("S{}", self.step),
        };
        let out = [Status::Dispatched, Status::Unknown];
        let mut lines = Vec::new();
        let first = self.order(&out)?;
        // the rest of its batch often comes with it
        let mut orders: Vec<usize> = self.model.members(self.model.orders[first].batch).collect();
        if self.chance.once_in(2) {
            orders = vec![first];
        }
        orders.extend(self.order(&[Status::Paid]).filter(|_| self.chance.once_in(3)));
        for order in orders {
            lines.push(self.line(order, date));
        }
        if self.chance.once_in(5) {
            lines.push(self.chance.of(&lines));
        }
        if self.chance.once_in(6) {
            let mut stray = self.chance.of(&lines);
            stray.order = "9999".to_owned();
            lines.push(stray);
        }
        for line in &mut lines {
            line.text = line_text(line, &number, date);
        }
        Some(Act::Answer { file: String::new(), statement: Statement { number, date, lines } })
    }

    fn line(&mut self, order: usize, date: NaiveDate) -> Line {
        let o = &self.model.orders[order];
        let outcomes = match o.status {
            Status::Paid => [Status::Returned, Status::Returned, Status::Paid, Status::Rejected],
            _ => [Status::Paid, Status::Paid, Status::Rejected, Status::Returned],
        };
        let mut line = Line {
            order: if self.chance.once_in(4) { o.number.to_string() } else { o.reference() },
            amount: o.amount,
            bin: o.bin.to_owned(),
            account: o.account.to_owned(),
            outcome: self.chance.of(&outcomes),
            value_date: date,
            text: String::new(),
        };
        match self.chance.below(14) {
            0 => line.amount += 1,
            1 => line.account = "KZ000000000000000000".to_owned(),
            _ => {}
        }
        line
    }

    fn wrong_file(&mut self) -> Act {
        let kinds: [&[&str]; 3] = [&["plan", "import"], &["request", "import"], &["statement", "import"]];
        Act::WrongFile(self.chance.of(&kinds), String::new())
    }
}

/// Tenge and tiyn.
pub fn money(tiyn: i64) -> String {
    let sign = if tiyn < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", tiyn.abs() / 100, tiyn.abs() % 100)
}

/// A row of a request file; `wrong` says what is wrong with it, 0 nothing.
fn text(r: &Request, wrong: usize) -> String {
    let service = if wrong == 2 { "no-such-service" } else { SERVICES[r.service].0 };
    let bin = if wrong == 3 { "941240001152" } else { r.bin };
    let amount = if wrong == 4 { r.amount + 1 } else { r.amount };
    let account = if wrong == 5 { "KZ00" } else { r.account };
    let bic = ACCOUNTS.iter().find(|a| a.0 == r.account).unwrap().1;
    let (at, base, amount) = (r.at.to_rfc3339(), money(r.amount * 10), money(amount));
    format!(
        "{service},{},{at},{bin},ТОО МФО Береке,{account},{bic},15,{base},10,{amount},{},2025-12-01,2025-10-01,2025-12-31",
        r.number, r.agreement
    )
}

/// A document of the plan with one row.
pub fn document(
    year: i32,
    kind: &'static str,
    number: String,
    date: NaiveDate,
    service: usize,
    months: [i64; 12],
) -> Plan {
    let sums = months.map(money).join(",");
    let programme = ["060", "061"][service];
    let row = format!("{year},255,2550101,{programme},015,311,{kind},{number},{date},{sums}");
    Plan { year, kind, number, row, service, in_force: date, months }
}

/// A row of a statement file.
pub fn line_text(l: &Line, number: &str, date: NaiveDate) -> String {
    let (order, sum, outcome) = (&l.order, money(l.amount), l.outcome.word());
    format!("{number},{date},{order},{sum},{},{},{outcome},,T-{order},{}", l.bin, l.account, l.value_date)
}
