//! A report as a document: the same table in the reader's words, with a picture of it where one says more.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::domain::lang::Lang;
use crate::domain::money::Amount;
use crate::domain::rows::Rows;
use crate::domain::sheet::{Cell, Sheet};
use crate::format::SANDBOX_MARK;
use crate::format::report::chart::{Chart, Series};
use crate::format::report::{Lines, Report, Value};
use crate::texts::Texts;

use super::progress::Progress;
use super::reports::ReportName;
use super::told;

/// What a document says beside the table.
pub struct Around<'a> {
    /// Which report.
    pub name: ReportName,
    /// First and last day that were asked for.
    pub period: (Option<NaiveDate>, Option<NaiveDate>),
    /// The department, in the reader's language.
    pub department: &'a str,
    /// Whether the money is made up.
    pub sandbox: bool,
    /// The moment of the data, the rules and the journal's head.
    pub made_from: String,
    /// The sums of its columns, where they say something.
    pub totals: Option<BTreeMap<&'static str, Amount>>,
}

/// The document of a table.
pub fn document<'r>(sheet: &'r Sheet, around: &Around<'_>, texts: &'r Texts, zone: Tz) -> io::Result<Report<'r>> {
    let place = |name: &&'static str| sheet.columns.iter().position(|column| column == name);
    let shown = if sheet.shown.is_empty() { &sheet.columns } else { &sheet.shown };
    let mut about = Vec::new();
    let day = |day: Option<NaiveDate>| day.map_or_else(|| "…".to_owned(), |d| d.format("%d.%m.%Y").to_string());
    if let (from, to) = around.period
        && (from.is_some() || to.is_some())
    {
        about.push(texts.with("report-period", &[("from", &day(from)), ("to", &day(to))]));
    }
    if around.name == ReportName::Plan {
        about.push(texts.get("report-plan-about"));
    }
    about.push(texts.with("report-rows", &[("rows", &sheet.rows.len())]));
    let sums = |totals: &BTreeMap<&'static str, Amount>| sheet.columns.iter().map(|c| totals.get(c).copied()).collect();
    Ok(Report {
        lang: texts.lang,
        department: around.department.to_owned(),
        title: texts.get(&format!("report-{}", around.name.word())),
        about,
        mark: around.sandbox.then(|| SANDBOX_MARK.to_owned()),
        columns: (0..sheet.columns.len()).map(|place| head(sheet, place, texts)).collect(),
        shown: shown.iter().filter_map(place).collect(),
        rows: Box::new(Shown { rows: &sheet.rows, texts, zone }),
        totals: around.totals.as_ref().map(|totals| (texts.get("report-sum"), sums(totals))),
        nothing: texts.get("nothing-here"),
        chart: match around.name {
            ReportName::Plan => plan_chart(sheet, texts)?,
            ReportName::Deadlines => deadlines_chart(sheet, texts)?,
            _ => None,
        },
        footer: around.made_from.lines().map(str::to_owned).collect(),
        page: texts.with("report-page", &[("page", &"{page}"), ("pages", &"{pages}")]),
    })
}

/// The rows of a table in the reader's words.
struct Shown<'s> {
    rows: &'s Rows,
    texts: &'s Texts,
    zone: Tz,
}

impl Lines for Shown<'_> {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn has_numbers(&self, column: usize) -> bool {
        let column = self.rows.column(column);
        column.sum.is_some() || column.numbers
    }

    fn pass(&self) -> Box<dyn Iterator<Item = io::Result<Vec<Value>>> + '_> {
        let shown = |row: Cow<'_, [Cell]>| row.iter().map(|cell| value(cell, self.texts, self.zone)).collect();
        let progress = Progress::writing(self.texts, self.rows);
        Box::new(self.rows.iter().inspect(move |_| progress.row()).map(move |row| row.map(shown)))
    }
}

/// The heading of a column; the currency of sums stands in it once.
fn head(sheet: &Sheet, place: usize, texts: &Texts) -> String {
    let text = texts.get(&format!("col-{}", sheet.columns[place].replace('_', "-")));
    if sheet.rows.column(place).sum.is_some() { format!("{text},\u{a0}₸") } else { text }
}

