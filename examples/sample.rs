//! Writes a synthetic dump of geotagged tweets, for trying lbsm out and for measuring it.
//!
//! `cargo run --release --example sample -- --posts 2000 --seed 7 -o tweets.jsonl`

#[path = "sample/mod.rs"]
mod generator;

use anyhow::{Context, ensure};
use clap::Parser;
use flate2::{Compression, GzBuilder};
use generator::{Format, Options};
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufWriter, Write, stderr, stdout};
use std::path::PathBuf;

/// Write a synthetic, reproducible dump of geotagged tweets as JSON lines.
#[derive(Parser)]
struct Arguments {
    /// Regular posts to write
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(..=100_000_000))]
    posts: u64,
    /// The same seed and options give the same bytes
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Version of the API
    #[arg(long, value_enum, default_value = "v1")]
    format: Format,
    /// Share of the posts that have coordinates
    #[arg(long, default_value_t = 0.6, value_name = "SHARE")]
    geotagged: f64,
    /// Share of the posts that have a place but no coordinates
    #[arg(long, default_value_t = 0.3, value_name = "SHARE")]
    placed: f64,
    /// How many times more the topic is written about than in a stream of everything
    #[arg(long, default_value_t = 1, value_name = "FACTOR", value_parser = clap::value_parser!(u64).range(..=1000))]
    topic: u64,
    /// Strew in stream notices, damaged lines and repetitions (1 in 100)
    #[arg(long)]
    dirt: bool,
    /// First day
    #[arg(long, default_value = "2016-02-01", value_name = "DATE")]
    start: Date,
    /// Last day
    #[arg(long, default_value = "2021-01-31", value_name = "DATE")]
    end: Date,
    /// Write to a file instead of standard output; gzipped if it ends in .gz
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write what the dump holds, with exact sets, to a JSON file (takes memory)
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let options = options(&arguments)?;
    let truth = match &arguments.output {
        None => {
            let mut out = BufWriter::with_capacity(1 << 20, stdout().lock());
            let truth = generator::write(&options, &mut out)?;
            out.flush()?;
            truth
        }
        Some(path) => {
            let file =
                File::create(path).with_context(|| format!("creating {}", path.display()))?;
            let mut out = BufWriter::with_capacity(1 << 20, file);
            let truth = if path.extension().is_some_and(|ending| ending == "gz") {
                // No name and no time in the header: the same bytes every time.
                let mut gz = GzBuilder::new().mtime(0).write(out, Compression::best());
                let truth = generator::write(&options, &mut gz)?;
                out = gz.finish()?;
                truth
            } else {
                generator::write(&options, &mut out)?
            };
            out.flush().with_context(|| format!("writing {}", path.display()))?;
            truth
        }
    };
    match &arguments.truth {
        Some(path) => {
            let json = serde_json::to_string_pretty(&truth)? + "\n";
            std::fs::write(path, json).with_context(|| format!("writing {}", path.display()))?;
        }
        None => writeln!(stderr(), "{}", serde_json::to_string(&truth)?)?,
    }
    Ok(())
}

fn options(arguments: &Arguments) -> anyhow::Result<Options> {
    let Arguments { geotagged, placed, start, end, .. } = *arguments;
    let per_million = |share: f64| (share * 1e6).round() as u64;
    ensure!(
        (0.0..=1.0).contains(&geotagged) && (0.0..=1.0).contains(&placed),
        "--geotagged and --placed are shares between 0 and 1"
    );
    // Retweets have coordinates less often, so the others need more than the share asked for.
    ensure!(
        geotagged * 1.118 + placed <= 1.0,
        "--geotagged {geotagged} and --placed {placed} leave no room: 1.118 times the first and \
         the second must not exceed 1"
    );
    ensure!(start <= end, "--start {start} lies after --end {end}");
    ensure!(start.year() >= 2012 && end.year() <= 2039, "the years must lie between 2012 and 2039");
    Ok(Options {
        posts: arguments.posts,
        seed: arguments.seed,
        format: arguments.format,
        geotagged: per_million(geotagged),
        placed: per_million(placed),
        topic: arguments.topic,
        dirt: arguments.dirt,
        start,
        end,
        sets: arguments.truth.is_some(),
    })
}
