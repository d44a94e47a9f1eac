//! Indexes of H3 cells for many positions, put together from directions.
//!
//! The index of a cell is a base cell and, for each resolution, the direction from the middle of a hexagon
//! to that of one of its seven children. Within a face of the icosahedron both follow from the hexagon's place
//! in the lattice. What directions are called, however, depends on how the base cell lies to the face, and
//! around pentagons on the first of them, too. These 60° turns are not in a table here: the library is asked
//! for the first position that needs one, which tells it for all others, as it is asked where rounding could
//! decide. So every position is in the cell in which the library has it.

use super::hexagon;
use super::icosahedron::{Lattice, MANY, Place};
use h3o::Resolution;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};

/// What H3 calls the directions, counterclockwise from the first axis: the bits are its axes i, j and k.
const NAMES: [u8; 6] = [0b100, 0b110, 0b010, 0b011, 0b001, 0b101];
/// The same directions as steps in the lattice; see [`Place`].
const STEPS: [[i32; 2]; 6] = [[1, 0], [0, 1], [-1, 1], [-1, 0], [0, -1], [1, -1]];
/// Resolutions of H3 after the first.
const LEVELS: u32 = 15;
/// Lowest bits of all digits of an index, which are three bits each.
const LOWEST: u64 = 0o111_111_111_111_111;
/// Where the number of the base cell is in an index.
const BASE: u32 = 3 * LEVELS;
/// What an index says apart from resolution, base cell and digits: that it is one of a cell.
const MODE: u64 = 1 << 59;

/// The way to a coarser resolution, by what is left when both coordinates are divided.
#[derive(Clone, Copy)]
struct Way {
    /// Of the resolutions on the way, the finest one lowest.
    digits: u16,
    /// What the quotients are off by.
    carry: [i8; 2],
}

const NO_WAY: Way = Way { digits: 0, carry: [0, 0] };

/// Two resolutions on, from an even one: by the remainders of a division by 7.
static TWO: [Way; 49] = {
    let mut ways = [NO_WAY; 49];
    let mut pair = 0;
    while pair < 49 {
        let (fine, coarse) = (pair % 7, pair / 7);
        let ([east, north], [far_east, far_north]) = (step(fine), step(coarse));
        // A step at the odd resolution between, in the lattice of the even one: turned by 19° and √7 as long.
        let east = east + 2 * far_east - far_north;
        let north = north + far_east + 3 * far_north;
        let [left, up] = [east.rem_euclid(7), north.rem_euclid(7)];
        ways[(left * 7 + up) as usize] = Way {
            digits: (name(coarse) as u16) << 3 | name(fine) as u16,
            carry: [((left - east) / 7) as i8, ((up - north) / 7) as i8],
        };
        pair += 1;
    }
    ways
};

/// Four resolutions on: by the remainders of a division by 49.
static FOUR: [Way; 49 * 49] = {
    let mut ways = [NO_WAY; 49 * 49];
    let mut pair = 0;
    while pair < 49 * 49 {
        let [left, up] = [pair / 49, pair % 49];
        let first = TWO[left % 7 * 7 + up % 7];
        let east = (left / 7) as i32 + first.carry[0] as i32;
        let north = (up / 7) as i32 + first.carry[1] as i32;
        let second = TWO[(east.rem_euclid(7) * 7 + north.rem_euclid(7)) as usize];
        ways[pair] = Way {
            digits: second.digits << 6 | first.digits,
            carry: [
                (east.div_euclid(7) + second.carry[0] as i32) as i8,
                (north.div_euclid(7) + second.carry[1] as i32) as i8,
            ],
        };
        pair += 1;
    }
    ways
};

/// One resolution on, from an odd one: the child of its parent, by what is left of a place.
static ONE: [(u8, [i8; 2]); 7] = {
    // Their directions; 0 is the middle.
    let directions = [0, 1, 3, 2, 5, 6, 4];
    let mut children = [(0, [0, 0]); 7];
    let mut left = 0;
    while left < 7 {
        let [east, north] = step(directions[left]);
        children[left] = (name(directions[left]), [east as i8, north as i8]);
        left += 1;
    }
    children
};

