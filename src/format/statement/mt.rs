//! Statements in tags a line, as SWIFT and the Kazakh interbank text have them: MT940 (international), MT950 and MT970 (Kazakh).
//! Several may stand in one file, with or without the blocks around them (`{1:…}{4:` … `-}`).
//!
//! `D` is a payment, `RD` one that was taken back, `C` and `RC` are none of ours; `EC` and `ED` are only expected and moved
//! nothing. What the entries add up to must lead from the opening balance to the closing one.

use std::io::BufRead;

use chrono::NaiveDate;

use super::entry::{Entry, Movement, TakeEntry, reference_in};
use super::lines::{Lines, amount};
use super::xml::fault;
use crate::domain::defect::Code;
use crate::domain::ident::{Bin, Iban};
use crate::domain::money::Amount;
use crate::domain::statement::Answered;
use crate::format::letters;
use crate::format::table::TableFault;

/// No tag is longer with its further lines, in bytes.
const TAG: usize = 1 << 14;

/// Whether a file that begins so is in this form: its first line is a tag `:20:`, or the block before one.
pub(super) fn is(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let text = start.iter().position(|b| !b.is_ascii_whitespace()).map_or(&[][..], |at| &start[at..]);
    text.starts_with(b":20:") || text.starts_with(b"{1:") || text.starts_with(b"{4:")
}

/// Reads such a file.
pub(super) fn read(input: &mut dyn BufRead, take: &mut TakeEntry<'_>) -> Result<(), TableFault> {
    let mut lines = Lines::new(input, letters::decode);
    let mut file = File { take, statement: Statement::default(), entry: None };
    let mut tag: Option<(u64, String)> = None;
    while lines.next()? {
        let (line, text) = (lines.number, lines.text.trim_end());
        let text = text.rsplit_once("{4:").map_or(text, |(_, after)| after);
        let ends = text == "-}" || text == "-" || text.starts_with('{');
        if text.starts_with(':') || ends {
            if let Some((begun, text)) = tag.take() {
                file.tag(&text, begun)?;
            }
            if !ends {
                tag = Some((line, text.to_owned()));
            }
        } else if let Some((begun, tag)) = &mut tag {
            if tag.len() + text.len() > TAG {
                return Err(fault(Code::TooLong, tag.len() + text.len(), TAG, *begun));
            }
            tag.push('\n');
            tag.push_str(text);
        } else if !text.is_empty() {
            return Err(fault(Code::NotRecognised, text, ":20:", line));
        }
    }
    if let Some((begun, text)) = tag {
        file.tag(&text, begun)?;
    }
    file.finish(lines.number)
}

/// A statement whose closing balance has not come yet.
#[derive(Default)]
struct Statement {
    begun: bool,
    reference: String,
    account: String,
    number: String,
    currency: String,
    opening: Option<(i64, NaiveDate)>,
    date: Option<NaiveDate>,
    /// What came, less what went, in tiyn.
    moved: i128,
}

/// A line `:61:`.
struct Line {
    line: u64,
    movement: Option<Movement>,
    sum: Amount,
    /// Its sign on the balance.
    came: bool,
    day: NaiveDate,
    reference: String,
    bank: String,
    about: String,
}

struct File<'t, 'f> {
    take: &'t mut TakeEntry<'f>,
    statement: Statement,
    entry: Option<Line>,
}

