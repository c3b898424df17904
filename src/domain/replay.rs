//! The journal told again: every event, link by link, changes the state that it describes, and nothing else does. What
//! the tables hold must be what comes out here; an event that cannot follow from the state before it is a fault.

mod batches;
mod electronic;
mod fields;
mod orders;
mod people;
mod stops;

use std::collections::{BTreeMap, BTreeSet};

use super::budget::BudgetLine;
use super::conservation::Conservation;
use super::event::Event;
use super::image::{
    AttachmentImage, AttachmentKey, BatchImage, EdsImage, FileImage, FileKey, FormImage, FormKey, OrderImage,
    PersonImage, PlanImage, PlanKey, RecipientImage, RequestImage, RestorationImage, StopImage, TokenImage,
};
use super::money::Amount;
use super::order::OrderNumber;
use super::standing::{CORRECTABLE, Hold, RELEASABLE, Standing};
use super::time::Moment;
use fields::{Fields, known, shown};

/// An event that cannot follow from the state before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayFault {
    /// The link that holds it.
    pub link: i64,
    /// The event: its kind and what it is about.
    pub event: String,
    /// Why it cannot be.
    pub why: String,
}

/// The link that an event stands in.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Its number.
    pub link: i64,
    /// Its moment.
    pub at: Moment,
    /// Who acted.
    pub actor: &'a str,
}

/// A request in the waiting list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTurn {
    /// Its number.
    pub number: String,
    /// When it was registered.
    pub registered_at: Moment,
    /// What no live order covers.
    pub rest: Amount,
}

/// The state after the links told so far.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// By service and number.
    pub requests: BTreeMap<String, BTreeMap<String, RequestImage>>,
    /// Files of applications by their SHA-256, with the links that took in something of them.
    pub intake: BTreeMap<[u8; 32], Vec<i64>>,
    /// Files that came with applications.
    pub attachments: BTreeMap<AttachmentKey, AttachmentImage>,
    /// Forms 4-20 of the treasury.
    pub forms: BTreeMap<FormKey, FormImage>,
    /// By number.
    pub orders: BTreeMap<OrderNumber, OrderImage>,
    /// By number.
    pub batches: BTreeMap<i64, BatchImage>,
    /// SHA-256 of the manifests that were signed, by batch.
    pub signatures: BTreeMap<i64, [u8; 32]>,
    /// Electronic signatures, by what was signed.
    pub electronic: BTreeMap<String, EdsImage>,
    /// Paid orders whose letter waits for a person's electronic signature.
    pub unsigned: BTreeSet<OrderNumber>,
    /// Grounds of refusals that wait for one, by service and number.
    pub refusals: BTreeMap<(String, String), String>,
    /// Treasury-client files.
    pub files: BTreeMap<FileKey, FileImage>,
    /// Documents of the financing plan.
    pub plan: BTreeMap<PlanKey, PlanImage>,
    /// What lives against a line and year, in tiyn.
    pub live: BTreeMap<(BudgetLine, i32), i64>,
    /// Digests of the letters, with the link that made each.
    pub notices: BTreeMap<[u8; 32], i64>,
    /// Stops by their key.
    pub stops: BTreeMap<i64, StopImage>,
    /// People by name.
    pub people: BTreeMap<String, PersonImage>,
    /// Organisations that have a cabinet, by BIN.
    pub recipients: BTreeMap<String, RecipientImage>,
    /// Tokens in force, by their digest.
    pub tokens: BTreeMap<String, TokenImage>,
    /// Copies of the database brought back.
    pub restorations: BTreeMap<i64, RestorationImage>,
    /// The subjects that are stopped, with the key of the stop.
    stopped: BTreeMap<String, i64>,
    members: BTreeMap<i64, Vec<OrderNumber>>,
    /// How many orders of a batch something is still expected for: counted, because a batch may hold very many.
    unsettled: BTreeMap<i64, i64>,
    proposed: BTreeMap<(String, String), (String, String)>,
}

type Told = Result<(), String>;

impl Replay {
    /// Tells one event. Of a faulty one no more is told than what it breaks.
    pub fn apply(&mut self, act: &Act<'_>, event: &Event) -> Result<(), ReplayFault> {
        let told = self.tell(act, event);
        told.map_err(|why| ReplayFault { link: act.link, event: shown(event), why })
    }

