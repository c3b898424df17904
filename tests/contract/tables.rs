//! What people read on a terminal: it fits, no sum is broken, and every word is in their language.

use unicode_width::UnicodeWidthStr;

use super::*;

const WIDTH: usize = 100;

/// Every list and report.
const SHOWN: [&[&str]; 19] = [
    &["request", "list"],
    &["order", "list"],
    &["order", "show", "1"],
    &["batch", "list"],
    &["batch", "show", "1"],
    &["plan", "show", "--year", "2026"],
    &["break", "list", "--all"],
    &["reconcile"],
    &["user", "list"],
    &["hold", "list"],
    &["calendar", "due", "--from", "2026-03-19T18:31:00+05:00", "--limit", "2wd"],
    &["report", "register"],
    &["report", "waiting-list"],
    &["report", "plan"],
    &["report", "deadlines"],
    &["report", "payments"],
    &["report", "reconciliation"],
    &["report", "conservation"],
    &["report", "journal"],
];

/// Beginnings of names of texts: where one is seen, the text is missing.
const NAMES: [&str; 15] = [
    "col-",
    "report-",
    "request-status-",
    "order-status-",
    "batch-status-",
    "hold-",
    "subject-",
    "break-",
    "role-",
    "step-",
    "lateness-",
    "cause-",
    "ground-",
    "counted-",
    "nothing-",
];

fn shown(office: &Office, lang: &str, words: &[&str]) -> String {
    let config = office.path("qazyna.toml");
    let ran = office.words(&[&["--config", &config, "--lang", lang], words].concat());
    assert!(matches!(ran.code, 0 | 4), "{words:?}: {ran:?}");
    ran.stdout
}

fn fits(office: &Office) {
    for lang in ["ru", "kk", "en"] {
        for words in SHOWN {
            let text = shown(office, lang, words);
            let wide: Vec<&str> = text.lines().filter(|l| l.width() > WIDTH).collect();
            assert!(wide.is_empty(), "{lang} {words:?}:\n{}", wide.join("\n"));
            let missing = text.split_whitespace().find(|w| NAMES.iter().any(|n| w.starts_with(n)));
            assert_eq!(missing, None, "{lang} {words:?}");
        }
    }
}

#[test]
fn every_list_and_report_fits_a_terminal_with_long_names_and_large_sums() {
    let name =
        "Товарищество с ограниченной ответственностью «Микрофинансовая организация Береке Қаражат» Алматы қаласы";
    both(|office| {
        lived_in(office, 345_678_901, name);
        fits(office);
        // sums and dates are never broken, wherever they stand
        for (words, sum) in [
            (&["request", "list"][..], "1\u{a0}728\u{a0}394\u{a0}505,00"),
            (&["order", "list"], "345\u{a0}678\u{a0}901,00"),
            (&["batch", "list"], "1\u{a0}037\u{a0}036\u{a0}703,00"),
            (&["plan", "show", "--year", "2026"], "691\u{a0}357\u{a0}802,00"),
            (&["report", "register"], "1\u{a0}728\u{a0}394\u{a0}505,00"),
            (&["report", "waiting-list"], "1\u{a0}382\u{a0}715\u{a0}604,00"),
            (&["report", "conservation"], "3\u{a0}802\u{a0}467\u{a0}911,00"),
        ] {
            for lang in ["ru", "kk", "en"] {
                assert!(shown(office, lang, words).contains(sum), "{words:?} {lang}:\n{}", shown(office, lang, words));
            }
        }
    });
}

#[test]
fn every_list_and_report_fits_with_the_longest_values_that_are_accepted() {
    both(|office| {
        let mut row: Vec<String> = request("X", "2026-02-27T10:00:00+05:00", 1).split(',').map(str::to_owned).collect();
        let endless = "Ә".repeat(140);
        let wide = "漢".repeat(70);
        let mut rows = Vec::new();
        for (i, name) in [endless.as_str(), &wide, "ТОО a\u{301}\u{200d}👩‍🌾"].into_iter().enumerate() {
            row[1] = format!("{i}{}", "Щ".repeat(34));
            row[4] = name.to_owned();
            row[8] = "920000000000000.00".to_owned();
            row[10] = "92000000000000.00".to_owned();
            row[11] = format!("{i}{}", "№".repeat(99));
            rows.push(row.join(","));
        }
        let file = office.write("in/r.csv", format!("{REQUESTS}\n{}\n", rows.join("\n")));
        office.must("2026-03-02T09:00", "specialist", &["request", "import", &file]);
        let month = [900_000_000_000_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1];
        let plan = office
            .write("in/p.csv", format!("{PLAN}\n{}\n", plan_row("payments", &"Д".repeat(50), "2026-01-05", month)));
        office.must("2026-03-02T09:10", "finance", &["plan", "import", &plan]);
        office.must("2026-03-02T10:00", "", &["tick"]);
        let reason = "причина ".repeat(60);
        office.must("2026-03-02T10:10", "head", &["batch", "decline", "1", "--order", "1", "--reason", &reason]);
        office.must(
            "2026-03-02T10:20",
            "",
            &[
                "user",
                "add",
                &"Имя".repeat(30),
                "--role",
                "head",
                "--from",
                "2026-03-01",
                "--to",
                "2026-04-01",
                "--basis",
                &reason,
            ],
        );
        fits(office);
    });
}

#[test]
fn an_empty_list_says_so_in_the_language_of_the_reader() {
    both(|office| {
        for words in SHOWN.iter().filter(|w| !w.contains(&"1") && !w.contains(&"due")) {
            for lang in ["ru", "kk", "en"] {
                let text = shown(office, lang, words);
                assert!(!text.trim().is_empty() && !text.contains("nothing-here"), "{words:?}: {text}");
            }
        }
    });
}
