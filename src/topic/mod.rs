//! Topics in posts, day by day: how many documents speak of food, of war, of leaving.
//!
//! A [`Dictionary`] (TOML, `schemas/topics.schema.json`) lists the words of each topic. A
//! [`CountSink`] is the sink of a run over posts (`crate::etl`) that counts, per topic and
//! day, the documents in which a word of the topic occurs; [`Counts::series`] makes daily
//! series of that for `crate::indicator`.
//!
//! | room | is |
//! |---|---|
//! | `words` | normal form and words of a text |
//! | `entry` | a word, phrase or prefix of a list |
//! | `finder` | all entries of all topics in one pass over a text |
//! | `dictionary`, `places` | the files: topics, and places that a text may mention |
//! | `group` | what the counts are split by: place, language, cell |
//! | `question` | what is counted, and how |
//! | `counter` | the sink and its threads |
//! | `pile` | one record per post, topic and group, each post once, whatever fits into memory |
//! | `users` | how many persons are behind a number |
//! | `coverage` | on which days there was something to count |
//! | `counts` | the result, and the daily series that it makes |

mod counter;
mod counts;
mod coverage;
mod dictionary;
mod entry;
mod finder;
mod group;
mod pile;
mod places;
mod question;
mod users;
mod words;

pub use counter::CountSink;
pub use counts::{Columns, Counts, Outcome, Transform};
pub use coverage::{Coverage, Gap};
pub use dictionary::{Dictionary, DictionaryError, Meta, Topic, Warning};
pub use entry::{Entry, EntryError};
pub use finder::{Finder, Hits};
pub use group::Grouping;
pub use places::{Places, PlacesError};
pub use question::{Counting, Question};
