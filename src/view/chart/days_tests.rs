use super::*;
use crate::view::theme::ACCENT;
use jiff::civil::date;

fn chart(by_magnitude: bool, line: [f64; 2], band: Option<(f64, f64)>) -> Days {
    let days = [date(2022, 3, 1), date(2022, 3, 2)];
    let layers = vec![
        Layer::Line {
            points: days.iter().zip(line).map(|(&day, value)| (day, Some(value))).collect(),
            paint: INK,
            width: 1.0,
        },
        Layer::Band { points: days.iter().map(|&day| (day, band)).collect(), paint: ACCENT },
    ];
    Days {
        words: Words::default(),
        unit: String::new(),
        by_magnitude,
        columns: 1,
        height: 100.0,
        legend: Vec::new(),
        panels: vec![Panel { layers, ..Panel::default() }],
    }
}

#[test]
fn intervals_enter_the_scale() {
    for by_magnitude in [true, false] {
        let chart = chart(by_magnitude, [30.0, 40.0], Some((12.0, 95.0)));
        assert_eq!(chart.extent(), ((12.0, 95.0), true));
        assert!(!chart.figure().svg().contains("are cut"));
    }
}

#[test]
fn an_interval_that_would_flatten_all_the_rest_is_cut_and_that_is_told() {
    for (by_magnitude, expected) in [(true, (7.5, 160.0)), (false, (1e-9, 160.0))] {
        let chart = chart(by_magnitude, [30.0, 40.0], Some((1e-9, 1e9)));
        assert_eq!(chart.extent(), (expected, false));
        assert!(chart.figure().svg().contains("are cut"));
    }
    assert_eq!(chart(true, [30.0, 40.0], None).extent(), ((30.0, 40.0), true));
}

#[test]
fn an_interval_of_one_day_is_seen() {
    let mut chart = chart(false, [30.0, 40.0], None);
    if let Layer::Band { points, .. } = &mut chart.panels[0].layers[1] {
        points[1].1 = Some((20.0, 20.0));
    }
    let svg = chart.figure().svg();
    let band = svg.split("fill-opacity").next().and_then(|before| before.rsplit("d=\"").next());
    let path = band.and_then(|rest| rest.split('"').next()).unwrap();
    assert_eq!(path.matches(['M', 'L']).count(), 4, "{path}");
}
