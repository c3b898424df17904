//! Holds a payment file, as read back, against the manifest that the head signed: order by order, field by field. A
//! file with a single difference is not handed over (004 §5.4).

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::Read;

use super::mt102::{ByBank, assign, copy_digit};
use super::reading::{ReadFault, ReadHeader, ReadOrder};
use super::{Format, Signed, read};
use crate::domain::batch::hex;
use crate::domain::carried::{Pass, Unreadable};
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

/// The most differences that are told of one file.
const TOLD: usize = 1_000;

/// Reads the file of `signed` and gives everything in which it is another, the header last; empty when the file may
/// leave. It goes order by order, so that neither file nor list needs to lie in memory. That the signature is over these
/// orders is for the one who loads both: here the file's digest is held against the signature's.
///
/// # Errors
/// [`ReadFault`] of [`read`].
pub fn differences(format: Format, input: &mut dyn Read, signed: &Signed) -> Result<Vec<Difference>, ReadFault> {
    let by_bank = if format == Format::Mt102 { Some(ByBank::of(signed.orders)?) } else { None };
    let signed = &Signed { orders: by_bank.as_ref().map_or(signed.orders, |orders| orders), ..*signed };
    let due = signed.orders.pass();
    let mut comparison =
        Comparison { format, signed, due, count: 0, astray: None, unread: None, found: Found::default() };
    let header = read(format, signed.layout, input, &mut |order| comparison.take(&order))?;
    Ok(comparison.finish(&header)?)
}

/// Gathers differences.
#[derive(Default)]
struct Found(Vec<Difference>);

impl Found {
    fn add(&mut self, order: Option<OrderNumber>, field: &'static str, expected: &str, found: &str) {
        if self.0.len() < TOLD {
            let (expected, found) = (expected.to_owned(), found.to_owned());
            self.0.push(Difference { order, field, expected, found });
        }
    }

    fn hold(&mut self, order: Option<OrderNumber>, field: &'static str, expected: &str, found: &str) {
        if expected != found {
            self.add(order, field, expected, found);
        }
    }
}

/// A file being held against what was signed.
struct Comparison<'s> {
    format: Format,
    signed: &'s Signed<'s>,
    /// The orders that should come, while each stood where it should.
    due: Box<dyn Pass + 's>,
    /// Orders read so far.
    count: usize,
    /// Kept from the first order on that does not stand where it should.
    astray: Option<Astray>,
    /// Why an order that should come is not known.
    unread: Option<Unreadable>,
    found: Found,
}

/// All orders, where they should stand, and which were there.
struct Astray {
    orders: Vec<OrderFacts>,
    places: HashMap<OrderNumber, usize>,
    seen: Vec<bool>,
}

impl Astray {
    fn after(signed: &Signed, count: usize) -> Result<Self, Unreadable> {
        let (mut orders, mut pass) = (Vec::new(), signed.orders.pass());
        while let Some(order) = pass.next()? {
            orders.push(order.clone());
        }
        let places = orders.iter().enumerate().map(|(i, o)| (o.number, i)).collect();
        let seen = (0..orders.len()).map(|i| i < count).collect();
        Ok(Astray { orders, places, seen })
    }
}

impl Comparison<'_> {
    fn take(&mut self, read: &ReadOrder) {
        if self.unread.is_none()
            && let Err(fault) = self.compare(read)
        {
            self.unread = Some(fault);
        }
    }

    fn compare(&mut self, read: &ReadOrder) -> Result<(), Unreadable> {
        let (place, signed) = (self.count, self.signed);
        self.count += 1;
        if self.astray.is_none() {
            if let Some(order) = self.due.next()?.filter(|o| o.number == read.number) {
                one(&mut self.found, signed, read, order);
                return Ok(());
            }
            self.astray = Some(Astray::after(signed, place)?);
        }
        let Some(astray) = &mut self.astray else { return Ok(()) };
        let number = read.number.to_string();
        let mut stranger = |expected| self.found.add(Some(read.number), "reference", expected, &number);
        let Some(due) = astray.places.get(&read.number).copied() else {
            stranger(NOTHING);
            return Ok(());
        };
        if std::mem::replace(&mut astray.seen[due], true) {
            stranger("once");
            return Ok(());
        }
        if due != place {
            self.found.add(Some(read.number), "place", &(due + 1).to_string(), &(place + 1).to_string());
        }
        one(&mut self.found, signed, read, &astray.orders[due]);
        Ok(())
    }

    fn finish(mut self, header: &ReadHeader) -> Result<Vec<Difference>, Unreadable> {
        if let Some(fault) = self.unread {
            return Err(fault);
        }
        let found = &mut self.found;
        let mut missing = |order: &OrderFacts| {
            found.add(Some(order.number), "reference", &order.number.to_string(), NOTHING);
        };
        match &self.astray {
            Some(astray) => astray.orders.iter().zip(&astray.seen).filter(|(_, s)| !**s).for_each(|(o, _)| missing(o)),
            None => {
                while let Some(order) = self.due.next()? {
                    missing(order);
                }
            }
        }
        self.header(header);
        Ok(self.found.0)
    }

    fn header(&mut self, read: &ReadHeader) {
        let (found, signed) = (&mut self.found, self.signed);
        let (manifest, signature) = (signed.manifest, signed.signature);
        let total = signed.total().map_or_else(|| "too large".to_owned(), |t| t.to_string());
        let count = signed.orders.count().to_string();
        let digest = if self.format.names_manifest() { hex(&signature.manifest_sha256) } else { String::new() };
        found.hold(None, "manifest_sha256", &digest, &read.manifest_sha256);
        found.hold(None, "batch", &manifest.batch.to_string(), &read.batch.to_string());
        found.hold(None, "value_date", &signature.value_date.to_string(), &read.value_date.to_string());
        found.hold(None, "orders", &count, &read.count.to_string());
        found.hold(None, "orders", &count, &self.count.to_string());
        found.hold(None, "total", &total, &read.total.to_string());
        for (field, value) in &read.also {
            found.hold(None, field, &header_field(field, signed, &count, &total), value);
        }
    }
}

