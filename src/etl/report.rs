//! What a run says at its end, for people and as JSON (`schemas/etl-report.schema.json`).

use super::filter::FilterReason;
use super::pipeline::{Plan, Reads};
use super::tally::{Dump, Tally};
use crate::source::twitter::NoticeKind;
use crate::source::{RejectReason, SourceError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// The outcome of a run. Counts reconcile:
/// `records` = `dump.posts` + notices + rejected, `posts` = `dump.posts` + `embedded`,
/// `posts` = `matched` + filtered, `matched` = `stored` + `duplicates`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Inputs read.
    pub inputs: usize,
    /// Inputs that could not be read to their end, with the reason.
    pub failed_inputs: Vec<FailedInput>,
    /// Decompressed bytes.
    pub bytes: u64,
    /// Posts, notices and rejects met.
    pub records: u64,
    /// Posts mapped, those embedded in others (retweeted, quoted) included.
    pub posts: u64,
    /// Of these, embedded ones.
    pub embedded: u64,
    /// Posts that passed every filter.
    pub matched: u64,
    /// Distinct posts among them: what the sets hold.
    pub stored: u64,
    /// Repetitions among them.
    pub duplicates: u64,
    /// False where there were too many posts to remember and the two above are estimates.
    pub duplicates_exact: bool,
    /// Posts left out, by reason.
    pub filtered: BTreeMap<&'static str, u64>,
    /// Records that could not be used, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Stream notices, by kind.
    pub notices: BTreeMap<&'static str, u64>,
    /// Matched posts by lexicon term (number, text) and language.
    pub terms: Vec<TermCount>,
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
    /// West, south, east, north of stored posts in degrees, rounded to about a kilometre:
    /// enough to see where, not whose door.
    pub bbox: Option<[f64; 4]>,
    /// What the records are like, before any filter.
    pub dump: Dump,
    /// Wall time.
    pub seconds: f64,
    /// Posts per second.
    pub posts_per_second: f64,
    /// Decompressed bytes per second.
    pub bytes_per_second: f64,
    /// The most memory that the process ever had, where the system tells (Linux).
    pub peak_rss_bytes: Option<u64>,
    #[serde(skip)]
    advice: Advice,
}

/// An input that could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedInput {
    /// Its name.
    pub input: String,
    /// Why.
    pub reason: String,
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

