//! The treasury's form 4-20 against our plan and payments: what agrees is quiet, what does not is told by budget line.

use serde_json::{Value, json};

use super::scene::{Scene, both, both_with, january, line, text};
use crate::support::office::{plan_row, request};

const AT: &str = "2026-02-27T10:00:00+05:00";

/// A form to a day: of the line of operating costs what was executed, what is left of obligations and of payments, in tenge.
fn form(day: &str, institution: &str, [executed, obligations, payments]: [i64; 3]) -> String {
    let head = format!("Форма № 4-20\n\n\nна {day}\n\n\n04 Областной бюджет\n\n\n\n{institution} - ОБРАЗЕЦ\n\n\n\n\n");
    let sums = format!("0 0 {executed}.00 0 0 0 0 0 {obligations}.00 {payments}.00");
    format!("{head}255 ОБРАЗЕЦ\n   061 Субсидии\n       015 Местный бюджет\n            311 Субсидии {sums}\n")
}

fn import(scene: &Scene, at: &str, name: &str, text: &str) -> Value {
    let file = scene.write(name, text);
    scene.must(at, "finance", &["statement", "import", &file])
}

/// What `reconcile` says of the form: its day, and measure, expected and found of what differs.
fn compared(scene: &Scene, words: &[&str]) -> (String, Vec<[String; 3]>) {
    let ran = scene.run("", "", &[&["reconcile"], words].concat());
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    let rows: Vec<_> = told["budget"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| ["measure", "expected", "found"].map(|k| text(&r[k])))
        .collect();
    let wrong = !rows.is_empty() || told["breaks"] != json!([]);
    assert_eq!(ran.code, if wrong { 4 } else { 0 }, "{ran:?}");
    (text(&told["form_4_20"]), rows)
}

/// An order of 10.00 and one of 20.00, of which the first was paid on 3 March and the second on the 5th.
fn paid(scene: &Scene) {
    scene.take("2026-03-02T09:30", &[request("A", AT, 10), request("B", AT, 20)]);
    scene.tick("2026-03-02T10:00");
    scene.sign("2026-03-02T12:00", 1);
    scene.tick("2026-03-02T12:10");
    for (number, day) in [("2026-1", "2026-03-03"), ("2026-2", "2026-03-05")] {
        let row = line(&format!("S-{number}"), number, &scene.order(number), "paid", day);
        scene.answer(&format!("{day}T15:00"), &[row]);
    }
}

#[test]
fn a_form_4_20_agrees_with_what_was_paid_to_its_day_and_says_where_it_does_not() {
    both_with(1_000, |scene| {
        paid(scene);
        assert_eq!(compared(scene, &[]), (String::new(), vec![]), "no form was ever read");
        let third = form("04.03.2026", "2550101", [10, 990, 990]);
        let report = import(scene, "2026-03-06T09:00", "third.txt", &third);
        assert_eq!((&report["accepted"], &report["refused"]), (&1.into(), &0.into()), "{report}");
        assert_eq!(compared(scene, &[]), ("2026-03-04".to_owned(), vec![]), "the second was paid a day later");
        // the newest counts, any other can be asked for
        import(scene, "2026-03-06T09:10", "fifth.txt", &form("05.03.2026", "2550101", [10, 0, 990]));
        let row = |measure: &str, expected: &str, found: &str| [measure, expected, found].map(str::to_owned);
        let differs = vec![row("executed", "30.00", "10.00"), row("payments-left", "970.00", "990.00")];
        assert_eq!(compared(scene, &[]), ("2026-03-05".to_owned(), differs));
        assert_eq!(compared(scene, &["--date", "2026-03-04"]), ("2026-03-04".to_owned(), vec![]));
        // what came back was executed no more
        let back = line("S-3", "2026-2", &scene.order("2026-2"), "returned", "2026-03-06");
        scene.answer("2026-03-06T15:00", &[back]);
        import(scene, "2026-03-06T16:00", "sixth.txt", &form("06.03.2026", "2550101", [10, 0, 990]));
        assert_eq!(compared(scene, &[]), ("2026-03-06".to_owned(), vec![]));
        let config = scene.path("qazyna.toml");
        let said = scene.words(&["--config", &config, "--lang", "ru", "reconcile", "--date", "2026-03-05"]);
        assert!(
            said.stdout.contains("Форма 4-20 на 2026-03-05") && said.stdout.contains("Исполнено с начала года"),
            "{said:?}"
        );
    });
}

