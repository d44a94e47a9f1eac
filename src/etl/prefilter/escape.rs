//! Letters, digits and underscores written as JSON escapes, as no program does but any may.

use memchr::memmem;

/// Whether a letter, digit or underscore is written as an escape (`\u0061`), so that a key or
/// a number may be there that a search does not find.
pub(super) fn hides_letters(json: &[u8]) -> bool {
    memmem::find_iter(json, b"\\u00").any(|at| {
        let digits = json.get(at + 4..at + 6).unwrap_or_default();
        let code = std::str::from_utf8(digits).ok().and_then(|it| u8::from_str_radix(it, 16).ok());
        code.is_none_or(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}
