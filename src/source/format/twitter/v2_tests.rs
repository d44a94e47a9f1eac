use crate::lbsn::{Completeness, GeoAccuracy, Point, PostType, ReactionType};
use crate::source::format::Detail::{Raw, Sets};
use crate::source::format::testing::{one, outcomes, v2};
use serde_json::{Value, json};

fn page(tweet: &Value, includes: &Value) -> Value {
    json!({"data": [tweet], "includes": includes, "meta": {"result_count": 1}})
}

#[test]
fn a_plain_tweet_of_a_page() {
    let tweet = v2(&json!({
        "source": "Example App", "attachments": {"media_keys": ["3_1"]},
        "public_metrics": {"like_count": 1, "reply_count": 2, "retweet_count": 3, "quote_count": 0, "impression_count": 5},
    }));
    let includes = json!({
        "users": [{
            "id": "77", "username": "sailor", "name": "A Sailor", "description": "sails", "location": "at sea",
            "protected": false, "created_at": "2011-04-07T11:04:54.000Z", "profile_image_url": "https://example.org/1.png",
            "public_metrics": {"followers_count": 2, "following_count": 1, "tweet_count": 5, "listed_count": 0, "like_count": 4}
        }],
        "media": [{"media_key": "3_1", "type": "photo"}]
    });
    one(Raw, &page(&tweet, &includes), |bundle, traits| {
        let post = &bundle.post;
        assert_eq!(post.guid, "1050118621198921728");
        assert_eq!(post.user_guid.as_deref(), Some("77"));
        assert_eq!(post.publish_date.unwrap().to_string(), "2018-10-10 20:19:24");
        assert_eq!(post.input_source.as_deref(), Some("Example App"));
        assert_eq!(post.post_type, PostType::Image);
        assert_eq!(
            (post.counts.likes, post.counts.comments, post.counts.shares),
            (Some(1), Some(2), Some(3))
        );
        assert_eq!((post.counts.quotes, post.counts.views), (Some(0), Some(5)));
        let user = &bundle.users[0];
        assert_eq!(
            (user.name.as_deref(), user.fullname.as_deref()),
            (Some("sailor"), Some("A Sailor"))
        );
        assert_eq!((user.follows, user.followed, user.post_count), (Some(1), Some(2), Some(5)));
        assert_eq!((user.group_count, user.liked_count), (Some(0), Some(4)));
        assert_eq!(user.active_since.unwrap().to_string(), "2011-04-07 11:04:54");
        assert_eq!(user.completeness, Completeness::Full);
        assert_eq!(traits, crate::source::format::Traits::default());
    });
    one(Sets, &page(&tweet, &includes), |bundle, _| assert!(bundle.users.is_empty()));
}

#[test]
fn places_are_joined_or_flattened() {
    let place = json!({
        "id": "abc", "full_name": "Suva, Fiji", "name": "Suva", "country": "Fiji", "country_code": "FJ", "place_type": "city",
        "geo": {"type": "Feature", "bbox": [177.0, -19.0, -179.0, -16.0], "properties": {}}
    });
    let joined = page(&v2(&json!({"geo": {"place_id": "abc"}})), &json!({"places": [place]}));
    let mut geo = place;
    geo["place_id"] = json!("abc");
    let flat = v2(&json!({"geo": geo}));
    for document in [joined, flat] {
        one(Sets, &document, |bundle, traits| {
            assert!(traits.place && !traits.coordinates);
            assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::City);
            assert_eq!(bundle.post.city_guid.as_deref(), Some("abc"));
            assert_eq!(bundle.post.country_guid.as_deref(), Some("FJ"));
            assert_eq!(bundle.post.latlng, Point::new(179.0, -17.5).ok());
            assert_eq!(bundle.cities[0].name.as_deref(), Some("Suva"));
        });
    }
}

#[test]
fn a_place_known_by_its_id_alone_locates_nothing() {
    one(Raw, &v2(&json!({"geo": {"place_id": "abc"}})), |bundle, traits| {
        assert!(traits.place);
        assert_eq!((bundle.post.geoaccuracy, bundle.post.latlng), (GeoAccuracy::Unknown, None));
        assert_eq!((&bundle.post.place_guid, &bundle.post.city_guid), (&None, &None));
    });
}

