//! One page with everything that can be drawn, to look at: `LBSM_GALLERY=DIR cargo test --lib gallery`.

use super::heat::{Cell, Colours, HeatMap};
use super::label::short;
use super::markup::Element;
use super::scale::{Scale, day};
use super::svg::{self, Anchor};
use super::theme::ACCENT;
use super::venn::{Diagram, Region, Set};
use super::{Column, Figure, Page, Table, axis, mark, palette};
use jiff::civil::date;

fn series() -> Figure {
    let mut figure =
        Figure::new(720.0, 0.0, "Posts on migration by day", "A line with its interval.");
    let top = figure.heading(&["Daily posts with 95 % intervals; a week is missing"], 24.0) + 44.0;
    let (from, to) = (date(2016, 1, 1), date(2016, 12, 31));
    let value = |n: f64| 1_800.0 + 900.0 * (n / 40.0).sin() + 160.0 * (n * 1.7).sin();
    let y = Scale::linear(0.0, 3_000.0, top + 220.0, top).rounded(5);
    let left = 24.0 + axis::room(&y);
    let x = Scale::time(from, to, left, 696.0);
    figure.push(axis::left(&y, left, 696.0, "posts"));
    figure.push(axis::bottom(&x, top + 220.0, None, ""));
    let days = || (0..366).map(|n| (n, day(from) + f64::from(n), value(f64::from(n))));
    let known = |n: i32| !(150..157).contains(&n);
    let band = days()
        .map(|(n, at, value)| known(n).then(|| (x.at(at), y.at(value * 0.9), y.at(value * 1.1))));
    figure.push(mark::band(band, ACCENT));
    let line = days().map(|(n, at, value)| known(n).then(|| (x.at(at), y.at(value))));
    figure.push(mark::line(line, ACCENT, 1.75));
    figure.set_height(top + 220.0 + axis::HEIGHT);
    figure
}

fn colours() -> Figure {
    let mut figure = Figure::new(720.0, 330.0, "Colours", "All palettes.");
    let top = figure.heading(&["Categories, amounts, deviations, classes"], 24.0) + 16.0;
    let names = ["one", "two", "three", "four", "five", "six", "seven"];
    let entries: Vec<_> =
        names.iter().enumerate().map(|(n, name)| (palette::category(n), *name)).collect();
    figure.push(mark::legend(&entries, (24.0, top), 672.0).0);
    let labels = |texts: [&str; 3]| [0.0, 0.5, 1.0].into_iter().zip(texts.map(str::to_owned));
    let (amounts, factors) = (labels(["0", "500", "1k"]), labels(["1/8", "1", "8"]));
    let amounts: Vec<_> = amounts.collect();
    figure.push(mark::ramp(palette::sequential, &amounts, "posts", (40.0, top + 40.0), 260.0));
    let diverging = |part: f64| palette::diverging(part * 2.0 - 1.0);
    let factors: Vec<_> = factors.collect();
    figure.push(mark::ramp(diverging, &factors, "lift", (380.0, top + 40.0), 260.0));
    for (number, paint) in palette::classes(7).into_iter().enumerate() {
        let x = 40.0 + 90.0 * number as f64;
        figure.push(svg::rect(x, top + 110.0, 86.0, 40.0).fill(paint));
        let at = (x + 43.0, top + 135.0);
        figure.push(svg::text(at, 13.0, Anchor::Middle, "1,234").fill(paint.text_on()));
    }
    let log = Scale::log(1.0, 50_000.0, 60.0, 660.0);
    figure.push(axis::bottom(&log, top + 200.0, Some(top + 170.0), "people per cell"));
    for (number, value) in [3.0, 90.0, 2_500.0].into_iter().enumerate() {
        let at = |value| (log.at(value), top + 185.0);
        let paint = palette::category(number);
        figure.push(mark::interval(at(value / 2.0), at(value), at(value * 2.0), paint));
    }
    figure
}

fn shared(sets: usize) -> Diagram {
    let names =
        ["hashtag:refugeeswelcome", "hashtag:لاجئين", "hashtag:opentheborders", "culture:日本語"];
    let region = |number: usize| {
        let value = 4_200.0 / (number as f64).powi(2) + 3.0;
        let is_bound = number % 5 == 4;
        let low = if is_bound { 0.0 } else { value * 0.8 };
        let within = (0..sets).map(|set| number >> set & 1 == 1).collect();
        Region { within, value, bounds: (low, value * 1.25), is_bound }
    };
    let set = |name: &&str| Set { name: (*name).to_owned(), size: 5_000.0 };
    Diagram {
        title: "Who is in which set".to_owned(),
        unit: "users".to_owned(),
        sets: names.iter().take(sets).map(set).collect(),
        regions: (1..1 << sets).map(region).collect(),
    }
}

fn heat(colours: Colours) -> Figure {
    let names: Vec<String> = (0..14).map(|n| format!("{}tag{n}", "long".repeat(n % 4))).collect();
    let cell = |row: usize, column: usize| {
        let near = 1.0 / (1.0 + row.abs_diff(column) as f64);
        let value = if colours == Colours::Factor { near * 6.0 } else { near };
        let value = (row + column != 11).then_some(value);
        Cell { value, hint: format!("{row} and {column}") }
    };
    let cells = (0..14).map(|row| (0..14).map(|column| cell(row, column)).collect()).collect();
    let title = "What the 14 largest sets of hashtag share".to_owned();
    let note = "Of users: the shared part of all that is in either.".to_owned();
    HeatMap { title, note, measure: "Jaccard index".to_owned(), names, cells, colours }.draw()
}

#[test]
fn the_gallery() {
    let figures = [
        ("series", series()),
        ("colours", colours()),
        ("circles", shared(2).draw()),
        ("upset-3", shared(3).draw()),
        ("upset-4", shared(4).draw()),
        ("amounts", heat(Colours::Amount)),
        ("factors", heat(Colours::Factor)),
    ];
    let mut page = Page::new("Gallery <of> lbsm", "Everything that can be drawn, on one page.");
    page.facts(&[
        ("posts", short(1_234_567.0)),
        ("users", short(45_600.0)),
        ("days", short(366.0)),
    ]);
    page.heading("Figures");
    for (_, figure) in &figures {
        page.figure(figure, "What one should see in it, and what not.");
    }
    page.heading("Words");
    page.paragraph("A paragraph.");
    page.note("Something to keep in mind.");
    page.alert("Something that is wrong.");
    let columns = vec![Column::text("hashtag"), Column::number("posts"), Column::text("grade")];
    let mut table = Table::new("The largest hashtags", columns);
    table.row(["#refugeeswelcome", "12,345", "reliable"]);
    table.row(["#لاجئين", "1,045", "indicative"]);
    page.table(table);
    page.details("More", [Element::new("p").text("Seldom needed.")]);
    let html = page.html();
    assert!(!html.contains("NaN") && !html.contains(">inf"));
    let folder = std::env::var_os("LBSM_GALLERY").map(std::path::PathBuf::from);
    for (name, figure) in figures {
        let png = figure.png(if folder.is_some() { 2.0 } else { 0.5 }).unwrap().bytes;
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("{name}.svg")), figure.svg()).unwrap();
            std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
        }
    }
    if let Some(folder) = folder {
        std::fs::write(folder.join("gallery.html"), html).unwrap();
    }
}
