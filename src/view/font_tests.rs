use super::*;

/// A character for private use, which no font should have.
const NOWHERE: char = '\u{10fffd}';

#[test]
fn characters_without_a_font_are_told_and_boxed() {
    assert!(without_font("Reisen, Ταξίδια, поездка: 1 – 2\n").is_empty());
    let text = format!("a{NOWHERE}b{NOWHERE}");
    let missing = without_font(&text);
    assert_eq!(missing.iter().collect::<String>(), NOWHERE.to_string());
    assert_eq!(boxed(&text, &missing), "a□b□");
    for weight in [Weight::Regular, Weight::Bold] {
        assert!(advance(NO_GLYPH, weight).is_some());
    }
}
