use crate::lbsn::{Completeness, GeoAccuracy, Point, PostType, ReactionType};
use crate::source::format::Detail::{self, Raw, Sets};
use crate::source::format::testing::{one, outcomes, v1, with};
use serde_json::{Value, json};

fn reject(members: &Value) -> Vec<String> {
    outcomes(Detail::Sets, v1(members).to_string().as_bytes())
}

#[test]
fn a_plain_tweet() {
    for detail in [Sets, Raw] {
        one(
            detail,
            &v1(&json!({"favorite_count": 3, "retweet_count": "4", "reply_count": null})),
            |bundle, traits| {
                let post = &bundle.post;
                assert_eq!(post.guid, "1050118621198921728");
                assert_eq!(post.user_guid.as_deref(), Some("77"));
                assert_eq!(post.publish_date.unwrap().to_string(), "2018-10-10 20:19:24");
                assert_eq!(post.body.as_deref(), Some("a boat on the lake"));
                assert_eq!(post.language.as_deref(), Some("en"));
                assert_eq!(post.input_source.as_deref(), Some("Example App"));
                assert_eq!(post.post_type, PostType::Text);
                assert_eq!(post.completeness, Completeness::Full);
                assert_eq!((post.geoaccuracy, post.latlng), (GeoAccuracy::Unknown, None));
                assert_eq!((post.counts.likes, post.counts.shares), (Some(3), Some(4)));
                assert_eq!((post.counts.comments, post.counts.quotes), (None, None));
                assert_eq!(post.reaction, None);
                assert_eq!(traits, crate::source::format::Traits::default());
                assert_eq!(bundle.users.len(), usize::from(detail == Raw));
            },
        );
    }
}

#[test]
fn a_profile_with_null_language_and_an_offset_in_seconds() {
    let user = json!({
        "id": 77, "name": "A Sailor\u{0}", "screen_name": "sailor", "lang": null,
        "friends_count": 1, "followers_count": 2, "listed_count": 0, "favourites_count": 4,
        "statuses_count": 5, "protected": false, "description": "", "location": "at sea",
        "created_at": "Thu Apr 07 11:04:54 +0000 2011", "time_zone": "Berlin", "utc_offset": -12600,
        "profile_image_url": "http://abs.twimg.com/sticky/default_profile_images/default_1.png"
    });
    one(Raw, &v1(&json!({"user": user})), |bundle, _| {
        let user = &bundle.users[0];
        assert_eq!(user.guid, "77");
        assert_eq!(user.completeness, Completeness::Full);
        assert_eq!(user.fullname.as_deref(), Some("A Sailor"));
        assert_eq!(user.name.as_deref(), Some("sailor"));
        assert_eq!((user.follows, user.followed), (Some(1), Some(2)));
        assert_eq!(
            (user.group_count, user.liked_count, user.post_count),
            (Some(0), Some(4), Some(5))
        );
        assert_eq!(user.is_private, Some(false));
        assert_eq!((user.language.as_deref(), user.biography.as_deref()), (None, None));
        assert_eq!(user.location.as_deref(), Some("at sea"));
        assert_eq!(user.active_since.unwrap().to_string(), "2011-04-07 11:04:54");
        assert_eq!((user.timezone.as_deref(), user.utc_offset), (Some("Berlin"), Some(-3)));
        assert_eq!(user.url.as_deref(), Some("https://twitter.com/intent/user?user_id=77"));
        assert_eq!(user.profile_image_url, None);
    });
}

#[test]
fn a_tweet_trimmed_to_author_and_position_is_one() {
    let tweet = json!({
        "id_str": "1001", "user": {"id": 77}, "coordinates": {"coordinates": [13.4, 52.5]},
        "entities": {"hashtags": [{"text": "lake"}]}
    });
    one(Sets, &tweet, |bundle, _| {
        assert_eq!((&*bundle.post.guid, bundle.post.user_guid.as_deref()), ("1001", Some("77")));
        assert_eq!(bundle.post.latlng, Point::new(13.4, 52.5).ok());
        assert_eq!(bundle.post.hashtags, ["lake"]);
    });
}

#[test]
fn a_tweet_without_user_stays() {
    one(Raw, &v1(&json!({"user": null})), |bundle, _| {
        assert_eq!(bundle.post.user_guid, None);
        assert!(bundle.users.is_empty());
    });
}

