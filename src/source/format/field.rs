//! Fields as real dumps hold them: each type takes what belongs there and reads everything
//! else (null, an empty array where an object belongs, a number as text) without failing.
//!
//! One odd field must not cost a record, so a field of the wrong JSON type counts as absent.
//! Only ids and coordinates remember that something unusable was there, because a wrong
//! identity or position is worse than none.

use super::text::without_nul;
use crate::lbsn::{BoundingBox, Extent, Text};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

/// Writes the visitor methods for those kinds of JSON value that all mean the same here.
macro_rules! otherwise {
    ($value:expr; $($kind:ident)*) => { $(otherwise!(@$kind $value);)* };
    (@null $value:expr) => {
        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> { Ok($value) }
    };
    (@bool $value:expr) => {
        fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> { Ok($value) }
    };
    (@number $value:expr) => {
        fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> { Ok($value) }
        otherwise!(@negative $value);
        otherwise!(@float $value);
    };
    (@negative $value:expr) => {
        fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> { Ok($value) }
    };
    (@float $value:expr) => {
        fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> { Ok($value) }
    };
    (@text $value:expr) => {
        fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> { Ok($value) }
    };
    (@array $value:expr) => {
        fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Self::Value, A::Error> {
            skip_rest(array)?;
            Ok($value)
        }
    };
    (@object $value:expr) => {
        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
            while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($value)
        }
    };
}

fn skip_rest<'de, A: SeqAccess<'de>>(mut array: A) -> Result<(), A::Error> {
    while array.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// What the visitors say they expect; only seen if a format other than JSON is read.
macro_rules! expecting {
    ($what:literal) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str($what)
        }
    };
}

/// A text, borrowed where it needs no unescaping and without NUL characters.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Words<'a>(Option<Text<'a>>);

impl Words<'_> {
    /// The text, unless absent or empty.
    pub(super) fn get(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.is_empty())
    }

    /// The text as a value of the data model, unless absent or empty.
    pub(super) fn text(&self) -> Option<Text<'_>> {
        self.get().map(Cow::Borrowed)
    }

    /// Whether there is a text at all, if only an empty one.
    pub(super) fn is_present(&self) -> bool {
        self.0.is_some()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Words<'de>;
            expecting!("a text");
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Words(Some(Cow::Borrowed(text))))
            }
            // Only an escape sequence can bring in a NUL, and texts with escapes come here.
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Words(Some(Cow::Owned(without_nul(text)))))
            }
            otherwise!(Words(None); null bool number array object);
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A counter: a number, or one written as text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count(pub(super) Option<u64>);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Count;
            expecting!("a count");
            fn visit_u64<E: Error>(self, count: u64) -> Result<Count, E> {
                Ok(Count(Some(count)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Count, E> {
                Ok(Count(text.parse().ok()))
            }
            otherwise!(Count(None); null bool negative float array object);
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A signed whole number.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole(pub(super) Option<i64>);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Whole;
            expecting!("a whole number");
            fn visit_u64<E: Error>(self, number: u64) -> Result<Whole, E> {
                Ok(Whole(number.try_into().ok()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Whole, E> {
                Ok(Whole(Some(number)))
            }
            otherwise!(Whole(None); null bool float text array object);
        }
        deserializer.deserialize_any(Reader)
    }
}

/// Yes or no.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flag(pub(super) Option<bool>);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Flag;
            expecting!("true or false");
            fn visit_bool<E: Error>(self, flag: bool) -> Result<Flag, E> {
                Ok(Flag(Some(flag)))
            }
            otherwise!(Flag(None); null number text array object);
        }
        deserializer.deserialize_any(Reader)
    }
}

/// An id: decimal digits, as text or as an integer token. A float has lost digits.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) enum Id<'a> {
    /// Absent, null or an empty text.
    #[default]
    Missing,
    /// Digits.
    Digits(Text<'a>),
    /// An integer, exact beyond 2^53.
    Number(u64),
    /// Something that is no id.
    Bad,
}

/// Digits that the largest 64-bit id takes.
const ID_DIGITS: usize = 20;

/// That an id is there but can't be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadId;

impl Id<'_> {
    fn from_text(text: Text<'_>) -> Id<'_> {
        if text.is_empty() {
            Id::Missing
        } else if text.len() <= ID_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Id::Digits(text)
        } else {
            Id::Bad
        }
    }

    /// The id as the data model keeps it.
    pub(super) fn guid(&self) -> Result<Option<Text<'_>>, BadId> {
        match self {
            Id::Missing => Ok(None),
            Id::Digits(digits) => Ok(Some(Cow::Borrowed(digits))),
            Id::Number(number) => Ok(Some(Cow::Owned(number.to_string()))),
            Id::Bad => Err(BadId),
        }
    }

    /// This id if it is there, else the other form of it.
    pub(super) fn or<'s>(&'s self, other: &'s Self) -> &'s Self {
        if *self == Id::Missing { other } else { self }
    }

    /// The id, where a bad one may count as none.
    pub(super) fn known(&self) -> Option<Text<'_>> {
        self.guid().ok().flatten()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Id<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Id<'de>;
            expecting!("an id");
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Id::from_text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Id::from_text(Cow::Owned(text.to_owned())))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Id::Number(number))
            }
            otherwise!(Id::Missing; null);
            otherwise!(Id::Bad; bool negative float array object);
        }
        deserializer.deserialize_any(Reader)
    }
}

