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

/// a², its low and its high half: the products of different limbs once, doubled, and the square of each.
#[inline(always)]
pub fn square<const N: usize>(a: &Limbs<N>) -> (Limbs<N>, Limbs<N>) {
    let (mut low, mut high) = ([0; N], [0; N]);
    for i in 0..N {
        let mut carry = 0;
        for j in i + 1..N {
            let sum;
            (sum, carry) = mul_add(at(&low, &high, i + j), a[i], a[j], carry);
            put(&mut low, &mut high, i + j, sum);
        }
        put(&mut low, &mut high, i + N, carry);
    }
    let (mut carry, mut over) = (0, 0);
    for (i, limb) in a.iter().enumerate() {
        let (even, odd) = (at(&low, &high, 2 * i), at(&low, &high, 2 * i + 1));
        let (own, above) = mul_add(0, *limb, *limb, 0);
        let sum;
        (sum, carry) = add_carry(own, even << 1 | over, carry);
        put(&mut low, &mut high, 2 * i, sum);
        let sum;
        (sum, carry) = add_carry(above, odd << 1 | even >> 63, carry);
        put(&mut low, &mut high, 2 * i + 1, sum);
        over = odd >> 63;
    }
    (low, high)
}

/// A limb of a number in two halves.
#[inline(always)]
fn at<const N: usize>(low: &Limbs<N>, high: &Limbs<N>, place: usize) -> u64 {
    if place < N { low[place] } else { high[place - N] }
}

/// Sets it.
#[inline(always)]
fn put<const N: usize>(low: &mut Limbs<N>, high: &mut Limbs<N>, place: usize, limb: u64) {
    if place < N { low[place] = limb } else { high[place - N] = limb }
}
