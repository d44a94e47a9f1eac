//! `lbsm demo`: the whole thing on a bundled sample.

use super::exit::Failure;
use super::{Cli, Command, Global, etl, indicator, nowcast, sets};
use anyhow::Context as _;
use clap::Parser as _;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 2,800 synthetic posts; `fixtures/sample/README.md` tells how they were made.
const TWEETS: &[u8] = include_bytes!("../../fixtures/sample/tweets.jsonl.gz");
/// The migration lexicon that the sample is filtered by.
const LEXICON: &str = include_str!("../../fixtures/lexicon/migration.toml");

/// Topics of the sample's posts.
const TOPICS: &str = include_str!("../../fixtures/topics/sample.toml");
/// A made-up flow that the posts of one topic lead by six days.
const FLOW: &str = include_str!("../../fixtures/nowcast/sample_flow.csv");

/// Arguments of `lbsm demo`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "See the whole thing on a bundled sample\n\n\
        Writes a synthetic dump of 2,800 posts and a lexicon of the migration topic to a folder, \
        turns them into a GeoPackage of sets, shows what is in it, and makes daily indicators of \
        topics that it tries on a made-up flow. Needs no network and no \
        other program.",
    after_help = "Example:\n  lbsm demo --out study"
)]
pub struct Args {
    /// Folder to write to; made if it is missing
    #[arg(long, value_name = "DIR", default_value = "lbsm-demo")]
    out: PathBuf,
}

/// Writes the sample, runs the other commands on it and says how to go on.
///
/// # Errors
/// The folder cannot be written to, or holds a store that does not fit.
pub(super) fn run(
    args: &Args,
    global: &Global,
    output: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let folder = &args.out;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
        .map_err(Failure::Io)?;
    let tweets = put(folder, "tweets.jsonl.gz", TWEETS)?;
    let lexicon = put(folder, "lexicon.toml", LEXICON.as_bytes())?;
    let store = folder.join("lbsm.gpkg");
    let report = folder.join("report.json");

    let arguments: Vec<OsString> = vec![
        "lbsm".into(),
        "etl".into(),
        tweets.clone().into(),
        "--lexicon".into(),
        lexicon.into(),
        "--hll".into(),
        store.clone().into(),
        "--report".into(),
        report.into(),
    ];
    show(output, &arguments)?;
    if let Command::Etl(args) = parse(&arguments)? {
        etl::run(&args, global, output)?;
        writeln!(output)?;
    }

    let arguments: Vec<OsString> = ["lbsm", "sets"]
        .map(OsString::from)
        .into_iter()
        .chain([store.clone().into()])
        .chain(["--base", "hashtag", "--limit", "10"].map(OsString::from))
        .collect();
    show(output, &arguments)?;
    if let Command::Sets(args) = parse(&arguments)? {
        sets::run(&args, output)?;
    }

    writeln!(output)?;
    lead(folder, &tweets, global, output)?;

    let store = store.display();
    writeln!(
        output,
        "\n{store} is a GeoPackage. Drop it into QGIS (layer spatial_latlng, styled by \
         `users`), or:\n  \
         python  geopandas.read_file(\"{store}\", layer=\"spatial_latlng\")\n  \
         R       sf::st_read(\"{store}\", \"spatial_latlng\")\n  \
         shell   ogrinfo -so {store} spatial_latlng\n\
         It holds sets, no posts and no names. But many of its cells and hashtags have a \
         single\nuser: publish rows with enough users only, and never the key beside it.\n\
         For your own dumps: lbsm etl --help",
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Makes indicators of topics, and asks whether they lead a flow.
fn lead(
    folder: &Path,
    tweets: &Path,
    global: &Global,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let topics = put(folder, "topics.toml", TOPICS.as_bytes())?;
    let flow = put(folder, "flow.csv", FLOW.as_bytes())?;
    let indicators = folder.join("indicators.csv");
    let arguments: Vec<OsString> = vec![
        "lbsm".into(),
        "indicator".into(),
        tweets.into(),
        "--topics".into(),
        topics.into(),
        "-o".into(),
        indicators.clone().into(),
    ];
    show(output, &arguments)?;
    if let Command::Indicator(args) = parse(&arguments)? {
        indicator::run(&args, global, output)?;
        writeln!(output)?;
    }
    let arguments: Vec<OsString> = vec![
        "lbsm".into(),
        "nowcast".into(),
        "--indicators".into(),
        indicators.into(),
        "--flow".into(),
        flow.into(),
        "--guard".into(),
        "99".into(),
        "-o".into(),
        folder.join("nowcast").into(),
    ];
    show(output, &arguments)?;
    if let Command::Nowcast(args) = parse(&arguments)? {
        nowcast::run(&args, output)?;
    }
    Ok(())
}

fn put(folder: &Path, name: &str, content: &[u8]) -> Result<PathBuf, Failure> {
    let path = folder.join(name);
    std::fs::write(&path, content)
        .with_context(|| format!("cannot write {}", path.display()))
        .map_err(Failure::Io)?;
    Ok(path)
}

fn show(output: &mut dyn Write, arguments: &[OsString]) -> Result<(), Failure> {
    let words: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    writeln!(output, "$ {}", words.join(" "))?;
    // What follows may take a moment.
    Ok(output.flush()?)
}

fn parse(arguments: &[OsString]) -> Result<Command, Failure> {
    let cli = Cli::try_parse_from(arguments).map_err(|error| Failure::Usage(error.into()))?;
    Ok(cli.command)
}
