//! The sample of posts is a function of the posts.

use super::{Corpus, Kept, Voice};
use crate::hll::hash;
use proptest::prelude::*;

fn add(corpus: &mut Corpus, post: i64) {
    // Some hundred voices have two posts.
    let voice = Voice { id: hash::bigint(post % 300), set: hash::bigint(post) };
    corpus.add(voice, || kept(voice.set, post.cast_unsigned()));
}

fn kept(set: u64, user: u64) -> Kept {
    Kept { set, user, language: 0, by_text: false, tags: Box::default() }
}

fn corpus(posts: impl IntoIterator<Item = i64>) -> Corpus {
    let mut corpus = Corpus::new(50);
    for post in posts {
        add(&mut corpus, post);
    }
    corpus
}

fn users(corpus: &Corpus) -> Vec<u64> {
    corpus.posts().iter().map(|kept| kept.user).collect()
}

#[test]
fn many_posts_are_thinned_out() {
    let mut corpus = Corpus::new(50);
    for post in 0..10_000 {
        corpus.add(Voice { id: hash::bigint(post), set: 0 }, || kept(0, 0));
    }
    assert!((10..=50).contains(&corpus.len()), "{}", corpus.len());
    let estimate = corpus.len() as f64 * corpus.scale();
    // 5 standard errors of a sample of 30.
    assert!((2_000.0..20_000.0).contains(&estimate), "{estimate}");
}

proptest! {
    #[test]
    fn order_grouping_and_repetition_change_nothing(
        posts in proptest::collection::vec(0_i64..400, 0..300),
        cut in 0_usize..300,
    ) {
        let whole = corpus(posts.iter().copied());
        let (one, other) = posts.split_at(cut.min(posts.len()));
        let mut merged = corpus(other.iter().rev().copied());
        merged.merge(corpus(one.iter().chain(one).copied()));
        prop_assert_eq!(users(&whole), users(&merged));
        prop_assert_eq!(whole.level, merged.level);
    }
}
