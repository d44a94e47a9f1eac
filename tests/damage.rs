//! Damaged bytes never bring the way of a record down: every file, flipped and cut at random.

use crate::support::real_data;
use lbsm::source::{Decoder, Detail, Item, Mapping, Options, Reader, SourceError};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A small generator of numbers (xorshift64*): the same seed, the same damage.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }
}

/// Reads bytes as a file of this name, down to the records; returns how many documents and
/// rejects there were.
fn read(name: &str, bytes: Vec<u8>) -> usize {
    let mapping = Mapping::from_pairs("id=1,text=2").ok().map(Arc::new);
    let options = Options { block_bytes: 64 << 10, mapping, ..Options::default() };
    let mut reader = Reader::from_read(name, Cursor::new(bytes), &options).unwrap();
    let decoder = Decoder::new(Detail::Raw);
    let mut items = 0;
    loop {
        let block = match reader.next_block() {
            Ok(Some(block)) => block,
            Ok(None) => break,
            // What was cut to one column is no table for that mapping.
            Err(SourceError::Table { .. }) => return items + 1,
            Err(error) => panic!("{error}"),
        };
        for item in block.documents() {
            items += 1;
            let Item::Document(document) = item else { continue };
            match block.table() {
                Some(table) => table.decode(Detail::Raw, document.bytes, &mut |_| {}),
                None => decoder.decode(document.bytes, &mut |_| {}),
            }
        }
    }
    items
}

/// Flips some bits, overwrites a stretch, or cuts: a few times over.
fn damage(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(damaged.len());
        match random.below(5) {
            0 => damaged.truncate(at),
            1 => drop(damaged.drain(..at)),
            2 => {
                let end = (at + random.below(64)).min(damaged.len());
                damaged[at..end].fill(b"\"\\{}[],:\0\xff"[random.below(10)]);
            }
            _ => {
                for _ in 0..8 {
                    let at = random.below(damaged.len());
                    if let Some(byte) = damaged.get_mut(at) {
                        *byte ^= 1 << random.below(8);
                    }
                }
            }
        }
    }
    damaged
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn try_all(folder: &Path, rounds: usize) {
    let mut paths = Vec::new();
    files(folder, &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let mut items = 0;
    for (number, path) in paths.iter().enumerate() {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).unwrap();
        let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ (number as u64 + 1));
        items += read(&name, bytes.clone());
        for _ in 0..rounds {
            items += read(&name, damage(&bytes, &mut random));
        }
    }
    assert!(items > 0);
}

#[test]
fn of_the_samples() {
    try_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), 8);
}

#[test]
fn of_real_files() {
    if let Some(data) = real_data() {
        try_all(&data, 4);
    }
}
