//! How much two things go together: measures of association and the interval of a share.

/// The log-likelihood ratio G² of a two-by-two table (Dunning 1993): `both` of `total` posts
/// have both things, `one` and `other` have each. At independence it is distributed as χ² with
/// one degree of freedom: 10.83 is exceeded once in a thousand.
///
/// Counts that no table can have (estimates may be off) are taken to the nearest that one can.
pub fn g_squared(both: f64, one: f64, other: f64, total: f64) -> f64 {
    let [a, b, c, d] = cells(both, one, other, total);
    let total = a + b + c + d;
    let term = |observed: f64, row: f64, column: f64| {
        if observed > 0.0 { observed * (observed * total / (row * column)).ln() } else { 0.0 }
    };
    let sum = term(a, a + b, a + c)
        + term(b, a + b, b + d)
        + term(c, c + d, a + c)
        + term(d, c + d, b + d);
    (2.0 * sum).max(0.0)
}

/// Normalized pointwise mutual information (Bouma 2009): 1 if neither thing is ever without the
/// other, 0 at independence, -1 if they never meet.
pub fn npmi(both: f64, one: f64, other: f64, total: f64) -> f64 {
    let [a, b, c, d] = cells(both, one, other, total);
    let total = a + b + c + d;
    if a <= 0.0 {
        return -1.0;
    }
    let joint = a / total;
    if joint >= 1.0 {
        // Always together because always there: nothing is to be learnt from that.
        return 0.0;
    }
    let pmi = (joint / ((a + b) / total * ((a + c) / total))).ln();
    (pmi / -joint.ln()).clamp(-1.0, 1.0)
}

/// Both, one alone, the other alone, neither; none below zero.
fn cells(both: f64, one: f64, other: f64, total: f64) -> [f64; 4] {
    let both = both.max(0.0);
    let (b, c) = ((one - both).max(0.0), (other - both).max(0.0));
    [both, b, c, (total - both - b - c).max(0.0)]
}

/// The Wilson score interval of a share of which `hits` out of `trials` were seen, `z` standard
/// errors wide on either side: 1.96 for 95 %. All from 0 to 1 without a trial.
pub fn wilson(hits: f64, trials: f64, z: f64) -> (f64, f64) {
    if trials <= 0.0 {
        return (0.0, 1.0);
    }
    let share = (hits / trials).clamp(0.0, 1.0);
    let square = z * z / trials;
    let middle = (share + square / 2.0) / (1.0 + square);
    let spread = z * (share * (1.0 - share) / trials + square / (4.0 * trials)).sqrt();
    let half = spread / (1.0 + square);
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
#[path = "association_tests.rs"]
mod tests;
