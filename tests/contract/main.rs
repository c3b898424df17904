//! The outer contract as a program, a terminal and a shell see it: shapes, words, widths, exit codes, precedence.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod commands;
mod manual;
mod papers;
mod reports;
mod shapes;
mod signatures;
mod surroundings;
mod tables;
mod tools;

use support::Engine;
use support::office::{Office, PLAN, REQUESTS, STATEMENT, plan_row, request};

/// Runs the check on a fresh office of each engine.
fn both(check: impl Fn(&Office)) {
    for engine in Engine::ALL {
        println!("{engine:?}");
        check(&Office::new(engine));
    }
}

/// A request row of [`request`] with one field, by its place, another.
fn row_with(number: &str, tenge: u64, (place, value): (usize, &str)) -> String {
    let right = request(number, "2026-02-27T10:00:00+05:00", tenge);
    let mut fields: Vec<&str> = right.split(',').collect();
    fields[place] = value;
    fields.join(",")
}

/// An office in which each status of a request occurs once, P to G, and three orders are on their way: 2026-1 is paid,
/// 2026-2 dispatched, and the statement has a line of an order that nobody knows. The clock stands at 3 March, 12:00.
fn lived_in(office: &Office, tenge: u64, name: &str) {
    let sums = |january: u64| {
        plan_row("payments", "1/р", "2026-01-05", [i64::try_from(january).unwrap(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    };
    let plan = office.write("in/plan.csv", format!("{PLAN}\n{}\n", sums(tenge * 3)));
    office.must("2026-03-02T09:00", "finance", &["plan", "import", &plan]);
    let rows = [
        row_with("P", tenge, (4, name)),
        row_with("W", tenge * 5, (4, name)),
        row_with("H", tenge, (11, "A-P")),
        row_with("F", tenge, (4, name)),
        row_with("D", tenge, (4, name)),
        row_with("O", tenge, (2, "2026-02-26T10:00:00+05:00")),
    ];
    let file = office.write("in/r.csv", format!("{REQUESTS}\n{}\n", rows.join("\n")));
    office.must("2026-03-02T09:10", "specialist", &["request", "import", &file]);
    office.must("2026-03-02T09:20", "specialist", &["request", "refuse", "F", "--ground", "debt"]);
    office.must("2026-03-02T09:30", "specialist", &["request", "withdraw", "D"]);
    office.must("2026-03-02T10:00", "", &["tick"]);
    office.must("2026-03-02T10:10", "head", &["batch", "sign", "1"]);
    office.must("2026-03-02T10:20", "", &["tick"]);
    let answer = |order: &str, reference: &str| {
        format!("S-1,2026-03-03,{order},{tenge}.00,941240001151,KZ476010131000179714,paid,,{reference},2026-03-03")
    };
    let statement = format!("{STATEMENT}\n{}\n{}\n", answer("2026-2", "T-1"), answer("2026-99", "T-2"));
    let file = office.write("in/s.csv", statement);
    office.must("2026-03-03T11:00", "finance", &["statement", "import", &file]);
    let file = office.write("in/g.csv", format!("{REQUESTS}\n{}\n", row_with("G", tenge, (4, name))));
    office.must("2026-03-03T12:00", "specialist", &["request", "import", &file]);
    office.must("2026-03-03T12:10", "finance", &["hold", "add", "141040011035", "--reason", "определение суда № 12"]);
}
