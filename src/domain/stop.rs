//! Stops: no money for a recipient (a court's ban, a debt) or from a budget line until somebody ends it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::budget::BudgetLine;
use super::ident::{Bin, IdentFault};
use super::time::Moment;

/// What is stopped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A recipient by BIN.
    Recipient(Bin),
    /// A budget line.
    Line(BudgetLine),
}

/// Why a text names nothing that could be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectFault {
    /// It has a slash, but is no `AAA/PPP/SSS/EEE`.
    Line,
    /// It is no BIN.
    Bin,
    /// It is a person's number.
    Iin,
}

impl Subject {
    /// Reads a BIN, or a line as `AAA/PPP/SSS/EEE`.
    pub fn parse(text: &str) -> Result<Self, SubjectFault> {
        if text.contains('/') {
            return BudgetLine::parse(text).map(Subject::Line).ok_or(SubjectFault::Line);
        }
        Bin::parse(text).map(Subject::Recipient).map_err(|fault| match fault {
            IdentFault::IsIin => SubjectFault::Iin,
            _ => SubjectFault::Bin,
        })
    }

    /// `recipient` or `line`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Subject::Recipient(_) => "recipient",
            Subject::Line(_) => "line",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Recipient(bin) => bin.fmt(f),
            Subject::Line(line) => line.fmt(f),
        }
    }
}

/// The end of a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// Why; may be empty.
    pub reason: String,
}

/// A stop with its whole story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What is stopped.
    pub subject: Subject,
    /// The paper that demands it.
    pub reason: String,
    /// From when.
    pub since: Moment,
    /// Who entered it.
    pub by: String,
    /// Its end; `None` while it stands.
    pub ended: Option<Ended>,
}

impl Stop {
    /// Whether it stood at some moment from `from` to `to`.
    pub fn stood(&self, from: Moment, to: Moment) -> bool {
        self.since <= to && self.ended.as_ref().is_none_or(|e| e.at >= from)
    }
}

/// All stops ever, by subject.
#[derive(Clone, Debug, Default)]
pub struct Stops {
    bins: BTreeMap<String, Vec<Stop>>,
    lines: BTreeMap<BudgetLine, Vec<Stop>>,
}

impl Stops {
    /// From a list.
    pub fn new(all: impl IntoIterator<Item = Stop>) -> Self {
        let mut stops = Stops::default();
        for stop in all {
            match &stop.subject {
                Subject::Recipient(bin) => stops.bins.entry(bin.to_string()).or_default().push(stop),
                Subject::Line(line) => stops.lines.entry(*line).or_default().push(stop),
            }
        }
        stops
    }

    /// Those of a recipient.
    pub fn of_recipient(&self, bin: &str) -> &[Stop] {
        self.bins.get(bin).map_or(&[], Vec::as_slice)
    }

    /// Those of a line.
    pub fn of_line(&self, line: BudgetLine) -> &[Stop] {
        self.lines.get(&line).map_or(&[], Vec::as_slice)
    }

    /// The stop that stands for a line.
    pub fn on_line(&self, line: BudgetLine) -> Option<&Stop> {
        self.of_line(line).iter().find(|s| s.ended.is_none())
    }

    /// The stop that stands for a recipient.
    pub fn on_recipient(&self, bin: &str) -> Option<&Stop> {
        self.of_recipient(bin).iter().find(|s| s.ended.is_none())
    }

    /// Whether a stop stands for any recipient.
    pub fn any_recipient(&self) -> bool {
        self.bins.keys().any(|bin| self.on_recipient(bin).is_some())
    }

    /// The lines that are stopped.
    pub fn lines(&self) -> BTreeSet<BudgetLine> {
        self.lines.keys().copied().filter(|line| self.on_line(*line).is_some()).collect()
    }
}
