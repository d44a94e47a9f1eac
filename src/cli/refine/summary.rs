//! What a round came to, for people.

use super::study::Study;
use crate::cli::table::{grouped, shown};
use std::io::{self, Write};

/// Hashtags named of each list.
const NAMED: usize = 12;

/// Below this share of posts about other things there is nothing to compare the topic with.
const BACKGROUND: f64 = 0.1;

/// Prints the summary.
///
/// # Errors
/// The output cannot be written.
pub(super) fn print(study: &Study<'_>, output: &mut dyn Write) -> io::Result<()> {
    let Study { judgement, findings, round, report, .. } = study;
    let mut row = |name: &str, number: u64, remark: &str| {
        writeln!(output, "{}", format!("{name:<14}{:>12}  {remark}", grouped(number)).trim_end())
    };
    let hashtags = findings.census.len() as u64;
    row("posts", round.posts, &format!("{} different hashtags", grouped(hashtags)))?;
    row("  tagged", judgement.tagged as u64, "with a hashtag")?;
    let share = 100.0 * judgement.base_rate();
    row(
        "  topic",
        round.topic_posts,
        &format!(
            "matched by the lexicon; {} users; {share:.1} % of the tagged are trusted",
            grouped(round.topic_users)
        ),
    )?;
    let removed = findings.harvest.removed() as u64;
    if removed > 0 {
        let share = 100.0 * study.removed_share();
        row("  removed", removed, &format!("{share:.1} % of the matches, by exclusions"))?;
    }
    row("core", judgement.core, "hashtags that exact terms found")?;
    row("trusted", judgement.trusted, "hashtags of the lexicon that behave like the topic")?;
    let named = |names: Vec<&str>| {
        let more = names.len().saturating_sub(NAMED);
        let names: Vec<String> = names.into_iter().take(NAMED).map(shown).collect();
        let rest =
            if more > 0 { format!(", and {} more", grouped(more as u64)) } else { String::new() };
        names.join(", ") + &rest
    };
    row(
        "to include",
        round.include,
        &named(judgement.includes().map(|it| &*it.hashtag.name).collect()),
    )?;
    row(
        "to exclude",
        round.exclude,
        &named(judgement.excludes().map(|it| &*it.hashtag.name).collect()),
    )?;
    if judgement.unnamed > 0 {
        let users = study.args.name_users;
        row(
            "not named",
            judgement.unnamed,
            &format!("of fewer than {users} users: see --name-users"),
        )?;
    }
    for (language, posts) in &study.dropped {
        row("dropped", *posts as u64, &format!("posts in {language}: the language is excluded"))?;
    }
    if report.rejected.total() > 0 {
        row("rejected", report.rejected.total(), "records: see rejects.jsonl")?;
    }
    if judgement.scale > 1.0 {
        let scale = judgement.scale;
        row("corpus", findings.corpus.len() as u64, &format!("posts kept, one of {scale}"))?;
    }
    since_last(study, output)?;
    remarks(study);
    Ok(())
}

/// What has changed since the last round.
fn since_last(study: &Study<'_>, output: &mut dyn Write) -> io::Result<()> {
    let round = &study.round;
    writeln!(output)?;
    if let Some(last) = &study.last {
        let change = |name: &str, before: u64, now: u64| {
            format!("{name} {} → {}", grouped(before), grouped(now))
        };
        writeln!(
            output,
            "round {} after round {}{}: {}, {}, {}, {}",
            round.number,
            last.number,
            last.date.as_deref().map_or_else(String::new, |date| format!(" of {}", shown(date))),
            change("posts", last.topic_posts, round.topic_posts),
            change("terms", last.terms, round.terms),
            change("exclusions", last.exclusions, round.exclusions),
            change("core", last.core, round.core),
        )?;
        if last.posts != round.posts {
            writeln!(
                output,
                "the inputs are not the same: {} posts then, {} now",
                grouped(last.posts),
                grouped(round.posts)
            )?;
        }
    }
    let undecided = study.undecided();
    if undecided > 0 {
        writeln!(output, "{undecided} proposals of earlier rounds wait for a decision")?;
    }
    if study.judgement.is_converged() {
        writeln!(output, "converged: nothing is left above the thresholds")
    } else {
        let Study { round, .. } = study;
        writeln!(
            output,
            "round {}: {} hashtags to decide about; open refine.html",
            round.number,
            grouped(round.include + round.exclude)
        )
    }
}

/// What is odd about the lexicon or the dump.
fn remarks(study: &Study<'_>) {
    let (posts, _) = study.findings.harvest.total();
    if posts <= 0.0 {
        tracing::warn!(
            "the lexicon matches no post, so nothing can be said about any hashtag; are these the \
             posts that it was made for?"
        );
    } else if study.judgement.base_rate() > 1.0 - BACKGROUND {
        tracing::warn!(
            "{:.0} % of the posts with a hashtag are the lexicon's: there is hardly anything to \
             compare them with, so attachments say little; add posts about other things",
            100.0 * study.judgement.base_rate()
        );
    }
    if study.judgement.core == 0 && posts > 0.0 {
        tracing::info!(
            "no exact term found a hashtag, so what the fragments caught is all there is to trust; \
             accept exact terms to give the next round a core"
        );
    }
    if study.findings.too_long > 0 {
        tracing::warn!(
            "{} uses of hashtags are left out that are longer than any network allows",
            study.findings.too_long
        );
    }
}
