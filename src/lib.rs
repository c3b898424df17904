//! qazyna: how a regional department pays state subsidies.
pub mod config;
pub mod domain;
pub mod format;