#[test]
fn a_form_of_another_institution_of_a_day_to_come_or_with_other_figures_is_refused() {
    both_with(1_000, |scene| {
        let import = |at: &str, name: &str, text: &str, code: &str| {
            let file = scene.write(name, text);
            scene.refused(at, "finance", &["statement", "import", &file], code);
        };
        import("2026-03-02T09:00", "other.txt", &form("02.03.2026", "2550102", [0, 0, 1_000]), "other-institution");
        import("2026-03-02T09:00", "later.txt", &form("03.03.2026", "2550101", [0, 0, 1_000]), "instant-in-future");
        import(
            "2026-03-02T09:00",
            "cut.txt",
            form("02.03.2026", "2550101", [0, 0, 1_000]).split("            311").next().unwrap(),
            "cut-off",
        );
        let right = form("02.03.2026", "2550101", [0, 1_000, 1_000]);
        assert_eq!(self::import(scene, "2026-03-02T09:00", "right.txt", &right)["accepted"], 1);
        assert_eq!(self::import(scene, "2026-03-02T09:05", "again.txt", &right)["repeated"], 1);
        import("2026-03-02T09:10", "differs.txt", &right.replace("0 0 0.00", "0 0 1.00"), "statement-conflict");
        assert_eq!(compared(scene, &[]), ("2026-03-02".to_owned(), vec![]));
        scene.refused(
            "2026-03-02T09:20",
            "head",
            &["statement", "import", &scene.write("who.txt", &right)],
            "wrong-role",
        );
    });
}

#[test]
fn the_plan_of_a_form_is_that_of_the_documents_of_its_day_whenever_they_were_imported() {
    both_with(1_000, |scene| {
        let certificate = plan_row("payments", "C1", "2026-03-03", january(500));
        let ran = scene.plan("2026-03-10T09:00", &[certificate]);
        assert_eq!(ran.code, 0, "{ran:?}");
        for (day, left) in [("02.03.2026", 1_000), ("03.03.2026", 1_500)] {
            import(scene, "2026-03-10T10:00", &format!("{day}.txt"), &form(day, "2550101", [0, 0, left]));
            let date = format!("2026-03-{}", &day[..2]);
            assert_eq!(compared(scene, &["--date", &date]), (date.clone(), vec![]));
        }
    });
}

#[test]
fn of_a_form_only_the_lines_that_we_pay_are_compared() {
    both(|scene| {
        scene.give(1_000);
        let empty = form("02.03.2026", "2550101", [5, 0, 0]).replace("   061", "   062");
        assert_eq!(import(scene, "2026-03-02T09:00", "other.txt", &empty)["accepted"], 1);
        let missing = ["payments-left", "1000.00", ""].map(str::to_owned);
        assert_eq!(
            compared(scene, &[]).1,
            [missing],
            "the treasury knows nothing of our plan, and 062 is none of ours"
        );
    });
}

#[test]
fn a_form_that_somebody_changed_is_found_by_the_audit() {
    let changes = ["lines = replace(lines, '10.00', '11.00')", "date = '2026-03-05'", "imported_at = imported_at + 1"];
    for change in changes {
        both_with(1_000, |scene| {
            paid(scene);
            import(scene, "2026-03-06T09:00", "form.txt", &form("04.03.2026", "2550101", [10, 990, 990]));
            assert_eq!(scene.run("", "", &["audit", "verify"]).code, 0);
            scene.tampered();
            scene.alter(&format!("UPDATE budget_execution SET {change}"));
            let audit = scene.run("", "", &["audit", "verify"]);
            assert!(audit.code == 4 && audit.stdout.contains("form 4-20 2550101 2026-03-0"), "{change}: {audit:?}");
        });
    }
}
