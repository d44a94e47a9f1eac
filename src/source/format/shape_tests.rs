use super::*;
use crate::source::format::bluesky::Shape::{Context, Frame, Record, Row, View};
use crate::source::format::mastodon::Shape::{Message, Status};
use crate::source::format::testing::{v1, v2};
use crate::source::format::twitter::Shape::{V1Tweet, V1User, V2Tweet};
use serde_json::{Value, json};

fn shape(object: &Value) -> Shape {
    of(&object.to_string()).unwrap()
}

#[test]
fn tweets_are_known_by_their_keys() {
    assert_eq!(shape(&v1(&json!({}))), Shape::Twitter(V1Tweet));
    assert_eq!(shape(&v2(&json!({}))), Shape::Twitter(V2Tweet));
    assert_eq!(shape(&json!({"id": 1, "text": "a"})), Shape::Twitter(V1Tweet));
    assert_eq!(shape(&json!({"id": "1", "text": "a"})), Shape::Twitter(V2Tweet));
    assert_eq!(shape(&json!({"id": "1", "id_str": "1", "text": "a"})), Shape::Twitter(V1Tweet));
    assert_eq!(shape(&json!({"text": "a"})), Shape::Twitter(V1Tweet));
    assert_eq!(shape(&json!({"id": 1, "screen_name": "a", "status": {}})), Shape::Twitter(V1User));
    let trimmed = json!({"id_str": "1", "user": {}, "coordinates": {}, "entities": {}});
    assert_eq!(shape(&trimmed), Shape::Twitter(V1Tweet));
    assert_eq!(shape(&json!({"id": 1, "user": {}})), Shape::Twitter(V1Tweet));
    assert_eq!(shape(&json!({"id": "1", "user": {}})), Shape::Unknown(2));
}

#[test]
fn messages_are_known_by_their_key() {
    for (object, kind) in [
        (json!({"delete": {"status": {"id": 1}}}), NoticeKind::Delete),
        (json!({"limit": {"track": 1}}), NoticeKind::Limit),
        (json!({"event": "follow", "source": {}, "target": {}}), NoticeKind::Event),
        (json!({"errors": [{"title": "Not Found"}]}), NoticeKind::Error),
        (json!({"title": "ConnectionException", "connection_issue": "x"}), NoticeKind::Error),
        (json!({"id": "1", "username": "a", "name": "b"}), NoticeKind::Profile),
    ] {
        assert_eq!(shape(&object), Shape::Notice(kind), "{object}");
    }
}

#[test]
fn every_network_is_known_by_its_keys() {
    let status = json!({"id": "1", "created_at": "", "content": "a", "account": {}, "tags": []});
    let uri = "at://did:plc:a/app.bsky.feed.post/k";
    for (object, expected) in [
        (status, Shape::Mastodon(Status)),
        (json!({"id": "1", "text": "a", "spoiler_text": ""}), Shape::Mastodon(Status)),
        (json!({"stream": ["user"], "event": "update", "payload": "{}"}), Shape::Mastodon(Message)),
        (
            json!({"id": "1", "unread": true, "accounts": [{}], "last_status": {}}),
            Shape::Notice(NoticeKind::DirectMessage),
        ),
        (
            json!({"id": "1", "type": "mention", "created_at": "", "account": {}, "status": {}}),
            Shape::Notice(NoticeKind::Event),
        ),
        (json!({"id": "1", "username": "a", "acct": "a"}), Shape::Notice(NoticeKind::Profile)),
        (json!({"did": "a", "kind": "commit", "commit": {}}), Shape::Bluesky(Frame)),
        (json!({"did": "a", "time_us": 1, "kind": "identity"}), Shape::Bluesky(Frame)),
        (json!({"uri": uri, "author": {}, "record": {}}), Shape::Bluesky(View)),
        (json!({"uri": uri, "text": "a"}), Shape::Bluesky(Row)),
        (json!({"post": {"uri": uri}, "reason": {}}), Shape::Bluesky(Context)),
        (json!({"$type": "app.bsky.feed.post", "text": "a"}), Shape::Bluesky(Record)),
        (json!({"actor": {}, "createdAt": "a"}), Shape::Notice(NoticeKind::Like)),
        (json!({"did": "a", "handle": "b"}), Shape::Notice(NoticeKind::Profile)),
        // Pages that say which post they are about hold others.
        (json!({"uri": uri, "posts": []}), Shape::Holder),
        (json!({"uri": uri, "likes": [{}]}), Shape::Holder),
        (json!({"post": {"id": 1}}), Shape::Unknown(1)),
        (json!({"feed": "a", "cursor": "b"}), Shape::Empty),
    ] {
        assert_eq!(shape(&object), expected, "{object}");
    }
    assert_eq!(shape(&json!({})), Shape::Unknown(0));
}

/// The order in which a program writes keys must not change what an object is.
#[test]
fn the_order_of_keys_does_not_matter() {
    let objects = [
        v1(&json!({})),
        v2(&json!({})),
        json!({"id": 1, "id_str": "1", "name": "a", "screen_name": "b", "status": {"text": "c"}}),
        json!({"id": "a", "key": "b", "value": {"rev": 1}, "doc": {"text": "c"}}),
        json!({"meta": {}, "json": {"text": "c"}}),
        json!({"data": [], "includes": {}, "errors": [], "meta": {}}),
        json!({"statuses": [], "search_metadata": {}}),
        json!({"users": [], "statuses": [], "errors": []}),
        json!({"id_str": "1", "user": {}, "tweets": [], "screen_name": "a", "text": null}),
        json!({"id_str": "1", "user": {}, "coordinates": {}, "entities": {}}),
        json!({"id": 1, "user": {}, "screen_name": "a", "tweets": []}),
        json!({"id": "1", "text": "a", "content": "b", "account": {}, "reblog": null}),
        json!({"id": "1", "type": "a", "created_at": "", "account": {}, "status": {}}),
        json!({"stream": [], "event": "update", "payload": "{}"}),
        json!({"did": "a", "time_us": 1, "kind": "commit", "commit": {}}),
        json!({"uri": "at://a", "cid": "b", "author": {}, "record": {}, "likeCount": 1}),
        json!({"uri": "at://a", "text": "b", "author_did": "did:c"}),
        json!({"post": {"uri": "at://a"}, "replies": [], "$type": "app.bsky.feed.defs#threadViewPost"}),
    ];
    for object in objects {
        let members: Vec<String> = object
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, value)| format!("{}:{value}", json!(key)))
            .collect();
        let expected = shape(&object);
        for turn in 0..members.len() {
            let (front, back) = members.split_at(turn);
            let mut turned = [back, front].concat();
            assert_eq!(of(&format!("{{{}}}", turned.join(","))), Ok(expected));
            turned.reverse();
            assert_eq!(of(&format!("{{{}}}", turned.join(","))), Ok(expected));
        }
    }
}

#[test]
fn what_is_no_json_is_told() {
    assert!(of("{").is_err());
    assert!(of("{\"a\":}").is_err());
}
