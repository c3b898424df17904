//! The orders of a signed batch that one payment file carries (004 §5.4): packed as they are stored, and unpacked a thousand
//! at a time for all who go through them side by side: one makes the manifest of them once more, one writes the file, one
//! holds the file against them. So the lines that the file is held against are the very ones whose digest the head signed.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::StoreError;
use super::batch::Keys;
use super::piece::{Piece, Stored};
use crate::domain::carried::{Orders, Pass, Unreadable};
use crate::domain::manifest::{Form, Records};
use crate::domain::money::Amount;
use crate::domain::order::{OrderFacts, amount_of_line};

/// How many go through the orders of a file: who makes the manifest, the writer, and the reader.
const TAKERS: usize = 3;
/// Unpacked pieces that wait for the slower ones, at most; past that, those unpack for themselves.
const HELD: usize = 64;

/// Which orders of the pieces belong to a manifest, and which of these to the file.
#[derive(Debug)]
pub(super) struct Kept {
    /// Of the batch.
    pub keys: Keys,
    /// Declined before the signature.
    pub out: BTreeSet<i64>,
    /// Of a copy: what it carries.
    pub only: Option<BTreeSet<i64>>,
}

impl Kept {
    fn is_signed(&self, key: i64) -> bool {
        self.keys.has(key) && !self.out.contains(&key)
    }

    fn is_carried(&self, key: i64) -> bool {
        self.is_signed(key) && self.only.as_ref().is_none_or(|only| only.contains(&key))
    }
}

/// How many orders, and their sum, or `None` past what fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    /// How many.
    pub count: usize,
    /// Their sum.
    pub total: Option<Amount>,
}

impl Sums {
    const NONE: Sums = Sums { count: 0, total: Some(Amount::ZERO) };

    fn add(&mut self, line: &str) {
        self.count += 1;
        self.total = self.total.and_then(|sum| sum.checked_add(amount_of_line(line)?));
    }
}

/// A piece, packed and, as long as somebody is going to take it, unpacked.
#[derive(Debug)]
struct Place {
    packed: Stored,
    /// With how many have still to come for it.
    unpacked: Mutex<Option<(Arc<Piece>, usize)>>,
}

/// The orders of a signed batch that one file carries.
#[derive(Debug)]
pub struct SignedOrders {
    /// What stands before the orders in the manifest.
    head: String,
    form: Form,
    kept: Kept,
    places: Vec<Place>,
    /// How many pieces are unpacked.
    held: AtomicUsize,
    carried: Sums,
}

impl SignedOrders {
    /// Of these pieces. `signed` are the sums that the manifest states; those of a copy are added up here.
    pub(super) fn new(
        (head, form): (String, Form),
        kept: Kept,
        packed: Vec<Stored>,
        signed: Sums,
    ) -> Result<Self, StoreError> {
        let mut carried = signed;
        if kept.only.is_some() {
            carried = Sums::NONE;
            for piece in &packed {
                let piece = piece.read()?;
                piece.lines().filter(|(key, _)| kept.is_carried(*key)).for_each(|(_, line)| carried.add(line));
            }
        }
        let place = |packed| Place { packed, unpacked: Mutex::default() };
        let places = packed.into_iter().map(place).collect();
        Ok(SignedOrders { head, form, kept, places, held: AtomicUsize::new(0), carried })
    }

    /// Whether the manifest of these orders has this digest, and the orders of the file the count and the sum that
    /// [`Orders`] gives. Goes through all of them.
    ///
    /// # Errors
    /// [`StoreError`]: a piece cannot be unpacked.
    pub fn are_signed_by(&self, digest: &[u8; 32]) -> Result<bool, StoreError> {
        let (mut hash, mut records) = (Sha256::new_with_prefix(self.head.as_bytes()), Records::begin(self.form));
        let mut carried = Sums::NONE;
        for place in &self.places {
            let piece = self.unpacked(place)?;
            for (key, line) in piece.lines().filter(|(key, _)| self.kept.is_signed(*key)) {
                records.order(line, None);
                if self.kept.is_carried(key) {
                    carried.add(line);
                }
            }
            hash.update(records.take().as_bytes());
        }
        hash.update(records.end().as_bytes());
        let found: [u8; 32] = hash.finalize().into();
        Ok(found == *digest && carried == self.carried)
    }

