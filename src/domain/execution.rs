//! The treasury's form 4-20: what it executed of an institution's plan to a day, and what of the plan is left, by budget line
//! (004 §5.4: the proof that money went, from the side of the budget). It is held against our own plan and payments.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};

use super::budget::BudgetLine;
use super::money::Amount;
use super::plan::{LinePlan, PlanKind};

/// A row of the form. Sums are in tiyn; what is left may be below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Executed {
    /// Its budget line.
    pub line: BudgetLine,
    /// What was paid since January.
    pub executed: Amount,
    /// What is left of the plan of obligations.
    pub obligations_left: Amount,
    /// What is left of the plan of payments.
    pub payments_left: Amount,
}

/// A form 4-20.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// Treasury code of the institution, seven digits.
    pub institution: String,
    /// The day to which it tells.
    pub date: NaiveDate,
    /// Line of the file on which the day stands, and the institution.
    pub at: [u64; 2],
    /// Its rows in the order of the form, a budget line once.
    pub rows: Vec<Executed>,
}

impl Execution {
    /// The rows as one text, a line each: what is kept, and what its digest is of.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let Executed { line, executed, obligations_left, payments_left } = row;
            let _ = writeln!(text, "{line}\t{executed}\t{obligations_left}\t{payments_left}");
        }
        text
    }

    /// Reads such a text; `None` where it is none.
    pub fn rows_of(text: &str) -> Option<Vec<Executed>> {
        let row = |line: &str| {
            let mut fields = line.split('\t');
            let line = BudgetLine::parse(fields.next()?)?;
            let mut sum = || Amount::parse_signed(fields.next()?).ok();
            Some(Executed { line, executed: sum()?, obligations_left: sum()?, payments_left: sum()? })
        };
        text.lines().map(row).collect()
    }
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// What was paid since January.
    Executed,
    /// What is left of the plan of payments, January to the month of the form.
    PaymentsLeft,
    /// What is left of the plan of obligations, January to the month of the form.
    ObligationsLeft,
}

impl Measure {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Executed => "executed",
            Measure::PaymentsLeft => "payments-left",
            Measure::ObligationsLeft => "obligations-left",
        }
    }
}

/// A sum on which the form and we differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unequal {
    /// Its budget line.
    pub line: BudgetLine,
    /// What of it.
    pub measure: Measure,
    /// What we hold.
    pub expected: Amount,
    /// What the form says; nothing where it has no such line.
    pub found: Option<Amount>,
}

/// Compares a line of ours with its row in a form of the day `date`. `paid` is what our orders of that year paid less what came
/// back of it, to the day. The treasury knows obligations that we do not, so that of the plan of obligations less may be
/// left than we think, but not more; where there is no such plan, nothing is compared with it.
pub fn compare(
    line: BudgetLine,
    plan: &LinePlan,
    paid: Amount,
    row: Option<&Executed>,
    date: NaiveDate,
) -> Vec<Unequal> {
    let executed = Amount::from_tiyn(plan.openings(date).tiyn().saturating_add(paid.tiyn()));
    let left =
        |kind| Amount::from_tiyn(plan.cumulative(kind, date, date.month()).tiyn().saturating_sub(executed.tiyn()));
    let (payments, obligations) = (left(PlanKind::Payments), left(PlanKind::Obligations));
    let unequal = |measure, expected, found| Unequal { line, measure, expected, found };
    let Some(row) = row else {
        // a line that nothing was planned for and nothing went through need not stand in a form
        let sums = [(Measure::Executed, executed), (Measure::PaymentsLeft, payments)];
        let told = sums.into_iter().filter(|(_, sum)| *sum != Amount::ZERO);
        return told.map(|(measure, sum)| unequal(measure, sum, None)).collect();
    };
    let mut found = Vec::new();
    if row.executed != executed {
        found.push(unequal(Measure::Executed, executed, Some(row.executed)));
    }
    if row.payments_left != payments {
        found.push(unequal(Measure::PaymentsLeft, payments, Some(row.payments_left)));
    }
    if plan.has_obligations(date) && row.obligations_left > obligations {
        found.push(unequal(Measure::ObligationsLeft, obligations, Some(row.obligations_left)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::PlanEntry;

    fn line() -> BudgetLine {
        BudgetLine::parse("255/061/015/311").unwrap()
    }

    fn tenge(sum: i64) -> Amount {
        Amount::from_tiyn(sum * 100)
    }

    fn entry(kind: PlanKind, day: u32, january: i64, april: i64) -> PlanEntry {
        let mut months = crate::domain::plan::Months::default();
        (months[0], months[3]) = (tenge(january), tenge(april));
        PlanEntry { kind, line: line(), in_force: NaiveDate::from_ymd_opt(2026, 1, day).unwrap(), months }
    }

    fn row(executed: i64, obligations: i64, payments: i64) -> Executed {
        let [executed, obligations_left, payments_left] = [executed, obligations, payments].map(tenge);
        Executed { line: line(), executed, obligations_left, payments_left }
    }

    #[test]
    fn a_form_agrees_where_paid_and_left_are_what_we_hold_to_its_day() {
        let plan = LinePlan::new(vec![entry(PlanKind::Payments, 5, 100, 900), entry(PlanKind::Opening, 5, 10, 0)]);
        let on = |month| NaiveDate::from_ymd_opt(2026, month, 28).unwrap();
        let told = |month, row: Executed| {
            compare(line(), &plan, tenge(30), Some(&row), on(month))
                .iter()
                .map(|u| u.measure.word())
                .collect::<Vec<_>>()
        };
        assert_eq!(told(3, row(40, 777, 60)), [""; 0], "openings are executed, April's plan is not open yet");
        assert_eq!(told(4, row(40, 0, 960)), [""; 0]);
        assert_eq!(told(3, row(40, 0, 960)), ["payments-left"]);
        assert_eq!(told(3, row(41, 0, 59)), ["executed", "payments-left"]);
        let missing = compare(line(), &plan, tenge(30), None, on(3));
        assert_eq!(
            missing.iter().map(|u| (u.expected, u.found)).collect::<Vec<_>>(),
            [(tenge(40), None), (tenge(60), None)]
        );
        assert_eq!(compare(line(), &LinePlan::new(Vec::new()), Amount::ZERO, None, on(3)), []);
    }

    #[test]
    fn of_obligations_less_may_be_left_than_we_think_and_never_more() {
        let plan = LinePlan::new(vec![entry(PlanKind::Payments, 5, 100, 0), entry(PlanKind::Obligations, 5, 80, 0)]);
        let date = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        for (left, differs) in [(50, false), (20, false), (-5, false), (51, true)] {
            let found = compare(line(), &plan, tenge(30), Some(&row(30, left, 70)), date);
            assert_eq!(!found.is_empty(), differs, "{left}");
        }
    }

    #[test]
    fn rows_come_back_from_their_text() {
        let rows = vec![row(1, -2, 3), row(0, 0, 0)];
        let form =
            Execution { institution: "2550101".to_owned(), date: NaiveDate::MIN, at: [0; 2], rows: rows.clone() };
        assert_eq!(Execution::rows_of(&form.text()), Some(rows));
        assert_eq!(Execution::rows_of("255/061/015/311\t1.00\t2.00\n"), None);
    }
}
