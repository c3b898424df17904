//! The fast arithmetic held against a slow and obviously right one, and that against the published examples.

use num_bigint::BigUint;
use proptest::prelude::*;
use streebog::{Digest, Streebog256, Streebog512};

use super::*;

/// A curve by the textbook: points as pairs, `None` the neutral one.
struct Slow {
    p: BigUint,
    a: BigUint,
    b: BigUint,
    q: BigUint,
    g: (BigUint, BigUint),
}

type Place = Option<(BigUint, BigUint)>;

fn hex(text: &str) -> BigUint {
    BigUint::parse_bytes(text.as_bytes(), 16).unwrap()
}

fn dec(text: &str) -> BigUint {
    BigUint::parse_bytes(text.as_bytes(), 10).unwrap()
}

impl Slow {
    fn of(params: Params) -> Self {
        let number = |limbs: Vec<u8>| BigUint::from_bytes_le(&limbs);
        let slow = |p: Vec<u8>, a: Option<Vec<u8>>, rest: [Vec<u8>; 4]| {
            let p = number(p);
            let [b, q, x, y] = rest.map(number);
            Slow { a: a.map_or_else(|| &p - 3u8, number), b, q, g: (x, y), p }
        };
        fn parts<const N: usize, const C: u64>(c: &Curve<N, C>) -> (Vec<u8>, Option<Vec<u8>>, [Vec<u8>; 4]) {
            let le = |e: &field::Element<N, C>| limbs::to_le(&e.number());
            let a = match &c.slope {
                point::Slope::MinusThree => None,
                point::Slope::Of(a) => Some(le(a)),
            };
            let p = limbs::to_le(&field::Element::<N, C>::prime());
            (p, a, [le(&c.b), limbs::to_le(&c.order.q), le(&c.base.x), le(&c.base.y)])
        }
        let (p, a, rest) = match params.curve() {
            AnyCurve::Wide(c) => parts(c),
            AnyCurve::Narrow(c) => parts(c),
        };
        slow(p, a, rest)
    }

    fn is_on(&self, place: &Place) -> bool {
        place.as_ref().is_none_or(|(x, y)| y * y % &self.p == (x * x * x + &self.a * x + &self.b) % &self.p)
    }

    fn less(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + &self.p - b) % &self.p
    }

    fn plus(&self, one: &Place, two: &Place) -> Place {
        let (Some((x1, y1)), Some((x2, y2))) = (one, two) else { return one.clone().or(two.clone()) };
        let slope = if x1 == x2 {
            if (y1 + y2) % &self.p == BigUint::ZERO {
                return None;
            }
            (x1 * x1 * 3u8 + &self.a) * (y1 * 2u8).modinv(&self.p).unwrap() % &self.p
        } else {
            self.less(y2, y1) * self.less(x2, x1).modinv(&self.p).unwrap() % &self.p
        };
        let x = self.less(&self.less(&(&slope * &slope % &self.p), x1), x2);
        let y = self.less(&(slope * self.less(x1, &x) % &self.p), y1);
        Some((x, y))
    }

    fn times(&self, k: &BigUint, place: &Place) -> Place {
        let mut sum = None;
        for i in (0..k.bits()).rev() {
            sum = self.plus(&sum, &sum);
            if k.bit(i) {
                sum = self.plus(&sum, place);
            }
        }
        sum
    }

    fn base(&self) -> Place {
        Some(self.g.clone())
    }

    fn holds(&self, key: &Place, e: &BigUint, (r, s): (&BigUint, &BigUint)) -> bool {
        let inside = |n: &BigUint| *n != BigUint::ZERO && *n < self.q;
        if !inside(r) || !inside(s) {
            return false;
        }
        let e = e % &self.q;
        let v = if e == BigUint::ZERO { 1u8.into() } else { e.modinv(&self.q).unwrap() };
        let (z1, z2) = (s * &v % &self.q, (&self.q - r) * v % &self.q);
        let sum = self.plus(&self.times(&z1, &self.base()), &self.times(&z2, key));
        sum.is_some_and(|(x, _)| x % &self.q == *r)
    }

    fn sign(&self, d: &BigUint, e: &BigUint, k: &BigUint) -> (BigUint, BigUint) {
        let r = self.times(k, &self.base()).unwrap().0 % &self.q;
        let s = (&r * d + k * e) % &self.q;
        (r, s)
    }
}

const ALL: [Params; 3] = [Params::Tc26_512A, Params::Tc26_256A, Params::CryptoProA];

fn le(n: &BigUint, params: Params) -> Vec<u8> {
    let mut bytes = n.to_bytes_le();
    bytes.resize(params.bytes(), 0);
    bytes
}

