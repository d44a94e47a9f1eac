use super::*;
use crate::lbsn::Point;
use crate::source::format::testing::{one, outcomes, with};
use serde_json::{Value, json};

fn post(members: &Value) -> Value {
    let post = json!({
        "origin_id": 3, "post_guid": "1", "post_publish_date": "2016-02-24T12:00:00",
        "post_latlng": {"type": "Point", "coordinates": [13.4, 52.5]}, "post_geoaccuracy": "city",
        "user_guid": "u", "city_guid": "c", "hashtags": ["Boat"], "completeness": 2,
    });
    with(post, members)
}

#[test]
fn a_row_is_the_post_that_it_was() {
    let members = json!({
        "post_type": "image", "post_language": "de", "post_like_count": 7, "user_mentions": ["m"],
        "city": {"name": "Fiji", "name_alternatives": ["Viti"], "bbox": [177.0, -19.0, -178.0, -16.0],
                 "country_guid": "FJ", "sub_type": "admin"},
    });
    one(Detail::Sets, &post(&members), |bundle, traits| {
        let post = &bundle.post;
        assert_eq!((post.origin, &*post.guid), (Origin::Twitter, "1"));
        assert_eq!(post.latlng, Point::new(13.4, 52.5).ok());
        assert_eq!(post.geoaccuracy, GeoAccuracy::City);
        assert_eq!((post.post_type, post.counts.likes), (PostType::Image, Some(7)));
        assert_eq!(post.hashtags, ["Boat"]);
        assert!(!traits.coordinates && traits.place && traits.hashtags);
        let city = &bundle.cities[0];
        assert_eq!((&*city.guid, city.name.as_deref()), ("c", Some("Fiji")));
        assert_eq!(
            city.area.map(crate::lbsn::BoundingBox::edges),
            Some([177.0, -19.0, -178.0, -16.0])
        );
    });
}

#[test]
fn a_polygon_of_geojson_is_an_extent_too() {
    let ring = json!([[[1.0, 2.0], [3.0, 2.0], [3.0, 4.0], [1.0, 4.0], [1.0, 2.0]]]);
    let members = json!({"city": {"geom_area": {"type": "Polygon", "coordinates": ring}}});
    one(Detail::Sets, &post(&members), |bundle, _| {
        let edges = bundle.cities[0].area.map(crate::lbsn::BoundingBox::edges);
        assert_eq!(edges, Some([1.0, 2.0, 3.0, 4.0]));
    });
}

#[test]
fn a_reaction_claims_no_more_than_its_table_knows() {
    let reaction = json!({
        "origin_id": 3, "reaction_guid": "2", "reaction_latlng": {"coordinates": [1.0, 2.0]},
        "reaction_type": "quote", "reaction_date": "2016-02-24T12:00:00Z", "reaction_content": "so #True",
        "referencedpostreaction_guid": "1",
    });
    one(Detail::Raw, &reaction, |bundle, traits| {
        let post = &bundle.post;
        assert_eq!(post.geoaccuracy, GeoAccuracy::Country);
        assert_eq!(post.hashtags, ["True"]);
        let reaction = post.reaction.as_ref().unwrap();
        assert_eq!(reaction.referenced.as_deref(), Some("1"));
        assert!(reaction.referenced_is_reaction && traits.quote);
    });
}

#[test]
fn what_is_no_post_is_told() {
    let outcome = |row: &Value| outcomes(Detail::Sets, row.to_string().as_bytes());
    for (row, expected) in [
        (post(&json!({"completeness": 0})), "notice stub"),
        (json!({"origin_id": 3, "post_guid": "1"}), "notice stub"),
        (
            json!({"origin_id": 3, "reaction_guid": "1", "reaction_type": "like", "reaction_date": "2016-02-24"}),
            "notice like",
        ),
        (post(&json!({"origin_id": 99})), "reject bad_id"),
        (post(&json!({"origin_id": null})), "reject bad_id"),
        (post(&json!({"post_guid": ""})), "reject missing_id"),
        (post(&json!({"post_publish_date": "infinity"})), "reject bad_time"),
        (post(&json!({"post_latlng": {"coordinates": [500, 1]}})), "reject bad_coordinates"),
        (
            post(&json!({"post_latlng": {"coordinates": [0, 0]}, "city": 7, "hashtags": "x"})),
            "post 1",
        ),
    ] {
        assert_eq!(outcome(&row), [expected], "{row}");
    }
}
