//! `/metrics`: the text that Prometheus reads. Own lines and no library: the sums of money and the open steps are read
//! from the database when they are asked for, true after a restart and for every daemon alike; a recorder of counters
//! would hold a second, older truth beside it.

use std::fmt::Write as _;
use std::time::Duration;

use crate::domain::money::Amount;
use crate::domain::time::Moment;
use crate::stage::reporting::now::OpenStep;
use crate::store::Stage;

use super::refresher::ListState;
use super::state::State;

/// A sum of money in a state.
#[derive(Clone, Debug)]
pub struct Money {
    /// The service.
    pub service: String,
    /// Its budget line.
    pub line: String,
    /// Where the money is, as in the report `conservation`.
    pub state: &'static str,
    /// How much.
    pub amount: Amount,
}

/// What the database says.
#[derive(Clone, Debug)]
pub struct Books {
    /// When.
    pub now: Moment,
    /// What waits.
    pub steps: Vec<OpenStep>,
    /// Where the money is.
    pub money: Vec<Money>,
}

/// A name and a value of a sample, escaped as the format asks.
type Labels<'a> = &'a [(&'a str, &'a str)];

struct Text(String);

impl Text {
    /// The head of a metric.
    fn metric(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: Labels<'_>, value: impl std::fmt::Display) {
        let escape = |v: &str| v.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let labels: Vec<String> = labels.iter().map(|(k, v)| format!("{k}=\"{}\"", escape(v))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    /// A metric of one sample.
    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.metric(name, kind, help);
        self.sample(name, &[], value);
    }

    /// A metric with a sample for each word of one label.
    fn by<T: std::fmt::Display>(&mut self, (name, kind, help): (&str, &str, &str), label: &str, of: &[(&str, T)]) {
        self.metric(name, kind, help);
        for (word, value) in of {
            self.sample(name, &[(label, word)], value);
        }
    }
}

fn seconds(span: Duration) -> String {
    format!("{}.{:06}", span.as_secs(), span.subsec_micros())
}

/// The page. Without `books` the database does not answer, and what only it knows is left out.
pub fn render(state: &State, lists: &(Option<Moment>, Vec<ListState>), books: Option<&Books>) -> String {
    let mut text = Text(String::new());
    text.metric("qazyna_build_info", "gauge", "The program.");
    text.sample("qazyna_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    text.one("qazyna_database_up", "gauge", "1 while the database answers.", u8::from(books.is_some()));
    let ticks = [("done", state.ticks[0]), ("fault", state.ticks[1])];
    text.by(("qazyna_ticks_total", "counter", "Ticks since the start."), "outcome", &ticks);
    text.one("qazyna_tick_running", "gauge", "1 while a tick is at work.", u8::from(state.running.is_some()));
    if let Some(success) = state.success {
        let help = "Since the last tick without a fault.";
        text.one("qazyna_tick_success_age_seconds", "gauge", help, seconds(success.elapsed()));
    }
    let reloads = [("done", state.reloads[0]), ("refused", state.reloads[1])];
    text.by(("qazyna_reloads_total", "counter", "Reloads of configuration and rules by SIGHUP."), "outcome", &reloads);
    stages(&mut text, state);
    let done = &state.done;
    let rows = [("accepted", done.rows[0]), ("repeated", done.rows[1]), ("refused", done.rows[2])];
    text.one("qazyna_inbox_files_total", "counter", "Files taken from the inbox.", done.files);
    text.by(("qazyna_inbox_rows_total", "counter", "Rows of these files."), "outcome", &rows);
    text.one("qazyna_requests_confirmed_total", "counter", "Requests confirmed by the tick.", done.confirmed);
    text.one("qazyna_orders_lapsed_total", "counter", "Orders of a past year that lapsed.", done.lapsed);
    text.one("qazyna_orders_formed_total", "counter", "Payment orders formed.", done.orders);
    text.one("qazyna_batches_formed_total", "counter", "Batches sent to the head.", done.batches);
    text.one("qazyna_treasury_files_total", "counter", "Treasury files written.", done.exported);
    let help = "Exports refused because something differs from what was signed.";
    text.one("qazyna_exports_refused_total", "counter", help, done.export_refused);
    revocation(&mut text, lists);
    if let Some(books) = books {
        of_the_books(&mut text, books);
    }
    text.0
}

/// The revocation lists that are fetched: how old, how long still good, and how fetching goes.
fn revocation(text: &mut Text, (now, lists): &(Option<Moment>, Vec<ListState>)) {
    let Some(now) = now.filter(|_| !lists.is_empty()) else { return };
    let ages = lists.iter().filter_map(|l| l.facts.as_ref().map(|facts| (l.address.as_str(), facts)));
    let between = |from: Moment, to: Moment| (to.micros() - from.micros()) / 1_000_000;
    let name = "qazyna_revocation_list_age_seconds";
    text.metric(name, "gauge", "Since the authority made the revocation list that is kept.");
    ages.clone().for_each(|(address, facts)| text.sample(name, &[("list", address)], between(facts.this_update, now)));
    let name = "qazyna_revocation_list_left_seconds";
    text.metric(name, "gauge", "Until that list is over; below 0 it is.");
    for (address, facts) in ages {
        let until = facts.next_update.unwrap_or(facts.this_update);
        text.sample(name, &[("list", address)], between(now, until));
    }
    let name = "qazyna_revocation_fetches_total";
    text.metric(name, "counter", "Fetches of a revocation list since the start.");
    for list in lists {
        for (outcome, count) in ["good", "failed"].iter().zip(list.fetches) {
            text.sample(name, &[("list", &list.address), ("outcome", outcome)], count);
        }
    }
    let name = "qazyna_revocation_fetch_good";
    text.metric(name, "gauge", "1 where the last fetch of the list was good.");
    for list in lists {
        if let Some(good) = list.good {
            text.sample(name, &[("list", &list.address)], u8::from(good));
        }
    }
}

fn stages(text: &mut Text, state: &State) {
    let each = |value: &dyn Fn(usize) -> String| Stage::ALL.map(|s| (s.word(), value(s as usize)));
    let of = &state.stages;
    let name = "qazyna_stage_duration_seconds";
    text.metric(name, "summary", "Time that a stage of the tick worked.");
    for stage in Stage::ALL {
        let numbers = &of[stage as usize];
        let labels = [("stage", stage.word())];
        text.sample(&format!("{name}_sum"), &labels, seconds(numbers.worked));
        text.sample(&format!("{name}_count"), &labels, numbers.runs);
    }
    let waited = ("qazyna_stage_wait_seconds_total", "counter", "Time that a stage waited for another program.");
    text.by(waited, "stage", &each(&|i| seconds(of[i].waited)));
    let faults = ("qazyna_stage_faults_total", "counter", "How often a stage failed.");
    text.by(faults, "stage", &each(&|i| of[i].faults.to_string()));
}

fn of_the_books(text: &mut Text, books: &Books) {
    let open: Vec<_> = books.steps.iter().map(|s| (s.step.as_str(), s.open)).collect();
    text.by(("qazyna_steps_open", "gauge", "Items that wait for a step of the procedure."), "step", &open);
    let late: Vec<_> = books.steps.iter().map(|s| (s.step.as_str(), s.late)).collect();
    let help = "Items that are late for a step by the department's own cause.";
    text.by(("qazyna_steps_late", "gauge", help), "step", &late);
    let lateness = |s: &OpenStep| {
        let behind = s.first_due.map_or(0, |due| books.now.micros().saturating_sub(due.micros()).max(0));
        seconds(Duration::from_micros(behind.unsigned_abs()))
    };
    let worst: Vec<_> = books.steps.iter().map(|s| (s.step.as_str(), lateness(s))).collect();
    let help = "How late the latest open item of a step is; 0 while all are in time.";
    text.by(("qazyna_step_lateness_seconds", "gauge", help), "step", &worst);
    let name = "qazyna_money_tiyn";
    text.metric(name, "gauge", "Money by service, budget line and state, in tiyn (1/100 tenge).");
    for m in &books.money {
        let labels = [("service", m.service.as_str()), ("budget_line", m.line.as_str()), ("state", m.state)];
        text.sample(name, &labels, m.amount.tiyn());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_with_quotes_and_line_ends_stays_one_sample() {
        let mut text = Text(String::new());
        text.sample("m", &[("a", "x\"y\\z\nw")], 1);
        assert_eq!(text.0, "m{a=\"x\\\"y\\\\z\\nw\"} 1\n");
    }
}
