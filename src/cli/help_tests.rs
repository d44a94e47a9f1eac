//! What `--help` shows.

use super::Cli;
use clap::CommandFactory as _;

/// A doc comment on a variant of `Command` would take the long help of its arguments away.
#[test]
fn commands_show_their_long_help() {
    let mut cli = Cli::command();
    for name in [
        "demo", "etl", "tail", "sets", "query", "venn", "overlap", "info", "merge", "nowcast",
        "db", "hll",
    ] {
        let command = cli.find_subcommand_mut(name).unwrap();
        let about = command.get_about().unwrap().to_string();
        let long = command.get_long_about().map(ToString::to_string).unwrap_or_default();
        assert!(long.len() > about.len() + 50, "{name}: {long}");
        let help = command.render_long_help().to_string();
        assert!(help.starts_with(long.split("\n\n").next().unwrap()), "{name}: {help}");
    }
}
