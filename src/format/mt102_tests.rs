//! The interbank text: whose payments stand in one message, what a line may hold, what is refused, what is seen.
#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;

use super::tests::{bytes, bytes_of, manifest, order, signed, text_of, written, wrong};
use super::*;
use crate::domain::ident::{Bic, Iban};
use crate::domain::manifest::Manifest;

const F: Format = Format::Mt102;
/// Bank codes and BICs of three banks.
const BANKS: [(&str, &str); 3] = [("125", "HSBKKZKX"), ("722", "CASPKZKA"), ("832", "CITIKZKA")];

/// Orders to these banks, one after the other.
fn to(banks: &[usize]) -> Manifest {
    let of = |(number, bank): (i64, &usize)| {
        let mut order = order(number, "ТОО «Қазына-Несие»", "Субсидирование операционных затрат: №7/26");
        order.account = Iban::compose(BANKS[*bank].0, "KZT5004100100").unwrap();
        order.bank_bic = Bic::parse(BANKS[*bank].1).unwrap();
        order
    };
    manifest((1..).zip(banks).map(of).collect())
}

fn text(manifest: &Manifest) -> String {
    signed(manifest, |signed| {
        let file = bytes(F, signed);
        assert_eq!(wrong(F, &file, signed), "");
        text_of(F, file)
    })
}

/// Kind, bank and order numbers of each message.
fn messages(file: &str) -> Vec<(String, String, Vec<i64>)> {
    let of = |message: &str| {
        let line = |tag: &str| message.lines().filter_map(|line| line.strip_prefix(tag)).collect::<Vec<_>>();
        let numbers = line(":70:/NUM/").iter().map(|n| n.parse().unwrap()).collect();
        (line("{2:I")[0][..3].to_owned(), line(":57B:")[0].to_owned(), numbers)
    };
    file.split_inclusive("-}\r\n").map(of).collect()
}

