//! The items of a post: the strings that the metrics hash (LBSN hlldb, "metric items").

use super::metric::Metric;
use crate::hll::hash::Keyed;
use crate::lbsn::{Point, Post, Timestamp};
use smallvec::SmallVec;
use std::fmt::{self, Write as _};

/// Which item strings are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ItemMode {
    /// Every metric as the LBSN defines it.
    #[default]
    Fixed,
    /// As lbsntransform 0.26.0 writes them, for appending to its databases: `latlng_hll`
    /// holds the constant `0:0`, `place_hll`, `utl_hll` and `upt_hll` stay empty, a post
    /// without author or day counts as `3:` and `3:…:None`, and hashtags are filtered like
    /// terms (longer than two characters, not only digits).
    Compat,
}

impl ItemMode {
    /// The name used in options and stores.
    pub fn as_str(self) -> &'static str {
        match self {
            ItemMode::Fixed => "fixed",
            ItemMode::Compat => "compat",
        }
    }
}

impl fmt::Display for ItemMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for ItemMode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "fixed" => Ok(ItemMode::Fixed),
            "compat" => Ok(ItemMode::Compat),
            other => Err(format!("item mode {other:?} is neither `fixed` nor `compat`")),
        }
    }
}

/// What a post was counted as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// Hash of the post's item.
    pub post: u64,
    /// Hash of the user's item, if the author is known.
    pub user: Option<u64>,
    /// Hash of the user day's item, if author and day are known.
    pub user_day: Option<u64>,
    /// Its position as reduced for keys: longitude, latitude in degrees.
    pub cell: Option<(f64, f64)>,
}

/// Hashes of one post's items, per metric.
#[derive(Debug, Default)]
pub(super) struct Items {
    hashes: [SmallVec<[u64; 1]>; Metric::ALL.len()],
}

impl Items {
    /// The hashes of one metric; empty where the post has no such item.
    pub(super) fn of(&self, metric: Metric) -> &[u64] {
        &self.hashes[metric as usize]
    }

    /// The hashes by which the post is counted.
    pub(super) fn observed(&self, cell: Option<(f64, f64)>) -> Observed {
        let first = |metric| self.of(metric).first().copied();
        Observed {
            cell,
            post: first(Metric::Post).unwrap_or_default(),
            user: first(Metric::User),
            user_day: first(Metric::UserDay),
        }
    }

    fn set(&mut self, metric: Metric, hash: Option<u64>) {
        self.hashes[metric as usize].extend(hash);
    }

    /// Hashes the items of a post. `terms` is empty unless a topical metric is kept.
    pub(super) fn fill(
        &mut self,
        post: &Post<'_>,
        terms: &[String],
        mode: ItemMode,
        keyed: &Keyed,
        scratch: &mut String,
    ) {
        for hashes in &mut self.hashes {
            hashes.clear();
        }
        let origin = post.origin.id();
        let compat = mode == ItemMode::Compat;
        let mut hash = |item: fmt::Arguments<'_>| {
            scratch.clear();
            // Writing to a String cannot fail.
            let _ = scratch.write_fmt(item);
            keyed.hash(scratch)
        };

        let user = post.user_guid.as_deref().or(compat.then_some(""));
        let day = post.publish_date.map(Timestamp::date);
        self.set(Metric::Post, Some(hash(format_args!("{origin}:{}", post.guid))));
        if let Some(user) = user {
            self.set(Metric::User, Some(hash(format_args!("{origin}:{user}"))));
            let user_day = match day {
                Some(day) => Some(hash(format_args!("{origin}:{user}:{day}"))),
                None if compat => Some(hash(format_args!("{origin}:{user}:None"))),
                None => None,
            };
            self.set(Metric::UserDay, user_day);
        }
        if compat {
            self.set(Metric::LatLng, Some(hash(format_args!("0:0"))));
            return;
        }
        let position = post.latlng.map(Position);
        self.set(Metric::LatLng, position.map(|position| hash(format_args!("{position}"))));
        let place = post.place_guid.as_deref();
        self.set(Metric::Place, place.map(|place| hash(format_args!("{origin}:{place}"))));
        if let Some(user) = user {
            for term in terms {
                let item = hash(format_args!("{origin}:{user}:{term}"));
                self.set(Metric::UserTerm, Some(item));
                let item = position
                    .map(|position| hash(format_args!("{origin}:{user}:{term}:{position}")));
                self.set(Metric::UserTermLocation, item);
            }
        }
    }
}

/// Prints `{lat}:{lng}`, each as Python's `repr` of a float.
#[derive(Clone, Copy)]
struct Position(Point);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        python_float(f, self.0.lat())?;
        f.write_char(':')?;
        python_float(f, self.0.lon())
    }
}

/// Both print the shortest digits that read back the same; Python switches to exponents
/// below 1e-4 and writes at least two digits of them. Degrees never reach its upper limit.
fn python_float(f: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    if value == 0.0 || value.abs() >= 1e-4 {
        return write!(f, "{value:?}");
    }
    let text = format!("{value:e}");
    match text.split_once("e-") {
        Some((digits, exponent)) => write!(f, "{digits}e-{exponent:0>2}"),
        None => f.write_str(&text),
    }
}

#[cfg(test)]
#[path = "item_tests.rs"]
mod tests;
