//! Sets as bytes: postgresql-hll storage v1.
//!
//! ```text
//! byte 0   version 1 in the high half, type in the low half: 0 UNDEFINED, 1 EMPTY, 2 EXPLICIT, 3 SPARSE, 4 FULL
//! byte 1   regwidth - 1 in the high three bits, log2m in the low five
//! byte 2   sparseon in bit 6, the explicit threshold as a code in the low six; bit 7 means nothing
//! byte 3…  EXPLICIT: the hashes, eight bytes each, big-endian, in ascending signed order
//!          SPARSE: words of log2m + regwidth bits, index then value, most significant bit first
//!          FULL: the registers, regwidth bits each, most significant bit first
//! ```
//!
//! Writing is canonical: it gives the bytes that PostgreSQL gives for the same content. Reading takes
//! what the extension takes, too: FULL with few registers, SPARSE out of order or with an index twice
//! (the last word wins), words that set a register to zero, padding bits that are not zero.

use smallvec::SmallVec;

use super::params::{MAX_EXPLICIT, Params, ParamsError};
use super::registers::{Content, Entry, Registers};
use super::sketch::{Kind, Sketch, State};

const VERSION: u8 = 1;
const HEADER: usize = 3;

/// Bytes that are not a set, in the words of PostgreSQL where it has any.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The first byte does not say version 1. Bytes that are no set at all end here, too.
    #[error("unknown schema version {version}: expected 1 in {bytes} bytes that should be a set")]
    Version {
        /// The version found; 0 if there is no byte.
        version: u8,
        /// Bytes in all.
        bytes: usize,
    },
    /// The type is none of UNDEFINED, EMPTY, EXPLICIT, SPARSE and FULL.
    #[error("undefined multiset type: found {found}, expected 0 to 4")]
    Type {
        /// The type found.
        found: u8,
    },
    /// An UNDEFINED set holds something.
    #[error("undefined multiset value: {bytes} bytes where UNDEFINED has 3")]
    Undefined {
        /// Bytes in all.
        bytes: usize,
    },
    /// An EMPTY set holds something, or is cut off.
    #[error("inconsistently sized empty multiset: {bytes} bytes where EMPTY has 3")]
    Empty {
        /// Bytes in all.
        bytes: usize,
    },
    /// The hashes of an EXPLICIT set are cut off.
    #[error("inconsistently sized explicit multiset: {bytes} bytes are not 3 and a multiple of 8")]
    ExplicitSize {
        /// Bytes in all.
        bytes: usize,
    },
    /// An EXPLICIT set lists more than any set can.
    #[error("explicit multiset too large: {found} hashes where at most 16383 may be listed")]
    ExplicitTooLarge {
        /// Hashes found.
        found: usize,
    },
    /// The hashes of an EXPLICIT set do not ascend.
    #[error(
        "duplicate or descending explicit elements: hash {position} does not sort after the one before it"
    )]
    ExplicitOrder {
        /// Which hash, counted from 0.
        position: usize,
    },
    /// What is left over after the words of a SPARSE set is not padding.
    #[error(
        "inconsistent padding in sparse hll argument: {bytes} bytes are not 3 and whole words of {word_bits} bits"
    )]
    SparsePadding {
        /// Bytes in all.
        bytes: usize,
        /// Bits in a word, 0 if the header is cut off.
        word_bits: u32,
    },
    /// A FULL set is cut off.
    #[error("compressed hll argument not large enough: {bytes} bytes where FULL has {expected}")]
    FullTooSmall {
        /// Bytes in all.
        bytes: usize,
        /// Bytes that these parameters ask for, 0 if the header is cut off.
        expected: usize,
    },
    /// A FULL set is too long.
    #[error(
        "inconsistent padding in compressed hll argument: {bytes} bytes where FULL has {expected}"
    )]
    FullPadding {
        /// Bytes in all.
        bytes: usize,
        /// Bytes that these parameters ask for.
        expected: usize,
    },
    /// The header holds parameters that no set can have.
    #[error(transparent)]
    Params(#[from] ParamsError),
}

