//! The tables of the LBSN rawdb: names, columns and their order are its own.

/// A table of raw rows.
#[derive(Debug, PartialEq, Eq)]
pub struct RawTable {
    /// Its name in the LBSN rawdb.
    pub name: &'static str,
    /// The LBSN schema that it belongs to.
    pub schema: &'static str,
    /// Its columns; the first [`RawTable::keys`] of them identify a row.
    pub columns: &'static [RawColumn],
    /// How many columns identify a row.
    pub keys: usize,
    /// The point that shows a row on a map.
    pub geometry: Option<&'static str>,
    /// One line on what it holds.
    pub about: &'static str,
}

/// A column of a raw table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawColumn {
    /// Its name in the LBSN rawdb.
    pub name: &'static str,
    /// What it holds.
    pub kind: RawKind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawKind {
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A text.
    Text,
    /// A point in time, UTC.
    Time,
    /// A position.
    Point,
    /// An extent.
    Area,
    /// Several texts.
    Texts,
}

macro_rules! table {
    ($schema:ident . $table:ident, keys $keys:literal, geometry $geometry:expr, $about:literal,
     $($column:ident $kind:ident)+) => {
        RawTable {
            name: stringify!($table),
            schema: stringify!($schema),
            columns: &[$(RawColumn { name: stringify!($column), kind: RawKind::$kind }),+],
            keys: $keys,
            geometry: $geometry,
            about: $about,
        }
    };
}

/// Networks.
pub const ORIGIN: RawTable = table!(social.origin, keys 1, geometry None, "networks",
    origin_id Integer name Text);

/// Languages.
pub const LANGUAGE: RawTable = table!(social.language, keys 1, geometry None, "languages",
    language_short Text language_name Text language_name_de Text);

/// Users.
pub const USER: RawTable = table!(social.user, keys 2, geometry None, "users",
    origin_id Integer user_guid Text user_name Text user_fullname Text follows Integer
    followed Integer group_count Integer biography Text post_count Integer url Text
    is_private Boolean is_available Boolean user_language Text user_location Text
    user_location_geom Point liked_count Integer active_since Time profile_image_url Text
    user_timezone Text user_utc_offset Integer user_groups_member Texts user_groups_follows Texts);

/// Countries.
pub const COUNTRY: RawTable = table!(spatial.country, keys 2, geometry Some("geom_center"),
    "countries",
    origin_id Integer country_guid Text name Text name_alternatives Texts geom_center Point
    geom_area Area url Text);

/// Cities, neighbourhoods and regions.
pub const CITY: RawTable = table!(spatial.city, keys 2, geometry Some("geom_center"),
    "cities, neighbourhoods and regions",
    origin_id Integer city_guid Text name Text name_alternatives Texts geom_center Point
    geom_area Area url Text country_guid Text sub_type Text);

/// Points of interest.
pub const PLACE: RawTable = table!(spatial.place, keys 2, geometry Some("geom_center"),
    "points of interest",
    origin_id Integer place_guid Text name Text name_alternatives Texts geom_center Point
    geom_area Area url Text city_guid Text post_count Integer place_description Text
    place_website Text place_phone Text address Text zip_code Text attributes Text
    checkin_count Integer like_count Integer parent_places Texts);

/// Posts.
pub const POST: RawTable = table!(topical.post, keys 2, geometry Some("post_latlng"), "posts",
    origin_id Integer post_guid Text post_latlng Point place_guid Text city_guid Text
    country_guid Text user_guid Text post_publish_date Time post_body Text
    post_geoaccuracy Text hashtags Texts emoji Texts post_like_count Integer
    post_comment_count Integer post_views_count Integer post_title Text post_create_date Time
    post_thumbnail_url Text post_url Text post_type Text post_filter Text
    post_quote_count Integer post_share_count Integer post_language Text input_source Text
    user_mentions Texts modified Time post_content_license Integer topic_group Texts
    post_downvotes Integer);

/// Reactions to posts.
pub const REACTION: RawTable = table!(topical.post_reaction, keys 2,
    geometry Some("reaction_latlng"), "retweets, quotes and replies",
    origin_id Integer reaction_guid Text reaction_latlng Point user_guid Text
    referencedPost_guid Text referencedPostreaction_guid Text reaction_type Text
    reaction_date Time reaction_content Text reaction_like_count Integer user_mentions Texts);

/// Who mentions whom.
pub const MENTION: RawTable = table!(interlinkage._user_mentions_user, keys 3, geometry None,
    "who mentions whom",
    origin_id Integer user_guid Text mentioneduser_guid Text);

/// Every raw table, in an order in which each refers to earlier ones only.
pub const RAW_TABLES: [&RawTable; 9] =
    [&ORIGIN, &LANGUAGE, &COUNTRY, &CITY, &PLACE, &USER, &POST, &REACTION, &MENTION];

impl RawTable {
    /// The table's name in a store without schemas.
    pub fn table(&self) -> String {
        format!("raw_{}", self.name.trim_start_matches('_'))
    }

    /// Where the columns `name` and `name_alternatives` stand, in tables that have both.
    pub(in crate::store) fn names(&self) -> Option<(usize, usize)> {
        let find = |name| self.columns.iter().position(|column| column.name == name);
        Some((find("name")?, find("name_alternatives")?))
    }
}
