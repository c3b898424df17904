//! Passwords, second factors and the tokens of sessions. Chance comes in here and nowhere below.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret};

use crate::domain::time::Moment;

/// Letters that a password has at least.
pub const SHORTEST: usize = 10;
/// And at most: what is longer would only keep the machine busy.
pub const LONGEST: usize = 1_000;
/// Bytes of the secret of a second factor.
const FACTOR: usize = 20;

/// A password as it is kept: argon2id with a salt of its own, in its PHC form. Refuses in a sentence what is too short.
pub fn hashed(password: &str) -> Result<String, String> {
    if !long_enough(password) {
        return Err(format!(
            "a password has {SHORTEST} to {LONGEST} characters; this one has {}",
            password.chars().count()
        ));
    }
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|phc| phc.to_string()).map_err(|e| format!("the password cannot be kept: {e}"))
}

/// Whether a password may be one.
pub fn long_enough(password: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&password.chars().count())
}

/// Whether this is the password. Where none is kept it takes as long to say no, so that nobody learns who has one.
pub fn is_password(typed: &str, kept: Option<&str>) -> bool {
    const NONE: &str = "$argon2id$v=19$m=19456,t=2,p=1$cWF6eW5hLW5vYm9keQ$q7pmNqYJm8V0i1r5vYB0p2q2lqzq0m3kq3o0Xv0b5uE";
    let Ok(phc) = PasswordHash::new(kept.unwrap_or(NONE)) else { return false };
    let typed: String = typed.chars().take(LONGEST).collect();
    Argon2::default().verify_password(typed.as_bytes(), &phc).is_ok() && kept.is_some()
}

/// Bytes by chance.
fn by_chance<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| std::io::Error::other("the machine gives no random bytes"))?;
    Ok(bytes)
}

/// What a browser keeps of a session.
pub fn token() -> std::io::Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(by_chance::<32>()?))
}

/// What the database keeps of it: whoever reads a backup cannot come in with that.
pub fn session_id(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// What every form of a session carries: no other site can know it.
pub fn form_mark(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(b"form ").chain_update(token.as_bytes()).finalize())
}

/// The secret of a new second factor.
pub fn factor() -> std::io::Result<Vec<u8>> {
    by_chance::<FACTOR>().map(|bytes| bytes.to_vec())
}

/// As a telephone takes it.
pub fn factor_text(secret: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut text, mut bits, mut held) = (String::new(), 0u32, 0u32);
    for byte in secret {
        (held, bits) = (held << 8 | u32::from(*byte), bits + 8);
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
    }
    text
}

/// The bytes of such a text.
pub fn factor_bytes(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        (held, bits) = (held << 5 | u32::from(value), bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 255) as u8);
        }
    }
    (bytes.len() == FACTOR).then_some(bytes)
}

/// The step of the clock of which this is the code, if it is one of now, of half a minute before or after.
pub fn code_step(secret: &[u8], code: &str, now: Moment) -> Option<i64> {
    let totp = Builder::new().with_secret(Secret::new(secret.into())).build().ok()?;
    let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
    totp.check(code.trim(), seconds).and_then(|step| i64::try_from(step).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_itself_alone() {
        let kept = hashed("дұрыс құпия сөз").unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(is_password("дұрыс құпия сөз", Some(&kept)));
        assert!(!is_password("дұрыс құпия сөз ", Some(&kept)));
        assert!(!is_password("", None), "who has no password does not come in");
        assert_ne!(kept, hashed("дұрыс құпия сөз").unwrap(), "each has a salt of its own");
        assert!(hashed("short").unwrap_err().contains("10"));
    }

    #[test]
    fn a_code_is_that_of_the_standard_and_counts_for_its_minute_alone() {
        // RFC 6238, appendix B: the last six digits of its eight, SHA-1
        let secret = b"12345678901234567890";
        let at = |seconds: i64| Moment::from_micros(seconds * 1_000_000);
        assert_eq!(code_step(secret, "287082", at(59)), Some(1));
        assert_eq!(code_step(secret, "081804", at(1_111_111_109)), Some(1_111_111_109 / 30));
        assert_eq!(code_step(secret, "287082", at(59 + 90)), None);
        assert_eq!(code_step(secret, "287083", at(59)), None);
        assert_eq!(factor_text(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(factor_bytes("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").as_deref(), Some(&secret[..]));
        assert_eq!(factor_bytes("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"), None);
    }
}
