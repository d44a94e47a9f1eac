//! The LBSN data model: what a post, a user and a place are, whatever network they come from.
//!
//! The structure is the published LBSN one (origin, user, place, city, country, post, post
//! reaction, language); field names are its names. Values are borrowed from the parsed
//! record where possible ([`Text`]), because most records are looked at once and dropped.
//! This module does no I/O and parses no format; `source` fills it.

mod geometry;
mod origin;
mod post;
mod spatial;
mod time;
mod user;

pub use geometry::{BoundingBox, Extent, GeometryError, Point};
pub use origin::Origin;
pub use post::{Counts, GeoAccuracy, Post, PostType, Reaction, ReactionType};
pub use spatial::{City, Country, Place};
pub use time::{Date, TimeError, Timestamp};
pub use user::User;

use std::borrow::Cow;

/// Text of a record: borrowed from the input where it needs no unescaping.
pub type Text<'a> = Cow<'a, str>;

/// How much of the original a record carries; when two copies of one thing meet, the more
/// complete one is kept, whichever came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Completeness {
    /// Known by reference only: an id, perhaps a name (a mentioned user, the target of a reply).
    Stub,
    /// A copy that the network has cut short (a truncated text).
    Truncated,
    /// All that the network delivers.
    Full,
}

/// One record of a dump, mapped: the post it is about and all that came along with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle<'a> {
    /// The post itself.
    pub post: Post<'a>,
    /// Posts that it embeds: the retweeted, the quoted, the stub of the one replied to.
    pub embedded: Vec<Post<'a>>,
    /// How many posts it embeds that cannot be used (bad coordinates, no readable time). What
    /// they embed in turn is lost with them; of a post itself only its id may be kept, as a stub.
    pub unusable: u32,
    /// Authors and mentioned users, stubs among them.
    pub users: Vec<User<'a>>,
    /// Points of interest.
    pub places: Vec<Place<'a>>,
    /// Cities, neighbourhoods and administrative regions.
    pub cities: Vec<City<'a>>,
    /// Countries.
    pub countries: Vec<Country<'a>>,
}
