//! What the dump holds, counted while it is made: from the posts themselves, with exact sets,
//! by no code that reads dumps.

use super::dirt::Dirt;
use super::hashtags::{Family, family, key};
use super::post::{Accuracy, Kind, Post};
use super::relevance::{has_stem, is_relevant};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How many hashtags of the lexicon's posts are listed.
const LISTED: usize = 20;

/// What the dump holds.
#[derive(Default, Serialize)]
pub struct Truth {
    /// Bytes, line ends included.
    pub bytes: u64,
    /// Lines, blank ones included.
    pub lines: u64,
    /// Regular posts, each counted once, without damaged and repeated ones.
    pub posts: u64,
    /// Among them those in the form of v1.1.
    pub v1_posts: u64,
    /// Among them those in the form of v2.
    pub v2_posts: u64,
    /// Lines that are a page of v2 (several posts each).
    pub v2_pages: u64,
    /// Posts by kind: `post`, `retweet`, `quote`, `reply`.
    pub kinds: BTreeMap<&'static str, u64>,
    /// Posts by what locates them best: `latlng`, `place` (a point of interest), `city` (or
    /// neighbourhood or region), `country`, `unknown`.
    pub accuracy: BTreeMap<&'static str, u64>,
    /// Posts with coordinates, whatever place they have.
    pub with_coordinates: u64,
    /// Posts with a place but without coordinates.
    pub with_place_only: u64,
    /// Posts with neither.
    pub without_location: u64,
    /// Posts whose coordinates are 0, 0 (they count as `with_coordinates` and as `unknown`).
    pub null_island: u64,
    /// Posts by language.
    pub languages: BTreeMap<&'static str, u64>,
    /// Posts with coordinates (not 0, 0) by month.
    pub months: BTreeMap<String, u64>,
    /// Different hashtags (NFKC, lower case).
    pub hashtags: u64,
    /// Hashtag uses.
    pub hashtag_uses: u64,
    /// Texts that were cut and are whole in `extended_tweet`.
    pub extended: u64,
    /// Notices of the stream, by kind.
    pub notices: BTreeMap<&'static str, u64>,
    /// Other lines that are no regular post, by kind.
    pub dirt: BTreeMap<&'static str, u64>,
    /// Hashtags by what they are, with their posts: what a refinement should find.
    pub families: Families,
    /// Distinct users, posts and user-days.
    pub sets: Vec<Counted>,
    #[serde(skip)]
    seen_hashtags: HashSet<String>,
    #[serde(skip)]
    views: Vec<View>,
}

/// Hashtags that belong to the topic or look like it, as far as the dump has them.
#[derive(Default, Serialize)]
pub struct Families {
    /// Those of the topic that contain a stem of the job's lexicon.
    pub topic: BTreeMap<String, u64>,
    /// Those of the topic that do not.
    pub hidden: BTreeMap<String, u64>,
    /// Those that contain a stem and are about something else.
    pub false_friends: BTreeMap<String, u64>,
}

/// Distinct things of the posts that a selection lets through.
#[derive(Serialize)]
pub struct Counted {
    /// `all` posts, or those that the job's `lexicon` matches.
    pub posts_of: &'static str,
    /// The least accuracy: `latlng`, or `city` (which takes points of interest as well).
    pub min_accuracy: &'static str,
    /// Whether retweets, quotes and replies count.
    pub reactions: bool,
    /// Distinct things of all of these posts.
    pub total: Distinct,
    /// Those per hashtag (NFKC, lower case), by users and then name, the most used first; only
    /// for the lexicon.
    pub hashtags: Vec<(String, Distinct)>,
}

/// Numbers of distinct things.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Distinct {
    pub users: u64,
    pub posts: u64,
    pub user_days: u64,
}

struct View {
    is_lexicon: bool,
    min_accuracy: Accuracy,
    reactions: bool,
    total: Exact,
    hashtags: HashMap<String, Exact>,
}

/// Exact sets. Posts are distinct as they are made, so counting them suffices.
#[derive(Default)]
struct Exact {
    users: HashSet<u64>,
    posts: u64,
    user_days: HashSet<(u64, i64)>,
}

impl Truth {
    /// Counts only; with `sets`, exact sets as well, whose memory grows with the dump.
    pub fn new(sets: bool) -> Self {
        let mut views = Vec::new();
        if sets {
            for is_lexicon in [false, true] {
                for min_accuracy in [Accuracy::LatLng, Accuracy::City] {
                    for reactions in [false, true] {
                        views.push(View {
                            is_lexicon,
                            min_accuracy,
                            reactions,
                            total: Exact::default(),
                            hashtags: HashMap::new(),
                        });
                    }
                }
            }
        }
        Self { views, ..Self::default() }
    }

