//! The treasury's answer, line by line, and what it means for our orders. A line that does not fit changes nothing:
//! it becomes a break, named and kept until somebody settles it.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::money::Amount;
use super::order::{OrderNumber, OrderStatus, escape_into, unescaped};
use super::time::parse_date;

/// What the treasury says of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The money went.
    Paid,
    /// It refused the order.
    Rejected,
    /// The money went and came back.
    Returned,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 3] = [Outcome::Paid, Outcome::Rejected, Outcome::Returned];

    /// The word of the statement file.
    pub const fn word(self) -> &'static str {
        match self {
            Outcome::Paid => "paid",
            Outcome::Rejected => "rejected",
            Outcome::Returned => "returned",
        }
    }

    /// From the word of the statement file.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.word() == word)
    }

    /// The state that an order gets by it.
    pub const fn status(self) -> OrderStatus {
        match self {
            Outcome::Paid => OrderStatus::Paid,
            Outcome::Rejected => OrderStatus::Rejected,
            Outcome::Returned => OrderStatus::Returned,
        }
    }

    /// The outcome that leads to this state, if one does.
    pub fn of_status(status: OrderStatus) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.status() == status)
    }
}

/// The order number as the treasury gives it back: with its year, or bare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answered {
    /// `2026-17`.
    Full(OrderNumber),
    /// `17`: leads to an order only where number, payee and amount leave one.
    Bare(i64),
    /// The statement of a bank names no order; who was paid, from where and how much may lead to one.
    Unnamed,
    /// Of another account or currency, or money that came: no order of ours.
    Foreign,
}

impl Answered {
    /// How [`Answered::Unnamed`] is written down.
    pub const UNNAMED: &'static str = "?";
    /// How [`Answered::Foreign`] is written down.
    pub const FOREIGN: &'static str = "-";

    /// Reads what was written down of a line that was taken.
    fn written(text: &str) -> Option<Self> {
        match text {
            Self::UNNAMED => Some(Answered::Unnamed),
            Self::FOREIGN => Some(Answered::Foreign),
            _ => Self::parse(text),
        }
    }

    /// Reads `YYYY-N` or `N`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(number) = OrderNumber::parse(text) {
            return Some(Answered::Full(number));
        }
        let plain = !text.is_empty() && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok().map(Answered::Bare)).flatten()
    }

    /// The number within its year; 0 where no order is named.
    pub const fn number(self) -> i64 {
        match self {
            Answered::Full(n) => n.number,
            Answered::Bare(n) => n,
            Answered::Unnamed | Answered::Foreign => 0,
        }
    }
}

/// A line of a statement that was read; its texts lie where they were read, because a statement may have a million lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine<'a> {
    /// Line in the file, from 1.
    pub line: u64,
    /// The order as the treasury names it.
    pub order: Answered,
    /// The same, as written.
    pub order_text: &'a str,
    /// The sum.
    pub amount: Amount,
    /// The payee's BIN as written.
    pub payee_bin: Cow<'a, str>,
    /// The payee's account as written.
    pub payee_account: Cow<'a, str>,
    /// What happened.
    pub outcome: Outcome,
    /// Why it was rejected or returned.
    pub reason: Cow<'a, str>,
    /// The treasury's own reference.
    pub treasury_reference: Cow<'a, str>,
    /// The day on which the money moved.
    pub value_date: NaiveDate,
}

impl<'a> StatementLine<'a> {
    /// Stands for the sum where a refusal names the order alone: no payment has such a sum.
    pub const UNSAID: Amount = Amount::from_tiyn(-1);

    /// Writes the line in its canonical form, without its end: what tells a repeat from a conflict, and what an auditor
    /// reads again.
    pub fn push_to(&self, text: &mut String) {
        use std::fmt::Write;
        text.push_str(self.order_text);
        text.push('\t');
        if self.amount == Self::UNSAID {
            text.push_str(Answered::UNNAMED);
        } else {
            self.amount.push_to(text);
        }
        for part in [&self.payee_bin, &self.payee_account] {
            text.push('\t');
            escape_into(text, part);
        }
        text.push('\t');
        text.push_str(self.outcome.word());
        for part in [&self.reason, &self.treasury_reference] {
            text.push('\t');
            escape_into(text, part);
        }
        let _ = write!(text, "\t{}", self.value_date);
    }

    /// Reads back what [`StatementLine::push_to`] wrote; `line` is its place in the file.
    pub fn parse(text: &'a str, line: u64) -> Option<Self> {
        let mut fields = text.split('\t');
        let order_text = fields.next()?;
        let read = StatementLine {
            line,
            order: Answered::written(order_text)?,
            order_text,
            amount: match fields.next()? {
                Answered::UNNAMED => Self::UNSAID,
                sum => Amount::parse(sum).ok()?,
            },
            payee_bin: unescaped(fields.next()?)?,
            payee_account: unescaped(fields.next()?)?,
            outcome: Outcome::from_word(fields.next()?)?,
            reason: unescaped(fields.next()?)?,
            treasury_reference: unescaped(fields.next()?)?,
            value_date: parse_date(fields.next()?)?,
        };
        fields.next().is_none().then_some(read)
    }
}

/// An order as the matching sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its key in the database.
    pub id: i64,
    /// Its number.
    pub number: OrderNumber,
    /// Its sum.
    pub amount: Amount,
    /// The payee's BIN.
    pub payee_bin: String,
    /// The payee's account.
    pub account: String,
    /// Where it stands, after the lines before this one.
    pub status: OrderStatus,
    /// The answers it got in this statement.
    pub answered: Vec<Outcome>,
}

