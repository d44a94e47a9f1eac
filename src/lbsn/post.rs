//! Posts and reactions to posts.

use super::{Completeness, Origin, Point, Text, Timestamp};

/// How precisely a post is located, coarse to fine. The order is that of precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeoAccuracy {
    /// Not located at all.
    Unknown,
    /// Located by its country.
    Country,
    /// Located by a city, neighbourhood or region.
    City,
    /// Located by a point of interest.
    Place,
    /// Exact coordinates are attached.
    LatLng,
}

impl GeoAccuracy {
    /// The text that LBSN databases store (`post_geoaccuracy`).
    pub fn as_str(self) -> &'static str {
        match self {
            GeoAccuracy::Unknown => "unknown",
            GeoAccuracy::Country => "country",
            GeoAccuracy::City => "city",
            GeoAccuracy::Place => "place",
            GeoAccuracy::LatLng => "latlng",
        }
    }

    /// Reads what [`GeoAccuracy::as_str`] gives.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Unknown, Self::Country, Self::City, Self::Place, Self::LatLng];
        all.into_iter().find(|it| it.as_str() == text)
    }
}

/// What a post shows first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostType {
    /// Text only.
    Text,
    /// A photo.
    Image,
    /// A video or animation.
    Video,
    /// Anything else.
    Other,
}

impl PostType {
    /// The text that LBSN databases store (`post_type`).
    pub fn as_str(self) -> &'static str {
        match self {
            PostType::Text => "text",
            PostType::Image => "image",
            PostType::Video => "video",
            PostType::Other => "other",
        }
    }

    /// Reads what LBSN databases store; whatever else they know is something else here.
    pub fn parse(text: &str) -> Self {
        let known = [Self::Text, Self::Image, Self::Video];
        known.into_iter().find(|it| it.as_str() == text).unwrap_or(Self::Other)
    }
}

/// How a post refers to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReactionType {
    /// A retweet.
    Share,
    /// A reply.
    Comment,
    /// A quote.
    Quote,
}

impl ReactionType {
    /// The text that LBSN databases store (`reaction_type`).
    pub fn as_str(self) -> &'static str {
        match self {
            ReactionType::Share => "share",
            ReactionType::Comment => "comment",
            ReactionType::Quote => "quote",
        }
    }

    /// Reads what [`ReactionType::as_str`] gives. LBSN databases know others, in which nobody
    /// writes anything.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Share, Self::Comment, Self::Quote].into_iter().find(|it| it.as_str() == text)
    }
}

/// That a post is a reaction, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction<'a> {
    /// Retweet, reply or quote.
    pub kind: ReactionType,
    /// Guid of the post (or reaction) referred to.
    pub referenced: Option<Text<'a>>,
    /// Whether the post referred to is itself a reaction (a retweet of a quote).
    pub referenced_is_reaction: bool,
}

/// Public counters of a post. `None`: not delivered, which is not the same as zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// `post_like_count`
    pub likes: Option<u64>,
    /// `post_comment_count`
    pub comments: Option<u64>,
    /// `post_views_count`
    pub views: Option<u64>,
    /// `post_quote_count`
    pub quotes: Option<u64>,
    /// `post_share_count`
    pub shares: Option<u64>,
}

/// A post, or, where [`Post::reaction`] says so, a reaction to one.
///
/// A reaction keeps everything that a post has (hashtags, language, place): what LBSN's
/// `post_reaction` table has no column for is still needed by the facets.
#[derive(Debug, Clone, PartialEq)]
pub struct Post<'a> {
    /// The network.
    pub origin: Origin,
    /// Its id there.
    pub guid: Text<'a>,
    /// How much of it this copy carries.
    pub completeness: Completeness,
    /// Set where this post reacts to another.
    pub reaction: Option<Reaction<'a>>,
    /// Exact coordinates, or else the middle of the finest place known; never Null Island.
    pub latlng: Option<Point>,
    /// What [`Post::latlng`] rests on.
    pub geoaccuracy: GeoAccuracy,
    /// Guid of the point of interest.
    pub place_guid: Option<Text<'a>>,
    /// Guid of the city, neighbourhood or region.
    pub city_guid: Option<Text<'a>>,
    /// Guid (ISO 3166 code) of the country.
    pub country_guid: Option<Text<'a>>,
    /// Guid of the author.
    pub user_guid: Option<Text<'a>>,
    /// When it was published, UTC.
    pub publish_date: Option<Timestamp>,
    /// The whole text.
    pub body: Option<Text<'a>>,
    /// Hashtags as written, without `#`, distinct, in order of appearance.
    pub hashtags: Vec<Text<'a>>,
    /// Emoji, where the record names them and holds no text to find them in.
    pub emoji: Vec<Text<'a>>,
    /// Guids of mentioned users, distinct, in order of appearance.
    pub user_mentions: Vec<Text<'a>>,
    /// Links in the post, expanded where the network delivers that.
    pub urls: Vec<Text<'a>>,
    /// Public counters.
    pub counts: Counts,
    /// Language as the network detected it (BCP 47, `und` where it could not).
    pub language: Option<Text<'a>>,
    /// The program it was sent from, without markup.
    pub input_source: Option<Text<'a>>,
    /// What it shows first.
    pub post_type: PostType,
}

impl<'a> Post<'a> {
    /// A post of which nothing but the id is known.
    pub fn stub(origin: Origin, guid: Text<'a>) -> Self {
        Self {
            origin,
            guid,
            completeness: Completeness::Stub,
            reaction: None,
            latlng: None,
            geoaccuracy: GeoAccuracy::Unknown,
            place_guid: None,
            city_guid: None,
            country_guid: None,
            user_guid: None,
            publish_date: None,
            body: None,
            hashtags: Vec::new(),
            emoji: Vec::new(),
            user_mentions: Vec::new(),
            urls: Vec::new(),
            counts: Counts::default(),
            language: None,
            input_source: None,
            post_type: PostType::Text,
        }
    }
}
