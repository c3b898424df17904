//! What the lines of a file that were judged before did to orders and requests: nothing of it is stored yet where the next
//! lines are judged.

use std::collections::HashMap;

use crate::domain::money::Amount;
use crate::domain::statement::Outcome;
use crate::store::order::Answerable;

/// Orders that are noted together.
const TOGETHER: usize = 1 << 12;
/// By the place of an outcome among these a note of it is kept in one bit.
const OUTCOMES: [Outcome; 3] = [Outcome::Paid, Outcome::Rejected, Outcome::Returned];
/// The notes of all statements of the file; above them are those of the present one.
const OF_ANY: u8 = 0b111;

/// The answers of a file so far.
#[derive(Debug, Default)]
pub(super) struct SoFar {
    /// Of each order a byte, by its key.
    answers: HashMap<i64, Box<[u8; TOGETHER]>>,
    /// What was paid, less what came back, of requests of which that must be known, in tiyn.
    paid: HashMap<i64, i64>,
}

impl SoFar {
    /// Another statement of the file begins.
    pub fn next_statement(&mut self) {
        self.answers.values_mut().flat_map(|notes| notes.iter_mut()).for_each(|note| *note &= OF_ANY);
    }

    /// Notes that an order, by its key, was answered.
    pub fn note(&mut self, order: i64, outcome: Outcome) {
        let (page, place) = page(order);
        let notes = self.answers.entry(page).or_insert_with(|| Box::new([0; TOGETHER]));
        if let (Some(note), Some(bit)) = (notes.get_mut(place), OUTCOMES.iter().position(|o| *o == outcome)) {
            *note |= 1 << bit | 1 << (bit + OUTCOMES.len());
        }
    }

    /// Lets an order stand as these answers left it: a return comes after a payment.
    pub fn apply(&self, order: &mut Answerable) {
        let (page, place) = page(order.candidate.id);
        let note = self.answers.get(&page).and_then(|notes| notes.get(place)).copied().unwrap_or(0);
        for (bit, outcome) in OUTCOMES.into_iter().enumerate() {
            if note & 1 << bit != 0 {
                order.candidate.status = outcome.status();
            }
            if note & 1 << (bit + OUTCOMES.len()) != 0 && !order.candidate.answered.contains(&outcome) {
                order.candidate.answered.push(outcome);
            }
        }
    }

    /// Notes that of a request this was paid, which is not all of it.
    pub fn paid_in_part(&mut self, request: i64, sum: Amount) {
        *self.paid.entry(request).or_default() += sum.tiyn();
    }

    /// Notes that of a request this came back after it was paid.
    pub fn came_back(&mut self, request: i64, sum: Amount) {
        *self.paid.entry(request).or_default() -= sum.tiyn();
    }

    /// What was paid of a request that was not paid as a whole, less what came back, in tiyn.
    pub fn paid(&self, request: i64) -> i64 {
        self.paid.get(&request).copied().unwrap_or(0)
    }
}

fn page(order: i64) -> (i64, usize) {
    let together = TOGETHER as i64;
    (order.div_euclid(together), usize::try_from(order.rem_euclid(together)).unwrap_or(0))
}
