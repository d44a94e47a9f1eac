use super::*;
use std::collections::HashSet;

#[test]
fn names_are_distinct() {
    let names: HashSet<&str> = BASES.iter().map(|base| base.name).collect();
    assert_eq!(names.len(), BASES.len());
}

/// The tables that lbsntransform 0.26.0 writes, column by column.
#[test]
fn written_tables_have_the_columns_of_the_hlldb() {
    let expected = [
        ("spatial_latlng", "latitude longitude | user_hll post_hll pud_hll utl_hll"),
        ("spatial_place", "place_guid | user_hll post_hll pud_hll utl_hll"),
        ("temporal_date", "date | user_hll post_hll"),
        ("temporal_month", "year month | user_hll post_hll"),
        ("temporal_year", "year | user_hll post_hll"),
        ("temporal__month_latlng", "year month latitude longitude | user_hll post_hll"),
        ("temporal__month_hashtag", "year month hashtag | user_hll post_hll"),
        (
            "temporal__month_hashtag_latlng",
            "year month hashtag latitude longitude | user_hll post_hll",
        ),
        ("topical_hashtag", "hashtag | user_hll post_hll latlng_hll place_hll pud_hll upt_hll"),
        ("topical_emoji", "emoji | user_hll post_hll latlng_hll place_hll pud_hll upt_hll"),
        ("topical_term", "term | user_hll post_hll latlng_hll place_hll pud_hll upt_hll"),
        ("topical__hashtag_latlng", "latitude longitude hashtag | user_hll post_hll pud_hll"),
        ("topical__term_latlng", "latitude longitude term | user_hll post_hll pud_hll"),
        ("topical__emoji_latlng", "latitude longitude emoji | user_hll post_hll pud_hll"),
        ("social_community", "id | user_hll post_hll latlng_hll place_hll pud_hll"),
    ];
    for (table, columns) in expected {
        let base = BASES.iter().find(|base| base.table() == table).unwrap();
        let keys: Vec<&str> = base.columns().map(|column| column.name).collect();
        let metrics: Vec<&str> = base.metrics.iter().map(|metric| metric.column()).collect();
        assert_eq!(format!("{} | {}", keys.join(" "), metrics.join(" ")), columns, "{table}");
    }
}

#[test]
fn places_are_of_a_kind_and_nothing_else_is() {
    let kinds = [
        ("place", SpatialKind::Place),
        ("city", SpatialKind::City),
        ("region", SpatialKind::City),
        ("country", SpatialKind::Country),
    ];
    for base in BASES {
        let kind = kinds.iter().find(|(name, _)| *name == base.name).map(|(_, kind)| *kind);
        assert_eq!(base.spatial_kind(), kind, "{}", base.name);
    }
}

#[test]
fn selections_read_and_print() {
    let default = Bases::default();
    assert_eq!("default".parse(), Ok(default.clone()));
    assert_eq!(default.to_string().parse(), Ok(default));
    let all: Bases = "all".parse().unwrap();
    assert!(all.iter().all(|base| base.group != Group::Named));
    let some: Bases = "month, latlng,month".parse().unwrap();
    assert_eq!(some.to_string(), "latlng,month");
    let error = "latlng,hashtags".parse::<Bases>().unwrap_err();
    assert_eq!(error.name, "hashtags");
}

#[test]
fn persons_are_keys_only_when_named() {
    let all: Bases = "all".parse().unwrap();
    for name in ["user", "friends", "timestamp"] {
        assert!(!all.contains(Base::by_name(name).unwrap()));
        assert!(name.parse::<Bases>().unwrap().contains(Base::by_name(name).unwrap()));
    }
}
