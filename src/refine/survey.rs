//! The pass over the dump: a sink for the posts of a run.

use super::census::{Census, LONGEST, Sightings};
use super::corpus::{Corpus, Kept, LIMIT};
use super::evidence::{Evidence, Sighting};
use super::harvest::Harvest;
use super::sample::{Drawn, Sample};
use super::voice::Voice;
use crate::etl::{EtlError, Gather, Passed, Sink, language};
use crate::facet::Observed;
use crate::hll::hash;
use crate::lbsn::{Post, Timestamp};
use crate::lexicon::{Lexicon, TermId, Verdict, normalise};
use crate::source::Detail;
use crate::store::Ingest;
use hashbrown::HashMap;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

/// Texts kept of each hashtag, where they are wanted.
const TEXTS: usize = 3;

/// Code points kept of a text.
const TEXT_LENGTH: usize = 400;

/// What is wanted beside the evidence.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    /// Sample texts of hashtags that stand in posts of the topic.
    pub texts: bool,
    /// A random sample of so many posts that the lexicon matches.
    pub sample: usize,
    /// What the sample follows from.
    pub seed: u64,
}

/// Takes in the posts of a run, whatever they are about.
#[derive(Debug)]
pub struct Survey<'l> {
    lexicon: &'l Lexicon,
    wishes: Wishes,
    census: Arc<Census>,
    gathered: Option<Gathered>,
}

/// What a pass comes to.
#[derive(Debug)]
pub struct Findings {
    /// Every hashtag.
    pub census: Arc<Census>,
    /// Posts that the lexicon matches.
    pub corpus: Corpus,
    /// What its terms bring.
    pub harvest: Harvest,
    /// Posts with a hashtag: their number, users, days.
    pub tagged: Evidence,
    /// Posts drawn at random.
    pub sample: Sample,
    /// Hashtags left out because they are longer than any network allows.
    pub too_long: u64,
    texts: HashMap<u64, Texts>,
}

/// Texts by the hashes of their posts; those of the smallest hashes are kept.
type Texts = SmallVec<[(u64, Box<str>); 1]>;

/// A thread's share.
#[derive(Debug)]
pub struct Gathered {
    corpus: Corpus,
    harvest: Harvest,
    tagged: Evidence,
    sample: Sample,
    too_long: u64,
    texts: HashMap<u64, Texts>,
}

/// What a thread gathers with.
#[derive(Debug)]
pub struct Gatherer<'l> {
    lexicon: &'l Lexicon,
    wishes: Wishes,
    census: Arc<Census>,
    /// Numbers of languages and countries that this thread has met.
    codes: HashMap<Box<str>, u16>,
    sightings: Sightings,
    gathered: Gathered,
    item: String,
}

impl<'l> Survey<'l> {
    /// A survey of what this lexicon finds.
    pub fn new(lexicon: &'l Lexicon, wishes: Wishes) -> Self {
        Self { lexicon, wishes, census: Arc::default(), gathered: None }
    }

    /// What it came to.
    pub fn finish(self) -> Findings {
        let gathered = self.gathered.unwrap_or_else(|| Gathered::new(self.wishes));
        let Gathered { corpus, harvest, tagged, sample, too_long, texts } = gathered;
        Findings { census: self.census, corpus, harvest, tagged, sample, too_long, texts }
    }
}

impl<'l> Sink for Survey<'l> {
    type Gatherer = Gatherer<'l>;
    type Share = Gathered;

    fn gatherer(&self) -> Gatherer<'l> {
        Gatherer {
            lexicon: self.lexicon,
            wishes: self.wishes,
            census: Arc::clone(&self.census),
            codes: HashMap::new(),
            sightings: Sightings::new(),
            gathered: Gathered::new(self.wishes),
            item: String::new(),
        }
    }

    fn unite(mut one: Gathered, other: Gathered) -> Gathered {
        one.merge(other);
        one
    }

    fn commit(&mut self, share: Option<Gathered>, _inputs: &[Ingest]) -> Result<(), EtlError> {
        self.gathered = match (self.gathered.take(), share) {
            (Some(one), Some(other)) => Some(Self::unite(one, other)),
            (one, other) => one.or(other),
        };
        Ok(())
    }
}

