use super::*;
use crate::view::palette;

fn sample() -> Figure {
    let mut figure = Figure::new(200.0, 100.0, "Posts & \"people\"", "Two <dots>.");
    figure.heading(&["by month"], 10.0);
    figure.push(svg::circle((50.0, 70.0), 10.0).fill(palette::category(0)));
    figure.push(svg::text((80.0, 74.0), 12.0, Anchor::Start, "отчёт Ω ≥ 語 لاجئين").fill(INK));
    figure
}

#[test]
fn files_are_whole() {
    let svg = sample().svg();
    let document = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("viewBox"), Some("0 0 200 100"));
    let labelled = root.attribute("aria-labelledby").unwrap();
    for id in labelled.split(' ') {
        assert!(document.descendants().any(|node| node.attribute("id") == Some(id)), "{id}");
    }
    // Every colour that changes has a rule, and every rule a colour.
    let style = root.descendants().find(|node| node.has_tag_name("style")).unwrap();
    let rules = style.text().unwrap();
    for node in root.descendants() {
        for class in node.attribute("class").unwrap_or_default().split_whitespace() {
            assert!(rules.contains(&format!(".{class}{{")), "{class}");
        }
    }
}

#[test]
fn pictures_are_the_same_everywhere() {
    let mut figure = Figure::new(120.0, 40.0, "", "");
    figure.push(svg::text((10.0, 26.0), 16.0, Anchor::Start, "Отчёт Ωé 12").fill(INK));
    let one = figure.png(2.0).unwrap().bytes;
    let picture = tiny_skia::Pixmap::decode_png(&one).unwrap();
    assert_eq!((picture.width(), picture.height()), (240, 80));
    let inked = picture.pixels().iter().filter(|pixel| pixel.red() < 128).count();
    assert!((900..2000).contains(&inked), "{inked}");
    assert_eq!(one, figure.png(2.0).unwrap().bytes);
}

#[test]
fn paper_reaches_the_last_line() {
    let mut figure = sample();
    figure.set_height(99.01);
    let picture = tiny_skia::Pixmap::decode_png(&figure.png(2.0).unwrap().bytes).unwrap();
    assert_eq!(picture.height(), 200);
    assert!(picture.pixels().iter().rev().skip(200).take(5).all(|pixel| pixel.alpha() == 255));
}

#[test]
fn scripts_of_the_machine_break_nothing() {
    assert!(!sample().png(1.0).unwrap().bytes.is_empty());
}

/// What else is in a text is drawn, whatever no font has.
#[test]
fn a_character_without_a_font_leaves_the_others_alone() {
    let figure = |text: &str| {
        let mut figure = Figure::new(120.0, 40.0, "", "");
        figure.push(svg::text((10.0, 26.0), 16.0, Anchor::Start, text).fill(INK));
        figure
    };
    let png = |text: &str| figure(text).png(2.0).unwrap();
    let with = png("é\u{10fffd}я");
    assert_eq!(with.boxed, "\u{10fffd}");
    assert_eq!(with.bytes, png("é□я").bytes);
    assert_ne!(with.bytes, png("éя").bytes);
}

#[test]
fn too_large_is_refused() {
    assert!(matches!(sample().png(1000.0), Err(PictureError::TooLarge { .. })));
}
