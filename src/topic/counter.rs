//! The sink of a run that counts topics, and what its threads do.

use super::counts::Counts;
use super::coverage::Coverage;
use super::finder::Hits;
use super::group::{Grouping, Groups};
use super::pile::{Pile, Record};
use super::question::{Counting, Question, TOTAL};
use super::users::Users;
use crate::etl::{EtlError, Gather, Passed, Sink};
use crate::facet::Observed;
use crate::indicator::day::Day;
use crate::lbsn::{Post, Timestamp};
use crate::source::Detail;
use crate::store::Ingest;
use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::mem::size_of;
use std::sync::Arc;

/// Counts topics in the posts of a run.
#[derive(Debug)]
pub struct CountSink<'q> {
    question: &'q Question,
    /// Under a key that nobody ever learns.
    hasher: RandomState,
    groups: Arc<Groups>,
    pile: Pile,
    kept: Kept,
}

/// What is kept of posts beside their records.
#[derive(Debug, Clone)]
struct Kept {
    users: Users,
    coverage: Coverage,
    undated: u64,
    elsewhere: u64,
}

/// What a thread has gathered.
#[derive(Debug)]
pub struct CountShare {
    records: Vec<Record>,
    kept: Kept,
}

/// The thread's part of a [`CountSink`].
#[derive(Debug)]
pub struct Counter<'q> {
    question: &'q Question,
    hasher: RandomState,
    groups: Arc<Groups>,
    share: CountShare,
}

impl Kept {
    fn new(question: &Question) -> Self {
        let users = Users::new(question.min_users);
        Self { users, coverage: Coverage::default(), undated: 0, elsewhere: 0 }
    }

    fn merge(&mut self, other: Kept) {
        self.users.merge(other.users);
        self.coverage.merge(other.coverage);
        self.undated += other.undated;
        self.elsewhere += other.elsewhere;
    }
}

impl<'q> CountSink<'q> {
    /// A sink that keeps so many bytes of records in memory; what the threads of the run gather
    /// comes on top of that.
    pub fn new(question: &'q Question, memory: usize) -> Self {
        Self {
            question,
            hasher: RandomState::new(),
            groups: Arc::default(),
            pile: Pile::new(memory),
            kept: Kept::new(question),
        }
    }

    /// What the run came to.
    ///
    /// # Errors
    /// What was put aside on the disk cannot be read.
    pub fn finish(self) -> io::Result<Counts> {
        let Self { question, groups, pile, kept, .. } = self;
        let mut cells: BTreeMap<(u16, u32, Day), u64> = BTreeMap::new();
        pile.each(|record| {
            let cell = (record.topic, record.group, record.day);
            *cells.entry(cell).or_default() += u64::from(record.count);
        })?;
        let groups = match (question.grouping, &question.mentions) {
            (None, _) => None,
            (Some(Grouping::Place), Some(places)) => Some(places.names().to_vec()),
            (Some(_), _) => Some(groups.names()),
        };
        Ok(Counts {
            topics: question.names.clone(),
            groups,
            cells,
            users: kept.users,
            coverage: kept.coverage,
            undated: kept.undated,
            elsewhere: kept.elsewhere,
        })
    }
}

impl<'q> Sink for CountSink<'q> {
    type Gatherer = Counter<'q>;
    type Share = CountShare;

    fn gatherer(&self) -> Counter<'q> {
        Counter {
            question: self.question,
            hasher: self.hasher.clone(),
            groups: Arc::clone(&self.groups),
            share: CountShare { records: Vec::new(), kept: Kept::new(self.question) },
        }
    }

    fn unite(mut one: CountShare, other: CountShare) -> CountShare {
        one.records.extend(other.records);
        one.kept.merge(other.kept);
        one
    }

    fn commit(&mut self, share: Option<CountShare>, _inputs: &[Ingest]) -> Result<(), EtlError> {
        let Some(CountShare { records, kept }) = share else { return Ok(()) };
        self.kept.merge(kept);
        self.pile.add(records).map_err(|source| EtlError::PutAside { source })
    }
}

impl Gather for Counter<'_> {
    type Share = CountShare;

    fn detail(&self) -> Detail {
        Detail::Sets
    }

    fn meet(&mut self, post: &Post<'_>) {
        if let Some(day) = post.publish_date.and_then(|time| self.question.day(time)) {
            self.share.kept.coverage.meet(day);
        }
    }

    fn take_in(&mut self, passed: &Passed<'_, '_>) -> Observed {
        let post = passed.post;
        let user = post.user_guid.as_deref();
        let observed = Observed {
            post: self.hasher.hash_one((post.origin.id(), &*post.guid)),
            user: user.map(|user| self.hasher.hash_one((post.origin.id(), user))),
            user_day: None,
            cell: None,
        };
        match post.publish_date {
            Some(time) => self.count(post, time, &observed),
            None => self.share.kept.undated += 1,
        }
        observed
    }

    fn memory_bytes(&self) -> usize {
        let CountShare { records, kept } = &self.share;
        records.capacity() * size_of::<Record>() + kept.users.memory_bytes()
    }

    fn take(&mut self) -> CountShare {
        let empty = CountShare { records: Vec::new(), kept: Kept::new(self.question) };
        std::mem::replace(&mut self.share, empty)
    }
}

impl Counter<'_> {
    /// Counts a post for its topics, in its groups.
    fn count(&mut self, post: &Post<'_>, time: Timestamp, observed: &Observed) {
        let question = self.question;
        let Some(day) = question.day(time) else { return };
        // An embedded post was not met as a record of its own.
        self.share.kept.coverage.meet(day);
        let (body, language) = (post.body.as_deref(), post.language.as_deref());
        let mut topics = question.topics.find(body, &post.hashtags, language);
        if topics.is_empty() && !question.total && question.mentions.is_none() {
            return;
        }
        let mut places = Hits::new();
        if let Some(mentions) = &question.mentions {
            places = mentions.finder().find(body, &post.hashtags, None);
            if places.is_empty() {
                self.share.kept.elsewhere += 1;
                return;
            }
        }
        if question.total {
            topics.push((TOTAL, 1));
        }
        if topics.is_empty() {
            return;
        }
        match question.grouping {
            None => self.note(&topics, 0, day, observed),
            Some(Grouping::Place) => {
                for (place, _) in places {
                    self.note(&topics, u32::from(place), day, observed);
                }
            }
            Some(grouping) => {
                let group = self.groups.number(&grouping.name(post));
                self.note(&topics, group, day, observed);
            }
        }
    }

    fn note(&mut self, topics: &Hits, group: u32, day: Day, observed: &Observed) {
        let CountShare { records, kept } = &mut self.share;
        for &(topic, occurrences) in topics {
            let count = match self.question.counting {
                Counting::Documents => 1,
                Counting::Occurrences => occurrences,
            };
            records.push(Record { post: observed.post, topic, group, day, count });
            if kept.users.matter()
                && let Some(user) = observed.user
            {
                kept.users.meet((topic, group, day), user);
            }
        }
    }
}
