//! The keys and types of every JSON document, and its status words.

use qazyna::domain::time::{Moment, parse_date};
use serde_json::Value;

use super::*;

/// What a value is: `t` text, `i` integer, `m` money, `r` moment, `d` date, `h` SHA-256, `b` yes or no, `a` array; a
/// question mark behind it allows null.
fn is(kind: &str, value: &Value) -> bool {
    let (kind, may_be_null) = kind.strip_suffix('?').map_or((kind, false), |k| (k, true));
    if value.is_null() {
        return may_be_null;
    }
    let text = || value.as_str().unwrap_or("");
    match kind {
        "t" => value.is_string(),
        "i" => value.is_i64(),
        "b" => value.is_boolean(),
        "a" => value.is_array(),
        "m" => text().strip_prefix('-').unwrap_or(text()).split_once('.').is_some_and(|(whole, part)| {
            part.len() == 2 && !whole.is_empty() && [whole, part].iter().all(|s| s.bytes().all(|b| b.is_ascii_digit()))
        }),
        "r" => Moment::parse(text()).is_some() && text().ends_with("+05:00"),
        "d" => parse_date(text()).is_some(),
        "h" => text().len() == 64 && text().bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
        _ => panic!("no kind {kind}"),
    }
}

/// Fails unless the object has at least these keys with these kinds.
fn shape(object: &Value, keys: &[(&str, &str)]) {
    for (key, kind) in keys {
        let value = object.get(*key).unwrap_or_else(|| panic!("`{key}` is missing: {object}"));
        assert!(is(kind, value), "`{key}` is {value}, no {kind}: {object}");
    }
}

fn by<'a>(list: &'a [Value], key: &str, value: &str) -> &'a Value {
    list.iter().find(|v| v[key] == value).unwrap_or_else(|| panic!("no {key} {value}: {list:?}"))
}

const REQUEST: [(&str, &str); 16] = [
    ("service", "t"),
    ("number", "t"),
    ("status", "t"),
    ("registered_at", "r"),
    ("effective_at", "r"),
    ("confirm_due", "r"),
    ("confirmed_at", "r?"),
    ("form_due", "r?"),
    ("amount", "m"),
    ("ordered", "m"),
    ("paid", "m"),
    ("withdrawn", "m"),
    ("queue_position", "i?"),
    ("recipient_bin", "t"),
    ("hold", "t?"),
    ("refusal", "t?"),
];
const ORDER: [(&str, &str); 22] = [
    ("number", "i"),
    ("reference", "t"),
    ("date", "d"),
    ("request", "t"),
    ("service", "t"),
    ("budget_line", "t"),
    ("amount", "m"),
    ("status", "t"),
    ("batch", "i"),
    ("payee_bin", "t"),
    ("payee_name", "t"),
    ("account", "t"),
    ("bank_bic", "t"),
    ("kbe", "t"),
    ("knp", "t"),
    ("purpose", "t"),
    ("sign_due", "r"),
    ("signed_at", "r?"),
    ("dispatch_due", "r?"),
    ("dispatched_at", "r?"),
    ("paid_at", "r?"),
    ("replaces", "t?"),
];
const BATCH: [(&str, &str); 13] = [
    ("number", "i"),
    ("date", "d"),
    ("service", "t"),
    ("budget_line", "t"),
    ("status", "t"),
    ("orders", "i"),
    ("total", "m"),
    ("manifest_sha256", "h"),
    ("sign_due", "r"),
    ("signed_by", "t?"),
    ("signed_at", "r?"),
    ("dispatch_due", "r?"),
    ("files", "a"),
];
const PLAN_MONTH: [(&str, &str); 7] = [
    ("budget_line", "t"),
    ("year", "i"),
    ("month", "i"),
    ("plan", "m"),
    ("reserved", "m"),
    ("paid", "m"),
    ("available", "m"),
];
const CONSERVATION: [(&str, &str); 10] = [
    ("service", "t"),
    ("budget_line", "t"),
    ("requested", "m"),
    ("registered", "m"),
    ("waiting", "m"),
    ("held", "m"),
    ("in_flight", "m"),
    ("paid", "m"),
    ("refused", "m"),
    ("withdrawn", "m"),
];

