//! Official identifiers, each its own type, parsed once and true ever after:
//! BIN, IIN, IBAN, BIC. The check digits are those of the state's registers.

use std::fmt;

/// At most `N` ASCII characters where they lie: an import reads three such identifiers a row, none on the heap.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Short<const N: usize> {
    /// Zeroes after the last character.
    bytes: [u8; N],
    length: u8,
}

impl<const N: usize> Short<N> {
    /// The first `N` bytes of a text that was checked to have no more.
    fn of(text: &str) -> Self {
        let length = text.len().min(N);
        let mut bytes = [0; N];
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        Short { bytes, length: length as u8 }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

macro_rules! ident {
    ($(#[$doc:meta])* $name:ident, $most:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Short<$most>);
        impl $name {
            /// As written.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.as_str()).finish()
            }
        }
    };
}

ident!(
    /// Business identification number: 12 digits, the fifth 4 to 6.
    Bin,
    12
);
ident!(
    /// Individual identification number: 12 digits, the fifth 0 to 3.
    Iin,
    12
);
ident!(
    /// Account number: `KZ`, two check digits, three digits of the bank, 13 of `[0-9A-Z]`.
    Iban,
    20
);
ident!(
    /// Business identifier code of a bank: 8 or 11 characters.
    Bic,
    11
);

/// Why a text is no such identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentFault {
    /// Length or characters are wrong.
    Form,
    /// The check digit differs; the right one, or `None` where no such number can exist.
    CheckDigit(Option<u8>),
    /// Twelve right digits, but of a person, where an organisation is wanted.
    IsIin,
    /// Twelve right digits, but of an organisation, where a person is wanted.
    IsBin,
    /// The date or the kind inside the number is impossible.
    Content,
}

/// The twelfth digit of an IIN or BIN from its first eleven, or `None` where no number exists.
pub fn check_digit(first_eleven: &[u8]) -> Option<u8> {
    let pass = |weights: [u32; 11]| -> u32 {
        weights.iter().zip(first_eleven).map(|(w, d)| w * u32::from(*d)).sum::<u32>() % 11
    };
    let first = pass([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    let found = if first == 10 { pass([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) } else { first };
    u8::try_from(found).ok().filter(|d| *d < 10)
}

fn twelve_digits(text: &str) -> Result<[u8; 12], IdentFault> {
    let bytes: [u8; 12] = text.as_bytes().try_into().map_err(|_| IdentFault::Form)?;
    if !bytes.iter().all(u8::is_ascii_digit) {
        return Err(IdentFault::Form);
    }
    Ok(bytes.map(|b| b - b'0'))
}

fn check_twelve(digits: &[u8; 12]) -> Result<(), IdentFault> {
    match check_digit(&digits[..11]) {
        Some(d) if d == digits[11] => Ok(()),
        other => Err(IdentFault::CheckDigit(other)),
    }
}

fn two(digits: &[u8]) -> u8 {
    digits[0] * 10 + digits[1]
}

impl Bin {
    /// Parses a BIN of an organisation; the IIN of a person is told apart by its fifth digit.
    pub fn parse(text: &str) -> Result<Self, IdentFault> {
        let d = twelve_digits(text)?;
        if d[4] <= 3 {
            return Err(if check_twelve(&d).is_ok() { IdentFault::IsIin } else { IdentFault::Content });
        }
        if d[4] > 6 || d[5] > 3 || !(1..=12).contains(&two(&d[2..4])) {
            return Err(IdentFault::Content);
        }
        check_twelve(&d)?;
        Ok(Bin(Short::of(text)))
    }
}

impl Iin {
    /// Parses an IIN of a person; an organisation's BIN is told apart by its fifth digit.
    pub fn parse(text: &str) -> Result<Self, IdentFault> {
        let d = twelve_digits(text)?;
        if (4..=6).contains(&d[4]) {
            return Err(if check_twelve(&d).is_ok() { IdentFault::IsBin } else { IdentFault::Content });
        }
        let (month, day) = (two(&d[2..4]), two(&d[4..6]));
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1..=6).contains(&d[6]) {
            return Err(IdentFault::Content);
        }
        let century = 1800 + 100 * i32::from((d[6] - 1) / 2);
        let year = century + i32::from(two(&d[0..2]));
        if chrono::NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day)).is_none() {
            return Err(IdentFault::Content);
        }
        check_twelve(&d)?;
        Ok(Iin(Short::of(text)))
    }
}

impl Iban {
    /// Parses a Kazakh IBAN: form and ISO 7064 mod 97-10.
    pub fn parse(text: &str) -> Result<Self, IdentFault> {
        let b = text.as_bytes();
        let form = b.len() == 20
            && b.starts_with(b"KZ")
            && b[2..7].iter().all(u8::is_ascii_digit)
            && b[7..].iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        if !form {
            return Err(IdentFault::Form);
        }
        if mod97(b[4..].iter().chain(&b[..4])) == 1 {
            Ok(Iban(Short::of(text)))
        } else {
            Err(IdentFault::CheckDigit(None))
        }
    }