fn key(params: Params, seed: &[u8]) -> SecretKey {
    let bytes = Streebog512::digest(seed);
    let q = Slow::of(params).q;
    let scalar = BigUint::from_bytes_le(&bytes) % (q - 1u8) + 1u8;
    SecretKey::parse(params, &le(&scalar, params)).unwrap()
}

fn place_of(key: &PublicKey) -> Place {
    let bytes = key.to_bytes();
    let (x, y) = bytes.split_at(key.params().bytes());
    Some((BigUint::from_bytes_le(x), BigUint::from_bytes_le(y)))
}

#[test]
fn the_slow_arithmetic_gives_the_published_example_of_256_bits() {
    let slow = Slow {
        p: dec("57896044618658097711785492504343953926634992332820282019728792003956564821041"),
        a: 7u8.into(),
        b: dec("43308876546767276905765904595650931995942111794451039583252968842033849580414"),
        q: dec("57896044618658097711785492504343953927082934583725450622380973592137631069619"),
        g: (2u8.into(), dec("4018974056539037503335449422937059775635739389905545080690979365213431566280")),
    };
    let d = dec("55441196065363246126355624130324183196576709222340016572108097750006097525544");
    let e = dec("20798893674476452017134061561508270130637142515379653289952617252661468872421");
    let k = dec("53854137677348463731403841147996619241504003434302020712960838528893196233395");
    let public = slow.times(&d, &slow.base());
    assert!(slow.is_on(&public));
    assert_eq!(
        public.clone().unwrap().0,
        dec("57520216126176808443631405023338071176630104906313632182896741342206604859403")
    );
    let (r, s) = slow.sign(&d, &e, &k);
    assert_eq!(r, dec("29700980915817952874371204983938256990422752107994319651632687982059210933395"));
    assert_eq!(s, dec("574973400270084654178925310019147038455227042649098563933718999175515839552"));
    assert!(slow.holds(&public, &e, (&r, &s)));
    assert!(!slow.holds(&public, &(e + 1u8), (&r, &s)));
}

#[test]
fn the_slow_arithmetic_gives_the_published_example_of_512_bits() {
    let slow = Slow {
        p: hex("4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D\
                F1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373"),
        a: 7u8.into(),
        b: hex("1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC43\
                61834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC"),
        q: hex("4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D\
                A82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF"),
        g: (
            hex("24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762\
                 FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A"),
            hex("2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C\
                 83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E"),
        ),
    };
    let d = hex("BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B10207\
                 2E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4");
    let e = hex("3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C591\
                 7184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C");
    let k = hex("359E7F4B1410FEACC570456C6801496946312120B39D019D455986E364F36588\
                 6748ED7A44B3E794434006011842286212273A6D14CF70EA3AF71BB1AE679F1");
    let public = slow.times(&d, &slow.base());
    let x = hex("115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD\
                 5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1");
    assert_eq!(public.clone().unwrap().0, x);
    let (r, s) = slow.sign(&d, &e, &k);
    let wanted = [
        "2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD3\
         5492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
        "1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5\
         823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A",
    ];
    assert_eq!([&r, &s], [&hex(wanted[0]), &hex(wanted[1])]);
    assert!(slow.holds(&public, &e, (&r, &s)));
}

#[test]
fn every_set_has_its_base_point_on_the_curve_and_of_its_order() {
    for params in ALL {
        let slow = Slow::of(params);
        assert!(slow.is_on(&slow.base()), "{params:?}");
        assert!(slow.times(&slow.q, &slow.base()).is_none(), "{params:?}");
        assert_eq!(slow.p.bits(), 8 * params.bytes() as u64);
    }
    assert_eq!(Slow::of(Params::Tc26_512A).p, (BigUint::from(1u8) << 512) - 569u32);
    assert_eq!(Slow::of(Params::Tc26_256A).p, (BigUint::from(1u8) << 256) - 617u32);
}

