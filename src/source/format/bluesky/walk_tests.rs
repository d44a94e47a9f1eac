use crate::lbsn::{Completeness, ReactionType};
use crate::source::format::Detail;
use crate::source::format::testing::{one, outcomes};
use serde_json::{Value, json};

fn frame(operation: &str, collection: &str, record: &Value) -> Value {
    json!({"did": "did:plc:a", "time_us": 1_714_872_618_000_000_u64, "kind": "commit", "commit": {
        "rev": "r", "operation": operation, "collection": collection, "rkey": "k", "record": record, "cid": "c",
    }})
}

#[test]
fn frames_are_posts_reposts_and_notices() {
    let post =
        json!({"$type": "app.bsky.feed.post", "text": "a", "createdAt": "2024-05-05T01:30:17Z"});
    let subject = json!({"subject": {"uri": "at://did:plc:b/app.bsky.feed.post/k", "cid": "c"}});
    let old = json!({"did": "did:plc:a", "time_us": 1, "type": "com", "commit": {
        "type": "c", "collection": "app.bsky.feed.post", "rkey": "k", "record": post,
    }});
    for (document, expected) in [
        (frame("create", "app.bsky.feed.post", &post), "post at://did:plc:a/app.bsky.feed.post/k"),
        (frame("update", "app.bsky.feed.post", &post), "post at://did:plc:a/app.bsky.feed.post/k"),
        (old, "post at://did:plc:a/app.bsky.feed.post/k"),
        (frame("delete", "app.bsky.feed.post", &json!(null)), "notice delete"),
        (
            frame("create", "app.bsky.feed.repost", &subject),
            "post at://did:plc:a/app.bsky.feed.repost/k",
        ),
        (frame("create", "app.bsky.feed.repost", &json!({})), "notice event"),
        (frame("create", "app.bsky.feed.like", &subject), "notice like"),
        (frame("delete", "app.bsky.feed.like", &json!(null)), "notice event"),
        (
            frame("create", "app.bsky.graph.follow", &json!({"subject": "did:plc:b"})),
            "notice event",
        ),
        (
            json!({"did": "did:plc:a", "time_us": 1, "kind": "identity", "identity": {}}),
            "notice event",
        ),
        (
            json!({"did": "did:plc:a", "time_us": 1, "kind": "account", "account": {"active": true}}),
            "notice event",
        ),
        (frame("create", "app.bsky.feed.post", &json!(7)), "reject unknown_shape"),
        (
            json!({"time_us": 1, "commit": {"collection": "app.bsky.feed.post", "record": {}}}),
            "reject missing_id",
        ),
    ] {
        assert_eq!(
            outcomes(Detail::Raw, document.to_string().as_bytes()),
            [expected],
            "{document}"
        );
    }
}

#[test]
fn a_repost_is_a_share_without_text() {
    let subject = json!({"createdAt": "2030-01-01T00:00:00Z", "subject": {"uri": "at://did:plc:b/app.bsky.feed.post/k"}});
    one(Detail::Raw, &frame("create", "app.bsky.feed.repost", &subject), |bundle, traits| {
        let reaction = bundle.post.reaction.as_ref().unwrap();
        assert_eq!(reaction.kind, ReactionType::Share);
        assert_eq!(reaction.referenced.as_deref(), Some("at://did:plc:b/app.bsky.feed.post/k"));
        assert_eq!(bundle.post.publish_date.unwrap().to_string(), "2024-05-05 01:30:18");
        assert_eq!(bundle.embedded[0].completeness, Completeness::Stub);
        assert!(traits.retweet);
    });
}
