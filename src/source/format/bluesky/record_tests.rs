use super::*;
use crate::source::format::Detail;
use serde_json::json;

const URI: &str = "at://did:plc:a/app.bsky.feed.post/k";

fn facet(start: usize, end: usize, feature: &serde_json::Value) -> serde_json::Value {
    json!({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
}

fn check(record: &serde_json::Value, check: impl FnOnce(&Post<'_>)) {
    let text = record.to_string();
    let record: Record<'_> = serde_json::from_str(&text).unwrap();
    let mut draft = Draft::new(Origin::Bluesky, Detail::Raw);
    check(&record.post(URI.into(), Some("did:plc:a".into()), None, &mut draft).unwrap());
}

#[test]
fn facets_are_tags_mentions_and_links() {
    let tag = |tag: &str| json!({"$type": "app.bsky.richtext.facet#tag", "tag": tag});
    let bare = json!({"$type": "app.bsky.richtext.facet#tag"});
    // Places in the text are counted in bytes.
    let text = "größe #boat @b x.example";
    let record = json!({
        "text": text, "createdAt": "2024-05-05T01:30:17.912Z", "langs": ["de", "en"],
        "facets": [
            facet(8, 13, &bare), facet(7, 9, &bare), facet(90, 99, &bare), facet(9, 8, &bare),
            facet(3, 4, &bare), facet(0, 1, &tag("lake")), facet(0, 1, &tag("#lake")),
            facet(14, 16, &json!({"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:b"})),
            facet(17, 26, &json!({"$type": "app.bsky.richtext.facet#link", "uri": "https://x.example/y"})),
            {"features": []}, {"index": null},
        ],
        "tags": ["hidden"],
    });
    check(&record, |post| {
        assert_eq!(post.hashtags, ["boat", "lake", "hidden"]);
        assert_eq!(post.user_mentions, ["did:plc:b"]);
        assert_eq!(post.urls, ["https://x.example/y"]);
        assert_eq!(post.language.as_deref(), Some("de"));
        assert_eq!(post.body.as_deref(), Some(text));
        assert_eq!(post.publish_date.unwrap().to_string(), "2024-05-05 01:30:17");
    });
}

#[test]
fn embeds_say_what_a_post_shows() {
    let link =
        json!({"$type": "app.bsky.embed.external", "external": {"uri": "https://x.example"}});
    let quoted = json!({"record": {"uri": URI, "cid": "c"}});
    for (embed, kind, links) in [
        (json!({"$type": "app.bsky.embed.images", "images": []}), PostType::Image, 0),
        (json!({"$type": "app.bsky.embed.video"}), PostType::Video, 0),
        (link.clone(), PostType::Text, 1),
        (
            json!({"$type": "app.bsky.embed.recordWithMedia", "record": quoted, "media": link}),
            PostType::Text,
            1,
        ),
        (json!(null), PostType::Text, 0),
    ] {
        check(&json!({"text": "a", "embed": embed}), |post| {
            assert_eq!((post.post_type, post.urls.len()), (kind, links), "{embed}");
        });
    }
}

#[test]
fn only_posts_can_be_quoted_and_replied_to() {
    let reference = |uri: &str| json!({"uri": uri});
    let quoting = |record: serde_json::Value| {
        let text =
            json!({"embed": {"record": record}, "reply": {"parent": reference(URI)}}).to_string();
        let record: Record<'_> = serde_json::from_str(&text).unwrap();
        assert_eq!(record.replied_to().as_deref(), Some(URI));
        record.quoted().map(std::borrow::Cow::into_owned)
    };
    assert_eq!(quoting(reference(URI)).as_deref(), Some(URI));
    assert_eq!(quoting(json!({"record": reference(URI)})).as_deref(), Some(URI));
    assert_eq!(quoting(reference("at://did:plc:a/app.bsky.feed.generator/k")), None);
    assert_eq!(quoting(json!(7)), None);
}
