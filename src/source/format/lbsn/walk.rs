//! Reads a row once it is known of which table it is.

use super::row::Row;
use super::shape::Shape;
use crate::source::format::walk::Walk;
use crate::source::format::{NoticeKind, Reject, Traits, repair};

/// Decodes one row.
pub(in crate::source::format) fn decode(
    walk: &mut Walk<'_>,
    shape: Shape,
    text: &str,
) -> Result<(), Reject> {
    let mut spare = String::new();
    let read = repair::read::<Row<'_>>(text, &mut spare)?;
    let row = &read.value;
    if row.is_stub() {
        walk.notice(NoticeKind::Stub);
    } else if shape == Shape::Reaction && row.reaction().is_none() {
        // Likes and emoji: who reacted so wrote nothing.
        walk.notice(NoticeKind::Like);
    } else {
        let bundle = row.bundle(shape, walk.detail)?;
        walk.post(&bundle, Traits::of(&bundle.post), read.repaired);
    }
    Ok(())
}
