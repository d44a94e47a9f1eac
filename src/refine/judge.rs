//! Who belongs to the topic: attachment of hashtags that are not in the lexicon, and behaviour
//! of those that a fragment caught.

use super::association::{g_squared, npmi, wilson};
use super::bench::{Bench, Met};
use super::company::{Company, Tag, Terms};
use super::spelling::Spelling;
use super::survey::Findings;
use super::witness::Behaviour;
use crate::lexicon::{Lexicon, Status, normalise};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Standard errors by which an attachment is taken to be smaller than it was seen to be.
const CAUTION: f64 = 1.0;

/// The trusted hashtags settle after two or three turns.
const TURNS: usize = 10;

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

/// What is told of a hashtag to decide about, whichever list it is on.
#[derive(Debug, Clone, PartialEq)]
pub struct Hashtag {
    /// In normal form.
    pub name: Box<str>,
    /// How much speaks for what it would be proposed as, 0 to 1.
    pub score: f64,
    /// Its posts in all.
    pub posts: f64,
    /// Its users.
    pub users: f64,
    /// Its posts as far as each says something new: those of one user with the same hashtags count
    /// once, and one user 256 times at most.
    pub voices: f64,
    /// Those of them that meet the topic.
    pub met_voices: f64,
    /// Log-likelihood ratio of the meetings against the background.
    pub g_squared: f64,
    /// Normalized pointwise mutual information of the meetings.
    pub npmi: f64,
    /// Hashtags that it stands beside, with the voices: trusted ones of a hashtag outside the lexicon,
    /// outside ones of a hashtag that a fragment caught.
    pub beside: Vec<(Box<str>, u32)>,
    /// String evidence.
    pub spelling: Spelling,
    /// Above the threshold.
    pub is_proposed: bool,
    /// What the lexicon has on record about it.
    pub decided: Option<Status>,
}

impl Hashtag {
    /// Above the threshold, and not decided yet.
    pub fn is_open(&self) -> bool {
        self.is_proposed && self.decided.is_none()
    }
}

/// A hashtag that is not in the lexicon, and how firmly it is attached to the topic: the score. It meets
/// the topic in posts with a trusted hashtag, or that are matched by their text.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// What is told of any hashtag.
    pub hashtag: Hashtag,
    /// The users of the posts that meet the topic.
    pub met_users: f64,
    /// P(topic | hashtag): the share of its users who used it beside the topic.
    pub given_tag: f64,
    /// P(hashtag | topic): the share of the topic's voices that have it.
    pub given_topic: f64,
}

/// A hashtag that a fragment caught; the score, 1 less `topicality`, is for a false match. It meets the
/// topic in posts with a trusted hashtag that another term caught.
#[derive(Debug, Clone, PartialEq)]
pub struct Caught {
    /// What is told of any hashtag.
    pub hashtag: Hashtag,
    /// The fragments.
    pub terms: Terms,
    /// Users of whom a post has company to judge by.
    pub judged_users: f64,
    /// How much its company belongs to the topic, 0 to 1: the mean of its users' posts.
    pub topicality: f64,
}

impl AsRef<Hashtag> for Attachment {
    fn as_ref(&self) -> &Hashtag {
        &self.hashtag
    }
}

impl AsRef<Hashtag> for Caught {
    fn as_ref(&self) -> &Hashtag {
        &self.hashtag
    }
}

/// What a pass says about all hashtags.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Voices with a hashtag.
    pub tagged: f64,
    /// Of these, voices with a trusted hashtag or a matching text.
    pub topical: f64,
    /// Hashtags that exact terms found.
    pub core: u64,
    /// Trusted hashtags, those included.
    pub trusted: u64,
    /// Voices that each post of the corpus stands for.
    pub scale: f64,
    /// Hashtags to include, best first.
    pub candidates: Vec<Attachment>,
    /// Hashtags that fragments caught, the most doubtful first.
    pub caught: Vec<Caught>,
    /// Hashtags that have too few users to be named.
    pub unnamed: u64,
}

impl Judgement {
    /// The share of voices with a hashtag that are about the topic.
    pub fn base_rate(&self) -> f64 {
        if self.tagged > 0.0 { (self.topical / self.tagged).min(1.0) } else { 0.0 }
    }

    /// What is to be decided as terms: above the threshold, and not decided yet.
    pub fn includes(&self) -> impl Iterator<Item = &Attachment> {
        self.candidates.iter().filter(|it| it.hashtag.is_open())
    }

