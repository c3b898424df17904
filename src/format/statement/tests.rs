//! Statements as the samples hold them, line by line, and what they become when they are spoiled.

use proptest::prelude::*;

use super::gather::StatementFile;
use super::read;
use super::text::TextReader;
use crate::domain::statement::StatementLine;
use crate::format::table::TableFault;

const OWN: &str = "KZ24070105KSN0000000";
const CAMT_053: &str = include_str!("../../../samples/statements/camt.053.001.08.xml");
const CAMT_054: &str = include_str!("../../../samples/statements/camt.054.001.08.xml");
const PAIN_002: &str = include_str!("../../../samples/statements/pain.002.001.10.xml");

fn of(text: &str) -> StatementFile {
    match read(text.as_bytes(), "a", OWN) {
        Ok(file) => file,
        Err(TableFault::Form(defects)) => panic!("{defects:?}"),
        Err(TableFault::Io(fault)) => panic!("{fault}"),
    }
}

/// Number and date of each statement, and its lines as they are kept.
fn told(text: &str) -> Vec<(String, Vec<String>)> {
    let file = of(text);
    assert_eq!((file.refused, file.defects.len()), (0, 0), "{:?}", file.defects);
    let one = |s: &super::gather::Statement| {
        let mut rows = Vec::new();
        TextReader::new(s.body.clone()).unwrap().each(|row| rows.push(row.to_owned())).unwrap();
        assert!(rows.iter().all(|row| StatementLine::parse(row, 1).is_some()));
        (format!("{} {}", s.number, s.date), rows)
    };
    file.statements.iter().map(one).collect()
}

const PAID: &str = "2026-1\t125000.00\t941240001151\tKZ476010131000179714\tpaid\t\tTR-0319-0001\t2026-03-19";
const RETURNED: &str = "2026-1\t125000.00\t\t\treturned\tAC04 шот жабылған\tTR-0319-0002\t2026-03-19";

#[test]
fn a_statement_of_an_account_tells_what_was_booked_and_nothing_that_is_only_announced() {
    assert_eq!(told(CAMT_053), [("ST-0319 2026-03-19".to_owned(), vec![PAID.to_owned(), RETURNED.to_owned()])]);
    assert_eq!(told(CAMT_054), [("NT-0319 2026-03-19".to_owned(), vec![PAID.to_owned(), RETURNED.to_owned()])]);
}

#[test]
fn the_older_versions_say_the_same_in_their_own_way() {
    for version in ["02", "03", "04"] {
        let mut text = CAMT_053.replace("camt.053.001.08", &format!("camt.053.001.{version}"));
        text = text.replace("<Pty>", "").replace("</Pty>", "");
        if version != "04" {
            text = text.replace("<Sts><Cd>", "<Sts>").replace("</Cd></Sts>", "</Sts>");
        }
        if version == "02" {
            let amount = "<Amt Ccy=\"KZT\">125000.00</Amt>\n            <CdtDbtInd>";
            text =
                text.replace(amount, "<AmtDtls><TxAmt><Amt Ccy=\"KZT\">125000.00</Amt></TxAmt></AmtDtls>\n<CdtDbtInd>");
        }
        assert_eq!(told(&text)[0].1, [PAID, RETURNED], "{version}");
    }
}

#[test]
fn a_report_on_a_payment_file_tells_its_refusals_alone() {
    let refused = "2026-2\t70000.50\t\t\trejected\tAC01 Неверный номер счёта\t\t2026-03-19";
    assert_eq!(told(PAIN_002), [("BANK-REP-0319 2026-03-19".to_owned(), vec![refused.to_owned()])]);
    let without = PAIN_002.replace("<OrgnlTxRef><Amt><InstdAmt Ccy=\"KZT\">70000.50</InstdAmt></Amt></OrgnlTxRef>", "");
    assert_eq!(told(&without)[0].1, [refused.replace("70000.50", "?")]);
    let whole = PAIN_002.replace("<GrpSts>PART", "<GrpSts>RJCT").replace("<TxSts>RJCT", "<TxSts>ACSC");
    assert_eq!(told(&whole)[0].1, ["?\t?\t\t\trejected\t\tQZ-2550101-B1\t2026-03-19"]);
}

#[test]
fn a_prefix_a_mark_of_bytes_and_other_line_ends_change_nothing() {
    let prefixed = CAMT_053.replace("xmlns=", "xmlns:b=").replace("</", "</b:");
    let opened: String = prefixed
        .split_inclusive('<')
        .map(|piece| piece.to_owned())
        .collect::<String>()
        .replace('<', "<b:")
        .replace("<b:/b:", "</b:")
        .replace("<b:?", "<?")
        .replace("<b:!", "<!");
    assert_eq!(told(&opened), told(CAMT_053));
    assert_eq!(told(&format!("\u{feff}{}", CAMT_053.replace('\n', "\r\n"))), told(CAMT_053));
}

#[test]
fn several_accounts_and_pages_are_statements_of_their_own() {
    let (head, rest) = CAMT_053.split_once("    <Stmt>").unwrap();
    let (stmt, tail) = rest.rsplit_once("</Stmt>").unwrap();
    let one = format!("    <Stmt>{stmt}</Stmt>\n");
    let other = one.replace("ST-0319", "ST-0320").replace(OWN, "KZ476010131000179714");
    let told = told(&format!("{head}{one}{other}{tail}"));
    assert_eq!(told[0].1, [PAID, RETURNED]);
    assert!(told[1].1.iter().all(|row| row.starts_with("-\t125000.00")), "{told:?}");
    let page = |n: u8, last: bool| format!("<StmtPgntn><PgNb>{n}</PgNb><LastPgInd>{last}</LastPgInd></StmtPgntn>");
    let numbers = |n, last| {
        let text = CAMT_053.replace("<Id>ST-0319</Id>", &format!("<Id>ST-0319</Id>{}", page(n, last)));
        of(&text).statements[0].number.clone()
    };
    assert_eq!([numbers(1, true), numbers(1, false), numbers(2, true)], ["ST-0319", "ST-0319/1", "ST-0319/2"]);
}

#[test]
fn an_endless_text_or_tag_is_refused_before_it_fills_the_memory() {
    let (head, tail) = CAMT_053.split_once("ST-0319").unwrap();
    for spoiled in [
        format!("{head}{}{tail}", "a".repeat(3 << 20)),
        CAMT_053.replace("<Amt Ccy", &format!("<Amt {} Ccy", "a".repeat(3 << 20))),
    ] {
        let Err(TableFault::Form(defects)) = read(spoiled.as_bytes(), "a", OWN) else { panic!("it was read") };
        assert_eq!(defects[0].code.word(), "too-long");
    }
}

proptest! {
    #[test]
    fn spoiled_bytes_are_read_or_refused(at in 0..1_000_usize, byte: u8, cut: bool, which in 0..3_usize) {
        let mut bytes = [CAMT_053, CAMT_054, PAIN_002][which].as_bytes().to_vec();
        let place = (bytes.len() - 1) * at / 1_000;
        bytes[place] = byte;
        if cut {
            bytes.truncate(place);
        }
        if let Ok(file) = read(bytes.as_slice(), "a", OWN) {
            for s in &file.statements {
                let each = |row: &str| assert!(StatementLine::parse(row, 1).is_some(), "{row}");
                TextReader::new(s.body.clone()).unwrap().each(each).unwrap();
            }
        }
    }
}
