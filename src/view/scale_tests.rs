use super::*;
use proptest::prelude::*;

fn labels(scale: &Scale, count: usize) -> Vec<String> {
    scale.ticks(count).into_iter().map(|tick| tick.label).collect()
}

#[test]
fn ticks_are_round() {
    let scale = |from, to| Scale::linear(from, to, 0.0, 100.0);
    assert_eq!(labels(&scale(0.0, 97.0), 5), ["0", "20", "40", "60", "80"]);
    assert_eq!(labels(&scale(0.0, 97.0).rounded(5), 5), ["0", "20", "40", "60", "80", "100"]);
    assert_eq!(labels(&scale(-0.3, 0.5), 4), ["−0.2", "0.0", "0.2", "0.4"]);
    assert_eq!(labels(&scale(0.0, 1.0), 4), ["0.00", "0.25", "0.50", "0.75", "1.00"]);
    assert_eq!(labels(&scale(0.0, 400_000.0), 4), ["0", "100k", "200k", "300k", "400k"]);
    let whole = |from, to| Scale::whole(from, to, 0.0, 100.0);
    assert_eq!(labels(&whole(0.2, 3.8), 9), ["1", "2", "3"]);
    assert_eq!(labels(&whole(0.2, 30.8), 13), ["5", "10", "15", "20", "25", "30"]);
    let log = |from, to| Scale::log(from, to, 0.0, 100.0);
    assert_eq!(labels(&log(1.0, 1e6), 8), ["1", "10", "100", "1,000", "10k", "100k", "1M"]);
    assert_eq!(labels(&log(0.5, 12.0), 8), ["0.5", "1", "2", "3", "5", "10"]);
}

#[test]
fn days_have_names() {
    let date = |text: &str| text.parse::<Date>().unwrap();
    let scale = |from, to| Scale::time(date(from), date(to), 0.0, 800.0);
    assert_eq!(labels(&scale("2016-01-01", "2016-12-31"), 5), ["Jan 2016", "Apr", "Jul", "Oct"]);
    assert_eq!(
        labels(&scale("2010-03-01", "2016-12-31"), 8),
        ["2011", "2012", "2013", "2014", "2015", "2016"]
    );
    // Mondays.
    assert_eq!(
        labels(&scale("2022-02-20", "2022-03-15"), 5),
        ["21 Feb 2022", "28 Feb", "7 Mar", "14 Mar"]
    );
    // Every other Monday, months.
    assert_eq!(
        labels(&scale("2022-03-13", "2022-05-02"), 5),
        ["14 Mar 2022", "28 Mar", "11 Apr", "25 Apr"]
    );
    assert_eq!(
        labels(&scale("2022-02-24", "2022-09-02"), 5),
        ["Mar 2022", "Apr", "May", "Jun", "Jul", "Aug", "Sep"]
    );
    assert!((day(date("2016-02-24")) - 16_855.0).abs() < 1e-9);
}

/// Any number up to 10¹², those too small to be normal and none at all among them.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![any::<f64>(), prop::num::f64::SUBNORMAL].prop_map(|value| value % 1e12)
}

proptest! {
    #[test]
    fn any_range_has_a_scale(from in value(), to in value(), count in 0_usize..30) {
        for scale in [Scale::linear(from, to, 10.0, 500.0), Scale::log(from, to, 10.0, 500.0)] {
            for scale in [scale.clone().rounded(count.max(1)), scale] {
                let ticks = scale.ticks(count);
                prop_assert!(ticks.len() < 200);
                for tick in ticks {
                    let at = scale.at(tick.value);
                    prop_assert!((9.0..=501.0).contains(&at), "{} at {}", tick.label, at);
                }
            }
        }
    }
}
