//! Values of the command line, read with a sentence for each that is wrong.

use chrono::NaiveDate;

use crate::domain::ident::{Bin, Iin};
use crate::domain::lang::Lang;
use crate::domain::money::Amount;
use crate::domain::notice::NoticeKind;
use crate::domain::order::OrderNumber;
use crate::domain::person::Role;
use crate::domain::plan::PlanKind;
use crate::domain::statement::Answered;
use crate::domain::time::{Moment, parse_date};

/// A language: `ru`, `kk`, `en`.
pub fn lang(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| format!("`{text}` is no language; expected `ru`, `kk` or `en`"))
}

/// What parts the fields of CSV.
pub fn separator(text: &str) -> Result<char, String> {
    match text {
        "," => Ok(','),
        ";" => Ok(';'),
        _ => Err(format!("`{text}` parts no fields; expected `,` or `;`")),
    }
}

/// An instant with its offset.
pub fn moment(text: &str) -> Result<Moment, String> {
    Moment::parse(text)
        .ok_or_else(|| format!("`{text}` is no instant; expected e.g. `2026-03-05T10:00:00+05:00`, with the offset"))
}

/// A day: `YYYY-MM-DD`.
pub fn date(text: &str) -> Result<NaiveDate, String> {
    parse_date(text).ok_or_else(|| format!("`{text}` is no date; expected `YYYY-MM-DD`"))
}

/// A kind of plan.
pub fn plan_kind(text: &str) -> Result<PlanKind, String> {
    let words = PlanKind::ALL.map(PlanKind::word).join(", ");
    PlanKind::from_word(text).ok_or_else(|| format!("`{text}` is no kind of plan; expected one of {words}"))
}

/// A role.
pub fn role(text: &str) -> Result<Role, String> {
    let words = Role::ALL.map(Role::word).join(", ");
    Role::from_word(text).ok_or_else(|| format!("`{text}` is no role; expected one of {words}"))
}

/// An organisation's BIN.
pub fn bin(text: &str) -> Result<Bin, String> {
    Bin::parse(text).map_err(|_| format!("`{text}` is no BIN; expected 12 digits with a right check digit"))
}

/// A letter to a recipient.
pub fn letter(text: &str) -> Result<NoticeKind, String> {
    let words = NoticeKind::ALL.map(NoticeKind::word).join(", ");
    NoticeKind::from_word(text).ok_or_else(|| format!("`{text}` is no letter; expected one of {words}"))
}

/// A person's IIN.
pub fn iin(text: &str) -> Result<Iin, String> {
    Iin::parse(text).map_err(|_| format!("`{text}` is no IIN; expected 12 digits with a right check digit"))
}

/// A sum of money.
pub fn amount(text: &str) -> Result<Amount, String> {
    Amount::parse(text).map_err(|_| format!("`{text}` is no sum; expected digits, a dot and at most two decimals"))
}

/// An order as it is typed: `2026-17`, or `17` of the current year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderArg {
    /// With its year.
    Full(OrderNumber),
    /// Of the current year.
    Bare(i64),
}

/// An order number with or without its year.
pub fn order(text: &str) -> Result<OrderArg, String> {
    match Answered::parse(text) {
        Some(Answered::Full(number)) => Ok(OrderArg::Full(number)),
        Some(Answered::Bare(number)) => Ok(OrderArg::Bare(number)),
        _ => Err(format!("`{text}` is no order number; expected `2026-17`, or `17` of the current year")),
    }
}