    /// The waiting list of a service in the order of forming; whether its budget line is stopped the caller asks
    /// [`Replay::is_stopped`], because which line pays is a rule and no event.
    pub fn waiting_list(&self, service: &str) -> Vec<InTurn> {
        let of_service = self.requests.get(service).into_iter().flatten();
        let mut list: Vec<InTurn> = of_service
            .filter(|(_, r)| r.standing.is_waiting() && !self.is_stopped(&r.bin))
            .map(|(n, r)| InTurn { number: n.clone(), registered_at: r.registered_at, rest: r.standing.rest() })
            .collect();
        list.sort_by(|a, b| (a.registered_at, a.number.as_bytes()).cmp(&(b.registered_at, b.number.as_bytes())));
        list
    }

    /// Where the money claimed is, by service: the requests say what is open, the orders what is covered.
    pub fn conservation(&self) -> BTreeMap<String, Conservation> {
        let mut rows: BTreeMap<String, Conservation> = BTreeMap::new();
        for (service, requests) in &self.requests {
            let row = rows.entry(service.clone()).or_default();
            requests.values().for_each(|r| row.add_request(&r.standing));
        }
        for order in self.orders.values() {
            rows.entry(order.service.clone()).or_default().add_order(order.status, order.amount);
        }
        rows
    }

    fn tell(&mut self, act: &Act<'_>, event: &Event) -> Told {
        let e = &Fields(event);
        match event.kind.as_str() {
            "request-received" => self.received(act, e),
            "requests-file" => self.requests_file(act, e),
            "attachment-received" => self.attached(e),
            "execution-imported" => self.form(act, e),
            "request-confirmed" => self.confirmed(act, e),
            "request-refused" => self.refused(act, e),
            "request-withdrawn" => self.withdrawn(e),
            "request-released" => self.released(e),
            "request-short" => self.short(act, e),
            "correction-proposed" => self.correction_proposed(e),
            "correction-approved" => self.correction_approved(e),
            "plan-document" => self.plan_document(e),
            "order-formed" => self.order_formed(e),
            "batch-formed" => self.batch_formed(act, e),
            "order-declined" => self.declined(act, e),
            "batch-remade" => self.remade(e),
            "batch-signed" => self.signed(act, e),
            "batch-eds" => self.batch_eds(act, e),
            "batch-second-eds" => self.batch_second_eds(act, e),
            "request-eds" => self.request_eds(act, e),
            "refusal-proposed" => self.refusal_proposed(e),
            "refusal-eds" => self.refusal_eds(act, e),
            "result-eds" => self.result_eds(act, e),
            "intake-eds" | "registration-eds" | "correction-eds" => self.recipient_eds(act, e),
            "file-written" => self.file_written(e),
            "file-complete" => self.file_complete(act, e),
            "batch-dispatched" => self.dispatched(act, e),
            "batch-handed-over" => self.handed_over(e),
            "batch-outcome-unknown" => self.unknown(e),
            "outcome-resolved" => self.resolved(e),
            "order-not-received" => self.not_received(e),
            "batch-status" => self.batch_status(e),
            "order-paid" => self.paid(act, e),
            "order-rejected" => self.rejected(act, e),
            "order-returned" => self.returned(act, e),
            "hold-added" => self.hold_added(act, e),
            "hold-ended" => self.hold_ended(act, e),
            "role-given" => self.role_given(e),
            "roles-ended" => self.roles_ended(act, e),
            "person-iin" => self.person_iin(e),
            "password-set" => self.password_set(e),
            "factor-set" => self.factor_set(e),
            "token-given" => self.token_given(e),
            "token-ended" => self.token_ended(e),
            "recipient-registered" => self.recipient_registered(e),
            "database-restored" => self.restored(act, e),
            "database-reconciled" => self.reconciled(act),
            other => known(other),
        }
    }

    fn request(&mut self, e: &Fields<'_>) -> Result<&mut RequestImage, String> {
        let (service, number) = (e.text("service")?, e.text("number")?);
        let found = self.requests.get_mut(service).and_then(|of_service| of_service.get_mut(number));
        found.ok_or_else(|| "no such request was received".to_owned())
    }