    /// What is to be decided as exclusions.
    pub fn excludes(&self) -> impl Iterator<Item = &Caught> {
        self.caught.iter().filter(|it| it.hashtag.is_open())
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
    let (trusted, verdicts) = settle(&company, &bench, rules);
    let judge = Judge {
        lexicon,
        rules,
        findings,
        company: &company,
        meetings: bench.meetings(&trusted),
        beside: bench.beside(&trusted, rules),
        decided: Decided::new(lexicon),
        tagged: bench.tagged,
        topical: bench.topical(&trusted),
        scale: findings.corpus.scale(),
    };
    let mut candidates: Vec<Attachment> = company
        .tags
        .par_iter()
        .enumerate()
        .filter_map(|(number, tag)| judge.attachment(number as u32, tag))
        .collect();
    sort(&mut candidates, |it| it.g_squared);
    let mut caught: Vec<Caught> = verdicts
        .par_iter()
        .filter_map(|(&number, behaviour)| judge.caught(number, behaviour))
        .collect();
    sort(&mut caught, |it| it.users);
    Judgement {
        tagged: judge.tagged,
        topical: judge.topical,
        core: company.tags.iter().filter(|tag| tag.is_core).count() as u64,
        trusted: trusted.iter().filter(|trusted| **trusted).count() as u64,
        scale: judge.scale,
        candidates,
        caught,
        unnamed: company.tags.iter().filter(|tag| !judge.is_named(tag)).count() as u64,
    }
}

/// By score, then by another figure, the greatest first, then by name.
fn sort<T: AsRef<Hashtag>>(list: &mut [T], then: impl Fn(&Hashtag) -> f64) {
    list.sort_by(|a, b| {
        let (a, b) = (a.as_ref(), b.as_ref());
        b.score
            .total_cmp(&a.score)
            .then_with(|| then(b).total_cmp(&then(a)).then_with(|| a.name.cmp(&b.name)))
    });
}

/// Which hashtags can be trusted, and how those that a fragment caught behave beside them: each
/// depends on the other, so they take turns until nothing changes.
fn settle(
    company: &Company,
    bench: &Bench<'_>,
    rules: &Rules,
) -> (Vec<bool>, BTreeMap<u32, Behaviour>) {
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
    (trusted, verdicts)
}

/// What a hashtag is judged by.
struct Judge<'j> {
    lexicon: &'j Lexicon,
    rules: &'j Rules,
    findings: &'j Findings,
    company: &'j Company,
    meetings: HashMap<u32, Met>,
    beside: HashMap<u32, Vec<(u32, u32)>>,
    decided: Decided,
    /// Voices with a hashtag, in the whole dump.
    tagged: f64,
    /// Voices about the topic, in the whole dump.
    topical: f64,
    scale: f64,
}

impl Judge<'_> {
    fn is_named(&self, tag: &Tag) -> bool {
        tag.users >= self.rules.named
    }

    fn is_enough(&self, tag: &Tag) -> bool {
        tag.posts >= self.rules.min_posts && tag.users >= self.rules.min_users
    }

    fn neighbours(&self, number: u32) -> Vec<(Box<str>, u32)> {
        let numbers = self.beside.get(&number).into_iter().flatten();
        numbers
            .filter_map(|&(other, posts)| Some((self.company.tag(other)?.name.clone(), posts)))
            .collect()
    }

    /// A hashtag outside the lexicon.
    fn attachment(&self, number: u32, tag: &Tag) -> Option<Attachment> {
        let met = self.meetings.get(&number)?;
        if !tag.terms.is_empty() || tag.is_excluded || !self.is_named(tag) {
            return None;
        }
        let met_voices = f64::from(met.voices) * self.scale;
        let met_users = met.users.len() as f64;
        // A sample says nothing about all users of a hashtag.
        let (hits, trials) = if self.scale > 1.0 {
            (f64::from(met.voices), tag.voices / self.scale)
        } else {
            (met_users, tag.users)
        };
        let (score, _) = wilson(hits.min(trials), trials, CAUTION);
        let told = self.told(number, tag, score, met_voices, self.topical);
        let is_proposed =
            score >= self.rules.include_above && told.npmi > 0.0 && self.is_enough(tag);
        let decided = self.decided.term(&tag.name);
        Some(Attachment {
            hashtag: Hashtag { is_proposed, decided, ..told },
            met_users,
            given_tag: (hits / trials.max(1.0)).min(1.0),
            given_topic: (met_voices / self.topical.max(1.0)).min(1.0),
        })
    }

    /// A hashtag that a fragment caught.
    fn caught(&self, number: u32, behaviour: &Behaviour) -> Option<Caught> {
        let tag = self.company.tag(number).filter(|tag| self.is_named(tag))?;
        let score = 1.0 - behaviour.topicality();
        let met_voices = f64::from(behaviour.met) * self.scale;
        let others = behaviour.others * self.scale;
        let told = self.told(number, tag, score, met_voices, others);
        let is_proposed = score >= self.rules.false_above && self.is_enough(tag);
        let decided = self.decided.exclusion(&tag.name);
        Some(Caught {
            hashtag: Hashtag { is_proposed, decided, ..told },
            terms: tag.terms.clone(),
            judged_users: behaviour.users,
            topicality: behaviour.topicality(),
        })
    }

    /// What is told of any hashtag that meets the topic in some posts, of all that are `topical`; not
    /// proposed.
    fn told(&self, number: u32, tag: &Tag, score: f64, met_voices: f64, topical: f64) -> Hashtag {
        Hashtag {
            name: tag.name.clone(),
            score,
            posts: tag.posts,
            users: tag.users,
            voices: tag.voices,
            met_voices,
            g_squared: g_squared(met_voices, tag.voices, topical, self.tagged),
            npmi: npmi(met_voices, tag.voices, topical, self.tagged),
            beside: self.neighbours(number),
            spelling: self.spelling(tag),
            is_proposed: false,
            decided: None,
        }
    }

    fn spelling(&self, tag: &Tag) -> Spelling {
        Spelling::of(&tag.name, &tag.terms, self.lexicon, &self.findings.census, self.rules.named)
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
