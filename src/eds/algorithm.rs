//! Digests and keys: which go together, and whether a signature is a key's. GOST on our own curve arithmetic, RSA and
//! P-256 through `ring`. The algorithm follows from the digest and the key's parameters, because old signatures name
//! the key's algorithm where the signature's should stand.

use std::fmt;
use std::sync::{Arc, OnceLock};

use der::oid::ObjectIdentifier as Oid;
use gost94::Gost94Test;
use ring::{digest as hash, signature};
use streebog::{Streebog256, Streebog512};

use super::cause::Cause;
use super::curve::{self, Params};
use super::der::{Cursor, Item, Malformed, only, tag};
use super::oid;

/// Fewest bits of an RSA key.
const RSA_LEAST: usize = 2048;

/// A digest that signatures are made over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// Streebog, 512 bits.
    Streebog512,
    /// Streebog, 256 bits.
    Streebog256,
    /// GOST 34.311-95 with the test S-box; archives only.
    Gost95,
    /// SHA-256.
    Sha256,
}

/// A digest on its way, for content that is not held whole.
#[derive(Clone)]
pub enum Running {
    /// Streebog, 512 bits.
    Streebog512(Streebog512),
    /// Streebog, 256 bits.
    Streebog256(Streebog256),
    /// GOST 34.311-95.
    Gost95(Gost94Test),
    /// SHA-256.
    Sha256(hash::Context),
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Running")
    }
}

impl Running {
    /// Takes the next bytes.
    pub fn update(&mut self, part: &[u8]) {
        use gost94::Digest as _;
        match self {
            Running::Streebog512(digest) => digest.update(part),
            Running::Streebog256(digest) => digest.update(part),
            Running::Gost95(digest) => digest.update(part),
            Running::Sha256(digest) => digest.update(part),
        }
    }

    /// The digest in its natural order.
    pub fn finish(self) -> Vec<u8> {
        use gost94::Digest as _;
        match self {
            Running::Streebog512(digest) => digest.finalize().to_vec(),
            Running::Streebog256(digest) => digest.finalize().to_vec(),
            Running::Gost95(digest) => digest.finalize().to_vec(),
            Running::Sha256(digest) => digest.finish().as_ref().to_vec(),
        }
    }
}

impl Digest {
    const ALL: [(Digest, Oid); 4] = [
        (Digest::Streebog512, oid::STREEBOG_512),
        (Digest::Streebog256, oid::STREEBOG_256),
        (Digest::Gost95, oid::GOST_95),
        (Digest::Sha256, oid::SHA_256),
    ];

    /// By its identifier.
    pub fn of(item: &Item<'_>) -> Result<Self, Cause> {
        Self::ALL.into_iter().find(|(_, oid)| item.is(oid)).map(|(one, _)| one).ok_or(Cause::DigestUnknown)
    }

    /// Its identifier.
    pub fn oid(self) -> Oid {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or(oid::SHA_256, |(_, oid)| oid)
    }

    /// Begins one.
    pub fn start(self) -> Running {
        use gost94::Digest as _;
        match self {
            Digest::Streebog512 => Running::Streebog512(Streebog512::new()),
            Digest::Streebog256 => Running::Streebog256(Streebog256::new()),
            Digest::Gost95 => Running::Gost95(Gost94Test::new()),
            Digest::Sha256 => Running::Sha256(hash::Context::new(&hash::SHA256)),
        }
    }

    /// The digest in its natural order.
    pub fn of_bytes(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut running = self.start();
        parts.iter().for_each(|part| running.update(part));
        running.finish()
    }
}

/// SHA-256 of these parts in a row.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hash::Context::new(&hash::SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// SHA-1, by which old structures name a certificate.
pub fn sha1(bytes: &[u8]) -> Vec<u8> {
    hash::digest(&hash::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

/// The digest that the algorithm of a certificate's or list's own signature works over.
pub fn digest_of_signature(item: &Item<'_>) -> Result<Digest, Cause> {
    let known = [
        (oid::SIGNATURE_2015_512, Digest::Streebog512),
        (oid::SIGNATURE_2015_256, Digest::Streebog256),
        (oid::SIGNATURE_2004, Digest::Gost95),
        (oid::SIGNATURE_RSA, Digest::Sha256),
        (oid::SIGNATURE_P256, Digest::Sha256),
    ];
    known.into_iter().find(|(oid, _)| item.is(oid)).map(|(_, digest)| digest).ok_or(Cause::SignatureUnknown)
}

/// The identifier of an AlgorithmIdentifier whose parameters are NULL or missing.
pub fn plain_algorithm<'a>(cursor: &mut Cursor<'a>) -> Result<Item<'a>, Malformed> {
    let mut inside = cursor.enter(tag::SEQUENCE)?;
    let name = inside.take(tag::OID)?;
    let parameters = inside.take_if(tag::NULL)?;
    if parameters.is_some_and(|p| !p.value.is_empty()) {
        return Err(Malformed);
    }
    inside.end()?;
    Ok(name)
}

/// A key of GOST 34.10-2015 or 34.310-2004, made ready for many signatures where that was asked for.
pub struct GostKey {
    public: curve::PublicKey,
    ready: OnceLock<curve::PreparedKey>,
}

impl fmt::Debug for GostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GostKey").finish_non_exhaustive()
    }
}

impl GostKey {
    fn verify(&self, digest: &[u8], sign: &[u8]) -> bool {
        match self.ready.get() {
            Some(ready) => ready.verify(digest, sign),
            None => self.public.verify(digest, sign),
        }
    }
}

