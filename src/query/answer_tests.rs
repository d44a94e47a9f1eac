use super::{Finding, Grade, Method, Used};
use crate::hll::{Estimate, Params, Sketch, hash};
use crate::query::QueryError;

fn set(params: Params, from: i64, to: i64) -> Sketch {
    let mut set = Sketch::new(params);
    set.extend((from..to).map(hash::bigint));
    set
}

fn find(sets: &[&Sketch], method: Method) -> Result<Finding, QueryError> {
    let all = (1 << sets.len()) - 1;
    let means: Vec<bool> = (0..=all).map(|region| region == all).collect();
    Finding::of(sets, &means, method, &|set| format!("set {set}"))
}

#[test]
fn grades_follow_the_interval() {
    for (value, lo, hi, grade) in [
        (100.0, 80.0, 120.0, Grade::Reliable),
        (100.0, 70.0, 130.0, Grade::Indicative),
        (100.0, 10.0, 190.0, Grade::Indicative),
        (100.0, 10.0, 250.0, Grade::Below),
        (100.0, 0.0, 110.0, Grade::Below),
        (3.0, 0.4, 3.1, Grade::Below),
        (0.0, 0.0, 0.0, Grade::Reliable),
        (0.0, 0.0, 5.0, Grade::Below),
        (7.0, 7.0, 7.0, Grade::Reliable),
        (7.0, 5.0, f64::INFINITY, Grade::Below),
    ] {
        assert_eq!(Grade::of(&Estimate { value, lo, hi }), grade, "{value} {lo} {hi}");
    }
}

#[test]
fn the_method_is_chosen() {
    let sets: Vec<Sketch> =
        (0..5).map(|n| set(Params::DEFAULT, n * 500, n * 500 + 5_000)).collect();
    let of = |count: usize, method| find(&sets.iter().take(count).collect::<Vec<_>>(), method);
    assert_eq!(of(1, Method::Auto).unwrap().used, Used::Single);
    for count in 2..=4 {
        assert_eq!(of(count, Method::Auto).unwrap().used, Used::Joint);
        assert_eq!(of(count, Method::Joint).unwrap().used, Used::Joint);
        assert_eq!(of(count, Method::Ie).unwrap().used, Used::Ie);
    }
    assert_eq!(of(5, Method::Auto).unwrap().used, Used::Ie);
    assert!(matches!(of(5, Method::Joint), Err(QueryError::TooManyForJoint { found: 5 })));
    // All of these hold the truth, too.
    for (count, method) in
        [(2, Method::Ie), (2, Method::Auto), (4, Method::Ie), (4, Method::Auto), (5, Method::Ie)]
    {
        let truth = 5_000.0 - 500.0 * (count - 1) as f64;
        let Estimate { lo, hi, .. } = of(count, method).unwrap().estimate;
        assert!(lo <= truth && truth <= hi, "{count} {method:?}: {lo} {hi}");
    }
}

#[test]
fn listed_sets_are_exact() {
    let sets = [set(Params::POSTGRESQL, 0, 100), set(Params::POSTGRESQL, 30, 130)];
    for method in [Method::Auto, Method::Joint, Method::Ie] {
        let found = find(&[&sets[0], &sets[1]], method).unwrap();
        assert!((found.estimate.value - 70.0).abs() < 1e-9, "{method:?}");
    }
    let found = find(&[&sets[0], &sets[1]], Method::Auto).unwrap();
    assert_eq!((found.used, found.grade, found.estimate.lo), (Used::Exact, Grade::Reliable, 70.0));
}

#[test]
fn nothing_is_certain_where_nothing_is() {
    let (some, none) = (set(Params::DEFAULT, 0, 5_000), Sketch::new(Params::DEFAULT));
    for method in [Method::Auto, Method::Ie] {
        let found = find(&[&some, &none], method).unwrap();
        assert_eq!((found.estimate.value, found.estimate.hi), (0.0, 0.0), "{method:?}");
    }
    let empty = find(&[], Method::Auto).unwrap();
    assert_eq!((empty.estimate.hi, empty.used), (0.0, Used::Exact));
}

#[test]
fn disjoint_sets_have_an_upper_bound() {
    let (a, b) = (set(Params::DEFAULT, 0, 50_000), set(Params::DEFAULT, 50_000, 100_000));
    for method in [Method::Auto, Method::Ie] {
        let found = find(&[&a, &b], method).unwrap();
        assert_eq!((found.grade, found.estimate.lo), (Grade::Below, 0.0), "{method:?}: {found:?}");
        assert!(found.estimate.hi > 0.0 && found.estimate.hi < 10_000.0);
    }
}

#[test]
fn what_has_no_number_says_so() {
    let unknown = Sketch::undefined(Params::DEFAULT);
    let fine = set(Params::DEFAULT, 0, 100);
    let error = find(&[&fine, &unknown], Method::Auto).unwrap_err();
    assert!(matches!(error, QueryError::Undefined { set } if set == "set 1"));
    let narrow = Params::new(4, 1, 0, true).unwrap();
    let full = set(narrow, 0, 1_000);
    let error = find(&[&full], Method::Auto).unwrap_err();
    assert!(matches!(error, QueryError::Saturated { .. }), "{error}");
    assert!(matches!(find(&[&full, &full], Method::Ie), Err(QueryError::Saturated { .. })));
}
