use super::{Edge, Window, WindowKind, moving_mean};
use proptest::prelude::*;

/// As one would write it first: cell by cell.
fn naive(values: &[f64], window: Window, edge: Edge) -> Vec<f64> {
    let days = i32::try_from(values.len()).unwrap();
    (0..days)
        .map(|middle| {
            let cells = (middle + window.from)..=(middle + window.to);
            let inside: Vec<f64> = cells
                .filter(|cell| (0..days).contains(cell))
                .map(|cell| values[cell as usize])
                .collect();
            let known: Vec<f64> = inside.iter().copied().filter(|value| !value.is_nan()).collect();
            let length = f64::from(window.length());
            let sum: f64 = known.iter().sum();
            match edge {
                Edge::Strict if known.len() < window.length() as usize => f64::NAN,
                Edge::Zero if known.len() < inside.len() => f64::NAN,
                Edge::Partial => sum / known.len() as f64,
                Edge::Strict | Edge::Zero => sum / length,
            }
        })
        .collect()
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![9 => -1e6..1e6, 1 => Just(f64::NAN)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn growing_windows_are_windows(
        values in prop::collection::vec(value(), 0..60),
        number in 1_u16..40,
        radius in any::<bool>(),
        edge in prop_oneof![Just(Edge::Strict), Just(Edge::Partial), Just(Edge::Zero)],
    ) {
        let kind = if radius { WindowKind::Radius } else { WindowKind::Length };
        let window = kind.window(number);
        let found = moving_mean(&values, window, edge);
        for (found, expected) in found.iter().zip(naive(&values, window, edge)) {
            prop_assert_eq!(found.is_nan(), expected.is_nan());
            prop_assert!(found.is_nan() || (found - expected).abs() <= 1e-8);
        }
    }
}

#[test]
fn lengths_and_radii() {
    let days = |kind: WindowKind, number| {
        let window = kind.window(number);
        (window.from, window.to)
    };
    // An even length has its odd day in the past.
    assert_eq!(
        [1, 2, 3, 4].map(|w| days(WindowKind::Length, w)),
        [(0, 0), (-1, 0), (-1, 1), (-2, 1)]
    );
    assert_eq!([1, 2].map(|w| days(WindowKind::Radius, w)), [(-1, 1), (-2, 2)]);
}

#[test]
fn a_spike_leaves_no_trace_in_windows_that_it_is_not_in() {
    let mut values = vec![1.0; 40];
    values[5] = 1e60;
    let means = moving_mean(&values, WindowKind::Length.window(3), Edge::Strict);
    assert!(means[10..38].iter().all(|mean| mean.is_finite()));
}