#[test]
fn the_extended_text_goes_before_the_cut_one() {
    let extended = json!({
        "text": "a boat…", "truncated": true,
        "extended_tweet": {
            "full_text": "a boat on the #lake",
            "entities": {"hashtags": [{"text": "lake"}], "media": [{"type": "photo"}]}
        }
    });
    one(Sets, &v1(&extended), |bundle, traits| {
        assert_eq!(bundle.post.body.as_deref(), Some("a boat on the #lake"));
        assert_eq!(bundle.post.hashtags, ["lake"]);
        assert_eq!(bundle.post.completeness, Completeness::Full);
        assert_eq!(bundle.post.post_type, PostType::Image);
        assert!(traits.extended && traits.hashtags);
    });
    let full = json!({"text": null, "full_text": "the whole", "truncated": false});
    one(Sets, &v1(&full), |bundle, traits| {
        assert_eq!(bundle.post.body.as_deref(), Some("the whole"));
        assert!(traits.extended);
    });
    one(Sets, &v1(&json!({"truncated": true})), |bundle, traits| {
        assert_eq!(bundle.post.completeness, Completeness::Truncated);
        assert!(!traits.extended);
    });
}

#[test]
fn entities_become_lists_without_repetition() {
    let entities = json!({"entities": {
        "hashtags": [{"text": "lake"}, {"text": "Lake"}, {"text": "lake"}, {"text": "la\u{0}ke"}, {"text": ""}],
        "user_mentions": [{"id": 5, "id_str": "5", "screen_name": "five", "name": "Five"}, {"id": 5}, {"id": null}],
        "urls": [{"url": "https://t.co/1", "expanded_url": "https://example.org"}, {"url": "https://t.co/2", "expanded_url": null}],
        "media": [{"type": "animated_gif"}]
    }});
    one(Raw, &v1(&entities), |bundle, _| {
        assert_eq!(bundle.post.hashtags, ["lake", "Lake"]);
        assert_eq!(bundle.post.user_mentions, ["5"]);
        assert_eq!(bundle.post.urls, ["https://example.org", "https://t.co/2"]);
        assert_eq!(bundle.post.post_type, PostType::Video);
        assert_eq!(bundle.users[1].completeness, Completeness::Stub);
        assert_eq!(bundle.users[1].name.as_deref(), Some("five"));
    });
    one(Sets, &v1(&json!({"entities": null})), |bundle, _| {
        assert!(bundle.post.hashtags.is_empty());
    });
    one(Sets, &v1(&json!({"entities": []})), |bundle, _| assert!(bundle.post.urls.is_empty()));
}

#[test]
fn positions_come_from_coordinates_or_the_legacy_field() {
    let at = Point::new(13.4, 52.5).ok();
    for members in [
        json!({"coordinates": {"type": "Point", "coordinates": [13.4, 52.5]}, "geo": {"coordinates": [1, 2]}}),
        json!({"coordinates": null, "geo": {"type": "Point", "coordinates": [52.5, 13.4]}}),
        json!({"coordinates": {"type": "Point", "coordinates": null}, "geo": {"coordinates": [52.5, 13.4]}}),
    ] {
        one(Sets, &v1(&members), |bundle, traits| {
            assert_eq!(bundle.post.latlng, at);
            assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::LatLng);
            assert!(traits.coordinates);
        });
    }
    let null_island = json!({"coordinates": {"coordinates": [0.0, 0.0]}});
    one(Sets, &v1(&null_island), |bundle, traits| {
        assert_eq!((bundle.post.latlng, bundle.post.geoaccuracy), (None, GeoAccuracy::Unknown));
        assert!(traits.coordinates, "as delivered");
    });
}