    fn notice(&mut self, link: i64, digest: [u8; 32]) -> Told {
        match self.notices.insert(digest, link) {
            None => Ok(()),
            Some(before) => Err(format!("the same letter was made in link {before}")),
        }
    }

    fn requests_file(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        self.intake.entry(e.digest("sha256")?).or_default().push(act.link);
        Ok(())
    }

    fn attached(&mut self, e: &Fields<'_>) -> Told {
        let image = AttachmentImage {
            name: e.text("name")?.to_owned(),
            media: e.text("media")?.to_owned(),
            bytes: e.int("bytes")?,
            sha256: e.digest("sha256")?,
        };
        match self.attachments.insert((e.int("file")?, e.int("nth")?), image) {
            None => Ok(()),
            Some(_) => Err("a file is attached once".to_owned()),
        }
    }

    fn form(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let key = (e.text("institution")?.to_owned(), e.text("date")?.to_owned());
        match self.forms.insert(key, FormImage { at: act.at, rows: e.digest("sha256")? }) {
            None => Ok(()),
            Some(_) => Err("the form of this day came before".to_owned()),
        }
    }

    fn received(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let amount = e.amount("amount")?;
        let image = RequestImage {
            registered_at: e.moment("registered_at")?,
            bin: e.text("bin")?.to_owned(),
            facts: e.received()?,
            taken_in: act.link,
            account: e.text("account")?.to_owned(),
            bic: e.text("bic")?.to_owned(),
            standing: Standing {
                amount,
                ordered: Amount::ZERO,
                paid: Amount::ZERO,
                withdrawn: Amount::ZERO,
                confirmed: false,
                refused: false,
                holds: e.int("holds")?,
            },
            confirmed: None,
            refusal: None,
            short_at: None,
        };
        let of_service = self.requests.entry(e.text("service")?.to_owned()).or_default();
        let number = e.text("number")?;
        if amount <= Amount::ZERO || of_service.contains_key(number) {
            return Err("a request is received once, with a sum above zero".to_owned());
        }
        of_service.insert(number.to_owned(), image);
        Ok(())
    }

    fn confirmed(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let notice = e.digest("notice")?;
        let r = self.request(e)?;
        if r.standing.confirmed || r.standing.refused {
            return Err(format!("the request is {}", r.standing.status().word()));
        }
        r.standing.confirmed = true;
        r.confirmed = Some((act.at, act.actor.to_owned()));
        self.notice(act.link, notice)
    }

    fn refused(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let (notice, ground) = (e.digest("notice")?, e.text("ground")?.to_owned());
        let r = self.request(e)?;
        if r.standing.ordered > Amount::ZERO || r.standing.rest() == Amount::ZERO {
            return Err(format!("the request is {}", r.standing.status().word()));
        }
        let proposed = r.standing.holds & Hold::RefusalProposed.bit() != 0;
        r.standing.refused = true;
        r.standing.holds &= !Hold::RefusalProposed.bit();
        r.refusal = Some((ground.clone(), act.at));
        let key = (e.text("service")?.to_owned(), e.text("number")?.to_owned());
        let of_proposal = self.refusals.remove(&key).filter(|_| proposed);
        if of_proposal.is_some_and(|of| of != ground) {
            return Err("another ground was proposed".to_owned());
        }
        self.notice(act.link, notice)
    }

    fn withdrawn(&mut self, e: &Fields<'_>) -> Told {
        let amount = e.amount("amount")?;
        let s = &mut self.request(e)?.standing;
        if amount == Amount::ZERO || amount != s.rest() {
            return Err(format!("what no order covers is {}", s.rest()));
        }
        s.withdrawn = sum(s.withdrawn, amount)?;
        s.holds = 0;
        Ok(())
    }

    fn released(&mut self, e: &Fields<'_>) -> Told {
        let lifted = e.int("holds")?;
        let s = &mut self.request(e)?.standing;
        lift(s, lifted, RELEASABLE).filter(|_| lifted != 0).ok_or_else(|| format!("the holds are {}", s.holds))
    }

    fn short(&mut self, act: &Act<'_>, e: &Fields<'_>) -> Told {
        let r = self.request(e)?;
        if r.short_at.is_some() || !r.standing.is_waiting() {
            return Err("the request was noted already, or does not wait".to_owned());
        }
        r.short_at = Some(act.at);
        Ok(())
    }

