//! `lbsm db`: PostgreSQL databases: make them, look at them, take over what others left.

use super::exit::Failure;
use super::table::shown;
use crate::facet::{Bases, Precision};
use crate::hll::Params;
use crate::privacy::Key;
use crate::store::{Location, Postgres, postgres};
use anyhow::anyhow;
use postgres::{Address, Finding, Kind, Migration};
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `lbsm db`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Make, check and take over PostgreSQL databases\n\n\
        The LBSN structure keeps sets and raw posts in two databases, of one server or two. A \
        database is named as psql names it, postgres://user@host:port/database or service=NAME; \
        what is left out comes from PG… variables, ~/.pg_service.conf and ~/.pgpass. Put the \
        password there, too: in the address everybody on the machine can read it.",
    after_help = "Examples:\n  \
        lbsm db init postgres://ada@db.example.org/hlldb\n  \
        lbsm db init postgres://ada@db.example.org/rawdb --kind raw\n  \
        lbsm db check service=hlldb --sets\n  \
        lbsm db migrate postgres:///hlldb --key-file salt.txt"
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make the tables, and the database itself if it is missing and the role may
    Init {
        /// The database
        #[arg(value_name = "URL")]
        database: Location,
        /// What it is to hold
        #[arg(long, value_name = "KIND", default_value = "hll")]
        kind: KindName,
        /// log2m,regwidth,expthresh,sparseon of the sets
        #[arg(long, value_name = "PARAMS", default_value_t = Params::DEFAULT)]
        hll_params: Params,
    },
    /// Look at server, extensions, tables and rights, and say what is wrong
    Check {
        /// The database
        #[arg(value_name = "URL")]
        database: Location,
        /// Read every set, too
        #[arg(long)]
        sets: bool,
    },
    /// Take over a database that lbsntransform filled, or that an older lbsm made
    ///
    /// Finds the parameters of its sets and tests the key; what is there stays as it is.
    Migrate {
        /// The database
        #[arg(value_name = "URL")]
        database: Location,
        /// File with the salt that lbsntransform was given (`--hmac_key`); an empty file if none
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
        /// To how many geohash characters positions were reduced, or `exact`
        #[arg(long, value_name = "N", default_value = "exact")]
        geohash: Precision,
        /// Bases to go on filling [default: those that lbsntransform fills]
        #[arg(long, value_name = "A,B")]
        bases: Option<Bases>,
        /// Parameters of a database that holds no set yet [default: 11,5,-1,1]
        #[arg(long, value_name = "PARAMS")]
        hll_params: Option<Params>,
    },
}

/// What a database is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum KindName {
    /// Sets.
    Hll,
    /// Posts, users and places.
    Raw,
}

impl From<KindName> for Kind {
    fn from(kind: KindName) -> Self {
        match kind {
            KindName::Hll => Kind::Sets,
            KindName::Raw => Kind::Raw,
        }
    }
}

/// Makes, checks or takes over a database.
///
/// # Errors
/// The database cannot be reached, is not what it should be, or the role may not change it.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    match &args.command {
        Command::Init { database, kind, hll_params } => {
            let address = address(database)?;
            Postgres::init(address, (*kind).into(), *hll_params)?;
            let option = if *kind == KindName::Raw { "--raw" } else { "--hll" };
            writeln!(output, "ready: {address}\nnext:  lbsm etl … {option} {address}")?;
            Ok(())
        }
        Command::Check { database, sets } => {
            let findings = Postgres::check(address(database)?, *sets)?;
            print(&findings, output)
        }
        Command::Migrate { database, key_file, geohash, bases, hll_params } => {
            let address = address(database)?;
            let key = match key_file {
                Some(path) => Some(Key::read(path).map_err(|error| Failure::Io(error.into()))?),
                None => None,
            };
            let migration = Migration {
                key,
                precision: Some(*geohash),
                bases: bases.clone(),
                params: *hll_params,
            };
            print(&Postgres::migrate(address, &migration)?, output)?;
            writeln!(output, "\nnext: lbsm db check {address} --sets")?;
            Ok(())
        }
    }
}

fn address(location: &Location) -> Result<&Address, Failure> {
    match location {
        Location::Postgres(address) => Ok(address),
        other => Err(Failure::Usage(anyhow!(
            "{other} is no database; the form is postgres://user@host:port/database or service=NAME"
        ))),
    }
}

/// Lists findings; fails if one of them is bad.
fn print(findings: &[Finding], output: &mut dyn Write) -> Result<(), Failure> {
    for Finding { what, found, good } in findings {
        let mark = if *good { "ok " } else { "BAD" };
        writeln!(output, "{mark}  {what:<12}  {}", shown(found))?;
    }
    output.flush()?;
    match findings.iter().filter(|finding| !finding.good).count() {
        0 => Ok(()),
        bad => Err(Failure::Io(anyhow!(
            "{bad} of {} things are not as they should be",
            findings.len()
        ))),
    }
}
