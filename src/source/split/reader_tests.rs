//! Streams end to end: every framing and compression, positions, damage, real files.

use std::io::{self, Cursor};
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::source::open::compression::tests::{compress, sample};
use crate::source::{Item, Skipped, expand};

/// What came out of a stream, owned.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    documents: Vec<(Position, Vec<u8>)>,
    rejects: Vec<(Position, RejectReason, Option<String>)>,
    skipped: Skipped,
}

/// The content of each reject. How much of it a block has depends on the size of the blocks.
fn contents(bytes: &[u8], options: &Options) -> Vec<String> {
    let mut reader = Reader::from_read("test", Cursor::new(bytes.to_vec()), options).unwrap();
    let mut contents = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        contents.extend(block.documents().filter_map(|item| match item {
            Item::Document(_) => None,
            Item::Reject { content, .. } => Some(String::from_utf8_lossy(content).into_owned()),
        }));
    }
    contents
}

impl Outcome {
    fn reasons(&self) -> Vec<RejectReason> {
        self.rejects.iter().map(|(_, reason, _)| *reason).collect()
    }

    fn texts(&self) -> Vec<&str> {
        self.documents.iter().map(|(_, bytes)| std::str::from_utf8(bytes).unwrap()).collect()
    }
}

fn drain(reader: &mut Reader<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    while let Some(block) = reader.next_block().unwrap() {
        assert!(block.position() <= reader.position());
        let mut items = block.documents();
        for item in items.by_ref() {
            match item {
                Item::Document(found) => {
                    outcome.documents.push((found.position, found.bytes.to_vec()));
                }
                Item::Reject { reject, content } => {
                    let position = reject.position.byte;
                    assert!(position + content.len() as u64 <= reader.position().byte);
                    assert_eq!(&*reject.source, "test");
                    outcome.rejects.push((reject.position, reject.reason, reject.detail));
                }
            }
        }
        outcome.skipped.blank += items.skipped().blank;
        outcome.skipped.lengths += items.skipped().lengths;
        outcome.skipped.brackets += items.skipped().brackets;
        outcome.skipped.fields += items.skipped().fields;
    }
    assert!(reader.next_block().unwrap().is_none(), "the end must be the end");
    outcome
}

fn read_with(bytes: &[u8], options: &Options) -> Outcome {
    drain(&mut Reader::from_read("test", Cursor::new(bytes.to_vec()), options).unwrap())
}

/// A pipe that gives a few bytes at a time.
struct Trickle(Cursor<Vec<u8>>, usize);

impl Read for Trickle {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = out.len().min(self.1);
        self.0.read(&mut out[..most])
    }
}

fn read(bytes: &[u8]) -> Outcome {
    read_with(bytes, &Options::default())
}

/// Positions are right when the stream holds each document where it says.
fn assert_positions(stream: &[u8], outcome: &Outcome) {
    let places = outcome.documents.iter().map(|(position, bytes)| (*position, bytes.as_slice()));
    let rejects = outcome.rejects.iter().map(|(position, ..)| (*position, &b""[..]));
    let mut places: Vec<_> = places.chain(rejects).collect();
    places.sort_unstable();
    let mut here = Position { line: 1, byte: 0 };
    for (position, bytes) in places {
        let (from, at) = (here.byte as usize, position.byte as usize);
        here = here.after(&stream[from..at]);
        assert_eq!(position, here);
        assert!(stream[at..].starts_with(bytes), "{position:?}");
    }
}

