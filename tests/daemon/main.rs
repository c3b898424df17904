//! The daemon as systemd, an office and its network see it: a real process of the built program, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod faults;
mod inbox;
mod leases;
mod lists;
mod outbox;
mod process;
mod proxy;
mod signals;
mod together;
