//! Who belongs to the topic: attachment of hashtags that are not in the lexicon, and behaviour
//! of those that a fragment caught.

use super::association::{g_squared, npmi, wilson};
use super::company::{Company, Terms};
use super::spelling::Spelling;
use super::survey::Findings;
use crate::lexicon::{Lexicon, Status, normalise};
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Standard errors by which an attachment is taken to be smaller than it was seen to be.
const CAUTION: f64 = 1.0;

/// What a hashtag is taken to be before it has been seen: as good as one more user of whose
/// posts this share is about the topic. Fragments are chosen to be right more often than not.
const PRIOR: f64 = 0.6;

/// Log odds of a post being about the topic that another hashtag of it, which is trusted, adds.
const MEETING: f64 = 4.0;

/// The trusted hashtags settle after two or three turns.
const TURNS: usize = 10;

/// Neighbours named of each hashtag.
const NEIGHBOURS: usize = 5;

/// When a hashtag is proposed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// It has at least so many posts.
    pub min_posts: f64,
    /// It has at least so many users.
    pub min_users: f64,
    /// Hashtags of fewer users are not named.
    pub named: f64,
    /// Its attachment is at least this: then it is proposed as a term.
    pub include_above: f64,
    /// Its falseness is at least this: then it is proposed as an exclusion.
    pub false_above: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self { min_posts: 3.0, min_users: 3.0, named: 3.0, include_above: 0.3, false_above: 0.6 }
    }
}

/// A hashtag that stands beside the topic's and that nothing in the lexicon matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// In normal form.
    pub name: Box<str>,
    /// The score for inclusion: the lower bound of `given_tag`.
    pub score: f64,
    /// Its posts and users in all.
    pub posts: f64,
    /// Its users.
    pub users: f64,
    /// Its posts beside trusted hashtags, or matched by their text.
    pub met_posts: f64,
    /// The users of those.
    pub met_users: f64,
    /// P(topic | hashtag): the share of its users who used it beside the topic.
    pub given_tag: f64,
    /// P(hashtag | topic): the share of the topic's posts that have it.
    pub given_topic: f64,
    /// Log-likelihood ratio against the background.
    pub g_squared: f64,
    /// Normalized pointwise mutual information.
    pub npmi: f64,
    /// Trusted hashtags that it stands beside, with the posts.
    pub beside: Vec<(Box<str>, u32)>,
    /// String evidence.
    pub spelling: Spelling,
    /// Above the threshold.
    pub is_proposed: bool,
    /// What the lexicon has on record about it.
    pub decided: Option<Status>,
}

/// A hashtag that a fragment caught.
#[derive(Debug, Clone, PartialEq)]
pub struct Caught {
    /// In normal form.
    pub name: Box<str>,
    /// The score for a false match: 1 less `topicality`.
    pub score: f64,
    /// The fragments.
    pub terms: Terms,
    /// Its posts in all.
    pub posts: f64,
    /// Its users.
    pub users: f64,
    /// Posts that also have a trusted hashtag which another term caught.
    pub met_posts: f64,
    /// Users of whom a post has company to judge by.
    pub judged_users: f64,
    /// How much its company belongs to the topic, 0 to 1: the mean of its users' posts.
    pub topicality: f64,
    /// Log-likelihood ratio of the meetings against the background.
    pub g_squared: f64,
    /// Normalized pointwise mutual information of the meetings.
    pub npmi: f64,
    /// Hashtags outside the lexicon that it stands beside, with the posts.
    pub beside: Vec<(Box<str>, u32)>,
    /// String evidence.
    pub spelling: Spelling,
    /// Above the threshold.
    pub is_proposed: bool,
    /// What the lexicon has on record about it.
    pub decided: Option<Status>,
}

