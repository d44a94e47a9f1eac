//! Posts of a store as the input of a run: what a raw store keeps needs no reading of dumps.

use super::filter::Filter;
use super::pipeline::EtlError;
use super::sink::{Gather, Passed, Sink};
use crate::lbsn::Bundle;
use crate::store::Store;
use crate::store::raw::{POST, post_of};
use std::ops::ControlFlow;

/// What was read of a store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stored {
    /// Posts.
    pub posts: u64,
    /// Posts that passed every filter.
    pub matched: u64,
}

/// Takes in the posts of a raw store (not the reactions, of which stores keep no hashtags) that
/// pass the filter. Setting `stop` ends it.
///
/// # Errors
/// The store keeps no raw posts or cannot be read, or the sink failed.
pub fn read_stored<S: Sink>(
    store: &dyn Store,
    filter: &Filter,
    stop: &dyn Fn() -> bool,
    sink: &mut S,
) -> Result<Stored, EtlError> {
    let mut gatherer = sink.gatherer();
    let mut stored = Stored::default();
    store.raw_rows(&POST, &mut |row| {
        if stop() {
            return ControlFlow::Break(());
        }
        let Some(post) = post_of(&row) else { return ControlFlow::Continue(()) };
        stored.posts += 1;
        if let Ok(terms) = filter.judge(&post) {
            stored.matched += 1;
            let bundle = Bundle {
                post,
                embedded: Vec::new(),
                unusable: 0,
                users: Vec::new(),
                places: Vec::new(),
                cities: Vec::new(),
                countries: Vec::new(),
            };
            let lexicon = filter.lexicon.as_ref();
            let post = &bundle.post;
            gatherer.take_in(&Passed { bundle: &bundle, post, terms: &terms, lexicon });
        }
        ControlFlow::Continue(())
    })?;
    sink.commit(Some(gatherer.take()), &[])?;
    Ok(stored)
}
