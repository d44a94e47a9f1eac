use super::*;

fn faults(text: &str) -> String {
    Dictionary::parse(text, "T.toml").map_err(|error| error.to_string()).expect_err("faulty")
}

#[test]
fn topics_lists_and_languages() {
    let dictionary = Dictionary::parse(
        "\u{feff}[meta]\ntitle = 'T'\n[[topic]]\nname = 'food'\nwords = ['hunger']\n\
         [[topic.list]]\nlang = 'UK'\nsource = 'own translation'\nwords = ['голод', 'нестач* їж*']\n",
        "T.toml",
    )
    .expect("topics");
    let [topic] = dictionary.topics.as_slice() else { panic!("{dictionary:?}") };
    let entries: Vec<_> =
        topic.entries.iter().map(|(lang, text, _)| (lang.as_deref(), text.as_str())).collect();
    assert_eq!(entries, [(None, "hunger"), (Some("uk"), "голод"), (Some("uk"), "нестач* їж*")]);
    assert!(dictionary.warnings.is_empty());
}

#[test]
fn every_fault_has_its_line() {
    let message = faults(
        "[[topic]]\nname = 'a'\n\n[[topic]]\nname = 'a'\nwords = ['!', 'b*c']\n\
         [[topic.list]]\nlang = 'english!'\nwords = ['x']\n[[topic]]\nname = ','\nwords = ['y']\n",
    );
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines.len(), 6, "{message}");
    assert!(lines[0].starts_with("T.toml:2: the topic \"a\" has no words"), "{message}");
    assert!(lines[1].starts_with("T.toml:5: another topic is called \"a\""), "{message}");
    assert!(lines[2].starts_with("T.toml:6: \"!\" has no letter"), "{message}");
    assert!(lines[3].starts_with("T.toml:6: \"b*c\" has a `*`"), "{message}");
    assert!(lines[4].starts_with("T.toml:8: `lang` cannot be"), "{message}");
    assert!(lines[5].starts_with("T.toml:11: the name"), "{message}");
}

#[test]
fn what_is_no_dictionary() {
    assert!(faults("").contains("there is no topic"));
    assert!(faults("[[topic]]\nwords = ['a']").contains("missing field `name`"));
    assert!(faults("[[term]]\ntext = 'a'").contains("unknown field `term`"));
    assert!(faults("{\"a\": 1}").contains("no topics"));
}

#[test]
fn a_word_in_two_topics_is_told() {
    let text =
        "[[topic]]\nname = 'a'\nwords = ['war', 'WAR']\n[[topic]]\nname = 'b'\nwords = ['war']\n";
    let dictionary = Dictionary::parse(text, "T.toml").expect("topics");
    let warnings: Vec<String> = dictionary.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("\"WAR\" is in topic \"a\" already"));
    assert!(warnings[1].contains("is of topic \"b\" and of \"a\""));
    assert_eq!(dictionary.topics[0].entries.len(), 1);
}

#[test]
fn a_thousand_topics() {
    let topic = |n| format!("[[topic]]\nname = 't{n}'\nwords = ['w{n}']\n");
    let text = (0..1000).map(topic).collect::<Vec<_>>().concat();
    let finder = Dictionary::parse(&text, "T.toml").and_then(|it| it.finder()).expect("topics");
    assert_eq!(finder.find(Some("w7 w999"), &[""; 0], None).to_vec(), [(7, 1), (999, 1)]);
}
