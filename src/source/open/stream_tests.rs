//! What streams hold, and how little of a pipe is asked for to tell.

use std::io::Cursor;

use super::super::tar::tests::tar;
use super::*;

fn stream(bytes: &[u8]) -> Stream<'static> {
    Stream::of_input(Box::new(Cursor::new(bytes.to_vec())), false)
}

#[test]
fn the_kind_is_told_and_nothing_lost() {
    let archive = tar(&[("a.json", b"{}")]);
    for (bytes, expected) in [
        (archive.as_slice(), Holds::Tar),
        (b"PK\x03\x04....", Holds::Zip),
        (b"PK\x05\x06....", Holds::Zip),
        (b"{\"a\":1}\n", Holds::Records),
        (&[0; 2000], Holds::Records),
        (b"", Holds::Records),
    ] {
        let mut stream = stream(bytes);
        assert_eq!(stream.holds(), expected);
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        assert_eq!(all, bytes);
    }
}

#[test]
fn text_is_told_before_a_block_is_full() {
    for text in ["{\"a\"", "[{", "[\n{", "\r\n", "12\n", "[\n", "{\n"] {
        assert!(is_text(text.as_bytes()), "{text:?}");
    }
    for other in ["", "{", "[2019] dump/", "12", "a.json\0\0", "./a"] {
        assert!(!is_text(other.as_bytes()), "{other:?}");
    }
}
