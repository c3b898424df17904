//! Statements of the treasury and of banks (004 §5.4, §3: the proof that money went, was refused or came back). Each form has
//! a reader of its own; which one a file is in is told by its content, never by its name.

pub mod csv;
pub mod entry;
pub mod gather;
pub mod text;