/// Direction 1 to 6, or 0 for the middle.
const fn name(direction: usize) -> u8 {
    if direction == 0 { 0 } else { NAMES[direction - 1] }
}

const fn step(direction: usize) -> [i32; 2] {
    if direction == 0 { [0, 0] } else { STEPS[direction - 1] }
}

/// Divided by seven, rounded down: of numbers below 2^30, which a compiler cannot know.
#[inline]
fn sevenths(number: u64) -> u64 {
    (number * 613_566_757) >> 32
}

/// Divided by 49, rounded down: of numbers below 2^28.
#[inline]
fn forty_ninths(number: u64) -> u64 {
    (number * 87_652_394) >> 32
}

/// On the way from a face's lattice at an even resolution to that at resolution 0.
struct Climb {
    level: u32,
    /// As in an index, by the face's directions.
    digits: u64,
    /// Both coordinates; see [`above`].
    at: [u64; 2],
}

impl Climb {
    /// Some resolutions on, over which coordinates are divided by a number.
    #[inline]
    fn go_on(&mut self, levels: u32, by: u64, divided: impl Fn(u64) -> u64, ways: &[Way]) {
        let [east, north] = self.at;
        let [far_east, far_north] = self.at.map(divided);
        let left = (east - by * far_east) * by + (north - by * far_north);
        let Way { digits, carry } = ways.get(left as usize).copied().unwrap_or(NO_WAY);
        let [to_east, to_north] = carry.map(i64::from);
        self.at = [far_east.wrapping_add_signed(to_east), far_north.wrapping_add_signed(to_north)];
        self.digits |= u64::from(digits) << (3 * (LEVELS - self.level));
        self.level -= levels;
    }
}

/// Added to coordinates at an even resolution, so that they are not negative, and neither are their quotients
/// at any resolution on the way, to which the same is added there.
#[inline]
fn above(level: u32) -> i32 {
    // No place of a face is farther off than the middles of two cells of resolution 0, and half a cell.
    4 * 7_i32.pow(level / 2)
}

/// Up to a face's lattice at resolution 0: the digits on the way as in an index, by the face's directions.
#[inline]
fn climb(resolution: Resolution, Place { face, east, north }: Place) -> (Place, u64) {
    let (mut east, mut north) = (east, north);
    let mut level = u32::from(u8::from(resolution));
    let mut digits = 0;
    if level % 2 == 1 {
        // A multiple of seven that is larger than any coordinate: what is divided is not negative.
        const LARGE: i32 = 7 << 24;
        let divided = |number: i32| sevenths((number + LARGE) as u64) as i32 - LARGE / 7;
        let sum = east + 3 * north;
        let left = (sum - 7 * divided(sum)) as usize;
        let (digit, [to_east, to_north]) = ONE.get(left).copied().unwrap_or_default();
        (east, north) = (east - i32::from(to_east), north - i32::from(to_north));
        (east, north) = (divided(2 * east - north), divided(east + 3 * north));
        digits = u64::from(digit) << (3 * (LEVELS - level));
        level -= 1;
    }
    let at = [east, north].map(|number| (number + above(level)) as u64);
    let mut climb = Climb { level, digits, at };
    if climb.level % 4 == 2 {
        climb.go_on(2, 7, sevenths, &TWO);
    }
    while climb.level > 0 {
        climb.go_on(4, 49, forty_ninths, &FOUR);
    }
    let [east, north] = climb.at.map(|number| number as i32 - above(0));
    (Place { face, east, north }, climb.digits)
}

