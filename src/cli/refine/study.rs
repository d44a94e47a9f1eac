//! All that a round came to, for whoever writes it down.

use super::Args;
use crate::cli::exit::Failure;
use crate::etl::Report;
use crate::lexicon::{Lexicon, MatchKind, Round, Scope, Status};
use crate::refine::next::{Addition, Draft, draft};
use crate::refine::{Attachment, Caught, Findings, Hashtag, Judgement, Rules, Yield, judge};
use std::fmt::Write as _;

/// A round of refinement.
pub(super) struct Study<'a> {
    pub args: &'a Args,
    pub lexicon: &'a Lexicon,
    pub report: Report,
    pub findings: Findings,
    pub judgement: Judgement,
    pub rules: Rules,
    pub yields: Vec<Yield>,
    /// Languages that this round drops, with their posts.
    pub dropped: Vec<(Box<str>, f64)>,
    pub round: Round,
    /// The round before, if there is one on record.
    pub last: Option<Round>,
    pub draft: Draft,
}

impl<'a> Study<'a> {
    /// Judges what was found and drafts the next lexicon.
    ///
    /// # Errors
    /// The text of the lexicon cannot be edited.
    pub fn new(
        args: &'a Args,
        lexicon: &'a Lexicon,
        text: &str,
        report: Report,
        findings: Findings,
    ) -> Result<Self, Failure> {
        let rules = Rules {
            min_posts: args.min_posts.into(),
            min_users: args.min_users.into(),
            named: args.name_users.into(),
            include_above: args.include_above,
            false_above: args.false_above,
        };
        let judgement = judge(&findings, lexicon, &rules);
        let yields = findings.harvest.rows(lexicon, &findings.census);
        let dropped = dropped(args, lexicon, &yields);
        let last = lexicon.rounds().iter().max_by_key(|round| round.number).cloned();
        let rounds = lexicon.rounds().iter().map(|round| round.number);
        let entries = lexicon.terms().iter().map(|term| u64::from(term.round));
        let (posts, users) = findings.harvest.total();
        let round = Round {
            number: rounds.chain(entries).max().unwrap_or(0) + 1,
            date: Some(jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()),
            posts: report.stored,
            topic_posts: posts as u64,
            topic_users: users as u64,
            terms: lexicon.len() as u64,
            exclusions: lexicon.exclusions().len() as u64,
            core: judgement.core,
            include: judgement.includes().count() as u64,
            exclude: judgement.excludes().count() as u64,
            converged: Some(judgement.is_converged()),
        };
        let status = if args.accept { Status::Accepted } else { Status::Proposed };
        let includes = judgement.includes().map(|it| inclusion(it, status));
        let excludes = judgement.excludes().map(|it| exclusion(it, status));
        let languages = dropped.iter().map(|(language, posts)| {
            let bar = args.drop_language_below.unwrap_or(0);
            Addition::without_language(language, format!("{posts} posts, fewer than {bar}"))
        });
        let additions: Vec<Addition> = includes.chain(excludes).chain(languages).collect();
        let draft =
            draft(text, &additions, &round).map_err(|error| Failure::Usage(error.into()))?;
        Ok(Self {
            args,
            lexicon,
            report,
            findings,
            judgement,
            rules,
            yields,
            dropped,
            round,
            last,
            draft,
        })
    }

    /// The lexicon of the next round.
    pub fn next_lexicon(&self) -> String {
        self.draft.text(if self.args.accept { Status::Accepted } else { Status::Proposed })
    }

    /// A hashtag as a term to be decided about.
    pub fn addition(it: &Attachment) -> Addition {
        inclusion(it, Status::Proposed)
    }

    /// A hashtag as an exclusion to be decided about.
    pub fn exclusion(it: &Caught) -> Addition {
        exclusion(it, Status::Proposed)
    }

    /// Proposals of earlier rounds that nobody has decided about.
    pub fn undecided(&self) -> usize {
        self.lexicon.proposals().iter().filter(|it| it.status == Status::Proposed).count()
    }

    /// The share of the posts that terms match which exclusions take.
    pub fn removed_share(&self) -> f64 {
        let removed = self.findings.harvest.removed();
        removed / (removed + self.findings.harvest.total().0).max(1.0)
    }
}

/// Languages of too few posts that are not dropped yet.
fn dropped(args: &Args, lexicon: &Lexicon, yields: &[Yield]) -> Vec<(Box<str>, f64)> {
    let Some(least) = args.drop_language_below else { return Vec::new() };
    let is_dropped = |language: &str| {
        lexicon.exclusions().iter().any(|it| {
            it.scope == Scope::Post
                && it.term.text == "."
                && it.term.language.as_deref() == Some(language)
        })
    };
    let few = yields.iter().filter(|row| row.by == "language" && row.posts < f64::from(least));
    few.filter_map(|row| Some((row.language.clone()?, row.posts)))
        // "other" is no language that posts could be asked for.
        .filter(|(language, _)| !is_dropped(language) && &**language != "other")
        .collect()
}

fn inclusion(it: &Attachment, status: Status) -> Addition {
    let Hashtag { posts, users, score, g_squared, .. } = &it.hashtag;
    let share = 100.0 * it.given_tag;
    let note = format!(
        "{posts} posts, {users} users; {share:.0} % of them beside the topic, attachment {score:.2}, G² {g_squared:.0}"
    );
    addition(false, &it.hashtag, note, status)
}

fn exclusion(it: &Caught, status: Status) -> Addition {
    let Hashtag { posts, users, voices, met_voices, score, .. } = &it.hashtag;
    let note = format!(
        "{posts} posts, {users} users; {met_voices} of {voices} voices meet the topic, falseness {score:.2}"
    );
    addition(true, &it.hashtag, note, status)
}

fn addition(excludes: bool, hashtag: &Hashtag, mut note: String, status: Status) -> Addition {
    for (number, (name, voices)) in hashtag.beside.iter().take(3).enumerate() {
        // Writing to a text cannot fail.
        let _ = write!(note, "{} {name} {voices}", if number == 0 { "; beside" } else { "," });
    }
    Addition {
        excludes,
        text: hashtag.name.to_string(),
        kind: MatchKind::Exact,
        language: None,
        scope: Scope::Match,
        note,
        status,
    }
}
