//! Statements as the samples hold them, line by line, and what they become when they are spoiled.

use proptest::prelude::*;

use super::gather::StatementFile;
use super::read;
use super::text::TextReader;
use crate::domain::statement::StatementLine;
use crate::format::table::TableFault;

pub(super) const OWN: &str = "KZ24070105KSN0000000";
const CAMT_053: &str = include_str!("../../../samples/statements/camt.053.001.08.xml");
const CAMT_054: &str = include_str!("../../../samples/statements/camt.054.001.08.xml");
const PAIN_002: &str = include_str!("../../../samples/statements/pain.002.001.10.xml");

pub(super) const MT940: &str = include_str!("../../../samples/statements/mt940.txt");
const MT950: &str = include_str!("../../../samples/statements/mt950.txt");
const MT970: &str = include_str!("../../../samples/statements/mt970.txt");
pub(super) const ONE_C: &str = include_str!("../../../samples/statements/1c-utf8.txt");
pub(super) const ONE_C_1251: &[u8] = include_bytes!("../../../samples/statements/1c-1251.txt");

pub(super) fn of(text: &[u8]) -> StatementFile {
    match read(text, "a", OWN) {
        Ok(file) => file,
        Err(TableFault::Form(defects)) => panic!("{defects:?}"),
        Err(TableFault::Io(fault)) => panic!("{fault}"),
    }
}

/// Number and date of each statement, and its lines as they are kept.
pub(super) fn told(text: impl AsRef<[u8]>) -> Vec<(String, Vec<String>)> {
    let file = of(text.as_ref());
    assert_eq!((file.refused, file.defects.len()), (0, 0), "{:?}", file.defects);
    let one = |s: &super::gather::Statement| {
        let mut rows = Vec::new();
        TextReader::new(s.body.clone()).unwrap().each(|row| rows.push(row.to_owned())).unwrap();
        assert!(rows.iter().all(|row| StatementLine::parse(row, 1).is_some()));
        (format!("{} {}", s.number, s.date), rows)
    };
    file.statements.iter().map(one).collect()
}

/// The lines that a file of one statement tells.
pub(super) fn rows(text: impl AsRef<[u8]>) -> Vec<String> {
    let mut told = told(text);
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0).1
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
    assert_eq!(told(format!("\u{feff}{}", CAMT_053.replace('\n', "\r\n"))), told(CAMT_053));
}

#[test]
fn several_accounts_and_pages_are_statements_of_their_own() {
    let (head, rest) = CAMT_053.split_once("    <Stmt>").unwrap();
    let (stmt, tail) = rest.rsplit_once("</Stmt>").unwrap();
    let one = format!("    <Stmt>{stmt}</Stmt>\n");
    let other = one.replace("ST-0319", "ST-0320").replace(OWN, "KZ476010131000179714");
    let told = told(format!("{head}{one}{other}{tail}"));
    assert_eq!(told[0].1, [PAID, RETURNED]);
    assert!(told[1].1.iter().all(|row| row.starts_with("-\t125000.00")), "{told:?}");
    let page = |n: u8, last: bool| format!("<StmtPgntn><PgNb>{n}</PgNb><LastPgInd>{last}</LastPgInd></StmtPgntn>");
    let numbers = |n, last| {
        let text = CAMT_053.replace("<Id>ST-0319</Id>", &format!("<Id>ST-0319</Id>{}", page(n, last)));
        of(text.as_bytes()).statements[0].number.clone()
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

/// The one code that a file is refused with, and its line.
pub(super) fn refused(text: impl AsRef<[u8]>) -> (&'static str, Option<u64>) {
    match read(text.as_ref(), "a", OWN) {
        Err(TableFault::Form(defects)) => (defects[0].code.word(), defects[0].line),
        Err(TableFault::Io(fault)) => panic!("{fault}"),
        Ok(file) => panic!("it was read: {:?}", file.statements),
    }
}

#[test]
fn tags_a_line_tell_payments_returns_and_what_came_and_nothing_that_is_only_expected() {
    let came = "-\t10.50\t\t\tpaid\t\t\t2026-03-19";
    let told_940 = told(MT940);
    assert_eq!(told_940[0].0, format!("{OWN} 78/1 2026-03-19"));
    assert_eq!(told_940[0].1, [PAID, &RETURNED.replace("AC04 ", ""), came]);
    for text in [MT950, MT970] {
        let paid = "2026-1\t125000.00\t\t\tpaid\t\tTR-0319-0001\t2026-03-19";
        let returned = "2026-1\t125000.00\t\t\treturned\t\tTR-0319-0002\t2026-03-19";
        assert_eq!(told(text), [(format!("{OWN} 78 2026-03-19"), [paid, returned, came].map(str::to_owned).to_vec())]);
    }
}

#[test]
fn several_statements_other_line_ends_and_a_mark_of_bytes_change_nothing_in_tags() {
    let two = format!("\u{feff}{MT950}{}", MT950.replace(":28:78", ":28:79")).replace('\n', "\r\n");
    let numbers: Vec<String> = told(&two).into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, [format!("{OWN} 78 2026-03-19"), format!("{OWN} 79 2026-03-19")]);
    let named = MT940.replace("NTRF2026-1//TR-0319-0001", "NTRFNONREF//TR-0319-0001");
    assert_eq!(told(&named)[0].1[0], PAID, "the reference stands in the text, too");
    let nowhere = named.replace("/2026-1/", "");
    assert_eq!(told(&nowhere)[0].1[0], PAID.replacen("2026-1", "?", 1));
}

#[test]
fn the_blocks_of_messages_may_share_a_line_and_a_brace_in_a_text_is_no_block() {
    let trailer = MT970.replace("\n-}\n", "\n-}{5:{CHK:123456789ABC}}\n");
    assert_eq!(told(&trailer), told(MT970));
    let next = MT970.replace(":28:78", ":28:79");
    for between in ["", "$", "{5:{CHK:1}}"] {
        let joined = format!("\u{1}{}{}", MT970.trim_end(), format!("{between}{next}").replacen("{4:\n", "{4:", 1));
        let numbers: Vec<_> = told(joined.replace("{1:", "\u{1}{1:")).into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers.len(), 2, "{between}");
    }
    let braces = MT940.replace("шот жабылған", "шот {4: жабылған\n{белгі}");
    assert_eq!(rows(&braces)[1].split('\t').nth(5), Some("шот {4: жабылған {белгі}"));
    let second = MT940.replace("NTRF2026-1//TR-0319-0001", "NTRFNONREF//TR-0319-0001\n2026-4");
    assert!(rows(second.replace("/2026-1/", ""))[0].starts_with("2026-4\t"), "the second line of an entry counts");
}

