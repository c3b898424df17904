//! The rules of the payment's way as pure functions and values: no database, no files, no clock, no chance.

pub mod batch;
pub mod budget;
pub mod calendar;
pub mod dated;
pub mod deadline;
pub mod deadline_text;
pub mod defect;
pub mod event;
pub mod forming;
pub mod ident;
pub mod lang;
pub mod money;
pub mod notice;
pub mod order;
pub mod person;
pub mod plan;
pub mod plan_row;
pub mod request;
pub mod rules;
pub mod sheet;
pub mod standing;
pub mod statement;
pub mod statement_row;
pub mod template;
pub mod time;
pub mod words;
