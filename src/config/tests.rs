//! The real files say what the law says, and a file that cannot be a rule is refused with a sentence.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{RuleFiles, RulesFault, load_rules};
use crate::domain::calendar::DayKind;
use crate::domain::deadline::{Limit, due};
use crate::domain::ident::{Bic, Iban};
use crate::domain::lang::Lang;
use crate::domain::money::Rate;
use crate::domain::rules::{BankCheck, QueuePolicy, Rules};
use crate::domain::time::{Moment, parse_date};

fn real() -> Rules {
    load_rules(&RuleFiles::built_in()).unwrap()
}

fn date(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

#[test]
fn the_calendar_of_each_year_has_its_number_of_working_days() {
    let calendar = real().calendar;
    let found: Vec<usize> = (2019..=2027).map(|y| calendar.working_days(y).unwrap()).collect();
    assert_eq!(found, [246, 246, 245, 246, 246, 249, 246, 247, 247]);
    assert!(calendar.working_days(2018).is_err() && calendar.working_days(2028).is_err());
    assert_eq!(calendar.last_known_day(), Some(date("2027-12-31")));
}

#[test]
fn each_swapped_day_is_free_and_its_counterpart_is_worked() {
    let calendar = real().calendar;
    let swaps = [
        ("2019-05-10", "2019-05-04"),
        ("2020-01-03", "2020-01-05"),
        ("2020-05-08", "2020-05-11"),
        ("2020-12-18", "2020-12-20"),
        ("2021-07-05", "2021-07-03"),
        ("2022-03-07", "2022-03-05"),
        ("2022-08-29", "2022-08-27"),
        ("2022-10-24", "2022-10-22"),
        ("2023-07-07", "2023-07-01"),
        ("2024-05-08", "2024-05-04"),
        ("2025-01-03", "2025-01-05"),
    ];
    for (free, worked) in swaps {
        let (free, worked) = (calendar.day(date(free)).unwrap(), calendar.day(date(worked)).unwrap());
        assert!(!free.is_working() && free.kind == DayKind::DayOff, "{free:?}");
        assert!(worked.is_working() && worked.kind == DayKind::WorkedInstead, "{worked:?}");
    }
    let days = date("2019-01-01").iter_days().take_while(|d| *d <= date("2027-12-31"));
    let kinds: Vec<DayKind> = days.map(|d| calendar.day(d).unwrap().kind).collect();
    let count = |kind| kinds.iter().filter(|k| **k == kind).count();
    assert_eq!((count(DayKind::DayOff), count(DayKind::WorkedInstead)), (swaps.len(), swaps.len()));
}

#[test]
fn a_holiday_that_the_law_moved_is_one_only_in_its_years() {
    let calendar = real().calendar;
    let holiday = |year: i32, day: &str| calendar.day(date(&format!("{year}-{day}"))).unwrap().kind == DayKind::Holiday;
    for year in 2019..=2027 {
        assert_eq!(holiday(year, "08-30"), year <= 2025, "30 August {year}");
        assert_eq!(holiday(year, "03-15"), year >= 2027, "15 March {year}");
        assert_eq!(holiday(year, "10-25"), year >= 2022, "25 October {year}");
        assert_eq!(holiday(year, "12-01"), year <= 2021, "1 December {year}");
        assert!(holiday(year, "12-16") && holiday(year, "01-07") && holiday(year, "03-21"), "{year}");
    }
}

#[test]
fn a_request_around_nauryz_2026_is_due_after_the_holidays() {
    let calendar = real().calendar;
    let table = [
        ("2026-03-14T21:00:00+05:00", "1wd", "2026-03-16T09:00:00+05:00", "2026-03-17T18:30:00+05:00"),
        ("2026-03-20T18:29:00+05:00", "1wd", "2026-03-20T18:29:00+05:00", "2026-03-26T18:30:00+05:00"),
        ("2026-03-20T18:30:00+05:00", "1wd", "2026-03-20T18:30:00+05:00", "2026-03-26T18:30:00+05:00"),
        ("2026-03-20T18:31:00+05:00", "1wd", "2026-03-26T09:00:00+05:00", "2026-03-27T18:30:00+05:00"),
        ("2026-03-20T08:00:00+05:00", "2wd", "2026-03-20T08:00:00+05:00", "2026-03-27T18:30:00+05:00"),
        ("2026-03-22T12:00:00+05:00", "2wd", "2026-03-26T09:00:00+05:00", "2026-03-30T18:30:00+05:00"),
        ("2026-03-25T12:00:00+05:00", "same-day", "2026-03-26T09:00:00+05:00", "2026-03-26T18:30:00+05:00"),
        ("2024-02-29T12:00:00+06:00", "1wd", "2024-02-29T12:00:00+06:00", "2024-03-01T18:30:00+05:00"),
        ("2020-05-06T12:00:00+06:00", "1wd", "2020-05-06T12:00:00+06:00", "2020-05-11T18:30:00+06:00"),
    ];
    for (from, limit, effective, expected) in table {
        let found = due(&calendar, moment(from), Limit::parse(limit).unwrap()).unwrap();
        assert_eq!((found.effective_from, found.due), (moment(effective), moment(expected)), "{from} {limit}");
    }
    assert!(due(&calendar, moment("2027-12-31T10:00:00+05:00"), Limit::WorkingDays(1)).is_err());
}

#[test]
fn the_rules_of_the_sandbox_are_read_as_they_stand() {
    let rules = real();
    let day = date("2026-03-05");
    let names: Vec<&str> = rules.services.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["guarantee-commission", "microfinance-subsidy"]);
    let service = rules.service("microfinance-subsidy").unwrap();
    assert_eq!(service.line_on(day).unwrap().to_string(), "255/061/015/311");
    assert_eq!(service.rate_ceiling_on(day), Rate::parse("30"));
    assert_eq!((service.confirm_limit, service.form_limit), (Limit::WorkingDays(1), Limit::WorkingDays(2)));
    assert_eq!((service.queue_policy, service.in_force(day)), (QueuePolicy::Partial, true));
    assert!(!service.in_force(date("2019-10-13")) && service.in_force(date("2019-10-14")));
    let payer = rules.department.payer();
    assert_eq!((payer.institution.as_str(), payer.account.bank_code(), payer.kod.as_str()), ("2550101", "070", "12"));
    for code in
        "criteria-not-met incomplete-documents false-data not-registered debt eds-not-confirmed duplicate".split(' ')
    {
        assert!(rules.ground(code, day).is_some(), "{code}");
    }
    assert!(rules.kbe.on("15", day).is_some() && rules.knp.on("000", day).is_some());
    assert!(rules.template("refusal", Lang::Kk).is_some_and(|t| t.version == "1" && !t.text.contains("template:")));
}

