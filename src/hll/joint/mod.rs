//! How many elements are in each region of a Venn diagram of two to four sets, and how sure that is.
//!
//! Inclusion–exclusion subtracts estimates of unions from each other, and the error of the unions stays
//! while the intersection shrinks. [`Joint`] asks instead which sizes of all regions make the registers of
//! all sets together most likely: the joint maximum likelihood estimate of Ertl (*New cardinality
//! estimation algorithms for HyperLogLog sketches*, 2017, arXiv 1702.01284, section 5), for more than two
//! sets, too. No size comes out below zero, and the error of an intersection is a half to a quarter of that
//! of inclusion–exclusion where it matters.
//!
//! Intervals are those of the profile likelihood: all sizes with which the registers are at most
//! `e^-1.92` times as likely, whatever the other regions hold. They are not symmetric, and hold down to
//! sets that have nothing in common, whose intersection then has an upper end only.
//!
//! Sets that list their hashes (EXPLICIT) are compared hash by hash; the answer is exact.

mod likelihood;
mod maximum;
mod profile;

use super::estimate::{Estimate, Histogram, Z_95, largest_exact_value};
use super::params::{Mismatch, Params};
use super::sketch::{Sketch, State};
use likelihood::{Likelihood, PerRegion, Tally};
use maximum::Maximum;

/// The most sets that are estimated jointly.
pub const MAX_SETS: usize = 4;
/// Subsets of that many sets, the empty one included.
const MAX_REGIONS: usize = 1 << MAX_SETS;

/// A selection of the regions of a Venn diagram.
///
/// A region is the elements that are in some of the sets and not in the others. It is named by a number
/// whose bits are those sets: of three sets, 0b101 is what is in the first and third but not in the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Regions(u16);

impl Regions {
    /// No region.
    pub const NONE: Regions = Regions(0);

    /// The one region of the elements in these sets, given as bits, and no other set.
    pub const fn only(sets: usize) -> Self {
        Regions::NONE.with(sets)
    }

    /// The regions of so many sets that a rule picks; it is given the sets as bits.
    pub fn of(sets: usize, picks: impl Fn(usize) -> bool) -> Self {
        let regions = 1..1 << sets.min(MAX_SETS);
        regions.filter(|&region| picks(region)).fold(Regions::NONE, Regions::with)
    }

    /// These regions and one more.
    #[must_use]
    pub const fn with(self, region: usize) -> Self {
        // There is nothing outside of all sets that could be counted.
        if region == 0 || region >= MAX_REGIONS { self } else { Regions(self.0 | 1 << region) }
    }

    /// Whether a region is among them.
    pub const fn contains(self, region: usize) -> bool {
        region < MAX_REGIONS && self.0 >> region & 1 == 1
    }

    /// The regions, by ascending number.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (1..MAX_REGIONS).filter(move |&region| self.contains(region))
    }

    const fn and(self, other: Regions) -> Self {
        Regions(self.0 & other.0)
    }

    const fn without(self, other: Regions) -> Self {
        Regions(self.0 & !other.0)
    }

    fn sum(self, sizes: &PerRegion) -> f64 {
        self.iter().map(|region| sizes[region]).sum()
    }
}

/// Two to four sets, and the sizes of their regions that fit them best.
///
/// ```
/// use lbsm::hll::{Joint, Params, Regions, Sketch, hash};
///
/// let set = |from: i64, to| {
///     let mut set = Sketch::new(Params::DEFAULT);
///     set.extend((from..to).map(hash::bigint));
///     set
/// };
/// let joint = Joint::new(&[&set(0, 30_000), &set(20_000, 50_000)])?;
/// let both = joint.estimate(Regions::only(0b11));
/// assert!(both.lo < 10_000.0 && 10_000.0 < both.hi);
/// # Ok::<(), lbsm::hll::JointError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Joint {
    sets: usize,
    found: Found,
}

#[derive(Debug, Clone)]
enum Found {
    Counted(PerRegion),
    Estimated(Box<(Likelihood, Maximum)>),
}

/// Sets that cannot be estimated jointly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JointError {
    /// There are too few or too many.
    #[error("{found} sets cannot be estimated jointly: give two to four")]
    Count {
        /// How many were given.
        found: usize,
    },
    /// The registers of two sets differ in number or width.
    #[error("{0}; fold or narrow the larger set")]
    Params(#[from] Mismatch),
    /// A set is known to be unknown.
    #[error("set {number} is undefined, so its cardinality is unknown")]
    Undefined {
        /// Which one, from 1.
        number: usize,
    },
    /// All registers of a set are at their largest value.
    #[error("set {number} is saturated: it has seen more than its registers can tell")]
    Saturated {
        /// Which one, from 1.
        number: usize,
    },
}

