//! Whole numbers of a fixed length, as 64-bit limbs with the lowest first: what the field and the group's order share.

/// A number of `N` limbs.
pub type Limbs<const N: usize> = [u64; N];

/// a + b + carry: the sum and the carry.
#[inline(always)]
pub const fn add_carry(a: u64, b: u64, carry: u64) -> (u64, u64) {
    let sum = a as u128 + b as u128 + carry as u128;
    (sum as u64, (sum >> 64) as u64)
}

/// a − b − borrow: the difference and the borrow, 0 or 1.
#[inline(always)]
pub const fn sub_borrow(a: u64, b: u64, borrow: u64) -> (u64, u64) {
    let difference = (a as u128).wrapping_sub(b as u128 + borrow as u128);
    (difference as u64, (difference >> 64) as u64 & 1)
}

/// acc + a·b + carry: the low limb and the high one.
#[inline(always)]
pub const fn mul_add(acc: u64, a: u64, b: u64, carry: u64) -> (u64, u64) {
    let sum = acc as u128 + a as u128 * b as u128 + carry as u128;
    (sum as u64, (sum >> 64) as u64)
}

/// a + b, and whether it went over.
#[inline(always)]
pub fn add<const N: usize>(a: &Limbs<N>, b: &Limbs<N>) -> (Limbs<N>, u64) {
    let (mut out, mut carry) = ([0; N], 0);
    for i in 0..N {
        (out[i], carry) = add_carry(a[i], b[i], carry);
    }
    (out, carry)
}

/// a − b, and whether it went under.
#[inline(always)]
pub fn sub<const N: usize>(a: &Limbs<N>, b: &Limbs<N>) -> (Limbs<N>, u64) {
    let (mut out, mut borrow) = ([0; N], 0);
    for i in 0..N {
        (out[i], borrow) = sub_borrow(a[i], b[i], borrow);
    }
    (out, borrow)
}

/// Whether a < b.
pub fn is_less<const N: usize>(a: &Limbs<N>, b: &Limbs<N>) -> bool {
    sub(a, b).1 == 1
}

/// Whether it is zero.
pub fn is_zero<const N: usize>(a: &Limbs<N>) -> bool {
    a.iter().all(|limb| *limb == 0)
}

/// From exactly 8·N bytes, the lowest first; nothing for another length.
pub fn from_le<const N: usize>(bytes: &[u8]) -> Option<Limbs<N>> {
    if bytes.len() != 8 * N {
        return None;
    }
    let mut out = [0; N];
    for (limb, eight) in out.iter_mut().zip(bytes.chunks_exact(8)) {
        *limb = u64::from_le_bytes(eight.try_into().ok()?);
    }
    Some(out)
}

/// As bytes, the lowest first.
pub fn to_le<const N: usize>(a: &Limbs<N>) -> Vec<u8> {
    a.iter().flat_map(|limb| limb.to_le_bytes()).collect()
}

/// From hexadecimal with the highest digit first, at most 16·N digits. For constants: a digit that is none counts as 0.
pub const fn from_hex<const N: usize>(text: &str) -> Limbs<N> {
    let (bytes, mut out) = (text.as_bytes(), [0; N]);
    let mut i = 0;
    while i < bytes.len() {
        let digit = match bytes[bytes.len() - 1 - i] {
            d @ b'0'..=b'9' => d - b'0',
            d @ b'A'..=b'F' => d - b'A' + 10,
            _ => 0,
        };
        out[i / 16] |= (digit as u64) << (4 * (i % 16));
        i += 1;
    }
    out
}

/// For `a` below the odd `m`: a number below `m` and a k such that it is 2^k / a modulo `m`; nothing where they share a
/// factor (Kaliski's almost inverse). Takes as long as the numbers want: for what everybody may see.
pub fn almost_inverse<const N: usize>(a: &Limbs<N>, m: &Limbs<N>) -> Option<(Limbs<N>, u32)> {
    let mut one = [0; N];
    one[0] = 1;
    let (mut u, mut v) = (*m, *a);
    // below 2·m, which may be a bit too long for the limbs
    let (mut r, mut s) = (([0; N], 0), (one, 0));
    // a·r is −2^k·u and a·s is 2^k·v, or both with the other sign
    let (mut k, mut minus) = (0, true);
    while !is_zero(&v) {
        // both are odd, but for `a` at the very beginning
        let zeros = v[0].trailing_zeros().min(63);
        if zeros > 0 {
            v = shifted_down(&v, zeros);
            r = shifted_up(&r, zeros);
            k += zeros;
            continue;
        }
        if is_less(&v, &u) {
            std::mem::swap(&mut u, &mut v);
            std::mem::swap(&mut r, &mut s);
            minus = !minus;
        }
        v = sub(&v, &u).0;
        let (sum, over) = add(&r.0, &s.0);
        s = (sum, r.1 + s.1 + over);
    }
    if u != one {
        return None;
    }
    let (less, under) = sub(&r.0, m);
    let r = if r.1 >= under { less } else { r.0 };
    Some((if minus { sub(m, &r).0 } else { r }, k))
}

/// a / 2^`by`; `by` from 1 to 63.
#[inline(always)]
fn shifted_down<const N: usize>(a: &Limbs<N>, by: u32) -> Limbs<N> {
    let mut out = [0; N];
    for i in 0..N {
        let above = if i + 1 < N { a[i + 1] } else { 0 };
        out[i] = a[i] >> by | above << (64 - by);
    }
    out
}

/// a · 2^`by`, with a limb more; `by` from 1 to 63.
#[inline(always)]
fn shifted_up<const N: usize>((a, top): &(Limbs<N>, u64), by: u32) -> (Limbs<N>, u64) {
    let mut out = [0; N];
    for i in 0..N {
        let below = if i > 0 { a[i - 1] } else { 0 };
        out[i] = a[i] << by | below >> (64 - by);
    }
    (out, top << by | a[N - 1] >> (64 - by))
}
