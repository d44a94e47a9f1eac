//! The skeleton of one JSON value: strings, brackets, colons and commas (RFC 8259).
//!
//! A pushdown automaton that finds where a value ends, or where it stops making sense, without
//! looking at what numbers, words and escapes mean. It can pause anywhere and go on with more
//! bytes, and takes time linear in the bytes whatever they are. It is a little more lenient
//! than JSON (a comma before a closing bracket passes): the decoder has the last word.

use memchr::memchr3;

/// The deepest nesting of brackets that passes; the JSON decoder stops at the same depth.
pub(super) const MAX_DEPTH: usize = 128;

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// It is complete and ends before this index.
    Closed(usize),
    /// The byte at this index cannot stand there.
    Broken(usize),
    /// The bracket at this index is one too deep.
    TooDeep(usize),
    /// The bytes end before the value does.
    Open,
}

/// What may come next between brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    KeyOrEnd,
    Colon,
    Value,
    ValueOrEnd,
    CommaOrEnd,
}

/// What the last byte belonged to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Brackets,
    String,
    Escape,
    /// A number or a word.
    Scalar,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Curly,
    Square,
}

/// The automaton.
#[derive(Debug, Clone)]
pub(super) struct Structure {
    open: Vec<Bracket>,
    within: Within,
    expect: Expect,
    first_key: Option<usize>,
}

impl Structure {
    /// Before the first byte of a value.
    pub(super) fn new() -> Self {
        Self {
            open: Vec::with_capacity(MAX_DEPTH),
            within: Within::Brackets,
            expect: Expect::Value,
            first_key: None,
        }
    }

    /// Back to before the first byte.
    pub(super) fn reset(&mut self) {
        self.open.clear();
        self.within = Within::Brackets;
        self.expect = Expect::Value;
        self.first_key = None;
    }

    /// Whether the bytes so far end inside a string.
    pub(super) fn in_string(&self) -> bool {
        matches!(self.within, Within::String | Within::Escape)
    }

    /// The index after the first key of an object, as soon as it is known.
    pub(super) fn take_first_key(&mut self) -> Option<usize> {
        self.first_key.take()
    }

    /// Goes on from `at` to the end of the value or of `bytes`.
    pub(super) fn advance(&mut self, bytes: &[u8], mut at: usize) -> Extent {
        while let Some(&byte) = bytes.get(at) {
            match self.within {
                Within::String => {
                    let rest = &bytes[at..];
                    let Some(skip) = memchr3(b'"', b'\\', b'\n', rest) else {
                        return Extent::Open;
                    };
                    at += skip;
                    match rest[skip] {
                        b'"' => {
                            self.within = Within::Brackets;
                            if self.open.is_empty() {
                                return Extent::Closed(at + 1);
                            }
                            if self.expect == Expect::Colon && self.open.len() == 1 {
                                self.first_key.get_or_insert(at + 1);
                            }
                        }
                        b'\\' => self.within = Within::Escape,
                        _ => return Extent::Broken(at),
                    }
                }
                Within::Escape if byte == b'\n' => return Extent::Broken(at),
                Within::Escape => self.within = Within::String,
                Within::Scalar if is_scalar(byte) => {}
                Within::Scalar => {
                    self.within = Within::Brackets;
                    continue;
                }
                Within::Brackets => match self.token(byte) {
                    Token::Fits => {}
                    Token::Closes => return Extent::Closed(at + 1),
                    Token::Breaks => return Extent::Broken(at),
                    Token::TooDeep => return Extent::TooDeep(at),
                },
            }
            at += 1;
        }
        Extent::Open
    }

    fn token(&mut self, byte: u8) -> Token {
        use Expect::{Colon, CommaOrEnd, KeyOrEnd, Value, ValueOrEnd};
        match (byte, self.expect) {
            (b' ' | b'\n' | b'\r' | b'\t', _) => return Token::Fits,
            (b'"', KeyOrEnd) => {
                self.within = Within::String;
                self.expect = Colon;
            }
            (b'"', Value | ValueOrEnd) => {
                self.within = Within::String;
                self.expect = CommaOrEnd;
            }
            (b':', Colon) => self.expect = Value,
            (b',', CommaOrEnd) => {
                self.expect = match self.open.last() {
                    Some(Bracket::Curly) => KeyOrEnd,
                    _ => ValueOrEnd,
                }
            }
            (b'{' | b'[', Value | ValueOrEnd) => {
                if self.open.len() == MAX_DEPTH {
                    return Token::TooDeep;
                }
                let (bracket, expect) = match byte {
                    b'{' => (Bracket::Curly, KeyOrEnd),
                    _ => (Bracket::Square, ValueOrEnd),
                };
                self.open.push(bracket);
                self.expect = expect;
            }
            (b'}', KeyOrEnd | CommaOrEnd) => return self.close(Bracket::Curly),
            (b']', ValueOrEnd | CommaOrEnd) => return self.close(Bracket::Square),
            (_, Value | ValueOrEnd) if is_scalar(byte) && !self.open.is_empty() => {
                self.within = Within::Scalar;
                self.expect = CommaOrEnd;
            }
            _ => return Token::Breaks,
        }
        Token::Fits
    }

    fn close(&mut self, bracket: Bracket) -> Token {
        if self.open.pop() != Some(bracket) {
            return Token::Breaks;
        }
        self.expect = Expect::CommaOrEnd;
        if self.open.is_empty() { Token::Closes } else { Token::Fits }
    }
}

enum Token {
    Fits,
    Closes,
    Breaks,
    TooDeep,
}

/// Bytes of numbers and of `true`, `false`, `null`, `NaN`.
fn is_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// Where a record may have begun that made the value before it break at `at`: at the break
/// itself, or, if the value was cut in a string, at the bracket before the quotation mark that
/// seemed to end that string. `start` is where the broken value begins.
pub(super) fn resumption(bytes: &[u8], start: usize, at: usize) -> Option<usize> {
    if bytes.get(at) == Some(&b'{') {
        return Some(at);
    }
    let before = bytes.get(start + 1..at)?.strip_suffix(b"\"")?.trim_ascii_end();
    let before = before.strip_suffix(b"{")?;
    Some(start + 1 + before.len())
}

/// Where the value that begins `bytes` ends, and whether it is cut inside a string.
pub(super) fn extent(bytes: &[u8]) -> (Extent, bool) {
    let mut structure = Structure::new();
    let extent = structure.advance(bytes, 0);
    (extent, structure.in_string())
}

#[cfg(test)]
#[path = "structure_tests.rs"]
mod tests;
