use super::*;

fn cut(text: &str) -> Vec<String> {
    let normal = normal(text);
    words(&normal).into_iter().map(|at| normal.get(at).unwrap_or_default().to_owned()).collect()
}

#[test]
fn apostrophes_are_one() {
    for text in ["п'ять", "п\u{2019}ять", "П\u{02bc}ЯТЬ"] {
        assert_eq!(cut(text), ["п'ять"]);
    }
}

#[test]
fn composed_and_decomposed_are_one() {
    assert_eq!(cut("ки\u{0457}в"), cut("Ки\u{0456}\u{0308}в"));
}

#[test]
fn words_are_parted_by_all_but_letters_digits_and_what_joins_them() {
    assert_eq!(
        cut("#Food-shortage, 'now'! don't food_bank"),
        ["food", "shortage", "now", "don't", "food_bank"]
    );
    assert_eq!(cut("難民"), ["難", "民"]);
    assert!(cut("… 🍞 — !").is_empty());
}