    /// Counts a regular post.
    pub fn post(&mut self, post: &Post, is_v2: bool) {
        self.posts += 1;
        *(if is_v2 { &mut self.v2_posts } else { &mut self.v1_posts }) += 1;
        let kind = match post.kind {
            Kind::Post => "post",
            Kind::Retweet => "retweet",
            Kind::Quote => "quote",
            Kind::Reply => "reply",
        };
        *self.kinds.entry(kind).or_default() += 1;
        let accuracy = post.accuracy();
        *self.accuracy.entry(name(accuracy)).or_default() += 1;
        match (post.coordinates, &post.place) {
            (Some(position), _) => {
                self.with_coordinates += 1;
                self.null_island += u64::from(position == (0, 0));
            }
            (None, Some(_)) => self.with_place_only += 1,
            (None, None) => self.without_location += 1,
        }
        *self.languages.entry(post.content.language).or_default() += 1;
        if accuracy == Accuracy::LatLng {
            let date = post.at.date();
            let month = format!("{:04}-{:02}", date.year(), date.month());
            *self.months.entry(month).or_default() += 1;
        }
        if !is_v2 && post.kind != Kind::Retweet && post.content.length() > 140 {
            self.extended += 1;
        }
        let tags: BTreeSet<String> =
            post.content.hashtags.iter().map(|tag| key(&tag.what)).collect();
        self.hashtag_uses += tags.len() as u64;
        for tag in &tags {
            let Families { topic, hidden, false_friends } = &mut self.families;
            let family = match family(tag) {
                Some(Family::Topic) if has_stem(tag) => topic,
                Some(Family::Topic) => hidden,
                Some(Family::FalseFriend) => false_friends,
                None => continue,
            };
            *family.entry(tag.clone()).or_default() += 1;
        }
        for tag in &tags {
            if !self.seen_hashtags.contains(tag) {
                self.seen_hashtags.insert(tag.clone());
            }
        }
        let is_relevant = tags.iter().any(|tag| is_relevant(tag));
        for view in &mut self.views {
            let lets_through = accuracy >= view.min_accuracy
                && (view.reactions || post.kind == Kind::Post)
                && (!view.is_lexicon || is_relevant);
            if lets_through {
                view.total.add(post);
                if view.is_lexicon {
                    for tag in &tags {
                        view.hashtags.entry(tag.clone()).or_default().add(post);
                    }
                }
            }
        }
    }

    /// Counts a line that is no regular post.
    pub fn dirt(&mut self, dirt: Dirt) {
        let counts = if dirt.is_notice() { &mut self.notices } else { &mut self.dirt };
        *counts.entry(dirt.name()).or_default() += 1;
    }

    /// Counts a line as written.
    pub fn line(&mut self, bytes: usize) {
        self.lines += 1;
        self.bytes += bytes as u64;
    }

    /// Fills what is known only at the end.
    pub fn finish(mut self) -> Self {
        self.hashtags = self.seen_hashtags.len() as u64;
        self.sets = self.views.iter().map(View::counted).collect();
        self
    }
}

impl View {
    fn counted(&self) -> Counted {
        let mut hashtags: Vec<(String, Distinct)> =
            self.hashtags.iter().map(|(tag, exact)| (tag.clone(), exact.counted())).collect();
        hashtags.sort_by(|(tag, count), (other_tag, other)| {
            other.cmp(count).then_with(|| tag.cmp(other_tag))
        });
        hashtags.truncate(LISTED);
        Counted {
            posts_of: if self.is_lexicon { "lexicon" } else { "all" },
            min_accuracy: name(self.min_accuracy),
            reactions: self.reactions,
            total: self.total.counted(),
            hashtags,
        }
    }
}

impl Exact {
    fn add(&mut self, post: &Post) {
        self.users.insert(post.author.id);
        self.posts += 1;
        self.user_days.insert((post.author.id, post.at.day_number()));
    }

    fn counted(&self) -> Distinct {
        Distinct {
            users: self.users.len() as u64,
            posts: self.posts,
            user_days: self.user_days.len() as u64,
        }
    }
}

fn name(accuracy: Accuracy) -> &'static str {
    match accuracy {
        Accuracy::Unknown => "unknown",
        Accuracy::Country => "country",
        Accuracy::City => "city",
        Accuracy::Place => "place",
        Accuracy::LatLng => "latlng",
    }
}
