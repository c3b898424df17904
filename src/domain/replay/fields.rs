//! The fields of a journal's event as values; a field that is missing or of wrong form is named.

use chrono::NaiveDate;

use super::Told;
use crate::domain::audit::parse_digest;
use crate::domain::budget::BudgetLine;
use crate::domain::event::Event;
use crate::domain::image::{PlanKey, RECEIVED, received};
use crate::domain::money::Amount;
use crate::domain::order::OrderNumber;
use crate::domain::plan::{Months, PlanKind};
use crate::domain::time::{Moment, parse_date};

/// An event's fields.
pub(super) struct Fields<'a>(pub(super) &'a Event);

impl<'a> Fields<'a> {
    /// The text of a field.
    pub(super) fn text(&self, key: &str) -> Result<&'a str, String> {
        let found = self.0.fields.iter().find(|(k, _)| k == key);
        found.map(|(_, v)| v.as_str()).ok_or_else(|| format!("it has no field `{key}`"))
    }

    fn read<T>(&self, key: &str, parse: impl FnOnce(&'a str) -> Option<T>) -> Result<T, String> {
        let text = self.text(key)?;
        parse(text).ok_or_else(|| format!("its field `{key}` is `{text}`"))
    }

    pub(super) fn int(&self, key: &str) -> Result<i64, String> {
        self.read(key, |t| t.parse().ok())
    }

    pub(super) fn amount(&self, key: &str) -> Result<Amount, String> {
        self.read(key, |t| Amount::parse(t).ok())
    }

    pub(super) fn date(&self, key: &str) -> Result<NaiveDate, String> {
        self.read(key, parse_date)
    }

    pub(super) fn moment(&self, key: &str) -> Result<Moment, String> {
        self.read(key, Moment::parse)
    }

    pub(super) fn digest(&self, key: &str) -> Result<[u8; 32], String> {
        self.read(key, parse_digest)
    }

    pub(super) fn line(&self, key: &str) -> Result<BudgetLine, String> {
        self.read(key, BudgetLine::parse)
    }

    /// The number in the field `order`.
    pub(super) fn order(&self) -> Result<OrderNumber, String> {
        self.read("order", OrderNumber::parse)
    }

    /// What binds the facts of a request that never change.
    pub(super) fn received(&self) -> Result<[u8; 32], String> {
        let mut values = [""; RECEIVED.len()];
        for (value, key) in values.iter_mut().zip(RECEIVED) {
            *value = self.text(key)?;
        }
        Ok(received(values))
    }

    /// What names a document of the plan.
    pub(super) fn plan_key(&self) -> Result<PlanKey, String> {
        let year = self.read("year", |t| t.parse().ok())?;
        let kind = self.read("kind", PlanKind::from_word)?;
        Ok((year, kind, self.text("institution")?.to_owned(), self.text("document_no")?.to_owned()))
    }

    /// Twelve monthly sums.
    pub(super) fn months(&self) -> Result<Months, String> {
        self.read("months", |text| {
            let sums: Option<Vec<Amount>> = text.split(' ').map(|t| Amount::parse_signed(t).ok()).collect();
            sums?.try_into().ok()
        })
    }
}

/// Lets pass the events that change nothing of what is told here; of what is told here none may be unknown.
pub(super) fn known(kind: &str) -> Told {
    const OURS: [&str; 9] =
        ["request-", "order-", "batch-", "file-", "plan-", "correction-", "outcome-", "hold-", "database-"];
    if OURS.iter().any(|ours| kind.starts_with(ours)) {
        return Err("no event of this kind is known".to_owned());
    }
    Ok(())
}

/// An event in a line: its kind and what it is about.
pub(super) fn shown(event: &Event) -> String {
    const ABOUT: [&str; 6] = ["service", "number", "order", "batch", "document_no", "subject"];
    let about = event.fields.iter().filter(|(key, _)| ABOUT.contains(&key.as_str()));
    about.fold(event.kind.clone(), |text, (key, value)| format!("{text} {key}={value}"))
}
