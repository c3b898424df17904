//! Who may do what (004 §6). Roles carry dates; who acted on an item may not act on it in another role.

use chrono::NaiveDate;

use super::time::Moment;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Takes in, confirms, refuses, corrects.
    Specialist,
    /// Signs and declines orders, approves corrections.
    Head,
    /// Keeps the plan, hands files to the treasury, reconciles.
    Finance,
    /// Reads, and confirms what happened outside.
    Auditor,
    /// Adds and ends people.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 5] = [Role::Specialist, Role::Head, Role::Finance, Role::Auditor, Role::Admin];

    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Specialist => "specialist",
            Role::Head => "head",
            Role::Finance => "finance",
            Role::Auditor => "auditor",
            Role::Admin => "admin",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.word() == word)
    }

    /// Whether one person may hold both on the same day: the three that pay exclude each other, the auditor
    /// excludes all that act.
    pub fn excludes(self, other: Role) -> bool {
        if self == other {
            return false;
        }
        let pays = |r| matches!(r, Role::Specialist | Role::Head | Role::Finance);
        self == Role::Auditor || other == Role::Auditor || (pays(self) && pays(other))
    }
}

/// A role of a person with its dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleHeld {
    /// The role.
    pub role: Role,
    /// First day, open where `None`.
    pub from: Option<NaiveDate>,
    /// Last day, open where `None`.
    pub to: Option<NaiveDate>,
    /// The paper an acting head acts on.
    pub basis: Option<String>,
    /// When it was ended.
    pub ended_at: Option<Moment>,
}

impl RoleHeld {
    /// Whether it is held on `day`.
    pub fn on(&self, day: NaiveDate) -> bool {
        self.ended_at.is_none() && self.from.is_none_or(|f| f <= day) && self.to.is_none_or(|t| day <= t)
    }

    /// Whether both are held on some same day.
    pub fn overlaps(&self, other: &RoleHeld) -> bool {
        let before = |to: Option<NaiveDate>, from: Option<NaiveDate>| matches!((to, from), (Some(t), Some(f)) if t < f);
        self.ended_at.is_none()
            && other.ended_at.is_none()
            && !before(self.to, other.from)
            && !before(other.to, self.from)
    }
}