fn fault(manifest: &Manifest) -> (&'static str, String) {
    match signed(manifest, |signed| written(F, signed)) {
        Err(ExportFault::Field { field, limit, .. }) => (field, limit),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_holds_payees_of_one_bank_and_a_single_payment_is_an_mt100() {
    let file = text(&to(&[0, 1, 0, 2, 1, 0]));
    let of = |kind: &str, bank: usize, orders: &[i64]| (kind.to_owned(), BANKS[bank].1.to_owned(), orders.to_vec());
    assert_eq!(messages(&file), [of("102", 0, &[1, 3, 6]), of("102", 1, &[2, 5]), of("100", 2, &[4])]);
    assert!(file.contains(":20:F260320-00012003\r\n:32A:260320KZT1234567,93\r\n:52B:KKMFKZ2A\r\n:57B:CITIKZKA\r\n"));
}

#[test]
fn a_message_holds_fifty_payments_and_the_next_goes_on() {
    let counts =
        |n: usize| messages(&text(&to(&vec![0; n]))).iter().map(|m| (m.0.clone(), m.2.len())).collect::<Vec<_>>();
    let of = |kind: &str, n: usize| (kind.to_owned(), n);
    assert_eq!(counts(50), [of("102", 50)]);
    assert_eq!(counts(51), [of("102", 50), of("100", 1)]);
    assert_eq!(counts(52), [of("102", 50), of("102", 2)]);
}

#[test]
fn a_file_of_three_banks_is_its_golden_file() {
    let file = text(&to(&[0, 1, 2, 1]));
    if std::env::var_os("QAZYNA_BLESS").is_some() {
        let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/mt102-banks.txt");
        return std::fs::write(golden, bytes_of(F, &file)).unwrap();
    }
    assert_eq!(file, text_of(F, include_bytes!("../../tests/golden/mt102-banks.txt").to_vec()));
}

#[test]
fn what_does_not_fit_is_refused_with_its_limit() {
    let with = |change: fn(&mut Manifest)| {
        let mut manifest = to(&[0, 0]);
        change(&mut manifest);
        fault(&manifest)
    };
    let (field, limit) = with(|m| m.orders[1].purpose = "Ә".repeat(451));
    assert_eq!((field, limit.as_str()), ("purpose", "at most 450 characters in 7 lines, behind the order's reference"));
    assert_eq!(with(|m| m.orders[1].payee_name = "Ә".repeat(61)), ("payee_name", "1 to 60 characters".to_owned()));
    assert_eq!(with(|m| m.payer.name = "Ә".repeat(61)).0, "payer_name");
    let (field, limit) = with(|m| m.orders[1].payee_name = "Ўзбек".to_owned());
    assert_eq!((field, limit.as_str()), ("payee_name", "no character `Ў` (U+040E) in the encoding kz-1048"));
    assert_eq!(with(|m| m.batch = 10_000).0, "batch");
    assert_eq!(with(|m| m.orders[0].number.number = 1_000_000_000), ("number", "at most 9 digits".to_owned()));
    assert_eq!(fault(&to(&vec![0; 49_951])).0, "messages");
    let mut full = to(&[0]);
    full.orders[0].purpose = "Ә".repeat(450);
    text(&full);
}

#[test]
fn the_longest_text_stands_in_lines_of_62_and_70_characters() {
    let mut full = to(&[0]);
    full.orders[0].purpose = "Ә".repeat(450);
    let file = text(&full);
    let lines = file.lines().skip_while(|line| !line.starts_with("/ASSIGN/")).take_while(|line| *line != "-}");
    let lengths: Vec<usize> = lines.map(|line| line.trim_start_matches("/ASSIGN/").chars().count()).collect();
    assert_eq!(lengths, [62, 70, 70, 70, 70, 70, 70]);
}

#[test]
fn no_line_of_a_text_begins_like_a_tag() {
    let mut manifest = to(&[0, 0]);
    manifest.orders[0].purpose = format!("{}:21:2", "x".repeat(30));
    manifest.orders[1].purpose = format!("{}-}}/KNP/", "x".repeat(30));
    let file = text(&manifest);
    assert!(file.contains("\r\nx:21:2\r\n") && file.contains("\r\nx-}/KNP/\r\n"), "{file}");
}

#[test]
fn a_payment_that_is_changed_left_out_doubled_or_moved_is_seen() {
    let manifest = to(&[0, 1, 0, 2, 1, 0]);
    signed(&manifest, |signed| {
        let good = text_of(F, bytes(F, signed));
        let lines: Vec<&str> = good.split_inclusive("\r\n").collect();
        for at in 0..lines.len() {
            let without = [&lines[..at], &lines[at + 1..]].concat().concat();
            assert_ne!(wrong(F, &bytes_of(F, &without), signed), "", "without line {at}: {}", lines[at]);
            let doubled = [&lines[..=at], &lines[at..]].concat().concat();
            assert_ne!(wrong(F, &bytes_of(F, &doubled), signed), "", "doubled line {at}: {}", lines[at]);
        }
        let messages: Vec<&str> = good.split_inclusive("-}\r\n").collect();
        for some in [&messages[..2], &messages[1..], &[messages[1], messages[0], messages[2]]] {
            assert_ne!(wrong(F, &bytes_of(F, &some.concat()), signed), "");
        }
        for (at, byte) in bytes_of(F, &good).into_iter().enumerate() {
            let mut bad = bytes_of(F, &good);
            bad[at] = byte ^ 1;
            assert_ne!(wrong(F, &bad, signed), "", "byte {at}");
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back_from_its_lines(texts in prop::collection::vec("[ :/{}a-я-]{0,440}", 1..4), bank in 0..3usize) {
        let mut manifest = to(&[0, bank, 2][..texts.len()]);
        for (order, text) in manifest.orders.iter_mut().zip(texts) {
            order.purpose = text;
        }
        match signed(&manifest, |signed| written(F, signed)) {
            Err(ExportFault::Field { field, .. }) => prop_assert_eq!(field, "purpose"),
            _ => drop(text(&manifest)),
        }
    }
}
