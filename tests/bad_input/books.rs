//! Requests and plans from XLSX: what is right goes the way of CSV, what a spreadsheet has damaged is refused by its cell,
//! and no workbook fills the memory.

use std::io::Write;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// A workbook of these rows as texts, the header in row `at` (from 0), changed by `change`.
fn book(header: &str, rows: &[String], at: u32, change: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    if at > 0 {
        sheet.write(0, 0, "Выгрузка портала").unwrap();
    }
    for (y, line) in std::iter::once(header).chain(rows.iter().map(String::as_str)).enumerate() {
        for (x, text) in line.split(',').enumerate() {
            sheet.write_string(at + y as u32, x as u16, text).unwrap();
        }
    }
    change(sheet);
    book.save_to_buffer().unwrap()
}

fn import(office: &Office, bytes: impl AsRef<[u8]>) -> Ran {
    // the ending says nothing: a workbook is known by its bytes
    import_requests(office, bytes)
}

/// Line, column and code of each defect.
fn places(ran: &Ran) -> Vec<(u64, String, String)> {
    let document = ran.json();
    let text = |d: &serde_json::Value, key: &str| d[key].as_str().unwrap().to_owned();
    let defects = document["defects"].as_array().unwrap();
    defects.iter().map(|d| (d["line"].as_u64().unwrap_or(0), text(d, "column"), text(d, "code"))).collect()
}

#[test]
fn requests_of_a_workbook_are_those_of_the_table_and_a_repeat_of_them() {
    both(|office| {
        let rows = [request("001", REGISTERED, 100), request("R-2", REGISTERED, 200)];
        let numbers = |sheet: &mut Worksheet| {
            // what a spreadsheet holds exactly may be a number: sums, rates, the BIN of 12 digits; and days are days
            for y in [8, 9] {
                sheet.write_number(y, 3, 941_240_001_151_f64).unwrap();
                sheet.write_number(y, 7, 15).unwrap();
                sheet.write_number(y, 9, 10).unwrap();
                let day = Format::new().set_num_format("dd.mm.yyyy");
                let date = ExcelDateTime::from_ymd(2025, 12, 1).unwrap();
                sheet.write_datetime_with_format(y, 12, date, &day).unwrap();
            }
            sheet.write_number(8, 8, 1_000).unwrap();
            sheet.write_number(8, 10, 100).unwrap();
        };
        let ran = import(office, book(REQUESTS, &rows, 7, numbers));
        assert_eq!(counts(&ran), (2, 0, 0, vec![]), "{ran:?}");
        let listed = office.list(&["request", "list"]);
        assert_eq!(listed[0]["number"], "001", "leading zeros stay");
        let again = import(office, requests(&rows));
        assert_eq!(counts(&again), (0, 2, 0, vec![]), "the same rows as CSV are a quiet repeat");
        let other = import(office, book(REQUESTS, &[request("R-2", REGISTERED, 201)], 0, |_| {}));
        assert_eq!(counts(&other), (0, 0, 1, vec!["number-conflict".to_owned()]));
    });
}

