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
        let h = other.x.times(&zz).minus(&self.x);
        let r = other.y.times(&self.z).times(&zz).minus(&self.y);
        if h.is_zero() {
            return if r.is_zero() { self.doubled(slope) } else { Self::NEUTRAL };
        }
        let hh = h.squared();
        let (hhh, v) = (hh.times(&h), self.x.times(&hh));
        let x = r.squared().minus(&hhh).minus(&v.doubled());
        let y = r.times(&v.minus(&x)).minus(&self.y.times(&hhh));
        Jacobian { x, y, z: self.z.times(&h) }
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