/// Objects within objects, at most. A retweet of a quote with its media needs six; far fewer
/// than `serde_json` allows, because each tweet within a tweet takes much of the stack.
const MAX_OBJECTS: usize = 16;

thread_local! {
    /// How many objects are open on this thread; serde has no other way to hand that down.
    static OPEN_OBJECTS: Cell<usize> = const { Cell::new(0) };
}

/// An open object; closed when dropped.
struct Opened;

impl Opened {
    /// Opens one more, unless there are too many.
    fn one_more<E: Error>() -> Result<Self, E> {
        let open = OPEN_OBJECTS.get();
        if open >= MAX_OBJECTS {
            // The words of serde_json, so that both limits read as one.
            return Err(E::custom("recursion limit exceeded"));
        }
        OPEN_OBJECTS.set(open + 1);
        Ok(Self)
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        OPEN_OBJECTS.set(OPEN_OBJECTS.get().saturating_sub(1));
    }
}

/// An object; anything else reads as none (some programs write `[]` or `false` for none).
#[derive(Debug, Clone)]
pub(super) struct Object<T>(pub(super) Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Object<T>;
            expecting!("an object");
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
                let _opened = Opened::one_more()?;
                T::deserialize(MapAccessDeserializer::new(object)).map(|it| Object(Some(it)))
            }
            otherwise!(Object(None); null bool number text array);
        }
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

/// An array of objects; whatever in it is no object is passed over.
#[derive(Debug, Clone)]
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = List<T>;
            expecting!("an array of objects");
            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(Object(element)) = array.next_element()? {
                    list.extend(element);
                }
                Ok(List(list))
            }
            otherwise!(List::default(); null bool number text object);
        }
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

/// An array of texts; whatever in it is no text is passed over.
#[derive(Debug, Default, Clone)]
pub(super) struct WordList<'a>(pub(super) Vec<Words<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for WordList<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = WordList<'de>;
            expecting!("an array of texts");
            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(element) = array.next_element::<Words<'de>>()? {
                    if element.is_present() {
                        list.push(element);
                    }
                }
                Ok(WordList(list))
            }
            otherwise!(WordList::default(); null bool number text object);
        }
        deserializer.deserialize_any(Reader)
    }
}

/// The coordinates of a `GeoJSON` point (or of its legacy form), bare or within the point
/// object: two numbers in the order they are written.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(super) enum Pair {
    /// Nothing there, or null.
    #[default]
    Absent,
    /// Two numbers.
    Numbers(f64, f64),
    /// Something there that is no pair of numbers.
    Malformed,
}

impl<'de> Deserialize<'de> for Pair {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Pair;
            expecting!("two numbers");
            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Pair, A::Error> {
                let first = array.next_element::<Piece>()?;
                let second = array.next_element::<Piece>()?;
                skip_rest(array)?;
                Ok(match (first, second) {
                    (Some(Piece::Number(first)), Some(Piece::Number(second))) => {
                        Pair::Numbers(first, second)
                    }
                    _ => Pair::Malformed,
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Pair, A::Error> {
                let mut pair = Pair::Absent;
                while let Some(key) = object.next_key::<Words<'de>>()? {
                    if key.get() == Some("coordinates") {
                        pair = object.next_value()?;
                    } else {
                        object.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(pair)
            }
            otherwise!(Pair::Absent; null);
            otherwise!(Pair::Malformed; bool number text);
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A ring of corners, however deeply nested, or `[west, south, east, north]`: its extent.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Area(pub(super) Option<BoundingBox>);

impl<'de> Deserialize<'de> for Area {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Area(match Piece::deserialize(deserializer)? {
            Piece::Corners(extent) => extent.bounding_box(),
            Piece::Number(_) | Piece::Nothing => None,
        }))
    }
}

/// A piece of nested coordinate arrays.
enum Piece {
    Number(f64),
    Corners(Extent),
    Nothing,
}

impl<'de> Deserialize<'de> for Piece {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Piece;
            expecting!("coordinates");
            fn visit_f64<E: Error>(self, number: f64) -> Result<Piece, E> {
                Ok(Piece::Number(number))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Piece, E> {
                Ok(Piece::Number(number as f64))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Piece, E> {
                Ok(Piece::Number(number as f64))
            }
            // Archives that people download of their own account write numbers as text.
            fn visit_str<E: Error>(self, text: &str) -> Result<Piece, E> {
                Ok(text.parse().map_or(Piece::Nothing, Piece::Number))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Piece, A::Error> {
                let mut extent = Extent::default();
                let mut lon = None;
                while let Some(piece) = array.next_element()? {
                    match (piece, lon) {
                        (Piece::Corners(part), _) => extent.unite(part),
                        (Piece::Number(number), None) => lon = Some(number),
                        (Piece::Number(lat), Some(west)) => {
                            extent.add(west, lat);
                            lon = None;
                        }
                        (Piece::Nothing, _) => {}
                    }
                }
                Ok(Piece::Corners(extent))
            }
            otherwise!(Piece::Nothing; null bool object);
        }
        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
#[path = "field_tests.rs"]
mod tests;
