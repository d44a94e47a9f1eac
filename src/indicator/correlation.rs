//! How alike indicators are: Pearson's correlation over the days that two of them share.

use super::series::Series;

/// The matrix of correlations; NaN where two series share fewer than three days or one of them
/// does not vary.
pub fn matrix(series: &[Series]) -> Vec<Vec<f64>> {
    let correlation = |left: usize, right: usize| {
        let r = pearson(&series[left], &series[right]);
        // A series is like itself but for rounding.
        if left == right { r.round() } else { r }
    };
    let places = 0..series.len();
    places
        .clone()
        .map(|left| places.clone().map(|right| correlation(left, right)).collect())
        .collect()
}

/// The correlation of two series.
pub fn pearson(left: &Series, right: &Series) -> f64 {
    let pairs: Vec<(f64, f64)> =
        left.days().filter_map(|(day, value)| Some((value, right.get(day)?))).collect();
    if pairs.len() < 3 {
        return f64::NAN;
    }
    let n = pairs.len() as f64;
    let means = pairs.iter().fold((0.0, 0.0), |(x, y), pair| (x + pair.0 / n, y + pair.1 / n));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (x, y) = (x - means.0, y - means.1);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    // Zero over zero is not a number, as it is to be; rounding is not to exceed the bounds.
    (xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0)
}
