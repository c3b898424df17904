//! The field of a curve whose prime is 2^(64·N) − C with a small C, as that of each of our sets is: what goes over the
//! highest limb comes back C times. A value may stand for itself or for itself plus the prime, as long as it fits.

use super::inverse;
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
        let (sum, over) = limbs::add(&self.0, &other.0);
        Self::with(sum, over * C)
    }

    /// The limbs and a small number more.
    #[inline(always)]
    fn with(mut limbs: Limbs<N>, small: u64) -> Self {
        let (first, over) = limbs[0].overflowing_add(small);
        limbs[0] = first;
        if over {
            Self::carry_on(&mut limbs);
        }
        Element(limbs)
    }

    /// A carry out of the lowest limb, which is so seldom that it stays out of the way.
    #[cold]
    #[inline(never)]
    fn carry_on(limbs: &mut Limbs<N>) {
        let mut carry = 1;
        for limb in limbs.iter_mut().skip(1) {
            (*limb, carry) = add_carry(*limb, 0, carry);
        }
        // once more can only follow where the number is as small as C
        limbs[0] += carry * C;
    }

    /// self − other.
    #[inline(always)]
    pub fn minus(&self, other: &Self) -> Self {
        let (mut difference, under) = limbs::sub(&self.0, &other.0);
        let (first, below) = difference[0].overflowing_sub(under * C);
        difference[0] = first;
        if below {
            Self::borrow_on(&mut difference);
        }
        Element(difference)
    }

    /// The same with a borrow.
    #[cold]
    #[inline(never)]
    fn borrow_on(limbs: &mut Limbs<N>) {
        let mut borrow = 1;
        for limb in limbs.iter_mut().skip(1) {
            (*limb, borrow) = sub_borrow(*limb, 0, borrow);
        }
        limbs[0] -= borrow * C;
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
    #[inline(never)]
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

    /// self².
    #[inline(never)]
    pub fn squared(&self) -> Self {
        let (low, high) = limbs::square(&self.0);
        Self::folded(low, high)
    }

    /// low + 2^(64·N)·high.
    #[inline(always)]
    fn folded(mut low: Limbs<N>, high: Limbs<N>) -> Self {
        let mut carry = 0;
        for i in 0..N {
            (low[i], carry) = mul_add(low[i], high[i], C, carry);
        }
        Self::with(low, carry * C)
    }

    /// 1/self; 0 has none.
    pub fn inverse(&self) -> Option<Self> {
        (!self.is_zero()).then(|| Element(inverse::modulo(&self.number(), &Self::prime())))
    }
}
