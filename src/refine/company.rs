//! The corpus with hashtags by number, and what each stands beside.

use super::corpus::Kept;
use super::survey::Findings;
use crate::lexicon::{Lexicon, MatchKind, TermId, Verdict};
use hashbrown::HashMap;
use smallvec::SmallVec;

/// Terms, ascending.
pub(super) type Terms = SmallVec<[TermId; 2]>;

/// A hashtag of the corpus.
#[derive(Debug)]
pub(super) struct Tag {
    pub name: Box<str>,
    /// Posts, voices and users that have it, in the whole dump.
    pub posts: f64,
    pub voices: f64,
    pub users: f64,
    /// Terms that caught it in a post of the corpus.
    pub terms: Terms,
    /// An exact term is among them.
    pub is_core: bool,
    /// An exclusion takes it.
    pub is_excluded: bool,
}

/// A post of the corpus, and with it a voice.
#[derive(Debug)]
pub(super) struct Post {
    pub user: u64,
    /// Matched by its text alone.
    pub by_text: bool,
    /// Its hashtags and whether a term caught them: some terms hold for one language only.
    pub tags: SmallVec<[(u32, bool); 6]>,
}

/// Posts and hashtags.
#[derive(Debug, Default)]
pub(super) struct Company {
    pub tags: Vec<Tag>,
    pub posts: Vec<Post>,
}

impl Company {
    pub fn new(findings: &Findings, lexicon: &Lexicon) -> Self {
        let mut company = Self::default();
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let mut roles: HashMap<(u32, u16), bool> = HashMap::new();
        for Kept { user, language, by_text, tags, .. } in findings.corpus.posts() {
            let mut numbered = SmallVec::new();
            for &key in tags {
                let number = if let Some(&number) = numbers.get(&key) {
                    number
                } else {
                    let Some(tag) = Tag::new(findings, key) else { continue };
                    company.tags.push(tag);
                    let number = (company.tags.len() - 1) as u32;
                    numbers.insert(key, number);
                    number
                };
                let is_caught = *roles.entry((number, *language)).or_insert_with(|| {
                    let language = findings.census.name(*language);
                    company
                        .tags
                        .get_mut(number as usize)
                        .is_some_and(|tag| tag.judge(lexicon, &language))
                });
                numbered.push((number, is_caught));
            }
            company.posts.push(Post { user: *user, by_text: *by_text, tags: numbered });
        }
        company
    }

    pub fn tag(&self, number: u32) -> Option<&Tag> {
        self.tags.get(number as usize)
    }

    /// Numbers of the hashtags that fragments, and no exact term, caught.
    pub fn caught(&self) -> impl Iterator<Item = u32> {
        let numbered = self.tags.iter().zip(0..);
        numbered.filter(|(tag, _)| tag.is_caught()).map(|(_, number)| number)
    }
}

impl Tag {
    fn new(findings: &Findings, key: u64) -> Option<Self> {
        findings.census.with(key, |evidence| Self {
            name: evidence.name.clone(),
            posts: evidence.posts(),
            voices: evidence.voices(),
            users: evidence.users(),
            terms: Terms::new(),
            is_core: false,
            is_excluded: false,
        })
    }

    /// Caught by fragments, and by no exact term.
    pub fn is_caught(&self) -> bool {
        !self.terms.is_empty() && !self.is_core
    }

    /// Asks the lexicon about it in one language; whether a term catches it there.
    fn judge(&mut self, lexicon: &Lexicon, language: &str) -> bool {
        match lexicon.matches_hashtag(&self.name, Some(language)) {
            Verdict::Relevant(terms) => {
                let is_exact = |term: &TermId| {
                    lexicon
                        .terms()
                        .get(term.0 as usize)
                        .is_some_and(|it| it.kind == MatchKind::Exact)
                };
                self.is_core |= terms.iter().any(is_exact);
                self.terms.extend(terms);
                self.terms.sort_unstable();
                self.terms.dedup();
                true
            }
            Verdict::Excluded => {
                self.is_excluded = true;
                false
            }
            Verdict::Irrelevant => {
                // An exclusion without a term: nothing to take, but decided.
                self.is_excluded |= lexicon.excludes_hashtag(&self.name, Some(language));
                false
            }
        }
    }
}
