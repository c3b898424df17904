//! Whatever bytes come from outside, no reader of them panics, and each one ends. What is read again from what was
//! written is the same.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use std::collections::BTreeMap;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::Parser;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample;
use qazyna::cli::args::Cli;
use qazyna::cli::story;
use qazyna::config::layouts::usual;
use qazyna::config::settings::Settings;
use qazyna::config::{RuleFiles, load_rules};
use qazyna::domain::batch::Payer;
use qazyna::domain::budget::BudgetLine;
use qazyna::domain::deadline::Limit;
use qazyna::domain::event::Event;
use qazyna::domain::ident::{Bic, Bin, Iban, Iin};
use qazyna::domain::manifest::Manifest;
use qazyna::domain::money::{Amount, Rate};
use qazyna::domain::order::{OrderNumber, escape_into, unescape};
use qazyna::domain::rules::Rules;
use qazyna::domain::spreadsheet::Kind as SheetKind;
use qazyna::domain::statement::{Answered, StatementLine};
use qazyna::domain::time::{Moment, parse_date};
use qazyna::domain::{notice, plan_row, request, statement_row};
use qazyna::format::copy_file::{self, Field, Kind};
use qazyna::format::sheet_table::Table;
use qazyna::format::statement::text::TextReader;
use qazyna::format::table::{Piece, TableFault, TableReader};
use qazyna::format::{Format, application_xml, read, statement};

use support::Engine;
use support::office::Office;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

static RULES: LazyLock<Rules> = LazyLock::new(|| load_rules(&RuleFiles::built_in()).unwrap());

/// Right fields of each of the three files, to be spoiled.
const REQUEST: &str = "microfinance-subsidy,A-1,2026-02-27T10:00:00+05:00,941240001151,ТОО Береке,KZ476010131000179714,\
HSBKKZKX,15,1000.00,10,100.00,A,2025-12-01,2025-10-01,2025-12-31";
const PLAN: &str = "2026,255,2550101,061,015,311,payments,1,2026-01-05,1.5,-2,0,0,0,0,0,0,0,0,0,0";
const STATEMENT: &str = "S,2026-03-03,2026-1,100.00,941240001151,KZ476010131000179714,paid,,T,2026-03-03";

/// Words of the command line, and values that come near to what they want.
const WORDS: &[&str] = &[
    "request",
    "import",
    "list",
    "show",
    "plan",
    "order",
    "batch",
    "sign",
    "decline",
    "hand-over",
    "resolve",
    "export",
    "statement",
    "reconcile",
    "break",
    "settle",
    "report",
    "journal",
    "audit",
    "verify",
    "calendar",
    "due",
    "check",
    "bin",
    "iban",
    "sample",
    "user",
    "add",
    "tick",
    "init",
    "--at",
    "--set",
    "--lang",
    "--output",
    "--actor",
    "--sum",
    "--count",
    "--batch",
    "--as",
    "--year",
    "--from",
    "--to",
    "--limit",
    "--role",
    "--order",
    "--requests",
    "--seed",
    "--out",
];
const VALUES: &[&str] = &[
    "1",
    "2026-1",
    "-1",
    "99999999999999999999",
    "0.001",
    "12.5",
    "json",
    "ru",
    "--",
    "-",
    "",
    "=",
    "a=b",
    "2026-02-30",
    "2026-03-05T10:00:00+05:00",
    "2026-03-05T24:00:00+99:00",
    "5wd",
    "9999999999999999999wd",
    "KZ476010131000179714",
];

