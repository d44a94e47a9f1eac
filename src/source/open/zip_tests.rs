//! Zip archives by their directory and as streams: whole, damaged, encrypted, hostile.

use std::io::{Cursor, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};

use super::*;

/// A zip archive of these members.
pub(in crate::source::open) fn zip(
    members: &[(&str, &[u8])],
    method: CompressionMethod,
) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_directory("folder/", SimpleFileOptions::default()).unwrap();
    for (name, data) in members {
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(data).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn found_in(mut zip: Zip<'_>) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        all.push(match zip.next().unwrap() {
            Found::End => return all,
            Found::Other => continue,
            Found::File { name, mut data, .. } => {
                let mut bytes = Vec::new();
                let read = data.read_to_end(&mut bytes);
                let end = read.map_or_else(|error| format!(" ! {error}"), |_| String::new());
                format!("{}={}{end}", name.escape_ascii(), bytes.escape_ascii())
            }
            Found::Unreadable { name, reason, detail } => {
                format!("{}: {}: {detail}", name.escape_ascii(), reason.code())
            }
            Found::Damage { reason, detail } => format!("{}: {detail}", reason.code()),
        });
    }
}

fn found(bytes: &[u8]) -> Vec<String> {
    found_in(Zip::seekable(Box::new(Cursor::new(bytes.to_vec()))).unwrap())
}

fn streamed(bytes: &[u8]) -> Vec<String> {
    let stream = Stream::of_input(Box::new(Cursor::new(bytes.to_vec())), false);
    found_in(Zip::stream(stream))
}

/// Sets a bit of the flags of member number `number`, in its header and in the directory.
fn set_flag(bytes: &mut [u8], number: usize, flag: u8) {
    for (magic, at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let place = memchr::memmem::find_iter(bytes, magic).nth(number).unwrap();
        bytes[place + at] |= flag;
    }
}

const TWO: [(&str, &[u8]); 2] = [("a", b"first first first"), ("d/b", b"second")];

#[test]
fn every_method_reads_both_ways() {
    for method in [
        CompressionMethod::Stored,
        CompressionMethod::Deflated,
        CompressionMethod::Bzip2,
        CompressionMethod::Zstd,
    ] {
        let bytes = zip(&TWO, method);
        let expected = ["a=first first first", "d/b=second"];
        assert_eq!(found(&bytes), expected, "{method:?}");
        assert_eq!(streamed(&bytes), expected, "{method:?}");
    }
}

#[test]
fn an_encrypted_member_is_named_and_the_rest_read() {
    let mut bytes = zip(&TWO, CompressionMethod::Deflated);
    set_flag(&mut bytes, 1, 1);
    assert_eq!(found(&bytes), ["a: unreadable_member: it is encrypted", "d/b=second"]);
    let streamed = streamed(&bytes);
    assert_eq!(streamed.len(), 1);
    assert!(streamed[0].contains("save the archive as a file"), "{streamed:?}");
}

#[test]
fn an_unknown_method_is_named_and_the_rest_read() {
    let mut bytes = zip(&TWO, CompressionMethod::Deflated);
    for (magic, at) in [(b"PK\x03\x04", 8), (b"PK\x01\x02", 10)] {
        let place = memchr::memmem::find_iter(&bytes, magic).nth(1).unwrap();
        bytes[place + at] = 98;
    }
    let found = found(&bytes);
    assert!(found[0].ends_with("compression method not supported: 98"), "{found:?}");
    assert_eq!(found[1], "d/b=second");
}

#[test]
fn a_cut_archive_yields_what_came_before_then_one_reject() {
    let long: Vec<String> = (0..2000).map(|number| number.to_string()).collect();
    let long = long.join(",");
    let bytes = zip(&[("a", b"first"), ("b", long.as_bytes())], CompressionMethod::Deflated);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    for cut in (200..bytes.len() - 1).step_by(97) {
        let found = found(&bytes[..cut]);
        assert_eq!(found[0], "a=first", "{cut}");
        let complaints = found.iter().filter(|it| it.contains("zip archive"));
        let complaints = complaints.count();
        assert_eq!(complaints, 1, "{cut}: {found:?}");
        assert_eq!(found.contains(&format!("b={long}")), cut >= directory, "{cut}");
    }
}

#[test]
fn a_damaged_member_does_not_cost_the_others() {
    let mut bytes = zip(&TWO, CompressionMethod::Stored);
    let place = memchr::memmem::find(&bytes, b"first").unwrap();
    bytes[place] = b'F';
    let found = found(&bytes);
    assert!(found[0].starts_with("a=First first first ! at byte 17 of the member"), "{found:?}");
    assert_eq!(found[1], "d/b=second");
}

#[test]
fn members_that_overlap_are_a_bomb() {
    let mut bytes = zip(&TWO, CompressionMethod::Stored);
    // The directory says that the second file lies where the first does.
    let entries: Vec<usize> = memchr::memmem::find_iter(&bytes, b"PK\x01\x02").collect();
    let (first, second) = (entries[1], entries[2]);
    let place = bytes[first + 42..first + 46].to_vec();
    bytes[second + 42..second + 46].copy_from_slice(&place);
    let found = found(&bytes);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("overlap"), "{found:?}");
}

/// A stream of zip whose headers do not tell lengths, as programs write to a pipe.
#[test]
fn a_stream_without_lengths_says_what_to_do() {
    let mut bytes = zip(&TWO, CompressionMethod::Deflated);
    set_flag(&mut bytes, 1, 8);
    let streamed = streamed(&bytes);
    assert_eq!(streamed.len(), 1);
    assert!(streamed[0].starts_with("unreadable_member"), "{streamed:?}");
    assert!(streamed[0].contains("save the archive as a file"), "{streamed:?}");
}

#[test]
fn rubbish_and_emptiness() {
    assert!(found(&zip(&[], CompressionMethod::Stored)).is_empty());
    let found = found(b"PK\x03\x04 and so on");
    assert_eq!(found.len(), 1, "{found:?}");
}
