//! Tar archives that the `tar` crate and others would write, and damaged ones.

use std::io::Cursor;

use ::tar::{Builder, EntryType};

use super::*;

/// A tar archive of these members.
pub(in crate::source::open) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, data) in members {
        let mut header = Header::new_gnu();
        header.set_size(data.len() as u64);
        builder.append_data(&mut header, name, *data).unwrap();
    }
    builder.into_inner().unwrap()
}

/// One header, as the archive has it, then its data.
fn raw(kind: EntryType, name: &[u8], data: &[u8]) -> Vec<u8> {
    let mut header = Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_entry_type(kind);
    header.set_size(data.len() as u64);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend(data);
    bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    bytes
}

fn open(bytes: &[u8]) -> Tar<'static> {
    Tar::new(Stream::of_input(Box::new(Cursor::new(bytes.to_vec())), false))
}

/// Everything that is found, as text: files with their data.
fn found(bytes: &[u8]) -> Vec<String> {
    let mut tar = open(bytes);
    let mut all = Vec::new();
    loop {
        all.push(match tar.next().unwrap() {
            Found::End => return all,
            Found::Other => continue,
            Found::File { name, .. } => {
                let mut data = Vec::new();
                let read = tar.member().read_to_end(&mut data);
                let end = read.map_or_else(|error| format!(" ! {error}"), |_| String::new());
                let (name, data) = (name.escape_ascii(), data.escape_ascii());
                format!("{name}={data}{end}")
            }
            Found::Unreadable { name, why } => format!("{}: {why}", name.escape_ascii()),
            Found::Damage { reason, detail } => format!("{}: {detail}", reason.code()),
        });
    }
}

#[test]
fn members_come_in_their_order() {
    let bytes = tar(&[("a", b"1"), ("d/b", &[b'x'; 512]), ("c", b"")]);
    assert!(is_tar(&bytes));
    let expected = ["a=1".to_owned(), format!("d/b={}", "x".repeat(512)), "c=".to_owned()];
    assert_eq!(found(&bytes), expected);
    // Unread data is passed, and so are zeros before another archive.
    let mut both = open(&[bytes.clone(), vec![0; 10 * BLOCK], bytes].concat());
    let mut names = Vec::new();
    loop {
        match both.next().unwrap() {
            Found::File { name, .. } => names.push(name),
            Found::End => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(names, [&b"a"[..], b"d/b", b"c", b"a", b"d/b", b"c"]);
}

#[test]
fn long_names_of_both_kinds_are_whole() {
    let long = format!("{}/x.json", "folder".repeat(60));
    assert_eq!(found(&tar(&[(&long, b"1")])), [format!("{long}=1")]);
    let mut builder = Builder::new(Vec::new());
    let attributes: [(&str, &[u8]); 3] =
        [("SCHILY.xattr.user.x", b"a\nb"), ("path", long.as_bytes()), ("size", b"3")];
    builder.append_pax_extensions(attributes).unwrap();
    let pax = [builder.into_inner().unwrap(), raw(EntryType::Regular, b"short", b"123")].concat();
    // Without the mark of the end that the builder makes.
    let pax: Vec<u8> =
        pax.chunks(BLOCK).filter(|block| block != &[0; BLOCK]).flatten().copied().collect();
    let mut whole = pax;
    whole.extend([0; 2 * BLOCK]);
    assert_eq!(found(&whole), [format!("{long}=123")]);
}

#[test]
fn what_is_no_regular_file_is_passed_or_named() {
    let bytes = [
        raw(EntryType::Directory, b"d", b""),
        raw(EntryType::Symlink, b"s", b""),
        raw(EntryType::Link, b"l", b""),
        raw(EntryType::Char, b"c", b""),
        raw(EntryType::Fifo, b"f", b""),
        raw(EntryType::Regular, b"old-folder/", b""),
        raw(EntryType::XGlobalHeader, b"g", b"20 comment=whatever\n"),
        raw(EntryType::GNUSparse, b"sparse", b"123"),
        raw(EntryType::new(b'M'), b"volume", b"123"),
        raw(EntryType::Continuous, b"a", b"1"),
        vec![0; 1024],
    ];
    let found = found(&bytes.concat());
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].starts_with("sparse: a sparse file"), "{found:?}");
    assert!(found[1].starts_with("volume: the rest of a file"), "{found:?}");
    assert_eq!(found[2], "a=1");
}

#[test]
fn hostile_names_and_sizes_do_no_harm() {
    let names: [&[u8]; 4] = [b"/etc/passwd", b"../../x", b"a\nb\x1b[2J", b"\xff\xfe"];
    let mut bytes: Vec<u8> =
        names.iter().flat_map(|name| raw(EntryType::Regular, name, b"1")).collect();
    bytes.extend([0; 1024]);
    assert_eq!(found(&bytes), ["/etc/passwd=1", "../../x=1", "a\\nb\\x1b[2J=1", "\\xff\\xfe=1"]);
    // A name of 8 EiB: refused before any memory is taken.
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::GNULongName);
    header.set_size(u64::MAX / 2);
    header.set_cksum();
    let found = found(header.as_bytes());
    assert!(found[0].contains("no name is that long"), "{found:?}");
    // A member of 16 EiB: cut.
    let mut header = Header::new_gnu();
    header.as_old_mut().name[0] = b'a';
    header.set_size(u64::MAX);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend(b"123");
    let found = self::found(&bytes);
    assert_eq!(found, ["a=123 ! the tar archive is cut at its byte 515"]);
}

/// However it is cut: what was whole comes out, and one complaint.
#[test]
fn cut_archives_yield_what_came_before() {
    let bytes = tar(&[("a", b"first"), ("b", &[b'x'; 700])]);
    let end = bytes.len();
    for cut in 1..end - 1024 {
        let found = found(&bytes[..cut]);
        let complaints = found.iter().filter(|it| it.contains("tar archive")).count();
        assert_eq!(complaints, 1, "{cut}: {found:?}");
        assert_eq!(found.contains(&"a=first".to_owned()), cut >= 512 + 5, "{cut}: {found:?}");
    }
    assert_eq!(found(&bytes).len(), 2);
    // The mark of the end is two blocks; one is enough.
    assert_eq!(found(&bytes[..end - 512]).len(), 2);
}

#[test]
fn after_a_damaged_header_the_next_is_found() {
    let mut bytes = tar(&[("a", b"1"), ("b", b"2"), ("c", b"3")]);
    bytes[2 * BLOCK] = b'?';
    let found = found(&bytes);
    assert_eq!((found[0].as_str(), found[2].as_str(), found.len()), ("a=1", "c=3", 3));
    assert!(found[1].starts_with("corrupt_archive: no member of the tar archive begins"));
    assert!(found[1].contains("(byte 1536 of it)"), "{found:?}");
}

#[test]
fn texts_are_no_archives() {
    for text in ["", "{\"a\":1}\n", &"x".repeat(600), &"\0".repeat(1024)] {
        assert!(!is_tar(text.as_bytes()));
    }
}