const TWO: [&str; 2] = [r#"{"a":1}"#, r#"{"b":[2]}"#];

#[test]
fn the_same_two_records_in_every_framing() {
    for stream in [
        "{\"a\":1}\n{\"b\":[2]}\n",
        "{\"a\":1}\n{\"b\":[2]}",
        "\u{feff}{\"a\":1}\r\n\r\n{\"b\":[2]}\r\n",
        "\0\0\0\n{\"a\":1}\n\0\0\n{\"b\":[2]}\n",
        "7\n{\"a\":1}\n9\n{\"b\":[2]}\n",
        "[\n{\"a\":1},\n{\"b\":[2]},\n]\n",
        "[{\"a\":1},\n{\"b\":[2]}]",
        "{\"rows\":[\n{\"a\":1},\n{\"b\":[2]}\n]}\n",
        "{\"rows\":[\n{\"a\":1},\n{\"b\":[2]}]}",
        "[{\"a\":1},{\"b\":[2]}]",
        "{\"a\":1}{\"b\":[2]}",
        "{\"a\":1} {\"b\":[2]}",
        "[\n  {\"a\":1},{\"b\":[2]}\n]",
    ] {
        let outcome = read(stream.as_bytes());
        assert_eq!(outcome.texts(), TWO, "{stream:?}");
        assert_eq!(outcome.rejects, [], "{stream:?}");
        assert_positions(stream.as_bytes(), &outcome);
    }
}

#[test]
fn a_pretty_printed_value_is_one_document() {
    let stream = "{\n  \"a\": 1\n}\n{\n  \"b\": 2\n}\n";
    let outcome = read(stream.as_bytes());
    assert_eq!(outcome.texts(), ["{\n  \"a\": 1\n}", "{\n  \"b\": 2\n}"]);
    assert_positions(stream.as_bytes(), &outcome);
}

#[test]
fn what_was_passed_over_is_counted() {
    let outcome = read(b"[\n{\"a\":1},\n\r\n\0\0\n12\n{\"a\":2}\n]\n");
    assert_eq!(outcome.skipped, Skipped { blank: 2, lengths: 1, brackets: 2, fields: 0 });
    assert_eq!(read(b"12\n{\"a\":1}{\"a\":2}12\n{\"a\":3}").skipped.lengths, 2);
}

#[test]
fn nothing_is_nothing() {
    for stream in ["", "\n", "\0", "[]", "[\n]", "12\n"] {
        let outcome = read(stream.as_bytes());
        assert_eq!((outcome.documents.len(), outcome.rejects.len()), (0, 0), "{stream:?}");
    }
}

#[test]
fn what_is_not_json_is_one_reject() {
    let outcome = read(b"a,b,c\n1,2,3\n1,2,3\n");
    assert_eq!(outcome.reasons(), [RejectReason::NotJson]);
    assert!(outcome.rejects[0].2.as_ref().unwrap().contains("--csv"));
    let binary: Vec<u8> = (0..100_000_u32).map(|number| (number * 7919 % 251) as u8).collect();
    assert_eq!(read(&binary).reasons(), [RejectReason::NotJson]);
}

#[test]
fn events_are_their_data() {
    let stream = ":)\nevent: update\nid: 5\ndata: {\"a\":1}\n\nevent: delete\ndata: 7\n\n:thump\n";
    for block_bytes in [1, 7, 1000] {
        let outcome = read_with(stream.as_bytes(), &Options { block_bytes, ..Options::default() });
        assert_eq!(outcome.texts(), ["{\"a\":1}", "7"]);
        assert_eq!(outcome.reasons(), []);
        assert_eq!(outcome.skipped.fields, 5);
    }
}

/// Parts of records that were cut are rejected, whatever they look like.
#[test]
fn pieces_of_json_are_no_fields_of_events() {
    let stream = "{\"a\":1}\n: 5, \"b\": 2}\nid: \"x\"}\ndata: x\n{\"a\":2}\n";
    assert_eq!(read(stream.as_bytes()).documents.len(), 5);
}

/// A file that is still being written ends in a row that may go on.
#[test]
fn the_last_row_waits_for_its_rest() {
    let table =
        "tweet_id,user_id,created_at,lat,lon,text\n1,7,2018-10-10,1,2,a\n2,8,2018-10-10,1,2,\"b\nc";
    for wait_for_rest in [false, true] {
        let options = Options { wait_for_rest, ..Options::default() };
        for cut in [3, 0] {
            let outcome = read_with(&table.as_bytes()[..table.len() - cut], &options);
            assert_eq!(outcome.documents.len(), 1 + usize::from(cut == 0 && !wait_for_rest));
            assert_eq!(outcome.reasons().is_empty(), wait_for_rest);
        }
        let whole = read_with(format!("{table}\"\n").as_bytes(), &options);
        assert_eq!((whole.documents.len(), whole.reasons()), (2, vec![]));
    }
}

#[test]
fn rows_of_tables_are_documents() {
    let table = "tweet_id,user_id,created_at,lat,lon,text\n1,7,2018-10-10,1,2,\"a\nb\"\n\n2,8,2018-10-10,1,2,c\n";
    for block_bytes in [1, 50, 1000] {
        let options = Options { block_bytes, ..Options::default() };
        let outcome = read_with(table.as_bytes(), &options);
        let rows = ["1,7,2018-10-10,1,2,\"a\nb\"", "2,8,2018-10-10,1,2,c"];
        assert_eq!(outcome.texts(), rows);
        assert_positions(table.as_bytes(), &outcome);
    }
    // A tab at the beginning is an empty cell: the index that R and pandas write.
    let table = table
        .replace(',', "\t")
        .replace("tweet_id", "\ttweet_id")
        .replace("\n1", "\n0\t1")
        .replace("\n2\t8", "\n1\t2\t8");
    assert_eq!(read(table.as_bytes()).documents.len(), 2);
    let mut bom = b"\xef\xbb\xbf".to_vec();
    bom.extend_from_slice(table.as_bytes());
    assert_eq!(read(&bom).documents.len(), 2);
}

#[test]
fn a_record_cut_by_the_end_is_truncated() {
    for stream in ["{\"a\":1}\n{\"a\":2}\n{\"a\":\"x", "{\"a\":1}{\"a\":2}{\"a\":\"x"] {
        let outcome = read(stream.as_bytes());
        assert_eq!(outcome.documents.len(), 2, "{stream:?}");
        assert_eq!(outcome.reasons(), [RejectReason::Truncated], "{stream:?}");
        assert_positions(stream.as_bytes(), &outcome);
    }
}

#[test]
fn records_over_the_limit_are_one_reject_each() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(5000));
    let options = Options { block_bytes: 100, document_limit: 1000, ..Options::default() };
    for stream in [
        format!("{{\"a\":1}}\n{{\"a\":2}}\n{long}\n{{\"a\":3}}\n{long}\n{{\"a\":4}}\n"),
        format!("{{\"a\":1}}{{\"a\":2}}{long}{{\"a\":3}}{long}{{\"a\":4}}"),
    ] {
        let outcome = read_with(stream.as_bytes(), &options);
        assert_eq!(outcome.texts(), [r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":3}"#, r#"{"a":4}"#]);
        assert_eq!(outcome.reasons(), [RejectReason::TooLong; 2]);
        assert_positions(stream.as_bytes(), &outcome);
    }
}

#[test]
fn rejects_have_their_content() {
    for (stream, content) in [
        // Broken among values, between others and at the end.
        ("[{\"a\":1},{\"a\" 2}, {\"a\":3}]", "{\"a\" 2}"),
        ("{\"a\":1}{\"a\" 2}\n", "{\"a\" 2}"),
        // Cut by the end.
        ("{\"a\":1}\n{\"a\":2}\n{\"a\":\"x", "{\"a\":\"x"),
        ("{\"a\":1}{\"a\":2}{\"a\":\"x", "{\"a\":\"x"),
        // No record at all.
        ("a,b,c\n1,2,3\n", ""),
    ] {
        assert_eq!(contents(stream.as_bytes(), &Options::default()), [content], "{stream:?}");
    }
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(500_000));
    let options = Options { block_bytes: 1000, document_limit: 200_000, ..Options::default() };
    for separator in ["\n", ""] {
        let stream = ["{\"a\":1}", "{\"a\":2}", &long, "{\"a\":3}"].join(separator);
        let contents = contents(stream.as_bytes(), &options);
        assert_eq!(contents.len(), 1);
        assert!(long.starts_with(&contents[0]) && contents[0].len() == 64 * 1024, "{separator:?}");
    }
}

