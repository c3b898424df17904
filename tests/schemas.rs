//! The golden file of the treasury's XML is valid by the schema that is delivered with the program.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::path::Path;

#[test]
fn the_golden_treasury_file_is_valid_by_the_delivered_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    support::validate(&root.join("config/schema/qazyna-treasury-1.xsd"), &root.join("tests/golden/treasury-1.xml"));
}

#[test]
#[should_panic(expected = "is not valid")]
fn a_file_of_another_form_is_told_from_a_valid_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    support::validate(&root.join("config/schema/qazyna-treasury-1.xsd"), &root.join("tests/golden/pain001.xml"));
}