/// A difference, in the order in which they are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BreakKind {
    /// No order of ours, or more than one.
    UnknownOrder,
    /// Another sum.
    AmountDiffers,
    /// Another BIN or account.
    PayeeDiffers,
    /// An order that never left.
    NotDispatched,
    /// The same order and outcome twice in one statement.
    DuplicateLine,
    /// An answer to an order that was settled before.
    AlreadySettled,
    /// No answer after the patience of the configuration.
    NotAnswered,
}

impl BreakKind {
    /// All, in the order in which they are looked for.
    pub const ALL: [BreakKind; 7] = [
        BreakKind::UnknownOrder,
        BreakKind::AmountDiffers,
        BreakKind::PayeeDiffers,
        BreakKind::NotDispatched,
        BreakKind::DuplicateLine,
        BreakKind::AlreadySettled,
        BreakKind::NotAnswered,
    ];

    /// The word of the outer contract.
    pub const fn word(self) -> &'static str {
        match self {
            BreakKind::UnknownOrder => "unknown-order",
            BreakKind::AmountDiffers => "amount-differs",
            BreakKind::PayeeDiffers => "payee-differs",
            BreakKind::NotDispatched => "not-dispatched",
            BreakKind::DuplicateLine => "duplicate-line",
            BreakKind::AlreadySettled => "already-settled",
            BreakKind::NotAnswered => "not-answered",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// What a line leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It answers the candidate at this place.
    Answers(usize),
    /// It differs: the kind, what we hold, what it says.
    Break(BreakKind, String, String),
}

/// What a line that leads to no order says: the number that it names, else the sum and whom it went to.
fn named(line: &StatementLine<'_>) -> String {
    if line.order.number() > 0 {
        return line.order_text.to_owned();
    }
    let sum = if line.amount == StatementLine::UNSAID { String::new() } else { line.amount.to_string() };
    let parts = [sum.as_str(), &line.payee_bin, &line.payee_account];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Judges one line against the orders of its number (all years where the line gives none).
pub fn judge(line: &StatementLine<'_>, candidates: &[&Candidate]) -> Judged {
    let fits =
        |c: &Candidate| c.amount == line.amount && c.payee_bin == line.payee_bin && c.account == line.payee_account;
    let place = match (line.order, candidates.len()) {
        (_, 0) | (Answered::Foreign, _) => None,
        (Answered::Full(_), _) | (Answered::Bare(_), 1) => Some(0),
        (Answered::Bare(_) | Answered::Unnamed, _) => {
            let mut fitting = (0..candidates.len()).filter(|i| fits(candidates[*i]));
            fitting.next().filter(|_| fitting.next().is_none())
        }
    };
    let Some(place) = place else {
        return Judged::Break(BreakKind::UnknownOrder, String::new(), named(line));
    };
    let order = candidates[place];
    if order.amount != line.amount && line.amount != StatementLine::UNSAID {
        return Judged::Break(BreakKind::AmountDiffers, order.amount.to_string(), line.amount.to_string());
    }
    // the statement of a bank may not say who was paid, or where: the number and the sum are enough then
    let other = |said: &str, own: &str| !said.is_empty() && said != own;
    if other(&line.payee_bin, &order.payee_bin) || other(&line.payee_account, &order.account) {
        let expected = format!("{} {}", order.payee_bin, order.account);
        return Judged::Break(BreakKind::PayeeDiffers, expected, format!("{} {}", line.payee_bin, line.payee_account));
    }
    let state = order.status.word().to_owned();
    match order.status {
        OrderStatus::AwaitingSignature | OrderStatus::Declined | OrderStatus::Signed => {
            Judged::Break(BreakKind::NotDispatched, state, line.outcome.word().to_owned())
        }
        _ if order.answered.contains(&line.outcome) => {
            Judged::Break(BreakKind::DuplicateLine, state, line.outcome.word().to_owned())
        }
        OrderStatus::Dispatched | OrderStatus::OutcomeUnknown => Judged::Answers(place),
        OrderStatus::Paid if line.outcome == Outcome::Returned => Judged::Answers(place),
        OrderStatus::Paid | OrderStatus::Rejected | OrderStatus::Returned => {
            Judged::Break(BreakKind::AlreadySettled, state, line.outcome.word().to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_as_it_was_written() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
        let sum = Amount::from_tiyn(100_005);
        for (order_text, reason, amount) in [
            ("2026-17", "", sum),
            ("17", "счёт \\закрыт\\ n", sum),
            ("2026-99999999999", "a\tb\nc\r", StatementLine::UNSAID),
            (Answered::UNNAMED, "", sum),
            (Answered::FOREIGN, "", sum),
        ] {
            let line = StatementLine {
                line: 7,
                order: Answered::written(order_text).unwrap(),
                order_text,
                amount,
                payee_bin: "\\n".into(),
                payee_account: " KZ1 ".into(),
                outcome: Outcome::Rejected,
                reason: reason.into(),
                treasury_reference: "T-1".into(),
                value_date: day,
            };
            let mut text = String::new();
            line.push_to(&mut text);
            assert!(!text.contains('\n'));
            assert_eq!(StatementLine::parse(&text, 7), Some(line));
            assert_eq!(StatementLine::parse(&format!("{text}\t"), 7), None);
        }
    }
}