#[test]
fn tags_without_their_message_are_cut_off() {
    let without =
        |tag: &str| MT940.lines().filter(|line| !line.starts_with(tag)).map(|line| format!("{line}\n")).collect();
    let no_begin: String = without(":20:");
    assert_eq!(refused(format!("{{4:\n{no_begin}-}}")), ("missing-value", Some(2)));
    let twice = MT940.replace(":62F:C260319KZT5000010,50\n", ":60F:C260319KZT5000010,50\n:62F:C260319KZT5000010,50\n");
    assert_eq!(refused(&twice).0, "cut-off");
    assert_eq!(refused(without(":25:")).0, "missing-value");
    for tag in [":25:KZ24070105KSN0000000\n", ":28C:78/1\n"] {
        assert_eq!(refused(MT940.replace(tag, &tag.repeat(2))).0, "doubled-column");
    }
    assert_eq!(refused(MT940.replace(":62F:C260319KZT", ":62F:C260319USD")), ("not-recognised", Some(12)));
    for nothing in ["{4:\n", "{1:F01X}{2:X}{4:\n-}\n", "{4:", "{1:F01X}"] {
        assert_eq!(refused(nothing).0, "cut-off", "{nothing}");
    }
    assert_eq!(refused(MT970.replace("\n-}\n", "\n")).0, "cut-off");
    let joined = format!("{}{MT970}", MT970.replace("\n-}\n", "\n"));
    assert_eq!(refused(&joined).0, "cut-off");
}

#[test]
fn a_statement_in_tags_has_the_date_of_its_closing_balance() {
    let january = MT940
        .replace("C260318", "C251231")
        .replacen(":61:2603190319", ":61:2512311231", 1)
        .replace("C260319KZT", "C260105KZT");
    assert_eq!(told(&january)[0].0, format!("{OWN} 78/1 2026-01-05"));
    assert!(rows(&january)[0].ends_with("2025-12-31"));
}

#[test]
fn statements_of_one_file_come_in_the_order_of_their_dates() {
    let next =
        |text: &str| text.replace("ST-0319", "ST-0320").replace(":28C:78/1", ":28C:79/1").replace("0319", "0320");
    let dates = |text: &str| of(text.as_bytes()).statements.iter().map(|s| s.date.to_string()).collect::<Vec<_>>();
    let in_tags = next(MT940) + MT940;
    let (head, rest) = CAMT_053.split_once("    <Stmt>").unwrap();
    let (stmt, tail) = rest.rsplit_once("</Stmt>").unwrap();
    let one = format!("    <Stmt>{stmt}</Stmt>\n");
    let later = next(&one).replace("2026-03-19", "2026-03-20");
    let in_xml = format!("{head}{later}{one}{tail}");
    let row = |number: &str, day: u8| format!("{number},2026-03-{day},2026-1,10.00,b,a,paid,,,2026-03-{day}\n");
    let header = "statement_no,statement_date,order_number,amount,payee_bin,payee_account,outcome,reason,\
                  treasury_reference,value_date";
    let in_rows = format!("{header}\n{}{}", row("S2", 20), row("S1", 19));
    for text in [in_tags, in_xml, in_rows] {
        assert_eq!(dates(&text), ["2026-03-19", "2026-03-20"], "{text}");
    }
    // those of one day stay as they stand
    let same_day = format!("{header}\n{}{}{}", row("S9", 19), row("S1", 19), row("S0", 18));
    let numbers: Vec<_> = of(same_day.as_bytes()).statements.into_iter().map(|s| s.number).collect();
    assert_eq!(numbers, ["S0", "S9", "S1"]);
}

