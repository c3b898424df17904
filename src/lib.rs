//! qazyna: how a regional department in Kazakhstan pays state subsidies.
pub mod cli;
pub mod clock;
pub mod config;
pub mod daemon;
pub mod disk;
pub mod domain;
pub mod eds;
pub mod faults;
pub mod format;
pub mod inbox;
pub mod outbox;
pub mod signatures;
pub mod stage;
pub mod store;
pub mod texts;
pub mod tick;
pub mod web;
