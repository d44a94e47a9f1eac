//! The four parameters of a set: how many registers, how wide, and when it stops listing hashes.
//!
//! Names, limits and messages are those of postgresql-hll's type modifier
//! `hll(log2m, regwidth, expthresh, sparseon)`.

use std::fmt;
use std::str::FromStr;

/// The largest number of hashes that an EXPLICIT set may list, whatever its parameters say.
pub(super) const MAX_EXPLICIT: usize = 16_383;

/// The code in the header that stands for an automatic threshold.
const AUTO_CODE: u8 = 63;

/// The parameters of a set. Only sets with equal parameters unite.
///
/// Written as `11,5,0,1`: log2m, regwidth, expthresh, sparseon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Params {
    log2m: u8,
    regwidth: u8,
    /// The threshold as in the header: 63 automatic, 0 none, k for 2^(k-1).
    threshold_code: u8,
    sparseon: bool,
}

/// Parameters that no set can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParamsError {
    /// The number of registers is out of range.
    #[error("log2m modifier must be between 4 and 17, found {found}")]
    Log2m {
        /// The value given.
        found: String,
    },
    /// The width of a register is out of range.
    #[error("regwidth modifier must be between 1 and 8, found {found}")]
    Regwidth {
        /// The value given.
        found: String,
    },
    /// The explicit threshold is out of range.
    #[error("expthresh modifier must be between -1 and 16383, found {found}")]
    ExpthreshRange {
        /// The value given.
        found: String,
    },
    /// The explicit threshold is in range but not one that the header can hold.
    #[error(
        "expthresh modifier must be power of 2, found {found}; use 0 for none or -1 for automatic"
    )]
    ExpthreshPower {
        /// The value given.
        found: i32,
    },
    /// The sparse switch is neither on nor off.
    #[error("sparseon modifier must be 0 or 1, found {found}")]
    Sparseon {
        /// The value given.
        found: String,
    },
    /// The text does not have four parts.
    #[error(
        "expected four numbers log2m,regwidth,expthresh,sparseon such as 11,5,0,1, found {found}"
    )]
    Shape {
        /// How many comma-separated parts there are.
        found: usize,
    },
}

/// Two sets whose parameters differ, in the words of PostgreSQL.
///
/// `source` is the set that was to be added, `dest` the one that was to take it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// The registers have different widths.
    #[error("register width does not match: source uses {source_bits} and dest uses {dest_bits}")]
    RegisterWidth {
        /// Bits in a register of the set to be added.
        source_bits: u8,
        /// Bits in a register of the receiving set.
        dest_bits: u8,
    },
    /// The sets have different numbers of registers.
    #[error("register count does not match: source uses {source_count} and dest uses {dest_count}")]
    RegisterCount {
        /// Registers of the set to be added.
        source_count: u32,
        /// Registers of the receiving set.
        dest_count: u32,
    },
    /// The sets stop listing hashes at different sizes.
    #[error(
        "explicit threshold does not match: source uses {source_threshold} and dest uses {dest_threshold}"
    )]
    ExplicitThreshold {
        /// `expthresh` of the set to be added.
        source_threshold: i64,
        /// `expthresh` of the receiving set.
        dest_threshold: i64,
    },
    /// One set may be written as SPARSE, the other may not.
    #[error(
        "sparse enable does not match: source uses {source_enable} and dest uses {dest_enable}"
    )]
    SparseEnable {
        /// `sparseon` of the set to be added.
        source_enable: u8,
        /// `sparseon` of the receiving set.
        dest_enable: u8,
    },
}

impl Params {
    /// 2048 registers of 5 bits, never EXPLICIT, SPARSE while that is smaller: `11,5,0,1`.
    pub const DEFAULT: Params =
        Params { log2m: 11, regwidth: 5, threshold_code: 0, sparseon: true };

