//! Reads a file of MT102 and MT100 messages back, line by line, each of which must be the one that comes next, before the file
//! is held against what the head signed (004 §5.4). It knows nothing of how the writer goes about it but the form itself.

use std::io::{BufRead, BufReader, Read};

use chrono::NaiveDate;

use super::reading::{Fields, ReadFault, ReadHeader, TakeOrder};
use super::{letters, spelling};
use crate::domain::ident::Iban;
use crate::domain::layout::Layout;
use crate::domain::money::Amount;
use crate::domain::time::parse_date_as;

/// No line of ours is longer, in bytes.
const LONGEST: u64 = 1 << 10;
/// Characters of the lines of a text.
const WIDTHS: [usize; 7] = [62, 70, 70, 70, 70, 70, 70];

/// Nothing else than a tag begins with one of these.
const TAGS: [char; 5] = [':', '/', '-', '{', '}'];

/// Reads the file.
pub(super) fn read(layout: &Layout, input: &mut dyn Read, take: &mut TakeOrder) -> Result<ReadHeader, ReadFault> {
    let mut file = Reading {
        layout,
        lines: Lines { layout, input: BufReader::new(input), text: String::new(), number: 0, again: false },
        messages: 0,
        count: 0,
        total: Amount::ZERO,
        first: None,
    };
    while file.lines.another()? {
        file.message(take)?;
    }
    let Some((value_date, number)) = file.first else { return Err(file.lines.odd("a message")) };
    let (copy, batch) = number.split_at(1);
    Ok(ReadHeader {
        batch: batch.parse().map_err(|_| file.lines.odd("a batch of four digits"))?,
        manifest_sha256: String::new(),
        value_date,
        count: file.count as u64,
        total: file.total,
        also: vec![("copy_digit", copy.to_owned())],
    })
}

struct Reading<'l, R> {
    layout: &'l Layout,
    lines: Lines<'l, R>,
    messages: u32,
    /// Orders so far, and the sum of what the messages state.
    count: usize,
    total: Amount,
    /// Value date and five digits of the first message; all others have the same.
    first: Option<(NaiveDate, String)>,
}

/// What a message says of all its payments.
struct Common {
    date: NaiveDate,
    payer_bic: String,
    bank_bic: String,
}

