//! A set of hashes that forgets them: EMPTY, EXPLICIT, or registers.
//!
//! Follows postgresql-hll storage v1: a set lists its hashes up to the explicit threshold, then keeps
//! `2^log2m` registers. Whether registers are written as SPARSE or FULL is decided at every write; in
//! memory they take the form that is smallest ([`super::registers`]).

use std::fmt;

use super::params::Params;
use super::registers::Registers;

/// A HyperLogLog set: `hll` in PostgreSQL.
///
/// Takes 32 bytes plus what [`Sketch::heap_bytes`] says: nothing for up to four registers or two listed
/// hashes.
///
/// Two sets are equal when their parameters and decoded content are, whatever bytes they came from.
///
/// Shown for debugging, a set tells its form and size but not the hashes that it lists.
#[derive(Clone, PartialEq)]
pub struct Sketch {
    pub(super) params: Params,
    pub(super) state: State,
}

/// What a set holds.
#[derive(Clone, PartialEq)]
pub(super) enum State {
    /// A set that is known to be unknown. Absorbs everything.
    Undefined,
    /// No hash was ever inserted.
    Empty,
    /// One hash, held twice, or two, ascending.
    Pair([i64; 2]),
    /// No hash (only other writers do that) or more than two, in ascending signed order.
    #[expect(clippy::box_collection, reason = "a thin pointer keeps a set within 32 bytes")]
    Explicit(Box<Vec<i64>>),
    /// One register file.
    Registers(Registers),
}

/// The form in which a set is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Known to be unknown; has no cardinality.
    Undefined,
    /// Nothing was inserted.
    Empty,
    /// The full 64-bit hashes, in the clear.
    Explicit,
    /// The registers that are not zero.
    Sparse,
    /// All registers.
    Full,
}

impl Kind {
    /// The name that PostgreSQL's `hll_print` uses.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Undefined => "UNDEFINED",
            Kind::Empty => "EMPTY",
            Kind::Explicit => "EXPLICIT",
            Kind::Sparse => "SPARSE",
            Kind::Full => "FULL",
        }
    }
}

impl Sketch {
    /// An empty set.
    pub const fn new(params: Params) -> Self {
        Sketch { params, state: State::Empty }
    }

    /// A set that is known to be unknown, as `NULL` is: nothing changes it, and it absorbs whatever it
    /// is united with.
    pub const fn undefined(params: Params) -> Self {
        Sketch { params, state: State::Undefined }
    }

    /// The parameters.
    pub const fn params(&self) -> Params {
        self.params
    }

    /// Adds a hash. Adding it again changes nothing.
    #[inline]
    pub fn insert(&mut self, hash: u64) {
        if let State::Registers(registers) = &mut self.state {
            let (index, value) = self.params.register(hash);
            registers.raise(index, value, self.params.registers());
        } else {
            self.insert_unless_registers(hash);
        }
    }

    fn insert_unless_registers(&mut self, hash: u64) {
        let threshold = self.params.explicit_threshold();
        let hash = hash.cast_signed();
        match &mut self.state {
            State::Undefined => {}
            State::Empty if threshold == 0 => {
                self.state = State::Registers(Registers::new());
                self.insert(hash.cast_unsigned());
            }
            State::Empty => self.state = State::Pair([hash; 2]),
            State::Pair(pair) if pair.contains(&hash) => {}
            State::Pair([first, second]) if first == second && threshold > 1 => {
                *(if hash < *first { first } else { second }) = hash;
            }
            State::Explicit(hashes) if (3..threshold).contains(&hashes.len()) => {
                if let Err(at) = hashes.binary_search(&hash) {
                    hashes.insert(at, hash);
                }
            }
            State::Explicit(hashes) if hashes.binary_search(&hash).is_ok() => {}
            State::Pair(_) | State::Explicit(_) => {
                let mut hashes = self.hashes().unwrap_or_default().to_vec();
                if let Err(at) = hashes.binary_search(&hash) {
                    hashes.insert(at, hash);
                }
                self.state = State::of_hashes(hashes, self.params);
            }
            State::Registers(_) => self.insert(hash.cast_unsigned()),
        }
    }

