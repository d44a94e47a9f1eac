//! `lbsm completions`: shell completions, from the same definitions as `--help`.

use super::exit::Failure;
use clap::CommandFactory as _;
use std::io::Write;

/// Arguments of `lbsm completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  lbsm completions bash > ~/.local/share/bash-completion/completions/lbsm"
)]
pub struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

/// Writes the script.
///
/// # Errors
/// The output cannot be written.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    // The generator panics when its writer fails, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "lbsm", &mut script);
    Ok(output.write_all(&script)?)
}
