//! What is counted: the metric columns of the LBSN hlldb.

/// A set that is kept for every key of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Users: `{origin}:{user}`.
    User,
    /// Posts: `{origin}:{post}`.
    Post,
    /// User days, the LBSN's `pud`: `{origin}:{user}:{YYYY-MM-DD}`, UTC.
    UserDay,
    /// Locations: `{lat}:{lng}` as Python prints the numbers.
    LatLng,
    /// Points of interest: `{origin}:{place}`.
    Place,
    /// User–term–locations: `{origin}:{user}:{term}:{lat}:{lng}`. The LBSN names the column
    /// (`utl_hll`) and nobody has filled it; this is our definition of it.
    UserTermLocation,
    /// User–terms: `{origin}:{user}:{term}`, one for each term of the post. The LBSN calls
    /// it `upt`, user–post–term, although no post is in the item.
    UserTerm,
}

impl Metric {
    /// All metrics.
    pub const ALL: [Metric; 7] = [
        Metric::User,
        Metric::Post,
        Metric::UserDay,
        Metric::LatLng,
        Metric::Place,
        Metric::UserTermLocation,
        Metric::UserTerm,
    ];

    /// The column that holds the set, as in the LBSN hlldb.
    pub fn column(self) -> &'static str {
        match self {
            Metric::User => "user_hll",
            Metric::Post => "post_hll",
            Metric::UserDay => "pud_hll",
            Metric::LatLng => "latlng_hll",
            Metric::Place => "place_hll",
            Metric::UserTermLocation => "utl_hll",
            Metric::UserTerm => "upt_hll",
        }
    }

    /// What the set's cardinality is called in tables for people.
    pub fn plural(self) -> &'static str {
        match self {
            Metric::User => "users",
            Metric::Post => "posts",
            Metric::UserDay => "userdays",
            Metric::LatLng => "locations",
            Metric::Place => "places",
            Metric::UserTermLocation => "user_term_locations",
            Metric::UserTerm => "user_terms",
        }
    }
}