/// A set that is still in its bytes, checked.
#[derive(Debug)]
pub(super) struct Encoded<'a> {
    pub(super) params: Params,
    pub(super) body: Body<'a>,
}

/// What follows the header.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "lives on the stack for one call")]
pub(super) enum Body<'a> {
    Undefined,
    Empty,
    /// Hashes, big-endian, ascending in signed order.
    Explicit(&'a [[u8; 8]]),
    /// Entries as [`Registers`] wants them. Short lists stay off the heap.
    Sparse(SmallVec<[Entry; 64]>),
    /// Registers, packed; exactly as many bytes as the parameters ask for.
    Full(&'a [u8]),
}

impl<'a> Encoded<'a> {
    /// Checks bytes and finds their parts.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let first = bytes.first().copied().unwrap_or(0);
        let (version, kind, size) = (first >> 4, first & 0x0f, bytes.len());
        if version != VERSION {
            return Err(DecodeError::Version { version, bytes: size });
        }
        // Whether the size fits the type comes before the parameters, as in PostgreSQL.
        match kind {
            0 if size != HEADER => return Err(DecodeError::Undefined { bytes: size }),
            1 if size != HEADER => return Err(DecodeError::Empty { bytes: size }),
            2 if size < HEADER || !(size - HEADER).is_multiple_of(8) => {
                return Err(DecodeError::ExplicitSize { bytes: size });
            }
            0..=4 => {}
            found => return Err(DecodeError::Type { found }),
        }
        let &[_, shape, cutoff, ref data @ ..] = bytes else {
            return Err(match kind {
                3 => DecodeError::SparsePadding { bytes: size, word_bits: 0 },
                _ => DecodeError::FullTooSmall { bytes: size, expected: 0 },
            });
        };
        let params = Params::from_header(shape, cutoff)?;
        let body = match kind {
            0 => Body::Undefined,
            1 => Body::Empty,
            2 => Body::Explicit(parse_explicit(data)?),
            3 => Body::Sparse(parse_sparse(data, params)?),
            _ => Body::Full(parse_full(data, params)?),
        };
        Ok(Encoded { params, body })
    }
}

fn parse_explicit(data: &[u8]) -> Result<&[[u8; 8]], DecodeError> {
    let (hashes, _) = data.as_chunks();
    if hashes.len() > MAX_EXPLICIT {
        return Err(DecodeError::ExplicitTooLarge { found: hashes.len() });
    }
    match hashes.windows(2).position(|pair| {
        matches!(pair, [before, after] if i64::from_be_bytes(*before) >= i64::from_be_bytes(*after))
    }) {
        Some(position) => Err(DecodeError::ExplicitOrder { position: position + 1 }),
        None => Ok(hashes),
    }
}

fn parse_sparse(data: &[u8], params: Params) -> Result<SmallVec<[Entry; 64]>, DecodeError> {
    let (word_bits, value_bits) = (params.word_bits(), u32::from(params.regwidth()));
    let count = data.len() * 8 / word_bits as usize;
    if data.len() * 8 - count * word_bits as usize >= 8 {
        return Err(DecodeError::SparsePadding { bytes: HEADER + data.len(), word_bits });
    }
    let mut entries: SmallVec<[Entry; 64]> = SmallVec::with_capacity(count);
    let mut plain = true;
    let mut next = 0;
    let (mut window, mut available) = (0_u64, 0);
    for &byte in data {
        window = window << 8 | u64::from(byte);
        available += 8;
        // Two words end in one byte only where a word is shorter than a byte.
        while available >= word_bits {
            available -= word_bits;
            let word = (window >> available) as u32 & ((1 << word_bits) - 1);
            let entry = Entry::new(word >> value_bits, word as u8 & params.max_value());
            plain &= entry.index() >= next && entry.value() != 0;
            next = entry.index() + 1;
            entries.push(entry);
        }
    }
    // Words shorter than a byte: a last word of zeros is padding, not a register. (PostgreSQL takes it
    // for one, and so forgets register 0 of its own sets; only log2m 4 to 6 with narrow registers.)
    if word_bits < 8 && entries.last() == Some(&Entry::new(0, 0)) {
        entries.pop();
    }
    if !plain {
        // The last word for an index wins, also one that says zero.
        entries.reverse();
        entries.sort_by_key(|entry| entry.index());
        entries.dedup_by_key(|entry| entry.index());
        entries.retain(|entry| entry.value() != 0);
    }
    Ok(entries)
}

