//! `1CClientBankExchange`, the text that bank clients give 1C: what went and what came on an account in a period. Keys are read
//! without regard to case, unknown ones are passed over; the letters are UTF-8 or windows-1251.
//!
//! The form has no number of its own. A statement is called after its account and period (`1C:KZ… 2026-03-19 2026-03-19`), and
//! may grow: what the bank posted late stands in the next file of the same period, and only that is taken from it.

use std::collections::BTreeMap;
use std::io::BufRead;

use chrono::NaiveDate;

use super::entry::{Entry, Movement, TakeEntry, reference_in};
use super::gather::GROWS;
use super::lines::{Lines, amount};
use super::xml::fault;
use crate::domain::defect::Code;
use crate::domain::money::Amount;
use crate::domain::statement::Answered;
use crate::format::table::TableFault;

/// How a file begins, in small letters.
const FIRST: &str = "1cclientbankexchange";
/// Accounts that one file tells of, at most.
const ACCOUNTS: usize = 10_000;

/// Whether a file that begins so is in this form.
pub(super) fn is(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    start.get(..FIRST.len()).is_some_and(|first| first.eq_ignore_ascii_case(FIRST.as_bytes()))
}

fn windows_1251(bytes: &[u8]) -> Option<String> {
    let text = encoding_rs::WINDOWS_1251.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned)
}

/// Reads such a file.
pub(super) fn read(input: &mut dyn BufRead, take: &mut TakeEntry<'_>) -> Result<(), TableFault> {
    let mut lines = Lines::new(input, windows_1251);
    let mut file = File { take, from: None, to: None, accounts: BTreeMap::new() };
    let mut section: Option<Section> = None;
    while lines.next()? {
        let (line, text) = (lines.number, lines.text.trim());
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        let (key, value) = (key.trim().to_lowercase(), value.trim());
        match (key.as_str(), &mut section) {
            ("", _) | (FIRST, None) => {}
            ("секциярассчет" | "секциярасчсчет" | "секциядокумент", None) => {
                let account = key != "секциядокумент";
                section = Some(Section { line, account, keys: BTreeMap::new() });
            }
            ("конецрасчсчет", Some(open)) if open.account => {
                file.account(open)?;
                section = None;
            }
            ("конецдокумента", Some(open)) if !open.account => {
                file.document(open)?;
                section = None;
            }
            ("конецфайла", None) => return file.finish(line),
            (_, Some(open)) if key.starts_with("секция") || key.starts_with("конец") => {
                let expected = if open.account { "КонецРасчСчет" } else { "КонецДокумента" };
                return Err(fault(Code::NotRecognised, text, expected, line));
            }
            (_, Some(open)) => {
                // the first of two counts: banks repeat a key with an empty value
                open.keys.entry(key).or_insert_with(|| value.to_owned());
            }
            ("датаначала", None) => file.from = Some(day(value, line)?),
            ("датаконца", None) => file.to = Some(day(value, line)?),
            ("расчсчет", None) => _ = file.own(value, line)?,
            _ => {}
        }
    }
    Err(fault(Code::CutOff, "КонецФайла", "", lines.number))
}

fn day(text: &str, line: u64) -> Result<NaiveDate, TableFault> {
    let read = NaiveDate::parse_from_str(text, "%d.%m.%Y").ok().filter(|_| text.len() == 10);
    read.ok_or_else(|| fault(Code::BadDate, text, "", line))
}

/// A section: of an account, or a document.
struct Section {
    line: u64,
    account: bool,
    keys: BTreeMap<String, String>,
}

impl Section {
    /// The value of the first of these keys that has one.
    fn get(&self, keys: &[&str]) -> &str {
        let found = keys.iter().filter_map(|key| self.keys.get(*key)).find(|value| !value.is_empty());
        found.map_or("", String::as_str)
    }

    fn amount(&self, keys: &[&str]) -> Result<Option<Amount>, TableFault> {
        match self.get(keys) {
            "" => Ok(None),
            text => amount(text, self.line).map(Some),
        }
    }

    fn day(&self, keys: &[&str]) -> Result<Option<NaiveDate>, TableFault> {
        match self.get(keys) {
            "" => Ok(None),
            text => day(text, self.line).map(Some),
        }
    }
}

/// What is known of an account of the statement.
#[derive(Default)]
struct Own {
    opening: Option<Amount>,
    closing: Option<Amount>,
    /// What came, less what went, in tiyn.
    moved: i128,
}

struct File<'t, 'f> {
    take: &'t mut TakeEntry<'f>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    accounts: BTreeMap<String, Own>,
}

