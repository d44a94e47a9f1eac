use super::*;
use proptest::prelude::*;

fn text(html: &str) -> String {
    read(html).text
}

#[test]
fn paragraphs_and_lines_stay_apart() {
    assert_eq!(text("<p>a</p><p>b<br />c<br>d</p>"), "a\n\nb\nc\nd");
    assert_eq!(text("<ul><li>a</li><li>b</li></ul><p>c</p>"), "a\nb\n\nc");
    assert_eq!(text("plain"), "plain");
    assert_eq!(text(""), "");
}

#[test]
fn tags_are_no_text_and_entities_are_characters() {
    let html = r"<p>it&#39;s &lt;b&gt; &amp;amp; &quot;x&quot;&nbsp;&#x1F600; &bogus; & 3 < 4 </p>";
    assert_eq!(text(html), "it's <b> &amp; \"x\"\u{a0}😀 &bogus; & 3 < 4");
    for html in ["a < b", "a <", "<", "&", "&#xD800;", "&#99999999;", "&;", "<p"] {
        assert_eq!(text(html), html.trim_end(), "{html}");
    }
    assert_eq!(text("a&#0;b"), "ab");
}

#[test]
fn links_are_kept_mentions_and_tags_are_not_links() {
    let html = r#"<a href="https://a.example/?x=1&amp;y=2" rel="nofollow"><span class="invisible">https://</span><span>a.example</span></a>
        <a class="mention hashtag" href="https://b.example/tags/boat" rel="tag">#<span>boat</span></a>
        <span class="h-card"><a href='https://b.example/@x' class='u-url mention'>@<span>x</span></a></span>"#;
    let reading = read(html);
    assert_eq!(reading.links, ["https://a.example/?x=1&y=2"]);
    assert!(reading.text.starts_with("https://a.example\n"));
    assert!(reading.text.contains("#boat") && reading.text.contains("@x"));
    assert!(read("<a href=x>y</a><a>z</a>").links.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read(html in "[a-z<>&;#/= \"'\nä]{0,60}") {
        let reading = read(&html);
        prop_assert!(reading.text.len() <= html.len() * 2);
    }
}
