//! Bytes as PostgreSQL prints and reads them: `\x` and two digits a byte.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The text of these bytes.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("\\x");
    for byte in bytes {
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from(*DIGITS.get(usize::from(digit)).unwrap_or(&b'0')));
        }
    }
    text
}

/// The bytes of a text; what is wrong with it if it is none.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.strip_prefix("\\x").ok_or("it does not begin with \\x")?;
    digits_of(digits)
}

/// The bytes of digits without anything before them.
pub(super) fn digits_of(digits: &str) -> Result<Vec<u8>, String> {
    let value = |digit: u8| char::from(digit).to_digit(16);
    let (pairs, rest) = digits.as_bytes().as_chunks();
    let bytes = pairs.iter().enumerate().map(|(index, &[high, low])| {
        let pair = value(high).zip(value(low));
        let pair = pair.map(|(high, low)| (high << 4 | low) as u8);
        pair.ok_or_else(|| format!("digit {} or the next is not hexadecimal", 2 * index + 1))
    });
    let bytes = bytes.collect::<Result<_, _>>()?;
    if rest.is_empty() { Ok(bytes) } else { Err("its last byte has one digit only".to_owned()) }
}
