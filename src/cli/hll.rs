//! `lbsm hll`: the sketch as a Unix tool.
//!
//! Sets travel as text, one a line, in the hexadecimal form in which PostgreSQL prints them (`\x…`; the
//! prefix may be missing). An empty line is PostgreSQL's NULL.

use std::fmt;
use std::fs;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use serde::Serialize;

use super::exit::Failure;
use crate::hex::{self, HexError};
use crate::hll::{Estimator, Kind, Params, Sketch, UnionError, hash};

/// The arguments of `lbsm hll`.
#[derive(Debug, clap::Args)]
#[command(long_about = "HyperLogLog sets as a Unix tool: add, union, card, inspect, fold\n\n\
        Sets travel as text, one a line, in the hexadecimal form in which PostgreSQL prints them \
        (\\x…; the prefix may be missing). An empty line is PostgreSQL's NULL.")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

// Doc comments would take the place of the long help that stands with the arguments.
#[derive(Debug, clap::Subcommand)]
enum Command {
    #[command(about = "Build a set from items on standard input, one a line")]
    Add(Add),
    #[command(about = "Unite sets into one")]
    Union(Union),
    #[command(about = "Estimate how many different items sets have seen, one number a line")]
    Card(Card),
    #[command(about = "Describe sets as JSON")]
    Inspect(Inspect),
    #[command(about = "Reduce sets to fewer registers, as if they had been built with them")]
    Fold(Fold),
}

#[derive(Debug, clap::Args)]
#[command(
    long_about = "Build a set from items on standard input, one a line\n\n\
        Items are what stands before each newline, byte for byte; carriage returns and blanks count.",
    after_help = "\
Examples:
  cut -f1 users.tsv | lbsm hll add
  lbsm hll add --params 11,5,-1,1 --hash int < ids.txt    # as hll_add_agg(hll_hash_integer(id))
  lbsm hll add --key-file lbsm.key < users.txt | lbsm hll card"
)]
struct Add {
    /// log2m,regwidth,expthresh,sparseon, as in PostgreSQL's `hll_empty`
    #[arg(long, value_name = "PARAMS", default_value_t)]
    params: Params,
    /// What the items are and so how they are hashed
    #[arg(long, value_enum, value_name = "TYPE", default_value_t = Hash::Text)]
    hash: Hash,
    /// Hash text under the key in this file (HMAC-SHA256), whose last newline does not count
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, clap::ValueEnum)]
enum Hash {
    /// UTF-8 text: `hll_hash_text`
    Text,
    /// 32-bit integers: `hll_hash_integer`
    Int,
    /// 64-bit integers: `hll_hash_bigint`
    Bigint,
    /// Bytes in hexadecimal: `hll_hash_bytea`
    Bytea,
    /// Hashes themselves, as signed 64-bit integers
    Raw,
}

#[derive(Debug, clap::Args)]
#[command(
    long_about = "Describe sets as JSON\n\n\
        What does not exist is null, such as the cardinality of an UNDEFINED set. A set is \
        canonical if PostgreSQL would write these very bytes for its content.",
    after_help = "\
Examples:
  lbsm hll inspect '\\x138b40038223a2'
  lbsm hll inspect < sets.txt | jq .cardinality.ml"
)]
struct Inspect {
    #[command(flatten)]
    sets: Sets,
}

#[derive(Debug, clap::Args)]
struct Sets {
    /// Sets in hexadecimal; read from standard input, one a line, if there is none
    #[arg(value_name = "HEX")]
    sets: Vec<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    long_about = "Unite sets into one\n\n\
        Only sets with equal parameters unite. Whether they were built under the same key cannot be \
        seen in them: keep sets of different keys apart. Empty lines (NULL) are passed over.",
    after_help = "\
Examples:
  lbsm hll union '\\x138b40038223a2' '\\x138b402fa1'
  psql -Atc 'select user_hll from topical.hashtag' | lbsm hll union | lbsm hll card"
)]
struct Union {
    #[command(flatten)]
    sets: Sets,
}