#[test]
fn a_request_says_its_sums_its_deadlines_its_place_and_its_status() {
    both(|office| {
        lived_in(office, 100, "ТОО Береке");
        let list = office.list(&["request", "list"]);
        assert_eq!(list.len(), 7);
        list.iter().for_each(|r| shape(r, &REQUEST));
        let tells = |number: &str| {
            let r = by(&list, "number", number);
            ["status", "ordered", "paid", "withdrawn", "hold", "refusal"]
                .map(|k| r[k].as_str().unwrap_or("-").to_owned())
                .join(" ")
        };
        assert_eq!(tells("O"), "ordered 100.00 0.00 0.00 - -");
        assert_eq!(tells("P"), "paid 100.00 100.00 0.00 - -");
        assert_eq!(tells("W"), "confirmed 100.00 0.00 0.00 - -");
        assert_eq!(tells("H"), "confirmed 0.00 0.00 0.00 possible-duplicate -");
        assert_eq!(tells("F"), "refused 0.00 0.00 0.00 - debt");
        assert_eq!(tells("D"), "withdrawn 0.00 0.00 100.00 - -");
        assert_eq!(tells("G"), "registered 0.00 0.00 0.00 - -");
        let places: Vec<(&str, i64)> =
            list.iter().filter_map(|r| Some((r["number"].as_str()?, r["queue_position"].as_i64()?))).collect();
        assert_eq!(places, [("W", 1)]);
        let w = by(&list, "number", "W");
        let times = ["registered_at", "effective_at", "confirm_due", "confirmed_at", "form_due"]
            .map(|k| w[k].as_str().unwrap());
        assert_eq!(
            times,
            [
                "2026-02-27T10:00:00+05:00",
                "2026-02-27T10:00:00+05:00",
                "2026-03-02T18:30:00+05:00",
                "2026-03-02T10:00:00+05:00",
                "2026-03-04T18:30:00+05:00",
            ]
        );
        assert!(by(&list, "number", "G")["form_due"].is_null());
        for status in ["registered", "confirmed", "ordered", "paid", "refused", "withdrawn"] {
            let only = office.list(&["request", "list", "--status", status]);
            let wanted: Vec<&Value> = list.iter().filter(|r| r["status"] == status).collect();
            assert_eq!(only.iter().collect::<Vec<_>>(), wanted, "{status}");
        }
        let shown = office.must("", "", &["request", "show", "W"]);
        shape(&shown, &REQUEST);
        assert_eq!(shown["queue_position"], 1);
    });
}

#[test]
fn an_order_a_batch_and_a_file_have_their_shapes() {
    both(|office| {
        lived_in(office, 100, "ТОО Береке");
        let orders = office.list(&["order", "list"]);
        orders.iter().for_each(|o| shape(o, &ORDER));
        let told: Vec<String> = orders
            .iter()
            .map(|o| {
                format!(
                    "{} {} {} {}",
                    o["reference"].as_str().unwrap(),
                    o["request"].as_str().unwrap(),
                    o["amount"].as_str().unwrap(),
                    o["status"].as_str().unwrap()
                )
            })
            .collect();
        assert_eq!(told, ["2026-1 O 100.00 dispatched", "2026-2 P 100.00 paid", "2026-3 W 100.00 dispatched"]);
        assert_eq!(orders[1]["paid_at"], "2026-03-03T11:00:00+05:00");
        let one = office.must("", "", &["order", "show", "2026-2"]);
        shape(&one, &ORDER);
        assert_eq!(office.list(&["order", "list", "--batch", "1"]).len(), 3);
        assert_eq!(office.list(&["order", "list", "--batch", "2", "--status", "paid"]).len(), 0);
        let batches = office.list(&["batch", "list"]);
        batches.iter().for_each(|b| shape(b, &BATCH));
        assert_eq!(
            (&batches[0]["status"], &batches[0]["orders"], &batches[0]["total"]),
            (&"exported".into(), &3.into(), &"300.00".into())
        );
        let file = &batches[0]["files"][0];
        shape(file, &[("format", "t"), ("path", "t"), ("sha256", "h")]);
        assert!(std::path::Path::new(file["path"].as_str().unwrap()).is_file());
        shape(&office.must("", "", &["batch", "show", "1"]), &BATCH);
        let manifest = office.path("out.manifest");
        let said = office.must("", "", &["batch", "manifest", "1", "--out", &manifest]);
        assert_eq!(said["manifest_sha256"], batches[0]["manifest_sha256"]);
        let again = office.must(
            "2026-03-03T13:00",
            "finance",
            &["export", "--batch", "1", "--as", "pain001", "--as", "treasury-xml"],
        );
        for file in again.as_array().unwrap() {
            shape(
                file,
                &[("batch", "i"), ("format", "t"), ("path", "t"), ("sha256", "h"), ("orders", "i"), ("total", "m")],
            );
            assert!(file["path"].as_str().unwrap().ends_with(".xml"));
            let bytes = std::fs::read(file["path"].as_str().unwrap()).unwrap();
            assert_eq!(file["sha256"], qazyna::domain::batch::hex(&qazyna::domain::batch::sha256(&bytes)));
        }
    });
}

