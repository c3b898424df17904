//! The rules of the payment's way as pure functions and values: no database, no files, no clock, no chance.

pub mod batch;
pub mod budget;
pub mod ident;
pub mod money;
pub mod order;
pub mod time;
pub mod words;