const PAYER: [&str; 4] = ["плательщикиик", "плательщиксчет", "плательщикрасчсчет", "плательщиксчёт"];
const PAYEE: [&str; 4] = ["получательиик", "получательсчет", "получательрасчсчет", "получательсчёт"];
const PAYEE_BIN: [&str; 4] = ["получательбин_иин", "получательбин", "получательиин", "получательинн"];
const PAYER_BIN: [&str; 4] = ["плательщикбин_иин", "плательщикбин", "плательщикиин", "плательщикинн"];

impl File<'_, '_> {
    fn own(&mut self, account: &str, line: u64) -> Result<&mut Own, TableFault> {
        if self.accounts.len() == ACCOUNTS {
            return Err(fault(Code::TooLong, "РасчСчет", ACCOUNTS, line));
        }
        Ok(self.accounts.entry(account.to_owned()).or_default())
    }

    /// The section of an account, of which there may be one a day: the first balance is the opening one, the last the closing.
    fn account(&mut self, section: &Section) -> Result<(), TableFault> {
        let (opening, closing) = (section.amount(&["начальныйостаток"])?, section.amount(&["конечныйостаток"])?);
        let own = self.own(section.get(&["расчсчет", "иик"]), section.line)?;
        own.opening = own.opening.or(opening);
        own.closing = closing.or(own.closing);
        Ok(())
    }

    fn document(&mut self, section: &Section) -> Result<(), TableFault> {
        let line = section.line;
        let missing = |what: &str| fault(Code::MissingValue, what, "", line);
        let (payer, payee) = (section.get(&PAYER), section.get(&PAYEE));
        let out = section.amount(&["суммарасход"])?.filter(|sum| *sum > Amount::ZERO);
        let came = section.amount(&["суммаприход"])?.filter(|sum| *sum > Amount::ZERO);
        let sum = section.amount(&["сумма"])?;
        let debit = match (out, came) {
            (Some(_), None) => true,
            (None, Some(_)) => false,
            _ => self.accounts.contains_key(payer) || !self.accounts.contains_key(payee),
        };
        let sum = out.or(came).or(sum).ok_or_else(|| missing("Сумма"))?;
        let (account, text) = (if debit { payer } else { payee }, section.get(&["назначениеплатежа"]));
        let tiyn = i128::from(sum.tiyn());
        if let Some(own) = self.accounts.get_mut(account) {
            own.moved += if debit { -tiyn } else { tiyn };
        }
        let to = self.to.or(self.from).ok_or_else(|| missing("ДатаКонца"))?;
        let number = format!("{GROWS}{account} {} {to}", self.from.unwrap_or(to));
        let named = section.get(&["номердокумента"]);
        let within = reference_in(text);
        let small = text.to_lowercase();
        let movement = match debit {
            true => Movement::Debit,
            false if within.is_some() && (small.contains("возврат") || small.contains("қайтар")) => {
                Movement::Back
            }
            false => Movement::Credit,
        };
        let order = match (Answered::parse(named), within) {
            // a bare number is better told with its year, where the text has it
            (Some(Answered::Bare(n)), Some(full)) if full.split('-').nth(1) == Some(&n.to_string()) => full,
            (Some(_), _) if movement == Movement::Debit => named,
            (_, within) => within.unwrap_or_default(),
        };
        let (bin, other) = if debit { (section.get(&PAYEE_BIN), payee) } else { (section.get(&PAYER_BIN), payer) };
        let value_date = section.day(&["датавалютирования", "датасписано", "датапоступило", "датаоперации"])?;
        (self.take)(&Entry {
            statement: &number,
            date: to,
            line,
            account,
            currency: section.get(&["валюта"]),
            movement,
            amount: sum,
            order,
            payee_bin: bin,
            payee_account: other,
            reason: if movement == Movement::Back { text } else { "" },
            reference: section.get(&["идентификатор", "референс", "кодоперации"]),
            value_date: value_date.unwrap_or(to),
        })
    }

    fn finish(&self, line: u64) -> Result<(), TableFault> {
        for own in self.accounts.values() {
            let (Some(opening), Some(closing)) = (own.opening, own.closing) else { continue };
            let due = i128::from(opening.tiyn()) + own.moved;
            if due != i128::from(closing.tiyn()) {
                let due = i64::try_from(due).map_or(closing, Amount::from_tiyn);
                return Err(fault(Code::ControlTotal, due, closing, line));
            }
        }
        Ok(())
    }
}
