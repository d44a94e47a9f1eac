use super::{Element, Node, number};
use proptest::prelude::*;

/// Texts of strangers, with what they like to try.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "</text>",
        "</style>",
        "</script>",
        "\"",
        "'",
        "&",
        "&lt;",
        "]]>",
        "<!--",
        "-->",
        "\0",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{fffe}",
        "javascript:alert(1)",
        "onload=alert(1)",
        "{{7*7}}",
        "#migrants",
        "отчёт",
        "لاجئين",
        "🚀",
    ]);
    prop::collection::vec(prop_oneof![pieces.prop_map(str::to_owned), any::<String>()], 0..6)
        .prop_map(|pieces| pieces.concat())
}

/// What XML can hold of a text.
fn held(text: &str) -> String {
    let kept = |c: char| match c {
        '\t' | '\n' => c.to_string(),
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
            '\u{fffd}'.to_string()
        }
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => c.escape_unicode().to_string(),
        _ => c.to_string(),
    };
    text.chars().map(kept).collect()
}

proptest! {
    #[test]
    fn texts_come_back_and_nothing_else(text in hostile(), other in hostile()) {
        let child = Element::new("text").with("class", &other).text(text.clone());
        let written = Element::new("g").child(child).to_string();
        let document = resvg::usvg::roxmltree::Document::parse(&written).unwrap();
        let elements: Vec<_> = document.descendants().filter(resvg::usvg::roxmltree::Node::is_element).collect();
        prop_assert_eq!(elements.len(), 2);
        let found = elements[1];
        prop_assert_eq!(found.text().unwrap_or_default(), held(&text));
        prop_assert_eq!(found.attributes().len(), 1);
        // In attributes, white space is a blank to XML.
        let value = held(&other).replace(['\t', '\n'], " ");
        prop_assert_eq!(found.attribute("class").unwrap(), value);
    }

    #[test]
    fn links_lead_to_pages_only(target in hostile()) {
        let written = Element::new("a").link(&target).to_string();
        let document = resvg::usvg::roxmltree::Document::parse(&written).unwrap();
        if let Some(href) = document.root_element().attribute("href") {
            let before = href.split(['/', '?', '#']).next().unwrap();
            prop_assert!(["http:", "https:"].contains(&before) || !before.contains(':'), "{}", href);
        }
    }

    #[test]
    fn numbers_are_numbers(value in any::<f64>()) {
        prop_assert!(number(value).parse::<f64>().unwrap().is_finite());
    }
}

#[test]
fn links_that_run_are_left_out() {
    for target in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "\u{1}javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "\\\\evil.example",
        "file:///etc/passwd",
    ] {
        assert_eq!(Element::new("a").link(target).to_string(), "<a></a>", "{target:?}");
    }
    for target in ["https://example.org/?a=b:c", "report.html", "#part", "maps/cells.svg"] {
        assert!(Element::new("a").link(target).to_string().contains("href="), "{target:?}");
    }
}

#[test]
#[should_panic(expected = "no attribute onload here")]
fn code_is_no_attribute() {
    let _ = Element::new("svg").with("onload", "alert(1)");
}

#[test]
fn elements_are_closed_as_html_asks() {
    let node: Node = Element::new("td").into();
    assert_eq!(node.to_string(), "<td></td>");
    assert_eq!(Element::new("br").to_string(), "<br>");
    assert_eq!(
        Element::new("rect").at("x", 1.0 / 3.0).at("y", -0.001).to_string(),
        "<rect x=\"0.33\" y=\"0\"/>"
    );
}
