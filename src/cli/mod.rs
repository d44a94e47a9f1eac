//! The command line: one file per subcommand, each from arguments to a checked plan to a run.
//! The only rooms of the house that print or parse arguments.

mod completions;
mod config;
mod db;
mod demo;
mod etl;
pub mod exit;
mod explore;
mod filter;
mod format;
mod grid;
pub mod hll;
mod indicator;
mod info;
mod input;
mod interrupt;
mod man;
mod merge;
mod nowcast;
mod output;
mod overlap;
mod picture;
mod progress;
mod query;
mod refine;
mod rejects;
mod report;
mod run;
mod session;
mod sets;
mod table;
mod tail;
#[cfg(test)]
mod testing;
mod value;
mod venn;

use clap::{Parser, Subcommand};
use exit::{End, Failure};
use output::Forgiving;
use std::io::{self, BufRead, IsTerminal as _, Write};
use std::process::ExitCode;

/// Geotagged social-media posts in, privacy-aware HyperLogLog sets out.
///
/// lbsm streams dumps of posts into a GeoPackage of HyperLogLog sets along four facets (who,
/// when, where, what) that can be counted, united and intersected but hold no post and no
/// name, byte for byte those of PostgreSQL's hll extension.
#[derive(Debug, Parser)]
#[command(
    name = "lbsm",
    version,
    max_term_width = 98,
    args_override_self = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Begin with `lbsm demo`. Results go to stdout, everything else to stderr.\n\
        Exit codes: 0 done; 1 done, but records were rejected and --strict was given; 2 usage;\n\
        3 input or output failed; 4 refused for privacy or compatibility; 130 and 143 ended\n\
        early by Ctrl-C or SIGTERM, with all that was read in the store."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// Threads to work with [default: one per core]
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Say less: warnings and errors only
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more; twice for even more
    #[arg(short, long, global = true, action = clap::ArgAction::Count, conflicts_with = "quiet")]
    verbose: u8,
    /// How messages on stderr are written
    #[arg(long, value_name = "FORMAT", global = true, default_value = "text")]
    log_format: LogFormat,
    /// Show no progress bar
    #[arg(long, global = true)]
    no_progress: bool,
    /// Take defaults for options from a TOML file; the command line wins
    ///
    /// A table per command, keys as the long options: [etl] lexicon = "migration.toml".
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<std::path::PathBuf>,
}

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

// Doc comments would take the place of the long help that stands with the arguments.
#[derive(Debug, Subcommand)]
enum Command {
    #[command(about = "See the whole thing on a bundled sample")]
    Demo(demo::Args),
    #[command(about = "Run a whole study from one file: sets, maps, tables, figures, a page")]
    Run(run::Args),
    #[command(about = "Turn dumps of posts into sets (and, if asked, into raw tables)")]
    Etl(Box<etl::Args>),
    #[command(about = "Find out which hashtags belong to a topic, and which only look like it")]
    Refine(Box<refine::Args>),
    #[command(about = "Keep ingesting what arrives in a folder, or through a pipe")]
    Tail(Box<tail::Args>),
    #[command(about = "List the sets of a store with their cardinalities")]
    Sets(sets::Args),
    #[command(
        about = "How many are in a union, intersection or difference of sets, and how sure that is"
    )]
    Query(query::Args),
    #[command(about = "All regions of two to four sets")]
    Venn(venn::Args),
    #[command(about = "What the largest sets of a base share with each other")]
    Overlap(overlap::Args),
    #[command(about = "Write one offline page in which everybody can look at the sets")]
    Explore(explore::Args),
    #[command(about = "How many are in each cell: tables, layers, maps")]
    Grid(Box<grid::Args>),
    #[command(about = "Tell what a store is: parameters, key id, bases, period, what went in")]
    Info(info::Args),
    #[command(about = "Unite stores, and tables of sets, into one store")]
    Merge(Box<merge::Args>),
    #[command(about = "Daily indicators: topics in posts, sets of a store, other people's series")]
    Indicator(Box<indicator::Args>),
    #[command(about = "Find out whether daily indicators lead, lag or predict an official flow")]
    Nowcast(Box<nowcast::Args>),
    #[command(about = "Make, check and take over PostgreSQL databases")]
    Db(db::Args),
    #[command(about = "HyperLogLog sets as a Unix tool: add, union, card, inspect, fold")]
    Hll(hll::Args),
    #[command(about = "Write a completion script for a shell")]
    Completions(completions::Args),
    #[command(about = "Write manual pages")]
    Man(man::Args),
}

