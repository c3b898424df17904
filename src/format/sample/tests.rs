//! What the made-up input promises.

use std::collections::BTreeSet;

use super::*;
use crate::config::{RuleFiles, load_rules};
use crate::domain::request::{Checked, check};
use crate::domain::rules::Rules;
use crate::format::table::TableReader;

fn rules() -> Rules {
    load_rules(&RuleFiles::built_in()).unwrap()
}

fn made(requests: u64, seed: u64) -> (tempfile::TempDir, SampleTotals) {
    let folder = tempfile::tempdir().unwrap();
    let totals = write(requests, seed, &folder.path().join("new/sample")).unwrap();
    (folder, totals)
}

fn bytes(folder: &tempfile::TempDir, name: &str) -> Vec<u8> {
    fs::read(folder.path().join("new/sample").join(name)).unwrap()
}

fn rows(bytes: &[u8], columns: &[&str]) -> Vec<Vec<String>> {
    let mut table = TableReader::new(bytes, "sample", columns).unwrap();
    table.next_rows(usize::MAX).unwrap().into_iter().map(|row| row.fields).collect()
}

fn checked(bytes: &[u8], rules: &Rules) -> Vec<Checked> {
    let now = Moment::parse("2026-03-12T10:00:00+05:00").unwrap();
    let judged = |row: &Vec<String>| check(&row.iter().map(String::as_str).collect::<Vec<_>>(), rules, now);
    rows(bytes, &COLUMNS).iter().map(|row| judged(row).unwrap()).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (one, again, other) = (made(300, 7), made(300, 7), made(300, 8));
    assert_eq!(one.1, again.1);
    for name in ["requests.csv", "plan.csv", "statement.csv"] {
        assert_eq!(bytes(&one.0, name), bytes(&again.0, name), "{name}");
        assert_ne!(bytes(&one.0, name), bytes(&other.0, name), "{name}");
    }
}

#[test]
fn every_request_is_valid_unlike_the_others_and_later_than_the_one_before() {
    let rules = rules();
    for (count, seed) in [(1, 0), (3_000, 1), (500, u64::MAX)] {
        let (folder, totals) = made(count, seed);
        let all = checked(&bytes(&folder, "requests.csv"), &rules);
        assert_eq!((all.len() as u64, totals.requests), (count, count));
        assert!(all.iter().all(|c| !c.unknown_bank));
        let applications: Vec<_> = all.iter().map(|c| &c.application).collect();
        assert!(applications.windows(2).all(|w| w[0].registered_at < w[1].registered_at));
        assert!(applications.windows(2).all(|w| w[0].number < w[1].number));
        let claims: BTreeSet<_> = applications.iter().map(|a| a.claim()).collect();
        assert_eq!(claims.len() as u64, count);
        let bins: BTreeSet<_> = applications.iter().map(|a| (&a.bin, &a.name, &a.account)).collect();
        assert!(bins.len() as u64 <= LENDERS + 1);
        assert_eq!(Amount::sum(applications.iter().map(|a| a.amount)), Some(totals.sum));
        for a in applications {
            assert!(("2024-01-01".."2025-10-01").contains(&a.agreement_date.to_string().as_str()));
            assert!(a.registered_at >= FIRST && a.registered_at.date(ZONE).to_string().as_str() <= "2026-03-11");
            assert!(a.amount.tiyn() <= 300_000_000, "ten million requests stay below 10^14 tenge");
        }
    }
}

#[test]
fn all_recipients_differ_and_their_names_keep_kazakh_letters_and_quotes() {
    let (folder, _) = made(3_000, 5);
    let all = checked(&bytes(&folder, "requests.csv"), &rules());
    let lenders: Vec<_> = all.iter().map(|c| &c.application).filter(|a| a.service == KINDS[1].service).collect();
    let bins: BTreeSet<_> = lenders.iter().map(|a| &a.bin).collect();
    let names: BTreeSet<_> = lenders.iter().map(|a| a.name.as_str()).collect();
    assert_eq!((bins.len() as u64, names.len() as u64), (LENDERS, LENDERS));
    assert!(names.contains("\"Береке Қарағанды 1\" МҚҰ ЖШС"), "{names:?}");
    assert!(names.contains("ТОО \"МФО Үміт Қарағанды 2\""), "{names:?}");
    assert_eq!(lenders.len(), 1_800);
}

#[test]
fn the_plan_covers_each_line_in_january_to_the_next_thousand() {
    let rules = rules();
    let (folder, totals) = made(777, 3);
    let columns: Vec<&str> = PLAN_COLUMNS.split(',').collect();
    let plan = rows(&bytes(&folder, "plan.csv"), &columns);
    assert_eq!(plan.len(), 2);
    for (row, service) in plan.iter().zip(&totals.services) {
        let day = FIRST.date(ZONE);
        let line = rules.service(service.service).unwrap().line_on(day).unwrap().codes();
        assert_eq!([&row[1], &row[3], &row[4], &row[5]], line.each_ref());
        assert_eq!(row[2], rules.department.institution);
        assert_eq!((row[0].as_str(), &row[6..9]), ("2026", &["payments", "1", "2026-01-05"].map(String::from)[..]));
        let january = Amount::parse(&row[9]).unwrap().tiyn();
        assert!(january % 100_000 == 0 && (0..100_000).contains(&(january - service.sum.tiyn())));
        assert!(row[10..].iter().all(|m| Amount::parse(m) == Ok(Amount::ZERO)));
    }
}

#[test]
fn the_statement_answers_the_orders_in_the_order_of_forming() {
    let (folder, totals) = made(640, 11);
    let mut all: Vec<_> =
        checked(&bytes(&folder, "requests.csv"), &rules()).into_iter().map(|c| c.application).collect();
    all.sort_by_key(|a| (a.service.clone(), a.registered_at, a.number.clone()));
    let columns: Vec<&str> = STATEMENT_COLUMNS.split(',').collect();
    let statement = rows(&bytes(&folder, "statement.csv"), &columns);
    assert_eq!(statement.len(), all.len());
    for (i, (line, a)) in statement.iter().zip(&all).enumerate() {
        let expected = [
            "SAMPLE-11",
            "2026-03-13",
            &format!("2026-{}", i + 1),
            &a.amount.to_string(),
            a.bin.as_str(),
            a.account.as_str(),
            "paid",
            "",
            &format!("KZT260313-{:08}", i + 1),
            "2026-03-13",
        ];
        assert_eq!(line[..], expected);
    }
    for service in &totals.services {
        let own = || all.iter().filter(|a| a.service == service.service);
        assert_eq!(own().count() as u64, service.orders);
        assert_eq!(Amount::sum(own().map(|a| a.amount)), Some(service.sum));
    }
}

#[test]
fn ten_million_requests_are_registered_at_microseconds_that_never_meet() {
    let sample = Sample::new(10_000_000, 2).unwrap();
    let at = |i: u64| sample.request(i).unwrap().registered_at;
    for i in (0..9_999_999).step_by(100_003).chain([9_999_998]) {
        assert!(at(i) < at(i + 1), "{i}");
    }
    assert_eq!(at(0).date(ZONE).to_string(), "2026-01-05");
    assert_eq!(at(9_999_999).date(ZONE).to_string(), "2026-03-11");
}

#[test]
fn no_requests_are_files_with_headers_and_too_many_are_refused() {
    let (folder, totals) = made(0, 1);
    assert_eq!((totals.requests, totals.sum), (0, Amount::ZERO));
    assert!(rows(&bytes(&folder, "requests.csv"), &COLUMNS).is_empty());
    assert!(Sample::new(u64::MAX, 1).is_err());
}
