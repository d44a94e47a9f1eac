use super::*;

const ONE: &str = "Category: All categories\n\nDay,visa: (Ukraine),train: (Ukraine)\n\
    2022-02-01,10,<1\n2022-02-02,20,40\n2022-02-03,30,\n";
const TWO: &str = "date,visa,bomb,isPartial\n2022-02-02,50,8,False\n2022-02-03,50,10,False\n2022-02-04,90,100,True\n";

fn batch(name: &str, text: &str) -> Result<Batch, SignalError> {
    Batch::read(name, text.as_bytes())
}

fn both(anchor: Option<&str>) -> Result<Rescaled, SignalError> {
    rescale(vec![batch("one", ONE)?, batch("two", TWO)?], anchor)
}

#[test]
fn batches_are_rescaled_by_the_ratio_of_the_anchors_sums() {
    let rescaled = both(None).expect("two batches");
    assert_eq!(rescaled.anchor.as_deref(), Some("visa"));
    // (20 + 30) / (50 + 50): on the days that both have.
    assert_eq!(rescaled.factors, [1.0, 0.5]);
    let words = rescaled.by_word();
    let names: Vec<&str> = words.iter().map(|series| series.name.as_str()).collect();
    assert_eq!(names, ["visa", "train", "bomb"]);
    assert_eq!(words[1].values(), [0.5, 40.0]);
    assert_eq!(words[2].values(), [4.0, 5.0]);
}

#[test]
fn a_topic_is_the_mean_of_its_words() {
    let text = "[[topic]]\nname = 'travel'\nwords = ['Visa', 'train*']\n[[topic]]\nname = 'none'\nwords = ['x']\n";
    let topics = Dictionary::parse(text, "T").expect("topics");
    let rescaled = both(None).expect("two batches");
    let (made, rest) = rescaled.by_topic(&topics);
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].get(made[0].first()), Some(5.25));
    assert_eq!(made[0].present(), 2);
    assert_eq!(rest, ["bomb"]);
}

#[test]
fn what_has_no_common_scale_is_refused() {
    let fault = |one: &str, two: &str, anchor| {
        let batches = batch("one", one).and_then(|one| Ok(vec![one, batch("two", two)?]));
        batches.and_then(|it| rescale(it, anchor)).expect_err("no scale").to_string()
    };
    assert!(fault(ONE, "d,bomb\n2022-02-02,8\n", None).contains("no word is in all"));
    assert!(fault(ONE, ONE, None).contains("several words are in all batches (visa, train)"));
    assert!(fault(ONE, TWO, Some("oil")).contains("one: the anchor \"oil\" is not"));
    assert!(
        fault(ONE, "d,visa\n2022-02-02,0\n", None).contains("two: the anchor \"visa\" is zero")
    );
    assert!(
        fault(ONE, "d,visa,train\n2022-02-02,8,1\n", Some("visa"))
            .contains("\"train\" is in an earlier batch")
    );
    assert!(fault("w,visa\n2022-02-01,1\n2022-02-08,2\n", TWO, None).contains("weeks or months"));
    assert!(fault("d,visa\n2022-02-01,1\nfoo,2\n", TWO, None).contains("\"foo\" is not a day"));
    assert!(
        fault("d;visa\n2022-02-01;1,5\n", TWO, None)
            .contains("row 2, column \"visa\": \"1,5\" has a comma")
    );
    assert!(batch("none", "Category: All\n\nDay,visa: (World)\n").is_err());
}

#[test]
fn forms_of_other_languages_and_numbers_of_rows() {
    let german =
        "Kategorie: Alle Kategorien\n\nTag;visa: (Ukraine)\n2022-02-24;<\u{a0}1\n\n2022-02-25;4\n";
    assert_eq!(
        batch("de", german).unwrap().words[0].1.values().copied().collect::<Vec<_>>(),
        [0.5, 4.0]
    );
    let fault = batch("de", &german.replace(";4", ";1,5")).unwrap_err().to_string();
    assert!(fault.starts_with("row 6, column \"visa: (Ukraine)\": \"1,5\" has a comma"), "{fault}");
    let hours = "Time,visa\n2022-02-24T00,1\n2022-02-24T01,2\n";
    assert!(batch("hours", hours).unwrap_err().to_string().contains("the rows are hours"));
}
