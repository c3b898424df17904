//! A signed batch as a table, a row an order (004 §5.4): UTF-8, RFC 4180, lines ended by CR LF, a header. For other
//! programs, and for people who open it in a spreadsheet.
//!
//! A spreadsheet takes a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula. Such a
//! text field (`request`, `payee_name`, `purpose`) gets an apostrophe before it; a text that begins with an apostrophe
//! gets one more. So a program that reads the file takes one leading apostrophe off these three columns, always, and has
//! the text exactly. A spreadsheet still shows a BIN without its leading zero, or `2026-3` as a date: look, but do not
//! save the file from there; the comparison with the manifest finds such a file.

use std::fmt::Write as _;
use std::io::{Read, Write};

use super::reading::{Fields, ReadFault, ReadHeader, TakeOrder};
use super::{ExportFault, Signed, check_order, check_texts};
use crate::domain::batch::hex;
use crate::domain::money::Amount;
use crate::domain::order::OrderFacts;

/// The columns, in their order.
pub const COLUMNS: [&str; 15] = [
    "reference",
    "date",
    "value_date",
    "batch",
    "request",
    "amount",
    "payee_bin",
    "payee_name",
    "account",
    "bank_bic",
    "kbe",
    "knp",
    "purpose",
    "manifest_sha256",
    "digest",
];

/// Writes the file.
pub(super) fn write(signed: &Signed, out: &mut dyn Write) -> Result<(), ExportFault> {
    let digest = hex(&signed.signature.manifest_sha256);
    let mut text = COLUMNS.join(",");
    text.push_str("\r\n");
    let mut orders = signed.orders.pass();
    while let Some(order) = orders.next()? {
        check_order(order)?;
        check_texts(order, signed.layout)?;
        write_order(&mut text, order, signed, &digest);
        if text.len() >= 1 << 16 {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

fn write_order(text: &mut String, order: &OrderFacts, signed: &Signed, digest: &str) {
    // Writing into a text cannot fail.
    let (value_date, batch) = (signed.signature.value_date, signed.manifest.batch);
    let _ = write!(text, "{},{},{value_date},{batch},", order.number, order.date);
    write_text(text, &order.request);
    let _ = write!(text, ",{},{},", order.amount, order.payee_bin);
    write_text(text, &order.payee_name);
    let _ = write!(text, ",{},{},{},{},", order.account, order.bank_bic, order.kbe, order.knp);
    write_text(text, &order.purpose);
    let _ = write!(text, ",{digest},{}\r\n", hex(&order.digest()));
}

/// A text field: defused, then quoted where RFC 4180 asks for it.
fn write_text(out: &mut String, value: &str) {
    let defuse = value.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']);
    let quote = value.starts_with(' ') || value.ends_with(' ') || value.contains(['"', ',', '\r', '\n']);
    if quote {
        out.push('"');
    }
    if defuse {
        out.push('\'');
    }
    for (i, part) in value.split('"').enumerate() {
        if i > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    if quote {
        out.push('"');
    }
}

/// Reads the file back. Count and total, which the form does not state, are counted and added up.
pub(super) fn read(input: &mut dyn Read, take: &mut TakeOrder) -> Result<ReadHeader, ReadFault> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).buffer_capacity(1 << 16).from_reader(input);
    let mut record = csv::StringRecord::new();
    if !reader.read_record(&mut record).map_err(fault_of)? || record.iter().ne(COLUMNS) {
        let reason = format!("the first line must be `{}`", COLUMNS.join(","));
        return Err(ReadFault::Form { place: "line 1".to_owned(), reason });
    }
    let mut count = 0;
    let mut total = Some(Amount::ZERO);
    let mut first: Option<(Shared, i64, chrono::NaiveDate)> = None;
    while reader.read_record(&mut record).map_err(fault_of)? {
        count += 1;
        let mut fields = fields_of(&record, count)?;
        let shared = SHARED.map(|field| (field, fields.take(field)));
        match &first {
            Some((one, ..)) => one.must_be(shared, fields.order)?,
            None => {
                let one = Shared::keep(shared)?;
                let mut again =
                    Fields { order: fields.order, values: one.0.iter().map(|(f, v)| (*f, v.as_bytes())).collect() };
                let (batch, day) = (again.count("batch")?, again.date("value_date")?);
                first = Some((one, batch, day));
            }
        }
        let order = fields.into_order()?;
        total = total.and_then(|sum| sum.checked_add(order.amount));
        take(order);
    }
    let Some((Shared([.., (_, manifest_sha256)]), batch, value_date)) = first else {
        return Err(ReadFault::Form { place: "line 2".to_owned(), reason: "there is no order".to_owned() });
    };
    let total = total.ok_or_else(|| ReadFault::Value {
        order: None,
        field: "total".to_owned(),
        value: "too large".to_owned(),
        expected: "a sum that fits".to_owned(),
    })?;
    Ok(ReadHeader { batch, manifest_sha256, value_date, count: count as u64, total, also: Vec::new() })
}

/// The columns that say the same in every row.
const SHARED: [&str; 3] = ["batch", "value_date", "manifest_sha256"];

/// What every row of a file says alike.
struct Shared([(&'static str, String); 3]);

/// A column and what a row says there.
type Said<'t> = (&'static str, Result<&'t str, ReadFault>);

impl Shared {
    fn keep(row: [Said<'_>; 3]) -> Result<Self, ReadFault> {
        let [batch, value_date, digest] = row.map(|(field, value)| value.map(|v| (field, v.to_owned())));
        Ok(Shared([batch?, value_date?, digest?]))
    }

    fn must_be(&self, row: [Said<'_>; 3], order: Option<usize>) -> Result<(), ReadFault> {
        for ((_, there), (field, here)) in self.0.iter().zip(row) {
            let here = here?;
            if here != there {
                return Err(ReadFault::Value {
                    order,
                    field: field.to_owned(),
                    value: here.to_owned(),
                    expected: format!("`{there}` as in the first row"),
                });
            }
        }
        Ok(())
    }
}

/// The fields of one row, with what the writer put before a text taken off again.
fn fields_of(record: &csv::StringRecord, place: usize) -> Result<Fields<'_>, ReadFault> {
    let mut values = Vec::with_capacity(COLUMNS.len());
    for (column, value) in COLUMNS.into_iter().zip(record) {
        let is_text = matches!(column, "request" | "payee_name" | "purpose");
        let plain = if is_text { fused(value) } else { Some(value) };
        let plain = plain.ok_or_else(|| ReadFault::Value {
            order: Some(place),
            field: column.to_owned(),
            value: value.to_owned(),
            expected: "an apostrophe before a formula's sign or an apostrophe, and only there".to_owned(),
        })?;
        values.push((column, plain.as_bytes()));
    }
    Ok(Fields { order: Some(place), values })
}

/// The text as it was before it was defused; `None` where the writer would have written another.
fn fused(value: &str) -> Option<&str> {
    let risky = |text: &str| matches!(text.bytes().next(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\''));
    match value.strip_prefix('\'') {
        Some(rest) => risky(rest).then_some(rest),
        None => (!risky(value)).then_some(value),
    }
}

fn fault_of(error: csv::Error) -> ReadFault {
    let place = error.position().map_or_else(|| "its end".to_owned(), |p| format!("line {}", p.line()));
    let reason = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(io) => ReadFault::Io(io),
        _ => ReadFault::Form { place, reason },
    }
}
