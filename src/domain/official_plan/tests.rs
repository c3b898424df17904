//! The form of officials, cell by cell.

use proptest::prelude::*;

use super::*;

fn form(text: &str) -> Vec<FormRow> {
    let cells = |line: &str| {
        let fields = line.split('|').map(str::trim).enumerate().filter(|(_, text)| !text.is_empty());
        fields.map(|(at, text)| (at, SheetCell::Text(text.to_owned()))).collect()
    };
    text.trim().lines().enumerate().map(|(place, line)| (place as u64 + 1, cells(line))).collect()
}

fn stated() -> Stated {
    Stated {
        year: Some(2026),
        kind: Some("payments".into()),
        document: Some("15".into()),
        date: NaiveDate::from_ymd_opt(2026, 1, 5),
    }
}

fn taken(text: &str, stated: &Stated) -> Result<Vec<String>, Vec<Defect>> {
    let form = form(text);
    let heading = find(&form).expect("the form is recognised")?;
    let rows = rows(&heading, &form, stated)?;
    assert!(rows.iter().all(|row| row.wrong.is_empty()), "{rows:?}");
    Ok(rows.iter().map(|row| format!("{} {}", row.line, row.fields.join(","))).collect())
}

fn codes(text: &str, stated: &Stated) -> Vec<(u64, String, &'static str)> {
    let found = taken(text, stated).unwrap_err();
    found.into_iter().map(|d| (d.line.unwrap_or(0), d.column, d.code.word())).collect()
}

const RUSSIAN: &str = "
Индивидуальный план финансирования по платежам на 2026 год |||||||||||||||||| тыс. тенге
АБП | Код ГУ | Программа | Подпрограмма | Специфика | Наименование | Итого | Январь | Фев. | Март | апр | Май | Июнь | Июль | Авг | Сент. | Окт | Нояб | Декабрь
1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19
255 | 2550101 | 061 | 015 | 311 | Субсидии | 1 234,5 | 1 234,56789 | - | | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0
255 | 0101 | 060 | 015 | 311 | Комиссия | | 0,5 | −2 | | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 1
ИТОГО | | | | | | | 1235,06789 | -2 | | | | | | | | | | 1
Руководитель | | | | | ______ | Ахметов А.
";

#[test]
fn a_plan_in_thousand_tenge_becomes_rows_of_a_plan_file() {
    let rows = taken(RUSSIAN, &stated()).unwrap();
    let zeros = |n: usize| ",0.00".repeat(n);
    assert_eq!(
        rows,
        [
            format!("4 2026,255,2550101,061,015,311,payments,15,2026-01-05,1234567.89{}", zeros(11)),
            format!("5 2026,255,2550101,060,015,311,payments,15,2026-01-05,500.00,-2000.00{},1000.00", zeros(9)),
        ]
    );
}

#[test]
fn headings_are_russian_kazakh_or_english_in_one_row_or_in_two() {
    let months = |names: &str| names.split(' ').collect::<Vec<_>>().join(" | ");
    let kazakh = months("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан");
    let english = months("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec");
    let row = "255 | 2550101 | 061 | 015 | 311 | 7 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0";
    let kazakh = format!("ББӘ | ММ коды | Бағдарлама | Кіші бағдарлама | Ерекшелік | {kazakh}\n{row}");
    let two = format!(
        "ББӘ/АБП | ММ/ГУ | Бағдарлама/Программа | Кіші бағдарлама/Подпрограмма | Ерекшелік/Специфика | оның ішінде\n\
         | | | | | {} \n{row}",
        months("янв фев мар апр май июн июл авг сен окт ноя дек")
    );
    let head = "Administrator | Institution | Programme | Subprogramme | Specific";
    let english =
        format!("{head}, thousand tenge | {english}\n{row}").replace("Specific, thousand", "Specific (thousand");
    for text in [&kazakh, &two, &english] {
        let rows = taken(text, &stated()).unwrap();
        assert!(rows.len() == 1 && rows[0].contains("061,015,311,payments,15,2026-01-05,7000.00,0.00"), "{rows:?}");
    }
    let doubtful = english.replace(" (thousand tenge", "");
    assert_eq!(find(&form(&doubtful)), None, "English months without a unit may be a plan file in tenge");
    assert_eq!(find(&form(&COLUMNS.join(" | "))), None, "our own columns are another file");
    let other = RUSSIAN.replace("тыс. тенге", "в тенге");
    assert_eq!(codes(&other, &stated()), [(1, String::new(), "other-unit")]);
    let lacking = RUSSIAN.replace("Специфика", "Прочее").replace("Май", "Март");
    let expected = [(2, "Март", "doubled-column"), (2, "специфика", "missing-column"), (2, "май", "missing-column")];
    assert_eq!(codes(&lacking, &stated()), expected.map(|(line, column, code)| (line, column.to_owned(), code)));
    let comma = english.replace("| 7 |", "| 7,000 |");
    let heading = find(&form(&comma)).unwrap().unwrap();
    let wrong = rows(&heading, &form(&comma), &stated()).unwrap().remove(0).wrong;
    assert_eq!(wrong[0].code, Code::BadThousands, "an English comma parts groups, a Kazakh one decimals");
}

