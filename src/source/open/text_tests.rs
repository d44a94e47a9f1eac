//! UTF-16 of both orders, with and without mark, in pieces, cut.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;

fn encode(text: &str, endian: Endian) -> Vec<u8> {
    let bytes = |unit: u16| match endian {
        Endian::Little => unit.to_le_bytes(),
        Endian::Big => unit.to_be_bytes(),
    };
    text.encode_utf16().flat_map(bytes).collect()
}

/// The text that comes out, by so many bytes at a time, and what ended it.
fn read(bytes: &[u8], at_a_time: usize) -> (Vec<u8>, Option<Stop>) {
    let mut text = Text::new(Stream::of_input(Box::new(Cursor::new(bytes.to_vec())), false));
    let (mut all, mut portion) = (Vec::new(), vec![0; at_a_time]);
    loop {
        match text.read(&mut portion) {
            Ok(0) => return (all, None),
            Ok(got) => all.extend_from_slice(&portion[..got]),
            Err(stop) => return (all, Some(stop)),
        }
    }
}

#[test]
fn only_what_is_certain_is_transcoded() {
    for (head, expected) in [
        (&b"\xff\xfe{\0"[..], Some(Endian::Little)),
        (b"\xfe\xff\0{", Some(Endian::Big)),
        (b"{\0\"\0a\0\"\0", Some(Endian::Little)),
        (b"\0i\0d\0,\0x", Some(Endian::Big)),
        (b"{\0}\0", Some(Endian::Little)),
        (b"\xff\xfe\0\0", None),
        (b"{\0\0\0", None),
        (b"{}", None),
        (b"{\0", None),
        (b"\0\0\0\0{}", None),
        (b"{\"a\":1}", None),
        (b"", None),
    ] {
        assert_eq!(Endian::detect(head), expected, "{head:?}");
    }
}

#[test]
fn half_a_character_at_the_end_is_damage() {
    for endian in [Endian::Little, Endian::Big] {
        let mut bytes = encode("\u{feff}{\"a\":\"ä😀\"}\n", endian);
        bytes.push(b'x');
        let (text, stop) = read(&bytes, 1000);
        assert_eq!(text, "\u{feff}{\"a\":\"ä😀\"}\n".as_bytes());
        assert!(matches!(stop, Some(Stop::Damage { reason: RejectReason::Truncated, .. })));
    }
}

#[test]
fn half_a_pair_is_mended_by_the_decoder() {
    let mut bytes = encode("\u{feff}a😀b😀", Endian::Little);
    bytes.drain(4..6);
    bytes.truncate(bytes.len() - 2);
    let (text, stop) = read(&bytes, 1000);
    assert!(stop.is_none());
    assert_eq!(String::from_utf8_lossy(&text), "\u{feff}a\u{fffd}b\u{fffd}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..Default::default() })]

    /// Any text comes out as it went in, over the borders of portions, too.
    #[test]
    fn any_text_comes_out(text in "\\PC{0,40}", repeat in 1_usize..600, at_a_time in 1_usize..5000) {
        let text = format!("\u{feff}{}", text.repeat(repeat));
        for endian in [Endian::Little, Endian::Big] {
            let (read, stop) = read(&encode(&text, endian), at_a_time);
            prop_assert!(stop.is_none());
            prop_assert!(read == text.as_bytes());
        }
    }
}