    fn correction_proposed(&mut self, e: &Fields<'_>) -> Told {
        self.request(e)?;
        let key = (e.text("service")?.to_owned(), e.text("number")?.to_owned());
        self.proposed.insert(key, (e.text("account")?.to_owned(), e.text("bic")?.to_owned()));
        Ok(())
    }

    fn correction_approved(&mut self, e: &Fields<'_>) -> Told {
        let key = (e.text("service")?.to_owned(), e.text("number")?.to_owned());
        let new = (e.text("account")?.to_owned(), e.text("bic")?.to_owned());
        if self.proposed.get(&key) != Some(&new) {
            return Err("these requisites were not proposed".to_owned());
        }
        let lifted = e.int("holds")?;
        let r = self.request(e)?;
        if r.standing.refused || r.standing.ordered > r.standing.paid {
            return Err(format!("the request is {}", r.standing.status().word()));
        }
        lift(&mut r.standing, lifted, CORRECTABLE).ok_or_else(|| format!("other holds than {lifted}"))?;
        (r.account, r.bic) = new;
        self.proposed.remove(&key);
        Ok(())
    }

    fn plan_document(&mut self, e: &Fields<'_>) -> Told {
        let (key, line, months) = (e.plan_key()?, e.line("line")?, e.months()?);
        let (date, in_force) = (e.date("document_date")?, e.date("in_force")?);
        let document = self.plan.entry(key).or_insert_with(|| PlanImage { date, in_force, lines: BTreeMap::new() });
        if (document.date, document.in_force) != (date, in_force) || document.lines.contains_key(&line) {
            return Err("the document is there already".to_owned());
        }
        document.lines.insert(line, months);
        Ok(())
    }
}

/// Takes exactly the holds `lifted` off, if they are all of those that may be lifted so.
fn lift(s: &mut Standing, lifted: i64, liftable: i64) -> Option<()> {
    (s.holds & liftable == lifted).then(|| s.holds &= !lifted)
}

fn sum(a: Amount, b: Amount) -> Result<Amount, String> {
    a.checked_add(b).ok_or_else(|| "a sum past what fits".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(line: &str) -> Event {
        let body = format!("{}\n{}\n", super::super::event::VERSION, line.replace(' ', "\t"));
        Event::parse_all(body.as_bytes()).unwrap().remove(0)
    }

    fn told(lines: &[&str]) -> Vec<Option<String>> {
        let mut replay = Replay::default();
        let act = Act { link: 1, at: Moment::from_micros(1), actor: "system" };
        lines.iter().map(|line| replay.apply(&act, &event(line)).err().map(|fault| fault.why)).collect()
    }

    #[test]
    fn an_event_follows_from_the_state_before_it_or_is_a_fault() {
        let received = "request-received service=s number=1 registered_at=2026-03-11T05:00:00Z bin=b name=n account=a \
                        bic=c kbe=15 base=10.00 rate=10 amount=1.00 agreement_no=1 agreement_date=2026-01-01 \
                        period_from=2026-01-01 period_to=2026-01-31 confirm_due=2026-03-12T13:30:00Z holds=0";
        let confirmed = format!("request-confirmed service=s number=1 notice={}", "a".repeat(64));
        let formed = |amount: &str| {
            let digest = "b".repeat(64);
            format!("order-formed order=2026-1 batch=1 service=s number=1 amount={amount} digest={digest}")
        };
        let lines = [
            &confirmed,
            received,
            received,
            &formed("1.00"),
            &confirmed,
            &confirmed,
            &formed("1.01"),
            &formed("1.00"),
            "order-paid order=2026-1 value_date=2026-03-12 by=statement",
            "order-paid order=2026-2",
            "order-forgotten order=2026-1",
            "break-settled id=B1",
            "request-withdrawn service=s number=1 amount=x",
        ];
        let faults = told(&lines);
        let right: Vec<usize> = (0..lines.len()).filter(|i| faults[*i].is_none()).collect();
        assert_eq!(right, [1, 4, 7, 11], "{faults:#?}");
        assert_eq!(faults[8].as_deref(), Some("order 2026-1 is awaiting-signature"));
        assert_eq!(faults[12].as_deref(), Some("its field `amount` is `x`"));
    }
}
