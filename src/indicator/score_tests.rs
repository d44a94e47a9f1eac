use super::{Errors, quantile, standardised};

#[test]
fn errors_are_means_over_pairs() {
    let errors = Errors::new([(10.0, 12.0), (10.0, 6.0)]).unwrap();
    assert_eq!(
        (errors.n, errors.mae.to_bits(), errors.mse.to_bits()),
        (2, 3.0_f64.to_bits(), 10.0_f64.to_bits())
    );
    assert!(Errors::new([]).is_none());
}

#[test]
fn scores_have_mean_0_and_variance_1() {
    let z = standardised(&[10.0, f64::NAN, 1000.0, 100.0]);
    let unit = 1.5_f64.sqrt();
    assert!((z[0] + unit).abs() < 1e-12 && (z[2] - unit).abs() < 1e-12 && z[3].abs() < 1e-12);
    assert!(z[1].is_nan());
    assert!(standardised(&[5.0, 5.0]).iter().all(|z| z.abs() < 1e-12));
    // A model without an error would be infinitely good: it has no score.
    assert!(standardised(&[0.0, 1.0])[0].is_nan());
}

#[test]
fn quantiles_lie_between() {
    let sorted = [1.0, 2.0, 4.0];
    for (probability, value) in [(0.0, 1.0), (0.5, 2.0), (0.75, 3.0), (1.0, 4.0)] {
        assert!((quantile(&sorted, probability).unwrap() - value).abs() < 1e-12);
    }
    assert!(quantile(&[], 0.5).is_none());
}
