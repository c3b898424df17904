//! Statements in tags a line, as SWIFT and the Kazakh interbank text have them: MT940 (international), MT950 and MT970 (Kazakh).
//! Several may stand in one file, with or without the blocks around them (`{1:…}{4:` … `-}`).
//!
//! A long statement comes in pages (`:62M:`, then `:60M:`): each is kept under its own number, so that they may also come in
//! files of their own. Within a file a page must go on where the one before it ended.
//!
//! `D` is a payment, `RD` one that was taken back, `C` and `RC` are none of ours; `EC` and `ED` are only expected and moved
//! nothing. What the entries add up to must lead from the opening balance to the closing one.

use std::io::BufRead;

use chrono::NaiveDate;

use super::entry::{Entry, Movement, Take, reference_in};
use super::lines::{Lines, amount};
use super::xml::fault;
use crate::domain::defect::Code;
use crate::domain::ident::{Bin, Iban};
use crate::domain::money::Amount;
use crate::domain::statement::Answered;
use crate::domain::time::parse_date_as;
use crate::format::letters;
use crate::format::table::TableFault;

/// No tag is longer with its further lines, in bytes.
const TAG: usize = 1 << 14;

/// What the network sets around and between messages.
const FRAME: [char; 4] = ['\u{1}', '\u{3}', '$', ' '];

/// Whether a file that begins so is in this form: its first line is a tag `:20:`, or the block before one.
pub(super) fn is(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let text = start.iter().position(|b| *b > b' ').map_or(&[][..], |at| &start[at..]);
    text.starts_with(b":20:") || text.starts_with(b"{1:") || text.starts_with(b"{4:")
}