impl<R: BufRead> Reading<'_, R> {
    fn message(&mut self, take: &mut TakeOrder) -> Result<(), ReadFault> {
        self.messages += 1;
        let terminal = self.lines.text.clone();
        let single = match self.lines.value("{2:I")?.as_str() {
            "100SCLEAR000000U3003}" => true,
            "102SCLEAR000000U3003}" => false,
            _ => return Err(self.lines.odd("`{2:I100SCLEAR000000U3003}` or `{2:I102SCLEAR000000U3003}`")),
        };
        self.lines.must_be("{4:")?;
        let date = self.reference()?;
        let stated = if single { Some(self.sum(date)?) } else { None };
        let payer_bic = self.lines.value(":52B:")?;
        let sender = self.layout.terminal.clone().unwrap_or_else(|| format!("{payer_bic:0<12}"));
        if terminal != format!("{{1:F01{sender}0001{:06}}}", self.messages) {
            return Err(self.lines.odd("the payer's bank that line `{1:` names, and the message's number there"));
        }
        let common = Common { date, payer_bic, bank_bic: self.lines.value(":57B:")? };
        if self.lines.date(":70:/DATE/")? != date {
            return Err(self.lines.odd("the day of `:20:`"));
        }
        for fixed in ["/SEND/07", "/PSO/01", if single { "/PRT/50" } else { "/PRT/05" }] {
            self.lines.must_be(fixed)?;
        }
        let total = match stated {
            Some(amount) => {
                self.payment(&common, amount, take)?;
                amount
            }
            None => self.payments(&common, take)?,
        };
        self.total = self.total.checked_add(total).ok_or_else(|| self.lines.odd("a smaller sum"))?;
        self.lines.must_be("-}")
    }

    /// The payments of an MT102 and what it states at its end; their sum.
    fn payments(&mut self, common: &Common, take: &mut TakeOrder) -> Result<Amount, ReadFault> {
        let (mut place, mut sum) = (0, Amount::ZERO);
        loop {
            self.lines.next()?;
            if self.lines.text.starts_with(":32A:") {
                self.lines.again = true;
                let stated = self.sum(common.date)?;
                return if stated == sum && place > 1 {
                    Ok(sum)
                } else {
                    Err(self.lines.odd("the sum of all `:32B:`"))
                };
            }
            place += 1;
            if place > self.layout.most_orders.unwrap_or(50) || self.lines.text != format!(":21:{place}") {
                return Err(self.lines.odd(&format!("`:21:{place}`, as far as a message goes, or `:32A:`")));
            }
            let amount = self.lines.value(":32B:KZT")?;
            let amount = self.lines.amount(&amount)?;
            sum = sum.checked_add(amount).ok_or_else(|| self.lines.odd("a smaller sum"))?;
            self.payment(common, amount, take)?;
        }
    }

    /// `:20:F260320-00012001`.
    fn reference(&mut self) -> Result<NaiveDate, ReadFault> {
        let text = self.lines.value(":20:F")?;
        let parts = text.split_once('-').filter(|(_, number)| number.len() == 8 && digits(number));
        let Some((day, number)) = parts else { return Err(self.lines.odd("`:20:F`, a day, `-`, eight digits")) };
        let date = self.lines.day(day)?;
        let (file, message) = number.split_at(5);
        if message != format!("{:03}", self.messages) {
            return Err(self.lines.odd("the message's number in the file"));
        }
        let found = (date, file.to_owned());
        if *self.first.get_or_insert_with(|| found.clone()) != found {
            return Err(self.lines.odd("the day and the file of the first message"));
        }
        Ok(date)
    }

    /// `:32A:260320KZT12345,67`.
    fn sum(&mut self, date: NaiveDate) -> Result<Amount, ReadFault> {
        let text = self.lines.value(":32A:")?;
        let parts = text.split_once("KZT");
        let Some((day, amount)) = parts else { return Err(self.lines.odd("a day, `KZT` and an amount")) };
        if self.lines.day(day)? != date {
            return Err(self.lines.odd("the day of `:20:`"));
        }
        self.lines.amount(amount)
    }

    fn payment(&mut self, common: &Common, amount: Amount, take: &mut TakeOrder) -> Result<(), ReadFault> {
        self.count += 1;
        let lines = &mut self.lines;
        let mut values = vec![
            ("amount", amount.to_string()),
            ("value_date", common.date.to_string()),
            ("payer_bic", common.payer_bic.clone()),
            ("bank_bic", common.bank_bic.clone()),
        ];
        values.push(("payer_account", lines.account(":50:/D/")?));
        values.push(("sender_name", lines.spelt("/NAME/")?));
        values.push(("sender_bin", lines.value("/IDN/")?));
        values.push(("signed_by", lines.spelt("/CHIEF/")?));
        lines.must_be("/MAINBK/НЕ ПРЕДУСМОТРЕНО")?;
        values.push(("payer_kod", format!("{}{}", lines.value("/IRS/")?, lines.value("/SECO/")?)));
        values.push(("account", lines.account(":59:")?));
        values.push(("payee_name", lines.spelt("/NAME/")?));
        values.push(("payee_bin", lines.value("/IDN/")?));
        values.push(("kbe", format!("{}{}", lines.value("/IRS/")?, lines.value("/SECO/")?)));
        values.push(("number", lines.value(":70:/NUM/")?));
        lines.must_be("/VO/01")?;
        values.push(("knp", lines.value("/KNP/")?));
        let assign = lines.assign()?;
        let assign = spelling::unspell(self.layout, &assign);
        values.push(("reference", assign.split(' ').next().unwrap_or("").to_owned()));
        values.push(("assign", assign));
        let values = values.iter().map(|(field, value)| (*field, value.as_bytes())).collect();
        take(Fields { order: Some(self.count), values }.into_order()?);
        Ok(())
    }
}

struct Lines<'l, R> {
    layout: &'l Layout,
    input: R,
    text: String,
    number: u64,
    /// The line that was read is the next one.
    again: bool,
}