impl Joint {
    /// Finds the sizes of all regions of two to four sets.
    ///
    /// The sets need the same number and width of registers; whether they list hashes may differ.
    ///
    /// # Errors
    ///
    /// See [`JointError`].
    pub fn new(sets: &[&Sketch]) -> Result<Self, JointError> {
        let count = sets.len();
        let Some(params) =
            sets.first().map(|set| set.params()).filter(|_| (2..=MAX_SETS).contains(&count))
        else {
            return Err(JointError::Count { found: count });
        };
        for (set, number) in sets.iter().zip(1..) {
            params.accepts_registers(set.params())?;
            if set.is_undefined() {
                return Err(JointError::Undefined { number });
            }
        }
        if let Some(counted) = counted(sets) {
            return Ok(Joint { sets: count, found: Found::Counted(counted) });
        }
        let top = largest_exact_value(params) as u8 + 1;
        let registers: Vec<Box<[u8]>> = sets.iter().map(|set| set.register_bytes()).collect();
        if let Some(full) = registers.iter().position(|set| set.iter().all(|&value| value >= top)) {
            return Err(JointError::Saturated { number: full + 1 });
        }
        let tally = Tally::new(&registers, top);
        let likelihood = Likelihood::new(&tally, count, params.registers(), top);
        let start = start(&tally, count, params, likelihood.possible);
        let maximum = maximum::climb(&likelihood, start, likelihood.possible, Regions::NONE);
        Ok(Joint { sets: count, found: Found::Estimated(Box::new((likelihood, maximum))) })
    }

    /// Whether the sizes are counted, not estimated: all sets list their hashes.
    pub fn is_exact(&self) -> bool {
        matches!(self.found, Found::Counted(_))
    }

    /// How many sets there are.
    pub fn sets(&self) -> usize {
        self.sets
    }

    /// How many elements some regions hold together.
    pub fn size(&self, regions: Regions) -> f64 {
        match &self.found {
            Found::Counted(sizes) => regions.sum(sizes),
            Found::Estimated(found) => regions.sum(&found.1.sizes),
        }
    }

    /// The same with its 95 % interval.
    pub fn estimate(&self, regions: Regions) -> Estimate {
        match &self.found {
            Found::Counted(sizes) => {
                let value = regions.sum(sizes);
                Estimate { value, lo: value, hi: value }
            }
            Found::Estimated(found) => profile::interval(&found.0, &found.1, regions, Z_95),
        }
    }
}

/// The sizes of the regions of sets that all list their hashes.
fn counted(sets: &[&Sketch]) -> Option<PerRegion> {
    let mut members: Vec<(i64, usize)> = Vec::new();
    for (number, set) in sets.iter().enumerate() {
        match &set.state {
            State::Empty => {}
            State::Pair(_) | State::Explicit(_) => {
                members.extend(set.hashes()?.iter().map(|&hash| (hash, 1 << number)));
            }
            State::Undefined | State::Registers(_) => return None,
        }
    }
    members.sort_unstable();
    let mut sizes = [0.0; MAX_REGIONS];
    for of_one_hash in members.chunk_by(|(one, _), (other, _)| one == other) {
        let region = of_one_hash.iter().fold(0, |region, (_, set)| region | set);
        sizes[region] += 1.0;
    }
    Some(sizes)
}

/// Sizes to start from: inclusion–exclusion over estimates of all unions, at least one each.
fn start(tally: &Tally, sets: usize, params: Params, possible: Regions) -> PerRegion {
    let all = (1 << sets) - 1;
    let union = |sets: usize| {
        Histogram {
            counts: tally.of_union(sets, params.registers()),
            params,
            q: largest_exact_value(params),
        }
        .maximum_likelihood()
    };
    let whole = union(all);
    let mut sizes = [0.0; MAX_REGIONS];
    for (sets, size) in sizes.iter_mut().enumerate().take(all + 1) {
        // What is in these sets only, not yet told apart.
        *size = if sets == all { whole } else { whole - union(all & !sets) };
    }
    let mut set = 1;
    while set <= all {
        for region in 0..=all {
            if region & set != 0 {
                sizes[region] -= sizes[region ^ set];
            }
        }
        set <<= 1;
    }
    for (region, size) in sizes.iter_mut().enumerate() {
        *size = if possible.contains(region) { size.max(1.0) } else { 0.0 };
    }
    sizes
}

impl Params {
    /// Checks that the registers are as many and as wide, whatever else differs.
    fn accepts_registers(self, source: Params) -> Result<(), Mismatch> {
        let (ours, theirs) = (self.registers_only(), source.registers_only());
        ours.accepts(theirs)
    }
}

impl Sketch {
    /// One byte a register, made from the hashes if these are listed.
    fn register_bytes(&self) -> Box<[u8]> {
        let count = self.params.registers();
        match (&self.state, self.hashes()) {
            (State::Registers(registers), _) => registers.to_bytes(count),
            (_, Some(hashes)) => {
                super::registers::Registers::of_hashes(hashes, self.params).to_bytes(count)
            }
            (_, None) => vec![0; count].into_boxed_slice(),
        }
    }
}

#[cfg(test)]
#[path = "joint_tests.rs"]
mod tests;