/// A public key.
#[derive(Clone, Debug)]
pub enum Key {
    /// GOST 34.10-2015 or 34.310-2004.
    Gost(Arc<GostKey>),
    /// RSA: its PKCS #1 form.
    Rsa(Vec<u8>),
    /// P-256: the point, uncompressed.
    P256(Vec<u8>),
}

impl Key {
    /// From a SubjectPublicKeyInfo; a form that is wrong is told apart from a kind that is not taken.
    pub fn parse(info: &Item<'_>) -> Result<Result<Self, Cause>, Malformed> {
        let mut parts = info.inside();
        let mut algorithm = parts.enter(tag::SEQUENCE)?;
        let bits = parts.take(tag::BITS)?.whole_bits()?;
        parts.end()?;
        let kind = algorithm.take(tag::OID)?;
        let known = [
            (oid::KEY_2015_512, oid::PARAMS_2015_512, Params::Tc26_512A),
            (oid::KEY_2015_256, oid::PARAMS_2015_256, Params::Tc26_256A),
            (oid::KEY_2004, oid::PARAMS_2004, Params::CryptoProA),
        ];
        if let Some((_, wanted, params)) = known.into_iter().find(|(oid, ..)| kind.is(oid)) {
            let named = algorithm.enter(tag::SEQUENCE)?.take(tag::OID)?;
            if !named.is(&wanted) {
                return Ok(Err(Cause::ParametersUnknown));
            }
            let point = only(bits, tag::OCTETS)?.value;
            let whole = |public| Key::Gost(Arc::new(GostKey { public, ready: OnceLock::new() }));
            return Ok(curve::PublicKey::parse(params, point).map(whole).map_err(|_| Cause::KeyBroken));
        }
        if kind.is(&oid::KEY_RSA) {
            return Self::rsa(bits);
        }
        if kind.is(&oid::KEY_EC) {
            let fits = algorithm.take(tag::OID)?.is(&oid::PARAMS_P256);
            let whole = bits.len() == 65 && bits[0] == 4;
            return Ok(match (fits, whole) {
                (false, _) => Err(Cause::ParametersUnknown),
                (true, false) => Err(Cause::KeyBroken),
                (true, true) => Ok(Key::P256(bits.to_vec())),
            });
        }
        Ok(Err(Cause::KeyUnknown))
    }

    fn rsa(bits: &[u8]) -> Result<Result<Self, Cause>, Malformed> {
        let mut numbers = only(bits, tag::SEQUENCE)?.inside();
        let modulus = numbers.take(tag::INTEGER)?.unsigned()?;
        let _exponent = numbers.take(tag::INTEGER)?.unsigned()?;
        numbers.end()?;
        let length = modulus.len() * 8 - modulus.first().map_or(0, |b| b.leading_zeros() as usize);
        Ok(if length < RSA_LEAST { Err(Cause::KeyTooShort) } else { Ok(Key::Rsa(bits.to_vec())) })
    }

    /// Makes the key ready for many signatures: an authority's, of which each signer's certificate has one.
    pub fn prepare(&self) {
        if let Key::Gost(key) = self {
            key.ready.get_or_init(|| key.public.prepared());
        }
    }

    /// Whether the key signs over this digest.
    pub fn suits(&self, digest: Digest) -> bool {
        match (self, digest) {
            (Key::Gost(key), digest) => match key.public.params() {
                Params::Tc26_512A => digest == Digest::Streebog512,
                Params::Tc26_256A => digest == Digest::Streebog256,
                Params::CryptoProA => digest == Digest::Gost95,
            },
            (Key::Rsa(_) | Key::P256(_), digest) => digest == Digest::Sha256,
        }
    }

    /// Whether `sign` over `message`, digested so, is this key's.
    pub fn check(&self, digest: Digest, message: &[&[u8]], sign: &[u8]) -> Result<(), Cause> {
        self.check_made(digest, || digest.of_bytes(message), message, sign)
    }

    /// As [`Key::check`], for a message whose digest may have been made already.
    pub fn check_made(
        &self,
        digest: Digest,
        made: impl FnOnce() -> Vec<u8>,
        message: &[&[u8]],
        sign: &[u8],
    ) -> Result<(), Cause> {
        if !self.suits(digest) {
            return Err(Cause::AlgorithmsMixed);
        }
        let holds = match self {
            Key::Gost(key) => {
                if sign.len() != 2 * key.public.params().bytes() {
                    return Err(Cause::SignatureLength);
                }
                key.verify(&made(), sign)
            }
            Key::Rsa(key) => {
                let key = signature::UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, key);
                key.verify(&message.concat(), sign).is_ok()
            }
            Key::P256(key) => {
                let key = signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, key);
                key.verify(&message.concat(), sign).is_ok()
            }
        };
        if holds { Ok(()) } else { Err(Cause::SignatureWrong) }
    }

    /// The algorithm as it is written outside.
    pub fn word(&self) -> &'static str {
        match self {
            Key::Gost(key) => match key.public.params() {
                Params::Tc26_512A => "gost-34.10-2015-512",
                Params::Tc26_256A => "gost-34.10-2015-256",
                Params::CryptoProA => "gost-34.310-2004",
            },
            Key::Rsa(_) => "rsa-sha256",
            Key::P256(_) => "ecdsa-p256-sha256",
        }
    }
}
