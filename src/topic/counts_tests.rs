use super::*;

fn day(number: i32) -> Day {
    Day::EPOCH + number
}

fn counts(cells: &[((u16, u32, i32), u64)], met: &[i32], users: Users) -> Counts {
    let mut coverage = Coverage::default();
    for number in met {
        coverage.meet(day(*number));
    }
    Counts {
        topics: vec!["food".to_owned(), "war".to_owned()],
        groups: None,
        cells: cells.iter().map(|&((topic, group, at), n)| ((topic, group, day(at)), n)).collect(),
        users,
        coverage,
        undated: 0,
        elsewhere: 0,
    }
}

fn columns(transform: Transform) -> Columns {
    Columns {
        source: "buzz".to_owned(),
        transform,
        only_met_days: false,
        gaps: Vec::new(),
        total: false,
    }
}

/// Values with NaN as −1.
fn values(series: &Series) -> Vec<f64> {
    series.values().iter().map(|value| if value.is_nan() { -1.0 } else { *value }).collect()
}

#[test]
fn days_without_documents_are_zero_and_days_without_posts_may_be_missing() {
    let counts = counts(&[((0, 0, 1), 9), ((0, 0, 4), 2)], &[1, 2, 4, 6], Users::new(0));
    let made = |columns: &Columns| values(&counts.series(columns).expect("days").series[0]);
    let range = columns(Transform::Raw);
    assert_eq!(made(&range), [9.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
    let met = Columns { only_met_days: true, ..range.clone() };
    assert_eq!(made(&met), [9.0, 0.0, -1.0, 2.0, -1.0, 0.0]);
    let gap = Columns { gaps: vec![Gap { first: day(1), last: day(2) }], ..range };
    assert_eq!(made(&gap), [-1.0, -1.0, 0.0, 2.0, 0.0, 0.0]);
    assert_eq!(made(&columns(Transform::Log10)).first(), Some(&1.0));
    assert_eq!(counts.totals(), [("food", 11), ("war", 0)]);
}

#[test]
fn groups_are_columns_or_a_sum_of_logarithms() {
    let mut counts =
        counts(&[((0, 0, 0), 9), ((0, 1, 0), 99), ((1, 1, 1), 3)], &[0, 1], Users::new(0));
    counts.groups = Some(vec!["Kyiv".to_owned(), "Lviv".to_owned(), "nobody".to_owned()]);
    let sum = counts.series(&columns(Transform::SumLog10)).expect("days");
    assert_eq!(sum.series.len(), 2);
    assert_eq!(values(&sum.series[0]), [3.0, 0.0]);
    let split = counts.series(&columns(Transform::Raw)).expect("days");
    let names: Vec<&str> = split.series.iter().map(|series| series.name.as_str()).collect();
    assert_eq!(names, ["buzz-food@Kyiv", "buzz-food@Lviv", "buzz-war@Kyiv", "buzz-war@Lviv"]);
    assert_eq!(values(&split.series[1]), [99.0, 0.0]);
    assert_eq!(values(&split.series[3]), [0.0, 3.0]);
}

#[test]
fn numbers_of_few_users_are_held_back() {
    let mut users = Users::new(2);
    for (group, user) in [(0, 7), (0, 7), (1, 7), (1, 8)] {
        users.meet((0, group, day(0)), user);
    }
    let mut counts = counts(&[((0, 0, 0), 9), ((0, 1, 0), 99), ((1, 0, 1), 5)], &[0, 1], users);
    counts.groups = Some(vec!["Kyiv".to_owned(), "Lviv".to_owned()]);
    let split = counts.series(&columns(Transform::Raw)).expect("days");
    assert_eq!(split.held_back, 2);
    assert_eq!(values(&split.series[0]), [-1.0, 0.0]);
    assert_eq!(values(&split.series[1]), [99.0, 0.0]);
    let sum = counts.series(&columns(Transform::SumLog10)).expect("days");
    assert_eq!(values(&sum.series[0]), [2.0, 0.0]);
    assert_eq!(values(&sum.series[1]), [0.0, -1.0]);
}

#[test]
fn without_a_day_there_is_no_series() {
    assert!(counts(&[], &[], Users::new(0)).series(&columns(Transform::Raw)).is_none());
}
