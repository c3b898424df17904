//! The payout's rules as an outsider computes them: each test is a rule of the procedure, typed as commands and read as
//! JSON, run on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod acts;
mod answers;
mod applications;
mod banks;
mod dispatch;
mod eds;
mod execution;
mod explaining;
mod holds;
mod layouts;
mod moments;
mod partitions;
mod parts;
mod pki;
mod plan;
mod queue;
mod resolve;
mod revocation;
mod scene;
mod sheets;
mod signing;
mod ticks;
mod together;
mod verifiers;
mod walk;
mod who;
mod year;
