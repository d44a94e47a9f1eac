//! Reads the objects of the Mastodon API once it is known what they are.

use super::shape::Shape;
use super::status::Status;
use crate::source::format::field::Words;
use crate::source::format::walk::Walk;
use crate::source::format::{NoticeKind, Reject, repair};
use serde::Deserialize;

/// Decodes one object of a known shape.
pub(in crate::source::format) fn decode(
    walk: &mut Walk<'_>,
    shape: Shape,
    text: &str,
    depth: usize,
) -> Result<(), Reject> {
    match shape {
        Shape::Status => status(walk, text),
        Shape::Message => message(walk, text, depth),
    }
}

fn status(walk: &mut Walk<'_>, text: &str) -> Result<(), Reject> {
    let mut spare = String::new();
    let read = repair::read::<Status<'_>>(text, &mut spare)?;
    if read.value.is_message() {
        walk.notice(NoticeKind::DirectMessage);
        return Ok(());
    }
    let bundle = read.value.bundle(walk.detail)?;
    walk.post(&bundle, read.value.traits(), read.repaired);
    Ok(())
}

/// A message of the websocket.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Message<'a> {
    #[serde(borrow)]
    event: Words<'a>,
    payload: Words<'a>,
}

fn message(walk: &mut Walk<'_>, text: &str, depth: usize) -> Result<(), Reject> {
    let mut spare = String::new();
    let message = repair::read::<Message<'_>>(text, &mut spare)?.value;
    match (message.event.get(), message.payload.get()) {
        (Some("update" | "status.update"), Some(payload)) => walk.value(payload, depth + 1),
        (Some("delete"), _) => walk.notice(NoticeKind::Delete),
        (Some("conversation"), _) => walk.notice(NoticeKind::DirectMessage),
        _ => walk.notice(NoticeKind::Event),
    }
    Ok(())
}
