//! Layouts that an official sets: whatever the encoding, the limits and the name, the file says what was signed.

use super::tests::{carried, manifest, order, signed};
use super::*;
use crate::config::layouts::parse;
use crate::domain::manifest::Manifest;

fn laid(format: Format, text: &str, manifest: &Manifest) -> Result<Vec<u8>, ExportFault> {
    let (layout, mut out) = (parse(format.word(), text).unwrap(), Vec::new());
    signed(manifest, |signed| {
        let signed = Signed { layout: &layout, ..*signed };
        write(format, &signed, &mut out)?;
        assert_eq!(differences(format, &mut out.as_slice(), &signed).unwrap(), [], "{}", format.word());
        // one byte of a letter, a sum or an account that is another is seen
        for place in (0..out.len()).step_by(out.len() / 50 + 1) {
            let mut spoiled = out.clone();
            spoiled[place] = spoiled[place].wrapping_add(1);
            let found = differences(format, &mut spoiled.as_slice(), &signed);
            let fixed = matches!(format, Format::Csv) && found.as_ref().is_ok_and(Vec::is_empty);
            assert!(!fixed && found.as_ref().map_or(true, |found| !found.is_empty()), "{} {place}", format.word());
        }
        Ok(())
    })
    .map(|()| out)
}

fn kazakh() -> Manifest {
    manifest(vec![
        order(1, "ТОО «МФО Ұлытау-Үміт»", "Қаржы өтінімі № 7, келісімшарт"),
        order(2, "ТОО Әлем", &"Ңұү ".repeat(30)),
    ])
}

const FORMS: [Format; 3] = [Format::Csv, Format::OneC, Format::Mt102];

#[test]
fn a_file_in_any_encoding_says_what_was_signed_and_a_changed_byte_is_seen() {
    for format in FORMS {
        for encoding in ["utf-8", "kz-1048", "windows-1251"] {
            let text = format!("encoding = \"{encoding}\"\nletters = \"spell\"\n");
            let bytes = laid(format, &text, &carried(format, kazakh())).unwrap();
            let spelt = encoding_rs::WINDOWS_1251.encode("У``лытау-У`м").0.into_owned();
            let holds = bytes.windows(spelt.len()).any(|part| part == spelt);
            assert_eq!(holds, encoding == "windows-1251", "{} {encoding}", format.word());
        }
    }
}

#[test]
fn a_letter_that_an_encoding_lacks_is_refused_with_its_order_and_field() {
    for format in FORMS {
        for (text, letter) in
            [("encoding = \"windows-1251\"", "`Ұ`"), ("encoding = \"windows-1251\"\nletters = \"spell\"", "```")]
        {
            let accent = if text.contains("spell") { "ТОО `" } else { "ТОО Ұ" };
            match laid(format, text, &manifest(vec![order(1, "ТОО", "a"), order(2, accent, "a")])) {
                // who signed stands in a message, and comes first
                Err(ExportFault::Field { order: None, field: "signed_by", limit, .. }) if format == Format::Mt102 => {
                    assert!(limit.contains("`Ә`"), "{limit}");
                }
                Err(ExportFault::Field { order: Some(number), field: "payee_name", limit, .. }) => {
                    assert_eq!(number.number, 2);
                    assert!(limit.contains(letter) && limit.contains("windows-1251"), "{limit}");
                }
                other => panic!("{} {other:?}", format.word()),
            }
        }
    }
}

#[test]
fn a_message_holds_as_many_payments_and_as_much_as_its_layout_says_and_no_order_is_lost() {
    let orders = |count: i64| manifest((1..=count).map(|n| order(n, "ТОО", "a")).collect());
    let messages = |text: &str, manifest: &Manifest| {
        let bytes = laid(Format::Mt102, text, manifest).unwrap();
        let text = letters::kz_1048(&bytes).unwrap();
        let singles = text.matches("{2:I100").count();
        (text.matches("{4:").count(), singles, text.matches(":59:").count())
    };
    assert_eq!(messages("", &orders(7)), (1, 0, 7));
    assert_eq!(messages("most-orders = 3", &orders(7)), (3, 1, 7));
    // each order is of some 1,234,567.90: two of them fit, three do not
    assert_eq!(messages("most-sum = \"2500000.00\"", &orders(7)), (4, 1, 7));
    let terminal = laid(Format::Mt102, "terminal = \"HSBKKZKX0ABC\"", &orders(1)).unwrap();
    assert!(terminal.starts_with(b"{1:F01HSBKKZKX0ABC0001000001}"));
    match laid(Format::Mt102, "most-sum = \"1000000.00\"", &orders(2)) {
        Err(ExportFault::TooLarge { most, .. }) => assert_eq!(most.to_string(), "1000000.00"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_of_one_file_refuses_a_batch_beyond_its_limits() {
    let batch = manifest((1..=3).map(|n| order(n, "ТОО", "a")).collect());
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Mt102) {
        for (text, due) in [("most-orders = 2", "orders"), ("most-sum = \"3000000.00\"", "total")] {
            match laid(format, text, &batch) {
                Err(ExportFault::Field { order: None, field, .. }) => assert_eq!(field, due),
                other => panic!("{} {other:?}", format.word()),
            }
        }
        assert!(laid(format, "most-orders = 3\nmost-sum = \"9000000.00\"", &batch).is_ok());
    }
}
