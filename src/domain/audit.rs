//! What an audit can find: a closed list of kinds, each with its word, and the findings with place, expectation and
//! what stands there instead.

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuditKind {
    /// A link of the journal is missing, altered or unreadable, or the rules that it names are.
    ChainBroken,
    /// A binding link is earlier than a binding link before it.
    TimeBackwards,
    /// The chain head noted earlier is not in the chain: it was cut or rewritten.
    HeadNotFound,
    /// The tables do not hold what the journal describes, or the journal describes what cannot be.
    StateDiffers,
    /// What the head signed is not what is stored.
    SignatureDiffers,
    /// A file that left is not what is stored.
    FileDiffers,
    /// A letter is not what it was.
    NoticeDiffers,
    /// Money appeared or is missing.
    MoneyNotConserved,
}

impl AuditKind {
    /// All of them.
    pub const ALL: [AuditKind; 8] = [
        AuditKind::ChainBroken,
        AuditKind::TimeBackwards,
        AuditKind::HeadNotFound,
        AuditKind::StateDiffers,
        AuditKind::SignatureDiffers,
        AuditKind::FileDiffers,
        AuditKind::NoticeDiffers,
        AuditKind::MoneyNotConserved,
    ];

    /// The word that people and machines read.
    pub const fn word(self) -> &'static str {
        match self {
            AuditKind::ChainBroken => "chain-broken",
            AuditKind::TimeBackwards => "time-backwards",
            AuditKind::HeadNotFound => "head-not-found",
            AuditKind::StateDiffers => "state-differs",
            AuditKind::SignatureDiffers => "signature-differs",
            AuditKind::FileDiffers => "file-differs",
            AuditKind::NoticeDiffers => "notice-differs",
            AuditKind::MoneyNotConserved => "money-not-conserved",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFault {
    /// What is wrong.
    pub kind: AuditKind,
    /// Where: a link of the journal, a request, an order, a batch, a file, with the field.
    pub place: String,
    /// What was expected there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

/// Findings of one kind that are kept; the others are only counted, so that a database in ruins can be audited too.
const MOST_OF_A_KIND: usize = 1_000;

/// What was found so far.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The findings, in the order in which they were found.
    pub faults: Vec<AuditFault>,
    /// How many more there were.
    pub omitted: u64,
}

impl Findings {
    /// Adds a finding.
    pub fn add(
        &mut self,
        kind: AuditKind,
        place: impl std::fmt::Display,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) {
        if self.faults.iter().rev().filter(|f| f.kind == kind).take(MOST_OF_A_KIND).count() == MOST_OF_A_KIND {
            self.omitted += 1;
            return;
        }
        let (place, expected, found) = (place.to_string(), expected.to_string(), found.to_string());
        self.faults.push(AuditFault { kind, place, expected, found });
    }
}

/// Reads the 64 hexadecimal digits of a SHA-256, in either case.
pub fn parse_digest(text: &str) -> Option<[u8; 32]> {
    let text = text.as_bytes();
    let mut digest = [0u8; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(text.chunks_exact(2)) {
        let digit = |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok());
        *byte = digit(pair[0])? * 16 + digit(pair[1])?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_64_hexadecimal_digits_in_either_case() {
        let digest: [u8; 32] = std::array::from_fn(|i| 7 * i as u8 + 3);
        let text = crate::domain::batch::hex(&digest);
        assert_eq!(parse_digest(&text), Some(digest));
        assert_eq!(parse_digest(&text.to_uppercase()), Some(digest));
        for bad in ["", &text[1..], &format!("{text}0"), &text.replace('0', "g"), &"қ".repeat(32)] {
            assert_eq!(parse_digest(bad), None, "{bad}");
        }
    }

    #[test]
    fn findings_without_end_are_counted_and_hide_no_other_kind() {
        let mut findings = Findings::default();
        for i in 0..1_500 {
            findings.add(AuditKind::StateDiffers, i, "", "");
        }
        findings.add(AuditKind::FileDiffers, "batch 1", "", "");
        assert_eq!((findings.faults.len(), findings.omitted), (1_001, 500));
    }
}
