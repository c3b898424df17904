//! Statements that do not fit: what differs is kept as a break and changes nothing.

use serde_json::Value;

use super::*;

/// The kinds of the open breaks.
fn breaks(office: &Office) -> Vec<String> {
    let ran = office.run("", "", &["reconcile"]);
    let found: Vec<String> =
        ran.json()["breaks"].as_array().unwrap().iter().map(|b| b["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ran.code, if found.is_empty() { 0 } else { 4 }, "{ran:?}");
    found
}

fn order(office: &Office) -> Value {
    office.list(&["order", "list"])[0].clone()
}

#[test]
fn a_statement_for_an_unknown_order_another_sum_or_another_account_changes_nothing() {
    both(|office| {
        with_order(office);
        let cases: [(&[(usize, &str)], &str); 6] = [
            (&[(0, "U1"), (2, "2026-2")], "unknown-order"),
            (&[(0, "U2"), (2, "2")], "unknown-order"),
            (&[(0, "U3"), (2, "2025-1")], "unknown-order"),
            (&[(0, "A1"), (3, "100.01")], "amount-differs"),
            (&[(0, "P1"), (5, "KZ86125KZT5004100100")], "payee-differs"),
            (&[(0, "P2"), (4, "090840000906")], "payee-differs"),
        ];
        let mut wanted = Vec::new();
        for (changes, kind) in cases {
            assert_eq!(counts(&import_statement(office, statements(&[answer_with(changes)]))), (1, 0, 0, vec![]));
            wanted.push(kind.to_owned());
            assert_eq!(breaks(office), wanted);
            assert_eq!(order(office)["status"], "dispatched", "{kind}");
        }
        let shown = office.run("", "", &["reconcile"]).json()["breaks"][3].clone();
        assert_eq!(
            (&shown["order_number"], &shown["expected"], &shown["found"], &shown["statement_no"], &shown["line"]),
            (&"2026-1".into(), &"100.00".into(), &"100.01".into(), &"A1".into(), &2.into())
        );
    });
}

#[test]
fn a_line_that_comes_twice_is_paid_once() {
    both(|office| {
        with_order(office);
        let twice = statements(&[answer_with(&[]), answer_with(&[])]);
        assert_eq!(counts(&import_statement(office, &twice)), (2, 0, 0, vec![]));
        assert_eq!(breaks(office), ["duplicate-line"]);
        assert_eq!(counts(&import_statement(office, &twice)), (0, 2, 0, vec![]), "the same statement again is quiet");
        let later = statements(&[answer_with(&[(0, "S-2")])]);
        assert_eq!(counts(&import_statement(office, later)).0, 1);
        assert_eq!(breaks(office), ["duplicate-line", "already-settled"]);
        assert_eq!(order(office)["status"], "paid");
        assert_eq!(office.list(&["request", "list"])[0]["paid"], "100.00");
        assert_eq!(office.run("", "", &["reconcile"]).json()["matched"], 1);
    });
}

#[test]
fn a_statement_number_with_other_content_is_a_conflict() {
    both(|office| {
        with_order(office);
        import_statement(office, statements(&[answer_with(&[(2, "2026-7")])]));
        let before = head(office);
        for other in [
            answer_with(&[]),
            answer_with(&[(2, "2026-7"), (8, "T-2")]),
            answer_with(&[(2, "2026-7"), (1, "2026-03-04")]),
        ] {
            let ran = import_statement(office, statements(&[other]));
            assert_eq!(counts(&ran), (0, 0, 1, vec!["statement-conflict".into()]), "{ran:?}");
        }
        assert_eq!(head(office), before);
        // the numbers of another year are others
        let year = answer_with(&[(1, "2025-03-03"), (2, "2026-8")]);
        assert_eq!(counts(&import_statement(office, statements(&[year]))).0, 1);
    });
}

#[test]
fn a_statement_with_wrong_rows_is_mended_and_imported_again() {
    let wrong: [fn(&str) -> String; 4] = [
        |row| row.replace(",100.00,", ",\"100,00\","),
        |row| row.rsplit_once(',').unwrap().0.to_owned(),
        |row| row.replacen("S-1", "", 1),
        |row| format!("{row},more"),
    ];
    both(|office| {
        with_order(office);
        let stray = answer_with(&[(2, "2026-9")]);
        for (i, spoil) in wrong.iter().enumerate() {
            let number = format!("S-1{i}");
            let named = |row: &str| row.replacen("S-1", &number, 1);
            let right = named(&answer_with(&[(8, &format!("T-{i}"))]));
            let spoiled = if i == 2 { spoil(&answer_with(&[])) } else { named(&spoil(&answer_with(&[]))) };
            let first = counts(&import_statement(office, statements(&[named(&stray), spoiled])));
            assert_eq!((first.0, first.1, first.2), (1, 0, 1), "{i}");
            let mended = statements(&[named(&stray), right]);
            assert_eq!(counts(&import_statement(office, &mended)), (1, 1, 0, vec![]), "{i}");
            assert_eq!(counts(&import_statement(office, &mended)), (0, 2, 0, vec![]), "{i}");
            // what was taken may not be gone from the mended file
            let gone = statements(&[named(&answer_with(&[(2, "2026-10")]))]);
            assert_eq!(counts(&import_statement(office, gone)).3, ["statement-conflict"], "{i}");
        }
        assert_eq!(order(office)["status"], "paid");
    });
}

#[test]
fn a_statement_row_is_judged_field_by_field() {
    both(|office| {
        with_order(office);
        let cases = [
            (0, "", "missing-value"),
            (0, "a\0", "control-character"),
            (1, "2026-02-30", "bad-date"),
            (2, "", "missing-value"),
            (2, "2026-0", "bad-order-number"),
            (2, "-1", "bad-order-number"),
            (2, "026-1", "bad-order-number"),
            (2, "99999999999999999999", "bad-order-number"),
            (3, "0", "amount-zero"),
            (3, "-100.00", "amount-negative"),
            (3, "1e2", "bad-amount"),
            (4, "", "missing-value"),
            (5, " ", "missing-value"),
            (6, "PAID", "bad-outcome"),
            (7, "a\u{1b}[2J", "control-character"),
            (9, "", "missing-value"),
        ];
        for (place, value, code) in cases {
            let ran = import_statement(office, statements(&[answer_with(&[(place, value)])]));
            assert_eq!(counts(&ran), (0, 0, 1, vec![code.to_owned()]), "{value:?}");
        }
        assert_eq!(breaks(office), Vec::<String>::new());
        assert_eq!(order(office)["status"], "dispatched");
    });
}

#[test]
fn strict_takes_a_statement_file_whole_or_not_at_all() {
    both(|office| {
        with_order(office);
        let file = office.write("in/s.csv", statements(&[answer_with(&[]), answer_with(&[(6, "gone")])]));
        let before = head(office);
        let ran = office.run("2026-03-03T11:00", "finance", &["statement", "import", &file, "--strict"]);
        assert_eq!(counts(&ran), (0, 0, 2, vec!["bad-outcome".into()]));
        assert_eq!((head(office), &order(office)["status"]), (before, &"dispatched".into()));
    });
}

#[test]
fn a_bare_number_leads_to_its_order_only_with_payee_and_sum() {
    both(|office| {
        with_order(office);
        import_statement(office, statements(&[answer_with(&[(2, "1"), (3, "99.00")])]));
        assert_eq!(order(office)["status"], "dispatched");
        import_statement(office, statements(&[answer_with(&[(0, "S-2"), (2, "1")])]));
        assert_eq!(order(office)["status"], "paid");
    });
}