#[test]
fn a_place_with_a_localised_name() {
    let members = json!({
        "user": {"id_str": "77", "lang": "de"},
        "place": {
            "id": "3078869807f9dd36", "name": "München", "place_type": "city", "country": "Deutschland",
            "country_code": "DE", "url": "https://api.twitter.com/1.1/geo/id/3078869807f9dd36.json",
            "bounding_box": {"type": "Polygon", "coordinates": [[[11.0, 48.0], [11.0, 48.5], [12.0, 48.5], [12.0, 48.0]]]}
        }
    });
    one(Sets, &v1(&members), |bundle, traits| {
        assert!(traits.place);
        assert_eq!(bundle.post.latlng, Point::new(11.5, 48.25).ok());
        assert_eq!(bundle.cities[0].name.as_deref(), Some("München"));
        assert_eq!(bundle.cities[0].name_alternatives, ["München"]);
        assert_eq!(
            bundle.cities[0].url.as_deref(),
            Some("https://api.twitter.com/1.1/geo/id/3078869807f9dd36.json")
        );
    });
    one(Sets, &v1(&json!({"place": []})), |bundle, traits| {
        assert!(!traits.place && bundle.cities.is_empty());
    });
}

fn with_id(id: &str, members: &Value) -> Value {
    v1(&with(json!({"id": id.parse::<u64>().unwrap(), "id_str": id}), members))
}

#[test]
fn a_retweet_shares_the_whole_text_of_the_original() {
    let original = with_id(
        "1001",
        &json!({
            "text": "a boat…", "truncated": true, "user": {"id_str": "88"},
            "extended_tweet": {"full_text": "a boat on the #lake", "entities": {"hashtags": [{"text": "lake"}]}}
        }),
    );
    one(
        Raw,
        &v1(&json!({"text": "RT @a: a boat…", "retweeted_status": original})),
        |bundle, traits| {
            let reaction = bundle.post.reaction.as_ref().unwrap();
            assert_eq!(reaction.kind, ReactionType::Share);
            assert_eq!(reaction.referenced.as_deref(), Some("1001"));
            assert!(!reaction.referenced_is_reaction);
            assert_eq!(bundle.post.body.as_deref(), Some("a boat on the #lake"));
            assert_eq!(bundle.post.hashtags, ["lake"]);
            assert_eq!(bundle.embedded[0].user_guid.as_deref(), Some("88"));
            assert_eq!(bundle.embedded[0].completeness, Completeness::Full);
            assert!(traits.retweet && !traits.hashtags, "as delivered");
        },
    );
}

#[test]
fn an_embedded_copy_that_is_cut_says_so() {
    let original = with_id("1001", &json!({"text": "a boat…", "truncated": true}));
    one(Sets, &v1(&json!({"text": "RT @a: a…", "retweeted_status": original})), |bundle, _| {
        assert_eq!(bundle.embedded[0].completeness, Completeness::Truncated);
        assert_eq!(bundle.post.body.as_deref(), Some("RT @a: a…"));
    });
}

#[test]
fn a_retweet_of_a_quote_shares_the_quoting_tweet() {
    let quoted = with_id("1002", &json!({}));
    let within = with_id("1001", &json!({"quoted_status_id_str": "1002", "quoted_status": quoted}));
    let beside = with_id("1001", &json!({"quoted_status_id_str": "1002"}));
    for tweet in [
        json!({"retweeted_status": within, "quoted_status": quoted, "quoted_status_id_str": "1002"}),
        json!({"retweeted_status": beside, "quoted_status": quoted, "quoted_status_id_str": "1002"}),
    ] {
        one(Raw, &v1(&tweet), |bundle, traits| {
            let reaction = bundle.post.reaction.as_ref().unwrap();
            assert_eq!(reaction.kind, ReactionType::Share);
            assert_eq!(reaction.referenced.as_deref(), Some("1001"));
            assert!(reaction.referenced_is_reaction);
            let guids: Vec<&str> = bundle.embedded.iter().map(|post| &*post.guid).collect();
            assert_eq!(guids, ["1002", "1001"]);
            let quote = bundle.embedded[1].reaction.as_ref().unwrap();
            assert_eq!(
                (quote.kind, quote.referenced.as_deref()),
                (ReactionType::Quote, Some("1002"))
            );
            assert!(traits.retweet && !traits.quote);
        });
    }
}

#[test]
fn a_quote_of_a_missing_tweet_refers_to_its_id() {
    let tweet = json!({"quoted_status": null, "quoted_status_id_str": "1002"});
    one(Raw, &v1(&tweet), |bundle, traits| {
        let reaction = bundle.post.reaction.as_ref().unwrap();
        assert_eq!(
            (reaction.kind, reaction.referenced.as_deref()),
            (ReactionType::Quote, Some("1002"))
        );
        assert_eq!(bundle.embedded[0].completeness, Completeness::Stub);
        assert!(traits.quote);
    });
    one(Raw, &v1(&json!({"quoted_status": null, "retweeted_status": null})), |bundle, _| {
        assert_eq!(bundle.post.reaction, None);
    });
}

