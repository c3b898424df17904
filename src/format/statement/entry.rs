//! A payment as the statement of a bank or of the treasury tells it, whatever the form: what each reader gives, one after the
//! other. Which of them are ours, and what an outcome means, is decided in one place, here.

use chrono::NaiveDate;

use crate::domain::defect::{Code, Defect};
use crate::domain::money::Amount;
use crate::domain::statement::{Answered, Outcome, StatementLine};
use crate::domain::statement_row::StatementRow;
use crate::format::table::TableFault;

/// What moved the money, as the statement's account sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// It went from the account.
    Debit,
    /// It came to the account: no answer to an order of ours.
    Credit,
    /// What had gone came back: a debit taken back, or a credit that names the order as returned.
    Back,
    /// Nothing moved: the bank refused the order.
    Refused,
}

/// One line. What the form does not say is empty.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Number of the statement.
    pub statement: &'a str,
    /// Its date.
    pub date: NaiveDate,
    /// Line in the file, from 1: where the entry begins.
    pub line: u64,
    /// The statement's own account, an IBAN.
    pub account: &'a str,
    /// Its currency, as ISO 4217 names it.
    pub currency: &'a str,
    /// What happened.
    pub movement: Movement,
    /// The sum, in tiyn of that currency, above zero.
    pub amount: Amount,
    /// The order as it is named: `YYYY-N`, or `N`; empty where none is.
    pub order: &'a str,
    /// The payee's BIN or IIN.
    pub payee_bin: &'a str,
    /// The payee's account.
    pub payee_account: &'a str,
    /// Why it was refused or came back.
    pub reason: &'a str,
    /// The bank's own reference.
    pub reference: &'a str,
    /// The day on which the money moved.
    pub value_date: NaiveDate,
}

/// Takes what a reader tells, in the order of the file. A fault ends the reading.
pub trait Take {
    /// The account that the department pays from, an IBAN.
    fn own(&self) -> &str;
    /// A message begins that tells of its statements as a file of its own would.
    fn begin(&mut self);
    /// One entry after the other.
    fn entry(&mut self, entry: &Entry<'_>) -> Result<(), TableFault>;
    /// The date of a statement whose form tells it behind the entries, on `line`; they had another one until then.
    fn dated(&mut self, statement: &str, date: NaiveDate, line: u64);
}

/// Longest number of a statement, in characters.
const NUMBER: usize = 50;
/// Longest account or BIN, in characters.
const SHORT: usize = 35;
/// Longest free text, in characters; a bank's text may be longer, and is cut where it is kept beside the number only.
const TEXT: usize = 500;

impl<'a> Entry<'a> {
    /// The row of a statement that this entry is for who pays from `own`; an entry of another account or currency, or money
    /// that came, names no order of ours.
    ///
    /// # Errors
    /// Why it is no row: a text that is longer than any of ours, a sum of nothing.
    pub fn row(&self, own: &str) -> Result<StatementRow<'a>, Vec<Defect>> {
        let mut defects = Vec::new();
        let lengths = [
            ("statement_no", self.statement, NUMBER),
            ("payee_bin", self.payee_bin, SHORT),
            ("payee_account", self.payee_account, SHORT),
            ("reason", self.reason, TEXT),
            ("treasury_reference", self.reference, TEXT),
        ];
        for (column, text, limit) in lengths {
            if text.chars().count() > limit {
                defects.push(Defect::new(column, Code::TooLong, text, limit).on(self.line));
            } else if text.chars().any(char::is_control) {
                defects.push(Defect::new(column, Code::ControlCharacter, text, "").on(self.line));
            }
        }
        if self.amount == Amount::ZERO {
            defects.push(Defect::new("amount", Code::AmountZero, self.amount, "").on(self.line));
        }
        if !defects.is_empty() {
            return Err(defects);
        }
        let ours = (self.account.is_empty() || self.account == own)
            && (self.currency.is_empty() || self.currency == "KZT")
            && self.movement != Movement::Credit;
        let (order, order_text) = match Answered::parse(self.order) {
            _ if !ours => (Answered::Foreign, Answered::FOREIGN),
            Some(order) => (order, self.order),
            None => (Answered::Unnamed, Answered::UNNAMED),
        };
        Ok(StatementRow {
            statement_no: self.statement,
            statement_date: self.date,
            line: StatementLine {
                line: self.line,
                order,
                order_text,
                amount: self.amount,
                payee_bin: self.payee_bin.into(),
                payee_account: self.payee_account.into(),
                outcome: match self.movement {
                    Movement::Debit | Movement::Credit => Outcome::Paid,
                    Movement::Back => Outcome::Returned,
                    Movement::Refused => Outcome::Rejected,
                },
                reason: self.reason.into(),
                treasury_reference: self.reference.into(),
                value_date: self.value_date,
            },
        })
    }
}

/// The reference `YYYY-N` of an order of ours within a text of others (a purpose, a remittance text): the first word that is
/// one. A longer number that only ends so (`MF-2026-17`) is none.
pub fn reference_in(text: &str) -> Option<&str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    words.map(|word| word.trim_matches('-')).find(|word| matches!(Answered::parse(word), Some(Answered::Full(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_within_a_text_is_a_word_of_its_own() {
        for (text, found) in [
            ("оплата по поручению №2026-17, БИН", Some("2026-17")),
            ("/2026-17/субсидия", Some("2026-17")),
            ("по заявке MF-2026-17 за 2025-04-01", None),
            ("2026-0017 2026-", None),
        ] {
            assert_eq!(reference_in(text), found, "{text}");
        }
    }
}
