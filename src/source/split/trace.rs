//! What a stream was like up to a position: enough to recognise it by when it is read again.

use std::sync::Arc;

use super::block::Position;

/// The head of a decompressed stream and what came last before a position. All that lies before
/// the position was given away in blocks, whole records only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    position: Position,
    /// Shared, for it is soon complete and then never changes.
    head: Arc<Vec<u8>>,
    tail: Vec<u8>,
}

impl Trace {
    /// Bytes kept of the beginning, and as many before the position.
    pub const REACH: usize = 64 * 1024;

    /// At the beginning of a stream.
    pub(super) fn new() -> Self {
        let position = Position { line: 1, byte: 0 };
        Self { position, head: Arc::default(), tail: Vec::new() }
    }

    /// At `position` of a stream that begins with `head` and has `tail` before the position:
    /// [`reach`] bytes each.
    pub(super) fn at(position: Position, head: Vec<u8>, tail: Vec<u8>) -> Self {
        Self { position, head: Arc::new(head), tail }
    }

    /// The position.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The first bytes of the stream, 64 KiB or as many as lie before the position.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// The last bytes before the position, 64 KiB or as many as there are.
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// Moves on over `bytes`, behind which lies `position`.
    pub(super) fn pass(&mut self, bytes: &[u8], position: Position) {
        self.position = position;
        let missing = Self::REACH - self.head.len();
        if missing > 0 && !bytes.is_empty() {
            let more = bytes.get(..missing).unwrap_or(bytes);
            Arc::make_mut(&mut self.head).extend_from_slice(more);
        }
        let last = &bytes[bytes.len().saturating_sub(Self::REACH)..];
        let old = (self.tail.len() + last.len()).saturating_sub(Self::REACH);
        self.tail.drain(..old);
        self.tail.extend_from_slice(last);
    }
}

/// How many bytes head and tail have at a position.
pub(super) fn reach(position: Position) -> usize {
    usize::try_from(position.byte).map_or(Trace::REACH, |bytes| bytes.min(Trace::REACH))
}

#[cfg(test)]
#[path = "trace_tests.rs"]
mod tests;
