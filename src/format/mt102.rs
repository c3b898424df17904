//! The interbank text of Kazakhstan, MT102 and MT100, that older bank clients load (004 §5.4). A file is a row of messages;
//! an MT102 holds the payees of one bank, at most fifty or as many and as much as the layout says, and what would be an MT102 of one payment is an MT100.
//!
//! In KZ-1048 where the layout says no other, lines ended by CR LF, a tag a line. Banks stand in the order in which the manifest names them first, and within a bank
//! the orders in the manifest's order. `:20:` holds the value date, the batch and the message's number in the file; `/NUM/`
//! the order's number in its year; `/ASSIGN/` begins with the order's reference, so that an answer leads back to it. `/CHIEF/`
//! is who signed; an accountant's name is not signed, so `/MAINBK/` says that none is provided for. A text stands in lines of 62
//! and then 70 characters; no line goes on with a character that begins a tag. What does not fit is refused, never cut, and so is a
//! character that the encoding lacks: older clients read one byte a letter, and KZ-1048 holds the Kazakh ones.
//! The sender's terminal in `{1:` is common practice and not confirmed: the payer's BIC, filled up with zeros, or that of the layout.

use std::io::Write;

use chrono::NaiveDate;

use super::{ExportFault, Signed, check_order, lacks, letters, spelling};
use crate::domain::carried::{Orders, Pass, Unreadable};
use crate::domain::ident::Bic;
use crate::domain::layout::Layout;
use crate::domain::money::Amount;
use crate::domain::order::OrderFacts;

/// Payments of a message, at most.
const PAYMENTS: usize = 50;
/// Messages of a file, at most: their number has three digits.
const MESSAGES: usize = 999;
/// Characters of a name, at most.
const NAME: usize = 60;
/// Characters of the first line of a text, and of each further one.
const FIRST_LINE: usize = 62;
const FURTHER_LINE: usize = 70;
/// Lines of a text, at most.
const LINES: usize = 7;
/// Characters of a text, at most.
const TEXT: usize = FIRST_LINE + (LINES - 1) * FURTHER_LINE;
const NOT_PROVIDED: &str = "НЕ ПРЕДУСМОТРЕНО";

/// The orders of a file as this form carries them: bank by bank. Goes through all of them once a bank, so that none needs
/// to be kept.
pub(super) struct ByBank<'a> {
    orders: &'a dyn Orders,
    banks: Vec<Bic>,
}

impl<'a> ByBank<'a> {
    /// # Errors
    /// [`Unreadable`]: the facts of an order.
    pub fn of(orders: &'a dyn Orders) -> Result<Self, Unreadable> {
        let (mut banks, mut pass) = (Vec::<Bic>::new(), orders.pass());
        while let Some(order) = pass.next()? {
            if !banks.contains(&order.bank_bic) {
                banks.push(order.bank_bic.clone());
            }
        }
        Ok(ByBank { orders, banks })
    }
}

impl Orders for ByBank<'_> {
    fn count(&self) -> usize {
        self.orders.count()
    }

    fn total(&self) -> Option<Amount> {
        self.orders.total()
    }

    fn pass(&self) -> Box<dyn Pass + '_> {
        Box::new(BankPass { of: self, bank: 0, pass: self.orders.pass(), order: None })
    }
}

struct BankPass<'a> {
    of: &'a ByBank<'a>,
    bank: usize,
    pass: Box<dyn Pass + 'a>,
    order: Option<OrderFacts>,
}

impl Pass for BankPass<'_> {
    fn next(&mut self) -> Result<Option<&OrderFacts>, Unreadable> {
        self.order = None;
        while self.order.is_none() && self.bank < self.of.banks.len() {
            match self.pass.next()? {
                Some(order) if order.bank_bic == self.of.banks[self.bank] => self.order = Some(order.clone()),
                Some(_) => {}
                None => {
                    self.bank += 1;
                    self.pass = self.of.orders.pass();
                }
            }
        }
        Ok(self.order.as_ref())
    }
}

/// What `/ASSIGN/` says: the order's reference, the mark of the sandbox, the purpose.
pub(super) fn assign(order: &OrderFacts, signed: &Signed) -> String {
    let space = if signed.sandbox { " " } else { "" };
    format!("{} {}{space}{}", order.number, signed.mark(), order.purpose)
}

/// The first of the five digits that number a file of a batch: 0, or of a copy of some orders the copy's number less one.
pub(super) fn copy_digit(signed: &Signed) -> u32 {
    if signed.is_whole() { 0 } else { signed.copy.saturating_sub(1) }
}

