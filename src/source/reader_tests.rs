//! Streams end to end: every framing and compression, positions, damage, real files.

use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::source::{Item, Skipped, expand};

/// What came out of a stream, owned.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    documents: Vec<(Position, Vec<u8>)>,
    rejects: Vec<(Position, RejectReason, Option<String>)>,
    skipped: Skipped,
}

impl Outcome {
    fn reasons(&self) -> Vec<RejectReason> {
        self.rejects.iter().map(|(_, reason, _)| *reason).collect()
    }

    fn texts(&self) -> Vec<&str> {
        self.documents.iter().map(|(_, bytes)| std::str::from_utf8(bytes).unwrap()).collect()
    }
}

fn drain(reader: &mut Reader) -> Outcome {
    let mut outcome = Outcome::default();
    while let Some(block) = reader.next_block().unwrap() {
        assert!(block.position() <= reader.position());
        let mut items = block.documents();
        for item in items.by_ref() {
            match item {
                Item::Document(found) => {
                    outcome.documents.push((found.position, found.bytes.to_vec()));
                }
                Item::Reject(reject) => {
                    assert_eq!(&*reject.source, "test");
                    outcome.rejects.push((reject.position, reject.reason, reject.detail));
                }
            }
        }
        outcome.skipped.blank += items.skipped().blank;
        outcome.skipped.lengths += items.skipped().lengths;
        outcome.skipped.brackets += items.skipped().brackets;
    }
    assert!(reader.next_block().unwrap().is_none(), "the end must be the end");
    outcome
}

fn read_with(bytes: &[u8], options: &Options) -> Outcome {
    drain(&mut Reader::from_read("test", Cursor::new(bytes.to_vec()), options).unwrap())
}

fn read(bytes: &[u8]) -> Outcome {
    read_with(bytes, &Options::default())
}

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
    for input in inputs {
        let Input::File(path) = &input else { continue };
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        if name.contains("JSONTestSuite") {
            continue;
        }
        let mut reader = Reader::open(&input, &Options::default()).unwrap();
        let mut n = 0;
        let mut rej = vec![];
        let mut bad = 0;
        while let Some(block) = reader.next_block().unwrap() {
            for item in block.documents() {
                match item {
                    Item::Document(d) => {
                        n += 1;
                        if serde_json::from_slice::<serde_json::Value>(d.bytes).is_err() {
                            bad += 1;
                        }
                    }
                    Item::Reject(r) => rej.push(r.to_string()),
                }
            }
        }
        println!("{name} {n} bad {bad} {rej:?}");
    }
}