/// Padding and zeros beyond all limits pass in constant memory and cost no record.
#[test]
fn a_bomb_of_zeros_is_harmless() {
    let zeros = vec![0; 200_000];
    let stream = [&zeros[..], b"{\"a\":1}\n", &zeros, b"{\"a\":2}\n", &zeros].concat();
    let options = Options { block_bytes: 1000, document_limit: 1000, ..Options::default() };
    let bytes = compress(Compression::Gzip, &stream);
    let mut reader = Reader::from_read("test", Cursor::new(bytes), &options).unwrap();
    let outcome = drain(&mut reader);
    assert_eq!(outcome.texts(), [r#"{"a":1}"#, r#"{"a":2}"#]);
    assert_eq!(outcome.rejects, []);
    assert_positions(&stream, &outcome);
    assert!(reader.window.bytes().len() < 10_000);
}

/// What a pipe gives in portions: each is followed by a pause, in which the test could not go on
/// if the reader wanted more before it gave a block.
struct Portions {
    portions: Vec<Vec<u8>>,
    given: std::sync::mpsc::Receiver<()>,
}

impl Read for Portions {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.portions.is_empty() || self.given.try_recv().is_err() {
            assert!(self.portions.is_empty(), "asked for more before giving what there was");
            return Ok(0);
        }
        let portion = self.portions.remove(0);
        out[..portion.len()].copy_from_slice(&portion);
        Ok(portion.len())
    }
}

#[test]
fn a_pipe_that_pauses_holds_up_no_record() {
    for (separator, compression) in
        [("\n", Compression::Plain), (" ", Compression::Plain), ("\n", Compression::Gzip)]
    {
        let portions = ["{\"a\":1} {\"a\":2} ", "{\"a\":3} ", "{\"a\":4} {\"a\":5} "];
        let portions = portions.map(|portion| portion.replace(' ', separator).into_bytes());
        let portions = portions.map(|portion| compress(compression, &portion)).to_vec();
        let (allow, given) = std::sync::mpsc::channel();
        allow.send(()).unwrap();
        let pipe = Portions { portions, given };
        let mut reader = Reader::from_live("test", pipe, &Options::default()).unwrap();
        for expected in [2, 1, 2] {
            let mut met = 0;
            while met < expected {
                met += reader.next_block().unwrap().unwrap().documents().count();
            }
            assert_eq!(met, expected, "{separator:?} {compression:?}");
            allow.send(()).unwrap();
        }
        assert!(reader.next_block().unwrap().is_none());
    }
}

/// A gigabyte of zeros or of one letter: constant memory, one reject, and soon over.
#[test]
fn a_bomb_ends_with_a_reject() {
    struct Bomb(u8, u64);
    impl Read for Bomb {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let most = out.len().min(usize::try_from(self.1).unwrap());
            out[..most].fill(self.0);
            self.1 -= most as u64;
            Ok(most)
        }
    }
    let limit = 1 << 20;
    let options = Options { document_limit: limit, barren_limit: 64 << 20, ..Options::default() };
    for (byte, head, expected) in [
        (0, "", vec![RejectReason::CorruptArchive]),
        (0, "{\"a\":1}\n{\"a\":2}\n", vec![RejectReason::CorruptArchive]),
        (b'x', "{\"a\":1}\n{\"a\":\"", vec![RejectReason::CorruptArchive]),
        (b'x', "{\"a\":1}{\"a\":\"", vec![RejectReason::TooLong, RejectReason::CorruptArchive]),
        (b'x', "[{\"a\":\"", vec![RejectReason::TooLong, RejectReason::CorruptArchive]),
    ] {
        let bomb = Cursor::new(head.as_bytes().to_vec()).chain(Bomb(byte, 1 << 30));
        let mut reader = Reader::from_read("test", bomb, &options).unwrap();
        let outcome = drain(&mut reader);
        assert_eq!(outcome.reasons(), expected, "{head}");
        assert!(reader.bytes_read() < 70 << 20, "{}", reader.bytes_read());
        assert!(reader.window.bytes().len() < 8 << 20);
    }
}

