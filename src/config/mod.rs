//! Configuration: files that an official may correct, read strictly and turned into the values of `domain`. A file
//! that is not understood to the last key is refused with its place, its value and what was expected there.

mod calendar_file;
mod code_files;
mod department_file;
mod fault;
pub mod layouts;
mod rule_files;
mod rules;
mod service_file;
pub mod settings;
mod table;

pub use fault::{Place, RulesFault};
pub use rule_files::RuleFiles;
pub use rules::load_rules;

#[cfg(test)]
mod tests;
