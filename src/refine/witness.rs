//! How hashtags that a fragment caught behave, told by the company that they keep.

use super::bench::Bench;
use super::company::Terms;
use hashbrown::HashMap;

/// What a hashtag is taken to be before it has been seen: as good as one more user of whose
/// posts this share is about the topic. Fragments are chosen to be right more often than not.
const PRIOR: f64 = 0.6;

/// Log odds of a post being about the topic that another hashtag of it, which is trusted, adds.
const MEETING: f64 = 4.0;

/// How a caught hashtag behaves.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Behaviour {
    /// Voices with a trusted hashtag of another term.
    pub met: u32,
    /// Users of whom a post has company to judge by.
    pub users: f64,
    /// Sum of the means of their posts' probabilities of being about the topic.
    pub topical: f64,
    /// Voices that have a trusted hashtag of another term, whether they have this one or not.
    pub others: f64,
}

impl Behaviour {
    pub fn topicality(&self) -> f64 {
        (self.topical + PRIOR) / (self.users + 1.0)
    }
}

/// What all posts say about the company of hashtags that a set of fragments caught: posts in
/// which only these fragments speak for the topic are left out.
pub(super) struct Witness<'b, 'c> {
    bench: &'b Bench<'c>,
    terms: &'b Terms,
    trusted: &'b [bool],
    counts: &'b [u32],
    /// Of each hashtag, posts left out, and posts left out that count as topical.
    left_out: HashMap<u32, (u32, u32)>,
    /// Posts about the topic that are not left out.
    topical: f64,
    /// Log odds of any post being about the topic.
    odds: f64,
    /// The share of posts that are.
    rate: f64,
}

impl<'b, 'c> Witness<'b, 'c> {
    pub fn new(
        bench: &'b Bench<'c>,
        terms: &'b Terms,
        trusted: &'b [bool],
        counts: &'b [u32],
        topical: f64,
    ) -> Self {
        let mut posts: Vec<u32> = terms
            .iter()
            .filter_map(|term| bench.posts_of_term.get(term))
            .flatten()
            .copied()
            .collect();
        posts.sort_unstable();
        posts.dedup();
        let mut left_out: HashMap<u32, (u32, u32)> = HashMap::new();
        let mut left_out_topical = 0;
        for number in posts {
            if bench.has_other(number, terms, trusted) {
                continue;
            }
            let Some(post) = bench.company.posts.get(number as usize) else { continue };
            let is_topical = Bench::is_topical(post, trusted);
            left_out_topical += u32::from(is_topical);
            for &(tag, _) in &post.tags {
                let (all, topical) = left_out.entry(tag).or_default();
                *all += 1;
                *topical += u32::from(is_topical);
            }
        }
        let topical = (topical - f64::from(left_out_topical)).max(0.0);
        let tagged = (bench.tagged / bench.scale).max(2.0);
        let rate = (topical / tagged).clamp(0.5 / tagged, 1.0 - 0.5 / tagged);
        Self {
            bench,
            terms,
            trusted,
            counts,
            left_out,
            topical,
            odds: (rate / (1.0 - rate)).ln(),
            rate,
        }
    }

    /// What a hashtag outside the lexicon adds to the log odds of its post being about the topic.
    fn weight(&self, number: u32) -> f64 {
        let (all, left_topical) = self.left_out.get(&number).copied().unwrap_or_default();
        let tag = self.bench.company.tag(number);
        let voices = tag.map_or(0.0, |tag| tag.voices / self.bench.scale);
        let count = self.counts.get(number as usize).copied().unwrap_or(0);
        let topical = f64::from(count.saturating_sub(left_topical));
        let others = (voices - f64::from(all) - topical).max(0.0);
        ((topical + self.rate) / (others + 1.0 - self.rate)).ln() - self.odds
    }

    pub fn behaviour(&self, tag: u32) -> Behaviour {
        let mut behaviour = Behaviour { others: self.topical, ..Behaviour::default() };
        let mut users: HashMap<u64, (f64, f64)> = HashMap::new();
        for &number in self.bench.posts_of_tag.get(&tag).into_iter().flatten() {
            let Some(post) = self.bench.company.posts.get(number as usize) else { continue };
            let meets = self.bench.has_other(number, self.terms, self.trusted);
            behaviour.met += u32::from(meets);
            let outside = post.tags.iter().filter(|(_, is_caught)| !is_caught);
            let (mut sum, mut has_company) = (if meets { MEETING } else { 0.0 }, meets);
            for &(other, _) in outside {
                sum += self.weight(other);
                has_company = true;
            }
            if has_company {
                let (posts, probability) = users.entry(post.user).or_default();
                *posts += 1.0;
                *probability += 1.0 / (1.0 + (-sum).exp());
            }
        }
        let mut means: Vec<f64> = users.values().map(|(posts, sum)| sum / posts).collect();
        // Sums of floats depend on their order, and a run repeated is to give the same.
        means.sort_unstable_by(f64::total_cmp);
        behaviour.users = means.len() as f64;
        behaviour.topical = means.iter().sum();
        behaviour
    }
}
