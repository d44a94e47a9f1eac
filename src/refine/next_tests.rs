//! The next lexicon keeps what the user wrote.

use super::{Addition, draft};
use crate::lexicon::{Lexicon, MatchKind, Round, Scope, Status};

fn addition(excludes: bool, text: &str) -> Addition {
    Addition {
        excludes,
        text: text.to_owned(),
        kind: MatchKind::Exact,
        language: None,
        scope: Scope::Match,
        note: "12 posts".to_owned(),
        status: Status::Proposed,
    }
}

fn round() -> Round {
    Round { number: 2, date: Some("2026-11-25".to_owned()), posts: 7, ..Round::default() }
}

const FILE: &str = "# My study\n\n[[exclude]] # first\ntext = 'asylum16'\nstatus = \"proposed\" # hm\n\n\
                    # Terms\n[[term]]\ntext   =   'asyl'  # odd blanks stay\n";

#[test]
fn comments_and_order_stay() {
    let added = [addition(false, "leavenoonebehind"), addition(true, "asylumgame")];
    let draft = draft(FILE, &added, &round()).unwrap();
    let text = draft.text(Status::Proposed);
    for line in FILE.lines() {
        assert!(text.contains(line), "{line:?} is missing from\n{text}");
    }
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} in\n{text}"));
    assert!(place("asylum16") < place("asylumgame") && place("asylumgame") < place("# Terms"));
    assert!(place("odd blanks") < place("leavenoonebehind"));
    assert!(place("leavenoonebehind") < place("[[round]]"));
    let open: Vec<&str> = draft.open.iter().map(|open| open.text.as_str()).collect();
    assert_eq!(open, ["asylum16", "asylumgame", "leavenoonebehind"]);
    assert_eq!(draft.pieces.len(), 4);

    let lexicon = Lexicon::parse(&text, "next").unwrap();
    assert_eq!((lexicon.len(), lexicon.exclusions().len(), lexicon.proposals().len()), (1, 0, 3));
    assert_eq!(lexicon.rounds()[0].posts, 7);
    let accepted = Lexicon::parse(&draft.text(Status::Accepted), "next").unwrap();
    assert_eq!((accepted.len(), accepted.exclusions().len()), (2, 2));
}

#[test]
fn lists_of_inline_tables_stay_lists() {
    let file = "term = [ { text = 'asyl' } ]\nexclude = []\n";
    let added = [addition(false, "sea"), addition(true, "asylum16")];
    let text = draft(file, &added, &round()).unwrap().text(Status::Proposed);
    let lexicon = Lexicon::parse(&text, "next").unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!((lexicon.len(), lexicon.proposals().len(), lexicon.rounds().len()), (1, 2, 1));
}

#[test]
fn hostile_hashtags_are_texts() {
    let hostile = "\"\"\"]\n[[term]]\ntext='x'\u{e000}\u{202e}</script>=cmd";
    let draft = draft(FILE, &[addition(false, hostile)], &round()).unwrap();
    let text = draft.text(Status::Proposed);
    let lexicon = Lexicon::parse(&text, "next").unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(lexicon.len(), 1);
    assert_eq!(lexicon.proposals().iter().find(|it| !it.excludes).unwrap().term.text, hostile);
}

#[test]
fn a_language_is_dropped_by_an_exclusion_of_its_posts() {
    let dropped = Addition::without_language("tr", "3 posts, below 10".to_owned());
    let text = draft(FILE, &[dropped], &round()).unwrap().text(Status::Proposed);
    let lexicon = Lexicon::parse(&text, "next").unwrap();
    let post = |language| lexicon.matches(&["asyl".into()], Some("a text"), Some(language));
    assert!(post("de").is_relevant());
    assert!(!post("tr").is_relevant());
}
