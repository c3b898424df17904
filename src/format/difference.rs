//! Holds a payment file, as read back, against the manifest that the head signed: order by order, field by field. A
//! file with a single difference is not handed over (004 §5.4).

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use super::reading::{ReadBack, ReadOrder};
use super::{SANDBOX_MARK, Signed};
use crate::domain::batch::{hex, sha256};
use crate::domain::order::{OrderFacts, OrderNumber};
use crate::domain::words::{in_words_kk, in_words_ru};

/// Stands for an order or a field that is not there.
const NOTHING: &str = "nothing";

/// One thing in which a file is not what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The order, or `None` for what stands once in the file.
    pub order: Option<OrderNumber>,
    /// Name of the field.
    pub field: &'static str,
    /// What the head signed.
    pub expected: String,
    /// What the file says.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.order {
            Some(number) => write!(f, "order {number}: ")?,
            None => f.write_str("the header: ")?,
        }
        write!(f, "`{}` is `{}`, signed was `{}`", self.field, self.found, self.expected)
    }
}

/// Gathers differences.
#[derive(Default)]
struct Found(Vec<Difference>);

impl Found {
    fn add(&mut self, order: Option<OrderNumber>, field: &'static str, expected: &str, found: &str) {
        let (expected, found) = (expected.to_owned(), found.to_owned());
        self.0.push(Difference { order, field, expected, found });
    }

    fn hold(&mut self, order: Option<OrderNumber>, field: &'static str, expected: &str, found: &str) {
        if expected != found {
            self.add(order, field, expected, found);
        }
    }
}

/// Everything in which the file `read` is not `signed`; empty when the file may leave.
pub fn differences(read: &ReadBack, signed: &Signed) -> Vec<Difference> {
    let mut found = Found::default();
    header(&mut found, read, signed);
    let manifest: HashMap<OrderNumber, &OrderFacts> = signed.manifest.orders.iter().map(|o| (o.number, o)).collect();
    let places: HashMap<OrderNumber, usize> = read.orders.iter().enumerate().map(|(i, o)| (o.number, i)).collect();
    for (i, order) in signed.orders.iter().enumerate() {
        let number = Some(order.number);
        match manifest.get(&order.number) {
            Some(facts) if facts == order => {}
            _ => found.add(number, "manifest", "an order as the head signed it", &order.line()),
        }
        match read.orders.get(i) {
            Some(same) if same.number == order.number => one(&mut found, same, order, signed),
            _ => match places.get(&order.number) {
                Some(place) => {
                    found.add(number, "place", &(i + 1).to_string(), &(place + 1).to_string());
                    one(&mut found, &read.orders[*place], order, signed);
                }
                None => found.add(number, "reference", &order.number.to_string(), NOTHING),
            },
        }
    }
    strangers(&mut found, read, signed);
    found.0
}

/// Orders in the file that are none of ours, or stand in it more than once.
fn strangers(found: &mut Found, read: &ReadBack, signed: &Signed) {
    let mut wanted: HashMap<OrderNumber, bool> = signed.orders.iter().map(|o| (o.number, false)).collect();
    for order in &read.orders {
        let expected = match wanted.get_mut(&order.number) {
            None => NOTHING,
            Some(true) => "once",
            Some(seen) => {
                *seen = true;
                continue;
            }
        };
        found.add(Some(order.number), "reference", expected, &order.number.to_string());
    }
}

fn header(found: &mut Found, read: &ReadBack, signed: &Signed) {
    let manifest = signed.manifest;
    let digest = hex(&sha256(&manifest.bytes()));
    let total = signed.total().map_or_else(|| "too large".to_owned(), |t| t.to_string());
    let count = signed.orders.len().to_string();
    let stated = read.manifest_sha256.as_deref().unwrap_or(NOTHING);
    found.hold(None, "signature", &digest, &hex(&signed.signature.manifest_sha256));
    found.hold(None, "manifest_sha256", &digest, stated);
    found.hold(None, "batch", &manifest.batch.to_string(), &read.batch.to_string());
    found.hold(None, "value_date", &signed.signature.value_date.to_string(), &read.value_date.to_string());
    found.hold(None, "orders", &count, &read.count.to_string());
    found.hold(None, "orders", &count, &read.orders.len().to_string());
    found.hold(None, "total", &total, &read.total.to_string());
    for (field, value) in &read.also {
        found.hold(None, field, &header_field(field, signed, &count, &total), value);
    }
}

