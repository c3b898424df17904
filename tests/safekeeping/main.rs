//! Backup and restore as a department needs them: a copy of one moment while others work, brought back whole or not at
//! all on either engine, and nothing that leaves before the treasury's statements have told what the copy does not know.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

#[path = "../rules/scene.rs"]
#[allow(dead_code, reason = "shared with the tests of the rules")]
mod scene;

mod copies;
mod guard;
mod kill;
mod upgrade;
