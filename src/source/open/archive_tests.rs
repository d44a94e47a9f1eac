//! Names, hidden members, copies, archives in archives.

use std::io::Cursor;

use super::super::compression::tests::compress;
use super::super::tar::tests::tar;
use super::super::zip::tests::zip;
use super::*;
use crate::source::Compression;

fn open(bytes: Vec<u8>) -> Opened<'static> {
    Opened::of(Stream::of_input(Box::new(Cursor::new(bytes)), false), 0)
}

/// The texts of all members, however deep they lie, by their paths; rejects in brackets.
fn texts(path: &str, opened: Opened<'_>, copies: bool, all: &mut Vec<String>) {
    let mut archive = match opened {
        Opened::Archive(archive) => archive,
        Opened::Stream(mut stream) => {
            let mut text = String::new();
            let end = stream.read_to_string(&mut text).err();
            let end = end.map_or(String::new(), |error| format!(" ! {error}"));
            return all.push(format!("{path}={text}{end}"));
        }
    };
    while let Some(entry) = archive.next_entry().unwrap() {
        match entry {
            Entry::Member(member) => {
                let path = format!("{path}::{}", member.name());
                match if copies { member.copy(1000) } else { Err(member) } {
                    Ok(copy) => texts(&path, copy.open(), copies, all),
                    Err(member) => texts(&path, member.open(), copies, all),
                }
            }
            Entry::Reject { detail, .. } => all.push(format!("[{detail}]")),
            Entry::PassedOver => {}
        }
    }
}

fn texts_of(bytes: Vec<u8>) -> Vec<String> {
    let mut all = Vec::new();
    texts("", open(bytes.clone()), false, &mut all);
    let mut copied = Vec::new();
    texts("", open(bytes), true, &mut copied);
    assert_eq!(all, copied, "copies read as members do");
    all
}

#[test]
fn members_are_decompressed_and_hidden_ones_passed() {
    let gzip = compress(Compression::Gzip, b"packed");
    let bytes = tar(&[
        ("a.json", b"plain"),
        ("b.gz", &gzip),
        (".hidden", b"x"),
        ("d/._b.gz", b"x"),
        (".git/c", b"x"),
        ("__MACOSX/d", b"x"),
        ("e/f", b""),
    ]);
    for compression in [
        Compression::Plain,
        Compression::Gzip,
        Compression::Bzip2,
        Compression::Xz,
        Compression::Zstd,
    ] {
        let all = texts_of(compress(compression, &bytes));
        assert_eq!(all, ["::a.json=plain", "::b.gz=packed", "::e/f="], "{compression:?}");
    }
    let stored = ::zip::CompressionMethod::Stored;
    assert_eq!(texts_of(zip(&[("a", b"1"), ("b.gz", &gzip)], stored)), ["::a=1", "::b.gz=packed"]);
}

#[test]
fn archives_in_archives_are_read_to_a_depth() {
    let mut bytes = tar(&[("x", b"deep")]);
    let mut path = "::x=deep".to_owned();
    for _ in 1..MAX_DEPTH {
        bytes = tar(&[("t.tar", &bytes)]);
        path = format!("::t.tar{path}");
    }
    assert_eq!(texts_of(bytes.clone()), [path]);
    let zipped = zip(&[("x", b"1")], ::zip::CompressionMethod::Deflated);
    assert_eq!(texts_of(tar(&[("z.zip", &zipped)])), ["::z.zip::x=1"]);
    // One deeper it stays what it is.
    let all = texts_of(tar(&[("t.tar", &bytes)]));
    assert_eq!(all.len(), 1);
    assert!(all[0].contains("ustar"), "{all:?}");
}

/// The member that is cut says so, and the archive says nothing again.
#[test]
fn a_cut_in_the_middle_of_a_member_is_told_once() {
    let text = "0123456789".repeat(80);
    let mut bytes = tar(&[("a", b"1"), ("b", text.as_bytes())]);
    bytes.truncate(3 * 512 + 300);
    let all = texts_of(bytes.clone());
    let expected = text.get(..300).unwrap();
    let cut = format!("::b={expected} ! the tar archive is cut at its byte 1836");
    assert_eq!(all, ["::a=1".to_owned(), cut]);
    let mut packed = compress(Compression::Gzip, &tar(&[("b", text.as_bytes())]));
    packed.truncate(packed.len() - 12);
    let all = texts_of(packed);
    assert!(all.last().unwrap().contains("of the compressed file"), "{all:?}");
}

#[test]
fn long_members_are_not_copied_and_lose_nothing() {
    let text = "x".repeat(5000);
    let bytes = tar(&[("a", text.as_bytes()), ("b", b"1")]);
    assert_eq!(texts_of(bytes), [format!("::a={text}"), "::b=1".to_owned()]);
    let bytes = zip(&[("a", text.as_bytes())], ::zip::CompressionMethod::Deflated);
    assert_eq!(texts_of(bytes), [format!("::a={text}")]);
}

#[test]
fn names_are_shown_harmless() {
    for (name, expected) in [
        (&b"d/a.json"[..], "d/a.json"),
        ("größe/日本.json".as_bytes(), "größe/日本.json"),
        (b"/etc/../x", "/etc/../x"),
        (b"a\nb\x1b[2J\x7f", "a\\nb\\u{1b}[2J\\u{7f}"),
        ("x\u{202e}nosj".as_bytes(), "x\\u{202e}nosj"),
        (b"\xff\\", "\\xff\\\\"),
        (b"", "(member 7)"),
    ] {
        assert_eq!(shown(name, 7), expected);
    }
    let long = shown(&b"ab\n".repeat(100_000), 7);
    assert!(long.len() < 600 && long.ends_with("… (member 7)"), "{long}");
}
