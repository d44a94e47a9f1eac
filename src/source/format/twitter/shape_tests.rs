use super::*;
use crate::source::twitter::testing::{v1, v2};
use serde_json::{Value, json};

fn shape(object: &Value) -> Shape {
    of(&object.to_string()).unwrap()
}

#[test]
fn tweets_are_known_by_their_keys() {
    assert_eq!(shape(&v1(&json!({}))), Shape::V1Tweet);
    assert_eq!(shape(&v2(&json!({}))), Shape::V2Tweet);
    assert_eq!(shape(&json!({"id": 1, "text": "a"})), Shape::V1Tweet);
    assert_eq!(shape(&json!({"id": "1", "text": "a"})), Shape::V2Tweet);
    assert_eq!(shape(&json!({"id": "1", "id_str": "1", "text": "a"})), Shape::V1Tweet);
    assert_eq!(shape(&json!({"text": "a"})), Shape::V1Tweet);
    assert_eq!(shape(&json!({"id": 1, "screen_name": "a", "status": {}})), Shape::V1User);
    let trimmed = json!({"id_str": "1", "user": {}, "coordinates": {}, "entities": {}});
    assert_eq!(shape(&trimmed), Shape::V1Tweet);
    assert_eq!(shape(&json!({"id": 1, "user": {}})), Shape::V1Tweet);
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
fn posts_of_other_networks_are_unknown() {
    let mastodon = json!({"id": "1", "created_at": "", "content": "a", "account": {}, "tags": []});
    assert_eq!(shape(&mastodon), Shape::Unknown(5));
    assert_eq!(shape(&json!({"did": "a", "kind": "commit", "commit": {}})), Shape::Unknown(3));
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