#[test]
fn streebog_gives_the_published_digests() {
    let message = b"012345678901234567890123456789012345678901234567890123456789012";
    let first = BigUint::from_bytes_be(&Streebog512::digest(message));
    let expected = "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48";
    assert_eq!(first, hex(expected));
    let second = BigUint::from_bytes_be(&Streebog256::digest(message));
    assert_eq!(second, hex("9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn the_fast_arithmetic_agrees_with_the_slow_one(seed: [u8; 16], digest: [u8; 64]) {
        for params in ALL {
            let (slow, secret) = (Slow::of(params), key(params, &seed));
            let digest = &digest[..params.bytes()];
            let public = secret.public();
            let place = place_of(&public);
            let scalar = BigUint::from_bytes_le(&secret.scalar);
            prop_assert_eq!(&place, &slow.times(&scalar, &slow.base()));
            let signature = secret.sign(digest);
            let (r, s) = signature.split_at(params.bytes());
            let (r, s) = (BigUint::from_bytes_le(r), BigUint::from_bytes_le(s));
            prop_assert!(slow.holds(&place, &BigUint::from_bytes_le(digest), (&r, &s)));
            prop_assert!(public.verify(digest, &signature));
            prop_assert!(public.prepared().verify(digest, &signature));
            // a signature of the slow one with another secret number
            let k = BigUint::from_bytes_le(&Streebog512::digest(&signature)) % &slow.q;
            let e = BigUint::from_bytes_le(digest) % &slow.q;
            let (r, s) = slow.sign(&scalar, &e, &k);
            let other = [le(&r, params), le(&s, params)].concat();
            prop_assert!(PublicKey::parse(params, &public.to_bytes()).unwrap().verify(digest, &other));
        }
    }

}

proptest! {
    // what goes over the highest limb in an inversion is rare: many cases meet it
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn the_field_and_the_order_agree_with_whole_numbers(a: [u64; 8], b: [u64; 8]) {
        let curve = &*sets::TC26_512_A;
        let (p, q) = (Slow::of(Params::Tc26_512A).p, Slow::of(Params::Tc26_512A).q);
        let big = |n: &[u64; 8]| BigUint::from_bytes_le(&limbs::to_le(n));
        let (x, y) = (field::Element::<8, 569>::constant(a), field::Element::<8, 569>::constant(b));
        let (m, n) = (big(&a), big(&b));
        prop_assert_eq!(big(&x.times(&y).number()), &m * &n % &p);
        prop_assert_eq!(big(&x.plus(&y).number()), (&m + &n) % &p);
        prop_assert_eq!(big(&x.minus(&y).number()), (&m + &p + &p - &n) % &p);
        prop_assert_eq!(x.inverse().map(|i| big(&i.number())), m.modinv(&p));
        let (a, b) = (curve.order.reduced(a), curve.order.reduced(b));
        prop_assert_eq!(big(&curve.order.times(&a, &b)), &m * &n % &q);
        prop_assert_eq!(curve.order.inverse(&a).map(|i| big(&i)), big(&a).modinv(&q));
    }
}

#[test]
fn numbers_at_the_edge_of_the_field_come_out_right() {
    let p = Slow::of(Params::Tc26_512A).p;
    let big = |n: &[u64; 8]| BigUint::from_bytes_le(&limbs::to_le(n));
    let edge = |low: u64| {
        let mut n = [u64::MAX; 8];
        n[0] = low;
        n
    };
    let small = |low: u64| [low, 0, 0, 0, 0, 0, 0, 0];
    let all = [
        small(0),
        small(1),
        small(568),
        small(569),
        edge(0),
        edge(u64::MAX - 569),
        edge(u64::MAX - 568),
        edge(u64::MAX),
    ];
    for a in &all {
        for b in &all {
            let (x, y) = (field::Element::<8, 569>::constant(*a), field::Element::<8, 569>::constant(*b));
            let (m, n) = (big(a), big(b));
            assert_eq!(big(&x.times(&y).number()), &m * &n % &p);
            assert_eq!(big(&x.plus(&y).number()), (&m + &n) % &p);
            assert_eq!(big(&x.minus(&y).number()), (&m + &p + &p - &n) % &p);
        }
    }
}

#[test]
fn what_is_no_key_and_no_signature_is_refused() {
    for params in ALL {
        let (slow, n) = (Slow::of(params), params.bytes());
        let secret = key(params, b"edge");
        let (public, digest) = (secret.public(), vec![7; n]);
        let good = secret.sign(&digest);
        assert!(public.verify(&digest, &good));
        let q = le(&slow.q, params);
        for bad in [vec![0; n], q.clone(), vec![0xff; n]] {
            assert!(!public.verify(&digest, &[&bad, &good[n..]].concat()), "r");
            assert!(!public.verify(&digest, &[&good[..n], &bad].concat()), "s");
            assert!(SecretKey::parse(params, &bad).is_err());
        }
        assert!(!public.verify(&digest, &good[1..]) && !public.verify(&digest[1..], &good));
        assert!(secret.sign(&digest[1..]).is_empty(), "no signature over something else than the digest");
        let bytes = public.to_bytes();
        let past = le(&(BigUint::from_bytes_le(&bytes[..n]) + &slow.p), params);
        assert!(past.len() > n || PublicKey::parse(params, &[&past, &bytes[n..]].concat()).is_err());
        assert!(PublicKey::parse(params, &[&le(&slow.p, params), &bytes[n..]].concat()).is_err());
        assert!(PublicKey::parse(params, &bytes[1..]).is_err());
        let mut off = bytes.clone();
        off[n] ^= 1;
        assert_eq!(PublicKey::parse(params, &off).err(), Some(KeyFault));
    }
}

#[test]
fn a_point_that_is_no_multiple_of_the_base_point_is_no_key() {
    let (params, mut others) = (Params::Tc26_256A, 0);
    let slow = Slow::of(params);
    for x in 1u32..20 {
        let x = BigUint::from(x);
        let square = (&x * &x * &x + &slow.a * &x + &slow.b) % &slow.p;
        let y = square.modpow(&((&slow.p + 1u8) / 4u8), &slow.p);
        if &y * &y % &slow.p != square {
            continue;
        }
        let bytes = [le(&x, params), le(&y, params)].concat();
        let is_multiple = slow.times(&slow.q, &Some((x, y))).is_none();
        others += u32::from(!is_multiple);
        assert_eq!(PublicKey::parse(params, &bytes).is_ok(), is_multiple);
    }
    assert!(others > 0);
    // twice this one is the neutral point
    let x = hex("0100FE73F595FF158E974B44D478D9588744FE5C192AC47EA63075DCE7A14AAA");
    assert!(slow.is_on(&Some((x.clone(), BigUint::ZERO))));
    assert!(PublicKey::parse(params, &[le(&x, params), le(&BigUint::ZERO, params)].concat()).is_err());
}

#[test]
fn equal_and_opposite_points_are_added_right() {
    for params in ALL {
        let slow = Slow::of(params);
        let public = |d: &BigUint| SecretKey::parse(params, &le(d, params)).unwrap().public();
        let both = |key: &PublicKey, e: &BigUint, r: &BigUint, s: &BigUint| {
            let (digest, signature) = (le(e, params), [le(r, params), le(s, params)].concat());
            let holds = key.verify(&digest, &signature);
            assert_eq!(key.prepared().verify(&digest, &signature), holds);
            holds
        };
        // both scalars are 1: the sum is 2·G, or the neutral point where the key is −G
        let r = slow.plus(&slow.base(), &slow.base()).unwrap().0 % &slow.q;
        let e = &slow.q - &r;
        assert!(both(&public(&1u8.into()), &e, &r, &e));
        assert!(!both(&public(&(&slow.q - 1u8)), &e, &r, &e));
        // s = r·d: the multiples of the base point and of the key cancel, whatever the digest
        let d = BigUint::from(0x1234_5678u32);
        for digest in [1u32, 2, 77] {
            assert!(!both(&public(&d), &digest.into(), &r, &(&r * &d % &slow.q)));
        }
    }
}

#[test]
fn a_digest_that_is_zero_modulo_q_counts_as_one() {
    for params in ALL {
        let secret = key(params, b"zero");
        let (zero, q) = (vec![0; params.bytes()], le(&Slow::of(params).q, params));
        let mut one = zero.clone();
        one[0] = 1;
        // the numbers are secret functions of the digest: what is signed for one holds for the others
        let signature = secret.sign(&one);
        for digest in [&zero, &q, &one] {
            assert!(secret.public().verify(digest, &signature));
        }
    }
}

#[test]
fn keys_that_meet_the_base_point_are_added_right() {
    for params in ALL {
        let slow = Slow::of(params);
        for scalar in [BigUint::from(1u8), &slow.q - 1u8, 2u8.into(), 3u8.into()] {
            let secret = SecretKey::parse(params, &le(&scalar, params)).unwrap();
            let digest = vec![0x35; params.bytes()];
            let signature = secret.sign(&digest);
            assert!(secret.public().verify(&digest, &signature), "{params:?} {scalar}");
            assert!(secret.public().prepared().verify(&digest, &signature), "{params:?} {scalar}");
        }
    }
}

#[test]
fn ten_thousand_mutated_signatures_are_refused() {
    let mutants = |params: Params, rounds: usize| {
        let secret = key(params, b"mutants");
        let (public, n) = (secret.public().prepared(), params.bytes());
        let digest = Streebog512::digest(b"document")[..n].to_vec();
        let good = secret.sign(&digest);
        assert!(public.verify(&digest, &good));
        for round in 0..rounds {
            let (mut signature, mut altered) = (good.clone(), digest.clone());
            let noise = Streebog256::digest(round.to_le_bytes());
            let bit = usize::from(u16::from_le_bytes([noise[0], noise[1]]));
            match round % 4 {
                0 => altered[bit / 8 % n] ^= 1 << (bit % 8),
                1 => signature[bit % n..].iter_mut().zip(&noise[2..]).for_each(|(b, x)| *b ^= x | 1),
                _ => signature[bit / 8 % (2 * n)] ^= 1 << (bit % 8),
            }
            assert!(!public.verify(&altered, &signature), "{params:?} {round}");
        }
    };
    std::thread::scope(|threads| {
        threads.spawn(|| mutants(Params::Tc26_512A, 1_000));
        threads.spawn(|| [Params::Tc26_256A, Params::CryptoProA].map(|params| mutants(params, 4_500)));
    });
}