/// Writes the file.
pub(super) fn write(signed: &Signed, out: &mut dyn Write) -> Result<(), ExportFault> {
    let head = Head::of(signed)?;
    let by_bank = ByBank::of(signed.orders)?;
    let (mut orders, mut message, mut number) = (by_bank.pass(), Vec::<OrderFacts>::with_capacity(PAYMENTS), 0);
    let mut text = String::with_capacity(1 << 16);
    loop {
        let order = orders.next()?;
        let goes_on = match (order, message.first()) {
            (Some(order), Some(first)) => {
                let more =
                    message.iter().fold(order.amount, |sum, one| sum.checked_add(one.amount).unwrap_or(Amount::MAX));
                message.len() < head.payments && more <= head.sum && order.bank_bic == first.bank_bic
            }
            (Some(_), None) => true,
            (None, _) => false,
        };
        if !goes_on && !message.is_empty() {
            number += 1;
            if number > MESSAGES {
                let limit = format!("at most {MESSAGES} messages of {} payments of one bank", head.payments);
                return Err(ExportFault::field(None, "messages", "more", &limit));
            }
            head.message(&mut text, number, &message)?;
            message.clear();
            let unfit = |c| ExportFault::field(None, "text", c, &head.no(c));
            out.write_all(&letters::encode(signed.layout.encoding, &text).map_err(unfit)?)?;
            text.clear();
        }
        let Some(order) = order else { break };
        check_order(order)?;
        if order.amount > head.sum {
            return Err(ExportFault::TooLarge { order: order.number, amount: order.amount, most: head.sum });
        }
        message.push(order.clone());
    }
    out.flush()?;
    Ok(())
}

/// What all messages of a file have in common.
struct Head<'a> {
    signed: &'a Signed<'a>,
    /// `yymmdd`.
    day: String,
    /// The batch in four digits, behind the digit of a copy.
    file: String,
    /// Payments of a message, and their sum, at most.
    payments: usize,
    sum: Amount,
}

impl<'a> Head<'a> {
    fn of(signed: &'a Signed<'a>) -> Result<Self, ExportFault> {
        let (batch, copy) = (signed.manifest.batch, copy_digit(signed));
        if !(1..=9_999).contains(&batch) {
            return Err(ExportFault::field(None, "batch", batch, "1 to 9999: four digits"));
        }
        if copy > 9 {
            return Err(ExportFault::field(None, "copy", signed.copy, "at most 10: one digit"));
        }
        let layout = signed.layout;
        let payments = layout.most_orders.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAYMENTS).min(PAYMENTS);
        let sum = layout.most_sum.unwrap_or(Amount::MAX);
        let (day, file) = (day(signed.signature.value_date), format!("{copy}{batch:04}"));
        let head = Head { signed, day, file, payments, sum };
        head.one_line(None, "payer_name", &signed.manifest.payer.name, NAME)?;
        head.one_line(None, "signed_by", &signed.signature.signed_by, NAME)?;
        Ok(head)
    }

    fn message(&self, text: &mut String, number: usize, orders: &[OrderFacts]) -> Result<(), ExportFault> {
        let payer = &self.signed.manifest.payer;
        let total = Amount::sum(orders.iter().map(|order| order.amount)).filter(|total| *total <= Amount::MAX);
        let many = || ExportFault::field(None, "total", "too large", "at most 922337203685477.58 in one message");
        let sum = format!("{}KZT{}", self.day, comma(total.ok_or_else(many)?));
        let single = orders.len() == 1;
        let bank = orders.first().map_or("", |order| order.bank_bic.as_str());
        line(
            text,
            &["{1:F01", &terminal(self.signed.layout, payer.bic.as_str()), "0001", &format!("{number:06}"), "}"],
        );
        line(text, &["{2:I", if single { "100" } else { "102" }, "SCLEAR000000U3003}"]);
        line(text, &["{4:"]);
        line(text, &[":20:F", &self.day, "-", &self.file, &format!("{number:03}")]);
        if single {
            line(text, &[":32A:", &sum]);
        }
        line(text, &[":52B:", payer.bic.as_str()]);
        line(text, &[":57B:", bank]);
        line(text, &[":70:/DATE/", &self.day]);
        line(text, &["/SEND/07"]);
        line(text, &["/PSO/01"]);
        line(text, &["/PRT/", if single { "50" } else { "05" }]);
        for (place, order) in (1..).zip(orders) {
            if !single {
                line(text, &[":21:", &i32::to_string(&place)]);
                line(text, &[":32B:KZT", &comma(order.amount)]);
            }
            self.payment(text, order)?;
        }
        if !single {
            line(text, &[":32A:", &sum]);
        }
        line(text, &["-}"]);
        Ok(())
    }

    fn payment(&self, text: &mut String, order: &OrderFacts) -> Result<(), ExportFault> {
        let (payer, number) = (&self.signed.manifest.payer, Some(order));
        let layout = self.signed.layout;
        self.one_line(number, "payee_name", &order.payee_name, NAME)?;
        let assign = assign(order, self.signed);
        let assign = spelling::spell(layout, &assign);
        if let Some(c) = unfit(layout, &order.purpose) {
            return Err(ExportFault::field(number.map(|o| o.number), "purpose", &order.purpose, &self.no(c)));
        }
        let Some(lines) = wrapped(&assign) else {
            let purpose = spelling::spell(layout, &order.purpose).chars().count();
            let room = TEXT.saturating_sub(assign.chars().count() - purpose);
            let limit = format!("at most {room} characters in {LINES} lines, behind the order's reference");
            return Err(ExportFault::field(Some(order.number), "purpose", &order.purpose, &limit));
        };
        if order.number.number > 999_999_999 {
            return Err(ExportFault::field(Some(order.number), "number", order.number.number, "at most 9 digits"));
        }
        line(text, &[":50:/D/", payer.account.as_str()]);
        line(text, &["/NAME/", &spelling::spell(layout, &payer.name)]);
        line(text, &["/IDN/", payer.bin.as_str()]);
        line(text, &["/CHIEF/", &spelling::spell(layout, &self.signed.signature.signed_by)]);
        line(text, &["/MAINBK/", NOT_PROVIDED]);
        sector(text, &payer.kod);
        line(text, &[":59:", order.account.as_str()]);
        line(text, &["/NAME/", &spelling::spell(layout, &order.payee_name)]);
        line(text, &["/IDN/", order.payee_bin.as_str()]);
        sector(text, &order.kbe);
        line(text, &[":70:/NUM/", &order.number.number.to_string()]);
        line(text, &["/VO/01"]);
        line(text, &["/KNP/", &order.knp]);
        let (first, further) = lines.split_at(1);
        line(text, &["/ASSIGN/", first.concat().as_str()]);
        further.iter().for_each(|part| line(text, &[part]));
        Ok(())
    }

    fn no(&self, c: char) -> String {
        let code = u32::from(c);
        if c.is_control() {
            return format!("no character U+{code:04X}: a value of this form is one text without lines of its own");
        }
        lacks(self.signed.layout, c)
    }

    fn one_line(
        &self,
        order: Option<&OrderFacts>,
        field: &'static str,
        value: &str,
        most: usize,
    ) -> Result<(), ExportFault> {
        let (number, layout) = (order.map(|order| order.number), self.signed.layout);
        if let Some(c) = unfit(layout, value) {
            return Err(ExportFault::field(number, field, value, &self.no(c)));
        }
        let count = spelling::spell(layout, value).chars().count();
        if count == 0 || count > most {
            return Err(ExportFault::field(number, field, value, &format!("1 to {most} characters")));
        }
        Ok(())
    }
}