/// Holds an order against what the head signed.
fn one(found: &mut Found, signed: &Signed, read: &ReadOrder, order: &OrderFacts) {
    let number = Some(order.number);
    if read.amount != order.amount {
        found.add(number, "amount", &order.amount.to_string(), &read.amount.to_string());
    }
    for (field, value) in &read.fields {
        let expected = order_field(field, order, signed);
        if expected.as_bytes() != *value {
            found.add(number, field, &expected, &String::from_utf8_lossy(value));
        }
    }
}

/// What a further field of a header must say.
fn header_field<'a>(field: &str, signed: &'a Signed, count: &'a str, total: &'a str) -> Cow<'a, str> {
    let (manifest, payer) = (signed.manifest, &signed.manifest.payer);
    let [administrator, programme, subprogramme, specific] = manifest.line.codes();
    let borrowed = match field {
        "message_id" | "payment_id" => return signed.message_id().into(),
        "created_day" => return signed.signature.signed_at.date(signed.zone).to_string().into(),
        "created_time" => return signed.signature.signed_at.local(signed.zone).format("%H:%M:%S").to_string().into(),
        "last_day" => return signed.signature.value_date.to_string().into(),
        "created" | "signed_at" => return signed.signature.signed_at.rfc3339(signed.zone).into(),
        "copy" => return signed.copy.to_string().into(),
        "copy_digit" => return copy_digit(signed).to_string().into(),
        "budget_line" => return manifest.line.to_string().into(),
        "administrator" => return administrator.into(),
        "programme" => return programme.into(),
        "subprogramme" => return subprogramme.into(),
        "specific" => return specific.into(),
        "sandbox" if signed.sandbox => signed.mark(),
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

/// What a field of an order must say.
fn order_field<'a>(field: &str, order: &'a OrderFacts, signed: &'a Signed) -> Cow<'a, str> {
    let payer = &signed.manifest.payer;
    let borrowed = match field {
        "payee_bin" | "actual_payee_bin" => order.payee_bin.as_str(),
        "payee_name" | "actual_payee_name" => &order.payee_name,
        "account" => order.account.as_str(),
        "bank_bic" => order.bank_bic.as_str(),
        "kbe" => &order.kbe,
        "knp" => &order.knp,
        "purpose" => &order.purpose,
        "assign" => return assign(order, signed).into(),
        "signed_by" => &signed.signature.signed_by,
        "date" => return order.date.to_string().into(),
        "value_date" => return signed.signature.value_date.to_string().into(),
        "number" => return order.number.number.to_string().into(),
        "currency" => "KZT",
        "payer_account" => payer.account.as_str(),
        "payer_bic" => payer.bic.as_str(),
        "amount_in_words_ru" => return in_words_ru(order.amount).into(),
        "amount_in_words_kk" => return in_words_kk(order.amount).into(),
        "digest" => return hex(&order.digest()).into(),
        "request" => &order.request,
        "payer_kod" => &payer.kod,
        "actual_payer_name" | "sender_name" => &payer.name,
        "actual_payer_bin" | "sender_bin" => payer.bin.as_str(),
        "payer_residency" => payer.kod.get(..1).unwrap_or(NOTHING),
        "payee_residency" => order.kbe.get(..1).unwrap_or(NOTHING),
        _ => NOTHING,
    };
    borrowed.into()
}
