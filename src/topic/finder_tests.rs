use super::*;

fn finder(entries: &[(u16, Option<&str>, &str)]) -> Finder {
    let entries: Vec<_> = entries
        .iter()
        .map(|(topic, language, text)| (*topic, *language, Entry::parse(text).expect("an entry")))
        .collect();
    Finder::new(entries.iter().map(|(topic, language, entry)| (*topic, *language, entry)))
        .expect("few entries")
}

fn find(finder: &Finder, text: &str) -> Vec<(u16, u32)> {
    finder.find(Some(text), &[""; 0], Some("en")).to_vec()
}

#[test]
fn words_not_parts_of_words() {
    let finder = finder(&[(0, None, "war"), (1, None, "war*")]);
    assert_eq!(find(&finder, "War!"), [(0, 1), (1, 1)]);
    assert_eq!(find(&finder, "warfare"), [(1, 1)]);
    assert_eq!(find(&finder, "software, thwart, warum_nicht"), [(1, 1)]);
    assert_eq!(find(&finder, "post-war #war war's"), [(0, 2), (1, 3)]);
}

#[test]
fn a_word_may_be_of_two_topics_and_a_place_counts_once_for_each() {
    let finder = finder(&[(0, None, "food"), (0, None, "food shortage"), (1, None, "food*")]);
    assert_eq!(find(&finder, "Food shortage. FOOD!"), [(0, 2), (1, 2)]);
}

#[test]
fn phrases_are_sequences_of_words_whatever_is_between_them() {
    let finder = finder(&[(0, None, "taking train to")]);
    assert_eq!(find(&finder, "Taking\n  train, to Lviv"), [(0, 1)]);
    assert!(find(&finder, "taking the train to Lviv").is_empty());
    assert!(find(&finder, "train to").is_empty());
    assert!(find(&finder, "mistaking train to").is_empty());
}

#[test]
fn a_letter_that_folds_to_two_does_not_move_what_is_found() {
    let finder = finder(&[(0, None, "straße"), (1, None, "İzmir")]);
    assert_eq!(find(&finder, "ẞẞ İİ STRASSE izmir"), [(0, 1), (1, 1)]);
}

#[test]
fn languages_keep_to_their_posts() {
    let finder = finder(&[(0, Some("uk"), "газ"), (1, None, "газ")]);
    let find = |language| finder.find(Some("ГАЗ"), &[""; 0], language).to_vec();
    assert_eq!(find(Some("uk-UA")), [(0, 1), (1, 1)]);
    assert_eq!(find(Some("ru")), [(1, 1)]);
    assert_eq!(find(None), [(1, 1)]);
}

#[test]
fn hashtags_count_unless_the_text_holds_them() {
    let finder = finder(&[(0, None, "food")]);
    let find = |body, tags: &[&str]| finder.find(body, tags, None).to_vec();
    assert_eq!(find(Some("#food"), &["food"]), [(0, 1)]);
    assert_eq!(find(None, &["Food", "food"]), [(0, 2)]);
    assert!(find(None, &["foodie"]).is_empty());
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    /// What the finder is to find, spelt out: every word of the text, every entry.
    fn plain(entries: &[String], text: &str) -> Vec<(u16, u32)> {
        let normal = normal(text).into_owned();
        let all: Vec<&str> = words(&normal).into_iter().filter_map(|at| normal.get(at)).collect();
        let mut hits = Vec::new();
        for (topic, entry) in entries.iter().enumerate() {
            let entry = Entry::parse(entry).expect("an entry");
            let count = (0..all.len()).filter(|&at| entry.is(all[at..].iter().copied())).count();
            if count > 0 {
                hits.push((topic as u16, count as u32));
            }
        }
        hits
    }

    proptest! {
        #[test]
        fn one_pass_finds_what_a_plain_search_finds(
            entries in prop::collection::vec("[abАїßİ]{1,3}[*]?( [abї]{1,2}[*]?)?", 1..6),
            text in "[abABАаїЇßİ'’,_ \u{308}]{0,40}",
        ) {
            let wanted: Vec<_> = entries.iter().enumerate()
                .map(|(topic, text)| (topic as u16, None, text.as_str())).collect();
            prop_assert_eq!(find(&finder(&wanted), &text), plain(&entries, &text));
        }
    }
}