    /// `11,5,-1,1`: what PostgreSQL's `hll_empty()` and `hll_add_agg()` use unless told
    /// otherwise, and lbsntransform with them. Small sets keep the hashes of their members.
    pub const POSTGRESQL: Params =
        Params { log2m: 11, regwidth: 5, threshold_code: 63, sparseon: true };

    /// Parameters from the numbers of PostgreSQL's `hll_empty(log2m, regwidth, expthresh, sparseon)`.
    ///
    /// `expthresh` is -1 (automatic), 0 (never EXPLICIT) or a power of two up to 8192.
    ///
    /// # Errors
    ///
    /// When a number is out of range; see [`ParamsError`].
    pub fn new(
        log2m: u8,
        regwidth: u8,
        expthresh: i32,
        sparseon: bool,
    ) -> Result<Self, ParamsError> {
        let threshold_code = match expthresh {
            -1 => AUTO_CODE,
            0 => 0,
            1..=16_383 if expthresh.count_ones() == 1 => expthresh.trailing_zeros() as u8 + 1,
            1..=16_383 => return Err(ParamsError::ExpthreshPower { found: expthresh }),
            _ => return Err(ParamsError::ExpthreshRange { found: expthresh.to_string() }),
        };
        Params { log2m, regwidth, threshold_code, sparseon }.checked()
    }

    /// Parameters from the second and third byte of a set. The top bit means nothing.
    pub(super) fn from_header(shape: u8, cutoff: u8) -> Result<Self, ParamsError> {
        Params {
            log2m: shape & 0x1f,
            regwidth: (shape >> 5) + 1,
            threshold_code: cutoff & 0x3f,
            sparseon: cutoff & 0x40 != 0,
        }
        .checked()
    }

    /// The second and third byte of a set with these parameters.
    pub(super) fn header(self) -> [u8; 2] {
        [(self.regwidth - 1) << 5 | self.log2m, u8::from(self.sparseon) << 6 | self.threshold_code]
    }

    fn checked(self) -> Result<Self, ParamsError> {
        if !(4..=17).contains(&self.log2m) {
            return Err(ParamsError::Log2m { found: self.log2m.to_string() });
        }
        if !(1..=8).contains(&self.regwidth) {
            return Err(ParamsError::Regwidth { found: self.regwidth.to_string() });
        }
        Ok(self)
    }

    /// The binary logarithm of the number of registers, 4 to 17.
    pub const fn log2m(self) -> u8 {
        self.log2m
    }

    /// Bits in a register, 1 to 8.
    pub const fn regwidth(self) -> u8 {
        self.regwidth
    }

    /// The explicit threshold as PostgreSQL shows it: -1 for automatic, 0 for none, else a count.
    pub const fn expthresh(self) -> i64 {
        match self.threshold_code {
            AUTO_CODE => -1,
            0 => 0,
            code => 1 << (code - 1),
        }
    }

    /// Whether the set is written as SPARSE while that is smaller than FULL.
    pub const fn sparseon(self) -> bool {
        self.sparseon
    }

    /// The number of registers, `2^log2m`.
    pub const fn registers(self) -> usize {
        1 << self.log2m
    }

    /// The relative standard error of the cardinality of a large set, `1.04 / √m`.
    pub fn relative_error(self) -> f64 {
        1.04 / (self.registers() as f64).sqrt()
    }

    /// How many hashes the set lists before it turns to registers; 0 means that it never lists any.
    ///
    /// An automatic threshold is where the list grows as large as the registers. Nothing lists more
    /// than 16 383.
    pub const fn explicit_threshold(self) -> usize {
        let threshold = match self.threshold_code {
            // A register file is a whole number of bytes: 2^log2m is a multiple of eight.
            AUTO_CODE => self.full_bytes() / 8,
            0 => 0,
            code if code > 14 => MAX_EXPLICIT,
            code => 1 << (code - 1),
        };
        if threshold < MAX_EXPLICIT { threshold } else { MAX_EXPLICIT }
    }

