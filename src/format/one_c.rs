//! The exchange file `1CClientBankExchange` 2.00 that bank clients and 1C programs load, in its Kazakh form (004 §5.4).
//!
//! Text in the encoding of its layout, which it names, lines ended by CR LF, each `Ключ=значение`, first the file's, then a section
//! `СекцияДокумент=ПлатежноеПоручение … КонецДокумента` an order, at last `КонецФайла`. Sums have a dot and two decimals,
//! days are written `31.12.2026`. Programs pass over keys that they do not know; ours are those with `Опись` and `Пакет`,
//! and `НомерПоручения`, the order's reference: `НомерДокумента` is its number within the year, by which statements name it.
//! A value ends with its line, so a text with a line's end in it is refused, not changed.

use std::io::{BufRead, BufReader, Read, Write};

use chrono::NaiveDate;

use super::reading::{Fields, ReadFault, ReadHeader, TakeOrder};
use super::{ExportFault, Signed, check_order, check_texts, fits};
use crate::domain::batch::hex;
use crate::domain::layout::{Encoding, Layout};
use crate::domain::money::Amount;
use crate::domain::order::OrderFacts;
use crate::domain::time::parse_date_as;

const FIRST: &str = "1CClientBankExchange";
const SECTION: &str = "СекцияДокумент=ПлатежноеПоручение";
const SECTION_END: &str = "КонецДокумента";
const LAST: &str = "КонецФайла";
/// No line of ours is longer, in bytes.
const LONGEST: u64 = 1 << 14;

/// The second line names the encoding as programs that load the form do.
const fn encoding_line(layout: &Layout) -> &'static str {
    match layout.encoding {
        Encoding::Utf8 => "Кодировка=UTF-8",
        Encoding::Windows1251 => "Кодировка=Windows",
        Encoding::Kz1048 => "Кодировка=KZ-1048",
    }
}

/// Lines of the header that never differ.
const VERSION: &str = "ВерсияФормата=2.00";
const FIXED: [&str; 2] = ["Отправитель=qazyna", "Документ=ПлатежноеПоручение"];
/// The keys of the header, in their order, and the fields that they hold.
const HEADER: [(&str, &str); 10] = [
    ("ДатаСоздания", "created_day"),
    ("ВремяСоздания", "created_time"),
    ("ДатаНачала", "value_date"),
    ("ДатаКонца", "last_day"),
    ("РасчСчет", "payer_account"),
    ("Комментарий", "sandbox"),
    ("Пакет", "batch"),
    ("ПакетПоручений", "orders"),
    ("ПакетСумма", "total"),
    ("ОписьSHA256", "manifest_sha256"),
];
/// The keys of an order, in their order, and the fields that they hold.
const ORDER: [(&str, &str); 20] = [
    ("НомерДокумента", "number"),
    ("НомерПоручения", "reference"),
    ("ДатаДокумента", "date"),
    ("Сумма", "amount"),
    ("ПлательщикНаименование", "sender_name"),
    ("ПлательщикБИН_ИИН", "sender_bin"),
    ("ПлательщикКБЕ", "payer_kod"),
    ("ПлательщикИИК", "payer_account"),
    ("ПлательщикБанкБИК", "payer_bic"),
    ("ПолучательНаименование", "payee_name"),
    ("ПолучательБИН_ИИН", "payee_bin"),
    ("ПолучательКБЕ", "kbe"),
    ("ПолучательИИК", "account"),
    ("ПолучательБанкБИК", "bank_bic"),
    ("КодНазначенияПлатежа", "knp"),
    ("НазначениеПлатежа", "purpose"),
    ("ДатаВалютирования", "value_date"),
    ("НомерЗаявки", "request"),
    ("Валюта", "currency"),
    ("ОписьПоручения", "digest"),
];

