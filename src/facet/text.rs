//! (interface sketch)
#![allow(missing_docs, unused_variables)]
pub fn hashtag_key(tag: &str) -> String {
    todo!()
}
pub fn passes_filter(term: &str) -> bool {
    todo!()
}
pub fn terms(body: &str) -> Vec<String> {
    todo!()
}
pub fn emoji(body: &str) -> Vec<String> {
    todo!()
}
pub fn domain(url: &str) -> Option<String> {
    todo!()
}
