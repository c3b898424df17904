//! The field of a curve whose prime is 2^(64·N) − C with a small C, as that of each of our sets is: what goes over the
//! highest limb comes back C times. A value may stand for itself or for itself plus the prime, as long as it fits.

use super::limbs::{self, Limbs, add_carry, mul_add, sub_borrow};

/// An element.
#[derive(Clone, Copy, Debug)]
pub struct Element<const N: usize, const C: u64>(Limbs<N>);

impl<const N: usize, const C: u64> Element<N, C> {
    /// 0.
    pub const ZERO: Self = Element([0; N]);
    /// 1.
    pub const ONE: Self = {
        let mut one = [0; N];
        one[0] = 1;
        Element(one)
    };

    /// The prime.
    pub const fn prime() -> Limbs<N> {
        let mut p = [u64::MAX; N];
        p[0] = u64::MAX - C + 1;
        p
    }

    /// From a number below the prime; nothing for another.
    pub fn new(value: Limbs<N>) -> Option<Self> {
        limbs::is_less(&value, &Self::prime()).then_some(Element(value))
    }

    /// From a constant below the prime.
    pub const fn constant(value: Limbs<N>) -> Self {
        Element(value)
    }

    /// The number below the prime that it stands for.
    pub fn number(&self) -> Limbs<N> {
        let (less, under) = limbs::sub(&self.0, &Self::prime());
        if under == 1 { self.0 } else { less }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        limbs::is_zero(&self.0) || self.0 == Self::prime()
    }

    /// Whether both stand for the same.
    pub fn is(&self, other: &Self) -> bool {
        self.minus(other).is_zero()
    }

    /// self + other.
    #[inline(always)]
    pub fn plus(&self, other: &Self) -> Self {
        let (mut sum, over) = limbs::add(&self.0, &other.0);
        let over = add_small(&mut sum, over * C);
        // once more can only follow where the number is as small as C
        sum[0] = sum[0].wrapping_add(over * C);
        Element(sum)
    }

    /// self − other.
    #[inline(always)]
    pub fn minus(&self, other: &Self) -> Self {
        let (mut difference, under) = limbs::sub(&self.0, &other.0);
        let mut borrow = 0;
        (difference[0], borrow) = sub_borrow(difference[0], under * C, borrow);
        for limb in difference.iter_mut().skip(1) {
            (*limb, borrow) = sub_borrow(*limb, 0, borrow);
        }
        difference[0] = difference[0].wrapping_sub(borrow * C);
        Element(difference)
    }

    /// −self.
    pub fn negated(&self) -> Self {
        Self::ZERO.minus(self)
    }

    /// 2·self.
    #[inline(always)]
    pub fn doubled(&self) -> Self {
        self.plus(self)
    }

    /// self·other.
    #[inline(always)]
    pub fn times(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        // row by row; of the sum only what later rows still change is at hand
        let (mut low, mut high) = ([0; N], [0; N]);
        for i in 0..N {
            let mut carry;
            (low[i], carry) = mul_add(high[0], a[0], b[i], 0);
            for j in 1..N {
                (high[j - 1], carry) = mul_add(high[j], a[j], b[i], carry);
            }
            high[N - 1] = carry;
        }
        Self::folded(low, high)
    }

    /// self². The common product keeps its numbers at hand; a way with fewer products, measured, took longer.
    #[inline(always)]
    pub fn squared(&self) -> Self {
        self.times(self)
    }

    /// low + 2^(64·N)·high.
    #[inline(always)]
    fn folded(mut low: Limbs<N>, high: Limbs<N>) -> Self {
        let mut carry = 0;
        for i in 0..N {
            (low[i], carry) = mul_add(low[i], high[i], C, carry);
        }
        let over = add_small(&mut low, carry * C);
        low[0] = low[0].wrapping_add(over * C);
        Element(low)
    }

    /// 1/self, as the power p − 2; 0 has none.
    pub fn inverse(&self) -> Option<Self> {
        // p − 2 is ones from the top on, and below them the last ten bits of 2^10 − 2 − C
        const LOW: u32 = 10;
        let ones = 64 * N as u32 - LOW;
        // self to the power of so many ones
        let (mut power, mut length) = (*self, 1);
        for place in (0..ones.ilog2()).rev() {
            power = power.raised(length).times(&power);
            length *= 2;
            if ones >> place & 1 == 1 {
                power = power.squared().times(self);
                length += 1;
            }
        }
        for place in (0..LOW).rev() {
            power = power.squared();
            if ((1 << LOW) - 2 - C) >> place & 1 == 1 {
                power = power.times(self);
            }
        }
        (!self.is_zero()).then_some(power)
    }

    /// self to the power of 2^`times`.
    fn raised(&self, times: u32) -> Self {
        (0..times).fold(*self, |power, _| power.squared())
    }
}

/// Adds a small number; whether it went over.
#[inline(always)]
fn add_small<const N: usize>(a: &mut Limbs<N>, small: u64) -> u64 {
    let mut carry = 0;
    (a[0], carry) = add_carry(a[0], small, carry);
    for limb in a.iter_mut().skip(1) {
        (*limb, carry) = add_carry(*limb, 0, carry);
    }
    carry
}
