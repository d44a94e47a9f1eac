//! What must hold for any input to be read: the bodies of the fuzz targets `reader`, `lines` and
//! `archive`, which the tests replay the corpus through as well.

use std::io::Cursor;

use lbsm::source::{Archive, Block, Content, Entry, Item, Options, Reader};

/// How the bytes of a fuzz target are read: small blocks and documents, so that borders are met.
fn options() -> Options {
    Options { block_bytes: 64, document_limit: 512, ..Options::default() }
}

/// Walks the items of a block; returns documents and rejects.
fn walk(block: &Block) -> (usize, usize) {
    let (mut documents, mut rejects) = (0, 0);
    let mut items = block.documents();
    while let Some(item) = items.next() {
        match item {
            Item::Document(document) => {
                documents += 1;
                assert!(document.bytes.len() <= block.len());
                if serde_json::from_slice::<serde_json::Value>(document.bytes).is_err() {
                    items.split_last();
                }
            }
            Item::Reject { reject, .. } => {
                rejects += 1;
                assert!(reject.position >= block.position());
            }
        }
    }
    (documents, rejects)
}

fn drain(mut reader: Reader<'_>) -> (usize, usize) {
    let (mut documents, mut rejects) = (0, 0);
    while let Some(block) = reader.next_block().expect("memory does not fail") {
        let (more, worse) = walk(&block);
        documents += more;
        rejects += worse;
    }
    assert!(reader.next_block().expect("memory does not fail").is_none());
    (documents, rejects)
}

/// Any bytes, compressed or not, come to an end, with as many records in small blocks as in large.
pub fn reader(bytes: &[u8]) {
    let read = |options: &Options| {
        drain(Reader::from_read("fuzz", Cursor::new(bytes), options).expect("memory does not fail"))
    };
    let small = options();
    let large = Options { document_limit: small.document_limit, ..Options::default() };
    assert_eq!(read(&small), read(&large));
}

/// Any text is lines, whole or not, and what comes out of them lies within them.
pub fn lines(bytes: &[u8]) {
    let text = [b"{\"a\":1}\n{\"a\":2}\n", bytes].concat();
    reader(&text);
}

/// Any bytes as an archive: no member is endless, no archive too deep.
pub fn archive(bytes: &[u8]) {
    let Ok(content) = Content::of_bytes("fuzz".into(), bytes.to_vec(), &options()) else { return };
    enter(content, 0);
}

fn enter(content: Content<'_>, depth: usize) {
    assert!(depth <= 4);
    match content {
        Content::Records(reader) => drop(drain(*reader)),
        Content::Archive(archive) => members(archive, depth),
    }
}

fn members(mut archive: Archive<'_>, depth: usize) {
    while let Some(entry) = archive.next_entry().expect("memory does not fail") {
        let Entry::Member(member) = entry else { continue };
        assert!(!member.name().chars().any(char::is_control));
        match member.copy(256) {
            Ok(copied) => {
                if let Ok(content) = Content::of_copied("member".into(), copied, &options()) {
                    enter(content, depth + 1);
                }
            }
            Err(member) => {
                if let Ok(content) = Content::of_member("member".into(), member, &options()) {
                    enter(content, depth + 1);
                }
            }
        }
    }
}
