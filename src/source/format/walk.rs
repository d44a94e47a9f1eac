//! Finds the records in a document: through arrays, pages and wrappers down to each post.
//!
//! Records of a page are cut out first and read one by one, so that a damaged one costs only
//! itself.

use super::field::Words;
use super::shape::{self, Shape};
use super::{Decoded, Detail, Network, NoticeKind, Reject, Traits, repair};
use super::{bluesky, lbsn, mastodon, twitter};
use crate::lbsn::Bundle;
use crate::source::RejectReason;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Arrays and wrappers around a record, at most. An export of pages of wrapped tweets has four;
/// a thread has two more with every reply to a reply.
const MAX_DEPTH: usize = 64;

/// The walk through one document.
pub(super) struct Walk<'f> {
    /// How much of each record is wanted.
    pub(super) detail: Detail,
    /// The only network whose posts are wanted, if one was named.
    only: Option<Network>,
    /// Whether the document had to be made UTF-8.
    repaired: bool,
    each: &'f mut dyn FnMut(Decoded<'_>),
}

/// Calls `each` for every record in the document.
pub(super) fn document(
    detail: Detail,
    only: Option<Network>,
    document: &[u8],
    each: &mut dyn FnMut(Decoded<'_>),
) {
    let (text, repaired) = repair::text(document);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Walk { detail, only, repaired, each }.value(text, 0);
}

impl Walk<'_> {
    /// Decodes one JSON value, whatever it is.
    pub(super) fn value(&mut self, text: &str, depth: usize) {
        let text = text.trim_ascii();
        let done = match text.as_bytes().first() {
            _ if depth > MAX_DEPTH => {
                Err(Reject::new(RejectReason::TooDeep, "arrays or wrappers around the record"))
            }
            Some(b'[') => {
                self.elements(text, |walk, element| walk.value(element, depth + 1));
                Ok(())
            }
            Some(b'{') => self.object(text, depth),
            // All that a server-sent event says of a deleted status is its id.
            Some(b'0'..=b'9') if depth == 0 && text.bytes().all(|it| it.is_ascii_digit()) => {
                self.notice(NoticeKind::Delete);
                Ok(())
            }
            _ => serde_json::from_str::<IgnoredAny>(text).map_err(Reject::from).and_then(|_| {
                Err(Reject::new(RejectReason::UnknownShape, "neither an object nor an array"))
            }),
        };
        if let Err(reject) = done {
            self.reject(reject, text);
        }
    }

    /// Calls `each` for every element of a JSON array. Damage costs the rest of it.
    pub(super) fn elements(&mut self, array: &str, mut each: impl FnMut(&mut Self, &str)) {
        let mut done = 0;
        let read = elements(array, &mut |element| {
            // Elements are slices of the array; JSON tells no other way where they are.
            done = element.as_ptr().addr() - array.as_ptr().addr() + element.len();
            each(self, element);
        });
        if let Err(reject) = read {
            let rest = array.get(done..).unwrap_or(array);
            self.reject(reject, rest.trim_start_matches([',', ' ', '\n', '\r', '\t']));
        }
    }

    fn object(&mut self, text: &str, depth: usize) -> Result<(), Reject> {
        let shape = shape::of(text)?;
        if let (Some(only), Some(found)) = (self.only, shape.network())
            && only != found
        {
            let detail = format!("looks like {}, but {} was asked for", found.name(), only.name());
            return Err(Reject::new(RejectReason::UnknownShape, detail));
        }
        match shape {
            Shape::Twitter(shape) => twitter::decode(self, shape, text),
            Shape::Mastodon(shape) => mastodon::decode(self, shape, text, depth),
            Shape::Bluesky(shape) => bluesky::decode(self, shape, text, depth),
            Shape::Lbsn(shape) => lbsn::decode(self, shape, text),
            Shape::Holder => self.held(text, shape::HOLDERS, depth),
            Shape::Status => self.held(text, ["status"], depth),
            Shape::Notice(kind) => {
                self.notice(kind);
                Ok(())
            }
            Shape::Empty => Ok(()),
            Shape::Unknown(keys) => Err(Reject::new(
                RejectReason::UnknownShape,
                format!("an object of {keys} keys, none of them of a post"),
            )),
        }
    }

    /// Decodes what an object holds under these keys, in their order.
    pub(super) fn held<const N: usize>(
        &mut self,
        text: &str,
        keys: [&str; N],
        depth: usize,
    ) -> Result<(), Reject> {
        let held = members(text, keys)?;
        for value in held.into_iter().flatten().filter(|value| shape::is_holder(value)) {
            self.value(value.get(), depth + 1);
        }
        Ok(())
    }

    /// Hands out a post. `repaired`: its own text was mended.
    pub(super) fn post(&mut self, bundle: &Bundle<'_>, traits: Traits, repaired: bool) {
        let repaired = self.repaired || repaired;
        (self.each)(Decoded::Post(bundle, Traits { repaired, ..traits }));
    }

    /// Hands out a message that is no post.
    pub(super) fn notice(&mut self, kind: NoticeKind) {
        (self.each)(Decoded::Notice(kind));
    }

    /// Hands out the rejection of the record that has this text.
    pub(super) fn reject(&mut self, reject: Reject, content: &str) {
        (self.each)(reject.of(content));
    }
}

/// Calls `each` with the text of every element of a JSON array.
fn elements(array: &str, each: &mut dyn FnMut(&str)) -> Result<(), Reject> {
    struct Elements<'f>(&'f mut dyn FnMut(&str));
    impl<'de> Visitor<'de> for Elements<'_> {
        type Value = ();
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
            while let Some(element) = array.next_element::<&'de RawValue>()? {
                (self.0)(element.get());
            }
            Ok(())
        }
    }
    let mut reader = serde_json::Deserializer::from_str(array);
    reader.deserialize_seq(Elements(each))?;
    Ok(reader.end()?)
}

/// The texts of these members of a JSON object; of a key that comes twice the last one.
pub(super) fn members<'t, const N: usize>(
    object: &'t str,
    keys: [&str; N],
) -> Result<[Option<&'t RawValue>; N], Reject> {
    struct Members<'k, const N: usize>([&'k str; N]);
    impl<'de, const N: usize> Visitor<'de> for Members<'_, N> {
        type Value = [Option<&'de RawValue>; N];
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
            let mut found = [None; N];
            while let Some(key) = object.next_key::<Words<'de>>()? {
                let mut wanted = found.iter_mut().zip(self.0);
                match wanted.find(|(_, name)| key.get() == Some(name)) {
                    Some((slot, _)) => *slot = Some(object.next_value()?),
                    None => drop(object.next_value::<IgnoredAny>()?),
                }
            }
            Ok(found)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(object);
    let found = reader.deserialize_map(Members(keys))?;
    reader.end()?;
    Ok(found)
}
