//! The job in its plainest form: the fields it needs, the choice of posts, the exact sets.

use crate::generator::relevance::is_relevant;
use hashbrown::{HashMap, HashSet};
use serde::Deserialize;
use std::borrow::Cow;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use unicode_normalization::UnicodeNormalization;

/// Which of the located posts count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those that the lexicon matches.
    Refugee,
    /// All.
    All,
}

impl Scope {
    pub const ALL: [Self; 2] = [Self::Refugee, Self::All];

    pub fn name(self) -> &'static str {
        match self {
            Self::Refugee => "lexicon",
            Self::All => "all posts",
        }
    }
}

/// The fields of a tweet that the job needs.
#[derive(Deserialize)]
pub struct Tweet<'a> {
    #[serde(borrow)]
    id_str: Cow<'a, str>,
    #[serde(borrow)]
    created_at: Cow<'a, str>,
    #[serde(borrow)]
    lang: Cow<'a, str>,
    #[serde(borrow)]
    user: User<'a>,
    coordinates: Option<Point>,
    #[serde(borrow)]
    place: Option<Place<'a>>,
    #[serde(borrow)]
    entities: Entities<'a>,
    #[serde(borrow, rename = "extended_tweet")]
    extended: Option<Extended<'a>>,
}

#[derive(Deserialize)]
struct User<'a> {
    #[serde(borrow)]
    id_str: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Point {
    coordinates: [f64; 2],
}

#[derive(Deserialize)]
struct Place<'a> {
    #[serde(borrow)]
    place_type: Cow<'a, str>,
    bounding_box: Polygon,
}

#[derive(Deserialize)]
struct Polygon {
    coordinates: [[[f64; 2]; 4]; 1],
}

#[derive(Deserialize)]
struct Extended<'a> {
    #[serde(borrow)]
    entities: Entities<'a>,
}

#[derive(Deserialize)]
struct Entities<'a> {
    #[serde(borrow)]
    hashtags: Vec<Hashtag<'a>>,
}

#[derive(Deserialize)]
struct Hashtag<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// Distinct users, posts and user-days by hashtag, month, cell and language.
#[derive(Default)]
pub struct Exact {
    hashtags: HashMap<String, Sets>,
    months: HashMap<String, Sets>,
    cells: HashMap<String, Sets>,
    languages: HashMap<String, Sets>,
}

#[derive(Default)]
struct Sets {
    users: HashSet<u64>,
    posts: HashSet<u64>,
    user_days: HashSet<u64>,
}

impl Exact {
    /// Adds a post if it is located and the scope takes it.
    pub fn add(&mut self, tweet: &Tweet, scope: Scope) {
        let Some((lon, lat)) = position(tweet) else { return };
        let entities = tweet.extended.as_ref().map_or(&tweet.entities, |whole| &whole.entities);
        let mut tags: Vec<String> = entities.hashtags.iter().map(|tag| key(&tag.text)).collect();
        tags.sort_unstable();
        tags.dedup();
        if scope == Scope::Refugee && !tags.iter().any(|tag| is_relevant(tag)) {
            return;
        }
        let hasher = BuildHasherDefault::<DefaultHasher>::new();
        // `Wed Feb 24 08:31:02 +0000 2016`
        let (day, year) = (tweet.created_at.get(4..10), tweet.created_at.get(26..30));
        let (Some(day), Some(year)) = (day, year) else { return };
        let user = hasher.hash_one(&*tweet.user.id_str);
        let post = hasher.hash_one(&*tweet.id_str);
        let user_day = hasher.hash_one((user, day, year));
        let add = |group: &mut HashMap<String, Sets>, name: &str| {
            let sets = group.entry_ref(name).or_default();
            sets.users.insert(user);
            sets.posts.insert(post);
            sets.user_days.insert(user_day);
        };
        for tag in &tags {
            add(&mut self.hashtags, tag);
        }
        add(&mut self.months, &format!("{year} {}", day.get(..3).unwrap_or_default()));
        add(&mut self.languages, &tweet.lang);
        if let Ok(cell) = geohash::encode(geohash::Coord { x: lon, y: lat }, 5) {
            add(&mut self.cells, &cell);
        }
    }

    /// The sets of both.
    pub fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in [
            (&mut self.hashtags, other.hashtags),
            (&mut self.months, other.months),
            (&mut self.cells, other.cells),
            (&mut self.languages, other.languages),
        ] {
            for (name, sets) in theirs {
                let united = mine.entry(name).or_default();
                united.users.extend(sets.users);
                united.posts.extend(sets.posts);
                united.user_days.extend(sets.user_days);
            }
        }
        self
    }

    /// Distinct users by hashtag.
    pub fn hashtag_users(&self) -> impl Iterator<Item = (&str, usize)> {
        self.hashtags.iter().map(|(tag, sets)| (tag.as_str(), sets.users.len()))
    }
}

/// Coordinates, else the middle of a place that is no country; lon, lat in degrees.
fn position(tweet: &Tweet) -> Option<(f64, f64)> {
    if let Some(Point { coordinates: [lon, lat] }) = tweet.coordinates
        && (lon, lat) != (0.0, 0.0)
    {
        return Some((lon, lat));
    }
    let place = tweet.place.as_ref().filter(|place| place.place_type != "country")?;
    let [[[west, south], _, [east, north], _]] = place.bounding_box.coordinates;
    let east = if west > east { east + 360.0 } else { east };
    let lon = f64::midpoint(west, east);
    Some((if lon > 180.0 { lon - 360.0 } else { lon }, f64::midpoint(south, north)))
}

fn key(tag: &str) -> String {
    if tag.is_ascii() {
        tag.to_ascii_lowercase()
    } else {
        tag.nfkc().collect::<String>().to_lowercase()
    }
}
