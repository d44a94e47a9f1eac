//! What a run comes to, as data: `schemas/etl-report.schema.json` describes its JSON.

use super::filter::FilterReason;
use super::prefilter::PassedOver;
use super::reading::Begun;
use super::tally::{Dump, Tally};
use crate::lexicon::{Lexicon, TermId};
use crate::source::NoticeKind;
use crate::source::{RejectReason, SourceError};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The outcome of a run. Counts reconcile:
/// `records` = `dump.posts` + notices + rejected + `passed_over`, `posts` = `dump.posts` + `embedded`,
/// `posts` = `matched` + filtered, `matched` = `stored` + `duplicates`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Inputs of the run.
    pub inputs: usize,
    /// Inputs that were in the store as they are, and are not read.
    pub known_inputs: Vec<String>,
    /// Inputs that were read from where an earlier run had left them.
    pub resumed: Vec<ResumedInput>,
    /// What earlier runs of the same job had counted of the two above; nothing of it is among
    /// the counts that follow.
    pub earlier_runs: EarlierRuns,
    /// Whether the run was asked to end before it was at the end of its inputs.
    pub interrupted: bool,
    /// Inputs that could not be read to their end, with the reason.
    pub failed_inputs: Vec<FailedInput>,
    /// Decompressed bytes.
    pub bytes: u64,
    /// Records met: posts, notices, rejects, and those passed over.
    pub records: u64,
    /// Records that were not looked into, because their raw bytes tell that no post in them
    /// passes the filters; by what they lack. `posts` and `dump` do not count them.
    pub passed_over: Counts<PassedOver>,
    /// Posts mapped, those embedded in others (retweeted, quoted) included.
    pub posts: u64,
    /// Of these, embedded ones.
    pub embedded: u64,
    /// Embedded posts that could not be used and are not among `posts`: the records that they
    /// came in are, and refer to them by id.
    pub embedded_unusable: u64,
    /// Posts that passed every filter.
    pub matched: u64,
    /// Distinct posts among them: what the sets hold.
    pub stored: u64,
    /// Repetitions among them.
    pub duplicates: u64,
    /// False where there were too many posts to remember and the two above are estimates.
    pub duplicates_exact: bool,
    /// Posts left out, by reason, in the order in which the filters are asked.
    pub filtered: Counts<FilterReason>,
    /// Of the posts that terms of the lexicon match, the share that exclusions take as false
    /// matches; `None` without such a post.
    pub false_match_share: Option<f64>,
    /// Records that could not be used, by reason.
    pub rejected: Counts<RejectReason>,
    /// Stream notices, by kind.
    pub notices: Counts<NoticeKind>,
    /// Matched posts by lexicon term and language.
    pub terms: Vec<TermCount>,
    /// Lexicon terms that matched no post.
    pub terms_without_posts: Vec<String>,
    /// Estimated number of users of stored posts (standard error 0.8 %).
    pub users: u64,
    /// Estimated number of user days (standard error 0.8 %).
    pub userdays: u64,
    /// Number of days with a stored post.
    pub days: usize,
    /// First of these days.
    pub first_day: Option<String>,
    /// Last of these days.
    pub last_day: Option<String>,
    /// West, south, east, north of the stored posts' cells (their middles) in degrees.
    pub bbox: Option<[f64; 4]>,
    /// What the records that were looked into are like, before any other filter.
    pub dump: Dump,
    /// Wall time.
    pub seconds: f64,
    /// Posts mapped and records passed over, per second.
    pub posts_per_second: f64,
    /// Decompressed bytes per second.
    pub bytes_per_second: f64,
    /// The most memory that the process ever had, where the system tells (Linux).
    pub peak_rss_bytes: Option<u64>,
}

/// An input that could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedInput {
    /// Its name.
    pub input: String,
    /// Why.
    pub reason: String,
}

/// An input that was read from where an earlier run had left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResumedInput {
    /// Its name.
    pub input: String,
    /// Decompressed bytes that were passed over.
    pub bytes: u64,
    /// Lines that these hold.
    pub lines: u64,
}

/// What earlier runs of the same job had counted of a run's inputs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct EarlierRuns {
    /// Decompressed bytes.
    pub bytes: u64,
    /// Records.
    pub records: u64,
    /// Posts that passed every filter.
    pub matched: u64,
    /// Records rejected.
    pub rejected: u64,
}

/// How the reading of the inputs went.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Decompressed bytes.
    pub bytes: u64,
    /// Inputs that could not be read, or not to their end.
    pub failed: Vec<(String, SourceError)>,
    pub known_inputs: Vec<String>,
    pub resumed: Vec<ResumedInput>,
    pub earlier_runs: EarlierRuns,
    pub interrupted: bool,
}

