//! Numbers as digits, put straight into a text: an import writes millions of them, and the formatting of the language
//! asks each time for width, fill and sign that never differ here.

/// Writes a whole number.
pub fn push_int(out: &mut String, number: i64) {
    if number < 0 {
        out.push('-');
    }
    push_padded(out, number.unsigned_abs(), 1);
}

/// Writes a number with zeroes before it up to `width` digits.
pub fn push_padded(out: &mut String, number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let (mut at, mut rest) = (digits.len(), number);
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let digits = &digits[at.min(digits.len().saturating_sub(width))..];
    out.push_str(std::str::from_utf8(digits).unwrap_or_default());
}

/// Writes bytes as lower-case hexadecimal digits.
pub fn push_hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for piece in bytes.chunks(32) {
        let mut text = [0u8; 64];
        for (two, byte) in text.chunks_exact_mut(2).zip(piece) {
            two[0] = DIGITS[usize::from(byte >> 4)];
            two[1] = DIGITS[usize::from(byte & 15)];
        }
        out.push_str(std::str::from_utf8(&text[..2 * piece.len()]).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        for number in [0, 1, -1, 9, 10, -10, 99, 100, 1_234_567_890, i64::MAX, i64::MIN] {
            let mut text = "x".to_owned();
            push_int(&mut text, number);
            assert_eq!(text, format!("x{number}"));
            for width in [1, 2, 6, 20] {
                let mut text = String::new();
                push_padded(&mut text, number.unsigned_abs(), width);
                assert_eq!(text, format!("{:0width$}", number.unsigned_abs()));
            }
        }
        for length in [0, 1, 31, 32, 33, 70] {
            let bytes: Vec<u8> = (0..length).map(|n: u8| n.wrapping_mul(37)).collect();
            let mut text = String::new();
            push_hex(&mut text, &bytes);
            assert_eq!(text, crate::domain::batch::hex(&bytes));
        }
    }
}