    /// One way through the orders of the file that shares no piece with others.
    pub fn alone(&self) -> Box<dyn Pass + '_> {
        Box::new(Unpacking { of: self, alone: true, next: 0, piece: None, key: 0, facts: None })
    }

    /// The same of these orders alone, whose sum is `total`: one file out of several. Whether they are signed is asked of all
    /// together.
    pub fn only(&self, keys: BTreeSet<i64>, total: Amount) -> Self {
        let holds = |packed: &Stored| keys.range(packed.first()..=packed.last()).next().is_some();
        let places = self.places.iter().filter(|place| holds(&place.packed));
        let places = places.map(|place| Place { packed: place.packed.clone(), unpacked: Mutex::default() }).collect();
        let carried = Sums { count: keys.len(), total: Some(total) };
        let kept = Kept { keys: self.kept.keys, out: self.kept.out.clone(), only: Some(keys) };
        SignedOrders { head: self.head.clone(), form: self.form, kept, places, held: AtomicUsize::new(0), carried }
    }

    /// A piece as text. Who comes while another unpacks it waits for that; the last one takes it away.
    fn unpacked(&self, place: &Place) -> Result<Arc<Piece>, StoreError> {
        let mut unpacked = place.unpacked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((piece, left)) = unpacked.take() {
            if left > 1 {
                *unpacked = Some((Arc::clone(&piece), left - 1));
            } else {
                self.held.fetch_sub(1, Ordering::Relaxed);
            }
            return Ok(piece);
        }
        let piece = Arc::new(place.packed.read()?);
        if self.held.load(Ordering::Relaxed) < HELD {
            self.held.fetch_add(1, Ordering::Relaxed);
            *unpacked = Some((Arc::clone(&piece), TAKERS - 1));
        }
        Ok(piece)
    }
}

impl Orders for SignedOrders {
    fn count(&self) -> usize {
        self.carried.count
    }

    fn total(&self) -> Option<Amount> {
        self.carried.total
    }

    fn pass(&self) -> Box<dyn Pass + '_> {
        Box::new(Unpacking { of: self, alone: false, next: 0, piece: None, key: 0, facts: None })
    }
}

/// One way through the pieces.
struct Unpacking<'a> {
    of: &'a SignedOrders,
    /// Whether it unpacks for itself.
    alone: bool,
    /// The next piece.
    next: usize,
    /// The one that is unpacked, and the key of its next order.
    piece: Option<Arc<Piece>>,
    key: i64,
    facts: Option<OrderFacts>,
}

impl Unpacking<'_> {
    /// Takes the next piece; whether there is one.
    fn unpack(&mut self) -> Result<bool, Unreadable> {
        let place = self.of.places.get(self.next);
        let unpacked = |place: &Place| {
            if self.alone { place.packed.read().map(Arc::new) } else { self.of.unpacked(place) }
        };
        let piece = place.map(unpacked).transpose();
        self.piece = piece.map_err(|fault| Unreadable(fault.to_string()))?;
        self.next += 1;
        self.key = self.piece.as_ref().map_or(0, |piece| piece.first());
        Ok(self.piece.is_some())
    }
}

impl Pass for Unpacking<'_> {
    fn next(&mut self) -> Result<Option<&OrderFacts>, Unreadable> {
        loop {
            let key = self.key;
            let Some(line) = self.piece.as_ref().and_then(|piece| piece.line(key)) else {
                if self.unpack()? {
                    continue;
                }
                return Ok(None);
            };
            self.key += 1;
            if !self.of.kept.is_carried(key) {
                continue;
            }
            match &mut self.facts {
                Some(facts) => facts.read_line(line),
                none => OrderFacts::parse_line(line).map(|facts| *none = Some(facts)),
            }
            .ok_or_else(|| Unreadable(line.to_owned()))?;
            return Ok(self.facts.as_ref());
        }
    }
}
