//! `calendar/YYYY.csv`: the days of a year that differ from their place in the week. An official corrects them; a
//! day that cannot be meant so is refused rather than counted.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use super::fault::{At, NAME_KEYS, RulesFault};
use super::rule_files::RuleFiles;
use super::table::rows;
use crate::domain::calendar::{Special, SpecialDays, SpecialKind};

const COLUMNS: [&str; 6] = ["date", "kind", "name_ru", "name_kk", "name_en", "source"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDay {
    date: String,
    kind: String,
    name_ru: String,
    name_kk: String,
    name_en: String,
    source: String,
}

/// The special days of every year that has a file.
pub(super) fn read_years(files: &RuleFiles) -> Result<BTreeMap<i32, SpecialDays>, RulesFault> {
    let mut years: BTreeMap<i32, SpecialDays> = BTreeMap::new();
    for (file, bytes) in files.folder("calendar") {
        let year = year_of(file)?;
        let before = years.last_key_value();
        if let Some((last, _)) = before.filter(|(last, _)| **last + 1 != year) {
            let expected = format!("no gap between the years: add `calendar/{}.csv`", last + 1);
            return Err(At::file(file).fault(format!("year {year} after year {last}"), expected));
        }
        let days = read_year(file, bytes, year, before.map(|(_, days)| days))?;
        years.insert(year, days);
    }
    if years.is_empty() {
        return Err(
            At::file("calendar").fault("no calendar", "a file `calendar/YYYY.csv` for every year to be counted in")
        );
    }
    Ok(years)
}

fn year_of(file: &str) -> Result<i32, RulesFault> {
    let stem = file.strip_prefix("calendar/").and_then(|f| f.strip_suffix(".csv")).unwrap_or_default();
    let first = At::file(file).date(&format!("{stem}-01-01"));
    first.map(|d| d.year()).map_err(|_| At::file(file).wrong(stem, "a file named by its year, `calendar/YYYY.csv`"))
}

fn read_year(file: &str, bytes: &[u8], year: i32, before: Option<&SpecialDays>) -> Result<SpecialDays, RulesFault> {
    let mut days = SpecialDays::new();
    let mut lines = BTreeMap::new();
    for (line, raw) in rows::<RawDay>(file, bytes, &COLUMNS)? {
        let at = At::line(file, line);
        let date = at.key("date").date(&raw.date)?;
        if date.year() != year {
            return Err(at.key("date").wrong(date, format!("a day of {year}, the year of the file")));
        }
        if let Some(first) = lines.insert(date, line) {
            return Err(at.key("date").wrong(date, format!("each day once; it stands in line {first} already")));
        }
        days.insert(date, read_day(&at, &raw)?);
    }
    if !days.values().any(|d| d.kind == SpecialKind::Holiday) {
        return Err(At::file(file).fault("not one holiday", "the public holidays of the year, a line each"));
    }
    let around: SpecialDays = before.into_iter().flatten().chain(&days).map(|(d, s)| (*d, s.clone())).collect();
    for (date, special) in &days {
        check_place_in_week(&At::line(file, lines[date]), *date, special.kind, &around)?;
    }
    Ok(days)
}

fn read_day(at: &At<'_>, raw: &RawDay) -> Result<Special, RulesFault> {
    let kind = SpecialKind::parse(&raw.kind).ok_or_else(|| {
        let known = SpecialKind::ALL.map(|k| format!("`{}`", k.word())).join(", ");
        at.key("kind").wrong(&raw.kind, format!("one of {known}"))
    })?;
    let names = at.names(NAME_KEYS, [&raw.name_ru, &raw.name_kk, &raw.name_en])?;
    Ok(Special { kind, names, source: at.key("source").text(&raw.source)? })
}

/// A day off or a short day is an ordinary weekday that is changed; a day worked instead is one that would be free.
fn check_place_in_week(at: &At<'_>, date: NaiveDate, kind: SpecialKind, days: &SpecialDays) -> Result<(), RulesFault> {
    let at = at.key("kind");
    let found = format!("`{}` on {} {date}", kind.word(), date.format("%A"));
    match kind {
        SpecialKind::DayOff | SpecialKind::Short if is_weekend(date) => {
            Err(at.fault(found, "a day from Monday to Friday; a weekend is free without a line"))
        }
        SpecialKind::Workday if !is_weekend(date) && !takes_a_holiday(date, days) => {
            Err(at.fault(found, "a Saturday, a Sunday, or the weekday to which a holiday on a weekend would move"))
        }
        _ => Ok(()),
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Whether the free days that end right before `date` hold a holiday on a weekend, whose day off would move to it.
fn takes_a_holiday(date: NaiveDate, days: &SpecialDays) -> bool {
    let kind = |d: &NaiveDate| days.get(d).map(|s| s.kind);
    let free = |d: &NaiveDate| match kind(d) {
        Some(SpecialKind::Holiday | SpecialKind::DayOff) => true,
        Some(SpecialKind::Workday | SpecialKind::Short) => false,
        None => is_weekend(*d),
    };
    let mut before = std::iter::successors(date.pred_opt(), |d| d.pred_opt()).take_while(free);
    before.any(|d| is_weekend(d) && kind(&d) == Some(SpecialKind::Holiday))
}
