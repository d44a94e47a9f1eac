//! From items to hashes: `MurmurHash3` as PostgreSQL's `hll_hash_*` functions use it, plain or keyed.
//!
//! A hash is the first 64-bit word of `MurmurHash3_x64_128` over an item's bytes: text as UTF-8 without
//! normalisation (so `é` composed and decomposed differ) and without terminator, integers as 2, 4 or 8
//! bytes little-endian (so `integer 1` and `bigint 1` differ), booleans as one byte. Seed 0 is what
//! the extension takes unless told otherwise. The hash of the empty text is 0, which registers do not
//! see.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The length of a pseudonym: 32 bytes in base64 without padding.
const PSEUDONYM: usize = 43;

const C1: u64 = 0x87c3_7b91_1142_53d5;
const C2: u64 = 0x4cf5_ad43_2745_937f;

/// `hll_hash_text(text)`.
#[inline]
pub fn text(text: &str) -> u64 {
    bytes(text.as_bytes(), 0)
}

/// `hll_hash_boolean(value)`.
pub fn boolean(value: bool) -> u64 {
    bytes(&[u8::from(value)], 0)
}

/// `hll_hash_smallint(value)`.
pub fn smallint(value: i16) -> u64 {
    bytes(&value.to_le_bytes(), 0)
}

/// `hll_hash_integer(value)`.
pub fn integer(value: i32) -> u64 {
    bytes(&value.to_le_bytes(), 0)
}

/// `hll_hash_bigint(value)`.
pub fn bigint(value: i64) -> u64 {
    bytes(&value.to_le_bytes(), 0)
}

/// `hll_hash_bytea(bytes, seed)`.
///
/// A negative seed in PostgreSQL is the same 32 bits here (`-1` is `u32::MAX`).
pub fn bytes(bytes: &[u8], seed: u32) -> u64 {
    let (blocks, tail) = bytes.as_chunks::<16>();
    let (mut h1, mut h2) = (u64::from(seed), u64::from(seed));
    for block in blocks {
        let (k1, k2) = words(block);
        h1 ^= scramble_first(k1);
        h1 = h1.rotate_left(27).wrapping_add(h2).wrapping_mul(5).wrapping_add(0x52dc_e729);
        h2 ^= scramble_second(k2);
        h2 = h2.rotate_left(31).wrapping_add(h1).wrapping_mul(5).wrapping_add(0x3849_5ab5);
    }
    // A short last block counts as if filled up with zeros, which scramble to zero.
    let mut last = [0; 16];
    last[..tail.len()].copy_from_slice(tail);
    let (k1, k2) = words(&last);
    h1 ^= scramble_first(k1);
    h2 ^= scramble_second(k2);

    h1 ^= bytes.len() as u64;
    h2 ^= bytes.len() as u64;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    finish(h1).wrapping_add(finish(h2))
}

/// The two halves of a block, little-endian.
fn words(block: &[u8; 16]) -> (u64, u64) {
    let both = u128::from_le_bytes(*block);
    (both as u64, (both >> 64) as u64)
}

fn scramble_first(word: u64) -> u64 {
    word.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2)
}

fn scramble_second(word: u64) -> u64 {
    word.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1)
}

fn finish(mut word: u64) -> u64 {
    word = (word ^ word >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    word = (word ^ word >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    word ^ word >> 33
}

/// Hashes items under a secret key, so that who has the sets but not the key cannot try out names.
///
/// The chain is that of lbsntransform: HMAC-SHA256 of the item, base64 without padding, then
/// [`text`]. Sets under different keys must not be united, and their bytes do not tell.
#[derive(Clone)]
pub struct Keyed {
    /// The state after the key, so that an item costs two blocks instead of four.
    mac: Hmac<Sha256>,
}

impl Keyed {
    /// A hasher under a key of any length, the empty one included.
    pub fn new(key: &[u8]) -> Self {
        Keyed { mac: keyed_mac(key) }
    }

    /// The hash of an item's pseudonym: what goes into a set.
    pub fn hash(&self, item: &str) -> u64 {
        bytes(&self.encode(item), 0)
    }

    /// The pseudonym of an item: 43 characters of base64.
    pub fn pseudonym(&self, item: &str) -> String {
        self.encode(item).into_iter().map(char::from).collect()
    }

    fn encode(&self, item: &str) -> [u8; PSEUDONYM] {
        let mut mac = self.mac.clone();
        mac.update(item.as_bytes());
        let mut encoded = [0; PSEUDONYM];
        STANDARD_NO_PAD
            .encode_slice(mac.finalize().into_bytes(), &mut encoded)
            .expect("32 bytes take 43 characters");
        encoded
    }
}

fn keyed_mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

impl fmt::Debug for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyed(secret)")
    }
}

#[cfg(test)]
#[path = "hash_tests.rs"]
mod tests;
