use super::*;
use crate::grid::Tiling;
use crate::view::palette;

fn map(points: &[(f64, f64)], extent: Option<Extent>) -> Map {
    let tiling = Tiling::Geohash(4);
    let cells = points
        .iter()
        .enumerate()
        .map(|(number, (lon, lat))| (number % 2, tiling.outline(tiling.cell(*lon, *lat).unwrap())));
    let class = |label: &str, part| Class { paint: palette::sequential(part), label: label.into() };
    Map {
        title: "Posts <b> & more".into(),
        cells: ["square".into(), "squares".into()],
        about: "all of 2016".into(),
        legend: "Posts".into(),
        classes: vec![class("10 – 20", 1.0), class("1 – 9", 0.1)],
        note: "Synthetic.".into(),
        panels: vec![Panel { title: String::new(), layers: vec![cells.collect()] }],
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

#[test]
fn what_is_out_of_sight_is_told_and_not_counted() {
    let everywhere = [(144.9, -37.8), (145.3, -37.8), (-74.0, 40.7)];
    let melbourne = Some([144.0, -39.0, 147.0, -37.0]);
    let svg = map(&everywhere, melbourne).draw().svg();
    assert!(svg.contains(">2 of 3 squares are on this map; all of 2016<"), "{svg}");
    assert!(svg.contains("1 – 9 (1 cell)"));
    let svg = map(&everywhere, None).draw().svg();
    assert!(svg.contains(">3 squares; all of 2016<") && svg.contains("10 – 20 (2 cells)"));
    assert!(map(&everywhere[..1], None).draw().svg().contains(">1 square; all of 2016<"));
}

#[test]
fn a_class_without_cells_is_not_in_the_legend_and_colours_stay() {
    let mut gap = map(&[(144.9, -37.8)], None);
    gap.classes.insert(0, Class { paint: palette::sequential(0.5), label: "none".into() });
    gap.panels[0].layers[0][0].0 = 1;
    let svg = gap.draw().svg();
    assert!(!svg.contains("none<") && svg.contains(">10 – 20<"), "{svg}");
}

#[test]
fn small_cells_lie_over_large_ones_whatever_their_class() {
    let (lon, lat) = (144.9, -37.8);
    let fills = |classes: [usize; 2]| {
        let mut merged = map(&[], Some([144.0, -39.0, 147.0, -37.0]));
        let layer = |class: usize, tiling: Tiling| {
            vec![(class, tiling.outline(tiling.cell(lon, lat).unwrap()))]
        };
        merged.panels[0].layers =
            vec![layer(classes[0], Tiling::Geohash(2)), layer(classes[1], Tiling::Geohash(4))];
        let svg = merged.draw().svg();
        let cells = svg.split("<path").filter(|path| path.contains("linecap=\"round\""));
        let fills = cells.filter_map(|path| path.split("fill=\"").nth(1)?.split('"').next());
        fills.map(str::to_owned).collect::<Vec<_>>()
    };
    let (mut pale_below, dark_below) = (fills([1, 0]), fills([0, 1]));
    assert!(dark_below.len() == 2 && dark_below[0] != dark_below[1], "{dark_below:?}");
    pale_below.reverse();
    assert_eq!(dark_below, pale_below);
}

#[test]
fn what_could_not_be_seen_is_drawn_larger_and_told() {
    let larger = "drawn larger than they are";
    let wide = map(&[(144.9, -37.8)], Some([-180.0, -90.0, 180.0, 90.0]));
    let svg = wide.draw().svg();
    assert!(svg.contains(larger) && !svg.contains("stroke-width=\"0.35\""), "{svg}");
    let near = map(&[(144.9, -37.8)], None).draw().svg();
    assert!(!near.contains(larger) && near.contains("stroke-width=\"0.35\""));
}
