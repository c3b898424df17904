//! What an act or a look gives back, as tables and documents that are the same behind a command, a page and the interface for
//! programs.

use serde_json::{Value, json};

use crate::domain::sheet::{Cell, Sheet};
use crate::stage::dispatch::Exported;
use crate::stage::outcome::{Resolution, Resolved};
use crate::stage::reconciliation::Break;
use crate::texts::Texts;

/// Files as the outer contract has them.
pub fn files(files: &[Exported]) -> Value {
    let one = |f: &Exported| {
        json!({
            "batch": f.batch,
            "format": f.format,
            "path": f.path.display().to_string(),
            "sha256": crate::domain::batch::hex(&f.sha256),
            "orders": f.orders,
            "total": f.total.to_string(),
        })
    };
    Value::Array(files.iter().map(one).collect())
}

/// Breaks under the columns of the outer contract.
pub fn breaks(all: &[Break]) -> Sheet {
    let columns = ["id", "kind", "order_number", "expected", "found", "statement_no", "line", "settled_by", "reason"];
    let shown = ["id", "kind", "order_number", "expected", "found", "statement_no", "line"];
    let mut sheet = Sheet::new(&columns, &shown);
    for b in all {
        let settled = b.settled.as_ref();
        sheet.rows.push(vec![
            Cell::Text(b.id.clone()),
            Cell::Word("break", b.kind.word().to_owned()),
            Cell::Text(b.order_number.clone()),
            Cell::Told(b.expected.clone()),
            Cell::Told(b.found.clone()),
            Cell::text(b.statement_no.clone()),
            Cell::int(b.line),
            Cell::text(settled.map(|s| s.1.clone())),
            Cell::text(settled.map(|s| s.2.clone())),
        ]);
    }
    sheet
}

/// What is said of a person's word on an unknown outcome; and, where others said the contrary of the same orders, that.
pub fn resolved(texts: &Texts, number: i64, what: Resolution, done: &Resolved) -> (String, Option<String>) {
    let contrary = match done {
        Resolved::Done(0) => return (texts.with("done-resolve", &[("batch", &number)]), None),
        Resolved::Done(left) => {
            return (texts.with("done-resolve-part", &[("batch", &number), ("count", left)]), None);
        }
        Resolved::Waiting(contrary) => contrary,
    };
    let first = texts.with("done-resolve-first", &[("batch", &number)]);
    if contrary.is_empty() {
        return (first, None);
    }
    let other = if what == Resolution::Paid { Resolution::NotReceived } else { Resolution::Paid };
    let name = |what: Resolution| texts.get(&format!("resolution-{}", what.word()));
    let (said, other, who) = (name(what), name(other), contrary.join(", "));
    let fields: [(&str, &dyn std::fmt::Display); 4] =
        [("batch", &number), ("said", &said), ("other", &other), ("who", &who)];
    (first, Some(texts.with("warn-resolve-contrary", &fields)))
}
