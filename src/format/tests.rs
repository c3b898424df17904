//! What every format must keep: nothing is lost on the way out and back, and nothing that was changed goes unseen.
#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;

use super::*;
use crate::config::layouts::usual;
use crate::domain::batch::{Payer, sha256};
use crate::domain::budget::BudgetLine;
use crate::domain::ident::{Bic, Bin, Iban, check_digit};
use crate::domain::layout::Encoding;
use crate::domain::manifest::Manifest;
use crate::domain::time::{Moment, parse_date};

/// Made-up but valid: eleven digits and their check digit.
fn bin(serial: u32) -> Option<Bin> {
    let first = format!("01014{serial:06}");
    let digits: Vec<u8> = first.bytes().map(|b| b - b'0').collect();
    Bin::parse(&format!("{first}{}", check_digit(&digits)?)).ok()
}

pub(super) fn order(number: i64, name: &str, purpose: &str) -> OrderFacts {
    OrderFacts {
        number: OrderNumber { year: 2026, number },
        date: parse_date("2026-03-19").unwrap(),
        request: format!("MF-{number}/26"),
        amount: Amount::from_tiyn(123_456_789 + number),
        payee_bin: Bin::parse("941240001151").unwrap(),
        payee_name: name.to_owned(),
        account: Iban::parse("KZ86125KZT5004100100").unwrap(),
        bank_bic: Bic::parse("HSBKKZKX").unwrap(),
        kbe: "15".to_owned(),
        knp: "000".to_owned(),
        purpose: purpose.to_owned(),
    }
}

pub(super) fn manifest(orders: Vec<OrderFacts>) -> Manifest {
    Manifest {
        batch: 12,
        service: "microfinance-subsidy".to_owned(),
        line: BudgetLine::parse("255/061/015/311").unwrap(),
        date: parse_date("2026-03-19").unwrap(),
        payer: Payer {
            institution: "2550101".to_owned(),
            bin: Bin::parse("010140999992").unwrap(),
            name: "ОБРАЗЕЦ".to_owned(),
            account: Iban::parse("KZ14070103SAMPLE0001").unwrap(),
            bic: Bic::parse("KKMFKZ2A").unwrap(),
            kod: "12".to_owned(),
            funding_source: "1".to_owned(),
        },
        orders,
    }
}

fn signature(manifest: &Manifest) -> SignatureRecord {
    SignatureRecord {
        signed_by: "Ахметова Ә. Қ.".to_owned(),
        signed_at: Moment::parse("2026-03-20T11:20:30+05:00").unwrap(),
        value_date: parse_date("2026-03-20").unwrap(),
        manifest_sha256: sha256(&manifest.bytes()),
    }
}

/// Hands `check` the whole batch, signed.
pub(super) fn signed<T>(manifest: &Manifest, check: impl FnOnce(&Signed) -> T) -> T {
    let signature = signature(manifest);
    let orders: Vec<&OrderFacts> = manifest.orders.iter().collect();
    let (zone, manifest) = (chrono_tz::Asia::Almaty, &manifest.heading());
    let layout = &usual("treasury-xml");
    check(&Signed {
        manifest,
        signature: &signature,
        orders: &orders,
        copy: 1,
        part: None,
        sandbox: true,
        zone,
        layout,
    })
}

/// Writes a file as the format usually is laid out.
pub(super) fn written(format: Format, signed: &Signed) -> Result<Vec<u8>, ExportFault> {
    let mut out = Vec::new();
    write(format, &Signed { layout: &usual(format.word()), ..*signed }, &mut out).map(|()| out)
}

pub(super) fn bytes(format: Format, signed: &Signed) -> Vec<u8> {
    written(format, signed).unwrap()
}

/// A file as text, and a text as a file, in the format's encoding.
pub(super) fn text_of(format: Format, bytes: Vec<u8>) -> String {
    if format == Format::Mt102 { letters::kz_1048(&bytes).unwrap() } else { String::from_utf8(bytes).unwrap() }
}

pub(super) fn bytes_of(format: Format, text: &str) -> Vec<u8> {
    if format == Format::Mt102 { letters::encode(Encoding::Kz1048, text).unwrap() } else { text.as_bytes().to_vec() }
}

/// What is wrong with these bytes: differences or the read fault, one a line; empty for none.
pub(super) fn wrong(format: Format, mut bytes: &[u8], signed: &Signed) -> String {
    match differences(format, &mut bytes, &Signed { layout: &usual(format.word()), ..*signed }) {
        Ok(found) => found.iter().map(|d| format!("{d}\n")).collect(),
        Err(fault) => fault.to_string(),
    }
}

