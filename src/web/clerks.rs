//! The threads in which pages are made, one page at a time each. The embedded database works in the thread that asks it; to a
//! server each thread has connections of its own, so that what the server sends wakes just the thread that waits for it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OnceCell, OwnedSemaphorePermit, oneshot};
use tracing::Dispatch;

use crate::daemon::state::InForce;
use crate::store::Db;

use super::answer::Answer;
use super::asked::Asked;
use super::site::Site;

/// Connections of one thread at most: a page holds two.
pub const CONNECTIONS: u32 = 3;

/// A page to be made.
pub struct Work {
    /// What all pages share.
    pub site: Arc<Site>,
    /// The configuration in force when it was asked for.
    pub in_force: Arc<InForce>,
    /// What is asked for.
    pub asked: Asked,
    /// Its turn, given back when it is made.
    pub turn: OwnedSemaphorePermit,
}

/// A thread that waits for work.
type Clerk = UnboundedSender<(Work, oneshot::Sender<Answer>)>;

/// Those that have nothing to do, the last one first: where little is asked, few have connections.
pub struct Clerks {
    idle: Mutex<Vec<Clerk>>,
    log: Dispatch,
}

impl Clerks {
    /// None so far; what they have to say goes to this log.
    pub fn new(log: Dispatch) -> Self {
        Clerks { idle: Mutex::default(), log }
    }

    /// Has a page made; `None` where the making broke off.
    pub async fn make(&self, work: Work) -> std::io::Result<Option<Answer>> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let clerk = match idle {
            Some(clerk) => clerk,
            None => begin(self.log.clone())?,
        };
        let (done, made) = oneshot::channel();
        // a thread that has ended drops its work, which is found out right below
        let _ = clerk.send((work, done));
        let made = made.await.ok();
        if made.is_some() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(clerk);
        }
        Ok(made)
    }
}

/// Begins a thread; it ends when nobody can give it work any more, or when a page breaks off.
fn begin(log: Dispatch) -> std::io::Result<Clerk> {
    let (clerk, works) = unbounded_channel();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let run = move || tracing::dispatcher::with_default(&log, || runtime.block_on(work_off(works)));
    std::thread::Builder::new().name("page".to_owned()).spawn(run)?;
    Ok(clerk)
}

/// Makes one page after the other. What a page leaves to be done, as giving its connection back, is done while the next work
/// is waited for.
async fn work_off(mut works: UnboundedReceiver<(Work, oneshot::Sender<Answer>)>) {
    let db: OnceCell<Db> = OnceCell::new();
    while let Some((work, done)) = works.recv().await {
        let Work { site, in_force, asked, turn } = work;
        let answer = site.page(&db, &in_force, &asked).await;
        drop((site, turn));
        // who asked may have gone
        let _ = done.send(answer);
    }
    if let Some(db) = db.get() {
        db.close().await;
    }
}
