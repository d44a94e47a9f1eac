//! Finds the records in a document: through arrays, pages and wrappers down to each tweet.
//!
//! Records of a page are cut out first and read one by one, so that a damaged one costs only
//! itself.

use super::account::{Keys, Profiles, Size};
use super::field::Words;
use super::notice::NoticeKind;
use super::shape::{self, Shape};
use super::{Decoded, Detail, Reject, Traits, repair, v1, v2};
use crate::lbsn::Bundle;
use crate::source::RejectReason;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;

/// Arrays and wrappers around a record, at most: an export of pages of wrapped tweets has four.
const MAX_DEPTH: usize = 8;

/// Calls `each` for every record in the document.
pub(super) fn document(detail: Detail, document: &[u8], each: &mut dyn FnMut(Decoded<'_>)) {
    let (text, repaired) = repair::text(document);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match detail {
        Detail::Sets => Walk::<Keys> { repaired, each, size: PhantomData }.value(text, 0),
        Detail::Raw => Walk::<Profiles> { repaired, each, size: PhantomData }.value(text, 0),
    }
}

struct Walk<'f, S> {
    /// Whether the document had to be made UTF-8.
    repaired: bool,
    each: &'f mut dyn FnMut(Decoded<'_>),
    size: PhantomData<S>,
}

impl<S: Size> Walk<'_, S> {
    /// Decodes one JSON value, whatever it is.
    fn value(&mut self, text: &str, depth: usize) {
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
            _ => serde_json::from_str::<IgnoredAny>(text).map_err(Reject::from).and_then(|_| {
                Err(Reject::new(RejectReason::UnknownShape, "neither an object nor an array"))
            }),
        };
        if let Err(reject) = done {
            (self.each)(reject.of(text));
        }
    }

    /// Calls `each` for every element of a JSON array. Damage costs the rest of it.
    fn elements(&mut self, array: &str, mut each: impl FnMut(&mut Self, &str)) {
        let mut done = 0;
        let read = elements(array, &mut |element| {
            // Elements are slices of the array; JSON tells no other way where they are.
            done = element.as_ptr().addr() - array.as_ptr().addr() + element.len();
            each(self, element);
        });
        if let Err(reject) = read {
            let rest = array.get(done..).unwrap_or(array);
            (self.each)(reject.of(rest.trim_start_matches([',', ' ', '\n', '\r', '\t'])));
        }
    }

    fn object(&mut self, text: &str, depth: usize) -> Result<(), Reject> {
        match shape::of(text)? {
            Shape::V1Tweet => self.v1_tweet(text),
            Shape::V1User => self.v1_user(text),
            Shape::V2Tweet => self.v2_tweet(text, &v2::Page::<S::V2<'_>>::default()),
            Shape::V2Page => self.v2_page(text),
            Shape::Holder => self.held(text, shape::HOLDERS, depth),
            Shape::Status => self.held(text, ["status"], depth),
            Shape::Notice(kind) => {
                (self.each)(Decoded::Notice(kind));
                Ok(())
            }
            Shape::Empty => Ok(()),
            Shape::Unknown(keys) => Err(Reject::new(
                RejectReason::UnknownShape,
                format!("an object of {keys} keys, none of them of a tweet"),
            )),
        }
    }

    /// Decodes what an object holds under these keys, in their order.
    fn held<const N: usize>(
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

    fn v1_tweet(&mut self, text: &str) -> Result<(), Reject> {
        let mut spare = String::new();
        let read = repair::read::<v1::Tweet<'_, S::V1<'_>>>(text, &mut spare)?;
        let bundle = read.value.bundle(None, S::DETAIL)?;
        self.tweet(&bundle, read.value.traits(), read.repaired);
        Ok(())
    }

    fn v1_user(&mut self, text: &str) -> Result<(), Reject> {
        let (mut spare, mut timeline_spare) = (String::new(), String::new());
        let read = repair::read::<v1::Timeline<'_, S::V1<'_>>>(text, &mut timeline_spare)?;
        match &read.value.status.0 {
            Some(status) if read.value.is_open() => {
                let user = repair::read::<S::V1<'_>>(text, &mut spare)?;
                let bundle = status.bundle(Some(&user.value), S::DETAIL)?;
                self.tweet(&bundle, status.traits(), read.repaired || user.repaired);
            }
            _ => (self.each)(Decoded::Notice(NoticeKind::Profile)),
        }
        Ok(())
    }

    fn v2_page(&mut self, text: &str) -> Result<(), Reject> {
        let [data, includes, errors] = members(text, ["data", "includes", "errors"])?;
        let Some(data) = data else {
            if errors.is_some() {
                (self.each)(Decoded::Notice(NoticeKind::Error));
                return Ok(());
            }
            return Err(Reject::new(RejectReason::UnknownShape, "a page without data or errors"));
        };
        let mut spare = String::new();
        let includes = includes.map_or("{}", RawValue::get);
        let includes = repair::read::<v2::Includes<'_, S::V2<'_>>>(includes, &mut spare)?;
        let page = v2::Page::new(&includes.value);
        match data.get().as_bytes().first() {
            Some(b'[') => {
                self.elements(data.get(), |walk, element| walk.page_tweet(element, &page));
                Ok(())
            }
            Some(b'{') => {
                self.page_tweet(data.get(), &page);
                Ok(())
            }
            Some(b'n') if errors.is_some() => {
                (self.each)(Decoded::Notice(NoticeKind::Error));
                Ok(())
            }
            _ => Err(Reject::new(RejectReason::UnknownShape, "data holds no tweets")),
        }
    }

    /// A tweet of a page, rejected by itself if it can't be used.
    fn page_tweet(&mut self, text: &str, page: &v2::Page<'_, S::V2<'_>>) {
        if let Err(reject) = self.v2_tweet(text, page) {
            (self.each)(reject.of(text));
        }
    }

    fn v2_tweet(&mut self, text: &str, page: &v2::Page<'_, S::V2<'_>>) -> Result<(), Reject> {
        let mut spare = String::new();
        let read = repair::read::<v2::Tweet<'_, S::V2<'_>>>(text, &mut spare)?;
        if read.value.is_account() {
            (self.each)(Decoded::Notice(NoticeKind::Profile));
            return Ok(());
        }
        let bundle = read.value.bundle(page, S::DETAIL)?;
        self.tweet(&bundle, read.value.traits(), read.repaired);
        Ok(())
    }

    fn tweet(&mut self, bundle: &Bundle<'_>, traits: Traits, repaired: bool) {
        let repaired = self.repaired || repaired;
        (self.each)(Decoded::Tweet(bundle, Traits { repaired, ..traits }));
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
fn members<'t, const N: usize>(
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
