//! The golden files of the XML of ours are valid by the schemas that are delivered with the program.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::path::Path;

use qazyna::domain::request::COLUMNS;
use qazyna::format::application_xml;

#[test]
fn the_golden_treasury_file_is_valid_by_the_delivered_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    support::validate(&root.join("config/schema/qazyna-treasury-1.xsd"), &root.join("tests/golden/treasury-1.xml"));
}

#[test]
fn the_golden_application_is_valid_by_the_delivered_schema_and_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let golden = root.join("tests/golden/application-1.xml");
    support::validate(&root.join("config/schema/qazyna-application-1.xsd"), &golden);
    let read = application_xml::read(&std::fs::read(golden).unwrap(), "application-1.xml", &COLUMNS).unwrap();
    assert_eq!(read.row.field(0, 4), "ТОО «МФО «Береке & Қ»");
    assert_eq!(read.lines, (3..18).collect::<Vec<u64>>());
    let [(attached, 19)] = read.attached.as_slice() else { panic!("{:?}", read.attached) };
    assert_eq!((attached.name.as_str(), attached.bytes), ("Договор № А-17.pdf", 48_213));
}

#[test]
#[should_panic(expected = "is not valid")]
fn a_file_of_another_form_is_told_from_a_valid_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    support::validate(&root.join("config/schema/qazyna-treasury-1.xsd"), &root.join("tests/golden/pain001.xml"));
}
