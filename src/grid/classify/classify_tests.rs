use super::*;
use proptest::prelude::*;
use serde_json::Value;

/// Class breaks as mapclassify finds them (`tests/python/make_grid_golden.py`).
#[test]
fn classes_are_those_of_mapclassify() {
    let golden: Value =
        serde_json::from_str(include_str!("../../../fixtures/grid/classes.json")).unwrap();
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
    };
    let mut compared = 0;
    for case in golden["cases"].as_array().unwrap() {
        let values = numbers(&case["values"]);
        for found in case["found"].as_array().unwrap() {
            let scheme: Scheme = found["scheme"].as_str().unwrap().parse().unwrap();
            let count = found["count"].as_u64().unwrap() as usize;
            let classes = scheme.classes(&values, count);
            let what = format!("{} {scheme} {count}", case["name"]);
            let mut breaks = numbers(&found["breaks"]);
            let theirs: Vec<f64> = numbers(&found["classes"]);
            breaks.dedup();
            // Fewer different values than classes: quantiles and intervals beyond that are empty.
            let different = values
                .iter()
                .map(|value| value.to_bits())
                .collect::<std::collections::BTreeSet<_>>();
            if different.len() < count {
                continue;
            }
            assert_eq!(classes.count(), breaks.len(), "{what}: {classes:?} {breaks:?}");
            for (ours, break_) in classes.breaks.iter().zip(&breaks) {
                assert!(
                    (ours - break_).abs() <= 1e-9 * break_.abs().max(1.0),
                    "{what}: {classes:?} {breaks:?}"
                );
            }
            let ours: Vec<f64> = values.iter().map(|value| classes.of(*value) as f64).collect();
            assert_eq!(ours, theirs, "{what}");
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn there_are_never_more_classes_than_values() {
    for scheme in ["headtail", "jenks", "quantile", "equal", "log"] {
        let scheme: Scheme = scheme.parse().unwrap();
        assert_eq!(scheme.classes(&[4.0, 4.0, 4.0], 7).breaks, [4.0], "{scheme}");
        assert_eq!(scheme.classes(&[], 5).count(), 0, "{scheme}");
        assert_eq!(scheme.classes(&[f64::NAN, 3.0], 5).breaks, [3.0], "{scheme}");
        let two = scheme.classes(&[1.0, 9.0], 7);
        assert!(two.count() <= 2 && two.breaks.last() == Some(&9.0), "{scheme} {two:?}");
    }
}

#[test]
fn logarithmic_classes_are_equal_factors_apart_and_zeros_come_first() {
    let classes = Scheme::Log.classes(&[0.0, 1.0, 10.0, 100.0, 1000.0], 3);
    for (found, wanted) in classes.breaks.iter().zip([10.0, 100.0, 1000.0]) {
        assert!((found / wanted - 1.0_f64).abs() < 1e-12, "{classes:?}");
    }
    assert_eq!(classes.of(0.0), 0);
    assert_eq!(classes.counts(&[0.0, 1.0, 50.0, 1000.0, f64::NAN]), [2, 1, 1]);
}

#[test]
fn fixed_breaks_reach_up_to_the_largest_value() {
    let scheme: Scheme = "fixed:10,100".parse().unwrap();
    assert_eq!(scheme.classes(&[5.0, 500.0], 1).breaks, [10.0, 100.0, 500.0]);
    for wrong in ["fixed:", "fixed:3,2", "fixed:1,1", "fixed:1,inf", "jonks", ""] {
        assert!(wrong.parse::<Scheme>().is_err(), "{wrong}");
    }
}

/// The sum of squared deviations from the means of the classes.
fn spread(values: &[f64], classes: &Classes) -> f64 {
    (0..classes.count())
        .map(|class| {
            let own: Vec<f64> =
                values.iter().copied().filter(|v| classes.of(*v) == class).collect();
            let mean = own.iter().sum::<f64>() / own.len().max(1) as f64;
            own.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
        })
        .sum()
}

proptest! {
    /// The halving in `fisher` misses nothing: every way to set two breaks is worse.
    #[test]
    fn natural_breaks_are_the_best(values in prop::collection::vec(0_u32..60, 3..14)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.dedup();
        prop_assume!(sorted.len() >= 3);
        let best = spread(&values, &Scheme::Jenks.classes(&values, 3));
        for one in 0..sorted.len() - 2 {
            for two in one + 1..sorted.len() - 1 {
                let breaks = vec![sorted[one], sorted[two], sorted[sorted.len() - 1]];
                let other = spread(&values, &Classes { least: sorted[0], breaks });
                prop_assert!(best <= other + 1e-6, "{best} {other}");
            }
        }
    }

    #[test]
    fn every_value_is_within_its_class(
        values in prop::collection::vec(-50.0..1e6, 1..60),
        count in 1_usize..9,
    ) {
        for scheme in [Scheme::HeadTail, Scheme::Jenks, Scheme::Quantile, Scheme::Equal, Scheme::Log] {
            let classes = scheme.classes(&values, count);
            prop_assert!(classes.breaks.windows(2).all(|pair| pair[0] < pair[1]));
            for value in &values {
                let class = classes.of(*value);
                prop_assert!(*value <= classes.breaks[class]);
                prop_assert!(class == 0 || *value > classes.breaks[class - 1]);
            }
            prop_assert_eq!(classes.counts(&values).iter().sum::<usize>(), values.len());
        }
    }
}
