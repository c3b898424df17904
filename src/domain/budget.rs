//! The budget classification that money is paid from.

use std::fmt;

/// Administrator / programme / subprogramme / specific, three digits each: `255/061/015/311`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BudgetLine([u16; 4]);

impl BudgetLine {
    /// From its four codes as written in a plan, three digits each; the index of the first wrong one otherwise.
    pub fn from_codes(codes: [&str; 4]) -> Result<Self, usize> {
        let mut parts = [0u16; 4];
        for (i, code) in codes.iter().enumerate() {
            if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_digit()) {
                return Err(i);
            }
            parts[i] = code.parse().map_err(|_| i)?;
        }
        Ok(BudgetLine(parts))
    }

    /// Reads `AAA/PPP/SSS/EEE`.
    pub fn parse(text: &str) -> Option<Self> {
        let codes: [&str; 4] = text.split('/').collect::<Vec<_>>().try_into().ok()?;
        Self::from_codes(codes).ok()
    }

    /// The four codes, three digits each: administrator, programme, subprogramme, specific.
    pub fn codes(self) -> [String; 4] {
        self.0.map(|p| format!("{p:03}"))
    }
}

impl fmt::Display for BudgetLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, p, s, e] = self.0;
        write!(f, "{a:03}/{p:03}/{s:03}/{e:03}")
    }
}
