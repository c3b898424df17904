//! What people are told, the same behind a command and on a page: tables, reports, papers, and why something was not done. It
//! reads through the stages and changes nothing.

pub mod grid;
pub mod out;
pub mod papers;
pub mod progress;
pub mod report_page;
pub mod reports;
pub mod sheets;
pub mod told;

use crate::stage::StageError;
use crate::store::StoreError;

/// Why something ended early.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Wrong usage or configuration.
    #[error("{0}")]
    Usage(String),
    /// Something around the program fails.
    #[error("{0}")]
    Fault(String),
    /// A stage refused or failed.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// The output could not be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] std::io::Error),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Stage(StageError::Store(error))
    }
}
