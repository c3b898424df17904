//! Points of a curve y² = x³ + a·x + b: adding and doubling without a division, by the coordinates of Jacobi
//! (x = X/Z², y = Y/Z³).

use super::field::Element;

/// A point that is not the neutral one.
#[derive(Clone, Copy, Debug)]
pub struct Affine<const N: usize, const C: u64> {
    /// x.
    pub x: Element<N, C>,
    /// y.
    pub y: Element<N, C>,
}

/// Any point; the neutral one has Z = 0.
#[derive(Clone, Copy, Debug)]
pub struct Jacobian<const N: usize, const C: u64> {
    /// X.
    pub x: Element<N, C>,
    /// Y.
    pub y: Element<N, C>,
    /// Z.
    pub z: Element<N, C>,
}

/// The a of a curve.
#[derive(Clone, Copy, Debug)]
pub enum Slope<const N: usize, const C: u64> {
    /// −3, for which doubling is cheaper.
    MinusThree,
    /// Another.
    Of(Element<N, C>),
}

impl<const N: usize, const C: u64> Slope<N, C> {
    /// x³ + a·x + b.
    pub fn right_side(&self, x: &Element<N, C>, b: &Element<N, C>) -> Element<N, C> {
        let linear = match self {
            Slope::MinusThree => x.doubled().plus(x).negated(),
            Slope::Of(a) => a.times(x),
        };
        x.squared().times(x).plus(&linear).plus(b)
    }
}

impl<const N: usize, const C: u64> Affine<N, C> {
    /// −self.
    pub fn negated(&self) -> Self {
        Affine { x: self.x, y: self.y.negated() }
    }
}

impl<const N: usize, const C: u64> From<Affine<N, C>> for Jacobian<N, C> {
    fn from(point: Affine<N, C>) -> Self {
        Jacobian { x: point.x, y: point.y, z: Element::ONE }
    }
}

impl<const N: usize, const C: u64> Jacobian<N, C> {
    /// The neutral point.
    pub const NEUTRAL: Self = Jacobian { x: Element::ONE, y: Element::ONE, z: Element::ZERO };

    /// Whether it is the neutral point.
    pub fn is_neutral(&self) -> bool {
        self.z.is_zero()
    }

    /// 2·self.
    pub fn doubled(&self, slope: &Slope<N, C>) -> Self {
        let (zz, yy) = (self.z.squared(), self.y.squared());
        let s = self.x.times(&yy).doubled().doubled();
        let m = match slope {
            Slope::MinusThree => {
                let product = self.x.minus(&zz).times(&self.x.plus(&zz));
                product.doubled().plus(&product)
            }
            Slope::Of(a) => {
                let xx = self.x.squared();
                xx.doubled().plus(&xx).plus(&a.times(&zz.squared()))
            }
        };
        let x = m.squared().minus(&s.doubled());
        let eight = yy.squared().doubled().doubled().doubled();
        let y = m.times(&s.minus(&x)).minus(&eight);
        let z = self.y.times(&self.z).doubled();
        Jacobian { x, y, z }
    }

    /// self + other, where other has Z = 1.
    pub fn plus_affine(&self, other: &Affine<N, C>, slope: &Slope<N, C>) -> Self {
        if self.is_neutral() {
            return (*other).into();
        }
        let zz = self.z.squared();
        let (u, s) = (other.x.times(&zz), other.y.times(&self.z).times(&zz));
        self.joined(slope, (&self.x, &self.y), (&u, &s), |h| self.z.times(h))
    }

    /// self + other.
    pub fn plus(&self, other: &Self, slope: &Slope<N, C>) -> Self {
        if self.is_neutral() {
            return *other;
        }
        if other.is_neutral() {
            return *self;
        }
        let (zz, oo) = (self.z.squared(), other.z.squared());
        let (u1, u2) = (self.x.times(&oo), other.x.times(&zz));
        let (s1, s2) = (self.y.times(&other.z).times(&oo), other.y.times(&self.z).times(&zz));
        self.joined(slope, (&u1, &s1), (&u2, &s2), |h| self.z.times(&other.z).times(h))
    }

    /// The sum of two points that were brought to one denominator.
    #[inline(always)]
    fn joined(
        &self,
        slope: &Slope<N, C>,
        (u1, s1): (&Element<N, C>, &Element<N, C>),
        (u2, s2): (&Element<N, C>, &Element<N, C>),
        z: impl FnOnce(&Element<N, C>) -> Element<N, C>,
    ) -> Self {
        let (h, r) = (u2.minus(u1), s2.minus(s1));
        if h.is_zero() {
            return if r.is_zero() { self.doubled(slope) } else { Self::NEUTRAL };
        }
        let hh = h.squared();
        let (hhh, v) = (hh.times(&h), u1.times(&hh));
        let x = r.squared().minus(&hhh).minus(&v.doubled());
        let y = r.times(&v.minus(&x)).minus(&s1.times(&hhh));
        Jacobian { x, y, z: z(&h) }
    }
}

/// The same points with Z = 1, by one division for all; the neutral one is left out.
pub fn normalised<const N: usize, const C: u64>(points: &[Jacobian<N, C>]) -> Vec<Affine<N, C>> {
    let points: Vec<_> = points.iter().filter(|p| !p.is_neutral()).collect();
    let (mut products, mut product) = (Vec::with_capacity(points.len()), Element::ONE);
    for point in &points {
        products.push(product);
        product = product.times(&point.z);
    }
    // no factor is 0
    let Some(mut inverse) = product.inverse() else { return Vec::new() };
    let mut out = Vec::with_capacity(points.len());
    for (point, before) in points.iter().zip(&products).rev() {
        let own = inverse.times(before);
        inverse = inverse.times(&point.z);
        let square = own.squared();
        out.push(Affine { x: point.x.times(&square), y: point.y.times(&square).times(&own) });
    }
    out.reverse();
    out
}