#[test]
fn an_unknown_bank_only_warns_and_a_contradiction_names_the_right_code() {
    let rules = real();
    let check = |account: &str, bic: &str| {
        rules.check_bank(&Iban::parse(account).unwrap(), &Bic::parse(bic).unwrap(), date("2026-03-05"))
    };
    assert_eq!(check("KZ24070105KSN0000000", "KKMFKZ2A"), BankCheck::Fits);
    assert_eq!(check("KZ24070105KSN0000000", "KKMFKZ2AXXX"), BankCheck::Fits);
    assert_eq!(check("KZ24070105KSN0000000", "XXXXKZ22"), BankCheck::UnknownBic);
    assert_eq!(check("KZ24070105KSN0000000", "CASPKZKA"), BankCheck::Contradiction { expected: "722".to_owned() });
    assert!(rules.bank_code_known("722") && !rules.bank_code_known("999"));
}

#[test]
fn another_byte_in_any_file_is_another_fingerprint() {
    let before = real().fingerprint;
    let mut files = copy();
    change(&mut files, "department.toml", "ОБРАЗЕЦ", "ОБРАЗЕЦ 2");
    let after = load_rules(&RuleFiles::new(files)).unwrap().fingerprint;
    assert_ne!(before, after);
    assert_eq!(before, real().fingerprint);
}

fn copy() -> BTreeMap<String, Vec<u8>> {
    RuleFiles::built_in().iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect()
}

