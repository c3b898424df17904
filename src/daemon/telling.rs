//! The daemon's log: sentences on stderr, for people or as JSON. It goes to a collector of the system, so it is in
//! English whatever language the pages have.

use tracing::subscriber::DefaultGuard;
use tracing_subscriber::EnvFilter;

use crate::domain::money::Amount;
use crate::stage::StageError;
use crate::store::StoreError;
use crate::tick::TickReport;

/// From here on this thread tells what it does, unless `$QAZYNA_LOG` asks for less or more.
pub fn begin(json: bool) -> DefaultGuard {
    let filter = EnvFilter::try_from_env("QAZYNA_LOG").unwrap_or_else(|_| "info".into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    if json {
        tracing::subscriber::set_default(log.json().flatten_event(true).finish())
    } else {
        tracing::subscriber::set_default(log.finish())
    }
}

/// What a pass found and did, a line a matter; in one line what it comes to.
pub fn tell(report: &TickReport) -> String {
    for file in &report.inbox.reports {
        let (name, defects) = (file.name.as_str(), file.defects.len());
        let [accepted, repeated, refused] = [file.accepted, file.repeated, file.refused];
        if defects == 0 {
            tracing::info!(name, accepted, repeated, "a file of the inbox was taken and lies in done");
        } else {
            tracing::warn!(
                name,
                accepted,
                repeated,
                refused,
                defects,
                "a file of the inbox was taken and lies in failed, its defects beside it"
            );
        }
    }
    for name in &report.inbox.unfinished {
        tracing::info!(name, "a file of the inbox is still being written and waits for the next look");
    }
    for half in &report.inbox.halves {
        let (name, lacks) = half.lacks();
        tracing::info!(name, lacks, "a file of the inbox waits for the other half of its pair");
    }
    for (name, defects) in &report.inbox.waiting {
        for defect in defects {
            let (code, value) = (defect.code.word(), defect.value.as_str());
            tracing::warn!(name, code, value, "a signature of the inbox cannot be judged now and is tried again");
        }
    }
    if report.lapsed > 0 {
        tracing::info!(orders = report.lapsed, "orders of a past year lapsed");
    }
    if report.confirmed > 0 {
        tracing::info!(requests = report.confirmed, "requests were confirmed");
    }
    for formed in &report.formed {
        let total = formed.total.to_string();
        tracing::info!(batch = formed.batch, orders = formed.orders, total, "a batch was formed and sent to the head");
    }
    for file in &report.exported.files {
        let path = file.path.display().to_string();
        tracing::info!(batch = file.batch, path, "a file for the treasury was written");
    }
    for defect in &report.exported.defects {
        let (code, value) = (defect.code.word(), defect.value.as_str());
        tracing::error!(
            code,
            value,
            subject = defect.column.as_str(),
            "an export was refused; nothing left, look at this batch"
        );
    }
    for defect in &report.exported.withheld {
        let (code, value) = (defect.code.word(), defect.value.as_str());
        tracing::warn!(
            code,
            value,
            subject = defect.column.as_str(),
            "signed orders do not leave for now; see `doctor`"
        );
    }
    for fault in &report.faults {
        tracing::error!(stage = fault.stage.word(), "{}", sentence(&fault.error));
    }
    summary(report)
}

fn summary(report: &TickReport) -> String {
    let formed = report.formed.iter().fold((0, Amount::ZERO), |(orders, total), f| {
        (orders + f.orders, total.checked_add(f.total).unwrap_or(Amount::MAX))
    });
    let parts = [
        (report.inbox.reports.len() as u64, "inbox files taken".to_owned()),
        (report.inbox.unfinished.len() as u64, "inbox files unfinished".to_owned()),
        (report.lapsed, "orders lapsed".to_owned()),
        (report.confirmed, "requests confirmed".to_owned()),
        (report.unsigned, "notices waiting for a signature".to_owned()),
        (formed.0, format!("orders formed over {}", formed.1)),
        (report.exported.files.len() as u64, "treasury files written".to_owned()),
        (report.exported.defects.len() as u64, "exports refused".to_owned()),
        (report.exported.withheld.len() as u64, "reasons why signed orders do not leave".to_owned()),
        (report.faults.len() as u64, "stages failed".to_owned()),
    ];
    let told: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let closed = if report.working_time { "" } else { " (outside working time)" };
    if told.is_empty() { format!("nothing to do{closed}") } else { format!("{}{closed}", told.join(", ")) }
}

/// A fault in a sentence that says what to do.
pub fn sentence(error: &StageError) -> String {
    match error {
        StageError::Refused(defects) => {
            let each: Vec<String> = defects.iter().map(|d| format!("{}: {} `{}`", d.column, d.code, d.value)).collect();
            format!("refused: {}", each.join("; "))
        }
        StageError::Io { path, source } => {
            format!(
                "`{path}` cannot be written or read ({source}); the other stages went on, and the next tick tries again"
            )
        }
        StageError::Calendar(outside) => {
            format!("{outside}; add the year's file to the calendar of the rules and send SIGHUP")
        }
        StageError::Store(behind @ StoreError::ClockBehind { .. }) => {
            format!("{behind}; the daemon waits and goes on when the clock is right")
        }
        other => other.to_string(),
    }
}