/// Reads these bytes and forgets what they say.
fn try_read(format: Format, mut bytes: &[u8]) -> Result<ReadHeader, ReadFault> {
    read(format, &usual(format.word()), &mut bytes, &mut |_| ())
}

const PURPOSE: &str = "Субсидирование ставки вознаграждения по заявке № 7, договор № 15-Қ от 01.02.2026";

fn nasty() -> Manifest {
    let long = "Төлем мақсаты & назначение, ".repeat(20).chars().take(482).collect::<String>();
    let mut last = order(12, "Ұлы Һәм Өнер", &"9".repeat(482));
    last.request = "=1+1".to_owned();
    manifest(vec![
        order(1, "ТОО \"МФО «Қазына-Несие»\"", PURPOSE),
        order(2, "=cmd|' /C calc'!A0", "первая строка\nвторая\r\nтретья\tс табуляцией"),
        order(3, "<&> ]]> &amp; &#65; <!-- x -->", &long),
        order(4, "'", "'=уже с апострофом"),
        order(5, "''@", " с краёв пробелы "),
        order(6, "\t+7", "\"\",\"\"\r\n"),
        order(7, "\r-", ""),
        order(8, " ", &" ".repeat(200)),
        order(9, "әғқңөұүһі ӘҒҚҢӨҰҮҺІ", "\n"),
        order(10, "\u{85}\u{2028}\u{feff}\u{1f33e}", "комбинация e\u{301}"),
        order(11, "Я".repeat(140).as_str(), &"ab ".repeat(160)),
        last,
    ])
}

/// As far as the format can carry it: a value of `1c` and `mt102` is one line, of at most some length in the latter.
pub(super) fn carried(format: Format, mut manifest: Manifest) -> Manifest {
    let most = match format {
        Format::OneC => [usize::MAX; 2],
        Format::Mt102 => [60, 430],
        _ => return manifest,
    };
    for order in &mut manifest.orders {
        for (text, most) in [&mut order.payee_name, &mut order.purpose].into_iter().zip(most) {
            let lacks = |c| format == Format::Mt102 && letters::byte_of(Encoding::Kz1048, c).is_none();
            *text = text.chars().map(|c| if one_c_refuses(c) || lacks(c) { '_' } else { c }).take(most).collect();
        }
    }
    manifest
}