const COMPRESSIONS: [Compression; 4] =
    [Compression::Gzip, Compression::Bzip2, Compression::Xz, Compression::Zstd];

/// Many records that do not compress well.
fn many() -> Vec<u8> {
    let text = sample(300_000);
    let records = text.chunks(100).enumerate().flat_map(|(number, text)| {
        format!("{{\"id\":{number},\"text\":\"{}\"}}\n", String::from_utf8_lossy(text)).into_bytes()
    });
    records.collect()
}

#[test]
fn compression_changes_nothing() {
    let stream = many();
    let plain = read(&stream);
    assert_eq!(plain.documents.len(), 3000);
    for compression in COMPRESSIONS {
        let bytes = compress(compression, &stream);
        let length = bytes.len() as u64;
        let options = Options::default();
        let mut reader = Reader::from_read("test", Cursor::new(bytes), &options).unwrap();
        assert_eq!(reader.compression(), compression);
        assert!(drain(&mut reader) == plain, "{compression:?}");
        assert_eq!(reader.bytes_read(), length);
        assert_eq!(reader.position(), Position { line: 3001, byte: stream.len() as u64 });
    }
}

/// One reject for the archive, at the record that it cut, whichever the framing.
#[test]
fn a_cut_archive_yields_what_came_before_then_one_reject() {
    let lines = many();
    let values: Vec<u8> = lines.iter().copied().filter(|&byte| byte != b'\n').collect();
    for (stream, compression) in
        [&lines, &values].into_iter().flat_map(|stream| COMPRESSIONS.map(|one| (stream, one)))
    {
        let mut bytes = compress(compression, stream);
        bytes.truncate(bytes.len() - 30);
        let outcome = read(&bytes);
        assert_eq!(outcome.reasons(), [RejectReason::TruncatedArchive], "{compression:?}");
        assert!(outcome.documents.len() > 1000, "{compression:?}: {}", outcome.documents.len());
        assert_positions(stream, &outcome);
        let (last, (end, ..)) = (outcome.documents.last().unwrap(), &outcome.rejects[0]);
        let gap = end.byte - last.0.byte - last.1.len() as u64;
        assert!(gap <= 1, "{compression:?}: the reject is not where the archive ends");
    }
}