#[test]
fn a_row_of_sums_is_checked_and_never_taken() {
    let wrong = RUSSIAN.replace("1235,06789", "1235,06788");
    assert_eq!(codes(&wrong, &stated()), [(6, "jan".to_owned(), "total-differs")]);
    let lost = RUSSIAN.replace("255 | 0101", "всего | 0101").replace("060 | 015 | 311", "| |");
    assert_eq!(codes(&lost, &stated())[0].2, "total-differs");
    // sums of parts, then of all
    let parts = RUSSIAN
        .replace("ИТОГО", "Итого по 060 | | | | | | | 0,5 | -2 | | | | | | | | | | 1\nИТОГО")
        .replace("255 | 0101", "Барлығы 061 | | | | | | | 1 234,56789\n255 | 0101");
    assert_eq!(taken(&parts, &stated()).unwrap().len(), 2);
}

#[test]
fn what_the_form_does_not_carry_is_asked_for() {
    let none = Stated::default();
    let asked = ["--year", "--kind", "--document", "--date"].map(|o| (0, o.to_owned(), "option-missing"));
    assert_eq!(codes(RUSSIAN, &none), asked);
    let own = RUSSIAN.replace("Наименование", "Год").replace("Субсидии", "2026").replace("Комиссия", "2026");
    let unstated = Stated { year: None, ..stated() };
    assert!(taken(&own, &unstated).unwrap().iter().all(|row| row.contains(" 2026,255")));
    let heading = find(&form(&own)).unwrap().unwrap();
    let other = Stated { year: Some(2027), ..stated() };
    let wrong = rows(&heading, &form(&own), &other).unwrap().remove(0).wrong;
    assert_eq!(named(wrong[0].clone(), &heading).column, "Год");
}

#[test]
fn thousand_tenge_are_exact_or_refused() {
    let right = [
        ("0", 0),
        ("-", 0),
        ("1", 100_000),
        ("0,00001", 1),
        ("1 234 567,5", 123_456_750_000),
        ("1\u{a0}234,05", 123_405_000),
        ("12345.678", 1_234_567_800),
        ("-0,5", -50_000),
        ("− 3", -300_000),
        ("922337203685,47758", Amount::MAX.tiyn()),
    ];
    for (text, tiyn) in right {
        assert_eq!(thousands(text), Ok(Amount::from_tiyn(tiyn)), "{text}");
    }
    for text in
        ["", "1,000001", "12 34", "1 2345", "1,2,3", "1.234,5", "1,", ",5", "5 %", "--1", "+1", "1e3", "(5)", "٣"]
    {
        assert_eq!(thousands(text), Err(AmountFault::Form), "{text}");
    }
    assert_eq!(thousands("922337203685,47759"), Err(AmountFault::TooLarge));
    assert_eq!(thousands("99999999999999999999"), Err(AmountFault::TooLarge));
}

proptest! {
    #[test]
    fn a_sum_in_thousands_is_read_back_to_the_tiyn(tiyn in -Amount::MAX.tiyn()..=Amount::MAX.tiyn()) {
        let sum = Amount::from_tiyn(tiyn);
        prop_assert_eq!(thousands(&in_thousands(sum)), Ok(sum));
    }

    #[test]
    fn a_form_of_any_texts_is_judged(cells in proptest::collection::vec((1..9u64, 0..24usize, ".{0,12}"), 0..60)) {
        let mut form: std::collections::BTreeMap<u64, std::collections::BTreeMap<usize, SheetCell>> = Default::default();
        for (line, at, text) in cells {
            form.entry(line + 3).or_default().insert(at, SheetCell::Text(text));
        }
        let mut rows: Vec<FormRow> = super::tests::form(RUSSIAN)[..2].to_vec();
        rows.extend(form.into_iter().map(|(line, cells)| (line, cells.into_iter().collect())));
        let heading = find(&rows).unwrap().unwrap();
        let _ = super::rows(&heading, &rows, &stated());
    }
}
