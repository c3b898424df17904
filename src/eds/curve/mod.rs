//! GOST R 34.10-2012, which Kazakhstan issues as GOST 34.10-2015: keys, signatures, and whether they hold. The curves'
//! arithmetic is ours, because no maintained library under a free licence has these sets; it is held against a slow and
//! obviously right one by the tests. Verification takes as long as the numbers want, since all of them are public. Signing
//! is for the throw-away keys of the sandbox alone: it does not hide its time from who measures it.

mod field;
mod inverse;
mod limbs;
mod multiply;
mod order;
mod point;
mod sets;
#[cfg(test)]
mod tests;

use streebog::{Digest, Streebog512};

use limbs::Limbs;
use multiply::Table;
use point::{Affine, Jacobian, normalised};
use sets::{Curve, Narrow, Wide};

/// The sets of parameters that may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Params {
    /// tc26, 512 bits: what is issued.
    Tc26_512A,
    /// tc26, 256 bits.
    Tc26_256A,
    /// CryptoPro A, 256 bits: GOST 34.310-2004, in archives.
    CryptoProA,
}

impl Params {
    /// Bytes of a coordinate, of r and of s: 64 or 32.
    pub const fn bytes(self) -> usize {
        match self {
            Params::Tc26_512A => 64,
            Params::Tc26_256A | Params::CryptoProA => 32,
        }
    }

    fn curve(self) -> AnyCurve {
        match self {
            Params::Tc26_512A => AnyCurve::Wide(&sets::TC26_512_A),
            Params::Tc26_256A => AnyCurve::Narrow(&sets::TC26_256_A),
            Params::CryptoProA => AnyCurve::Narrow(&sets::CRYPTO_PRO_A),
        }
    }
}

#[derive(Clone, Copy)]
enum AnyCurve {
    Wide(&'static Wide),
    Narrow(&'static Narrow),
}

/// Bytes that are no key: of another length, a coordinate past the prime, no point of the curve, a scalar outside 1 to
/// q − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no key of this curve")]
pub struct KeyFault;

/// A point of either length.
#[derive(Clone, Copy, Debug)]
enum Point {
    Wide(Affine<8, 569>),
    Narrow(Affine<4, 617>),
}

/// A key that checks signatures.
#[derive(Clone, Debug)]
pub struct PublicKey {
    params: Params,
    point: Point,
}

impl PublicKey {
    /// From x ‖ y, both little-endian, as in the certificate.
    ///
    /// # Errors
    /// [`KeyFault`] as it says.
    pub fn parse(params: Params, xy_le: &[u8]) -> Result<Self, KeyFault> {
        let (x, y) = xy_le.split_at_checked(params.bytes()).ok_or(KeyFault)?;
        let point = match params.curve() {
            AnyCurve::Wide(curve) => point_of(curve, x, y).map(Point::Wide),
            AnyCurve::Narrow(curve) => point_of(curve, x, y).map(Point::Narrow),
        };
        Ok(PublicKey { params, point: point.ok_or(KeyFault)? })
    }

    /// As [`PublicKey::parse`] takes them.
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.point {
            Point::Wide(p) => [limbs::to_le(&p.x.number()), limbs::to_le(&p.y.number())].concat(),
            Point::Narrow(p) => [limbs::to_le(&p.x.number()), limbs::to_le(&p.y.number())].concat(),
        }
    }

    /// Its set of parameters.
    pub const fn params(&self) -> Params {
        self.params
    }

    /// Whether this is the key's signature r ‖ s, both little-endian, over a message of this digest, in its natural order.
    /// Nothing holds that has another length or a number outside 1 to q − 1.
    pub fn verify(&self, digest: &[u8], signature: &[u8]) -> bool {
        match (self.params.curve(), &self.point) {
            (AnyCurve::Wide(c), Point::Wide(p)) => holds(c, digest, signature, |e, s| with_new(c, p, e, s)),
            (AnyCurve::Narrow(c), Point::Narrow(p)) => holds(c, digest, signature, |e, s| with_new(c, p, e, s)),
            _ => false,
        }
    }

    /// The same key with tables of its multiples, for one that checks more than a few signatures.
    pub fn prepared(&self) -> PreparedKey {
        let tables = match (self.params.curve(), &self.point) {
            (AnyCurve::Wide(c), Point::Wide(p)) => Some(Tables::Wide(Table::prepared(p, &c.slope, READY_WIDTH))),
            (AnyCurve::Narrow(c), Point::Narrow(p)) => Some(Tables::Narrow(Table::prepared(p, &c.slope, READY_WIDTH))),
            _ => None,
        };
        PreparedKey { params: self.params, tables }
    }
}

/// Bits of a digit of a key's scalar, and of that of a key with tables.
const KEY_WIDTH: u32 = 5;
const READY_WIDTH: u32 = 6;

#[derive(Debug)]
enum Tables {
    Wide(Table<8, 569>),
    Narrow(Table<4, 617>),
}

/// A key made ready by [`PublicKey::prepared`].
#[derive(Debug)]
pub struct PreparedKey {
    params: Params,
    tables: Option<Tables>,
}

impl PreparedKey {
    /// As [`PublicKey::verify`].
    pub fn verify(&self, digest: &[u8], signature: &[u8]) -> bool {
        match (self.params.curve(), &self.tables) {
            (AnyCurve::Wide(c), Some(Tables::Wide(t))) => {
                holds(c, digest, signature, |u, v| multiply::sum(&[(u, &c.table), (v, t)], &c.slope))
            }
            (AnyCurve::Narrow(c), Some(Tables::Narrow(t))) => {
                holds(c, digest, signature, |u, v| multiply::sum(&[(u, &c.table), (v, t)], &c.slope))
            }
            _ => false,
        }
    }
}

/// A key that signs, of the sandbox.
pub struct SecretKey {
    params: Params,
    scalar: Vec<u8>,
}

impl SecretKey {
    /// From the scalar, little-endian.
    ///
    /// # Errors
    /// [`KeyFault`] as it says.
    pub fn parse(params: Params, scalar_le: &[u8]) -> Result<Self, KeyFault> {
        let fits = match params.curve() {
            AnyCurve::Wide(c) => limbs::from_le(scalar_le).is_some_and(|d| c.order.has(&d)),
            AnyCurve::Narrow(c) => limbs::from_le(scalar_le).is_some_and(|d| c.order.has(&d)),
        };
        if fits { Ok(SecretKey { params, scalar: scalar_le.to_vec() }) } else { Err(KeyFault) }
    }

