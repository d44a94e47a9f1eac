//! Relevance beside the loop that one would write first: lower-case each hashtag, look for each
//! stem in it.
//!
//! `cargo bench --bench lexicon`. One iteration judges all posts; divide by their number.

#[path = "../examples/sample/relevance.rs"]
mod relevance;

use std::borrow::Cow;
use std::fmt::Write as _;

use divan::Bencher;
use divan::counter::ItemsCount;
use lbsm::lexicon::Lexicon;

/// Posts judged in one iteration.
const POSTS: usize = 10_000;
/// One hashtag in so many is about the topic.
const TOPICAL: usize = 50;

const JOB: &str = include_str!("../fixtures/lexicons/job.toml");
const ASIDE: [&str; 10] = [
    "Berlin",
    "sunset",
    "FridaysForFuture",
    "Москва",
    "football",
    "Αθήνα",
    "instagood",
    "München",
    "travelphotography",
    "İstanbul",
];
const TOPIC: [&str; 5] = ["RefugeesWelcome", "Flüchtlinge", "Moriarty", "asylum", "Deportivo"];

fn main() {
    divan::main();
}

/// A fixed sequence of posts with one to three hashtags.
fn posts() -> Vec<Vec<Cow<'static, str>>> {
    let mut state = 7_usize;
    let mut draw = move |choices: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % choices
    };
    (0..POSTS)
        .map(|_| {
            let hashtags = 1 + draw(3);
            (0..hashtags)
                .map(|_| {
                    let topical = draw(TOPICAL) == 0;
                    let word =
                        if topical { TOPIC[draw(TOPIC.len())] } else { ASIDE[draw(ASIDE.len())] };
                    Cow::Borrowed(word)
                })
                .collect()
        })
        .collect()
}

fn naive(hashtags: &[Cow<'_, str>]) -> bool {
    hashtags.iter().any(|hashtag| relevance::is_relevant(&hashtag.to_lowercase()))
}

#[divan::bench]
fn naive_loop(bencher: Bencher) {
    let posts = posts();
    bencher
        .counter(ItemsCount::new(POSTS))
        .bench_local(|| posts.iter().filter(|hashtags| naive(hashtags)).count());
}

#[divan::bench]
fn lexicon_of_the_job(bencher: Bencher) {
    judge(bencher, JOB);
}

/// The same posts, with more and more terms that none of them has.
#[divan::bench(args = [100, 1_000, 10_000])]
fn lexicon_with_more_terms(bencher: Bencher, terms: usize) {
    let mut toml = JOB.to_owned();
    for number in 0..terms {
        let _ = write!(toml, "\n[[term]]\ntext = 'word{number}x'\nnote = 'in no post'\n");
    }
    judge(bencher, &toml);
}

/// Texts instead of hashtags: some 140 characters each.
#[divan::bench(args = ["the quick brown fox jumps over the lazy dog ", "быстрая лиса прыгает через пса "])]
fn lexicon_over_texts(bencher: Bencher, sentence: &str) {
    let toml = JOB.replace("match =", "in = ['hashtag', 'text']\nmatch =");
    let lexicon = Lexicon::parse(&toml, "job.toml").expect("the lexicon is in order");
    let text: String = sentence.chars().cycle().take(140).collect();
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(|| lexicon.matches(&[], Some(&text), None));
}

fn judge(bencher: Bencher, toml: &str) {
    let lexicon = Lexicon::parse(toml, "bench.toml").expect("the lexicon is in order");
    let posts = posts();
    for hashtags in &posts {
        assert_eq!(lexicon.matches(hashtags, None, None).is_relevant(), naive(hashtags));
    }
    bencher.counter(ItemsCount::new(POSTS)).bench_local(|| {
        posts.iter().filter(|hashtags| lexicon.matches(hashtags, None, None).is_relevant()).count()
    });
}
