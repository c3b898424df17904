//! One pass of everything that can be done now: inbox, confirmation, forming, export, in this order (004 §5.1–5.4).
//! Idempotent: a second pass right after changes nothing. Each stage waits for another program that is at work on it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::settings::Confirmation;
use crate::format::Format;
use crate::inbox::{self, Taken};
use crate::signatures::recipients::Recipients;
use crate::stage::dispatch::{self, ExportReport};
use crate::stage::intake::Means;
use crate::stage::ordering::{self, Formed};
use crate::stage::{Office, StageError, confirmation, signing};
use crate::store::queue::Arrived;
use crate::store::{Lease, Stage, StoreError};

/// What a pass did.
#[derive(Debug, Default)]
pub struct TickReport {
    /// Files of the inbox.
    pub inbox: Taken,
    /// Orders of a past year that lapsed.
    pub lapsed: u64,
    /// Requests confirmed.
    pub confirmed: u64,
    /// Notices that wait for the specialist's electronic signature, where one is required.
    pub unsigned: u64,
    /// Batches formed and sent to the head.
    pub formed: Vec<Formed>,
    /// Files written.
    pub exported: ExportReport,
    /// Whether it was working time.
    pub working_time: bool,
    /// What went wrong; the stages after it were worked on as far as it allowed.
    pub faults: Vec<Fault>,
}

/// A stage that failed.
#[derive(Debug)]
pub struct Fault {
    /// Which one.
    pub stage: Stage,
    /// Why.
    pub error: StageError,
}

/// Told how a pass goes on, and asked whether it may.
pub trait Watch: Sync {
    /// A stage ended: how long it waited for its lease, how long it worked.
    fn ended(&self, _stage: Stage, _waited: Duration, _worked: Duration) {}
    /// Whether the pass is to end at the next place where nothing is half done.
    fn stopping(&self) -> bool {
        false
    }
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {}

/// Runs one pass. What keeps one stage from its work (a full disk, a closed folder) does not keep back the others; a
/// fault of the database does.
pub async fn run(office: &Office<'_>, formats: &[Format], watch: &dyn Watch) -> TickReport {
    let (mut report, mut arrived) = (TickReport::default(), Arrived::default());
    for stage in Stage::ALL {
        if watch.stopping() {
            break;
        }
        if stage == Stage::Inbox && !office.settings.inbox.exists() {
            continue;
        }
        let begun = Instant::now();
        let mut waited = Duration::ZERO;
        let done = match office.db.lease(stage).await {
            Err(fault) => Err(fault.into()),
            Ok(mut lease) => {
                waited = begun.elapsed();
                work(office, formats, (stage, &mut lease), watch, (&mut report, &mut arrived)).await
            }
        };
        watch.ended(stage, waited, begun.elapsed().saturating_sub(waited));
        if let Err(error) = done {
            let ends = matches!(error, StageError::Store(_));
            report.faults.push(Fault { stage, error });
            if ends {
                break;
            }
        }
    }
    report
}

/// What one stage does, under its lease.
async fn work(
    office: &Office<'_>,
    formats: &[Format],
    (stage, lease): (Stage, &mut Lease),
    watch: &dyn Watch,
    (report, arrived): (&mut TickReport, &mut Arrived),
) -> Result<(), StageError> {
    if stage == Stage::Inbox {
        let means: Arc<dyn Means> = Arc::new(Recipients::of(office.settings));
        return inbox::take_all(office, lease, &|| watch.stopping(), &means, &mut report.inbox).await;
    }
    // another pass may have kept this one waiting past closing time
    let moment = office.reading().await?.moment;
    report.working_time = office.rules.calendar.is_working_time(moment)?;
    match stage {
        Stage::Export => {
            dispatch::export_due(office, lease, formats, report.working_time, &mut report.exported).await?;
        }
        _ if !report.working_time => {}
        Stage::Confirmation => {
            report.lapsed = signing::lapse(office).await?;
            if office.settings.eds.required {
                let mut reading = office.reading().await?;
                report.unsigned = confirmation::notices::count(&mut reading.conn).await?;
            } else if office.settings.confirmation == Confirmation::Automatic {
                (report.confirmed, *arrived) = confirmation::confirm_all(office).await?;
            }
        }
        Stage::Forming | Stage::Inbox => {
            report.formed = ordering::form_all(office, std::mem::take(arrived)).await?;
        }
    }
    Ok(())
}

impl Fault {
    /// Whether the database is at fault, and not what it was asked.
    pub fn is_of_the_database(&self) -> bool {
        matches!(&self.error, StageError::Store(e) if !matches!(e, StoreError::ClockBehind { .. }))
    }
}