/// What a further field of a header must say.
fn header_field<'a>(field: &str, signed: &'a Signed, count: &'a str, total: &'a str) -> Cow<'a, str> {
    let (manifest, payer) = (signed.manifest, &signed.manifest.payer);
    let [administrator, programme, subprogramme, specific] = manifest.line.codes();
    let borrowed = match field {
        "message_id" | "payment_id" => return signed.message_id().into(),
        "created" | "signed_at" => return signed.signature.signed_at.rfc3339(signed.zone).into(),
        "copy" => return signed.copy.to_string().into(),
        "budget_line" => return manifest.line.to_string().into(),
        "administrator" => return administrator.into(),
        "programme" => return programme.into(),
        "subprogramme" => return subprogramme.into(),
        "specific" => return specific.into(),
        "sandbox" if signed.sandbox => SANDBOX_MARK,
        "sandbox" => "",
        "service" => &manifest.service,
        "institution" => &payer.institution,
        "payer_bin" => payer.bin.as_str(),
        "payer_name" | "initiator_name" => &payer.name,
        "payer_account" => payer.account.as_str(),
        "payer_bic" => payer.bic.as_str(),
        "payer_bank_code" => payer.account.bank_code(),
        "payer_kod" => &payer.kod,
        "funding_source" => &payer.funding_source,
        "signed_by" => &signed.signature.signed_by,
        "payment_orders" => count,
        "payment_total" => total,
        _ => NOTHING,
    };
    borrowed.into()
}

fn one(found: &mut Found, read: &ReadOrder, order: &OrderFacts, signed: &Signed) {
    let number = Some(order.number);
    if read.amount != order.amount {
        found.add(number, "amount", &order.amount.to_string(), &read.amount.to_string());
    }
    for (field, expected, value) in [
        ("payee_bin", order.payee_bin.as_str(), &read.payee_bin),
        ("payee_name", &order.payee_name, &read.payee_name),
        ("account", order.account.as_str(), &read.account),
        ("bank_bic", order.bank_bic.as_str(), &read.bank_bic),
        ("kbe", &order.kbe, &read.kbe),
        ("knp", &order.knp, &read.knp),
        ("purpose", &order.purpose, &read.purpose),
    ] {
        found.hold(number, field, expected, value);
    }
    for (field, value) in &read.also {
        found.hold(number, field, &order_field(field, order, signed), value);
    }
}

/// What a further field of an order must say.
fn order_field<'a>(field: &str, order: &'a OrderFacts, signed: &'a Signed) -> Cow<'a, str> {
    let payer = &signed.manifest.payer;
    let borrowed = match field {
        "date" => return order.date.to_string().into(),
        "amount_in_words_ru" => return in_words_ru(order.amount).into(),
        "amount_in_words_kk" => return in_words_kk(order.amount).into(),
        "digest" => return hex(&order.digest()).into(),
        "request" => &order.request,
        "payer_kod" => &payer.kod,
        "actual_payer_name" | "sender_name" => &payer.name,
        "actual_payer_bin" | "sender_bin" => payer.bin.as_str(),
        "actual_payee_name" => &order.payee_name,
        "actual_payee_bin" => order.payee_bin.as_str(),
        "payer_residency" => payer.kod.get(..1).unwrap_or(NOTHING),
        "payee_residency" => order.kbe.get(..1).unwrap_or(NOTHING),
        _ => NOTHING,
    };
    borrowed.into()
}
