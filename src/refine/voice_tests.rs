//! Who counts how often.

use super::{MOST, Voice};
use std::collections::HashSet;

fn voice(user: u64, post: u64, hashtags: &[&str]) -> Voice {
    Voice::new(Some(user), post, "en", hashtags)
}

#[test]
fn repetition_is_one_voice() {
    let one = voice(1, 1, &["refugees", "love"]);
    assert_eq!(one, voice(1, 2, &["love", "refugees"]));
    assert_ne!(one.id, voice(2, 1, &["refugees", "love"]).id);
    assert_ne!(one.set, voice(1, 1, &["refugees"]).set);
    assert_ne!(one.set, Voice::new(Some(1), 1, "de", ["refugees", "love"]).set);
}

#[test]
fn posts_of_nobody_are_voices_each() {
    let of_nobody = |post| Voice::new(None, post, "en", ["refugees"]).id;
    assert_ne!(of_nobody(1), of_nobody(2));
}

#[test]
fn an_account_that_never_repeats_itself_is_heard_so_often_at_most() {
    let voices = |posts: u64| {
        let each = (0..posts).map(|post| voice(1, post, &["refugees", &post.to_string()]).id);
        each.collect::<HashSet<_>>().len() as u64
    };
    assert_eq!(voices(20_000), MOST);
    // Twenty different posts, as people write, share next to none.
    assert!(voices(20) >= 18, "{}", voices(20));
}
