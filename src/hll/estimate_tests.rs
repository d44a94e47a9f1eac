use super::*;

fn filled(params: &str, values: impl Fn(usize) -> u8) -> Sketch {
    let params: Params = params.parse().unwrap();
    let registers: Box<[u8]> = (0..params.registers()).map(values).collect();
    Sketch { params, state: State::Registers(Registers::from_bytes(registers)) }
}

#[test]
fn listed_hashes_are_counted_exactly() {
    let mut sketch = Sketch::new("11,5,-1,1".parse().unwrap());
    sketch.extend(1..=150);
    assert_eq!(sketch.estimate(), Some(Estimate { value: 150.0, lo: 150.0, hi: 150.0 }));
}

#[test]
fn registers_at_their_limit_are_infinite_and_postgresql_has_no_number() {
    for params in ["4,1,0,1", "11,3,0,1", "11,5,0,1"] {
        let limit = params.parse::<Params>().unwrap().max_value();
        let sketch = filled(params, |_| limit);
        assert!(sketch.cardinality().is_infinite(), "{params}");
        assert!(sketch.cardinality_by(Estimator::Improved).unwrap().is_infinite(), "{params}");
        let estimate = sketch.estimate().unwrap();
        assert!(estimate.hi.is_infinite() && estimate.lo >= 16.0, "{params}");
    }
    assert!(filled("10,1,0,1", |_| 1).cardinality_by(Estimator::Pg).unwrap().is_nan());
}

#[test]
fn forged_values_count_as_the_largest_that_a_hash_can_give() {
    let (forged, largest) = (filled("11,8,0,1", |_| 255), filled("11,8,0,1", |_| 53));
    for estimator in [Estimator::Ml, Estimator::Improved, Estimator::PgFixed] {
        assert_eq!(forged.cardinality_by(estimator), largest.cardinality_by(estimator));
    }
}

#[test]
fn the_maximum_likelihood_estimate_is_the_root_of_its_equation() {
    // All registers at k: their probability e^-y - e^-2y, y = x / 2^k, is largest at e^-y = 1/2.
    for k in [1_u8, 5, 20] {
        let estimate = filled("11,5,0,1", |_| k).cardinality() / 2048.0;
        let root = std::f64::consts::LN_2 * 2_f64.powi(k.into());
        assert!((estimate / root - 1.0).abs() < 1e-3, "{k}: {estimate}, not {root}");
    }
}

#[test]
fn the_standard_error_has_the_shape_of_the_estimator() {
    // In units of 1.04 / √m, by n / m: the errors of maximum likelihood in simulations.
    let sigma = 1.04 / 2048_f64.sqrt();
    for (load, expected) in
        [(0.1, 0.69), (0.5, 0.71), (2.0, 0.81), (2.5, 0.84), (3.0, 0.86), (5.0, 0.90), (64.0, 1.0)]
    {
        let error = relative_standard_error(load * 2048.0, Params::DEFAULT) / sigma;
        assert!((error - expected).abs() < 0.02, "{load}: {error:.3}, not {expected}");
    }
}

#[test]
fn an_interval_never_starts_below_what_must_have_been_seen() {
    let sketch = filled("11,5,0,1", |register| u8::from(register < 3));
    let estimate = sketch.estimate().unwrap();
    assert!(estimate.lo >= 3.0 && estimate.value >= estimate.lo && estimate.hi > 3.0);
    let untouched = filled("11,5,0,1", |_| 0);
    assert_eq!(untouched.estimate(), Some(Estimate { value: 0.0, lo: 0.0, hi: 0.0 }));
}

#[test]
fn estimators_have_names() {
    for estimator in [Estimator::Ml, Estimator::Improved, Estimator::Pg, Estimator::PgFixed] {
        assert_eq!(estimator.to_string().parse(), Ok(estimator));
    }
    assert!("hll++".parse::<Estimator>().is_err());
}
