//! Reports as documents for people: a spreadsheet, a printed page, a page of a browser. Each writer takes the same
//! [`Report`], whose texts are already in the reader's language; what is a number or a date is one in the file, too.

pub mod chart;
pub mod html;
pub mod paper;
pub mod pdf;
pub mod xlsx;

use std::io;

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::lang::Lang;
use crate::domain::money::Amount;

use chart::Chart;

/// A value under a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing there.
    None,
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A sum of money, in tiyn.
    Money(Amount),
    /// A moment in the department's zone.
    Moment(NaiveDateTime),
    /// A day.
    Date(NaiveDate),
}

impl Value {
    /// As people of the country write it; a sum without its currency, which stands in the heading.
    pub fn for_people(&self) -> String {
        match self {
            Value::None => "–".to_owned(),
            Value::Text(text) if text.is_empty() => "–".to_owned(),
            Value::Text(text) => clean(text),
            Value::Int(n) => n.to_string(),
            Value::Money(amount) => amount.for_people().trim_end_matches("\u{a0}₸").to_owned(),
            Value::Moment(moment) => moment.format("%d.%m.%Y %H:%M").to_string(),
            Value::Date(date) => date.format("%d.%m.%Y").to_string(),
        }
    }

    /// Whether it stands at the right of its column.
    pub const fn is_number(&self) -> bool {
        matches!(self, Value::Int(_) | Value::Money(_))
    }
}

/// Control characters are no part of a page.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// The rows of a report, which may be more than memory holds side by side: a writer goes through them, as often as it needs.
pub trait Lines {
    /// How many there are.
    fn count(&self) -> usize;
    /// Whether a number stands in this column.
    fn has_numbers(&self, column: usize) -> bool;
    /// One way through them, each as long as the report's columns.
    fn pass(&self) -> Box<dyn Iterator<Item = io::Result<Vec<Value>>> + '_>;
}

impl Lines for Vec<Vec<Value>> {
    fn count(&self) -> usize {
        self.len()
    }

    fn has_numbers(&self, column: usize) -> bool {
        self.iter().any(|row| row.get(column).is_some_and(Value::is_number))
    }

    fn pass(&self) -> Box<dyn Iterator<Item = io::Result<Vec<Value>>> + '_> {
        Box::new(self.iter().map(|row| Ok(row.clone())))
    }
}

/// A report.
pub struct Report<'r> {
    /// The language of its texts.
    pub lang: Lang,
    /// The department.
    pub department: String,
    /// What it is.
    pub title: String,
    /// Under the title: the period, what is counted.
    pub about: Vec<String>,
    /// What the files of the sandbox carry.
    pub mark: Option<String>,
    /// The headings of its columns; a spreadsheet has all of them.
    pub columns: Vec<String>,
    /// The places of those that pages show, in the order in which they do.
    pub shown: Vec<usize>,
    /// Its rows.
    pub rows: Box<dyn Lines + 'r>,
    /// Under the rows: what the sums are called, and the sum of each column that has one; empty where sums say nothing.
    pub totals: Option<(String, Vec<Option<Amount>>)>,
    /// Said where there are no rows.
    pub nothing: String,
    /// A picture of it.
    pub chart: Option<Chart>,
    /// At the end: the moment of the data, the rules' fingerprint, the journal's head.
    pub footer: Vec<String>,
    /// `page`, as in «page 3 of 7»: a text with `{page}` and `{pages}`.
    pub page: String,
}

impl Report<'_> {
    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.count() == 0
    }

    /// The sum of a column, if it has one.
    pub fn total(&self, column: usize) -> Option<Amount> {
        self.totals.as_ref().and_then(|(_, sums)| sums.get(column).copied().flatten())
    }
}

#[cfg(test)]
pub(crate) fn sample(rows: usize) -> Report<'static> {
    let day = NaiveDate::from_ymd_opt(2026, 3, 18).unwrap_or_default();
    let row = |n: usize| {
        vec![
            Value::Text(format!("MF-{n}")),
            Value::Text("ТОО «Микрокредитная организация «Өңір Қаржы Һәм <&>»".into()),
            Value::Moment(day.and_hms_opt(9, 5, 0).unwrap_or_default()),
            Value::Money(Amount::from_tiyn(123_456_789 + i64::try_from(n).unwrap_or(0))),
            Value::Int(7),
            Value::Date(day),
            Value::Text("=1+1".into()),
        ]
    };
    let sum = Amount::from_tiyn((0..rows as i64).map(|n| 123_456_789 + n).sum());
    Report {
        lang: Lang::Kk,
        department: "ОБРАЗЕЦ: Кәсіпкерлік басқармасы".into(),
        title: "Өтінімдер тізілімі".into(),
        about: vec!["01.03.2026 – 31.03.2026".into()],
        mark: Some(super::SANDBOX_MARK.into()),
        columns: ["№", "Алушы", "Тіркелген", "Сома, ₸", "Орны", "Күні", "Ескерту"].map(str::to_owned).to_vec(),
        shown: vec![0, 2, 1, 3, 4, 6],
        rows: Box::new((0..rows).map(row).collect::<Vec<_>>()),
        totals: Some(("Барлығы".into(), vec![None, None, None, Some(sum), None, None, None])),
        nothing: "Ештеңе жоқ".into(),
        chart: Some(chart::sample()),
        footer: vec!["18.03.2026 11:30".into(), "0fa6ed804c33a987bcd3062f9c6e26a4".into()],
        page: "{page} / {pages} бет".into(),
    }
}
