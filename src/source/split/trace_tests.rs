//! A trace does not show in which pieces a stream was passed.

use super::*;

const REACH: usize = Trace::REACH;

#[test]
fn pieces_do_not_show() {
    let stream: Vec<u8> = (0..300_000_u32).map(|number| (number * 7919 % 251) as u8).collect();
    for end in [0, 1, 1000, REACH - 1, REACH, REACH + 1, 2 * REACH, stream.len()] {
        let passed = &stream[..end];
        let after = Position { line: 1, byte: 0 }.after(passed);
        let reach = reach(after);
        let expected = Trace::at(after, passed[..reach].to_vec(), passed[end - reach..].to_vec());
        for piece in [1, 77, 4096, REACH, REACH + 1, 1 << 20] {
            let mut trace = Trace::new();
            for piece in passed.chunks(piece.max(end / 500 + 1)) {
                trace.pass(piece, trace.position().after(piece));
            }
            assert!(trace == expected, "{end} bytes in pieces of {piece}");
        }
    }
}
