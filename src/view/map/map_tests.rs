use super::*;
use crate::grid::Tiling;
use crate::view::palette;

fn map(points: &[(f64, f64)], extent: Option<Extent>) -> Map {
    let tiling = Tiling::Geohash(4);
    let cells = points
        .iter()
        .enumerate()
        .map(|(number, (lon, lat))| (number % 2, tiling.outline(tiling.cell(*lon, *lat).unwrap())));
    let class = |label: &str, part| Class {
        paint: palette::sequential(part),
        label: label.into(),
        count: 1,
    };
    Map {
        title: "Posts <b> & more".into(),
        subtitle: "by cell".into(),
        legend: "Posts".into(),
        classes: vec![class("10 – 20", 1.0), class("1 – 9", 0.1)],
        note: "Synthetic.".into(),
        panels: vec![Panel { title: String::new(), cells: cells.collect() }],
        extent,
    }
}

#[test]
fn maps_of_everywhere_are_drawn() {
    for points in [
        vec![(144.9, -37.8), (145.1, -37.9)],
        vec![(179.9, -16.5), (-179.9, -16.8), (178.4, -18.1)],
        vec![(-0.1, 51.5), (151.2, -33.9), (-74.0, 40.7)],
        vec![(20.0, 89.9)],
        vec![(20.0, -89.9)],
        vec![],
    ] {
        let svg = map(&points, None).draw().svg();
        assert!(svg.contains("Posts &lt;b&gt; &amp; more"));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{points:?}");
        assert!(svg.len() < 600_000, "{points:?} {}", svg.len());
    }
}

#[test]
fn an_extent_is_kept_and_a_picture_made() {
    let melbourne = map(&[(144.9, -37.8)], Some([144.0, -39.0, 147.0, -37.0]));
    let figure = melbourne.draw();
    assert!(figure.svg().contains(">Melbourne<"));
    assert!(figure.png(0.5).unwrap().bytes.starts_with(b"\x89PNG"));
}
