//! The treasury's form 4-20, its consolidated report on expenditure by classification: a text in columns. Line 1 says what it is,
//! line 4 the day, line 11 the institution; the body begins on line 16. A row is set in by its level: administrator 0,
//! programme 3, subprogramme 7, specific 12 blanks, or, where tabs part the columns, 0 to 3 tabs; a specific has ten sums in tenge (`1,234,567.89`), of which the third is
//! what was executed, the ninth what is left of obligations, the tenth of payments. Where a higher level has its ten sums too,
//! those below it must add up to them. Letters are UTF-8 or windows-1251.

use std::collections::BTreeSet;
use std::io::BufRead;

use chrono::NaiveDate;

use super::lines::Lines;
use super::xml::fault;
use crate::domain::budget::BudgetLine;
use crate::domain::defect::Code;
use crate::domain::execution::{Executed, Execution};
use crate::domain::money::Amount;
use crate::domain::time::parse_date_as;
use crate::format::letters::windows_1251;
use crate::format::table::TableFault;

const DATE: u64 = 4;
const INSTITUTION: u64 = 11;
const BODY: u64 = 16;
/// Blanks before a code, by its level.
const LEVELS: [usize; 4] = [0, 3, 7, 12];
/// Sums of a row, and where those stand that are kept.
const SUMS: usize = 10;
const KEPT: [usize; 3] = [2, 8, 9];
/// Rows that a form has, at most.
const ROWS: usize = 100_000;

/// How a heading says that its sums are not in tenge.
const UNITS: [&str; 4] = ["тыс.", "тысяч", "мың", "млн"];
/// How the last row begins, the total of the whole form.
const TOTAL: [&str; 4] = ["итого", "всего", "барлығы", "жиыны"];
/// How a file of another form begins, which may stand behind this one.
const OTHERS: [&str; 6] = ["1cclientbankexchange", "форма", ":", "{1:", "<", "statement_no"];

/// Whether a file that begins so is a form 4-20.
pub(super) fn is(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let line = start.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or(start).trim_ascii();
    let text = std::str::from_utf8(line).map(str::to_owned).ok().or_else(|| windows_1251(line)).unwrap_or_default();
    let text = text.to_lowercase();
    text.len() < 200 && text.starts_with("форма") && text.contains("4-20")
}

/// Reads such a form.
pub(super) fn read(input: &mut dyn BufRead) -> Result<Execution, TableFault> {
    let mut lines = Lines::new(input, windows_1251);
    let (mut date, mut institution, mut body) = (None, None, Body::default());
    while lines.next()? {
        let (line, text) = (lines.number, lines.text.trim_end());
        match line {
            DATE => date = Some(day(text, line)?),
            INSTITUTION => institution = Some(code_of(text, line)?),
            _ if line >= BODY => body.row(text, line)?,
            _ => {}
        }
        if line < BODY && UNITS.iter().any(|unit| text.to_lowercase().contains(unit)) {
            return Err(fault(Code::NotRecognised, text.trim(), "тенге", line));
        }
    }
    body.close(0)?;
    let cut_off = |missing| fault(Code::CutOff, missing, "", lines.number);
    let date = date.ok_or_else(|| cut_off("… 31.12.2026"))?;
    let institution = institution.ok_or_else(|| cut_off("2550101 - …"))?;
    if body.rows.is_empty() {
        return Err(cut_off("            311 … 0.00 × 10"));
    }
    Ok(Execution { institution, date, at: [DATE, INSTITUTION], rows: body.rows })
}

/// The second word of the line, a day.
fn day(text: &str, line: u64) -> Result<NaiveDate, TableFault> {
    let word = text.split_whitespace().nth(1).unwrap_or(text.trim());
    let read = ["%d.%m.%Y", "%Y-%m-%d"].iter().find_map(|form| parse_date_as(word, form));
    read.ok_or_else(|| fault(Code::BadDate, word, "", line))
}

/// The institution's treasury code: what the line begins with.
fn code_of(text: &str, line: u64) -> Result<String, TableFault> {
    let word = text.trim_start().split(|c: char| c.is_whitespace() || c == '-').next().unwrap_or("");
    if word.len() == 7 && word.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(word.to_owned());
    }
    Err(fault(Code::NotRecognised, text.trim(), "2550101 - …", line))
}

/// A sum, with commas between thousands.
fn sum(text: &str) -> Option<Amount> {
    let (whole, tiyn) = text.split_once('.').unwrap_or((text, "00"));
    let (first, others) = whole.split_once(',').map_or((whole, None), |(first, others)| (first, Some(others)));
    let grouped = others.is_none_or(|o| first.trim_start_matches('-').len() <= 3 && o.split(',').all(|g| g.len() == 3));
    let plain = format!("{}.{tiyn}", whole.replace(',', ""));
    Amount::parse_signed(&plain).ok().filter(|_| grouped)
}