    /// Bytes that all registers take when packed.
    pub(super) const fn full_bytes(self) -> usize {
        (self.registers() / 8) * self.regwidth as usize
    }

    /// Bits of one (index, value) word in a SPARSE set.
    pub(super) const fn word_bits(self) -> u32 {
        self.log2m as u32 + self.regwidth as u32
    }

    /// The largest value that a register holds.
    pub(super) const fn max_value(self) -> u8 {
        u8::MAX >> (8 - self.regwidth)
    }

    /// The register that a hash falls into and the value it asks for.
    ///
    /// The low bits are the index; the value is the position of the lowest set bit above them. A hash
    /// with no such bit asks for 0 and so leaves no trace.
    #[inline]
    pub(super) fn register(self, hash: u64) -> (u32, u8) {
        let index = hash as u32 & ((1 << self.log2m) - 1);
        let rest = hash >> self.log2m;
        let value = if rest == 0 { 0 } else { rest.trailing_zeros() as u8 + 1 };
        (index, value.min(self.max_value()))
    }

    /// Checks that a set with the parameters `source` may be united into one with these.
    ///
    /// # Errors
    ///
    /// The first difference, in PostgreSQL's order: width, count, threshold, sparse.
    pub fn accepts(self, source: Params) -> Result<(), Mismatch> {
        if self == source {
            return Ok(());
        }
        Err(if self.regwidth != source.regwidth {
            Mismatch::RegisterWidth { source_bits: source.regwidth, dest_bits: self.regwidth }
        } else if self.log2m != source.log2m {
            Mismatch::RegisterCount { source_count: 1 << source.log2m, dest_count: 1 << self.log2m }
        } else if self.threshold_code != source.threshold_code {
            Mismatch::ExplicitThreshold {
                source_threshold: source.expthresh(),
                dest_threshold: self.expthresh(),
            }
        } else {
            Mismatch::SparseEnable {
                source_enable: source.sparseon.into(),
                dest_enable: self.sparseon.into(),
            }
        })
    }

    /// What the parameters say of the registers, with all else as by default.
    pub(super) const fn registers_only(self) -> Self {
        Params { log2m: self.log2m, regwidth: self.regwidth, ..Params::DEFAULT }
    }

    /// The same parameters with another number of registers, within range by the caller's check.
    pub(crate) const fn with_log2m(self, log2m: u8) -> Self {
        Params { log2m, ..self }
    }

    /// The same parameters with another register width, within range by the caller's check.
    pub(super) const fn with_regwidth(self, regwidth: u8) -> Self {
        Params { regwidth, ..self }
    }
}

impl Default for Params {
    fn default() -> Self {
        Params::DEFAULT
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Params { log2m, regwidth, sparseon, .. } = *self;
        write!(f, "{log2m},{regwidth},{},{}", self.expthresh(), u8::from(sparseon))
    }
}

impl FromStr for Params {
    type Err = ParamsError;

    /// Reads `11,5,0,1`; blanks around the numbers are fine.
    fn from_str(text: &str) -> Result<Self, ParamsError> {
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let &[log2m, regwidth, expthresh, sparseon] = parts.as_slice() else {
            return Err(ParamsError::Shape { found: parts.len() });
        };
        let number = |text: &str| text.parse::<u8>().ok();
        Params::new(
            number(log2m).ok_or_else(|| ParamsError::Log2m { found: log2m.into() })?,
            number(regwidth).ok_or_else(|| ParamsError::Regwidth { found: regwidth.into() })?,
            expthresh
                .parse()
                .ok()
                .ok_or_else(|| ParamsError::ExpthreshRange { found: expthresh.into() })?,
            match sparseon {
                "0" => false,
                "1" => true,
                _ => return Err(ParamsError::Sparseon { found: sparseon.into() }),
            },
        )
    }
}

#[cfg(test)]
#[path = "params_tests.rs"]
mod tests;