impl<R: BufRead> Lines<'_, R> {
    /// Whether there is another line, which is then read.
    fn another(&mut self) -> Result<bool, ReadFault> {
        if self.input.fill_buf()?.is_empty() {
            return Ok(false);
        }
        self.next().map(|()| true)
    }

    /// The next line, without its end.
    fn next(&mut self) -> Result<(), ReadFault> {
        if std::mem::take(&mut self.again) {
            return Ok(());
        }
        self.text.clear();
        self.number += 1;
        let mut bytes = Vec::new();
        (&mut self.input).take(LONGEST).read_until(b'\n', &mut bytes)?;
        let whole = bytes.strip_suffix(b"\r\n").and_then(|line| letters::decode(self.layout.encoding, line));
        let Some(line) = whole else { return Err(self.odd("a line of the layout's encoding that ends with CR LF")) };
        self.text = line;
        Ok(())
    }

    fn must_be(&mut self, expected: &str) -> Result<(), ReadFault> {
        self.next()?;
        if self.text == expected { Ok(()) } else { Err(self.odd(&format!("`{expected}`"))) }
    }

    /// What stands behind the tag that must come next.
    fn value(&mut self, tag: &str) -> Result<String, ReadFault> {
        self.next()?;
        let value = self.text.strip_prefix(tag).map(str::to_owned);
        value.ok_or_else(|| self.odd(&format!("`{tag}`")))
    }

    /// The same, with letters that were spelt in their place.
    fn spelt(&mut self, tag: &str) -> Result<String, ReadFault> {
        self.value(tag).map(|value| spelling::unspell(self.layout, &value))
    }

    fn account(&mut self, tag: &str) -> Result<String, ReadFault> {
        let value = self.value(tag)?;
        if Iban::parse(&value).is_err() {
            return Err(self.odd("an account of 20 characters with right check digits"));
        }
        Ok(value)
    }

    fn date(&mut self, tag: &str) -> Result<NaiveDate, ReadFault> {
        let value = self.value(tag)?;
        self.day(&value)
    }

    fn day(&self, value: &str) -> Result<NaiveDate, ReadFault> {
        let date = parse_date_as(&format!("20{value}"), "%Y%m%d");
        date.ok_or_else(|| self.odd("a day as YYMMDD"))
    }

    /// An amount in its one written form: digits, a comma, two decimals.
    fn amount(&self, value: &str) -> Result<Amount, ReadFault> {
        let parts = value.split_once(',').filter(|(whole, part)| digits(whole) && part.len() == 2 && digits(part));
        let canonical = parts.filter(|(whole, _)| !whole.is_empty() && (*whole == "0" || !whole.starts_with('0')));
        let amount = canonical.and_then(|(whole, part)| Amount::parse(&format!("{whole}.{part}")).ok());
        amount.ok_or_else(|| self.odd("an amount with a comma and two decimals"))
    }

    /// The text of `/ASSIGN/`, out of its lines. Each but the last is as long as it may be.
    fn assign(&mut self) -> Result<String, ReadFault> {
        let mut parts = vec![self.value("/ASSIGN/")?];
        loop {
            self.next()?;
            if self.text.starts_with([':', '-']) {
                self.again = true;
                break;
            }
            if parts.len() == WIDTHS.len() || self.text.is_empty() || self.text.starts_with(TAGS) {
                return Err(self.odd("a further line of the text, at most seven, or the next tag"));
            }
            parts.push(self.text.clone());
        }
        let text = parts.concat();
        let mut rest = text.as_str();
        for (at, (part, width)) in parts.iter().zip(WIDTHS).enumerate() {
            let length = part.chars().count();
            rest = &rest[part.len()..];
            let longer = rest.chars().skip(1).take(width.saturating_sub(length)).any(|c| !TAGS.contains(&c));
            let full = length == width || !longer && rest.chars().count() + length > width;
            let last = at + 1 == parts.len();
            if length > width || !last && !full {
                return Err(self.odd("a text in lines of 62 and then 70 characters before this line"));
            }
        }
        Ok(text)
    }

    fn odd(&self, expected: &str) -> ReadFault {
        let found: String = self.text.chars().take(80).collect();
        ReadFault::Form { place: format!("line {}", self.number), reason: format!("`{found}`, expected {expected}") }
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}
