use super::{factors, summands};
use crate::hll::{Params, Sketch, hash};
use proptest::prelude::*;

/// The factors of the unions that are added or taken away, by their sets.
fn sum(means: &[bool]) -> Vec<(usize, i64)> {
    factors(means).into_iter().enumerate().filter(|(_, factor)| *factor != 0).collect()
}

#[test]
fn the_equations_of_the_papers() {
    let of = |count: usize, region: usize| {
        (0..1 << count).map(|other| other == region).collect::<Vec<_>>()
    };
    assert_eq!(sum(&of(2, 3)), [(1, 1), (2, 1), (3, -1)]);
    let three = [(1, 1), (2, 1), (3, -1), (4, 1), (5, -1), (6, -1), (7, 1)];
    assert_eq!(sum(&of(3, 7)), three);
    // A without B: the union less B.
    assert_eq!(sum(&of(2, 1)), [(2, -1), (3, 1)]);
    // What is in A, B and neither of C: from A and C, B and C, C and all.
    assert_eq!(sum(&of(3, 3)), [(4, -1), (5, 1), (6, 1), (7, -1)]);
}

#[test]
fn unions_are_estimated_once_each() {
    let set = |from: i64, to: i64| {
        let mut set = Sketch::new(Params::POSTGRESQL);
        set.extend((from..to).map(hash::bigint));
        set
    };
    let (a, b) = (set(0, 60), set(40, 100));
    let found = summands(&[&a, &b], &[false, false, false, true]).unwrap().unwrap();
    let values: Vec<(usize, i64, f64)> = found
        .iter()
        .map(|summand| (summand.sets, summand.factor, summand.estimate.value))
        .collect();
    assert_eq!(values, [(1, 1, 60.0), (2, 1, 60.0), (3, -1, 100.0)]);
    let unknown = Sketch::undefined(Params::POSTGRESQL);
    assert_eq!(summands(&[&a, &unknown], &[false, false, false, true]).unwrap(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// With exact unions the sum is exact, whatever the regions hold and whichever are meant.
    #[test]
    fn the_sum_is_right(
        count in 1_usize..6,
        sizes in prop::collection::vec(0_i64..1000, 32),
        picks in any::<u32>(),
    ) {
        let regions = 1 << count;
        let means: Vec<bool> = (0..regions).map(|region| region > 0 && picks >> region & 1 == 1).collect();
        let total: i64 = (1..regions).filter(|region| means[*region]).map(|region| sizes[region]).sum();
        let union = |sets: usize| -> i64 {
            (1..regions).filter(|region| region & sets != 0).map(|region| sizes[region]).sum()
        };
        let found: i64 = sum(&means).into_iter().map(|(sets, factor)| factor * union(sets)).sum();
        prop_assert_eq!(found, total);
    }
}
