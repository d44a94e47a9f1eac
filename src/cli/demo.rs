//! `lbsm demo`: a whole study of a bundled sample.

use super::exit::{End, Failure};
use super::{Cli, Command, Global};
use anyhow::Context as _;
use clap::Parser as _;
use std::io::Write;
use std::path::PathBuf;

/// What the study is made of. The posts are synthetic; `fixtures/sample/README.md` tells how they
/// were made, and that one topic leads the flow by six days.
const FILES: [(&str, &[u8]); 5] = [
    ("tweets.jsonl.gz", include_bytes!("../../fixtures/sample/tweets.jsonl.gz")),
    ("lexicon.toml", include_bytes!("../../fixtures/lexicons/migration.toml")),
    ("topics.toml", include_bytes!("../../fixtures/topics/sample.toml")),
    ("flow.csv", include_bytes!("../../fixtures/nowcast/sample_flow.csv")),
    ("pipeline.toml", include_bytes!("../../fixtures/sample/pipeline.toml")),
];

/// Arguments of `lbsm demo`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "See the whole thing on a bundled sample\n\n\
        Writes a synthetic dump of 2,800 posts, a lexicon of the migration topic, topics, a made-up \
        flow and the file of a study to a folder, and runs the study: sets, candidates for the \
        lexicon, queries, maps, indicators, nowcasts and a page to explore it all. Needs no network \
        and no other program.",
    after_help = "Example:\n  lbsm demo --out try"
)]
pub struct Args {
    /// Folder to write to; made if it is missing
    #[arg(long, value_name = "DIR", default_value = "lbsm-demo")]
    out: PathBuf,
}

/// Writes the sample, runs its study and says how to go on.
///
/// # Errors
/// The folder cannot be written to, or holds a study that does not fit.
pub(super) fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Result<End, Failure> {
    let folder = &args.out;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
        .map_err(Failure::Io)?;
    for (name, content) in FILES {
        let path = folder.join(name);
        // What is the same stays as it is, so that nothing is made again without need; what somebody
        // has changed since is theirs.
        match std::fs::read(&path) {
            Ok(found) if found == content => continue,
            Ok(_) => {
                writeln!(output, "{} differs from the sample's and is kept", path.display())?;
                continue;
            }
            Err(_) => {}
        }
        std::fs::write(&path, content)
            .with_context(|| format!("cannot write {}", path.display()))
            .map_err(Failure::Io)?;
    }
    let pipeline = folder.join("pipeline.toml");
    writeln!(output, "$ lbsm run {}\n", pipeline.display())?;
    let words = ["lbsm".into(), "run".into(), pipeline.into_os_string()];
    let cli = Cli::try_parse_from(words).map_err(|error| Failure::Usage(error.into()))?;
    let Command::Run(run) = cli.command else { return Ok(End::Done) };
    let end = super::run::run(&run, global, output)?;
    writeln!(
        output,
        "\nAll of it lies in {}. Its study/lbsm.gpkg is a GeoPackage of sets: drop it into QGIS (layer\n\
         spatial_latlng, styled by `users`). It holds no posts and no names, but many of its cells and\n\
         hashtags have a single user: publish rows with enough users only, and never study.key beside\n\
         it. For your own dumps: lbsm run --init",
        folder.display(),
    )?;
    Ok(end)
}
