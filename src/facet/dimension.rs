//! What a key can be made of: one property of a post, extracted here and nowhere else.

use super::column::{Column, ColumnKind, column};
use super::key::{Key, push_integer, push_real, push_text};
use super::text;
use crate::hll::hash::Keyed;
use crate::lbsn::{Bundle, Post, Timestamp};
use jiff::civil::DateTime;

/// One property of a post that can be part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Cell of the position: its middle.
    Cell,
    /// Guid of the point of interest.
    Place,
    /// Guid of the city or neighbourhood.
    City,
    /// Guid of the administrative region.
    Region,
    /// ISO 3166 code of the country.
    Country,
    /// Second, UTC.
    Timestamp,
    /// Day, UTC.
    Date,
    /// Year and month, UTC.
    Month,
    /// Year, UTC.
    Year,
    /// Time of day, UTC.
    TimeOfDay,
    /// Hour of day, UTC.
    HourOfDay,
    /// Day of week, Monday = 0.
    DayOfWeek,
    /// Day of month.
    DayOfMonth,
    /// Month and day of month.
    DayOfYear,
    /// Month of year.
    MonthOfYear,
    /// Hashtag.
    Hashtag,
    /// Emoji sequence.
    Emoji,
    /// Word of the text, or hashtag.
    Term,
    /// Lexicon term.
    Topic,
    /// Host linked to.
    Domain,
    /// Network.
    Community,
    /// Language.
    Culture,
    /// Pseudonym of the author.
    User,
    /// Pseudonyms of author and mentioned user.
    Friends,
}

impl Dimension {
    /// How many there are.
    pub(super) const COUNT: usize = Dimension::Friends as usize + 1;

