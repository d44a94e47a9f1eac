use crate::lbsn::{Bundle, Origin, ReactionType};
use crate::source::format::testing::{one, outcomes, with};
use crate::source::format::{Detail, Traits};
use serde_json::{Value, json};

fn uri(key: &str) -> String {
    format!("at://did:plc:a/app.bsky.feed.post/{key}")
}

fn view(key: &str, record: &Value) -> Value {
    let base = json!({"text": "a boat", "createdAt": "2024-05-05T01:30:17Z", "langs": ["en"]});
    json!({
        "uri": uri(key), "cid": "c", "indexedAt": "2024-05-05T01:30:18Z", "likeCount": 3, "repostCount": 2,
        "author": {"did": "did:plc:a", "handle": "sailor.example", "displayName": "A Sailor"},
        "record": with(base, record),
    })
}

fn check(document: &Value, check: impl FnOnce(&Bundle<'_>, Traits)) {
    one(Detail::Raw, document, check);
}

#[test]
fn a_view_is_a_post_with_author_and_counts() {
    check(&view("k", &json!({})), |bundle, traits| {
        let post = &bundle.post;
        assert_eq!((post.origin, &*post.guid), (Origin::Bluesky, &*uri("k")));
        assert_eq!(post.user_guid.as_deref(), Some("did:plc:a"));
        assert_eq!(bundle.users[0].name.as_deref(), Some("sailor.example"));
        assert_eq!(
            (post.counts.likes, post.counts.shares, post.counts.quotes),
            (Some(3), Some(2), None)
        );
        assert_eq!(traits, Traits::default());
    });
}

#[test]
fn a_quoted_post_comes_along() {
    let quote = json!({"embed": {"$type": "app.bsky.embed.record", "record": {"uri": uri("q")}}});
    let shown = json!({
        "uri": uri("q"), "author": {"did": "did:plc:b"},
        "value": {"text": "quoted", "createdAt": "2024-05-04T00:00:00Z"},
    });
    for record in [shown.clone(), json!({"record": shown})] {
        let document = with(view("k", &quote), &json!({"embed": {"record": record}}));
        check(&document, |bundle, traits| {
            let reaction = bundle.post.reaction.as_ref().unwrap();
            assert_eq!(reaction.kind, ReactionType::Quote);
            assert_eq!(reaction.referenced.as_deref(), Some(&*uri("q")));
            assert_eq!(bundle.embedded[0].body.as_deref(), Some("quoted"));
            assert_eq!(bundle.embedded[0].user_guid.as_deref(), Some("did:plc:b"));
            assert!(traits.quote && !traits.reply);
        });
    }
}

#[test]
fn a_repost_with_an_address_is_a_share() {
    let reason = |uri: Option<&str>| {
        json!({"post": view("k", &json!({})), "reason": {
            "$type": "app.bsky.feed.defs#reasonRepost", "uri": uri, "by": {"did": "did:plc:b", "handle": "b"},
            "indexedAt": "2024-06-01T00:00:00Z",
        }})
    };
    let address = "at://did:plc:b/app.bsky.feed.repost/r";
    check(&reason(Some(address)), |bundle, traits| {
        let post = &bundle.post;
        assert_eq!((&*post.guid, post.user_guid.as_deref()), (address, Some("did:plc:b")));
        assert_eq!(post.publish_date.unwrap().to_string(), "2024-06-01 00:00:00");
        assert_eq!(post.body.as_deref(), Some("a boat"));
        let reaction = post.reaction.as_ref().unwrap();
        assert_eq!(
            (reaction.kind, reaction.referenced.as_deref()),
            (ReactionType::Share, Some(&*uri("k")))
        );
        assert!(traits.retweet);
    });
    check(&reason(None), |bundle, traits| {
        assert_eq!((&*bundle.post.guid, traits.retweet), (&*uri("k"), false));
    });
}

#[test]
fn feeds_threads_and_pages_are_walked() {
    let reply = json!({"reply": {"parent": {"uri": uri("k")}}});
    let thread = json!({"thread": {
        "$type": "app.bsky.feed.defs#threadViewPost", "post": view("k", &json!({})),
        "replies": [
            {"post": view("l", &reply), "replies": [{"post": view("m", &reply)}]},
            {"$type": "app.bsky.feed.defs#blockedPost", "uri": uri("n"), "blocked": true},
        ],
    }});
    let post = |key: &str| format!("post {}", uri(key));
    for (document, expected) in [
        (thread, vec![post("k"), post("l"), post("m"), "notice status_withheld".into()]),
        (json!({"posts": [view("k", &json!({}))], "cursor": "1"}), vec![post("k")]),
        (
            json!({"feed": [{"post": view("k", &reply), "reply": {"parent": view("j", &json!({}))}}]}),
            vec![post("k")],
        ),
        (
            json!({"likes": [{"actor": {}, "createdAt": "", "indexedAt": ""}], "uri": uri("k")}),
            vec!["notice like".into()],
        ),
        (
            json!({"repostedBy": [{"did": "did:plc:b", "handle": "b"}], "uri": uri("k")}),
            vec!["notice profile".into()],
        ),
        (json!({"feed": [], "cursor": ""}), vec![]),
        (json!({"$type": "app.bsky.feed.post", "text": "a"}), vec!["reject missing_id".into()]),
        (
            with(view("k", &json!({})), &json!({"uri": "at://did:plc:a/app.bsky.feed.like/k"})),
            vec!["reject missing_id".into()],
        ),
        (with(view("k", &json!({})), &json!({"record": 7})), vec!["reject unknown_shape".into()]),
    ] {
        assert_eq!(outcomes(Detail::Sets, document.to_string().as_bytes()), expected, "{document}");
    }
}

#[test]
fn deep_threads_have_a_bottom() {
    let mut thread = json!({"post": view("k", &json!({}))});
    for _ in 0..40 {
        thread = json!({"post": view("k", &json!({})), "replies": [thread]});
    }
    let found = outcomes(Detail::Sets, thread.to_string().as_bytes());
    assert!(found.len() > 30, "{}", found.len());
    assert_eq!(found.last().unwrap(), "reject too_deep");
}

#[test]
fn rows_of_archives_are_posts() {
    let row = json!({
        "uri": uri("k"), "author_did": "did:plc:a", "author_handle": "sailor.example", "cid": "c",
        "created_at": "2024-11-14 09:17:52.738000+00:00", "text": "a", "langs": ["en"], "is_reply": true,
        "like_count": 38, "hashtags": ["#boat", "lake"], "mentions": ["did:plc:b", "b.example"], "links": [],
    });
    check(&row, |bundle, traits| {
        let post = &bundle.post;
        assert_eq!(post.hashtags, ["boat", "lake"]);
        assert_eq!(post.user_mentions, ["did:plc:b"]);
        assert_eq!(post.publish_date.unwrap().to_string(), "2024-11-14 09:17:52");
        assert_eq!(post.reaction.as_ref().unwrap().kind, ReactionType::Comment);
        assert_eq!(bundle.users[0].name.as_deref(), Some("sailor.example"));
        assert!(traits.hashtags && traits.reply);
    });
}
