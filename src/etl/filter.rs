//! Which posts a study wants, and why each of the others is left out.

use crate::lbsn::{BoundingBox, GeoAccuracy, Post, Timestamp};
use crate::lexicon::{Lexicon, TermId, Verdict};
use smallvec::SmallVec;

/// The conditions that a post must meet. Checked in the order of [`FilterReason`]; a post is
/// counted under the first that it fails.
#[derive(Debug)]
pub struct Filter {
    /// Whether retweets, quotes and replies count as posts.
    pub reactions: bool,
    /// Whether posts that came embedded in others (retweeted, quoted) count for themselves.
    pub embedded: bool,
    /// At least this well located.
    pub min_accuracy: GeoAccuracy,
    /// Located in this box.
    pub bbox: Option<BoundingBox>,
    /// Published at this time or later.
    pub since: Option<Timestamp>,
    /// Published before this time.
    pub until: Option<Timestamp>,
    /// In one of these languages, as the network detected it. Empty: any.
    pub languages: Vec<String>,
    /// Matching this lexicon.
    pub lexicon: Option<Lexicon>,
}

/// Why a post was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilterReason {
    /// It came embedded in another post.
    Embedded,
    /// It is a retweet, quote or reply.
    Reaction,
    /// It is not located well enough.
    Accuracy,
    /// It lies outside the bounding box.
    BoundingBox,
    /// It has no time and one was asked for.
    NoTime,
    /// It is too early.
    Before,
    /// It is too late.
    After,
    /// It is in another language.
    Language,
    /// No term of the lexicon matches.
    Lexicon,
    /// Terms of the lexicon match, but an exclusion covers every match.
    Excluded,
}

impl FilterReason {
    /// The stable name used in reports.
    pub fn code(self) -> &'static str {
        match self {
            FilterReason::Embedded => "embedded",
            FilterReason::Reaction => "reaction",
            FilterReason::Accuracy => "accuracy",
            FilterReason::BoundingBox => "bbox",
            FilterReason::NoTime => "no_time",
            FilterReason::Before => "before_since",
            FilterReason::After => "after_until",
            FilterReason::Language => "language",
            FilterReason::Lexicon => "lexicon",
            FilterReason::Excluded => "excluded",
        }
    }

    /// What it means, with the option that decides it.
    pub fn meaning(self) -> &'static str {
        match self {
            FilterReason::Embedded => "came embedded in others: see --embedded",
            FilterReason::Reaction => "retweets, quotes, replies: see --reactions",
            FilterReason::Accuracy => "not located well enough: see --min-accuracy",
            FilterReason::BoundingBox => "outside --bbox",
            FilterReason::NoTime => "without a time, as --since and --until ask for",
            FilterReason::Before => "before --since",
            FilterReason::After => "at or after --until",
            FilterReason::Language => "not in a language of --lang",
            FilterReason::Lexicon => "no term matches",
            FilterReason::Excluded => "exclusions cover every match",
        }
    }
}

impl Filter {
    /// The lexicon terms that the post matches (none without lexicon), or why it is left out.
    ///
    /// # Errors
    /// The reason.
    pub fn judge(&self, post: &Post<'_>) -> Result<SmallVec<[TermId; 4]>, FilterReason> {
        if post.reaction.is_some() && !self.reactions {
            return Err(FilterReason::Reaction);
        }
        if post.geoaccuracy < self.min_accuracy {
            return Err(FilterReason::Accuracy);
        }
        if let Some(bbox) = self.bbox
            && !post.latlng.is_some_and(|point| bbox.contains(point))
        {
            return Err(FilterReason::BoundingBox);
        }
        match post.publish_date {
            None if self.since.is_some() || self.until.is_some() => {
                return Err(FilterReason::NoTime);
            }
            Some(time) if self.since.is_some_and(|since| time < since) => {
                return Err(FilterReason::Before);
            }
            Some(time) if self.until.is_some_and(|until| time >= until) => {
                return Err(FilterReason::After);
            }
            _ => {}
        }
        let language = post.language.as_deref();
        if !self.languages.is_empty()
            && !language.is_some_and(|language| {
                self.languages.iter().any(|wanted| wanted.eq_ignore_ascii_case(language))
            })
        {
            return Err(FilterReason::Language);
        }
        let Some(lexicon) = &self.lexicon else { return Ok(SmallVec::new()) };
        match lexicon.matches(&post.hashtags, post.body.as_deref(), language) {
            Verdict::Relevant(terms) => Ok(terms),
            Verdict::Excluded => Err(FilterReason::Excluded),
            Verdict::Irrelevant => Err(FilterReason::Lexicon),
        }
    }
}
