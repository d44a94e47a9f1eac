//! The list of bases: every table of sets, declared in one place.

use super::attributes::SpatialKind;
use super::column::Column;
use super::dimension::Dimension;
use super::key::{self, Key, KeyError, KeyValue};
use super::metric::Metric;
use std::fmt;

/// One of the four facets. A base's table is named after its facet and itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Who.
    Social,
    /// When.
    Temporal,
    /// Where.
    Spatial,
    /// What.
    Topical,
}

impl Facet {
    /// The facet's name, which is also the LBSN's schema name.
    pub fn as_str(self) -> &'static str {
        match self {
            Facet::Social => "social",
            Facet::Temporal => "temporal",
            Facet::Spatial => "spatial",
            Facet::Topical => "topical",
        }
    }
}

/// A table of sets: for each key, a product of dimensions, one set per metric.
#[derive(Debug, PartialEq, Eq)]
pub struct Base {
    /// The LBSN's name; composites begin with an underscore.
    pub name: &'static str,
    /// The facet it belongs to.
    pub facet: Facet,
    /// What the key is made of, in the order of the key columns.
    pub dimensions: &'static [Dimension],
    /// The sets kept for each key, in the order of the columns.
    pub metrics: &'static [Metric],
    /// When it is filled.
    pub group: Group,
    /// One line for the docs.
    pub about: &'static str,
}

/// Which bases are filled unless the user says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Unless other bases are named.
    Default,
    /// With `--bases all`: large, or keyed by what people wrote.
    All,
    /// Only when named: keys of which many stand for one person or post.
    Named,
}

const USERS_POSTS: &[Metric] = &[Metric::User, Metric::Post];
const WITH_DAYS: &[Metric] = &[Metric::User, Metric::Post, Metric::UserDay];
const SPATIAL: &[Metric] = &[Metric::User, Metric::Post, Metric::UserDay, Metric::UserTermLocation];
const SPATIAL_AREA: &[Metric] =
    &[Metric::User, Metric::Post, Metric::UserDay, Metric::UserTermLocation, Metric::LatLng];
const SOCIAL: &[Metric] =
    &[Metric::User, Metric::Post, Metric::LatLng, Metric::Place, Metric::UserDay];
// The LBSN's five, and `upt_hll`, which it computes and has no column for.
const TOPICAL: &[Metric] =
    &[Metric::User, Metric::Post, Metric::LatLng, Metric::Place, Metric::UserDay, Metric::UserTerm];

macro_rules! base {
    ($facet:ident $name:literal [$($dimension:ident),+] $metrics:ident $group:ident $about:literal) => {
        Base {
            name: $name,
            facet: Facet::$facet,
            dimensions: &[$(Dimension::$dimension),+],
            metrics: $metrics,
            group: Group::$group,
            about: $about,
        }
    };
}

/// Every base. To add one, add a line; to add a kind of key, add a [`Dimension`].
#[rustfmt::skip]
pub const BASES: &[Base] = &[
    base!(Spatial "latlng" [Cell] SPATIAL Default "geohash cell of the position"),
    base!(Spatial "place" [Place] SPATIAL Default "point of interest"),
    base!(Spatial "city" [City] SPATIAL_AREA Default "city or neighbourhood"),
    base!(Spatial "region" [Region] SPATIAL_AREA Default "administrative region"),
    base!(Spatial "country" [Country] SPATIAL_AREA Default "country"),
    base!(Temporal "timestamp" [Timestamp] USERS_POSTS Named "second; nearly as telling as the post itself"),
    base!(Temporal "date" [Date] USERS_POSTS Default "day"),
    base!(Temporal "month" [Month] USERS_POSTS Default "year and month"),
    base!(Temporal "year" [Year] USERS_POSTS Default "year"),
    base!(Temporal "timeofday" [TimeOfDay] USERS_POSTS All "time of day to the second"),
    base!(Temporal "hourofday" [HourOfDay] USERS_POSTS Default "hour of day, 0 to 23"),
    base!(Temporal "dayofweek" [DayOfWeek] USERS_POSTS Default "day of week, Monday = 0"),
    base!(Temporal "dayofmonth" [DayOfMonth] USERS_POSTS Default "day of month"),
    base!(Temporal "dayofyear" [DayOfYear] USERS_POSTS Default "month and day, whatever the year"),
    base!(Temporal "monthofyear" [MonthOfYear] USERS_POSTS Default "month, whatever the year"),
    base!(Temporal "_month_latlng" [Month, Cell] USERS_POSTS Default "month and cell"),
    base!(Temporal "_month_hashtag" [Month, Hashtag] USERS_POSTS Default "month and hashtag"),
    base!(Temporal "_month_hashtag_latlng" [Month, Hashtag, Cell] USERS_POSTS All "month, hashtag and cell"),
    base!(Temporal "_date_hashtag" [Date, Hashtag] USERS_POSTS Named "day and hashtag: daily series without intersections"),
    base!(Temporal "_date_term" [Date, Term] USERS_POSTS Named "day and word: daily series without intersections"),
    base!(Topical "hashtag" [Hashtag] TOPICAL Default "hashtag, lower case"),
    base!(Topical "emoji" [Emoji] TOPICAL Default "emoji sequence"),
    base!(Topical "term" [Term] TOPICAL All "word of the text"),
    base!(Topical "topic" [Topic] TOPICAL Default "lexicon term that the post matched"),
    base!(Topical "domain" [Domain] TOPICAL All "host that the post links to"),
    base!(Topical "_hashtag_latlng" [Cell, Hashtag] WITH_DAYS Default "cell and hashtag"),
    base!(Topical "_emoji_latlng" [Cell, Emoji] WITH_DAYS All "cell and emoji"),
    base!(Topical "_term_latlng" [Cell, Term] WITH_DAYS All "cell and word"),
    base!(Social "community" [Community] SOCIAL Default "network, as LBSN origin id"),
    base!(Social "culture" [Culture] SOCIAL Default "language of the post"),
    base!(Social "user" [User] SOCIAL Named "pseudonym of the author"),
    base!(Social "friends" [Friends] SOCIAL Named "pseudonyms of the author and of a mentioned user"),
];