/// So many cases in the suite; with `PROPTEST_CASES` so many of the cheap ones, and fewer of the dear ones.
fn cases(suite: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().map(|n| n.parse::<u32>().unwrap());
    let cases = asked.map_or(suite, |n| u32::try_from(u64::from(n) * u64::from(suite) / 400).unwrap().max(1));
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn now() -> Moment {
    Moment::parse("2026-03-02T09:00:00+05:00").unwrap()
}

/// A change of some bytes.
#[derive(Clone, Debug)]
enum Spoil {
    Put(usize, u8),
    Insert(usize, Vec<u8>),
    Drop(usize, usize),
    Double(usize, usize),
    Cut(usize),
}

fn spoils() -> impl Strategy<Value = Vec<Spoil>> {
    // what means something to one of the readers comes up often
    let byte = prop_oneof![any::<u8>(), proptest::sample::select(b"\"\n\r,;.-+0\x00\xff<>&=\t\\\x1b".to_vec())];
    let place = any::<usize>();
    let one = prop_oneof![
        (place, byte.clone()).prop_map(|(p, b)| Spoil::Put(p, b)),
        (place, vec(byte, 1..6)).prop_map(|(p, b)| Spoil::Insert(p, b)),
        (place, 1..40usize).prop_map(|(p, n)| Spoil::Drop(p, n)),
        (place, 1..400usize).prop_map(|(p, n)| Spoil::Double(p, n)),
        place.prop_map(Spoil::Cut),
    ];
    vec(one, 1..5)
}

fn spoiled(right: &[u8], spoils: &[Spoil]) -> Vec<u8> {
    let mut bytes = right.to_vec();
    for spoil in spoils {
        let length = bytes.len();
        let at = |place: &usize| if length == 0 { 0 } else { place % length };
        let end = |place: &usize, n: &usize| (at(place) + n).min(length);
        match spoil {
            Spoil::Put(p, b) if length > 0 => bytes[at(p)] = *b,
            Spoil::Put(_, _) => {}
            Spoil::Insert(p, more) => drop(bytes.splice(at(p)..at(p), more.iter().copied())),
            Spoil::Drop(p, n) => drop(bytes.drain(at(p)..end(p, n))),
            Spoil::Double(p, n) => {
                let piece = bytes[at(p)..end(p, n)].to_vec();
                drop(bytes.splice(at(p)..at(p), piece));
            }
            Spoil::Cut(p) => bytes.truncate(at(p)),
        }
    }
    bytes
}

/// Reads a table to its end: how many rows it has, or how many defects of form.
fn rows(bytes: &[u8], columns: &[&str], piece: usize) -> Result<usize, usize> {
    let form = |fault| match fault {
        TableFault::Form(defects) => defects.len(),
        TableFault::Io(e) => panic!("memory does not fail: {e}"),
    };
    let mut table = TableReader::new(bytes, "a.csv", columns).map_err(form)?;
    let mut found = 0;
    loop {
        let rows = table.next_rows(piece).map_err(form)?;
        if rows.is_empty() {
            return Ok(found);
        }
        found += rows.len();
        assert!(rows.len() <= piece && found <= bytes.len(), "the reader does not end");
        for row in rows {
            assert!(row.odd_count.is_some() || row.fields.len() == columns.len(), "{row:?}");
        }
    }
}

/// A workbook whose sheet, texts and styles are these bytes.
fn workbook(parts: &[Vec<u8>; 3]) -> Vec<u8> {
    const OF: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!("<Relationships><Relationship Id=\"a\" Type=\"{OF}/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let book =
        format!("<workbook xmlns:r=\"{OF}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/worksheets/sheet1.xml", &parts[0]),
        ("xl/sharedStrings.xml", &parts[1]),
        ("xl/styles.xml", &parts[2]),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Reads a workbook to its end: how many rows it has.
fn book_rows(bytes: Vec<u8>) -> Result<usize, usize> {
    let form = |fault| match fault {
        TableFault::Form(defects) => defects.len(),
        TableFault::Io(e) => panic!("memory does not fail: {e}"),
    };
    let kinds = [SheetKind::Code(3), SheetKind::Day];
    let mut table = Table::open(std::io::Cursor::new(bytes), "a.xlsx", &["a", "b"], &kinds).map_err(form)?;
    let (mut piece, mut found) = (Piece::default(), 0);
    loop {
        table.next_piece(3, &mut piece).map_err(form)?;
        if piece.is_empty() {
            return Ok(found);
        }
        found += piece.len();
    }
}

fn golden(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(ROOT).join("tests/golden").join(name)).unwrap()
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_table_of_any_bytes_is_read_to_its_end(bytes in vec(any::<u8>(), 0..400), piece in 1..9usize) {
        let _ = rows(&bytes, &["a", "b"], piece);
        let headed = [b"b,a\n".as_slice(), &bytes].concat();
        prop_assert_eq!(rows(&headed, &["a", "b"], piece), rows(&headed, &["a", "b"], 1_000));
    }

    #[test]
    fn a_spoiled_table_is_read_to_its_end(spoils in spoils(), crlf: bool) {
        let columns = ["statement_no", "reason", "value_date"];
        let mut right = String::from("statement_no,reason,value_date\n");
        for i in 0..20 {
            right += &format!("S-{i},\"ТОО \"\"Береке\"\", {i}\",2026-03-0{}\n", i % 9 + 1);
        }
        let right = if crlf { right.replace('\n', "\r\n") } else { right };
        prop_assert_eq!(rows(right.as_bytes(), &columns, 7), Ok(20));
        let bytes = spoiled(right.as_bytes(), &spoils);
        let found = rows(&bytes, &columns, 7);
        prop_assert!(found.is_err() || std::str::from_utf8(&bytes).is_ok(), "bytes that are no UTF-8 were taken");
    }

    #[test]
    fn a_spoiled_workbook_is_read_to_its_end(spoils in spoils(), which in 0..4usize) {
        let sheet = b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>007</t></is></c><c r=\"B2\" s=\"1\"><f>TODAY()</f><v>46086</v></c></row>\
<row><c><v>255</v></c><c t=\"d\"><v>2026-03-05</v></c></row></sheetData></worksheet>".to_vec();
        let texts = b"<sst uniqueCount=\"2\"><si><t>a</t></si><si><t>b</t></si></sst>".to_vec();
        let styles = b"<styleSheet><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".to_vec();
        let right = [sheet, texts, styles];
        prop_assert_eq!(book_rows(workbook(&right)), Ok(2));
        let mut parts = right.clone();
        match parts.get_mut(which) {
            Some(part) => {
                *part = spoiled(part, &spoils);
                let _ = book_rows(workbook(&parts));
            }
            None => _ = book_rows(spoiled(&workbook(&right), &spoils)),
        }
    }

    #[test]
    fn a_row_of_any_texts_is_judged(fields in vec(".{0,40}", 0..24)) {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let faults = request::check(&fields, &RULES, now()).unwrap_err();
        prop_assert!(!faults.is_empty());
        prop_assert!(!plan_row::check(&fields, "2550101", 2019..=2027).unwrap_err().is_empty());
        prop_assert!(!statement_row::check(&fields, 2).unwrap_err().is_empty());
        let _ = plan_row::document_key(&fields);
    }

    #[test]
    fn a_right_row_with_one_field_spoiled_is_taken_or_names_its_columns(place in 0..21usize, spoils in spoils(), wild in ".{0,20}", use_wild: bool) {
        let spoil = |row: &str| {
            let mut fields: Vec<String> = row.split(',').map(str::to_owned).collect();
            let place = place % fields.len();
            let other = String::from_utf8_lossy(&spoiled(fields[place].as_bytes(), &spoils)).into_owned();
            fields[place] = if use_wild { wild.clone() } else { other };
            fields
        };
        for (columns, row) in [(&request::COLUMNS[..], REQUEST), (&plan_row::COLUMNS[..], PLAN), (&statement_row::COLUMNS[..], STATEMENT)] {
            let fields = spoil(row);
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let defects = match columns.len() {
                15 => request::check(&fields, &RULES, now()).err(),
                21 => plan_row::check(&fields, "2550101", 2019..=2027).err(),
                _ => statement_row::check(&fields, 2).err(),
            };
            for defect in defects.into_iter().flatten() {
                prop_assert!(columns.contains(&defect.column.as_str()), "{defect:?}");
            }
        }
    }

    #[test]
    fn a_spoiled_statement_file_is_read_to_its_end(spoils in spoils()) {
        let right = format!("{}\n{}", statement_row::COLUMNS.join(","), format!("{STATEMENT}\n").repeat(5));
        if let Ok(file) = statement::csv::read(spoiled(right.as_bytes(), &spoils).as_slice(), "s.csv") {
            let lines: u64 = file.statements.iter().map(|s| s.rows).sum();
            prop_assert!(file.refused > 0 || file.defects.is_empty());
            for statement in &file.statements {
                let mut read = 0;
                let each = |row: &str| read += u64::from(StatementLine::parse(row, 1).is_some());
                TextReader::new(statement.body.as_slice()).unwrap().each(each).unwrap();
                prop_assert_eq!((read, statement.lines.iter().count() as u64), (statement.rows, statement.rows));
            }
            prop_assert!(lines <= 400);
        }
    }

    #[test]
    fn a_spoiled_payment_file_is_read_or_refused(spoils in spoils(), which in 0..5usize) {
        let (format, file) = [(Format::TreasuryXml, "treasury-1.xml"), (Format::Csv, "orders.csv"), (Format::Pain001, "pain001.xml"), (Format::OneC, "1c.txt"), (Format::Mt102, "mt102.txt")][which];
        let bytes = spoiled(&golden(file), &spoils);
        let _ = read(format, &usual(format.word()), &mut bytes.as_slice(), &mut |_| ()).map_err(|e| e.to_string());
        // and by the readers of the other two
        for other in Format::ALL {
            let _ = read(other, &usual(other.word()), &mut bytes.as_slice(), &mut |_| ());
        }
    }

    #[test]
    fn a_spoiled_application_is_read_or_refused_with_a_line(spoils in spoils()) {
        let bytes = spoiled(&golden("application-1.xml"), &spoils);
        match application_xml::read(&bytes, "a.xml", &request::COLUMNS) {
            Ok(read) => prop_assert_eq!((read.row.len(), read.lines.len()), (1, request::COLUMNS.len())),
            Err(defects) => prop_assert!(!defects.is_empty() && defects.iter().all(|d| d.line.is_some())),
        }
    }

    #[test]
    fn any_bytes_are_no_payment_file(bytes in vec(any::<u8>(), 0..300)) {
        for format in Format::ALL {
            prop_assert!(read(format, &usual(format.word()), &mut bytes.as_slice(), &mut |_| ()).is_err());
        }
    }

    #[test]
    fn a_spoiled_configuration_is_read_or_refused_with_a_sentence(spoils in spoils(), key in "[a-z.]{0,12}", value in ".{0,20}") {
        let right = include_str!("../config/sandbox.toml");
        let text = String::from_utf8_lossy(&spoiled(right.as_bytes(), &spoils)).into_owned();
        let parse = |text: &str, set: &[String]| Settings::parse(text, "qazyna.toml", PathBuf::from("."), set);
        if let Err(fault) = parse(&text, &[]) {
            prop_assert!(fault.to_string().contains("qazyna.toml"));
        }
        let sets = [format!("{key}={value}"), value.clone(), format!("queue.policy={value}"), format!("dispatch.formats={value}"), format!("reconciliation.patience={value}")];
        for set in sets {
            let _ = parse(right, &[set]).map_err(|fault| fault.to_string());
        }
    }

    #[test]
    fn spoiled_packed_rules_are_refused_or_whole(spoils in spoils(), plain in vec(any::<u8>(), 0..200)) {
        let files = BTreeMap::from([("banks.csv".to_owned(), b"a".to_vec()), ("calendar/2026.csv".to_owned(), vec![b'b'; 300])]);
        let right = RuleFiles::new(files).bundle().unwrap();
        if let Ok(files) = RuleFiles::unbundle(&spoiled(&right, &spoils)) {
            let _ = load_rules(&files).map_err(|e| e.to_string());
        }
        let _ = RuleFiles::unbundle(&plain);
        let packed = zstd::encode_all(plain.as_slice(), 1).unwrap();
        let _ = RuleFiles::unbundle(&packed);
    }

    #[test]
    fn a_spoiled_manifest_is_no_manifest_or_writes_itself_again(spoils in spoils()) {
        let right = manifest();
        let read = Manifest::parse(right.as_bytes()).unwrap();
        prop_assert_eq!(read.bytes(), right.as_bytes());
        let bytes = spoiled(right.as_bytes(), &spoils);
        if let Some(manifest) = Manifest::parse(&bytes) {
            prop_assert_eq!(manifest.bytes(), bytes);
        }
    }

    #[test]
    fn spoiled_events_are_none_or_are_read(spoils in spoils(), any_bytes in vec(any::<u8>(), 0..200), text in ".{0,60}") {
        let mut events = qazyna::domain::event::Events::new();
        events.add("request-received", &[("number", &text), ("name", &"ТОО\t\"Қ\"\\n\n")]);
        let back = Event::parse_all(events.bytes()).unwrap();
        prop_assert_eq!(back[0].get("number"), text.as_str());
        let _ = Event::parse_all(&spoiled(events.bytes(), &spoils));
        let _ = Event::parse_all(&any_bytes);
        let _ = notice::Facts::parse(&text);
        let mut escaped = String::new();
        escape_into(&mut escaped, &text);
        prop_assert_eq!(unescape(&escaped), Some(text.clone()));
        let _ = unescape(&text);
        let _ = Payer::parse(&text);
    }

    #[test]
    fn a_spoiled_backup_is_refused_and_what_it_would_give_ends(spoils in spoils(), inside: bool) {
        let right = backup();
        prop_assert!(copy_file::check(right.as_slice(), right.len() as u64).is_ok());
        let bytes = if inside { repacked(&right, |plain| spoiled(plain, &spoils)) } else { spoiled(&right, &spoils) };
        prop_assert!(bytes == right || copy_file::check(bytes.as_slice(), bytes.len() as u64).is_err());
        let mut parts = 0;
        if let Ok(mut reader) = copy_file::Reader::new(bytes.as_slice(), bytes.len() as u64) {
            while let Ok(Some(_)) = reader.next_part() {
                parts += 1;
            }
        }
        prop_assert!(parts <= 2_000, "a reader that gives more than it was given");
    }

    #[test]
    fn any_words_are_a_command_or_wrong_usage(words in vec(prop_oneof![sample::select(WORDS), sample::select(VALUES)], 0..9), wild in ".{0,30}", place: usize) {
        let mut words: Vec<&str> = std::iter::once("qazyna").chain(words).collect();
        words.insert(1 + place % words.len(), &wild);
        for words in [words.as_slice(), &[&words[..], &[wild.as_str()]].concat()] {
            match Cli::try_parse_from(words) {
                Ok(cli) => drop(format!("{cli:?}")),
                Err(fault) => prop_assert!(!fault.render().to_string().is_empty()),
            }
        }
    }

    #[test]
    fn a_story_of_any_text_is_read_or_its_line_named(text in "(.{0,30}\n){0,8}", spoils in spoils()) {
        let right = "# says\n@ 2026-03-19T09:30:00+05:00\nspecialist: request import \"in/a b.csv\" => 3\n: tick\n";
        for text in [text, String::from_utf8_lossy(&spoiled(right.as_bytes(), &spoils)).into_owned()] {
            if let Err(line) = story::parse(&text) {
                prop_assert!((1..=text.lines().count()).contains(&line));
            }
        }
        prop_assert_eq!(story::parse(right).unwrap().len(), 4);
    }

    #[test]
    fn a_short_text_is_its_value_or_none(text in ".{0,30}", near in "[-+0-9.:TZwdhmins ]{0,28}", spoils in spoils()) {
        let instant = String::from_utf8_lossy(&spoiled(b"2026-03-02T09:00:00.5+05:00", &spoils)).into_owned();
        for text in [text, near, instant] {
            if let Some(moment) = Moment::parse(&text) {
                prop_assert_eq!(Moment::parse(&moment.rfc3339_utc()), Some(moment));
                prop_assert_eq!(Moment::parse(&moment.rfc3339(chrono_tz::Asia::Almaty)), Some(moment));
            }
            for amount in [Amount::parse(&text), Amount::parse_signed(&text)].into_iter().flatten() {
                prop_assert_eq!(Amount::parse_signed(&amount.to_string()), Ok(amount));
            }
            if let Some(rate) = Rate::parse(&text) {
                prop_assert_eq!(Rate::parse(&rate.to_string()), Some(rate));
            }
            if let Some(date) = parse_date(&text) {
                prop_assert_eq!(date.to_string(), text.clone());
            }
            if let Some(number) = OrderNumber::parse(&text) {
                prop_assert_eq!(number.to_string(), text.clone());
            }
            if let Some(limit) = Limit::parse(&text) {
                prop_assert_eq!(Limit::parse(&limit.to_string()), Some(limit));
            }
            let _ = (Answered::parse(&text), BudgetLine::parse(&text), Iban::parse(&text), Bic::parse(&text));
            let _ = (Bin::parse(&text), Iin::parse(&text));
        }
    }

    #[test]
    fn every_sum_and_moment_reads_back_what_it_writes(tiyn in 0..=92_233_720_368_547_758i64, micros in -2_208_988_800_000_000..7_258_118_400_000_000i64) {
        let amount = Amount::from_tiyn(tiyn);
        prop_assert_eq!(Amount::parse(&amount.to_string()), Ok(amount));
        prop_assert_eq!(Amount::parse_signed(&Amount::from_tiyn(-tiyn).to_string()), Ok(Amount::from_tiyn(-tiyn)));
        let moment = Moment::from_micros(micros);
        prop_assert_eq!(Moment::parse(&moment.rfc3339_utc()), Some(moment));
    }
}

proptest! {
    // each case reads all the rules
    #![proptest_config(cases(60))]

    #[test]
    fn a_spoiled_rule_file_is_read_or_refused_with_its_name(spoils in spoils(), which in any::<prop::sample::Index>()) {
        let files = RuleFiles::built_in();
        let mut all: BTreeMap<String, Vec<u8>> = files.iter().map(|(p, b)| (p.to_owned(), b.to_vec())).collect();
        let path = which.get(&all.keys().cloned().collect::<Vec<_>>()).clone();
        let bytes = spoiled(&all[&path], &spoils);
        all.insert(path.clone(), bytes);
        if let Err(fault) = load_rules(&RuleFiles::new(all)) {
            prop_assert!(!fault.to_string().is_empty());
        }
    }
}

proptest! {
    // each case has an office of its own
    #![proptest_config(cases(12))]

    #[test]
    fn a_file_of_any_name_goes_through_the_inbox_once(names in vec(vec(any::<u8>(), 1..40), 1..6), text in "[^/\0]{1,20}") {
        let office = Office::new(Engine::Sqlite);
        let inbox = office.dir().join("inbox");
        std::fs::create_dir_all(&inbox).unwrap();
        let put = |name: Vec<u8>| {
            let name: Vec<u8> = name.into_iter().filter(|b| *b != 0 && *b != b'/').collect();
            let taken = !name.is_empty() && !name.starts_with(b".") && !name.ends_with(b".part");
            let path = inbox.join(std::ffi::OsString::from_vec(name));
            taken && !path.exists() && std::fs::write(path, "number\n").is_ok()
        };
        let wanted = names.into_iter().chain([text.into_bytes()]).filter_map(|name| put(name).then_some(())).count();
        let ran = office.run("2026-03-02T09:00", "", &["tick"]);
        prop_assert_eq!(ran.code, if wanted == 0 { 0 } else { 3 }, "{:?}", ran);
        let files = |folder: &Path| {
            let entries = std::fs::read_dir(folder).into_iter().flatten().map(|e| e.unwrap().path());
            let files = entries.filter(|path| path.is_file()).map(|path| path.to_string_lossy().into_owned());
            files.filter(|path| !path.ends_with(".report.json")).count()
        };
        prop_assert_eq!((files(&inbox), files(&inbox.join("working")), files(&inbox.join("failed"))), (0, 0, wanted));
    }
}

/// A backup of two small tables.
fn backup() -> Vec<u8> {
    let (created, engine, profile) = ("2026-03-02T05:00:00Z".to_owned(), "sqlite".to_owned(), "sandbox".to_owned());
    let head = copy_file::Head { schema: 8, created, engine, profile, links: 3, head: [7; 32] };
    let mut writer = copy_file::Writer::new(Vec::new(), &head).unwrap();
    for name in ["one", "two"] {
        let columns = [("id", Kind::Int), ("text", Kind::Text), ("body", Kind::Bytes)];
        let columns = columns.map(|(name, kind)| (name.to_owned(), kind)).to_vec();
        writer.table(&copy_file::Shape { name: name.to_owned(), columns }).unwrap();
        for i in 0..20 {
            writer.row(&[Field::Int(i), Field::Text(format!("ТОО {i}")), Field::Bytes(vec![0, 255])]).unwrap();
            writer.row(&[Field::Null, Field::Null, Field::Null]).unwrap();
        }
        writer.end().unwrap();
    }
    writer.finish().unwrap().0
}

/// The same file with what is packed in it changed; its digest is that of nobody.
fn repacked(file: &[u8], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let head = file.windows(2).position(|two| two == b"\n\n").unwrap() + 2;
    let plain = zstd::decode_all(&file[head..file.len() - 32]).unwrap();
    [&file[..head], &zstd::encode_all(change(&plain).as_slice(), 1).unwrap(), &[0; 32]].concat()
}

/// A manifest of two orders, one with texts that must be escaped.
fn manifest() -> String {
    let order = |number: u32, name: &str| {
        let facts = format!(
            "2026-{number}\t2026-03-19\tMF-{number}\t100.00\t941240001151\tKZ476010131000179714\tHSBKKZKX\t15\t000\t{name}\tpurpose"
        );
        let digest = qazyna::domain::batch::sha256(format!("qazyna order 1\n{facts}").as_bytes());
        format!("order\t{}\t{facts}\n", qazyna::domain::batch::hex(&digest))
    };
    format!(
        "qazyna manifest 1\nbatch\t12\nservice\tmicrofinance-subsidy\nbudget-line\t255/061/015/311\ndate\t2026-03-19\n\
         payer\t2550101\t010140999992\tОБРАЗЕЦ\tKZ14070103SAMPLE0001\tKKMFKZ2A\t12\t1\norders\t2\ntotal\t200.00\n{}{}",
        order(1, "ТОО \\\\ \\t\\n"),
        order(2, "ТОО Береке")
    )
}

#[test]
fn a_quote_inside_a_character_does_not_hide_that_the_bytes_are_no_utf8() {
    let torn = b"a,b\n\"\xd0\"\x91,2\n";
    assert_eq!(rows(torn, &["a", "b"], 7), Err(1));
    // and where the character is read in two pieces, it is whole
    let long = format!("a,b\n{}x,2\n", "Ә".repeat(100_000));
    assert_eq!(rows(long.as_bytes(), &["a", "b"], 7), Ok(1));
    assert_eq!(rows(&long.as_bytes()[..long.len() - 5], &["a", "b"], 7), Err(1), "cut inside a character");
}
