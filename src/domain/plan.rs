//! The financing plan (004 §5.2): monthly sums of a budget line, cumulative within the year, changed by certificates.

use chrono::NaiveDate;

use super::budget::BudgetLine;
use super::money::Amount;

/// What a document of the plan speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanKind {
    /// The individual plan of payments.
    Payments,
    /// The individual plan of obligations; where there is one it limits as well.
    Obligations,
    /// Paid elsewhere before this program went live.
    Opening,
}

impl PlanKind {
    /// All of them.
    pub const ALL: [PlanKind; 3] = [PlanKind::Payments, PlanKind::Obligations, PlanKind::Opening];

    /// The word of the plan file.
    pub const fn word(self) -> &'static str {
        match self {
            PlanKind::Payments => "payments",
            PlanKind::Obligations => "obligations",
            PlanKind::Opening => "opening",
        }
    }

    /// From the word of the plan file.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// Twelve monthly sums, January first.
pub type Months = [Amount; 12];

/// One document's sums for one line, and from when they count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanEntry {
    /// Which plan.
    pub kind: PlanKind,
    /// The line.
    pub line: BudgetLine,
    /// The later of the document's date and the day of its import.
    pub in_force: NaiveDate,
    /// Signed monthly sums.
    pub months: Months,
}

/// The plan of one line and year, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct LinePlan {
    entries: Vec<PlanEntry>,
}

impl LinePlan {
    /// From all entries of this line and year.
    pub fn new(entries: Vec<PlanEntry>) -> Self {
        LinePlan { entries }
    }

    /// All entries.
    pub fn entries(&self) -> &[PlanEntry] {
        &self.entries
    }

    fn sum(&self, kind: PlanKind, day: NaiveDate, months: usize) -> Amount {
        let counted = self.entries.iter().filter(|e| e.kind == kind && e.in_force <= day);
        let tiyn: i64 = counted.flat_map(|e| e.months.iter().take(months)).map(|a| a.tiyn()).sum();
        Amount::from_tiyn(tiyn)
    }

    /// Σ January..`month` of this kind of plan, by the documents in force on `day`.
    pub fn cumulative(&self, kind: PlanKind, day: NaiveDate, month: u32) -> Amount {
        self.sum(kind, day, month as usize)
    }

    /// Whether an obligations plan exists on `day`.
    pub fn has_obligations(&self, day: NaiveDate) -> bool {
        self.entries.iter().any(|e| e.kind == PlanKind::Obligations && e.in_force <= day)
    }

    /// What may be live at most to the end of `month`: the plan, or the lesser of both plans, less all openings.
    pub fn ceiling(&self, day: NaiveDate, month: u32) -> Amount {
        let payments = self.cumulative(PlanKind::Payments, day, month);
        let plan = if self.has_obligations(day) {
            payments.min(self.cumulative(PlanKind::Obligations, day, month))
        } else {
            payments
        };
        Amount::from_tiyn(plan.tiyn() - self.openings(day).tiyn())
    }

    /// All openings of the year.
    pub fn openings(&self, day: NaiveDate) -> Amount {
        self.sum(PlanKind::Opening, day, 12)
    }

    /// Where these entries of one document would bring the plan below `live`, for `month` or a later month on `today`
    /// or, where a document counts only later, on its day: the first such ceiling. Months and days to which the
    /// document adds, or that it leaves alone, are not looked at. Without live orders an opening is a mere fact.
    pub fn undercut(&self, document: &[PlanEntry], live: Amount, today: NaiveDate, month: u32) -> Option<Amount> {
        let opening = document.iter().any(|e| e.kind == PlanKind::Opening);
        if opening && live == Amount::ZERO {
            return None;
        }
        let mut all = self.clone();
        all.entries.extend_from_slice(document);
        let mut days: Vec<NaiveDate> = all.entries.iter().map(|e| e.in_force).filter(|d| *d > today).collect();
        days.push(today);
        days.sort_unstable();
        days.dedup();
        for day in days {
            let first = if day > today { month.max(month_of(day, today)) } else { month };
            for m in first..=12 {
                let (before, after) = (self.ceiling(day, m), all.ceiling(day, m));
                if after < before && after < live {
                    return Some(after);
                }
            }
        }
        None
    }
}

fn month_of(day: NaiveDate, today: NaiveDate) -> u32 {
    use chrono::Datelike;
    if day.year() > today.year() { 1 } else { day.month() }
}
