//! The sets of parameters: RFC 7836 (tc26 512 A and 256 A) and RFC 4357 (CryptoPro A). The primes are 2^512 − 569 and
//! 2^256 − 617.

use std::sync::LazyLock;

use super::field::Element;
use super::limbs::{Limbs, from_hex};
use super::multiply::Table;
use super::order::Order;
use super::point::{Affine, Jacobian, Slope};

/// A curve with its base point.
#[derive(Debug)]
pub struct Curve<const N: usize, const C: u64> {
    /// Its a.
    pub slope: Slope<N, C>,
    /// Its b.
    pub b: Element<N, C>,
    /// The order of the base point.
    pub order: Order<N>,
    /// Whether it has points that are no multiples of the base point.
    has_others: bool,
    /// The base point.
    pub base: Affine<N, C>,
    /// Its multiples.
    pub table: Table<N, C>,
}

/// Bits of a digit of the base point's scalar: its table is made once.
const BASE_WIDTH: u32 = 9;

/// A curve of 512 bits.
pub type Wide = Curve<8, 569>;
/// A curve of 256 bits.
pub type Narrow = Curve<4, 617>;

impl<const N: usize, const C: u64> Curve<N, C> {
    fn new(a: Option<&str>, [b, q, x, y]: [&str; 4]) -> Self {
        let element = |text| Element::constant(from_hex(text));
        let slope = a.map_or(Slope::MinusThree, |a| Slope::Of(element(a)));
        let base = Affine { x: element(x), y: element(y) };
        Curve {
            // of our sets the one whose a is not −3 has four times as many points as its order says
            has_others: a.is_some(),
            b: element(b),
            order: Order::new(from_hex(q)),
            table: Table::prepared(&base, &slope, BASE_WIDTH),
            base,
            slope,
        }
    }

    /// The point of these coordinates, if it is on the curve and a multiple of the base point.
    pub fn point(&self, x: Limbs<N>, y: Limbs<N>) -> Option<Affine<N, C>> {
        let point = Affine { x: Element::new(x)?, y: Element::new(y)? };
        let on_curve = point.y.squared().is(&self.slope.right_side(&point.x, &self.b));
        (on_curve && (!self.has_others || self.is_multiple(&point))).then_some(point)
    }

    /// By adding and doubling alone: a table wants a point of the right order.
    fn is_multiple(&self, point: &Affine<N, C>) -> bool {
        let bits = (0..64 * N).rev().map(|place| self.order.q[place / 64] >> (place % 64) & 1);
        let product = bits.fold(Jacobian::NEUTRAL, |sum, bit| {
            let twice = sum.doubled(&self.slope);
            if bit == 1 { twice.plus_affine(point, &self.slope) } else { twice }
        });
        product.is_neutral()
    }
}

/// id-tc26-gost-3410-2012-512-paramSetA.
pub static TC26_512_A: LazyLock<Wide> = LazyLock::new(|| {
    Curve::new(
        None,
        [
            "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265\
             EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
             27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
            "3",
            "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921\
             DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4",
        ],
    )
});

/// id-tc26-gost-3410-2012-256-paramSetA, in the form of Weierstrass.
pub static TC26_256_A: LazyLock<Narrow> = LazyLock::new(|| {
    Curve::new(
        Some("C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335"),
        [
            "295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513",
            "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67",
            "91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28",
            "32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C",
        ],
    )
});

/// id-GostR3410-2001-CryptoPro-A-ParamSet.
pub static CRYPTO_PRO_A: LazyLock<Narrow> = LazyLock::new(|| {
    Curve::new(
        None,
        [
            "A6",
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893",
            "1",
            "8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14",
        ],
    )
});
