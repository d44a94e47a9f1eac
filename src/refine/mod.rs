//! Refinement: which hashtags belong to the topic, and which only look like it.
//!
//! A lexicon of fragments finds posts and makes two kinds of mistakes: it misses hashtags that
//! nobody thought of, and it catches hashtags that merely contain a fragment. Both show in what
//! hashtags stand beside. One pass over the dump ([`Survey`], a sink of [`crate::etl`]) counts
//!
//! * for every hashtag, whatever it is about, an [`Evidence`]: posts, users, days, languages;
//! * the posts that the lexicon matches, as lists of hashtags: the [`Corpus`], a uniform sample
//!   if they are too many for memory.
//!
//! Company is counted by *voices*, not by posts: those of one user with the same hashtags are one,
//! so that no account, however loud, changes what is said of others' hashtags.
//!
//! From these, [`judge`] tells how firmly each hashtag is attached to the topic. The lexicon's
//! exact terms are the *core*, which is trusted; what a fragment caught is trusted while it
//! behaves like the topic. A fragment is never a witness for itself: `moriarty` and
//! `jimmoriarty` do not vouch for each other, nor does `sherlock` for either.
//!
//! [`next`] writes the lexicon of the next round. `docs/refine.md` defines all figures.

mod association;
mod bench;
mod census;
mod company;
mod corpus;
mod evidence;
mod harvest;
mod judge;
pub mod next;
pub mod sample;
mod spelling;
mod survey;
mod voice;
mod witness;

pub use association::{g_squared, npmi, wilson};
pub use census::Census;
pub use corpus::Corpus;
pub use evidence::Evidence;
pub use harvest::{Harvest, Yield};
pub use judge::{Attachment, Caught, Hashtag, Judgement, Rules, judge};
pub use spelling::Spelling;
pub use survey::{Facts, Findings, Survey, Wishes};