#[test]
fn a_reply_keeps_all_that_a_post_has() {
    let reply = json!({
        "in_reply_to_status_id_str": "900", "in_reply_to_user_id_str": "99", "in_reply_to_screen_name": "nine",
        "entities": {"hashtags": [{"text": "lake"}]},
        "place": {"id": "abc", "name": "A", "place_type": "city", "country_code": "DE"}
    });
    one(Raw, &v1(&reply), |bundle, traits| {
        let reaction = bundle.post.reaction.as_ref().unwrap();
        assert_eq!(
            (reaction.kind, reaction.referenced.as_deref()),
            (ReactionType::Comment, Some("900"))
        );
        assert_eq!(bundle.post.hashtags, ["lake"]);
        assert_eq!(bundle.post.city_guid.as_deref(), Some("abc"));
        assert_eq!(bundle.embedded[0].completeness, Completeness::Stub);
        assert_eq!(bundle.embedded[0].user_guid.as_deref(), Some("99"));
        assert_eq!(bundle.users[1].name.as_deref(), Some("nine"));
        assert!(traits.reply && !traits.quote && !traits.retweet);
    });
    one(Sets, &v1(&reply), |bundle, _| {
        assert!(bundle.embedded.is_empty() && bundle.users.is_empty());
    });
}

#[test]
fn an_unusable_embedded_tweet_does_not_cost_the_outer_one() {
    let original = with_id("1001", &json!({"coordinates": {"coordinates": [500, 1]}}));
    one(Sets, &v1(&json!({"retweeted_status": original})), |bundle, _| {
        assert_eq!(bundle.embedded[0].completeness, Completeness::Stub);
        assert_eq!(bundle.post.reaction.as_ref().unwrap().referenced.as_deref(), Some("1001"));
        assert_eq!(bundle.unusable, 1);
    });
    one(Sets, &v1(&json!({"retweeted_status": {}})), |bundle, _| {
        assert_eq!(bundle.unusable, 1);
        assert!(bundle.embedded.is_empty());
        assert_eq!(bundle.post.reaction.as_ref().unwrap().referenced, None);
    });
}

#[test]
fn ids() {
    let big = json!({"id": 9_007_199_254_740_993_u64, "id_str": null});
    one(Sets, &v1(&big), |bundle, _| assert_eq!(bundle.post.guid, "9007199254740993"));
    let other = json!({"id": 1, "id_str": "9007199254740993"});
    one(Sets, &v1(&other), |bundle, _| assert_eq!(bundle.post.guid, "9007199254740993"));
    assert_eq!(reject(&json!({"id": 1.05e18, "id_str": null})), ["reject bad_id"]);
    assert_eq!(reject(&json!({"id": null, "id_str": null})), ["reject missing_id"]);
    assert_eq!(reject(&json!({"user": {"id": 1.5}})), ["reject bad_id"]);
}

#[test]
fn times() {
    one(Sets, &v1(&json!({"created_at": null})), |bundle, _| {
        assert_eq!(bundle.post.publish_date.unwrap().to_string(), "2018-10-10 20:19:24");
    });
    one(Sets, &v1(&json!({"created_at": null, "id_str": "12902837201"})), |bundle, _| {
        assert_eq!(bundle.post.publish_date, None);
    });
    one(Sets, &v1(&json!({"created_at": "2018-10-10 20:19:24"})), |bundle, _| {
        assert_eq!(bundle.post.publish_date.unwrap().to_string(), "2018-10-10 20:19:24");
    });
    assert_eq!(reject(&json!({"created_at": "yesterday"})), ["reject bad_time"]);
    let early = json!({"created_at": "Wed Oct 10 20:19:24 +0000 1923"});
    assert_eq!(reject(&early), ["reject time_out_of_range"]);
}

#[test]
fn impossible_coordinates_are_rejected() {
    for pair in [json!([13.4, 91.0]), json!([181.0, 1.0]), json!([13.4]), json!(["a", "b"])] {
        assert_eq!(
            reject(&json!({"coordinates": {"coordinates": pair}})),
            ["reject bad_coordinates"]
        );
    }
}
