//! The electronic signature: what holds, what is refused and for exactly which cause, and readers that never panic.
//! The PKI is made here, from a seed.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod broken;
mod evidence;
mod lists;
mod mutations;
mod scene;
mod whole;
