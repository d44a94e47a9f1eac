//! What can be told of raw JSON without parsing it.

use crate::escape;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// Finds escapes of the first 256 characters.
static ESCAPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\\u00"));

/// Whether a letter, digit or underscore is written as an escape (`\u0061`), as no program does
/// but any may, so that a key or a number may be there that a search does not find.
pub(super) fn hides_letters(json: &[u8]) -> bool {
    let hides = |unit: u16| {
        u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    ESCAPE.find_iter(json).any(|at| json.get(at..).and_then(escape::unit).is_none_or(hides))
}

/// What follows the colon behind a key.
pub(super) fn value(rest: &[u8]) -> &[u8] {
    let rest = rest.trim_ascii_start();
    rest.strip_prefix(b":").unwrap_or(rest).trim_ascii_start()
}