/// The sums that are kept of a row's words, the last ten of which are its sums.
fn sums_of(words: &[&str]) -> Option<[Amount; 3]> {
    let last = words.get(words.len().checked_sub(SUMS)?..)?;
    let sums: Vec<Amount> = last.iter().map(|word| sum(word)).collect::<Option<_>>()?;
    Some(KEPT.map(|place| sums[place]))
}

/// The level of a row by how far it is set in.
fn level_of(text: &str) -> Option<usize> {
    let blanks = text.len() - text.trim_start_matches(' ').len();
    let tabs = text.len() - text.trim_start_matches('\t').len();
    if tabs > 0 {
        Some(tabs).filter(|tabs| *tabs < LEVELS.len())
    } else {
        LEVELS.iter().position(|set_in| *set_in == blanks)
    }
}

/// How many sums stand at the end of a row.
fn count(words: &[&str]) -> usize {
    words.iter().rev().take_while(|word| sum(word).is_some()).count()
}

/// A level that is open: its code, what it says that it holds, and what it held so far.
struct Level {
    code: String,
    line: u64,
    stated: Option<[Amount; 3]>,
    held: [i64; 3],
}

#[derive(Default)]
struct Body {
    open: Vec<Level>,
    rows: Vec<Executed>,
    seen: BTreeSet<BudgetLine>,
}

impl Body {
    fn row(&mut self, text: &str, line: u64) -> Result<(), TableFault> {
        let small = text.trim_start().to_lowercase();
        if OTHERS.iter().any(|other| small.starts_with(other)) {
            return Err(fault(Code::NotRecognised, text.trim(), "4-20", line));
        }
        let mut words = text.split_whitespace();
        let code = words.next().unwrap_or("");
        if TOTAL.iter().any(|total| small.starts_with(total)) {
            return self.total(&words.collect::<Vec<_>>(), line);
        }
        let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
        let Some(level) = level_of(text).filter(|_| is_code) else {
            // a heading, a total, or a name that goes on
            return if is_code { Err(fault(Code::NotRecognised, text.trim(), "0, 3, 7, 12", line)) } else { Ok(()) };
        };
        self.close(level)?;
        if self.open.len() < level {
            return Err(fault(Code::MissingValue, ["АБП", "программа", "подпрограмма"][self.open.len()], "", line));
        }
        let words: Vec<&str> = words.collect();
        let sums = sums_of(&words);
        if level + 1 < LEVELS.len() {
            self.open.push(Level { code: code.to_owned(), line, stated: sums, held: [0; 3] });
            return Ok(());
        }
        let [executed, obligations_left, payments_left] =
            sums.ok_or_else(|| fault(Code::FieldCount, count(&words), SUMS, line))?;
        for level in &mut self.open {
            for (held, sum) in level.held.iter_mut().zip([executed, obligations_left, payments_left]) {
                *held = held.saturating_add(sum.tiyn());
            }
        }
        let above: Vec<&str> = self.open.iter().map(|level| level.code.as_str()).collect();
        let found = BudgetLine::from_codes([above[0], above[1], above[2], code]).ok();
        let budget_line = found.ok_or_else(|| fault(Code::NotRecognised, code, "", line))?;
        if self.rows.len() == ROWS {
            return Err(fault(Code::TooLong, self.rows.len(), ROWS, line));
        }
        if !self.seen.insert(budget_line) {
            return Err(fault(Code::AlreadyExists, budget_line, "", line));
        }
        self.rows.push(Executed { line: budget_line, executed, obligations_left, payments_left });
        Ok(())
    }

    /// The total of the form: all its rows.
    fn total(&mut self, words: &[&str], line: u64) -> Result<(), TableFault> {
        self.close(0)?;
        let stated = sums_of(words).ok_or_else(|| fault(Code::FieldCount, count(words), SUMS, line))?;
        let held = |of: fn(&Executed) -> Amount| Amount::sum(self.rows.iter().map(of)).unwrap_or(Amount::MAX);
        let held = [held(|r| r.executed), held(|r| r.obligations_left), held(|r| r.payments_left)];
        match held.iter().zip(stated).find(|(held, stated)| **held != *stated) {
            Some((held, stated)) => Err(fault(Code::ControlTotal, *held, stated, line)),
            None => Ok(()),
        }
    }

