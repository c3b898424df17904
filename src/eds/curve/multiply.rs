//! Sums of multiples of points, u·G + v·Q: every scalar is written in few digits of both signs, all are gone through
//! together from the top, and small odd multiples stand in tables. A point that comes often has tables of its multiples by
//! high powers of two as well: then its scalar falls into parts, and the doublings are those of one part.

use super::limbs::Limbs;
use super::point::{Affine, Jacobian, Slope, normalised};

/// Odd multiples 1, 3, 5 … of a point, and of its multiples by powers of two.
#[derive(Debug)]
pub struct Table<const N: usize, const C: u64> {
    /// Bits of a digit: `width` stands for the multiples up to 2^(width−1).
    width: u32,
    parts: Vec<Vec<Affine<N, C>>>,
}

impl<const N: usize, const C: u64> Table<N, C> {
    /// For a point of the curve's order that comes often: a part for each limb of a scalar.
    pub fn prepared(point: &Affine<N, C>, slope: &Slope<N, C>, width: u32) -> Self {
        Self::new(point, slope, width, N)
    }

    /// For a point of the curve's order and a scalar in so many parts.
    pub fn new(point: &Affine<N, C>, slope: &Slope<N, C>, width: u32, parts: usize) -> Self {
        let count = 1usize << (width - 2);
        let mut multiples = Vec::with_capacity(parts * count);
        let mut base = Jacobian::from(*point);
        for part in 0..parts {
            let twice = base.doubled(slope);
            push_odd(&mut multiples, &base, &twice, slope, count);
            if part + 1 < parts {
                base = (1..64 * N / parts).fold(twice, |point, _| point.doubled(slope));
            }
        }
        let multiples = normalised(&multiples);
        Table { width, parts: multiples.chunks(count).map(<[_]>::to_vec).collect() }
    }
}

/// Appends 1, 3, 5 … times a point, `count` of them, given twice the point.
///
/// Adding a point is cheaper where its Z is 1. Twice the point has it on the curve that stretches this one by its Z; sums
/// of different points, in which neither a nor b occurs, hold there too: they are made there, and their Z brought back.
fn push_odd<const N: usize, const C: u64>(
    out: &mut Vec<Jacobian<N, C>>,
    point: &Jacobian<N, C>,
    twice: &Jacobian<N, C>,
    slope: &Slope<N, C>,
    count: usize,
) {
    let step = Affine { x: twice.x, y: twice.y };
    // twice the point has the Z of the point times 2·Y
    let ratio = point.y.doubled();
    let square = ratio.squared();
    let stretched = Affine { x: point.x.times(&square), y: point.y.times(&square).times(&ratio) };
    let mut odd = Jacobian::from(stretched);
    for i in 0..count {
        if i > 0 {
            odd = odd.plus_affine(&step, slope);
        }
        out.push(Jacobian { z: odd.z.times(&twice.z), ..odd });
    }
}

/// A scalar on its way through a table.
struct Stream<'t, const N: usize, const C: u64> {
    digits: Vec<i16>,
    multiples: &'t [Affine<N, C>],
}

/// Appends the scalar's parts, each with its part of the table.
fn streams<'t, const N: usize, const C: u64>(
    scalar: &Limbs<N>,
    table: &'t Table<N, C>,
    out: &mut Vec<Stream<'t, N, C>>,
) {
    let limbs = N / table.parts.len();
    for (part, multiples) in scalar.chunks(limbs).zip(&table.parts) {
        out.push(Stream { digits: digits(part, table.width), multiples });
    }
}

/// The sum of the scalars' multiples. Takes as long as the scalars want: for what everybody may see.
pub fn sum<const N: usize, const C: u64>(terms: &[(&Limbs<N>, &Table<N, C>)], slope: &Slope<N, C>) -> Jacobian<N, C> {
    let mut all = Vec::with_capacity(2 * N);
    for (scalar, table) in terms {
        streams(scalar, table, &mut all);
    }
    let length = all.iter().map(|s| s.digits.len()).max().unwrap_or(0);
    let mut sum = Jacobian::NEUTRAL;
    for place in (0..length).rev() {
        if !sum.is_neutral() {
            sum = sum.doubled(slope);
        }
        for stream in &all {
            let digit = stream.digits.get(place).copied().unwrap_or(0);
            if digit == 0 {
                continue;
            }
            let Some(point) = stream.multiples.get(usize::from(digit.unsigned_abs() / 2)) else { continue };
            let point = if digit < 0 { point.negated() } else { *point };
            sum = sum.plus_affine(&point, slope);
        }
    }
    sum
}

/// The scalar in odd digits below 2^(width−1) in size, of which at most one in `width` places is not 0; the lowest first.
fn digits(scalar: &[u64], width: u32) -> Vec<i16> {
    let bits = 64 * scalar.len();
    let bit = |place: usize| scalar.get(place / 64).map_or(0, |limb| limb >> (place % 64) & 1);
    let mut out = vec![0; bits + 1];
    let (mut place, mut carry) = (0, 0);
    while place <= bits {
        if bit(place) == carry {
            place += 1;
            continue;
        }
        let window = (0..width as usize).map(|i| bit(place + i) << i).sum::<u64>() + carry;
        carry = window >> (width - 1) & 1;
        let digit = window as i64 - ((carry as i64) << width);
        out[place] = digit as i16;
        place += width as usize;
    }
    out
}
