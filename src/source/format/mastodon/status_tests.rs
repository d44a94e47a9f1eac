use crate::lbsn::{Bundle, GeoAccuracy, Origin, PostType, ReactionType};
use crate::source::format::testing::{one, outcomes, with};
use crate::source::format::{Detail, Traits};
use serde_json::{Value, json};

const URI: &str = "https://example.social/users/sailor/statuses/7";

fn status(members: &Value) -> Value {
    let status = json!({
        "id": "7", "uri": URI, "url": "https://example.social/@sailor/7",
        "created_at": "2022-11-21T13:10:48.151Z",
        "in_reply_to_id": null, "in_reply_to_account_id": null, "spoiler_text": "",
        "visibility": "public", "language": "en", "content": "<p>a boat &amp; a lake</p>",
        "reblog": null, "media_attachments": [], "mentions": [], "tags": [],
        "account": {
            "id": "1", "username": "sailor", "acct": "sailor",
            "url": "https://example.social/@sailor", "note": "lives in Berlin",
        },
    });
    with(status, members)
}

fn check(members: &Value, check: impl FnOnce(&Bundle<'_>, Traits)) {
    one(Detail::Raw, &status(members), check);
}

#[test]
fn a_status_is_a_post_without_position() {
    let members = json!({
        "tags": [{"name": "boat", "url": "x"}, {"name": "lake"}],
        "mentions": [{"id": "9", "username": "b", "acct": "b@other.example", "url": "https://other.example/@b"}],
        "media_attachments": [{"type": "gifv"}], "spoiler_text": "water",
        "replies_count": 1, "reblogs_count": 2, "favourites_count": 3,
        "application": {"name": "App"},
    });
    check(&members, |bundle, traits| {
        let post = &bundle.post;
        assert_eq!((post.origin, &*post.guid), (Origin::Mastodon, URI));
        assert_eq!(post.user_guid.as_deref(), Some("sailor@example.social"));
        assert_eq!(post.body.as_deref(), Some("water\n\na boat & a lake"));
        assert_eq!(post.hashtags, ["boat", "lake"]);
        assert_eq!(post.user_mentions, ["b@other.example"]);
        assert_eq!((post.latlng, post.geoaccuracy), (None, GeoAccuracy::Unknown));
        assert_eq!(post.publish_date.unwrap().to_string(), "2022-11-21 13:10:48");
        assert_eq!(post.post_type, PostType::Video);
        assert_eq!(post.counts.shares, Some(2));
        assert_eq!(post.input_source.as_deref(), Some("App"));
        assert_eq!(traits, Traits { hashtags: true, ..Traits::default() });
        let names: Vec<_> = bundle.users.iter().map(|user| &*user.guid).collect();
        assert_eq!(names, ["sailor@example.social", "b@other.example"]);
    });
}

#[test]
fn a_reblog_shares_what_it_holds() {
    let inner = status(&json!({"uri": "https://other.example/1", "tags": [{"name": "boat"}]}));
    let members = json!({"uri": format!("{URI}/activity"), "content": "", "reblog": inner});
    check(&members, |bundle, traits| {
        let reaction = bundle.post.reaction.as_ref().unwrap();
        assert_eq!(reaction.kind, ReactionType::Share);
        assert_eq!(reaction.referenced.as_deref(), Some("https://other.example/1"));
        assert_eq!(bundle.post.body.as_deref(), Some("a boat & a lake"));
        assert_eq!(bundle.post.hashtags, ["boat"]);
        assert_eq!(bundle.embedded.len(), 1);
        assert!(traits.retweet);
    });
}

#[test]
fn quotes_come_along() {
    let quoted = status(&json!({"uri": "https://other.example/1"}));
    check(&json!({"quote": {"state": "accepted", "quoted_status": quoted}}), |bundle, traits| {
        let reaction = bundle.post.reaction.as_ref().unwrap();
        assert_eq!(reaction.kind, ReactionType::Quote);
        assert_eq!(reaction.referenced.as_deref(), Some("https://other.example/1"));
        assert!(traits.quote);
    });
}

/// The id of the status replied to means nothing on another server.
#[test]
fn replies_refer_to_addresses_only() {
    let reply =
        |id: &str, account: &str| json!({"in_reply_to_id": id, "in_reply_to_account_id": account});
    let referenced = |members: &Value, expected: Option<&str>| {
        check(members, |bundle, traits| {
            let reaction = bundle.post.reaction.as_ref().unwrap();
            assert_eq!(reaction.kind, ReactionType::Comment);
            assert_eq!(reaction.referenced.as_deref(), expected);
            assert!(traits.reply);
        });
    };
    referenced(&reply("6", "2"), None);
    referenced(&reply("6", "1"), Some("https://example.social/users/sailor/statuses/6"));
    // Read on another server than its own, its id is not part of its address.
    referenced(&with(reply("6", "1"), &json!({"id": "8"})), None);
}

#[test]
fn messages_are_not_read_and_damage_is_rejected() {
    for (members, expected) in [
        (json!({"visibility": "direct"}), "notice direct_message"),
        (json!({"visibility": "private"}), "post https://example.social/users/sailor/statuses/7"),
        (json!({"uri": null}), "post https://example.social/@sailor/7"),
        (json!({"uri": null, "url": null}), "reject missing_id"),
        (json!({"created_at": "yesterday"}), "reject bad_time"),
        (json!({"account": null}), "post https://example.social/users/sailor/statuses/7"),
    ] {
        let document = status(&members).to_string();
        assert_eq!(outcomes(Detail::Sets, document.as_bytes()), [expected], "{members}");
    }
    check(&json!({"reblog": status(&json!({"visibility": "direct"}))}), |bundle, _| {
        assert!(bundle.embedded.iter().all(|post| post.body.is_none()));
    });
}

#[test]
fn pages_streams_and_messages_of_the_websocket() {
    let status = status(&json!({}));
    let post = "post https://example.social/users/sailor/statuses/7";
    for (document, expected) in [
        (json!([status, status]), vec![post, post]),
        (json!({"accounts": [], "statuses": [status], "hashtags": []}), vec![post]),
        (json!({"ancestors": [status], "descendants": [status]}), vec![post, post]),
        (json!({"stream": ["user"], "event": "update", "payload": status.to_string()}), vec![post]),
        (json!({"event": "delete", "payload": "7"}), vec!["notice delete"]),
        (json!({"event": "notification", "payload": "{}"}), vec!["notice event"]),
        (json!(7), vec!["notice delete"]),
    ] {
        assert_eq!(outcomes(Detail::Sets, document.to_string().as_bytes()), expected);
    }
}
