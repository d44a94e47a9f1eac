use super::*;

#[test]
fn ids_and_names_are_of_one_network_each() {
    for &origin in Origin::ALL {
        assert_eq!(Origin::from_id(origin.id().into()), Some(origin));
        assert_eq!(origin.name().to_lowercase().parse(), Ok(origin));
    }
    assert_eq!(Origin::from_id(99), None);
    assert!("myspace".parse::<Origin>().is_err());
}

#[test]
fn addresses_follow_from_ids() {
    let url = |origin: Origin, guid| origin.post_url(guid);
    assert_eq!(url(Origin::Twitter, "7").as_deref(), Some("https://twitter.com/statuses/7"));
    let status = "https://example.social/users/a/statuses/7";
    assert_eq!(url(Origin::Mastodon, status).as_deref(), Some(status));
    let post = url(Origin::Bluesky, "at://did:plc:a/app.bsky.feed.post/k");
    assert_eq!(post.as_deref(), Some("https://bsky.app/profile/did:plc:a/post/k"));
    assert_eq!(url(Origin::Bluesky, "at://did:plc:a/app.bsky.feed.repost/k"), None);
    assert_eq!(url(Origin::Lbsn, "7"), None);
}