#[derive(Debug, clap::Args)]
#[command(
    long_about = "Estimate how many different items sets have seen, one number a line\n\n\
        Prints an empty line for an empty line (NULL) and for an UNDEFINED set, and `Infinity` when \
        every register is at its limit.",
    after_help = "\
Examples:
  lbsm hll card '\\x138b40038223a2'
  lbsm hll card --estimator pg < sets.txt    # the numbers that hll_cardinality gives"
)]
struct Card {
    #[command(flatten)]
    sets: Sets,
    /// ml (maximum likelihood), improved (Ertl's improved raw) or pg (what PostgreSQL says)
    #[arg(long, value_name = "NAME", default_value_t)]
    estimator: Estimator,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  lbsm hll fold '\\x138b40038223a2' --log2m 10
  lbsm hll fold --log2m 8 < sets.txt    # smaller sets tell less about their members")]
struct Fold {
    #[command(flatten)]
    sets: Sets,
    /// The binary logarithm of the new number of registers, 4 to that of the set
    #[arg(long, value_name = "N")]
    log2m: u8,
}

/// Runs the subcommand. Results go to `output`, nothing else does.
///
/// # Errors
///
/// [`Failure::Usage`] for arguments and lines that make no sense, [`Failure::Refused`] for sets that do
/// not unite, [`Failure::Io`] when reading or writing fails.
pub fn run(args: &Args, input: &mut dyn BufRead, output: &mut dyn Write) -> Result<(), Failure> {
    match &args.command {
        Command::Add(add) => add.run(input, output),
        Command::Union(union) => union.run(input, output),
        Command::Card(card) => card.run(input, output),
        Command::Inspect(inspect) => inspect.sets.for_each(input, |_, bytes, sketch| {
            let description = serde_json::to_string_pretty(&Description::new(bytes, sketch))
                .map_err(std::io::Error::from)?;
            Ok(writeln!(output, "{description}")?)
        }),
        Command::Fold(fold) => fold.sets.for_each(input, |place, _, sketch| {
            let folded = sketch.fold(fold.log2m).map_err(|error| usage(place, error))?;
            write_set(&folded, output)
        }),
    }
}

impl Add {
    fn run(&self, input: &mut dyn BufRead, output: &mut dyn Write) -> Result<(), Failure> {
        let keyed = self.key_file.as_deref().map(|file| self.keyed(file)).transpose()?;
        let mut sketch = Sketch::new(self.params);
        for_each_line(input, |place, line| {
            let hash = match &keyed {
                Some(keyed) => utf8(line).map(|item| keyed.hash(item)),
                None => self.hash.of(line),
            };
            sketch.insert(hash.map_err(|error| usage(place, error))?);
            Ok(())
        })?;
        write_set(&sketch, output)
    }

    fn keyed(&self, file: &Path) -> Result<hash::Keyed, Failure> {
        if self.hash != Hash::Text {
            return Err(Failure::Usage(anyhow!(
                "a key hashes text only: leave out --hash or --key-file"
            )));
        }
        let key = fs::read(file)
            .with_context(|| format!("while reading the key from {}", file.display()))
            .map_err(Failure::Io)?;
        Ok(hash::Keyed::new(key.strip_suffix(b"\n").unwrap_or(&key)))
    }
}

impl Hash {
    fn of(self, item: &[u8]) -> Result<u64, ItemError> {
        Ok(match self {
            Hash::Text => hash::text(utf8(item)?),
            Hash::Int => hash::integer(integer(item, "32-bit")?),
            Hash::Bigint => hash::bigint(integer(item, "64-bit")?),
            Hash::Bytea => hash::bytes(&hex::decode(utf8(item)?)?, 0),
            Hash::Raw => integer::<i64>(item, "64-bit")?.cast_unsigned(),
        })
    }
}

impl Union {
    fn run(&self, input: &mut dyn BufRead, output: &mut dyn Write) -> Result<(), Failure> {
        let mut union: Option<Sketch> = None;
        self.sets.for_each_text(input, |place, text| {
            if text.is_empty() {
                return Ok(());
            }
            let bytes = hex::decode(text).map_err(|error| usage(place, error))?;
            match &mut union {
                None => union = Some(decode(place, &bytes)?),
                Some(union) => union.union_bytes(&bytes).map_err(|error| match error {
                    UnionError::Mismatch(mismatch) => Failure::Refused(anyhow!(
                        "{place}: {mismatch}; only sets with equal parameters unite \
                         (see `lbsm hll inspect`)"
                    )),
                    broken => usage(place, broken),
                })?,
            }
            Ok(())
        })?;
        match union {
            Some(union) => write_set(&union, output),
            None => Err(Failure::Usage(anyhow!("no set to unite: name some or pipe some in"))),
        }
    }
}

impl Card {
    fn run(&self, input: &mut dyn BufRead, output: &mut dyn Write) -> Result<(), Failure> {
        self.sets.for_each_text(input, |place, text| {
            let cardinality = match text {
                "" => None,
                text => {
                    let bytes = hex::decode(text).map_err(|error| usage(place, error))?;
                    decode(place, &bytes)?.cardinality_by(self.estimator)
                }
            };
            match cardinality {
                None => writeln!(output)?,
                Some(f64::INFINITY) => writeln!(output, "Infinity")?,
                Some(number) => writeln!(output, "{number}")?,
            }
            Ok(())
        })
    }
}

impl Sets {
    /// Visits each set: where it stands, its bytes, and the set.
    fn for_each(
        &self,
        input: &mut dyn BufRead,
        mut visit: impl FnMut(Place, &[u8], &Sketch) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.for_each_text(input, |place, text| {
            let bytes = hex::decode(text).map_err(|error| usage(place, error))?;
            visit(place, &bytes, &decode(place, &bytes)?)
        })
    }

