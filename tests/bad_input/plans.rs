//! Plan documents: all or nothing, quiet when repeated, never below what lives against them.

use qazyna::domain::layout::Encoding;
use qazyna::format::letters;

use super::*;

const NONE: [i64; 12] = [0; 12];

fn months(january: i64, march: i64) -> [i64; 12] {
    let mut months = NONE;
    (months[0], months[2]) = (january, march);
    months
}

fn codes(office: &Office, row: String) -> Vec<String> {
    let (accepted, repeated, refused, codes) = counts(&import_plan(office, plans(&[row])));
    assert_eq!((accepted, repeated, refused), (0, 0, 1));
    codes
}

#[test]
fn a_plan_row_is_judged_field_by_field() {
    both(|office| {
        let right = plan_row("payments", "9", "2026-01-05", months(100, 0));
        let with = |place: usize, value: &str| {
            let mut fields: Vec<&str> = right.split(',').collect();
            fields[place] = value;
            fields.join(",")
        };
        let cases = [
            (0, "26", "bad-year"),
            (0, "2035", "bad-year"),
            (0, "+2026", "bad-year"),
            (1, "25", "bad-code"),
            (2, "2550102", "other-institution"),
            (5, "3x1", "bad-code"),
            (6, "payment", "bad-kind"),
            (7, " ", "missing-value"),
            (7, "a\0b", "control-character"),
            (8, "2026-02-29", "bad-date"),
            (9, "", "missing-value"),
            (9, "1e5", "bad-amount"),
            (9, "--5", "bad-amount"),
            (9, "+5", "bad-amount"),
            (9, "-1000000000000000", "amount-too-large"),
            (20, "1.001", "bad-amount"),
        ];
        for (place, value, code) in cases {
            assert_eq!(codes(office, with(place, value)), [code], "{value:?}");
        }
        let long = "9".repeat(51);
        assert_eq!(codes(office, with(7, &long)), ["too-long"]);
        assert_eq!(counts(&import_plan(office, plans(&[with(9, "-0.50"), with(10, "7")]))).0, 2, "rows add up");
        let shown = office.list(&["plan", "show", "--year", "2026"]);
        assert_eq!((&shown[0]["plan"], &shown[1]["plan"]), (&"99.50".into(), &"106.50".into()));
    });
}

#[test]
fn a_document_is_taken_whole_or_not_at_all() {
    both(|office| {
        let good = plan_row("payments", "1", "2026-01-05", months(100, 0));
        let bad = plan_row("payments", "1", "2026-01-05", months(1, 0)).replace(",1,0,0", ",x,0,0");
        let other = plan_row("payments", "2", "2026-01-05", months(7, 0));
        let (accepted, _, refused, codes) = counts(&import_plan(office, plans(&[good.clone(), bad, other])));
        assert_eq!((accepted, refused), (1, 2));
        assert_eq!(codes, ["document-refused", "bad-amount"]);
        let dates = [good.clone(), good.replace("2026-01-05", "2026-01-06")];
        let (accepted, _, refused, codes) = counts(&import_plan(office, plans(&dates)));
        assert_eq!((accepted, refused, codes.contains(&"dates-out-of-order".to_owned())), (0, 2, true));
    });
}

#[test]
fn no_document_goes_in_beside_a_row_that_may_be_its_own() {
    both(|office| {
        let first = plan_row("payments", "1", "2026-01-05", months(100, 0));
        let torn = first.rsplit_once(',').unwrap().0.to_owned();
        let rows = [first.clone(), torn.clone(), plan_row("payments", "2", "2026-01-05", months(5, 0))];
        let before = head(office);
        let (accepted, _, refused, codes) = counts(&import_plan(office, plans(&rows)));
        assert_eq!((accepted, refused), (0, 3));
        assert_eq!(codes, ["document-refused", "field-count", "document-refused"]);
        assert_eq!(head(office), before);
        // mended, it is no conflict
        let mended = [first.clone(), first, plan_row("payments", "2", "2026-01-05", months(5, 0))];
        assert_eq!(counts(&import_plan(office, plans(&mended))), (3, 0, 0, vec![]));
    });
}

