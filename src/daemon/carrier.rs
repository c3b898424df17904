//! Carries letters to recipients while the loop ticks: in a thread of its own with connections of its own, so that no tick
//! waits for a mail server.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::Thread;
use std::time::Duration;

use crate::clock::Clock;
use crate::outbox;
use crate::stage::Office;
use crate::stage::limits_of;
use crate::store::{Db, Limits};
use crate::tick::Watch as _;

use super::state::Shared;

/// Between two passes.
const EVERY: Duration = Duration::from_secs(2);

/// Starts it.
pub fn begin(shared: Arc<Shared>, clock: Clock, base: PathBuf) -> std::io::Result<Thread> {
    let log = tracing::dispatcher::get_default(Clone::clone);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let run = move || {
        tracing::dispatcher::with_default(&log, || {
            let mut db = None;
            while !shared.stopping() {
                if outbox::is_open(&shared.in_force().settings.notices) {
                    runtime.block_on(look(&shared, clock, &base, &mut db));
                }
                std::thread::park_timeout(EVERY);
            }
        });
    };
    std::thread::Builder::new().name("letters".to_owned()).spawn(run).map(|handle| handle.thread().clone())
}

/// One pass; after a fault of the database the next one has a new connection.
async fn look(shared: &Shared, clock: Clock, base: &std::path::Path, kept: &mut Option<Db>) {
    let in_force = shared.in_force();
    let (settings, rules) = (&in_force.settings, &in_force.rules);
    let db = match kept.take() {
        Some(db) => db,
        None => {
            let limits = Limits { name: "qazyna letters".to_owned(), ..limits_of(settings) };
            match Db::open_within(&settings.database, base, false, &limits).await {
                Ok(db) => db,
                Err(fault) => return tracing::warn!("letters wait for the database: {fault}"),
            }
        }
    };
    let office = Office { db: &db, clock, rules, in_force: &in_force.in_force, settings };
    match outbox::pass(&office).await {
        Ok(passed) => {
            if passed.arrived > 0 {
                tracing::info!(letters = passed.arrived, "letters arrived");
            }
            *kept = Some(db);
        }
        Err(fault) => tracing::warn!("letters wait for the database: {fault}"),
    }
}
