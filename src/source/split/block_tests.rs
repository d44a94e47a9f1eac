//! Blocks on their own: positions of lines, limits, and what is passed over.

use super::*;

fn block(text: &str, limit: usize) -> Block {
    Block {
        source: Arc::from("test"),
        start: Position { line: 10, byte: 1000 },
        buffer: format!("{text}beyond the block").into_bytes(),
        length: text.len(),
        content: Content::Lines { wrapped: false, limit },
        pool: Pool::default(),
        table: None,
        usual: 1 << 20,
        from: 0,
        unfinished: false,
    }
}

#[test]
fn lines_have_positions_in_the_stream() {
    let block = block("{\"a\":1}\n\n  {\"a\":2},\r\n7\n]\n{\"a\":3}", 100);
    let mut items = block.documents();
    let found: Vec<_> = items
        .by_ref()
        .map(|item| match item {
            Item::Document(Document { bytes, position }) => (bytes, position.line, position.byte),
            Item::Reject { reject, .. } => panic!("{reject}"),
        })
        .collect();
    let expected =
        [(&b"{\"a\":1}"[..], 10, 1000), (b"{\"a\":2}", 12, 1011), (b"{\"a\":3}", 15, 1025)];
    assert_eq!(found, expected);
    assert_eq!(items.skipped(), Skipped { blank: 1, lengths: 1, brackets: 1, fields: 0 });
    assert_eq!((block.len(), block.is_empty(), &**block.source()), (32, false, "test"));
}

#[test]
fn a_line_over_the_limit_is_one_reject() {
    let block = block("{\"a\":1}\n \0{\"a\":12}\n{\"a\":3}\n", 7);
    let items: Vec<_> = block.documents().collect();
    assert_eq!(items.len(), 3);
    let Item::Reject { reject, content } = &items[1] else { panic!("{items:?}") };
    assert_eq!(*content, b"{\"a\":12}");
    assert_eq!(reject.reason, RejectReason::TooLong);
    assert_eq!(reject.position, Position { line: 11, byte: 1010 });
    assert_eq!(reject.detail.as_deref(), Some("longer than 7 bytes"));
}

/// A record that is far too long does not make the reject file as long.
#[test]
fn content_of_a_reject_is_cut() {
    let text = format!("{{\"a\":\"{}\"}}\n", "x".repeat(100_000));
    let block = block(&text, 7);
    let Some(Item::Reject { content, .. }) = block.documents().next() else { panic!("a reject") };
    assert_eq!(content, &text.as_bytes()[..64 * 1024]);
}

#[test]
fn blocks_can_be_moved_to_another_thread() {
    let block = block("{\"a\":1}\n", 100);
    let count = std::thread::spawn(move || block.documents().count()).join();
    assert_eq!(count.ok(), Some(1));
}

/// A line of several records is walked once more, piece by piece; a piece is not split again.
#[test]
fn a_line_can_be_split_once() {
    let block = block("{\"a\":1}{\"a\":nonsense}\n{\"a\":2}\n", 100);
    let mut items = block.documents();
    let mut found = Vec::new();
    while let Some(item) = items.next() {
        let Item::Document(Document { bytes, position }) = item else { panic!("{item:?}") };
        let split = items.split_last();
        found.push((std::str::from_utf8(bytes).unwrap(), position.byte, split));
    }
    let expected = [
        ("{\"a\":1}{\"a\":nonsense}", 1000, true),
        ("{\"a\":1}", 1000, false),
        ("{\"a\":nonsense}", 1007, false),
        ("{\"a\":2}", 1022, false),
    ];
    assert_eq!(found, expected);
    assert!(!items.split_last());
}
