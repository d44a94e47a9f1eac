//! `lbsm indicator`: daily series of topics in posts, of sets in a store, of other sources.

mod import;
mod posts;
mod store;
mod table;
mod time;

use super::Global;
use super::exit::Failure;
use anyhow::anyhow;
use std::io::Write;
use std::process::ExitCode;

/// Arguments of `lbsm indicator`.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    long_about = "Daily indicators: topics in posts, sets of a store, other people's series\n\n\
        Counts, for each topic of a dictionary and each day, the documents in which one of its \
        words occurs, and writes a table `date,buzz-food,…` for `lbsm nowcast`. Inside the \
        coverage of the input a day without a document is zero, outside it there is no row. \
        A post counts once, however often the input holds it. docs/indicator.md defines every \
        number and the form of the dictionary.",
    after_help = "Examples:\n  \
        lbsm indicator dumps/ --topics topics.toml --lang uk --mentions ukraine -o buzz.csv\n  \
        lbsm indicator dumps/ --topics topics.toml --mentions ukraine --by place --transform sumlog10 -o buzz.csv\n  \
        lbsm indicator dumps/ --topics topics.toml --tz Europe/Kyiv --min-users 5 -o released.csv\n  \
        lbsm indicator --from study.gpkg --where camps='hashtag:moria | hashtag:idomeni' -o sets.csv\n  \
        lbsm indicator import --kind csv other.csv --join buzz.csv -o X.csv"
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    posts: posts::PostArgs,
    #[command(flatten)]
    store: store::StoreArgs,
    #[command(flatten)]
    table: table::TableArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    #[command(about = "Daily series of other sources, as a table of indicators")]
    Import(import::Args),
}

/// Makes a table.
///
/// # Errors
/// Arguments that make no sense, inputs that cannot be read, outputs that cannot be written.
pub(super) fn run(
    args: &Args,
    global: &Global,
    output: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    if let Some(Command::Import(import)) = &args.command {
        return import::run(import, output).map(|()| ExitCode::SUCCESS);
    }
    match &args.store.from {
        Some(store) => store::run(&args.store, store, &args.posts, &args.table, output)
            .map(|()| ExitCode::SUCCESS),
        // That --where wants --from is lost on clap where INPUT keeps --from out.
        None if !args.store.expressions.is_empty() => Err(Failure::Usage(anyhow!(
            "--where asks a store: say which with --from, instead of INPUT"
        ))),
        None => posts::run(&args.posts, &args.table, global, output),
    }
}
