//! What is relevant. (interface sketch)
#![allow(missing_docs, unused_variables)]
use std::path::Path;

#[derive(Debug)]
pub struct Lexicon;
#[derive(Debug, thiserror::Error)]
#[error("lexicon")]
pub struct LexiconError;
/// Index of a term in [`Lexicon::terms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);
impl Lexicon {
    pub fn load(path: &Path) -> Result<Self, LexiconError> {
        todo!()
    }
    pub fn parse(text: &str, name: &str) -> Result<Self, LexiconError> {
        todo!()
    }
    /// The text of each term as the file has it.
    pub fn term_text(&self, term: TermId) -> &str {
        todo!()
    }
    pub fn len(&self) -> usize {
        todo!()
    }
    pub fn is_empty(&self) -> bool {
        todo!()
    }
    /// Terms that make the post relevant, ascending, distinct; empty: not relevant.
    pub fn matches(
        &self,
        hashtags: &[crate::lbsn::Text<'_>],
        text: Option<&str>,
        language: Option<&str>,
    ) -> Vec<TermId> {
        todo!()
    }
}
