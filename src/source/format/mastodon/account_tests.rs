use super::*;

fn account(json: &str) -> Account<'_> {
    serde_json::from_str(json).unwrap()
}

/// The server that delivers an account leaves its own host out of `acct`.
#[test]
fn an_account_is_the_same_on_every_server() {
    let expected = Some("sailor@example.social");
    for json in [
        r#"{"username":"Sailor","acct":"Sailor","url":"https://example.social/@Sailor"}"#,
        r#"{"username":"sailor","acct":"sailor@example.social","url":"https://example.social/@sailor"}"#,
        r#"{"acct":"sailor@example.social"}"#,
        r#"{"username":"sailor"}"#,
    ] {
        let guid = account(json).guid(Some("https://example.social/users/sailor/statuses/1"));
        assert_eq!(guid.as_deref(), expected, "{json}");
    }
    assert_eq!(account(r#"{"username":"sailor","url":"nonsense"}"#).guid(None), None);
    assert_eq!(account("{}").guid(Some("https://example.social/1")), None);
}

#[test]
fn a_profile_is_text_without_markup() {
    let json = r#"{"username":"sailor","display_name":"A Sailor","note":"<p>on &amp; off</p>",
        "avatar":"https://a.example/avatars/original/missing.png","followers_count":0,
        "created_at":"2018-03-17T00:00:00.000Z"}"#;
    let account = account(json);
    let user = account.user("sailor@example.social".into());
    assert_eq!(user.biography.as_deref(), Some("on & off"));
    assert_eq!((user.followed, user.follows, user.profile_image_url), (Some(0), None, None));
    assert_eq!(user.completeness, Completeness::Full);
    assert_eq!(user.location, None);
}
