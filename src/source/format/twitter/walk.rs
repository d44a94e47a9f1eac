//! Reads the objects of the Twitter API once it is known what they are.

use super::account::{Keys, Profiles, Size};
use super::shape::Shape;
use super::{v1, v2};
use crate::source::RejectReason;
use crate::source::format::walk::{Walk, members};
use crate::source::format::{Detail, NoticeKind, Reject, repair};
use serde_json::value::RawValue;
use std::marker::PhantomData;

/// Decodes one object of a known shape.
pub(in crate::source::format) fn decode(
    walk: &mut Walk<'_>,
    shape: Shape,
    text: &str,
) -> Result<(), Reject> {
    match walk.detail {
        Detail::Sets => Reader::<Keys>::object(walk, shape, text),
        Detail::Raw => Reader::<Profiles>::object(walk, shape, text),
    }
}

/// Reads tweets with accounts in this size.
struct Reader<S>(PhantomData<S>);

impl<S: Size> Reader<S> {
    fn object(walk: &mut Walk<'_>, shape: Shape, text: &str) -> Result<(), Reject> {
        match shape {
            Shape::V1Tweet => Self::v1_tweet(walk, text),
            Shape::V1User => Self::v1_user(walk, text),
            Shape::V2Tweet => Self::v2_tweet(walk, text, &v2::Page::<S::V2<'_>>::default()),
            Shape::V2Page => Self::v2_page(walk, text),
        }
    }

    fn v1_tweet(walk: &mut Walk<'_>, text: &str) -> Result<(), Reject> {
        let mut spare = String::new();
        let read = repair::read::<v1::Tweet<'_, S::V1<'_>>>(text, &mut spare)?;
        let bundle = read.value.bundle(None, S::DETAIL)?;
        walk.post(&bundle, read.value.traits(), read.repaired);
        Ok(())
    }

    fn v1_user(walk: &mut Walk<'_>, text: &str) -> Result<(), Reject> {
        let (mut spare, mut timeline_spare) = (String::new(), String::new());
        let read = repair::read::<v1::Timeline<'_, S::V1<'_>>>(text, &mut timeline_spare)?;
        match &read.value.status.0 {
            Some(status) if read.value.is_open() => {
                let user = repair::read::<S::V1<'_>>(text, &mut spare)?;
                let bundle = status.bundle(Some(&user.value), S::DETAIL)?;
                walk.post(&bundle, status.traits(), read.repaired || user.repaired);
            }
            _ => walk.notice(NoticeKind::Profile),
        }
        Ok(())
    }

    fn v2_page(walk: &mut Walk<'_>, text: &str) -> Result<(), Reject> {
        let [data, includes, errors] = members(text, ["data", "includes", "errors"])?;
        let Some(data) = data else {
            if errors.is_some() {
                walk.notice(NoticeKind::Error);
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
                walk.elements(data.get(), |walk, element| Self::page_tweet(walk, element, &page));
                Ok(())
            }
            Some(b'{') => {
                Self::page_tweet(walk, data.get(), &page);
                Ok(())
            }
            Some(b'n') if errors.is_some() => {
                walk.notice(NoticeKind::Error);
                Ok(())
            }
            _ => Err(Reject::new(RejectReason::UnknownShape, "data holds no tweets")),
        }
    }

    /// A tweet of a page, rejected by itself if it can't be used.
    fn page_tweet(walk: &mut Walk<'_>, text: &str, page: &v2::Page<'_, S::V2<'_>>) {
        if let Err(reject) = Self::v2_tweet(walk, text, page) {
            walk.reject(reject, text);
        }
    }

    fn v2_tweet(
        walk: &mut Walk<'_>,
        text: &str,
        page: &v2::Page<'_, S::V2<'_>>,
    ) -> Result<(), Reject> {
        let mut spare = String::new();
        let read = repair::read::<v2::Tweet<'_, S::V2<'_>>>(text, &mut spare)?;
        if read.value.is_account() {
            walk.notice(NoticeKind::Profile);
            return Ok(());
        }
        let bundle = read.value.bundle(page, S::DETAIL)?;
        walk.post(&bundle, read.value.traits(), read.repaired);
        Ok(())
    }
}