impl File<'_, '_> {
    fn tag(&mut self, text: &str, line: u64) -> Result<(), TableFault> {
        let unknown = || fault(Code::NotRecognised, text.lines().next().unwrap_or(""), ":61:", line);
        let (name, value) = text[1..].split_once(':').ok_or_else(unknown)?;
        if name != "86" {
            self.tell()?;
        }
        let statement = &mut self.statement;
        match name {
            "20" => {
                if statement.begun {
                    return Err(fault(Code::CutOff, ":62F:", "", line));
                }
                *statement = Statement { begun: true, reference: value.trim().to_owned(), ..Statement::default() };
            }
            "25" | "25P" => {
                let account = value.lines().next().unwrap_or("").trim();
                statement.account = account.rsplit('/').next().unwrap_or(account).to_owned();
            }
            "28" | "28C" => value.trim().clone_into(&mut statement.number),
            "60F" | "60M" => {
                let (sum, day, currency) = balance(value, line)?;
                statement.opening = Some((sum, day));
                statement.currency = currency;
            }
            "61" => self.entry = Some(self.line(value, line)?),
            "86" => {
                if let Some(entry) = &mut self.entry {
                    value.clone_into(&mut entry.about);
                }
            }
            "62F" | "62M" => {
                let (closing, _, _) = balance(value, line)?;
                let statement = std::mem::take(&mut self.statement);
                let (opening, _) = statement.opening.ok_or_else(|| fault(Code::MissingValue, ":60F:", "", line))?;
                let due = i128::from(opening) + statement.moved;
                if due != i128::from(closing) {
                    let due = i64::try_from(due).unwrap_or(i64::MAX);
                    let (due, closing) = (Amount::from_tiyn(due), Amount::from_tiyn(closing));
                    return Err(fault(Code::ControlTotal, due, closing, line));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// `YYMMDD[MMDD]D1,00NTRFref//bank` of the international form, or `HHMMDYYMMDDKZT1,00S100<BIC>ref//bank` of the Kazakh one.
    fn line(&self, value: &str, line: u64) -> Result<Line, TableFault> {
        let first = value.lines().next().unwrap_or("").trim();
        let wrong = || fault(Code::NotRecognised, first, "YYMMDD D 1,00 NTRF…", line);
        let digits = first.bytes().take_while(u8::is_ascii_digit).count();
        let (head, rest) = first.split_at(digits);
        let marks = ["RC", "RD", "EC", "ED", "C", "D"];
        let mark = marks.iter().find(|mark| rest.starts_with(**mark)).ok_or_else(wrong)?;
        let rest = &rest[mark.len()..];
        let (date, rest, kazakh) = match digits {
            4 => {
                let (date, rest) = rest.split_at_checked(6).ok_or_else(wrong)?;
                (day(date, line)?, rest.strip_prefix(self.statement.currency.as_str()).ok_or_else(wrong)?, true)
            }
            6 | 10 => {
                (day(&head[..6], line)?, rest.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(rest), false)
            }
            _ => return Err(wrong()),
        };
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ',')).unwrap_or(rest.len());
        let (sum, rest) = (amount(&rest[..end], line)?, &rest[end..]);
        if !rest.starts_with(|c: char| c.is_ascii_uppercase()) {
            return Err(wrong());
        }
        // the type of the operation, and in the Kazakh form the other bank
        let rest = rest.get(4..).unwrap_or("");
        let rest = if kazakh { rest.get(8..).unwrap_or("") } else { rest };
        let (reference, bank) = rest.split_once("//").unwrap_or((rest, ""));
        let (movement, came) = match *mark {
            "D" => (Some(Movement::Debit), false),
            "RD" => (Some(Movement::Back), true),
            "C" => (Some(Movement::Credit), true),
            "RC" => (Some(Movement::Credit), false),
            _ => (None, true),
        };
        let (reference, bank) = (reference.trim().to_owned(), bank.trim().to_owned());
        Ok(Line { line, movement, sum, came, day: date, reference, bank, about: String::new() })
    }

    /// Tells the line that was read, now that what is said about it has come.
    fn tell(&mut self) -> Result<(), TableFault> {
        let Some(entry) = self.entry.take() else { return Ok(()) };
        let Some(movement) = entry.movement else { return Ok(()) };
        let statement = &mut self.statement;
        let missing = |what: &str| fault(Code::MissingValue, what, "", entry.line);
        let (_, opened) = statement.opening.ok_or_else(|| missing(":60F:"))?;
        // the opening balance may be that of the day before
        let date = *statement.date.get_or_insert(entry.day.max(opened));
        let tiyn = i128::from(entry.sum.tiyn());
        statement.moved += if entry.came { tiyn } else { -tiyn };
        let about = entry.about.replace('\n', " ");
        let named = Answered::parse(&entry.reference).is_some_and(|order| matches!(order, Answered::Full(_)));
        let (bin, account) = payee(&about, &statement.account);
        let own = if statement.number.is_empty() { &statement.reference } else { &statement.number };
        if own.is_empty() {
            return Err(missing(":28C:"));
        }
        let number = format!("{} {own}", statement.account);
        (self.take)(&Entry {
            statement: number.trim(),
            date,
            line: entry.line,
            account: &statement.account,
            currency: &statement.currency,
            movement,
            amount: entry.sum,
            order: if named { &entry.reference } else { reference_in(&about).unwrap_or_default() },
            payee_bin: bin,
            payee_account: account,
            reason: if movement == Movement::Back { about.trim() } else { "" },
            reference: &entry.bank,
            value_date: entry.day,
        })
    }

    fn finish(mut self, line: u64) -> Result<(), TableFault> {
        self.tell()?;
        if self.statement.begun { Err(fault(Code::CutOff, ":62F:", "", line)) } else { Ok(()) }
    }
}

fn day(text: &str, line: u64) -> Result<NaiveDate, TableFault> {
    let read = NaiveDate::parse_from_str(&format!("20{text}"), "%Y%m%d").ok().filter(|_| text.len() == 6);
    read.ok_or_else(|| fault(Code::BadDate, text, "", line))
}

/// `C260319KZT1,00`: the sum with its sign, the day, the currency.
fn balance(value: &str, line: u64) -> Result<(i64, NaiveDate, String), TableFault> {
    let value = value.trim();
    let wrong = || fault(Code::NotRecognised, value, "C260319KZT1,00", line);
    let debit = match value.chars().next() {
        Some('C') => false,
        Some('D') => true,
        _ => return Err(wrong()),
    };
    let (date, rest) = value[1..].split_at_checked(6).ok_or_else(wrong)?;
    let (currency, sum) = rest.split_at_checked(3).ok_or_else(wrong)?;
    let sum = amount(sum, line)?.tiyn();
    Ok((if debit { -sum } else { sum }, day(date, line)?, currency.to_owned()))
}

/// The payee's BIN and account in a text, where just one of each stands there beside our own account.
fn payee<'t>(text: &'t str, own: &str) -> (&'t str, &'t str) {
    let words = || text.split(|c: char| !c.is_ascii_alphanumeric());
    let only = |is: &dyn Fn(&str) -> bool| -> &'t str {
        let mut found = words().filter(|word| is(word));
        match (found.next(), found.next()) {
            (Some(one), None) => one,
            _ => "",
        }
    };
    let account = only(&|word| word != own && Iban::parse(word).is_ok());
    (only(&|word| word.len() == 12 && Bin::parse(word).is_ok()), account)
}
