//! A table as data: what lists and reports are made of, before anyone decides how it is shown.

use chrono::NaiveDate;

use super::money::Amount;
use super::rows::Rows;
use super::time::Moment;

/// One value of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing there.
    None,
    /// A text of people.
    Text(String),
    /// A word of the outer contract: a family of texts (`request-status`) and the word (`paid`).
    Word(&'static str, String),
    /// A whole number.
    Int(i64),
    /// A sum of money.
    Money(Amount),
    /// A moment.
    Moment(Moment),
    /// A day.
    Date(NaiveDate),
    /// Files of a batch: format, path, SHA-256.
    Files(Vec<[String; 3]>),
    /// A sum, a moment, a status or something else, as programs write it; people read it as what it is.
    Told(String),
    /// Named facts of an event, as the journal keeps them.
    Facts(Vec<(String, String)>),
}

impl Cell {
    /// A text, or nothing.
    pub fn text(value: Option<impl Into<String>>) -> Cell {
        value.map_or(Cell::None, |v| Cell::Text(v.into()))
    }

    /// A moment, or nothing.
    pub fn moment(value: Option<Moment>) -> Cell {
        value.map_or(Cell::None, Cell::Moment)
    }

    /// Facts as programs read them.
    pub fn facts_line(facts: &[(String, String)]) -> String {
        facts.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// A number, or nothing.
    pub fn int(value: Option<i64>) -> Cell {
        value.map_or(Cell::None, Cell::Int)
    }
}

/// Rows under named columns; the names are those of the outer contract.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Names of the columns, for machines.
    pub columns: Vec<&'static str>,
    /// The columns that people see on a terminal; all where empty.
    pub shown: Vec<&'static str>,
    /// The rows, each as long as `columns`.
    pub rows: Rows,
}

impl Sheet {
    /// An empty table of these columns, of which `shown` go to a terminal.
    pub fn new(columns: &[&'static str], shown: &[&'static str]) -> Self {
        Sheet { columns: columns.to_vec(), shown: shown.to_vec(), rows: Rows::default() }
    }
}
