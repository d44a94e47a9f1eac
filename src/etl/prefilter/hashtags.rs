//! Whether the hashtags of a record may match a lexicon that looks at nothing else.
//!
//! A tweet is four kilobytes, its hashtags are a few words: where these stand is found at the
//! speed of memory, and only they are looked at.

use super::json::{hides_letters, value};
use crate::lexicon::{Literals, Sieve};
use serde_json::value::RawValue;

/// Keys under which the decoders find hashtags. Of the first one the value is looked at; the
/// others, of other networks, are short words that may stand for much.
const KEYS: [&str; 3] = ["\"hashtags\"", "\"tags\"", "\"tag\""];

/// Finds the hashtags of a record.
#[derive(Debug)]
pub(super) struct Hashtags(Literals);

/// What a record has of hashtags.
enum Part<'j> {
    /// None.
    Nothing,
    /// They stand in this array.
    Array(&'j [u8]),
    /// They may be anywhere.
    Anywhere,
}

impl Hashtags {
    pub(super) fn new() -> Option<Self> {
        Literals::new(&KEYS).map(Self)
    }

    /// Whether a hashtag of the record may match, by its own `sieve`.
    pub(super) fn may_match(&self, json: &[u8], sieve: &Sieve, small: &mut Vec<u8>) -> bool {
        // Where the last array ended: v2 has the word in a `tag` within.
        let mut done = 0;
        let mut anywhere = false;
        let found = self.0.any(json, |key| {
            let rest = json.get(key.end()..).map(value).unwrap_or_default();
            let part = match key.pattern().as_usize() {
                0 => part(rest),
                _ if key.end() <= done => Part::Nothing,
                _ => Part::Anywhere,
            };
            match part {
                Part::Nothing => false,
                Part::Array(array) => {
                    done = done.max(json.len() - rest.len() + array.len());
                    sieve.lets_through(array, small)
                }
                Part::Anywhere => {
                    anywhere = true;
                    true
                }
            }
        });
        if found && !anywhere {
            return true;
        }
        (anywhere || hides_letters(json)) && sieve.lets_through(json, small)
    }
}

/// The hashtags that a value is, with what follows it.
fn part(rest: &[u8]) -> Part<'_> {
    if rest.starts_with(b"[]") || rest.starts_with(b"null") {
        return Part::Nothing;
    }
    if !rest.starts_with(b"[") {
        return Part::Anywhere;
    }
    match serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>().next() {
        Some(Ok(array)) => Part::Array(array.get().as_bytes()),
        // Damaged: who knows how far they reach.
        _ => Part::Anywhere,
    }
}
