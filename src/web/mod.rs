//! The console: pages on which the specialist, the head and the finance specialist do their work in a browser (004 §5), with
//! the stages of the command line underneath. A page shows and asks; what may be done is decided below, in the stages.
//!
//! A request goes through here so: `asked` reads it whole and within limits, `site` looks who asks, `routes` finds
//! the page, the page reads or acts through a stage, `answer` sends what comes of it.

mod answer;
mod api;
mod applying;
mod asked;
mod attachments;
mod batches;
mod by_eds;
mod cabinet;
mod charts;
mod clerks;
mod desk;
mod grid;
mod home;
mod letters;
mod notices;
mod own;
mod papers;
mod plan;
mod reports;
mod request;
mod requests;
mod requests_acts;
mod routes;
pub mod secrets;
mod signing_in;
pub mod site;
mod treasury;

pub use site::Site;
