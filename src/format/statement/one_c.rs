//! `1CClientBankExchange`, the text that bank clients give 1C: what went and what came on an account in a period. Keys are read
//! without regard to case, unknown ones are passed over; the letters are UTF-8, windows-1251 or cp866, whatever the file says of
//! them. Several such files may stand in one, behind each other.
//!
//! The form has no number of its own. Each day of an account is a statement (`1C:KZ… 2026-03-19`), whatever period the file is
//! of, and may grow: what the bank posted late stands in a later file of that day or of its week, and only that is taken.

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;

use chrono::NaiveDate;

use super::entry::{Entry, Movement, Take, reference_in};
use super::gather::GROWS;
use super::lines::{Lines, SingleByte, amount};
use super::xml::fault;
use crate::domain::defect::Code;
use crate::domain::money::Amount;
use crate::domain::statement::Answered;
use crate::domain::time::parse_date_as;
use crate::format::letters::{cp866, windows_1251};
use crate::format::table::TableFault;

/// How a file begins, in small letters.
const FIRST: &str = "1cclientbankexchange";
/// Accounts that one file tells of, at most.
const ACCOUNTS: usize = 10_000;
/// No account is longer, in characters.
const ACCOUNT: usize = 35;

const DATES: [&str; 2] = ["датаначала", "датаконца"];
const OWN: [&str; 2] = ["расчсчет", "иик"];
const BALANCES: [&str; 2] = ["начальныйостаток", "конечныйостаток"];
const SUMS: [&str; 3] = ["суммарасход", "суммаприход", "сумма"];
const PAYER: [&str; 4] = ["плательщикиик", "плательщиксчет", "плательщикрасчсчет", "плательщиксчёт"];
const PAYEE: [&str; 4] = ["получательиик", "получательсчет", "получательрасчсчет", "получательсчёт"];
const PAYER_BIN: [&str; 5] =
    ["плательщикбин_иин", "плательщикиин_бин", "плательщикбин", "плательщикиин", "плательщикинн"];
const PAYEE_BIN: [&str; 5] =
    ["получательбин_иин", "получательиин_бин", "получательбин", "получательиин", "получательинн"];
const NUMBER: [&str; 1] = ["номердокумента"];
const WRITTEN: [&str; 2] = ["датадокумента", "дата"];
const WENT: [&str; 3] = ["датасписано", "датаоперации", "датавалютирования"];
const CAME: [&str; 3] = ["датапоступило", "датаоперации", "датавалютирования"];
const VALUE: [&str; 1] = ["датавалютирования"];
const PURPOSE: [&str; 1] = ["назначениеплатежа"];
const CURRENCY: [&str; 1] = ["валюта"];
const REFERENCE: [&str; 3] = ["идентификатор", "референс", "кодоперации"];
/// Every key that is kept of a section.
const KEPT: [&[&str]; 17] = [
    &DATES, &OWN, &BALANCES, &SUMS, &PAYER, &PAYEE, &PAYER_BIN, &PAYEE_BIN, &NUMBER, &WRITTEN, &WENT, &CAME, &PURPOSE,
    &CURRENCY, &REFERENCE, &VALUE, &TOTALS,
];
/// What the files say that the orders leave in: they are no answer of a bank.
const OURS: [&str; 2] = ["отправитель", "описьsha256"];
/// The sums that a section says went and came in all.
const TOTALS: [&str; 2] = ["всегосписано", "всегопоступило"];
/// Days that only a bank gives to a document.
const POSTED: [&str; 3] = ["датасписано", "датапоступило", "датаоперации"];
/// How a text says that money came back: the beginnings of the words.
const BACK: [&str; 2] = ["возвра", "қайтар"];

/// Whether a file that begins so is in this form.
pub(super) fn is(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    start.get(..FIRST.len()).is_some_and(|first| first.eq_ignore_ascii_case(FIRST.as_bytes()))
}

