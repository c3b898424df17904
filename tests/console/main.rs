//! The console as people and attackers meet it: a real daemon of the built program, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

#[path = "../daemon/process.rs"]
#[allow(dead_code, reason = "the daemon's own tests use the rest")]
mod process;

mod access;
mod api;
mod attacks;
mod browser;
mod cabinet;
mod payout;
mod signer;
mod texts;
mod visitor;