/// Sentences to go with the reason codes.
#[derive(Debug, Clone, PartialEq, Default)]
struct Advice(BTreeMap<&'static str, String>);

impl Report {
    pub(super) fn new(plan: &Plan, tally: Tally, reads: Reads, elapsed: Duration) -> Self {
        let seconds = elapsed.as_secs_f64();
        let distinct = tally.distinct_posts();
        let lexicon = plan.filter.lexicon.as_ref();
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
        let day = |day: Option<&crate::lbsn::Date>| day.map(ToString::to_string);
        let mut advice = Advice::default();
        for &reason in tally.filtered.keys() {
            advice.0.insert(reason.code(), reason.advice().to_owned());
        }
        for reason in tally.rejected.keys() {
            // What it means; what to do about it would not fit a line.
            let text = reason.to_string();
            let meaning = text.split_once(';').map_or(&*text, |(meaning, _)| meaning);
            advice.0.insert(reason.code(), meaning.to_owned());
        }
        Self {
            inputs: plan.inputs.len(),
            failed_inputs: reads
                .failed
                .into_iter()
                .map(|(input, error)| FailedInput { input, reason: error.to_string() })
                .collect(),
            bytes: reads.bytes,
            records: tally.records,
            posts: tally.posts,
            embedded: tally.embedded,
            matched: tally.matched,
            stored: distinct.count,
            duplicates: tally.matched - distinct.count,
            duplicates_exact: distinct.exact,
            filtered: by_code(&tally.filtered, FilterReason::code),
            rejected: by_code(&tally.rejected, RejectReason::code),
            notices: by_code(&tally.notices, NoticeKind::code),
            terms,
            users: tally.users(),
            userdays: tally.user_days(),
            days: tally.days.len(),
            first_day: day(tally.days.first()),
            last_day: day(tally.days.last()),
            bbox: tally.bbox().map(|bbox| bbox.edges().map(|edge| (edge * 100.0).round() / 100.0)),
            dump: tally.dump,
            seconds,
            posts_per_second: tally.posts as f64 / seconds.max(1e-9),
            bytes_per_second: reads.bytes as f64 / seconds.max(1e-9),
            peak_rss_bytes: peak_rss_bytes(),
            advice,
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

fn by_code<K: Copy + Ord>(
    counts: &BTreeMap<K, u64>,
    code: impl Fn(K) -> &'static str,
) -> BTreeMap<&'static str, u64> {
    counts.iter().map(|(&key, &count)| (code(key), count)).collect()
}

/// Linux tells the high-water mark of resident memory; other systems need calls for it that
/// are not worth a dependency.
fn peak_rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dump, .. } = self;
        row(f, "read", self.bytes, &format!("bytes in {}", plural(self.inputs as u64, "input")))?;
        row(f, "records", self.records, "")?;
        row(
            f,
            "  posts",
            dump.posts,
            &format!(
                "{} with coordinates, {} with a place, {} with hashtags",
                thousands(dump.coordinates),
                thousands(dump.place),
                thousands(dump.hashtags),
            ),
        )?;
        if dump.retweets + dump.quotes + dump.replies > 0 {
            row(
                f,
                "",
                0,
                &format!(
                    "{} retweets, {} quotes, {} replies",
                    thousands(dump.retweets),
                    thousands(dump.quotes),
                    thousands(dump.replies),
                ),
            )?;
        }
        self.section(f, "  notices", &self.notices)?;
        self.section(f, "  rejected", &self.rejected)?;
        row(
            f,
            "posts",
            self.posts,
            &if self.embedded > 0 {
                format!("{} of them embedded in others", thousands(self.embedded))
            } else {
                String::new()
            },
        )?;
        self.section(f, "  left out", &self.filtered)?;
        row(f, "  matched", self.matched, "")?;
        self.terms(f)?;
        let about = if self.duplicates_exact { "" } else { "about " };
        row(
            f,
            "stored",
            self.stored,
            &if self.duplicates > 0 {
                format!("{about}{} more were repetitions", thousands(self.duplicates))
            } else {
                String::new()
            },
        )?;
        if self.stored > 0 {
            row(f, "  users", self.users, "estimated, ±0.8 %")?;
            row(f, "  user days", self.userdays, "estimated, ±0.8 %")?;
        }
        if let (Some(first), Some(last)) = (&self.first_day, &self.last_day) {
            row(f, "  days", self.days as u64, &format!("from {first} to {last}"))?;
        }
        if let Some([west, south, east, north]) = self.bbox {
            row(
                f,
                "",
                0,
                &format!("longitude {west:.2} to {east:.2}, latitude {south:.2} to {north:.2}"),
            )?;
        }
        for failed in &self.failed_inputs {
            writeln!(f, "  not read    {}: {}", failed.input, failed.reason)?;
        }
        let speed = format!(
            "{} posts/s, {:.0} MB/s{}",
            thousands(self.posts_per_second as u64),
            self.bytes_per_second / 1e6,
            self.peak_rss_bytes
                .map(|bytes| format!(", at most {} MiB of memory", bytes >> 20))
                .unwrap_or_default(),
        );
        writeln!(f, "{:<12}{:>14.2} s  {speed}", "took", self.seconds)
    }
}

impl Report {
    /// The terms that found most, with the languages of the posts. All are in the JSON.
    fn terms(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        let mut terms: BTreeMap<&str, (u64, Vec<String>)> = BTreeMap::new();
        for TermCount { term, language, posts } in &self.terms {
            let (total, languages) = terms.entry(term).or_default();
            *total += posts;
            languages.push(format!("{language} {}", thousands(*posts)));
        }
        let mut terms: Vec<_> = terms.into_iter().collect();
        terms.sort_by_key(|(term, (total, _))| (std::cmp::Reverse(*total), *term));
        for (term, (total, languages)) in terms.iter().take(SHOWN) {
            let languages = languages.join(", ");
            writeln!(f, "{:<12}{:>14}    {term}: {languages}", "", thousands(*total))?;
        }
        match terms.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => writeln!(
                f,
                "{:<12}{:>14}    more terms are in the JSON report",
                "",
                thousands(more as u64)
            ),
        }
    }

    fn section(
        &self,
        f: &mut fmt::Formatter<'_>,
        name: &str,
        counts: &BTreeMap<&'static str, u64>,
    ) -> fmt::Result {
        let total: u64 = counts.values().sum();
        if total == 0 {
            return Ok(());
        }
        row(f, name, total, "")?;
        for (code, &count) in counts {
            let advice =
                self.advice.0.get(code).map(|text| format!(": {text}")).unwrap_or_default();
            writeln!(f, "{:<12}{:>14}    {code}{advice}", "", thousands(count))?;
        }
        Ok(())
    }
}

/// A line of the report; a name of nothing continues the line above.
fn row(f: &mut fmt::Formatter<'_>, name: &str, count: u64, remark: &str) -> fmt::Result {
    let count = if name.is_empty() { String::new() } else { thousands(count) };
    writeln!(f, "{}", format!("{name:<12}{count:>14}  {remark}").trim_end())
}

/// Digits in groups of three.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn plural(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(number), if number == 1 { "" } else { "s" })
}
