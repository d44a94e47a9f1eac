//! What is counted of one hashtag, whatever it is about.

use crate::hll::{Params, Sketch};
use smallvec::SmallVec;

/// Counts by the number of a language or country.
type Counts = SmallVec<[(u16, u32); 2]>;

/// The counts of one hashtag.
///
/// Repetition changes nothing but [`Evidence::uses`]: posts, voices, users and days are sets. Small
/// sets take no memory beside the struct, of which there may be millions.
#[derive(Debug)]
pub struct Evidence {
    /// In normal form, without `#`.
    pub name: Box<str>,
    /// Posts met that have it, repetitions counted.
    pub uses: u64,
    posts: Sketch,
    voices: Sketch,
    users: Sketch,
    /// Days since 1970-01-01, ascending.
    days: SmallVec<[u16; 8]>,
    languages: Counts,
    countries: Counts,
}

/// One post that has a hashtag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sighting {
    pub post: u64,
    /// See [`super::voice::Voice`].
    pub voice: u64,
    pub user: Option<u64>,
    pub day: Option<u16>,
    pub language: u16,
    pub country: Option<u16>,
}

impl Evidence {
    pub(super) fn new(name: Box<str>) -> Self {
        let empty = Sketch::new(Params::DEFAULT);
        Self {
            name,
            uses: 0,
            posts: empty.clone(),
            voices: empty.clone(),
            users: empty,
            days: SmallVec::new(),
            languages: Counts::new(),
            countries: Counts::new(),
        }
    }

    pub(super) fn add(&mut self, sighting: &Sighting) {
        self.uses += 1;
        self.posts.insert(sighting.post);
        self.voices.insert(sighting.voice);
        if let Some(user) = sighting.user {
            self.users.insert(user);
        }
        if let Some(day) = sighting.day
            && let Err(at) = self.days.binary_search(&day)
        {
            self.days.insert(at, day);
        }
        count(&mut self.languages, sighting.language, 1);
        if let Some(country) = sighting.country {
            count(&mut self.countries, country, 1);
        }
    }

    /// Takes in the counts of another share.
    pub(super) fn merge(&mut self, other: &Evidence) {
        self.uses += other.uses;
        // All sets have the same parameters, so there is nothing to refuse.
        let _ = self.posts.union(&other.posts);
        let _ = self.voices.union(&other.voices);
        let _ = self.users.union(&other.users);
        for &day in &other.days {
            if let Err(at) = self.days.binary_search(&day) {
                self.days.insert(at, day);
            }
        }
        for (mine, others) in
            [(&mut self.languages, &other.languages), (&mut self.countries, &other.countries)]
        {
            others.iter().for_each(|&(code, number)| count(mine, code, number));
        }
    }

    /// Distinct posts: counted, unless the set of posts tells that some were met repeatedly.
    /// Then they are estimated (standard error 2.3 %).
    pub fn posts(&self) -> f64 {
        self.distinct(&self.posts)
    }

    /// Distinct voices, which are what company is counted by: posts of one user with the same
    /// hashtags are one. Counted or estimated as posts are.
    pub fn voices(&self) -> f64 {
        self.distinct(&self.voices)
    }

    fn distinct(&self, set: &Sketch) -> f64 {
        let (uses, estimate) = (self.uses as f64, set.cardinality());
        // Four standard errors, and two for collisions in small sets.
        let is_repeated = uses - estimate > 4.0 * 0.023 * uses + 2.0;
        if is_repeated { estimate.round().max(1.0) } else { uses }
    }

    /// Distinct users, estimated (standard error 2.3 %, less for few).
    pub fn users(&self) -> f64 {
        self.users.cardinality().round()
    }

    /// Days since 1970-01-01 on which it was used, ascending.
    pub fn days(&self) -> &[u16] {
        &self.days
    }

    /// Uses by language (the number of its code), most first.
    pub(super) fn languages(&self) -> Vec<(u16, u32)> {
        ranked(&self.languages)
    }

    /// Uses by country, most first.
    pub(super) fn countries(&self) -> Vec<(u16, u32)> {
        ranked(&self.countries)
    }
}

fn count(counts: &mut Counts, code: u16, number: u32) {
    match counts.iter_mut().find(|(known, _)| *known == code) {
        Some((_, count)) => *count = count.saturating_add(number),
        None => counts.push((code, number)),
    }
}

fn ranked(counts: &Counts) -> Vec<(u16, u32)> {
    let mut ranked = counts.to_vec();
    ranked.sort_unstable_by_key(|&(code, count)| (std::cmp::Reverse(count), code));
    ranked
}

#[cfg(test)]
#[path = "evidence_tests.rs"]
mod tests;
