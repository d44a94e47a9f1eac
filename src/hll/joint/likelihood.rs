//! The likelihood of the registers of several sets, given the sizes of their Venn regions.
//!
//! Under the Poisson model of Ertl (*New cardinality estimation algorithms for HyperLogLog sketches*,
//! 2017, section 5) the elements of a region raise the registers of all its sets to the same value, so a
//! register is the largest of the values that its regions ask for, and these are independent. Take the
//! registers with one index, and a value v that is the largest of some of them. Then of the regions that
//! lie within the sets whose registers reach v, some must have asked for v, such that every set whose
//! register holds v is *covered*; nothing else is left to chance at v. The likelihood is the product of
//! these covers over all values and indexes, times the chance that no region asked for more than it got.
//!
//! For two sets this is Ertl's formula; here it holds for any number of them, and what has to be known of
//! the registers is only how often each combination of value, sets that reach it and sets that hold it
//! occurs: a few hundred counts, whatever the number of registers.

use super::super::estimate::power_of_two;
use super::{MAX_REGIONS, MAX_SETS, Regions};

/// One number per region, by the bits of its sets; the first belongs to no region.
pub(super) type PerRegion = [f64; MAX_REGIONS];

/// What the registers of some sets say of their regions.
#[derive(Debug, Clone)]
pub(super) struct Likelihood {
    pub(super) sets: usize,
    /// The regions that may hold something.
    pub(super) possible: Regions,
    /// What remains of an element's chance to show, summed over the registers, by region.
    exposure: PerRegion,
    levels: Vec<Level>,
}

/// The combinations in which one register value occurs.
#[derive(Debug, Clone)]
struct Level {
    /// The chance that an element asks one given register for this value.
    chance: f64,
    cells: Vec<Cell>,
}

/// How many indexes have a register value in this combination.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The sets whose registers reach the value, as bits.
    reach: usize,
    /// Those whose registers hold it.
    hold: usize,
    count: f64,
}

/// The logarithm of the likelihood and its derivatives by the sizes of the regions.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    pub(super) value: f64,
    pub(super) gradient: PerRegion,
    pub(super) hessian: [PerRegion; MAX_REGIONS],
}

/// Counts of combinations: `[value][reach][hold]`.
pub(super) struct Tally(Vec<[[u32; MAX_REGIONS]; MAX_REGIONS]>);

impl Tally {
    /// Counts the combinations in the registers of up to four sets with values up to `top`.
    pub(super) fn new(registers: &[Box<[u8]>], top: u8) -> Self {
        let mut counts = vec![[[0; MAX_REGIONS]; MAX_REGIONS]; usize::from(top) + 1];
        let mut values = [0_u8; MAX_SETS];
        for index in 0..registers.first().map_or(0, |set| set.len()) {
            for (value, set) in values.iter_mut().zip(registers) {
                *value = set[index].min(top);
            }
            for (position, &value) in values.iter().enumerate() {
                // Each value once, and zero is nobody's doing.
                if value == 0 || values[..position].contains(&value) {
                    continue;
                }
                let (mut reach, mut hold) = (0, 0);
                for (set, &other) in values.iter().enumerate() {
                    reach |= usize::from(other >= value) << set;
                    hold |= usize::from(other == value) << set;
                }
                counts[usize::from(value)][reach][hold] += 1;
            }
        }
        Tally(counts)
    }

    /// At how many indexes each value is one of those that `counts` picks by reach and hold.
    fn histogram(&self, registers: usize, picks: impl Fn(usize, usize) -> bool) -> [u32; 64] {
        let mut histogram = [0; 64];
        for (filled, level) in histogram.iter_mut().zip(&self.0) {
            for (reach, row) in level.iter().enumerate() {
                let counts = row.iter().enumerate();
                *filled +=
                    counts.filter(|&(hold, _)| picks(reach, hold)).map(|(_, n)| n).sum::<u32>();
            }
        }
        histogram[0] = (registers - histogram.iter().sum::<u32>() as usize) as u32;
        histogram
    }

    /// The histogram of the registers of a union of sets, given as bits.
    pub(super) fn of_union(&self, sets: usize, registers: usize) -> [u32; 64] {
        self.histogram(registers, |reach, hold| reach & sets == hold & sets && hold & sets != 0)
    }

    /// The histogram of the smallest registers of some sets, given as bits.
    fn of_smallest(&self, sets: usize, registers: usize) -> [u32; 64] {
        self.histogram(registers, |reach, hold| reach & sets == sets && hold & sets != 0)
    }
}