fn one_c_refuses(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

#[test]
fn nasty_text_comes_back_exactly_from_every_format() {
    for format in Format::ALL {
        signed(&carried(format, nasty()), |signed| {
            assert_eq!(wrong(format, &bytes(format, signed), signed), "", "{}", format.word());
        });
    }
}

#[test]
fn the_same_batch_gives_the_same_bytes() {
    for format in Format::ALL {
        signed(&carried(format, nasty()), |signed| assert_eq!(bytes(format, signed), bytes(format, signed)));
    }
}

#[test]
fn a_text_that_goes_on_in_another_line_is_refused_by_a_form_of_lines() {
    for text in ["first\nsecond", "first\r", "a\u{2028}b", "\t"] {
        signed(&manifest(vec![order(1, "ТОО", text)]), |signed| {
            for format in [Format::OneC, Format::Mt102] {
                let refused = written(format, signed);
                assert!(matches!(refused, Err(ExportFault::Field { field: "purpose", .. })), "{text:?}: {refused:?}");
            }
        });
    }
}

#[test]
fn a_part_of_a_batch_has_an_id_of_its_own() {
    let manifest = carried(Format::Mt102, nasty());
    signed(&manifest, |whole| {
        assert_eq!(whole.message_id(), "QZ-2550101-B12");
        let some: Vec<&OrderFacts> = manifest.orders[3..5].iter().collect();
        let part = Signed { orders: &some, copy: 2, sandbox: false, ..*whole };
        assert_eq!(part.message_id(), "QZ-2550101-B12-2");
        for format in Format::ALL {
            assert_eq!(wrong(format, &bytes(format, &part), &part), "");
            assert_ne!(wrong(format, &bytes(format, &part), whole), "");
        }
        assert!(
            wrong(Format::Csv, &bytes(Format::Csv, &part), whole).contains("order 2026-1: `reference` is `nothing`")
        );
    });
}

#[test]
fn what_does_not_fit_is_refused_and_never_cut() {
    let mut sector = order(3, "ТОО", "x");
    sector.kbe = "05".to_owned();
    let mut nothing = order(4, "ТОО", "x");
    nothing.amount = Amount::ZERO;
    let bell = [Format::Pain001, Format::TreasuryXml, Format::OneC, Format::Mt102];
    let table = [
        (order(1, &"Ш".repeat(141), PURPOSE), vec![Format::Pain001, Format::Mt102], "payee_name", "0 characters"),
        (order(2, "bell \u{7}", "x"), bell.to_vec(), "payee_name", "U+0007"),
        (order(2, "ТОО", "\u{ffff}"), vec![Format::Pain001, Format::TreasuryXml, Format::Mt102], "purpose", "U+FFFF"),
        (order(2, "", "x"), Format::ALL.to_vec(), "payee_name", "at least 1"),
        (sector, Format::ALL.to_vec(), "kbe", "residency"),
        (nothing, Format::ALL.to_vec(), "amount", "more than 0.00"),
    ];
    for (order, refusing, name, text) in table {
        let number = order.number;
        signed(&manifest(vec![order]), |signed| {
            for format in Format::ALL {
                match written(format, signed) {
                    Ok(_) => assert!(!refusing.contains(&format), "{name} in {}", format.word()),
                    Err(ExportFault::Field { order, field, limit, .. }) => {
                        assert_eq!((order, field), (Some(number), name));
                        assert!(limit.contains(text) && refusing.contains(&format), "{limit}");
                    }
                    Err(other) => panic!("{other}"),
                }
            }
        });
    }
    assert!(signed(&manifest(Vec::new()), |s| written(Format::Csv, s)).is_err());
}

#[test]
fn no_single_character_of_a_file_can_change_unseen() {
    let manifest = manifest(vec![order(1, "ТОО «Қазына»", "За март"), order(2, "=Zhan & Co", PURPOSE)]);
    signed(&manifest, |signed| {
        for format in Format::ALL {
            let good = text_of(format, bytes(format, signed));
            for (i, c) in good.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
                let other = if c.is_ascii_digit() { char::from((c as u8 - b'0' + 1) % 10 + b'0') } else { '7' };
                let bad = format!("{}{other}{}", &good[..i], &good[i + c.len_utf8()..]);
                // The declaration says how to read the file, not what it says.
                let in_declaration = good.starts_with("<?xml") && i < 40;
                let seen = !wrong(format, &bytes_of(format, &bad), signed).is_empty();
                assert!(seen || in_declaration, "{}: `{c}` at byte {i} of\n{bad}", format.word());
            }
        }
    });
}

#[test]
fn a_file_that_is_cut_off_or_reordered_is_seen() {
    let manifest = carried(Format::Mt102, nasty());
    signed(&manifest, |signed| {
        let orders: Vec<&OrderFacts> = manifest.orders.iter().collect();
        for format in Format::ALL {
            let good = bytes(format, signed);
            for length in (0..good.len() - 2).step_by(97) {
                assert_ne!(wrong(format, &good[..length], signed), "", "{} at {length}", format.word());
            }
            let mut turned = orders.clone();
            turned.swap(0, 1);
            let text = wrong(format, &bytes(format, &Signed { orders: &turned, ..*signed }), signed);
            assert!(text.contains("order 2026-1: `place` is `2`, signed was `1`"), "{text}");
            let twice: Vec<&OrderFacts> = orders.iter().chain(&orders[..1]).copied().collect();
            let text = wrong(format, &bytes(format, &Signed { orders: &twice, ..*signed }), signed);
            assert!(text.contains("order 2026-1: `reference` is `2026-1`, signed was `once`"), "{text}");
        }
    });
}

#[test]
fn a_file_of_another_form_is_refused() {
    signed(&carried(Format::Mt102, nasty()), |signed| {
        for form in Format::ALL {
            for other in Format::ALL.into_iter().filter(|o| *o != form) {
                assert!(try_read(form, &bytes(other, signed)).is_err());
            }
            assert!(try_read(form, b"\xff\xfe").is_err());
        }
        let good = String::from_utf8(bytes(Format::TreasuryXml, signed)).unwrap();
        for (old, new) in [
            ("<Header>\n", "<!DOCTYPE x><Header>\n"),
            ("<Header>\n", "<Header>\n<!-- x -->"),
            ("<Header>\n", "<Header>\ntext"),
            ("<Batch>12</Batch>\n", "<Batch>12</Batch><Batch>12</Batch>"),
            ("<Batch>12</Batch>\n", ""),
            ("<Batch>", "<Batch x=\"1\">"),
            ("<Batch>12", "<Batch><![CDATA[12]]>"),
            ("<Copy>1<", "<Copy>&unknown;<"),
            ("</TreasuryPayments>", "</TreasuryPayments><x/>"),
            ("</TreasuryPayments>", "</TreasuryPayments>x"),
        ] {
            let bad = good.replacen(old, new, 1);
            assert!(bad != good && try_read(Format::TreasuryXml, bad.as_bytes()).is_err(), "{old} -> {new}");
        }
    });
}