    /// The key that checks its signatures.
    pub fn public(&self) -> PublicKey {
        let point = match self.params.curve() {
            AnyCurve::Wide(c) => Point::Wide(times_base(c, &self.scalar)),
            AnyCurve::Narrow(c) => Point::Narrow(times_base(c, &self.scalar)),
        };
        PublicKey { params: self.params, point }
    }

    /// The signature r ‖ s, both little-endian, over a message of this digest. Always the same for the same key and digest:
    /// the number that nobody may know follows from both. Nothing for a digest of another length than a coordinate's.
    pub fn sign(&self, digest: &[u8]) -> Vec<u8> {
        match self.params.curve() {
            AnyCurve::Wide(c) => sign(c, &self.scalar, digest),
            AnyCurve::Narrow(c) => sign(c, &self.scalar, digest),
        }
    }
}

fn point_of<const N: usize, const C: u64>(curve: &Curve<N, C>, x: &[u8], y: &[u8]) -> Option<Affine<N, C>> {
    curve.point(limbs::from_le(x)?, limbs::from_le(y)?)
}

/// The digest as a number modulo q, and 1 where that is 0.
fn number_of<const N: usize, const C: u64>(curve: &Curve<N, C>, digest: &[u8]) -> Option<Limbs<N>> {
    let mut e = curve.order.reduced(limbs::from_le(digest)?);
    if limbs::is_zero(&e) {
        e[0] = 1;
    }
    Some(e)
}

/// u·G + v·Q for a key that has no tables.
fn with_new<const N: usize, const C: u64>(
    curve: &Curve<N, C>,
    key: &Affine<N, C>,
    u: &Limbs<N>,
    v: &Limbs<N>,
) -> Jacobian<N, C> {
    let table = Table::new(key, &curve.slope, KEY_WIDTH, 1);
    multiply::sum(&[(u, &curve.table), (v, &table)], &curve.slope)
}

/// GOST R 34.10-2012 §6.2; `point` gives u·G + v·Q.
fn holds<const N: usize, const C: u64>(
    curve: &Curve<N, C>,
    digest: &[u8],
    signature: &[u8],
    point: impl FnOnce(&Limbs<N>, &Limbs<N>) -> Jacobian<N, C>,
) -> bool {
    let order = &curve.order;
    let Some((r, s)) = signature.split_at_checked(8 * N) else { return false };
    let (Some(r), Some(s), Some(e)) = (limbs::from_le(r), limbs::from_le(s), number_of(curve, digest)) else {
        return false;
    };
    if !order.has(&r) || !order.has(&s) {
        return false;
    }
    let Some(inverse) = order.inverse(&e) else { return false };
    let (u, v) = (order.times(&s, &inverse), order.times(&order.negated(&r), &inverse));
    let sum = point(&u, &v);
    if sum.is_neutral() {
        return false;
    }
    // x modulo q is r where x is r, r + q, r + 2q … below the prime
    let (square, mut candidate) = (sum.z.squared(), r);
    loop {
        let Some(x) = field::Element::new(candidate) else { return false };
        if x.times(&square).is(&sum.x) {
            return true;
        }
        let (next, over) = limbs::add(&candidate, &order.q);
        if over == 1 {
            return false;
        }
        candidate = next;
    }
}

/// d·G for a scalar that was checked.
fn times_base<const N: usize, const C: u64>(curve: &Curve<N, C>, scalar: &[u8]) -> Affine<N, C> {
    let scalar = limbs::from_le(scalar).unwrap_or([0; N]);
    let sum = multiply::sum(&[(&scalar, &curve.table)], &curve.slope);
    normalised(&[sum]).first().copied().unwrap_or(curve.base)
}

/// GOST R 34.10-2012 §6.1.
fn sign<const N: usize, const C: u64>(curve: &Curve<N, C>, scalar: &[u8], digest: &[u8]) -> Vec<u8> {
    let order = &curve.order;
    let (Some(d), Some(e)) = (limbs::from_le(scalar), number_of(curve, digest)) else { return Vec::new() };
    for attempt in 0u64.. {
        let secret = Streebog512::new()
            .chain_update(b"qazyna nonce 1")
            .chain_update(attempt.to_le_bytes())
            .chain_update(scalar)
            .chain_update(digest)
            .finalize();
        let Some(k) = limbs::from_le::<N>(&secret[..8 * N]).filter(|k| order.has(k)) else { continue };
        let r = order.reduced(times_base(curve, &limbs::to_le(&k)).x.number());
        let s = order.plus(&order.times(&r, &d), &order.times(&k, &e));
        if !limbs::is_zero(&r) && !limbs::is_zero(&s) {
            return [limbs::to_le(&r), limbs::to_le(&s)].concat();
        }
    }
    Vec::new()
}
