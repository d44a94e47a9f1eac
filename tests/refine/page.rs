//! The review page: safe, whole, and with data that its script can put together.

use super::rounds::{LEXICON, dump};
use super::{refine, text};
use crate::support::Folder;
use serde_json::Value;

fn data(page: &str, id: &str) -> Value {
    let start = format!("<script type=\"application/json\" id=\"{id}\">");
    let (_, rest) = page.split_once(&start).unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_pieces_of_the_page_are_the_next_lexicon() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("one.toml", LEXICON);
    refine(&folder, "dump.jsonl --lexicon one.toml -o one");
    let page = text(&folder, "one/refine.html");
    assert!(page.contains("default-src &#39;none&#39;"), "no strict policy");
    assert!(!page.contains("http://") && !page.contains("https://"), "it needs a network");
    let pieces = data(&page, "pieces");
    let pieces: Vec<&str> =
        pieces.as_array().unwrap().iter().map(|piece| piece.as_str().unwrap()).collect();
    assert_eq!(pieces.join("proposed"), text(&folder, "one/lexicon.next.toml"));
    for slot in 0..pieces.len() - 1 {
        assert!(page.contains(&format!("data-slot=\"{slot}\"")), "{slot}");
    }
    // Blocks for hashtags below the thresholds can be added to any decision.
    let blocks = data(&page, "blocks");
    let blocks: Vec<&str> =
        blocks.as_array().unwrap().iter().map(|block| block.as_str().unwrap()).collect();
    let whole = format!("{}\n{}", pieces.join("accepted"), blocks.join("\n"));
    lbsm::lexicon::Lexicon::parse(&whole, "page").unwrap_or_else(|error| panic!("{error}"));
}
