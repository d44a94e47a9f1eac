//! Going on behind a position gives what reading in one go gives, in every framing.

use std::cell::RefCell;
use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::source::Compression;
use crate::source::open::compression::tests::compress;
use crate::source::{Item, RejectReason};

type Seen = Vec<(Position, Result<Vec<u8>, RejectReason>)>;

fn options(block_bytes: usize) -> Options {
    Options { block_bytes, document_limit: 60, ..Options::default() }
}

fn open(stream: &[u8], block_bytes: usize) -> Reader<'_> {
    Reader::from_read("test", Cursor::new(stream.to_vec()), &options(block_bytes)).unwrap()
}

/// What a reader gives until its trace has passed `limit`; without what is unfinished there.
fn read(reader: &mut Reader, limit: u64, unfinished: bool) -> Seen {
    let mut seen = Seen::new();
    while reader.trace().position().byte < limit {
        let Some(block) = reader.next_block().unwrap() else { break };
        if block.is_unfinished() && !unfinished {
            break;
        }
        seen.extend(block.documents().map(|item| match item {
            Item::Document(document) => (document.position, Ok(document.bytes.to_vec())),
            Item::Reject { reject, .. } => (reject.position, Err(reject.reason)),
        }));
    }
    seen
}

fn behind<T>(trace: &Trace, then: impl FnOnce(&Behind<'_>) -> T) -> T {
    let same = |found: &Trace| found == trace;
    let on_the_way = |_| ControlFlow::Continue(());
    then(&Behind { position: trace.position(), same: &same, on_the_way: &on_the_way })
}

/// Everything of `stream`, read first up to about `limit` and then on by another reader, which
/// finds `grown` in its place.
fn in_two(stream: &[u8], grown: &[u8], limit: u64, blocks: (usize, usize)) -> Seen {
    let mut first = open(stream, blocks.0);
    let mut seen = read(&mut first, limit, false);
    let trace = first.trace().clone();
    let mut second = open(grown, blocks.1);
    behind(&trace, |behind| second.go_behind(behind)).unwrap();
    seen.extend(read(&mut second, u64::MAX, true));
    seen
}

const STREAMS: [&str; 9] = [
    "{\"a\":1}\n{\"b\":[2]}\n{\"c\":3}\n",
    "{\"a\":1}\n{\"b\":[2]}\n{\"c\":3}",
    "\u{feff}{\"a\":1}\r\n\r\n{\"b\":[2]}\r\n\0\0\r\n{\"c\":3",
    "7\n{\"a\":1}\n9\n{\"b\":[2]}\n",
    "[\n{\"a\":1},\n{\"b\":[2]},\n]\n",
    "{\"rows\":[\n{\"a\":1},\n{\"b\":[2]}\n]}\n",
    "[{\"a\":1},{\"b\":[2]} , rubbish {\"c\":3}, {\"d\":",
    "{\"a\":1}{\"b\":[2]}\n\n{\"c\":\n3}",
    "{\"a\":1}\n{\"long\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}\n{\"c\":3}\n",
];

#[test]
fn every_framing_can_be_gone_on_with() {
    for stream in STREAMS {
        let whole = read(&mut open(stream.as_bytes(), 1 << 20), u64::MAX, true);
        for limit in 1..=stream.len() as u64 {
            for blocks in [(1, 1), (1, 30), (10, 3), (20, 1000)] {
                let two = in_two(stream.as_bytes(), stream.as_bytes(), limit, blocks);
                assert_eq!(two, whole, "{stream:?} up to {limit}, {blocks:?}");
            }
        }
    }
}

#[test]
fn what_was_cut_is_read_once_its_rest_has_come() {
    let stream = STREAMS[0].as_bytes();
    let whole = read(&mut open(stream, 5), u64::MAX, true);
    for cut in 1..stream.len() {
        let two = in_two(&stream[..cut], stream, u64::MAX, (1 << 20, 5));
        assert_eq!(two, whole, "cut at {cut}");
    }
}

#[test]
fn files_are_entered_and_archives_read_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("posts");
    let stream = STREAMS[0].repeat(5000);
    let whole = read(&mut open(stream.as_bytes(), 1 << 20), u64::MAX, true);
    for compression in [
        Compression::Plain,
        Compression::Gzip,
        Compression::Zstd,
        Compression::Bzip2,
        Compression::Xz,
    ] {
        std::fs::write(&path, compress(compression, stream.as_bytes())).unwrap();
        let input = Input::File(path.clone());
        let mut first = Reader::open(&input, &options(1000)).unwrap();
        let mut seen = read(&mut first, 70_000, false);
        let trace = first.trace().clone();
        let steps = RefCell::new(0);
        let same = |found: &Trace| *found == trace;
        let on_the_way = |_| {
            *steps.borrow_mut() += 1;
            ControlFlow::Continue(())
        };
        let behind = Behind { position: trace.position(), same: &same, on_the_way: &on_the_way };
        let mut second = Reader::open_behind(&input, &options(777), &behind).unwrap();
        assert_eq!(*steps.borrow() == 0, compression == Compression::Plain, "{compression:?}");
        seen.extend(read(&mut second, u64::MAX, true));
        assert!(seen == whole, "{compression:?}");
        assert_eq!(second.bytes_read(), path.metadata().unwrap().len());
    }
}

#[test]
fn another_stream_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("posts");
    let stream = STREAMS[0].repeat(5000).into_bytes();
    std::fs::write(&path, &stream).unwrap();
    let input = Input::File(path.clone());
    let mut first = Reader::open(&input, &options(1000)).unwrap();
    read(&mut first, 90_000, false);
    let trace = first.trace().clone();
    let byte = trace.position().byte as usize;
    let mut head = stream.clone();
    head[2] = b'z';
    let mut tail = stream.clone();
    tail[byte - 3] = b'4';
    for (changed, content) in
        [(false, &stream[..]), (true, &head), (true, &tail), (true, &stream[..byte - 1])]
    {
        std::fs::write(&path, content).unwrap();
        let opened = behind(&trace, |behind| Reader::open_behind(&input, &options(9), behind));
        assert_eq!(matches!(opened, Err(SourceError::Changed { .. })), changed);
        assert_eq!(opened.is_ok(), !changed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_soup_can_be_gone_on_with(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "{\"a\":1}", "{\"a\":[{}]}", "\n", "\n", ",", "[", "]", "{", "}", "\"", "x", " ", "\r\n", "\0", "12\n",
            ]),
            0..40,
        ),
        limit in 1_u64..100,
        first in 1_usize..40,
        second in 1_usize..40,
    ) {
        let stream = pieces.concat();
        let whole = read(&mut open(stream.as_bytes(), 1 << 20), u64::MAX, true);
        let two = in_two(stream.as_bytes(), stream.as_bytes(), limit, (first, second));
        prop_assert_eq!(two, whole);
    }
}
