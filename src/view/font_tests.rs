use super::*;

#[test]
fn the_bundled_fonts_have_what_they_are_for() {
    for weight in [Weight::Regular, Weight::Bold] {
        let face = bundled(weight).unwrap();
        assert!(covers(face, "Reisen, Ταξίδια, поездка: 1 – 2 □"));
        // As one character, as two, and with what joins and is not seen.
        assert!(covers(face, "\u{e9}e\u{301}\u{200d}"));
        assert!(!covers(face, "語") && !covers(face, "\u{10fffd}"));
    }
}

#[test]
fn no_font_has_a_character_for_private_use() {
    assert_eq!(find("\u{10fffd}", Weight::Regular, false), None);
}