/// Reads such a file.
pub(super) fn read(input: &mut dyn BufRead, take: &mut dyn Take) -> Result<(), TableFault> {
    let letters = letters_of(input.fill_buf().map_err(TableFault::Io)?);
    let mut lines = Lines::new(input, letters);
    let mut file = None;
    let mut section: Option<Section> = None;
    let mut told = false;
    while lines.next()? {
        let (line, text) = (lines.number, lines.text.trim());
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        let (key, value) = (key.trim().to_lowercase().replace('/', "_"), value.trim());
        let Some(within) = &mut file else {
            match key.as_str() {
                "" | "\u{1a}" => {}
                FIRST => {
                    take.begin();
                    (file, told) = (Some(File::new(take.own())), true);
                }
                _ => return Err(fault(Code::NotRecognised, text, "1CClientBankExchange", line)),
            }
            continue;
        };
        match (key.as_str(), &mut section) {
            ("", _) => {}
            (FIRST, _) => return Err(fault(Code::CutOff, "КонецФайла", "", line)),
            ("секциярассчет" | "секциярасчсчет" | "секциядокумент", None) => {
                let account = key != "секциядокумент";
                section = Some(Section { line, account, keys: BTreeMap::new() });
            }
            ("конецрасчсчет", Some(open)) if open.account => {
                within.account(open)?;
                section = None;
            }
            ("конецдокумента", Some(open)) if !open.account => {
                within.document(open, take)?;
                section = None;
            }
            ("конецфайла", None) => {
                within.finish(line)?;
                file = None;
            }
            (_, Some(open)) if key.starts_with("секция") || key.starts_with("конец") => {
                let expected = if open.account { "КонецРасчСчет" } else { "КонецДокумента" };
                return Err(fault(Code::NotRecognised, text, expected, line));
            }
            (key, Some(open)) => open.keep(key, value, line)?,
            ("датаначала", None) => within.from = Some(day(value, line)?),
            ("датаконца", None) => within.to = Some(day(value, line)?),
            ("расчсчет", None) => _ = within.own(value, line)?,
            (key, None) if OURS.contains(&key) && (value == "qazyna" || key != OURS[0]) => {
                return Err(fault(Code::NotRecognised, text, "выписка банка", line));
            }
            (key, None) if key.starts_with("секция") || key.starts_with("конец") || of_document(key) => {
                return Err(fault(Code::NotRecognised, text, "СекцияДокумент", line));
            }
            _ => {}
        }
    }
    match file {
        None if told => Ok(()),
        _ => Err(fault(Code::CutOff, "КонецФайла", "", lines.number)),
    }
}

/// The encoding of a byte a letter in which a file that begins so may be: that in which the keys of its head can be read.
fn letters_of(start: &[u8]) -> SingleByte {
    let dos = cp866(start).unwrap_or_default().to_lowercase();
    if ["кодировка=", "датаначала="].iter().any(|key| dos.contains(key)) {
        cp866
    } else {
        windows_1251
    }
}

/// Whether a key is that of a payment: neither of the file, which may name a currency too, nor of an account.
fn of_document(key: &str) -> bool {
    let of_payment: [&[&str]; 5] = [&NUMBER, &SUMS, &PAYER, &PAYEE, &PURPOSE];
    of_payment.iter().any(|keys| keys.contains(&key))
}

fn day(text: &str, line: u64) -> Result<NaiveDate, TableFault> {
    parse_date_as(text, "%d.%m.%Y").ok_or_else(|| fault(Code::BadDate, text, "", line))
}

/// A section: of an account, or a document.
struct Section {
    line: u64,
    account: bool,
    keys: BTreeMap<&'static str, String>,
}

impl Section {
    /// Keeps what is asked for later. Banks repeat a key with an empty value; two values are one too many.
    fn keep(&mut self, key: &str, value: &str, line: u64) -> Result<(), TableFault> {
        if let Some(key) = KEPT.iter().flat_map(|keys| keys.iter()).find(|known| **known == key) {
            let kept = self.keys.entry(key).or_default();
            if kept.is_empty() {
                value.clone_into(kept);
            } else if !value.is_empty() && kept != value {
                return Err(fault(Code::DoubledColumn, key, "", line));
            }
        }
        Ok(())
    }

    /// The value of the first of these keys that has one.
    fn get(&self, keys: &[&str]) -> &str {
        let found = keys.iter().filter_map(|key| self.keys.get(*key)).find(|value| !value.is_empty());
        found.map_or("", String::as_str)
    }