/// The sender's terminal.
pub(super) fn terminal(layout: &Layout, payer_bic: &str) -> String {
    layout.terminal.clone().unwrap_or_else(|| format!("{payer_bic:0<12}"))
}

/// Residency and sector, which were seen to be a digit each.
fn sector(text: &mut String, code: &str) {
    let (residency, sector) = code.split_at_checked(1).unwrap_or((code, ""));
    line(text, &["/IRS/", residency]);
    line(text, &["/SECO/", sector]);
}

fn line(text: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| text.push_str(part));
    text.push_str("\r\n");
}

fn day(date: NaiveDate) -> String {
    date.format("%y%m%d").to_string()
}

fn comma(amount: Amount) -> String {
    amount.to_string().replace('.', ",")
}

/// The first character that no value of this form holds.
fn unfit(layout: &Layout, value: &str) -> Option<char> {
    value.chars().find(|c| c.is_control()).or_else(|| spelling::unfit(layout, value))
}

/// A text in its lines, or nothing where these are too many. A line that would begin like a tag takes the characters
/// before along, until it does not.
fn wrapped(text: &str) -> Option<Vec<&str>> {
    let (mut lines, mut rest, mut most) = (Vec::new(), text, FIRST_LINE);
    while rest.chars().count() > most {
        let breaks = rest.char_indices().skip(1).take(most).filter(|(_, c)| !begins_tag(*c));
        let at = breaks.map(|(at, _)| at).last()?;
        let (first, second) = rest.split_at(at);
        lines.push(first);
        (rest, most) = (second, FURTHER_LINE);
    }
    lines.push(rest);
    (lines.len() <= LINES).then_some(lines)
}

/// Whether a line that begins so could be taken for a tag or for the message's end.
const fn begins_tag(c: char) -> bool {
    matches!(c, ':' | '/' | '-' | '{' | '}')
}