/// When, where and in which languages a hashtag is used.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Days on which it was used.
    pub days: usize,
    /// The first of them, UTC.
    pub first_day: Option<String>,
    /// The last of them.
    pub last_day: Option<String>,
    /// The binary logarithm of its active days in the later half of the dump's active days over
    /// those in the earlier half, with half a day added to both: 1 is twice as many.
    pub growth: Option<f64>,
    /// Posts by language, most first.
    pub languages: Vec<(Box<str>, u32)>,
    /// Posts by country, most first.
    pub countries: Vec<(Box<str>, u32)>,
}

/// Languages and countries named of each hashtag.
const NAMED: usize = 5;

impl Findings {
    /// When, where and in which languages a hashtag is used.
    pub fn facts(&self, name: &str) -> Facts {
        let census = &self.census;
        // Codes are named only when the hashtag's shard is free again.
        let counted = census.with(census.key(name), |evidence| {
            (evidence.days().to_vec(), evidence.languages(), evidence.countries())
        });
        let Some((days, languages, countries)) = counted else { return Facts::default() };
        let named = |codes: Vec<(u16, u32)>| {
            codes.into_iter().take(NAMED).map(|(code, count)| (census.name(code), count)).collect()
        };
        let all = self.tagged.days();
        let middle = all.get(all.len() / 2).copied();
        let growth = middle.filter(|_| all.len() > 1 && !days.is_empty()).map(|middle| {
            let late = days.iter().filter(|day| **day >= middle).count() as f64;
            let early = days.len() as f64 - late;
            ((late + 0.5) / (early + 0.5)).log2()
        });
        Facts {
            days: days.len(),
            first_day: days.first().map(|&day| date(day)),
            last_day: days.last().map(|&day| date(day)),
            growth,
            languages: named(languages),
            countries: named(countries),
        }
    }

    /// Sample texts of a hashtag, where they were wanted.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let texts = self.texts.get(&self.census.key(name));
        texts.into_iter().flatten().map(|(_, text)| &**text).collect()
    }
}

impl Gathered {
    fn new(wishes: Wishes) -> Self {
        Self {
            corpus: Corpus::new(LIMIT),
            harvest: Harvest::default(),
            tagged: Evidence::new("".into()),
            sample: Sample::new(wishes.sample, wishes.seed),
            too_long: 0,
            texts: HashMap::new(),
        }
    }

    fn merge(&mut self, other: Gathered) {
        self.corpus.merge(other.corpus);
        self.harvest.merge(other.harvest);
        self.tagged.merge(&other.tagged);
        self.sample.merge(other.sample);
        self.too_long += other.too_long;
        for (key, texts) in other.texts {
            for (post, text) in texts {
                keep_text(self.texts.entry(key).or_default(), post, || text);
            }
        }
    }
}

impl Gather for Gatherer<'_> {
    type Share = Gathered;

    fn detail(&self) -> Detail {
        Detail::Sets
    }

    fn take_in(&mut self, passed: &Passed<'_, '_>) -> Observed {
        self.take(passed.post)
    }

    /// Nothing: all that grows is bounded, and is united once, in the end.
    fn memory_bytes(&self) -> usize {
        0
    }

    fn take(&mut self) -> Gathered {
        self.sightings.bring_in(&self.census);
        std::mem::replace(&mut self.gathered, Gathered::new(self.wishes))
    }
}

