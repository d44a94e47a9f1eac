//! `lbsm merge`: many stores become one.

mod agreement;
mod source;
mod union;

use super::exit::Failure;
use super::{Global, output, progress, table, value};
use crate::etl::Meter;
use crate::facet::{Base, Bases, ItemMode, Precision};
use crate::hll::Params;
use crate::privacy::KeyId;
use crate::store::{self, Contents, Location, StoreError};
use agreement::Agreement;
use anyhow::anyhow;
use source::{Input, Source};
use std::io::Write;
use union::Union;

/// Arguments of `lbsm merge`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Unite stores, and tables of sets, into one store\n\n\
        The result is what one run over all their inputs would have made, byte for byte. Sets \
        unite only if they were made alike: the same parameters, key, item mode and geohash \
        precision, and the same bases; else nothing is written. A store that is there already \
        takes part in the union. Merging again changes nothing, so what was interrupted is \
        simply run again.\n\n\
        An input may also be a single table of sets: a .csv of `lbsm sets --format csv`, of \
        psql's \\copy, or out of a CSV folder. How its sets were made must be told, unless it \
        lies in the folder that it is a table of.",
    after_help = "Examples:\n  \
        lbsm merge monday.gpkg tuesday.gpkg -o week.gpkg\n  \
        lbsm merge study.gpkg -o study/\n  \
        lbsm merge study.gpkg -o postgres://ada@db.example.org/hlldb\n  \
        lbsm merge a.gpkg b/ --bases hashtag,month --fold -o small.gpkg\n  \
        lbsm merge topical_hashtag.csv --params 11,5,0,1 --key-id 0123456789abcdef -o study.gpkg"
)]
pub struct Args {
    /// Stores (.gpkg, folders ending in /, postgres://…) and tables of sets (.csv)
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<Input>,
    /// The store to unite them in; if it is there, it takes part in the union
    #[arg(short, long, value_name = "DEST")]
    output: Location,
    /// Only these bases [default: all; then all stores must keep the same]
    #[arg(long, value_name = "A,B")]
    bases: Option<Bases>,
    /// Unite the raw posts, users and places, too (personal data!); into a database, these alone
    #[arg(long)]
    raw: bool,
    /// Fold sets to the smallest log2m among them, or to that of the store that is there
    ///
    /// A folded set is the one that the smaller log2m would have given.
    #[arg(long)]
    fold: bool,
    /// Memory for rows; beyond it they are united into the store
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = value::size)]
    memory: usize,

    /// The base that the sets are of, where the file's name and columns do not tell
    #[arg(long, value_name = "BASE", value_parser = source::base, help_heading = "Tables of sets")]
    base: Option<&'static Base>,
    /// log2m,regwidth,expthresh,sparseon of the sets
    #[arg(long, value_name = "PARAMS", help_heading = "Tables of sets")]
    params: Option<Params>,
    /// Id of the key that items were hashed under, as `lbsm info` shows it
    #[arg(long, value_name = "ID", value_parser = source::key_id, help_heading = "Tables of sets")]
    key_id: Option<KeyId>,
    /// Item strings that were hashed
    #[arg(long, value_name = "MODE", default_value = "fixed", help_heading = "Tables of sets")]
    items: ItemMode,
    /// Geohash characters that positions were reduced to; cells are checked against it
    #[arg(long, value_name = "N", default_value = "5", help_heading = "Tables of sets")]
    geohash: Precision,
}

/// Unites stores.
///
/// # Errors
/// An input cannot be read, they do not fit together, or the store cannot be written.
pub(super) fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Result<(), Failure> {
    if let Some(path) = args.output.path() {
        output::folder_of(path)?;
    }
    if let Some(input) = args.inputs.iter().find(|input| input.is_of(&args.output)) {
        return Err(Failure::Usage(anyhow!(
            "{input} is where the others are to be united; leave it out of the inputs: what is \
             in it stays and takes part"
        )));
    }
    let sources: Vec<Source> =
        args.inputs.iter().map(|input| input.open(args)).collect::<Result<_, _>>()?;
    check_raw(args, &sources)?;
    let existing = store::settings(&args.output)?;
    // A database holds sets or posts, never both.
    let only_raw = args.raw && matches!(args.output, Location::Postgres(_));
    let agreement =
        if only_raw { None } else { Agreement::reach(&sources, existing.as_ref(), args)? };
    let settings = agreement.as_ref().map(|agreement| &agreement.settings);
    let mut store = store::write(&args.output, &Contents { sets: settings, raw: args.raw })?;

    let meter = Meter::default();
    let mut union = Union::new(&mut *store, &sources, args.memory, &meter);
    let show = !global.no_progress && !global.quiet;
    progress::watch(&meter, None, show, || -> Result<(), Failure> {
        if let Some(agreement) = &agreement {
            union.unite_sets(agreement)?;
        }
        if args.raw {
            union.unite_raw()?;
        }
        union.unite_logs(agreement.as_ref().is_none_or(Agreement::is_whole), args.raw)
    })?;
    table::print(output, 1, &["table", "before", "read", "now"], &union.report())?;
    writeln!(output, "\nunited in {0}; next: lbsm info {0}", args.output)?;
    Ok(())
}

/// Checks that raw rows are asked for where they are all there is, and are there where they
/// are asked for.
fn check_raw(args: &Args, sources: &[Source]) -> Result<(), Failure> {
    if !args.raw
        && let Some(source) = sources.iter().find(|source| source.settings.is_none())
    {
        return Err(Failure::Usage(anyhow!(
            "{} holds raw posts only; add --raw to unite them",
            source.name
        )));
    }
    let keeps_raw = |source: &Source| -> Result<bool, StoreError> {
        Ok(source.store().map(store::Store::raw_counts).transpose()?.is_some_and(|c| !c.is_empty()))
    };
    let mut any = false;
    for source in sources.iter().filter(|_| args.raw) {
        any |= keeps_raw(source)?;
    }
    if args.raw && !any {
        return Err(Failure::Usage(anyhow!("no input keeps raw posts; leave out --raw")));
    }
    Ok(())
}
