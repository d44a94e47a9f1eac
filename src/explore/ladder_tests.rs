use super::*;
use crate::hll::{Params, hash};

fn users(numbers: std::ops::Range<i64>) -> Vec<Sketch> {
    let mut set = Sketch::new(Params::DEFAULT);
    set.extend(numbers.map(hash::bigint));
    vec![set]
}

fn rows(of: &[(&str, std::ops::Range<i64>)]) -> Rows {
    of.iter().map(|(key, numbers)| ((*key).to_owned(), users(numbers.clone()))).collect()
}

fn kept(ladder: &Ladder) -> Vec<(&str, u32)> {
    let users = |sets: &[Sketch]| sets[0].cardinality().round() as u32;
    ladder.rows.iter().map(|(key, sets)| (key.as_str(), users(sets))).collect()
}

#[test]
fn small_cells_go_into_larger_ones_and_none_is_below_the_limit() {
    let rows = rows(&[
        ("u33a", 0..10),
        ("u33b", 10..12),
        ("u33c", 12..13),
        ("u34a", 20..23),
        ("u34b", 23..25),
        ("gcpv", 40..44),
    ]);
    let ladder = climb("latlng", rows, &[1, 2, 3, 4], 5, 0).unwrap();
    // u33b and u33c are three users, too few for a rest of u33; those of u34 are five.
    assert_eq!(kept(&ladder), [("u33a", 10), ("u34", 5)]);
    assert_eq!(ladder.merged, 5);
}

#[test]
fn without_a_limit_everything_is_kept() {
    let all = [("2016-02-24", 0..1), ("2016-02-25", 1..2), ("2017-01-01", 0..2)];
    let ladder = climb("date", rows(&all), &[4, 7, 10], 1, 0).unwrap();
    assert_eq!(kept(&ladder), [("2016-02-24", 1), ("2016-02-25", 1), ("2017-01-01", 2)]);
    let ladder = climb("date", rows(&all), &[4, 7, 10], 1, 1).unwrap();
    assert_eq!(kept(&ladder), [("2016-02", 2), ("2017-01", 2)]);
}

#[test]
fn a_limit_is_one_of_users() {
    let set = |numbers: std::ops::Range<i64>| {
        let mut set = Sketch::new(Params::DEFAULT);
        set.extend(numbers.map(hash::bigint));
        set
    };
    assert!(enough(&[set(0..5), set(0..1)], 5));
    assert!(!enough(&[set(0..4), set(0..90)], 5));
    assert!(!enough(&[], 1) && enough(&[set(0..1)], 1));
    assert!(!enough(&[set(0..9), Sketch::undefined(Params::DEFAULT)], 1));
}
