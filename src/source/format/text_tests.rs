use super::*;

#[test]
fn markup_goes_and_the_name_stays() {
    for (source, name) in [
        (r#"<a href="http://example.org/?a>b" rel="nofollow">App</a>"#, r#"b" rel="nofollow">App"#),
        (r#"<a href="http://example.org" rel="nofollow">Example App</a>"#, "Example App"),
        ("Example App", "Example App"),
        ("<b>Example</b> <i>App</i>", "Example App"),
        ("3 < 4", "3 < 4"),
        ("<", "<"),
        ("", ""),
    ] {
        assert_eq!(without_markup(source), name, "{source}");
    }
}

#[test]
fn names_are_one_line() {
    for (name, line) in [
        ("Las Condes", "Las Condes"),
        ("Las\n Condes", "Las Condes"),
        ("Las\r\n   Condes ", "Las Condes"),
        (" ", ""),
    ] {
        assert_eq!(one_line(name), line, "{name:?}");
    }
}

#[test]
fn distinct_keeps_the_order_of_appearance() {
    let numbers = (0..200).chain(0..300).map(|number| Cow::Owned((number % 250).to_string()));
    let expected: Vec<String> = (0..250).map(|number: i32| number.to_string()).collect();
    assert_eq!(distinct(numbers), expected);
    assert!(distinct(["", ""].into_iter().map(Cow::Borrowed)).is_empty());
}

#[test]
fn damaged_hashtags_are_left_out() {
    let tags = ["boat", "bo\u{fffd}t", "Boat", "boat"].into_iter().map(Cow::Borrowed);
    assert_eq!(hashtags(tags), ["boat", "Boat"]);
}

#[test]
fn tags_are_found_in_texts() {
    for (text, expected) in [
        ("#boat on #the_lake!", vec!["boat", "the_lake"]),
        ("a#boat &#39; #2016 ##twice #", vec!["39", "2016", "twice"]),
        ("#überfahrt,#море (#湖) #हिन्दी", vec!["überfahrt", "море", "湖", "हिन्दी"]),
        ("＃boat #a#b", vec!["boat", "a"]),
        ("", vec![]),
    ] {
        assert_eq!(tags_in(text), expected, "{text}");
    }
}
