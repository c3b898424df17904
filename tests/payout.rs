//! The payout's rules as an outsider computes them: each test is a rule of the procedure, run on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use support::Engine;
use support::office::{Office, PLAN, REQUESTS, plan_row, request};

/// An office with a plan for January and the requests given as (number, registration, tenge).
fn office(engine: Engine, january: i64, requests: &[(&str, &str, u64)]) -> Office {
    let office = Office::new(engine);
    let plan = plan_row("payments", "1", "2026-01-05", [january, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let file = office.write("in/plan.csv", format!("{PLAN}\n{plan}\n"));
    office.must("2026-03-02T09:00", "finance", &["plan", "import", &file]);
    let rows: Vec<String> = requests.iter().map(|(number, at, tenge)| request(number, at, *tenge)).collect();
    let file = office.write("in/requests.csv", format!("{REQUESTS}\n{}\n", rows.join("\n")));
    office.must("2026-03-02T09:01", "specialist", &["request", "import", &file]);
    office
}

#[test]
fn orders_are_formed_from_the_head_of_the_waiting_list_until_the_plan_is_used_up() {
    for engine in Engine::ALL {
        let office = office(
            engine,
            100,
            &[
                ("B", "2026-02-27T10:00:00+05:00", 70),
                ("A", "2026-02-27T10:00:00+05:00", 50),
                ("C", "2026-02-27T09:00:00+05:00", 20),
            ],
        );
        office.must("2026-03-02T10:00", "", &["tick"]);
        let orders: Vec<(String, String)> = office
            .list(&["order", "list"])
            .iter()
            .map(|o| (o["request"].as_str().unwrap().into(), o["amount"].as_str().unwrap().into()))
            .collect();
        let wanted = [("C", "20.00"), ("A", "50.00"), ("B", "30.00")].map(|(r, a)| (r.to_owned(), a.to_owned()));
        assert_eq!(orders, wanted, "{engine:?}");
        let list = office.list(&["request", "list"]);
        let of = |n: &str| list.iter().find(|r| r["number"] == n).unwrap().clone();
        assert_eq!((&of("A")["status"], &of("B")["status"]), (&"ordered".into(), &"confirmed".into()));
        assert_eq!((&of("A")["queue_position"], &of("B")["queue_position"]), (&serde_json::Value::Null, &1.into()));
    }
}
