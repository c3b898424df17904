//! Reports as documents: each of them in each form and language, whole, and with the same sums as the table.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};

use super::{both, lived_in};
use crate::support::office::Office;

const REPORTS: [&str; 8] =
    ["register", "waiting-list", "plan", "deadlines", "payments", "reconciliation", "conservation", "journal"];

fn bytes(office: &Office, lang: &str, report: &str, form: &str) -> Vec<u8> {
    let file = office.path(&format!("{report}-{lang}.{form}"));
    let config = office.path("qazyna.toml");
    let words = ["--config", &config, "--lang", lang, "report", report, "--as", form, "--out", &file];
    let ran = office.words(&words);
    assert_eq!(ran.code, 0, "{report} {form}: {ran:?}");
    std::fs::read(file).unwrap()
}

/// What of a page is text: neither markup nor style.
fn text(page: &str) -> String {
    let (_, body) = page.split_once("<body>").unwrap();
    let mut inside = false;
    let keep = |c: &char| {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ => return !inside,
        }
        false
    };
    body.chars().filter(keep).collect()
}

#[test]
fn every_report_is_a_page_in_every_language_without_a_text_that_is_missing() {
    both(|office| {
        lived_in(office, 1_234_567, "ТОО «Өңір Қаржы» <МФО>");
        for lang in ["ru", "kk", "en"] {
            for report in REPORTS {
                let page = String::from_utf8(bytes(office, lang, report, "html")).unwrap();
                assert!(page.contains(&format!("<html lang=\"{lang}\">")));
                let text = text(&page);
                for id in [
                    "report-",
                    "col-",
                    "step-",
                    "lateness-",
                    "cause-",
                    "request-status-",
                    "chart-",
                    "month-",
                    "service-",
                    "journal-",
                    "fact-",
                ] {
                    assert!(!text.contains(id), "{report} {lang}: {id}");
                }
                assert!(!page.contains("<МФО>") && page.contains("ҮЛГІ"), "{report}");
            }
        }
        let page = String::from_utf8(bytes(office, "kk", "journal", "html")).unwrap();
        for told in ["Өтінім қабылданды", "Сома: 1\u{a0}234\u{a0}567,00", "02.03.2026 10:00"] {
            assert!(page.contains(told), "{told}");
        }
        let row = &office.list(&["report", "journal"])[0];
        assert!(row["event"] == "installation-created" && row["facts"].as_str().unwrap().contains("profile=sandbox"));
        let page = String::from_utf8(bytes(office, "kk", "reconciliation", "html")).unwrap();
        assert!(page.contains("Тапсырма табылмады") && page.contains("2026-99"));
        let page = String::from_utf8(bytes(office, "kk", "deadlines", "html")).unwrap();
        assert!(page.contains("<svg") && page.contains("мерзімінде"), "the picture of the deadlines");
    });
}

#[test]
fn every_report_is_printed_pages_and_the_same_data_give_the_same_bytes() {
    both(|office| {
        lived_in(office, 1_234_567, "ТОО «Өңір Қаржы»");
        for lang in ["ru", "kk", "en"] {
            for report in REPORTS {
                let pdf = bytes(office, lang, report, "pdf");
                assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000, "{report}");
                assert!(pdf == bytes(office, lang, report, "pdf"), "{report}");
            }
        }
    });
}

#[test]
fn a_spreadsheet_has_the_sums_of_the_report_as_numbers() {
    both(|office| {
        lived_in(office, 1_234_567, "ТОО «Өңір Қаржы»");
        for report in REPORTS {
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes(office, "ru", report, "xlsx"))).unwrap();
            assert!(book.worksheet_range_at(0).unwrap().unwrap().used_cells().count() > 5, "{report}");
        }
        let rows = office.list(&["report", "register"]);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes(office, "ru", "register", "xlsx"))).unwrap();
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        let head = range.rows().position(|row| row.contains(&Data::String("Услуга".into()))).unwrap();
        let column =
            range.rows().nth(head).unwrap().iter().position(|c| *c == Data::String("Сумма,\u{a0}₸".into())).unwrap();
        let found: Vec<f64> = range.rows().skip(head + 1).filter_map(|row| row[column].as_f64()).collect();
        let told: Vec<f64> = rows.iter().map(|r| r["amount"].as_str().unwrap().parse().unwrap()).collect();
        assert_eq!(found[..told.len()], told);
        assert_eq!(found.len(), told.len() + 1, "and their sum");
    });
}

