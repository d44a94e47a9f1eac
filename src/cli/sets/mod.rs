//! `lbsm sets`: what is in a store, with cardinalities.

mod number;
mod print;
mod rows;
mod total;

use super::exit::Failure;
use crate::facet::Base;
use crate::hll::{Estimator, Params};
use crate::lexicon::nearest;
use crate::store::{self, Location, Settings};
use anyhow::anyhow;
use std::io::Write;

/// Arguments of `lbsm sets`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "List the sets of a store with their cardinalities\n\n\
        Without --base: each base with its number of keys and how many users, posts and user \
        days there are in all of them together. With --base: every key of it. Cardinalities \
        are estimates; --format json adds their 95 % intervals, --format csv the sets \
        themselves as PostgreSQL's hll extension reads them.\n\n\
        Rows in the order of their keys stream; sorting by anything else without --limit holds \
        all rows in memory.",
    after_help = "Examples:\n  \
        lbsm sets lbsm.gpkg\n  \
        lbsm sets lbsm.gpkg --base hashtag --limit 10\n  \
        lbsm sets lbsm.gpkg --base date --limit 0\n  \
        lbsm sets lbsm.gpkg --base latlng --min-users 5 --format csv > cells.csv\n  \
        lbsm sets lbsm.gpkg --base hashtag --estimator pg --format csv"
)]
pub struct Args {
    /// The store
    store: Location,
    /// List the keys of this base, named as in `lbsm info`: base or table
    #[arg(long, value_name = "BASE")]
    base: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// At most so many keys; 0: all [default: 25 in a table, else all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// What to sort by: `key`, a key column, or a count or its set, largest first [default:
    /// posts in a table unless the base is temporal, else key]
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,
    /// Only keys with at least so many users, as estimated
    ///
    /// Keys of few users tell of these users: publish rows with enough of them only.
    #[arg(long, value_name = "N")]
    min_users: Option<u64>,
    /// How cardinalities are estimated: ml and improved have no bump, pg is what PostgreSQL's own
    /// function gives, bit by bit. Only ml has intervals; of the others --format csv prints every
    /// digit
    #[arg(long, value_name = "NAME", default_value = "ml")]
    estimator: Estimator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Aligned, for people.
    Table,
    /// Complete, with the sets in hexadecimal.
    Csv,
    /// With intervals.
    Json,
}

/// Lists sets.
///
/// # Errors
/// The store cannot be read or does not keep the base, or the output cannot be written.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    let store = store::read(&args.store)?;
    let Some(settings) = store.settings() else {
        return Err(Failure::Usage(anyhow!(
            "the store holds raw posts only; there are no sets in it"
        )));
    };
    match &args.base {
        None => {
            for (option, given) in [
                ("--limit", args.limit.is_some()),
                ("--sort", args.sort.is_some()),
                ("--min-users", args.min_users.is_some()),
            ] {
                if given {
                    return Err(Failure::Usage(anyhow!(
                        "{option} is about the keys of one base; say which with --base (without \
                         it there is one row per base, and these are all listed in their order)"
                    )));
                }
            }
            total::list(&*store, settings, args, output)?;
        }
        Some(name) => rows::list(&*store, base(name, settings)?, args, output)?,
    }
    if args.format == Format::Table {
        writeln!(output, "\n{}", accuracy(settings.params))?;
    }
    Ok(())
}

/// The base of this name, or whose table has this name, if the store keeps it.
fn base(name: &str, settings: &Settings) -> Result<&'static Base, Failure> {
    let kept: Vec<&'static Base> = settings.bases.iter().collect();
    if let Some(base) = kept.iter().find(|base| base.name == name || base.table() == name) {
        return Ok(base);
    }
    let names: Vec<&str> = kept.iter().map(|base| base.name).collect();
    let suggestion =
        nearest(name, &names).map_or_else(String::new, |near| format!(" (did you mean {near}?)"));
    Err(Failure::Usage(anyhow!(
        "the store keeps no base {name:?}{suggestion}; it keeps {}",
        names.join(", ")
    )))
}

/// How good the estimates of a store are: the standard error of HyperLogLog is 1.04 / √m with
/// m registers (Flajolet et al. 2007).
fn accuracy(params: Params) -> String {
    let percent = 104.0 / 2.0_f64.powi(i32::from(params.log2m())).sqrt();
    // Two digits, however small.
    let decimals = (1.0 - percent.log10().floor()).max(0.0) as usize;
    format!(
        "Estimates; standard error {percent:.decimals$} % (log2m {}), less for small sets; \
         --format json gives intervals.",
        params.log2m()
    )
}

/// The csv crate wraps the errors of what it writes to.
fn failed(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Failure::Io(anyhow!("cannot write CSV: {other:?}")),
    }
}

#[cfg(test)]
#[path = "sets_tests.rs"]
mod tests;
