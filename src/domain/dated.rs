//! A rule together with the days on which it is in force and the act it comes from. Rates, budget lines, opening
//! hours and code lists change every year; a payment keeps what was in force on its own day.

use chrono::NaiveDate;

/// First and last day, both belonging to it; `None` is open on that side.
pub type Span = (Option<NaiveDate>, Option<NaiveDate>);

/// Whether `date` lies within `span`.
pub fn covers(span: Span, date: NaiveDate) -> bool {
    span.0.is_none_or(|from| from <= date) && span.1.is_none_or(|to| date <= to)
}

/// The days that two spans have in common, or `None` where there is no such day.
pub fn common(a: Span, b: Span) -> Option<Span> {
    let from = a.0.max(b.0);
    let to = match (a.1, b.1) {
        (Some(x), Some(y)) => Some(x.min(y)),
        (x, y) => x.or(y),
    };
    let empty = matches!((from, to), (Some(first), Some(last)) if last < first);
    (!empty).then_some((from, to))
}

/// A value with its days in force and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// What is in force.
    pub value: T,
    /// First day in force; `None` is open.
    pub valid_from: Option<NaiveDate>,
    /// Last day in force; `None` is open.
    pub valid_to: Option<NaiveDate>,
    /// The act or document that says so.
    pub source: String,
}

impl<T> Dated<T> {
    /// The days in force.
    pub const fn span(&self) -> Span {
        (self.valid_from, self.valid_to)
    }

    /// Whether it is in force on `date`.
    pub fn covers(&self, date: NaiveDate) -> bool {
        covers(self.span(), date)
    }

    /// The value among `items` that is in force on `date`.
    pub fn on(items: &[Self], date: NaiveDate) -> Option<&T> {
        items.iter().find(|i| i.covers(date)).map(|i| &i.value)
    }

    /// The index of the first item that shares a day with an earlier one.
    pub fn first_overlap(items: &[Self]) -> Option<usize> {
        (1..items.len()).find(|i| items[..*i].iter().any(|earlier| common(earlier.span(), items[*i].span()).is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::parse_date;
    use super::*;

    fn dated(value: u8, from: &str, to: &str) -> Dated<u8> {
        Dated { value, valid_from: parse_date(from), valid_to: parse_date(to), source: String::new() }
    }

    #[test]
    fn a_rule_holds_on_its_first_and_on_its_last_day() {
        let items = [dated(1, "", "2025-12-31"), dated(2, "2026-01-01", "2026-06-30"), dated(3, "2026-08-01", "")];
        let on = |day: &str| Dated::on(&items, parse_date(day).unwrap()).copied();
        assert_eq!(on("2019-05-05"), Some(1));
        assert_eq!(on("2025-12-31"), Some(1));
        assert_eq!(on("2026-01-01"), Some(2));
        assert_eq!(on("2026-06-30"), Some(2));
        assert_eq!(on("2026-07-01"), None);
        assert_eq!(on("2099-01-01"), Some(3));
        assert_eq!(Dated::first_overlap(&items), None);
    }

    #[test]
    fn two_rules_that_share_one_day_overlap() {
        assert_eq!(Dated::first_overlap(&[dated(1, "", "2026-01-01"), dated(2, "2026-01-01", "")]), Some(1));
        assert_eq!(
            Dated::first_overlap(&[dated(1, "2026-01-01", ""), dated(2, "2025-01-01", "2025-12-31"), dated(3, "", "")]),
            Some(2)
        );
    }
}