fn value(cell: &Cell, texts: &Texts, zone: Tz) -> Value {
    match cell {
        Cell::None => Value::None,
        Cell::Text(text) => Value::Text(text.clone()),
        Cell::Word(family, word) => Value::Text(texts.get(&format!("{family}-{word}"))),
        Cell::Int(n) => Value::Int(*n),
        Cell::Money(amount) => Value::Money(*amount),
        Cell::Moment(moment) => Value::Moment(moment.local(zone)),
        Cell::Date(date) => Value::Date(*date),
        Cell::Told(text) => Value::Text(told::value(text, texts, zone)),
        Cell::Facts(facts) => Value::Text(told::facts(facts, texts, zone)),
        Cell::Files(files) => {
            Value::Text(files.iter().map(|[_, path, _]| path.as_str()).collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Millions of tenge with one decimal, rounded, as they stand above a bar.
fn millions(amount: i64, lang: Lang) -> String {
    let tenths = (amount + 5_000_000) / 10_000_000;
    let point = if lang == Lang::En { '.' } else { ',' };
    format!("{}{point}{}", tenths / 10, tenths % 10)
}

/// The plan month by month, all lines together: what may be paid, what is reserved, what was paid.
fn plan_chart(sheet: &Sheet, texts: &Texts) -> io::Result<Option<Chart>> {
    let place = |name: &str| sheet.columns.iter().position(|c| *c == name);
    let Some(month) = place("month") else { return Ok(None) };
    let names = ["plan", "reserved", "paid"];
    let mut sums: BTreeMap<i64, [i64; 3]> = BTreeMap::new();
    for row in sheet.rows.iter() {
        let row = row?;
        let Some(Cell::Int(at)) = row.get(month) else { continue };
        let of_month = sums.entry(*at).or_default();
        for (sum, name) in of_month.iter_mut().zip(names) {
            if let Some(Cell::Money(amount)) = place(name).and_then(|i| row.get(i)) {
                *sum = sum.saturating_add(amount.tiyn());
            }
        }
    }
    if sums.values().flatten().all(|sum| *sum == 0) {
        return Ok(None);
    }
    let series = |(n, name): (usize, &str)| Series {
        name: texts.get(&format!("col-{name}")),
        values: sums.values().map(|of_month| (of_month[n], millions(of_month[n], texts.lang))).collect(),
    };
    Ok(Some(told(
        texts.get("chart-plan"),
        sums.keys().map(|at| texts.get(&format!("month-{at}"))).collect(),
        names.into_iter().enumerate().map(series).collect(),
    )))
}

/// How many steps of each kind were in time, are open, are late for the lack of plan or a hold, or by the department.
fn deadlines_chart(sheet: &Sheet, texts: &Texts) -> io::Result<Option<Chart>> {
    let word = |row: &[Cell], name: &str| {
        let cell = row.get(sheet.columns.iter().position(|c| *c == name)?)?;
        let Cell::Word(_, word) = cell else { return None };
        Some(word.clone())
    };
    let steps = ["confirm", "form", "sign", "dispatch"];
    let kinds = ["on-time", "open", "excused", "department"];
    let mut counts = [[0_i64; 4]; 4];
    for row in sheet.rows.iter() {
        let row = row?;
        let [step, lateness, cause] = ["step", "lateness", "cause"].map(|name| word(&row, name).unwrap_or_default());
        let kind = match (lateness.as_str(), cause.as_str()) {
            ("late", "department") => "department",
            ("late", _) => "excused",
            (other, _) => other,
        };
        let place = steps.iter().position(|s| *s == step).zip(kinds.iter().position(|k| *k == kind));
        if let Some((step, kind)) = place {
            counts[kind][step] += 1;
        }
    }
    if sheet.rows.is_empty() {
        return Ok(None);
    }
    let series = |(kind, of_steps): (&str, [i64; 4])| Series {
        name: texts.get(&format!("chart-deadlines-{kind}")),
        values: of_steps.iter().map(|n| (*n, n.to_string())).collect(),
    };
    Ok(Some(told(
        texts.get("chart-deadlines"),
        steps.iter().map(|step| texts.get(&format!("step-{step}"))).collect(),
        kinds.into_iter().zip(counts).map(series).collect(),
    )))
}

/// A chart with its words: every category, and in it every bar with its name.
fn told(title: String, categories: Vec<String>, series: Vec<Series>) -> Chart {
    let bars = |place: usize| -> String {
        let of = series.iter().filter_map(|s| Some(format!("{} {}", s.name, s.values.get(place)?.1)));
        of.collect::<Vec<_>>().join(", ")
    };
    let words: Vec<String> =
        categories.iter().enumerate().map(|(place, name)| format!("{name}: {}", bars(place))).collect();
    Chart { alt: format!("{title}. {}", words.join("; ")), title, categories, series }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millions_are_rounded_and_written_as_the_language_does() {
        assert_eq!(millions(89_600_000, Lang::Ru), "0,9");
        assert_eq!(millions(339_600_000, Lang::Kk), "3,4");
        assert_eq!(millions(1_200_000_000, Lang::En), "12.0");
    }
}
