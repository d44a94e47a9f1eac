//! A post before it takes the form of either version of the API.

use super::atlas::{Place, PlaceType, Position};
use super::content::{Content, Mention};
use super::moment::Moment;
use super::user::User;

/// A post.
pub struct Post {
    /// Its id.
    pub id: u64,
    /// When it was written.
    pub at: Moment,
    /// Who wrote it.
    pub author: User,
    /// What it is to another post.
    pub kind: Kind,
    /// That other post.
    pub referenced: Option<Box<Post>>,
    /// What it says.
    pub content: Content,
    /// Attached coordinates.
    pub coordinates: Option<Position>,
    /// Attached place.
    pub place: Option<Place>,
    /// The program that sent it.
    pub source: &'static Source,
    /// Quotes, replies, retweets, likes.
    pub counts: [u64; 4],
}

/// What a post is to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Post,
    Retweet,
    Quote,
    Reply,
}

/// How precisely a post is located, in the words of LBSN.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Accuracy {
    Unknown,
    Country,
    City,
    Place,
    LatLng,
}

/// A program that sends posts.
pub struct Source {
    /// Its name.
    pub name: &'static str,
    /// Its page.
    pub url: &'static str,
}

/// The programs that people use; the last is that of the bots.
pub const SOURCES: [Source; 6] = [
    Source { name: "Instagram", url: "http://instagram.com" },
    Source { name: "Twitter for iPhone", url: "http://twitter.com/download/iphone" },
    Source { name: "Twitter for Android", url: "http://twitter.com/download/android" },
    Source { name: "Foursquare", url: "http://foursquare.com" },
    Source { name: "Twitter Web Client", url: "http://twitter.com" },
    Source { name: "Sample Bot", url: "https://bot.example.org/?a=1&b=2" },
];

impl Post {
    /// How precisely it is located. Null Island is no position.
    pub fn accuracy(&self) -> Accuracy {
        match (self.coordinates, &self.place) {
            (Some(position), _) if position != (0, 0) => Accuracy::LatLng,
            (_, None) => Accuracy::Unknown,
            (_, Some(place)) => match place.kind {
                PlaceType::Country => Accuracy::Country,
                PlaceType::Admin | PlaceType::City | PlaceType::Neighborhood => Accuracy::City,
                PlaceType::Poi => Accuracy::Place,
            },
        }
    }

    /// Its author as others mention them.
    pub fn author_mention(&self) -> Mention {
        let User { id, screen_name, name, .. } = &self.author;
        Mention { id: *id, screen_name: screen_name.clone(), name: name.clone() }
    }
}
