use super::testing::{outcomes, v1, v2, with};
use super::*;
use proptest::prelude::*;
use serde_json::json;

/// One document of every kind, with what is in it.
fn documents() -> Vec<(Vec<u8>, Vec<&'static str>)> {
    let tweet = |id: &str| v1(&json!({"id": id.parse::<u64>().unwrap(), "id_str": id}));
    let v2_tweet = |id: &str| v2(&json!({"id": id}));
    let user = json!({"id_str": "77", "screen_name": "sailor", "followers_count": 5});
    let latest =
        json!({"id_str": "12", "text": "a", "created_at": "Wed Oct 10 20:19:24 +0000 2018"});
    let documents = [
        (tweet("1"), vec!["post 1"]),
        (v2_tweet("2"), vec!["post 2"]),
        (
            json!([tweet("3"), {"delete": {}}, v2_tweet("4"), 5]),
            vec!["post 3", "notice delete", "post 4", "reject unknown_shape"],
        ),
        (
            json!({"statuses": [tweet("5"), tweet("6")], "search_metadata": {}}),
            vec!["post 5", "post 6"],
        ),
        (json!({"results": [tweet("7")], "requestParameters": {}}), vec!["post 7"]),
        (json!({"data": [v2_tweet("8")], "includes": {}}), vec!["post 8"]),
        (json!({"meta": {}, "json": tweet("9")}), vec!["post 9"]),
        (json!({"id": "x", "key": "y", "value": {}, "doc": tweet("10")}), vec!["post 10"]),
        (json!({"rows": [{"id": "x", "doc": tweet("11")}]}), vec!["post 11"]),
        (json!({"tweet": tweet("13")}), vec!["post 13"]),
        (json!({"status": tweet("14")}), vec!["post 14"]),
        (
            json!({"users": [user], "statuses": [tweet("16")], "tweets": [tweet("17")]}),
            vec!["post 16", "post 17", "notice profile"],
        ),
        (json!({"screen_name": "sailor", "tweets": [tweet("18")]}), vec!["post 18"]),
        (json!({"tweet": tweet("19"), "results": 5}), vec!["post 19"]),
        (json!({"tweet": "a", "username": "b"}), vec!["reject unknown_shape"]),
        (with(user.clone(), &json!({"status": latest})), vec!["post 12"]),
        (with(user.clone(), &json!({"status": latest, "protected": true})), vec!["notice profile"]),
        (user, vec!["notice profile"]),
        (json!({"limit": {"track": 1}}), vec!["notice limit"]),
        (json!({"a": 1}), vec!["reject unknown_shape"]),
        (json!("text"), vec!["reject unknown_shape"]),
        (json!([]), vec![]),
        (json!({"statuses": null}), vec!["reject unknown_shape"]),
    ];
    let mut documents: Vec<_> = documents
        .into_iter()
        .map(|(document, outcomes)| (document.to_string().into_bytes(), outcomes))
        .collect();
    documents.extend([
        (b"{".to_vec(), vec!["reject invalid_json"]),
        (b"".to_vec(), vec!["reject invalid_json"]),
        (b"tru".to_vec(), vec!["reject invalid_json"]),
        ("[".repeat(500).into_bytes(), vec!["reject invalid_json"]),
        (["[".repeat(500), "]".repeat(500)].concat().into_bytes(), vec!["reject too_deep"]),
        (b"\xef\xbb\xbf {\"id\":15,\"text\":\"a\"} ".to_vec(), vec!["post 15"]),
    ]);
    documents
}

#[test]
fn every_kind_of_document() {
    for detail in [Detail::Sets, Detail::Raw] {
        for (document, expected) in documents() {
            assert_eq!(outcomes(detail, &document), expected, "{}", document.escape_ascii());
        }
    }
}

/// What came before must not matter: one decoder reads every pair of documents in both orders.
#[test]
fn the_order_of_documents_does_not_matter() {
    let documents = documents();
    let decoder = Decoder::new(Detail::Raw);
    let read = |decoder: Decoder, document: &[u8]| {
        let mut seen = Vec::new();
        decoder.decode(document, &mut |decoded| seen.push(format!("{decoded:?}")));
        seen
    };
    let alone: Vec<_> =
        documents.iter().map(|(document, _)| read(Decoder::new(Detail::Raw), document)).collect();
    for (first, _) in &documents {
        for ((second, _), alone) in documents.iter().zip(&alone) {
            read(decoder, first);
            assert_eq!(read(decoder, second), *alone);
        }
    }
}

#[test]
fn the_author_of_a_latest_tweet_is_the_account_around_it() {
    let user =
        json!({"id_str": "77", "screen_name": "sailor", "status": {"id_str": "12", "text": "a"}});
    testing::one(Detail::Raw, &user, |bundle, _| {
        assert_eq!(bundle.post.user_guid.as_deref(), Some("77"));
        assert_eq!(bundle.users[0].name.as_deref(), Some("sailor"));
    });
}

