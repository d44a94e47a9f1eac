//! How well proposals meet the truth of synthetic dumps: the bars, and the table of the docs.

use super::rounds::post;
use super::{refine, rows, stems};
use crate::sample::committed;
use crate::sample::generator::{self, Options, Truth};
use crate::support::{Folder, lines};
use lbsm::lexicon::normalise;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

type Names = BTreeSet<String>;

/// What was proposed in two rounds, and what can be told at all: hashtags of enough posts and
/// users.
struct Outcome {
    /// Of each round: terms proposed, exclusions proposed.
    rounds: Vec<(Names, Names)>,
    hidden: Names,
    topic: Names,
    false_friends: Names,
    /// Hidden hashtags of the dump, however rare.
    all_hidden: usize,
    all_false: usize,
}

fn normal(family: &BTreeMap<String, u64>) -> Names {
    family.keys().map(|name| normalise(name).into_owned()).collect()
}

fn run(options: &Options, more: &str) -> Outcome {
    let folder = Folder::new();
    let mut dump = Vec::new();
    let truth: Truth = generator::write(options, &mut dump).unwrap();
    folder.write("dump.jsonl", dump);
    folder.write("round1.toml", stems());
    let mut rounds = Vec::new();
    let mut enough = Names::new();
    for round in 1..=2 {
        let next = round + 1;
        refine(
            &folder,
            &format!("dump.jsonl --lexicon round{round}.toml --accept -o out{round} {more}"),
        );
        let proposed = |file: &str| -> Names {
            let rows = rows(&folder, &format!("out{round}/{file}"));
            rows.into_iter()
                .filter(|(_, row)| row["proposed"] == "yes")
                .map(|(name, _)| name)
                .collect()
        };
        rounds.push((proposed("candidates.csv"), proposed("suspects.csv")));
        std::fs::rename(
            folder.path(&format!("out{round}/lexicon.next.toml")),
            folder.path(&format!("round{next}.toml")),
        )
        .unwrap();
        if round == 1 {
            refine(
                &folder,
                &format!("dump.jsonl --lexicon round1.toml --false-above 0 -o all {more}"),
            );
            for file in ["out1/candidates.csv", "all/suspects.csv"] {
                let rows = rows(&folder, file);
                let rows =
                    rows.into_iter().filter(|(_, row)| row["posts"].parse::<f64>().unwrap() >= 3.0);
                enough.extend(rows.map(|(name, _)| name));
            }
        }
    }
    let families = &truth.families;
    let told = |family: &BTreeMap<String, u64>| -> Names {
        normal(family).intersection(&enough).cloned().collect()
    };
    Outcome {
        hidden: told(&families.hidden),
        topic: normal(&families.topic),
        false_friends: told(&families.false_friends),
        all_hidden: families.hidden.len(),
        all_false: families.false_friends.len(),
        rounds,
    }
}

/// Recall and precision of what was found; with nothing found, precision is 1.
fn recall_precision(found: &Names, wanted: &Names, right: &Names) -> (f64, f64) {
    let hits = found.intersection(wanted).count() as f64;
    let rights = found.iter().filter(|name| right.contains(*name)).count() as f64;
    (
        if wanted.is_empty() { 1.0 } else { hits / wanted.len() as f64 },
        if found.is_empty() { 1.0 } else { rights / found.len() as f64 },
    )
}

/// After each round: recall and precision of terms, and of exclusions.
fn scores(outcome: &Outcome) -> Vec<[(f64, f64); 2]> {
    let (mut terms, mut exclusions) = (Names::new(), Names::new());
    let topic: Names = outcome.topic.union(&outcome.hidden).cloned().collect();
    let score = |(more_terms, more_exclusions): &(Names, Names)| {
        terms.extend(more_terms.iter().cloned());
        exclusions.extend(more_exclusions.iter().cloned());
        [
            recall_precision(&terms, &outcome.hidden, &topic),
            recall_precision(&exclusions, &outcome.false_friends, &outcome.false_friends),
        ]
    };
    outcome.rounds.iter().map(score).collect()
}

fn assert_bars(outcome: &Outcome) {
    let scores = scores(outcome);
    let [(hidden, _), (recall, precision)] = scores[1];
    assert!(recall >= 0.95, "false matches: recall {recall}, {:?}", outcome.rounds);
    assert!(precision >= 0.9, "false matches: precision {precision}, {:?}", outcome.rounds);
    assert!(hidden >= 0.9, "hidden hashtags: recall {hidden}, {:?}", outcome.rounds);
}

#[test]
fn the_committed_sample() {
    let outcome = run(&committed(), "");
    assert!(outcome.hidden.len() > 20 && outcome.false_friends.len() > 4);
    assert_bars(&outcome);
}

