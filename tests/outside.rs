//! Our files against the data of others: the schema of ISO 20022, a published calendar, the list of banks. They are
//! not part of the project; where they do not lie beside it, these tests say so and pass.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate, Weekday};
use qazyna::config::{RuleFiles, load_rules};
use qazyna::domain::calendar::DayKind;
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The path of a file of the outside data, if the data are there at all.
fn outside(file: &str) -> Option<PathBuf> {
    let folder = Path::new(ROOT).join("../shared");
    if !folder.is_dir() {
        println!("outside data: `../shared` was not found, nothing was compared");
        return None;
    }
    Some(folder.join("data").join(file))
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn date(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

fn dates(list: &Value, key: Option<&str>) -> BTreeSet<NaiveDate> {
    list.as_array().unwrap().iter().map(|v| date(key.map_or(v, |k| &v[k]))).collect()
}

#[test]
fn the_golden_payment_file_is_valid_by_the_schema_of_iso_20022() {
    let Some(schema) = outside("xsd/pain.001.001.09.xsd") else { return };
    support::validate(&schema, &Path::new(ROOT).join("tests/golden/pain001.xml"));
}

#[test]
fn the_calendar_agrees_with_the_published_one_on_every_day() {
    let Some(path) = outside("kz_holidays.json") else { return };
    let calendar = load_rules(&RuleFiles::built_in()).unwrap().calendar;
    let published = json(&path);
    let mut faults = Vec::new();
    let mut compared = 0;
    for (year, facts) in published["years"].as_object().unwrap() {
        let year: i32 = year.parse().unwrap();
        let holidays = dates(&facts["public_holidays_incl_observed"], Some("date"));
        let days_off = dates(&facts["transfers"], Some("day_off"));
        let worked = dates(&facts["working_weekends"], None);
        assert_eq!(worked, dates(&facts["transfers"], Some("working_day_instead")), "{year}: the outside data");
        for day in NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(|d| d.year() == year) {
            let ours = calendar.day(day).unwrap();
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            let free = holidays.contains(&day) || days_off.contains(&day) || weekend;
            let checks = [
                ("a working day", worked.contains(&day) || !free, ours.is_working()),
                ("a holiday", holidays.contains(&day) && !days_off.contains(&day), ours.kind == DayKind::Holiday),
                ("a day off moved here", days_off.contains(&day), ours.kind == DayKind::DayOff),
                ("a weekend that is worked", worked.contains(&day), ours.kind == DayKind::WorkedInstead),
            ];
            for (what, theirs, ours) in checks.into_iter().filter(|(_, theirs, ours)| theirs != ours) {
                faults.push(format!("{day} is {what}: published {theirs}, here {ours}"));
            }
            compared += 1;
        }
        let working = facts["working_days_5day_week"].as_u64().unwrap();
        assert_eq!(u64::try_from(calendar.working_days(year).unwrap()).unwrap(), working, "working days of {year}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(compared >= 9 * 365, "only {compared} days were compared");
}

#[test]
fn the_banks_are_those_of_the_reference_list() {
    let Some(path) = outside("kz_banks.json") else { return };
    let listed: BTreeSet<(String, String)> = json(&path)
        .as_array()
        .unwrap()
        .iter()
        .map(|bank| (bank["bic"].as_str().unwrap().to_owned(), bank["bank_code"].as_str().unwrap().to_owned()))
        // one row of the list bears the BIC of another country and no name: a slip of the list
        .filter(|(bic, _)| &bic[4..6] == "KZ")
        .collect();
    let text = std::fs::read_to_string(Path::new(ROOT).join("config/banks.csv")).unwrap();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let ours: BTreeSet<(String, String)> =
        reader.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    let missing: Vec<_> = listed.difference(&ours).collect();
    assert!(missing.is_empty(), "in the reference list, but not in config/banks.csv: {missing:?}");
    assert!(!listed.is_empty(), "the reference list is empty");
}
