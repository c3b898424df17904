//! A slow stand-in of the curve's arithmetic, to be dropped: the same calls, on numbers of any size.

use num_bigint::BigUint;

/// A curve with its base point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Params {
    /// 512 bits.
    Tc26_512A,
    /// 256 bits.
    Tc26_256A,
    /// 256 bits, archives.
    CryptoProA,
}

struct Curve {
    p: BigUint,
    a: BigUint,
    b: BigUint,
    q: BigUint,
    g: (BigUint, BigUint),
}

fn hex(text: &str) -> BigUint {
    BigUint::parse_bytes(text.as_bytes(), 16).unwrap_or_default()
}

impl Params {
    /// Bytes of a coordinate.
    pub fn bytes(self) -> usize {
        if self == Params::Tc26_512A { 64 } else { 32 }
    }

    fn curve(self) -> Curve {
        match self {
            Params::Tc26_512A => Curve {
                p: hex(
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7",
                ),
                a: hex(
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC4",
                ),
                b: hex(
                    "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
                ),
                q: hex(
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
                ),
                g: (
                    hex("3"),
                    hex(
                        "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4",
                    ),
                ),
            },
            _ => Curve {
                p: hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97"),
                a: hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD94"),
                b: hex("A6"),
                q: hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893"),
                g: (hex("1"), hex("8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14")),
            },
        }
    }
}

type Point = Option<(BigUint, BigUint)>;

impl Curve {
    fn sub(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + &self.p - b) % &self.p
    }

    fn add(&self, one: &Point, two: &Point) -> Point {
        let (Some((x1, y1)), Some((x2, y2))) = (one, two) else { return one.clone().or(two.clone()) };
        let slope = if x1 == x2 {
            if ((y1 + y2) % &self.p) == BigUint::ZERO {
                return None;
            }
            (x1 * x1 * 3u8 + &self.a) * (y1 * 2u8).modinv(&self.p)? % &self.p
        } else {
            self.sub(y2, y1) * self.sub(x2, x1).modinv(&self.p)? % &self.p
        };
        let x = self.sub(&self.sub(&(&slope * &slope % &self.p), x1), x2);
        let y = self.sub(&(slope * self.sub(x1, &x) % &self.p), y1);
        Some((x, y))
    }

    fn times(&self, k: &BigUint, point: &Point) -> Point {
        let mut sum = None;
        for i in (0..k.bits()).rev() {
            sum = self.add(&sum, &sum);
            if k.bit(i) {
                sum = self.add(&sum, point);
            }
        }
        sum
    }
}

/// Not a key.
#[derive(Debug)]
pub struct KeyFault;

/// A point of the curve.
#[derive(Clone, Debug)]
pub struct PublicKey(Params, BigUint, BigUint);

/// The same, made ready.
#[derive(Clone, Debug)]
pub struct PreparedKey(PublicKey);

/// A scalar.
pub struct SecretKey(Params, BigUint);

fn bytes_of(n: &BigUint, len: usize) -> Vec<u8> {
    let mut bytes = n.to_bytes_le();
    bytes.resize(len, 0);
    bytes
}

impl PublicKey {
    /// From x and y, little-endian.
    pub fn parse(params: Params, xy_le: &[u8]) -> Result<Self, KeyFault> {
        let (c, n) = (params.curve(), params.bytes());
        if xy_le.len() != 2 * n {
            return Err(KeyFault);
        }
        let (x, y) = (BigUint::from_bytes_le(&xy_le[..n]), BigUint::from_bytes_le(&xy_le[n..]));
        let on = &y * &y % &c.p == (&x * &x * &x + &c.a * &x + &c.b) % &c.p;
        if x >= c.p || y >= c.p || !on {
            return Err(KeyFault);
        }
        Ok(PublicKey(params, x, y))
    }

    /// As [`PublicKey::parse`] takes them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let n = self.0.bytes();
        [bytes_of(&self.1, n), bytes_of(&self.2, n)].concat()
    }

    /// Its curve.
    pub fn params(&self) -> Params {
        self.0
    }

    /// Whether the signature is this key's.
    pub fn verify(&self, digest: &[u8], signature: &[u8]) -> bool {
        let (c, n) = (self.0.curve(), self.0.bytes());
        if digest.len() != n || signature.len() != 2 * n {
            return false;
        }
        let (r, s) = (BigUint::from_bytes_le(&signature[..n]), BigUint::from_bytes_le(&signature[n..]));
        if r == BigUint::ZERO || s == BigUint::ZERO || r >= c.q || s >= c.q {
            return false;
        }
        let mut e = BigUint::from_bytes_le(digest) % &c.q;
        if e == BigUint::ZERO {
            e = 1u8.into();
        }
        let Some(v) = e.modinv(&c.q) else { return false };
        let (z1, z2) = (s * &v % &c.q, (&c.q - &r) * v % &c.q);
        let own = Some((self.1.clone(), self.2.clone()));
        let sum = c.add(&c.times(&z1, &Some(c.g.clone())), &c.times(&z2, &own));
        sum.is_some_and(|(x, _)| x % &c.q == r)
    }

    /// Made ready for many.
    pub fn prepared(&self) -> PreparedKey {
        PreparedKey(self.clone())
    }
}

impl PreparedKey {
    /// As [`PublicKey::verify`].
    pub fn verify(&self, digest: &[u8], signature: &[u8]) -> bool {
        self.0.verify(digest, signature)
    }
}

impl SecretKey {
    /// From the scalar, little-endian.
    pub fn parse(params: Params, scalar_le: &[u8]) -> Result<Self, KeyFault> {
        let d = BigUint::from_bytes_le(scalar_le);
        if scalar_le.len() != params.bytes() || d == BigUint::ZERO || d >= params.curve().q {
            return Err(KeyFault);
        }
        Ok(SecretKey(params, d))
    }

    /// Its public key.
    pub fn public(&self) -> PublicKey {
        let c = self.0.curve();
        let (x, y) = c.times(&self.1, &Some(c.g.clone())).unwrap_or_default();
        PublicKey(self.0, x, y)
    }

    /// Signs a digest.
    pub fn sign(&self, digest: &[u8]) -> Vec<u8> {
        let (c, n) = (self.0.curve(), self.0.bytes());
        let e = BigUint::from_bytes_le(digest) % &c.q;
        let k = (&e * &self.1 * &self.1 + 12_345u32 + &self.1) % &c.q;
        let (x, _) = c.times(&k, &Some(c.g.clone())).unwrap_or_default();
        let r = x % &c.q;
        let s = (&r * &self.1 + k * e) % &c.q;
        [bytes_of(&r, n), bytes_of(&s, n)].concat()
    }
}