#[test]
fn a_failing_input_is_an_error_with_the_place() {
    struct Failing(Cursor<Vec<u8>>);
    impl Read for Failing {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.0.read(out)? {
                0 => Err(io::Error::other("the cable was pulled")),
                got => Ok(got),
            }
        }
    }
    let stream = "{\"a\":1}\n".repeat(1000);
    let reader = Failing(Cursor::new(stream.into_bytes()));
    let options = Options { block_bytes: 100, ..Options::default() };
    let mut reader = Reader::from_read("test", reader, &options).unwrap();
    let mut documents = 0;
    let error = loop {
        match reader.next_block() {
            Ok(Some(block)) => documents += block.documents().count(),
            Ok(None) => panic!("the failure was not noticed"),
            Err(error) => break error.to_string(),
        }
    };
    assert!(documents > 900, "{documents}");
    assert!(error.contains("test: reading failed after 8000 bytes"), "{error}");
    assert!(error.contains("the cable was pulled"), "{error}");
    assert!(reader.next_block().unwrap().is_none());
}

#[test]
fn opening_what_is_not_there_says_so() {
    let input = Input::File("no/such/file".into());
    let Err(error) = Reader::open(&input, &Options::default()) else { panic!("opened") };
    assert_eq!(error.to_string(), "no/such/file: no such file or folder; check the spelling");
}

fn records() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(
        prop::sample::select(vec![
            "{}",
            "{\"id\":1}",
            "{\"id\":2,\"text\":\"}{][\\\"\\\\\"}",
            "{\"id\":3,\"a\":[[],{\"b\":null}]}",
            "{\"text\":\"a longer text that goes beyond a few blocks of the smallest size\"}",
        ]),
        1..12,
    )
    .prop_map(|records| records.into_iter().map(str::to_owned).collect())
}

/// Pieces of good and bad streams, in any order.
fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "{\"id\":1}",
            "{\"id\":1}\n",
            "{\"id\":1},\n",
            "{\"id\":\"cut",
            "{\"id\":[{",
            "{",
            "}",
            "[",
            "]",
            "\n",
            "\r\n",
            ",",
            "\"",
            "\\",
            "12",
            " ",
            "x",
            "\0",
            "\u{feff}",
            "rows\":[\n",
            "{\"id\":\"longer than the limit of documents\"}",
            "ä",
        ]),
        0..24,
    )
    .prop_map(|pieces| pieces.concat())
}

#[test]
fn a_cut_record_behind_a_comma_is_no_header_of_a_table() {
    let outcome = read_with(b"x,{\"id\":[{", &Options::default());
    assert_eq!(outcome.texts(), [] as [&str; 0]);
    assert!(!outcome.rejects.is_empty());
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..Default::default() }
}