#[test]
fn coordinates() {
    let at = json!({"geo": {"coordinates": {"type": "Point", "coordinates": [13.4, 52.5]}, "place_id": "abc"}});
    one(Sets, &v2(&at), |bundle, traits| {
        assert_eq!(bundle.post.latlng, Point::new(13.4, 52.5).ok());
        assert_eq!(bundle.post.geoaccuracy, GeoAccuracy::LatLng);
        assert!(traits.coordinates && traits.place);
    });
    let swapped = v2(&json!({"geo": {"coordinates": {"coordinates": [52.5, 113.4]}}}));
    assert_eq!(outcomes(Sets, swapped.to_string().as_bytes()), ["reject bad_coordinates"]);
}

#[test]
fn entities_of_the_long_text_go_before_the_others() {
    let tweet = v2(&json!({
        "entities": {"hashtags": [{"tag": "short"}]},
        "note_tweet": {"text": "all of it", "entities": {"hashtags": [{"tag": "long"}, {"tag": "long"}]}}
    }));
    one(Sets, &tweet, |bundle, traits| {
        assert_eq!(bundle.post.body.as_deref(), Some("all of it"));
        assert_eq!(bundle.post.hashtags, ["long"]);
        assert!(traits.extended && traits.hashtags);
    });
}

#[test]
fn mentions_without_id_are_looked_up_by_name() {
    let tweet = v2(&json!({"entities": {
        "mentions": [{"username": "nine"}, {"username": "nobody"}, {"username": "ten", "id": "10"}],
        "urls": [
            {"url": "https://t.co/1", "expanded_url": "https://example.org"},
            {"url": "https://t.co/2", "display_url": "pic.twitter.com/2"},
            {"url": "https://t.co/3", "media_key": "3_1"}
        ]
    }}));
    one(Raw, &page(&tweet, &json!({"users": [{"id": "9", "username": "nine"}]})), |bundle, _| {
        assert_eq!(bundle.post.user_mentions, ["9", "10"]);
        assert_eq!(bundle.post.urls, ["https://example.org"]);
        assert_eq!(bundle.users.len(), 2);
    });
}

#[test]
fn a_retweet_takes_its_text_from_the_included_original() {
    let tweet = v2(&json!({
        "text": "RT @a: a boat…", "entities": {"mentions": [{"id": "88"}]},
        "referenced_tweets": [{"type": "retweeted", "id": "1001"}]
    }));
    let original = json!({
        "id": "1001", "author_id": "88", "text": "a boat on the #lake", "entities": {"hashtags": [{"tag": "lake"}]},
        "referenced_tweets": [{"type": "quoted", "id": "1002"}]
    });
    one(Raw, &page(&tweet, &json!({"tweets": [original]})), |bundle, traits| {
        let reaction = bundle.post.reaction.as_ref().unwrap();
        assert_eq!(
            (reaction.kind, reaction.referenced.as_deref()),
            (ReactionType::Share, Some("1001"))
        );
        assert!(reaction.referenced_is_reaction);
        assert_eq!(bundle.post.body.as_deref(), Some("a boat on the #lake"));
        assert_eq!(bundle.post.hashtags, ["lake"]);
        assert_eq!(bundle.post.user_mentions, ["88"]);
        assert_eq!(bundle.post.completeness, Completeness::Full);
        let guids: Vec<&str> = bundle.embedded.iter().map(|post| &*post.guid).collect();
        assert_eq!(guids, ["1002", "1001"]);
        assert!(traits.retweet);
    });
    one(Raw, &tweet, |bundle, _| {
        assert_eq!(bundle.post.completeness, Completeness::Truncated);
        assert_eq!(bundle.embedded[0].completeness, Completeness::Stub);
    });
}

#[test]
fn a_flattened_tweet_has_all_within() {
    let tweet = v2(&json!({
        "author": {"id": "77", "username": "sailor", "created_at": "2011-04-07T11:04:54.000Z"},
        "attachments": {"media_keys": ["7_1"], "media": [{"media_key": "7_1", "type": "video"}]},
        "referenced_tweets": [
            {"type": "replied_to", "id": "900"},
            {"type": "quoted", "id": "1002", "text": "quoted", "author": {"id": "88"}}
        ]
    }));
    one(Raw, &tweet, |bundle, traits| {
        let reaction = bundle.post.reaction.as_ref().unwrap();
        assert_eq!(
            (reaction.kind, reaction.referenced.as_deref()),
            (ReactionType::Quote, Some("1002"))
        );
        assert_eq!(bundle.embedded[0].body.as_deref(), Some("quoted"));
        assert_eq!(bundle.embedded[0].user_guid.as_deref(), Some("88"));
        assert_eq!(bundle.users[0].name.as_deref(), Some("sailor"));
        assert_eq!(bundle.post.post_type, PostType::Video);
        assert!(traits.quote && traits.reply && !traits.retweet);
    });
}