    /// Closes what is open from a level on: it must hold what it says.
    fn close(&mut self, level: usize) -> Result<(), TableFault> {
        for closed in self.open.drain(level.min(self.open.len())..).rev() {
            for (stated, held) in closed.stated.iter().flatten().zip(closed.held) {
                if stated.tiyn() != held {
                    return Err(fault(Code::ControlTotal, Amount::from_tiyn(held), *stated, closed.line));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::defect::Defect;

    const FORM: &str = include_str!("../../../samples/statements/form-4-20.txt");

    fn told(text: impl AsRef<[u8]>) -> Result<Execution, (&'static str, Option<u64>)> {
        assert!(is(text.as_ref()));
        let why = |d: &Defect| (d.code.word(), d.line);
        read(&mut text.as_ref()).map_err(|fault| match fault {
            TableFault::Form(defects) => why(&defects[0]),
            TableFault::Io(fault) => panic!("{fault}"),
        })
    }

    #[test]
    fn the_form_tells_each_budget_line_of_its_day_in_both_encodings() {
        let form = told(FORM).unwrap();
        assert_eq!((form.institution.as_str(), form.date.to_string()), ("2550101", "2026-03-20".to_owned()));
        let rows =
            "255/060/015/311\t0.00\t60000000.00\t60000000.00\n255/061/015/311\t125000.00\t119875000.00\t119875000.00\n";
        assert_eq!(form.text(), rows);
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(FORM);
        assert_eq!(told(&bytes).unwrap(), form);
        assert_eq!(told(FORM.replace('\n', "\r\n")).unwrap(), form);
        assert_eq!(told(FORM.replace("20.03.2026", "2026-03-20")).unwrap(), form);
        assert_eq!(told(FORM.replace('\n', "\r")).unwrap(), form);
    }

    #[test]
    fn a_form_parted_by_tabs_tells_the_same() {
        // each level in a column of its own, as a spreadsheet is saved as text
        let row = |line: &str| {
            let set_in = line.len() - line.trim_start().len();
            let level = LEVELS.iter().position(|blanks| *blanks == set_in).unwrap();
            let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
            format!("{}{}{}{}", "\t".repeat(level), cells[0], "\t".repeat(4 - level), cells[1..].join("\t"))
        };
        let lines = FORM.lines().zip(1..).map(|(line, n)| match n {
            DATE => "на\t20.03.2026\t\t".to_owned(),
            BODY.. if !line.starts_with("Итого") => row(line),
            _ => line.replace("  ", "\t"),
        });
        let tabs = lines.collect::<Vec<_>>().join("\n");
        assert!(tabs.contains("\n\t\t\t311\tСубсидии\t300,000,000.00\t"), "{tabs}");
        assert_eq!(told(&tabs), told(FORM));
        assert_eq!(told(tabs.replacen("\t\t\t311", "\t\t\t\t311", 1)), Err(("not-recognised", Some(19))));
    }

    #[test]
    fn a_form_that_does_not_add_up_or_lacks_something_is_refused_with_its_line() {
        for (text, why) in [
            (FORM.replacen("119,875,000.00\nИтого", "119,875,000.01\nИтого", 1), ("control-total", Some(21))),
            (FORM.replacen("20.03.2026", "31.02.2026", 1), ("bad-date", Some(4))),
            (FORM.replace("2550101 -", "255 -"), ("not-recognised", Some(11))),
            (FORM.replace("            311", "         311"), ("not-recognised", Some(19))),
            (FORM.replacen("       015", "       abc", 1), ("missing-value", Some(19))),
            (FORM.lines().take(15).map(|line| format!("{line}\n")).collect(), ("cut-off", Some(16))),
        ] {
            assert_eq!(told(&text), Err(why));
        }
        let named = FORM.replace("Субсидии  ", "Субсидии 2026 года по постановлению № 57/03, 1.00");
        assert_eq!(told(named), told(FORM), "a name may have words of any kind");
        for (text, why) in [
            (format!("{FORM}1CClientBankExchange\n"), ("not-recognised", Some(24))),
            (format!("{FORM}:20:ST\n"), ("not-recognised", Some(24))),
            (format!("{FORM}{FORM}"), ("not-recognised", Some(24))),
            (FORM.replace("измерения: тенге", "измерения: тыс. тенге"), ("not-recognised", Some(6))),
            (FORM.replacen("Итого   900,000,000.00", "Итого", 1), ("field-count", Some(23))),
            (
                FORM.rsplit_once("179,875,000.00").map(|(head, _)| format!("{head}179,875,000.01\n")).unwrap(),
                ("control-total", Some(23)),
            ),
        ] {
            assert_eq!(told(&text), Err(why));
        }
        let doubled = FORM.replace("Итого", "            311  Субсидии 0 0 0 0 0 0 0 0 0 0\nИтого");
        assert_eq!(told(doubled), Err(("already-exists", Some(23))));
        let short = FORM.replace("Итого", "            312  Субсидии 0 0 0 1,00.00 0 0 0 0 0 0\nИтого");
        assert_eq!(told(short), Err(("field-count", Some(23))));
    }
}