#[test]
fn orders_that_the_head_did_not_sign_are_a_difference() {
    let manifest = nasty();
    let mut other = manifest.clone();
    other.orders[0].amount = Amount::from_tiyn(1);
    signed(&other, |theirs| {
        signed(&manifest, |ours| {
            let text = wrong(Format::Csv, &bytes(Format::Csv, ours), theirs);
            assert!(text.contains("order 2026-1: `amount`") && text.contains("order 2026-1: `digest`"), "{text}");
            let mixed = Signed { signature: theirs.signature, ..*ours };
            let text = wrong(Format::Csv, &bytes(Format::Csv, ours), &mixed);
            assert!(text.contains("the header: `manifest_sha256`"), "{text}");
        });
    });
}

#[test]
fn a_format_has_its_word() {
    for format in Format::ALL {
        assert_eq!(Format::from_word(format.word()), Ok(format));
    }
    assert_eq!(Format::from_word("xlsx"), Err(FormatFault::Unknown("xlsx".to_owned())));
}

fn golden() -> Manifest {
    manifest(vec![
        order(17, "ТОО «МФО \"Қазына-Несие\"»", PURPOSE),
        order(18, "=1+1 & Ұлы <Дала>", "Төлем: бірінші жол\nекінші жол"),
    ])
}

/// The golden file of each format.
const GOLDEN: [(Format, &str, &[u8]); 5] = [
    (Format::TreasuryXml, "treasury-1.xml", include_bytes!("../../tests/golden/treasury-1.xml")),
    (Format::Csv, "orders.csv", include_bytes!("../../tests/golden/orders.csv")),
    (Format::Pain001, "pain001.xml", include_bytes!("../../tests/golden/pain001.xml")),
    (Format::OneC, "1c.txt", include_bytes!("../../tests/golden/1c.txt")),
    (Format::Mt102, "mt102.txt", include_bytes!("../../tests/golden/mt102.txt")),
];

#[test]
fn a_batch_is_written_as_its_golden_file() {
    for (format, name, golden_text) in GOLDEN {
        let now = signed(&carried(format, golden()), |signed| bytes(format, signed));
        if std::env::var_os("QAZYNA_BLESS").is_some() {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
            std::fs::write(root.join("tests/golden").join(name), &now).unwrap();
            continue;
        }
        assert_eq!(text_of(format, now), text_of(format, golden_text.to_vec()), "{name}");
    }
}

prop_compose! {
    fn text(most: usize)(chars in prop::collection::vec(any::<char>(), 1..most)) -> String {
        let carried = |c: &char| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
        let text: String = chars.into_iter().filter(carried).collect();
        if text.is_empty() { "x".to_owned() } else { text }
    }
}

prop_compose! {
    fn any_order()(
        serial in 0u32..1_000_000,
        name in prop_oneof![text(141), "[-=+@'\"\t\r\n, <&>а-яәғқңөұүһі;]{1,20}"],
        purpose in prop_oneof![text(483), "[ a'\"=\n\r]{0,482}"],
        request in "[-=+@'\",0-9А-Я/ ]{1,35}",
        amount in 1i64..1_000_000_000_000_000,
        account in "[0-9A-Z]{13}",
        bic in "[A-Z]{4}KZ[0-9A-Z]{2}([0-9A-Z]{3})?",
        kbe in "[12][1-9]",
        knp in "[0-9]{3}",
    ) -> OrderFacts {
        OrderFacts {
            request,
            amount: Amount::from_tiyn(amount),
            payee_bin: bin(serial).unwrap_or_else(|| Bin::parse("941240001151").unwrap()),
            account: Iban::compose("125", &account).unwrap(),
            bank_bic: Bic::parse(&bic).unwrap(),
            kbe,
            knp,
            ..order(1, &name, &purpose)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_orders_come_back_without_a_difference(mut orders in prop::collection::vec(any_order(), 1..5)) {
        for (number, order) in (1..).zip(&mut orders) {
            order.number.number = number;
        }
        for format in Format::ALL {
            signed(&carried(format, manifest(orders.clone())), |signed| {
                assert_eq!(wrong(format, &bytes(format, signed), signed), "", "{}", format.word());
            });
        }
    }
}
