use super::*;
use crate::lbsn::Point;
use crate::source::format::Detail;
use crate::source::format::field::Pair;
use crate::source::format::position::locate;

fn facts(kind: &'static str) -> PlaceFacts<'static> {
    PlaceFacts {
        guid: Some("abc".into()),
        kind: Some(kind),
        name: Some("Some\n Name"),
        country: Some("Deutschland"),
        country_code: Some("DE"),
        url: Some("https://example.org/abc".into()),
        area: BoundingBox::new(13.0, 52.0, 14.0, 53.0).ok(),
        language: Some("de"),
    }
}

fn settled(facts: PlaceFacts<'static>, lon_lat: Pair) -> crate::lbsn::Bundle<'static> {
    let mut draft = Draft::new(Origin::Twitter, Detail::Raw);
    let mut post = Post::stub(Origin::Twitter, "1".into());
    locate(&mut post, lon_lat).unwrap();
    settle(facts, &mut post, &mut draft);
    draft.finish(post)
}

#[test]
fn a_city_locates_by_its_middle_and_knows_its_country() {
    for (kind, sub_type) in
        [("city", None), ("admin", Some("admin")), ("neighborhood", Some("neighborhood"))]
    {
        let bundle = settled(facts(kind), Pair::Absent);
        assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::City);
        assert_eq!(bundle.post.latlng, Point::new(13.5, 52.5).ok());
        assert_eq!(bundle.post.city_guid.as_deref(), Some("abc"));
        assert_eq!(bundle.post.country_guid.as_deref(), Some("DE"));
        assert_eq!(bundle.post.place_guid, None);
        let city = &bundle.cities[0];
        assert_eq!(city.country_guid.as_deref(), Some("DE"));
        assert_eq!(city.sub_type.as_deref(), sub_type);
        assert_eq!(city.name.as_deref(), Some("Some Name"));
        assert_eq!(city.name_alternatives, ["Some Name"]);
        assert_eq!(bundle.countries[0].name.as_deref(), Some("Deutschland"));
        assert_eq!(bundle.countries[0].area, None);
    }
}

#[test]
fn a_city_has_its_country_also_beside_exact_coordinates() {
    let bundle = settled(facts("city"), Pair::Numbers(13.25, 52.75));
    assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::LatLng);
    assert_eq!(bundle.post.latlng, Point::new(13.25, 52.75).ok());
    assert_eq!(bundle.cities[0].country_guid.as_deref(), Some("DE"));
}

#[test]
fn a_country_locates_without_position() {
    let bundle = settled(facts("country"), Pair::Absent);
    assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::Country);
    assert_eq!(bundle.post.latlng, None);
    assert_eq!(bundle.post.country_guid.as_deref(), Some("DE"));
    assert_eq!(bundle.countries[0].name.as_deref(), Some("Some Name"));
    assert_eq!(bundle.countries[0].area, BoundingBox::new(13.0, 52.0, 14.0, 53.0).ok());
    assert!(bundle.cities.is_empty());
}

#[test]
fn a_point_of_interest_is_a_place() {
    let bundle = settled(facts("poi"), Pair::Absent);
    assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::Place);
    assert_eq!(bundle.post.place_guid.as_deref(), Some("abc"));
    assert_eq!(bundle.post.city_guid, None);
    assert!(bundle.places[0].name_alternatives.is_empty(), "its name is the one it gave itself");
}

#[test]
fn an_unknown_type_says_its_country_only() {
    let bundle = settled(facts("zip_code"), Pair::Absent);
    assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::Country);
    assert_eq!(bundle.post.latlng, None);
    let facts = PlaceFacts { country_code: Some(""), kind: None, ..facts("zip_code") };
    let bundle = settled(facts, Pair::Absent);
    assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::Unknown);
    assert!(bundle.countries.is_empty());
}

#[test]
fn what_is_missing_stays_missing() {
    let bundle = settled(PlaceFacts { area: None, ..facts("city") }, Pair::Absent);
    assert_eq!((bundle.post.geoaccuracy, bundle.post.latlng), (GeoAccuracy::City, None));
    let bundle = settled(PlaceFacts { guid: None, ..facts("poi") }, Pair::Absent);
    assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::Place);
    assert!(bundle.post.latlng.is_some() && bundle.places.is_empty());
    let bundle = settled(PlaceFacts { country_code: None, ..facts("country") }, Pair::Absent);
    assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::Country);
    assert!(bundle.countries.is_empty());
}

#[test]
fn english_and_unknown_names_have_no_alternative() {
    for language in [None, Some("en"), Some("und")] {
        let bundle = settled(PlaceFacts { language, ..facts("city") }, Pair::Absent);
        assert!(bundle.cities[0].name.is_some());
        assert!(bundle.cities[0].name_alternatives.is_empty());
        assert!(bundle.countries[0].name_alternatives.is_empty());
    }
}

#[test]
fn null_island_is_no_position() {
    let bundle = settled(facts("city"), Pair::Numbers(0.0, -0.0));
    assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::City);
    assert_eq!(bundle.post.latlng, Point::new(13.5, 52.5).ok());
}

#[test]
fn impossible_coordinates_are_told() {
    let detail = |lon_lat| {
        let mut post = Post::stub(Origin::Twitter, "1".into());
        locate(&mut post, lon_lat).unwrap_err().detail
    };
    assert!(detail(Pair::Numbers(52.5, 133.4)).contains("swapped"));
    assert_eq!(detail(Pair::Numbers(181.0, 91.0)), "outside the globe");
    assert_eq!(detail(Pair::Numbers(f64::NAN, 1.0)), "outside the globe");
    assert_eq!(detail(Pair::Malformed), "not two numbers");
}