/// What a pass says about all hashtags.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Posts with a hashtag.
    pub tagged: f64,
    /// Of these, posts with a trusted hashtag or a matching text.
    pub topical: f64,
    /// Hashtags that exact terms found.
    pub core: u64,
    /// Trusted hashtags, those included.
    pub trusted: u64,
    /// Posts that each post of the corpus stands for.
    pub scale: f64,
    /// Hashtags to include, best first.
    pub candidates: Vec<Attachment>,
    /// Hashtags that fragments caught, the most doubtful first.
    pub caught: Vec<Caught>,
    /// Hashtags that have too few users to be named.
    pub unnamed: u64,
}

impl Judgement {
    /// The share of posts with a hashtag that are about the topic.
    pub fn base_rate(&self) -> f64 {
        if self.tagged > 0.0 { (self.topical / self.tagged).min(1.0) } else { 0.0 }
    }

    /// What is to be decided as terms: above the threshold, and not decided yet.
    pub fn includes(&self) -> impl Iterator<Item = &Attachment> {
        self.candidates.iter().filter(|it| it.is_proposed && it.decided.is_none())
    }

    /// What is to be decided as exclusions.
    pub fn excludes(&self) -> impl Iterator<Item = &Caught> {
        self.caught.iter().filter(|it| it.is_proposed && it.decided.is_none())
    }

    /// Nothing is left to propose.
    pub fn is_converged(&self) -> bool {
        self.includes().next().is_none() && self.excludes().next().is_none()
    }
}

/// Judges all hashtags of the corpus.
pub fn judge(findings: &Findings, lexicon: &Lexicon, rules: &Rules) -> Judgement {
    let company = Company::new(findings, lexicon);
    let bench = Bench::new(&company, findings);
    let mut trusted: Vec<bool> = company.tags.iter().map(|tag| !tag.terms.is_empty()).collect();
    let mut verdicts = BTreeMap::new();
    for _ in 0..TURNS {
        verdicts = bench.verdicts(&trusted);
        let is_trusted = |number: u32| {
            company.tag(number).is_some_and(|tag| tag.is_core)
                || verdicts
                    .get(&number)
                    .is_some_and(|it: &Behaviour| 1.0 - it.topicality() < rules.false_above)
        };
        let next: Vec<bool> = (0..).take(trusted.len()).map(is_trusted).collect();
        if next == trusted {
            break;
        }
        trusted = next;
    }
    let decided = Decided::new(lexicon);
    let named = |users: f64| users >= rules.named;
    let meetings = bench.meetings(&trusted);
    let beside = bench.beside(&trusted, rules);
    let scale = findings.corpus.scale();
    let (tagged, topical) = (bench.tagged, bench.topical(&trusted));
    let neighbours = |number: u32| {
        let names = beside.get(&number).into_iter().flatten();
        names
            .filter_map(|&(other, posts)| Some((company.tag(other)?.name.clone(), posts)))
            .collect::<Vec<_>>()
    };
    let is_allowed = |posts: f64, users: f64| posts >= rules.min_posts && users >= rules.min_users;

    let mut candidates: Vec<Attachment> = company
        .tags
        .par_iter()
        .enumerate()
        .filter_map(|(number, tag)| {
            let number = number as u32;
            let met = meetings.get(&number)?;
            if !tag.terms.is_empty() || tag.is_excluded || !named(tag.users) {
                return None;
            }
            let met_posts = f64::from(met.posts) * scale;
            let met_users = met.users.len() as f64;
            // A sample of the posts says nothing about all users of a hashtag.
            let (hits, trials) = if scale > 1.0 {
                (f64::from(met.posts), tag.posts / scale)
            } else {
                (met_users, tag.users)
            };
            let (score, _) = wilson(hits.min(trials), trials, CAUTION);
            let npmi = npmi(met_posts, tag.posts, topical, tagged);
            Some(Attachment {
                name: tag.name.clone(),
                score,
                posts: tag.posts,
                users: tag.users,
                met_posts,
                met_users,
                given_tag: (hits / trials.max(1.0)).min(1.0),
                given_topic: (met_posts / topical.max(1.0)).min(1.0),
                g_squared: g_squared(met_posts, tag.posts, topical, tagged),
                npmi,
                beside: neighbours(number),
                spelling: Spelling::of(&tag.name, &[], lexicon, &findings.census, rules.named),
                is_proposed: score >= rules.include_above
                    && npmi > 0.0
                    && is_allowed(tag.posts, tag.users),
                decided: decided.term(&tag.name),
            })
        })
        .collect();
    candidates.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| b.g_squared.total_cmp(&a.g_squared).then_with(|| a.name.cmp(&b.name)))
    });

    let mut caught: Vec<Caught> = verdicts
        .par_iter()
        .filter_map(|(&number, behaviour): (&u32, &Behaviour)| {
            let tag = company.tag(number).filter(|tag| named(tag.users))?;
            let score = 1.0 - behaviour.topicality();
            let met_posts = f64::from(behaviour.met) * scale;
            let others = behaviour.others * scale;
            Some(Caught {
                name: tag.name.clone(),
                score,
                terms: tag.terms.clone(),
                posts: tag.posts,
                users: tag.users,
                met_posts,
                judged_users: behaviour.users,
                topicality: behaviour.topicality(),
                g_squared: g_squared(met_posts, tag.posts, others, tagged),
                npmi: npmi(met_posts, tag.posts, others, tagged),
                beside: neighbours(number),
                spelling: Spelling::of(
                    &tag.name,
                    &tag.terms,
                    lexicon,
                    &findings.census,
                    rules.named,
                ),
                is_proposed: score >= rules.false_above && is_allowed(tag.posts, tag.users),
                decided: decided.exclusion(&tag.name),
            })
        })
        .collect();
    caught.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| b.users.total_cmp(&a.users).then_with(|| a.name.cmp(&b.name)))
    });
    let unnamed = company.tags.iter().filter(|tag| !named(tag.users)).count() as u64;
    Judgement {
        tagged,
        topical,
        core: company.tags.iter().filter(|tag| tag.is_core).count() as u64,
        trusted: trusted.iter().filter(|trusted| **trusted).count() as u64,
        scale,
        candidates,
        caught,
        unnamed,
    }
}