impl Base {
    /// The base of that name.
    pub fn by_name(name: &str) -> Option<&'static Base> {
        BASES.iter().find(|base| base.name == name)
    }

    /// The table's name in a store without schemas: `<facet>_<base>`.
    pub fn table(&self) -> String {
        format!("{}_{}", self.facet.as_str(), self.name)
    }

    /// The key columns.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> {
        self.dimensions.iter().flat_map(|dimension| dimension.columns())
    }

    /// Whether one of its key dimensions is this one.
    pub fn has(&self, dimension: Dimension) -> bool {
        self.dimensions.contains(&dimension)
    }

    /// Of what kind of place its keys are, if its rows carry a place's name and extent.
    pub fn spatial_kind(&self) -> Option<SpatialKind> {
        match self.dimensions {
            [Dimension::Place] => Some(SpatialKind::Place),
            [Dimension::City | Dimension::Region] => Some(SpatialKind::City),
            [Dimension::Country] => Some(SpatialKind::Country),
            _ => None,
        }
    }

    /// The values of an encoded key, in the order of [`Base::columns`].
    ///
    /// # Errors
    /// The key belongs to another base.
    pub fn decode_key(&self, key: &[u8]) -> Result<Vec<KeyValue>, KeyError> {
        key::decode(key, self.columns())
    }

    /// The key of these values, in the order of [`Base::columns`], as bytes whose order is that
    /// of the values.
    ///
    /// # Errors
    /// The values are not of the columns' kinds.
    pub fn encode_key(&self, values: &[KeyValue]) -> Result<Key, KeyError> {
        key::encode(values, self.columns())
    }
}

/// The bases that a store fills: a selection from [`BASES`], in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bases(Vec<&'static Base>);

/// A base was asked for that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no base {name:?}; there are: default, all, {}", known())]
pub struct BaseError {
    /// What was asked for.
    pub name: String,
}

fn known() -> String {
    BASES.iter().map(|base| base.name).collect::<Vec<_>>().join(", ")
}

impl Bases {
    /// The bases themselves.
    pub fn iter(&self) -> impl Iterator<Item = &'static Base> + '_ {
        self.0.iter().copied()
    }

    /// Whether a base is among them.
    pub fn contains(&self, base: &Base) -> bool {
        self.0.iter().any(|selected| selected.name == base.name)
    }
}

impl Default for Bases {
    fn default() -> Self {
        Self(BASES.iter().filter(|base| base.group == Group::Default).collect())
    }
}

impl std::str::FromStr for Bases {
    type Err = BaseError;

    /// Parses a comma-separated list of base names; `default` and `all` stand for groups.
    fn from_str(text: &str) -> Result<Self, BaseError> {
        let names: Vec<&str> = text.split(',').map(str::trim).collect();
        for name in &names {
            if !matches!(*name, "default" | "all") && Base::by_name(name).is_none() {
                return Err(BaseError { name: (*name).to_owned() });
            }
        }
        let wanted = |base: &&Base| {
            names.iter().any(|name| match *name {
                "default" => base.group == Group::Default,
                "all" => base.group != Group::Named,
                name => base.name == name,
            })
        };
        Ok(Self(BASES.iter().filter(wanted).collect()))
    }
}

impl fmt::Display for Bases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|base| base.name).collect();
        f.write_str(&names.join(","))
    }
}

#[cfg(test)]
#[path = "base_tests.rs"]
mod tests;
