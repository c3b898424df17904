//! qazyna: how a regional department pays state subsidies.
pub mod domain;
pub mod format;
