//! Passing over records of which the raw bytes already tell that no post in them can pass.
//!
//! Most records of a dump are not wanted: they have no position, or nothing of the lexicon.
//! Parsing is what a run spends its time on, so each record is first asked, at the speed of
//! memory, for what the [`Filter`] will ask for after parsing. The answers are sound one way
//! only: what is passed over could not have passed, what is let through is judged in full.
//!
//! | filter | a record is passed over if it has |
//! |---|---|
//! | `--min-accuracy latlng`, `--bbox` | no key `coordinates` or `geo` with numbers in an array |
//! | other accuracies but `unknown` | nor a key `place`, `place_id` or `places` |
//! | lexicon | nothing that may spell a term ([`lexicon::Sieve`](crate::lexicon::Sieve)); if hashtags alone matter, none that may |
//! | `--lang` | no text that is one of the languages |
//! | `--since`, `--until` | no time and no id in the period |
//!
//! Where keys or texts could be spelt with escapes, the record is let through. Short records
//! are, too: among them are the messages of a stream, which are counted by kind. A record
//! passed over is counted as such and not looked into, so whether it is valid, which posts
//! it embeds and what else it is remain unknown: `--no-prefilter` looks into all of them.

mod hashtags;
mod json;
mod period;
mod position;

use super::filter::Filter;
use crate::lbsn::GeoAccuracy;
use crate::lexicon::{Lexicon, Sieve, small};
use hashtags::Hashtags;
use memchr::memmem::{Finder, FinderBuilder};
use period::Period;
use position::Positions;

/// Records shorter than this are let through, in bytes.
const SHORT: usize = 256;

/// Why a record was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PassedOver {
    /// It holds no position.
    Position,
    /// It holds nothing of the lexicon.
    Lexicon,
    /// It names none of the languages.
    Language,
    /// It holds no time in the period.
    Period,
}

impl PassedOver {
    /// The stable name used in reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Lexicon => "lexicon",
            Self::Language => "language",
            Self::Period => "period",
        }
    }

    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Position => "no position in them",
            Self::Lexicon => "nothing of the lexicon in them",
            Self::Language => "in none of the languages",
            Self::Period => "no time of the period in them",
        }
    }
}

/// What records are asked for before they are parsed.
#[derive(Debug)]
pub struct Prefilter<'f> {
    positions: Option<Positions>,
    sieve: Option<&'f Sieve>,
    /// Where to look with the sieve, if hashtags alone matter.
    hashtags: Option<Hashtags>,
    /// A key whose text loses its markup on reading: the sieve cannot speak of it.
    markup: Option<Finder<'static>>,
    /// A key whose text is JSON once more, spelt with escapes.
    payload: Finder<'static>,
    /// The languages as JSON texts in small letters.
    languages: Vec<Finder<'static>>,
    period: Option<Period>,
    /// A copy of the record in small letters.
    small: Vec<u8>,
}

impl<'f> Prefilter<'f> {
    /// What this filter will ask for. `None` where nothing of it shows in raw bytes.
    pub fn new(filter: &'f Filter) -> Option<Self> {
        let sieve = filter.lexicon.as_ref().and_then(Lexicon::sieve);
        let in_texts = filter.lexicon.as_ref().is_some_and(Lexicon::looks_at_texts);
        let accuracy = match filter.bbox {
            Some(_) => filter.min_accuracy.max(GeoAccuracy::City),
            None => filter.min_accuracy,
        };
        let language = |language: &String| {
            let text = format!("\"{}\"", language.to_ascii_lowercase());
            FinderBuilder::new().build_forward(text.as_bytes()).into_owned()
        };
        let prefilter = Self {
            positions: Positions::new(accuracy),
            sieve,
            hashtags: if in_texts { None } else { sieve.and_then(|_| Hashtags::new()) },
            markup: in_texts.then(|| Finder::new("\"content\"")),
            payload: Finder::new("\"payload\""),
            languages: filter.languages.iter().map(language).collect(),
            period: Period::new(filter.since, filter.until),
            small: Vec::new(),
        };
        let asks = prefilter.positions.is_some()
            || prefilter.sieve.is_some()
            || !prefilter.languages.is_empty()
            || prefilter.period.is_some();
        asks.then_some(prefilter)
    }

    /// Judges a record by its raw bytes.
    ///
    /// # Errors
    /// Why no post in it can pass.
    pub fn judge(&mut self, json: &[u8]) -> Result<(), PassedOver> {
        let whole = matches!(json, [b'{', .., b'}'] | [b'[', .., b']']);
        if json.len() < SHORT || !whole {
            return Ok(());
        }
        self.ask(json).or_else(|reason| match reason {
            PassedOver::Position => Err(reason),
            _ => self.payload.find(json).map(|_| ()).ok_or(reason),
        })
    }

    /// Asks what tells most for the least work first.
    fn ask(&mut self, json: &[u8]) -> Result<(), PassedOver> {
        if let (Some(sieve), Some(hashtags)) = (self.sieve, &self.hashtags)
            && !hashtags.may_match(json, sieve, &mut self.small)
        {
            return Err(PassedOver::Lexicon);
        }
        if let Some(positions) = &self.positions
            && !positions.may_be_in(json)
        {
            return Err(PassedOver::Position);
        }
        if let (Some(sieve), None) = (self.sieve, &self.hashtags)
            && !sieve.lets_through(json, &mut self.small)
            && self.markup.as_ref().is_none_or(|key| key.find(json).is_none())
        {
            return Err(PassedOver::Lexicon);
        }
        if !self.languages.is_empty() && !self.names_language(json) {
            return Err(PassedOver::Language);
        }
        if let Some(period) = &self.period
            && !period.may_be_in(json)
        {
            return Err(PassedOver::Period);
        }
        Ok(())
    }

    fn names_language(&mut self, json: &[u8]) -> bool {
        small(json, &mut self.small);
        let named = |language: &Finder<'_>| language.find(&self.small).is_some();
        self.languages.iter().any(named) || json::hides_letters(json)
    }
}

#[cfg(test)]
#[path = "../prefilter_tests.rs"]
mod tests;
