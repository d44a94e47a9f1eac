//! `lbsm man`: manual pages, from the same definitions as `--help`.

use super::exit::Failure;
use anyhow::Context as _;
use clap::CommandFactory as _;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `lbsm man`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Write manual pages\n\n\
        One for the program and one for each command: lbsm.1, lbsm-etl.1, …",
    after_help = "Example:\n  lbsm man ~/.local/share/man/man1 && man lbsm-etl"
)]
pub struct Args {
    /// Folder to write to; made if it is missing
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the pages.
///
/// # Errors
/// The folder cannot be written to.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    let folder = &args.folder;
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        clap_mangen::generate_to(super::Cli::command(), folder)
    };
    write()
        .with_context(|| format!("cannot write manual pages to {}", folder.display()))
        .map_err(Failure::Io)?;
    Ok(writeln!(output, "manual pages are in {}", folder.display())?)
}