/// Writes the file; `total` is the sum of its orders.
pub(super) fn write(signed: &Signed, total: Amount, out: &mut dyn Write) -> Result<(), ExportFault> {
    let (payer, signature) = (&signed.manifest.payer, signed.signature);
    let local = signature.signed_at.local(signed.zone);
    let value_date = day(signature.value_date);
    let mut text = String::with_capacity(1 << 17);
    line(&mut text, &[FIRST]);
    line(&mut text, &[VERSION]);
    line(&mut text, &[encoding_line(signed.layout)]);
    FIXED.iter().for_each(|fixed| line(&mut text, &[fixed]));
    let mark = signed.mark();
    let values: [&str; 10] = [
        &local.format("%d.%m.%Y").to_string(),
        &local.format("%H:%M:%S").to_string(),
        &value_date,
        &value_date,
        payer.account.as_str(),
        mark,
        &signed.manifest.batch.to_string(),
        &signed.orders.count().to_string(),
        &total.to_string(),
        &hex(&signature.manifest_sha256),
    ];
    HEADER.iter().zip(values).for_each(|((key, _), value)| line(&mut text, &[key, "=", value]));
    one_line(None, "payer_name", &payer.name)?;
    fits(signed.layout, None, "payer_name", &payer.name)?;
    let mut orders = signed.orders.pass();
    while let Some(order) = orders.next()? {
        check_order(order)?;
        check_texts(order, signed.layout)?;
        for (field, value) in
            [("payee_name", &order.payee_name), ("purpose", &order.purpose), ("request", &order.request)]
        {
            one_line(Some(order), field, value)?;
        }
        write_order(&mut text, order, signed, &value_date);
        if text.len() >= 1 << 16 {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    line(&mut text, &[LAST]);
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

fn write_order(text: &mut String, order: &OrderFacts, signed: &Signed, value_date: &str) {
    let payer = &signed.manifest.payer;
    line(text, &[SECTION]);
    let values: [&str; 20] = [
        &order.number.number.to_string(),
        &order.number.to_string(),
        &day(order.date),
        &order.amount.to_string(),
        &payer.name,
        payer.bin.as_str(),
        &payer.kod,
        payer.account.as_str(),
        payer.bic.as_str(),
        &order.payee_name,
        order.payee_bin.as_str(),
        &order.kbe,
        order.account.as_str(),
        order.bank_bic.as_str(),
        &order.knp,
        &order.purpose,
        value_date,
        &order.request,
        "KZT",
        &hex(&order.digest()),
    ];
    ORDER.iter().zip(values).for_each(|((key, _), value)| line(text, &[key, "=", value]));
    line(text, &[SECTION_END]);
}

fn line(text: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| text.push_str(part));
    text.push_str("\r\n");
}

fn day(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

/// A value that would go on in another line.
fn one_line(order: Option<&OrderFacts>, field: &'static str, value: &str) -> Result<(), ExportFault> {
    match value.chars().find(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')) {
        None => Ok(()),
        Some(c) => {
            let limit = format!("no character U+{:04X}: a value of this form is one line", u32::from(c));
            Err(ExportFault::field(order.map(|o| o.number), field, value, &limit))
        }
    }
}

/// Reads the file back, line by line; each must be the one that comes next.
pub(super) fn read(layout: &Layout, input: &mut dyn Read, take: &mut TakeOrder) -> Result<ReadHeader, ReadFault> {
    let mut lines = Lines { input: BufReader::with_capacity(1 << 16, input), text: String::new(), number: 0 };
    lines.must_be(FIRST)?;
    lines.must_be(VERSION)?;
    lines.must_be(encoding_line(layout))?;
    for fixed in FIXED {
        lines.must_be(fixed)?;
    }
    let mut header: Vec<(&'static str, String)> = Vec::with_capacity(HEADER.len());
    for (key, field) in HEADER {
        header.push((field, lines.value(key, field)?));
    }
    let mut values: Vec<(&'static str, String)> = Vec::with_capacity(ORDER.len());
    let mut place = 0;
    loop {
        lines.next()?;
        if lines.text == LAST {
            break;
        }
        if lines.text != SECTION {
            return Err(lines.odd(&format!("`{SECTION}` or `{LAST}`")));
        }
        place += 1;
        values.clear();
        for (key, field) in ORDER {
            values.push((field, lines.value(key, field)?));
        }
        lines.must_be(SECTION_END)?;
        let fields = values.iter().map(|(field, value)| (*field, value.as_bytes())).collect();
        take(Fields { order: Some(place), values: fields }.into_order()?);
    }
    lines.must_end()?;
    let values = header.iter().map(|(field, value)| (*field, value.as_bytes())).collect();
    let mut fields = Fields { order: None, values };
    Ok(ReadHeader {
        batch: fields.count("batch")?,
        manifest_sha256: fields.take("manifest_sha256")?.to_owned(),
        value_date: fields.date("value_date")?,
        count: fields.count("orders")?,
        total: fields.amount("total")?,
        also: fields.into_owned()?,
    })
}

struct Lines<R> {
    input: R,
    text: String,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// The next line, without its end.
    fn next(&mut self) -> Result<(), ReadFault> {
        self.text.clear();
        self.number += 1;
        let mut bytes = Vec::new();
        (&mut self.input).take(LONGEST).read_until(b'\n', &mut bytes)?;
        let whole = bytes.strip_suffix(b"\r\n").and_then(|line| std::str::from_utf8(line).ok());
        let Some(line) = whole else { return Err(self.odd("a line that ends with CR LF")) };
        self.text.push_str(line);
        Ok(())
    }

    fn must_be(&mut self, expected: &str) -> Result<(), ReadFault> {
        self.next()?;
        if self.text == expected { Ok(()) } else { Err(self.odd(&format!("`{expected}`"))) }
    }

    /// The value of the key that must come next; days in the form of all our formats.
    fn value(&mut self, key: &str, field: &str) -> Result<String, ReadFault> {
        self.next()?;
        let value = self.text.strip_prefix(key).and_then(|rest| rest.strip_prefix('='));
        let Some(value) = value else { return Err(self.odd(&format!("`{key}=`"))) };
        if !matches!(field, "date" | "value_date" | "last_day" | "created_day") {
            return Ok(value.to_owned());
        }
        let read = parse_date_as(value, "%d.%m.%Y");
        read.map(|date| date.to_string()).ok_or_else(|| self.odd("a day as DD.MM.YYYY"))
    }

    fn must_end(&mut self) -> Result<(), ReadFault> {
        let mut rest = [0; 1];
        match self.input.read(&mut rest)? {
            0 => Ok(()),
            _ => Err(self.odd("nothing behind the last line")),
        }
    }

    fn odd(&self, expected: &str) -> ReadFault {
        let found: String = self.text.chars().take(80).collect();
        ReadFault::Form { place: format!("line {}", self.number), reason: format!("`{found}`, expected {expected}") }
    }
}
