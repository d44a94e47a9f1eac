//! Bytes as PostgreSQL prints and reads them: `\x` and two digits a byte.

/// Why a text stands for no bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HexError {
    /// A digit is missing.
    #[error("hexadecimal digits come in pairs, found {found}")]
    Odd {
        /// How many there are.
        found: usize,
    },
    /// Something else than a digit.
    #[error("character {at} is not a hexadecimal digit")]
    Digit {
        /// Where, from 1.
        at: usize,
    },
}

/// The text of these bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("\\x");
    for byte in bytes {
        for digit in [byte >> 4, byte & 0x0f] {
            text.extend(char::from_digit(digit.into(), 16));
        }
    }
    text
}

/// The bytes of a text; it need not begin with `\x`.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, HexError> {
    let digits = text.strip_prefix("\\x").unwrap_or(text);
    // Until the first character of several bytes, characters are bytes.
    let before = text.len() - digits.len();
    let value = |at: usize, digit: u8| {
        let value = char::from(digit).to_digit(16);
        value.ok_or(HexError::Digit { at: before + at + 1 })
    };
    let (pairs, rest) = digits.as_bytes().as_chunks();
    let mut bytes = Vec::with_capacity(pairs.len());
    for (number, &[high, low]) in pairs.iter().enumerate() {
        let at = 2 * number;
        bytes.push((value(at, high)? << 4 | value(at + 1, low)?) as u8);
    }
    match rest {
        [] => Ok(bytes),
        [last, ..] => {
            value(digits.len() - 1, *last)?;
            Err(HexError::Odd { found: digits.len() })
        }
    }
}

#[cfg(test)]
#[path = "hex_tests.rs"]
mod tests;