#[test]
fn damage_is_repaired_and_counted() {
    let whole =
        v1(&json!({"text": "TEXT", "entities": {"hashtags": [{"text": "lake"}, {"text": "TAG"}]}}))
            .to_string();
    for (text, tag, repaired) in
        [("a", "b", false), (r"a\ud83d", "b", true), ("a\u{fffd}", r"b\udc00", true)]
    {
        let document = whole.replace("TEXT", text).replace("TAG", tag);
        let mut seen = 0;
        Decoder::new(Detail::Sets).decode(document.as_bytes(), &mut |decoded| {
            let Decoded::Post(bundle, traits) = decoded else { panic!("a tweet") };
            assert_eq!(traits.repaired, repaired, "{document}");
            let damaged = tag.contains("udc00");
            assert_eq!(bundle.post.hashtags.len(), if damaged { 1 } else { 2 });
            seen += 1;
        });
        assert_eq!(seen, 1);
    }
    let latin1 = whole.replace("TEXT", "gr\u{fc}n").chars().map(|c| c as u8).collect::<Vec<_>>();
    Decoder::new(Detail::Sets).decode(&latin1, &mut |decoded| {
        let Decoded::Post(bundle, traits) = decoded else { panic!("a tweet") };
        assert_eq!(bundle.post.body.as_deref(), Some("gr\u{fffd}n"));
        assert!(traits.repaired);
    });
}

#[test]
fn a_damaged_page_gives_what_it_holds() {
    let page = json!({"statuses": [v1(&json!({})), v1(&json!({}))]}).to_string();
    let cut = &page.as_bytes()[..page.len() - 40];
    assert_eq!(outcomes(Detail::Sets, cut), ["reject invalid_json"]);
    let array = json!([v1(&json!({})), v1(&json!({}))]).to_string();
    let cut = &array.as_bytes()[..array.len() - 40];
    assert_eq!(outcomes(Detail::Sets, cut), ["post 1050118621198921728", "reject invalid_json"]);
}

#[test]
fn a_key_written_twice_counts_once() {
    let document = br#"{"id":1,"text":"a","text":"b","user":{"id":1,"id":2}}"#;
    Decoder::new(Detail::Sets).decode(document, &mut |decoded| {
        let Decoded::Post(bundle, _) = decoded else { panic!("a tweet") };
        assert_eq!(bundle.post.body.as_deref(), Some("b"));
        assert_eq!(bundle.post.user_guid.as_deref(), Some("2"));
    });
}

#[test]
fn tweets_nested_without_end_are_rejected() {
    let deep = r#"{"id":1,"text":"a","quoted_status":"#.repeat(300) + "null" + &"}".repeat(300);
    assert_eq!(outcomes(Detail::Raw, deep.as_bytes()), ["reject too_deep"]);
    let wrapped = r#"{"tweet":"#.repeat(300) + "null" + &"}".repeat(300);
    assert_eq!(outcomes(Detail::Raw, wrapped.as_bytes()), ["reject too_deep"]);
}

/// What a reject shows is the bad record, not the page around it.
#[test]
fn a_reject_carries_its_own_record() {
    let good = v1(&json!({}));
    let bad = v1(&json!({"coordinates": {"coordinates": [500, 1]}}));
    let v2_bad = v2(&json!({"created_at": "yesterday"}));
    let rejected = |document: &str| {
        let mut contents = Vec::new();
        Decoder::new(Detail::Sets).decode(document.as_bytes(), &mut |decoded| {
            if let Decoded::Reject { content, .. } = decoded {
                contents.push(content.to_owned());
            }
        });
        contents
    };
    for (document, expected) in [
        (bad.clone(), bad.to_string()),
        (json!([good, 5, good]), "5".to_owned()),
        (json!({"statuses": [good, bad, good]}), bad.to_string()),
        (json!({"rows": [{"doc": good}, {"doc": bad}]}), bad.to_string()),
        (json!({"data": [v2(&json!({})), v2_bad], "includes": {}}), v2_bad.to_string()),
        (json!({"data": v2_bad, "includes": {}}), v2_bad.to_string()),
    ] {
        assert_eq!(rejected(&document.to_string()), [expected], "{document}");
    }
    // Of a damaged array, what follows the last whole element.
    let cut = json!([good, bad]).to_string();
    let (cut, rest) = (cut.strip_suffix("}]").unwrap(), bad.to_string());
    assert_eq!(rejected(cut), [rest.strip_suffix('}').unwrap()]);
}

#[test]
fn rejects_name_no_content() {
    let secret = "very-secret";
    for members in [
        json!({"created_at": secret}),
        json!({"id_str": secret}),
        json!({"coordinates": {"coordinates": [secret, secret]}}),
        json!({"user": {"id": secret}}),
    ] {
        let document = with(v1(&json!({"text": secret})), &members).to_string();
        Decoder::new(Detail::Raw).decode(document.as_bytes(), &mut |decoded| {
            let Decoded::Reject { detail, .. } = decoded else { panic!("a reject: {document}") };
            assert!(!detail.contains("secret"), "{detail}");
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Flipped bytes and cut ends change what is found, but nothing panics, and every
    /// document that is damaged still gives something or nothing, never an endless loop.
    #[test]
    fn damage_never_panics(
        which in any::<prop::sample::Index>(),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        keep in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let documents = documents();
        let (mut document, _) = documents[which.index(documents.len())].clone();
        if !document.is_empty() {
            for (at, byte) in flips {
                let at = at.index(document.len());
                document[at] = byte;
            }
            if cut {
                document.truncate(keep.index(document.len()));
            }
        }
        let sets = outcomes(Detail::Sets, &document);
        let raw = outcomes(Detail::Raw, &document);
        prop_assert_eq!(sets.len(), raw.len());
    }
}