#[test]
fn a_row_with_a_wrong_year_holds_back_the_document_that_it_may_belong_to() {
    both(|office| {
        let right = plan_row("payments", "1", "2026-01-05", months(5, 0));
        let astray = plan_row("payments", "1", "2026-01-05", months(7, 0)).replacen("2026,", "20x6,", 1);
        let other = plan_row("payments", "2", "2026-01-05", months(9, 0));
        let file = office.write("in/p.csv", format!("{PLAN}\n{right}\n{astray}\n{other}\n"));
        let ran = office.run(AT, "finance", &["plan", "import", &file]);
        assert_eq!((ran.code, ran.codes()), (3, vec!["document-refused".to_owned(), "bad-year".to_owned()]), "{ran:?}");
        assert_eq!((&ran.json()["accepted"], &ran.json()["refused"]), (&1.into(), &2.into()));
        // so that the mended file goes in, and is no conflict
        let mended = astray.replacen("20x6,", "2026,", 1);
        let file = office.write("in/p.csv", format!("{PLAN}\n{right}\n{mended}\n{other}\n"));
        let ran = office.run(AT, "finance", &["plan", "import", &file]);
        assert_eq!((ran.code, &ran.json()["accepted"], &ran.json()["repeated"]), (0, &2.into(), &1.into()), "{ran:?}");
    });
}

#[test]
fn the_same_document_again_is_quiet_and_other_figures_are_a_conflict() {
    both(|office| {
        let document = [
            plan_row("payments", "1", "2026-01-05", months(100, 5)),
            plan_row("payments", "1", "2026-01-05", months(3, 0)),
        ];
        assert_eq!(counts(&import_plan(office, plans(&document))).0, 2);
        let before = head(office);
        let turned: Vec<String> = document.iter().rev().map(|r| r.replace(",100,", ",100.00,")).collect();
        assert_eq!(counts(&import_plan(office, plans(&turned))), (0, 2, 0, vec![]));
        let other = [plan_row("payments", "1", "2026-01-05", months(101, 5))];
        assert_eq!(counts(&import_plan(office, plans(&other))), (0, 0, 1, vec!["plan-conflict".into()]));
        assert_eq!(head(office), before);
        // another kind is another document
        let opening = [plan_row("opening", "1", "2026-01-05", months(2, 0))];
        assert_eq!(counts(&import_plan(office, plans(&opening))), (1, 0, 0, vec![]));
    });
}

#[test]
fn a_certificate_that_undercuts_what_lives_is_refused_and_earlier_months_are_not_looked_at() {
    both(|office| {
        with_order(office);
        let certificate = |number: &str, months| plans(&[plan_row("payments", number, "2026-03-02", months)]);
        let import = |bytes: String| {
            let file = office.write("in/c.csv", bytes);
            office.run("2026-03-02T11:00", "finance", &["plan", "import", &file])
        };
        let ran = import(certificate("2", months(-901, 0)));
        assert_eq!(counts(&ran), (0, 0, 1, vec!["plan-undercut".into()]));
        let message = ran.json()["defects"][0]["message"].as_str().unwrap().to_owned();
        assert!(message.contains("99.00") && message.contains("100.00"), "{message}");
        let mut later = NONE;
        later[10] = -901;
        assert_eq!(counts(&import(certificate("3", later))).3, ["plan-undercut"]);
        // January alone would fall below nothing; from March on the plan covers what lives
        assert_eq!(counts(&import(certificate("4", months(-1_500, 600)))), (1, 0, 0, vec![]));
        assert_eq!(counts(&import(certificate("5", months(0, 1)))).0, 1);
    });
}

#[test]
fn strict_refuses_every_document_when_one_is_wrong() {
    both(|office| {
        let rows =
            [plan_row("payments", "1", "2026-01-05", months(1, 0)), plan_row("pay", "2", "2026-01-05", months(1, 0))];
        let file = office.write("in/p.csv", plans(&rows));
        let before = head(office);
        let ran = office.run(AT, "finance", &["plan", "import", &file, "--strict"]);
        assert_eq!(counts(&ran), (0, 0, 2, vec!["bad-kind".into()]));
        assert_eq!(head(office), before);
        assert_eq!(counts(&office.run(AT, "finance", &["plan", "import", &file])).0, 1);
    });
}

const OPTIONS: [&str; 8] = ["--year", "2026", "--kind", "payments", "--document", "0015-ПФ", "--date", "2026-01-05"];

fn import_official(office: &Office, bytes: impl AsRef<[u8]>, options: &[&str]) -> Ran {
    let file = office.write("in/план.csv", bytes);
    office.run("2026-03-02T09:30", "finance", &[&["plan", "import", &file], options].concat())
}

const MONTHS: &str = "янв;фев;мар;апр;май;июн;июл;авг;сен;окт;ноя;дек";

/// An official's plan, as Excel here saves it.
fn official(rows: &str) -> String {
    let head = format!("АБП;ГУ;программа;подпрограмма;специфика;наименование;{MONTHS};итого");
    format!("\u{feff}План по платежам на 2026 год;;;;;;тыс. тенге\r\n{head}\r\n{rows}")
        .replace('\n', "\r\n")
        .replace("\r\r", "\r")
}