/// What the lexicon has on record and not in effect.
struct Decided {
    terms: HashMap<String, Status>,
    exclusions: HashMap<String, Status>,
}

impl Decided {
    fn new(lexicon: &Lexicon) -> Self {
        let (mut terms, mut exclusions) = (HashMap::new(), HashMap::new());
        for proposal in lexicon.proposals() {
            let text = normalise(proposal.term.text.trim_start_matches('#')).into_owned();
            let of = if proposal.excludes { &mut exclusions } else { &mut terms };
            of.insert(text, proposal.status);
        }
        Self { terms, exclusions }
    }

    fn term(&self, name: &str) -> Option<Status> {
        self.terms.get(name).copied()
    }

    fn exclusion(&self, name: &str) -> Option<Status> {
        self.exclusions.get(name).copied()
    }
}

/// How a caught hashtag behaves.
#[derive(Debug, Clone, Copy, Default)]
struct Behaviour {
    /// Posts with a trusted hashtag of another term.
    met: u32,
    /// Users of whom a post has company to judge by.
    users: f64,
    /// Sum of the means of their posts' probabilities of being about the topic.
    topical: f64,
    /// Posts that have a trusted hashtag of another term, whether they have this one or not.
    others: f64,
}

impl Behaviour {
    fn topicality(&self) -> f64 {
        (self.topical + PRIOR) / (self.users + 1.0)
    }
}

/// Posts beside the topic and their users.
#[derive(Debug, Default)]
struct Met {
    posts: u32,
    users: HashSet<u64>,
}