/// Replaces `from`, which must stand in the file, everywhere by `to`.
fn change(files: &mut BTreeMap<String, Vec<u8>>, file: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[file].clone()).unwrap();
    assert!(text.contains(from), "{file} holds no {from}");
    files.insert(file.to_owned(), text.replace(from, to).into_bytes());
}

fn refusal(files: BTreeMap<String, Vec<u8>>) -> String {
    let fault = load_rules(&RuleFiles::new(files)).expect_err("refused");
    assert!(matches!(fault, RulesFault::Wrong { .. }), "{fault}");
    fault.to_string()
}

const RATE: &str = "[[rate]]\nceiling = \"30\"";
const MFO: &str = "services/microfinance-subsidy.toml";
const DEPARTMENT: &str = "department.toml";

/// File, what stands there, what is put there, and the parts that the sentence must hold.
const BROKEN: &[(&str, &str, &str, &[&str])] = &[
    (
        "calendar/2026.csv",
        "2026-05-01,holiday",
        "2026-05-01,holidy",
        &["line 18, column `kind`: found `holidy`", "`day-off`"],
    ),
    ("calendar/2026.csv", "2026-05-01,", "2025-05-01,", &["`2025-05-01`", "a day of 2026"]),
    ("calendar/2026.csv", "2026-05-01,", "2026-02-30,", &["`2026-02-30`", "a day that exists"]),
    ("calendar/2026.csv", "2026-05-01,", "2026-05-07,", &["line 19, column `date`", "line 18 already"]),
    ("calendar/2026.csv", "2026-05-01,", "#2026-05-01,", &["`#2026-05-01`", "YYYY-MM-DD"]),
    ("calendar/2026.csv", "2026-05-01,holiday", "2026-05-05,workday", &["`workday` on Tuesday 2026-05-05"]),
    ("calendar/2026.csv", "2026-05-01,holiday", "2026-05-02,day-off", &["`day-off` on Saturday 2026-05-02"]),
    ("calendar/2026.csv", "2026-05-01,holiday", "2026-05-02,short", &["`short` on Saturday 2026-05-02"]),
    (
        "calendar/2026.csv",
        "2026-05-01,holiday,Праздник",
        "2026-05-01,holiday,,Праздник",
        &["line 18: found 7 values; expected 6 values"],
    ),
    (
        "calendar/2026.csv",
        "2026-05-01,holiday,Праздник",
        "2026-05-01,holiday, Праздник",
        &["column `name_ru`", "without spaces"],
    ),
    (
        "calendar/2026.csv",
        "date,kind,",
        "date,sort,",
        &["line 7: found `date,sort,", "`date,kind,name_ru,name_kk,name_en,source`"],
    ),
    ("banks.csv", "CASPKZKA,722", "CASPKZKA,72", &["column `bank_code`: found `72`", "3 digits"]),
    ("banks.csv", "CASPKZKA,722", "CASPKZ,722", &["column `bic`: found `CASPKZ`", "8 or 11"]),
    (
        "banks.csv",
        "CASPKZKA,722",
        "CITIKZKA,722",
        &["column `bic`: found `CITIKZKA`", "one line for a code on any day"],
    ),
    ("codes/knp.csv", "\n000,", "\n0001,", &["`0001`", "3 digits"]),
    ("codes/knp.csv", "\n000,", "\n111,", &[MFO_OR_OTHER, "key `knp`: found `000`", "codes/knp.csv"]),
    ("codes/kbe.csv", "\n15,", "\n35,", &["`35`", "residency"]),
    ("codes/grounds.csv", "\ndebt,", "\nDebt,", &["`Debt`", "small Latin letters"]),
    (MFO, "confirm_limit = \"1wd\"", "confirm_limit = \"1d\"", &["key `confirm_limit`: found `1d`", "`Nwd`"]),
    (MFO, "confirm_limit =", "confirm_limt =", &["line ", "confirm_limt"]),
    (
        MFO,
        "queue_policy = \"partial\"",
        "queue_policy = \"\"",
        &["key `queue_policy`: found ``", "`partial` or `wait`"],
    ),
    (MFO, "queue_policy = \"partial\"", "", &["microfinance-subsidy.toml: found no key `queue_policy`"]),
    (MFO, "name = \"microfinance-subsidy\"", "name = \"subsidy\"", &["key `name`: found `subsidy`"]),
    (MFO, "kbe_payee = \"\"", "kbe_payee = \"30\"", &["key `kbe_payee`: found `30`"]),
    (MFO, "{agreement_no}", "{agreement}", &["key `purpose`", "{agreement_no}"]),
    (MFO, "ceiling = \"30\"", "ceiling = \"30%\"", &["[[rate]] no. 1, key `ceiling`: found `30%`"]),
    (MFO, "ceiling = \"30\"", "ceiling = 30", &["line ", "expected a string"]),
    (MFO, RATE, TWO_RATES, &["[[rate]] no. 2, key `valid_from`", "close the earlier one"]),
    (MFO, "\"255/061/015/311\"", "\"255/61/015/311\"", &["[[budget_line]] no. 1, key `line`: found `255/61/015/311`"]),
    (MFO, "\"255/061/015/311\"", "\"255/060/015/311\"", &["`255/060/015/311`", "`guarantee-commission` does"]),
    (
        MFO,
        "valid_to = \"\"",
        "valid_to = \"2018-12-31\"",
        &["key `valid_to`: found `2018-12-31`", "not before valid_from"],
    ),
    (DEPARTMENT, "Asia/Almaty\"", "Asia/Alma-Ata\"", &["key `time_zone`: found `Asia/Alma-Ata`", "`Asia/Almaty`"]),
    (DEPARTMENT, "\"Asia/Almaty\"", "\"Etc/GMT-5\"", &["found `Etc/GMT-5`", "no fixed offset"]),
    (
        DEPARTMENT,
        "\"010140999992\"",
        "\"010140999991\"",
        &["key `bin`: found `010140999991`", "check digit would be `2`"],
    ),
    (DEPARTMENT, "KZ14070103SAMPLE0001", "KZ15070103SAMPLE0001", &["key `payer_account`", "check digits"]),
    (
        DEPARTMENT,
        "KZ14070103SAMPLE0001",
        "KZ86125KZT5004100100",
        &["`KZ86125KZT5004100100`", "bank code `070`", "`KKMFKZ2A`"],
    ),
    (DEPARTMENT, "\"KKMFKZ2A\"", "\"KKMFKZ\"", &["key `payer_bic`: found `KKMFKZ`"]),
    (DEPARTMENT, "\"2550101\"", "\"255010\"", &["key `institution`: found `255010`", "7 digits"]),
    (DEPARTMENT, "payer_kod = \"12\"", "payer_kod = \"42\"", &["key `payer_kod`: found `42`"]),
    (DEPARTMENT, "open = \"09:00\"", "open = \"9:00\"", &["[[hours]] no. 1, key `open`: found `9:00`", "HH:MM"]),
    (DEPARTMENT, "close = \"18:30\"", "close = \"08:30\"", &["[[hours]] no. 1, key `close`: found `08:30`"]),
    (DEPARTMENT, "[[hours]]\nopen", TWO_HOURS, &["[[hours]] no. 2, key `valid_from`"]),
    (DEPARTMENT, "valid_to = \"\"", "valid_to = \"2026-12-31\"", &["no opening hours on `2027-01-01`"]),
    (
        "templates/refusal.ru.txt",
        "template: refusal 1",
        "refusal",
        &["line 1: found `refusal`", "`template: refusal VERSION`"],
    ),
    ("templates/refusal.ru.txt", "template: refusal 1", "template: refusal ", &["`template: refusal VERSION`"]),
    ("templates/refusal.ru.txt", "template: refusal 1", "template: result 1", &["`template: refusal VERSION`"]),
];

