//! The columns of raw tables: how the server names them, of what type they are, what is written
//! into them and what is not.

use crate::store::postgres::copy::{Rows, indexable};
use crate::store::raw::{RawColumn, RawKind, RawTable, RawValue};

/// Columns that no record of ours fills. They are another program's, and stay as it left them.
pub(super) const LEFT_ALONE: [(&str, &[&str]); 4] = [
    ("language", &["language_name", "language_name_de"]),
    ("user", &["is_available", "user_location_geom", "user_groups_member", "user_groups_follows"]),
    (
        "place",
        &[
            "post_count",
            "place_description",
            "place_website",
            "place_phone",
            "address",
            "zip_code",
            "attributes",
            "checkin_count",
            "like_count",
            "parent_places",
        ],
    ),
    (
        "post",
        &[
            "post_title",
            "post_create_date",
            "post_thumbnail_url",
            "post_filter",
            "modified",
            "post_content_license",
            "topic_group",
            "post_downvotes",
        ],
    ),
];

/// The columns of a table that stay as another program left them.
pub(super) fn left_alone(raw: &RawTable) -> &'static [&'static str] {
    let left = LEFT_ALONE.iter().find(|(table, _)| *table == raw.name);
    left.map_or(&[], |(_, columns)| columns)
}

/// The type of a column, as `format_type` prints it.
pub(super) fn sql_type(column: &RawColumn) -> &'static str {
    match column.kind {
        RawKind::Integer if is_int(column) => "integer",
        RawKind::Integer => "bigint",
        RawKind::Boolean => "boolean",
        RawKind::Text => "text",
        RawKind::Time => "timestamp without time zone",
        RawKind::Point | RawKind::Area => "geometry",
        RawKind::Texts => "text[]",
    }
}

/// Names in the LBSN are written without quotes, so the server keeps them in lower case.
pub(super) fn column_name(column: &RawColumn) -> String {
    column.name.to_ascii_lowercase()
}

fn is_int(column: &RawColumn) -> bool {
    ["origin_id", "user_utc_offset", "post_content_license"].contains(&column.name)
}

/// Whether a column stands in an index.
fn is_indexed(column: &RawColumn) -> bool {
    column.name.ends_with("_guid")
        || ["language_short", "user_language", "post_language"].contains(&column.name)
}

/// Whether a column must have a position even where there is none.
pub(super) fn needs_position(raw: &RawTable, column: &RawColumn) -> bool {
    raw.geometry == Some(column.name) && column.name != "geom_center"
}

/// Writes the value of a column.
pub(super) fn encode(rows: &mut Rows, raw: &RawTable, column: &RawColumn, value: &RawValue) {
    match value {
        RawValue::Null if needs_position(raw, column) => rows.point(0.0, 0.0),
        RawValue::Null if column.kind == RawKind::Texts => rows.texts([""; 0].into_iter()),
        RawValue::Null => rows.null(),
        RawValue::Integer(number) if is_int(column) => rows.int(*number),
        RawValue::Integer(number) => rows.bigint(*number),
        RawValue::Boolean(value) => rows.bytes(&[u8::from(*value)]),
        RawValue::Text(text) if is_indexed(column) => rows.bytes(indexable(text).as_bytes()),
        RawValue::Text(text) => rows.bytes(text.as_bytes()),
        RawValue::Time(time) => rows.timestamp(time.second()),
        RawValue::Point(point) => rows.point(point.lon(), point.lat()),
        RawValue::Area(area) => rows.area(**area),
        // The LBSN has an index over hashtags, too.
        RawValue::Texts(texts) if column.name == "hashtags" => {
            rows.texts(texts.iter().map(|text| indexable(text)));
        }
        RawValue::Texts(texts) => rows.texts(texts.iter()),
    }
}