fn parse_full(data: &[u8], params: Params) -> Result<&[u8], DecodeError> {
    let (bytes, expected) = (HEADER + data.len(), HEADER + params.full_bytes());
    match bytes.cmp(&expected) {
        std::cmp::Ordering::Less => Err(DecodeError::FullTooSmall { bytes, expected }),
        std::cmp::Ordering::Greater => Err(DecodeError::FullPadding { bytes, expected }),
        std::cmp::Ordering::Equal => Ok(data),
    }
}

impl Sketch {
    /// Reads a set from the bytes that PostgreSQL stores (`hll_send(h)`, or `\x…` decoded).
    ///
    /// Takes every set with log2m 4 to 17 and regwidth 1 to 8 that the extension takes. An EXPLICIT set
    /// above its threshold stays as it is until a hash is added.
    ///
    /// # Errors
    ///
    /// When the bytes are not a set; see [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let Encoded { params, body } = Encoded::parse(bytes)?;
        let state = match body {
            Body::Undefined => State::Undefined,
            Body::Empty => State::Empty,
            Body::Explicit(hashes) => {
                State::listing(hashes.iter().map(|&hash| i64::from_be_bytes(hash)).collect())
            }
            Body::Sparse(entries) => {
                State::Registers(Registers::from_entries(&entries, params.registers()))
            }
            Body::Full(packed) => {
                let mut registers = Registers::new();
                registers.raise_bytes(params.registers(), |registers| {
                    raise_packed(registers, packed, params.regwidth());
                });
                State::Registers(registers)
            }
        };
        Ok(Sketch { params, state })
    }

    /// The bytes that PostgreSQL stores for the same content: a function of the parameters and the set
    /// of hashes alone.
    pub fn to_bytes(&self) -> Vec<u8> {
        let kind = self.kind();
        let [shape, cutoff] = self.params.header();
        let mut bytes = vec![VERSION << 4 | kind.code(), shape, cutoff];
        if let Some(hashes) = self.hashes() {
            bytes.reserve_exact(hashes.len() * 8);
            bytes.extend(hashes.iter().flat_map(|hash| hash.to_be_bytes()));
        } else if let State::Registers(registers) = &self.state {
            match kind {
                Kind::Sparse => pack_sparse(registers, self.params, &mut bytes),
                _ => pack_full(registers, self.params, &mut bytes),
            }
        }
        bytes
    }
}

