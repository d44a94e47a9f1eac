//! Indexes of H3 cells for many positions, put together from directions.
//!
//! The index of a cell is a base cell and, for each resolution, the direction from the middle of a hexagon
//! to that of one of its seven children. Within a face of the icosahedron both follow from the hexagon's place
//! in the lattice. What directions are called, however, depends on how the base cell lies to the face, and
//! around pentagons on the first of them, too. These 60° turns are not in a table here: the library is asked
//! for the first position that needs one, which tells it for all others, as it is asked where rounding could
//! decide. So every position is in the cell in which the library has it.

use super::hexagon;
use super::icosahedron::{Lattice, Place};
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

/// What remains when a coordinate at an even resolution is divided by seven to get to the next even one.
#[derive(Clone, Copy)]
struct Remainder {
    /// Of both resolutions, the finer one lower.
    digits: u8,
    /// What the quotients are off by.
    carry: [i8; 2],
}

/// By the remainders of both coordinates.
static REMAINDERS: [Remainder; 49] = remainders();

const fn remainders() -> [Remainder; 49] {
    let mut remainders = [Remainder { digits: 0, carry: [0, 0] }; 49];
    let mut pair = 0;
    while pair < 49 {
        let (fine, coarse) = (pair % 7, pair / 7);
        let [fine_name, coarse_name] = [name(fine), name(coarse)];
        let ([east, north], [far_east, far_north]) = (step(fine), step(coarse));
        // A step at the odd resolution between, in the lattice of the even one: turned by 19° and √7 as long.
        let east = east + 2 * far_east - far_north;
        let north = north + far_east + 3 * far_north;
        let [left, up] = [east.rem_euclid(7), north.rem_euclid(7)];
        remainders[(left * 7 + up) as usize] = Remainder {
            digits: coarse_name << 3 | fine_name,
            carry: [((left - east) / 7) as i8, ((up - north) / 7) as i8],
        };
        pair += 1;
    }
    remainders
}

/// Direction 1 to 6, or 0 for the middle.
const fn name(direction: usize) -> u8 {
    if direction == 0 { 0 } else { NAMES[direction - 1] }
}

const fn step(direction: usize) -> [i32; 2] {
    if direction == 0 { [0, 0] } else { STEPS[direction - 1] }
}

/// By what is left of a place at an odd resolution: which of the children of its parent it is.
const CHILD: [usize; 7] = [0, 1, 3, 2, 5, 6, 4];

/// Up to a face's lattice at resolution 0: the digits on the way as in an index, by the face's directions.
#[inline]
fn climb(resolution: Resolution, Place { face, east, north }: Place) -> (Place, u64) {
    let (mut east, mut north) = (east, north);
    let mut level = u32::from(u8::from(resolution));
    let mut digits = 0;
    if level % 2 == 1 {
        let child = CHILD.get((east + 3 * north).rem_euclid(7) as usize).copied().unwrap_or(0);
        let [to_east, to_north] = step(child);
        (east, north) = (east - to_east, north - to_north);
        (east, north) = ((2 * east - north) / 7, (east + 3 * north) / 7);
        digits |= u64::from(name(child)) << (3 * (LEVELS - level));
        level -= 1;
    }
    while level > 0 {
        let (left, up) = (east.rem_euclid(7), north.rem_euclid(7));
        let remainder = REMAINDERS.get((left * 7 + up) as usize).copied();
        let Remainder { digits: two, carry } =
            remainder.unwrap_or(Remainder { digits: 0, carry: [0, 0] });
        east = east.div_euclid(7) + i32::from(carry[0]);
        north = north.div_euclid(7) + i32::from(carry[1]);
        digits |= u64::from(two) << (3 * (LEVELS - level));
        level -= 2;
    }
    (Place { face, east, north }, digits)
}

/// All digits turned counterclockwise, so many times 60°. Half a turn exchanges the axes that a direction
/// is made of for the others; a third of a turn makes the next axis of each.
#[inline]
fn turned(digits: u64, sixths: u16) -> u64 {
    let third = |digits: u64| (digits >> 1) & (LOWEST * 3) | ((digits & LOWEST) << 2);
    let half = |digits: u64| digits ^ (((digits | digits >> 1 | digits >> 2) & LOWEST) * 7);
    match sixths {
        0 => digits,
        1 => half(third(third(digits))),
        2 => third(digits),
        3 => half(digits),
        4 => third(third(digits)),
        _ => half(third(digits)),
    }
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

    /// The index of the cell that a position is in.
    #[inline]
    pub(super) fn cell(&self, lon: f64, lat: f64) -> Option<u64> {
        self.quickly(lon, lat).or_else(|| hexagon::cell(self.resolution, lon, lat))
    }

    #[inline]
    fn quickly(&self, lon: f64, lat: f64) -> Option<u64> {
        let (base, digits) = climb(self.resolution, self.lattice.place(lon, lat)?);
        let learnt = self.learnt.get(slot(base, first(digits))?)?;
        if let Some(known) = learnt.load(Relaxed).checked_sub(1) {
            return Some(self.index(u64::from(known >> 3), turned(digits, known & 7)));
        }
        let index = hexagon::cell(self.resolution, lon, lat)?;
        let base = (index >> BASE) & 0x7f;
        let turn = (0..6).find(|turn| self.index(base, turned(digits, *turn)) == index)?;
        learnt.store((((base as u16) << 3) | turn) + 1, Relaxed);
        Some(index)
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