    /// The account number of this bank code and these 13 characters, with its check digits.
    pub fn compose(bank_code: &str, account: &str) -> Option<Self> {
        let rest = mod97(bank_code.bytes().chain(account.bytes()).chain(*b"KZ00").collect::<Vec<_>>().iter());
        Self::parse(&format!("KZ{:02}{bank_code}{account}", 98 - rest)).ok()
    }

    /// The three digits of the bank.
    pub fn bank_code(&self) -> &str {
        &self.as_str()[4..7]
    }
}

/// The remainder by 97 of digits and letters (A = 10 … Z = 35) read as one number.
fn mod97<'a>(bytes: impl Iterator<Item = &'a u8>) -> u64 {
    // a division a character would take longer than all the rest: it is made where the number may no longer grow
    const FULL: u64 = u64::MAX / 1_000;
    let number = bytes.fold(0, |number, b| {
        let number = if number > FULL { number % 97 } else { number };
        match b {
            b'0'..=b'9' => number * 10 + u64::from(b - b'0'),
            _ => number * 100 + u64::from(b - b'A') + 10,
        }
    });
    number % 97
}

impl Bic {
    /// Parses an 8 or 11 character BIC: 4 letters, 2 of the country, 2 or 5 letters or digits.
    pub fn parse(text: &str) -> Result<Self, IdentFault> {
        let b = text.as_bytes();
        let form = (b.len() == 8 || b.len() == 11)
            && b[..6].iter().all(u8::is_ascii_uppercase)
            && b[6..].iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        if form { Ok(Bic(Short::of(text))) } else { Err(IdentFault::Form) }
    }
}

/// КБе or КОд: residency (1, 2) and sector (1 to 9) of a side of the payment.
pub fn is_kbe(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1' | b'2', b'1'..=b'9'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_number_may_need_the_second_pass_of_weights() {
        assert!(Iin::parse("061211600012").is_ok());
        assert_eq!(Iin::parse("061311600012"), Err(IdentFault::Content));
    }

    #[test]
    fn an_organisation_is_told_from_a_person_by_the_fifth_digit() {
        for good in ["941240001151", "090840000906", "901041000015"] {
            assert!(Bin::parse(good).is_ok(), "{good}");
            assert_eq!(Iin::parse(good), Err(IdentFault::IsBin), "{good}");
        }
        assert_eq!(Bin::parse("061211600012"), Err(IdentFault::IsIin));
        for bad in ["123456789011", "123456789012", "94124000115", "9412400011511", "94124000115x", "941240001152"] {
            assert!(Bin::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_prefix_whose_both_passes_give_ten_has_no_number_at_all() {
        for last in 0..10 {
            assert_eq!(
                check_twelve(&twelve_digits(&format!("19014000007{last}")).unwrap()),
                Err(IdentFault::CheckDigit(None))
            );
        }
    }

    #[test]
    fn an_account_holds_its_check_digits_and_its_bank() {
        for good in ["KZ24070105KSN0000000", "KZ86125KZT5004100100", "KZ476010131000179714", "KZ698562203124676325"] {
            let iban = Iban::parse(good).unwrap();
            assert_eq!(Iban::compose(iban.bank_code(), &good[7..]), Some(iban));
        }
        assert_eq!(Iban::parse("KZ25070105KSN0000000"), Err(IdentFault::CheckDigit(None)));
        for bad in [
            "kz24070105KSN0000000",
            "KZ24070105KSN000000",
            "DE24070105KSN0000000",
            "KZ2407O105KSN0000000",
            "KZ24070105KSN00000 0",
        ] {
            assert_eq!(Iban::parse(bad), Err(IdentFault::Form), "{bad}");
        }
    }
}
