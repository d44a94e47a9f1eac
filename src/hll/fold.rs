//! Fewer or narrower registers: the set that smaller parameters would have given.
//!
//! Folding to a smaller log2m is a privacy parameter (each register less tells less about its members)
//! and makes sets of different log2m comparable. Both operations are exact.

use super::params::Params;
use super::registers::{Entry, Registers};
use super::sketch::{Sketch, State};

/// A set cannot be folded or narrowed to more than it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FoldError {
    /// The log2m asked for is not between 4 and the set's own.
    #[error("cannot fold from log2m {from} to {to}: choose one from 4 to {from}")]
    Log2m {
        /// The set's log2m.
        from: u8,
        /// The log2m asked for.
        to: u8,
    },
    /// The register width asked for is not between 1 and the set's own.
    #[error("cannot narrow from regwidth {from} to {to}: choose one from 1 to {from}")]
    Regwidth {
        /// The set's register width, bits.
        from: u8,
        /// The register width asked for, bits.
        to: u8,
    },
}

impl Sketch {
    /// The set as if it had been built with a smaller log2m.
    ///
    /// Exact but for a hash whose bits above log2m are all zero, one in 2^(64 - log2m): it left no trace
    /// in the larger set.
    ///
    /// # Errors
    ///
    /// When `log2m` is below 4 or above the set's own.
    pub fn fold(&self, log2m: u8) -> Result<Sketch, FoldError> {
        let from = self.params.log2m();
        if !(4..=from).contains(&log2m) {
            return Err(FoldError::Log2m { from, to: log2m });
        }
        let (params, shift) = (self.params.with_log2m(log2m), from - log2m);
        Ok(self.rebuilt(params, |entry| {
            // The index bits that are dropped come to lie below the bits that the value counts over.
            let dropped = entry.index() >> log2m;
            let value = match dropped {
                0 => entry.value().saturating_add(shift),
                _ => dropped.trailing_zeros() as u8 + 1,
            };
            Entry::new(entry.index() & ((1 << log2m) - 1), value.min(params.max_value()))
        }))
    }

    /// The set as if it had been built with a smaller register width.
    ///
    /// # Errors
    ///
    /// When `regwidth` is 0 or above the set's own.
    pub fn narrow(&self, regwidth: u8) -> Result<Sketch, FoldError> {
        let from = self.params.regwidth();
        if !(1..=from).contains(&regwidth) {
            return Err(FoldError::Regwidth { from, to: regwidth });
        }
        let params = self.params.with_regwidth(regwidth);
        Ok(self.rebuilt(params, |entry| {
            Entry::new(entry.index(), entry.value().min(params.max_value()))
        }))
    }

    /// The set as if it had never listed hashes, with parameters to match: as by default but for the
    /// number and width of its registers.
    ///
    /// So sets become comparable of which some list hashes and others do not.
    #[must_use]
    pub fn without_list(&self) -> Sketch {
        self.rebuilt(self.params.registers_only(), |entry| entry)
    }

    fn rebuilt(&self, params: Params, entry: impl Fn(Entry) -> Entry) -> Sketch {
        let state = match &self.state {
            State::Undefined => State::Undefined,
            State::Empty => State::Empty,
            // An automatic threshold shrinks with the registers.
            State::Pair(_) | State::Explicit(_) => {
                State::of_hashes(self.hashes().unwrap_or_default().to_vec(), params)
            }
            State::Registers(registers) => {
                let mut rebuilt = Registers::new();
                registers.for_each(|old| {
                    let new = entry(old);
                    rebuilt.raise(new.index(), new.value(), params.registers());
                });
                State::Registers(rebuilt)
            }
        };
        Sketch { params, state }
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