impl Gatherer<'_> {
    fn take(&mut self, post: &Post<'_>) -> Observed {
        let observed = self.observe(post);
        let names = self.names(post);
        let (post_hash, user) = (observed.post, observed.user);
        let code = self.code(language(post));
        let voice = Voice::new(user, post_hash, language(post), &names);
        let sighting = Sighting {
            post: post_hash,
            voice: voice.id,
            user,
            day: post.publish_date.and_then(day),
            language: code,
            country: post
                .country_guid
                .as_deref()
                .filter(|country| country.len() >= 2)
                .map(|country| self.code(&country.to_uppercase())),
        };
        let mut tags: SmallVec<[u64; 8]> = SmallVec::new();
        for name in &names {
            let key = self.census.key(name);
            tags.push(key);
            self.sightings.add(&self.census, key, name, sighting);
        }
        if !names.is_empty() {
            self.gathered.tagged.add(&sighting);
        }
        let tag = post.language.as_deref();
        match self.lexicon.matches(&post.hashtags, post.body.as_deref(), tag) {
            Verdict::Relevant(terms) => {
                let harvest = &mut self.gathered.harvest;
                harvest.add(self.lexicon, &terms, code, post_hash, user);
                self.keep(post, &terms, &names, &tags, &sighting, voice.set);
            }
            Verdict::Excluded => self.gathered.harvest.remove(post_hash),
            Verdict::Irrelevant => {}
        }
        observed
    }

    /// Keeps a post of the topic.
    fn keep(
        &mut self,
        post: &Post<'_>,
        terms: &[TermId],
        names: &[Cow<'_, str>],
        tags: &[u64],
        sighting: &Sighting,
        set: u64,
    ) {
        let Self { lexicon, wishes, gathered, .. } = self;
        let tag = post.language.as_deref();
        let by_text = lexicon.looks_at_texts()
            && !names.iter().any(|name| lexicon.matches_hashtag(name, tag).is_relevant());
        let (hash, user) = (sighting.post, sighting.user.unwrap_or(sighting.post));
        if wishes.texts
            && let Some(body) = post.body.as_deref()
        {
            for &tag in tags {
                keep_text(gathered.texts.entry(tag).or_default(), hash, || shortened(body).into());
            }
        }
        gathered.sample.offer(hash, || Drawn {
            origin: post.origin.name().to_owned(),
            post: post.guid.clone().into_owned(),
            hashtags: names.iter().map(|name| (**name).to_owned()).collect(),
            terms: terms.iter().map(|&term| lexicon.term_text(term).to_owned()).collect(),
            language: language(post).to_owned(),
            text: post.body.as_deref().filter(|_| wishes.texts).map(str::to_owned),
        });
        gathered.corpus.add(Voice { id: sighting.voice, set }, || {
            let mut tags: Box<[u64]> = tags.into();
            tags.sort_unstable();
            Kept { set, user, language: sighting.language, by_text, tags }
        });
    }

    /// The hashtags in normal form, each once.
    fn names<'p>(&mut self, post: &'p Post<'_>) -> SmallVec<[Cow<'p, str>; 8]> {
        let mut names: SmallVec<[Cow<'p, str>; 8]> = SmallVec::new();
        for hashtag in &post.hashtags {
            let normal = match normalise(hashtag) {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('#')),
                Cow::Owned(text) if text.starts_with('#') => {
                    Cow::Owned(text.trim_start_matches('#').to_owned())
                }
                owned @ Cow::Owned(_) => owned,
            };
            if normal.len() > LONGEST {
                self.gathered.too_long += 1;
            } else if !normal.is_empty() && !names.contains(&normal) {
                names.push(normal);
            }
        }
        names
    }

    /// The hashes that the post and its author are counted by. They stay in memory: no key is
    /// needed.
    fn observe(&mut self, post: &Post<'_>) -> Observed {
        let origin = post.origin.id();
        let mut hash = |id: &str, day: Option<i64>| {
            self.item.clear();
            // Writing to a text cannot fail.
            let _ = write!(self.item, "{origin}:{id}");
            if let Some(day) = day {
                let _ = write!(self.item, ":{day}");
            }
            hash::text(&self.item)
        };
        let user = post.user_guid.as_deref();
        let days = post.publish_date.map(|time| time.second() / 86_400);
        Observed {
            post: hash(&post.guid, None),
            user: user.map(|user| hash(user, None)),
            user_day: user.zip(days).map(|(user, day)| hash(user, Some(day))),
            cell: None,
        }
    }

    fn code(&mut self, name: &str) -> u16 {
        if let Some(&code) = self.codes.get(name) {
            return code;
        }
        let code = self.census.code(name);
        if self.codes.len() < 1024 {
            self.codes.insert(name.into(), code);
        }
        code
    }
}

fn day(time: Timestamp) -> Option<u16> {
    u16::try_from(time.second() / 86_400).ok()
}

/// A day as it is written.
fn date(day: u16) -> String {
    let time = Timestamp::from_second(i64::from(day) * 86_400);
    time.map_or_else(|_| String::new(), |time| time.date().to_string())
}

fn shortened(text: &str) -> &str {
    text.char_indices().nth(TEXT_LENGTH).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

fn keep_text(texts: &mut Texts, post: u64, text: impl FnOnce() -> Box<str>) {
    let Err(at) = texts.binary_search_by_key(&post, |(post, _)| *post) else { return };
    if at < TEXTS {
        texts.insert(at, (post, text()));
        texts.truncate(TEXTS);
    }
}