#[test]
fn a_statement_that_a_file_tells_twice_is_two_of_the_same_content() {
    let (head, rest) = CAMT_053.split_once("    <Stmt>").unwrap();
    let (stmt, tail) = rest.rsplit_once("</Stmt>").unwrap();
    let in_xml = format!("{head}    <Stmt>{stmt}</Stmt>\n    <Stmt>{stmt}</Stmt>{tail}");
    for text in [MT940.repeat(2), MT950.repeat(2), MT970.repeat(2), in_xml, ONE_C.repeat(2)] {
        let two = of(text.as_bytes()).statements;
        assert_eq!(two.len(), 2, "{text}");
        assert_eq!((&two[0].number, two[0].content), (&two[1].number, two[1].content), "{text}");
    }
    // another one of the same number is told apart, too, and stands behind the first of it
    let other = MT950.replace(":28:78", ":28:79");
    let changed = MT950.replace("TR-0319-0001", "TR-0319-0009");
    let numbers: Vec<_> =
        told(format!("{MT950}{other}{changed}")).into_iter().map(|(n, _)| n[21..23].to_owned()).collect();
    assert_eq!(numbers, ["78", "78", "79"]);
}

#[test]
fn a_page_goes_on_where_the_one_before_it_ended() {
    let page = |n: u8, [from, to]: [&str; 2], [opening, sum, closing]: [&str; 3]| {
        format!(
            ":20:ST\n:25:{OWN}\n:28C:78/{n}\n:60{from}:C260318KZT{opening}\n:61:2603190319D{sum}NTRF2026-{n}\n:62{to}:C260319KZT{closing}\n"
        )
    };
    let first = page(1, ["F", "M"], ["100,", "10,", "90,"]);
    let second = page(2, ["M", "F"], ["90,", "20,", "70,"]);
    let numbers = |text: &str| told(text).into_iter().map(|(number, _)| number[21..].to_owned()).collect::<Vec<_>>();
    assert_eq!(numbers(&format!("{first}{second}")), ["78/1 2026-03-19", "78/2 2026-03-19"]);
    let alike = format!("{first}{second}").replace("78/1", "78").replace("78/2", "78");
    assert_eq!(numbers(&alike), ["78 2026-03-19"]);
    assert_eq!(rows(&alike).len(), 2);
    // pages that come in files of their own
    assert_eq!((numbers(&first), numbers(&second)), (vec!["78/1 2026-03-19".into()], vec!["78/2 2026-03-19".into()]));
    let third = page(3, ["M", "F"], ["70,", "30,", "40,"]);
    assert_eq!(refused(format!("{first}{third}")), ("control-total", Some(10)), "the second is missing");
    let next = page(1, ["F", "F"], ["90,", "20,", "70,"]).replace("78/1", "79/1");
    assert_eq!(refused(format!("{first}{next}")), ("cut-off", Some(10)), "the last is missing");
}

#[test]
fn tags_of_a_wrong_form_are_refused_with_their_line() {
    for (text, why) in [
        (MT940.replace(":62F:C260319KZT5000010,50\n", ""), ("cut-off", Some(12))),
        (MT940.replace("KZT5000010,50", "KZT5000010,51"), ("control-total", Some(12))),
        (MT940.replace("D125000,00NTRF2026-1//TR-0319-0001", "X125000,00NTRF"), ("not-recognised", Some(5))),
        (MT940.replace(":61:2603190319D", ":61:2602300319D"), ("bad-date", Some(5))),
        (MT940.replace("D125000,00NTRF2026-1//TR-0319-0001", "D1.250,00NTRF"), ("not-recognised", Some(5))),
        (MT940.replace(":60F:C260318KZT5000000,00\n", ""), ("missing-value", Some(4))),
        (
            MT950.replace("KZT125000,00S100HSBKKZKX2026-1//TR-0319-0001", "USD125000,00S100"),
            ("not-recognised", Some(9)),
        ),
        (MT940.replace("шот жабылған", &"ш".repeat(10_000)), ("too-long", Some(9))),
        (MT940.replace("шот жабылған", &"я\n".repeat(9_000)), ("too-long", Some(9))),
    ] {
        let found = refused(&text);
        assert!(found == why || (why.0 == "not-recognised" && found.0 == "bad-amount"), "{found:?} instead of {why:?}");
    }
}

proptest! {
    #[test]
    fn spoiled_bytes_are_read_or_refused(at in 0..1_000_usize, byte: u8, cut: bool, which in 0..8_usize) {
        let texts = [CAMT_053, CAMT_054, PAIN_002, MT940, MT950, MT970, ONE_C].map(str::as_bytes);
        let mut bytes = texts.get(which).copied().unwrap_or(ONE_C_1251).to_vec();
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
