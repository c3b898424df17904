//! Which keys came before, as bits: what it does not know was never there, what it knows may have been. So an import asks
//! the database about the few rows that can be a repeat, and holds a few bytes a row for it, not the rows.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Bits a key: of ten thousand new keys about one is asked for in vain.
const BITS: usize = 24;
/// Places of a key.
const PLACES: u64 = 6;
/// At most so many words, 8 MiB: of larger files more keys are asked for.
const MOST: usize = 1 << 20;

/// Keys that came before.
#[derive(Debug)]
pub struct Seen {
    words: Vec<u64>,
}

impl Seen {
    /// None yet, with room for about so many.
    pub fn with_room(keys: usize) -> Self {
        let words = (keys.saturating_mul(BITS) / 64).clamp(16, MOST).next_power_of_two();
        Seen { words: vec![0; words] }
    }

    /// Notes a key; whether it may have been there before.
    pub fn note(&mut self, key: u64) -> bool {
        // keys need not be spread evenly
        let spread = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (start, stride) = (spread ^ (spread >> 29), (spread >> 17) | 1);
        let bits = self.words.len() as u64 * 64;
        let mut known = true;
        for n in 0..PLACES {
            let place = start.wrapping_add(n.wrapping_mul(stride)) & (bits - 1);
            let (word, bit) = ((place / 64) as usize, 1 << (place % 64));
            known &= self.words[word] & bit != 0;
            self.words[word] |= bit;
        }
        known
    }
}

/// A key of what has several parts.
pub fn key_of(parts: impl Hash) -> u64 {
    let mut hash = DefaultHasher::new();
    parts.hash(&mut hash);
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_known_and_hardly_anything_else() {
        let mut seen = Seen::with_room(20_000);
        let mut in_vain = 0;
        for n in 0..20_000_u64 {
            in_vain += u32::from(seen.note(key_of(("service", format!("A-{n}")))));
        }
        assert!(in_vain < 20, "{in_vain}");
        assert!((0..20_000_u64).all(|n| seen.note(key_of(("service", format!("A-{n}"))))));
        let mut plain = Seen::with_room(20_000);
        assert!((0..20_000).filter(|n| plain.note(*n)).count() < 20);
    }
}