#[test]
fn a_period_stands_on_the_page_and_an_unknown_form_is_named() {
    both(|office| {
        lived_in(office, 1_234_567, "ТОО «Өңір Қаржы»");
        let words = ["report", "register", "--from", "2026-02-01", "--to", "2026-02-28", "--as", "html"];
        let ran = office.run("", "", &words);
        assert!(ran.code == 0 && ran.stdout.contains("01.02.2026") && ran.stdout.contains("28.02.2026"), "{ran:?}");
        let ran = office.run("", "", &["report", "register", "--as", "docx"]);
        assert!(ran.code == 2 && ran.stderr.contains("xlsx"), "{ran:?}");
    });
}

#[test]
fn csv_is_written_as_the_contract_has_it_or_as_a_spreadsheet_here_opens_it() {
    both(|office| {
        lived_in(office, 1_234_567, "ТОО «Өңір; Қаржы»");
        let file = office.path("a.csv");
        for (words, to_file) in [(&["request", "list"][..], false), (&["report", "register"], true)] {
            let plain = office.words(&[&["--config", &office.path("qazyna.toml"), "--output", "csv"], words].concat());
            assert!(plain.stdout.starts_with("service,number,") && plain.stdout.contains(",1234567.00,"), "{plain:?}");
            let style = ["--config", &office.path("qazyna.toml"), "--output", "csv", "--separator", ";", "--bom"];
            let into: &[&str] = if to_file { &["--out", &file] } else { &[] };
            let ran = office.words(&[&style, words, into].concat());
            assert_eq!(ran.code, 0, "{ran:?}");
            let here = if to_file { std::fs::read_to_string(&file).unwrap() } else { ran.stdout };
            assert!(here.starts_with("\u{feff}service;number;") && here.contains(";1234567,00;"), "{here}");
            let read = |text: &str, delimiter: u8| {
                let mut csv = csv::ReaderBuilder::new();
                let csv = csv.delimiter(delimiter).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
                csv.into_records().map(|r| r.unwrap().iter().map(|f| f.replace(',', ".")).collect::<Vec<_>>()).collect()
            };
            let (a, b): (Vec<Vec<String>>, Vec<Vec<String>>) = (read(&plain.stdout, b','), read(&here, b';'));
            assert_eq!(a, b, "the same rows");
        }
        let ran = office.run("", "", &["request", "list", "--separator", "|"]);
        assert_eq!(ran.code, 2);
    });
}

#[test]
fn a_difference_is_read_as_sums_moments_and_states_and_programs_get_it_as_it_was() {
    both(|office| {
        lived_in(office, 1_000, "ТОО «Өңір Қаржы»");
        let header = crate::STATEMENT;
        let line = |order: &str, amount: &str, outcome: &str| {
            format!("S-2,2026-03-03,{order},{amount},{},KZ476010131000179714,{outcome},,T,2026-03-03", "941240001151")
        };
        let rows = [line("2026-1", "999.50", "paid"), line("2026-2", "1000.00", "paid")];
        let file = office.write("in/s2.csv", format!("{header}\n{}\n", rows.join("\n")));
        office.must("2026-03-03T12:30", "finance", &["statement", "import", &file]);
        let page = String::from_utf8(bytes(office, "ru", "reconciliation", "html")).unwrap();
        for told in ["1\u{a0}000,00\u{a0}₸", "999,50\u{a0}₸", "Оплачено"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!page.contains("999.50"));
        let raw = office.list(&["break", "list"]);
        assert!(raw.iter().any(|b| b["found"] == "999.50") && raw.iter().any(|b| b["expected"] == "paid"), "{raw:?}");
    });
}