#[test]
fn what_a_spreadsheet_has_damaged_is_refused_by_row_and_column_and_the_other_rows_go_in() {
    both(|office| {
        let rows: Vec<String> = (0..9).map(|n| request(&format!("R-{n}"), REGISTERED, 100)).collect();
        let damage = |sheet: &mut Worksheet| {
            let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
            let day = Format::new().set_num_format("d mmm");
            let date = ExcelDateTime::from_ymd(2026, 2, 27).unwrap();
            sheet.write_number(1, 3, 61_211_600_012_f64).unwrap();
            sheet.write_number(2, 10, 100.125).unwrap();
            sheet.write_number(3, 12, 46_000).unwrap();
            sheet.write_datetime_with_format(4, 2, date.clone().and_hms(10, 0, 0).unwrap(), &time).unwrap();
            sheet.write_datetime_with_format(5, 11, date, &day).unwrap();
            sheet.write_formula(6, 10, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
            sheet.write_number(7, 1, 1.5e17).unwrap();
            sheet.write_string(8, 16, "забытое").unwrap();
        };
        let ran = import(office, book(REQUESTS, &rows, 0, damage));
        let expected = [
            (2, "recipient_bin", "damaged-cell"),
            (3, "amount", "inexact-number"),
            (4, "agreement_date", "not-a-date"),
            (5, "registered_at", "no-offset"),
            (6, "agreement_no", "damaged-cell"),
            (7, "amount", "broken-cell"),
            (8, "number", "damaged-cell"),
            (9, "", "field-count"),
        ];
        let expected = expected.map(|(line, column, code)| (line, column.to_owned(), code.to_owned()));
        assert_eq!(places(&ran), expected, "{ran:?}");
        assert_eq!((counts(&ran).0, counts(&ran).2), (1, 8));
    });
}

#[test]
fn a_plan_of_a_workbook_is_that_of_the_table() {
    both(|office| {
        let mut months = [0; 12];
        (months[0], months[1]) = (100, 7);
        let row = plan_row("payments", "0012", "2026-01-05", months);
        let bytes = book(PLAN, std::slice::from_ref(&row), 3, |sheet| {
            sheet.write_number(4, 9, 100).unwrap();
            sheet.write_number(4, 0, 2026).unwrap();
        });
        assert_eq!(counts(&import_plan(office, &bytes)), (1, 0, 0, vec![]));
        assert_eq!(counts(&import_plan(office, plans(std::slice::from_ref(&row)))), (0, 1, 0, vec![]));
        let lost = book(PLAN, &[row.replace("0012", "13")], 0, |sheet| {
            sheet.write_number(1, 3, 61).unwrap();
        });
        let ran = import_plan(office, lost);
        assert_eq!(places(&ran), [(2, "programme".to_owned(), "damaged-cell".to_owned())]);
    });
}

#[test]
fn a_workbook_that_is_none_of_ours_changes_nothing() {
    both(|office| {
        let right = request("R", REGISTERED, 100);
        let renamed = book(&REQUESTS.replace("kbe", "КБЕ"), std::slice::from_ref(&right), 0, |_| {});
        let ran = import(office, renamed);
        assert_eq!(ran.codes(), ["missing-column", "unknown-column"]);
        let deep = book(REQUESTS, std::slice::from_ref(&right), 10, |_| {});
        refused_whole(office, || import(office, &deep), "not-recognised");
        refused_whole(office, || import(office, book("", &[], 0, |_| {})), "empty-file");
        refused_whole(office, || import(office, &deep[..deep.len() / 2]), "broken-book");
        refused_whole(office, || import(office, b"PK\x03\x04 and then nothing"), "broken-book");
        refused_whole(office, || import(office, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old book"), "broken-book");
    });
}

/// A workbook whose sheet and texts are these.
fn made(sheet: &[&[u8]], texts: &[u8]) -> Vec<u8> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let package = format!(
        r#"<Relationships><Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let parts = format!(
        r#"<Relationships><Relationship Id="a" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let workbook = format!(
        r#"<workbook xmlns:r="{RELATIONS}"><sheets><sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>"#
    );
    let sheet_parts = [sheet, &[]].concat();
    for (name, bytes) in [
        ("_rels/.rels", vec![package.as_bytes()]),
        ("xl/_rels/workbook.xml.rels", vec![parts.as_bytes()]),
        ("xl/workbook.xml", vec![workbook.as_bytes()]),
        ("xl/sharedStrings.xml", vec![texts]),
        ("xl/worksheets/sheet1.xml", sheet_parts),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        bytes.iter().for_each(|piece| zip.write_all(piece).unwrap());
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read() {
    const SST: &[u8] = b"<sst></sst>";
    let office = Office::new(Engine::Sqlite);
    let empty = vec![b' '; 1 << 20];
    let rows = "<row></row>".repeat(1 << 17);
    let pieces = |piece: &'static [u8], times: usize| {
        [&[b"<worksheet><sheetData>".as_slice()][..], &vec![piece; times]].concat()
    };
    let right = made(
        &[b"<worksheet><sheetData>", b"<row><c t=\"inlineStr\"><is><t>a</t></is></c></row></sheetData></worksheet>"],
        SST,
    );
    refused_whole(&office, || import(&office, &right), "not-recognised");
    let rows: &'static [u8] = Box::leak(rows.into_boxed_str()).as_bytes();
    let bomb = made(&pieces(rows, 400), SST);
    assert!(bomb.len() < 8 << 20, "{}", bomb.len());
    refused_whole(&office, || import(&office, &bomb), "book-too-large");
    let spaces: &'static [u8] = Box::leak(empty.into_boxed_slice());
    refused_whole(&office, || import(&office, made(&pieces(spaces, 3), SST)), "book-too-large");
    let boast = made(&[b"<worksheet>"], b"<sst uniqueCount = \"99999999999\"></sst>");
    refused_whole(&office, || import(&office, &boast), "book-too-large");
    let twice = b"<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row></sheetData></worksheet>";
    refused_whole(&office, || import(&office, made(&[b"<worksheet><sheetData>", twice], SST)), "broken-book");
    let unsaved = b"<row r=\"1\"><c r=\"A1\"><f>1+1</f></c></row></sheetData></worksheet>";
    refused_whole(&office, || import(&office, made(&[b"<worksheet><sheetData>", unsaved], SST)), "not-recognised");
}

#[test]
fn a_workbook_in_the_inbox_is_taken_like_a_table() {
    both(|office| {
        let row = [request("R", REGISTERED, 100)];
        office.write("inbox/заявки.xlsx", book(REQUESTS, &row, 2, |_| {}));
        let lost = [request("R-2", REGISTERED, 100)];
        office.write(
            "inbox/порча.XLSX",
            book(REQUESTS, &lost, 0, |sheet| {
                sheet.write_number(1, 10, 100.001).unwrap();
            }),
        );
        office.write("inbox/~$заявки.xlsx", "what Excel lays beside a workbook that somebody has open");
        let ran = office.run(AT, "", &["tick"]);
        assert_eq!(ran.code, 3, "one of the two is refused: {ran:?}");
        assert_eq!(office.list(&["request", "list"]).len(), 1);
        assert!(std::path::Path::new(&office.path("inbox/done/заявки.xlsx")).exists());
        let report = std::fs::read_to_string(office.path("inbox/failed/порча.XLSX.report.json")).unwrap();
        assert!(report.contains("inexact-number"), "{report}");
        assert!(std::path::Path::new(&office.path("inbox/~$заявки.xlsx")).exists());
        let folder = office.path("inbox/done");
        office.write("inbox/done/~$заявки.xlsx", "");
        let again = office.run(AT, "specialist", &["request", "import", &folder]);
        assert_eq!(counts(&again), (0, 1, 0, vec![]), "a folder is taken without it");
    });
}
