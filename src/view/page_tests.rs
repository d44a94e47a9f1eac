use super::*;
use crate::view::svg;
use crate::view::theme::ACCENT;
use proptest::prelude::*;

fn page(text: &str) -> String {
    let mut page = Page::new(text, text);
    page.heading(text);
    page.paragraph(text);
    page.facts(&[("posts", text.to_owned())]);
    let mut table = Table::new(text, vec![Column::text("tag"), Column::number("posts")]);
    table.row([text, "1,234"]);
    page.table(table);
    let mut figure = Figure::new(100.0, 50.0, text, text);
    figure.push(svg::circle((20.0, 20.0), 9.0).fill(ACCENT).hint(text));
    page.figure(&figure, text);
    page.data("data", &[text]).unwrap();
    page.script("document.title");
    page.footer(text);
    page.html()
}

/// The texts of elements that cannot be escaped.
fn contents<'a>(html: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    html.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

proptest! {
    #[test]
    fn strangers_add_no_tags(text in any::<String>()) {
        for text in [format!("x{text}"), format!("</script></style>{text}<img src=x onerror=alert(1)>\"'")] {
            let (quiet, loud) = (page("x"), page(&text));
            prop_assert_eq!(loud.matches('<').count(), quiet.matches('<').count());
            prop_assert_eq!(loud.matches('>').count(), quiet.matches('>').count());
            prop_assert_eq!(loud.matches('"').count() - json_quotes(&loud),
                quiet.matches('"').count() - json_quotes(&quiet));
            let json = contents(&loud, "<script type=\"application/json\" id=\"data\">", "</script>");
            let data: Vec<String> = serde_json::from_str(json[0]).unwrap();
            prop_assert_eq!(&data, &[text]);
        }
    }
}

fn json_quotes(html: &str) -> usize {
    contents(html, "id=\"data\">", "</script>")[0].matches('"').count()
}

#[test]
fn only_its_own_code_is_allowed() {
    let html = page("x");
    let policy = contents(&html, "Content-Security-Policy\" content=\"", "\"")[0];
    let policy = policy.replace("&#39;", "'");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for code in [contents(&html, "<style>", "</style>"), contents(&html, "<script>", "</script>")] {
        assert_eq!(code.len(), 1);
        assert!(policy.contains(&hashes(code)), "{policy}");
    }
    for outside in ["http:", "https:", "url(", "@import", "style=\""] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn colours_of_style_and_theme_are_the_same() {
    use crate::view::theme::{ALERT, GRID, INK, MUTED, PANEL, PAPER};
    let all = [
        ("paper", PAPER),
        ("panel", PANEL),
        ("ink", INK),
        ("muted", MUTED),
        ("grid", GRID),
        ("accent", ACCENT),
        ("alert", ALERT),
    ];
    let long = STYLE.replace("#fff;", "#ffffff;");
    for (name, paint) in all {
        for colour in [paint.light, paint.dark] {
            assert!(long.contains(&format!("--{name}:#{}", colour.digits())), "{name}");
        }
    }
}