    /// Visits each set as it was written, without blanks around it.
    fn for_each_text(
        &self,
        input: &mut dyn BufRead,
        mut visit: impl FnMut(Place, &str) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if self.sets.is_empty() {
            return for_each_line(input, |place, line| {
                visit(place, utf8(line).map_err(|error| usage(place, error))?.trim())
            });
        }
        for (number, text) in (1..).zip(&self.sets) {
            visit(Place::Argument(number), text.trim())?;
        }
        Ok(())
    }
}

/// Where an item or a set stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    Argument(u64),
    Line(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Argument(number) => write!(f, "set {number}"),
            Place::Line(number) => write!(f, "line {number}"),
        }
    }
}

/// An item or a set that cannot be read. Says what is wrong without repeating it.
#[derive(Debug, thiserror::Error)]
enum ItemError {
    #[error("not UTF-8 from byte {at} on; pass bytes as hexadecimal with --hash bytea")]
    Utf8 { at: usize },
    #[error("not a {kind} integer")]
    Integer { kind: &'static str, source: std::num::ParseIntError },
    #[error(transparent)]
    Hex(#[from] HexError),
}

fn usage(place: Place, error: impl Into<anyhow::Error>) -> Failure {
    Failure::Usage(error.into().context(place.to_string()))
}

fn decode(place: Place, bytes: &[u8]) -> Result<Sketch, Failure> {
    Sketch::from_bytes(bytes).map_err(|error| usage(place, error))
}

/// Visits each line without its newline.
fn for_each_line(
    input: &mut dyn BufRead,
    mut visit: impl FnMut(Place, &[u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        visit(Place::Line(number), line.strip_suffix(b"\n").unwrap_or(&line))?;
    }
    Ok(())
}

fn utf8(item: &[u8]) -> Result<&str, ItemError> {
    std::str::from_utf8(item).map_err(|error| ItemError::Utf8 { at: error.valid_up_to() + 1 })
}

fn integer<T: std::str::FromStr<Err = std::num::ParseIntError>>(
    item: &[u8],
    kind: &'static str,
) -> Result<T, ItemError> {
    utf8(item)?.trim().parse().map_err(|source| ItemError::Integer { kind, source })
}

fn write_set(sketch: &Sketch, output: &mut dyn Write) -> Result<(), Failure> {
    Ok(writeln!(output, "{}", hex::encode(&sketch.to_bytes()))?)
}

/// What `inspect` says about a set.
#[derive(Serialize)]
struct Description {
    /// The form that the bytes have.
    r#type: &'static str,
    params: String,
    /// By each estimator; null where it gives no finite number.
    cardinality: Cardinalities,
    /// The 95 % interval of the maximum likelihood estimate.
    interval: Option<[f64; 2]>,
    /// All registers.
    registers: usize,
    /// Registers that are not zero; null while the set keeps none.
    registers_filled: Option<usize>,
    bytes: usize,
    explicit_threshold: usize,
    /// Whether the bytes are the ones that PostgreSQL would write for the content.
    canonical: bool,
}

#[derive(Serialize)]
struct Cardinalities {
    ml: Option<f64>,
    improved: Option<f64>,
    pg: Option<f64>,
}

impl Description {
    fn new(bytes: &[u8], sketch: &Sketch) -> Self {
        let params = sketch.params();
        Description {
            r#type: Kind::of_bytes(bytes).unwrap_or(sketch.kind()).name(),
            params: params.to_string(),
            cardinality: Cardinalities {
                ml: sketch.cardinality_by(Estimator::Ml),
                improved: sketch.cardinality_by(Estimator::Improved),
                pg: sketch.cardinality_by(Estimator::Pg),
            },
            interval: sketch.estimate().map(|estimate| [estimate.lo, estimate.hi]),
            registers: params.registers(),
            registers_filled: sketch.filled(),
            bytes: bytes.len(),
            explicit_threshold: params.explicit_threshold(),
            canonical: sketch.to_bytes() == bytes,
        }
    }
}