impl Likelihood {
    /// The likelihood of so many sets with so many registers that hold up to `top`.
    pub(super) fn new(tally: &Tally, sets: usize, registers: usize, top: u8) -> Self {
        let below = |value: u8| power_of_two(-i32::from(value)) / registers as f64;
        let mut exposure = [0.0; MAX_REGIONS];
        let mut possible = Regions::NONE;
        for (region, exposure) in exposure.iter_mut().enumerate().take(1 << sets).skip(1) {
            let histogram = tally.of_smallest(region, registers);
            // An element shows in all its sets: with a register of zero in each index, there is none.
            if (histogram[0] as usize) < registers {
                possible = possible.with(region);
            }
            *exposure =
                (0..top).map(|value| f64::from(histogram[usize::from(value)]) * below(value)).sum();
        }
        let level = |value: u8| {
            let cells: Vec<Cell> = (0..MAX_REGIONS * MAX_REGIONS)
                .map(|pair| (pair / MAX_REGIONS, pair % MAX_REGIONS))
                .map(|(reach, hold)| (reach, hold, tally.0[usize::from(value)][reach][hold]))
                .filter(|&(_, _, count)| count > 0)
                .map(|(reach, hold, count)| Cell { reach, hold, count: f64::from(count) })
                .collect();
            Level { chance: below(value.min(top - 1)), cells }
        };
        let levels = (1..=top).map(level).filter(|level| !level.cells.is_empty()).collect();
        Likelihood { sets, possible, exposure, levels }
    }

    /// The likelihood where the regions have these sizes.
    pub(super) fn at(&self, sizes: &PerRegion) -> Curve {
        let regions = 1 << self.sets;
        let mut at = Curve {
            value: 0.0,
            gradient: [0.0; MAX_REGIONS],
            hessian: [[0.0; MAX_REGIONS]; MAX_REGIONS],
        };
        for ((slope, size), exposure) in at.gradient.iter_mut().zip(sizes).zip(&self.exposure) {
            at.value -= size * exposure;
            *slope = -exposure;
        }
        let touching = self.touching(sizes);
        for level in &self.levels {
            let mut reach = 0;
            let mut cover = [0.0; MAX_REGIONS];
            for cell in &level.cells {
                // Cells are sorted by reach.
                if cell.reach != reach {
                    reach = cell.reach;
                    cover = covers(reach, level.chance, &touching[reach], regions);
                }
                at.add(cell, level.chance, &cover);
            }
        }
        at
    }

    /// By sets that reach a value and some of these sets: the elements of all regions that lie in the
    /// former and touch the latter.
    fn touching(&self, sizes: &PerRegion) -> [PerRegion; MAX_REGIONS] {
        let mut touching = [[0.0; MAX_REGIONS]; MAX_REGIONS];
        for (reach, touching) in touching.iter_mut().enumerate().take(1 << self.sets).skip(1) {
            for sets in subsets(reach) {
                touching[sets] = subsets(reach)
                    .filter(|region| region & sets != 0)
                    .map(|region| sizes[region])
                    .sum();
            }
        }
        touching
    }
}

impl Curve {
    /// Adds the logarithm of the chance that the sets of a cell are covered.
    fn add(&mut self, cell: &Cell, chance: f64, cover: &PerRegion) {
        let &Cell { reach, hold, count } = cell;
        let covered = cover[hold];
        self.value += count * covered.ln();
        // More elements in a region matter where the other sets are covered without it.
        let slope = |region: usize| cover[hold & !region] - covered;
        for one in subsets(reach).filter(|region| region & hold != 0) {
            let first = chance * slope(one) / covered;
            self.gradient[one] += count * first;
            let row = &mut self.hessian[one];
            for other in subsets(reach).filter(|region| region & hold != 0 && *region <= one) {
                let mixed = slope(one | other) - slope(one) - slope(other);
                let second =
                    chance * chance * mixed / covered - first * chance * slope(other) / covered;
                row[other] += count * second;
            }
        }
    }
}

/// For each selection of the sets that reach a value the chance that regions within these sets cover it.
fn covers(reach: usize, chance: f64, touching: &PerRegion, regions: usize) -> PerRegion {
    // Inclusion–exclusion over sets that stay uncovered. The ones cancel, so they are left out for the
    // sake of small chances, but for the empty selection, which is always covered.
    let mut cover = [0.0; MAX_REGIONS];
    for sets in subsets(reach) {
        let uncovered = (-chance * touching[sets]).exp_m1();
        cover[sets] = if sets.count_ones() % 2 == 0 { uncovered } else { -uncovered };
    }
    let mut set = 1;
    while set < regions {
        for sets in 0..regions {
            if sets & set != 0 {
                cover[sets] += cover[sets ^ set];
            }
        }
        set <<= 1;
    }
    for chance in &mut cover {
        *chance = chance.max(0.0);
    }
    cover[0] = 1.0;
    cover
}

/// The subsets of a set of bits that are not empty, largest first.
fn subsets(of: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(of), move |set| Some(set.wrapping_sub(1) & of))
        .take_while(|&set| set != 0)
}