    /// Its key columns, as the LBSN hlldb names them.
    pub fn columns(self) -> &'static [Column] {
        use ColumnKind::{Date, Integer, Real, Text, Time, Timestamp};
        const fn one(name: &'static str, kind: ColumnKind) -> [Column; 1] {
            [column(name, kind)]
        }
        match self {
            Dimension::Cell => const { &[column("latitude", Real), column("longitude", Real)] },
            Dimension::Place => const { &one("place_guid", Text) },
            Dimension::City => const { &one("city_guid", Text) },
            Dimension::Region => const { &one("region_guid", Text) },
            Dimension::Country => const { &one("country_guid", Text) },
            Dimension::Timestamp => const { &one("timestamp", Timestamp) },
            Dimension::Date => const { &one("date", Date) },
            Dimension::Month => const { &[column("year", Integer), column("month", Integer)] },
            Dimension::Year => const { &one("year", Integer) },
            Dimension::TimeOfDay => const { &one("timeofday", Time) },
            Dimension::HourOfDay => const { &one("hourofday", Integer) },
            Dimension::DayOfWeek => const { &one("weekday", Integer) },
            Dimension::DayOfMonth => const { &one("dayofmonth", Integer) },
            Dimension::DayOfYear => const { &[column("month", Integer), column("day", Integer)] },
            Dimension::MonthOfYear => const { &one("monthofyear", Integer) },
            Dimension::Hashtag => const { &one("hashtag", Text) },
            Dimension::Emoji => const { &one("emoji", Text) },
            Dimension::Term => const { &one("term", Text) },
            Dimension::Topic => const { &one("topic", Text) },
            Dimension::Domain => const { &one("domain", Text) },
            Dimension::Community => const { &one("id", Integer) },
            Dimension::Culture => const { &one("id", Text) },
            Dimension::User => const { &one("user_guid", Text) },
            Dimension::Friends => {
                const { &[column("user_guid", Text), column("user_guid_friend", Text)] }
            }
        }
    }

    /// Appends the post's values of this dimension to `values`, encoded as key parts.
    pub(super) fn extract(self, context: &Context<'_>, values: &mut Vec<Key>) {
        let post = context.post;
        let text = |values: &mut Vec<Key>, text: &str| {
            if !text.is_empty() {
                let mut key = Key::new();
                push_text(&mut key, text);
                values.push(key);
            }
        };
        let texts = |values: &mut Vec<Key>, texts: &mut dyn Iterator<Item = &str>| {
            for item in texts {
                text(values, item);
            }
            values.sort_unstable();
            values.dedup();
        };
        match self {
            Dimension::Cell => {
                if let Some((lon, lat)) = context.cell {
                    let mut key = Key::new();
                    push_real(&mut key, lat);
                    push_real(&mut key, lon);
                    values.push(key);
                }
            }
            Dimension::Place => text(values, post.place_guid.as_deref().unwrap_or_default()),
            Dimension::City if !context.city_is_region() => {
                text(values, post.city_guid.as_deref().unwrap_or_default());
            }
            Dimension::Region if context.city_is_region() => {
                text(values, post.city_guid.as_deref().unwrap_or_default());
            }
            Dimension::City | Dimension::Region => {}
            Dimension::Country => text(values, post.country_guid.as_deref().unwrap_or_default()),
            Dimension::Hashtag => texts(values, &mut context.hashtags.iter().map(String::as_str)),
            Dimension::Term => texts(values, &mut context.terms.iter().map(String::as_str)),
            Dimension::Topic => texts(values, &mut context.topics.iter().copied()),
            Dimension::Emoji => {
                texts(values, &mut text::emoji_of(post).iter().map(String::as_str));
            }
            Dimension::Domain => {
                let domains: Vec<String> =
                    post.urls.iter().filter_map(|url| text::domain(url)).collect();
                texts(values, &mut domains.iter().map(String::as_str));
            }
            Dimension::Community => {
                values.push(integer(i64::from(post.origin.id())));
            }
            Dimension::Culture => text(values, post.language.as_deref().unwrap_or_default()),
            Dimension::User => {
                if let Some(user) = &post.user_guid {
                    text(values, &context.pseudonym(user));
                }
            }
            Dimension::Friends => {
                if let Some(user) = &post.user_guid {
                    let user = context.pseudonym(user);
                    for friend in &post.user_mentions {
                        let mut key = Key::new();
                        push_text(&mut key, &user);
                        push_text(&mut key, &context.pseudonym(friend));
                        values.push(key);
                    }
                }
            }
            Dimension::Timestamp => {
                let second = post.publish_date.map(Timestamp::second);
                values.extend(second.map(integer));
            }
            Dimension::Date => {
                let day = post.publish_date.map(|time| time.date().day_number());
                values.extend(day.map(integer));
            }
            _ => {
                if let Some(time) = context.time {
                    let mut key = Key::new();
                    self.push_civil(time, &mut key);
                    values.push(key);
                }
            }
        }
    }

    /// Appends the value of a dimension of calendar or clock.
    pub(super) fn push_civil(self, time: DateTime, key: &mut Key) {
        let mut push = |value: i64| push_integer(key, value);
        match self {
            Dimension::Month => {
                push(i64::from(time.year()));
                push(i64::from(time.month()));
            }
            Dimension::Year => push(i64::from(time.year())),
            Dimension::TimeOfDay => push(
                i64::from(time.hour()) * 3600
                    + i64::from(time.minute()) * 60
                    + i64::from(time.second()),
            ),
            Dimension::HourOfDay => push(i64::from(time.hour())),
            Dimension::DayOfWeek => push(i64::from(time.weekday().to_monday_zero_offset())),
            Dimension::DayOfMonth => push(i64::from(time.day())),
            Dimension::DayOfYear => {
                push(i64::from(time.month()));
                push(i64::from(time.day()));
            }
            Dimension::MonthOfYear => push(i64::from(time.month())),
            _ => unreachable!("no other dimension is one of calendar or clock alone"),
        }
    }
}

/// A key of one whole number.
fn integer(value: i64) -> Key {
    let mut key = Key::new();
    push_integer(&mut key, value);
    key
}

/// What the dimensions of one post are extracted from.
pub(super) struct Context<'a> {
    pub post: &'a Post<'a>,
    pub bundle: &'a Bundle<'a>,
    pub time: Option<DateTime>,
    pub hashtags: &'a [String],
    pub terms: &'a [String],
    pub topics: &'a [&'a str],
    /// The position as reduced: longitude, latitude.
    pub cell: Option<(f64, f64)>,
    pub keyed: &'a Keyed,
}

impl Context<'_> {
    fn pseudonym(&self, user: &str) -> String {
        self.keyed.pseudonym(&format!("{}:{user}", self.post.origin.id()))
    }

    /// Twitter delivers regions as cities of type `admin`.
    fn city_is_region(&self) -> bool {
        let Some(guid) = &self.post.city_guid else { return false };
        self.bundle
            .cities
            .iter()
            .any(|city| city.guid == *guid && city.sub_type.as_deref() == Some("admin"))
    }
}