    /// The hashes of an EXPLICIT set in signed order, or none for any other.
    pub(super) fn hashes(&self) -> Option<&[i64]> {
        match &self.state {
            State::Pair(pair) => Some(pair_slice(pair)),
            State::Explicit(hashes) => Some(hashes),
            State::Undefined | State::Empty | State::Registers(_) => None,
        }
    }

    /// Whether nothing in the set can be seen: no hash is listed and no register is filled.
    ///
    /// A set that has only seen hashes that leave no trace is empty, too; an undefined one is not.
    pub fn is_empty(&self) -> bool {
        match &self.state {
            State::Undefined | State::Pair(_) => false,
            State::Empty => true,
            State::Explicit(hashes) => hashes.is_empty(),
            State::Registers(registers) => registers.filled() == 0,
        }
    }

    /// Whether the set is known to be unknown, and so has no cardinality.
    pub const fn is_undefined(&self) -> bool {
        matches!(self.state, State::Undefined)
    }

    /// The form in which [`Sketch::to_bytes`] writes the set.
    pub fn kind(&self) -> Kind {
        match &self.state {
            State::Undefined => Kind::Undefined,
            State::Empty => Kind::Empty,
            State::Pair(_) | State::Explicit(_) => Kind::Explicit,
            State::Registers(registers) => {
                let words = registers.filled() * self.params.word_bits() as usize;
                let all = self.params.registers() * usize::from(self.params.regwidth());
                if self.params.sparseon() && words < all { Kind::Sparse } else { Kind::Full }
            }
        }
    }

    /// How many registers are filled, or none if the set keeps no registers (yet).
    pub fn filled(&self) -> Option<usize> {
        match &self.state {
            State::Registers(registers) => Some(registers.filled()),
            State::Undefined | State::Empty | State::Pair(_) | State::Explicit(_) => None,
        }
    }

    /// Bytes on the heap that the set owns, beside the 32 of the value itself.
    pub fn heap_bytes(&self) -> usize {
        match &self.state {
            State::Undefined | State::Empty | State::Pair(_) => 0,
            State::Explicit(hashes) => size_of::<Vec<i64>>() + hashes.capacity() * size_of::<i64>(),
            State::Registers(registers) => registers.heap_bytes(),
        }
    }
}

impl fmt::Debug for Sketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sketch { params, .. } = self;
        write!(f, "Sketch({params} {} of {})", self.kind().name(), self.cardinality())
    }
}

impl Extend<u64> for Sketch {
    fn extend<I: IntoIterator<Item = u64>>(&mut self, hashes: I) {
        for hash in hashes {
            self.insert(hash);
        }
    }
}

impl State {
    /// The state of a set that has seen these hashes, given in ascending signed order.
    pub(super) fn of_hashes(hashes: Vec<i64>, params: Params) -> Self {
        if hashes.len() <= params.explicit_threshold() {
            return State::listing(hashes);
        }
        State::Registers(Registers::of_hashes(&hashes, params))
    }

    /// The state that lists these hashes, however many, given in ascending signed order.
    pub(super) fn listing(hashes: Vec<i64>) -> Self {
        match *hashes {
            [hash] => State::Pair([hash; 2]),
            [first, second] => State::Pair([first, second]),
            _ => State::Explicit(Box::new(hashes)),
        }
    }
}

impl Registers {
    /// Registers that have seen these hashes.
    pub(super) fn of_hashes(hashes: &[i64], params: Params) -> Self {
        let mut registers = Registers::new();
        for hash in hashes {
            let (index, value) = params.register(hash.cast_unsigned());
            registers.raise(index, value, params.registers());
        }
        registers
    }
}

fn pair_slice(pair: &[i64; 2]) -> &[i64] {
    match pair {
        [first, second] if first == second => &pair[..1],
        _ => pair,
    }
}

#[cfg(test)]
#[path = "sketch_tests.rs"]
mod tests;