impl Kind {
    /// The form that a set's bytes say they have, which need not be the one that would be written.
    /// `None` if they name no form; bytes that name one may still be broken.
    pub fn of_bytes(bytes: &[u8]) -> Option<Kind> {
        let code = bytes.first()? & 0x0f;
        [Kind::Undefined, Kind::Empty, Kind::Explicit, Kind::Sparse, Kind::Full]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    const fn code(self) -> u8 {
        match self {
            Kind::Undefined => 0,
            Kind::Empty => 1,
            Kind::Explicit => 2,
            Kind::Sparse => 3,
            Kind::Full => 4,
        }
    }
}

fn pack_sparse(registers: &Registers, params: Params, bytes: &mut Vec<u8>) {
    let (word_bits, value_bits) = (params.word_bits(), u32::from(params.regwidth()));
    bytes.reserve_exact((registers.filled() * word_bits as usize).div_ceil(8));
    let (mut window, mut pending) = (0_u64, 0);
    registers.for_each(|entry| {
        window =
            window << word_bits | u64::from(entry.index() << value_bits) | u64::from(entry.value());
        pending += word_bits;
        while pending >= 8 {
            pending -= 8;
            bytes.push((window >> pending) as u8);
        }
    });
    if pending > 0 {
        bytes.push((window << (8 - pending)) as u8);
    }
}

fn pack_full(registers: &Registers, params: Params, bytes: &mut Vec<u8>) {
    bytes.reserve_exact(params.full_bytes());
    let regwidth = usize::from(params.regwidth());
    let mut pack = |registers: &[u8]| {
        let (groups, _) = registers.as_chunks();
        for &group in groups {
            bytes.extend_from_slice(&gather(group, params.regwidth())[8 - regwidth..]);
        }
    };
    match registers.content() {
        Content::Bytes(registers) => pack(registers),
        Content::Entries(_) => pack(&registers.to_bytes(params.registers())),
    }
}

/// Packs eight registers into the low `regwidth` bytes, the first register in the highest bits.
///
/// Neighbours close up in three steps: pairs, fours, all eight.
fn gather(group: [u8; 8], regwidth: u8) -> [u8; 8] {
    let [one, two, four] = masks(regwidth);
    let lanes = u64::from_be_bytes(group);
    let lanes = lanes & one | (lanes >> 8 & one) << regwidth;
    let lanes = lanes & two | (lanes >> 16 & two) << (2 * regwidth);
    let lanes = lanes & four | (lanes >> 32 & four) << (4 * regwidth);
    lanes.to_be_bytes()
}

/// The inverse of [`gather`].
#[inline]
fn spread(packed: [u8; 8], regwidth: u8) -> [u8; 8] {
    let [one, two, four] = masks(regwidth);
    let lanes = u64::from_be_bytes(packed);
    let lanes = lanes & four | (lanes >> (4 * regwidth) & four) << 32;
    let lanes = lanes & two | (lanes >> (2 * regwidth) & two) << 16;
    let lanes = lanes & one | (lanes >> regwidth & one) << 8;
    lanes.to_be_bytes()
}

/// Masks for one register in each 16 bits, two in each 32, four in 64.
const fn masks(regwidth: u8) -> [u64; 3] {
    [
        0x0001_0001_0001_0001 * (u64::MAX >> (64 - regwidth)),
        0x0000_0001_0000_0001 * (u64::MAX >> (64 - 2 * regwidth)),
        u64::MAX >> (64 - 4 * regwidth),
    ]
}

/// Raises each register to the packed one.
pub(super) fn raise_packed(registers: &mut [u8], packed: &[u8], regwidth: u8) {
    // Known widths let the compiler unroll the shifts and vectorise.
    match regwidth {
        1 => raise_packed_width::<1>(registers, packed),
        2 => raise_packed_width::<2>(registers, packed),
        3 => raise_packed_width::<3>(registers, packed),
        4 => raise_packed_width::<4>(registers, packed),
        5 => raise_packed_width::<5>(registers, packed),
        6 => raise_packed_width::<6>(registers, packed),
        7 => raise_packed_width::<7>(registers, packed),
        _ => raise_packed_width::<8>(registers, packed),
    }
}

fn raise_packed_width<const WIDTH: usize>(registers: &mut [u8], packed: &[u8]) {
    let (groups, _) = registers.as_chunks_mut::<8>();
    let (packed, _) = packed.as_chunks::<WIDTH>();
    for (group, packed) in groups.iter_mut().zip(packed) {
        let mut word = [0; 8];
        word[8 - WIDTH..].copy_from_slice(packed);
        for (register, value) in group.iter_mut().zip(spread(word, WIDTH as u8)) {
            *register = (*register).max(value);
        }
    }
}

#[cfg(test)]
#[path = "codec_tests.rs"]
mod tests;
