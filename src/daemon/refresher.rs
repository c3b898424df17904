//! Fetches the revocation lists of `eds.lists` before they are over. It has a thread of its own: no tick waits for the
//! network, and the daemon's end does not either, because what is being fetched is under another name until it is whole.

use std::sync::Arc;
use std::thread::Thread;
use std::time::{Duration, Instant};

use crate::cli::Failure;
use crate::cli::eds_refresh::sentence;
use crate::clock::Clock;
use crate::domain::lang::Lang;
use crate::domain::time::Moment;
use crate::eds::certificate::Certificate;
use crate::eds::crl::ListFacts;
use crate::signatures::client::Client;
use crate::signatures::files::anchors_of;
use crate::signatures::lists::{self, Fetched};
use crate::texts::Texts;
use crate::tick::Watch as _;

use super::state::{InForce, Shared};

/// Between two looks at the clock; a reload wakes it at once.
const LOOK: Duration = Duration::from_secs(1);
/// The first wait after an address gave nothing new; it doubles up to the ceiling.
const FIRST_WAIT: Duration = Duration::from_secs(60);
/// The longest wait before an address is tried again.
const CEILING: Duration = Duration::from_secs(15 * 60);

/// What is known of the list of an address.
#[derive(Clone, Debug)]
pub struct ListState {
    /// The address.
    pub address: String,
    /// The list that is kept; `None` where there is none.
    pub facts: Option<ListFacts>,
    /// Fetches that gave a list, and that failed, since the start.
    pub fetches: [u64; 2],
    /// Whether the last fetch gave a list; `None` before the first.
    pub good: Option<bool>,
    wait: Duration,
    next: Instant,
}

/// Starts it; whoever wakes the thread has it look at the configuration in force at once.
pub fn begin(shared: Arc<Shared>, clock: Clock) -> std::io::Result<Thread> {
    let log = tracing::dispatcher::get_default(Clone::clone);
    let run = move || tracing::dispatcher::with_default(&log, || repeat(&shared, clock));
    std::thread::Builder::new().name("lists".to_owned()).spawn(run).map(|handle| handle.thread().clone())
}

fn repeat(shared: &Shared, clock: Clock) {
    let mut work: Option<(Arc<InForce>, Work)> = None;
    while !shared.stopping() {
        let in_force = shared.in_force();
        let same = work.as_ref().is_some_and(|(of, _)| Arc::ptr_eq(of, &in_force));
        if !same {
            let fresh = Work::begin(&in_force, shared);
            work = Some((in_force, fresh));
        }
        if let Some((in_force, work)) = &mut work {
            work.look(in_force, shared, shared.moment(clock));
        }
        std::thread::park_timeout(LOOK);
    }
}

/// The addresses of one configuration.
struct Work {
    client: Client,
    anchors: Result<Vec<Certificate>, Failure>,
    lists: Vec<ListState>,
}

impl Work {
    /// With what lies in the folder, and the counts of the same addresses so far.
    fn begin(in_force: &InForce, shared: &Shared) -> Self {
        let eds = &in_force.settings.eds;
        let anchors = if eds.lists.is_empty() { Ok(Vec::new()) } else { anchors_of(&in_force.settings) };
        if let Err(fault) = &anchors {
            tracing::error!("no revocation list can be judged: {fault}");
        }
        let before = shared.lists().1;
        let known = anchors.as_deref().unwrap_or_default();
        let of = |address: &String| ListState {
            address: address.clone(),
            facts: lists::kept(eds, address, known).map(|list| list.facts),
            fetches: before.iter().find(|b| b.address == *address).map_or([0; 2], |b| b.fetches),
            good: None,
            wait: FIRST_WAIT,
            next: Instant::now(),
        };
        Work { client: Client::patient(eds.timeout), lists: eds.lists.iter().map(of).collect(), anchors }
    }

    /// Fetches what is due and may be tried now.
    fn look(&mut self, in_force: &InForce, shared: &Shared, now: Moment) {
        for place in 0..self.lists.len() {
            // what is told in the meantime is of this moment
            shared.listed(now, &self.lists);
            let state = &mut self.lists[place];
            if Instant::now() < state.next || !lists::is_due(state.facts.as_ref(), now) || shared.stopping() {
                continue;
            }
            let Ok(anchors) = &self.anchors else { continue };
            let (eds, address) = (&in_force.settings.eds, state.address.clone());
            let fetched = lists::fetch(&self.client, eds, &address, anchors, now);
            state.good = Some(fetched.is_ok());
            state.fetches[usize::from(fetched.is_err())] += 1;
            match fetched {
                Ok(Fetched::New(facts)) => {
                    let until = facts.next_update.map(Moment::rfc3339_utc);
                    tracing::info!(address, number = facts.number, until, "a new revocation list was fetched");
                    (state.facts, state.wait) = (Some(facts), FIRST_WAIT);
                    continue;
                }
                Ok(Fetched::Same(facts)) => state.facts = Some(facts),
                Err(fault) => {
                    let seconds = state.wait.as_secs();
                    let told = sentence(&Texts::new(Lang::En), &fault);
                    tracing::warn!(address, seconds, "the revocation list was not fetched: {told}; tried again");
                    // another program may have fetched it, or spoiled it
                    state.facts = lists::kept(eds, &address, anchors).map(|list| list.facts);
                }
            }
            state.next = Instant::now() + state.wait;
            state.wait = (state.wait * 2).min(CEILING);
        }
        shared.listed(now, &self.lists);
    }
}