/// Reads such a file.
pub(super) fn read(input: &mut dyn BufRead, take: &mut dyn Take) -> Result<(), TableFault> {
    let mut lines = Lines::new(input, letters::kz_1048);
    let mut file = File { take, statement: Statement::default(), entry: None, page: None, told: false };
    let (mut block, mut tag): (Block, Option<(u64, String)>) = (Block::default(), None);
    while lines.next()? {
        let (line, text) = (lines.number, lines.text.trim_end().trim_matches(FRAME));
        let (bounds, text) = block.pass(text, line)?;
        if (text.starts_with(':') || bounds)
            && let Some((begun, text)) = tag.take()
        {
            file.tag(&text, begun)?;
        }
        if text.starts_with(':') {
            tag = Some((line, text.to_owned()));
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
    block.finish(lines.number)?;
    file.finish(lines.number)
}

/// The blocks around a message: `{1:…}{2:…}{4:`, its lines, `-}` and perhaps `{5:…}`.
#[derive(Default)]
struct Block {
    open: bool,
}

impl Block {
    /// Whether a line is or begins with the bounds of a block, and what of it is within.
    fn pass<'l>(&mut self, text: &'l str, line: u64) -> Result<(bool, &'l str), TableFault> {
        let (ends, rest) = match text.strip_prefix("-}") {
            Some(rest) => (true, rest.trim_matches(FRAME)),
            None if text == "-" => (true, ""),
            None => (false, text),
        };
        self.open &= !ends;
        let digits = rest.strip_prefix('{').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        if digits.is_none_or(|after| after.len() + 1 == rest.len() || !after.starts_with(':')) {
            return match rest {
                "" => Ok((ends, "")),
                _ if ends => Err(fault(Code::NotRecognised, rest, "{1:", line)),
                _ => Ok((false, rest)),
            };
        }
        self.finish(line)?;
        let within = rest.split_once("{4:").map(|(_, within)| within);
        self.open = within.is_some();
        Ok((true, within.unwrap_or("")))
    }

    /// At the end of a message or of the file none may be open.
    fn finish(&self, line: u64) -> Result<(), TableFault> {
        if self.open { Err(fault(Code::CutOff, "-}", "", line)) } else { Ok(()) }
    }
}

/// A page of a statement that goes on, when it has ended.
struct Page {
    account: String,
    number: String,
    /// The date of the statement until its own is told.
    thought: NaiveDate,
    /// Its closing balance, in tiyn.
    closing: i64,
    date: NaiveDate,
    line: u64,
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

impl Statement {
    /// Its number: the account and its own one.
    fn number_of(&self, line: u64) -> Result<String, TableFault> {
        let missing = |what: &str| fault(Code::MissingValue, what, "", line);
        let own = if self.number.is_empty() { &self.reference } else { &self.number };
        match (self.account.as_str(), own.as_str()) {
            ("", _) => Err(missing(":25:")),
            (_, "") => Err(missing(":28C:")),
            (account, own) => Ok(format!("{account} {own}")),
        }
    }
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
    /// What stands on its further lines.
    more: String,
    about: String,
}

struct File<'t> {
    take: &'t mut dyn Take,
    statement: Statement,
    entry: Option<Line>,
    /// The page before this one.
    page: Option<Page>,
    /// Whether any statement ended.
    told: bool,
}

impl File<'_> {
    fn tag(&mut self, text: &str, line: u64) -> Result<(), TableFault> {
        let unknown = || fault(Code::NotRecognised, text.lines().next().unwrap_or(""), ":61:", line);
        let (name, value) = text[1..].split_once(':').ok_or_else(unknown)?;
        if name != "86" {
            self.tell()?;
        }
        let statement = &mut self.statement;
        if !statement.begun && !matches!(name, "20" | "64" | "65" | "86") {
            return Err(fault(Code::MissingValue, ":20:", "", line));
        }
        match name {
            "20" => {
                if statement.begun {
                    return Err(fault(Code::CutOff, ":62F:", "", line));
                }
                *statement = Statement { begun: true, reference: value.trim().to_owned(), ..Statement::default() };
            }
            "25" | "25P" => {
                let account = value.lines().next().unwrap_or("").trim();
                if !statement.account.is_empty() {
                    return Err(fault(Code::DoubledColumn, ":25:", "", line));
                }
                statement.account = account.rsplit('/').next().unwrap_or(account).to_owned();
            }
            "28" | "28C" => {
                if !statement.number.is_empty() {
                    return Err(fault(Code::DoubledColumn, ":28C:", "", line));
                }
                value.trim().clone_into(&mut statement.number);
            }
            "60F" | "60M" => {
                let (sum, day, currency) = balance(value, line)?;
                if statement.opening.replace((sum, day)).is_some() {
                    return Err(fault(Code::CutOff, ":62F:", "", line));
                }
                statement.currency = currency;
                if !self.goes_on(name == "60M", line)? {
                    self.take.begin();
                }
            }
            "61" => self.entry = Some(self.line(value, line)?),
            "86" => {
                if let Some(entry) = &mut self.entry {
                    value.clone_into(&mut entry.about);
                }
            }
            "62F" | "62M" => {
                let (closing, date, currency) = balance(value, line)?;
                if currency != statement.currency && statement.opening.is_some() {
                    return Err(fault(Code::NotRecognised, currency, &statement.currency, line));
                }
                self.close(closing, date, name == "62M", line)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A page must go on where the one before it ended, and a statement that is told in pages has all of them. Whether this
    /// one has the number of the page before it.
    fn goes_on(&mut self, further: bool, line: u64) -> Result<bool, TableFault> {
        let statement = &mut self.statement;
        let Some(page) = self.page.as_ref().filter(|page| page.account == statement.account) else {
            return Ok(false);
        };
        let Some((opening, day)) = statement.opening else { return Ok(false) };
        if !further {
            return Err(fault(Code::CutOff, ":62F:", "", line));
        }
        if opening != page.closing {
            let (found, due) = (Amount::from_tiyn(opening), Amount::from_tiyn(page.closing));
            return Err(fault(Code::ControlTotal, found, due, line));
        }
        let same = statement.number_of(line)? == page.number;
        statement.date = Some(if same { page.thought } else { day });
        Ok(same)
    }

    /// The closing balance: of the statement, or of a page that goes on.
    fn close(&mut self, closing: i64, date: NaiveDate, goes_on: bool, line: u64) -> Result<(), TableFault> {
        let statement = std::mem::take(&mut self.statement);
        let (opening, opened) = statement.opening.ok_or_else(|| fault(Code::MissingValue, ":60F:", "", line))?;
        let due = i128::from(opening) + statement.moved;
        if due != i128::from(closing) {
            let due = i64::try_from(due).unwrap_or(i64::MAX);
            return Err(fault(Code::ControlTotal, Amount::from_tiyn(due), Amount::from_tiyn(closing), line));
        }
        let number = statement.number_of(line)?;
        self.told = true;
        if let Some(before) = self.page.take().filter(|before| before.number != number) {
            self.take.dated(&before.number, before.date, before.line);
        }
        if goes_on {
            let (thought, account) = (statement.date.unwrap_or(opened), statement.account);
            self.page = Some(Page { account, number, thought, closing, date, line });
        } else {
            self.take.dated(&number, date, line);
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
        let more = value.lines().skip(1).collect::<Vec<_>>().join(" ");
        Ok(Line { line, movement, sum, came, day: date, reference, bank, more, about: String::new() })
    }

    /// Tells the line that was read, now that what is said about it has come.
    fn tell(&mut self) -> Result<(), TableFault> {
        let Some(entry) = self.entry.take() else { return Ok(()) };
        let Some(movement) = entry.movement else { return Ok(()) };
        let statement = &mut self.statement;
        let missing = |what: &str| fault(Code::MissingValue, what, "", entry.line);
        let (_, opened) = statement.opening.ok_or_else(|| missing(":60F:"))?;
        // the closing balance will tell the right one
        let date = *statement.date.get_or_insert(opened);
        let tiyn = i128::from(entry.sum.tiyn());
        statement.moved += if entry.came { tiyn } else { -tiyn };
        let about = format!("{} {}", entry.more, entry.about.replace('\n', " "));
        let about = about.trim();
        let named = Answered::parse(&entry.reference).is_some_and(|order| matches!(order, Answered::Full(_)));
        let (bin, account) = payee(about, &statement.account);
        let number = statement.number_of(entry.line)?;
        self.take.entry(&Entry {
            statement: &number,
            date,
            line: entry.line,
            account: &statement.account,
            currency: &statement.currency,
            movement,
            amount: entry.sum,
            order: if named { &entry.reference } else { reference_in(about).unwrap_or_default() },
            payee_bin: bin,
            payee_account: account,
            reason: if movement == Movement::Back { about } else { "" },
            reference: &entry.bank,
            value_date: entry.day,
        })
    }

    fn finish(mut self, line: u64) -> Result<(), TableFault> {
        self.tell()?;
        if self.statement.begun || !self.told {
            let missing = if self.statement.begun { ":62F:" } else { ":20:" };
            return Err(fault(Code::CutOff, missing, "", line));
        }
        if let Some(page) = self.page {
            self.take.dated(&page.number, page.date, page.line);
        }
        Ok(())
    }
}

fn day(text: &str, line: u64) -> Result<NaiveDate, TableFault> {
    parse_date_as(&format!("20{text}"), "%Y%m%d").ok_or_else(|| fault(Code::BadDate, text, "", line))
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