impl Reads {
    /// Notes where the reading of an input begins.
    pub fn begin(&mut self, begun: &Begun) {
        let Some(from) = &begun.from else { return };
        self.earlier_runs.bytes += from.bytes;
        self.earlier_runs.records += from.records;
        self.earlier_runs.matched += from.matched;
        self.earlier_runs.rejected += from.rejected;
        let input = begun.name.clone();
        if begun.known {
            tracing::debug!("{input}: already in the store, passed over");
            self.known_inputs.push(input);
        } else {
            let (bytes, lines) = (from.bytes, from.lines);
            tracing::info!("{input}: going on behind line {lines} (byte {bytes}, decompressed)");
            self.resumed.push(ResumedInput { input, bytes, lines });
        }
    }
}

/// How many posts one term of the lexicon found in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermCount {
    /// The term as the lexicon has it.
    pub term: String,
    /// Language of the posts.
    pub language: String,
    /// Posts (one post counts for each term that it matches).
    pub posts: u64,
}

/// Counts by reason or kind, in the order of these; in JSON an object with their codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts<K>(pub BTreeMap<K, u64>);

/// Reasons and kinds have stable names.
pub trait Coded: Copy + Ord {
    /// The name used in reports.
    fn code(self) -> &'static str;
}

impl Coded for FilterReason {
    fn code(self) -> &'static str {
        FilterReason::code(self)
    }
}

impl Coded for PassedOver {
    fn code(self) -> &'static str {
        PassedOver::code(self)
    }
}

impl Coded for RejectReason {
    fn code(self) -> &'static str {
        RejectReason::code(self)
    }
}

impl Coded for NoticeKind {
    fn code(self) -> &'static str {
        NoticeKind::code(self)
    }
}

impl<K> Counts<K> {
    /// All of them together.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }
}

impl<K: Coded> Serialize for Counts<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, count)| (key.code(), count)))
    }
}

impl Report {
    pub(super) fn new(
        lexicon: Option<&Lexicon>,
        inputs: usize,
        tally: Tally,
        reads: Reads,
        elapsed: Duration,
    ) -> Self {
        let seconds = elapsed.as_secs_f64();
        let distinct = tally.distinct_posts();
        let (users, userdays) = (tally.users(), tally.user_days());
        let passed_over: u64 = tally.passed_over.values().sum();
        let mut terms: Vec<TermCount> = tally
            .terms
            .iter()
            .map(|((term, language), &posts)| TermCount {
                term: lexicon.map_or("", |lexicon| lexicon.term_text(*term)).to_owned(),
                language: language.clone(),
                posts,
            })
            .collect();
        terms.sort_by(|a, b| {
            b.posts.cmp(&a.posts).then_with(|| (&a.term, &a.language).cmp(&(&b.term, &b.language)))
        });
        let false_match_share = lexicon.and_then(|_| false_match_share(&tally));
        let day = |day: Option<&crate::lbsn::Date>| day.map(ToString::to_string);
        let found: BTreeSet<TermId> = tally.terms.keys().map(|&(term, _)| term).collect();
        let terms_without_posts = lexicon.map_or_else(Vec::new, |lexicon| {
            lexicon
                .term_ids()
                .filter(|term| !found.contains(term))
                .map(|term| lexicon.term_text(term).to_owned())
                .collect()
        });
        Self {
            inputs,
            known_inputs: reads.known_inputs,
            resumed: reads.resumed,
            earlier_runs: reads.earlier_runs,
            interrupted: reads.interrupted,
            failed_inputs: reads
                .failed
                .into_iter()
                .map(|(input, error)| FailedInput { input, reason: error.to_string() })
                .collect(),
            bytes: reads.bytes,
            records: tally.records,
            passed_over: Counts(tally.passed_over),
            posts: tally.posts,
            embedded: tally.embedded,
            embedded_unusable: tally.embedded_unusable,
            matched: tally.matched,
            stored: distinct.count,
            duplicates: tally.matched - distinct.count,
            duplicates_exact: distinct.exact,
            false_match_share,
            filtered: Counts(tally.filtered),
            rejected: Counts(tally.rejected),
            notices: Counts(tally.notices),
            terms,
            terms_without_posts,
            users,
            userdays,
            days: tally.days.len(),
            first_day: day(tally.days.first()),
            last_day: day(tally.days.last()),
            bbox: tally.extent,
            dump: tally.dump,
            seconds,
            posts_per_second: (tally.posts + passed_over) as f64 / seconds.max(1e-9),
            bytes_per_second: reads.bytes as f64 / seconds.max(1e-9),
            peak_rss_bytes: peak_rss_bytes(),
        }
    }

    /// Adds inputs that were not even found.
    pub fn add_failed(&mut self, errors: Vec<SourceError>) {
        self.failed_inputs.extend(
            errors
                .into_iter()
                .map(|error| FailedInput { input: error.input(), reason: error.to_string() }),
        );
    }
}

fn false_match_share(tally: &Tally) -> Option<f64> {
    let excluded = tally.filtered.get(&FilterReason::Excluded).copied().unwrap_or(0);
    let all = tally.matched + excluded;
    (all > 0).then(|| excluded as f64 / all as f64)
}

/// Linux tells the high-water mark of resident memory; other systems need calls for it that
/// are not worth a dependency.
fn peak_rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
