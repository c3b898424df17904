//! Money as whole tiyn (1/100 tenge) and rates as ten-thousandths of a percent.
//! Every sum on the payment's way is an [`Amount`]; no float ever touches it.

use std::fmt;

use super::digits::{push_int, push_padded};

/// A sum of money in tiyn. May be negative only where a plan is corrected downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountFault {
    /// Not digits, a dot and at most two decimals.
    Form,
    /// Above [`Amount::MAX`].
    TooLarge,
}

impl Amount {
    /// No money.
    pub const ZERO: Amount = Amount(0);
    /// The largest sum a payment message can carry: 922 337 203 685 477,58 tenge.
    pub const MAX: Amount = Amount(92_233_720_368_547_758);

    /// From whole tiyn.
    pub const fn from_tiyn(tiyn: i64) -> Self {
        Amount(tiyn)
    }

    /// In whole tiyn.
    pub const fn tiyn(self) -> i64 {
        self.0
    }

    /// Reads `0`, `12.5`, `12.50`: digits, a dot, at most two decimals, nothing else.
    pub fn parse(text: &str) -> Result<Self, AmountFault> {
        let (whole, part) = text.split_once('.').map_or((text, None), |(w, p)| (w, Some(p)));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || part.is_some_and(|p| !digits(p) || p.len() > 2) {
            return Err(AmountFault::Form);
        }
        let cents: i64 = match part {
            None => 0,
            Some(p) => p.parse::<i64>().map_err(|_| AmountFault::Form)? * if p.len() == 1 { 10 } else { 1 },
        };
        let tenge: i64 = whole
            .trim_start_matches('0')
            .parse()
            .or_else(|_| if whole.bytes().all(|b| b == b'0') { Ok(0) } else { Err(AmountFault::TooLarge) })?;
        let sum = tenge.checked_mul(100).and_then(|t| t.checked_add(cents)).ok_or(AmountFault::TooLarge)?;
        if sum > Self::MAX.0 { Err(AmountFault::TooLarge) } else { Ok(Amount(sum)) }
    }

    /// As [`Amount::parse`], with an optional leading `-`: the plan's certificates may lessen.
    pub fn parse_signed(text: &str) -> Result<Self, AmountFault> {
        match text.strip_prefix('-') {
            Some(rest) => Self::parse(rest).map(|a| Amount(-a.0)),
            None => Self::parse(text),
        }
    }

    /// The sum, or `None` past what fits.
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        self.0.checked_add(other.0).map(Amount)
    }

    /// The difference, or `None` past what fits.
    pub fn checked_sub(self, other: Amount) -> Option<Amount> {
        self.0.checked_sub(other.0).map(Amount)
    }

    /// The sum of many, or `None` past what fits.
    pub fn sum(items: impl IntoIterator<Item = Amount>) -> Option<Amount> {
        items.into_iter().try_fold(Amount::ZERO, Amount::checked_add)
    }

    /// Writes it for machines, as `Display` does.
    pub fn push_to(self, out: &mut String) {
        if self.0 < 0 {
            out.push('-');
        }
        push_padded(out, self.0.unsigned_abs() / 100, 1);
        out.push('.');
        push_padded(out, self.0.unsigned_abs() % 100, 2);
    }

    /// For people: `1 234 567,89 ₸` with no-break spaces.
    pub fn for_people(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (tenge, tiyn) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = tenge.to_string();
        let mut grouped = String::with_capacity(digits.len() * 2);
        for (i, d) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i) % 3 == 0 {
                grouped.push('\u{a0}');
            }
            grouped.push(d);
        }
        format!("{sign}{grouped},{tiyn:02}\u{a0}₸")
    }
}

impl fmt::Display for Amount {
    /// For machines: `1234567.89`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(20);
        self.push_to(&mut text);
        f.write_str(&text)
    }
}

/// A rate in ten-thousandths of a percent: `12.5` percent is 125 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i64);

impl Rate {
    /// Reads percent with at most four decimals, from 0 to 1000000.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').map_or((text, ""), |(w, p)| (w, p));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || whole.len() > 7 || part.len() > 4 || (text.contains('.') && !digits(part)) {
            return None;
        }
        let value = |s: &str| s.bytes().fold(0, |sum, b| sum * 10 + i64::from(b - b'0'));
        let scale = [10_000, 1_000, 100, 10, 1][part.len()];
        Some(Rate(value(whole) * 10_000 + value(part) * scale))
    }

    /// From ten-thousandths of a percent.
    pub const fn from_parts(parts: i64) -> Self {
        Rate(parts)
    }

    /// In ten-thousandths of a percent.
    pub const fn parts(self) -> i64 {
        self.0
    }

    /// Writes it as `Display` does: without zeroes at the end of its decimals.
    pub fn push_to(self, out: &mut String) {
        push_int(out, self.0 / 10_000);
        let mut part = self.0 % 10_000;
        let mut width = 4;
        while part != 0 && part % 10 == 0 {
            part /= 10;
            width -= 1;
        }
        if part != 0 {
            out.push('.');
            push_padded(out, part.unsigned_abs(), width);
        }
    }

    /// `base × rate / 100`, rounded half up to the tiyn, once. `None` past what fits.
    pub fn share_of(self, base: Amount) -> Option<Amount> {
        let product = i128::from(base.0) * i128::from(self.0);
        let rounded = (product + 500_000).div_euclid(1_000_000);
        i64::try_from(rounded).ok().filter(|t| *t <= Amount::MAX.0).map(Amount)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(20);
        self.push_to(&mut text);
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_digits_a_dot_and_at_most_two_decimals() {
        for (text, tiyn) in
            [("0", 0), ("12.5", 1250), ("12.50", 1250), ("007", 700), ("922337203685477.58", Amount::MAX.0)]
        {
            assert_eq!(Amount::parse(text), Ok(Amount(tiyn)), "{text}");
        }
        for text in ["", ".5", "5.", "1.234", "1e5", "1 000", "1 000,50", "1,5", "-1", "+1", "٣", "0x1"] {
            assert_eq!(Amount::parse(text), Err(AmountFault::Form), "{text}");
        }
        for text in ["922337203685477.59", "1000000000000000", "99999999999999999999"] {
            assert_eq!(Amount::parse(text), Err(AmountFault::TooLarge), "{text}");
        }
        assert_eq!(Amount::parse_signed("-3.07"), Ok(Amount(-307)));
    }

    #[test]
    fn a_share_is_rounded_half_up_once() {
        let rate = |t| Rate::parse(t).unwrap();
        assert_eq!(rate("50").share_of(Amount(1)), Some(Amount(1)));
        assert_eq!(rate("12.3456").share_of(Amount(1_000_000)), Some(Amount(123_456)));
        assert_eq!(rate("0.0001").share_of(Amount(499_999)), Some(Amount(0)));
        assert_eq!(rate("0.0001").share_of(Amount(500_000)), Some(Amount(1)));
    }

    #[test]
    fn people_and_machines_see_money_their_own_way() {
        assert_eq!(Amount(123_456_789).for_people(), "1\u{a0}234\u{a0}567,89\u{a0}₸");
        assert_eq!(Amount(-5).for_people(), "-0,05\u{a0}₸");
        assert_eq!(Amount(123_456_789).to_string(), "1234567.89");
        assert_eq!(Rate::parse("12.5").unwrap().to_string(), "12.5");
        assert_eq!(Rate::parse("30").unwrap().to_string(), "30");
    }
}