proptest! {
    #![proptest_config(cases(300))]

    /// However records are laid out, the same ones come out, where they are.
    #[test]
    fn records_come_out_as_they_went_in(
        records in records(),
        layout in prop::sample::select(vec![
            ("", "\n", "\n"), ("", "\r\n", ""), ("[\n", ",\n", "\n]\n"), ("[", ",\n", "]"),
            ("[", ",", "]"), ("", "", ""), ("\u{feff}", "\n\n", "\n"), ("{\"rows\":[\n", ",\n", "\n]}\n"),
        ]),
        block_bytes in 1_usize..200,
    ) {
        let (before, between, after) = layout;
        let stream = format!("{before}{}{after}", records.join(between));
        let options = Options { block_bytes, ..Options::default() };
        let outcome = read_with(stream.as_bytes(), &options);
        prop_assert_eq!(outcome.texts(), records);
        prop_assert_eq!(&outcome.rejects, &[]);
        assert_positions(stream.as_bytes(), &outcome);
    }

    /// Whatever the bytes, the size of the blocks changes nothing and positions are right.
    #[test]
    fn blocks_do_not_show(stream in soup(), block_bytes in 1_usize..50, limit in 8_usize..60) {
        let whole = Options { document_limit: limit, ..Options::default() };
        let outcome = read_with(stream.as_bytes(), &whole);
        assert_positions(stream.as_bytes(), &outcome);
        let blocks = Options { block_bytes, ..whole.clone() };
        prop_assert_eq!(&read_with(stream.as_bytes(), &blocks), &outcome);
        let trickle = Trickle(Cursor::new(stream.into_bytes()), block_bytes);
        let mut live = Reader::from_live("test", trickle, &whole).unwrap();
        prop_assert_eq!(drain(&mut live), outcome);
    }
}

proptest! {
    #![proptest_config(cases(100))]

    /// Flipped bytes and cuts, below and above the compression, never panic, and what comes out
    /// lies within the stream.
    #[test]
    fn damage_is_survived(
        records in records(),
        kind in 0_usize..10,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let separator = if kind < 5 { "\n" } else { "" };
        let mut bytes = records.join(separator).into_bytes();
        if let Some(&compression) = COMPRESSIONS.get(kind % 5) {
            bytes = compress(compression, &bytes);
        }
        for (index, byte) in flips {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() + 1));
        let options = Options { block_bytes: 16, document_limit: 64, ..Options::default() };
        let mut reader = Reader::from_read("test", Cursor::new(bytes), &options).unwrap();
        let outcome = drain(&mut reader);
        let end = reader.position().byte;
        for (position, document) in &outcome.documents {
            prop_assert!(position.byte + document.len() as u64 <= end);
        }
        for (position, ..) in &outcome.rejects {
            prop_assert!(position.byte <= end);
        }
    }
}

/// What must come out of a file of real posts: documents, of these not valid JSON, rejects.
type Expected = (&'static str, usize, usize, &'static [RejectReason]);

