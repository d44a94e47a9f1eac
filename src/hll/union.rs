//! Union: what PostgreSQL's `hll_union` does, also straight from bytes.

use super::codec::{Body, DecodeError, Encoded, raise_packed};
use super::params::Mismatch;
use super::registers::Registers;
use super::sketch::{Sketch, State};

/// Bytes that do not unite into a set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnionError {
    /// The bytes are not a set.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The bytes are a set with other parameters.
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
}

impl Sketch {
    /// Takes in everything that another set has seen.
    ///
    /// An undefined set absorbs. Listed hashes stay listed up to the explicit threshold.
    ///
    /// # Errors
    ///
    /// When the parameters differ; the set is then as before. Sets under different keys cannot be told
    /// apart: their union is meaningless, and it is for the caller to keep them apart.
    pub fn union(&mut self, other: &Sketch) -> Result<(), Mismatch> {
        self.params.accepts(other.params)?;
        match &other.state {
            State::Undefined => self.state = State::Undefined,
            State::Empty => {}
            theirs if matches!(self.state, State::Empty) => self.state = theirs.clone(),
            State::Pair(_) | State::Explicit(_) => {
                let theirs = other.hashes().unwrap_or_default();
                self.union_hashes(theirs.iter().copied());
            }
            State::Registers(theirs) => {
                let count = self.params.registers();
                if let Some(ours) = self.registers_to_unite() {
                    ours.union(theirs, count);
                }
            }
        }
        Ok(())
    }

    /// Takes in everything that a set in PostgreSQL's bytes has seen, without building that set.
    ///
    /// ```
    /// use lbsm::hll::{Params, Sketch, hash};
    ///
    /// let mut stored = Sketch::new(Params::DEFAULT);
    /// stored.insert(hash::text("ada"));
    /// let mut union = Sketch::new(Params::DEFAULT);
    /// union.union_bytes(&stored.to_bytes())?;
    /// assert_eq!(union, stored);
    /// # Ok::<(), lbsm::hll::UnionError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the bytes are not a set, or one with other parameters; the set is then as before.
    pub fn union_bytes(&mut self, bytes: &[u8]) -> Result<(), UnionError> {
        let Encoded { params, body } = Encoded::parse(bytes)?;
        self.params.accepts(params)?;
        let count = params.registers();
        match body {
            Body::Undefined => self.state = State::Undefined,
            Body::Empty => {}
            Body::Explicit(hashes) => {
                let hashes = hashes.iter().map(|&hash| i64::from_be_bytes(hash));
                if matches!(self.state, State::Empty) {
                    self.state = State::listing(hashes.collect());
                } else {
                    self.union_hashes(hashes);
                }
            }
            Body::Sparse(entries) => {
                if let Some(ours) = self.registers_to_unite() {
                    ours.union_entries(&entries, count);
                }
            }
            Body::Full(packed) => {
                if let Some(ours) = self.registers_to_unite() {
                    ours.raise_bytes(count, |registers| {
                        raise_packed(registers, packed, params.regwidth());
                    });
                }
            }
        }
        Ok(())
    }

    /// Takes in the hashes of an EXPLICIT set, given in ascending signed order.
    fn union_hashes(&mut self, theirs: impl ExactSizeIterator<Item = i64>) {
        if let State::Registers(registers) = &mut self.state {
            for hash in theirs {
                let (index, value) = self.params.register(hash.cast_unsigned());
                registers.raise(index, value, self.params.registers());
            }
        } else if let Some(ours) = self.hashes() {
            let larger = ours.len().max(theirs.len());
            let mut union = Vec::with_capacity(ours.len() + theirs.len());
            union.extend_from_slice(ours);
            union.extend(theirs);
            union.sort_unstable();
            union.dedup();
            // A set above its threshold, which other writers leave behind, stays as it is until it takes
            // in something new.
            self.state = if union.len() == larger {
                State::listing(union)
            } else {
                State::of_hashes(union, self.params)
            };
        }
    }

    /// The registers, made from what the set lists if need be; none if the set is undefined.
    fn registers_to_unite(&mut self) -> Option<&mut Registers> {
        if matches!(self.state, State::Empty | State::Pair(_) | State::Explicit(_)) {
            let hashes = self.hashes().unwrap_or_default();
            self.state = State::Registers(Registers::of_hashes(hashes, self.params));
        }
        match &mut self.state {
            State::Registers(registers) => Some(registers),
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "union_tests.rs"]
mod tests;