/// A post has one reaction, but no tweet that came along is lost for that.
#[test]
fn a_quote_that_replies_brings_both_tweets() {
    let included = json!({"tweets": [
        {"id": "900", "text": "answered"},
        {"id": "1002", "text": "quoted", "referenced_tweets": [{"type": "replied_to", "id": "900"}]},
        {"id": "1003", "text": "also quoted"}
    ]});
    for (quoted, expected) in [("1003", ["1003", "900"]), ("1002", ["900", "1002"])] {
        let tweet = v2(&json!({"referenced_tweets": [
            {"type": "replied_to", "id": "900"}, {"type": "quoted", "id": quoted}
        ]}));
        one(Sets, &page(&tweet, &included), |bundle, traits| {
            let reaction = bundle.post.reaction.as_ref().unwrap();
            assert_eq!(
                (reaction.kind, reaction.referenced.as_deref()),
                (ReactionType::Quote, Some(quoted))
            );
            let guids: Vec<&str> = bundle.embedded.iter().map(|post| &*post.guid).collect();
            assert_eq!(guids, expected);
            assert!(traits.quote && traits.reply);
        });
    }
}

#[test]
fn an_unusable_included_tweet_is_counted() {
    let included = json!({"tweets": [
        {"id": "900", "text": "a", "created_at": "yesterday"},
        {"id": "1002", "text": "b", "geo": {"coordinates": {"coordinates": [500, 1]}}}
    ]});
    let tweet = v2(&json!({"referenced_tweets": [
        {"type": "replied_to", "id": "900"}, {"type": "quoted", "id": "1002"}
    ]}));
    one(Sets, &page(&tweet, &included), |bundle, _| {
        assert_eq!(bundle.unusable, 2);
        assert!(bundle.embedded.iter().all(|post| post.completeness == Completeness::Stub));
        assert_eq!(bundle.post.reaction.as_ref().unwrap().referenced.as_deref(), Some("1002"));
    });
}

#[test]
fn a_reply_knows_whom_it_answers() {
    let tweet = v2(
        &json!({"in_reply_to_user_id": "99", "referenced_tweets": [{"type": "replied_to", "id": "900"}]}),
    );
    one(Raw, &tweet, |bundle, _| {
        let reaction = bundle.post.reaction.as_ref().unwrap();
        assert_eq!(
            (reaction.kind, reaction.referenced.as_deref()),
            (ReactionType::Comment, Some("900"))
        );
        assert_eq!(bundle.embedded[0].user_guid.as_deref(), Some("99"));
    });
}

#[test]
fn tweets_that_quote_in_a_ring_end() {
    let ring = json!({"tweets": [
        {"id": "1", "text": "a", "referenced_tweets": [{"type": "quoted", "id": "2"}]},
        {"id": "2", "text": "b", "referenced_tweets": [{"type": "quoted", "id": "1"}]}
    ]});
    let tweet = v2(&json!({"referenced_tweets": [{"type": "quoted", "id": "1"}]}));
    one(Raw, &page(&tweet, &ring), |bundle, _| assert_eq!(bundle.embedded.len(), 5));
}

#[test]
fn pages_without_tweets() {
    let cases = [
        (
            json!({"data": {"id": "1", "text": "a"}, "matching_rules": [{"id": "5"}]}),
            vec!["post 1"],
        ),
        (json!({"data": [], "meta": {"result_count": 0}}), vec![]),
        (json!({"meta": {"result_count": 0}}), vec![]),
        (json!({"errors": [{"title": "Not Found Error"}]}), vec!["notice error"]),
        (json!({"includes": {}, "errors": [{}]}), vec!["notice error"]),
        (json!({"data": null, "errors": [{}]}), vec!["notice error"]),
        (json!({"data": [{"id": "7", "username": "a", "name": "b"}]}), vec!["notice profile"]),
        (
            json!({"data": [{"start": "a", "end": "b", "tweet_count": 5}]}),
            vec!["reject unknown_shape"],
        ),
        (
            json!({"data": [{"id": "1", "text": "a"}, 5, {"text": "b", "author_id": "7"}]}),
            vec!["post 1", "reject unknown_shape", "reject missing_id"],
        ),
        (json!({"data": 5}), vec!["reject unknown_shape"]),
        (json!({"includes": {}}), vec!["reject unknown_shape"]),
    ];
    for (document, expected) in cases {
        assert_eq!(outcomes(Raw, document.to_string().as_bytes()), expected, "{document}");
    }
}
