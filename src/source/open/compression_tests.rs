//! Each format: whole, in members, padded, cut, damaged, and memory bounds.

use std::io::{Cursor, Write};

use super::*;
use crate::source::RejectReason;

/// Text that compresses to something of some length.
pub(in crate::source) fn sample(length: usize) -> Vec<u8> {
    let mut state = 12_345_u32;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            b"abcdefghijklmnop"[(state >> 16) as usize % 16]
        })
        .collect()
}

const ALL: [Compression; 4] =
    [Compression::Gzip, Compression::Bzip2, Compression::Xz, Compression::Zstd];

pub(in crate::source) fn compress(compression: Compression, bytes: &[u8]) -> Vec<u8> {
    match compression {
        Compression::Plain => bytes.to_vec(),
        Compression::Gzip => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Bzip2 => {
            let level = bzip2::Compression::fast();
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), level);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Xz => {
            let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Zstd => {
            let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
            encoder.include_checksum(true).unwrap();
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
    }
}

/// All that can be decompressed, and what stopped it.
fn decompressed(bytes: &[u8]) -> (Vec<u8>, Option<Stop>) {
    let (mut stream, stop) = Decompressor::open(Box::new(Cursor::new(bytes.to_vec())), None);
    assert!(stop.is_none(), "{stop:?}");
    let (mut all, mut portion) = (Vec::new(), [0; 1000]);
    loop {
        match stream.read(&mut portion) {
            Ok(0) => break,
            Ok(got) => all.extend_from_slice(&portion[..got]),
            Err(stop) => {
                assert_eq!(stream.read(&mut portion).unwrap(), 0, "nothing comes after a stop");
                return (all, Some(stop));
            }
        }
    }
    assert_eq!(stream.counter().load(Ordering::Relaxed), bytes.len() as u64);
    (all, None)
}

fn reason(stop: Option<Stop>) -> Option<(RejectReason, String)> {
    match stop? {
        Stop::Damage { reason, detail } => Some((reason, detail)),
        Stop::Failure(error) => panic!("{error}"),
    }
}

#[test]
fn members_frames_and_padding_read_as_one() {
    let (first, second) = (sample(50_000), sample(777));
    let expected = [first.clone(), second.clone()].concat();
    for compression in ALL {
        let one = compress(compression, &first);
        assert_eq!(Compression::detect(&one), compression);
        let mut bytes = one;
        bytes.extend(compress(compression, b""));
        bytes.extend([0; 12]);
        if compression == Compression::Zstd {
            bytes.extend([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        }
        bytes.extend(compress(compression, &second));
        bytes.extend([0; 512]);
        let (all, stop) = decompressed(&bytes);
        assert!(stop.is_none(), "{compression:?}: {stop:?}");
        assert!(all == expected, "{compression:?}");
    }
}

#[test]
fn nothing_and_next_to_nothing() {
    assert_eq!(decompressed(b"").0, b"");
    for compression in ALL {
        let bytes = compress(compression, b"");
        assert_eq!(decompressed(&bytes).0, b"", "{compression:?}");
        assert_eq!(decompressed(&bytes[..1]).0, &bytes[..1], "{compression:?}: one byte is plain");
    }
}

#[test]
fn cut_archives_yield_what_came_before() {
    let text = sample(400_000);
    for compression in ALL {
        let bytes = compress(compression, &text);
        let cut = bytes.len() - 20;
        let (all, stop) = decompressed(&bytes[..cut]);
        assert!(text.starts_with(&all), "{compression:?}");
        // bzip2 works in blocks of 100 kB and more, xz and zstd in smaller ones.
        assert!(all.len() >= 200_000, "{compression:?}: only {}", all.len());
        let (reason, detail) = reason(stop).unwrap();
        assert_eq!(reason, RejectReason::TruncatedArchive, "{compression:?}: {detail}");
        assert!(detail.contains(&format!("byte {cut} of the compressed file")), "{detail}");
        assert!(detail.contains(&format!("byte {} decompressed", all.len())), "{detail}");
    }
}

#[test]
fn damaged_archives_yield_what_came_before() {
    let text = sample(400_000);
    for compression in ALL {
        let mut bytes = compress(compression, &text);
        let middle = bytes.len() / 2;
        for byte in &mut bytes[middle..middle + 8] {
            *byte = !*byte;
        }
        let (all, stop) = decompressed(&bytes);
        let (reason, detail) = reason(stop).unwrap_or_else(|| panic!("{compression:?} passed"));
        assert_eq!(reason, RejectReason::CorruptArchive, "{compression:?}: {detail}");
        assert!(
            all.len() > 10_000 || compression == Compression::Xz,
            "{compression:?}: {}",
            all.len()
        );
    }
}

#[test]
fn rubbish_after_the_archive_is_reported() {
    let text = sample(1000);
    for compression in ALL {
        let bytes = [compress(compression, &text), b"rubbish".to_vec()].concat();
        let (all, stop) = decompressed(&bytes);
        assert_eq!(all, text);
        let (reason, detail) = reason(stop).unwrap();
        assert_eq!(reason, RejectReason::CorruptArchive);
        assert!(detail.contains("not compressed follows"), "{detail}");
    }
}

/// A zstd frame that asks for a window of 1 GiB is refused before the memory is taken.
#[test]
fn memory_of_the_decoder_is_bounded() {
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (30 - 10) << 3, 0x01, 0, 0];
    let (_, stop) = decompressed(&frame);
    assert_eq!(reason(stop).unwrap().0, RejectReason::CorruptArchive);
}

/// A reader that fails in the middle.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.0.read(out)? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the cable was pulled")),
            got => Ok(got),
        }
    }
}

#[test]
fn a_failing_disk_is_not_taken_for_a_damaged_archive() {
    for compression in [ALL.as_slice(), &[Compression::Plain]].concat() {
        let mut bytes = compress(compression, &sample(200_000));
        bytes.truncate(bytes.len() - 10);
        let (mut stream, _) = Decompressor::open(Box::new(Failing(Cursor::new(bytes))), None);
        let mut portion = vec![0; 1 << 16];
        let stop = loop {
            match stream.read(&mut portion) {
                Ok(got) => assert_ne!(got, 0, "{compression:?}"),
                Err(stop) => break stop,
            }
        };
        let Stop::Failure(error) = stop else { panic!("{compression:?}: {stop:?}") };
        assert_eq!(error.to_string(), "the cable was pulled");
    }
}