/// The corpus with its indices.
struct Bench<'c> {
    company: &'c Company,
    /// Posts with a hashtag, in the whole dump.
    tagged: f64,
    scale: f64,
    /// Posts of each term's caught hashtags, core left aside.
    posts_of_term: HashMap<crate::lexicon::TermId, Vec<u32>>,
    /// Posts of each caught hashtag.
    posts_of_tag: HashMap<u32, Vec<u32>>,
}

impl<'c> Bench<'c> {
    fn new(company: &'c Company, findings: &Findings) -> Self {
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
        let tagged = findings.tagged.posts().max(company.posts.len() as f64 * scale);
        Self { company, tagged, scale, posts_of_term, posts_of_tag }
    }

    /// Whether a post has a trusted hashtag that is core, or that another term than these caught.
    fn has_other(&self, post: u32, terms: &[crate::lexicon::TermId], trusted: &[bool]) -> bool {
        let Some(post) = self.company.posts.get(post as usize) else { return false };
        post.tags.iter().any(|&(number, is_caught)| {
            is_caught
                && trusted.get(number as usize) == Some(&true)
                && self.company.tag(number).is_some_and(|tag| {
                    tag.is_core || tag.terms.iter().any(|term| !terms.contains(term))
                })
        })
    }

    fn is_topical(&self, post: &super::company::Post, trusted: &[bool]) -> bool {
        let trusts = |&(number, is_caught): &(u32, bool)| {
            is_caught && trusted.get(number as usize) == Some(&true)
        };
        post.by_text || post.tags.iter().any(trusts)
    }

    /// Posts about the topic, in the whole dump.
    fn topical(&self, trusted: &[bool]) -> f64 {
        let posts = self
            .company
            .posts
            .iter()
            .filter(|post| !post.tags.is_empty() && self.is_topical(post, trusted));
        posts.count() as f64 * self.scale
    }

    /// Posts of each hashtag that are about the topic.
    fn counts(&self, trusted: &[bool]) -> Vec<u32> {
        let mut counts = vec![0; self.company.tags.len()];
        for post in self.company.posts.iter().filter(|post| self.is_topical(post, trusted)) {
            for &(number, _) in &post.tags {
                if let Some(count) = counts.get_mut(number as usize) {
                    *count += 1;
                }
            }
        }
        counts
    }

    /// How every caught hashtag behaves, fragment by fragment.
    fn verdicts(&self, trusted: &[bool]) -> BTreeMap<u32, Behaviour> {
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
    fn meetings(&self, trusted: &[bool]) -> HashMap<u32, Met> {
        let mut meetings: HashMap<u32, Met> = HashMap::new();
        for post in self.company.posts.iter().filter(|post| self.is_topical(post, trusted)) {
            for &(number, is_caught) in &post.tags {
                if !is_caught {
                    let met = meetings.entry(number).or_default();
                    met.posts += 1;
                    met.users.insert(post.user);
                }
            }
        }
        meetings
    }

    /// The neighbours of each hashtag that it meets most: trusted ones of hashtags outside the
    /// lexicon, outside ones of those that a fragment caught.
    fn beside(&self, trusted: &[bool], rules: &Rules) -> HashMap<u32, Vec<(u32, u32)>> {
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

/// What all posts say about the company of hashtags that a set of fragments caught: posts in
/// which only these fragments speak for the topic are left out.
struct Witness<'b, 'c> {
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
    fn new(
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
            let is_topical = bench.is_topical(post, trusted);
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
        let posts = self.bench.company.tag(number).map_or(0.0, |tag| tag.posts / self.bench.scale);
        let count = self.counts.get(number as usize).copied().unwrap_or(0);
        let topical = f64::from(count.saturating_sub(left_topical));
        let others = (posts - f64::from(all) - topical).max(0.0);
        ((topical + self.rate) / (others + 1.0 - self.rate)).ln() - self.odds
    }

    fn behaviour(&self, tag: u32) -> Behaviour {
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
