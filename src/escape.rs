//! Characters that are written, or must be, as escapes.

/// The UTF-16 unit that the escape `\uXXXX` at the beginning of raw `json` stands for, for whoever looks at
/// bytes before, or instead of, a parser.
pub(crate) fn unit(json: &[u8]) -> Option<u16> {
    let digits = json.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        Some(unit << 4 | digit as u16)
    })
}

/// Characters of Unicode's category Cf that deceive the eye. The joiner that emoji are made
/// of (U+200D) is not among them.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}
