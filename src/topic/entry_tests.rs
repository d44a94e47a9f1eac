use super::*;

fn is(entry: &str, text: &str) -> bool {
    Entry::parse(entry).is_ok_and(|entry| entry.is(text.split(' ')))
}

#[test]
fn words_phrases_and_prefixes() {
    assert!(is("Bombs", "bombs away"));
    assert!(!is("bomb", "bombs"));
    assert!(is("bomb*", "bombs"));
    assert!(is("food  shortage*", "food shortages"));
    assert!(!is("food shortage", "food"));
    assert!(is("нестач* їж*", "нестача їжі"));
    // What parts words in texts does so here.
    assert!(is("food-shortage", "food shortage"));
}

#[test]
fn the_longest_word_is_searched_for() {
    assert_eq!(Entry::parse("I am leaving").map(|it| it.anchor().0), Ok(2));
}

#[test]
fn what_is_no_entry() {
    for text in ["", " ", "…", "!?"] {
        assert_eq!(Entry::parse(text), Err(EntryError::NoWord), "{text:?}");
    }
    for text in ["*", "* food", "bo*mb", "*bomb", "food! *", "food!*", "b**"] {
        assert_eq!(Entry::parse(text), Err(EntryError::Star), "{text:?}");
    }
}
