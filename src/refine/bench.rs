//! The corpus with its indices: who meets whom. Each of its posts is one voice.

use super::company::{Company, Post, Terms};
use super::judge::Rules;
use super::survey::Findings;
use super::witness::{Behaviour, Witness};
use crate::lexicon::TermId;
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Neighbours named of each hashtag.
const NEIGHBOURS: usize = 5;

/// Voices beside the topic and their users.
#[derive(Debug, Default)]
pub(super) struct Met {
    pub voices: u32,
    pub users: HashSet<u64>,
}

/// The corpus with its indices.
pub(super) struct Bench<'c> {
    pub company: &'c Company,
    /// Voices with a hashtag, in the whole dump.
    pub tagged: f64,
    pub scale: f64,
    /// Posts of each term's caught hashtags, core left aside.
    pub posts_of_term: HashMap<TermId, Vec<u32>>,
    /// Posts of each caught hashtag.
    pub posts_of_tag: HashMap<u32, Vec<u32>>,
}

impl<'c> Bench<'c> {
    pub fn new(company: &'c Company, findings: &Findings) -> Self {
        let mut posts_of_term: HashMap<_, Vec<u32>> = HashMap::new();
        let mut posts_of_tag: HashMap<u32, Vec<u32>> = HashMap::new();
        for (post, number) in company.posts.iter().zip(0..) {
            for &(tag, is_caught) in &post.tags {
                let Some(entry) = company.tag(tag).filter(|it| it.is_caught() && is_caught) else {
                    continue;
                };
                posts_of_tag.entry(tag).or_default().push(number);
                for &term in &entry.terms {
                    let posts = posts_of_term.entry(term).or_default();
                    if posts.last() != Some(&number) {
                        posts.push(number);
                    }
                }
            }
        }
        let scale = findings.corpus.scale();
        let tagged = findings.tagged.voices().max(company.posts.len() as f64 * scale);
        Self { company, tagged, scale, posts_of_term, posts_of_tag }
    }

    /// Whether a post has a trusted hashtag that is core, or that another term than these caught.
    pub fn has_other(&self, post: u32, terms: &[TermId], trusted: &[bool]) -> bool {
        let Some(post) = self.company.posts.get(post as usize) else { return false };
        post.tags.iter().any(|&(number, is_caught)| {
            is_caught
                && trusted.get(number as usize) == Some(&true)
                && self.company.tag(number).is_some_and(|tag| {
                    tag.is_core || tag.terms.iter().any(|term| !terms.contains(term))
                })
        })
    }

    pub fn is_topical(post: &Post, trusted: &[bool]) -> bool {
        let trusts = |&(number, is_caught): &(u32, bool)| {
            is_caught && trusted.get(number as usize) == Some(&true)
        };
        post.by_text || post.tags.iter().any(trusts)
    }

    /// Voices about the topic, in the whole dump.
    pub fn topical(&self, trusted: &[bool]) -> f64 {
        let posts = self
            .company
            .posts
            .iter()
            .filter(|post| !post.tags.is_empty() && Self::is_topical(post, trusted));
        posts.count() as f64 * self.scale
    }

    /// Posts of each hashtag that are about the topic.
    pub fn counts(&self, trusted: &[bool]) -> Vec<u32> {
        let mut counts = vec![0; self.company.tags.len()];
        for post in self.company.posts.iter().filter(|post| Self::is_topical(post, trusted)) {
            for &(number, _) in &post.tags {
                if let Some(count) = counts.get_mut(number as usize) {
                    *count += 1;
                }
            }
        }
        counts
    }

    /// How every caught hashtag behaves, fragment by fragment.
    pub fn verdicts(&self, trusted: &[bool]) -> BTreeMap<u32, Behaviour> {
        let counts = self.counts(trusted);
        let mut groups: HashMap<&Terms, Vec<u32>> = HashMap::new();
        for number in self.company.caught() {
            if let Some(tag) = self.company.tag(number) {
                groups.entry(&tag.terms).or_default().push(number);
            }
        }
        let groups: Vec<_> = groups.into_iter().collect();
        let topical = self.topical(trusted) / self.scale;
        let verdicts = groups.par_iter().flat_map_iter(|(terms, tags)| {
            let witness = Witness::new(self, terms, trusted, &counts, topical);
            tags.iter().map(move |&tag| (tag, witness.behaviour(tag))).collect::<Vec<_>>()
        });
        verdicts.collect()
    }

    /// Meetings with the topic of every hashtag.
    pub fn meetings(&self, trusted: &[bool]) -> HashMap<u32, Met> {
        let mut meetings: HashMap<u32, Met> = HashMap::new();
        for post in self.company.posts.iter().filter(|post| Self::is_topical(post, trusted)) {
            for &(number, is_caught) in &post.tags {
                if !is_caught {
                    let met = meetings.entry(number).or_default();
                    met.voices += 1;
                    met.users.insert(post.user);
                }
            }
        }
        meetings
    }

    /// The neighbours of each hashtag that it meets most: trusted ones of hashtags outside the
    /// lexicon, outside ones of those that a fragment caught.
    pub fn beside(&self, trusted: &[bool], rules: &Rules) -> HashMap<u32, Vec<(u32, u32)>> {
        let mut pairs: HashMap<(u32, u32), u32> = HashMap::new();
        let worth = |number: u32| {
            self.company
                .tag(number)
                .is_some_and(|tag| tag.users >= rules.named && tag.posts >= rules.min_posts)
        };
        for post in &self.company.posts {
            for &(one, is_caught) in post.tags.iter().filter(|(one, _)| worth(*one)) {
                for &(other, other_caught) in &post.tags {
                    let is_trusted = other_caught && trusted.get(other as usize) == Some(&true);
                    let counts = if is_caught { !other_caught } else { is_trusted };
                    if counts && other != one && worth(other) {
                        *pairs.entry((one, other)).or_default() += 1;
                    }
                }
            }
        }
        let mut beside: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
        for ((one, other), posts) in pairs {
            beside.entry(one).or_default().push((other, posts));
        }
        for neighbours in beside.values_mut() {
            neighbours.sort_unstable_by_key(|&(other, posts)| {
                (Reverse(posts), self.company.tag(other).map(|tag| &tag.name))
            });
            neighbours.truncate(NEIGHBOURS);
        }
        beside
    }
}
