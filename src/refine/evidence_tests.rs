//! What repetition does to the counts of a hashtag.

use super::{Evidence, Sighting};
use crate::hll::hash;

fn sighting(post: i64, user: i64, day: u16) -> Sighting {
    let (post, user) = (hash::bigint(post), hash::bigint(user));
    // Every user has one thing to say.
    Sighting { post, voice: user, user: Some(user), day: Some(day), language: 0, country: None }
}

#[test]
fn posts_are_counted_while_none_is_repeated() {
    let mut evidence = Evidence::new("asyl".into());
    for post in 0..1000 {
        evidence.add(&sighting(post, post % 7, (post % 30) as u16));
    }
    assert!((evidence.posts() - 1000.0).abs() < f64::EPSILON);
    assert!((evidence.voices() - 7.0).abs() < f64::EPSILON);
    assert!((evidence.users() - 7.0).abs() < f64::EPSILON);
    assert_eq!(evidence.days().len(), 30);
}

#[test]
fn one_post_a_million_times_is_one() {
    let mut evidence = Evidence::new("asyl".into());
    for _ in 0..1_000_000 {
        evidence.add(&sighting(1, 1, 16_000));
    }
    assert!((evidence.posts() - 1.0).abs() < f64::EPSILON);
    assert!((evidence.users() - 1.0).abs() < f64::EPSILON);
    assert_eq!(evidence.uses, 1_000_000);
}

#[test]
fn a_hashtag_is_small() {
    // Five million of them, with their names and the table, are to fit into 2 GiB.
    assert!(size_of::<Evidence>() <= 200, "{}", size_of::<Evidence>());
}