#[test]
fn plan_reconciliation_and_conservation_have_their_shapes() {
    both(|office| {
        lived_in(office, 100, "ТОО Береке");
        let plan = office.list(&["plan", "show", "--year", "2026"]);
        plan.iter().for_each(|row| shape(row, &PLAN_MONTH));
        let months: Vec<i64> = plan.iter().map(|r| r["month"].as_i64().unwrap()).collect();
        assert_eq!(months, (1..=12).collect::<Vec<_>>());
        let told =
            |i: usize| ["plan", "reserved", "paid", "available"].map(|k| plan[i][k].as_str().unwrap().to_owned());
        assert_eq!(told(1), ["300.00", "0.00", "0.00", "300.00"]);
        assert_eq!(told(2), ["300.00", "200.00", "100.00", "0.00"]);
        let ran = office.run("", "", &["reconcile"]);
        let state = ran.json();
        assert_eq!((ran.code, &state["matched"]), (4, &1.into()));
        let keys = [
            ("id", "t"),
            ("kind", "t"),
            ("order_number", "t"),
            ("expected", "t"),
            ("found", "t"),
            ("statement_no", "t?"),
            ("line", "i?"),
        ];
        shape(&state["breaks"][0], &keys);
        assert_eq!((&state["breaks"][0]["kind"], &state["breaks"][0]["line"]), (&"unknown-order".into(), &3.into()));
        assert_eq!(office.list(&["break", "list"]), state["breaks"].as_array().unwrap().clone());
        // nothing was answered two working days after the dispatch
        let late = office.run("2026-03-04T18:30:01+05:00", "", &["reconcile"]).json();
        let kinds: Vec<&str> = late["breaks"].as_array().unwrap().iter().map(|b| b["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["unknown-order", "not-answered", "not-answered"]);
        late["breaks"].as_array().unwrap().iter().for_each(|b| shape(b, &keys));
        assert_eq!(office.run("2026-03-04T18:30", "", &["reconcile"]).json()["breaks"].as_array().unwrap().len(), 1);
        let rows = office.list(&["report", "conservation"]);
        rows.iter().for_each(|row| shape(row, &CONSERVATION));
        let row = by(&rows, "service", "microfinance-subsidy");
        let sums = CONSERVATION[2..].iter().map(|(k, _)| row[*k].as_str().unwrap()).collect::<Vec<_>>().join(" ");
        assert_eq!(sums, "1100.00 100.00 400.00 100.00 200.00 100.00 100.00 100.00");
    });
}

#[test]
fn an_import_tells_what_was_taken_in_the_same_shape_for_each_kind() {
    both(|office| {
        lived_in(office, 100, "ТОО Береке");
        let bad = office.write("in/bad.csv", "colour\nred\n");
        let keys = [("accepted", "i"), ("repeated", "i"), ("refused", "i"), ("defects_total", "i"), ("defects", "a")];
        for (who, kind, good) in [
            ("specialist", "request", "in/r.csv"),
            ("finance", "plan", "in/plan.csv"),
            ("finance", "statement", "in/s.csv"),
        ] {
            let again = office.must("2026-03-03T13:00", who, &[kind, "import", &office.path(good)]);
            shape(&again, &keys);
            assert_eq!((&again["accepted"], &again["refused"]), (&0.into(), &0.into()));
            assert!(again["repeated"].as_i64().unwrap() > 0);
            let ran = office.run("2026-03-03T13:00", who, &[kind, "import", &bad]);
            assert_eq!(ran.code, 3);
            shape(&ran.json(), &keys);
            shape(
                &ran.json()["defects"][0],
                &[("line", "i?"), ("column", "t"), ("code", "t"), ("value", "t"), ("message", "t")],
            );
        }
    });
}

#[test]
fn a_list_as_csv_has_the_same_columns_and_values() {
    both(|office| {
        lived_in(office, 100, "\"ТОО \"\"Береке\"\", Ltd\"");
        let config = office.path("qazyna.toml");
        for words in [
            &["request", "list"][..],
            &["order", "list"],
            &["batch", "list"],
            &["plan", "show", "--year", "2026"],
            &["report", "conservation"],
            &["break", "list"],
        ] {
            let json = office.list(words);
            let ran = office.words(&[&["--config", &config, "--output", "csv"], words].concat());
            assert_eq!(ran.code, 0, "{ran:?}");
            let mut csv = csv::Reader::from_reader(ran.stdout.as_bytes());
            let columns: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
            let keys: Vec<String> = json[0].as_object().unwrap().keys().cloned().collect();
            assert_eq!(columns, keys);
            let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
            assert_eq!(rows.len(), json.len());
            for (row, object) in rows.iter().zip(&json) {
                for (column, cell) in columns.iter().zip(row) {
                    let wanted = match &object[column] {
                        Value::Null => String::new(),
                        Value::String(text) => text.clone(),
                        Value::Array(_) => continue,
                        other => other.to_string(),
                    };
                    assert_eq!(cell, wanted, "{column}");
                }
            }
        }
    });
}
