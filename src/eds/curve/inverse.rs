//! The inverse modulo a prime by division steps (Bernstein and Yang, "Fast constant-time gcd computation and modular
//! inversion", 2019), sixty-two of them decided on single words before the long numbers are touched. It takes as long
//! as the numbers make it: for what is public.

use super::limbs;

/// Bits of a limb here: what a product of two leaves room for in a sign and a sum.
const BITS: u32 = 62;
const MASK: i64 = (1 << BITS) - 1;
/// Limbs that hold 512 bits and a sign.
const MOST: usize = 9;

/// A signed number: every limb but the highest in [0, 2^62).
type Signed = [i64; MOST];

/// What sixty-two steps do to a pair `(f, g)`: `(f, g) -> (u·f + v·g, q·f + r·g) / 2^62`.
struct Steps {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

/// 1/`value` modulo an odd prime; zero for zero. `value` is below the prime.
pub(super) fn modulo<const L: usize>(value: &[u64; L], prime: &[u64; L]) -> [u64; L] {
    let all = L + 1;
    let modulus = split(prime);
    let unit = inverse_of_word(modulus[0]);
    // the invariant: d·value = f and e·value = g, modulo the prime
    let (mut f, mut g) = (modulus, split(value));
    let (mut d, mut e): (Signed, Signed) = ([0; MOST], [0; MOST]);
    e[0] = 1;
    let (mut balance, mut length) = (-1, all);
    while g[..length].iter().any(|limb| *limb != 0) {
        let steps = decide(&mut balance, f[0] as u64, g[0] as u64);
        follow_exactly(&mut f[..length], &mut g[..length], &steps);
        follow_modulo(&mut d[..all], &mut e[..all], &modulus[..all], unit, &steps);
        length = shortened(&mut f, &mut g, length);
    }
    // f is now 1 or −1, and d·value is the same modulo the prime; d lies above −2 primes and below one
    while d[all - 1] < 0 {
        for (limb, of_prime) in d.iter_mut().zip(&modulus) {
            *limb += of_prime;
        }
        carry(&mut d[..all]);
    }
    let found = join(&d);
    if f[length - 1] < 0 { limbs::sub(prime, &found).0 } else { found }
}

/// Decides sixty-two steps from the lowest limbs of `f` (odd) and `g`. `balance` is what the steps carry along: below
/// zero, the next odd `g` changes places with `f`.
fn decide(balance: &mut i64, mut f: u64, mut g: u64) -> Steps {
    let mut steps = Steps { u: 1, v: 0, q: 0, r: 1 };
    let mut left = BITS;
    loop {
        // halve g while it is even; the bits beyond those that are left count as odd
        let zeros = (g | u64::MAX << left).trailing_zeros();
        g >>= zeros;
        steps.u <<= zeros;
        steps.v <<= zeros;
        *balance -= i64::from(zeros);
        left -= zeros;
        if left == 0 {
            return steps;
        }
        if *balance < 0 {
            *balance = -*balance;
            (f, g) = (g, f.wrapping_neg());
            (steps.u, steps.q) = (steps.q, -steps.u);
            (steps.v, steps.r) = (steps.r, -steps.v);
        }
        // as many of g's low bits are cleared at once as the balance allows, at most the six that are known of −g/f
        let bits = (*balance + 1).min(i64::from(left)).min(6);
        let known = (1 << bits) - 1;
        let times = g.wrapping_mul(f).wrapping_mul(f.wrapping_mul(f).wrapping_sub(2)) & known;
        g = g.wrapping_add(f.wrapping_mul(times));
        steps.q += steps.u * times as i64;
        steps.r += steps.v * times as i64;
    }
}

/// Does the steps to `f` and `g`: the division by 2^62 leaves no rest.
fn follow_exactly(f: &mut [i64], g: &mut [i64], steps: &Steps) {
    let (mut of_f, mut of_g) = (0i128, 0i128);
    for i in 0..f.len() {
        of_f += wide(steps.u, f[i]) + wide(steps.v, g[i]);
        of_g += wide(steps.q, f[i]) + wide(steps.r, g[i]);
        if i > 0 {
            f[i - 1] = of_f as i64 & MASK;
            g[i - 1] = of_g as i64 & MASK;
        }
        of_f >>= BITS;
        of_g >>= BITS;
    }
    f[f.len() - 1] = of_f as i64;
    g[g.len() - 1] = of_g as i64;
}

/// Does the steps to `d` and `e` modulo the prime: so many primes are added that the division leaves no rest. Both stay
/// above −2 primes and below one.
fn follow_modulo(d: &mut [i64], e: &mut [i64], modulus: &[i64], unit: i64, steps: &Steps) {
    let top = d.len() - 1;
    let (d_below, e_below) = (d[top] >> 63, e[top] >> 63);
    // one prime for each that is below zero, then what the lowest limb wants
    let mut for_d = (steps.u & d_below) + (steps.v & e_below);
    let mut for_e = (steps.q & d_below) + (steps.r & e_below);
    let mut of_d = wide(steps.u, d[0]) + wide(steps.v, e[0]);
    let mut of_e = wide(steps.q, d[0]) + wide(steps.r, e[0]);
    for_d -= unit.wrapping_mul(of_d as i64).wrapping_add(for_d) & MASK;
    for_e -= unit.wrapping_mul(of_e as i64).wrapping_add(for_e) & MASK;
    of_d = (of_d + wide(for_d, modulus[0])) >> BITS;
    of_e = (of_e + wide(for_e, modulus[0])) >> BITS;
    for i in 1..=top {
        of_d += wide(steps.u, d[i]) + wide(steps.v, e[i]) + wide(for_d, modulus[i]);
        of_e += wide(steps.q, d[i]) + wide(steps.r, e[i]) + wide(for_e, modulus[i]);
        d[i - 1] = of_d as i64 & MASK;
        e[i - 1] = of_e as i64 & MASK;
        of_d >>= BITS;
        of_e >>= BITS;
    }
    d[top] = of_d as i64;
    e[top] = of_e as i64;
}

/// Takes the highest limb off once it holds nothing but the sign of both. Returns how many are left.
fn shortened(f: &mut Signed, g: &mut Signed, length: usize) -> usize {
    let top = length - 1;
    let only_sign = |limb: i64| limb == 0 || limb == -1;
    if top == 0 || !only_sign(f[top]) || !only_sign(g[top]) {
        return length;
    }
    f[top - 1] |= f[top] << BITS;
    g[top - 1] |= g[top] << BITS;
    top
}

fn wide(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

/// 1/`word` modulo 2^62, of an odd word.
fn inverse_of_word(word: i64) -> i64 {
    let mut inverse = 1i64;
    for _ in 0..6 {
        inverse = inverse.wrapping_mul(2i64.wrapping_sub(word.wrapping_mul(inverse)));
    }
    inverse & MASK
}

/// Brings all limbs but the highest back into their range.
fn carry(number: &mut [i64]) {
    let mut over = 0;
    let (top, rest) = match number.split_last_mut() {
        Some(parts) => parts,
        None => return,
    };
    for limb in rest {
        let sum = *limb + over;
        *limb = sum & MASK;
        over = sum >> BITS;
    }
    *top += over;
}

/// Limbs of 64 bits as limbs of 62.
fn split<const L: usize>(number: &[u64; L]) -> Signed {
    let mut limbs = [0; MOST];
    for (i, limb) in limbs.iter_mut().enumerate().take(L + 1) {
        let bit = i * BITS as usize;
        let (at, shift) = (bit / 64, bit % 64);
        let low = number.get(at).map_or(0, |word| word >> shift);
        let high =
            if shift > 64 - BITS as usize { number.get(at + 1).map_or(0, |word| word << (64 - shift)) } else { 0 };
        *limb = (low | high) as i64 & MASK;
    }
    limbs
}

/// Limbs of 62 bits, none below zero, as limbs of 64.
fn join<const L: usize>(number: &Signed) -> [u64; L] {
    let mut limbs = [0; L];
    for (i, limb) in number.iter().enumerate().take(L + 1) {
        let bit = i * BITS as usize;
        let (at, shift) = (bit / 64, bit % 64);
        if let Some(word) = limbs.get_mut(at) {
            *word |= (*limb as u64) << shift;
        }
        if let Some(word) = limbs.get_mut(at + 1).filter(|_| shift > 64 - BITS as usize) {
            *word |= *limb as u64 >> (64 - shift);
        }
    }
    limbs
}
