//! Escapes `\uXXXX` in raw JSON, for whoever looks at bytes before, or instead of, a parser.

/// The UTF-16 unit that the escape at the beginning of `json` stands for.
pub(crate) fn unit(json: &[u8]) -> Option<u16> {
    let digits = json.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        Some(unit << 4 | digit as u16)
    })
}