const MFO_OR_OTHER: &str = "services/guarantee-commission.toml";
const TWO_RATES: &str = "[[rate]]\nceiling = \"20\"\nvalid_from = \"2026-01-01\"\nvalid_to = \"\"\nsource = \"x\"\n\n[[rate]]\nceiling = \"30\"";
const TWO_HOURS: &str = "[[hours]]\nopen = \"08:00\"\nclose = \"17:00\"\nlunch_from = \"12:00\"\nlunch_to = \"13:00\"\n\
    valid_from = \"\"\nvalid_to = \"2019-01-01\"\nsource = \"x\"\n\n[[hours]]\nopen";

#[test]
fn a_broken_rule_file_is_refused_with_its_file_its_place_and_its_value() {
    for (file, from, to, parts) in BROKEN {
        let mut files = copy();
        change(&mut files, file, from, to);
        let sentence = refusal(files);
        let named = parts.iter().any(|p| sentence.starts_with(p)) || sentence.starts_with(file);
        assert!(named && parts.iter().all(|p| sentence.contains(p)), "{file}: {to}\n{sentence}\n{parts:?}");
        assert!(sentence.contains("; expected "), "{sentence}");
    }
}

#[test]
fn a_set_of_rules_with_a_file_missing_or_too_many_is_refused() {
    for file in ["department.toml", "banks.csv", "codes/knp.csv", "codes/kbe.csv", "codes/grounds.csv"] {
        let mut files = copy();
        files.remove(file);
        assert!(refusal(files).starts_with(&format!("{file}: found no such file")), "{file}");
    }
    let without = |part: &str| copy().into_iter().filter(|(path, _)| !path.starts_with(part)).collect();
    assert!(refusal(without("calendar/2022")).contains("year 2023 after year 2021; expected no gap"));
    assert!(refusal(without("calendar/")).contains("no calendar"));
    assert!(refusal(without("services/")).contains("no service"));
    let with = |path: &str, bytes: &[u8]| {
        let mut files = copy();
        files.insert(path.to_owned(), bytes.to_vec());
        files
    };
    assert!(refusal(with("notes.txt", b"x")).contains("holds no rules"));
    assert!(refusal(with("calendar/2028 (1).csv", b"x")).contains("`calendar/YYYY.csv`"));
    assert!(refusal(with("templates/letter.txt", b"template: letter 1\nx")).contains("`NAME.ru.txt`"));
    assert!(refusal(with("calendar/2026.csv", b"# 1\n\xc0\xea\n")).contains("line 2: found bytes that are no UTF-8"));
    assert!(
        refusal(with("calendar/2026.csv", b"date,kind,name_ru,name_kk,name_en,source\n")).contains("not one holiday")
    );
}

