use super::*;
use crate::view::svg::{self, Anchor};
use std::collections::HashSet;

/// A character for private use, which no font should have.
const NOWHERE: char = '\u{10fffd}';

fn texts(pieces: &[Piece]) -> Vec<&str> {
    pieces.iter().map(|piece| piece.text.trim_matches(RIGHT_TO_LEFT)).collect()
}

#[test]
fn what_the_bundled_font_has_stays_as_it_is() {
    let mut typesetter = Typesetter::default();
    let text = svg::text((3.0, 4.0), 12.0, Anchor::End, "Reisen, Ταξίδια, поездка: 1 – 2");
    let group = svg::group([text.hint("語")]);
    assert_eq!(typesetter.set(&group), group);
    assert!(typesetter.faces.is_empty() && typesetter.boxed().is_empty());
}

#[test]
fn characters_without_a_font_are_told_and_boxed() {
    let mut typesetter = Typesetter::default();
    let pieces = typesetter.pieces(&format!("a{NOWHERE}b{NOWHERE}"), Weight::Regular);
    assert_eq!(texts(&pieces), ["a□b□"]);
    assert_eq!(typesetter.boxed().into_iter().collect::<Vec<_>>(), [NOWHERE]);
}

/// Whatever fonts there are, which is why letters are compared as boxes.
#[test]
fn pieces_are_in_the_order_in_which_they_are_seen() {
    let seen = |text: &str| {
        let letter = |c: char| if c.is_alphabetic() && !c.is_ascii() { NO_GLYPH } else { c };
        let seen = |Piece { text, .. }: &Piece| -> String {
            let own = text.trim_matches(RIGHT_TO_LEFT);
            if own == text { own.to_owned() } else { own.chars().rev().collect() }
        };
        let pieces = Typesetter::default().pieces(text, Weight::Bold);
        pieces.iter().map(seen).collect::<String>().chars().map(letter).collect::<String>()
    };
    assert_eq!(seen("in لاجئون now"), "in □□□□□□ now");
    // A number stands to the left of the word before it, its digits from left to right.
    assert_eq!(seen("لاجئون 12 in"), "12 □□□□□□ in");
    assert_eq!(seen("(שלום)"), "(□□□□)");
    assert_eq!(seen("שלום (עולם), של"), "□□ ,)□□□□( □□□□");
}

/// Whatever fonts there are: each piece is of one script, and in a font that has it.
#[test]
fn each_piece_has_one_script_and_one_font() {
    let mut typesetter = Typesetter::default();
    let text = "難民 لاجئون in Europe, ไทย हिन्दी é 👩‍🚀 ❤️";
    for piece in typesetter.pieces(text, Weight::Regular) {
        let scripts: HashSet<Script> = piece.text.chars().map(|c| c.script()).collect();
        let own = |script: &&Script| !matches!(script, Script::Common | Script::Inherited);
        assert!(scripts.iter().filter(own).count() <= 1, "{piece:?}");
        let face = piece.face.or_else(|| font::bundled(Weight::Regular)).unwrap();
        assert!(font::covers(face, &piece.text), "{piece:?}");
    }
}

/// The middle and the end of a text of several pieces are where those of a text of one are.
#[test]
fn anchors_hold() {
    let typesetter = Typesetter::default();
    let whole = svg::text((100.0, 40.0), 12.0, Anchor::Start, "in Europe");
    let width = typesetter.width(&whole);
    for (anchor, part) in [(Anchor::Start, 0.0), (Anchor::Middle, 0.5), (Anchor::End, 1.0)] {
        let mut typesetter = Typesetter::default();
        let text = format!("in Eu{NOWHERE}");
        let set = typesetter.set(&svg::text((100.0, 40.0), 12.0, anchor, &text));
        let boxed = svg::text((100.0, 40.0), 12.0, Anchor::Start, "in Eu□");
        let x: f64 = set.attribute("x").unwrap().parse().unwrap();
        assert!((x - (100.0 - part * typesetter.width(&boxed))).abs() < 0.02, "{x}");
        assert_eq!(set.attribute("text-anchor"), None);
    }
    assert!((width - crate::view::label::width("in Europe", 12.0, Weight::Regular)).abs() < 1.0);
}