#[test]
fn a_stream_of_everything() {
    let options = Options { posts: 20_000, seed: 11, sets: false, ..Options::default() };
    let outcome = run(&options, "");
    assert!(outcome.hidden.len() > 35 && outcome.false_friends.len() > 10);
    assert_bars(&outcome);
    let [(_, precision), _] = scores(&outcome)[1];
    assert!(precision >= 0.75, "hidden hashtags: precision {precision}");
}

#[test]
fn loud_accounts_change_no_proposal() {
    let folder = Folder::new();
    let mut dump = Vec::new();
    generator::write(&committed(), &mut dump).unwrap();
    folder.write("dump.jsonl", dump);
    folder.write("stems.toml", stems());
    let proposed = |out: &str| {
        refine(&folder, &format!("dump.jsonl {out}.jsonl --lexicon stems.toml -o {out}"));
        ["candidates.csv", "suspects.csv"].map(|file| {
            let rows = rows(&folder, &format!("{out}/{file}"));
            let proposed = rows.into_iter().filter(|(_, row)| row["proposed"] == "yes");
            proposed.map(|(name, _)| name).collect::<Names>()
        })
    };
    folder.write("nobody.jsonl", "");
    let [terms, exclusions] = proposed("nobody");
    assert!(terms.len() > 10 && exclusions.len() > 4, "{terms:?} {exclusions:?}");
    // Seven times the posts of all others: the topic beside everything, a false match made to look
    // like it, a hidden hashtag beside none of it.
    for (out, tags) in [
        ("topic", ["refugees", "love"]),
        ("false", ["refugees", "asylum16"]),
        ("hidden", ["leavenoonebehind", "love"]),
    ] {
        let shouts = (0..20_000).map(|id| post(9_000_000 + id, 777, "en", &tags));
        folder.write(&format!("{out}.jsonl"), lines(shouts));
        assert_eq!(proposed(out), [terms.clone(), exclusions.clone()], "{tags:?}");
    }
}

/// The tables of docs/refine.md; what they show is the search for the thresholds:
///
/// `cargo test --release --test integration refine::truth::tables -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes; prints the tables of docs/refine.md"]
fn tables() {
    let everything = |seed| Options { posts: 30_000, seed, sets: false, ..Options::default() };
    let rich = |seed| Options { posts: 10_000, topic: 5, ..everything(seed) };
    let dumps = [
        ("the committed sample, 2,800 posts", vec![committed()]),
        (
            "30,000 posts about everything, 3 seeds",
            vec![everything(11), everything(12), everything(13)],
        ),
        ("10,000 posts, a third of the topic, 3 seeds", vec![rich(11), rich(12), rich(13)]),
    ];
    let mut table = String::from(
        "| dump | hidden | found, rounds 1 and 2 | precision | false | found | precision |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for (name, options) in &dumps {
        let outcomes: Vec<Outcome> = options.iter().map(|options| run(options, "")).collect();
        let mean = |of: &dyn Fn(&Outcome) -> f64| {
            outcomes.iter().map(of).sum::<f64>() / outcomes.len() as f64
        };
        let score = |round: usize, list: usize| {
            let recall = mean(&|it| scores(it)[round][list].0);
            (recall, mean(&|it| scores(it)[round][list].1))
        };
        writeln!(
            table,
            "| {name} | {:.0} of {:.0} | {:.2}, {:.2} | {:.2}, {:.2} | {:.0} of {:.0} | {:.2} | {:.2} |",
            mean(&|it| it.hidden.len() as f64),
            mean(&|it| it.all_hidden as f64),
            score(0, 0).0,
            score(1, 0).0,
            score(0, 0).1,
            score(1, 0).1,
            mean(&|it| it.false_friends.len() as f64),
            mean(&|it| it.all_false as f64),
            score(1, 1).0,
            score(1, 1).1,
        )
        .unwrap();
    }
    println!("{table}");
    let mut search = String::from(
        "| threshold | include: recall | precision | threshold | exclude: recall | precision |\n|--:|--:|--:|--:|--:|--:|\n",
    );
    let kinds = [committed(), everything(11), rich(11)];
    for (include, exclude) in [
        (0.1, 0.3),
        (0.2, 0.4),
        (0.25, 0.45),
        (0.3, 0.5),
        (0.35, 0.55),
        (0.4, 0.6),
        (0.5, 0.65),
        (0.6, 0.7),
        (0.7, 0.8),
    ] {
        let more = format!("--include-above {include} --false-above {exclude}");
        let scores: Vec<_> = kinds.iter().map(|options| scores(&run(options, &more))[1]).collect();
        let list = |list: usize, which: fn((f64, f64)) -> f64| {
            let each: Vec<String> =
                scores.iter().map(|score| format!("{:.2}", which(score[list]))).collect();
            each.join(", ")
        };
        writeln!(
            search,
            "| {include} | {} | {} | {exclude} | {} | {} |",
            list(0, |it| it.0),
            list(0, |it| it.1),
            list(1, |it| it.0),
            list(1, |it| it.1)
        )
        .unwrap();
    }
    println!("{search}");
}
