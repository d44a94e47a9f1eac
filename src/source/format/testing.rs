//! Synthetic tweets for the tests of this module.

use super::{Decoded, Decoder, Detail, Traits};
use crate::lbsn::Bundle;
use serde_json::{Value, json};

/// A JSON object with the members of another one put over it.
pub(super) fn with(mut object: Value, members: &Value) -> Value {
    let (Some(object_map), Some(members)) = (object.as_object_mut(), members.as_object()) else {
        panic!("both are objects");
    };
    object_map.extend(members.clone());
    object
}

/// A plain v1.1 tweet with these members.
pub(super) fn v1(members: &Value) -> Value {
    let tweet = json!({
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "id": 1_050_118_621_198_921_728_u64,
        "id_str": "1050118621198921728",
        "text": "a boat on the lake",
        "truncated": false,
        "source": "<a href=\"http://example.org\" rel=\"nofollow\">Example App</a>",
        "user": {"id": 77, "id_str": "77", "screen_name": "sailor", "lang": null},
        "coordinates": null, "geo": null, "place": null,
        "entities": {"hashtags": [], "urls": [], "user_mentions": []},
        "lang": "en"
    });
    with(tweet, members)
}

/// A plain v2 tweet with these members.
pub(super) fn v2(members: &Value) -> Value {
    let tweet = json!({
        "id": "1050118621198921728",
        "text": "a boat on the lake",
        "author_id": "77",
        "created_at": "2018-10-10T20:19:24.000Z",
        "lang": "en"
    });
    with(tweet, members)
}

/// Each record of a document in a few words.
pub(super) fn outcomes(detail: Detail, document: &[u8]) -> Vec<String> {
    let mut outcomes = Vec::new();
    Decoder::new(detail).decode(document, &mut |decoded| {
        outcomes.push(match decoded {
            Decoded::Post(bundle, _) => format!("post {}", bundle.post.guid),
            Decoded::Notice(kind) => format!("notice {}", kind.code()),
            Decoded::Reject { reason, .. } => format!("reject {}", reason.code()),
        });
    });
    outcomes
}

/// Decodes a document that holds one tweet.
pub(super) fn one(detail: Detail, document: &Value, check: impl FnOnce(&Bundle<'_>, Traits)) {
    let mut check = Some(check);
    Decoder::new(detail).decode(document.to_string().as_bytes(), &mut |decoded| match decoded {
        Decoded::Post(bundle, traits) => (check.take().expect("only one tweet"))(bundle, traits),
        other => panic!("expected a tweet but found {other:?}"),
    });
    assert!(check.is_none(), "no tweet in the document");
}