/// All digits turned counterclockwise, so many times 60°. A third of a turn makes the next axis of each of the
/// axes that a direction is made of; half a turn exchanges them for the others.
#[inline]
fn turned(digits: u64, sixths: u16) -> u64 {
    let thirds = 2 * u32::from(sixths) % 3;
    let stay = LOWEST * (7 >> thirds);
    let digits = (digits >> thirds) & stay | (digits << (3 - thirds)) & ((LOWEST * 7) ^ stay);
    let not_middle = (digits | digits >> 1 | digits >> 2) & LOWEST;
    digits ^ (not_middle * 7 * u64::from(sixths & 1))
}

/// H3 cells of one resolution.
#[derive(Debug)]
pub(super) struct Hexagons {
    resolution: Resolution,
    lattice: Lattice,
    /// By face, place at resolution 0 and first direction: one more than 8 × base cell + turn; 0: not known.
    learnt: Vec<AtomicU16>,
}

/// Places of a face at resolution 0 are so far from its middle.
const FAR: i32 = 2;
/// And so many beside each other.
const WIDE: usize = 2 * FAR as usize + 1;

impl Hexagons {
    pub(super) fn new(resolution: Resolution) -> Self {
        let lattice = Lattice::new(resolution);
        let places = lattice.faces() * WIDE * WIDE;
        let learnt = (0..places * 8).map(|_| AtomicU16::new(0)).collect();
        Self { resolution, lattice, learnt }
    }

    /// The indexes of the cells that positions are in.
    #[inline]
    pub(super) fn cells(&self, positions: &[(f64, f64); MANY]) -> [Option<u64>; MANY] {
        let climbed = self.lattice.places(positions).map(|place| climb(self.resolution, place));
        let mut cells = [None; MANY];
        for ((cell, (lon, lat)), (base, digits)) in cells.iter_mut().zip(positions).zip(climbed) {
            *cell = self.named(base, digits).or_else(|| {
                let index = hexagon::cell(self.resolution, *lon, *lat);
                self.learn(base, digits, index);
                index
            });
        }
        cells
    }

    /// The index, if it is known what its directions are called.
    #[inline]
    fn named(&self, base: Place, digits: u64) -> Option<u64> {
        let known = self.learnt.get(slot(base, first(digits))?)?.load(Relaxed).checked_sub(1)?;
        Some(self.index(u64::from(known >> 3), turned(digits, known & 7)))
    }

    /// What the library calls a place tells what it calls all that lie like it.
    fn learn(&self, base: Place, digits: u64, index: Option<u64>) {
        let learnt = slot(base, first(digits)).and_then(|slot| self.learnt.get(slot));
        let Some((learnt, index)) = learnt.zip(index) else { return };
        let number = (index >> BASE) & 0x7f;
        let turn = (0..6).find(|turn| self.index(number, turned(digits, *turn)) == index);
        if let Some(turn) = turn {
            learnt.store((((number as u16) << 3) | turn) + 1, Relaxed);
        }
    }

    #[inline]
    fn index(&self, base: u64, digits: u64) -> u64 {
        let level = u8::from(self.resolution);
        // Digits of finer resolutions are sevens.
        let unused = (1 << (3 * (LEVELS - u32::from(level)))) - 1;
        MODE | u64::from(level) << 52 | base << BASE | digits | unused
    }
}

/// Where it is kept how the directions within a base cell are turned.
#[inline]
fn slot(Place { face, east, north }: Place, first: usize) -> Option<usize> {
    if face == Place::NOWHERE {
        return None;
    }
    let within = |number: i32| usize::try_from(number + FAR).ok().filter(|number| *number < WIDE);
    Some(((face as usize * WIDE + within(east)?) * WIDE + within(north)?) * 8 + first)
}

/// The first direction that is one; 0 if there is none.
#[inline]
fn first(digits: u64) -> usize {
    let highest = u64::BITS - (digits | 1).leading_zeros() - 1;
    (digits >> (highest / 3 * 3) & 7) as usize
}

#[cfg(test)]
#[path = "digits_tests.rs"]
mod tests;
