//! `lbsm refine`: which hashtags belong to the topic, and which only look like it?

mod page;
mod pass;
mod study;
mod summary;
mod tables;

use super::exit::{End, Failure};
use super::filter::{self, FilterArgs};
use super::format::FormatArgs;
use super::interrupt::Interrupt;
use super::output::{OutputFile, Outputs, folder_of};
use super::{Global, value};
use crate::refine::sample;
use anyhow::{Context as _, anyhow};
use std::io::Write;
use std::path::{Path, PathBuf};
use study::Study;

/// Arguments of `lbsm refine`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  \
        lbsm refine tweets.jsonl.gz --lexicon migration.toml -o round1\n  \
        lbsm refine tweets.jsonl.gz --lexicon reviewed.toml --drop-language-below 50 -o round2\n  \
        lbsm refine tweets.jsonl.gz --lexicon final.toml --check 400 --show-text -o check\n  \
        lbsm refine --labelled check/sample.csv",
    long_about = "Find out which hashtags belong to a topic, and which only look like it\n\n\
        Reads the posts once and looks at what hashtags stand beside. Those that stand beside the \
        topic's are proposed as terms; those that a fragment caught but that never meet the topic \
        (asylum16, moriarty) as exclusions. Exact terms are the core, which is trusted.\n\n\
        Writes candidates.csv, suspects.csv, yield.csv, lexicon.next.toml and refine.html into the \
        folder. Open refine.html in a browser, tick what is right, download the next lexicon, and \
        run again with it until nothing is left to propose. docs/refine.md defines every figure.\n\n\
        Inputs are those of lbsm etl, and stores of raw posts (.gpkg, FOLDER/)."
)]
pub struct Args {
    /// Files, folders (read recursively, in the order of names) or - for stdin; stores of raw posts
    #[arg(required_unless_present = "labelled", value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    #[command(flatten)]
    format: FormatArgs,
    /// Longest record to accept
    #[arg(long, value_name = "SIZE", default_value = "16MiB", value_parser = value::size, help_heading = "Input")]
    max_record: usize,

    /// The lexicon to refine (TOML; see schemas/lexicon.schema.json)
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "labelled",
        help_heading = "Refinement"
    )]
    lexicon: Option<PathBuf>,
    /// Propose hashtags of at least so many posts
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Refinement")]
    min_posts: u32,
    /// Propose hashtags of at least so many users
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Refinement")]
    min_users: u32,
    /// Propose as terms hashtags whose attachment to the topic is at least this, 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.3, value_parser = share, help_heading = "Refinement")]
    include_above: f64,
    /// Propose as exclusions hashtags whose falseness is at least this, 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.6, value_parser = share, help_heading = "Refinement")]
    false_above: f64,
    /// Exclude languages in which the lexicon finds fewer posts than this
    #[arg(long, value_name = "N", help_heading = "Refinement")]
    drop_language_below: Option<u32>,
    /// Put all proposals into effect: for runs that nobody reviews
    #[arg(long, help_heading = "Refinement")]
    accept: bool,

    #[command(flatten)]
    filters: FilterArgs,

    /// Draw so many of the posts that the lexicon matches for labelling (sample.csv)
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "200", value_parser = clap::value_parser!(u32).range(1..=1_000_000), help_heading = "Check")]
    check: Option<u32>,
    /// What the sample follows from
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Check")]
    seed: u64,
    /// Tell from a labelled sample.csv what share of the matched posts is not about the topic
    #[arg(long, value_name = "FILE", conflicts_with_all = ["inputs", "lexicon", "check"], help_heading = "Check")]
    labelled: Option<PathBuf>,

    /// Folder for the results; made if it is missing
    #[arg(
        short,
        long,
        value_name = "DIR",
        required_unless_present = "labelled",
        help_heading = "Output"
    )]
    output: Option<PathBuf>,
    /// Name hashtags of at least so many users; 1 names all of them
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Output")]
    name_users: u32,
    /// Show sample texts on the page and in sample.csv (personal data!)
    #[arg(long, help_heading = "Output")]
    show_text: bool,
}

/// A number from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_error| format!("{text:?} is not a number"))?;
    if (0.0..=1.0).contains(&number) {
        Ok(number)
    } else {
        Err(format!("{text} is not within 0 to 1"))
    }
}

/// The files that a run writes, beside `sample.csv`.
const FILES: [&str; 7] = [
    "candidates.csv",
    "suspects.csv",
    "yield.csv",
    "lexicon.next.toml",
    "refine.html",
    "sample.csv",
    "rejects.jsonl",
];

/// Runs the command: files into the folder, a summary to `output`.
///
/// # Errors
/// Bad arguments or lexicon, nothing to read, a folder that cannot be written.
pub(super) fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Result<End, Failure> {
    if let Some(path) = &args.labelled {
        return labelled(path, output).map(|()| End::Done);
    }
    // clap has asked for both.
    let (Some(path), Some(folder)) = (&args.lexicon, &args.output) else {
        return Err(Failure::Usage(anyhow!("--lexicon and --output are missing")));
    };
    let lexicon = filter::lexicon(path)?;
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read {}", path.display()))
        .map_err(Failure::Io)?;
    let files: Vec<PathBuf> = FILES.iter().map(|name| folder.join(name)).collect();
    let outputs = Outputs(FILES.into_iter().zip(files.iter().map(PathBuf::as_path)).collect());
    let inputs: Vec<PathBuf> = args.inputs.iter().chain([path]).cloned().collect();
    outputs.check(&inputs)?;
    folder_of(folder)?;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
        .map_err(Failure::Io)?;

    let interrupt = Interrupt::watch();
    let Some((report, findings)) = pass::read(args, &lexicon, &outputs, global, &interrupt)? else {
        tracing::warn!("ended early; nothing was written");
        return Ok(interrupt.end());
    };
    let study = Study::new(args, &lexicon, &text, report, findings)?;
    let mut written = tables::write(folder, &study)?;
    let write = |name: &'static str, content: &str, is_personal: bool| {
        let path = folder.join(name);
        let mut file = OutputFile::lazy(&path, is_personal)?;
        file.write_all(content.as_bytes())
            .with_context(|| format!("cannot write {}", path.display()))
            .map_err(Failure::Io)
    };
    write("lexicon.next.toml", &study.next_lexicon(), false)?;
    write("refine.html", &page::of(&study)?, args.show_text)?;
    written.extend(["lexicon.next.toml", "refine.html"]);
    summary::print(&study, output)?;
    writeln!(output, "\nwritten to {}: {}", folder.display(), written.join(", "))?;
    if !study.report.failed_inputs.is_empty() {
        let failed = study.report.failed_inputs.len();
        return Err(Failure::Io(anyhow!(
            "{failed} of the inputs could not be read to the end; the others are counted"
        )));
    }
    Ok(End::Done)
}

/// What a labelled sample says.
fn labelled(path: &Path, output: &mut dyn Write) -> Result<(), Failure> {
    let file = std::fs::File::open(path)
        .with_context(|| format!("cannot read {}", path.display()))
        .map_err(Failure::Io)?;
    let labelled = sample::labelled(file)
        .with_context(|| format!("{} cannot be evaluated", path.display()))
        .map_err(Failure::Usage)?;
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    writeln!(
        output,
        "{} of {} posts are labelled; {} of them are not about the topic:\n\
         {} false matches are left, 95 % interval {} to {} (Wilson)",
        labelled.labelled,
        labelled.posts,
        labelled.wrong,
        percent(labelled.share),
        percent(labelled.interval.0),
        percent(labelled.interval.1),
    )?;
    Ok(())
}
