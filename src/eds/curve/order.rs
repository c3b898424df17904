//! Numbers modulo the order q of a curve's group: few are needed for a signature, so that they go the common way of
//! Montgomery, for any odd q.

use super::inverse;
use super::limbs::{self, Limbs, mul_add};

/// The order of a group.
#[derive(Debug)]
pub struct Order<const N: usize> {
    /// q.
    pub q: Limbs<N>,
    /// −1/q modulo 2^64.
    negated_inverse: u64,
    /// 2^(128·N) modulo q.
    shift: Limbs<N>,
}

impl<const N: usize> Order<N> {
    /// For an odd q.
    pub fn new(q: Limbs<N>) -> Self {
        // each step doubles how many bits are right
        let mut inverse = 1u64;
        for _ in 0..6 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(q[0].wrapping_mul(inverse)));
        }
        let mut order = Order { q, negated_inverse: inverse.wrapping_neg(), shift: [0; N] };
        let mut shift = [0; N];
        shift[0] = 1;
        for _ in 0..128 * N {
            shift = order.plus(&shift, &shift);
        }
        order.shift = shift;
        order
    }

    /// Any number modulo q.
    pub fn reduced(&self, mut a: Limbs<N>) -> Limbs<N> {
        // of our sets none has a q below a quarter of what the limbs hold
        while !limbs::is_less(&a, &self.q) {
            a = limbs::sub(&a, &self.q).0;
        }
        a
    }

    /// Whether the number is from 1 to q − 1.
    pub fn has(&self, a: &Limbs<N>) -> bool {
        !limbs::is_zero(a) && limbs::is_less(a, &self.q)
    }

    /// a + b, both below q.
    pub fn plus(&self, a: &Limbs<N>, b: &Limbs<N>) -> Limbs<N> {
        let (sum, over) = limbs::add(a, b);
        if over == 1 || !limbs::is_less(&sum, &self.q) { limbs::sub(&sum, &self.q).0 } else { sum }
    }

    /// −a, from 1 to q − 1.
    pub fn negated(&self, a: &Limbs<N>) -> Limbs<N> {
        limbs::sub(&self.q, a).0
    }

    /// a·b, both below q.
    pub fn times(&self, a: &Limbs<N>, b: &Limbs<N>) -> Limbs<N> {
        self.product(&self.product(a, b), &self.shift)
    }

    /// 1/a; 0 has none.
    pub fn inverse(&self, a: &Limbs<N>) -> Option<Limbs<N>> {
        (!limbs::is_zero(a)).then(|| inverse::modulo(a, &self.q))
    }

    /// a·b / 2^(64·N).
    fn product(&self, a: &Limbs<N>, b: &Limbs<N>) -> Limbs<N> {
        let (mut out, mut over) = ([0; N], 0);
        for limb in a {
            let mut carry = 0;
            for j in 0..N {
                (out[j], carry) = mul_add(out[j], *limb, b[j], carry);
            }
            let (top, more) = limbs::add_carry(over, carry, 0);
            let factor = out[0].wrapping_mul(self.negated_inverse);
            let (_, mut carry) = mul_add(out[0], factor, self.q[0], 0);
            for j in 1..N {
                (out[j - 1], carry) = mul_add(out[j], factor, self.q[j], carry);
            }
            let (last, again) = limbs::add_carry(top, carry, 0);
            out[N - 1] = last;
            over = more + again;
        }
        if over > 0 || !limbs::is_less(&out, &self.q) { limbs::sub(&out, &self.q).0 } else { out }
    }
}
