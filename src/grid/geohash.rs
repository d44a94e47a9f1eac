//! Geohash cells: the globe halved again and again, by turns across longitude and latitude.

use super::outline::Outline;

/// The base-32 digits of geohashes.
const DIGITS: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";

/// The cell of a position: its bits, longitude first. A position on a line is in the eastern or northern
/// cell, as PostGIS has it.
pub(super) fn cell(length: u8, lon: f64, lat: f64) -> u64 {
    let (lon_bits, lat_bits) = bits(length);
    let lon = halves(lon, 180.0, lon_bits);
    let lat = halves(lat, 90.0, lat_bits);
    // The last bit is one of longitude where the number of bits is odd.
    if lon_bits > lat_bits {
        spread(lon) | spread(lat) << 1
    } else {
        spread(lon) << 1 | spread(lat)
    }
}

/// West, south, east, north in degrees.
pub(super) fn edges(length: u8, cell: u64) -> [f64; 4] {
    let (lon_bits, lat_bits) = bits(length);
    let (lon, lat) = if lon_bits > lat_bits {
        (gather(cell), gather(cell >> 1))
    } else {
        (gather(cell >> 1), gather(cell))
    };
    let edge = |number: u64, limit: f64, bits: u32| {
        number as f64 * (2.0 * limit / 2_f64.powi(bits as i32)) - limit
    };
    [
        edge(lon, 180.0, lon_bits),
        edge(lat, 90.0, lat_bits),
        edge(lon + 1, 180.0, lon_bits),
        edge(lat + 1, 90.0, lat_bits),
    ]
}

/// The geohash itself.
pub(super) fn name(length: u8, cell: u64) -> String {
    let digit = |place: u8| {
        let digit = cell >> (5 * u32::from(length - 1 - place)) & 31;
        char::from(DIGITS[digit as usize])
    };
    (0..length).map(digit).collect()
}

/// The rectangle in degrees.
pub(super) fn outline(length: u8, cell: u64) -> Outline {
    let [west, south, east, north] = edges(length, cell);
    vec![vec![[west, south], [east, south], [east, north], [west, north]]]
}

/// Bits of longitude and of latitude.
fn bits(length: u8) -> (u32, u32) {
    let all = 5 * u32::from(length);
    (all.div_ceil(2), all / 2)
}

/// Which of `2^bits` equal parts of `-limit..limit` a value is in; the last holds the upper limit, too.
fn halves(value: f64, limit: f64, bits: u32) -> u64 {
    let parts = (1_u64 << bits) as f64;
    // Rounding may put a value beside a line on the line: the sum loses the last digits of small values.
    let guess = ((value + limit) / (2.0 * limit) * parts) as u32;
    let guess = f64::from(guess).min(parts - 1.0);
    let line = |number: f64| number * (2.0 * limit / parts) - limit;
    let number = if value < line(guess) {
        guess - 1.0
    } else if guess + 1.0 < parts && value >= line(guess + 1.0) {
        guess + 1.0
    } else {
        guess
    };
    number as u64
}

/// Puts a zero before every bit of the lower half.
fn spread(half: u64) -> u64 {
    let mut bits = half & 0xffff_ffff;
    bits = (bits | bits << 16) & 0x0000_ffff_0000_ffff;
    bits = (bits | bits << 8) & 0x00ff_00ff_00ff_00ff;
    bits = (bits | bits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
    (bits | bits << 1) & 0x5555_5555_5555_5555
}

/// Takes every second bit, from the lowest.
fn gather(bits: u64) -> u64 {
    let mut half = bits & 0x5555_5555_5555_5555;
    half = (half | half >> 1) & 0x3333_3333_3333_3333;
    half = (half | half >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    half = (half | half >> 4) & 0x00ff_00ff_00ff_00ff;
    half = (half | half >> 8) & 0x0000_ffff_0000_ffff;
    (half | half >> 16) & 0xffff_ffff
}
