//! From a row of the table of posts back to the post.

use super::{POST, RawRow, RawValue};
use crate::lbsn::{Completeness, GeoAccuracy, Origin, Post, Text};

/// The post that a row of the table `post` holds; `None` if it names none, or is no such row.
/// What the table has no column for is not there. Reactions have a table of their own, without
/// hashtags.
pub fn post_of(row: &RawRow) -> Option<Post<'_>> {
    let value = |name: &str| {
        let at = POST.columns.iter().position(|column| column.name == name)?;
        row.values.get(at)
    };
    let text = |name: &str| match value(name) {
        Some(RawValue::Text(text)) => Some(Text::Borrowed(&**text)),
        _ => None,
    };
    let texts = |name: &str| match value(name) {
        Some(RawValue::Texts(texts)) => texts.iter().map(|text| Text::Borrowed(&**text)).collect(),
        _ => Vec::new(),
    };
    let Some(RawValue::Integer(origin)) = value("origin_id") else { return None };
    let accuracy = text("post_geoaccuracy");
    let accuracies = [
        GeoAccuracy::LatLng,
        GeoAccuracy::Place,
        GeoAccuracy::City,
        GeoAccuracy::Country,
        GeoAccuracy::Unknown,
    ];
    let geoaccuracy = accuracies.into_iter().find(|it| accuracy.as_deref() == Some(it.as_str()));
    Some(Post {
        completeness: Completeness::Full,
        latlng: match value("post_latlng") {
            Some(RawValue::Point(point)) => Some(*point),
            _ => None,
        },
        geoaccuracy: geoaccuracy.unwrap_or(GeoAccuracy::Unknown),
        place_guid: text("place_guid"),
        city_guid: text("city_guid"),
        country_guid: text("country_guid"),
        user_guid: text("user_guid"),
        publish_date: match value("post_publish_date") {
            Some(RawValue::Time(time)) => Some(*time),
            _ => None,
        },
        body: text("post_body"),
        hashtags: texts("hashtags"),
        user_mentions: texts("user_mentions"),
        language: text("post_language"),
        input_source: text("input_source"),
        ..Post::stub(Origin::from_id(*origin)?, text("post_guid")?)
    })
}
