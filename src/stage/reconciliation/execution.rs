//! Our plan and payments against the treasury's form 4-20 (004 §5.2, §5.4): one sum a budget line that anybody can look up on
//! both sides.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::domain::budget::BudgetLine;
use crate::domain::execution::{Unequal, compare};
use crate::domain::money::Amount;
use crate::domain::plan::LinePlan;
use crate::stage::{Office, StageError};
use crate::store::installation::Keys;
use crate::store::{Conn, execution, plan};

/// A form 4-20 that was compared.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Its day.
    pub date: Option<NaiveDate>,
    /// Where it and we differ, by budget line.
    pub unequal: Vec<Unequal>,
}

/// Compares the form of `date`, or the newest, with what we hold of the budget lines of the services; nothing where there
/// is no such form.
pub async fn compared(office: &Office<'_>, conn: &mut Conn, date: Option<NaiveDate>) -> Result<Compared, StageError> {
    let institution = &office.rules.department.institution;
    let newest = match date {
        Some(date) => Some(date),
        None => execution::newest(conn, institution).await?,
    };
    let Some(date) = newest else { return Ok(Compared::default()) };
    let Some(form) = execution::one(conn, institution, date).await? else { return Ok(Compared::default()) };
    let keys = Keys::load(conn).await?;
    let plans = plan::by_documents(conn, &keys, date.year()).await?;
    let paid = execution::paid_to(conn, date.year(), date).await?;
    let none = LinePlan::new(Vec::new());
    let of_services = office.rules.services.iter().flat_map(|s| s.budget_lines.iter().map(|d| d.value));
    let of_services: BTreeSet<BudgetLine> = of_services.collect();
    let mut lines: Vec<(BudgetLine, i64)> = keys.lines().collect();
    lines.sort_unstable();
    let mut unequal = Vec::new();
    for (line, key) in lines {
        let (plan, paid) = (plans.get(&key).unwrap_or(&none), paid.get(&key).copied().unwrap_or(Amount::ZERO));
        let row = form.rows.iter().find(|row| row.line == line);
        // other lines of the institution are paid without us
        if of_services.contains(&line) || paid != Amount::ZERO {
            unequal.extend(compare(line, plan, paid, row, date));
        }
    }
    Ok(Compared { date: Some(date), unequal })
}
