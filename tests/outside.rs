//! Our files against the data of others: the schema of ISO 20022, a published calendar, the list of banks, certificates
//! and signatures of the national certification authority. They are
//! not part of the project; where they do not lie beside it, these tests say so and pass.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate, Weekday};
use qazyna::config::{RuleFiles, load_rules};
use qazyna::domain::calendar::DayKind;
use qazyna::domain::time::Moment;
use qazyna::eds::cause::{Cause, Reason};
use qazyna::eds::certificate::{Certificate, Serial};
use qazyna::eds::crl::List;
use qazyna::eds::ocsp::{self, Status};
use qazyna::eds::report::Report;
use qazyna::eds::subject::Role;
use qazyna::eds::trust::Trust;
use qazyna::eds::verify::{Content, Question, Wanted, verify};
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
fn the_samples_of_bank_statements_are_valid_by_the_schemas_of_iso_20022() {
    for message in ["camt.053.001.08", "camt.054.001.08", "pain.002.001.10"] {
        let Some(schema) = outside(&format!("xsd/{message}.xsd")) else { return };
        support::validate(&schema, &Path::new(ROOT).join(format!("samples/statements/{message}.xml")));
    }
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

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn certificate(folder: &Path, name: &str) -> Certificate {
    Certificate::parse(&bytes(folder, name)).unwrap_or_else(|cause| panic!("{name}: {cause}"))
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn ask(cms: &[u8], content: &[u8], trust: &Trust, now: &str) -> Report {
    let wanted = Wanted::default();
    verify(&Question { cms, content: Content::Bytes(content), now: moment(now), trust, wanted: &wanted })
}

#[test]
fn the_authorities_of_the_national_centre_are_signed_by_their_roots() {
    let Some(nca) = outside("nca") else { return };
    let pairs = [
        ("ca/nca_gost2022_test.cer", "ca/root_test_gost_2022.cer"),
        ("ca/prod_nca_gost_2022.pem", "ca/prod_root_gost_2022.pem"),
        ("throwaway_pki/nca.cer", "throwaway_pki/root.cer"),
    ];
    for (below, above) in pairs {
        let (below, above) = (certificate(&nca, below), certificate(&nca, above));
        assert!(below.names_issuer(&above));
        assert_eq!(below.signed_by(&above), Ok(()));
        assert_eq!(above.signed_by(&above), Ok(()));
        assert_eq!(above.signed_by(&below), Err(Cause::IssuerSignatureWrong));
    }
}

#[test]
fn the_lists_of_the_national_centre_are_its_own_and_an_old_delta_does_not_apply() {
    let Some(nca) = outside("nca") else { return };
    let issuer = certificate(&nca, "ca/nca_gost2022_test.cer");
    let full = List::load(&bytes(&nca, "crl/nca_gost2022_test.crl"), [&issuer]).unwrap();
    let delta = List::load(&bytes(&nca, "crl/nca_gost2022_d_test.crl"), [&issuer]).unwrap();
    assert_eq!((full.fault(), full.facts.number, full.facts.base, full.len()), (None, 14, None, 54));
    assert_eq!((delta.fault(), delta.facts.number, delta.facts.base, delta.len()), (None, 10, Some(14), 0));
    assert!(full.is_over(moment("2025-10-26T04:46:50Z")) && !full.is_over(moment("2025-10-26T04:46:49Z")));
    let signer = certificate(&nca, "cms/individual_signer.cer");
    let mut trust = Trust::default();
    trust.lists.add(full);
    trust.lists.add(delta);
    assert_eq!(trust.lists.ask(&signer, moment("2025-10-01T00:00:00Z")).asked.len(), 1);
}

#[test]
fn the_documents_of_the_vendors_tool_hold_but_for_their_old_list() {
    let Some(nca) = outside("nca") else { return };
    let issuer = certificate(&nca, "ca/nca_gost2022_test.cer");
    let mut trust = Trust { anchors: vec![issuer], ..Trust::default() };
    for name in ["crl/nca_gost2022_test.crl", "crl/nca_gost2022_d_test.crl"] {
        trust.lists.add(List::load(&bytes(&nca, name), &trust.anchors).unwrap());
    }
    let stamping = ["ca/prod_nca_gost_2022.pem", "ca/prod_root_gost_2022.pem"].map(|name| certificate(&nca, name));
    for (who, roles) in
        [("individual", vec![Role::Individual]), ("legal_entity", vec![Role::LegalEntity, Role::FirstHead])]
    {
        let document = bytes(&nca, &format!("cms/{who}_document.txt"));
        for form in ["attached", "detached"] {
            let cms = bytes(&nca, &format!("cms/{who}_{form}.der"));
            let report = ask(&cms, &document, &trust, "2026-06-01T00:00:00Z");
            assert_eq!(report.causes, [Cause::ListExpired], "{who} {form}");
            let [signer] = report.signers.as_slice() else { panic!("one signer") };
            assert_eq!((signer.iin(), &signer.roles), (Some("123456789011"), &roles));
            assert_eq!((signer.stamp_fault, signer.time_stamp), (Some(Cause::StampUntrusted), None));
            // the time stamp is of the production centre
            let mut both = trust.clone();
            both.anchors.extend(stamping.clone());
            let report = ask(&cms, &document, &both, "2026-08-01T00:00:00Z");
            assert_eq!(report.signers[0].stamp_fault, Some(Cause::StampUnchecked));
            assert!(report.signers[0].time_stamp.is_some_and(|at| at > moment("2026-07-20T09:08:00Z")));
            let changed = ask(&cms, b"other", &trust, "2026-06-01T00:00:00Z");
            assert_eq!(changed.reason(), Some(Reason::DigestMismatch));
        }
    }
}

#[test]
fn the_answer_of_the_national_centres_responder_is_read() {
    let Some(nca) = outside("nca") else { return };
    let issuer = certificate(&nca, "ca/nca_gost2022_test.cer");
    let answer = bytes(&nca, "ocsp/ocsp_response_individual_2015.bin");
    let serial: Vec<u8> = answer.windows(22).find(|w| w.starts_with(&[2, 20, 0x0f, 0xf0])).unwrap()[2..].to_vec();
    let ask = |serial: Serial, now| ocsp::read(&answer, &issuer, serial, moment(now), 3_600);
    let serial = Serial(serial.try_into().unwrap());
    let found = ask(serial, "2022-09-02T17:00:00Z").unwrap();
    assert!(matches!(found.status, Status::Revoked(revocation) if revocation.reason == 6));
    assert_eq!(ask(serial, "2022-09-02T18:00:00Z"), Err(Cause::AnswerTooOld));
    assert_eq!(ask(Serial([1; 20]), "2022-09-02T17:00:00Z"), Err(Cause::AnswerForAnother));
}

#[test]
fn the_throw_away_people_are_found_as_they_are() {
    let Some(nca) = outside("nca/throwaway_pki") else { return };
    let anchors = vec![certificate(&nca, "nca.cer"), certificate(&nca, "root.cer")];
    let people = [
        ("legal_ceo", None, None),
        ("legal_can_sign", None, None),
        ("legal_treasury", None, None),
        ("individual", None, None),
        ("expired_ceo", Some(Cause::SignerExpired), Some(Cause::SignerExpired)),
        ("revoked_base", Some(Cause::RevokedInList), Some(Cause::RevokedByAnswer)),
        ("revoked_delta", Some(Cause::RevokedInDelta), Some(Cause::RevokedByAnswer)),
    ];
    let mut by_lists = Trust { anchors: anchors.clone(), ..Trust::default() };
    for name in ["nca.crl", "nca_d.crl"] {
        by_lists.lists.add(List::load(&bytes(&nca, name), &anchors).unwrap());
    }
    for (who, listed, answered) in people {
        let content = bytes(&nca, &format!("{who}.txt"));
        let answers = vec![bytes(&nca, &format!("{who}.ocsp"))];
        let by_answer = Trust { anchors: anchors.clone(), answers, ..Trust::default() };
        for form in ["attached", "detached"] {
            let cms = bytes(&nca, &format!("{who}.{form}.cms"));
            let report = ask(&cms, &content, &by_lists, "2026-11-10T00:00:00Z");
            assert_eq!(report.causes, Vec::from_iter(listed), "{who} {form} by lists");
            let report = ask(&cms, &content, &by_answer, "2026-11-01T12:00:00Z");
            assert_eq!(report.causes, Vec::from_iter(answered), "{who} {form} by the answer");
        }
    }
    let login = certificate(&nca, "individual_auth.cer");
    assert_eq!(login.for_signing(), Err(Cause::ForLogin));
    assert_eq!(certificate(&nca, "legal_employee.cer").roles(), [Role::LegalEntity, Role::Employee]);
}
