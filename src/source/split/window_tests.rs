//! Buffers go round, and the window moves.

use std::io::Cursor;

use super::*;
use crate::source::open::Stream;

fn window(text: &str) -> (Window, Text<'static>) {
    let bytes = text.as_bytes().to_vec();
    let mut stream = Text::new(Stream::of_input(Box::new(Cursor::new(bytes)), false));
    let mut window = Window::new();
    window.grow(&mut stream, 4).unwrap();
    (window, stream)
}

#[test]
fn the_window_moves_over_the_stream() {
    let (mut window, mut stream) = window("a\nb\ncdef");
    assert_eq!(window.bytes(), b"a\nb\n");
    window.drop_front(1);
    assert_eq!(window.start(), Position { line: 1, byte: 1 });
    let front = window.split_front(2);
    assert_eq!(&front[..2], b"\nb");
    assert_eq!(window.start(), Position { line: 2, byte: 3 });
    assert_eq!(window.grow(&mut stream, 100).unwrap(), Growth::End);
    assert_eq!(window.bytes(), b"\ncdef");
}

#[test]
fn buffers_come_back_unless_they_have_grown() {
    let (mut window, _) = window("abcd");
    let pool = window.pool().clone();
    pool.give(vec![7; 100], 100);
    pool.give(vec![0; 1000], 100);
    assert_eq!(pool.0.lock().unwrap().len(), 1);
    window.split_front(1);
    // The new buffer is the old one, with what was left over.
    assert_eq!((window.bytes(), window.buffer.len()), (&b"bcd"[..], 100));
}
