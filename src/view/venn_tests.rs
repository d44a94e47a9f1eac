use super::*;
use proptest::prelude::*;

fn region(within: &[bool], value: f64, bounds: (f64, f64)) -> Region {
    Region { within: within.to_vec(), value, bounds, is_bound: bounds.0 <= 0.0 && bounds.1 > 0.0 }
}

fn diagram(names: &[&str], regions: Vec<Region>) -> Diagram {
    let sets = names.iter().map(|name| Set { name: (*name).to_owned(), size: 100.0 }).collect();
    Diagram { title: "Who shares".to_owned(), unit: "users".to_owned(), sets, regions }
}

/// Two circles by counting points of a fine grid: a witness that knows nothing of segments.
fn counted(r: f64, s: f64, apart: f64) -> f64 {
    let steps = 2000;
    let width = 2.0 * r / f64::from(steps);
    let inside = (0..steps)
        .flat_map(|x| (0..steps).map(move |y| (x, y)))
        .filter(|&(x, y)| {
            let (x, y) = (f64::from(x).mul_add(width, -r), f64::from(y).mul_add(width, -r));
            x * x + y * y <= r * r && (x - apart).powi(2) + y * y <= s * s
        })
        .count();
    inside as f64 * width * width
}

#[test]
fn lenses_are_as_large_as_counted() {
    for (r, s, apart) in [(1.0, 1.0, 1.0), (2.0, 1.0, 1.5), (1.0, 3.0, 2.5), (1.0, 1.0, 0.0)] {
        let (exact, counted) = (lens(r, s, apart), counted(r, s, apart));
        assert!((exact - counted).abs() < 0.01 * exact, "{r} {s} {apart}: {exact} {counted}");
    }
}

proptest! {
    #[test]
    fn areas_are_true(one in 0.0..1e6, other in 0.0..1e6, both in 1.0..1e6) {
        let Circles { radii: (r, s), apart } = Circles::new(one, other, both, (340.0, 260.0));
        let scale = PI * r * r / (one + both);
        let whole = (one + other + both) * scale;
        prop_assert!((PI * s * s - (other + both) * scale).abs() < 1e-6 * whole);
        prop_assert!((lens(r, s, apart) - both * scale).abs() < 1e-6 * whole);
    }
}

#[test]
fn what_does_not_fit_stands_aside() {
    let regions = vec![
        region(&[true, false], 90_000.0, (88_000.0, 92_000.0)),
        region(&[false, true], 40.0, (30.0, 50.0)),
        region(&[true, true], 60.0, (0.0, 200.0)),
    ];
    let figure = diagram(&["hashtag:<b>", "x"], regions).draw();
    assert!(figure.svg().contains("hashtag:&lt;b&gt;"));
    assert!(figure.description.contains("hashtag:<b> and x: < 200 users (upper bound)."));
    assert!(!figure.png(1.0).unwrap().bytes.is_empty());
}

#[test]
fn empty_sets_are_drawn() {
    for values in [[0.0, 0.0, 0.0], [5.0, 0.0, 0.0], [0.0, 0.0, 5.0], [3.0, 4.0, 0.0]] {
        let within = [[true, false], [false, true], [true, true]];
        let regions = within.iter().zip(values);
        let regions = regions.map(|(within, value)| region(within, value, (value, value)));
        let svg = diagram(&["a", "b"], regions.collect()).draw().svg();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}

#[test]
fn every_region_has_a_bar() {
    let regions = (1..8_usize).map(|number| {
        let within: Vec<bool> = (0..3).map(|set| number >> set & 1 == 1).collect();
        let value = number as f64 * 10.0;
        region(&within, value, (value - 10.0, value + 10.0))
    });
    let svg = diagram(&["a", "b", "c"], regions.collect()).draw().svg();
    for text in ["&lt; 20", ">20<", ">70<"] {
        assert!(svg.contains(text), "{text}");
    }
    assert_eq!(svg.matches("stroke-dasharray").count(), 1);
}
