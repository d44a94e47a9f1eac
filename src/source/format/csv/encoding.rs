//! From bytes to text: UTF-8, else Windows-1252, in which spreadsheets of the West save.

use super::mapping::Encoding;
use std::borrow::Cow;

/// The characters of Windows-1252 from 0x80 to 0x9F; the five bytes without one stay control
/// characters, as the WHATWG encoding standard has it. All others are those of Latin-1.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text, and whether it had to be guessed or mended.
///
/// Without an encoding a row is UTF-8 if it can be, else Windows-1252: text of the latter is
/// practically never UTF-8 by chance, and dumps of several tools have rows of both kinds.
pub(super) fn decode(bytes: &[u8], encoding: Option<Encoding>) -> (Cow<'_, str>, bool) {
    match (std::str::from_utf8(bytes), encoding) {
        (Ok(text), None | Some(Encoding::Utf8)) => (text.into(), false),
        (Ok(text), _) if text.is_ascii() => (text.into(), false),
        (_, Some(Encoding::Windows1252)) => (windows_1252(bytes).into(), false),
        (_, None) => (windows_1252(bytes).into(), true),
        (_, Some(Encoding::Utf8)) => (String::from_utf8_lossy(bytes), true),
    }
}

fn windows_1252(bytes: &[u8]) -> String {
    let character = |&byte: &u8| match byte {
        0x80..=0x9f => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or_default(),
        _ => char::from(byte),
    };
    bytes.iter().map(character).collect()
}

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod tests;