impl Command {
    /// Whether all that the command does is to print, so that it is done when nobody listens
    /// any more (`lbsm sets … | head`). The others go on.
    fn only_reads(&self) -> bool {
        !matches!(
            self,
            Command::Demo(_)
                | Command::Etl(_)
                | Command::Refine(_)
                | Command::Tail(_)
                | Command::Merge(_)
                | Command::Explore(_)
                | Command::Indicator(_)
                | Command::Grid(_)
                | Command::Nowcast(_)
                | Command::Run(_)
        )
    }

    fn run(
        &self,
        global: &Global,
        input: &mut dyn BufRead,
        output: &mut dyn Write,
    ) -> Result<End, Failure> {
        let mut forgiving;
        let output: &mut dyn Write = if self.only_reads() {
            output
        } else {
            forgiving = Forgiving(output);
            &mut forgiving
        };
        match self {
            Command::Demo(args) => return demo::run(args, global, output),
            Command::Run(args) => return run::run(args, global, output),
            Command::Etl(args) => return etl::run(args, global, output),
            Command::Refine(args) => return refine::run(args, global, output),
            Command::Tail(args) => return tail::run(args, global, output),
            Command::Merge(args) => merge::run(args, global, output),
            Command::Sets(args) => sets::run(args, output),
            Command::Query(args) => query::run(args, input, output),
            Command::Venn(args) => venn::run(args, output),
            Command::Overlap(args) => overlap::run(args, output),
            Command::Grid(args) => grid::run(args, output),
            Command::Explore(args) => explore::run(args, output),
            Command::Info(args) => info::run(args, output),
            Command::Indicator(args) => return indicator::run(args, global, output),
            Command::Nowcast(args) => nowcast::run(args, output),
            Command::Db(args) => db::run(args, output),
            Command::Hll(args) => hll::run(args, input, output),
            Command::Completions(args) => completions::run(args, output),
            Command::Man(args) => man::run(args, output),
        }?;
        Ok(End::Done)
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match config::arguments(std::env::args_os().collect()) {
        Ok(arguments) => arguments,
        Err(failure) => return fail(&failure),
    };
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way, too; clap knows which stream and code.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    start_log(&cli.global);
    // For uniting and encoding sets, beside the threads of a run. Should the system refuse,
    // the library makes do with what it gets.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(cli.global.threads());
    if let Err(error) = pool.build_global() {
        tracing::debug!("{error}");
    }
    match run(&cli) {
        Ok(end) => end.into(),
        Err(failure) if cli.command.only_reads() && failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => fail(&failure),
    }
}

fn run(cli: &Cli) -> Result<End, Failure> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    // Not locked: threads that read posts from it would wait for ever.
    let mut input = io::BufReader::new(io::stdin());
    let end = cli.command.run(&cli.global, &mut input, &mut output)?;
    if let Err(error) = output.flush()
        && (cli.command.only_reads() || error.kind() != io::ErrorKind::BrokenPipe)
    {
        return Err(error.into());
    }
    Ok(end)
}

fn fail(failure: &Failure) -> ExitCode {
    // Many errors tell their cause themselves; a cause is added only where it is news.
    let mut message = String::new();
    for cause in failure.error().chain() {
        let cause = cause.to_string();
        if !message.contains(&cause) {
            if !message.is_empty() {
                message.push_str(": ");
            }
            message.push_str(&cause);
        }
    }
    // When even stderr is gone, the exit code is all that is left.
    let _ = writeln!(io::stderr(), "lbsm: {message}");
    failure.exit_code()
}

impl Global {
    fn threads(&self) -> usize {
        match self.threads {
            Some(threads) => usize::from(threads),
            None => std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

fn start_log(global: &Global) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => "warn",
        (false, 0) => "info",
        (false, 1) => "debug",
        (false, _) => "trace",
    };
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing_subscriber::filter::LevelFilter::WARN.into())
        // Who draws texts complains of characters without a font one by one, without advice.
        .parse_lossy(format!("warn,usvg=error,lbsm={level}"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(progress::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        // It would be told on stderr, where a message could not be written, and end the program.
        .log_internal_errors(false);
    match global.log_format {
        LogFormat::Text => builder.without_time().init(),
        LogFormat::Json => builder.json().init(),
    }
}

#[cfg(test)]
#[path = "documented_tests.rs"]
mod documented;

#[cfg(test)]
#[path = "help_tests.rs"]
mod help_tests;