/// The files with dirt, and those whose documents are not one a line. Everything else in the
/// folders must be without rejects; of `PROVENANCE.md` and other texts no document comes.
const REAL: &[Expected] = &[
    ("csv/jgrundy__infoviz_refugee_project__twitterDB.csv", 0, 0, &[RejectReason::NotJson]),
    ("dirt/blns.json", 515, 0, &[]),
    ("dirt/blns.txt", 0, 0, &[RejectReason::NotJson]),
    ("dirt/derived/array_trailing_commas.json", 10, 0, &[]),
    ("dirt/derived/bom_crlf_keepalive.jsonl", 100, 0, &[]),
    ("dirt/derived/concatenated_no_newline.jsonl", 10, 0, &[]),
    // The cut line is one document that the decoder must refuse.
    ("dirt/derived/cut_and_resumed_line.jsonl", 11, 1, &[]),
    ("dirt/derived/invalid_utf8.jsonl", 2, 1, &[]),
    // The decoder repairs what the JSON library refuses.
    ("dirt/derived/lone_surrogate_escape.jsonl", 2, 1, &[]),
    ("dirt/derived/multi_frame.jsonl.zst", 100, 0, &[]),
    ("dirt/derived/multi_member.jsonl.gz", 100, 0, &[]),
    ("dirt/derived/multi_member_trailing_zeros.jsonl.gz", 100, 0, &[]),
    ("dirt/derived/multi_stream.jsonl.bz2", 100, 0, &[]),
    ("dirt/derived/nul_block.jsonl", 20, 0, &[]),
    ("dirt/derived/truncated.jsonl.gz", 96, 0, &[RejectReason::TruncatedArchive]),
    ("dirt/derived/truncated_last_line.jsonl", 20, 0, &[RejectReason::Truncated]),
    ("dirt/derived/utf16le_bom.jsonl", 20, 0, &[]),
    ("dirt/stream_notices.jsonl", 8, 0, &[]),
    ("other/bluesky/brianckeegan__bluesky-datascience__archive.jsonl", 1413, 0, &[]),
    // The last line is the rest of a record.
    ("other/mastodon/schochastics__rtoot__malformed.json", 50, 1, &[]),
    ("v1.1/archivesunleashed__twut__10-v2-sample.jsonl", 10, 0, &[]),
    ("v1.1/archivesunleashed__twut__500-sample.jsonl", 500, 0, &[]),
    // Records announced by their length.
    ("v1.1/kite-sdk__kite__sample-statuses-20120906-141433", 2, 0, &[]),
    ("v1.1/kite-sdk__kite__sample-statuses-20120906-141433.bz2", 2, 0, &[]),
    ("v1.1/kite-sdk__kite__sample-statuses-20120906-141433.gz", 2, 0, &[]),
    ("v1.1/martindavid__COMP90024-HPC-Twitter-GeoProcessing__tinyTwitter.json", 1000, 0, &[]),
    ("v1.1/orabazu__tweet_to_geojson__raw.json", 290, 0, &[]),
    // A page is one document.
    ("v1.1/simdjson__simdjson__twitter.json", 1, 0, &[]),
    ("v1.1/rtweet/ropensci__rtweet__get_favorites1_0.json", 20, 0, &[]),
    ("v1.1/sferik__twitter-ruby__track_streaming_user.json", 6, 0, &[]),
    // Two records, the second over many lines, without anything between.
    (
        "v1.1/tweet-updates/twitterdev__tweet-updates__original_classic_no_hidden_tweet.json",
        2,
        0,
        &[],
    ),
    ("v1.1/twitterdev__tweet_parser__original_format_examples.json", 25, 0, &[]),
    ("v2/DocNow__twarc-csv__flat.jsonl", 100, 0, &[]),
    ("v2/DocNow__twarc-csv__withheld.jsonl", 5, 0, &[]),
];

/// Every file of a folder of real posts, with what must come out of it. The folder is not part
/// of the repository; the environment variable `LBSM_REAL_DATA` names it.
#[test]
fn real_files_come_out_as_counted() {
    let Some(folder) = std::env::var_os("LBSM_REAL_DATA") else {
        println!("skipped: LBSM_REAL_DATA does not name a folder of real posts");
        return;
    };
    let folder = Path::new(&folder);
    let (inputs, errors) = expand(&[folder.to_owned()]);
    assert!(errors.is_empty(), "{errors:?}");
    let mut expected_met = 0;
    for input in inputs {
        let mut reader = Reader::open(&input, &Options::default()).unwrap();
        let (mut documents, mut invalid, mut reasons) = (0, 0, Vec::new());
        while let Some(block) = reader.next_block().unwrap() {
            for item in block.documents() {
                match item {
                    Item::Document(document) => {
                        documents += 1;
                        let json = serde_json::from_slice::<serde_json::Value>(document.bytes);
                        invalid += usize::from(json.is_err());
                    }
                    Item::Reject { reject, .. } => reasons.push(reject.reason),
                }
            }
        }
        let name = input.name();
        if let Some(expected) = REAL.iter().find(|(known, ..)| name.ends_with(known)) {
            let found = (expected.0, documents, invalid, reasons.as_slice());
            assert_eq!(&found, expected);
            expected_met += 1;
        } else if ["v1.1/", "v2/", "other/bluesky/"].iter().any(|part| name.contains(part)) {
            assert!(documents > 0, "{name}");
            assert_eq!(reasons, [], "{name}");
        }
    }
    assert_eq!(expected_met, REAL.len());
}