#[test]
fn an_officials_plan_in_thousand_tenge_is_taken_to_the_tiyn() {
    both(|office| {
        let rows = "255;2550101;061;015;311;\"Субсидии; МФО\";1 234,56789;0;-0,5;;;;;;;;;;1 234,06789\n\
                    Итого;;;;;;1 234,56789;0;-0,5;;;;;;;;;;1\n";
        let asked = import_official(office, official(rows), &[]);
        assert_eq!(asked.codes(), ["option-missing"; 4], "{asked:?}");
        assert_eq!(counts(&import_official(office, official(rows), &OPTIONS)), (1, 0, 0, vec![]));
        let shown = office.list(&["plan", "show", "--year", "2026"]);
        assert_eq!((&shown[0]["plan"], &shown[2]["plan"]), (&"1234567.89".into(), &"1234067.89".into()));
        // the same document as a table of our columns, and as a workbook, is the same
        let mut row = "2026,255,2550101,061,015,311,payments,0015-ПФ,2026-01-05,1234567.89,0,-500.00".to_owned();
        row += &",0".repeat(9);
        assert_eq!(counts(&import_plan(office, plans(&[row]))), (0, 1, 0, vec![]));
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let line = |y: u32, text: &str, sheet: &mut rust_xlsxwriter::Worksheet| {
            for (x, text) in text.split(';').enumerate() {
                match text.parse::<f64>() {
                    Ok(number) if y > 5 && x > 4 => sheet.write_number(y, x as u16, number).unwrap(),
                    _ => sheet.write_string(y, x as u16, text).unwrap(),
                };
            }
        };
        line(3, ";;;Бекітемін;;мың теңге", sheet);
        line(5, &format!("АБП;ГУ;программа;подпрограмма;специфика;{MONTHS}"), sheet);
        line(6, "255;2550101;061;015;311;1234.56789;0;-0.5;;;;;;;;;", sheet);
        line(7, "Барлығы;;;;;1234.56789;0;-0.5", sheet);
        let bytes = book.save_to_buffer().unwrap();
        assert_eq!(counts(&import_official(office, &bytes, &OPTIONS)), (0, 1, 0, vec![]));
    });
}

#[test]
fn an_officials_plan_in_the_encodings_of_excel_is_read_as_it_is_in_utf_8() {
    let row = |name: &str, total: &str| {
        let sums = "1 234,5;0;-0,5;;;;;;;;;;1 234,0";
        official(&format!("255;2550101;061;015;311;{name};{sums}\n{total};;;;;;{sums}\n")).replace('\u{feff}', "")
    };
    let russian = row("Финансирование", "Всего");
    let kazakh = row("Қаржыландыру", "Барлығы")
        .replace("подпрограмма", "кіші бағдарлама")
        .replace("программа", "бағдарлама")
        .replace("тыс. тенге", "мың теңге")
        .replace("специфика", "ерекшелік");
    let in_1251 = letters::encode(Encoding::Windows1251, &russian).unwrap();
    let in_kz_1048 = letters::encode(Encoding::Kz1048, &kazakh).unwrap();
    for (name, bytes) in [("utf-8", kazakh.into_bytes()), ("windows-1251", in_1251), ("kz-1048", in_kz_1048)] {
        both(|office| {
            assert_eq!(counts(&import_official(office, &bytes, &OPTIONS)), (1, 0, 0, vec![]), "{name}");
            let shown = office.list(&["plan", "show", "--year", "2026"]);
            assert_eq!(shown[0]["plan"], "1234500.00", "{name}");
        });
    }
}

#[test]
fn an_officials_plan_that_does_not_add_up_or_is_wrong_in_a_cell_changes_nothing() {
    both(|office| {
        let row = "255;2550101;061;015;311;;1;;;;;;;;;;;;1\n";
        let wrong_total = official(&format!("{row}Всего;;;;;;1,00001;;;;;;;;;;;;1\n"));
        refused_whole(office, || import_official(office, &wrong_total, &OPTIONS), "total-differs");
        let cut = official(row.trim_end());
        refused_whole(office, || import_official(office, cut, &OPTIONS), "cut-off");
        let wrong = import_official(office, official(&row.replace(";;1;", ";;1.5.0;").replace("061", "61")), &OPTIONS);
        let document = wrong.json();
        let columns: Vec<&str> =
            document["defects"].as_array().unwrap().iter().map(|d| d["column"].as_str().unwrap()).collect();
        assert_eq!(
            (columns, wrong.codes()),
            (vec!["янв", "программа"], ["bad-thousands", "bad-code"].map(str::to_owned).to_vec())
        );
        let file = office.write("in/ours.csv", plans(&[plan_row("payments", "1", "2026-01-05", months(1, 1))]));
        let needless = office.run("2026-03-02T09:30", "finance", &["plan", "import", &file, "--year", "2026"]);
        assert_eq!(needless.codes(), ["option-needless"]);
        assert!(office.list(&["plan", "show", "--year", "2026"]).is_empty());
    });
}
