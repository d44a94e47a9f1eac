use super::*;

fn map(values: &[&[Option<f64>]], colours: Colours) -> HeatMap {
    let names = (0..values.len()).map(|number| format!("tag{number}")).collect();
    let cell = |value: &Option<f64>| Cell { value: *value, hint: format!("{value:?}") };
    HeatMap {
        title: "Shared".to_owned(),
        note: "Rows and columns.".to_owned(),
        measure: "Jaccard".to_owned(),
        names,
        cells: values.iter().map(|row| row.iter().map(cell).collect()).collect(),
        colours,
    }
}

#[test]
fn alike_stands_together() {
    // 0 and 2 belong together, and 1 and 3.
    let (much, little) = (Some(0.8), Some(0.1));
    let map = map(
        &[
            &[None, little, much, little],
            &[little, None, little, much],
            &[much, little, None, little],
            &[little, much, little, None],
        ],
        Colours::Amount,
    );
    let order = map.order();
    let place = |name: usize| order.iter().position(|other| *other == name).unwrap();
    assert_eq!(place(0).abs_diff(place(2)), 1, "{order:?}");
    assert_eq!(place(1).abs_diff(place(3)), 1, "{order:?}");
}

#[test]
fn colours_follow_values() {
    let factors = map(&[&[None, Some(4.0)], &[Some(0.25), None]], Colours::Factor);
    assert_eq!(factors.paint(1.0, 4.0), palette::diverging(0.0));
    assert_eq!(factors.paint(4.0, 4.0), palette::diverging(1.0));
    assert_eq!(factors.paint(0.25, 4.0), palette::diverging(-1.0));
    assert_eq!(factors.paint(0.0, 4.0), palette::diverging(-1.0));
    assert_eq!(factors.labels(4.0)[2].1, "4");
    let amounts = map(&[&[None, Some(0.5)], &[Some(0.5), None]], Colours::Amount);
    assert_eq!(amounts.paint(0.5, 0.5), palette::sequential(1.0));
}

#[test]
fn nothing_is_drawn_too() {
    for values in [&[][..], &[&[None][..]][..], &[&[None, None][..], &[None, None][..]][..]] {
        for colours in [Colours::Amount, Colours::Factor] {
            let svg = map(values, colours).draw().svg();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
