//! `qazyna.toml` as it is written: every section and key that it may hold, before anything is checked.

use std::path::PathBuf;

use serde::Deserialize;

use super::eds::RawEds;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) profile: String,
    pub(super) language: Option<String>,
    pub(super) database: RawDatabase,
    pub(super) rules: RawRules,
    #[serde(default)]
    pub(super) clock: RawClock,
    #[serde(default)]
    pub(super) eds: RawEds,
    #[serde(default)]
    pub(super) confirmation: RawMode,
    #[serde(default)]
    pub(super) queue: RawQueue,
    #[serde(default)]
    pub(super) intake: RawIntake,
    #[serde(default)]
    pub(super) dispatch: RawDispatch,
    #[serde(default)]
    pub(super) reconciliation: RawReconciliation,
    #[serde(default)]
    pub(super) console: RawConsole,
    #[serde(default)]
    pub(super) notices: RawNotices,
    #[serde(default)]
    pub(super) daemon: RawDaemon,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDatabase {
    pub(super) url: String,
    pub(super) connect: Option<String>,
    pub(super) patience: Option<String>,
    pub(super) statement: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRules {
    pub(super) folder: PathBuf,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClock {
    #[serde(default)]
    pub(super) simulated: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMode {
    pub(super) mode: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQueue {
    pub(super) policy: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIntake {
    pub(super) inbox: Option<PathBuf>,
    pub(super) settle: Option<String>,
    pub(super) unsigned: Option<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDispatch {
    pub(super) mode: Option<String>,
    pub(super) folder: Option<PathBuf>,
    pub(super) formats: Option<Vec<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReconciliation {
    pub(super) patience: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawConsole {
    pub(super) listen: Option<String>,
    pub(super) certificate: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
    pub(super) proxies: Option<Vec<String>>,
    pub(super) idle: Option<String>,
    pub(super) longest: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNotices {
    pub(super) folder: Option<PathBuf>,
    pub(super) webhook: Option<String>,
    pub(super) secret: Option<PathBuf>,
    pub(super) mail: Option<String>,
    pub(super) from: Option<String>,
    pub(super) tls: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDaemon {
    pub(super) every: Option<String>,
    pub(super) log: Option<String>,
}
