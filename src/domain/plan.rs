//! The financing plan (004 §5.2): monthly sums of a budget line, cumulative within the year, changed by certificates.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate};

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

    /// Σ January..`month` of the plan of payments or, where there is an obligations plan, of the lesser of both.
    pub fn allowed(&self, day: NaiveDate, month: u32) -> Amount {
        let payments = self.cumulative(PlanKind::Payments, day, month);
        if self.has_obligations(day) {
            payments.min(self.cumulative(PlanKind::Obligations, day, month))
        } else {
            payments
        }
    }

    /// What may be live at most to the end of `month`: the plan, or the lesser of both plans, less all openings.
    pub fn ceiling(&self, day: NaiveDate, month: u32) -> Amount {
        Amount::from_tiyn(self.allowed(day, month).tiyn() - self.openings(day).tiyn())
    }

    /// All openings of the year.
    pub fn openings(&self, day: NaiveDate) -> Amount {
        self.sum(PlanKind::Opening, day, 12)
    }

    /// Where these entries of one document of `year` would bring the cumulative plan below `live`, for the month of `today`
    /// or a later month of that year, today or, where a document counts only later, on its day: the first such sum. Months and days to which the
    /// document adds, or that it leaves alone, are not looked at. An opening is a fact, not a plan: it lessens what is
    /// available and is never refused.
    pub fn undercut(&self, document: &[PlanEntry], live: Amount, today: NaiveDate, year: i32) -> Option<Amount> {
        let mut all = self.clone();
        all.entries.extend_from_slice(document);
        let mut days: Vec<NaiveDate> = all.entries.iter().map(|e| e.in_force).filter(|d| *d > today).collect();
        days.push(today);
        days.sort_unstable();
        days.dedup();
        for day in days {
            for m in first_month(year, day, today)..=12 {
                let (before, after) = (self.allowed(day, m), all.allowed(day, m));
                if after < before && after < live {
                    return Some(after);
                }
            }
        }
        None
    }
}

/// The first month of a year's plan that still counts on this day; of a year that is over today none does.
fn first_month(year: i32, day: NaiveDate, today: NaiveDate) -> u32 {
    match year.cmp(&today.year()) {
        Ordering::Less => 13,
        Ordering::Equal if day.year() == year => day.month(),
        Ordering::Equal => today.month(),
        Ordering::Greater => 1,
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::super::forming::{Waiting, form};
    use super::super::rules::QueuePolicy;
    use super::super::time::Moment;
    use super::*;

    /// The ceiling counted anew: by hand, over every month of every document.
    fn by_hand(entries: &[PlanEntry], day: NaiveDate, month: u32) -> i64 {
        let (mut payments, mut obligations, mut openings, mut limited) = (0, 0, 0, false);
        for entry in entries.iter().filter(|e| e.in_force <= day) {
            limited |= entry.kind == PlanKind::Obligations;
            for (m, sum) in (1..=12).zip(entry.months.map(Amount::tiyn)) {
                match entry.kind {
                    PlanKind::Payments if m <= month => payments += sum,
                    PlanKind::Obligations if m <= month => obligations += sum,
                    PlanKind::Opening => openings += sum,
                    PlanKind::Payments | PlanKind::Obligations => {}
                }
            }
        }
        if limited { payments.min(obligations) - openings } else { payments - openings }
    }

    fn documents() -> impl Strategy<Value = Vec<(PlanKind, u64, [i64; 12], u64)>> {
        let kind =
            prop_oneof![4 => Just(PlanKind::Payments), 1 => Just(PlanKind::Obligations), 1 => Just(PlanKind::Opening)];
        let months = proptest::array::uniform12(prop_oneof![3 => Just(0i64), 2 => -60i64..90]);
        proptest::collection::vec((kind, 0u64..60, months, 0u64..40), 1..12)
    }

    #[test]
    fn a_document_of_next_year_is_looked_at_from_its_january_whenever_it_comes_into_force() {
        let line = BudgetLine::parse("255/061/015/311").unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 12, 29).unwrap();
        let mut months = Months::default();
        (months[0], months[1]) = (Amount::from_tiyn(-100), Amount::from_tiyn(100));
        for ahead in [0, 2, 5] {
            let in_force = today.checked_add_days(Days::new(ahead)).unwrap();
            let entry = PlanEntry { kind: PlanKind::Payments, line, in_force, months };
            let left = LinePlan::default().undercut(&[entry], Amount::ZERO, today, 2027);
            assert_eq!(left, Some(Amount::from_tiyn(-100)), "{in_force}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        // law: 004-5.2-plan
        #[test]
        fn through_a_year_of_certificates_nothing_goes_past_the_plan_and_nothing_is_lost(
            documents in documents(),
            rests in proptest::collection::vec(1i64..80, 1..20),
            partial: bool,
        ) {
            let line = BudgetLine::parse("255/061/015/311").unwrap();
            let policy = if partial { QueuePolicy::Partial } else { QueuePolicy::Wait };
            let mut today = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
            let (mut plan, mut live, mut ordered) = (LinePlan::default(), 0, vec![0; rests.len()]);
            for (kind, ahead, months, pause) in documents {
                let in_force = today.checked_add_days(Days::new(ahead)).unwrap();
                let entry = PlanEntry { kind, line, in_force, months: months.map(Amount::from_tiyn) };
                let document = std::slice::from_ref(&entry);
                let after = LinePlan::new([plan.entries(), document].concat());
                let refused = plan.undercut(document, Amount::from_tiyn(live), today, today.year()).is_some();
                let falls = |day: NaiveDate| {
                    (day.month()..=12).any(|m| {
                        let gross = |p: &LinePlan| by_hand(p.entries(), day, m) + p.openings(day).tiyn();
                        let (was, is) = (gross(&plan), gross(&after));
                        is < was && is < live
                    })
                };
                let last = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
                prop_assert_eq!(refused, today.iter_days().take_while(|d| *d <= last).any(falls));
                if !refused {
                    plan = after;
                }
                let ceiling = plan.ceiling(today, today.month());
                prop_assert_eq!(ceiling.tiyn(), by_hand(plan.entries(), today, today.month()));
                let waiting = rests.iter().zip(&ordered).enumerate().filter(|(_, (all, got))| *all > got);
                let list: Vec<Waiting> = waiting
                    .map(|(i, (all, got))| Waiting {
                        id: i as i64,
                        registered_at: Moment::from_micros(i as i64),
                        number: i.to_string().into(),
                        rest: Amount::from_tiyn(all - got),
                        short: false,
                    })
                    .collect();
                let formed = form(&list, Amount::from_tiyn(ceiling.tiyn() - live), policy);
                for (id, sum) in &formed.orders {
                    ordered[usize::try_from(*id).unwrap()] += sum.tiyn();
                    live += sum.tiyn();
                }
                prop_assert!(formed.orders.is_empty() || live <= by_hand(plan.entries(), today, today.month()));
                prop_assert!(rests.iter().zip(&ordered).all(|(all, got)| got <= all));
                prop_assert_eq!(ordered.iter().sum::<i64>(), live);
                today = today.checked_add_days(Days::new(pause)).unwrap().min(last);
            }
        }
    }
}