#[test]
fn a_weekday_may_be_worked_where_a_holiday_of_the_weekend_would_move_to_it() {
    let mut files = copy();
    let monday = "2026-03-09,workday,Рабочий день,Жұмыс күні,Working day,decree\n2026-03-10,holiday";
    change(&mut files, "calendar/2026.csv", "2026-03-09,holiday", monday);
    let rules = load_rules(&RuleFiles::new(files)).unwrap();
    assert_eq!(rules.calendar.day(date("2026-03-09")).unwrap().kind, DayKind::WorkedInstead);
}

#[test]
fn a_file_saved_by_a_spreadsheet_with_its_mark_and_line_ends_says_the_same() {
    let mut files = copy();
    change(&mut files, "calendar/2026.csv", "\n", "\r\n");
    let marked = ["\u{feff}".as_bytes(), &files["calendar/2026.csv"]].concat();
    files.insert("calendar/2026.csv".to_owned(), marked);
    assert_eq!(load_rules(&RuleFiles::new(files)).unwrap().calendar, real().calendar);
}

#[test]
fn two_services_may_use_one_line_one_after_the_other() {
    let mut files = copy();
    change(&mut files, MFO, "\"255/061/015/311\"", "\"255/060/015/311\"");
    let old = "line = \"255/060/015/311\"\nvalid_from = \"2019-01-01\"\nvalid_to = \"";
    change(&mut files, MFO, old, &old.replace("2019-01-01", "2027-01-01"));
    let commission = "services/guarantee-commission.toml";
    change(&mut files, commission, &format!("{old}\""), &format!("{old}2026-12-31\""));
    let rules = load_rules(&RuleFiles::new(files)).unwrap();
    let payers = |day| rules.services.iter().filter(|s| s.line_on(date(day)).is_some()).count();
    assert_eq!((payers("2026-12-31"), payers("2027-01-01")), (1, 1));
}