    fn sum(&self, key: &str) -> Result<Option<Amount>, TableFault> {
        match self.get(&[key]) {
            "" => Ok(None),
            text => amount(text, self.line).map(Some),
        }
    }

    /// A balance in tiyn, which is below zero where the account is overdrawn.
    fn balance(&self, key: &str) -> Result<Option<i64>, TableFault> {
        match self.get(&[key]) {
            "" => Ok(None),
            text => match text.strip_prefix('-') {
                Some(owed) => amount(owed, self.line).map(|sum| Some(-sum.tiyn())),
                None => amount(text, self.line).map(|sum| Some(sum.tiyn())),
            },
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
    opening: Option<i64>,
    closing: Option<i64>,
    /// What went and what came, in tiyn.
    moved: [i128; 2],
    /// The same as the sections say, where they do.
    stated: [Option<i128>; 2],
    /// The file says that it is of this account.
    named: bool,
    /// It was named behind the first document: what moved before is not known.
    late: bool,
}

struct File {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    accounts: HashMap<String, Own>,
    documents: bool,
    /// Whether a section of an account was there, and the first document that only such a section proves to be posted.
    sections: bool,
    unproven: Option<u64>,
}

impl File {
    /// A file of which nothing is known, but that we pay from the account `own`.
    fn new(own: &str) -> Self {
        let accounts = HashMap::from([(own.to_owned(), Own::default())]);
        File { from: None, to: None, accounts, documents: false, sections: false, unproven: None }
    }

    fn own(&mut self, account: &str, line: u64) -> Result<&mut Own, TableFault> {
        if account.chars().count() > ACCOUNT {
            return Err(fault(Code::TooLong, account, ACCOUNT, line));
        }
        if self.accounts.len() >= ACCOUNTS && !self.accounts.contains_key(account) {
            return Err(fault(Code::TooLong, "РасчСчет", ACCOUNTS, line));
        }
        let late = self.documents;
        let own = self.accounts.entry(account.to_owned()).or_insert(Own { late, ..Own::default() });
        own.named = true;
        Ok(own)
    }

    /// The section of an account, of which there may be one a day: the first balance is the opening one, the last the closing.
    fn account(&mut self, section: &Section) -> Result<(), TableFault> {
        let [first, last] = BALANCES;
        let (opening, closing) = (section.balance(first)?, section.balance(last)?);
        let [from, to] = DATES;
        self.from = self.from.or(section.day(&[from])?);
        self.to = self.to.or(section.day(&[to])?);
        self.sections = true;
        let totals = [section.sum(TOTALS[0])?, section.sum(TOTALS[1])?];
        if opening.is_some() != closing.is_some() {
            let missing =
                if opening.is_some() { "КонечныйОстаток" } else { "НачальныйОстаток" };
            return Err(fault(Code::MissingValue, missing, "", section.line));
        }
        let own = self.own(section.get(&OWN), section.line)?;
        for (stated, total) in own.stated.iter_mut().zip(totals) {
            *stated = total.map_or(*stated, |total| Some(stated.unwrap_or(0) + i128::from(total.tiyn())));
        }
        own.opening = own.opening.or(opening);
        own.closing = closing.or(own.closing);
        Ok(())
    }

    fn document(&mut self, section: &Section, take: &mut dyn Take) -> Result<(), TableFault> {
        self.documents = true;
        let line = section.line;
        let missing = |what: &str| fault(Code::MissingValue, what, "", line);
        let (payer, payee) = (section.get(&PAYER), section.get(&PAYEE));
        let above = |sum: Option<Amount>| sum.filter(|sum| *sum > Amount::ZERO);
        let [out, came, sum] = SUMS;
        let (out, came, sum) = (above(section.sum(out)?), above(section.sum(came)?), section.sum(sum)?);
        let (went_from, came_to) = (self.accounts.contains_key(payer), self.accounts.contains_key(payee));
        if out.is_some() && came.is_some() && !(went_from && came_to) {
            return Err(fault(Code::DoubledColumn, "СуммаПриход", "", line));
        }
        if out.is_none() && came.is_none() && section.get(&POSTED).is_empty() {
            // an order to pay looks the same: that it was posted the section of the account says
            self.unproven.get_or_insert(line);
        }
        let debit = match (out, came) {
            (Some(_), None) => true,
            (None, Some(_)) => false,
            _ => went_from || !came_to,
        };
        let sum = out.or(came).or(sum).ok_or_else(|| missing("Сумма"))?;
        let account = match (if debit { payer } else { payee }, debit) {
            ("", true) => self.only().ok_or_else(|| missing("ПлательщикИИК"))?.to_owned(),
            ("", false) => self.only().ok_or_else(|| missing("ПолучательИИК"))?.to_owned(),
            (account, _) => account.to_owned(),
        };
        // whose side a document is of says which of its two sums it has; one with neither moves money on both sides
        let both = out.is_some() == came.is_some();
        let posted = section.day(if debit { &WENT } else { &CAME })?;
        let written = section.day(&WRITTEN)?.filter(|day| self.from.is_none_or(|from| *day >= from));
        let written = written.filter(|day| self.to.is_none_or(|to| *day <= to));
        let day = posted.or(written).or(self.to).or(self.from).ok_or_else(|| missing("ДатаКонца"))?;
        let number = format!("{GROWS}{account} {day}");
        let text = section.get(&PURPOSE);
        let named = section.get(&NUMBER);
        let within = reference_in(text);
        let small = text.to_lowercase();
        let movement = match debit {
            true => Movement::Debit,
            false if within.is_some() && BACK.iter().any(|word| small.contains(word)) => Movement::Back,
            false => Movement::Credit,
        };
        // a bare number may be the bank's own: the whole reference in the text is better
        let order = match (Answered::parse(named), within) {
            (Some(Answered::Full(_)), _) if movement == Movement::Debit => named,
            (_, Some(full)) => full,
            (Some(_), None) if movement == Movement::Debit => named,
            _ => "",
        };
        let (bin, other) = if debit { (section.get(&PAYEE_BIN), payee) } else { (section.get(&PAYER_BIN), payer) };
        take.entry(&Entry {
            statement: &number,
            date: day,
            line,
            account: &account,
            currency: section.get(&CURRENCY),
            movement,
            amount: sum,
            order,
            payee_bin: bin,
            payee_account: other,
            reason: if movement == Movement::Back { text } else { "" },
            reference: section.get(&REFERENCE),
            value_date: section.day(&VALUE)?.unwrap_or(day),
        })?;
        let tiyn = i128::from(sum.tiyn());
        if let Some(own) = self.accounts.get_mut(&account) {
            own.moved[usize::from(!debit)] += tiyn;
        }
        if let Some(other) = self.accounts.get_mut(other).filter(|_| both) {
            other.moved[usize::from(debit)] += tiyn;
        }
        Ok(())
    }

    /// The account that a document is of which does not say it: the only one of the file.
    fn only(&self) -> Option<&str> {
        let mut named = self.accounts.iter().filter(|(_, own)| own.named);
        match (named.next(), named.next()) {
            (Some((account, _)), None) => Some(account),
            _ => None,
        }
    }

    fn finish(&self, line: u64) -> Result<(), TableFault> {
        if let Some(line) = self.unproven.filter(|_| !self.sections) {
            return Err(fault(Code::MissingValue, "СекцияРасчСчет", "", line));
        }
        let shown = |tiyn: i128| Amount::from_tiyn(i64::try_from(tiyn).unwrap_or(i64::MAX));
        for own in self.accounts.values().filter(|own| !own.late) {
            for (stated, moved) in own.stated.into_iter().zip(own.moved) {
                if let Some(stated) = stated.filter(|stated| *stated != moved) {
                    return Err(fault(Code::ControlTotal, shown(moved), shown(stated), line));
                }
            }
            let (Some(opening), Some(closing)) = (own.opening, own.closing) else { continue };
            let due = i128::from(opening) + own.moved[1] - own.moved[0];
            if due != i128::from(closing) {
                return Err(fault(Code::ControlTotal, shown(due), Amount::from_tiyn(closing), line));
            }
        }
        Ok(())
    }
}
